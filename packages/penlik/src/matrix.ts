import { inWords, refusal } from "./errors.js";
import { floatsOf, fresh, isBorrowable, numbers } from "./gate.js";

/** A dense matrix, row-major: entry (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  /** rows·cols numbers, one row after the other. */
  readonly data: Float64Array;
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly cols: number;
}

/** The most entries a matrix may have: 2³² numbers are 32 GiB. */
const MOST_ENTRIES = 2 ** 32;

/**
 * A rows × cols matrix over `data` (row-major; a Float64Array is kept, not copied), or of zeros.
 *
 * @throws PenlikError ERR_DOMAIN for sizes that are no whole numbers ≥ 0, ERR_TOO_LARGE for too many entries, ERR_SHAPE if
 * `data` has another length than rows·cols.
 *
 * @example
 * ```ts
 * const X = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
 * ```
 */
export function matrix(rows: number, cols: number, data?: Float64Array | readonly number[]): Matrix {
  const length = entries("matrix", rows, cols);
  if (data === undefined) return { data: fresh("matrix", length), rows, cols };
  return { data: floatsOf("data", numbers("data", data), length), rows, cols };
}

/**
 * A matrix from an array of rows of one length. An empty array gives the 0 × 0 matrix.
 *
 * @throws PenlikError ERR_SHAPE for ragged rows, ERR_DOMAIN for entries that are no numbers.
 *
 * @example
 * ```ts
 * const X = matrixFromRows([[1, 2.5], [1, 3.5]]);
 * ```
 */
export function matrixFromRows(rows: readonly (readonly number[])[]): Matrix {
  if (!Array.isArray(rows)) throw refusal("ERR_DOMAIN", "rows", inWords(rows), "an array of arrays of numbers");
  const cols = rows.length === 0 ? 0 : rowOf(rows, 0).length;
  const out = matrix(rows.length, cols);
  for (let i = 0; i < rows.length; i++) {
    const row = rowOf(rows, i);
    if (row.length !== cols) throw refusal("ERR_SHAPE", `rows[${i}]`, `of length ${row.length}`, `length ${cols}`);
    out.data.set(row, i * cols);
  }
  return out;
}

function rowOf(rows: readonly unknown[], i: number): Float64Array {
  return numbers(`rows[${i}]`, rows[i]);
}

/**
 * A matrix that the addon may borrow: its sizes are whole, and its data is a Float64Array of exactly rows·cols numbers in
 * memory of its own.
 *
 * @throws PenlikError ERR_DOMAIN, ERR_TOO_LARGE or ERR_SHAPE, naming the argument.
 */
export function borrowed(argument: string, x: unknown): Matrix {
  if (typeof x !== "object" || x === null || !("data" in x && "rows" in x && "cols" in x)) {
    throw refusal("ERR_DOMAIN", argument, inWords(x), "a Matrix { data, rows, cols }");
  }
  // The object itself is handed on, so that a call allocates nothing.
  const m = x as Matrix;
  checkData(argument, m.data, entries(argument, m.rows, m.cols));
  return m;
}

/** Argument names are only put together when they are needed. */
function checkData(argument: string, data: Float64Array, length: number): void {
  if (isBorrowable(data, length)) return;
  floatsOf(`${argument}.data`, data, length);
}

/** The same with sizes that are already known; -1 leaves a size open. */
export function borrowedOf(argument: string, x: unknown, rows: number, cols: number): Matrix {
  const m = borrowed(argument, x);
  if ((rows >= 0 && m.rows !== rows) || (cols >= 0 && m.cols !== cols)) {
    const expected = `${rows < 0 ? "any number of" : rows} rows and ${cols < 0 ? "any number of" : cols} columns`;
    throw refusal("ERR_SHAPE", argument, `${m.rows} x ${m.cols}`, expected);
  }
  return m;
}

/** rows·cols, checked before anything is allocated. */
function entries(argument: string, rows: unknown, cols: unknown): number {
  const m = size(argument, "rows", rows);
  const n = size(argument, "cols", cols);
  if (m * n <= MOST_ENTRIES) return m * n;
  throw refusal("ERR_TOO_LARGE", argument, `${m} x ${n} numbers`, `at most ${MOST_ENTRIES} numbers`);
}

function size(argument: string, side: string, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw refusal("ERR_DOMAIN", `${argument}.${side}`, inWords(value), "a whole number >= 0");
}
