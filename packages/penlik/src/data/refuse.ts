import { type ErrorCode, PenlikError } from "../errors.js";

/** The error for an argument that is not what was expected, told in the words every room uses. */
export function refusal(
  code: ErrorCode,
  argument: string,
  value: string,
  expected: string,
  options: { cause?: unknown } = {},
): PenlikError {
  return new PenlikError({
    code,
    message: `${argument} is ${value}; expected ${expected}`,
    argument,
    value,
    expected,
    ...options,
  });
}

/** A value in words short enough for one line of an error. */
export function inWords(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `the BigInt ${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof Date) return "a Date";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return `an object of class ${value.constructor?.name ?? "null"}`;
}
