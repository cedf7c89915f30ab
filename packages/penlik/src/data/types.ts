/** One cell of a table; null, undefined, NaN, invalid dates and "" are missing. A date counts as its milliseconds since 1970 (UTC). */
export type Cell = number | string | boolean | Date | null | undefined;

/** One numeric typed array; Float64Array goes to the solver as it is, the others are widened. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** The values of one column: numbers, strings or booleans, with missing cells. */
export type ColumnValues =
  | NumericArray
  | readonly (number | null | undefined)[]
  | readonly (Date | null | undefined)[]
  | readonly (string | null | undefined)[]
  | readonly (boolean | null | undefined)[];

/** A table as an object of columns of one length. */
export interface Columns {
  readonly [name: string]: ColumnValues;
}

/** A table as an array of records; a key that a record lacks is a missing cell. */
export type Records = readonly { readonly [name: string]: Cell }[];

/**
 * A column of an Arrow table, as far as it is used here. Numbers in one piece without nulls are read where they lie; int64 must fit 53 bits.
 * Nulls are missing values. Dates and timestamps become milliseconds since 1970 (UTC), times of day and durations numbers in their own unit.
 * Dictionaries of strings are categorical: their levels are sorted, as those of strings are, unless the dictionary is ordered.
 */
export interface ArrowColumn extends Iterable<unknown> {
  readonly type: { readonly typeId: number; readonly ordered?: boolean; readonly isOrdered?: boolean };
  readonly length: number;
  readonly nullCount: number;
  readonly data: readonly { readonly values?: unknown; readonly dictionary?: Iterable<unknown> | null }[];
}

/** A table of `apache-arrow`, `@uwdata/flechette` or another implementation with this form. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  getChild(name: string): ArrowColumn | null | undefined;
}

/** What `fit` and `predict` take as their table; bytes are those of an Arrow file or stream without compression. */
export type Data = Columns | Records | ArrowTable | Uint8Array | ArrayBuffer;
