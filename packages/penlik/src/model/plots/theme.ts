/** How every plot looks: sizes that do in print, colours that colour-blind readers tell apart. */

/** A Vega-Lite specification as a plain object, data included; for `JSON.stringify`, vega-embed, or vega-lite's `compile`. */
export interface PlotSpec {
  readonly $schema: string;
  readonly [key: string]: unknown;
}

/** A view within a specification. */
export type View = Readonly<Record<string, unknown>>;

const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/** The colours of M. Okabe and K. Ito, the palest left to the end. */
export const PALETTE = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#000000",
  "#F0E442",
] as const;

/** Lines and bands of a single curve. */
export const BLUE = PALETTE[0];

/** The size of one panel. */
export const [WIDTH, HEIGHT] = [320, 220];

const FONT = "Helvetica, Arial, sans-serif";

const CONFIG = {
  font: FONT,
  background: "white",
  padding: 8,
  axis: {
    domainColor: "#333333",
    tickColor: "#333333",
    gridColor: "#e6e6e6",
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
  },
  legend: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal", symbolOpacity: 1 },
  title: { fontSize: 13, fontWeight: "bold", anchor: "start", offset: 8 },
  header: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
  view: { stroke: null },
  range: { category: PALETTE },
};

/** A whole specification of a view. */
export function plotOf(view: View): PlotSpec {
  return { $schema: SCHEMA, config: CONFIG, ...view };
}

/** Views beside each other and below each other, each with its own scales. */
export function gallery(views: readonly View[], columns: number): View {
  if (views.length === 1) return views[0] as View;
  const resolve = { scale: { color: "independent", fill: "independent", x: "independent", y: "independent" } };
  return { concat: views, columns, spacing: 24, resolve: { ...resolve, legend: { color: "independent" } } };
}

/** A number axis that need not hold zero. */
export function axis(field: string, title: string, more: View = {}): View {
  return { field, type: "quantitative", title, scale: { zero: false, nice: false }, ...more };
}

/** An axis of intervals, whose ends stay off the edges. */
export const ROOMY: View = { scale: { zero: false, nice: false, padding: 8 }, axis: { tickCount: 6 } };

/** A vertical axis, whose ends are round. */
export function upright(field: string, title: string, more: View = {}): View {
  return { field, type: "quantitative", title, scale: { zero: false }, ...more };
}

/** A grey line at a height, or upright at a place. */
export function reference(channel: "x" | "y", at: number): View {
  return { mark: { type: "rule", color: "#888888", strokeDash: [4, 3] }, encoding: { [channel]: { datum: at } } };
}

/** Points that a view holds at most: more of them would be a black cloud and a large file. */
const MOST_POINTS = 5000;

/** The positions of so many points, or even steps through them with both ends. */
export function spread(n: number): number[] {
  const count = Math.min(n, MOST_POINTS);
  return Array.from({ length: count }, (_, k) => (count === n ? k : Math.round((k * (n - 1)) / (count - 1))));
}
