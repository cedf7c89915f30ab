import { describe, expect, test } from "vitest";
import { PenlikError, translate } from "../src/errors.js";
import { native } from "../src/native.js";
import { nearestName, readOptions, wordOption } from "../src/options.js";
import { widthOf } from "../src/terminal.js";
import { refusalOf } from "./support/refusal.js";

describe("an error of the addon", () => {
  test("becomes a PenlikError with every part", () => {
    const reason = { code: "ERR_DOMAIN", message: "delta is -1", argument: "delta", value: "-1", expected: "> 0" };
    const error = translate(new Error(JSON.stringify(reason)));
    expect(error).toBeInstanceOf(PenlikError);
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, message: error.message, name: error.name }).toEqual({
      ...reason,
      position: undefined,
      name: "PenlikError",
    });
  });

  test("about a formula points at the place, counted as JavaScript counts", () => {
    const formula = "größe ~ 年龄 + )";
    const position = Buffer.from(formula.slice(0, formula.indexOf(")"))).length;
    const error = translate(new Error(JSON.stringify({ code: "ERR_FORMULA", message: "no", position })), formula);
    expect(error.position).toBe(formula.indexOf(")"));
    const [, line, caret] = error.message.split("\n") as [string, string, string];
    // The two ideographs take two columns each.
    expect(caret.indexOf("^")).toBe(widthOf(line.slice(0, line.indexOf(")"))));
    expect(widthOf("年")).toBe(2);
  });

  test("about a long formula shows the part around the place, about one with control characters their escapes", () => {
    const told = (formula: string) => {
      const reason = { code: "ERR_FORMULA", message: "no", position: Buffer.byteLength(formula.split(")")[0] ?? "") };
      return translate(new Error(JSON.stringify(reason)), formula).message.split("\n");
    };
    const [, line = "", caret = ""] = told(`y ~ ${"a + ".repeat(20_000)})${" + b".repeat(20_000)}`);
    expect([line.length, line[caret.indexOf("^")]]).toEqual([98, ")"]);
    expect(line).toMatch(/^ {2}….*…$/);
    const [, escaped = "", place = ""] = told("y ~ \u001B[31m )\r");
    expect(escaped).toBe("  y ~ \\u001b[31m )\\u000d");
    expect(escaped[place.indexOf("^")]).toBe(")");
  });

  test("has no control characters from the data in its message", () => {
    const reason = { code: "ERR_LEVEL", message: "the level '\u001B[31mz'\nat row 0" };
    expect(translate(new Error(JSON.stringify(reason))).message).toBe("the level '\\u001b[31mz'\nat row 0");
  });

  test("about a formula of several lines shows the one at fault", () => {
    const formula = "y ~ a +\n\tb + )";
    const position = formula.indexOf(")");
    const error = translate(new Error(JSON.stringify({ code: "ERR_FORMULA", message: "no", position })), formula);
    expect(error.message).toBe("no\n  \tb + )\n  \t    ^");
  });

  test.each<[string, unknown]>([
    ["text that is no JSON", new Error("Failed to convert")],
    ["JSON of something else", new Error('{"a":1}')],
    ["broken JSON", new Error("{")],
    ["something thrown that is no error", "text"],
  ])("with %s is a defect of the library and keeps its cause", (_, thrown) => {
    const error = translate(thrown);
    expect(error.code).toBe("ERR_INTERNAL");
    expect(error.cause).toBe(thrown);
  });

  test("is translated once", () => {
    const error = new PenlikError({ code: "ERR_RANK", message: "x" });
    expect(translate(error)).toBe(error);
  });
});

describe("a panic of the addon", () => {
  test("throws from a synchronous call, and the next call works", () => {
    const call = () => native.__selfTest.panicSync("on purpose");
    for (let i = 0; i < 3; i++) {
      expect(call).toThrow(/"ERR_INTERNAL".*on purpose.*self_test\.rs/);
    }
    expect(native.__selfTest.sum(Float64Array.of(1, 2))).toBe(3);
  });

  test("rejects the promise of a background job, and the next job works", async () => {
    await expect(native.__selfTest.panicAsync("in the back")).rejects.toThrow(/"ERR_INTERNAL".*in the back/);
    await expect(native.__selfTest.spin(1)).resolves.toBe(1);
  });
});

describe("an option object", () => {
  const known = ["tolerance", "maxIterations", "signal"] as const;
  type Options = { tolerance?: number; maxIterations?: number; signal?: unknown };

  test.each([
    ["tolerence", "tolerance"],
    ["Tolerance", "tolerance"],
    ["maxiteratons", "maxIterations"],
    ["singal", "signal"],
  ])("with %s is refused and told of %s", (key, name) => {
    expect(() => readOptions<Options>("options", { [key]: 1 } as Options, known)).toThrow(`did you mean ${name}?`);
  });

  test("with a key that is near to none gets the list", () => {
    expect(() => readOptions<Options>("options", { zzz: 1 } as Options, known)).toThrow(known.join(", "));
  });

  test("counts its own properties only", () => {
    const inherited = Object.create({ tolerance: 1 }) as Options;
    expect(readOptions<Options>("options", inherited, known).tolerance).toBeUndefined();
    const proto = JSON.parse('{ "__proto__": { "tolerance": 1 } }') as Options;
    expect(refusalOf(() => readOptions<Options>("options", proto, known)).code).toBe("ERR_DOMAIN");
  });

  test("does not see options on the prototype of all objects", () => {
    Object.defineProperty(Object.prototype, "tolerance", { value: 1, configurable: true });
    try {
      expect(readOptions<Options>("options", {}, known).tolerance).toBeUndefined();
    } finally {
      Reflect.deleteProperty(Object.prototype, "tolerance");
    }
  });

  test("may leave options undefined, or be absent itself", () => {
    expect("tolerance" in readOptions<Options>("options", { tolerance: undefined } as never, known)).toBe(false);
    expect(Object.keys(readOptions<Options>("options", undefined, known))).toEqual([]);
  });

  test.each([null, 3, "x", true, [], () => 1])("is not %j", (options) => {
    expect(refusalOf(() => readOptions<Options>("options", options as Options, known)).code).toBe("ERR_DOMAIN");
  });

  test("a word of a closed list is matched exactly, and the nearest is named", () => {
    expect(() => wordOption("na", "omitt", ["fail", "omit"])).toThrow('did you mean "omit"?');
    expect(refusalOf(() => wordOption("na", "constructor", ["fail", "omit"]))).toEqual({
      code: "ERR_DOMAIN",
      argument: "na",
    });
  });

  test("a word that is planned is told apart from one that is not known", () => {
    expect(refusalOf(() => wordOption("type", "terms", ["link"], ["terms"])).code).toBe("ERR_UNSUPPORTED");
    expect(() => wordOption("type", "terms", ["link"], ["terms"])).toThrow('"link" ("terms" is not available yet)');
  });

  test.each([
    ["na", "y"],
    ["se", "na"],
    ["zz", "y"],
    ["x", "y"],
  ])("a name without a likeness is no suggestion: %s is not %s", (name, other) => {
    expect(nearestName(name, [other])).toBeUndefined();
  });

  test("a name that differs in case alone is one, however short", () => {
    expect(nearestName("X", ["y", "x"])).toBe("x");
  });

  test("of nothing that has any are refused in words", () => {
    expect(() => readOptions("options", { a: 1 } as object, [])).toThrow("expected no option, as there is none");
  });

  test("the nearest name is found in reasonable time for names of any length", () => {
    expect(nearestName("x".repeat(1e6), known)).toBeUndefined();
  });
});
