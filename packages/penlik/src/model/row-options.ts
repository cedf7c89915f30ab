import type { Mentioned } from "../data/names.js";
import { declaredLevels, numericColumn } from "../data/table.js";
import type { Data } from "../data/types.js";
import { inWords, refusal } from "../errors.js";
import { stringsOption } from "../options.js";
import { perRow } from "./response.js";

/** One number for each row of a table: an array, or the name of a column. */
export function rowOption(name: string, values: unknown, data: Data, rows: number): Float64Array | undefined {
  if (values === undefined) return undefined;
  return typeof values === "string" ? numericColumn(data, values, name) : perRow(name, values, rows);
}

/** The levels that the options declare, and those of ordered dictionaries of an Arrow table among the other columns. */
export function levelsOf(levels: unknown, data: Data, mentioned: Mentioned): [string, readonly string[]][] {
  const given = levelsOption(levels);
  const named = new Set(given.map(([column]) => column));
  return [...given, ...declaredLevels(data, mentioned).filter(([column]) => !named.has(column))];
}

/** Pairs, because the name of a column may be any string. */
function levelsOption(levels: unknown): [string, readonly string[]][] {
  if (levels === undefined) return [];
  if (typeof levels !== "object" || levels === null || Array.isArray(levels)) {
    throw refusal("ERR_DOMAIN", "levels", inWords(levels), "an object of arrays of strings, by column");
  }
  return Object.entries(levels).map(([column, names]) => [column, stringsOption(`levels.${column}`, names)]);
}
