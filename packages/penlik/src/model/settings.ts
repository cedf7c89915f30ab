import { refusal } from "../errors.js";
import { type Family, type FamilyName, familyOf } from "../families/family.js";
import { numbers } from "../gate.js";
import type { ProgressEvent } from "../native.js";
import { booleanOption, countOption, numberOption, wordOption } from "../options.js";
import { type EncodedPrior, encodePriors, type StrengthPrior } from "./prior.js";

/** How strengths are found. */
export type Method = "REML" | "ML" | "GCV" | "UBRE" | "fixed";

const METHODS: readonly Method[] = ["REML", "ML", "GCV", "UBRE", "fixed"];

/** What every fit can be told. */
export interface CommonOptions {
  /** A family or its name; `"gaussian"` when absent. */
  readonly family?: Family | FamilyName;
  /**
   * How the strengths of quadratic penalties without a `logStrength` are found: by restricted marginal likelihood (`"REML"`, when absent),
   * marginal likelihood, cross validation (`"GCV"`, or `"UBRE"` where the scale is known), or not at all: `"fixed"` takes a strength that
   * is not given as 1. A `ridge` and every strength that is given stay as they are.
   */
  readonly method?: Method;
  /**
   * Priors on the log-strengths that `"REML"` or `"ML"` estimates, which adds −ln p(ρ) to the criterion: one for all of them, or an array in
   * which each may name its penalty by `label` (or `class:label` where every class has a strength of its own).
   */
  readonly prior?: StrengthPrior | readonly StrengthPrior[];
  /** The strength λ ≥ 0 of ½λ‖β‖² over every coefficient but the intercepts; 0 when absent. */
  readonly ridge?: number;
  /** Where the iteration starts: one number for each coefficient. A search for strengths starts where the data say and leaves it aside. */
  readonly start?: Float64Array | readonly number[];
  /** Throw ERR_NOT_CONVERGED instead of returning a fit whose certificate does not hold; false when absent. */
  readonly strict?: boolean;
  /**
   * Stop at this Newton decrement > 0, a distance from the optimum in standard errors; the rounding floor when absent, and always where
   * strengths are estimated.
   */
  readonly tolerance?: number;
  /** Newton steps of a fit at given strengths, at most; 100 when absent. A search for strengths has a bound of its own. */
  readonly maxIterations?: number;
  /** Threads that share the work; 0 or absent means one for each processor. The result has the same bits for any number. */
  readonly threads?: number;
  /**
   * `"jeffreys"` adds Jeffreys's prior ½ ln|I| on what the penalties leave free (Firth's bias reduction): finite also where classes are
   * separated. For gaussian, binomial with logit link, poisson and multinomial. `"none"` when absent.
   */
  readonly bias?: "none" | "jeffreys";
  /** A whole number >= 0. Nothing in a fit is random, so that it changes nothing; simulations and bands take a seed of their own. */
  readonly seed?: number;
}

/** What only a fit in the background can be told. */
export interface BackgroundOptions {
  /**
   * Aborting it before the model is there makes the fit reject with ERR_ABORTED within one iteration, with the signal's reason as
   * `cause`; progress is not told any more.
   */
  readonly signal?: AbortSignal;
  /** Called after iterations. When it throws, the fit stops and rejects with what was thrown. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /**
   * Hand the memory of every Float64Array and Int32Array over instead of copying it: the arrays given are detached and empty
   * afterwards; Arrow tables and bytes are copied all the same. False when absent.
   */
  readonly transfer?: boolean;
}

/** The keys of {@link CommonOptions}. */
export const COMMON_KEYS = [
  "family",
  "method",
  "prior",
  "ridge",
  "start",
  "strict",
  "tolerance",
  "maxIterations",
  "threads",
  "bias",
  "seed",
] as const satisfies readonly (keyof CommonOptions)[];

/** The keys of {@link BackgroundOptions}. */
export const BACKGROUND_KEYS = [
  "signal",
  "onProgress",
  "transfer",
] as const satisfies readonly (keyof BackgroundOptions)[];

/** The solver's options as the addon takes them, inside a JSON text. */
export interface SolverSettings {
  readonly ridge: number;
  readonly tolerance: number | null;
  readonly maxIterations: number;
  readonly start: readonly number[] | null;
  readonly method: Method | null;
  readonly prior: readonly EncodedPrior[];
  readonly bias: "none" | "jeffreys";
  readonly strict: boolean;
  readonly threads: number;
}

/** The family that the options name. */
export function familyOption(options: CommonOptions): Family {
  return familyOf(options.family ?? "gaussian");
}

/**
 * The solver's part of the options.
 *
 * @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option; ERR_UNSUPPORTED for what does not exist yet.
 */
export function solverSettings(options: CommonOptions): SolverSettings {
  if (options.seed !== undefined) countOption("seed", options.seed, 0);
  const { ridge, tolerance, maxIterations, start, method, prior, bias, strict, threads } = options;
  return {
    ridge: ridge === undefined ? 0 : numberOption("ridge", ridge, (x) => x >= 0, "a finite number >= 0"),
    tolerance:
      tolerance === undefined ? null : numberOption("tolerance", tolerance, (x) => x > 0, "a finite number > 0"),
    maxIterations: maxIterations === undefined ? 100 : countOption("maxIterations", maxIterations, 1),
    start: start === undefined ? null : startOption(start),
    method: method === undefined ? null : wordOption("method", method, METHODS),
    prior: encodePriors(prior),
    bias: bias === undefined ? "none" : wordOption("bias", bias, ["none", "jeffreys"]),
    strict: strict === undefined ? false : booleanOption("strict", strict),
    threads: threads === undefined ? 0 : countOption("threads", threads, 0),
  };
}

function startOption(start: unknown): readonly number[] {
  const values = [...numbers("start", start)];
  const at = values.findIndex((x) => !Number.isFinite(x));
  if (at < 0) return values;
  throw refusal("ERR_NON_FINITE", `start[${at}]`, String(values[at]), "a finite number");
}
