/**
 * What a term is made from, and the sizes that its normalizer is for.
 */
import { inWords, refusal } from "../errors.js";
import { numberOption, readOptions, stringsOption } from "../options.js";
import type { Penalty, PenaltyJSON } from "./penalty.js";
import { readSchedule, type Schedule } from "./schedules.js";

/** A penalty, whatever it can do. */
export type AnyKind = Penalty<never>;

/** What can be learned in a term of a penalty P: its strength, and its shape parameters, arrays also number by number. */
export type Learnable<P extends AnyKind = Penalty> =
  | "strength"
  | P["shapeParameters"][number]
  | `${P["shapeParameters"][number]}[${number}]`;

/** Options of {@link Term}. */
export interface TermOptions<P extends AnyKind = Penalty> {
  /** Base weight w ≥ 0. Default: the start of the schedule, or 1 without one. */
  readonly weight?: number | undefined;
  /** Whose logarithms are the entries of ρ, in this order. Default: none. */
  readonly learn?: readonly Learnable<P>[] | undefined;
  /** How w changes over outer iterations; not together with a learned strength. */
  readonly schedule?: Schedule | undefined;
}

/** A term as JSON. */
export interface TermJSON {
  readonly penalty: PenaltyJSON;
  readonly weight: number;
  readonly learn: readonly string[];
  readonly schedule?: Schedule;
}

/** The entries of θ that a normalizer is for: one row of so many, or rows of columns. */
export type BlockSize = number | { readonly rows: number; readonly cols: number };

/** The options of a term, of the right types; the core checks what they mean. */
export function readTermOptions(options: object | undefined): object {
  const read = readOptions<Record<string, unknown>>("options", options as never, ["weight", "learn", "schedule"]);
  if ("weight" in read) numberOption("weight", read.weight, () => true, "a finite number >= 0");
  if ("learn" in read) stringsOption("learn", read.learn);
  if ("schedule" in read) read.schedule = readSchedule(read.schedule);
  return read;
}

/** Rows and columns of a size. */
export function sizeOf(size: BlockSize | undefined): [number | undefined, number | undefined] {
  if (size === undefined) return [undefined, undefined];
  if (typeof size !== "number" && (typeof size !== "object" || size === null)) {
    throw refusal("ERR_DOMAIN", "size", inWords(size), "a number of entries, or { rows, cols }");
  }
  const { rows, cols } = typeof size === "number" ? { rows: 1, cols: size } : size;
  const isCount = (x: number) => Number.isInteger(x) && x >= 0 && x < 2 ** 32;
  const name = (side: string) => (typeof size === "number" ? "size" : `size.${side}`);
  numberOption(name("rows"), rows, isCount, "a whole number >= 0");
  numberOption(name("cols"), cols, isCount, "a whole number >= 0");
  return [rows, cols];
}
