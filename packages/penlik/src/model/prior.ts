import { inWords, refusal } from "../errors.js";
import { numberOption, readOptions, wordOption } from "../options.js";

/** The strength that a prior is for. */
interface Labelled {
  /** The label of a penalty; all estimated strengths when absent. */
  readonly label?: string;
}

/** ρ = ln λ is normal. λ is relative to the scale, in this prior as in the others. */
export interface NormalPrior extends Labelled {
  readonly kind: "normal";
  readonly mean: number;
  /** > 0. */
  readonly sd: number;
}

/** λ has a gamma distribution. */
export interface GammaPrior extends Labelled {
  readonly kind: "gamma";
  /** > 0. */
  readonly shape: number;
  /** > 0. */
  readonly rate: number;
}

/** λ^(−1/2), a standard deviation in units of the scale, is exponential with P(λ^(−1/2) > upper) = probability. */
export interface PenalizedComplexityPrior extends Labelled {
  readonly kind: "penalizedComplexity";
  /** > 0. */
  readonly upper: number;
  /** Between 0 and 1. */
  readonly probability: number;
}

/** No prior: takes one away that a more general entry before it gave. */
export interface FlatPrior extends Labelled {
  readonly kind: "flat";
}

/** A prior on estimated log-strengths. */
export type StrengthPrior = NormalPrior | GammaPrior | PenalizedComplexityPrior | FlatPrior;

/** A prior as the addon takes it. */
export interface EncodedPrior {
  readonly label: string | null;
  readonly prior: { readonly kind: StrengthPrior["kind"]; readonly [number: string]: number | string };
}

const NUMBERS = {
  normal: ["mean", "sd"],
  gamma: ["shape", "rate"],
  penalizedComplexity: ["upper", "probability"],
  flat: [],
} as const satisfies { readonly [Kind in StrengthPrior["kind"]]: readonly string[] };

const KINDS = Object.keys(NUMBERS) as StrengthPrior["kind"][];

/**
 * Priors, one or several; none for undefined.
 *
 * @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the entry.
 */
export function encodePriors(prior: unknown): EncodedPrior[] {
  if (prior === undefined) return [];
  if (Array.isArray(prior)) return prior.map((entry, k) => encodePrior(`prior[${k}]`, entry));
  return [encodePrior("prior", prior)];
}

function encodePrior(name: string, entry: unknown): EncodedPrior {
  if (typeof entry !== "object" || entry === null || !("kind" in entry)) {
    throw refusal("ERR_DOMAIN", name, inWords(entry), 'an object such as { kind: "normal", mean: 0, sd: 2 }');
  }
  const kind = wordOption(`${name}.kind`, entry.kind, KINDS);
  const fields: readonly string[] = NUMBERS[kind];
  const read = readOptions<Record<string, unknown>>(name, entry as Record<string, unknown>, [
    "kind",
    "label",
    ...fields,
  ]);
  const { label } = read;
  if (label !== undefined && typeof label !== "string") {
    throw refusal("ERR_DOMAIN", `${name}.label`, inWords(label), "a string");
  }
  const numbers = fields.map((field) => [field, numberOption(`${name}.${field}`, read[field], ...domainOf(field))]);
  return { label: label ?? null, prior: { kind, ...Object.fromEntries(numbers) } };
}

function domainOf(field: string): [(x: number) => boolean, string] {
  if (field === "mean") return [() => true, "a finite number"];
  if (field === "probability") return [(x) => x > 0 && x < 1, "a number between 0 and 1, both excluded"];
  return [(x) => x > 0, "a finite number > 0"];
}
