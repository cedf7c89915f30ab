import { describe, expect, test } from "vitest";
import { MultinomialFamily, type MultinomialFamilyOptions } from "../src/families/multinomial-family.js";
import { MultinomialLogit } from "../src/families/multinomial-logit.js";
import { type Matrix, matrix, matrixFromRows } from "../src/matrix.js";
import { refusalOf } from "./support/refusal.js";

const near = (found: ArrayLike<number>, wanted: readonly number[], digits = 14) => {
  expect(found.length).toBe(wanted.length);
  for (const [k, x] of wanted.entries()) expect(found[k]).toBeCloseTo(x, digits);
};

/** One row with X = 1, so that β is η. */
const row = (y: number) =>
  new MultinomialFamily({ design: matrix(1, 1, [1]), y: Int32Array.of(y), classes: ["a", "b", "c"] });

const design = matrixFromRows([0, 1, 2, 3, 4, 5, 6].map((i) => [1, Math.sin(3 * i), Math.cos(5 * i)]));
const beta = Float64Array.of(0.3, -1, 0.5, -0.2, 0.8, 1.5);
const y = Int32Array.of(0, 1, 2, 2, 1, 0, 1);
const options: MultinomialFamilyOptions = { design, y, classes: 3 };
const diagonal = (...entries: number[]): Matrix => {
  const out = matrix(entries.length, entries.length);
  entries.forEach((x, j) => {
    out.data[j * (entries.length + 1)] = x;
  });
  return out;
};

describe("the joint multinomial model", () => {
  test("has the published probabilities, information and change of it in one row", () => {
    const at = Float64Array.of(1, -2);
    near(row(2).gradient(at), [-0.705384512698241, -0.0351190269593397]);
    const w = [0.207817201943706, -0.0247724177181502, -0.0247724177181502, 0.0338856809047689];
    near(row(0).jointHessian(at).data, w);
    const workspace = row(1).workspace(at);
    near(workspace.hessian().data, w);
    const dw = [-0.0325066928687209, -0.0179445803653672, -0.0179445803653672, 0.0199893909689252];
    near(workspace.directionalDerivative(Float64Array.of(0.5, 1)).data, dw);
  });

  test("keeps the log-likelihood of the reference where the others are far", () => {
    expect(row(2).logLikelihood(Float64Array.of(800, -5))).toBe(-800);
  });

  test("is the sum of its rows", () => {
    const eta = matrix(7, 2);
    for (let i = 0; i < 7; i++)
      for (let a = 0; a < 2; a++)
        for (let j = 0; j < 3; j++)
          (eta.data[2 * i + a] as number) += (design.data[3 * i + j] as number) * (beta[3 * a + j] as number);
    const logit = new MultinomialLogit({ classes: 3 });
    const model = new MultinomialFamily(options);
    expect(model.logLikelihood(beta)).toBeCloseTo(logit.logLikelihood(eta, y), 13);
    const score = logit.score(eta, y);
    const gradient = model.gradient(beta);
    for (let a = 0; a < 2; a++)
      for (let j = 0; j < 3; j++) {
        const sum = [...y.keys()].reduce(
          (sum, i) => sum + (design.data[3 * i + j] as number) * (score[2 * i + a] as number),
          0,
        );
        expect(gradient[3 * a + j]).toBeCloseTo(sum, 13);
      }
  });

  test("gives products, diagonal and derivatives that belong to one Hessian", () => {
    const model = new MultinomialFamily(options);
    const workspace = model.workspace(beta);
    const { data: h } = workspace.hessian();
    expect(model.jointHessian(beta).data).toEqual(h);
    const v = Float64Array.of(1, -2, 0.5, 3, 0, -1);
    const product = [0, 1, 2, 3, 4, 5].map((i) => v.reduce((sum, x, j) => sum + x * (h[6 * i + j] as number), 0));
    near(workspace.hessianVectorProduct(v), product, 13);
    near(
      workspace.hessianDiagonal(),
      [0, 7, 14, 21, 28, 35].map((k) => h[k] as number),
    );
    const step = 1e-5;
    const moved = (t: number) => model.workspace(beta.map((b, k) => b + t * (v[k] as number)));
    const along = workspace.directionalDerivative(v).data;
    const [up, down] = [moved(step).hessian().data, moved(-step).hessian().data];
    for (let k = 0; k < 36; k++) {
      expect(along[k]).toBeCloseTo(((up[k] as number) - (down[k] as number)) / (2 * step), 7);
    }
    const second = workspace.secondDirectionalDerivative(v, beta).data;
    const [above, below] = [moved(step), moved(-step)].map((at) => at.directionalDerivative(beta).data);
    for (let k = 0; k < 36; k++) {
      expect(second[k]).toBeCloseTo(((above?.[k] as number) - (below?.[k] as number)) / (2 * step), 6);
    }
  });

  test("writes into the arrays that it is given and returns them", () => {
    const model = new MultinomialFamily(options);
    const workspace = model.workspace(beta);
    const out = new Float64Array(6);
    expect(model.gradient(beta, out)).toBe(out);
    expect(out).toEqual(model.gradient(beta));
    expect(workspace.hessianVectorProduct(beta, out)).toBe(out);
    expect(out).toEqual(workspace.hessianVectorProduct(beta));
    expect(workspace.hessianDiagonal(out)).toBe(out);
    expect(refusalOf(() => workspace.hessianVectorProduct(beta, beta)).argument).toBe("out");
  });

  test("tells solvers of its blocks", () => {
    const names = ["one", "sin", "cos"];
    const penalties = [{ matrix: diagonal(0, 1, 0), nullDimension: 2 }, { matrix: diagonal(0, 0, 1) }];
    const model = new MultinomialFamily({
      ...options,
      classes: ["lo", "mid", "hi"],
      reference: "mid",
      names,
      penalties,
    });
    const [lo, hi] = model.blockSpecs();
    expect([lo?.name, hi?.name]).toEqual(["class_lo", "class_hi"]);
    expect(lo?.design).toBe(design);
    expect(hi?.design).toBe(design);
    expect(lo?.nullDimension).toBe(1);
    expect(lo?.penalties.map((penalty) => penalty.nullDimension)).toEqual([2, 2]);
    expect(lo?.gaugePriority).toBeGreaterThan(hi?.gaugePriority as number);
    expect(hi?.columns).toEqual({ start: 3, end: 6 });
    expect(model.parameterNames()).toEqual(["lo", "hi"].flatMap((c) => names.map((name) => `class_${c}:${name}`)));
    expect(model.costHints().denseBytes).toBe(8 * 36);
  });

  test("gives working sets whose scores make the gradient", () => {
    const model = new MultinomialFamily({ ...options, weights: Float64Array.of(1, 2, 0, 1, 3, 1, 0.5) });
    const gradient = model.gradient(beta);
    const { data: h } = model.jointHessian(beta);
    for (const [a, set] of model.blockWorkingSets(beta).entries()) {
      const sum = (column: Float64Array, power: number) =>
        column.reduce((sum, x, i) => sum + x * (design.data[3 * i + 1] as number) ** power, 0);
      expect(sum(set.score, 1)).toBeCloseTo(gradient[3 * a + 1] as number, 13);
      expect(sum(set.weights, 2)).toBeCloseTo(h[7 * (3 * a + 1)] as number, 13);
      expect(set.response.length).toBe(7);
    }
  });

  test("takes labels, one-hot rows and counts of one as the same, and counts as trials", () => {
    const oneHot = matrix(7, 3);
    y.forEach((c, i) => {
      oneHot.data[3 * i + c] = 1;
    });
    const value = (y: Matrix | Int32Array, weights?: Float64Array) =>
      new MultinomialFamily({ ...options, y, ...(weights && { weights }) }).logLikelihood(beta);
    expect(value(oneHot)).toBe(value(y));
    const tripled = { ...oneHot, data: oneHot.data.map((x) => 3 * x) };
    expect(value(tripled)).toBe(value(y, new Float64Array(7).fill(3)));
  });

  test.each<[string, Partial<Record<keyof MultinomialFamilyOptions, unknown>>, string, string]>([
    ["one class", { classes: 1 }, "ERR_DOMAIN", "classes"],
    ["a class twice", { classes: ["a", "b", "a"] }, "ERR_LEVEL", "classes"],
    ["a reference that is no class", { reference: "7" }, "ERR_LEVEL", "reference"],
    ["a class that there is not", { y: Int32Array.of(0, 1, 2, 3, 0, 1, 2) }, "ERR_DOMAIN", "y"],
    ["too few rows", { y: Int32Array.of(0) }, "ERR_SHAPE", "y"],
    ["shares that sum to 2", { y: matrix(7, 3, new Float64Array(21).fill(2 / 3)) }, "ERR_DOMAIN", "y"],
    ["a weight below 0", { weights: Float64Array.of(1, 1, 1, 1, 1, 1, -1) }, "ERR_DOMAIN", "weights[6]"],
    ["an offset of two rows", { offset: matrix(2, 1) }, "ERR_SHAPE", "offset"],
    ["a design with NaN", { design: matrix(7, 1, new Float64Array(7).fill(Number.NaN)) }, "ERR_NON_FINITE", "design"],
    ["a penalty of another size", { penalties: [{ matrix: diagonal(1, 1) }] }, "ERR_SHAPE", "penalties[0]"],
    ["an indefinite penalty", { penalties: [{ matrix: diagonal(1, 1, -1) }] }, "ERR_DOMAIN", "penalties[0]"],
    [
      "another null space",
      { penalties: [{ matrix: diagonal(1, 1, 0), nullDimension: 0 }] },
      "ERR_DOMAIN",
      "penalties[0].nullDimension",
    ],
    ["an unknown metric", { penaltyMetric: "centered" }, "ERR_DOMAIN", "penaltyMetric"],
    ["an unknown option", { metric: "centred" } as never, "ERR_DOMAIN", "options"],
  ])("refuses %s", (_, change, code, argument) => {
    const call = () => new MultinomialFamily({ ...options, ...change } as MultinomialFamilyOptions);
    expect(refusalOf(call)).toEqual({ code, argument });
  });

  test("refuses coefficients and directions that do not fit", () => {
    const model = new MultinomialFamily(options);
    expect(refusalOf(() => model.logLikelihood(new Float64Array(5)))).toEqual({ code: "ERR_SHAPE", argument: "beta" });
    const nan = new Float64Array(6).fill(Number.NaN);
    expect(refusalOf(() => model.gradient(nan))).toEqual({ code: "ERR_NON_FINITE", argument: "beta" });
    const workspace = model.workspace(beta);
    expect(refusalOf(() => workspace.directionalDerivative(nan))).toEqual({ code: "ERR_NON_FINITE", argument: "d" });
  });
});
