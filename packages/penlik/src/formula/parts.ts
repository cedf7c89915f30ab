/** The parts of a formula, each a text that cannot be mistaken for another kind. */
import { inWords, refusal } from "../errors.js";
import { writtenName, writtenNumber } from "./text.js";

/** A text of a formula. */
abstract class Part {
  /** @internal */
  readonly text: string;

  /** @internal */
  constructor(text: string) {
    this.text = text;
    Object.freeze(this);
  }

  /** As a formula writes it. */
  toString(): string {
    return this.text;
  }
}

/** Arithmetic of columns, row by row; made by {@link arithmetic}. */
export class Arithmetic extends Part {
  declare protected readonly kind: "arithmetic";
}

/** A column as levels; made by {@link category}. */
export class Category extends Part {
  declare protected readonly kind: "category";
}

/** Columns that are made of one, such as a polynomial; made by {@link polynomial} and its kin. */
export class Transformed extends Part {
  declare protected readonly kind: "transformed";
}

/** Counts of classes side by side; made by {@link counts}. */
export class Counts extends Part {
  declare protected readonly kind: "counts";
}

/** A term of a formula; made by {@link term}, {@link interaction}, {@link s} and others. */
export class FormulaTerm extends Part {
  declare protected readonly kind: "term";
}

/** A column by its name, or arithmetic of columns. */
export type NumericColumn = string | Arithmetic;

/** What a term is made of. */
export type Operand = string | Arithmetic | Category | Transformed;

/**
 * Arithmetic of columns, row by row: operators `+ - * / ^`, and `log`, `log2`, `log10`, `log1p`, `exp`, `sqrt`, `abs`. What is put in is the name of
 * a column, whatever it is made of, or a number.
 *
 * @example
 * ```ts
 * const data = { "body mass": [1, 2, 3, 4], y: [1, 2.1, 2.9, 4.2] };
 * const model = fitSync(formula("y", [arithmetic`log(${"body mass"} + ${1})`]), data); // y ~ log(`body mass` + 1)
 * ```
 */
export function arithmetic(text: TemplateStringsArray, ...values: readonly (string | number)[]): Arithmetic {
  const written = values.map((value, k) => {
    const argument = `value ${k + 1} of arithmetic`;
    if (typeof value !== "number") return writtenName(argument, value);
    const number = writtenNumber(argument, value);
    return value < 0 ? `(${number})` : number;
  });
  const joined = text.raw.reduce((sum, piece, k) => `${sum}${written[k - 1] ?? ""}${piece}`).trim();
  if (joined === "")
    throw refusal("ERR_DOMAIN", "arithmetic", "empty", "columns and numbers, such as arithmetic`log(x)`");
  return new Arithmetic(joined);
}

/** The contrasts of {@link category}. */
export type CategoryOptions =
  | { readonly contrast?: "treatment" /** The number of the base level, from 1. */; readonly base?: number }
  | { readonly contrast: "sum" | "helmert" | "poly"; readonly base?: never };

/** A column as levels, also where it holds numbers: `C(x)`, with contrasts where they are given. */
export function category(column: string, options: CategoryOptions = {}): Category {
  const name = writtenName("column", column);
  const { contrast, base } = options;
  const parts = [name, ...(contrast === undefined ? [] : [contrast as string])];
  if (base !== undefined) parts.push(`base = ${writtenNumber("base", base)}`);
  return new Category(`C(${parts.join(", ")})`);
}

/** A column as levels in an order: `ordered(x)`. */
export function ordered(column: string): Category {
  return new Category(`ordered(${writtenName("column", column)})`);
}

/** A column, or arithmetic, as the covariate of a smooth. */
export function writtenCovariate(argument: string, column: unknown): string {
  if (column instanceof Arithmetic || column instanceof Category) return column.text;
  return writtenName(argument, column);
}

/** An operand of a term: arithmetic stands in `I()` unless it is one call of a function. */
export function writtenOperand(argument: string, operand: unknown): string {
  if (operand instanceof Arithmetic) return isCall(operand.text) ? operand.text : `I(${operand.text})`;
  if (operand instanceof Category || operand instanceof Transformed) return operand.text;
  if (typeof operand === "string") return writtenName(argument, operand);
  throw refusal(
    "ERR_DOMAIN",
    argument,
    inWords(operand),
    "the name of a column, arithmetic, a category or a transform",
  );
}

/** Whether a text is `name(…)` and nothing after it. */
function isCall(text: string): boolean {
  // Names in back-ticks may hold parentheses.
  const plain = text.replaceAll(/`(?:[^`\\]|\\.)*`/g, "q");
  if (!/^[a-z][a-z0-9]*\(/i.test(plain)) return false;
  let depth = 0;
  const end = [...plain].findIndex((character) => {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    return character === ")" && depth === 0;
  });
  return end === [...plain].length - 1;
}
