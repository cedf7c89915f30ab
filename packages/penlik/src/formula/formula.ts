import { inWords, refusal } from "../errors.js";
import { Arithmetic, Category, Counts, FormulaTerm, type Operand, writtenOperand } from "./parts.js";
import { writtenName } from "./text.js";

/** A formula that was put together; `fit` and `fitSync` take it in place of a text. */
export class Formula {
  readonly #text: string;

  /** @internal */
  constructor(text: string) {
    this.#text = text;
  }

  /** The text, as {@link fit} reads it. */
  toString(): string {
    return this.#text;
  }

  /** The text, so that a formula among other data is kept as one. */
  toJSON(): string {
    return this.#text;
  }
}

/** What stands before `~`. */
export type FormulaResponse = string | Arithmetic | Category | Counts;

/**
 * A formula from its parts, for those who would rather not write it as a text. A string is always the name of one column, whatever it is made of.
 *
 * @param response a column, {@link arithmetic}, a {@link category} or {@link counts}
 * @param terms columns and terms; none for the intercept alone
 * @param options.intercept false for a formula without an intercept
 * @throws PenlikError ERR_DOMAIN for a part that is none.
 *
 * @example
 * ```ts
 * const x = Float64Array.from({ length: 60 }, (_, i) => i / 10);
 * const site = Array.from(x, (_, i) => ["a", "b", "c"][i % 3]!);
 * const data = { x, site, "body mass": x.map((x, i) => Math.sin(x) + (i % 3) + (i % 7) / 20) };
 * const parts = formula("body mass", [s("x", { basis: "cr", size: 8 }), randomEffect("site")]);
 * console.log(String(parts)); // `body mass` ~ s(x, bs = "cr", k = 8) + s(site, bs = "re")
 * const model = fitSync(parts, data);
 * ```
 */
export function formula(
  response: FormulaResponse,
  terms: readonly (Operand | FormulaTerm)[],
  options: { readonly intercept?: boolean } = {},
): Formula {
  if (!Array.isArray(terms)) throw refusal("ERR_DOMAIN", "terms", inWords(terms), "an array of columns and terms");
  const parts = terms.map((part, k) => (part instanceof FormulaTerm ? part.text : writtenOperand(`terms[${k}]`, part)));
  if (options.intercept === false) parts.unshift("0");
  if (parts.length === 0) parts.push("1");
  return new Formula(`${writtenResponse(response)} ~ ${parts.join(" + ")}`);
}

/** Counts of classes in columns, or of successes and failures: `cbind(a, b)`. */
export function counts(first: string, second: string, ...more: readonly string[]): Counts {
  const names = [first, second, ...more].map((name, k) => writtenName(`counts[${k}]`, name));
  return new Counts(`cbind(${names.join(", ")})`);
}

function writtenResponse(response: unknown): string {
  if (response instanceof Counts) return response.text;
  if (response instanceof Arithmetic || response instanceof Category || typeof response === "string") {
    return writtenOperand("response", response);
  }
  throw refusal("ERR_DOMAIN", "response", inWords(response), "a column, arithmetic, a category or counts");
}

/** The text of a formula, or of anything that writes itself as one. */
export function formulaText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) throw refusal("ERR_DOMAIN", "formula", inWords(value), "a string");
  const writes = !Array.isArray(value) && value.toString !== Object.prototype.toString;
  const text: unknown = writes ? value.toString() : undefined;
  if (typeof text === "string") return text;
  throw refusal("ERR_DOMAIN", "formula", inWords(value), "a formula, or an object of class → formula");
}
