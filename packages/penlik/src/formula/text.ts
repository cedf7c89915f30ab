/** How a formula writes names, numbers, words and lists of them. */
import { inWords, refusal } from "../errors.js";

const PLAIN = /^(?:[A-Za-z_]|\.(?![0-9]))[A-Za-z0-9_.]*$/;

/** A column by its name: in back-ticks unless it is a plain word. */
export function writtenName(argument: string, name: unknown): string {
  if (typeof name !== "string" || name === "") {
    throw refusal("ERR_DOMAIN", argument, inWords(name), "the name of a column");
  }
  if (PLAIN.test(name) && name !== ".") return name;
  const escaped = name.replaceAll(/[\\`]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `\`${escaped}\``;
}

/** A finite number, read back as itself. */
export function writtenNumber(argument: string, value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  const code = typeof value === "number" ? "ERR_NON_FINITE" : "ERR_DOMAIN";
  throw refusal(code, argument, inWords(value), "a finite number");
}

/** A word in quotes. */
export function writtenWord(argument: string, value: unknown): string {
  if (typeof value !== "string") throw refusal("ERR_DOMAIN", argument, inWords(value), "a word");
  return `"${value.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
}

/** TRUE or FALSE. */
export function writtenTruth(argument: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  throw refusal("ERR_DOMAIN", argument, inWords(value), "true or false");
}

/** One value, or `c(…)` of several. */
export function writtenValues(
  argument: string,
  value: unknown,
  one: (argument: string, value: unknown) => string,
): string {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return one(argument, value);
  const values = Array.from(value as ArrayLike<unknown>);
  if (values.length === 0) throw refusal("ERR_DOMAIN", argument, "an empty array", "at least one value");
  return `c(${values.map((entry, k) => one(`${argument}[${k}]`, entry)).join(", ")})`;
}

/** Numbers, or `list(c(…), c(…))` where some of them are lists. */
export function writtenLists(argument: string, value: unknown): string {
  const nested = Array.isArray(value) && value.some((entry) => Array.isArray(entry) || ArrayBuffer.isView(entry));
  if (!nested) return writtenValues(argument, value, writtenNumber);
  const lists = value.map((entry, k) => writtenValues(`${argument}[${k}]`, entry, writtenNumber));
  return `list(${lists.join(", ")})`;
}
