import { Mentioned } from "../data/names.js";
import { withSuggestion } from "../data/suggest.js";
import { arrowOf, columnNames, toNativeTable } from "../data/table.js";
import type { Data } from "../data/types.js";
import { inWords, refusal, translate } from "../errors.js";
import type { Family } from "../families/family.js";
import { type Formula, formulaText } from "../formula/formula.js";
import { transferred } from "../gate.js";
import { type FormulaRequest, type NativeColumn, native } from "../native.js";
import { booleanOption, numberOption, readOptions, wordOption } from "../options.js";
import { inBackground, refuseBackground } from "./background.js";
import { type BesideOptions, besideSettings, orderedStrengths } from "./beside.js";
import { fitCustom, fitCustomSync } from "./custom-fit.js";
import type { FittedFormula } from "./description.js";
import { FittedModel } from "./fitted.js";
import { levelsOf, rowOption } from "./row-options.js";
import {
  BACKGROUND_KEYS,
  type BackgroundOptions,
  COMMON_KEYS,
  type CommonOptions,
  familyOption,
  solverSettings,
} from "./settings.js";
import { remember } from "./views/remember.js";

/**
 * A formula; or one for each class of a multinomial but the reference, or for each predictor of a custom family, by its name. Of several at
 * least one names the response, the others may begin with `~`.
 */
export type FormulaInput = string | Formula | { readonly [name: string]: string | Formula };

/** The options of a fit by formula. */
export interface FitOptions extends CommonOptions, BesideOptions {
  /** Prior weights, finite and ≥ 0: one for each row, or the name of a column. A row of weight 0 is the same as no row. */
  readonly weights?: Float64Array | readonly number[] | string;
  /**
   * Known parts of the linear predictor: one for each row, or the name of a column. New data cannot bring them along, so predictions
   * leave them out; write `offset(column)` in the formula to have them there.
   */
  readonly offset?: Float64Array | readonly number[] | string;
  /** Missing values: `"fail"` (the default) or `"omit"` the rows that have any. */
  readonly na?: "fail" | "omit";
  /** The levels of categorical columns in their order; the first is the reference. */
  readonly levels?: { readonly [column: string]: readonly string[] };
  /**
   * How categorical columns are coded beside a constant: `"treatment"` (the default), `"sum"`, `"helmert"` or `"poly"`, for all of them or by
   * column. `C(column, sum)` in the formula goes before.
   */
  readonly contrasts?: Contrast | { readonly [column: string]: Contrast };
  /** Whether every smooth gets a penalty on what its own penalties leave free, so that a term that is not needed vanishes entirely. */
  readonly select?: boolean;
  /**
   * Rounds numeric covariates of smooths to few values before the fit, so that many rows share them: `true` stands for 1000 values of a covariate
   * of its own, a number from 16 to 65536 for as many (in smooths of two covariates n^⅔ of each, of more √n). Values of a column that has no more
   * of them stay as they are. False when absent: smooths of many rows are exact, and fast where they are splines of one covariate (`cr`, `cc`,
   * `ps`, `cp`, `bs`) or rows share their values anyway.
   */
  readonly discretize?: boolean | number;
}

/** The contrasts of a categorical column. */
export type Contrast = (typeof CONTRASTS)[number];

const CONTRASTS = ["treatment", "sum", "helmert", "poly"] as const;

const FORMULA_KEYS = [
  ...COMMON_KEYS,
  ...BACKGROUND_KEYS,
  "weights",
  "offset",
  "na",
  "levels",
  "contrasts",
  "knots",
  "neighbours",
  "logStrength",
  "select",
  "discretize",
] as const;

/**
 * Fits a model by formula in the background; the event loop stays free.
 *
 * Minimizes −ℓ(β) + ½λ‖β‖² to the rounding floor. The data is copied before this function returns, unless `transfer` is set. The model
 * keeps a reference to `data`, no copy, for what looks at the rows again: `simulate`, `plot`, `basisCheck`, `concurvity`.
 *
 * What a formula may hold: `a + b`, `a:b`, `a*b`, `a/b`, `b %in% a`, `(a + b)^2`, `- a`, `.` and `1` or `0` for the intercept; arithmetic of columns
 * as `I(x^2 / 2)`, `log`, `log2`, `log10`, `log1p`, `exp`, `sqrt`, `abs`, also around the response; `scale(x)`; `poly(x, 3)` and
 * `poly(x, 3, raw = TRUE)`; splines without a penalty, `bs(x, df = 6)` and `ns(x, df = 4)`; categorical columns, or `C(x)`, `factor(x)`,
 * `ordered(x)` of numbers, coded as `C(x, sum)` says; `offset(log(n))`; `cbind(successes, failures)` before `~`. A name that is no plain word
 * stands in back-ticks. What such terms take from the data (means, knots, levels) is kept for predictions.
 *
 * One formula for each class: an object such as `{ B: "y ~ s(x)", C: "~ s(x) + z" }` for the multinomial. The class that is not named is the reference. Each class
 * has columns and penalties of its own, with strengths called `B:s(x)`, in the reference-coded form: the answer depends on which class is the
 * reference. A custom family takes one formula for each of its predictors.
 *
 * @param formula such as `"ses ~ write + poly(math, 2) + race"`, what {@link formula} makes of parts, or one such for each class
 * @param data an object of columns, an array of records, an Arrow table, or the bytes of an Arrow file or stream
 * @throws PenlikError (as a rejection) naming the argument; ERR_ABORTED when the signal was aborted.
 *
 * @example
 * ```ts
 * const data = { ses: ["low", "high", "low", "high", "low", "high"], write: [31, 52, 40, 47, 49, 60] };
 * const model = await fit("ses ~ write", data, { family: "multinomial", ridge: 0.1 });
 * console.log(String(model.summary()));
 * const own = await fit({ low: "ses ~ write", high: "~ 1" }, { ...data, ses: ["low", "high", "mid", "low", "high", "mid"] }, { family: "multinomial" });
 * own.coefficientNames; // ["high:(Intercept)", "low:(Intercept)", "low:write"]
 * ```
 */
export async function fit(
  formula: FormulaInput,
  data: Data,
  options?: FitOptions & BackgroundOptions,
): Promise<FittedModel> {
  const given = readOptions("options", options, FORMULA_KEYS);
  const written = writtenFormula(formula);
  const request = formulaRequest(written, data, given);
  const family = ownFamily(written, given);
  try {
    const moved = () => (isOwn(given, data) ? handedOver(request) : request);
    const model = await (family === undefined
      ? inBackground((token, progress) => native.fitFormula(moved(), token, progress), given, written)
      : fitCustom(moved(), family, given, written));
    return remember(model, data);
  } catch (error) {
    throw withSuggestion(error, columnNames(data));
  }
}

/**
 * The same on the calling thread, which reads the data in place and returns when the fit is done.
 *
 * @throws PenlikError naming the argument; ERR_UNSUPPORTED for `onProgress` and `transfer`.
 *
 * @example
 * ```ts
 * const { coefficients } = fitSync("y ~ x", { y: [1, 2, 3.5], x: [1, 2, 3] });
 * ```
 */
export function fitSync(formula: FormulaInput, data: Data, options?: FitOptions & BackgroundOptions): FittedModel {
  const given = readOptions("options", options, FORMULA_KEYS);
  refuseBackground(given);
  const written = writtenFormula(formula);
  const request = formulaRequest(written, data, given);
  try {
    const family = ownFamily(written, given);
    if (family !== undefined) return remember(fitCustomSync(request, family, written), data);
    return remember(new FittedModel(native.fitFormulaSync(request)), data);
  } catch (error) {
    throw withSuggestion(translate(error, written), columnNames(data));
  }
}

function formulaRequest(formula: FittedFormula, data: Data, options: FitOptions): FormulaRequest {
  const formulas = typeof formula === "string" ? [] : Object.entries(formula);
  const texts = typeof formula === "string" ? [formula] : formulas.map(([, text]) => text);
  const mentioned = Mentioned.in(...texts);
  const settings = {
    family: familyOption(options),
    options: {
      ...solverSettings(options),
      ...orderedStrengths(options.logStrength),
      roundTo: valuesOption(options.discretize),
    },
    missing: wordOption("na", options.na ?? "fail", ["fail", "omit"]),
    levels: levelsOf(options.levels, data, mentioned),
    contrasts: contrastsOption(options.contrasts),
    select: booleanOption("select", options.select ?? false),
    ...(formulas.length > 0 && { formulas }),
    ...besideSettings(options),
  };
  const table = toNativeTable(data, mentioned);
  const weights = rowOption("weights", options.weights, data, table.rows);
  const offset = rowOption("offset", options.offset, data, table.rows);
  return {
    formula: typeof formula === "string" ? formula : "",
    table,
    settings: JSON.stringify(settings),
    ...(weights && { weights }),
    ...(offset && { offset }),
  };
}

/** The text of a formula, or of each of several by its name. */
function writtenFormula(formula: unknown): FittedFormula {
  if (!isRecord(formula)) return formulaText(formula);
  const entries = Object.entries(formula);
  if (entries.length === 0) {
    const expected = "a formula, or for the multinomial an object of class → formula";
    throw refusal("ERR_DOMAIN", "formula", "an object without formulas", expected);
  }
  const out: Record<string, string> = Object.create(null);
  for (const [name, own] of entries) {
    if (typeof own !== "string" && (typeof own !== "object" || own === null || isRecord(own))) {
      throw refusal("ERR_DOMAIN", `formula.${name}`, inWords(own), "a formula as a string");
    }
    out[name] = formulaText(own);
  }
  return out;
}

/** Whether it is an object of formulas, rather than one that writes itself as a formula. */
function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return typeof value.toString !== "function" || value.toString === Object.prototype.toString;
}

/** A family of the caller's, where its predictors have formulas. */
function ownFamily(formula: FittedFormula, options: FitOptions): Family | undefined {
  const family = familyOption(options);
  return family.kind === "custom" && typeof formula !== "string" ? family : undefined;
}

/** How many values a covariate is rounded to. */
function valuesOption(discretize: boolean | number | undefined): number | null {
  if (discretize === undefined || discretize === false) return null;
  if (discretize === true) return USUAL_VALUES;
  const { least, most } = VALUES;
  const expected = `true, false or a whole number from ${least} to ${most}`;
  const holds = (x: number) => Number.isInteger(x) && x >= least && x <= most;
  return numberOption("discretize", discretize, holds, expected);
}

const USUAL_VALUES = 1000;
const VALUES = { least: 16, most: 65536 };

/** One for all columns, or pairs by column. */
function contrastsOption(contrasts: unknown): { default?: Contrast; columns?: [string, Contrast][] } {
  if (contrasts === undefined) return {};
  if (typeof contrasts !== "object" || contrasts === null || Array.isArray(contrasts)) {
    return { default: wordOption("contrasts", contrasts, CONTRASTS) };
  }
  const columns = Object.entries(contrasts);
  return { columns: columns.map(([column, word]) => [column, wordOption(`contrasts.${column}`, word, CONTRASTS)]) };
}

/** Whether arrays are the caller's to give: those of an Arrow table lie in memory that its other columns share, and are copied. */
function isOwn({ transfer }: BackgroundOptions, data: Data): boolean {
  return transfer === true && arrowOf(data) === undefined;
}

/** The request with every array's memory taken from its owner. */
function handedOver(request: FormulaRequest): FormulaRequest {
  const { weights, offset } = request;
  const { columns } = request.table;
  const rest = [weights, offset].filter((array) => array !== undefined);
  const moved = transferred([...columns.map(arrayOf), ...rest]);
  const table = { rows: request.table.rows, columns: columns.map((column, j) => withArray(column, moved[j])) };
  const [first, second] = moved.slice(columns.length) as Float64Array[];
  return {
    ...request,
    table,
    ...(weights && first && { weights: first }),
    ...(offset && { offset: (weights ? second : first) as Float64Array }),
    owned: true,
  };
}

function arrayOf(column: NativeColumn): Float64Array | Int32Array {
  return "values" in column ? column.values : column.codes;
}

function withArray(column: NativeColumn, array: Float64Array | Int32Array | undefined): NativeColumn {
  if ("values" in column) return { ...column, values: array as Float64Array };
  return { ...column, codes: array as Int32Array };
}
