import { inWords, refusal } from "../errors.js";
import { booleanOption, countOption, numberOption, readOptions, stringsOption } from "../options.js";

/**
 * Where a family of your own writes what it says of h rows with M linear predictors, column after column: column a of `score` is
 * `score[a * h + i]`. Symmetric tensors have their entries with a ≥ b ≥ c ≥ d, the lower triangle row by row: 00, 10, 11, 20, …
 */
export interface CustomRows {
  /** ℓ of each row, per unit of weight; −Infinity where the predictors lie outside the family's domain. */
  readonly logLikelihood: Float64Array;
  /** ∂ℓ/∂η_a: M columns. */
  readonly score: Float64Array;
  /** −∂²ℓ/∂η_a∂η_b: M(M + 1)/2 columns. */
  readonly information: Float64Array;
  /** −∂³ℓ: M(M + 1)(M + 2)/6 columns; only where they are wanted, in a family with `derivatives: 4`. */
  readonly third?: Float64Array;
  /** −∂⁴ℓ: M(M + 1)(M + 2)(M + 3)/24 columns; there together with `third`. */
  readonly fourth?: Float64Array;
}

/** A family of your own. Its functions run on the calling thread, each for many rows at once, and may not be asynchronous. */
export interface CustomFamilyOptions {
  /** What it is called; `"custom"` when absent. */
  readonly name?: string;
  /** The names of its linear predictors, or how many there are; one when absent. */
  readonly predictors?: number | readonly string[];
  /**
   * Writes ℓ with its derivatives for h rows: their linear predictors (M columns of h), their responses and their positions in the
   * data. Every entry of every array must be written.
   */
  rows(eta: Float64Array, y: Float64Array, out: CustomRows, positions: Float64Array): void;
  /** How many derivatives of ℓ `rows` can give: 2 (the default), or 4, which estimated strengths need. */
  readonly derivatives?: 2 | 4;
  /** Writes E(y | η) of h rows; without it, predictions are of the linear predictors. */
  mean?(eta: Float64Array, out: Float64Array): void;
  /** Writes the largest ℓ that a row can have, for all rows; without it deviances are −2ℓ. */
  saturated?(y: Float64Array, out: Float64Array): void;
  /** Whether a dispersion φ is estimated, ℓ being that of φ = 1; needs `saturated`. False when absent. */
  readonly scale?: boolean;
  /** R > 0 with |ℓ‴| ≤ R·|ℓ″| everywhere, for one predictor, where there is one: steps and certificates rely on it. */
  readonly selfConcordance?: number;
  /** The linear predictors that a fit begins with, one for each predictor; zeros when absent. */
  readonly start?: readonly number[];
}

/** What is kept of a family of the caller's beside its name. */
export interface CustomFunctions extends Pick<CustomFamilyOptions, "rows" | "mean" | "saturated"> {
  readonly slopes: boolean;
  readonly scale: boolean;
  readonly selfConcordance: number | undefined;
  readonly start: readonly number[];
}

const KEYS = [
  "name",
  "predictors",
  "rows",
  "derivatives",
  "mean",
  "saturated",
  "scale",
  "selfConcordance",
  "start",
] as const;

/** The checked options of a family of the caller's: what names it, and what it does. */
export function customFamily(options: CustomFamilyOptions): {
  spec: { kind: "custom"; name: string; predictors: readonly string[] };
  functions: CustomFunctions;
} {
  const given = readOptions<CustomFamilyOptions>("options", options, KEYS);
  const { name = "custom", derivatives = 2 } = given;
  if (typeof name !== "string") throw refusal("ERR_DOMAIN", "name", inWords(name), "a string");
  if (derivatives !== 2 && derivatives !== 4) {
    throw refusal("ERR_DOMAIN", "derivatives", inWords(derivatives), "2 or 4");
  }
  const predictors = predictorNames(given.predictors ?? 1);
  const [mean, saturated] = [optional("mean", given.mean), optional("saturated", given.saturated)];
  const scale = booleanOption("scale", given.scale ?? false);
  if (scale && saturated === undefined) {
    throw refusal("ERR_DOMAIN", "saturated", "absent", "a function, as a scale is measured against a saturated model");
  }
  const functions = {
    rows: required("rows", given.rows),
    ...(mean && { mean }),
    ...(saturated && { saturated }),
    slopes: derivatives === 4,
    scale,
    selfConcordance: constantOf(given.selfConcordance),
    start: startOf(given.start, predictors.length),
  };
  return { spec: { kind: "custom", name, predictors }, functions };
}

/** More predictors would have more fourth derivatives than rows of any data. */
const MOST_PREDICTORS = 16;

function predictorNames(predictors: unknown): readonly string[] {
  const expected = `1 to ${MOST_PREDICTORS} linear predictors`;
  if (typeof predictors === "number") {
    const count = countOption("predictors", predictors, 1);
    if (count > MOST_PREDICTORS) throw refusal("ERR_DOMAIN", "predictors", String(count), expected);
    return Array.from({ length: count }, (_, a) => (count === 1 ? "eta" : `eta${a + 1}`));
  }
  const names = [...stringsOption("predictors", predictors)];
  if (names.length === 0 || names.length > MOST_PREDICTORS) {
    throw refusal("ERR_DOMAIN", "predictors", inWords(predictors), expected);
  }
  if (new Set(names).size < names.length) {
    throw refusal("ERR_DOMAIN", "predictors", "names with one twice", "distinct names");
  }
  return names;
}

function constantOf(constant: unknown): number | undefined {
  if (constant === undefined) return undefined;
  return numberOption("selfConcordance", constant, (x) => x > 0, "a finite number > 0");
}

function startOf(start: unknown, predictors: number): readonly number[] {
  if (start === undefined) return new Array(predictors).fill(0);
  if (!Array.isArray(start)) throw refusal("ERR_DOMAIN", "start", inWords(start), "an array of numbers");
  if (start.length !== predictors) {
    throw refusal("ERR_SHAPE", "start", `of length ${start.length}`, `length ${predictors}`);
  }
  return start.map((x, a) => numberOption(`start[${a}]`, x, () => true, "a finite number"));
}

function required<F>(name: string, value: F | undefined): F {
  if (typeof value === "function") return value;
  throw refusal("ERR_DOMAIN", name, inWords(value), "a function");
}

function optional<F>(name: string, value: F | undefined): F | undefined {
  return value === undefined ? undefined : required(name, value);
}

/** Calls a function of the caller's that gives its answer through an array. */
export function called(name: string, call: () => unknown): void {
  let answer: unknown;
  try {
    answer = call();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : inWords(cause);
    throw refusal("ERR_DOMAIN", name, `a function that threw: ${reason}`, "a function that does not throw", { cause });
  }
  if (answer === undefined) return;
  if (answer instanceof Promise) answer.catch(() => undefined);
  throw refusal(
    "ERR_DOMAIN",
    name,
    `a function that returned ${inWords(answer)}`,
    "one that writes and returns nothing",
  );
}
