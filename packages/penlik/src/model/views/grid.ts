/** Grids of the covariates of a smooth: the ranges of the fit in even steps, every level, other numbers in the middle of their range. */
import { columnsOf } from "../../data/table.js";
import type { Columns, ColumnValues, Data } from "../../data/types.js";
import { countOption } from "../../options.js";
import type { Covariate, SmoothTerm } from "../description.js";

/** Points of a grid along one axis, and along each of two. */
const [POINTS, POINTS_OF_TWO] = [100, 40];

/** Numbers or levels, one for each row. */
export type GridColumn = Float64Array | string[];

/** The table over which a smooth is looked at: its covariates, and what it is multiplied by. */
export function gridOf(smooth: SmoothTerm, grid: number | Data | undefined, fixed: Columns = {}): Columns {
  if (grid !== undefined && typeof grid !== "number") return given(smooth, columnsOf(grid), fixed);
  const free = smooth.covariates.filter(({ name }) => !Object.hasOwn(fixed, name));
  const numeric = free.filter(({ levels }) => levels === null);
  const usual = numeric.length > 1 ? POINTS_OF_TWO : POINTS;
  const points = grid === undefined ? usual : countOption("grid", grid, 2);
  const axes = free.map((covariate) => axis(covariate, numeric.indexOf(covariate) < 2 ? points : 1));
  const rows = axes.reduce((rows, values) => rows * values.length, 1);
  const columns: Record<string, ColumnValues> = Object.create(null);
  let stride = 1;
  for (const [k, values] of axes.entries()) {
    columns[(free[k] as Covariate).name] = repeated(values, stride, rows);
    stride *= values.length;
  }
  return { ...columns, ...held(smooth, fixed, columns, rows, false) };
}

/** The covariates in a table of the caller's. */
function given(smooth: SmoothTerm, data: Columns, fixed: Columns): Columns {
  const variables = [...smooth.covariates, ...(smooth.by === null ? [] : [smooth.by])];
  const names = new Set(variables.flatMap(({ name, columns }) => [name, ...columns]));
  const columns: Record<string, ColumnValues> = Object.create(null);
  for (const name of names) {
    const values = data[name];
    if (values !== undefined && !Object.hasOwn(fixed, name)) columns[name] = values;
  }
  if (smooth.level !== null && smooth.by !== null) delete columns[smooth.by.name];
  const rows = Object.values(data)[0]?.length ?? 0;
  return { ...columns, ...held(smooth, fixed, columns, rows, true) };
}

/** Columns of one value: those that are fixed, the level of `by`, and 1 for a numeric one that is not there. */
function held(smooth: SmoothTerm, fixed: Columns, known: Columns, rows: number, given: boolean): Columns {
  const columns: Record<string, ColumnValues> = Object.create(null);
  for (const [name, [value]] of Object.entries(fixed)) columns[name] = new Array(rows).fill(value) as string[];
  const { by, level } = smooth;
  const has = (name: string) => Object.hasOwn(known, name) || Object.hasOwn(fixed, name);
  if (by === null || has(by.name) || (given && by.columns.every(has))) return columns;
  columns[by.name] = level === null ? new Float64Array(rows).fill(1) : new Array<string>(rows).fill(level);
  return columns;
}

function axis({ levels, range }: Covariate, points: number): GridColumn {
  if (levels !== null) return [...levels];
  const [low, high] = range ?? [0, 1];
  if (points === 1) return Float64Array.of(low + (high - low) / 2);
  // The ends are the ends of the range, to the bit: bases may know nothing beyond them.
  const at = (k: number) => (k === points - 1 ? high : low + (high - low) * (k / (points - 1)));
  return Float64Array.from({ length: points }, (_, k) => at(k));
}

/** Each value `stride` times, over and over. */
function repeated(values: GridColumn, stride: number, rows: number): GridColumn {
  const at = (row: number) => Math.floor(row / stride) % values.length;
  if (values instanceof Float64Array) return Float64Array.from({ length: rows }, (_, row) => values[at(row)] as number);
  return Array.from({ length: rows }, (_, row) => values[at(row)] as string);
}

/** Columns below each other. */
export function stacked(tables: readonly Columns[]): Columns {
  const columns: Record<string, ColumnValues> = Object.create(null);
  for (const name of Object.keys(tables[0] ?? {})) {
    const parts = tables.map((table) => table[name] as ColumnValues);
    const joined = parts.flatMap((part) => [...part] as (number | string)[]);
    columns[name] = parts.every(ArrayBuffer.isView) ? Float64Array.from(joined as number[]) : (joined as string[]);
  }
  return columns;
}
