import { inWords, refusal } from "../errors.js";
import { floats } from "../gate.js";
import { borrowed, type Matrix } from "../matrix.js";

/** A point: one row, or a row-major matrix whose rows and columns the structure of a penalty refers to. */
export type Theta = Float64Array | Matrix;

/** The numbers of θ, passed through the gate; nothing is copied. */
export function dataOf(theta: Theta, argument = "theta"): Float64Array {
  if (ArrayBuffer.isView(theta)) return floats(argument, theta);
  if (typeof theta === "object" && theta !== null && "data" in theta) return borrowed(argument, theta).data;
  throw refusal("ERR_DOMAIN", argument, inWords(theta), "a Float64Array or a Matrix { data, rows, cols }");
}

/** The entries in a row of θ, whose numbers are `data`. */
export function columnsOf(theta: Theta, data: Float64Array): number {
  return theta === data ? data.length : (theta as Matrix).cols;
}
