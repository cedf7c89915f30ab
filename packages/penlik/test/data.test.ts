import { describe, expect, it } from "vitest";
import { encodeColumn } from "../src/data/column.js";
import { Mentioned } from "../src/data/names.js";
import { withSuggestion } from "../src/data/suggest.js";
import { columnsOf, numericColumn, toNativeTable } from "../src/data/table.js";
import type { ColumnValues, Data } from "../src/data/types.js";
import { PenlikError } from "../src/errors.js";

/** The error that a call throws. */
function refused(call: () => unknown): PenlikError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(PenlikError);
    return error as PenlikError;
  }
  throw new Error("nothing was refused");
}

const column = (values: unknown) => encodeColumn("x", values as ColumnValues);

describe("something that is no table", () => {
  it.each([
    ["bytes", new Uint8Array(3), "ERR_UNSUPPORTED", "parseCsv"],
    ["a buffer", new ArrayBuffer(3), "ERR_UNSUPPORTED", "parseCsv"],
    ["Parquet", new TextEncoder().encode("PAR1…"), "ERR_UNSUPPORTED", "the bytes of a Parquet file"],
    ["a broken Arrow file", new TextEncoder().encode("ARROW1 and no more"), "ERR_UNSUPPORTED", "no whole Arrow file"],
    ["a matrix", { data: new Float64Array(2), rows: 1, cols: 2 }, "ERR_SHAPE", "a Matrix"],
  ])("is called what it is: %s", (_, data, code, words) => {
    const error = refused(() => toNativeTable(data as unknown as Data));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });
});

describe("one column", () => {
  it("of another typed array whose memory is gone is refused as detached", () => {
    const values = Float32Array.of(1, 2);
    structuredClone(values.buffer, { transfer: [values.buffer] });
    const { code, message } = refused(() => column(values));
    expect([code, message]).toEqual(["ERR_DOMAIN", expect.stringContaining('column "x" is detached')]);
  });

  it("refuses strings that UTF-8 cannot tell apart", () => {
    const error = refused(() => column(["a", "\uD800", "\uDBFF"]));
    expect([error.code, error.argument]).toEqual(["ERR_COLUMN", 'column "x", row 1']);
  });

  it("passes a Float64Array as it is, without a copy", () => {
    const values = new Float64Array([1, 2]);
    expect(column(values)).toEqual({ name: "x", values });
    expect((column(values) as { values: Float64Array }).values).toBe(values);
  });

  it.each([
    ["Float32Array", new Float32Array([1.5, -2]), [1.5, -2]],
    ["Int8Array", new Int8Array([1, -2]), [1, -2]],
    ["Uint8ClampedArray", new Uint8ClampedArray([1, 255]), [1, 255]],
    ["Uint32Array", new Uint32Array([1, 4294967295]), [1, 4294967295]],
    ["an array of numbers", [1, -2.5], [1, -2.5]],
    ["missing numbers", [1, null, undefined, Number.NaN, ""], [1, Number.NaN, Number.NaN, Number.NaN, Number.NaN]],
    ["nothing but missing cells", [null, undefined], [Number.NaN, Number.NaN]],
    ["no cells", [], []],
    ["an infinity, for the solver to refuse by row", [1, Number.POSITIVE_INFINITY], [1, Number.POSITIVE_INFINITY]],
  ])("makes numbers of %s", (_, values, expected) => {
    expect(column(values)).toEqual({ name: "x", values: Float64Array.from(expected) });
  });

  it.each([
    ["strings in first-seen order", ["b", "a", "b"], [0, 1, 0], ["b", "a"]],
    ["strings with missing cells", [null, "a", "", undefined, Number.NaN], [-1, 0, -1, -1, -1], ["a"]],
    ["strings that look like numbers", ["1", "2"], [0, 1], ["1", "2"]],
    ["names of object members", ["__proto__", "constructor", "__proto__"], [0, 1, 0], ["__proto__", "constructor"]],
    ["booleans as false, true", [true, false, null], [1, 0, -1], ["false", "true"]],
    ["booleans of one value", [true, true], [1, 1], ["false", "true"]],
  ])("makes levels of %s", (_, values, codes, levels) => {
    expect(column(values)).toEqual({ name: "x", codes: Int32Array.from(codes), levels });
  });

  it.each([
    ["a string among numbers", [1, 2, "abc"], 2, '"abc"'],
    ["a number among strings", ["a", 7], 1, "7"],
    ["a boolean among numbers", [1, true], 1, "true"],
    ["a number among booleans", [true, null, 0], 2, "0"],
    ["a date among strings", ["a", new Date(0)], 1, "an object of class Date"],
    ["a string among dates", [new Date(0), "2020"], 1, '"2020"'],
    ["an object", [null, { a: 1 }], 1, "an object of class Object"],
    ["a BigInt", [1, 2n], 1, "the BigInt 2n"],
    ["an array", [[1]], 0, "an array of 1"],
    ["a symbol", [Symbol("s")], 0, "a symbol"],
    ["a function", [() => 1], 0, "a function"],
  ])("refuses %s, naming column, row and value", (_, values, row, value) => {
    const error = refused(() => column(values));
    expect(error.code).toBe("ERR_COLUMN");
    expect(error.argument).toBe(`column "x", row ${row}`);
    expect(error.value).toBe(value);
    expect(error.message).toContain(`column "x", row ${row} is ${value}; expected`);
  });

  it("takes dates as milliseconds since 1970, invalid ones as missing", () => {
    const dates = [new Date(Date.UTC(1970, 0, 2)), null, new Date(Number.NaN)];
    expect(column(dates)).toEqual({ name: "x", values: Float64Array.of(86_400_000, Number.NaN, Number.NaN) });
  });

  it("refuses typed arrays of BigInt and shared memory", () => {
    expect(refused(() => column(new BigInt64Array(2))).code).toBe("ERR_COLUMN");
    expect(refused(() => column(new Float64Array(new SharedArrayBuffer(16)))).code).toBe("ERR_DOMAIN");
  });
});

describe("a table", () => {
  it("is an object of columns or an array of records, to the same effect", () => {
    const columns: Data = { y: [1, 2], g: ["a", null] };
    const records: Data = [{ y: 1, g: "a" }, { y: 2 }];
    expect(toNativeTable(records)).toEqual(toNativeTable(columns));
    expect(toNativeTable(columns).rows).toBe(2);
  });

  it("takes the union of the keys of records, in the order in which they appear", () => {
    const table = toNativeTable([{ a: 1 }, { b: 2, a: 3 }, {}]);
    expect(table.columns.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(table.columns[1]).toEqual({ name: "b", values: Float64Array.of(Number.NaN, 2, Number.NaN) });
  });

  it("reads own keys only, whatever they are called", () => {
    const records = JSON.parse('[{"__proto__": 1, "constructor": "a"}, {}]');
    expect(toNativeTable(records).columns).toEqual([
      { name: "__proto__", values: Float64Array.of(1, Number.NaN) },
      { name: "constructor", codes: Int32Array.of(0, -1), levels: ["a"] },
    ]);
    const columns = JSON.parse('{"__proto__": [1], "toString": [2]}');
    expect(toNativeTable(columns).columns.map(({ name }) => name)).toEqual(["__proto__", "toString"]);
  });

  it("converts mentioned columns only", () => {
    const data = { y: [1, 2], note: [{}, {}] } as unknown as Data;
    expect(toNativeTable(data, Mentioned.only(["y"])).columns).toHaveLength(1);
    expect(refused(() => toNativeTable(data)).argument).toBe('column "note", row 0');
  });

  it("refuses ragged columns, naming the column and both lengths", () => {
    const error = refused(() => toNativeTable({ a: [1, 2], b: [1, 2, 3] }, Mentioned.only(["a"])));
    expect(error.code).toBe("ERR_SHAPE");
    expect(error.message).toBe('column "b" is of 3 rows; expected 2 rows, as column "a" has');
  });

  it.each([
    ["null", null, "ERR_SHAPE"],
    ["a string", "a,b", "ERR_SHAPE"],
    ["a Map", new Map([["a", [1]]]), "ERR_SHAPE"],
    ["a typed array", new Float64Array(3), "ERR_SHAPE"],
    ["an array of numbers", [1, 2], "ERR_SHAPE"],
    ["an array of arrays", [[1], [2]], "ERR_SHAPE"],
    ["a record that is null", [{ a: 1 }, null], "ERR_SHAPE"],
    ["a column that is a number", { a: [1], b: 2 }, "ERR_COLUMN"],
    ["a column that is a string", { a: "abc" }, "ERR_COLUMN"],
    ["a column that is a Set", { a: new Set([1]) }, "ERR_COLUMN"],
    ["bytes", new Uint8Array(8), "ERR_UNSUPPORTED"],
    ["half an Arrow table", { schema: {}, getChild: () => null }, "ERR_COLUMN"],
  ])("refuses %s", (_, data, code) => {
    expect(refused(() => toNativeTable(data as unknown as Data)).code).toBe(code);
  });

  it("has no rows when it has no columns", () => {
    expect(toNativeTable({})).toEqual({ rows: 0, columns: [] });
    expect(toNativeTable([])).toEqual({ rows: 0, columns: [] });
    expect(toNativeTable([{}, {}]).rows).toBe(2);
  });

  it("gives a column of weights by name, and refuses names that are none or not numeric", () => {
    const data: Data = { w: [1, 2], g: ["a", "b"] };
    expect(numericColumn(data, "w", "weights")).toEqual(Float64Array.of(1, 2));
    expect(refused(() => numericColumn(data, "v", "weights")).message).toContain(
      'expected one of the columns "w", "g"',
    );
    expect(refused(() => numericColumn(data, "g", "weights")).code).toBe("ERR_COLUMN");
  });

  it("is given back as columns without a prototype", () => {
    const columns = columnsOf([{ a: 1 }, { a: null }]);
    expect(Object.getPrototypeOf(columns)).toBeNull();
    expect(columns.a).toEqual([1, null]);
  });
});

describe("a column that is not there", () => {
  const unknown = (value: string, message = `data has no column '${value}'`) =>
    new PenlikError({ code: "ERR_COLUMN", argument: "data", value, message, position: 4 });

  it("is compared with those that are, before the line that shows the place", () => {
    const error = withSuggestion(unknown("agee", "data has no column 'agee'\n  y ~ agee\n      ^"), ["age", "sex"]);
    expect(error.message).toBe("data has no column 'agee'; did you mean 'age'?\n  y ~ agee\n      ^");
    expect([error.position, error.value, error.expected]).toEqual([4, "agee", "a column of the table, such as 'age'"]);
  });

  it("is told beside the first of those that are when nothing is near", () => {
    expect(withSuggestion(unknown("weight"), ["age", "sex"]).message).toBe(
      'data has no column \'weight\'; it has "age", "sex"',
    );
    const many = Array.from({ length: 1000 }, (_, i) => `c${i}`);
    expect(withSuggestion(unknown("weight"), many).message).toMatch(/"c9" and 990 more$/);
    expect(withSuggestion(unknown("weight"), []).message).toBe("data has no column 'weight'; it has none");
  });

  it("leaves other errors alone", () => {
    const other = new PenlikError({ code: "ERR_LEVEL", argument: "data", value: "ag", message: "no" });
    expect(withSuggestion(other, ["age"])).toBe(other);
  });

  it("of weights is compared with the columns as well", () => {
    const error = refused(() => numericColumn({ y: [1], wt: [1] }, "wts", "weights"));
    expect(error.message).toBe('weights is "wts"; expected one of the columns "y", "wt"; did you mean "wt"?');
  });
});

describe("the columns that a formula mentions", () => {
  it.each([
    ["y ~ a + b", ["y", "a", "b"], ["c", "ab"]],
    ["y ~ Sepal.Length + x_1", ["Sepal.Length", "x_1"], ["Sepal", "x"]],
    ["`body mass` ~ `a b`:größe", ["body mass", "a b", "größe"], ["body", "mass", "gr"]],
    ["cbind(n1, n2) ~ C(g)", ["n1", "n2", "g"], ["h"]],
    ["y ~ 0.5 + x", ["x"], ["z"]],
    ["y~1", ["y"], ["x"]],
  ])("are the names of %s", (formula, included, excluded) => {
    const mentioned = Mentioned.in(formula);
    expect(included.filter((name) => !mentioned.includes(name))).toEqual([]);
    expect(excluded.filter((name) => mentioned.includes(name))).toEqual([]);
  });

  it.each(["y ~ .", "y ~ . - a", "y ~ a\\b", "y ~ f(`a`, '`') + b"])("are all of them for %s", (formula) => {
    expect(Mentioned.in(formula).includes("anything")).toBe(true);
  });

  it("are the union over several formulas", () => {
    const mentioned = Mentioned.in("y ~ a", "~ b");
    expect(["y", "a", "b", "c"].map((name) => mentioned.includes(name))).toEqual([true, true, true, false]);
  });
});
