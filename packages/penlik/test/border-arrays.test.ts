import vm from "node:vm";
import { describe, expect, test } from "vitest";
import { floats, floatsOf, integers, numbers, output, transferred } from "../src/gate.js";
import { borrowed, matrix, matrixFromRows } from "../src/matrix.js";
import { native } from "../src/native.js";
import { refusalOf } from "./support/refusal.js";

const domain = { code: "ERR_DOMAIN", argument: "x" };

function detached(): Float64Array {
  const array = new Float64Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

const resizable = (): ArrayBuffer =>
  new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(32, { maxByteLength: 64 });

/** Node has it, the compiler's library without the web's does not. */
function webAssemblyMemory(): ArrayBuffer {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } };
  };
  return new WebAssembly.Memory({ initial: 1 }).buffer;
}

describe("the gate for arrays", () => {
  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a number", 3],
    ["a string", "123"],
    ["a plain array", [1, 2, 3, 4]],
    ["a Float32Array", new Float32Array(4)],
    ["an Int32Array", new Int32Array(4)],
    ["a BigInt64Array", new BigInt64Array(4)],
    ["a DataView", new DataView(new ArrayBuffer(32))],
    ["an ArrayBuffer", new ArrayBuffer(32)],
    ["an object with the prototype of a Float64Array", Object.create(Float64Array.prototype)],
    ["a proxy of a Float64Array", new Proxy(new Float64Array(4), {})],
    ["an object that claims the tag", { [Symbol.toStringTag]: "Float64Array", length: 4 }],
    ["a detached array", detached()],
    ["a view of shared memory", new Float64Array(new SharedArrayBuffer(32))],
    ["a view of a resizable buffer", new Float64Array(resizable(), 0, 4)],
    ["a view that tracks the length of a resizable buffer", new Float64Array(resizable())],
  ])("refuses %s", (_, x) => {
    expect(refusalOf(() => floats("x", x))).toEqual(domain);
  });

  test("lets through arrays of another realm, views inside a buffer, subclasses and empty arrays", () => {
    class Mine extends Float64Array {}
    const foreign = vm.runInNewContext("new Float64Array([1, 2, 3])");
    for (const x of [foreign, new Float64Array(new ArrayBuffer(64), 16, 3), new Mine(3), new Float64Array(0)]) {
      expect(floats("x", x)).toBe(x);
    }
    expect(native.__selfTest.sum(foreign)).toBe(6);
  });

  test("is not deceived by own properties that redefine length, buffer or byteOffset", () => {
    const x = new Float64Array(2);
    Object.defineProperties(x, {
      length: { value: 1000 },
      buffer: { value: new ArrayBuffer(8000) },
      byteOffset: { value: 8 },
      [Symbol.toStringTag]: { value: "Int32Array" },
    });
    expect(refusalOf(() => floatsOf("x", x, 1000))).toEqual({ code: "ERR_SHAPE", argument: "x" });
    expect(refusalOf(() => output(x, 2, x))).toEqual({ code: "ERR_DOMAIN", argument: "out" });
  });

  test("refuses another length with both lengths in the message", () => {
    expect(() => floatsOf("x", new Float64Array(3), 4)).toThrow("x is of length 3; expected length 4");
  });

  test("tells a type by its name", () => {
    expect(() => integers("codes", new Float64Array(3))).toThrow("codes is a Float64Array; expected an Int32Array");
  });

  test("converts arrays of numbers into a copy and names the first entry that is none", () => {
    expect(numbers("x", [1, 2.5, Number.NaN])).toEqual(Float64Array.of(1, 2.5, Number.NaN));
    const x = Float64Array.of(1, 2);
    expect(numbers("x", x)).toBe(x);
    expect(refusalOf(() => numbers("x", [1, "2"]))).toEqual({ code: "ERR_DOMAIN", argument: "x[1]" });
    expect(refusalOf(() => numbers("x", new Array(3)))).toEqual({ code: "ERR_DOMAIN", argument: "x[0]" });
  });
});

describe("an array to write into", () => {
  const buffer = new ArrayBuffer(160);
  const input = new Float64Array(buffer, 40, 5);

  test.each<[string, number]>([
    ["the same bytes", 40],
    ["the end of it", 72],
    ["the start of it", 8],
  ])("is refused when it overlaps %s of an input", (_, offset) => {
    const out = new Float64Array(buffer, offset, 5);
    expect(refusalOf(() => output(out, 5, input))).toEqual({ code: "ERR_DOMAIN", argument: "out" });
    for (const others of [[undefined, input] as const, [undefined, undefined, input] as const]) {
      expect(refusalOf(() => output(out, 5, ...others))).toEqual({ code: "ERR_DOMAIN", argument: "out" });
    }
    expect(refusalOf(() => output(out, 5, undefined, undefined, undefined, input)).argument).toBe("out");
  });

  test("may lie beside an input in one buffer", () => {
    for (const offset of [0, 80]) {
      const out = new Float64Array(buffer, offset, 5);
      expect(output(out, 5, input)).toBe(out);
    }
  });

  test("is made when it is absent, and refused with another length", () => {
    expect(output(undefined, 5)).toEqual(new Float64Array(5));
    expect(refusalOf(() => output(new Float64Array(4), 5))).toEqual({ code: "ERR_SHAPE", argument: "out" });
  });

  test("is refused when it is shared, resizable or detached", () => {
    for (const out of [new Float64Array(new SharedArrayBuffer(32)), new Float64Array(resizable(), 0, 4), detached()]) {
      expect(refusalOf(() => output(out, 4)).argument).toBe("out");
    }
  });
});

describe("memory across the border", () => {
  test("is read and written in place, at the offset of the view", () => {
    const buffer = new ArrayBuffer(8 * 40);
    const whole = new Float64Array(buffer).fill(-1);
    const x = new Float64Array(buffer, 8 * 3, 16).map((_, i) => i);
    const out = new Float64Array(buffer, 8 * 20, 16);
    native.__selfTest.mirror(x, out);
    expect([...out]).toEqual([...x]);
    expect([whole[19], whole[36]]).toEqual([-1, -1]);
  });

  test("of length 0 is an empty slice, also at the end of a buffer", () => {
    const nothing = new Float64Array(new ArrayBuffer(16), 16, 0);
    native.__selfTest.mirror(nothing, new Float64Array(0));
    expect(native.__selfTest.sum(nothing)).toBeCloseTo(0, 15);
  });

  test("that was detached behind the gate is empty for the addon, not dangling", () => {
    expect(native.__selfTest.sum(detached())).toBeCloseTo(0, 15);
  });

  test("is handed over without a copy: buffers are detached once, views keep their place", () => {
    const buffer = new ArrayBuffer(80);
    const [a, b] = [new Float64Array(buffer, 0, 4).fill(1), new Float64Array(buffer, 48, 4).fill(2)];
    const codes = Int32Array.of(7, 8);
    const moved = transferred<Float64Array | Int32Array>([a, b, codes]);
    expect(moved).toEqual([Float64Array.of(1, 1, 1, 1), Float64Array.of(2, 2, 2, 2), Int32Array.of(7, 8)]);
    expect(moved[0]?.buffer).toBe(moved[1]?.buffer);
    expect([a.length, b.length, codes.length, buffer.byteLength]).toEqual([0, 0, 0, 0]);
  });

  test("that the engine does not give away, such as WebAssembly's, is copied or refused but never taken", () => {
    const wasm = new Float64Array(webAssemblyMemory()).fill(3, 0, 2);
    let taken: Float64Array | undefined;
    try {
      [taken] = transferred([wasm]);
    } catch (error) {
      expect(error).toMatchObject({ code: "ERR_DOMAIN", argument: "transfer" });
    }
    expect(taken?.buffer).not.toBe(wasm.buffer);
    expect([wasm.length, wasm[1], taken?.[1] ?? 3]).toEqual([8192, 3, 3]);
  });
});

describe("a matrix", () => {
  test("keeps the array that it is given", () => {
    const data = new Float64Array(6);
    expect(matrix(2, 3, data).data).toBe(data);
    expect(matrix(2, 3)).toEqual({ data, rows: 2, cols: 3 });
    expect(
      matrixFromRows([
        [1, 2],
        [3, 4],
      ]).data,
    ).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(matrixFromRows([])).toEqual({ data: new Float64Array(0), rows: 0, cols: 0 });
  });

  test.each<[string, unknown, unknown, string]>([
    ["negative", -1, 2, "ERR_DOMAIN"],
    ["fractional", 1.5, 2, "ERR_DOMAIN"],
    ["not a number", Number.NaN, 2, "ERR_DOMAIN"],
    ["text", "2", 2, "ERR_DOMAIN"],
    ["beyond exact integers", 2 ** 53, 2, "ERR_DOMAIN"],
    ["so large that their product overflows", 2 ** 52, 2 ** 52, "ERR_TOO_LARGE"],
    ["so large that their product wraps to a small one in 64 bits", 2 ** 33, 2 ** 31, "ERR_TOO_LARGE"],
  ])("of sizes that are %s is refused before anything is allocated", (_, rows, cols, code) => {
    expect(refusalOf(() => matrix(rows as number, cols as number)).code).toBe(code);
    const claimed = { data: new Float64Array(4), rows, cols };
    expect(refusalOf(() => borrowed("X", claimed)).code).toBe(code);
  });

  test("whose data has another length is refused", () => {
    expect(refusalOf(() => matrix(2, 2, [1, 2, 3]))).toEqual({ code: "ERR_SHAPE", argument: "data" });
    const claimed = { data: new Float64Array(3), rows: 2, cols: 2 };
    expect(refusalOf(() => borrowed("X", claimed))).toEqual({ code: "ERR_SHAPE", argument: "X.data" });
  });

  test("of ragged rows is refused with the row", () => {
    expect(refusalOf(() => matrixFromRows([[1, 2], [3]]))).toEqual({ code: "ERR_SHAPE", argument: "rows[1]" });
  });

  test.each([undefined, null, 3, [], {}, { rows: 1, cols: 1 }])("is not %j", (x) => {
    expect(refusalOf(() => borrowed("X", x))).toEqual({ code: "ERR_DOMAIN", argument: "X" });
  });
});
