import { inWords, refusal, translate } from "../errors.js";
import { floats, output } from "../gate.js";
import { addon } from "../penalties/addon.js";

/**
 * A proximal step on the elastic net l1Weight·‖x‖₁ + ½·l2Weight·‖x‖², entry by entry:
 * sign(x)·max(|x| − lr·l1Weight, 0) / (1 + lr·l2Weight). Zeros are +0.
 *
 * @param relevances finite numbers
 * @param l1Weight finite, ≥ 0
 * @param l2Weight finite, ≥ 0
 * @param lr the step, finite, ≥ 0
 * @param out where to write; it may be `relevances` itself, whose content is then replaced
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * elasticNetProximal(Float64Array.of(3, -0.5, -5), 1, 3); // [0.5, 0, -1]
 * ```
 */
export function elasticNetProximal(
  relevances: Float64Array,
  l1Weight: number,
  l2Weight: number,
  lr = 1,
  out?: Float64Array,
): Float64Array {
  floats("relevances", relevances);
  for (const [name, value] of Object.entries({ l1Weight, l2Weight, lr })) {
    if (typeof value !== "number") throw refusal("ERR_DOMAIN", name, inWords(value), "a finite number >= 0");
  }
  const to = out === relevances ? relevances : output(out, relevances.length, relevances);
  try {
    if (to === relevances) addon.elasticNetProximalInPlace(relevances, l1Weight, l2Weight, lr);
    else addon.elasticNetProximal(relevances, l1Weight, l2Weight, lr, to);
  } catch (error) {
    throw translate(error);
  }
  return to;
}

/**
 * A proximal step on l1Weight·‖x‖₁, entry by entry: sign(x)·max(|x| − lr·l1Weight, 0). Zeros are +0.
 *
 * Use it for parameters whose own zero means absence. Of logits that go through a softmax afterwards, those that become zero get
 * equal shares, not none: (0.5, 0.01, −0.02, 0.3) thresholded at 0.1 has the softmax (0.3165, 0.2122, 0.2122, 0.2591). Where a
 * relevance should be exactly zero, use {@link sparsemax} in place of both.
 *
 * @param relevances finite numbers
 * @param l1Weight finite, ≥ 0
 * @param lr the step, finite, ≥ 0
 * @param out where to write; it may be `relevances` itself, whose content is then replaced
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * sparseRelevanceProximal(Float64Array.of(0.75, 0.1, -0.5), 0.5, 0.5); // [0.5, 0, -0.25]
 * ```
 */
export function sparseRelevanceProximal(
  relevances: Float64Array,
  l1Weight: number,
  lr = 1,
  out?: Float64Array,
): Float64Array {
  return elasticNetProximal(relevances, l1Weight, 0, lr, out);
}
