import { normalQuantile } from "./normal.js";
import { axis, BLUE, HEIGHT, reference, spread, upright, type View, WIDTH } from "./theme.js";

/** What is said at the axes, and whether a curve is drawn through the residuals. */
export interface ResidualTitles {
  readonly x: string;
  readonly y: string;
  readonly curve: boolean;
}

/** Points through which a curve is smoothed when the plot is drawn. */
const SMOOTHED = 2000;

/** Residuals of rows, a column for each class. */
export interface ResidualColumns {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
  readonly classes: readonly string[];
}

/**
 * Residuals in order against the quantiles of the normal law, with the band that a normal sample stays in at each point with probability
 * 0.95: z ± 1.96·√(p(1 − p)/n)/φ(z).
 */
export function qqView(residuals: ResidualColumns, title: string): View {
  const values = Array.from({ length: residuals.cols }, (_, c) => c).flatMap((c) => {
    const own = columnOf(residuals, c).sort();
    const n = own.length;
    const picked = spread(n);
    return picked.map((k) => {
      const p = (k + 0.5) / n;
      const z = normalQuantile(p);
      const half = (1.96 * Math.sqrt((p * (1 - p)) / n)) / density(z);
      return { z, r: own[k], lower: z - half, upper: z + half, ...classOf(residuals, c) };
    });
  });
  const several = residuals.cols > 1;
  const colour = several ? { color: { field: "class", type: "nominal", sort: null } } : {};
  const x = axis("z", "Quantile of the normal law");
  return {
    title: "Normal quantiles",
    width: HEIGHT * 1.15,
    height: HEIGHT * 1.15,
    data: { values },
    layer: [
      {
        mark: { type: "area", color: "#999999", opacity: 0.3 },
        encoding: { x, y: upright("lower", title), y2: { field: "upper" } },
      },
      { mark: { type: "line", color: "#555555", strokeWidth: 1 }, encoding: { x, y: upright("z", title) } },
      {
        mark: { type: "point", filled: true, size: 14, opacity: 0.7, ...(several ? {} : { color: BLUE }) },
        encoding: { x, y: upright("r", title), ...colour },
      },
    ],
  };
}

/**
 * Residuals over what was fitted, with a smooth of them, which is flat where nothing was missed; without one for classes, of whose
 * residuals a robust curve follows the more frequent branch.
 */
export function residualView(residuals: ResidualColumns, fitted: Float64Array, titles: ResidualTitles): View {
  const { rows, cols } = residuals;
  const picked = spread(rows);
  const values = picked.flatMap((i) =>
    Array.from({ length: cols }, (_, c) => ({
      x: fitted[i * cols + c],
      r: residuals.data[i * cols + c],
      ...classOf(residuals, c),
    })),
  );
  const layers: View[] = [
    {
      mark: { type: "point", filled: true, size: 14, opacity: 0.45, color: BLUE },
      encoding: { x: axis("x", titles.x), y: upright("r", titles.y) },
    },
    reference("y", 0),
    ...(titles.curve && picked.length <= SMOOTHED ? [smoothed(titles)] : []),
  ];
  const panel = { width: WIDTH, height: HEIGHT, layer: layers };
  const title = "Residuals and fitted values";
  if (cols === 1) return { title, data: { values }, ...panel };
  const facet = { field: "class", type: "nominal", title: null, sort: null };
  return {
    title,
    data: { values },
    facet,
    columns: cols <= 3 ? cols : Math.ceil(cols / 2),
    spec: { ...panel, width: WIDTH * 0.7 },
  };
}

/** A local regression through the points, made when the plot is drawn. */
function smoothed(titles: ResidualTitles): View {
  return {
    transform: [{ loess: "r", on: "x", bandwidth: 0.5 }],
    mark: { type: "line", color: "#D55E00", strokeWidth: 2 },
    encoding: { x: axis("x", titles.x), y: upright("r", titles.y) },
  };
}

function columnOf({ data, rows, cols }: ResidualColumns, c: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * cols + c] as number);
}

function classOf({ classes }: ResidualColumns, c: number): { class?: string } {
  const label = classes[c];
  return label === undefined ? {} : { class: label };
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}
