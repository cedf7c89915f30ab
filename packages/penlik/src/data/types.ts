/** One cell of a table; null, undefined, NaN and "" are missing. */
export type Cell = number | string | boolean | null | undefined;

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
  | readonly (string | null | undefined)[]
  | readonly (boolean | null | undefined)[];

/** A table as an object of columns of one length. */
export interface Columns {
  readonly [name: string]: ColumnValues;
}

/** A table as an array of records; a key that a record lacks is a missing cell. */
export type Records = readonly { readonly [name: string]: Cell }[];

/** What `fit` and `predict` take as their table. */
export type Data = Columns | Records;
