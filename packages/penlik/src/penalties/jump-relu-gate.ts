import { inWords, refusal, renamed, translate } from "../errors.js";
import { floats, fresh, outputOf } from "../gate.js";
import { addon } from "./addon.js";

/** The JumpReLU gate of a number, and its straight-through derivatives. */
export interface Gate {
  /** φ = x where x > θ, else 0. */
  readonly value: number;
  /** ∂φ/∂x = σ(t) + x σ′(t)/ε, t = (x − θ)/ε. */
  readonly dX: number;
  /** ∂φ/∂θ = −x σ′(t)/ε. */
  readonly dThreshold: number;
}

/** The same of many numbers. */
export interface Gates {
  readonly value: Float64Array;
  readonly dX: Float64Array;
  readonly dThreshold: Float64Array;
}

/**
 * The JumpReLU gate φ = x·[x > θ] with straight-through derivatives: those of x·σ((x − θ)/ε) stand for the derivatives that a
 * jump does not have.
 *
 * @param x a number; or rows of numbers, whose length is a multiple of the number of thresholds
 * @param threshold θ > 0; with an array of numbers also an array of thresholds, one for every column
 * @param smoothing ε > 0
 * @param out where to write; its arrays must not overlap x, the thresholds or each other
 * @throws PenlikError ERR_DOMAIN, ERR_NON_FINITE or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * jumpReluGate(0.5, 0.25, 0.04).value; // 0.5
 * jumpReluGate(Float64Array.of(0.5, 0.5), Float64Array.of(0.25, 0.75), 0.04).value; // [0.5, 0]
 * ```
 */
export function jumpReluGate(x: number, threshold: number, smoothing: number): Gate;
export function jumpReluGate(x: Float64Array, threshold: Float64Array | number, smoothing: number, out?: Gates): Gates;
export function jumpReluGate(
  x: Float64Array | number,
  threshold: Float64Array | number,
  smoothing: number,
  out?: Gates,
): Gate | Gates {
  if (typeof smoothing !== "number")
    throw refusal("ERR_DOMAIN", "smoothing", inWords(smoothing), "a finite number > 0");
  if (typeof x !== "number") return ofMany(x, threshold, smoothing, out);
  if (typeof threshold !== "number") {
    throw refusal("ERR_DOMAIN", "threshold", inWords(threshold), "a finite number > 0 for a single number x");
  }
  const { value, dX, dThreshold } = ofMany(Float64Array.of(x), threshold, smoothing, undefined);
  return { value: value[0] as number, dX: dX[0] as number, dThreshold: dThreshold[0] as number };
}

function ofMany(x: Float64Array, threshold: Float64Array | number, smoothing: number, out: Gates | undefined): Gates {
  if (!ArrayBuffer.isView(x)) throw refusal("ERR_DOMAIN", "x", inWords(x), "a number or a Float64Array");
  floats("x", x);
  const thresholds = typeof threshold === "number" ? Float64Array.of(threshold) : floats("threshold", threshold);
  if (thresholds.length === 0) throw refusal("ERR_SHAPE", "threshold", "of length 0", "one threshold or more");
  const gates = out === undefined ? newGates(x.length) : checkedGates(out, x, thresholds);
  try {
    addon.jumpReluGate(x, thresholds, smoothing, gates.value, gates.dX, gates.dThreshold);
  } catch (error) {
    throw renamed(translate(error), "thresholds", "threshold");
  }
  return gates;
}

function newGates(length: number): Gates {
  return { value: fresh("out", length), dX: fresh("out", length), dThreshold: fresh("out", length) };
}

/** All three arrays must be there: a result that is not written would look like one that is. */
function checkedGates(out: Gates, x: Float64Array, thresholds: Float64Array): Gates {
  if (typeof out !== "object" || out === null || ArrayBuffer.isView(out) || Array.isArray(out)) {
    throw refusal("ERR_DOMAIN", "out", inWords(out), "an object { value, dX, dThreshold } of three Float64Arrays");
  }
  const { value, dX, dThreshold } = out;
  outputOf("out.value", value, x.length, x, thresholds);
  outputOf("out.dX", dX, x.length, x, thresholds, value);
  outputOf("out.dThreshold", dThreshold, x.length, x, thresholds, value, dX);
  return out;
}
