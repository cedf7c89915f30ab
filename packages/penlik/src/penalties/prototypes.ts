/**
 * Prototypes of classes: the diversity as a function, and what to do where prototypes coincide.
 */
import { inWords, refusal, renamed, translate } from "../errors.js";
import { output } from "../gate.js";
import { PrototypeDiversity } from "../generated/penalties.js";
import { borrowed, type Matrix } from "../matrix.js";
import { numberOption, readOptions } from "../options.js";
import { addon } from "./addon.js";

/** The class of each row, as numbers or strings; only equality counts, and "1" is not 1. */
export type Labels = readonly (number | string)[] | Float64Array | Int32Array;

/** How {@link separateCoincidentPrototypes} moves rows. */
export interface SeparationOptions {
  /** How far a row is moved: by between half of it and all of it, in units of the prototypes. Default: 1e-3. */
  readonly distance?: number | undefined;
  /** A whole number ≥ 0; the same seed gives the same result on every machine. Default: 0. */
  readonly seed?: number | undefined;
}

/**
 * −Σ log det(K + 1e-6·I) over the classes of two prototypes or more, K_ij = exp(−‖w_i − w_j‖²/(2·bandwidth²)): small when the
 * prototypes of a class are unlike. It is the value of {@link PrototypeDiversity}, which has its derivatives, with the default
 * jitter 1e-6; keep an object of that class where the same labels are used again.
 *
 * @param prototypes one prototype in each row
 * @param labels the class of each row
 * @param bandwidth finite, > 0, in units of the prototypes
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * prototypeDiversityLoss(matrixFromRows([[0], [1]]), ["a", "a"]); // 0.45867…
 * ```
 */
export function prototypeDiversityLoss(prototypes: Matrix, labels: Labels, bandwidth = 1): number {
  const of = labelled(prototypes, labels);
  try {
    return new PrototypeDiversity({ labels: of, bandwidth }).value(prototypes);
  } catch (error) {
    throw renamed(translate(error), "theta", "prototypes");
  }
}

/**
 * The pairs of rows [i, j], i < j, of one class that are equal. There the diversity is largest, and yet its gradient does not
 * part them, so that a descent leaves them together: see {@link separateCoincidentPrototypes}.
 *
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * coincidentPrototypes(matrixFromRows([[1, 2], [1, 2], [1, 2]]), ["a", "a", "b"]); // [[0, 1]]
 * ```
 */
export function coincidentPrototypes(prototypes: Matrix, labels: Labels): [number, number][] {
  const text = JSON.stringify(labelled(prototypes, labels));
  try {
    const flat = addon.coincidentPrototypes(text, prototypes.data, prototypes.cols);
    return Array.from({ length: flat.length / 2 }, (_, k) => [flat[2 * k] as number, flat[2 * k + 1] as number]);
  } catch (error) {
    throw renamed(translate(error), "theta", "prototypes");
  }
}

/**
 * The prototypes with every row that coincides with an earlier one of its class moved by a small seeded amount in a random
 * direction; the other rows stay as they are.
 *
 * @param out where to write, of the length of the prototypes and not overlapping them
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * const apart = separateCoincidentPrototypes(matrixFromRows([[1, 2], [1, 2]]), ["a", "a"], { seed: 7 });
 * coincidentPrototypes(apart, ["a", "a"]); // []
 * ```
 */
export function separateCoincidentPrototypes(
  prototypes: Matrix,
  labels: Labels,
  options?: SeparationOptions,
  out?: Float64Array,
): Matrix {
  const text = JSON.stringify(labelled(prototypes, labels));
  const { data, rows, cols } = prototypes;
  const read = readOptions<SeparationOptions>("options", options, ["distance", "seed"]);
  const distance = numberOption("distance", read.distance ?? 1e-3, (x) => x > 0, "a finite number > 0");
  const seed = numberOption("seed", read.seed ?? 0, (x) => Number.isSafeInteger(x) && x >= 0, "a whole number >= 0");
  const to = output(out, data.length, data);
  try {
    addon.separateCoincidentPrototypes(text, data, cols, distance, seed, to);
  } catch (error) {
    throw renamed(translate(error), "theta", "prototypes");
  }
  return { data: to, rows, cols };
}

/** The labels as an array, one for each prototype. */
function labelled(prototypes: Matrix, labels: Labels): (number | string)[] {
  const { rows } = borrowed("prototypes", prototypes);
  const isList = Array.isArray(labels) || (ArrayBuffer.isView(labels) && !(labels instanceof DataView));
  if (!isList) throw refusal("ERR_DOMAIN", "labels", inWords(labels), "an array of numbers or strings");
  if (labels.length !== rows) {
    throw refusal("ERR_SHAPE", "labels", `of length ${labels.length}`, `${rows} labels, one for each prototype`);
  }
  const entries = Array.from<number | string>(labels);
  const odd = entries.findIndex((x) => typeof x !== "string" && !Number.isFinite(x));
  if (odd < 0) return entries;
  throw refusal("ERR_DOMAIN", `labels[${odd}]`, inWords(entries[odd]), "a finite number or a string");
}
