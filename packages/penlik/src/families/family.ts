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

/** A distribution of the response together with its link. Made by {@link families}. */
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

export interface BinomialOptions {
  /** The link function; the logit when absent. */
  readonly link?: string;
}

export interface MultinomialOptions {
  /** The class that the others are compared with; the last level when absent. */
  readonly reference?: string;
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
  /** Normal errors around the linear predictor, with an estimated variance. */
  gaussian: (): Family => new Family({ kind: "gaussian" }),

  /** Successes of trials; logit link unless another is named. */
  binomial(options?: BinomialOptions): Family {
    const { link } = readOptions("options", options, ["link"]);
    return new Family({ kind: "binomial", link: textOrNull("link", link) });
  },

  /** Counts, with the logarithm as link. */
  poisson: (): Family => new Family({ kind: "poisson" }),

  /** One of K classes by the multinomial logit: log-odds against a reference class. */
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

function named(name: string): (options?: object) => Family {
  if (LATER.includes(name)) throw refusal("ERR_UNSUPPORTED", "family", inWords(name), NAMES.map(inWords).join(", "));
  return families[wordOption("family", name, NAMES)];
}

function withoutNulls(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

function textOrNull(name: string, value: unknown): string | null {
  if (value === undefined || typeof value === "string") return value ?? null;
  throw refusal("ERR_DOMAIN", name, inWords(value), "a string");
}

function notAFamily(value: unknown) {
  return refusal("ERR_DOMAIN", "family", inWords(value), "a family, such as families.binomial(), or its name");
}
