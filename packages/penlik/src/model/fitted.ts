import type { Columns, Data } from "../data/types.js";
import { inWords, refusal } from "../errors.js";
import { type Family, familyOf } from "../families/family.js";
import type { Matrix } from "../matrix.js";
import type { NativeModel } from "../native.js";
import { readOptions, wordOption } from "../options.js";
import { type CovarianceOptions, covarianceOf } from "./covariance.js";
import { type Description, formulaLine, parseDescription } from "./description.js";
import { type Influence, type InfluenceData, type InfluenceOptions, influenceOn } from "./influence.js";
import { writeModel } from "./persist.js";
import { guarded, type Prediction, type PredictOptions, predictWith } from "./prediction.js";
import {
  type AugmentOptions,
  augmented,
  type Glance,
  glanceAt,
  type TermRow,
  type TidyRow,
  termRows,
  tidyRows,
  withResiduals,
} from "./report.js";
import { type ResidualOptions, type Residuals, residualsOf } from "./residuals.js";
import { type CoefficientArrays, summaryData } from "./summary/data.js";
import { Summary } from "./summary/summary.js";
import { forget, remembered } from "./views/remember.js";
import {
  type DesignMatrix,
  type DesignOptions,
  isTermsRequest,
  type TermsOptions,
  type TermsPrediction,
  termsWith,
} from "./views/terms.js";
import { FittedViews } from "./views/viewed.js";

/**
 * A fitted model. Everything it tells is read-only: each array is a fresh copy (keep it in a variable inside a loop), every object is
 * frozen, so nothing that is done with them changes what the model predicts.
 *
 * Coefficients of the multinomial are class-major: β[a·P + i] is column i of the design in the linear predictor of active class a. Where classes have
 * formulas of their own each has the coefficients of its own columns alone.
 *
 * @example
 * ```ts
 * const data = { ses: ["low", "high", "low", "high", "low", "high"], write: [31, 52, 40, 47, 49, 60] };
 * const model = await fit("ses ~ write", data, { family: "binomial" });
 * console.log(String(model.summary()));
 * const { data: probabilities } = model.predict({ write: [35, 55] });
 * ```
 */
export class FittedModel extends FittedViews {
  readonly #native: NativeModel;
  readonly #description: Description;
  /** A family of the caller's, whose functions only it holds. */
  readonly #family: Family | undefined;

  /** @internal Models come from `fit`, `fitMatrix`, `loadModel` and `modelFromJSON`. */
  constructor(native: NativeModel, family?: Family) {
    const description = parseDescription(guarded(() => native.describe()));
    super(native, description);
    this.#native = native;
    this.#family = family;
    this.#description = description;
  }

  /** The family with its settings, ready for another fit. */
  get family(): Family {
    return this.#family ?? familyOf(this.#description.family);
  }

  /** β̂, class-major; NaN where a coefficient is aliased. */
  get coefficients(): Float64Array {
    return this.#estimated(guarded(() => this.#native.coefficients()));
  }

  /** The standard errors of β̂, √Σ_kk of the {@link covariance} Σ; NaN where aliased, 0 where unknown (see {@link warnings}). */
  get standardErrors(): Float64Array {
    return this.#estimated(guarded(() => this.#native.standardErrors()));
  }

  /** β̂ over its standard errors: z, or t where the scale is estimated. */
  get statistics(): Float64Array {
    return this.#estimated(guarded(() => this.#native.statistics()));
  }

  /** Two-sided p-values of the statistics, P(|statistic| at least this large) under β_k = 0. */
  get pValues(): Float64Array {
    return this.#estimated(guarded(() => this.#native.pValues()));
  }

  /**
   * The covariance of β̂ in its order, row-major; NaN in the rows and columns of aliased coefficients.
   *
   * @param options.type `"bayesian"` (the default): φH⁻¹ of the penalized fit. `"frequentist"`: φH⁻¹IH⁻¹ with the information I without
   * penalties, the spread of β̂ at given strengths. `"corrected"`: φH⁻¹ + J V_ρ Jᵀ, which counts how uncertain the estimated log-strengths
   * ρ are, to first order through J = ∂β̂/∂ρ.
   * @throws PenlikError ERR_UNSUPPORTED for `"corrected"` where no strength was estimated.
   */
  covariance(options?: CovarianceOptions): Matrix {
    return covarianceOf(this.#native, this.coefficientNames.length, this.#description.aliasedPlaces, options);
  }

  /**
   * Predictions for new data, which needs neither the response nor the order of the columns. A model without a formula takes the
   * design as a `Matrix`. Offsets of the formula are part of a prediction, the option `offset` of the fit is not.
   *
   * Type `"terms"` gives what each term adds to the linear predictor, `"designMatrix"` the columns that the coefficients multiply.
   *
   * @throws PenlikError ERR_COLUMN for missing columns, ERR_LEVEL for levels the fit did not see, ERR_UNSUPPORTED for intervals that the
   * family or the type does not have and for what is not there yet.
   *
   * @example
   * ```ts
   * const lengths = fitSync("y ~ x", { x: [1, 2, 3, 4], y: [2.1, 3.9, 6.2, 7.8] });
   * const { data: means, lower, upper } = lengths.predict({ x: [2.5, 5] }, { interval: "prediction", level: 0.9 });
   * const model = fitSync("y ~ x + s(g, bs='re')", { y: [1, 2, 2, 4, 3, 5], x: [1, 2, 3, 4, 5, 6], g: ["a", "b", "a", "b", "c", "c"] });
   * const { terms, data } = model.predict({ x: [2.5], g: ["a"] }, { type: "terms" }); // ["x", "s(g)"], one row of two numbers
   * model.predict({ x: [2.5] }, { exclude: ["s(g)"] }); // for a group at the mean
   * ```
   */
  predict(data: Data, options: TermsOptions & { type: "terms" }): TermsPrediction;
  predict(data: Data, options: DesignOptions & { type: "designMatrix" }): DesignMatrix;
  predict(data: Data | Matrix, options: PredictOptions & { type: "class"; na: "pass" }): (string | null)[];
  predict(data: Data | Matrix, options: PredictOptions & { type: "class" }): string[];
  predict(data: Data | Matrix, options?: PredictOptions & { type?: "link" | "response" }): Prediction;
  predict(data: Data | Matrix, options?: PredictOptions): Prediction | (string | null)[];
  predict(
    data: Data | Matrix,
    options?: PredictOptions | TermsOptions | DesignOptions,
  ): Prediction | TermsPrediction | DesignMatrix | (string | null)[] {
    if (isTermsRequest(options)) return termsWith(this.#native, this.#description, data, options);
    return predictWith(this.#native, this.#description, data, options, this.#family?.functions);
  }

  /**
   * The residuals of the rows of the fit: `"deviance"`, `"pearson"`, `"response"`, `"working"` or `"quantile"`. A model holds response and
   * predictors of its rows as long as it is in memory; one that was read from a file has none.
   *
   * @throws PenlikError ERR_UNSUPPORTED for a model that was read, for a custom family, for working and quantile residuals of the
   * multinomial, and for quantile residuals of families without a distribution function.
   *
   * @example
   * ```ts
   * const { data, kept } = fitSync("y ~ x", { x: [0, 1, 2, 3], y: [1, 3, 2, 7] }).residuals({ type: "pearson" });
   * ```
   */
  residuals(options?: ResidualOptions): Residuals {
    return residualsOf(this.#native, this.#description, options);
  }

  /**
   * Leverages, Cook's distances and standardized residuals of the rows of the fit. A model holds no design: its data are asked for again,
   * as in {@link fit} or {@link fitMatrix}.
   *
   * @throws PenlikError ERR_DOMAIN for a table of which the formula makes another design than in the fit, and as the fit itself.
   *
   * @example
   * ```ts
   * const data = { x: [1, 2, 3, 4, 10], y: [2.1, 3.9, 6.2, 7.8, 14] };
   * const { cooksDistances, leverages } = fitSync("y ~ x", data).influence(data);
   * ```
   */
  influence(data: Data, options?: InfluenceOptions): Influence;
  influence(data: InfluenceData): Influence;
  influence(data: Data | InfluenceData, options?: InfluenceOptions): Influence {
    return influenceOn(this.#native, this.#description, data, options);
  }

  /** Coefficients, tests, deviances and the certificate, for reading: `console.log(String(model.summary()))`. */
  summary(): Summary {
    return new Summary(summaryData(this.#description, this.#arrays()));
  }

  /** One record for each coefficient, or with type `"terms"` for each smooth and other group of penalized columns. */
  tidy(options?: { readonly type?: "coefficients" }): TidyRow[];
  tidy(options: { readonly type: "terms" }): TermRow[];
  tidy(options?: { readonly type?: "coefficients" | "terms" }): TidyRow[] | TermRow[] {
    const { type } = readOptions("options", options, ["type"]);
    const word = wordOption("type", type ?? "coefficients", ["coefficients", "terms"]);
    return word === "terms" ? termRows(this.#description) : tidyRows(this.#description, this.#arrays());
  }

  /** The whole fit in one record. */
  glance(): Glance {
    return glanceAt(this.#description);
  }

  /**
   * The data as columns with the fitted values added: `.fitted`, or for classes `.fitted_<class>` and `.class`. Rows with missing
   * values get NaN and null.
   *
   * @throws PenlikError ERR_UNSUPPORTED for residuals of other data than those of the fit, and for a fit from a matrix.
   *
   * @example
   * ```ts
   * const data = { x: [1, 2, 3, 4], y: [2.1, 3.9, 6.2, 7.8] };
   * const columns = fitSync("y ~ x", data).augment(data, { standardErrors: true, residuals: "pearson" });
   * Object.keys(columns); // ["x", "y", ".fitted", ".standardError", ".residual"]
   * ```
   */
  augment(data: Data, options?: AugmentOptions): Columns {
    if (this.formula === null) throw refusal("ERR_UNSUPPORTED", "model", "a fit from a matrix", "a fit by formula");
    const { standardErrors = false, residuals } = readOptions("options", options, ["standardErrors", "residuals"]);
    const fitted = this.predict(data, { type: "response", na: "pass", standardErrors });
    const labels = this.classes.length === 0 ? null : this.predict(data, { type: "class", na: "pass" });
    const columns = augmented(data, fitted, labels);
    if (residuals === undefined) return columns;
    if (remembered(this) !== data) {
      throw refusal("ERR_UNSUPPORTED", "residuals", inWords(residuals), "none: these are not the data of the fit");
    }
    return withResiduals(columns, this.residuals({ type: residuals }));
  }

  /** The model as a document for `JSON.stringify`; {@link modelFromJSON} reads it. */
  toJSON(): object {
    return JSON.parse(this.#text());
  }

  /**
   * Writes the model to a file, whole or not at all; {@link loadModel} reads it.
   *
   * @throws PenlikError ERR_MODEL_FILE for a place that cannot be written, with the system's error as `cause`.
   */
  async save(path: string | URL): Promise<void> {
    await writeModel(path, this.#text());
  }

  /** Frees the native memory now instead of at the next garbage collection; arrays and predictions are then refused. */
  [Symbol.dispose](): void {
    forget(this);
    this.#native.dispose();
  }

  /** `console.log(model)` shows one line. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { formula, family, nobs, converged } = this;
    const from = formula === null ? "from a matrix" : formulaLine(formula);
    return `FittedModel { ${from}, ${family.kind}, ${nobs} rows, ${converged ? "" : "not "}converged }`;
  }

  /** The addon has zeros where a coefficient was not estimated, with which it predicts. */
  #estimated(values: Float64Array): Float64Array {
    for (const k of this.#description.aliasedPlaces) values[k] = Number.NaN;
    return values;
  }

  #text(): string {
    return guarded(() => this.#native.toJson());
  }

  #arrays(): CoefficientArrays {
    const { coefficients, standardErrors, statistics, pValues } = this;
    return { coefficients, standardErrors, statistics, pValues };
  }
}
