import { Mentioned } from "../data/names.js";
import { withSuggestion } from "../data/suggest.js";
import { columnNames, toNativeTable } from "../data/table.js";
import type { Data } from "../data/types.js";
import { inWords, refusal, translate } from "../errors.js";
import { type CustomFunctions, called } from "../families/custom.js";
import { floatsOf } from "../gate.js";
import { borrowed, type Matrix } from "../matrix.js";
import type { NativeModel, NativePrediction, NativeTable, PredictRequest } from "../native.js";
import { booleanOption, numberOption, readOptions, stringsOption, wordOption } from "../options.js";
import { type Description, type FittedFormula, textsOf } from "./description.js";

/** What a prediction is of: the linear predictor η, the mean μ (probabilities for classes), or the most probable class. */
export type PredictType = "link" | "response" | "class";

/** What happens to rows with missing values: an error, rows left out, or rows of NaN (null for classes). */
export type PredictMissing = "fail" | "omit" | "pass";

/**
 * Around what an interval is: each predictor or mean by itself, all of them at once, or a new response of weight 1.
 *
 * `"confidence"` and `"simultaneous"` are η̂ ± c·se, on the response scale through the inverse link, so that they stay within the family's
 * means; for the probabilities of the multinomial and of ordered categories, one by one only, they are intervals of the log-odds. `"prediction"` is for
 * type `"response"` of gaussian, gamma, inverse gaussian, Poisson, negative binomial, beta and scaled t models: it counts the spread of the response and the
 * uncertainty of its predictor, and takes a dispersion (other than that of the gaussian with the identity link) as known.
 */
export type IntervalType = "confidence" | "simultaneous" | "prediction";

/** The options of {@link FittedModel.predict}. */
export interface PredictOptions {
  /** `"response"` when absent. */
  readonly type?: PredictType;
  /** Whether standard errors come along (delta method on the response scale); false when absent, not for `"class"`. */
  readonly standardErrors?: boolean;
  /** What happens to rows with missing values; `"fail"` when absent. A design matrix may have none. */
  readonly na?: PredictMissing;
  /** Terms that count as zero, as {@link FittedModel.terms} lists them; columns that only smooths among them use may be absent. */
  readonly exclude?: readonly string[];
  /** Levels of smooths that the fit has not seen: an error (`"fail"`, when absent), or no effect, the mean of a random effect (`"zero"`). */
  readonly unseenLevels?: "fail" | "zero";
  /** Intervals beside the predictions; none when absent, not for `"class"`. */
  readonly interval?: IntervalType;
  /** Their level, between 0 and 1; 0.95 when absent. */
  readonly level?: number;
}

/**
 * Predictions as a row-major matrix: one column, or for the multinomial one column for each class (`"response"`) or for each class
 * but the reference (`"link"`); for ordered categories one for each class (`"response"`).
 */
export interface Prediction extends Matrix {
  /** The class of each column; empty when columns are not classes. */
  readonly classes: readonly string[];
  /** The standard errors, of the same shape; absent unless asked for. */
  readonly standardErrors?: Matrix;
  /** The lower ends of the intervals, of the same shape; absent unless asked for. */
  readonly lower?: Matrix;
  /** The upper ends. */
  readonly upper?: Matrix;
  /** The rows of the data that had no missing values, in order. */
  readonly kept: Int32Array;
}

/** Every option. */
export const KNOWN = ["type", "standardErrors", "na", "interval", "level", "exclude", "unseenLevels"] as const;
const TYPES: readonly string[] = ["link", "response", "class", "terms", "designMatrix"];
const UNSEEN = ["fail", "zero"] as const;
/** What can happen to missing values. */
export const MISSING = ["fail", "omit", "pass"] as const;
const INTERVALS = ["confidence", "simultaneous", "prediction"] as const;

/** Options that were read. */
export interface Request {
  readonly type: PredictType;
  readonly standardErrors: boolean;
  readonly na: PredictMissing;
  readonly newData: Pick<PredictRequest, "exclude" | "unseenLevels">;
  readonly interval: { readonly interval: IntervalType; readonly level: number } | undefined;
}

/** Predicts for new data: a table for a model with a formula, the design matrix for one without. */
export function predictWith(
  handle: NativeModel,
  description: Description,
  data: Data | Matrix,
  options: PredictOptions | undefined,
  functions?: CustomFunctions,
): Prediction | (string | null)[] {
  const request = readRequest(options);
  if (description.family.kind === "custom" && request.type === "response") {
    return customMeans(handle, description, data, request, functions?.mean);
  }
  const { native, rows } = ask(handle, description, data, request);
  if (request.type === "class") return labelsOf(native, rows, description, request);
  return predictionOf(native, rows, description, request);
}

/** Means of a caller's family, from its own function at the linear predictors. */
function customMeans(
  handle: NativeModel,
  description: Description,
  data: Data | Matrix,
  request: Request,
  mean: CustomFunctions["mean"],
): Prediction {
  if (mean === undefined) {
    const value = '"response" for a custom family whose mean is not known here (stored models do not hold it)';
    throw refusal("ERR_UNSUPPORTED", "type", value, '"link", or a model fitted with a family that has mean');
  }
  if (request.standardErrors) {
    const expected = 'false for the means of a custom family; type "link" has standard errors';
    throw refusal("ERR_UNSUPPORTED", "standardErrors", "true", expected);
  }
  if (request.interval !== undefined) {
    const expected = 'none for the means of a custom family; type "link" has intervals';
    throw refusal("ERR_UNSUPPORTED", "interval", inWords(request.interval.interval), expected);
  }
  const { native } = ask(handle, description, data, { ...request, type: "link" });
  const { rows, cols, values, kept } = native;
  const eta = new Float64Array(rows * cols);
  for (let k = 0; k < eta.length; k++) eta[(k % cols) * rows + Math.floor(k / cols)] = values[k] as number;
  const out = new Float64Array(rows).fill(Number.NaN);
  if (rows > 0) called("mean", () => mean(eta, out));
  floatsOf("mean", out, rows);
  const odd = out.findIndex((x) => !Number.isFinite(x));
  if (odd >= 0) throw refusal("ERR_NON_FINITE", "mean", `${out[odd]} in row ${odd}`, "finite numbers");
  return { data: out, rows, cols: 1, classes: [], kept };
}

function readRequest(options: PredictOptions | undefined): Request {
  const read = readOptions("options", options, KNOWN as readonly string[] as readonly (keyof PredictOptions)[]);
  const type = wordOption("type", read.type ?? "response", TYPES) as PredictType;
  const standardErrors = booleanOption("standardErrors", read.standardErrors ?? false);
  if (type === "class" && standardErrors) {
    throw refusal("ERR_UNSUPPORTED", "standardErrors", "true", 'false for type "class": a class has no standard error');
  }
  const interval = intervalOf(read, type);
  return { type, standardErrors, na: wordOption("na", read.na ?? "fail", MISSING), interval, newData: newDataOf(read) };
}

function intervalOf(read: Partial<PredictOptions>, type: PredictType): Request["interval"] {
  if (read.interval === undefined) {
    if (read.level === undefined) return undefined;
    throw refusal("ERR_DOMAIN", "level", inWords(read.level), 'an interval beside it, such as "confidence"');
  }
  const interval = wordOption("interval", read.interval, INTERVALS);
  const level = numberOption("level", read.level ?? 0.95, (x) => x > 0 && x < 1, "a number between 0 and 1");
  if (type === "class") throw refusal("ERR_UNSUPPORTED", "interval", inWords(interval), 'none for type "class"');
  return { interval, level };
}

/** How new data is encoded. */
export function newDataOf({
  exclude,
  unseenLevels,
}: Pick<PredictOptions, "exclude" | "unseenLevels">): Request["newData"] {
  return {
    ...(exclude !== undefined && { exclude: [...stringsOption("exclude", exclude)] }),
    ...(unseenLevels !== undefined && { unseenLevels: wordOption("unseenLevels", unseenLevels, UNSEEN) }),
  };
}

/** The prediction and the count of rows it was asked for. */
function ask(
  handle: NativeModel,
  description: Description,
  data: Data | Matrix,
  { type, standardErrors, na, interval, newData }: Request,
): { native: NativePrediction; rows: number } {
  const native: PredictRequest = {
    kind: type,
    standardErrors,
    missing: na === "fail" ? "fail" : "omit",
    ...interval,
    ...newData,
  };
  if (description.formula === null) {
    for (const [name, given] of Object.entries(newData)) {
      throw refusal("ERR_UNSUPPORTED", name, inWords(given), "no such option: the model was fitted from a matrix");
    }
    const design = borrowed("data", data);
    return {
      native: guarded(() => handle.predictMatrix(design.data, design.rows, design.cols, native)),
      rows: design.rows,
    };
  }
  return withTable(description.formula, data as Data, (table) => ({
    native: handle.predict(table, native),
    rows: table.rows,
  }));
}

/** Asks the addon about a table with the columns of a formula's right side. */
export function withTable<Answer>(
  formula: FittedFormula,
  data: Data,
  question: (table: NativeTable) => Answer,
): Answer {
  const table = toNativeTable(data, Mentioned.in(...textsOf(formula).map(rightSide)));
  try {
    return question(table);
  } catch (error) {
    throw withSuggestion(translate(error), columnNames(data));
  }
}

/** What follows the first `~` that is no part of a quoted name. */
function rightSide(formula: string): string {
  const tilde = /^(?:`[^`]*`|[^~`])*~/.exec(formula);
  return tilde === null ? formula : formula.slice(tilde[0].length);
}

function predictionOf(native: NativePrediction, rows: number, description: Description, request: Request): Prediction {
  const { cols, kept } = native;
  const full = request.na === "pass" && kept.length !== rows;
  const shaped = (values: Float64Array): Matrix => {
    return full ? { data: scatter(values, cols, kept, rows), rows, cols } : { data: values, rows: native.rows, cols };
  };
  const prediction = { ...shaped(native.values), classes: columnClasses(cols, description), kept };
  const { standardErrors, lower, upper } = native;
  return {
    ...prediction,
    ...(standardErrors && { standardErrors: shaped(standardErrors) }),
    ...(lower && { lower: shaped(lower) }),
    ...(upper && { upper: shaped(upper) }),
  };
}

/** Rows at their places in the data, NaN between them. */
export function scatter(values: Float64Array, cols: number, kept: Int32Array, rows: number): Float64Array {
  const full = new Float64Array(rows * cols).fill(Number.NaN);
  for (const [index, row] of kept.entries()) full.set(values.subarray(index * cols, (index + 1) * cols), row * cols);
  return full;
}

function columnClasses(cols: number, { classes, activeClasses }: Description): readonly string[] {
  if (cols > 1 && cols === classes.length) return classes;
  return activeClasses;
}

function labelsOf(
  native: NativePrediction,
  rows: number,
  { classes }: Description,
  { na }: Request,
): (string | null)[] {
  const codes = native.classes ?? new Int32Array(0);
  const labels = Array.from(codes, (code) => classes[code] ?? null);
  if (na !== "pass") return labels;
  const full: (string | null)[] = new Array(rows).fill(null);
  for (const [index, row] of native.kept.entries()) full[row] = labels[index] ?? null;
  return full;
}

/** Runs a call of the addon; its errors become PenlikErrors. */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translate(error);
  }
}
