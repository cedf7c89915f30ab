import { createRequire } from "node:module";
import { inWords, PenlikError, refusal } from "../errors.js";
import { quoted } from "./column.js";
import type { ArrowColumn, ArrowTable, Cell, ColumnValues } from "./types.js";

/** The numbers of types in the format, which every implementation shares; the others are no columns of a table of statistics. */
const TYPES = { null: 1, int: 2, float: 3, utf8: 5, bool: 6, date: 8, time: 9, timestamp: 10, duration: 18 } as const;
const MORE_STRINGS = [20, 24];
const DICTIONARY = -1;
const READABLE: ReadonlySet<number> = new Set([...Object.values(TYPES), ...MORE_STRINGS, DICTIONARY]);
const NAMES: Readonly<Record<number, string>> = {
  4: "binary",
  7: "decimal",
  11: "interval",
  12: "list",
  13: "struct",
  14: "union",
  15: "binary",
  16: "list",
  17: "map",
};
const EXPECTED =
  "numbers, booleans, strings, dictionaries of strings, dates or times; cast it in the program that wrote it";

/** Whether something is an Arrow table of some implementation. */
export function isArrowTable(data: unknown): data is ArrowTable {
  if (typeof data !== "object" || data === null || !("getChild" in data) || !("schema" in data)) return false;
  const { getChild, schema } = data as { getChild: unknown; schema: { fields?: unknown } | null };
  return typeof getChild === "function" && Array.isArray(schema?.fields);
}

/** Whether something is the content of a file. */
export function isBytes(data: unknown): data is Uint8Array | ArrayBuffer {
  return data instanceof Uint8Array || data instanceof ArrayBuffer;
}

/**
 * The table in bytes in Arrow's interprocess format, of a file or a stream, without a copy of what lies in it.
 *
 * @throws PenlikError ERR_UNSUPPORTED for other bytes and for compressed ones.
 */
export function arrowFromBytes(data: Uint8Array | ArrayBuffer): ArrowTable {
  const bytes = aligned(data);
  refuseOthers(bytes);
  // Loaded on first use: `import "penlik"` must stay cheap for those who have no Arrow bytes.
  const { tableFromIPC } = createRequire(import.meta.url)("@uwdata/flechette") as {
    tableFromIPC(bytes: Uint8Array, options: { useBigInt: boolean }): ArrowTable;
  };
  try {
    return tableFromIPC(bytes, { useBigInt: true });
  } catch (cause) {
    const compressed = cause instanceof Error && /codec/i.test(cause.message);
    const what = compressed ? "bytes of a compressed Arrow file" : "bytes that are no whole Arrow file or stream";
    const expected = compressed ? "an Arrow file written without compression" : "the bytes of an Arrow file or stream";
    throw refusal("ERR_UNSUPPORTED", "data", what, expected, { cause });
  }
}

/** Numbers lie at multiples of their size from the start, which for small files that Node reads may be anywhere. */
function aligned(data: Uint8Array | ArrayBuffer): Uint8Array {
  if (!(data instanceof Uint8Array)) return new Uint8Array(data);
  return data.byteOffset % 8 === 0 ? data : new Uint8Array(data);
}

function refuseOthers(bytes: Uint8Array): void {
  const start = String.fromCharCode(...bytes.subarray(0, 6));
  const isStream = bytes.length >= 8 && bytes.subarray(0, 4).every((byte) => byte === 0xff);
  if (start === "ARROW1" || isStream) return;
  const what = start.startsWith("PAR1")
    ? "the bytes of a Parquet file"
    : "bytes that are neither an Arrow file nor a stream";
  const expected =
    "Arrow bytes, an object of columns or an array of records; parseCsv makes columns of the bytes of a CSV file";
  throw refusal("ERR_UNSUPPORTED", "data", what, expected);
}

/** The names of the columns of an Arrow table. */
export function arrowNames({ schema }: ArrowTable): readonly string[] {
  return schema.fields.map(({ name }) => name);
}

/** The rows of an Arrow table, and its columns by name. */
export function openArrow(table: ArrowTable): {
  rows: number;
  names: readonly string[];
  values(name: string): ColumnValues;
} {
  const names = arrowNames(table);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw refusal("ERR_COLUMN", "data", `an Arrow table with ${quoted(twice)} twice`, "each name once");
  return { rows: table.numRows, names, values: (name) => valuesOf(name, table.getChild(name)) };
}

/**
 * The levels of dictionaries that say they are ordered and occur in the data, as pairs of column and levels; other levels are sorted, as those of
 * strings are.
 */
export function orderedLevels(table: ArrowTable, wanted: (name: string) => boolean): [string, readonly string[]][] {
  return arrowNames(table)
    .filter(wanted)
    .flatMap((name): [string, readonly string[]][] => {
      const column = table.getChild(name);
      const { ordered, isOrdered } = column?.type ?? {};
      const dictionary = column?.data[0]?.dictionary;
      if (!(ordered || isOrdered) || !dictionary) return [];
      const seen = new Set(column);
      return [[name, [...dictionary].filter((level): level is string => typeof level === "string" && seen.has(level))]];
    });
}

function valuesOf(name: string, column: ArrowColumn | null | undefined): ColumnValues {
  const id = column?.type.typeId;
  if (!column || id === undefined || !READABLE.has(id)) {
    const type = id === undefined ? "of no type" : `of the Arrow type ${NAMES[id] ?? id}`;
    throw refusal("ERR_COLUMN", `column ${quoted(name)}`, type, EXPECTED);
  }
  return inPlace(column) ?? cellsOf(name, column);
}

/** The memory of a column of numbers in one piece without nulls; Float64Array is then handed on as it is. */
function inPlace({ type, data, length, nullCount }: ArrowColumn): ColumnValues | undefined {
  const [piece] = data;
  if (data.length !== 1 || nullCount !== 0) return undefined;
  const values: unknown = piece?.values;
  // Halves are stored in whole numbers of 16 bits, and whole numbers of 64 bits are no numbers of JavaScript.
  const isNumeric =
    (type.typeId === TYPES.float && isFloats(values)) || (type.typeId === TYPES.int && isIntegers(values));
  return isNumeric && values.length >= length ? values.subarray(0, length) : undefined;
}

function isFloats(values: unknown): values is Float64Array | Float32Array {
  return values instanceof Float64Array || values instanceof Float32Array;
}

const INTEGERS = [Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array];

function isIntegers(values: unknown): values is InstanceType<(typeof INTEGERS)[number]> {
  return INTEGERS.some((kind) => values instanceof kind);
}

function cellsOf(name: string, column: ArrowColumn): ColumnValues {
  const cells: Cell[] = [];
  try {
    for (const cell of column) cells.push(cellOf(name, cells.length, cell));
  } catch (cause) {
    if (cause instanceof PenlikError) throw cause;
    const [argument, value] = [`column ${quoted(name)}, row ${cells.length}`, "what its reader refuses"];
    throw refusal("ERR_COLUMN", argument, value, EXPECTED_NUMBER, { cause });
  }
  return cells as ColumnValues;
}

const EXPECTED_NUMBER = "a whole number of at most 53 bits, which a float can hold";

function cellOf(name: string, row: number, cell: unknown): Cell {
  if (typeof cell !== "bigint") return cell as Cell;
  const number = Number(cell);
  if (Number.isSafeInteger(number)) return number;
  throw refusal("ERR_COLUMN", `column ${quoted(name)}, row ${row}`, inWords(cell), EXPECTED_NUMBER);
}
