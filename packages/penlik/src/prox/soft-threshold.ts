import { inWords, refusal, translate } from "../errors.js";
import { floats, output } from "../gate.js";
import { addon } from "../penalties/addon.js";

/**
 * Soft thresholding, sign(x)·max(|x| − threshold, 0) entry by entry: the proximal map of threshold·‖x‖₁. Zeros are +0.
 *
 * @param x finite numbers
 * @param threshold finite, ≥ 0
 * @param out where to write; it may be x itself, whose content is then replaced
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * softThreshold(Float64Array.of(3, -0.5, -2), 1); // [2, 0, -1]
 * ```
 */
export function softThreshold(x: Float64Array, threshold: number, out?: Float64Array): Float64Array {
  floats("x", x);
  if (typeof threshold !== "number")
    throw refusal("ERR_DOMAIN", "threshold", inWords(threshold), "a finite number >= 0");
  const to = out === x ? x : output(out, x.length, x);
  try {
    if (to === x) addon.softThresholdInPlace(x, threshold);
    else addon.softThreshold(x, threshold, to);
  } catch (error) {
    throw translate(error);
  }
  return to;
}
