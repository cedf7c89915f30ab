/**
 * Penalized likelihood: estimates that maximise ℓ(θ) − Σ λ_j P_j(θ_j).
 *
 * @packageDocumentation
 */
export { type CsvOptions, parseCsv, readCsv } from "./data/csv.js";
export type {
  ArrowColumn,
  ArrowTable,
  Cell,
  Columns,
  ColumnValues,
  Data,
  NumericArray,
  Records,
} from "./data/types.js";
export { type ErrorCode, type ErrorDetails, PenlikError } from "./errors.js";
export type { CustomFamilyOptions, CustomRows } from "./families/custom.js";
export {
  type BetaOptions,
  type BinomialOptions,
  type Family,
  type FamilyName,
  type FamilySpec,
  families,
  type LinkedKind,
  type LinkName,
  type LinkOptions,
  type MultinomialOptions,
  type NegativeBinomialOptions,
  type NoOptions,
  type PenaltyMetric,
  type QuasiOptions,
  type QuasiVariance,
  type ScaledTOptions,
  type TweedieOptions,
} from "./families/family.js";
export {
  type BlockSpec,
  type BlockWorkingSet,
  type CostHints,
  type JointCriterion,
  type JointPenalty,
  MultinomialFamily,
  type MultinomialFamilyOptions,
} from "./families/multinomial-family.js";
export { MultinomialLogit } from "./families/multinomial-logit.js";
export { MultinomialWorkspace } from "./families/multinomial-workspace.js";
export { counts, Formula, type FormulaResponse, formula } from "./formula/formula.js";
export {
  type Arithmetic,
  arithmetic,
  type Category,
  type CategoryOptions,
  type Counts,
  category,
  type FormulaTerm,
  type NumericColumn,
  type Operand,
  ordered,
  type Transformed,
} from "./formula/parts.js";
export type {
  AdaptiveSpline,
  BaseWithin,
  BSpline,
  CommonSmooth,
  CubicSpline,
  CyclicPSpline,
  CyclicSpline,
  Duchon,
  Each,
  FactorSmooth,
  FullTensor,
  GaussianProcess,
  InteractionTensor,
  MarginBasis,
  MarkovField,
  NumberList,
  PSpline,
  RandomEffect,
  SmoothColumn,
  SmoothColumns,
  SmoothOfOne,
  SmoothOfSeveral,
  SplitTensor,
  SumToZero,
  TensorOptions,
  ThinPlate,
} from "./formula/smooth-types.js";
export { randomEffect, s, t2, te, ti } from "./formula/smooths.js";
export {
  basisSpline,
  crossed,
  everythingElse,
  interaction,
  naturalSpline,
  nested,
  offset,
  polynomial,
  type SplineOptions,
  standardized,
  term,
} from "./formula/terms.js";
export * from "./generated/exports.js";
export { type Matrix, matrix, matrixFromRows } from "./matrix.js";
export { minimize, minimizeAsync } from "./minimize/minimize.js";
export type {
  ColumnRange,
  LeastSquares,
  ManyLeastSquares,
  ManyQuadraticProblem,
  Minima,
  MinimizeOptions,
  MinimizeProgress,
  MinimizeStatus,
  MinimizeTerm,
  Minimum,
  NormalForm,
  Objective,
  ObjectiveProblem,
  QuadraticOptions,
  QuadraticProblem,
} from "./minimize/types.js";
export type { BesideOptions } from "./model/beside.js";
export type { CovarianceOptions, CovarianceType } from "./model/covariance.js";
export type {
  Certificate,
  Covariate,
  Separation,
  SeparationLimit,
  SmoothTerm,
  StrengthPlace,
  TermEdf,
  TermTest,
} from "./model/description.js";
export { type Contrast, type FitOptions, type FormulaInput, fit, fitSync } from "./model/fit.js";
export { fitMatrix, fitMatrixSync, type MatrixFitOptions } from "./model/fit-matrix.js";
export { FittedModel } from "./model/fitted.js";
export type { Influence, InfluenceData, InfluenceOptions } from "./model/influence.js";
export { loadModel, modelFromJSON } from "./model/load.js";
export type { PlotKind, PlotOptions } from "./model/plots/plot.js";
export type { PlotSpec } from "./model/plots/theme.js";
export type { IntervalType, Prediction, PredictMissing, PredictOptions, PredictType } from "./model/prediction.js";
export type {
  FlatPrior,
  GammaPrior,
  NormalPrior,
  PenalizedComplexityPrior,
  StrengthPrior,
} from "./model/prior.js";
export type { PenaltyTerm, QuadraticPenalty } from "./model/quadratic.js";
export type { AugmentOptions, Glance, TermRow, TidyRow } from "./model/report.js";
export type { ResidualOptions, Residuals, ResidualType } from "./model/residuals.js";
export type { ResponseValues } from "./model/response.js";
export type { BackgroundOptions, CommonOptions, Method } from "./model/settings.js";
export type { CoefficientBlock, CoefficientRow, SmoothRow, SummaryData } from "./model/summary/data.js";
export { Summary } from "./model/summary/summary.js";
export type { BasisCheckOptions, BasisCheckRow, ConcurvityRow } from "./model/views/checks.js";
export { type ComparisonRow, compareModels, type DevianceTest } from "./model/views/compare.js";
export type { SmoothDifference } from "./model/views/difference.js";
export type { SimulateOptions, Simulation } from "./model/views/simulate.js";
export type { Curve, SmoothEstimate, SmoothOptions } from "./model/views/smooth.js";
export type { DesignMatrix, DesignOptions, TermsOptions, TermsPrediction } from "./model/views/terms.js";
export type { ProgressEvent } from "./native.js";
export { type CollapsedAnchors, collapseAnchors } from "./penalties/anchors.js";
export { penaltyFromJSON, penaltyKinds } from "./penalties/catalog.js";
export {
  type AnyPenalty,
  CombinedPenalty,
  restricted,
  rotated,
  type ScaledOptions,
  scaled,
  sum,
  translated,
} from "./penalties/combined.js";
export { type Gate, type Gates, jumpReluGate } from "./penalties/jump-relu-gate.js";
export type { Capability, PenaltyKind, PenaltyParameter, PenaltyProperties } from "./penalties/kind.js";
export { LocalPenalty } from "./penalties/local.js";
export { conjugateProx, moreauEnvelope } from "./penalties/moreau.js";
export { Penalty, type PenaltyJSON } from "./penalties/penalty.js";
export {
  coincidentPrototypes,
  type Labels,
  prototypeDiversityLoss,
  type SeparationOptions,
  separateCoincidentPrototypes,
} from "./penalties/prototypes.js";
export { type Schedule, schedules } from "./penalties/schedules.js";
export { Term } from "./penalties/term.js";
export { termFromJSON } from "./penalties/term-json.js";
export type { BlockSize, Learnable, TermJSON, TermOptions } from "./penalties/term-options.js";
export type { Theta } from "./penalties/theta.js";
export { elasticNetProximal, sparseRelevanceProximal } from "./prox/elastic-net.js";
export { softThreshold } from "./prox/soft-threshold.js";
export { sparsemax } from "./prox/sparsemax.js";
