import * as arrow from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { toNativeTable } from "../src/data/table.js";
import { type ArrowTable, type Data, fit, fitSync } from "../src/index.js";
import type { NativeColumn } from "../src/native.js";
import { errorOf } from "./support/refusal.js";

const x = Float64Array.from({ length: 24 }, (_, i) => Math.sin(i));
const y = x.map((v, i) => 2 * v + (i % 3));
const g = Array.from(x, (_, i) => ["low", "high", "middle"][i % 3] as string);
const columns = { y, x, g };
const dictionary = (ordered: boolean) => arrow.dictionary(arrow.utf8(), arrow.int8(), ordered);
const table = arrow.tableFromArrays(columns, { types: { g: dictionary(false) } }) as unknown as ArrowTable;
const bytes = (format: "file" | "stream") => arrow.tableToIPC(table as never, { format }) as Uint8Array;
const named = (data: Data, name: string) => toNativeTable(data).columns.find((column) => column.name === name);
const numbers = (column: NativeColumn | undefined) => (column && "values" in column ? column.values : undefined);

/** A column in a table of its own. */
function alone(values: unknown, type: unknown): Data {
  return arrow.tableFromArrays({ a: values } as never, { types: { a: type } } as never) as unknown as Data;
}

describe("an Arrow table", () => {
  it("gives the model of the same columns", () => {
    const wanted = fitSync("y ~ x + g", columns);
    for (const data of [table, bytes("file"), bytes("stream"), bytes("stream").slice().buffer]) {
      const model = fitSync("y ~ x + g", data);
      expect(model.coefficients).toEqual(wanted.coefficients);
      expect(model.coefficientNames).toEqual(wanted.coefficientNames);
      expect(model.predict(data).data).toEqual(wanted.predict(columns).data);
      expect(Object.keys(model.augment(data))).toEqual(["y", "x", "g", ".fitted"]);
      expect(model.simulate().data).toEqual(wanted.simulate().data);
    }
  });

  it("is read where it lies, where a column of floats is one piece without nulls", () => {
    const own = table.getChild("x")?.data[0]?.values as Float64Array;
    expect(numbers(named(table, "x"))?.buffer).toBe(own.buffer);
    const file = bytes("file");
    expect(numbers(named(file, "x"))?.buffer).toBe(file.buffer);
    // Files of Node begin anywhere in memory.
    const odd = new Uint8Array(file.length + 3).subarray(3);
    odd.set(file);
    expect(numbers(named(odd, "x"))).toEqual(x);
  });

  it("lends weights and offsets by name", () => {
    const weighted = arrow.tableFromArrays({ ...columns, w: x.map((v) => 1 + v * v) }) as unknown as Data;
    const model = fitSync("y ~ x", weighted, { weights: "w" });
    expect(model.coefficients).toEqual(fitSync("y ~ x", columns, { weights: x.map((v) => 1 + v * v) }).coefficients);
  });

  it("is copied, not taken, by transfer", async () => {
    const model = await fit("y ~ x", table, { transfer: true });
    expect(model.coefficients).toEqual(fitSync("y ~ x", table).coefficients);
  });

  it("sorts the levels of a dictionary unless it is ordered; the option goes before", () => {
    const ordered = arrow.tableFromArrays(columns, { types: { g: dictionary(true) } }) as unknown as Data;
    const levels = (data: Data, options = {}) => fitSync("y ~ g", data, options).covariates[0];
    expect(levels(table)).toMatchObject({ levels: ["high", "low", "middle"] });
    expect(levels(ordered)).toMatchObject({ levels: ["low", "high", "middle"] });
    expect(levels(ordered, { levels: { g: ["middle", "low", "high"] } })).toMatchObject({
      levels: ["middle", "low", "high"],
    });
  });
});

describe("a column of Arrow", () => {
  const day = new Date(Date.UTC(2001, 0, 2));
  it.each<[string, unknown, unknown, number[]]>([
    ["float32", [0.5, 2], arrow.float32(), [0.5, 2]],
    ["float16", [0.5, 2], arrow.float16(), [0.5, 2]],
    ["int16", [3, -4], arrow.int16(), [3, -4]],
    ["uint32", [3, 4e9], arrow.uint32(), [3, 4e9]],
    ["int64", [3n, -(2n ** 53n - 1n)], arrow.int64(), [3, -(2 ** 53 - 1)]],
    ["days", [day, null], arrow.dateDay(), [day.getTime(), Number.NaN]],
    ["timestamps", [day, null], arrow.timestamp(arrow.TimeUnit.MICROSECOND), [day.getTime(), Number.NaN]],
    ["times of day", [7, null], arrow.time(arrow.TimeUnit.SECOND as never), [7, Number.NaN]],
    ["floats with nulls", [1.5, null], arrow.float64(), [1.5, Number.NaN]],
    ["nulls", [null, null], arrow.nullType(), [Number.NaN, Number.NaN]],
  ])("of %s is one of numbers", (_, values, type, wanted) => {
    const data = alone(values, type);
    expect(numbers(named(data, "a"))).toEqual(Float64Array.from(wanted));
    const file = arrow.tableToIPC(data as never, { format: "file" }) as Uint8Array;
    expect(numbers(named(file, "a"))).toEqual(Float64Array.from(wanted));
  });

  it.each<[string, unknown, unknown, number[], string[]]>([
    ["strings", ["b", "a", null], arrow.utf8(), [0, 1, -1], ["b", "a"]],
    ["long strings", ["b", "a", "b"], arrow.largeUtf8(), [0, 1, 0], ["b", "a"]],
    ["a dictionary", ["b", null, "b"], dictionary(false), [0, -1, 0], ["b"]],
    ["booleans", [true, false, null], arrow.bool(), [1, 0, -1], ["false", "true"]],
  ])("of %s is categorical", (_, values, type, codes, levels) => {
    expect(named(alone(values, type), "a")).toEqual({ name: "a", codes: Int32Array.from(codes), levels });
  });

  it("of bigger pieces is put together", () => {
    const pieces = arrow.tableFromIPC(
      arrow.tableToIPC(
        arrow.tableFromArrays({ a: Float64Array.of(1, 2, 3) }, { maxBatchRows: 2 } as never) as never,
        {},
      ) as never,
    ) as unknown as Data;
    expect((pieces as ArrowTable).getChild("a")?.data.length).toBe(2);
    expect(numbers(named(pieces, "a"))).toEqual(Float64Array.of(1, 2, 3));
  });

  it("is refused where it is none of numbers or classes, or too large a number, and is mentioned", () => {
    const lists = alone([[1], [2]], arrow.list(arrow.int32()));
    expect(errorOf(() => toNativeTable(lists))).toMatchObject({ code: "ERR_COLUMN", value: "of the Arrow type list" });
    const big = alone([1n, 2n ** 60n], arrow.int64());
    expect(errorOf(() => toNativeTable(big)).argument).toBe('column "a", row 1');
    const file = arrow.tableToIPC(big as never, { format: "file" }) as Uint8Array;
    expect(errorOf(() => toNativeTable(file)).message).toContain("at most 53 bits");
    expect(
      numbers(named(arrow.tableToIPC(alone([1n, -7n], arrow.int64()) as never, { format: "file" }) as Uint8Array, "a")),
    ).toEqual(Float64Array.of(1, -7));
  });

  it("of another implementation may hold big integers and dates", () => {
    const foreign = (cells: unknown[], typeId: number): Data => ({
      schema: { fields: [{ name: "a" }] },
      numRows: cells.length,
      getChild: () => ({
        type: { typeId },
        length: cells.length,
        nullCount: 0,
        data: [{ values: new BigInt64Array(cells.length) }],
        [Symbol.iterator]: () => cells[Symbol.iterator](),
      }),
    });
    expect(numbers(named(foreign([3n, -4n], 2), "a"))).toEqual(Float64Array.of(3, -4));
    expect(numbers(named(foreign([day, new Date(5)], 10), "a"))).toEqual(Float64Array.of(day.getTime(), 5));
    const { argument, code } = errorOf(() => toNativeTable(foreign([3n, 2n ** 60n], 2)));
    expect([argument, code]).toEqual(['column "a", row 1', "ERR_COLUMN"]);
  });

  it("of a file with compressed pieces is refused with what would be read", () => {
    const codec = { encode: (data: Uint8Array) => data.subarray(1), decode: (data: Uint8Array) => data };
    arrow.setCompressionCodec(arrow.CompressionType.ZSTD, codec);
    const packed = arrow.tableToIPC(table as never, { format: "file", codec: arrow.CompressionType.ZSTD } as never);
    arrow.setCompressionCodec(arrow.CompressionType.ZSTD, null as never);
    expect(errorOf(() => toNativeTable(packed as Uint8Array)).message).toContain("compress");
  });
});
