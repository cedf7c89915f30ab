/**
 * What crosses the border to the addon, as plain types.
 */

/** What a solver tells while it works. */
export interface ProgressEvent {
  /** What is being looked for: coefficients at given strengths, or the strengths of penalties, each with its coefficients. */
  readonly phase: "coefficients" | "strengths";
  /** The iteration that was just finished, from 1; for strengths from 0, where the search begins. */
  readonly iteration: number;
  /** J(θ), the penalized negative log-likelihood; for strengths the criterion V(ρ), such as REML. */
  readonly objective: number;
  /** The largest entry of its gradient; for strengths over those that are not at a boundary. */
  readonly gradientNorm: number;
  /** The Newton decrement √(gᵀH⁻¹g). */
  readonly decrement: number;
  /** The fraction of the Newton step that was taken; for strengths the radius within which a step of ρ is trusted. */
  readonly step: number;
}

/** A column of a table: numbers with NaN for missing, or positions in `levels` with −1 for missing. */
export type NativeColumn =
  | { readonly name: string; readonly values: Float64Array }
  | { readonly name: string; readonly codes: Int32Array; readonly levels: string[] };

/** A table as the addon takes it. */
export interface NativeTable {
  readonly rows: number;
  readonly columns: NativeColumn[];
}

/** A fit by formula. `settings` is the JSON of `{ family, options, missing, levels }`. */
export interface FormulaRequest {
  /** Empty where the settings hold `formulas`, pairs of a class or predictor and its formula. */
  readonly formula: string;
  readonly table: NativeTable;
  readonly weights?: Float64Array;
  readonly offset?: Float64Array;
  readonly settings: string;
  /** The arrays belong to the addon alone: no other JavaScript object can reach their memory. */
  readonly owned?: boolean;
}

/** ½·strength·βᵀ·matrix·β over the columns start … start + size − 1 of the design. */
export interface NativePenalty {
  readonly matrix: Float64Array;
  readonly size: number;
  readonly start: number;
  readonly label?: string;
  /** Estimated when absent. */
  readonly strength?: number;
}

/** A penalty of the catalog over some columns of the design: JSON of a term. */
export interface NativeFitTerm {
  readonly term: string;
  readonly columns?: Int32Array;
  readonly label?: string;
}

/** The response: numbers, codes of classes, or a row-major matrix of counts with a column for each label. */
export interface NativeResponse {
  readonly values?: Float64Array;
  readonly codes?: Int32Array;
  readonly counts?: Float64Array;
  readonly labels?: string[];
}

/** A fit from a design matrix. `settings` is the JSON of `{ family, options }`. */
export interface MatrixRequest {
  readonly design: Float64Array;
  readonly rows: number;
  readonly cols: number;
  readonly names?: string[];
  readonly response: NativeResponse;
  readonly weights?: Float64Array;
  readonly offset?: Float64Array;
  readonly penalties: NativePenalty[];
  readonly terms: NativeFitTerm[];
  readonly settings: string;
  readonly owned?: boolean;
}

/** A family of the caller's, as the addon takes it. */
export interface NativeCustomFamily {
  readonly name: string;
  readonly predictors: string[];
  readonly slopes: boolean;
  readonly scale: boolean;
  readonly saturated?: Float64Array;
  readonly selfConcordance?: number;
  readonly start: number[];
}

/** A fit that asks for its rows. */
export interface NativeCustomFit {
  /** The rows of the next question, 0 where an iteration is over, −1 at the end. */
  next(): number;
  /** Writes the question; says whether third and fourth derivatives are wanted. */
  question(eta: Float64Array, y: Float64Array, positions: Float64Array): boolean;
  tell(
    logLikelihood: Float64Array,
    score: Float64Array,
    information: Float64Array,
    third: Float64Array,
    fourth: Float64Array,
  ): void;
  progress(): ProgressEvent;
  close(): void;
  finish(): NativeModel;
}

/** A flag that a running job polls. */
export interface CancelToken {
  cancel(): void;
  readonly cancelled: boolean;
}

/** Predictions, row-major. */
export interface NativePrediction {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
  readonly standardErrors?: Float64Array;
  /** Positions in the model's classes, for `kind: "class"`. */
  readonly classes?: Int32Array;
  /** The ends of the intervals, where they were asked for. */
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  /** The rows of the table that were kept. */
  readonly kept: Int32Array;
}

/** Residuals, row-major. */
export interface NativeResiduals {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
  readonly kept: Int32Array;
}

/** What single rows do to a fit; all but the leverages only for families with one residual a row. */
export interface NativeInfluence {
  readonly leverages: Float64Array;
  readonly cooks?: Float64Array;
  readonly pearson?: Float64Array;
  readonly deviance?: Float64Array;
  readonly kept: Int32Array;
}

/** `kind`, whether standard errors are wanted, what to do with missing values. */
export interface PredictRequest {
  readonly kind: "link" | "response" | "class";
  readonly standardErrors: boolean;
  readonly missing: "fail" | "omit";
  readonly exclude?: readonly string[];
  readonly unseenLevels?: "fail" | "zero";
  readonly interval?: "confidence" | "simultaneous" | "prediction";
  readonly level?: number;
}

/** Contributions of terms, or columns of a design, row-major. */
export interface NativeTerms {
  readonly rows: number;
  readonly cols: number;
  readonly labels: string[];
  readonly values: Float64Array;
  readonly standardErrors?: Float64Array;
  readonly kept: Int32Array;
}

/** What to know of a smooth: a derivative in one of its covariates, the level of the band, the seed of a simultaneous one. */
export interface NativeSmoothAsk {
  readonly derivative?: number;
  readonly level: number;
  readonly simultaneous: boolean;
  readonly seed?: number;
}

/** A smooth over some rows, row-major, with the number of standard errors that its band is wide. */
export interface NativeSmooth {
  readonly rows: number;
  readonly cols: number;
  /** The active classes of the columns, by their numbers. */
  readonly classes: Int32Array;
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
  readonly critical: number;
}

/** How many draws, from which seed, and whether the data are those of the fit. */
export interface NativeSimulateAsk {
  readonly draws: number;
  readonly seed: number;
  readonly ownRows: boolean;
}

/** Numbers of rows, row-major. */
export interface NativeRows {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
  readonly kept: Int32Array;
}

/** The concurvity of a term. */
export interface NativeConcurvity {
  readonly term: string;
  readonly worst: number;
  readonly observed: number;
  readonly estimate: number;
}

/** The check of the basis of a smooth. */
export interface NativeBasisCheck {
  readonly term: string;
  readonly size: number;
  readonly edf: number;
  readonly index?: number;
  readonly pValue?: number;
}

/** A test of a larger model against a smaller one. */
export interface NativeDevianceTest {
  readonly statistic: number;
  readonly degrees: number;
  readonly residual?: number;
  readonly pValue: number;
}

/** A fitted model, held by the addon. */
export interface NativeModel {
  /** JSON of every scalar, name and message. */
  describe(): string;
  coefficients(): Float64Array;
  standardErrors(): Float64Array;
  statistics(): Float64Array;
  pValues(): Float64Array;
  covariance(kind: "bayesian" | "frequentist" | "corrected"): Float64Array;
  predict(table: NativeTable, request: PredictRequest): NativePrediction;
  predictMatrix(design: Float64Array, rows: number, cols: number, request: PredictRequest): NativePrediction;
  contributions(table: NativeTable, request: PredictRequest): NativeTerms;
  computedCovariates(table: NativeTable): { readonly name: string; readonly values: Float64Array }[];
  designMatrix(table: NativeTable, request: PredictRequest): NativeTerms;
  smooth(label: string, table: NativeTable, ask: NativeSmoothAsk): NativeSmooth;
  smoothDifference(labels: string[], table: NativeTable, other: NativeTable, ask: NativeSmoothAsk): NativeSmooth;
  residuals(kind: string, seed: number): NativeResiduals;
  influenceMatrix(request: MatrixRequest): NativeInfluence;
  influenceTable(request: FormulaRequest): NativeInfluence;
  simulate(table: NativeTable, ask: NativeSimulateAsk): NativeRows;
  simulateMatrix(design: Float64Array, rows: number, cols: number, ask: NativeSimulateAsk): NativeRows;
  simulateCoefficients(draws: number, seed: number): Float64Array;
  ownPredictors(): NativeRows;
  concurvity(table: NativeTable): NativeConcurvity[];
  concurvityMatrix(design: Float64Array, rows: number, cols: number): NativeConcurvity[];
  basisCheck(table: NativeTable, permutations: number, seed: number): NativeBasisCheck[];
  devianceTest(smaller: NativeModel): NativeDevianceTest;
  isWithin(larger: NativeModel): boolean;
  pointwiseCritical(level: number): number;
  toJson(): string;
  dispose(): void;
}
