import { describe, expect, it } from "vitest";
import { Hoyer, JumpReLU, jumpReluGate, matrix, penaltyFromJSON, SoftmaxEntropy, TopK } from "../src/index.js";

const entropy = new SoftmaxEntropy({ categories: 3, temperature: 0.7, strength: 1.4 });
const row = Float64Array.of(0.4, -0.8, 1.3);

describe("penalties of whole rows", () => {
  it("have their known values", () => {
    expect(new Hoyer().value(Float64Array.of(3, 4))).toBeCloseTo(0.965685424949238, 14);
    expect(new Hoyer().value(matrix(2, 3, [1, -2, 2, 0, 7, 0]))).toBeCloseTo(0.9106836025229591, 14);
    const four = new SoftmaxEntropy({ categories: 4, temperature: 0.8, strength: 1.1 });
    const z = Float64Array.of(0.3, -0.6, 0.9, 0.2);
    expect(four.value(z)).toBeCloseTo(1.327708686057547, 14);
    expect(four.at(z).boundDiagonal()[2]).toBeCloseTo(0.87629124171179, 13);
    expect([...new TopK({ k: 1, width: 3 }).gradient(Float64Array.of(1, -2, 0))]).toEqual([0, -2, 0]);
  });

  it("refuse a length that is no multiple of their width", () => {
    expect(() => entropy.value(Float64Array.of(1, 2))).toThrow("a multiple of 3 columns");
    expect(() => new TopK({ k: 4, width: 3 })).toThrow("k is 4; expected a whole number from 1 to the width 3");
  });

  it("differentiate in a shape parameter that is an array entry by entry", () => {
    const penalty = new JumpReLU({ thresholds: Float64Array.of(0.25, 0.5), smoothing: 0.04, strength: 1.3 });
    const slopes = penalty.at(Float64Array.of(0.45, -9)).gradientLogShape();
    expect(slopes.length).toBe(2);
    expect(slopes[0]).toBeCloseTo(0.3093209583370649, 14);
    expect(penaltyFromJSON(JSON.stringify(penalty)).toJSON()).toEqual(penalty.toJSON());
  });
});

describe("the row operators of SoftmaxEntropy", () => {
  it("have their known values, strength included", () => {
    expect(entropy.rowHessianDerivative(row, 0).data[0]).toBeCloseTo(-0.77768267925696, 13);
    const derivative = entropy.rowBoundDerivative(row, 0);
    const diagonal = [0, 4, 8].map((i) => derivative.data[i]);
    expect(diagonal[0]).toBeCloseTo(1.58804512490829, 13);
    expect(diagonal[1]).toBeCloseTo(-0.0775070855542455, 13);
    expect(diagonal[2]).toBeCloseTo(1.58804512490829, 13);
  });

  it("are those of the penalty at that row", () => {
    const local = entropy.at(row);
    expect(entropy.rowHessian(row)).toEqual(local.hessian());
    expect([0, 4, 8].map((i) => entropy.rowBound(row).data[i])).toEqual([...local.boundDiagonal()]);
    const metric = entropy.rowFisherMetric(row);
    expect([metric.rows, metric.cols]).toEqual([3, 3]);
    for (let k = 0; k < 3; k++) {
      const sum = metric.data.slice(3 * k, 3 * k + 3).reduce((a, b) => a + b);
      expect(Math.abs(sum)).toBeLessThan(1e-15);
    }
    expect(entropy.rowFisherMetricDerivative(row, 2).data.length).toBe(9);
  });

  it("refuse rows and places that do not exist", () => {
    expect(() => entropy.rowHessian(Float64Array.of(1, 2))).toThrow("row is of length 2; expected length 3");
    expect(() => entropy.rowHessianDerivative(row, 3)).toThrow("w is 3; expected a whole number from 0 to 2");
    expect(() => entropy.rowBound(Float64Array.of(1, Number.NaN, 2))).toThrow("row is NaN at index 1");
  });
});

describe("jumpReluGate", () => {
  it("gives value and straight-through derivatives of a number", () => {
    const q = 1 / (1 + Math.exp(-5));
    const slope = (0.45 * q * (1 - q)) / 0.04;
    const gate = jumpReluGate(0.45, 0.25, 0.04);
    expect(gate.value).toBe(0.45);
    expect(gate.dX).toBeCloseTo(q + slope, 13);
    expect(gate.dThreshold).toBeCloseTo(-slope, 13);
  });

  it("writes arrays in place, with a threshold for every column or one for all", () => {
    const x = Float64Array.of(0.45, 0.45, -1, 2);
    const out = { value: new Float64Array(4), dX: new Float64Array(4), dThreshold: new Float64Array(4) };
    expect(jumpReluGate(x, Float64Array.of(0.25, 0.5), 0.04, out)).toBe(out);
    expect([...out.value]).toEqual([0.45, 0, 0, 2]);
    expect([...jumpReluGate(x, 0.25, 0.04).value]).toEqual([0.45, 0.45, 0, 2]);
    expect(out.dX[0]).toBe(jumpReluGate(0.45, 0.25, 0.04).dX);
  });

  it("refuses what it cannot use by name", () => {
    const x = Float64Array.of(1, 2);
    expect(() => jumpReluGate(1, -1, 0.1)).toThrow("threshold is -1");
    expect(() => jumpReluGate(Number.NaN, 1, 0.1)).toThrow("x is NaN");
    expect(() => jumpReluGate(x, 1, 0.1, { value: x, dX: x, dThreshold: x })).toThrow("overlaps an input");
    // @ts-expect-error one number has one threshold
    expect(() => jumpReluGate(1, x, 0.1)).toThrow("threshold is ");
  });
});
