import { printable, widthOf } from "./terminal.js";

/**
 * What can go wrong, by code.
 *
 * | code | meaning |
 * |---|---|
 * | `ERR_SHAPE` | a length or a shape does not fit its neighbors |
 * | `ERR_DOMAIN` | a value or a type lies outside its domain, or an option is unknown |
 * | `ERR_NON_FINITE` | a number is NaN or infinite |
 * | `ERR_TOO_LARGE` | a size is beyond what is allowed; nothing was allocated |
 * | `ERR_FORMULA` | a formula cannot be read; `position` tells where |
 * | `ERR_COLUMN` | a column is missing or has the wrong type |
 * | `ERR_LEVEL` | a level of a categorical column is unknown or unusable |
 * | `ERR_SEPARATION` | the classes are separated: no finite maximum exists |
 * | `ERR_RANK` | columns of the design depend on each other |
 * | `ERR_NOT_CONVERGED` | with `strict: true`: the solver stopped before its certificate held |
 * | `ERR_ABORTED` | the signal was aborted; `cause` is its reason |
 * | `ERR_MODEL_FILE` | a stored model cannot be read, or not be written where it should |
 * | `ERR_UNSUPPORTED` | what was asked for does not exist (yet) |
 * | `ERR_NATIVE_MISSING` | the compiled part of the package is not installed or cannot be loaded |
 * | `ERR_INTERNAL` | a defect of the library |
 *
 * Rows and columns are counted from 0 in every error, as in arrays; a header line is no row.
 */
export type ErrorCode =
  | "ERR_SHAPE"
  | "ERR_DOMAIN"
  | "ERR_NON_FINITE"
  | "ERR_TOO_LARGE"
  | "ERR_FORMULA"
  | "ERR_COLUMN"
  | "ERR_LEVEL"
  | "ERR_SEPARATION"
  | "ERR_RANK"
  | "ERR_NOT_CONVERGED"
  | "ERR_ABORTED"
  | "ERR_MODEL_FILE"
  | "ERR_UNSUPPORTED"
  | "ERR_NATIVE_MISSING"
  | "ERR_INTERNAL";

/** What a {@link PenlikError} is made of. */
export interface ErrorDetails {
  /** The kind of the error. */
  readonly code: ErrorCode;
  /** The whole sentence. */
  readonly message: string;
  /** The name of the argument or option at fault. */
  readonly argument?: string | undefined;
  /** The offending value, or a short description of it. */
  readonly value?: unknown;
  /** What would have been right. */
  readonly expected?: string | undefined;
  /** For formulas: where reading failed. */
  readonly position?: number | undefined;
  /** What was behind it. */
  readonly cause?: unknown;
}

/**
 * The one class of every error that this package throws.
 *
 * @example
 * ```ts
 * try {
 *   fitSync("y ~ x", { y: [1, 2], x: [1, Number.NaN] });
 * } catch (error) {
 *   if (error instanceof PenlikError && error.code === "ERR_NON_FINITE") console.error(error.argument);
 * }
 * ```
 */
export class PenlikError extends Error {
  /** The kind of the error, for programs. */
  readonly code: ErrorCode;
  /** The name of the argument or option at fault; empty when there is none. */
  readonly argument: string;
  /** The offending value, or a short description of it. */
  readonly value: unknown;
  /** What would have been right. */
  readonly expected: string;
  /** For formulas: the index into the string at which reading failed. */
  readonly position: number | undefined;

  static {
    PenlikError.prototype.name = "PenlikError";
  }

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.argument = details.argument ?? "";
    this.value = details.value;
    this.expected = details.expected ?? "";
    this.position = details.position;
  }
}

/** The error for an argument that is not what was expected, told in the words every room uses. */
export function refusal(
  code: ErrorCode,
  argument: string,
  value: string,
  expected: string,
  options: { cause?: unknown } = {},
): PenlikError {
  const message = `${argument} is ${value}; expected ${expected}`;
  return new PenlikError({ code, message, argument, value, expected, ...options });
}

/** The error as it is, or with the caller's name of an argument where it tells of the same by another name. */
export function renamed(error: PenlikError, from: string, to: string): PenlikError {
  if (error.argument !== from || !error.message.startsWith(from)) return error;
  const { code, value, expected, cause } = error;
  return new PenlikError({
    code,
    message: to + error.message.slice(from.length),
    argument: to,
    value,
    expected,
    cause,
  });
}

/** A value in words short enough for one line of an error. */
export function inWords(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `the BigInt ${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? `an object of class ${name}` : "an object without a class";
}

/**
 * The addon's error as a {@link PenlikError}. The addon puts one JSON object into the message; anything else that comes from
 * there is a defect. A formula gives the position as a byte offset, which becomes an index into the string and a caret line.
 */
export function translate(error: unknown, formula?: FormulaText): PenlikError {
  if (error instanceof PenlikError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const reason = parseReason(text);
  if (reason === undefined) {
    return new PenlikError({
      code: "ERR_INTERNAL",
      message: `internal error: ${text}; please report it`,
      cause: error,
    });
  }
  // Names and levels of somebody's data may hold what steers a terminal.
  const details = { ...reason, message: reason.message.split("\n").map(printable).join("\n") };
  const { formulaOf, ...rest } = details;
  const written = typeof formula === "object" ? ownText(formula, formulaOf) : formula;
  if (written === undefined || rest.position === undefined) return new PenlikError(rest);
  const position = indexOfByte(written, rest.position);
  return new PenlikError({ ...rest, position, message: `${rest.message}\n${caretLine(written, position)}` });
}

/** The formula of the class or predictor that an error names. */
function ownText(formulas: { readonly [name: string]: string }, name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(formulas, name) ? formulas[name] : undefined;
}

/** A formula, or one for each class or predictor. */
type FormulaText = string | { readonly [name: string]: string };

/** What the addon tells: whose formula a position is in as well, where there are several. */
interface Reason extends ErrorDetails {
  readonly formulaOf?: string;
}

function parseReason(text: string): Reason | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const reason: unknown = JSON.parse(text);
    return isReason(reason) ? reason : undefined;
  } catch {
    return undefined;
  }
}

function isReason(reason: unknown): reason is Reason {
  return typeof reason === "object" && reason !== null && "code" in reason && "message" in reason;
}

/** The index in UTF-16 units of a byte offset in UTF-8. */
function indexOfByte(text: string, offset: number): number {
  return Buffer.from(text, "utf8").subarray(0, offset).toString("utf8").length;
}

/** Characters of a long line that are shown before the caret, and from it on. */
const AROUND = 48;

/** The line of the formula that holds the position, or its part around it, with a caret under it. */
function caretLine(formula: string, position: number): string {
  const start = formula.lastIndexOf("\n", position - 1) + 1;
  const end = formula.indexOf("\n", position);
  const before = [...formula.slice(start, position)];
  const after = [...formula.slice(position, end < 0 ? undefined : end)];
  const left = before.length <= AROUND ? before : ["…", ...before.slice(1 - AROUND)];
  const right = after.length <= AROUND ? after : [...after.slice(0, AROUND - 1), "…"];
  const indent = left.map((character) => (character === "\t" ? "\t" : " ".repeat(widthOf(shown(character)))));
  return `  ${[...left, ...right].map(shown).join("")}\n  ${indent.join("")}^`;
}

/** Tabs stay, other control characters are written as escapes. */
function shown(character: string): string {
  return character === "\t" ? character : printable(character);
}
