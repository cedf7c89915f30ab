import { inWords, refusal, translate } from "../errors.js";
import { output } from "../gate.js";
import { addon } from "./addon.js";
import { idOf, type Penalty } from "./penalty.js";
import { columnsOf, dataOf, type Theta } from "./theta.js";

/**
 * The Moreau envelope min_φ P(φ) + ‖φ − θ‖²/(2·step), a smooth function below P with the same minimisers. Its value is returned,
 * and its gradient (θ − prox(θ))/step written to `out`.
 *
 * @param step finite, > 0; the gradient of the envelope of a convex penalty changes by 1/step at most
 * @param out where the gradient goes; memory of its own
 * @throws PenlikError ERR_UNSUPPORTED for a kind without a proximal map, ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE.
 *
 * @example
 * ```ts
 * const gradient = new Float64Array(2);
 * moreauEnvelope(new L1(), Float64Array.of(3, 0.5), 1, gradient); // 2.625, Huber's function; gradient [1, 0.5]
 * ```
 */
export function moreauEnvelope(penalty: Penalty<"prox">, theta: Theta, step: number, out?: Float64Array): number {
  const [id, x] = [checked(penalty, step), dataOf(theta)];
  const to = output(out, x.length, x);
  try {
    return addon.penaltyEnvelope(id, x, columnsOf(theta, x), step, to);
  } catch (error) {
    throw translate(error);
  }
}

/**
 * The proximal map of the conjugate P*(η) = sup_θ ⟨η, θ⟩ − P(θ) of a convex penalty, η − step·prox_{P/step}(η/step): what primal-dual
 * methods ask for.
 *
 * @param step finite, > 0
 * @param out where the result goes; memory of its own
 * @throws PenlikError ERR_UNSUPPORTED for a penalty that is not convex or has no proximal map, ERR_DOMAIN, ERR_NON_FINITE or
 * ERR_SHAPE.
 *
 * @example
 * ```ts
 * conjugateProx(new L1(), Float64Array.of(3, 0.5), 1); // [1, 0.5]: the projection onto [-1, 1]
 * ```
 */
export function conjugateProx(penalty: Penalty<"prox">, theta: Theta, step: number, out?: Float64Array): Float64Array {
  const [id, x] = [checked(penalty, step), dataOf(theta)];
  const to = output(out, x.length, x);
  try {
    addon.penaltyConjugateProx(id, x, columnsOf(theta, x), step, to);
  } catch (error) {
    throw translate(error);
  }
  return to;
}

function checked(penalty: unknown, step: unknown): number {
  const id = idOf(penalty);
  if (id === undefined) throw refusal("ERR_DOMAIN", "penalty", inWords(penalty), "a Penalty");
  if (typeof step !== "number") throw refusal("ERR_DOMAIN", "step", inWords(step), "a finite number > 0");
  return id;
}
