import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inWords, refusal } from "../errors.js";
import { readOptions, stringsOption } from "../options.js";
import { quoted } from "./column.js";
import type { Columns, ColumnValues } from "./types.js";

/** How a CSV file is read. */
export interface CsvOptions {
  /** The character between fields; "," when absent. */
  readonly delimiter?: string;
  /** Fields that mean "missing" besides the empty one; `["NA"]` when absent. */
  readonly missing?: readonly string[];
}

/** Spellings of finite numbers, the same for R and Python; hexadecimal and digit groups stay strings. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Not-finite numbers as R, Python and JavaScript write them: infinities are numbers, so that the fit can refuse them by row. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ...["inf", "+inf", "infinity", "+infinity"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-inf", "-infinity"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/**
 * The columns of a CSV file with a header line, see {@link parseCsv}.
 *
 * @param path a path or a file URL
 * @throws PenlikError as {@link parseCsv}; the system's error for a file that cannot be read.
 *
 * @example
 * ```ts
 * const data = await readCsv("penguins.csv");
 * ```
 */
export async function readCsv(path: string | URL, options?: CsvOptions): Promise<Columns> {
  return parseCsv(await readFile(path), options);
}

/**
 * The columns of a CSV text (or its bytes in UTF-8) with a header line. A column whose fields are all numbers becomes a Float64Array (NaN where missing),
 * every other column an array of strings (null where missing). White space around a number or a missing field does not count. A byte order mark, CRLF line ends, quoted fields and blank lines are
 * understood; a first column without a name holds row names and is left out. The result has no prototype, so any name can be a column.
 *
 * @throws PenlikError ERR_COLUMN for a missing, empty or repeated header and for bytes that are not UTF-8, ERR_SHAPE for a ragged
 * line (with its number) and for a quote that is not closed, ERR_DOMAIN for options that do not exist.
 *
 * @example
 * ```ts
 * parseCsv("x,ses\n1,low\nNA,high\n"); // { x: Float64Array [1, NaN], ses: ["low", "high"] }
 * ```
 */
export function parseCsv(text: string | Uint8Array, options?: CsvOptions): Columns {
  const { delimiter = ",", missing: words = ["NA"] } = readOptions("options", options, ["delimiter", "missing"]);
  const missing = new Set(["", ...stringsOption("missing", words)]);
  const records = split(textOf(text), delimiter);
  const header = headerOf(records);
  const rows = bodyOf(records, header.length);
  const columns: Record<string, ColumnValues> = Object.create(null);
  for (const [index, name] of header.entries()) {
    if (name !== "") columns[name] = columnOf(rows, index, missing);
  }
  return columns;
}

function textOf(csv: unknown): string {
  if (typeof csv !== "string" && !ArrayBuffer.isView(csv) && !(csv instanceof ArrayBuffer)) {
    throw refusal("ERR_DOMAIN", "text", inWords(csv), "a string or the bytes of a CSV file");
  }
  const text = typeof csv === "string" ? csv : decode(csv);
  // In UTF-16 every other byte of ordinary text is 0.
  if (text.includes("\0")) throw refusal("ERR_COLUMN", "the CSV", "text with NUL characters", "text in UTF-8");
  return text;
}

function decode(bytes: ArrayBufferView | ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes as Uint8Array);
  } catch (cause) {
    throw refusal("ERR_COLUMN", "the CSV", "not UTF-8 text", "text in UTF-8", { cause });
  }
}

/** What is used of papaparse, which brings no types of its own. */
interface Papa {
  readonly BAD_DELIMITERS: readonly string[];
  parse(
    text: string,
    config: { delimiter: string; newline: string; header: false },
  ): { data: string[][]; errors: { type: string; row?: number }[] };
}

function split(text: string, delimiter: string): string[][] {
  // Loaded on first use: `import "penlik"` must stay cheap for those who never read a CSV file.
  const papa: Papa = createRequire(import.meta.url)("papaparse");
  if (typeof delimiter !== "string" || delimiter.length !== 1 || papa.BAD_DELIMITERS.includes(delimiter)) {
    throw refusal("ERR_DOMAIN", "delimiter", inWords(delimiter), 'one character such as "," or ";"');
  }
  const clean = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const { data, errors } = papa.parse(clean, { delimiter, newline: "\n", header: false });
  const broken = errors.find((error) => error.type === "Quotes");
  if (broken !== undefined) {
    const line = lineOf(data, broken.row ?? 0);
    throw refusal("ERR_SHAPE", `the CSV record at line ${line}`, "badly quoted", 'fields such as "a ""quoted"" one"');
  }
  return data;
}

function headerOf(records: readonly string[][]): readonly string[] {
  const header = records[0] ?? [""];
  if (header.length === 1 && header[0] === "") {
    throw refusal("ERR_COLUMN", "the CSV header", "empty", "a first line with the names of the columns");
  }
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    if (name === "" && index > 0) {
      throw refusal("ERR_COLUMN", `the name of CSV column ${index + 1}`, "empty", "a name in the header line");
    }
    if (seen.has(name))
      throw refusal("ERR_COLUMN", "the CSV header", `a line with ${quoted(name)} twice`, "each name once");
    seen.add(name);
  }
  return header;
}

function bodyOf(records: readonly string[][], width: number): string[][] {
  const rows: string[][] = [];
  for (let index = 1; index < records.length; index++) {
    const record = records[index] as string[];
    if (isBlank(record)) {
      // In a table of one column a blank line before the end is a missing cell.
      if (width === 1 && index < records.length - 1) rows.push(record);
      continue;
    }
    if (record.length !== width) {
      const line = lineOf(records, index);
      throw refusal(
        "ERR_SHAPE",
        `line ${line} of the CSV`,
        `of ${record.length} fields`,
        `${width} fields, as the header has`,
      );
    }
    rows.push(record);
  }
  return rows;
}

function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0] === "";
}

/** The line, from 1, on which a record starts: quoted fields may hold line ends. */
function lineOf(records: readonly string[][], index: number): number {
  let line = 1;
  for (const record of records.slice(0, index)) {
    line += 1;
    for (const field of record) line += field.split("\n").length - 1;
  }
  return line;
}

function columnOf(rows: readonly string[][], index: number, missing: ReadonlySet<string>): ColumnValues {
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const field = ((rows[row] as string[])[index] as string).trim();
    const value = missing.has(field) ? Number.NaN : toNumber(field);
    if (value === undefined) return stringsOf(rows, index, missing);
    values[row] = value;
  }
  return values;
}

function toNumber(field: string): number | undefined {
  return NUMBER.test(field) ? Number(field) : SPECIAL.get(field.toLowerCase());
}

function stringsOf(rows: readonly string[][], index: number, missing: ReadonlySet<string>): (string | null)[] {
  return rows.map((row) => {
    const field = row[index] as string;
    return missing.has(field.trim()) ? null : field;
  });
}
