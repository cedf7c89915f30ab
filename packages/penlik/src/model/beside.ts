import { inWords, refusal } from "../errors.js";
import { numbers } from "../gate.js";
import { stringsOption } from "../options.js";

/** What smooths are told beside the formula; what the formula says itself goes before. */
export interface BesideOptions {
  /** By covariate of smooths the places of knots, as each basis takes them. */
  readonly knots?: { readonly [covariate: string]: Float64Array | readonly number[] };
  /**
   * By categorical column the neighbours of each level, by name, for smooths with `bs = "mrf"`. Neighbours are so from both sides; levels without
   * rows are allowed.
   */
  readonly neighbours?: { readonly [column: string]: { readonly [level: string]: readonly string[] } };
  /**
   * By label of a penalty, as in `strengthLabels`, its ln λ, which is then not estimated. Or one number for each penalty of the smooths, in the order of
   * the formula and so of `logStrengths` of a fit that estimates them all; NaN for one that is to be estimated.
   */
  readonly logStrength?: { readonly [label: string]: number } | Float64Array | readonly number[];
}

/** The same as the addon takes them: pairs, because a name may be any string. */
export function besideSettings({ knots, neighbours, logStrength }: BesideOptions) {
  return {
    ...(knots !== undefined && { knots: pairs("knots", knots, "numbers by covariate").map(knotsOf) }),
    ...(neighbours !== undefined && {
      neighbours: pairs("neighbours", neighbours, "neighbours of levels by column").map(neighboursOf),
    }),
    ...(logStrength !== undefined &&
      !isOrdered(logStrength) && {
        logStrengths: pairs("logStrength", logStrength, "numbers by label of a penalty").map(strengthOf),
      }),
  };
}

/** Strengths without labels as the solver's options hold them: null for what is to be estimated, as JSON has no NaN. */
export function orderedStrengths(given: BesideOptions["logStrength"]): { logStrengths?: readonly (number | null)[] } {
  if (!isOrdered(given)) return {};
  const values = Array.from(numbers("logStrength", given), (rho) => (Number.isNaN(rho) ? null : rho));
  const at = values.findIndex((rho) => rho !== null && !Number.isFinite(rho));
  if (at < 0) return { logStrengths: values };
  const expected = "a finite number, or NaN for one to be estimated";
  throw refusal("ERR_NON_FINITE", `logStrength[${at}]`, String(values[at]), expected);
}

function isOrdered(given: BesideOptions["logStrength"]): given is Float64Array | readonly number[] {
  return Array.isArray(given) || ArrayBuffer.isView(given);
}

function knotsOf([name, values]: [string, unknown]): [string, number[]] {
  const list = [...numbers(`knots.${name}`, values)];
  const odd = list.findIndex((x) => !Number.isFinite(x));
  if (odd >= 0) throw refusal("ERR_NON_FINITE", `knots.${name}[${odd}]`, String(list[odd]), "a finite number");
  return [name, list];
}

function neighboursOf([column, levels]: [string, unknown]): [string, [string, readonly string[]][]] {
  const argument = `neighbours.${column}`;
  const of = ([level, names]: [string, unknown]): [string, readonly string[]] => [
    level,
    stringsOption(`${argument}.${level}`, names),
  ];
  return [column, pairs(argument, levels, "an array of levels by level").map(of)];
}

function strengthOf([label, value]: [string, unknown]): [string, number] {
  if (typeof value === "number" && Number.isFinite(value)) return [label, value];
  const code = typeof value === "number" ? "ERR_NON_FINITE" : "ERR_DOMAIN";
  throw refusal(code, `logStrength.${label}`, inWords(value), "a finite number");
}

function pairs(argument: string, given: unknown, what: string): [string, unknown][] {
  if (typeof given === "object" && given !== null && !Array.isArray(given) && !ArrayBuffer.isView(given)) {
    return Object.entries(given);
  }
  throw refusal("ERR_DOMAIN", argument, inWords(given), `an object of ${what}`);
}
