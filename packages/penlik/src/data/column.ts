import { inWords, refusal } from "../errors.js";
import { floats } from "../gate.js";
import type { NativeColumn } from "../native.js";
import type { Cell, ColumnValues } from "./types.js";

type Kind = "number" | "string" | "boolean";

const LONE_SURROGATE = /\p{Surrogate}/u;
const BOOLEAN_LEVELS = ["false", "true"] as const;

const EXPECTED: Readonly<Record<Kind, string>> = {
  number: "a number or a missing value (null, undefined, NaN), as the cells before it",
  string: 'a string or a missing value (null, undefined, ""), as the cells before it',
  boolean: "true, false or a missing value (null, undefined), as the cells before it",
};

/** Whether a value can be a column: an array or a numeric typed array. */
export function isColumnValues(values: unknown): values is ColumnValues {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
}

/**
 * One column in the form the addon takes. The first cell that is not missing decides its type, and every other cell must agree;
 * strings become positions in the list of levels in first-seen order, booleans positions in "false", "true", dates numbers.
 *
 * @throws PenlikError ERR_COLUMN for mixed types and for cells that are not numbers, strings or booleans.
 */
export function encodeColumn(name: string, values: ColumnValues): NativeColumn {
  if (values instanceof Float64Array) return { name, values: floats(`column ${quoted(name)}`, values) };
  if (ArrayBuffer.isView(values)) return { name, values: widened(name, values) };
  const cells = values as readonly Cell[];
  const kind = kindOf(name, cells);
  if (kind === "string") return { name, ...encodeStrings(name, cells) };
  if (kind === "boolean") return { name, codes: encodeBooleans(name, cells), levels: [...BOOLEAN_LEVELS] };
  return { name, values: encodeNumbers(name, cells) };
}

function widened(name: string, values: ArrayLike<unknown>): Float64Array {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    throw refusal(
      "ERR_COLUMN",
      `column ${quoted(name)}`,
      "an array of BigInt",
      "numbers, such as Float64Array.from(values, Number)",
    );
  }
  try {
    return Float64Array.from(values as ArrayLike<number>);
  } catch (cause) {
    const expected = "an array whose memory was not transferred away";
    throw refusal("ERR_DOMAIN", `column ${quoted(name)}`, "detached", expected, { cause });
  }
}

function kindOf(name: string, cells: readonly Cell[]): Kind {
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (isMissing(cell)) continue;
    const type = typeof cell;
    if (type === "number" || type === "string" || type === "boolean") return type;
    if (cell instanceof Date) return "number";
    throw badCell(name, row, cell, "a number, a string, a boolean, a date or a missing value");
  }
  return "number";
}

function encodeNumbers(name: string, cells: readonly Cell[]): Float64Array {
  const values = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell === "number") values[row] = cell;
    else if (cell instanceof Date) values[row] = cell.getTime();
    else if (isMissing(cell)) values[row] = Number.NaN;
    else throw badCell(name, row, cell, EXPECTED.number);
  }
  return values;
}

function encodeStrings(name: string, cells: readonly Cell[]): { codes: Int32Array; levels: string[] } {
  const codes = new Int32Array(cells.length);
  const seen = new Map<string, number>();
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (isMissing(cell)) {
      codes[row] = -1;
      continue;
    }
    if (typeof cell !== "string") throw badCell(name, row, cell, EXPECTED.string);
    let code = seen.get(cell);
    if (code === undefined) {
      // Two such strings would become the same level in UTF-8.
      if (LONE_SURROGATE.test(cell)) throw badCell(name, row, cell, "well-formed Unicode");
      code = seen.size;
      seen.set(cell, code);
    }
    codes[row] = code;
  }
  return { codes, levels: [...seen.keys()] };
}

function encodeBooleans(name: string, cells: readonly Cell[]): Int32Array {
  const codes = new Int32Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell === "boolean") codes[row] = cell ? 1 : 0;
    else if (isMissing(cell)) codes[row] = -1;
    else throw badCell(name, row, cell, EXPECTED.boolean);
  }
  return codes;
}

function isMissing(cell: Cell): boolean {
  return cell === null || cell === undefined || cell === "" || (typeof cell === "number" && Number.isNaN(cell));
}

function badCell(name: string, row: number, cell: unknown, expected: string) {
  return refusal("ERR_COLUMN", `column ${quoted(name)}, row ${row}`, inWords(cell), expected);
}

/** A column's name as errors show it. */
export function quoted(name: string): string {
  return JSON.stringify(name);
}
