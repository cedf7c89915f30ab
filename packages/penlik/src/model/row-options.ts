import { numericColumn } from "../data/table.js";
import type { Data } from "../data/types.js";
import { inWords, refusal } from "../errors.js";
import { stringsOption } from "../options.js";
import { perRow } from "./response.js";

/** One number for each row of a table: an array, or the name of a column. */
export function rowOption(name: string, values: unknown, data: Data, rows: number): Float64Array | undefined {
  if (values === undefined) return undefined;
  return typeof values === "string" ? numericColumn(data, values, name) : perRow(name, values, rows);
}

/** Pairs, because the name of a column may be any string. */
export function levelsOption(levels: unknown): [string, readonly string[]][] {
  if (levels === undefined) return [];
  if (typeof levels !== "object" || levels === null || Array.isArray(levels)) {
    throw refusal("ERR_DOMAIN", "levels", inWords(levels), "an object of arrays of strings, by column");
  }
  return Object.entries(levels).map(([column, names]) => [column, stringsOption(`levels.${column}`, names)]);
}
