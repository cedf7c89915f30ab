import { inWords, refusal } from "../../errors.js";
import type { NativeModel } from "../../native.js";
import type { FittedFormula } from "../description.js";
import { guarded } from "../prediction.js";

/** One model among others. */
export interface ComparisonRow {
  /** Its formula or formulas; null for a fit from a matrix. */
  readonly formula: FittedFormula | null;
  /** Effective degrees of freedom. */
  readonly edf: number;
  /** ℓ(β̂). */
  readonly logLikelihood: number;
  /** −2ℓ + 2·edf. */
  readonly aic: number;
  /** The AIC less that of the best model. */
  readonly deltaAic: number;
  /** −2ℓ + ln(n)·edf. */
  readonly bic: number;
  /** The deviance. */
  readonly deviance: number;
  /** The test against the model before it where that is within it; null otherwise. */
  readonly test: DevianceTest | null;
}

/**
 * What a model explains beyond a smaller one: 2(ℓ₁ − ℓ₀) by χ², or where the scale is estimated F = (D₀ − D₁)/(τ₁ − τ₀)/φ₁, with
 * τ = tr(2F − FF), F = H⁻¹I, where strengths were estimated, and the edf elsewhere. An approximation for penalized fits; too large p-values for random effects.
 */
export interface DevianceTest {
  readonly kind: "chiSquare" | "F";
  readonly statistic: number;
  /** τ₁ − τ₀, and the parameters of the family that only one of them has. */
  readonly degreesOfFreedom: number;
  /** The residual degrees of freedom of the larger model, for F; null for χ². */
  readonly residualDegreesOfFreedom: number | null;
  readonly pValue: number;
}

/** What a comparison looks at. */
interface Compared {
  readonly formula: FittedFormula | null;
  readonly edf: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  readonly deviance: number;
}

const handles = new WeakMap<object, NativeModel>();

/** Lets a model be compared. */
export function comparable(model: object, handle: NativeModel): void {
  handles.set(model, handle);
}

/**
 * Models of the same data from the smallest to the largest, by effective degrees of freedom, with the tests of each against the one before
 * it where that is within it: every term of the smaller is in the larger, or is a number of which the larger has a smooth.
 *
 * @throws PenlikError ERR_DOMAIN for models of other data, of other families, and for fewer than two.
 *
 * @example
 * ```ts
 * const data = { x: [1, 2, 3, 4, 5, 6], y: [1.1, 2.3, 2.7, 4.4, 4.9, 6.2] };
 * const [small, large] = compareModels(fitSync("y ~ 1", data), fitSync("y ~ x", data));
 * console.log(large?.test?.pValue, small?.deltaAic);
 * ```
 */
export function compareModels(...models: readonly Compared[]): ComparisonRow[] {
  if (models.length < 2) throw refusal("ERR_DOMAIN", "models", `${models.length} of them`, "two models or more");
  const ordered = models.map((model) => ({ model, native: handleOf(model) })).sort((a, b) => a.model.edf - b.model.edf);
  const best = Math.min(...models.map(({ aic }) => aic));
  const [{ native: first }] = ordered as [(typeof ordered)[number]];
  return ordered.map(({ model, native }, k) => {
    const { formula, edf, logLikelihood, aic, bic, deviance } = model;
    // Models of other data are refused even where no test is made.
    if (k > 0) guarded(() => native.devianceTest(first));
    const before = ordered[k - 1]?.native;
    const test = before === undefined ? null : testOf(native, before);
    return { formula, edf, logLikelihood, aic, deltaAic: aic - best, bic, deviance, test };
  });
}

function testOf(larger: NativeModel, smaller: NativeModel): DevianceTest | null {
  if (!guarded(() => smaller.isWithin(larger))) return null;
  const { statistic, degrees, residual, pValue } = guarded(() => larger.devianceTest(smaller));
  return {
    kind: residual === undefined ? "chiSquare" : "F",
    statistic,
    degreesOfFreedom: degrees,
    residualDegreesOfFreedom: residual ?? null,
    pValue,
  };
}

function handleOf(model: unknown): NativeModel {
  const found = typeof model === "object" && model !== null ? handles.get(model) : undefined;
  if (found !== undefined) return found;
  throw refusal("ERR_DOMAIN", "models", inWords(model), "fitted models");
}
