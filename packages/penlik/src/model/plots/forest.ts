import { axis, BLUE, ROOMY, reference, type View, WIDTH } from "./theme.js";

/** A coefficient with its interval. */
export interface Estimate {
  readonly term: string;
  readonly class: string | null;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Coefficients below each other with their intervals; the classes of the multinomial side by side in their colours. */
export function forestView(estimates: readonly Estimate[], titles: { x: string; title: string }): View {
  const classes = new Set(estimates.map((estimate) => estimate.class));
  const terms = new Set(estimates.map(({ term }) => term));
  const several = classes.size > 1;
  const y = {
    field: "term",
    type: "nominal",
    title: null,
    sort: null,
    axis: { grid: false, labelLimit: 240, domain: false, ticks: false },
  };
  const split = several
    ? { yOffset: { field: "class", sort: null }, color: { field: "class", type: "nominal", sort: null } }
    : {};
  const one = several ? {} : { color: BLUE };
  return {
    title: titles.title,
    width: WIDTH,
    height: Math.max(80, terms.size * (several ? 12 * classes.size + 8 : 24)),
    data: { values: estimates },
    layer: [
      reference("x", 0),
      {
        mark: { type: "rule", strokeWidth: 1.5, ...one },
        encoding: { y, x: axis("lower", titles.x, ROOMY), x2: { field: "upper" }, ...split },
      },
      {
        mark: { type: "point", filled: true, size: 45, opacity: 1, ...one },
        encoding: { y, x: axis("estimate", titles.x, ROOMY), ...split },
      },
    ],
  };
}
