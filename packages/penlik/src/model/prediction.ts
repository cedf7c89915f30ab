import { Mentioned } from "../data/names.js";
import { withSuggestion } from "../data/suggest.js";
import { columnNames, toNativeTable } from "../data/table.js";
import type { Data } from "../data/types.js";
import { refusal, translate } from "../errors.js";
import { type CustomFunctions, called } from "../families/custom.js";
import { floatsOf } from "../gate.js";
import { borrowed, type Matrix } from "../matrix.js";
import type { NativeModel, NativePrediction, PredictRequest } from "../native.js";
import { booleanOption, readOptions, wordOption } from "../options.js";
import type { Description } from "./description.js";

/** What a prediction is of: the linear predictor η, the mean μ (probabilities for classes), or the most probable class. */
export type PredictType = "link" | "response" | "class";

/** What happens to rows with missing values: an error, rows left out, or rows of NaN (null for classes). */
export type PredictMissing = "fail" | "omit" | "pass";

/** The options of {@link FittedModel.predict}. */
export interface PredictOptions {
  /** `"response"` when absent. */
  readonly type?: PredictType;
  /** Whether standard errors come along (delta method on the response scale); false when absent, not for `"class"`. */
  readonly standardErrors?: boolean;
  /** What happens to rows with missing values; `"fail"` when absent. A design matrix may have none. */
  readonly na?: PredictMissing;
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
  /** The rows of the data that had no missing values, in order. */
  readonly kept: Int32Array;
}

const KNOWN = ["type", "standardErrors", "na", "interval", "level", "exclude", "unseenLevels"] as const;
const TYPES = ["link", "response", "class"] as const;
const LATER_TYPES = ["terms", "designMatrix"] as const;
const MISSING = ["fail", "omit", "pass"] as const;

interface Request {
  readonly type: PredictType;
  readonly standardErrors: boolean;
  readonly na: PredictMissing;
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
  for (const name of ["interval", "level", "exclude", "unseenLevels"]) {
    if (Object.hasOwn(read, name)) {
      throw refusal("ERR_UNSUPPORTED", name, "given", "no such option: it is not available yet");
    }
  }
  const type = wordOption("type", read.type ?? "response", TYPES, LATER_TYPES);
  const standardErrors = booleanOption("standardErrors", read.standardErrors ?? false);
  if (type === "class" && standardErrors) {
    throw refusal("ERR_UNSUPPORTED", "standardErrors", "true", 'false for type "class": a class has no standard error');
  }
  return { type, standardErrors, na: wordOption("na", read.na ?? "fail", MISSING) };
}

/** The prediction and the count of rows it was asked for. */
function ask(
  handle: NativeModel,
  description: Description,
  data: Data | Matrix,
  { type, standardErrors, na }: Request,
): { native: NativePrediction; rows: number } {
  const native: PredictRequest = { kind: type, standardErrors, missing: na === "fail" ? "fail" : "omit" };
  if (description.formula === null) {
    const design = borrowed("data", data);
    return {
      native: guarded(() => handle.predictMatrix(design.data, design.rows, design.cols, native)),
      rows: design.rows,
    };
  }
  const table = toNativeTable(data as Data, Mentioned.in(rightSide(description.formula)));
  try {
    return { native: handle.predict(table, native), rows: table.rows };
  } catch (error) {
    throw withSuggestion(translate(error), columnNames(data as Data));
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
  if (native.standardErrors === undefined) return prediction;
  return { ...prediction, standardErrors: shaped(native.standardErrors) };
}

/** Rows at their places in the data, NaN between them. */
function scatter(values: Float64Array, cols: number, kept: Int32Array, rows: number): Float64Array {
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
