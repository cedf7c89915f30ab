import { Mentioned } from "../data/names.js";
import { withSuggestion } from "../data/suggest.js";
import { columnNames, toNativeTable } from "../data/table.js";
import type { Data } from "../data/types.js";
import { translate } from "../errors.js";
import type { FamilySpec } from "../families/family.js";
import { borrowed, type Matrix } from "../matrix.js";
import type { FormulaRequest, MatrixRequest, NativeInfluence, NativeModel } from "../native.js";
import { booleanOption, readOptions, stringsOption, wordOption } from "../options.js";
import { type BesideOptions, besideSettings } from "./beside.js";
import { type Description, type FittedFormula, textsOf } from "./description.js";
import { guarded } from "./prediction.js";
import { encodeResponse, perRow, type ResponseValues } from "./response.js";
import { levelsOf, rowOption } from "./row-options.js";

/** What single rows do to a fit; an entry for each row that entered. */
export interface Influence {
  /** The share of its own fitted value that a row determines; the sum is the EDF. For links that are not canonical it may be negative. */
  readonly leverages: Float64Array;
  /** Cook's distances; null for the multinomial, as are the following. */
  readonly cooksDistances: Float64Array | null;
  /** Pearson and deviance residuals over their own standard errors, r/√(φ(1 − h)). */
  readonly standardizedResiduals: { readonly pearson: Float64Array; readonly deviance: Float64Array } | null;
  /** The rows of the data that entered the fit, in order. */
  readonly kept: Int32Array;
}

/** What a fit by formula was told of its rows, and of knots and neighbours. */
export interface InfluenceOptions extends Pick<BesideOptions, "knots" | "neighbours"> {
  /** As in the fit. */
  readonly weights?: Float64Array | readonly number[] | string;
  /** As in the fit. */
  readonly offset?: Float64Array | readonly number[] | string;
  /** As in the fit. */
  readonly na?: "fail" | "omit";
  /** As in the fit. */
  readonly levels?: { readonly [column: string]: readonly string[] };
  /** As in the fit. */
  readonly select?: boolean;
}

/** The data of a fit from a design matrix, as they were given there. */
export interface InfluenceData {
  readonly X: Matrix;
  readonly y: ResponseValues;
  readonly classes?: readonly string[];
  readonly weights?: Float64Array | readonly number[];
  readonly offset?: Float64Array | readonly number[];
}

/** The influence of the rows of a fit on a model, from the data as they were given to the fit. */
export function influenceOn(
  handle: NativeModel,
  description: Description,
  data: Data | InfluenceData,
  options: InfluenceOptions | undefined,
): Influence {
  const { family, formula } = description;
  if (formula === null) return onMatrix(handle, family, data as InfluenceData);
  return onTable(handle, family, formula, data as Data, options);
}

function onTable(
  handle: NativeModel,
  family: FamilySpec,
  formula: FittedFormula,
  data: Data,
  options: InfluenceOptions | undefined,
): Influence {
  const read = readOptions("options", options, ["weights", "offset", "na", "levels", "select", "knots", "neighbours"]);
  const mentioned = Mentioned.in(...textsOf(formula));
  const table = toNativeTable(data, mentioned);
  const weights = rowOption("weights", read.weights, data, table.rows);
  const offset = rowOption("offset", read.offset, data, table.rows);
  const missing = wordOption("na", read.na ?? "fail", ["fail", "omit"]);
  const select = booleanOption("select", read.select ?? false);
  const request: FormulaRequest = {
    // The model has its own formulas.
    formula: typeof formula === "string" ? formula : "",
    table,
    settings: JSON.stringify({
      family,
      options: {},
      missing,
      levels: levelsOf(read.levels, data, mentioned),
      select,
      ...besideSettings(read),
    }),
    ...(weights && { weights }),
    ...(offset && { offset }),
  };
  try {
    return told(handle.influenceTable(request));
  } catch (error) {
    throw withSuggestion(translate(error, formula), columnNames(data));
  }
}

function onMatrix(handle: NativeModel, family: FamilySpec, data: InfluenceData): Influence {
  const read = readOptions("data", data, ["X", "y", "classes", "weights", "offset"]);
  const X = borrowed("X", read.X);
  const classes = read.classes === undefined ? undefined : stringsOption("classes", read.classes);
  const weights = read.weights === undefined ? undefined : perRow("weights", read.weights, X.rows);
  const offset = read.offset === undefined ? undefined : perRow("offset", read.offset, X.rows);
  const request: MatrixRequest = {
    design: X.data,
    rows: X.rows,
    cols: X.cols,
    response: encodeResponse(read.y, X.rows, family.kind, classes),
    penalties: [],
    terms: [],
    settings: JSON.stringify({ family, options: {} }),
    ...(weights && { weights }),
    ...(offset && { offset }),
  };
  return told(guarded(() => handle.influenceMatrix(request)));
}

function told({ leverages, cooks, pearson, deviance, kept }: NativeInfluence): Influence {
  const standardizedResiduals = pearson && deviance ? { pearson, deviance } : null;
  return { leverages, cooksDistances: cooks ?? null, standardizedResiduals, kept };
}
