import type { Matrix } from "../matrix.js";
import type { NativeModel } from "../native.js";
import { readOptions, wordOption } from "../options.js";
import { guarded } from "./prediction.js";

/** Which covariance of the coefficients. */
export type CovarianceType = "bayesian" | "frequentist" | "corrected";

/** The options of {@link FittedModel.covariance}. */
export interface CovarianceOptions {
  /** `"bayesian"` when absent. */
  readonly type?: CovarianceType;
}

const TYPES: readonly CovarianceType[] = ["bayesian", "frequentist", "corrected"];

/** A covariance with NaN in the rows and columns of coefficients that were not estimated. */
export function covarianceOf(
  native: NativeModel,
  size: number,
  aliased: readonly number[],
  options: CovarianceOptions | undefined,
): Matrix {
  const { type } = readOptions("options", options, ["type"]);
  const kind = wordOption("type", type ?? "bayesian", TYPES);
  const data = guarded(() => native.covariance(kind));
  for (const k of aliased) {
    data.fill(Number.NaN, k * size, (k + 1) * size);
    for (let row = 0; row < size; row++) data[row * size + k] = Number.NaN;
  }
  return { data, rows: size, cols: size };
}
