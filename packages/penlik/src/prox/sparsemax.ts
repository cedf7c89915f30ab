import { translate } from "../errors.js";
import { output } from "../gate.js";
import type { Matrix } from "../matrix.js";
import { addon } from "../penalties/addon.js";
import { columnsOf, dataOf } from "../penalties/theta.js";

/**
 * Each row of scores becomes the nearest row of probabilities: its projection onto the simplex. Small scores become exactly 0.
 *
 * Use it where a relevance, an attention or a class probability should be able to be exactly zero. Thresholding the scores before a
 * softmax ({@link sparseRelevanceProximal}) does not do that: a score that becomes 0 keeps the weight e⁰, so that the irrelevant
 * ones get equal shares, not none. Thresholding is for parameters whose own zero means absence.
 *
 * @param x finite numbers: one row, or a matrix of rows
 * @param out where to write; it may be x itself, or the data of it, whose content is then replaced
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * sparsemax(Float64Array.of(0.5, 1.25, -0.25)); // [0.125, 0.875, 0]
 * ```
 */
export function sparsemax(x: Float64Array | Matrix, out?: Float64Array): Float64Array {
  const data = dataOf(x, "x");
  const columns = columnsOf(x, data);
  const to = out === data ? data : output(out, data.length, data);
  if (data.length === 0) return to;
  try {
    if (to === data) addon.sparsemaxInPlace(data, columns);
    else addon.sparsemax(data, columns, to);
  } catch (error) {
    throw translate(error);
  }
  return to;
}
