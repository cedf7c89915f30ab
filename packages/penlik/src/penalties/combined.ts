import { inWords, refusal } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { numberOption, readOptions } from "../options.js";
import { plain } from "./parameters.js";
import { Penalty, type PenaltyJSON } from "./penalty.js";

/** A penalty of which nothing need be known: penalties of all types are of this one. */
export type AnyPenalty = Penalty<never>;

/** The kinds of combinations. */
export const combinations = ["Translated", "Scaled", "Restricted", "Rotated", "Sum"] as const;

/** A penalty made from others. What it is and can do follows from its parts, and is known when the program runs. */
export class CombinedPenalty extends Penalty {
  /** @internal From a specification with the parts inside, which the core checks. */
  constructor(spec: object) {
    super(undefined, spec);
  }
}

/**
 * P(θ − center): a penalty around a centre, one number for each column or one for each entry of θ.
 *
 * @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the argument.
 *
 * @example
 * ```ts
 * const around = translated(new L1(), [1, 2]);
 * around.value(Float64Array.of(1, 5)); // 3
 * ```
 */
export function translated(penalty: AnyPenalty, center: Float64Array | readonly number[]): Penalty {
  return combined("Translated", { penalty: part(penalty), center: plain("center", center, "finite numbers") });
}

/** Options of {@link scaled}. */
export interface ScaledOptions {
  /** By which θ is multiplied, not 0. Default: 1. */
  readonly argument?: number | undefined;
  /** By which the penalty is multiplied, ≥ 0. Default: 1. */
  readonly value?: number | undefined;
}

/**
 * value · P(argument · θ): a penalty in other units.
 *
 * @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option.
 *
 * @example
 * ```ts
 * scaled(new Ridge(), { argument: 2, value: 3 }).value(Float64Array.of(1)); // 6
 * ```
 */
export function scaled(penalty: AnyPenalty, options?: ScaledOptions): Penalty {
  const read = readOptions<ScaledOptions>("options", options, ["argument", "value"]);
  for (const [name, number] of Object.entries(read)) numberOption(name, number, () => true, "a finite number");
  return combined("Scaled", { penalty: part(penalty), ...read });
}

/**
 * P of some columns of θ, in the order given; of a Float64Array, of some entries. The others are left alone.
 *
 * @throws PenlikError ERR_DOMAIN, naming the argument.
 *
 * @example
 * ```ts
 * const penalty = restricted(new L1(), [0, 2]);
 * penalty.prox(Float64Array.of(3, 3, 3), 1); // [2, 3, 2]
 * ```
 */
export function restricted(penalty: AnyPenalty, columns: Int32Array | readonly number[]): Penalty {
  return combined("Restricted", { penalty: part(penalty), columns: plain("columns", columns, "whole numbers >= 0") });
}

/**
 * P of θ with every row x replaced by Q·x, for an orthogonal matrix Q: a penalty in a basis of one's choice.
 *
 * @throws PenlikError ERR_DOMAIN if Q is not orthogonal.
 *
 * @example
 * ```ts
 * const h = Math.SQRT1_2;
 * rotated(new L1(), [[h, h], [h, -h]]).value(Float64Array.of(1, 1)); // √2: the sum and the difference, normalised
 * ```
 */
export function rotated(penalty: AnyPenalty, matrix: Matrix | readonly (readonly number[])[]): Penalty {
  return combined("Rotated", { penalty: part(penalty), matrix: plain("matrix", matrix, "an orthogonal matrix") });
}

/**
 * Σ Pᵢ(θ). Derivatives add. A proximal map exists where the parts are {@link restricted} to columns that do not overlap, and
 * where all but one of them are {@link Ridge} penalties, {@link translated} or not.
 *
 * @throws PenlikError ERR_DOMAIN for none, or for something that is no penalty.
 *
 * @example
 * ```ts
 * const net = sum(new L1(), translated(new Ridge({ strength: 3 }), [1, 1]));
 * net.prox(Float64Array.of(2, -1), 1); // [1, 0.25]
 * ```
 */
export function sum(...penalties: readonly AnyPenalty[]): Penalty {
  return combined("Sum", { penalties: penalties.map((penalty, i) => part(penalty, `penalties[${i}]`)) });
}

function combined(kind: (typeof combinations)[number], members: object): Penalty {
  return new CombinedPenalty({ kind, ...members });
}

function part(penalty: unknown, argument = "penalty"): PenaltyJSON {
  if (penalty instanceof Penalty) return penalty.toJSON();
  throw refusal("ERR_DOMAIN", argument, inWords(penalty), "a Penalty");
}
