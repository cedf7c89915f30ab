import { inWords, refusal } from "../errors.js";
import { penaltyFromJSON } from "./catalog.js";
import type { PenaltyJSON } from "./penalty.js";
import { Term } from "./term.js";
import type { TermJSON, TermOptions } from "./term-options.js";

/**
 * The term that {@link Term.toJSON} or its text describes.
 *
 * @throws PenlikError ERR_DOMAIN as the constructors of the penalty and of the term do.
 *
 * @example
 * ```ts
 * const term = new Term(new Ridge(), { weight: 3, learn: ["strength"] });
 * termFromJSON(JSON.stringify(term)).value(Float64Array.of(1, 1), [0]); // 3
 * ```
 */
export function termFromJSON(json: TermJSON | string): Term {
  const { penalty, ...options } = parsed(json);
  if (penalty === undefined) throw refusal("ERR_DOMAIN", "penalty", "missing", "the JSON of a penalty");
  return new Term(penaltyFromJSON(penalty as PenaltyJSON), options as TermOptions);
}

function parsed(json: unknown): { penalty?: unknown } {
  let value = json;
  try {
    if (typeof json === "string") value = JSON.parse(json);
  } catch (cause) {
    throw refusal("ERR_DOMAIN", "json", "text that is not JSON", "the JSON of a term", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value instanceof Term ? value.toJSON() : value;
  throw refusal("ERR_DOMAIN", "json", inWords(value), "the JSON of a term: an object with a penalty");
}
