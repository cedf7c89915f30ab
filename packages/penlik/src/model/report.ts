import { columnsOf } from "../data/table.js";
import type { Columns, ColumnValues, Data } from "../data/types.js";
import type { Matrix } from "../matrix.js";
import type { Description } from "./description.js";
import { type Prediction, scatter } from "./prediction.js";
import type { Residuals, ResidualType } from "./residuals.js";
import { type CoefficientArrays, coefficientBlocks } from "./summary/data.js";

/** One coefficient as a record; its numbers are NaN where it is aliased. */
export interface TidyRow {
  /** The class of its linear predictor; null outside the multinomial. */
  readonly class: string | null;
  /** The column of the design. */
  readonly term: string;
  /** β̂. */
  readonly estimate: number;
  /** The square root of its variance. */
  readonly standardError: number;
  /** Estimate over standard error, z or t. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** A smooth, or a group of columns with estimated penalties, as a record. */
export interface TermRow {
  /** Where classes have formulas of their own, the class of the term; null for the test of a term in several classes at once. */
  readonly class?: string | null;
  /** Its label. */
  readonly term: string;
  /** Effective degrees of freedom, over all classes. */
  readonly edf: number;
  /** Of the test of no effect; NaN where there is none. */
  readonly statistic: number;
  /** The degrees of freedom that the statistic counts; NaN where there is none. */
  readonly rank: number;
  /** NaN where there is none. */
  readonly pValue: number;
}

/** The terms with estimated strengths as records. */
export function termRows({ edfTerms, jointTerms, ownColumns }: Description): TermRow[] {
  const none = Number.NaN;
  return [...edfTerms, ...jointTerms].map(({ label, class: own, edf, test }) => ({
    ...(ownColumns.length > 0 && { class: own ?? null }),
    term: own === undefined ? label : label.slice(own.length + 1),
    edf,
    statistic: test?.statistic ?? none,
    rank: test?.rank ?? none,
    pValue: test?.pValue ?? none,
  }));
}

/** A fit in one record; each number is the one of {@link FittedModel} that has its name. */
export interface Glance {
  /** Rows used. */
  readonly nobs: number;
  /** Effective degrees of freedom, tr(H⁻¹I). */
  readonly edf: number;
  /** φ. */
  readonly scale: number;
  /** ℓ(β̂). */
  readonly logLikelihood: number;
  /** 2(ℓ of the saturated model − ℓ). */
  readonly deviance: number;
  /** The deviance with an intercept only. */
  readonly nullDeviance: number;
  /** 1 − deviance / nullDeviance. */
  readonly devianceExplained: number;
  /** Rows times linear predictors minus edf. */
  readonly dfResidual: number;
  /** Rows times linear predictors minus intercepts. */
  readonly dfNull: number;
  /** −2ℓ + 2·edf. */
  readonly aic: number;
  /** −2ℓ + ln(n)·edf. */
  readonly bic: number;
  /** Newton steps. */
  readonly iterations: number;
  /** Whether the certificate holds. */
  readonly converged: boolean;
}

/** The coefficients as records, in the order of β. */
export function tidyRows(description: Description, arrays: CoefficientArrays): TidyRow[] {
  return coefficientBlocks(description, arrays).flatMap((block) => {
    return block.coefficients.map(({ name, ...numbers }) => ({ class: block.class, term: name, ...numbers }));
  });
}

/** The numbers of the whole fit. */
export function glanceAt(description: Description): Glance {
  const { nobs, edf, scale, logLikelihood, deviance, nullDeviance, devianceExplained } = description;
  const { dfResidual, dfNull, aic, bic, iterations, converged } = description;
  const size = { nobs, edf, scale, logLikelihood, deviance, nullDeviance, devianceExplained };
  return { ...size, dfResidual, dfNull, aic, bic, iterations, converged };
}

/** What {@link FittedModel.augment} adds beside fitted values. */
export interface AugmentOptions {
  /** Whether standard errors of the fitted values are added as `.standardError`; false when absent. */
  readonly standardErrors?: boolean;
  /** Which residuals are added as `.residual`, for the data of the fit; none when absent. */
  readonly residuals?: ResidualType;
}

/** The columns of the data and after them the fitted values, one column for each column of the prediction. */
export function augmented(data: Data, fitted: Prediction, labels: readonly (string | null)[] | null): Columns {
  const columns: Record<string, ColumnValues> = Object.assign(Object.create(null), columnsOf(data));
  add(columns, ".fitted", fitted, fitted.classes);
  if (fitted.standardErrors) add(columns, ".standardError", fitted.standardErrors, fitted.classes);
  if (labels !== null) columns[".class"] = labels;
  return columns;
}

/** The residuals at the rows that entered the fit, NaN at the others. */
export function withResiduals(columns: Columns, { data, cols, classes, kept }: Residuals): Columns {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const out: Record<string, ColumnValues> = Object.assign(Object.create(null), columns);
  add(out, ".residual", { data: scatter(data, cols, kept, rows), rows, cols }, classes);
  return out;
}

function add(columns: Record<string, ColumnValues>, name: string, values: Matrix, classes: readonly string[]): void {
  for (let column = 0; column < values.cols; column++) {
    const label = classes[column];
    columns[label === undefined ? name : `${name}_${label}`] = columnAt(values, column);
  }
}

function columnAt({ data, rows, cols }: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * cols + column] as number);
}
