import type {
  Certificate,
  Covariate,
  Description,
  FittedFormula,
  Separation,
  SmoothTerm,
  StrengthPlace,
  TermEdf,
} from "./description.js";
import type { Method } from "./settings.js";

/** What a fit says of itself that is no array of the addon; read-only. */
export abstract class FitFacts {
  readonly #description: Description;

  /** @internal */
  constructor(description: Description) {
    this.#description = description;
  }

  /** The formula, one for each class or predictor where the fit was given a record, or null for a fit from a design matrix. */
  get formula(): FittedFormula | null {
    return this.#description.formula;
  }

  /** The names of β in its order, such as "virginica:Sepal.Width". */
  get coefficientNames(): readonly string[] {
    return this.#description.coefficientNames;
  }

  /** The names of the columns of the design, the same for every class; where classes have formulas of their own, of all of them ({@link classColumns}). */
  get columnNames(): readonly string[] {
    return this.#description.columnNames;
  }

  /** Where classes or predictors have formulas of their own, the columns of the design that each has; null where each has all. */
  get classColumns(): { readonly [name: string]: readonly number[] } | null {
    const { ownColumns, activeClasses } = this.#description;
    if (ownColumns.length === 0) return null;
    const out: Record<string, readonly number[]> = Object.create(null);
    for (const [a, columns] of ownColumns.entries()) out[activeClasses[a] ?? ""] = columns;
    return out;
  }

  /** The columns that others determine and that were not estimated. */
  get aliased(): readonly string[] {
    return this.#description.aliased;
  }

  /** λ of each penalty, those that were estimated first; ∞ or 0 cannot be reached, see {@link strengthPlaces}. */
  get strengths(): Float64Array {
    return Float64Array.from(this.#description.strengths);
  }

  /** ρ = ln λ of each penalty. */
  get logStrengths(): Float64Array {
    return Float64Array.from(this.#description.logStrengths, (rho) => rho ?? Number.NEGATIVE_INFINITY);
  }

  /** What each strength belongs to: the label of its penalty, or `class:label` where each class has its own. */
  get strengthLabels(): readonly string[] {
    return this.#description.strengthLabels;
  }

  /**
   * Where each strength ended: `"interior"`, a finite optimum; `"nullSpace"`, λ → ∞, the term is in the null space of its penalty, which is an
   * ordinary optimum; `"unpenalised"`, λ → 0; `"fixed"`, given.
   */
  get strengthPlaces(): readonly StrengthPlace[] {
    return this.#description.strengthPlaces;
  }

  /** How strengths were estimated; `"fixed"` where none was. */
  get method(): Method {
    return this.#description.method;
  }

  /** The criterion of {@link method} at its minimum, constants included; null where no strength was estimated. */
  get criterion(): number | null {
    return this.#description.criterion;
  }

  /** Its gradient in the estimated log-strengths and then in the parameters of the family; null where no strength was estimated. */
  get criterionGradient(): Float64Array | null {
    const { criterionGradient } = this.#description;
    return criterionGradient === null ? null : Float64Array.from(criterionGradient);
  }

  /** The effective degrees of freedom of each group of columns with estimated penalties; empty where no strength was estimated. Where classes have formulas of their own each term of each class is one. */
  get edfTerms(): readonly TermEdf[] {
    return this.#description.edfTerms;
  }

  /** Where classes have formulas of their own, the terms that several of them call alike, with the test of no effect in all of these; else empty. */
  get jointTerms(): readonly TermEdf[] {
    return this.#description.jointTerms;
  }

  /** Effective degrees of freedom: the trace of H⁻¹ times the information. */
  get edf(): number {
    return this.#description.edf;
  }

  /** Parameters of the family that were estimated, by name, such as `theta` of the negative binomial; empty for other families. */
  get familyParameters(): { readonly [name: string]: number } {
    return Object.fromEntries(this.#description.familyParameters);
  }

  /** φ, 1 for the families that do not estimate it. */
  get scale(): number {
    return this.#description.scale;
  }

  /** ℓ(θ̂), without the penalty. */
  get logLikelihood(): number {
    return this.#description.logLikelihood;
  }

  /** The value of the penalty at θ̂. */
  get penalty(): number {
    return this.#description.penalty;
  }

  /** Twice the log-likelihood that the saturated model has beyond this one. */
  get deviance(): number {
    return this.#description.deviance;
  }

  /** The deviance of the model with an intercept only. */
  get nullDeviance(): number {
    return this.#description.nullDeviance;
  }

  /** 1 − deviance / null deviance. */
  get devianceExplained(): number {
    return this.#description.devianceExplained;
  }

  /** Degrees of freedom left for the deviance. */
  get dfResidual(): number {
    return this.#description.dfResidual;
  }

  /** The same of the model with an intercept only. */
  get dfNull(): number {
    return this.#description.dfNull;
  }

  /** −2ℓ plus twice the effective degrees of freedom. */
  get aic(): number {
    return this.#description.aic;
  }

  /** −2ℓ plus ln n times the effective degrees of freedom. */
  get bic(): number {
    return this.#description.bic;
  }

  /** Whether the certificate of the optimum holds. */
  get converged(): boolean {
    return this.#description.converged;
  }

  /** Why it does not, as an error code; null when it does. */
  get code(): string | null {
    return this.#description.code;
  }

  /** For code ERR_SEPARATION: the coefficients that go to ±∞, the classes, and what stays finite; null when nothing is separated. */
  get separation(): Separation | null {
    return this.#description.separation;
  }

  /** Why it does not, in words. */
  get message(): string {
    return this.#description.message;
  }

  /** Newton steps taken. */
  get iterations(): number {
    return this.#description.iterations;
  }

  /** What is proved about the distance to the optimum. */
  get certificate(): Certificate {
    return this.#description.certificate;
  }

  /** What the user should know before trusting the fit. */
  get warnings(): readonly string[] {
    return this.#description.warnings;
  }

  /** Rows used. */
  get nobs(): number {
    return this.#description.nobs;
  }

  /** Rows left out for missing values or weight zero. */
  get dropped(): number {
    return this.#description.dropped;
  }

  /** Every class of the response; empty when it has none. */
  get classes(): readonly string[] {
    return this.#description.classes;
  }

  /** The reference class; null when there is none. */
  get reference(): string | null {
    return this.#description.reference;
  }

  /** The classes that have a linear predictor, in the order of β. */
  get activeClasses(): readonly string[] {
    return this.#description.activeClasses;
  }

  /** The smooths of the formula: their labels, bases, covariates with the ranges of the fit, and columns of the design. */
  get smooths(): readonly SmoothTerm[] {
    return this.#description.smooths;
  }

  /** The columns of data that the right side of the formula is of, with levels and, where smooths are of them, ranges. */
  get covariates(): readonly Covariate[] {
    return this.#description.covariates;
  }
}
