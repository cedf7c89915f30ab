import { refusal } from "../errors.js";
import type { Matrix } from "../matrix.js";
import type { NativeModel } from "../native.js";
import { countOption, readOptions, wordOption } from "../options.js";
import type { Description } from "./description.js";
import { guarded } from "./prediction.js";

/**
 * Which residuals, with the response y, its mean μ, the variance function V, the weight w and the contribution d to the deviance:
 * `"response"` y − μ, `"working"` (y − μ)/μ′ with μ′ = dμ/dη, `"pearson"` (y − μ)√(w/V), `"deviance"` sign(y − μ)·√(w·d), and `"quantile"` Φ⁻¹(F(y)) with
 * the family's distribution function, which is standard normal under the model; for counts it is drawn between P(Y < y) and P(Y ≤ y).
 * For the multinomial `"response"`, `"pearson"` and `"deviance"` have a column for each class.
 */
export type ResidualType = "deviance" | "pearson" | "response" | "working" | "quantile";

const TYPES: readonly ResidualType[] = ["deviance", "pearson", "response", "working", "quantile"];

/** The options of {@link FittedModel.residuals}. */
export interface ResidualOptions {
  /** `"deviance"` when absent. */
  readonly type?: ResidualType;
  /** The seed of `"quantile"`, a whole number >= 0; 1 when absent. The same seed gives the same residuals. */
  readonly seed?: number;
}

/** Residuals as a row-major matrix: a row for each row that entered the fit; one column, or one for each class of the multinomial. */
export interface Residuals extends Matrix {
  /** The class of each column; empty when columns are not classes. */
  readonly classes: readonly string[];
  /** The rows of the data that entered the fit, in order. */
  readonly kept: Int32Array;
}

/** The residuals of a model's own rows. */
export function residualsOf(
  native: NativeModel,
  description: Description,
  options: ResidualOptions | undefined,
): Residuals {
  const read = readOptions("options", options, ["type", "seed"]);
  const type = wordOption("type", read.type ?? "deviance", TYPES);
  if (read.seed !== undefined && type !== "quantile") {
    throw refusal("ERR_DOMAIN", "seed", String(read.seed), "no seed: only quantile residuals are random");
  }
  const seed = countOption("seed", read.seed ?? 1, 0);
  const { rows, cols, values, kept } = guarded(() => native.residuals(type, seed));
  return { data: values, rows, cols, classes: cols > 1 ? description.classes : [], kept };
}
