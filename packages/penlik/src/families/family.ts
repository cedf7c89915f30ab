import { inWords, refusal } from "../errors.js";
import { readOptions, wordOption } from "../options.js";
import { type CustomFamilyOptions, type CustomFunctions, customFamily } from "./custom.js";
import {
  type BetaOptions,
  type BinomialOptions,
  type FamilyName,
  type FamilySpec,
  LINKS,
  type Linked,
  type LinkedKind,
  type LinkName,
  type LinkOptions,
  type MultinomialOptions,
  type NegativeBinomialOptions,
  type NoOptions,
  type QuasiOptions,
  type ScaledTOptions,
  type TweedieOptions,
} from "./settings.js";

export type * from "./settings.js";
export { LINKS } from "./settings.js";

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

  /**
   * Shares strictly between 0 and 1, such as proportions of an area: y ~ Beta(νμ, ν(1 − μ)), var y = μ(1 − μ)/(1 + ν). The deviance is
   * measured from the mean of largest likelihood for each row, which is not y itself. Links: `logit` (the default), `probit`,
   * `cloglog`, `loglog`, `cauchit`.
   *
   * @example
   * ```ts
   * const data = { share: [0.11, 0.2, 0.18, 0.35, 0.4, 0.52, 0.7, 0.66], x: [1, 2, 3, 4, 5, 6, 7, 8] };
   * const model = fitSync("share ~ x", data, { family: families.beta() });
   * console.log(model.familyParameters.precision);
   * ```
   */
  beta(options?: BetaOptions): Family {
    const { link, precision } = readOptions("options", options, ["link", "precision"]);
    if (precision !== undefined) positive("precision", precision);
    return new Family({ kind: "beta", link: linkOrNull("beta", link), precision: precision ?? null });
  },

  /**
   * Numbers with heavy tails, which single outliers move little: (y − μ)/σ follows Student's t law. Links: `identity` (the default), `log`,
   * `inverse`.
   *
   * @example
   * ```ts
   * const data = { y: [1.1, 2.0, 2.8, 4.2, 25, 6.1, 6.9, 8.2], x: [1, 2, 3, 4, 5, 6, 7, 8] };
   * const model = fitSync("y ~ x", data, { family: families.scaledT({ df: 4 }) });
   * console.log(model.familyParameters.scale);
   * ```
   */
  scaledT(options?: ScaledTOptions): Family {
    const { link, df, minDf, scale } = readOptions("options", options, ["link", "df", "minDf", "scale"]);
    if (df !== undefined) atLeast("df", df, "a finite number > 2", (x) => x > 2);
    if (minDf !== undefined) atLeast("minDf", minDf, "a finite number >= 2", (x) => x >= 2);
    if (scale !== undefined) positive("scale", scale);
    const settings = { df: df ?? null, minDf: minDf ?? null, scale: scale ?? null };
    return new Family({ kind: "scaledT", link: linkOrNull("scaledT", link), ...settings });
  },

  /**
   * Ordered classes: one linear predictor η, and cut points between which a latent η + ε with a logistic ε falls. The first cut point
   * is −1, the others are estimated (`familyParameters`, by the classes on both sides). The response is a categorical column,
   * whose declared `levels` give the order, or whole numbers. `predict` gives a probability for each class, or with `type: "class"` the
   * most probable one.
   *
   * @example
   * ```ts
   * const data = { grade: [1, 1, 2, 1, 3, 2, 2, 3, 3, 3], x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
   * const model = fitSync("grade ~ x", data, { family: families.orderedCategories() });
   * console.log(model.familyParameters, model.predict({ x: [2] })); // three probabilities
   * ```
   */
  orderedCategories(options?: NoOptions): Family {
    readOptions("options", options, []);
    return new Family({ kind: "orderedCategories" });
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
   * predictors have all columns of X; `fit` and `fitSync` take a formula for each, `{ mu: "y ~ s(x)", lnSigma: "~ z" }`. A stored model keeps coefficients and predictors, not the functions. A function that throws,
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

function atLeast(name: string, value: unknown, expected: string, valid: (x: number) => boolean): void {
  if (typeof value === "number" && valid(value) && Number.isFinite(value)) return;
  throw refusal("ERR_DOMAIN", name, inWords(value), expected);
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
