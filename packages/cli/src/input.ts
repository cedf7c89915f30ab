import { readFile } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Columns, PenlikError, parseCsv } from "penlik";

/** How the files start that will be read one day. */
const SIGNATURES = [
  ["Parquet", "PAR1"],
  ["Arrow", "ARROW1"],
] as const;

/** The table of a CSV file, or of standard input for "-". */
export async function readTable(path: string, signal: AbortSignal): Promise<Columns> {
  const bytes = path === "-" ? await readStandardInput(signal) : await readFile(path, { signal });
  for (const [format, signature] of SIGNATURES) {
    if (bytes.subarray(0, signature.length).toString("latin1") === signature) throw unsupported(path, format);
  }
  return parseCsv(bytes);
}

async function readStandardInput(signal: AbortSignal): Promise<Buffer> {
  return await buffer(addAbortSignal(signal, process.stdin));
}

function unsupported(path: string, format: string): PenlikError {
  const name = path === "-" ? "standard input" : path;
  const expected = "CSV; convert it first";
  const message = `${name} is ${format}, which cannot be read yet; expected ${expected}`;
  return new PenlikError({ code: "ERR_UNSUPPORTED", message, argument: "DATA", value: path, expected });
}
