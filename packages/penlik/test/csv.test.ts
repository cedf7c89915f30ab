import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCsv, readCsv } from "../src/data/csv.js";
import { PenlikError } from "../src/errors.js";

const plain = (text: string | Uint8Array, options = {}) => ({ ...parseCsv(text, options) });

describe("a CSV text", () => {
  it.each([
    ["numbers and strings", "x,ses\n1,low\n-2.5e3,high\n", { x: [1, -2500], ses: ["low", "high"] }],
    ["NA and empty fields as missing", "x,g\nNA,\n1,NA\n2,a\n", { x: [Number.NaN, 1, 2], g: [null, null, "a"] }],
    ["a byte order mark and CRLF", "\uFEFFa,b\r\n1,x\r\n2,y\r\n", { a: [1, 2], b: ["x", "y"] }],
    ["lone carriage returns", "a\r1\r2", { a: [1, 2] }],
    ["quotes around commas, quotes and line ends", 'a,b\n1,"x, ""y""\r\nz"\n', { a: [1], b: ['x, "y"\nz'] }],
    ["quoted numbers as numbers", '"a","b"\n"1","2"\n', { a: [1], b: [2] }],
    ["blank lines between rows", "a,b\n\n1,2\n\n3,4\n\n", { a: [1, 3], b: [2, 4] }],
    ["a blank line in one column as missing", "a\n1\n\n2\n", { a: [1, Number.NaN, 2] }],
    ["row names under an empty first header", '"","a"\n"1",7\n', { a: [7] }],
    ["spaces around numbers", "a\n 1 \n2\n", { a: [1, 2] }],
    ["NaN and infinities as numbers", "a\n1\nnan\n-Inf\n", { a: [1, Number.NaN, Number.NEGATIVE_INFINITY] }],
    ["hexadecimal and grouped digits as strings", "a,b\n0x10,1_0\n", { a: ["0x10"], b: ["1_0"] }],
    ["missing fields among white space", "a,b\n1, NA\n2, \n3, 4\n", { a: [1, 2, 3], b: [Number.NaN, Number.NaN, 4] }],
    ["dates as strings", "a\n2020-01-02\n", { a: ["2020-01-02"] }],
  ])("may hold %s", (_, text, expected) => {
    const columns = plain(text);
    expect(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]]))).toEqual(expected);
  });

  it("gives typed arrays for numbers, also when there are no rows", () => {
    expect(plain("a,b\n")).toEqual({ a: new Float64Array(0), b: new Float64Array(0) });
  });

  it("may have columns of any name", () => {
    const columns = parseCsv("__proto__,constructor\n1,b\n");
    expect(Object.keys(columns)).toEqual(["__proto__", "constructor"]);
  });

  it("may have another delimiter and other words for missing", () => {
    expect(plain("a;b\n.;2\n", { delimiter: ";", missing: ["."] })).toEqual({
      a: Float64Array.of(Number.NaN),
      b: Float64Array.of(2),
    });
  });

  it.each([
    ["too few fields", "a,b\n1,2\n3\n", "ERR_SHAPE", "line 3 of the CSV is of 1 fields; expected 2 fields"],
    [
      "too many fields after a quoted line end",
      'a,b\n1,"x\ny"\n1,2,3\n',
      "ERR_SHAPE",
      "line 4 of the CSV is of 3 fields",
    ],
    ["an open quote", 'a,b\n1,"x\n2,y\n', "ERR_SHAPE", "line 2 is badly quoted"],
    ["text after a quote", 'a,b\n1,"x"z\n', "ERR_SHAPE", "line 2 is badly quoted"],
    ["a repeated header", "a,b,a\n1,2,3\n", "ERR_COLUMN", 'the CSV header is a line with "a" twice'],
    ["an empty header", "a,,b\n1,2,3\n", "ERR_COLUMN", "the name of CSV column 2 is empty"],
    ["nothing", "", "ERR_COLUMN", "the CSV header is empty"],
  ])("is refused for %s", (_, text, code, message) => {
    expect(() => parseCsv(text)).toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("is refused when it is not UTF-8", () => {
    expect(() => parseCsv(Uint8Array.of(97, 10, 0xff))).toThrowError(PenlikError);
  });

  it("is refused when it is UTF-16, which is UTF-8 with NUL characters", () => {
    expect(() => parseCsv(Buffer.from("a,b\n1,2\n", "utf16le"))).toThrowError(/text with NUL characters/);
  });

  it.each([undefined, null, 3, {}])("is refused when it is %s", (text) => {
    expect(() => parseCsv(text as never)).toThrowError(
      expect.objectContaining({ code: "ERR_DOMAIN", argument: "text" }),
    );
  });

  it.each([
    ["a misspelt option", { delimeter: ";" }, "did you mean delimiter?"],
    ["one word for missing that is no list", { missing: "NULL" }, 'missing is "NULL"; expected an array of strings'],
    ["a number for missing", { missing: [-999] }, "missing is an array with -999 at 0; expected an array of strings"],
    ["a delimiter that is a number", { delimiter: 3 }, "delimiter is 3"],
    ["options that are null", null, "options is null"],
  ])("is refused for %s", (_, options, message) => {
    expect(() => parseCsv("a\n1\n", options as never)).toThrowError(message);
  });

  it.each(["", "||", '"'])("is refused for the delimiter %j", (delimiter) => {
    expect(() => parseCsv("a\n1\n", { delimiter })).toThrowError(expect.objectContaining({ code: "ERR_DOMAIN" }));
  });
});

describe("a CSV file", () => {
  it("is read from a path", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "penlik-csv-")), "a.csv");
    await writeFile(path, "a\n1\n");
    expect({ ...(await readCsv(path)) }).toEqual({ a: Float64Array.of(1) });
  });
});
