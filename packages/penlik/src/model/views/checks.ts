import type { Data } from "../../data/types.js";
import { borrowed, type Matrix } from "../../matrix.js";
import type { NativeModel } from "../../native.js";
import { countOption, readOptions } from "../../options.js";
import type { Description, FittedFormula } from "../description.js";
import { guarded, withTable } from "../prediction.js";
import { dataOf, tableOf } from "./remember.js";

/**
 * How far a term is a function of the other terms, from 0, not at all, to 1, when it cannot be told from them: of the worst function of
 * its basis, of the estimate, and of the basis as a whole.
 */
export interface ConcurvityRow {
  /** The label of a smooth or of a group of penalized columns, or `(parametric)` for all other columns. */
  readonly term: string;
  /** max ‖Pf‖²/‖f‖² over the functions f of its basis, with the projection P on all other columns. */
  readonly worst: number;
  /** ‖Pf̂‖²/‖f̂‖² of the estimate; for the multinomial the largest over the classes, NaN for an estimate that is 0. */
  readonly observed: number;
  /** ‖PX‖²/‖X‖² of the columns of the basis. */
  readonly estimate: number;
}

/** Whether a basis was large enough: an edf near k′ and a small p-value with a k-index below 1 ask for a larger `k`. */
export interface BasisCheckRow {
  /** The label of the smooth. */
  readonly term: string;
  /** k′, the most degrees of freedom that the smooth could have. */
  readonly size: number;
  /** Its effective degrees of freedom; NaN where no strength was estimated. */
  readonly edf: number;
  /**
   * The variance of residuals by differences between neighbours in the covariates, over their variance: 1 without a pattern, less with one;
   * null for a smooth of levels alone.
   */
  readonly kIndex: number | null;
  /** The probability of an index as small without a pattern, by permutations of the residuals; null where there is none. */
  readonly pValue: number | null;
}

/** The options of {@link FittedModel.basisCheck}. */
export interface BasisCheckOptions {
  /** The data of the fit; those that it was made from when absent. */
  readonly data?: Data;
  /** Permutations; 400 when absent. */
  readonly permutations?: number;
  /** Their seed; 1 when absent. */
  readonly seed?: number;
}

/** The concurvity of the terms of a fit. */
export function concurvityOf(
  model: object,
  handle: NativeModel,
  { formula }: Description,
  options: { readonly data?: Data | Matrix } | undefined,
): ConcurvityRow[] {
  const { data } = readOptions("options", options, ["data"]);
  const own = dataOf(model, data);
  if (formula !== null) return withTable(formula, own as Data, (table) => handle.concurvity(table));
  const design = borrowed("data", own);
  return guarded(() => handle.concurvityMatrix(design.data, design.rows, design.cols));
}

/** The checks of the bases of a fit. */
export function basisChecks(
  model: object,
  handle: NativeModel,
  { formula }: Description,
  options: BasisCheckOptions | undefined,
): BasisCheckRow[] {
  const read = readOptions("options", options, ["data", "permutations", "seed"]);
  const permutations = countOption("permutations", read.permutations ?? 400, 1);
  const seed = countOption("seed", read.seed ?? 1, 0);
  const data = tableOf(model, formula, read.data);
  const rows = withTable(formula as FittedFormula, data, (table) => handle.basisCheck(table, permutations, seed));
  return rows.map(({ term, size, edf, index, pValue }) => ({
    term,
    size,
    edf,
    kIndex: index ?? null,
    pValue: pValue ?? null,
  }));
}
