import {
  type Certificate,
  coefficientPlaces,
  type Description,
  formulaLine,
  linkName,
  type Separation,
  type StrengthPlace,
  type TermEdf,
} from "../description.js";
import type { Method } from "../settings.js";

/** One row of a coefficient table; NaN where a coefficient is aliased. */
export interface CoefficientRow {
  /** The column of the design. */
  readonly name: string;
  /** β̂. */
  readonly estimate: number;
  /** The square root of its variance; 0 where it is unknown. */
  readonly standardError: number;
  /** Estimate over standard error, z or t. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** The coefficients of one linear predictor. */
export interface CoefficientBlock {
  /** Its class; null outside the multinomial. */
  readonly class: string | null;
  /** In the order of the columns of the design. */
  readonly coefficients: readonly CoefficientRow[];
}

/** One smooth of a formula with its test. */
export interface SmoothRow {
  /** The smooth as the formula writes it, its options left out. */
  readonly name: string;
  /** Effective degrees of freedom, over all classes. */
  readonly edf: number;
  /** The degrees of freedom that the statistic counts; NaN where it was not tested. */
  readonly referenceEdf: number;
  /** F where the scale is estimated, else χ², jointly over all classes. */
  readonly statistic: number;
  /** P(a statistic at least this large) without an effect. */
  readonly pValue: number;
}

/** What a summary tells, as plain data; each entry is the one of `FittedModel` that has its name, and `blocks` are the tables. */
export interface SummaryData {
  readonly formula: string | null;
  readonly family: string;
  readonly link: string;
  /** Parameters of the family that were estimated, with their names. */
  readonly familyParameters: readonly (readonly [string, number])[];
  readonly classes: readonly string[];
  readonly reference: string | null;
  readonly nobs: number;
  readonly dropped: number;
  readonly statisticKind: "z" | "t";
  /** The coefficients, those of smooths left out. */
  readonly blocks: readonly CoefficientBlock[];
  /** The smooths of the formula. */
  readonly smoothTerms: readonly SmoothRow[];
  readonly aliased: readonly string[];
  readonly method: Method;
  readonly criterion: number | null;
  readonly criterionGradient: readonly number[] | null;
  readonly strengths: readonly number[];
  readonly logStrengths: readonly number[];
  readonly strengthLabels: readonly string[];
  readonly strengthPlaces: readonly StrengthPlace[];
  readonly edfTerms: readonly TermEdf[];
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
  readonly code: string | null;
  readonly message: string;
  readonly separation: Separation | null;
  readonly certificate: Certificate;
  readonly warnings: readonly string[];
}

/** The arrays of a coefficient table, class-major like β. */
export interface CoefficientArrays {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly statistics: Float64Array;
  readonly pValues: Float64Array;
}

/** The summary of a fit, from its description and its arrays. */
export function summaryData(description: Description, arrays: CoefficientArrays): SummaryData {
  const {
    columnNames,
    coefficientNames,
    activeClasses,
    penalty: _,
    family,
    covariates: __,
    ownColumns: ___,
    aliasedPlaces: ____,
    jointTerms: _____,
    formula,
    smooths,
    ...rest
  } = description;
  return {
    ...rest,
    formula: formula === null ? null : formulaLine(formula),
    family: family.kind,
    link: linkName(family),
    blocks: coefficientBlocks(description, arrays, smooths),
    smoothTerms: smoothRows(description),
  };
}

/** The smooths; where classes have formulas of their own those of each class, and after them those of several classes together. */
function smoothRows({ smooths, edfTerms, jointTerms, ownColumns, statisticKind }: Description): SmoothRow[] {
  const row = (name: string, term: TermEdf | undefined) => {
    const test = term?.test ?? null;
    const unit = statisticKind === "t" ? (test?.rank ?? Number.NaN) : 1;
    return {
      name,
      edf: term?.edf ?? Number.NaN,
      referenceEdf: test?.rank ?? Number.NaN,
      statistic: (test?.statistic ?? Number.NaN) / unit,
      pValue: test?.pValue ?? Number.NaN,
    };
  };
  if (ownColumns.length === 0) {
    return smooths.map(({ label }) =>
      row(
        label,
        edfTerms.find((candidate) => candidate.label === label),
      ),
    );
  }
  const joint = jointTerms.map((term) => row(`${term.label} in all classes`, term));
  return [...edfTerms.map((term) => row(term.label, term)), ...joint];
}

/** The coefficients cut into one block for each active class, or one block when there are no classes; those of some smooths left out. */
export function coefficientBlocks(
  description: Description,
  arrays: CoefficientArrays,
  without: Description["smooths"] = [],
): CoefficientBlock[] {
  const { activeClasses, columnNames } = description;
  const places = coefficientPlaces(description);
  const left = new Set(
    without.flatMap(({ columns: { start, end } }) => Array.from({ length: end - start }, (_, k) => start + k)),
  );
  const classes: readonly (string | null)[] = activeClasses.length === 0 ? [null] : activeClasses;
  return classes.map((label) => ({
    class: label,
    coefficients: places.flatMap((place, k) =>
      place.class === label && !left.has(place.column) ? [rowOf(columnNames[place.column] ?? "", arrays, k)] : [],
    ),
  }));
}

function rowOf(name: string, arrays: CoefficientArrays, k: number): CoefficientRow {
  return {
    name,
    estimate: arrays.coefficients[k] ?? Number.NaN,
    standardError: arrays.standardErrors[k] ?? Number.NaN,
    statistic: arrays.statistics[k] ?? Number.NaN,
    pValue: arrays.pValues[k] ?? Number.NaN,
  };
}
