import { floats } from "../gate.js";
import { borrowed, type Matrix } from "../matrix.js";

/** A point: one row, or a row-major matrix whose rows and columns the structure of a penalty refers to. */
export type Theta = Float64Array | Matrix;

/** The numbers of θ, passed through the gate; nothing is copied. */
export function dataOf(theta: Theta): Float64Array {
  const isArray = ArrayBuffer.isView(theta) || Array.isArray(theta) || typeof theta !== "object" || theta === null;
  return isArray ? floats("theta", theta) : borrowed("theta", theta).data;
}

/** The entries in a row of θ, whose numbers are `data`. */
export function columnsOf(theta: Theta, data: Float64Array): number {
  return theta === data ? data.length : (theta as Matrix).cols;
}
