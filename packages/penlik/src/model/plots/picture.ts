import type { Columns } from "../../data/types.js";
import type { SmoothEstimate } from "../views/smooth.js";

/** A smooth with what its title says and the points that belong to it. */
export interface SmoothPicture {
  readonly estimate: SmoothEstimate;
  /** Effective degrees of freedom of its smooths together; NaN where they are not known. */
  readonly edf: number;
  /** The name of the link, which is the scale of the effect. */
  readonly link: string;
  /** The covariates of the rows of the fit, where they are at hand. */
  readonly rows: Columns | null;
  /** Surfaces are blank farther than this from every row, in parts of the axes; 0 for nowhere. */
  readonly tooFar: number;
  /** f(x_i) + the working residual of each of these rows; null without residuals. */
  readonly partial: Float64Array | null;
}

/** What a view is called: the term and its degrees of freedom. */
export function titleOf({ estimate: { term, derivative }, edf }: SmoothPicture): string {
  const what = derivative === null ? term : `∂${term}/∂${derivative}`;
  return Number.isFinite(edf) ? `${what}, edf ${edf.toPrecision(3)}` : what;
}

/** The title of the axis of an effect. */
export function effectTitle({ estimate: { term, derivative }, link }: SmoothPicture): string {
  const what = derivative === null ? term : `∂${term}/∂${derivative}`;
  return link === "identity" ? what : `${what} (${link} scale)`;
}
