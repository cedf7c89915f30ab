import { inWords, type PenlikError, refusal } from "../errors.js";
import { fresh } from "../gate.js";
import { borrowed, type Matrix } from "../matrix.js";
import type { NativeFitTerm, NativePenalty } from "../native.js";
import { numberOption, readOptions } from "../options.js";
import type { Method } from "./settings.js";

/** ½·e^logStrength·βᵀSβ over some columns of the design. Penalties with the same label share one estimated strength. */
export interface QuadraticPenalty {
  /** S, symmetric and positive semidefinite, one row for each of the columns. */
  readonly matrix: Matrix;
  /** The columns of X, in the order of the rows of S; all of them when absent. */
  readonly columns?: readonly number[];
  /** What it is called in reports. */
  readonly label?: string;
  /** ρ = ln λ, which is then held; when absent, λ is estimated by the `method` of the fit, or 1 with `method: "fixed"`. */
  readonly logStrength?: number;
}

/**
 * A penalty of this package over some columns of the design.
 *
 * It acts on the coefficients of these columns: one row of them, in the order of the columns; for the multinomial a matrix with a row for
 * each column and a column for each active class, so that penalties of rows act across classes. There a `Ridge` acts in the penalty
 * metric of the family, like a matrix; the others act on the active classes as they are, which depends on the reference.
 *
 * What a `Term` learns is chosen by the fit, unless its `method` is `"fixed"`: the strength of a `Ridge` as that of a quadratic penalty; for others
 * strength and shape parameters by `"REML"`, where the penalty has derivatives and exp(−P) an integral, the family a known scale, and no
 * other penalty lies on the same coefficients. `strengths` then holds λ̂ under the label and each shape parameter under `label.name`.
 */
export interface PenaltyTerm {
  /** Such as `new L1({ strength: 0.1 })`, or a `Term`. */
  readonly term: { toJSON(): object };
  /** The columns of X; all of them when absent. */
  readonly columns?: readonly number[];
  /** What it is called in reports; the kind of the penalty when absent. */
  readonly label?: string;
}

/** Quadratic penalties, and penalties of the catalog, as the addon takes them. */
export interface EncodedPenalties {
  readonly penalties: NativePenalty[];
  readonly terms: NativeFitTerm[];
}

/**
 * The quadratic penalties, each a square block over neighboring columns, ridges among them; and the other terms.
 *
 * @throws PenlikError ERR_DOMAIN, ERR_SHAPE or ERR_NON_FINITE, naming the entry.
 */
export function encodePenalties(
  penalties: unknown,
  terms: unknown,
  cols: number,
  method: Method | undefined,
): EncodedPenalties {
  const matrices = list("penalties", penalties).map((x, j) => encodePenalty(`penalties[${j}]`, x, cols));
  const given = list("terms", terms).map((x, j) => readTerm(`terms[${j}]`, x, cols));
  const labels = matrices.map(({ label }) => label);
  const ridges = given.flatMap(({ ridge, columns, label }) => {
    if (ridge === undefined) return [];
    const held = !ridge.learns || method === "fixed" ? ridge.strength : undefined;
    const called = label ?? (held === undefined ? freeLabel(labels) : undefined);
    labels.push(called);
    return [encodeRidge(held, columns, called)];
  });
  const others = given.filter(({ ridge }) => ridge === undefined);
  return {
    penalties: [...matrices, ...ridges],
    terms: others.map(({ json, columns, label }) => ({
      term: JSON.stringify(json),
      columns: Int32Array.from(columns),
      ...(label !== undefined && { label }),
    })),
  };
}

/** "Ridge", or with a number where penalties are called that: those of one label would share their strength. */
function freeLabel(labels: readonly (string | undefined)[]): string {
  let label = "Ridge";
  for (let k = 2; labels.includes(label); k++) label = `Ridge ${k}`;
  return label;
}

function encodePenalty(name: string, penalty: unknown, cols: number): NativePenalty {
  const keys = ["matrix", "columns", "label", "logStrength"] as const;
  const { matrix, columns, label, logStrength } = readOptions(name, penalty as QuadraticPenalty, keys);
  labelOf(name, label);
  const chosen = columnsOf(`${name}.columns`, columns, cols);
  const s = borrowed(`${name}.matrix`, matrix);
  if (s.rows !== chosen.length || s.cols !== chosen.length) {
    const expected = `${chosen.length} x ${chosen.length}, a row for each column`;
    throw refusal("ERR_SHAPE", `${name}.matrix`, `${s.rows} x ${s.cols}`, expected);
  }
  const block = blockOf(chosen, (i, j) => s.data[i * s.cols + j] as number, s);
  return {
    ...block,
    ...(label !== undefined && { label }),
    ...(logStrength !== undefined && { strength: strengthOf(`${name}.logStrength`, logStrength) }),
  };
}

/** ½λ‖β‖² over the columns: the identity as S; without a strength it is estimated. */
function encodeRidge(
  strength: number | undefined,
  columns: readonly number[],
  label: string | undefined,
): NativePenalty {
  return {
    ...blockOf(columns, (i, j) => (i === j ? 1 : 0)),
    ...(strength !== undefined && { strength }),
    ...(label !== undefined && { label }),
  };
}

/** A term that was given: its JSON with the penalty inside, its columns, and where it is a ridge λ and whether it is learned. */
interface GivenTerm {
  readonly json: { readonly penalty: object };
  readonly columns: readonly number[];
  readonly label: string | undefined;
  readonly ridge: { readonly strength: number; readonly learns: boolean } | undefined;
}

function readTerm(name: string, entry: unknown, cols: number): GivenTerm {
  if (isSerializable(entry)) {
    throw refusal("ERR_DOMAIN", name, "a penalty", "an object { term, columns } with the penalty as its term");
  }
  const { term, columns, label } = readOptions(name, entry as PenaltyTerm, ["term", "columns", "label"]);
  const json = termJSON(`${name}.term`, term);
  return {
    json,
    columns: columnsOf(`${name}.columns`, columns, cols),
    label: labelOf(name, label),
    ridge: ridgeOf(`${name}.term`, json),
  };
}

/** The JSON of a term, or of a penalty as a term of weight 1. */
function termJSON(name: string, term: unknown): { readonly penalty: object } {
  const json: unknown = isSerializable(term) ? term.toJSON() : undefined;
  if (typeof json === "object" && json !== null) {
    if ("kind" in json) return { penalty: json };
    if ("penalty" in json && typeof json.penalty === "object" && json.penalty !== null) {
      return { ...json, penalty: json.penalty };
    }
  }
  throw refusal("ERR_DOMAIN", name, inWords(term), "a penalty, such as new L1({ strength: 0.1 }), or a term of one");
}

/** λ of a ridge, and whether it is learned; undefined for other terms. */
function ridgeOf(name: string, json: { readonly penalty: object }): GivenTerm["ridge"] {
  const { penalty, weight = 1, learn = [] } = json as { penalty: object; weight?: number; learn?: readonly string[] };
  if (!("kind" in penalty) || penalty.kind !== "Ridge") return undefined;
  const strength = "strength" in penalty ? penalty.strength : 1;
  const own = numberOption(`${name}.strength`, strength, (x) => x >= 0, "a finite number >= 0");
  return { strength: weight * own, learns: learn.length > 0 };
}

function labelOf(name: string, label: unknown): string | undefined {
  if (label === undefined || typeof label === "string") return label;
  throw refusal("ERR_DOMAIN", `${name}.label`, inWords(label), "a string");
}

function isSerializable(x: unknown): x is { toJSON(): unknown } {
  return typeof x === "object" && x !== null && "toJSON" in x && typeof x.toJSON === "function";
}

/** The block over the span of the columns; rows and columns that were not chosen are zero. Whole spans are kept as they are. */
function blockOf(columns: readonly number[], entry: (i: number, j: number) => number, whole?: Matrix) {
  const start = columns.reduce((least, column) => Math.min(least, column));
  const size = columns.reduce((most, column) => Math.max(most, column)) - start + 1;
  if (whole !== undefined && columns.every((column, i) => column === start + i)) {
    return { matrix: whole.data, size, start };
  }
  const matrix = fresh("penalties", size * size);
  for (const [i, row] of columns.entries()) {
    for (const [j, column] of columns.entries()) matrix[(row - start) * size + column - start] = entry(i, j);
  }
  return { matrix, size, start };
}

function columnsOf(name: string, columns: unknown, cols: number): readonly number[] {
  if (columns === undefined) return Array.from({ length: cols }, (_, j) => j);
  if (!Array.isArray(columns) || columns.length === 0) throw notColumns(name, columns, cols);
  const bad = columns.findIndex((column) => !Number.isSafeInteger(column) || column < 0 || column >= cols);
  if (bad >= 0) throw notColumns(`${name}[${bad}]`, columns[bad], cols);
  if (new Set(columns).size < columns.length) throw refusal("ERR_DOMAIN", name, "with repetitions", "distinct columns");
  return columns;
}

function notColumns(name: string, value: unknown, cols: number): PenlikError {
  return refusal("ERR_DOMAIN", name, inWords(value), `columns of X: whole numbers from 0 to ${cols - 1}`);
}

function strengthOf(name: string, logStrength: unknown): number {
  const holds = (rho: number) => Number.isFinite(Math.exp(rho)) && Math.exp(rho) > 0;
  return Math.exp(numberOption(name, logStrength, holds, "a finite number whose exponential is finite and > 0"));
}

function list(name: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw refusal("ERR_DOMAIN", name, inWords(value), "an array");
}
