import { inWords, refusal } from "../errors.js";
import type { NativeTable } from "../native.js";
import { nearestName } from "../options.js";
import { arrowFromBytes, arrowNames, isArrowTable, isBytes, openArrow, orderedLevels } from "./arrow.js";
import { encodeColumn, isColumnValues, quoted } from "./column.js";
import { Mentioned } from "./names.js";
import { listed } from "./suggest.js";
import type { ArrowTable, Cell, Columns, ColumnValues, Data, Records } from "./types.js";

/**
 * A table as the addon takes it. Every column is checked for its length; only the mentioned ones are converted.
 *
 * @param data an object of columns, an array of records (columns are then the union of their keys), an Arrow table or Arrow bytes
 * @param mentioned the columns to convert
 * @throws PenlikError ERR_SHAPE for something that is no table and for ragged columns, ERR_COLUMN for what a column cannot hold,
 * ERR_UNSUPPORTED for bytes that are not Arrow's.
 */
export function toNativeTable(data: Data, mentioned: Mentioned = Mentioned.everything()): NativeTable {
  const { rows, names, values } = openTable(data);
  const columns = names.filter((name) => mentioned.includes(name)).map((name) => encodeColumn(name, values(name)));
  return { rows, columns };
}

/** The names of a table's columns, in order. Nothing else of the table is looked at, which may have been transferred away. */
export function columnNames(data: Data): readonly string[] {
  const arrow = arrowOf(data);
  if (arrow !== undefined) return arrowNames(arrow);
  if (!Array.isArray(data)) return Object.keys(data);
  return [...new Set((data as Records).flatMap((record) => Object.keys(record)))];
}

/** A table as columns: the arrays of a columns object as they are, the cells of records gathered. */
export function columnsOf(data: Data): Columns {
  const { names, values } = openTable(data);
  const columns: Record<string, ColumnValues> = Object.create(null);
  for (const name of names) columns[name] = values(name);
  return columns;
}

/**
 * One numeric column of a table, for weights and offsets that are named.
 *
 * @throws PenlikError ERR_COLUMN when the table has no such column or it is not numeric.
 */
export function numericColumn(data: Data, name: string, argument: string): Float64Array {
  const table = openTable(data);
  if (!table.names.includes(name)) {
    const nearest = nearestName(name, table.names);
    const hint = nearest === undefined ? "" : `; did you mean ${quoted(nearest)}?`;
    throw refusal("ERR_COLUMN", argument, quoted(name), `one of the columns ${listed(table.names)}${hint}`);
  }
  const column = encodeColumn(name, table.values(name));
  if ("values" in column) return column.values;
  throw refusal("ERR_COLUMN", argument, `${quoted(name)}, a column of strings or booleans`, "a column of numbers");
}

/** The levels that mentioned columns of an Arrow table declare. */
export function declaredLevels(data: Data, mentioned: Mentioned): [string, readonly string[]][] {
  const arrow = arrowOf(data);
  return arrow === undefined ? [] : orderedLevels(arrow, (name) => mentioned.includes(name));
}

/** The Arrow table that the data are or hold; undefined for other data. */
export function arrowOf(data: unknown): ArrowTable | undefined {
  if (isBytes(data)) return arrowFromBytes(data);
  return isArrowTable(data) ? data : undefined;
}

interface OpenTable {
  readonly rows: number;
  readonly names: readonly string[];
  readonly values: (name: string) => ColumnValues;
}

function openTable(data: Data): OpenTable {
  if (Array.isArray(data)) return openRecords(data as Records);
  if (isMatrix(data)) throw refusal("ERR_SHAPE", "data", "a Matrix", "a table with the columns of the formula");
  const arrow = arrowOf(data);
  if (arrow !== undefined) return openArrow(arrow);
  if (isColumns(data)) return openColumns(data);
  const expected = "an object of columns (arrays of one length), an array of records or an Arrow table";
  throw refusal("ERR_SHAPE", "data", inWords(data), expected);
}

function openColumns(data: Columns): OpenTable {
  const names = Object.keys(data);
  const rows = names.length === 0 ? 0 : lengthOf(data, names[0] as string);
  for (const name of names) {
    const length = lengthOf(data, name);
    if (length !== rows) {
      const expected = `${rows} rows, as column ${quoted(names[0] as string)} has`;
      throw refusal("ERR_SHAPE", `column ${quoted(name)}`, `of ${length} rows`, expected);
    }
  }
  return { rows, names, values: (name) => data[name] as ColumnValues };
}

function lengthOf(data: Columns, name: string): number {
  const values: unknown = data[name];
  if (isColumnValues(values)) return values.length;
  throw refusal("ERR_COLUMN", `column ${quoted(name)}`, inWords(values), "an array or a typed array");
}

function openRecords(records: Records): OpenTable {
  const names = new Set<string>();
  for (let row = 0; row < records.length; row++) {
    const record: unknown = records[row];
    if (typeof record !== "object" || record === null || isColumnValues(record)) {
      throw refusal("ERR_SHAPE", `data[${row}]`, inWords(record), "a record: an object with one key for each column");
    }
    for (const name of Object.keys(record)) names.add(name);
  }
  return { rows: records.length, names: [...names], values: (name) => gather(records, name) };
}

/** Own keys only, so that a column may be called "constructor" or "__proto__". */
function gather(records: Records, name: string): ColumnValues {
  return records.map((record): Cell => (Object.hasOwn(record, name) ? record[name] : undefined)) as ColumnValues;
}

/** A matrix has numbers where a table has columns. */
function isMatrix(data: unknown): boolean {
  return isColumns(data) && typeof data.rows === "number" && typeof data.cols === "number" && "data" in data;
}

function isColumns(data: unknown): data is Columns {
  if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return false;
  const prototype = Object.getPrototypeOf(data);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
