/** What families are stored as, their links, and the settings that `families` takes. */

/** How a family is stored and how it crosses to the addon. */
export type FamilySpec =
  | { readonly kind: LinkedKind; readonly link: LinkName | null }
  | { readonly kind: "negativeBinomial"; readonly link: LinkName | null; readonly theta: number | null }
  | { readonly kind: "tweedie"; readonly link: LinkName | null; readonly power: number | null }
  | { readonly kind: "beta"; readonly link: LinkName | null; readonly precision: number | null }
  | {
      readonly kind: "scaledT";
      readonly link: LinkName | null;
      readonly df: number | null;
      readonly minDf: number | null;
      readonly scale: number | null;
    }
  | { readonly kind: "orderedCategories" }
  | { readonly kind: "quasi"; readonly link: LinkName | null; readonly variance: QuasiVariance }
  | { readonly kind: "multinomial"; readonly reference: string | null; readonly penaltyMetric: PenaltyMetric }
  | { readonly kind: "custom"; readonly name: string; readonly predictors: readonly string[] };

/** Families whose only setting is the link. */
export type LinkedKind =
  | "gaussian"
  | "binomial"
  | "poisson"
  | "gamma"
  | "inverseGaussian"
  | "quasibinomial"
  | "quasipoisson";

/**
 * A link g, g(μ) = η: `"identity"` μ, `"log"` ln μ, `"inverse"` 1/μ, `"inverseSquare"` 1/μ², `"sqrt"` √μ, `"logit"` ln(μ/(1 − μ)),
 * `"probit"` Φ⁻¹(μ), `"cloglog"` ln(−ln(1 − μ)), `"loglog"` −ln(−ln μ), `"cauchit"` tan(π(μ − ½)).
 */
export type LinkName =
  | "identity"
  | "log"
  | "inverse"
  | "inverseSquare"
  | "sqrt"
  | "logit"
  | "probit"
  | "cloglog"
  | "loglog"
  | "cauchit";

/** The variance function V(μ) of a quasi-likelihood. */
export type QuasiVariance = "constant" | "mu" | "mu^2" | "mu^3" | "mu(1-mu)";

/** The name of a family; it stands for the family with its defaults. */
export type FamilyName = FamilySpec["kind"];

/**
 * How a penalty on the coefficients of the active classes measures them. `"centred"` (the default) does not depend on the choice of
 * the reference class, with one strength for a term; `"perClass"` does neither, with one for a term and class; `"reference"` sums
 * over the active classes as they are.
 */
export type PenaltyMetric = "centred" | "perClass" | "reference";

/** A family without settings takes none. */
export type NoOptions = Readonly<Record<string, never>>;

/** A setting that most families have. */
export interface LinkOptions<L extends LinkName = LinkName> {
  /** The link function; the first of the family's list when absent. */
  readonly link?: L;
}

const SHARE_LINKS = ["logit", "probit", "cloglog", "loglog", "cauchit", "log", "identity"] as const;
const COUNT_LINKS = ["log", "sqrt", "identity"] as const;
const INNER_SHARE_LINKS = ["logit", "probit", "cloglog", "loglog", "cauchit"] as const;
const QUASI_LINKS = [
  "identity",
  "log",
  "inverse",
  "sqrt",
  "inverseSquare",
  "logit",
  "probit",
  "cloglog",
  "loglog",
  "cauchit",
] as const;

/** The links of each family, its default first. */
export const LINKS = {
  gaussian: ["identity", "log", "inverse", "sqrt"],
  binomial: SHARE_LINKS,
  poisson: COUNT_LINKS,
  gamma: ["inverse", "log", "identity"],
  inverseGaussian: ["inverseSquare", "log", "inverse", "identity"],
  negativeBinomial: COUNT_LINKS,
  tweedie: COUNT_LINKS,
  beta: INNER_SHARE_LINKS,
  scaledT: ["identity", "log", "inverse"],
  orderedCategories: ["logit"],
  quasi: QUASI_LINKS,
  quasibinomial: SHARE_LINKS,
  quasipoisson: COUNT_LINKS,
  multinomial: ["logit"],
  custom: ["identity"],
} as const satisfies Readonly<Record<FamilyName, readonly LinkName[]>>;

export type Linked<K extends keyof typeof LINKS> = LinkOptions<(typeof LINKS)[K][number]>;

/** The settings of `families.binomial`. */
export type BinomialOptions = Linked<"binomial">;

/** The settings of `families.negativeBinomial`. */
export interface NegativeBinomialOptions extends LinkOptions<"log" | "sqrt" | "identity"> {
  /** The size θ > 0 of the variance μ + μ²/θ; estimated by maximum likelihood when absent. */
  readonly theta?: number;
}

/** The settings of `families.tweedie`. */
export interface TweedieOptions extends LinkOptions<"log" | "sqrt" | "identity"> {
  /** The power 1 < p < 2 of the variance φμᵖ; estimated by maximum likelihood within [1.01, 1.99] when absent. */
  readonly power?: number;
}

/** The settings of `families.beta`. */
export interface BetaOptions extends Linked<"beta"> {
  /** The precision ν > 0 of the variance μ(1 − μ)/(1 + ν); estimated with the strengths, or by maximum likelihood, when absent. */
  readonly precision?: number;
}

/** The settings of `families.scaledT`. */
export interface ScaledTOptions extends Linked<"scaledT"> {
  /** The degrees of freedom, > 2; estimated when absent. */
  readonly df?: number;
  /** What an estimate of the degrees of freedom stays above, at least 2; 3 when absent. */
  readonly minDf?: number;
  /** The scale σ > 0, in the unit of the response; estimated when absent. */
  readonly scale?: number;
}

/** The settings of `families.quasi`. */
export interface QuasiOptions extends LinkOptions {
  /** V(μ); `"constant"` when absent. */
  readonly variance?: QuasiVariance;
}

/** The settings of `families.multinomial`. */
export interface MultinomialOptions {
  /** The class that the others are compared with; the last level when absent. */
  readonly reference?: string;
  /** How a penalty measures the coefficients of the classes; `"centred"` when absent. */
  readonly penaltyMetric?: PenaltyMetric;
}
