import { describe, expect, it } from "vitest";
import { families, fitMatrixSync, fitSync, matrix } from "../src/index.js";
import { errorOf } from "./support/refusal.js";

const n = 160;
const uniform = (step: number) => Array.from({ length: n }, (_, i) => (((i + 1) * step) % 1) * 0.998 + 0.001);
const [x, u] = [uniform(0.618034), uniform(0.754878)] as [number[], number[]];
const tail = u.map((p) => Math.tan(2.4 * (p - 0.5)));
const share = x.map((v, i) => 1 / (1 + Math.exp(1 - 2 * v - 0.5 * (tail[i] as number))));
const heavy = x.map((v, i) => 3 * v + 0.4 * (tail[i] as number));
const amount = x.map((v, i) => ((u[i] as number) < 0.4 ? 0 : 5 * v * (u[i] as number)));
const levels = { grade: ["poor", "fair", "good"] };
const grade = x.map(
  (v, i) => levels.grade[[0.6, 1.4].filter((cut) => 2 * v * (u[i] as number) + 0.3 > cut).length] as string,
);
const table = { x, share, heavy, amount, grade };
const rows = 40_000;
const at = { x: new Array<number>(rows).fill(0.4) };

/** Draws of a new response at one place, each with coefficients of its own. */
function drawn(model: ReturnType<typeof fitSync>): Float64Array {
  return model.simulate({ data: { x: [0.4] }, draws: rows, seed: 8 }).data;
}

const shareBelow = (values: Float64Array, end: number) => values.filter((y) => y <= end).length / values.length;

describe("new responses", () => {
  it.each([
    ["share", families.beta()],
    ["share", families.beta({ precision: 2, link: "probit" })],
    ["heavy", families.scaledT()],
    ["heavy", families.scaledT({ df: 2.5, scale: 0.3 })],
  ] as const)("of %s by %j lie in prediction intervals as often as they should", (response, family) => {
    const model = fitSync(`${response} ~ s(x, k = 6)`, table, { family });
    const values = drawn(model);
    for (const level of [0.5, 0.9, 0.99]) {
      const { lower, upper, data } = model.predict({ x: [0.4] }, { interval: "prediction", level });
      const ends = [lower?.data[0], upper?.data[0]] as [number, number];
      expect(ends[0]).toBeLessThan(data[0] as number);
      expect(ends[1]).toBeGreaterThan(data[0] as number);
      const outside = (1 - level) / 2;
      const within = 4 * Math.sqrt((outside * (1 - outside)) / rows) + 1e-3 * outside;
      expect(Math.abs(shareBelow(values, ends[0]) - outside)).toBeLessThan(within);
      expect(Math.abs(1 - shareBelow(values, ends[1]) - outside)).toBeLessThan(within);
    }
  });

  it("of heavy tails move with the unit of the response", () => {
    const family = families.scaledT({ df: 4 });
    const ends = (unit: number) => {
      const model = fitSync("y ~ x", { x, y: heavy.map((y) => y * unit) }, { family });
      return model.predict({ x: [0.4] }, { interval: "prediction" }).upper?.data[0] as number;
    };
    expect((ends(2 ** -27) * 2 ** 27) / ends(1)).toBeCloseTo(1, 9);
  });

  it("of ordered classes are drawn as often as they are probable", () => {
    const model = fitSync("grade ~ x", table, { family: "orderedCategories", levels });
    const { data: p } = model.predict({ x: [0.4] });
    const { data, classes, cols } = model.simulate({ data: at, draws: 1, seed: 3 });
    expect([classes, cols]).toEqual([["poor", "fair", "good"], 1]);
    const { standardErrors } = model.predict({ x: [0.4] }, { standardErrors: true });
    for (const c of classes.keys()) {
      const found = data.filter((y) => y === c).length / rows;
      // One draw of the coefficients is behind all rows.
      expect(Math.abs(found - (p[c] as number))).toBeLessThan(4 * (standardErrors?.data[c] as number) + 0.01);
    }
    expect(model.simulate({ draws: 2, seed: 1 })).toMatchObject({ rows: n, cols: 2, classes });
  });

  it("of amounts are zero as often as the Tweedie law says", () => {
    const model = fitSync("amount ~ x", table, { family: families.tweedie({ power: 1.4 }) });
    const values = drawn(model);
    const mean = values.reduce((a, b) => a + b, 0) / rows;
    const mu = model.predict({ x: [0.4] }, { standardErrors: true });
    const [m, se] = [mu.data[0] as number, mu.standardErrors?.data[0] as number];
    const variance = model.scale * m ** 1.4 + se * se;
    expect(Math.abs(mean - m)).toBeLessThan(4 * Math.sqrt(variance / rows) + se * se);
    const none = Math.exp(-(m ** 0.6) / (model.scale * 0.6));
    expect(Math.abs(shareBelow(values, 0) - none)).toBeLessThan(0.01);
  });

  it("of ordered classes have no interval, their probabilities do", () => {
    const model = fitSync("grade ~ x", table, { family: "orderedCategories", levels });
    const error = errorOf(() => model.predict({ x: [0.4] }, { interval: "prediction" }));
    expect([error.code, error.argument]).toEqual(["ERR_UNSUPPORTED", "interval"]);
    expect(error.message).toContain("bands of the classes' probabilities");
    const { data, lower, upper } = model.predict({ x: [0.1, 0.9] }, { interval: "confidence", level: 0.9 });
    expect([lower?.rows, upper?.cols]).toEqual([2, 3]);
    data.forEach((p, k) => {
      expect(lower?.data[k] as number).toBeGreaterThan(0);
      expect(lower?.data[k] as number).toBeLessThan(p);
      expect(upper?.data[k] as number).toBeGreaterThan(p);
      expect(upper?.data[k] as number).toBeLessThan(1);
    });
  });
});

describe("concurvity of a fit from a matrix", () => {
  it("is that of the smooths that the matrix is made of", () => {
    const data = { y: heavy, x, z: x.map((v, i) => v * v + 0.3 * (u[i] as number)) };
    const smooth = fitSync('y ~ s(x, bs = "cr", k = 5) + s(z, bs = "cr", k = 5)', data);
    const { data: X, rows, cols } = smooth.predict(data, { type: "designMatrix" });
    const penalties = smooth.smooths.map(({ label, columns }) => {
      const size = columns.end - columns.start;
      const S = matrix(size, size);
      for (let k = 0; k < size; k++) S.data[k * size + k] = 1;
      return { matrix: S, columns: Array.from({ length: size }, (_, k) => columns.start + k), label };
    });
    const model = fitMatrixSync({ X: matrix(rows, cols, X), y: heavy, penalties });
    const wanted = smooth.concurvity();
    const found = model.concurvity();
    expect(found.map(({ term }) => term)).toEqual(["(parametric)", "s(x)", "s(z)"]);
    for (const [k, row] of found.entries()) {
      expect(row.worst).toBeCloseTo(wanted[k]?.worst as number, 10);
      expect(row.estimate).toBeCloseTo(wanted[k]?.estimate as number, 10);
      expect(row.observed).toBeGreaterThanOrEqual(0);
      expect(row.observed).toBeLessThanOrEqual(row.worst + 1e-9);
    }
    expect(model.concurvity({ data: matrix(rows, cols, X) })).toEqual(found);
    const free = fitMatrixSync({ X: matrix(rows, cols, X), y: heavy, ridge: 1 });
    expect(errorOf(() => free.concurvity()).message).toContain("penalized terms");
  });
});
