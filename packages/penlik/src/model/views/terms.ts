import type { Data } from "../../data/types.js";
import { inWords, refusal } from "../../errors.js";
import type { Matrix } from "../../matrix.js";
import type { NativeModel, NativeTerms, PredictRequest } from "../../native.js";
import { booleanOption, readOptions, wordOption } from "../../options.js";
import type { Description } from "../description.js";
import { KNOWN, MISSING, newDataOf, type PredictOptions, scatter, withTable } from "../prediction.js";

/** The options of {@link FittedModel.predict} for terms. */
export type TermsOptions = Pick<PredictOptions, "standardErrors" | "na" | "exclude" | "unseenLevels"> & {
  readonly type: "terms";
};

/** The options of {@link FittedModel.predict} for the design. */
export type DesignOptions = Pick<PredictOptions, "na" | "exclude" | "unseenLevels"> & { readonly type: "designMatrix" };

/**
 * What terms add to the linear predictor, a column for each term but the intercept; for the multinomial the terms of the first class,
 * then those of the next. A row's sum and the intercept are the linear predictor without offsets.
 */
export interface TermsPrediction extends Matrix {
  /** The term of each column. */
  readonly terms: readonly string[];
  /** The class of each column; empty when there are none. */
  readonly classes: readonly string[];
  /** The standard errors, of the same shape; absent unless asked for. */
  readonly standardErrors?: Matrix;
  /** The rows of the data that had no missing values, in order. */
  readonly kept: Int32Array;
}

/** The design: η = X·β for each class. */
export interface DesignMatrix extends Matrix {
  /** The names of the columns. */
  readonly names: readonly string[];
  /** The rows of the data that had no missing values, in order. */
  readonly kept: Int32Array;
}

/** Whether a prediction is of terms or of the design. */
export function isTermsRequest(options: unknown): options is TermsOptions | DesignOptions {
  if (typeof options !== "object" || options === null || !Object.hasOwn(options, "type")) return false;
  const { type } = options as { type: unknown };
  return type === "terms" || type === "designMatrix";
}

/** The contributions of the terms, or the columns of the design. */
export function termsWith(
  handle: NativeModel,
  description: Description,
  data: Data | Matrix,
  options: TermsOptions | DesignOptions,
): TermsPrediction | DesignMatrix {
  const { formula } = description;
  if (formula === null) {
    const expected = '"link", "response" or "class": the model was fitted from a matrix';
    throw refusal("ERR_UNSUPPORTED", "type", inWords(options.type), expected);
  }
  const { request, pass } = readTerms(options);
  const ofTerms = options.type === "terms";
  return withTable(formula, data as Data, (table) => {
    const native = ofTerms ? handle.contributions(table, request) : handle.designMatrix(table, request);
    const shaped = (values: Float64Array): Matrix => {
      const full = pass && native.kept.length !== table.rows;
      const cols = ofTerms ? native.labels.length * Math.max(1, description.activeClasses.length) : native.cols;
      if (full) return { data: scatter(values, cols, native.kept, table.rows), rows: table.rows, cols };
      return { data: values, rows: native.rows, cols };
    };
    if (!ofTerms) return { ...shaped(native.values), names: native.labels, kept: native.kept };
    const errors = request.standardErrors && native.standardErrors;
    const named = namesOf(native, description);
    return { ...shaped(native.values), ...named, kept: native.kept, ...(errors && { standardErrors: shaped(errors) }) };
  });
}

function readTerms(options: TermsOptions | DesignOptions): { request: PredictRequest; pass: boolean } {
  const keys = KNOWN as readonly string[] as readonly (keyof TermsOptions)[];
  const read = readOptions<TermsOptions>("options", options as TermsOptions, keys);
  const standardErrors = booleanOption("standardErrors", read.standardErrors ?? false);
  if (standardErrors && options.type === "designMatrix") {
    throw refusal("ERR_UNSUPPORTED", "standardErrors", "true", 'false for type "designMatrix": it is known');
  }
  for (const name of ["interval", "level"]) {
    if (Object.hasOwn(read, name)) {
      throw refusal("ERR_UNSUPPORTED", name, "given", `no such option for type ${inWords(options.type)}`);
    }
  }
  const na = wordOption("na", read.na ?? "fail", MISSING);
  const missing = na === "fail" ? "fail" : "omit";
  return { request: { kind: "link", standardErrors, missing, ...newDataOf(read) }, pass: na === "pass" };
}

/** The term and the class of each column. */
function namesOf({ labels }: NativeTerms, { activeClasses }: Description): Pick<TermsPrediction, "terms" | "classes"> {
  if (activeClasses.length === 0) return { terms: labels, classes: [] };
  return {
    terms: activeClasses.flatMap(() => labels),
    classes: activeClasses.flatMap((label) => labels.map(() => label)),
  };
}
