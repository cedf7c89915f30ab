import { inWords, refusal } from "../errors.js";
import { readOptions, wordOption } from "../options.js";

/** How a family is stored and how it crosses to the addon. */
export type FamilySpec =
  | { readonly kind: "gaussian" }
  | { readonly kind: "binomial"; readonly link: string | null }
  | { readonly kind: "poisson" }
  | { readonly kind: "multinomial"; readonly reference: string | null; readonly penaltyMetric: PenaltyMetric };

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

  /** @internal Families come from `families`. */
  constructor(spec: FamilySpec) {
    this.#spec = Object.freeze(spec);
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

/** The settings of `families.binomial`. */
export interface BinomialOptions {
  /** The link function; only `"logit"`, which is taken when it is absent, exists so far. */
  readonly link?: string;
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
  /** Normal errors around the linear predictor, with an estimated variance: y = η + ε, ε ~ N(0, φ/w). */
  gaussian(options?: NoOptions): Family {
    readOptions("options", options, []);
    return new Family({ kind: "gaussian" });
  },

  /** Successes of trials, ln(μ/(1 − μ)) = η: 0 and 1, two classes, or shares with the trials as weights. */
  binomial(options?: BinomialOptions): Family {
    const { link } = readOptions("options", options, ["link"]);
    return new Family({ kind: "binomial", link: textOrNull("link", link) });
  },

  /** Counts, ln μ = η. */
  poisson(options?: NoOptions): Family {
    readOptions("options", options, []);
    return new Family({ kind: "poisson" });
  },

  /** One of K classes by the multinomial logit: ln(p_a/p_reference) = η_a. */
  multinomial(options?: MultinomialOptions): Family {
    const { reference, penaltyMetric = "centred" } = readOptions("options", options, ["reference", "penaltyMetric"]);
    const metric = wordOption("penaltyMetric", penaltyMetric, ["centred", "perClass", "reference"]);
    return new Family({ kind: "multinomial", reference: textOrNull("reference", reference), penaltyMetric: metric });
  },
});

const NAMES: readonly FamilyName[] = ["gaussian", "binomial", "poisson", "multinomial"];

/** Families that are planned and not there yet. */
const LATER: readonly string[] = ["gamma", "inverseGaussian", "negativeBinomial", "tweedie"];

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
  return named(kind)(withoutNulls(options));
}

function named(name: string): (options?: NoOptions) => Family {
  return families[wordOption("family", name, NAMES, LATER)];
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
