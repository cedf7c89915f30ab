import { inWords, type PenlikError, refusal } from "../errors.js";
import type { FamilyName } from "../families/family.js";
import { integers, isTyped, numbers } from "../gate.js";
import { borrowedOf, type Matrix } from "../matrix.js";
import type { NativeResponse } from "../native.js";

/**
 * The response of a fit from a matrix: numbers; for the binomial and the multinomial also labels, one for each row, or a matrix of
 * counts with a column for each class; for the multinomial also codes of classes; for ordered categories labels or codes.
 */
export type ResponseValues = Float64Array | Int32Array | readonly number[] | readonly string[] | Matrix;

/**
 * The response in the form the addon takes. Labels are numbered in the order of `classes`, or sorted by code unit.
 *
 * @throws PenlikError ERR_DOMAIN, ERR_LEVEL or ERR_SHAPE, naming the row.
 */
export function encodeResponse(
  y: unknown,
  rows: number,
  family: FamilyName,
  classes: readonly string[] | undefined,
): NativeResponse {
  if (isMatrix(y)) return encodeCounts(y, rows, family, classes);
  const values = isTyped(y, "Int32Array") ? integers("y", y) : y;
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) throw notAResponse(values);
  checkLength((values as ArrayLike<unknown>).length, rows);
  if (Array.isArray(values) && typeof values[0] === "string") return encodeLabels(values, family, classes);
  if (family === "multinomial" || family === "orderedCategories")
    return encodeCodes(values as readonly number[] | Int32Array, classes);
  refuseClasses(classes, family);
  return { values: isTyped(values, "Int32Array") ? Float64Array.from(values as Int32Array) : numbers("y", values) };
}

/** Families whose response may be counts of classes. */
const COUNTED: readonly FamilyName[] = ["multinomial", "binomial", "quasibinomial"];
/** Families whose response may be classes. */
const CLASSED: readonly FamilyName[] = [...COUNTED, "orderedCategories"];

function encodeCounts(
  y: Matrix,
  rows: number,
  family: FamilyName,
  classes: readonly string[] | undefined,
): NativeResponse {
  if (!COUNTED.includes(family)) {
    throw refusal("ERR_DOMAIN", "y", "a matrix of counts", `one number for each row for the family ${family}`);
  }
  const counts = borrowedOf("y", y, rows, classes?.length ?? -1);
  const labels = classes ?? Array.from({ length: counts.cols }, (_, k) => String(k));
  return { counts: counts.data, labels: [...labels] };
}

function encodeLabels(
  y: readonly unknown[],
  family: FamilyName,
  classes: readonly string[] | undefined,
): NativeResponse {
  if (!CLASSED.includes(family)) {
    throw refusal("ERR_DOMAIN", "y", "an array of strings", `numbers for the family ${family}`);
  }
  const odd = y.findIndex((label) => typeof label !== "string");
  if (odd >= 0) throw refusal("ERR_DOMAIN", `y[${odd}]`, inWords(y[odd]), "a string, as the entries before it");
  const labels = classes ?? [...new Set(y as readonly string[])].sort();
  return { codes: positions(y as readonly string[], labels), labels: [...labels] };
}

/** Without names, the classes are the codes that occur, in their order, called by their number. */
function encodeCodes(y: ArrayLike<unknown>, classes: readonly string[] | undefined): NativeResponse {
  const codes = Array.from(y, (code, row) => codeOf(code, row));
  if (classes === undefined) {
    const distinct = [...new Set(codes)].sort((a, b) => a - b);
    return { codes: positions(codes, distinct), labels: distinct.map(String) };
  }
  const high = codes.findIndex((code) => code >= classes.length);
  if (high < 0) return { codes: Int32Array.from(codes), labels: [...classes] };
  throw refusal("ERR_LEVEL", `y[${high}]`, String(codes[high]), `a position in the ${classes.length} classes`);
}

function codeOf(code: unknown, row: number): number {
  if (typeof code === "number" && Number.isSafeInteger(code) && code >= 0 && code < 2 ** 31) return code;
  throw refusal("ERR_DOMAIN", `y[${row}]`, inWords(code), "a class: a whole number >= 0");
}

function positions<Label>(y: readonly Label[], labels: readonly Label[]): Int32Array {
  const place = new Map(labels.map((label, k) => [label, k]));
  return Int32Array.from(y, (label, row) => {
    const k = place.get(label);
    if (k === undefined) throw refusal("ERR_LEVEL", `y[${row}]`, inWords(label), `one of the ${labels.length} classes`);
    return k;
  });
}

function checkLength(length: number, rows: number): void {
  if (length !== rows) throw refusal("ERR_SHAPE", "y", `of length ${length}`, `length ${rows}, the rows of X`);
}

function refuseClasses(classes: readonly string[] | undefined, family: FamilyName): void {
  if (classes === undefined) return;
  throw refusal("ERR_DOMAIN", "classes", "given", `no names of classes for a numeric response of the family ${family}`);
}

function isMatrix(y: unknown): y is Matrix {
  return typeof y === "object" && y !== null && !ArrayBuffer.isView(y) && "data" in y && "rows" in y;
}

function notAResponse(y: unknown): PenlikError {
  return refusal("ERR_DOMAIN", "y", inWords(y), "a typed array, an array of numbers or strings, or a Matrix of counts");
}

/** One number for each row, such as a weight. */
export function perRow(name: string, values: unknown, rows: number): Float64Array {
  const array = numbers(name, values);
  if (array.length === rows) return array;
  throw refusal("ERR_SHAPE", name, `of length ${array.length}`, `length ${rows}, one number for each row`);
}
