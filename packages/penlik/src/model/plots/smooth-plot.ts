import type { SmoothTerm } from "../description.js";
import { effectTitle, type SmoothPicture, titleOf } from "./picture.js";
import { surfaceViews } from "./surface.js";
import { axis, BLUE, HEIGHT, ROOMY, reference, spread, upright, type View, WIDTH } from "./theme.js";

/** Levels that get a colour each; more would not be told apart. */
const COLOURS = 8;
/** Levels whose names are written at an axis. */
const NAMED = 40;

/** The views of a smooth: one, or for surfaces one for each level and class. */
export function smoothViews(picture: SmoothPicture): View[] {
  const [smooth] = picture.estimate.smooths as [SmoothTerm];
  const numeric = smooth.covariates.filter(({ levels }) => levels === null);
  if (numeric.length === 0) return [levelsView(picture)];
  if (numeric.length === 1) return [curveView(picture, numeric[0]?.name as string)];
  return surfaceViews(
    picture,
    numeric.map(({ name }) => name),
  );
}

/** What tells the curves of a smooth apart: the class, the level of a factor that it is of, or the level of its `by`. */
function kinds({ estimate }: SmoothPicture): { title: string; values: readonly string[] } | null {
  const [smooth] = estimate.smooths as [SmoothTerm];
  const factor = smooth.covariates.find(({ levels }) => levels !== null) ?? (smooth.level !== null ? smooth.by : null);
  const levels = factor === null ? null : (estimate.covariates[factor.name] as readonly string[]);
  const { class: classes } = estimate;
  if (levels !== null && factor !== null && classes !== null) {
    return { title: `class, ${factor.name}`, values: classes.map((label, i) => `${label}, ${levels[i]}`) };
  }
  if (classes !== null) return { title: "class", values: classes };
  return levels === null || factor === null ? null : { title: factor.name, values: levels };
}

/** A line with its band, partial residuals and a rug. */
function curveView(picture: SmoothPicture, name: string): View {
  const { estimate, partial, rows } = picture;
  const x = estimate.covariates[name] as ArrayLike<number>;
  const kind = kinds(picture);
  const count = new Set(kind?.values).size;
  const values = Array.from(estimate.fit, (fit, i) => ({
    x: x[i],
    fit,
    lower: estimate.lower[i],
    upper: estimate.upper[i],
    ...(kind && { kind: kind.values[i] }),
  }));
  const coloured = kind !== null && count > 1 && count <= COLOURS;
  const colour = coloured ? { color: { field: "kind", type: "nominal", title: kind.title, sort: null } } : {};
  const split = kind !== null && !coloured ? { detail: { field: "kind" } } : {};
  const across = { x: axis("x", name) };
  const many = kind !== null && count > COLOURS;
  const band = {
    mark: { type: "area", opacity: coloured ? 0.18 : 0.25, ...(coloured ? {} : { color: BLUE }) },
    encoding: { ...across, y: upright("lower", effectTitle(picture)), y2: { field: "upper" }, ...colour, ...split },
  };
  const line = {
    mark: { type: "line", strokeWidth: many ? 0.8 : 2, opacity: many ? 0.6 : 1, ...(coloured ? {} : { color: BLUE }) },
    encoding: { ...across, y: upright("fit", effectTitle(picture)), order: { field: "x" }, ...colour, ...split },
  };
  const layers: View[] = [
    ...(many ? [] : [band]),
    reference("y", 0),
    ...(partial && rows ? [partialLayer(picture, name, kind !== null)] : []),
    line,
    ...(rows ? [rug(rows[name] as ArrayLike<number>)] : []),
  ];
  return { title: titleOf(picture), width: WIDTH, height: HEIGHT, data: { values }, layer: layers };
}

/** Partial residuals, in the colours of their curves where there are several. */
function partialLayer({ rows, partial, estimate }: SmoothPicture, name: string, coloured: boolean): View {
  const [smooth] = estimate.smooths as [SmoothTerm];
  const factor = smooth.covariates.find(({ levels }) => levels !== null) ?? (smooth.level !== null ? smooth.by : null);
  const kind = factor === null ? undefined : rows?.[factor.name];
  const known = Array.from(partial ?? [], (_, i) => i).filter((i) => Number.isFinite(partial?.[i]));
  const values = spread(known.length).map((k) => {
    const i = known[k] as number;
    return { x: rows?.[name]?.[i], residual: partial?.[i], ...(kind && { kind: String(kind[i]) }) };
  });
  const colour = coloured && kind !== undefined ? { color: { field: "kind", type: "nominal", sort: null } } : {};
  return {
    data: { values },
    mark: { type: "point", filled: true, size: 10, opacity: 0.35, ...(coloured ? {} : { color: "#444444" }) },
    encoding: { x: axis("x", name), y: upright("residual", ""), ...colour },
  };
}

/** A tick at the foot for every row. */
export function rug(x: ArrayLike<number>): View {
  return {
    data: { values: thinned(Array.from(x)).map((x) => ({ x })) },
    mark: { type: "tick", thickness: 0.8, size: 7, color: "#333333", opacity: 0.5, orient: "vertical" },
    encoding: { x: { field: "x", type: "quantitative" }, y: { value: HEIGHT - 4 } },
  };
}

/** Some of very many numbers, their ends among them. */
function thinned(x: readonly number[]): readonly number[] {
  const most = 1000;
  if (x.length <= most) return x;
  const sorted = x.toSorted((a, b) => a - b);
  return Array.from({ length: most }, (_, k) => sorted[Math.round((k * (x.length - 1)) / (most - 1))] as number);
}

/** Effects of levels, in their order, each with its interval. */
function levelsView(picture: SmoothPicture): View {
  const { estimate } = picture;
  const [smooth] = estimate.smooths as [SmoothTerm];
  const names = smooth.covariates.map(({ name }) => name);
  const label = (i: number) => names.map((name) => estimate.covariates[name]?.[i]).join(", ");
  const classes = estimate.class;
  const values = Array.from(estimate.fit, (fit, i) => ({
    level: label(i),
    fit,
    lower: estimate.lower[i],
    upper: estimate.upper[i],
    ...(classes && { class: classes[i] }),
  }));
  const levels = values.length / (classes === null ? 1 : new Set(classes).size);
  const named = levels <= NAMED;
  const sort = { field: "fit", op: "mean" };
  const y = {
    field: "level",
    type: "nominal",
    title: names.join(", "),
    sort,
    axis: { labels: named, ticks: named, grid: false },
  };
  const offset =
    classes === null ? {} : { yOffset: { field: "class" }, color: { field: "class", type: "nominal", sort: null } };
  const x = (field: string) => axis(field, effectTitle(picture), ROOMY);
  const one = classes === null ? { color: BLUE } : {};
  return {
    title: titleOf(picture),
    width: WIDTH,
    height: named ? Math.max(HEIGHT / 2, levels * 16) : HEIGHT,
    data: { values },
    layer: [
      reference("x", 0),
      {
        mark: { type: "rule", strokeWidth: 1.2, ...one },
        encoding: { y, x: x("lower"), x2: { field: "upper" }, ...offset },
      },
      { mark: { type: "point", filled: true, size: 34, opacity: 1, ...one }, encoding: { y, x: x("fit"), ...offset } },
    ],
  };
}
