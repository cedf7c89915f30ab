import { inWords, refusal } from "../errors.js";
import { readOptions, wordOption } from "../options.js";
import { type CustomFamilyOptions, type CustomFunctions, customFamily } from "./custom.js";

/** How a family is stored and how it crosses to the addon. */
export type FamilySpec =
  | { readonly kind: LinkedKind; readonly link: LinkName | null }
  | { readonly kind: "negativeBinomial"; readonly link: LinkName | null; readonly theta: number | null }
  | { readonly kind: "tweedie"; readonly link: LinkName | null; readonly power: number | null }
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

/**
 * A distribution of the response together with its link g, g(μ) = η. Made by {@link families}.
 *
 * @example
 * ```ts
 * const family = families.multinomial({ reference: "low" });
 * JSON.stringify(family); // {"kind":"multinomial","reference":"low","penaltyMetric":"centred"}
 * ```
 */
export class Family {
  readonly #spec: FamilySpec;
  readonly #functions: CustomFunctions | undefined;

  /** @internal Families come from `families`. */
  constructor(spec: FamilySpec, functions?: CustomFunctions) {
    this.#spec = Object.freeze(spec);
    this.#functions = functions;
  }

  /** @internal What a family of the caller's does; a stored one has lost it. */
  get functions(): CustomFunctions | undefined {
    return this.#functions;
  }

  /** Which family it is. */
  get kind(): FamilyName {
    return this.#spec.kind;
  }

  /** Its kind and settings; `familyOf` reads them back. */
  toJSON(): FamilySpec {
    return this.#spec;
  }
}

/** A family without settings takes none. */
export type NoOptions = Readonly<Record<string, never>>;

/** A setting that most families have. */
export interface LinkOptions<L extends LinkName = LinkName> {
  /** The link function; the first of the family's list when absent. */
  readonly link?: L;
}

const SHARE_LINKS = ["logit", "probit", "cloglog", "loglog", "cauchit", "log", "identity"] as const;
const COUNT_LINKS = ["log", "sqrt", "identity"] as const;
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
  quasi: QUASI_LINKS,
  quasibinomial: SHARE_LINKS,
  quasipoisson: COUNT_LINKS,
  multinomial: ["logit"],
  custom: ["identity"],
} as const satisfies Readonly<Record<FamilyName, readonly LinkName[]>>;

type Linked<K extends keyof typeof LINKS> = LinkOptions<(typeof LINKS)[K][number]>;

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

/**
 * The families of the response.
 *
 * @example
 * ```ts
 * const data = { ses: ["low", "high", "low", "high", "low", "high"], write: [31, 52, 40, 47, 49, 60] };
 * await fit("ses ~ write", data, { family: families.multinomial({ reference: "low" }), ridge: 0.1 });
 * ```
 */
export const families = Object.freeze({
  /**
   * Normal errors around the mean, with an estimated variance: y = g⁻¹(η) + ε, ε ~ N(0, φ/w). Links: `identity` (the default), `log`,
   * `inverse`, `sqrt`.
   */
  gaussian(options?: Linked<"gaussian">): Family {
    return linked("gaussian", options);
  },

  /**
   * Successes of trials: 0 and 1, two classes, or shares with the trials as weights. Links: `logit` (the default), `probit`, `cloglog`,
   * `loglog`, `cauchit`, `log`, `identity`.
   */
  binomial(options?: BinomialOptions): Family {
    return linked("binomial", options);
  },

  /** Counts, var y = μ. Links: `log` (the default), `sqrt`, `identity`. */
  poisson(options?: Linked<"poisson">): Family {
    return linked("poisson", options);
  },

  /** Positive numbers with a constant coefficient of variation, var y = φμ². Links: `inverse` (the default), `log`, `identity`. */
  gamma(options?: Linked<"gamma">): Family {
    return linked("gamma", options);
  },

  /** Positive numbers, var y = φμ³. Links: `inverseSquare` (the default), `log`, `inverse`, `identity`. */
  inverseGaussian(options?: Linked<"inverseGaussian">): Family {
    return linked("inverseGaussian", options);
  },

  /** Counts that vary more than Poisson counts, var y = μ + μ²/θ. Links: `log` (the default), `sqrt`, `identity`. */
  negativeBinomial(options?: NegativeBinomialOptions): Family {
    const { link, theta } = readOptions("options", options, ["link", "theta"]);
    if (theta !== undefined) positive("theta", theta);
    return new Family({ kind: "negativeBinomial", link: linkOrNull("negativeBinomial", link), theta: theta ?? null });
  },

  /** Sums of a Poisson number of gamma amounts, 0 among them, var y = φμᵖ. Links: `log` (the default), `sqrt`, `identity`. */
  tweedie(options?: TweedieOptions): Family {
    const { link, power } = readOptions("options", options, ["link", "power"]);
    if (power !== undefined && !(typeof power === "number" && power > 1 && power < 2)) {
      throw refusal("ERR_DOMAIN", "power", inWords(power), "a number between 1 and 2");
    }
    return new Family({ kind: "tweedie", link: linkOrNull("tweedie", link), power: power ?? null });
  },

  /** A mean and a variance φV(μ) without a law. Any link that maps onto means with a variance. */
  quasi(options?: QuasiOptions): Family {
    const { link, variance = "constant" } = readOptions("options", options, ["link", "variance"]);
    const word = wordOption("variance", variance, ["constant", "mu", "mu^2", "mu^3", "mu(1-mu)"]);
    return new Family({ kind: "quasi", link: linkOrNull("quasi", link), variance: word });
  },

  /** Shares of successes of variance φμ(1 − μ), with an estimated φ. Links as for `binomial`. */
  quasibinomial(options?: Linked<"quasibinomial">): Family {
    return linked("quasibinomial", options);
  },

  /** Counts of variance φμ, with an estimated φ. Links as for `poisson`. */
  quasipoisson(options?: Linked<"quasipoisson">): Family {
    return linked("quasipoisson", options);
  },

  /** One of K classes by the multinomial logit: ln(p_a/p_reference) = η_a. */
  multinomial(options?: MultinomialOptions): Family {
    const { reference, penaltyMetric = "centred" } = readOptions("options", options, ["reference", "penaltyMetric"]);
    const metric = wordOption("penaltyMetric", penaltyMetric, ["centred", "perClass", "reference"]);
    return new Family({ kind: "multinomial", reference: textOrNull("reference", reference), penaltyMetric: metric });
  },

  /**
   * A family of your own, for `fitMatrix` and `fitMatrixSync`: a function that writes the log-likelihood, score and information of many
   * rows at once, and, with `derivatives: 4`, their third and fourth derivatives, without which every strength has to be given. All
   * predictors have all columns of X. A stored model keeps coefficients and predictors, not the functions. A function that throws,
   * returns something, or leaves an entry unwritten ends the fit with an error that names it.
   *
   * @example
   * ```ts
   * // y ~ N(μ, σ²) with the predictors μ and s = ln σ.
   * const normal = families.custom({
   *   name: "location-scale",
   *   predictors: ["mu", "lnSigma"],
   *   rows(eta, y, out) {
   *     const h = y.length;
   *     for (let i = 0; i < h; i++) {
   *       const [r, e] = [y[i]! - eta[i]!, Math.exp(-2 * eta[h + i]!)];
   *       out.logLikelihood[i] = -eta[h + i]! - 0.5 * r * r * e;
   *       out.score.set([r * e], i);
   *       out.score.set([r * r * e - 1], h + i);
   *       out.information[i] = e;
   *       out.information[h + i] = 2 * r * e;
   *       out.information[2 * h + i] = 2 * r * r * e;
   *     }
   *   },
   * });
   * const X = matrixFromRows([[1, 0], [1, 0], [1, 0], [1, 1], [1, 1], [1, 1]]);
   * const model = fitMatrixSync({ y: [1, 2, 3, 3, 5, 9], X, family: normal, ridge: 0.1 });
   * console.log(model.coefficientNames); // mu:x1, mu:x2, lnSigma:x1, lnSigma:x2
   * ```
   */
  custom(options: CustomFamilyOptions): Family {
    const { spec, functions } = customFamily(options);
    return new Family(spec, functions);
  },
});

/** Families that a name can stand for. */
type NamedFamily = Exclude<FamilyName, "custom">;

const NAMES = (Object.keys(LINKS) as readonly FamilyName[]).filter((name): name is NamedFamily => name !== "custom");

function linked(kind: LinkedKind, options: LinkOptions | undefined): Family {
  const { link } = readOptions("options", options, ["link"]);
  return new Family({ kind, link: linkOrNull(kind, link) });
}

function linkOrNull(kind: FamilyName, link: unknown): LinkName | null {
  return link === undefined ? null : wordOption("link", link, LINKS[kind]);
}

function positive(name: string, value: unknown): void {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return;
  throw refusal("ERR_DOMAIN", name, inWords(value), "a finite number > 0");
}

/**
 * A family from what a user names it by: a `Family`, its name, or the object that `toJSON` gave.
 *
 * @throws PenlikError ERR_DOMAIN for what names none, ERR_UNSUPPORTED for one that does not exist yet.
 */
export function familyOf(value: unknown): Family {
  if (value instanceof Family) return value;
  if (typeof value === "string") return named(value)();
  if (typeof value !== "object" || value === null) throw notAFamily(value);
  // A family of another copy of this package, or of a document.
  const { kind, ...options } = ("toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value) as {
    kind?: unknown;
  };
  if (typeof kind !== "string") throw notAFamily(value);
  if (kind === "custom") return withoutFunctions(options);
  return named(kind)(withoutNulls(options));
}

function named(name: string): (options?: NoOptions) => Family {
  return families[wordOption("family", name, NAMES)];
}

/** A stored family of a caller's: its name and predictors are known, and it cannot be fitted. */
function withoutFunctions(options: object): Family {
  const { name, predictors } = readOptions<{ name?: unknown; predictors?: unknown }>("family", options, [
    "name",
    "predictors",
  ]);
  if (typeof name === "string" && Array.isArray(predictors) && predictors.every((one) => typeof one === "string")) {
    return new Family({ kind: "custom", name, predictors });
  }
  throw notAFamily(options);
}

function withoutNulls(options: object): NoOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)) as NoOptions;
}

function textOrNull(name: string, value: unknown): string | null {
  if (value === undefined || typeof value === "string") return value ?? null;
  throw refusal("ERR_DOMAIN", name, inWords(value), "a string");
}

function notAFamily(value: unknown) {
  return refusal(
    "ERR_DOMAIN",
    "family",
    inWords(value),
    'a family, such as families.binomial(), or its name, "binomial"',
  );
}
