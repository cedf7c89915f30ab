import type { Columns } from "../../data/types.js";
import { contours, roundLevels } from "./contours.js";
import { farFrom } from "./far.js";
import { type SmoothPicture, titleOf } from "./picture.js";
import { axis, spread, type View } from "./theme.js";

/** A panel is square: its axes are of one kind as often as not. */
const SIDE = 260;

/** The rows of a surface at one level and class. */
interface Panel {
  readonly label: string;
  readonly rows: readonly number[];
  /** The levels of factors that it is of, by column. */
  readonly levels: readonly (readonly [string, string])[];
}

/** A heat map with contours for each level and class, on one scale of colours. */
export function surfaceViews(picture: SmoothPicture, [first, second, ...held]: readonly string[]): View[] {
  const { estimate } = picture;
  const names = [first as string, second as string] as const;
  const panels = panelsOf(picture, held).map((panel) => ({ ...panel, fit: shown(picture, names, panel) }));
  const seen = panels.flatMap(({ fit }) => fit.filter(Number.isFinite));
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const levels = roundLevels(low, high);
  const most = Math.max(Math.abs(low), Math.abs(high));
  const scale = { scheme: "blueorange", domain: [-most, most], nice: false };
  const heading = picture.link === "identity" ? "effect" : `effect (${picture.link} scale)`;
  return panels.map((panel) => {
    const title = panel.label === "" ? titleOf(picture) : `${titleOf(picture)}: ${panel.label}`;
    const x = at(estimate.covariates, names[0], panel.rows);
    const y = at(estimate.covariates, names[1], panel.rows);
    const { fit } = panel;
    return {
      title,
      width: SIDE,
      height: SIDE,
      layer: [
        heat(x, y, fit, names, heading, scale),
        ...lines(x, y, fit, levels, names),
        ...dots(ownRows(picture, panel), names),
      ],
    };
  });
}

/** Rows of one class, one level of each factor, and one value of each covariate that is held. */
function panelsOf({ estimate }: SmoothPicture, held: readonly string[]): Panel[] {
  const [smooth] = estimate.smooths;
  const factors = (smooth?.covariates ?? []).filter(({ levels }) => levels !== null).map(({ name }) => name);
  if (smooth?.level != null && smooth.by !== null) factors.push(smooth.by.name);
  const panels = new Map<string, Panel & { rows: number[] }>();
  for (let row = 0; row < estimate.fit.length; row++) {
    const parts = [estimate.class?.[row], ...factors.map((name) => estimate.covariates[name]?.[row])];
    const numbers = held.map(
      (name) => `${name} = ${short((estimate.covariates[name] as Float64Array)[row] as number)}`,
    );
    const label = [...parts.filter((part) => part !== undefined), ...numbers].join(", ");
    const levels = factors.map((name) => [name, String(estimate.covariates[name]?.[row])] as const);
    const panel = panels.get(label) ?? { label, levels, rows: [] };
    panel.rows.push(row);
    panels.set(label, panel);
  }
  return [...panels.values()];
}

/** The rows of the fit that have the levels of a panel. */
function ownRows({ rows }: SmoothPicture, { levels }: Panel): Columns | null {
  if (rows === null || levels.length === 0) return rows;
  const count = Object.values(rows)[0]?.length ?? 0;
  const own = Array.from({ length: count }, (_, i) => i).filter((i) =>
    levels.every(([name, level]) => String(rows[name]?.[i]) === level),
  );
  return Object.fromEntries(
    Object.entries(rows).map(([name, values]) => [name, own.map((i) => values[i])]),
  ) as unknown as Columns;
}

/** The heights of a panel, NaN far from its rows. */
function shown(picture: SmoothPicture, names: readonly [string, string], panel: Panel): number[] {
  const { estimate, tooFar } = picture;
  const fit = panel.rows.map((row) => estimate.fit[row] as number);
  const own = ownRows(picture, panel);
  if (own === null || tooFar === 0) return fit;
  const [x, y] = names.map((name) => at(estimate.covariates, name, panel.rows)) as [number[], number[]];
  const [p, q] = names.map((name) => own[name] as ArrayLike<number>) as [ArrayLike<number>, ArrayLike<number>];
  const far = farFrom({ x, y }, { x: p, y: q }, tooFar);
  return fit.map((height, k) => (far[k] ? Number.NaN : height));
}

function short(x: number): number {
  return Number(x.toPrecision(3));
}

function at(columns: Columns, name: string, rows: readonly number[]): number[] {
  return rows.map((row) => columns[name]?.[row] as number);
}

/** Cells around the points of the grid. */
function heat(
  x: readonly number[],
  y: readonly number[],
  fit: readonly number[],
  names: readonly [string, string],
  title: string,
  scale: View,
): View {
  const [across, upward] = [cells(x), cells(y)];
  const values = fit.flatMap((fit, i) => {
    if (Number.isNaN(fit)) return [];
    const [x1, x2] = across.get(x[i] as number) as [number, number];
    const [y1, y2] = upward.get(y[i] as number) as [number, number];
    return [{ x1, x2, y1, y2, fit }];
  });
  return {
    data: { values },
    mark: { type: "rect", stroke: null },
    encoding: {
      x: axis("x1", names[0]),
      x2: { field: "x2" },
      y: axis("y1", names[1]),
      y2: { field: "y2" },
      color: {
        field: "fit",
        type: "quantitative",
        scale,
        title,
        legend: { type: "gradient", gradientLength: SIDE * 0.7 },
      },
    },
  };
}

/**
 * For each value half the way to its neighbours, within the range; a little further up, where the next cell covers it, as renderers leave
 * seams between neighbours.
 */
function cells(values: readonly number[]): Map<number, readonly [number, number]> {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const between = (k: number) => {
    const [below, above] = [sorted[k - 1] ?? sorted[0], sorted[k] ?? sorted[sorted.length - 1]] as [number, number];
    return (below + above) / 2;
  };
  const last = sorted[sorted.length - 1] as number;
  const beyond = (k: number) => Math.min(last, between(k + 1) + 0.1 * (between(k + 1) - between(k)));
  return new Map(sorted.map((value, k) => [value, [between(k), beyond(k)]]));
}

/** Contours with their heights written on the longest line of each. */
function lines(
  x: readonly number[],
  y: readonly number[],
  fit: readonly number[],
  levels: readonly number[],
  names: readonly [string, string],
): View[] {
  const [xs, ys] = [x, y].map((values) => [...new Set(values)].sort((a, b) => a - b)) as [number[], number[]];
  if (xs.length * ys.length !== fit.length) return [];
  const place = new Map(xs.map((value, k) => [value, k]));
  const row = new Map(ys.map((value, k) => [value, k]));
  const values = new Float64Array(fit.length);
  for (const [i, f] of fit.entries()) {
    values[(row.get(y[i] as number) as number) * xs.length + (place.get(x[i] as number) as number)] = f;
  }
  const found = contours({ x: xs, y: ys, values }, levels);
  const points = found.flatMap(({ level, points }, line) =>
    points.map(([x, y], order) => ({ x, y, level, line, order })),
  );
  const axes = { x: axis("x", names[0]), y: axis("y", names[1]) };
  const longest = levels.flatMap((level) => {
    const own = found.filter((contour) => contour.level === level).sort((a, b) => b.points.length - a.points.length)[0];
    const middle = own?.points[Math.floor(own.points.length / 2)];
    return middle === undefined ? [] : [{ x: middle[0], y: middle[1], text: String(level) }];
  });
  const text = { field: "text", type: "nominal" };
  return [
    {
      data: { values: points },
      mark: { type: "line", color: "#222222", strokeWidth: 0.8, opacity: 0.8 },
      encoding: { ...axes, detail: { field: "line" }, order: { field: "order" } },
    },
    // White behind the figures, so that a line does not cross them.
    {
      data: { values: longest },
      mark: { type: "text", fontSize: 10, stroke: "white", strokeWidth: 3 },
      encoding: { ...axes, text },
    },
    { data: { values: longest }, mark: { type: "text", fontSize: 10, color: "#222222" }, encoding: { ...axes, text } },
  ];
}

/** Where the rows of the fit are. */
function dots(rows: Columns | null, [first, second]: readonly [string, string]): View[] {
  if (rows === null) return [];
  const [x, y] = [rows[first], rows[second]] as [ArrayLike<number>, ArrayLike<number>];
  const values = spread(x.length).map((i) => ({ x: x[i], y: y[i] }));
  return [
    {
      data: { values },
      mark: { type: "point", filled: true, size: 5, color: "black", opacity: 0.35 },
      encoding: { x: axis("x", first), y: axis("y", second) },
    },
  ];
}
