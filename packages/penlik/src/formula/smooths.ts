import { inWords, refusal } from "../errors.js";
import { readOptions } from "../options.js";
import { FormulaTerm, writtenCovariate } from "./parts.js";
import type {
  FullTensor,
  InteractionTensor,
  RandomEffect,
  SmoothColumn,
  SmoothColumns,
  SmoothOfOne,
  SmoothOfSeveral,
  SplitTensor,
} from "./smooth-types.js";
import { writtenLists, writtenNumber, writtenTruth, writtenValues, writtenWord } from "./text.js";

/** The options of a smooth with the basis left out of their type. */
type Loose = { readonly [option: string]: unknown };

const number = (argument: string, value: unknown) => writtenNumber(argument, value);
const numbers = (argument: string, value: unknown) => writtenValues(argument, value, writtenNumber);
const words = (argument: string, value: unknown) => writtenValues(argument, value, writtenWord);
const truth = (argument: string, value: unknown) => writtenTruth(argument, value);

/** Options that are arguments of the formula, with what writes their values. */
const ARGUMENTS: { readonly [option: string]: (argument: string, value: unknown) => string } = {
  basis: words,
  size: numbers,
  order: writtenLists,
  penalties: number,
  by: writtenCovariate,
  knots: writtenLists,
  strength: numbers,
  fixed: truth,
  id: (argument, value) => (typeof value === "number" ? writtenNumber(argument, value) : writtenWord(argument, value)),
  dimensions: numbers,
  point: numbers,
  maxKnots: number,
  seed: number,
  kernel: writtenWord,
  range: number,
  power: number,
  trend: writtenWord,
  spacing: writtenWord,
  base: writtenWord,
  shared: truth,
  full: truth,
  neighbours: writtenLists,
};

/** How the formula calls what the options call otherwise. */
const NAMES: { readonly [option: string]: string } = {
  basis: "bs",
  size: "k",
  order: "m",
  penalties: "m",
  strength: "sp",
  fixed: "fx",
  dimensions: "d",
  point: "pc",
};

/** Options that several together make one argument. */
const TOGETHER = ["degree", "difference", "derivatives", "values", "centred"];

/**
 * A smooth of a column, or of several in the same units; the options that it has are those of its basis.
 *
 * @example
 * ```ts
 * const x = Float64Array.from({ length: 60 }, (_, i) => i / 10);
 * const data = { x, y: x.map((x, i) => Math.sin(x) + (i % 7) / 20) };
 * const model = fitSync(formula("y", [s("x", { basis: "ps", size: 12, difference: 2 })]), data);
 * ```
 */
export function s<const Columns extends SmoothColumn | SmoothColumns>(
  columns: Columns,
  options?: Columns extends readonly unknown[] ? SmoothOfSeveral<Columns> : SmoothOfOne,
): FormulaTerm {
  return written("s", columns, options as Loose | undefined);
}

/** A smooth of several columns in different units, their main effects included. */
export function te<const Columns extends SmoothColumns>(columns: Columns, options?: FullTensor<Columns>): FormulaTerm {
  return written("te", columns, options as Loose | undefined);
}

/** The interaction of several columns without their main effects; of one column, its main effect. */
export function ti<const Columns extends SmoothColumns>(
  columns: Columns,
  options?: InteractionTensor<Columns>,
): FormulaTerm {
  return written("ti", columns, options as Loose | undefined);
}

/** The same functions as those of {@link te} with penalties that do not overlap. */
export function t2<const Columns extends SmoothColumns>(columns: Columns, options?: SplitTensor<Columns>): FormulaTerm {
  return written("t2", columns, options as Loose | undefined);
}

/** Independent normal effects of the levels of a column, or slopes of a column of numbers within them. */
export function randomEffect(
  group: SmoothColumn,
  options: Omit<RandomEffect, "basis"> & {
    /** The numbers whose slopes they are. */ readonly slope?: SmoothColumn;
  } = {},
): FormulaTerm {
  const { slope, ...rest } = options;
  return written("s", slope === undefined ? group : [group, slope], { basis: "re", ...rest });
}

function written(name: string, columns: unknown, options: Loose | undefined): FormulaTerm {
  const known = [...Object.keys(ARGUMENTS), ...TOGETHER];
  const read: Loose = readOptions(`options of ${name}()`, options, known);
  const list = Array.isArray(columns) ? columns : [columns];
  if (list.length === 0) throw refusal("ERR_DOMAIN", `columns of ${name}()`, inWords(columns), "at least one column");
  const of = list.map((column, k) => writtenCovariate(`column ${k + 1} of ${name}()`, column));
  const own = Object.entries(read).filter(([option]) => !TOGETHER.includes(option));
  const given = own.map(([option, value]) => {
    return `${NAMES[option] ?? option} = ${(ARGUMENTS[option] as (typeof ARGUMENTS)[string])(option, value)}`;
  });
  return new FormulaTerm(`${name}(${[...of, ...given, ...joint(read)].join(", ")})`);
}

/** `m` of splines by degree and differences or derivatives, and what products of margins are told by number. */
function joint({ basis, degree, difference, derivatives, values, centred, order }: Loose): string[] {
  const out: string[] = [];
  const orders = degree !== undefined || difference !== undefined || derivatives !== undefined;
  if (orders && order !== undefined) {
    throw refusal("ERR_DOMAIN", "order", inWords(order), "none beside degree, difference and derivatives");
  }
  if (basis === "bs" && orders) {
    const list = Array.isArray(derivatives) ? derivatives : derivatives === undefined ? [] : [derivatives];
    out.push(`m = ${numbers("derivatives", [degree ?? 3, ...list])}`);
  } else if (orders) {
    if (basis !== "ps" && basis !== "cp") {
      throw refusal("ERR_DOMAIN", "basis", inWords(basis), '"ps", "cp" or "bs", which have a degree');
    }
    const less = Number(writtenNumber("degree", degree ?? 3)) - 1;
    out.push(`m = c(${less}, ${writtenNumber("difference", difference ?? 2)})`);
  }
  if (values !== undefined) out.push(`np = ${writtenTruth("values", values)}`);
  if (centred !== undefined) {
    const ones = (argument: string, value: unknown) => (writtenTruth(argument, value) === "TRUE" ? "1" : "0");
    out.push(`mc = ${writtenValues("centred", centred, ones)}`);
  }
  return out;
}
