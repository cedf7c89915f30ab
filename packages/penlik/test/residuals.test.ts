import { describe, expect, test } from "vitest";
import { families } from "../src/families/family.js";
import { type Matrix, matrix, matrixFromRows } from "../src/matrix.js";
import { fitSync } from "../src/model/fit.js";
import { fitMatrixSync } from "../src/model/fit-matrix.js";
import { FittedModel } from "../src/model/fitted.js";
import { modelFromJSON } from "../src/model/load.js";
import type { Residuals, ResidualType } from "../src/model/residuals.js";
import { FakeNative } from "./fake-native.js";
import { classified } from "./support/examples.js";
import { errorOf, refusalOf } from "./support/refusal.js";

const x = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
const y = [1.2, 1.9, 3.4, 3.9, 5.2, 5.8, 7.4, 7.7];
const k = [1, 0, 3, 2, 5, 4, 9, 12];
const counts = fitSync("k ~ x", { x, k }, { family: "poisson" });

function near(found: ArrayLike<number>, wanted: readonly number[], digits: number) {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });
}

const squares = (values: ArrayLike<number>) => Array.from(values).reduce((sum, r) => sum + r * r, 0);

describe("residuals", () => {
  // R: glm(k ~ x, family = poisson); residuals(…, type).
  test.each<[ResidualType, number[]]>([
    ["deviance", [0.22978888675625, -1.52623007382454, 0.87968075081878, -0.35675547443193, 0.60392949435278]],
    ["pearson", [0.23950566831951, -1.07920763485218, 0.97325412894292, -0.34320247170677, 0.63449298418261]],
    ["working", [0.26989838206964, -1, 0.74153516638782, -0.21501383718931, 0.32685364548726]],
  ])("of type %s are those of R", (type, wanted) => {
    const { data, rows, cols, classes, kept } = counts.residuals({ type });
    expect([rows, cols, classes, Array.from(kept)]).toEqual([8, 1, [], [0, 1, 2, 3, 4, 5, 6, 7]]);
    near(data.subarray(0, 5), wanted, 7);
  });

  test("are those of the deviance when nothing is said; their squares add up to it", () => {
    expect(counts.residuals()).toEqual(counts.residuals({ type: "deviance" }));
    expect(squares(counts.residuals().data)).toBeCloseTo(counts.deviance, 12);
    const mean = counts.predict({ x }).data;
    near(
      counts.residuals({ type: "response" }).data,
      k.map((k, i) => k - (mean[i] as number)),
      12,
    );
  });

  test("of type quantile lie between the normal quantiles of P(Y < y) and P(Y <= y), by their seed", () => {
    const mean = counts.predict({ x }).data;
    const found = counts.residuals({ type: "quantile", seed: 7 });
    expect(counts.residuals({ type: "quantile", seed: 7 })).toEqual(found);
    expect(counts.residuals({ type: "quantile" }).data).not.toEqual(found.data);
    found.data.forEach((r, i) => {
      const mu = mean[i] as number;
      let [term, below] = [Math.exp(-mu), 0];
      for (let j = 0; j < (k[i] as number); j++) {
        below += term;
        term *= mu / (j + 1);
      }
      expect(normal(r)).toBeGreaterThanOrEqual(below - 1e-6);
      expect(normal(r)).toBeLessThanOrEqual(below + term + 1e-6);
    });
    const plain = fitSync("y ~ x", { x, y });
    const raw = plain.residuals({ type: "response" }).data;
    near(
      plain.residuals({ type: "quantile" }).data,
      Array.from(raw, (r) => r / Math.sqrt(plain.scale)),
      10,
    );
  });

  test("of classes have a column each, which add up to nothing", () => {
    const { X, y } = classified(40, 3, 3);
    const model = fitMatrixSync({ X, y, family: "multinomial", ridge: 0.5 });
    const { data, rows, cols, classes } = model.residuals({ type: "response" });
    expect([rows, cols, classes]).toEqual([40, 3, ["0", "1", "2"]]);
    const p = model.predict(X).data;
    data.forEach((r, at) => {
      expect(r).toBeCloseTo(Number(y[Math.floor(at / 3)] === at % 3) - (p[at] as number), 12);
    });
    expect(squares(model.residuals().data)).toBeCloseTo(model.deviance, 9);
    expect(refusalOf(() => model.residuals({ type: "working" }))).toEqual({
      code: "ERR_UNSUPPORTED",
      argument: "type",
    });
  });

  test("say which rows of the data they are of", () => {
    const holes = { x: [1, 2, null, 4, 5, 6], y: [1, 2.5, 3, 4.5, 4.9, 6.3] };
    const model = fitSync("y ~ x", holes, { na: "omit", weights: [1, 1, 1, 0, 1, 1] });
    const { kept, rows } = model.residuals();
    expect([Array.from(kept), rows]).toEqual([[0, 1, 4, 5], 4]);
  });

  test("are refused where there are none, by name", () => {
    const read = modelFromJSON(JSON.parse(JSON.stringify(counts)));
    expect(errorOf(() => read.residuals()).message).toContain("a model that was read from a file holds no rows");
    const domain = (argument: string) => ({ code: "ERR_DOMAIN", argument });
    expect(refusalOf(() => counts.residuals({ type: "raw" as never }))).toEqual(domain("type"));
    expect(refusalOf(() => counts.residuals({ seed: 1 }))).toEqual(domain("seed"));
    expect(refusalOf(() => counts.residuals({ type: "quantile", seed: 0.5 }))).toEqual(domain("seed"));
    const quasi = fitSync("k ~ x", { x, k }, { family: "quasipoisson" });
    expect(refusalOf(() => quasi.residuals({ type: "quantile" })).code).toBe("ERR_UNSUPPORTED");
    const fake: Residuals = new FittedModel(new FakeNative()).residuals({ type: "quantile", seed: 5 });
    expect(fake).toMatchObject({ rows: 2, cols: 3, data: Float64Array.of(5, 2, 3, 4, 5, 6) });
  });
});

describe("the influence of rows", () => {
  // R: hatvalues, cooks.distance, rstandard(type = "deviance" and "pearson").
  test("on a fit by formula is that of R", () => {
    const { leverages, cooksDistances, standardizedResiduals, kept } = counts.influence({ x, k });
    near(leverages.subarray(0, 4), [0.201638712068763, 0.207022198371653, 0.199527314463617, 0.17910592973487], 7);
    near(
      cooksDistances?.subarray(0, 4) as Float64Array,
      [0.00907353609762, 0.191723292498447, 0.14747956128499, 0.0156533229542007],
      7,
    );
    near(
      standardizedResiduals?.deviance.subarray(0, 3) as Float64Array,
      [0.257175318340335, -1.713915837569606, 0.983222549634681],
      6,
    );
    near(
      standardizedResiduals?.pearson.subarray(0, 3) as Float64Array,
      [0.26805015405171, -1.21192151112849, 1.08780987331035],
      6,
    );
    expect(kept.length).toBe(8);
    expect(leverages.reduce((sum, h) => sum + h)).toBeCloseTo(counts.edf, 10);
  });

  test("on a fit from a matrix is that of R, also of a model that was read", () => {
    const X: Matrix = matrixFromRows(x.map((x) => [1, x]));
    const model = fitMatrixSync({ X, y });
    for (const one of [model, modelFromJSON(JSON.parse(JSON.stringify(model)))]) {
      const { leverages, cooksDistances, standardizedResiduals } = one.influence({ X, y });
      near(leverages.subarray(0, 4), [5 / 12, 23 / 84, 5 / 28, 11 / 84], 12);
      near(
        cooksDistances?.subarray(0, 3) as Float64Array,
        [0.008476072752958, 0.181541971551569, 0.14140540843675],
        11,
      );
      near(
        standardizedResiduals?.pearson.subarray(0, 3) as Float64Array,
        [0.154055196953178, -0.98130615107779, 1.1405830779115129],
        11,
      );
    }
  });

  test("of classes has leverages alone", () => {
    const { X, y } = classified(40, 3, 3);
    const model = fitMatrixSync({ X, y, family: families.multinomial(), ridge: 0.5 });
    const { leverages, cooksDistances, standardizedResiduals } = model.influence({ X, y });
    expect(leverages.reduce((sum, h) => sum + h)).toBeCloseTo(model.edf, 9);
    expect([cooksDistances, standardizedResiduals]).toEqual([null, null]);
  });

  test("is refused for other data than those of the fit, by name", () => {
    const labelled = fitSync("y ~ g", { y, g: ["a", "b", "c", "a", "b", "c", "a", "b"] });
    const other = { y, g: ["a", "b", "a", "a", "b", "b", "a", "b"] };
    expect(refusalOf(() => labelled.influence(other))).toEqual({ code: "ERR_DOMAIN", argument: "data" });
    expect(refusalOf(() => counts.influence({ x }))).toEqual({ code: "ERR_COLUMN", argument: "data" });
    const model = fitMatrixSync({ X: matrixFromRows(x.map((x) => [1, x])), y });
    expect(refusalOf(() => model.influence({ X: matrix(8, 3), y }))).toEqual({
      code: "ERR_SHAPE",
      argument: "columns of X",
    });
    expect(refusalOf(() => model.influence({ x, y } as never)).code).toBe("ERR_DOMAIN");
  });
});

/** Φ, to 1e-7 (Abramowitz and Stegun, 7.1.26). */
function normal(z: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(z) * Math.SQRT1_2);
  const tail =
    0.5 *
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) *
    t *
    Math.exp(-0.5 * z * z);
  return z > 0 ? 1 - tail : tail;
}
