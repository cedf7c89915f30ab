/**
 * Options as the addon takes them.
 */
import { inWords, type PenlikError, refusal } from "../errors.js";
import { floatsOf, integers, isTyped, numbers } from "../gate.js";
import { borrowed, borrowedOf } from "../matrix.js";
import { countOption, numberOption, readOptions, wordOption } from "../options.js";
import { Penalty } from "../penalties/penalty.js";
import { Term } from "../penalties/term.js";
import type { NativeRequest, NativeSettings, NativeTerm } from "./addon.js";
import type { ManyQuadraticProblem, MinimizeTerm, QuadraticProblem } from "./types.js";

/** Keys of every problem. */
export const COMMON_KEYS = ["terms", "tolerance", "maxIterations", "signal", "onProgress"] as const;
/** Keys of a quadratic one. */
export const QUADRATIC_KEYS = [...COMMON_KEYS, "quadratic", "start", "method", "threads"] as const;

const A_PENALTY = "a penalty, such as new L1({ strength: 0.1 }), or a term of one";

type AnyQuadratic = QuadraticProblem & { quadratic: ManyQuadraticProblem["quadratic"] | QuadraticProblem["quadratic"] };

/** What a quadratic problem asks of the addon. */
export function quadraticRequest(options: Partial<AnyQuadratic>): NativeRequest {
  const data = options.quadratic;
  const keys = ["A", "b", "B", "weights", "Q", "c"] as const;
  const given = readOptions<Record<(typeof keys)[number], unknown>>("quadratic", data as never, keys);
  const fit = "Q" in given || "c" in given ? normalForm(given) : leastSquares(given);
  const { start } = options;
  if (start !== undefined && fit.columns !== undefined) {
    throw refusal("ERR_UNSUPPORTED", "start", inWords(start), "no start, as there are many right-hand sides");
  }
  return {
    ...fit,
    ...(start !== undefined && { start: floatsOf("start", numbers("start", start), fit.cols) }),
    terms: nativeTerms(options.terms, fit.cols),
    settings: nativeSettings(options),
  };
}

type Fit = Omit<NativeRequest, "terms" | "settings">;

function normalForm({ Q, c, ...others }: Record<string, unknown>): Fit {
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw refusal("ERR_DOMAIN", `quadratic.${other}`, "given beside Q and c", "A with b, or Q with c");
  const matrix = borrowed("quadratic.Q", Q);
  const b = floatsOf("quadratic.c", numbers("quadratic.c", c), matrix.cols);
  borrowedOf("quadratic.Q", Q, matrix.cols, matrix.cols);
  return { matrix: matrix.data, rows: matrix.rows, cols: matrix.cols, b, normal: true };
}

function leastSquares({ A, b, B, weights }: Record<string, unknown>): Fit {
  const matrix = borrowed("quadratic.A", A);
  const { data, rows, cols } = matrix;
  const common = {
    matrix: data,
    rows,
    cols,
    normal: false,
    ...(weights !== undefined && {
      weights: floatsOf("quadratic.weights", numbers("quadratic.weights", weights), rows),
    }),
  };
  if (B === undefined) return { ...common, b: floatsOf("quadratic.b", numbers("quadratic.b", b), rows) };
  if (b !== undefined) throw refusal("ERR_DOMAIN", "quadratic.b", "given beside B", "b, or B");
  const many = borrowedOf("quadratic.B", B, rows, -1);
  return { ...common, b: many.data, columns: many.cols };
}

/** Tolerance, limits and method, with their defaults. */
export function nativeSettings(options: Partial<QuadraticProblem>): NativeSettings {
  const { tolerance = 1e-10, maxIterations = 10_000, method, threads = 0 } = options;
  const words = ["proximalNewton", "proximalGradient"] as const;
  return {
    tolerance: numberOption("tolerance", tolerance, (x) => x > 0, "a finite number > 0"),
    maxIterations: countOption("maxIterations", maxIterations, 0),
    method: method === undefined ? "automatic" : wordOption("method", method, words),
    threads: countOption("threads", threads, 0),
  };
}

/** The terms over x of `dimension` entries. */
export function nativeTerms(terms: unknown, dimension: number): NativeTerm[] {
  if (terms === undefined) return [];
  if (!Array.isArray(terms)) throw refusal("ERR_DOMAIN", "terms", inWords(terms), "an array of penalties");
  return terms.map((term: unknown, j) => nativeTerm(`terms[${j}]`, term, dimension));
}

function nativeTerm(name: string, term: unknown, dimension: number): NativeTerm {
  if (term instanceof Penalty || term instanceof Term) return { penalty: penaltyOf(name, term) };
  if (typeof term !== "object" || term === null) throw refusal("ERR_DOMAIN", name, inWords(term), A_PENALTY);
  if ("kind" in term) throw refusal("ERR_DOMAIN", name, "JSON", `${A_PENALTY}; penaltyFromJSON makes it from JSON`);
  const given = readOptions<AnyPlace>(name, term as AnyPlace, ["penalty", "term", "columns", "cols"]);
  const { penalty, term: weighted, columns, cols } = given;
  if (weighted !== undefined && penalty !== undefined) {
    throw refusal("ERR_DOMAIN", `${name}.term`, inWords(weighted), "no term beside a penalty");
  }
  if (weighted !== undefined ? !(weighted instanceof Term) : !(penalty instanceof Penalty)) {
    const [key, value] = weighted !== undefined ? ["term", weighted] : ["penalty", penalty];
    throw refusal("ERR_DOMAIN", `${name}.${key}`, inWords(value), A_PENALTY);
  }
  return {
    penalty: penaltyOf(`${name}.term`, (weighted ?? penalty) as Penalty<never> | Term<Penalty<never>>),
    ...(columns !== undefined && { columns: entriesOf(`${name}.columns`, columns, dimension) }),
    ...(cols !== undefined && { cols: countOption(`${name}.cols`, cols, 1) }),
  };
}

type AnyPlace = { readonly [K in "penalty" | "term"]?: unknown } & Pick<MinimizeTerm, "columns" | "cols">;

/** The JSON of a penalty; that of a term with its strength times the weight. */
function penaltyOf(name: string, term: Penalty<never> | Term<Penalty<never>>): string {
  if (term instanceof Penalty) return JSON.stringify(term);
  const { penalty, weight } = term.toJSON();
  const strength = ((penalty.strength ?? 1) as number) * weight;
  if (!Number.isFinite(strength)) {
    throw refusal("ERR_DOMAIN", name, `of weight ${weight}`, "a weight whose product with the strength is finite");
  }
  return JSON.stringify({ ...penalty, strength });
}

function entriesOf(name: string, columns: unknown, dimension: number): Int32Array {
  if (isTyped(columns, "Int32Array")) return integers(name, columns);
  if (Array.isArray(columns)) {
    const bad = columns.findIndex((column) => !isEntry(column, dimension - 1));
    if (bad >= 0) throw notEntries(`${name}[${bad}]`, columns[bad], dimension);
    return Int32Array.from(columns);
  }
  if (typeof columns !== "object" || columns === null || ArrayBuffer.isView(columns)) {
    throw notEntries(name, columns, dimension);
  }
  const { from, to } = readOptions<{ from: number; to: number }>(name, columns as never, ["from", "to"]);
  if (!isEntry(from, dimension)) throw notEntries(`${name}.from`, from, dimension);
  if (!isEntry(to, dimension) || to < from) {
    throw refusal("ERR_DOMAIN", `${name}.to`, inWords(to), `a whole number from ${from} to ${dimension}`);
  }
  return Int32Array.from({ length: to - from }, (_, k) => from + k);
}

function isEntry(x: unknown, most: number): x is number {
  return typeof x === "number" && Number.isSafeInteger(x) && x >= 0 && x <= most;
}

function notEntries(name: string, value: unknown, dimension: number): PenlikError {
  const expected = `entries of x: whole numbers from 0 to ${dimension - 1}, or a range { from, to }`;
  return refusal("ERR_DOMAIN", name, inWords(value), expected);
}
