/**
 * Option objects: read once, own properties only, unknown keys refused with the nearest known one named.
 */
import { inWords, refusal } from "./errors.js";

/**
 * The own properties of an option object, on an object without a prototype. Absent options, and options set to undefined, are
 * not among them.
 *
 * @param argument what the object is called in an error
 * @param options the object as the caller gave it; undefined is the same as `{}`
 * @param known every key there is
 * @throws PenlikError ERR_DOMAIN for something that is no plain object and for a key that is not known.
 */
export function readOptions<Options extends object>(
  argument: string,
  options: Options | undefined,
  known: readonly (keyof Options & string)[],
): Partial<Options> {
  const read: Partial<Options> = Object.create(null);
  if (options === undefined) return read;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw refusal("ERR_DOMAIN", argument, inWords(options), "an object of options");
  }
  for (const key of Object.keys(options)) {
    if (!(known as readonly string[]).includes(key)) throw unknownKey(argument, key, known);
    const name = key as keyof Options;
    const value = options[name];
    if (value !== undefined) read[name] = value;
  }
  return read;
}

function unknownKey(argument: string, key: string, known: readonly string[]) {
  const nearest = nearestName(key, known);
  const list = known.length === 0 ? "no option, as there is none" : `one of ${known.join(", ")}`;
  const hint = nearest === undefined ? list : `one of the known options; did you mean ${nearest}?`;
  return refusal("ERR_DOMAIN", argument, `an object with the unknown key ${inWords(key)}`, hint);
}

/** A finite number that passes a test. */
export function numberOption(name: string, value: unknown, holds: (x: number) => boolean, expected: string): number {
  if (typeof value === "number" && Number.isFinite(value) && holds(value)) return value;
  const code = typeof value === "number" && !Number.isFinite(value) ? "ERR_NON_FINITE" : "ERR_DOMAIN";
  throw refusal(code, name, inWords(value), expected);
}

/** A whole number that is not below `least` and counts something. */
export function countOption(name: string, value: unknown, least: number): number {
  const expected = `a whole number >= ${least}`;
  return numberOption(name, value, (x) => Number.isSafeInteger(x) && x >= least && x <= 2 ** 31 - 1, expected);
}

/** An array of strings. */
export function stringsOption(name: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw refusal("ERR_DOMAIN", name, inWords(value), "an array of strings");
  const odd = value.findIndex((entry) => typeof entry !== "string");
  if (odd >= 0) {
    throw refusal("ERR_DOMAIN", name, `an array with ${inWords(value[odd])} at ${odd}`, "an array of strings");
  }
  return value;
}

/** true or false, nothing that converts to them. */
export function booleanOption(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw refusal("ERR_DOMAIN", name, inWords(value), "true or false");
}

/**
 * One of a closed list of words; the nearest is named when it is none of them.
 *
 * @param later words that are planned and not there yet
 * @throws PenlikError ERR_UNSUPPORTED for a planned word, ERR_DOMAIN for anything else.
 */
export function wordOption<Word extends string>(
  name: string,
  value: unknown,
  words: readonly Word[],
  later: readonly string[] = [],
): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const quoted = words.map((word) => `"${word}"`).join(", ");
  const list = words.length === 1 ? quoted : `one of ${quoted}`;
  if (typeof value === "string" && later.includes(value)) {
    throw refusal("ERR_UNSUPPORTED", name, inWords(value), `${list} (${inWords(value)} is not available yet)`);
  }
  const nearest = typeof value === "string" ? nearestName(value, words) : undefined;
  const hint = nearest === undefined ? list : `${list}; did you mean "${nearest}"?`;
  throw refusal("ERR_DOMAIN", name, inWords(value), hint);
}

/** The known name that takes the fewest edits, if it is near enough to be a slip of the hand and has a letter in common. */
export function nearestName<Name extends string>(name: string, known: readonly Name[]): Name | undefined {
  if (name.length > 64) return undefined;
  let best: Name | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < Math.min(least, Math.max(name.length, candidate.length))) [best, least] = [candidate, edits];
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbors (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(substitution, (above[j] as number) + 1, (row[j - 1] as number) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    [before, above] = [above, row];
  }
  return above[b.length] as number;
}
