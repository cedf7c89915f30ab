import { columnsOf } from "../data/table.js";
import type { Columns, ColumnValues, Data } from "../data/types.js";
import type { Description } from "./description.js";
import type { Prediction } from "./prediction.js";
import { type CoefficientArrays, coefficientBlocks } from "./summary/data.js";

/** One coefficient as a record; `class` is null outside the multinomial. */
export interface TidyRow {
  readonly class: string | null;
  readonly term: string;
  readonly estimate: number;
  readonly standardError: number;
  readonly statistic: number;
  readonly pValue: number;
}

/** A fit in one record. */
export interface Glance {
  readonly nobs: number;
  readonly edf: number;
  readonly scale: number;
  readonly logLikelihood: number;
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly devianceExplained: number;
  readonly dfResidual: number;
  readonly dfNull: number;
  readonly aic: number;
  readonly bic: number;
  readonly iterations: number;
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
