import { readFile } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Data, PenlikError, parseCsv } from "penlik";

/** How a file starts that will be read one day, and one of Arrow. */
const [PARQUET, ARROW] = ["PAR1", "ARROW1"] as const;

/** The table of a CSV or Arrow file, or of standard input for "-". */
export async function readTable(path: string, signal: AbortSignal): Promise<Data> {
  const bytes = path === "-" ? await readStandardInput(signal) : await readFile(path, { signal });
  const starts = (signature: string) => bytes.subarray(0, signature.length).toString("latin1") === signature;
  if (starts(PARQUET)) throw unsupported(path, "Parquet");
  return starts(ARROW) ? bytes : parseCsv(bytes);
}

async function readStandardInput(signal: AbortSignal): Promise<Buffer> {
  return await buffer(addAbortSignal(signal, process.stdin));
}

function unsupported(path: string, format: string): PenlikError {
  const name = path === "-" ? "standard input" : path;
  const expected = "CSV or Arrow; convert it first";
  const message = `${name} is ${format}, which cannot be read yet; expected ${expected}`;
  return new PenlikError({ code: "ERR_UNSUPPORTED", message, argument: "DATA", value: path, expected });
}
