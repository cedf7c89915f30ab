import { columnsOf } from "../data/table.js";
import type { Columns, ColumnValues, Data } from "../data/types.js";
import type { Description } from "./description.js";
import type { Prediction } from "./prediction.js";
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

/** The columns of the data and after them the fitted values, one column for each column of the prediction. */
export function augmented(data: Data, fitted: Prediction, labels: readonly (string | null)[] | null): Columns {
  const columns: Record<string, ColumnValues> = Object.assign(Object.create(null), columnsOf(data));
  for (let column = 0; column < fitted.cols; column++) {
    const label = fitted.classes[column];
    columns[label === undefined ? ".fitted" : `.fitted_${label}`] = columnAt(fitted, column);
  }
  if (labels !== null) columns[".class"] = labels;
  return columns;
}

function columnAt({ data, rows, cols }: Prediction, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * cols + column] as number);
}
