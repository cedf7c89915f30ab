import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { PenlikError } from "../src/errors.js";
import { GroupLasso, L1, NonNegative, Ridge } from "../src/generated/penalties.js";
import { matrix } from "../src/matrix.js";
import { type FitOptions, fit, fitSync } from "../src/model/fit.js";
import { fitMatrix, fitMatrixSync, type MatrixFitOptions } from "../src/model/fit-matrix.js";
import { Term } from "../src/penalties/term.js";
import { classified, table } from "./support/examples.js";
import { refusalOf, rejectionOf } from "./support/refusal.js";

const data = table(60);
const formula = "y ~ x + z + group";

describe("a fit in the background", () => {
  test("gives the same bits as the one on the calling thread", async () => {
    const [there, here] = [await fit(formula, data), fitSync(formula, data)];
    expect(there.coefficients).toEqual(here.coefficients);
    expect(there.toJSON()).toEqual(here.toJSON());
    const example = classified(300, 4, 3);
    const options = { ...example, family: "multinomial", ridge: 0.5 } as const;
    expect((await fitMatrix(options)).coefficients).toEqual(fitMatrixSync(options).coefficients);
  });

  test("has taken its input before the call returns", async () => {
    const mine = table(60);
    const promise = fit(formula, mine);
    mine.y.fill(0);
    mine.x.fill(0);
    mine.group.fill("a");
    expect((await promise).coefficients).toEqual(fitSync(formula, data).coefficients);
  });

  test("with transfer takes the memory of its arrays and leaves them empty", async () => {
    const mine = table(60);
    const [weights, offset] = [new Float64Array(60).fill(2), new Float64Array(60).fill(0.5)];
    const expected = fitSync(formula, data, { weights, offset }).coefficients;
    const model = await fit(formula, mine, { weights, offset, transfer: true });
    expect(model.coefficients).toEqual(expected);
    expect([mine.y, mine.x, mine.z, weights, offset].map(({ length }) => length)).toEqual([0, 0, 0, 0, 0]);
  });

  test("with transfer still names the column that is not there", async () => {
    const numbers = (length: number) => Float64Array.from({ length }, (_, i) => i);
    const promise = fit("size ~ wieght", { size: numbers(9), weight: numbers(9) }, { transfer: true });
    await expect(promise).rejects.toThrowError("data has no column 'wieght'; did you mean 'weight'?");
  });

  test("puts one listener on a signal for all fits that share it, and takes it off with the last", async () => {
    const { signal } = new AbortController();
    const fits = Array.from({ length: 30 }, () => fit(formula, data, { signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await Promise.all(fits);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    const controller = new AbortController();
    const more = Array.from({ length: 30 }, () => fit(formula, data, { signal: controller.signal }));
    controller.abort();
    const codes = (await Promise.allSettled(more)).map((end) => (end.status === "rejected" ? end.reason.code : "done"));
    expect(new Set(codes).has("ERR_ABORTED")).toBe(true);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  test("from a matrix with transfer takes X and y, also when they share a buffer", async () => {
    const { X, y } = classified(200, 3, 3);
    const expected = fitMatrixSync({ X, y, family: "multinomial", ridge: 1 }).coefficients;
    const buffer = new ArrayBuffer(8 * 600 + 4 * 200);
    const mine = { X: matrix(200, 3, new Float64Array(buffer, 0, 600)), y: new Int32Array(buffer, 4800, 200) };
    mine.X.data.set(X.data);
    mine.y.set(y);
    const model = await fitMatrix({ ...mine, family: "multinomial", ridge: 1, transfer: true });
    expect(model.coefficients).toEqual(expected);
    expect([mine.X.data.length, mine.y.length, buffer.byteLength]).toEqual([0, 0, 0]);
  });

  test("tells its iterations in order, the last being that of the model", async () => {
    const seen: number[] = [];
    const { X, y } = classified(500, 4, 3);
    const onProgress = vi.fn(({ iteration }: { iteration: number }) => seen.push(iteration));
    const model = await fitMatrix({ X, y, family: "multinomial", ridge: 0.1, onProgress });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThanOrEqual(model.iterations);
    expect(onProgress.mock.calls[0]?.[0]).toMatchObject({ objective: expect.any(Number), step: expect.any(Number) });
  });
});

describe("aborting a fit", () => {
  const reason = new Error("no longer wanted");
  const long = classified(100_000, 8, 4);

  test("before it begins rejects with the reason as cause, and nothing runs", async () => {
    const onProgress = vi.fn();
    const promise = fit(formula, data, { signal: AbortSignal.abort(reason), onProgress });
    await expect(promise).rejects.toMatchObject({ name: "PenlikError", code: "ERR_ABORTED", cause: reason });
    expect(onProgress).not.toHaveBeenCalled();
    expect(() => fitSync(formula, data, { signal: AbortSignal.abort(reason) })).toThrow("aborted");
  });

  test("midway stops it within an iteration", async () => {
    const controller = new AbortController();
    let told = 0;
    const onProgress = () => {
      told += 1;
      controller.abort(reason);
    };
    const { signal } = controller;
    const natural = (await fitMatrix({ ...long, family: "multinomial", ridge: 1 })).iterations;
    const promise = fitMatrix({ ...long, family: "multinomial", ridge: 1, signal, onProgress });
    await expect(promise).rejects.toMatchObject({ code: "ERR_ABORTED", argument: "signal", cause: reason });
    expect(told).toBe(1);
    expect(told).toBeLessThan(natural);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("counts until the model is handed over, however fast the fit was", async () => {
    for (let round = 0; round < 20; round++) {
      const controller = new AbortController();
      const onProgress = () => controller.abort(reason);
      const promise = fit(formula, data, { signal: controller.signal, onProgress });
      await expect(promise).rejects.toMatchObject({ code: "ERR_ABORTED", cause: reason });
    }
  });

  test("after its end does nothing, as the signal holds no listener any more", async () => {
    const controller = new AbortController();
    const model = await fit(formula, data, { signal: controller.signal });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    controller.abort();
    expect(model.coefficients.length).toBe(5);
  });

  test("of an input that is refused leaves no listener either", async () => {
    const { signal } = new AbortController();
    expect(await rejectionOf(fit("y ~ nowhere", data, { signal }))).toMatchObject({ code: "ERR_COLUMN" });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test.each<[string, (error: Error) => unknown]>([
    [
      "throws",
      (error) => {
        throw error;
      },
    ],
    ["returns a promise that rejects", (error) => Promise.reject(error)],
  ])("happens by a progress listener that %s, with its error", async (_, listen) => {
    const mistake = new Error("in the listener");
    const onProgress = vi.fn(() => listen(mistake) as undefined);
    await expect(fitMatrix({ ...long, family: "multinomial", ridge: 1, onProgress })).rejects.toBe(mistake);
    expect(onProgress).toHaveBeenCalledTimes(1);
  });
});

describe("the options of a fit", () => {
  test.each<[string, FitOptions & Record<string, unknown>, string, string]>([
    ["an unknown one", { rigde: 1 } as never, "ERR_DOMAIN", "options"],
    ["a family that does not exist", { family: "logistic" as never }, "ERR_DOMAIN", "family"],
    ["an unknown method", { method: "reml" as never }, "ERR_DOMAIN", "method"],
    ["selection as a word", { select: "yes" as never }, "ERR_DOMAIN", "select"],
    ["too few values", { discretize: 15 }, "ERR_DOMAIN", "discretize"],
    ["half a value", { discretize: 99.5 }, "ERR_DOMAIN", "discretize"],
    ["too many values", { discretize: 65537 }, "ERR_DOMAIN", "discretize"],
    ["values as a word", { discretize: "yes" as never }, "ERR_DOMAIN", "discretize"],
    ["an unknown bias", { bias: "firth" as never }, "ERR_DOMAIN", "bias"],
    ["an infinite log-strength", { logStrength: [Number.POSITIVE_INFINITY] }, "ERR_NON_FINITE", "logStrength[0]"],
    ["log-strengths without smooths", { logStrength: [0] }, "ERR_SHAPE", "logStrength"],
    ["log-strengths as a word", { logStrength: "s(x)" as never }, "ERR_DOMAIN", "logStrength"],
    ["unknown contrasts", { contrasts: "sums" as never }, "ERR_DOMAIN", "contrasts"],
    ["unknown contrasts of a column", { contrasts: { g: "dummy" as never } }, "ERR_DOMAIN", "contrasts.g"],
    ["contrasts of numbers", { contrasts: { x: "sum" } }, "ERR_COLUMN", "contrasts"],
    ["half a seed", { seed: 0.5 }, "ERR_DOMAIN", "seed"],
    ["a negative ridge", { ridge: -1 }, "ERR_DOMAIN", "ridge"],
    ["a ridge that is not a number", { ridge: Number.NaN }, "ERR_NON_FINITE", "ridge"],
    ["a ridge as text", { ridge: "1" as never }, "ERR_DOMAIN", "ridge"],
    ["no tolerance at all", { tolerance: 0 }, "ERR_DOMAIN", "tolerance"],
    ["half an iteration", { maxIterations: 0.5 }, "ERR_DOMAIN", "maxIterations"],
    ["negative threads", { threads: -1 }, "ERR_DOMAIN", "threads"],
    ["strictness as text", { strict: "yes" as never }, "ERR_DOMAIN", "strict"],
    ["an infinite start", { start: [0, Number.NEGATIVE_INFINITY] }, "ERR_NON_FINITE", "start[1]"],
    ["an unknown policy for missing values", { na: "drop" as never }, "ERR_DOMAIN", "na"],
    ["too few weights", { weights: [1, 2] }, "ERR_SHAPE", "weights"],
    ["a negative weight", { weights: new Float64Array(60).fill(-1) }, "ERR_DOMAIN", "weights"],
    ["weights of a column that is not there", { weights: "w" }, "ERR_COLUMN", "weights"],
    ["weights of a column of strings", { weights: "group" }, "ERR_COLUMN", "weights"],
    ["an infinite offset", { offset: new Float64Array(60).fill(1 / 0) }, "ERR_NON_FINITE", "offset"],
    ["shared weights", { weights: new Float64Array(new SharedArrayBuffer(480)) }, "ERR_DOMAIN", "weights"],
    ["levels that are no strings", { levels: { group: [1, 2] as never } }, "ERR_DOMAIN", "levels.group"],
    ["levels as a list", { levels: ["a"] as never }, "ERR_DOMAIN", "levels"],
    ["a signal that is none", { signal: {} as never }, "ERR_DOMAIN", "signal"],
    ["a listener that is no function", { onProgress: 1 as never }, "ERR_DOMAIN", "onProgress"],
    ["transfer as text", { transfer: "yes" as never }, "ERR_DOMAIN", "transfer"],
  ])("refuse %s", async (_, options, code, argument) => {
    expect(await rejectionOf(fit(formula, data, options))).toEqual({ code, argument });
    expect(refusalOf(() => fitSync(formula, data, options))).toEqual({ code, argument });
  });

  test.each<[string, object, string]>([
    ["progress", { onProgress: () => {} }, "onProgress"],
    ["transfer", { transfer: true }, "transfer"],
  ])("refuse %s on the calling thread", (_, options, argument) => {
    expect(refusalOf(() => fitSync(formula, data, options))).toEqual({ code: "ERR_UNSUPPORTED", argument });
  });

  test.each<[string, unknown, string]>([
    ["a record of formulas", { a: "~ x" }, "ERR_UNSUPPORTED"],
    ["a number", 3, "ERR_DOMAIN"],
    ["nothing", undefined, "ERR_DOMAIN"],
  ])("refuse %s as a formula", async (_, given, code) => {
    expect(await rejectionOf(fit(given as string, data))).toEqual({ code, argument: "formula" });
  });

  test("point at the place where a formula fails", () => {
    let error: unknown;
    try {
      fitSync("y ~ x + ) z", data);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PenlikError);
    expect(error).toMatchObject({ code: "ERR_FORMULA", position: 8 });
    expect((error as Error).message.split("\n").at(-1)).toBe(`${" ".repeat(10)}^`);
  });
});

describe("a fit from a matrix", () => {
  const { X, y } = classified(40, 3, 3);
  const ridge = 1;
  const base: MatrixFitOptions = { X, y, family: "multinomial", ridge };
  const expected = fitMatrixSync(base).coefficients;

  test("takes classes as codes, numbers, labels or counts", () => {
    const labels = Array.from(y, (code) => String(code));
    const counts = matrix(40, 3);
    for (const [i, code] of y.entries()) counts.data[3 * i + code] = 1;
    for (const response of [Array.from(y), Float64Array.from(y), labels, counts]) {
      expect(fitMatrixSync({ ...base, y: response }).coefficients).toEqual(expected);
    }
  });

  test("takes penalties of the catalog over rows of columns and classes", () => {
    const groups = new GroupLasso({ groups: "rows", weights: [1, 1], strength: 1e4 });
    const model = fitMatrixSync({ X, y, family: "multinomial", terms: [{ term: groups, columns: [1, 2] }] });
    expect(model.converged).toBe(true);
    const zeros = Array.from(model.coefficients, (b, k) => (k % 3 === 0 ? b !== 0 : b === 0));
    expect(zeros).toEqual(Array(6).fill(true));
    expect(model.strengths).toEqual(Float64Array.of(1e4));
    expect(model.warnings.join()).toContain("at a kink");
  });

  test("takes bias away by Jeffreys's prior where classes are separated", () => {
    const separated = {
      X: matrix(6, 2, [1, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6]),
      y: [0, 0, 0, 1, 1, 1],
      family: "binomial",
    } as const;
    expect(fitMatrixSync(separated).converged).toBe(false);
    const model = fitMatrixSync({ ...separated, bias: "jeffreys" });
    expect(model.converged).toBe(true);
    const [intercept, slope] = model.coefficients as unknown as [number, number];
    expect(-intercept / slope).toBeCloseTo(3.5, 12);
    expect(() => fitMatrixSync({ ...separated, bias: "jeffreys", terms: [{ term: new L1() }] })).toThrowError("bias");
  });

  test("tells how a penalty becomes a term, and which name stands twice", () => {
    const bare = { toJSON: () => ({ kind: "Ridge", strength: 1 }) };
    expect(() => fitMatrixSync({ ...base, terms: [bare as never] })).toThrowError(
      "terms[0] is a penalty; expected an object { term, columns } with the penalty as its term",
    );
    expect(() => fitMatrixSync({ ...base, names: ["a", "b", "a"] })).toThrowError('names is a list that has "a" twice');
  });

  test("names the classes and the columns as it is told", () => {
    const model = fitMatrixSync({ ...base, classes: ["low", "mid", "high"], names: ["one", "a", "b"] });
    expect(model.classes).toEqual(["low", "mid", "high"]);
    expect(model.columnNames).toEqual(["one", "a", "b"]);
  });

  test("counts codes that are far apart as neighbors", () => {
    const sparse = y.map((code) => code * 1_000_000);
    expect(fitMatrixSync({ ...base, y: sparse }).classes).toEqual(["0", "1000000", "2000000"]);
  });

  test("takes a ridge as a matrix, as a term or as columns of a larger span", () => {
    const identity = matrix(2, 2, [1, 0, 0, 1]);
    const free = { X, y, family: "multinomial", method: "fixed" } as const;
    const one = fitMatrixSync({ ...free, penalties: [{ matrix: identity, columns: [1, 2] }] }).coefficients;
    const term = { toJSON: () => ({ kind: "Ridge", strength: 1 }) };
    expect(fitMatrixSync({ ...free, terms: [{ term, columns: [2, 1] }] }).coefficients).toEqual(one);
    const halves = new Term(new Ridge({ strength: 2 }), { weight: 0.5 });
    expect(fitMatrixSync({ ...free, terms: [{ term: halves, columns: [2, 1] }] }).coefficients).toEqual(one);
    const ends = fitMatrixSync({ ...free, penalties: [{ matrix: identity, columns: [0, 2] }] }).coefficients;
    const whole = matrix(3, 3, [1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(fitMatrixSync({ ...free, penalties: [{ matrix: whole }] }).coefficients).toEqual(ends);
    const strong = fitMatrixSync({ ...free, penalties: [{ matrix: identity, columns: [1, 2], logStrength: 3 }] });
    expect(strong.coefficients).not.toEqual(one);
    expect(strong.strengths[0]).toBeCloseTo(Math.exp(3), 12);
  });

  const identity = matrix(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  test.each<[string, Record<string, unknown>, string, string]>([
    ["no X", { X: undefined }, "ERR_DOMAIN", "X"],
    ["X as rows", { X: [[1]] }, "ERR_DOMAIN", "X"],
    ["X of claimed sizes", { X: { ...X, rows: 41 } }, "ERR_SHAPE", "X.data"],
    ["X of sizes whose product overflows", { X: { ...X, rows: 2 ** 40, cols: 2 ** 40 } }, "ERR_TOO_LARGE", "X"],
    [
      "X with a NaN",
      {
        X: matrix(
          40,
          3,
          X.data.map((x, i) => (i === 7 ? Number.NaN : x)),
        ),
      },
      "ERR_NON_FINITE",
      "X",
    ],
    ["no y", { y: undefined }, "ERR_DOMAIN", "y"],
    ["y as text", { y: "abc" }, "ERR_DOMAIN", "y"],
    ["too few classes", { y: y.slice(1) }, "ERR_SHAPE", "y"],
    ["a negative class", { y: y.map((code, i) => (i === 5 ? -1 : code)) }, "ERR_DOMAIN", "y[5]"],
    ["half a class", { y: Float64Array.from(y, (code) => code + 0.5) }, "ERR_DOMAIN", "y[0]"],
    ["labels with a hole", { y: Array.from(y, (code, i) => (i === 9 ? null : String(code))) }, "ERR_DOMAIN", "y[9]"],
    [
      "a label outside the classes",
      { y: Array.from(y, String), classes: ["0", "1"] },
      "ERR_LEVEL",
      `y[${y.indexOf(2)}]`,
    ],
    ["a code outside the classes", { classes: ["0", "1"] }, "ERR_LEVEL", `y[${y.indexOf(2)}]`],
    ["labels for numbers", { y: Array.from(y, String), family: "gaussian" }, "ERR_DOMAIN", "y"],
    ["counts for numbers", { y: matrix(40, 3), family: "poisson" }, "ERR_DOMAIN", "y"],
    ["classes for numbers", { classes: ["a"], family: "gaussian" }, "ERR_DOMAIN", "classes"],
    ["repeated classes", { classes: ["a", "a", "b"] }, "ERR_DOMAIN", "classes"],
    ["too few names", { names: ["a"] }, "ERR_SHAPE", "names"],
    ["names that are no strings", { names: [1, 2, 3] }, "ERR_DOMAIN", "names"],
    ["weights of another length", { weights: [1] }, "ERR_SHAPE", "weights"],
    ["penalties that are no list", { penalties: {} }, "ERR_DOMAIN", "penalties"],
    [
      "a penalty of another size",
      { penalties: [{ matrix: identity, columns: [0, 1] }] },
      "ERR_SHAPE",
      "penalties[0].matrix",
    ],
    ["a penalty with an unknown key", { penalties: [{ matrix: identity, strength: 1 }] }, "ERR_DOMAIN", "penalties[0]"],
    [
      "a column beyond X",
      { penalties: [{ matrix: identity, columns: [1, 2, 3] }] },
      "ERR_DOMAIN",
      "penalties[0].columns[2]",
    ],
    ["a column twice", { penalties: [{ matrix: identity, columns: [1, 1, 2] }] }, "ERR_DOMAIN", "penalties[0].columns"],
    [
      "an infinite strength",
      { penalties: [{ matrix: identity, logStrength: 800 }] },
      "ERR_DOMAIN",
      "penalties[0].logStrength",
    ],
    ["a term that is no penalty", { terms: [{ term: {}, columns: [1] }] }, "ERR_DOMAIN", "terms[0].term"],
    [
      "a term that learns without a derivative",
      { family: "poisson", terms: [{ term: new Term(new L1(), { learn: ["strength"] }) }] },
      "ERR_UNSUPPORTED",
      "terms[0]",
    ],
    [
      "two terms without derivatives on a column",
      { terms: [{ term: new L1(), columns: [1] }, { term: new NonNegative() }] },
      "ERR_UNSUPPORTED",
      "terms[1]",
    ],
    ["an unknown option", { x: X }, "ERR_DOMAIN", "options"],
  ])("refuses %s", async (_, change, code, argument) => {
    const options = { ...base, ...change } as MatrixFitOptions;
    expect(refusalOf(() => fitMatrixSync(options))).toEqual({ code, argument });
    expect(await rejectionOf(fitMatrix(options))).toEqual({ code, argument });
  });
});
