import { describe, expect, test } from "vitest";
import { L1, LogSparsity, Ridge, SmoothedL1 } from "../src/generated/penalties.js";
import { matrix } from "../src/matrix.js";
import { fitMatrixSync, type MatrixFitOptions } from "../src/model/fit-matrix.js";
import { modelFromJSON } from "../src/model/load.js";
import type { PenaltyTerm } from "../src/model/quadratic.js";
import { Term } from "../src/penalties/term.js";
import { errorOf } from "./support/refusal.js";

const n = 90;
const frac = (i: number, a: number) => ((i + 0.5) * a) % 1;
const angles = [0.414213562373095, 0.618033988749895, 0.732050807568877, 0.23606797749979];
const X = matrix(n, 5);
for (let i = 0; i < n; i++) {
  X.data[5 * i] = 1;
  angles.forEach((a, j) => {
    X.data[5 * i + j + 1] = 2 * frac(i, a) - 1;
  });
}
const y = Array.from({ length: n }, (_, i) => Math.round(4 * frac(i, 0.8732) * Math.exp(X.data[5 * i + 1] as number)));
const eye = matrix(4, 4);
for (let j = 0; j < 4; j++) eye.data[5 * j] = 1;
const columns = [1, 2, 3, 4];
const base = { X, y, family: "poisson" } as const;
const fit = (terms: PenaltyTerm[], over: Partial<MatrixFitOptions> = {}) => fitMatrixSync({ ...base, terms, ...over });

describe("a fit with terms that learn", () => {
  test("chooses the strength of a ridge as that of a quadratic penalty, by any method and with a scale", () => {
    const term = new Term(new Ridge(), { weight: 3, learn: ["strength"] });
    for (const over of [{}, { method: "ML" }, { method: "GCV", family: "gaussian" }] as Partial<MatrixFitOptions>[]) {
      const wanted = fitMatrixSync({ ...base, penalties: [{ matrix: eye, columns, label: "Ridge" }], ...over });
      const found = fit([{ term, columns }], over);
      expect(JSON.stringify(found)).toBe(JSON.stringify(wanted));
      expect(found.strengthLabels).toEqual(["Ridge"]);
    }
    const held = fit([{ term, columns }], { method: "fixed" });
    expect([held.method, ...held.strengths]).toEqual(["fixed", 3]);
    // Ridges without labels have strengths of their own.
    const two = fit([
      { term, columns: [1, 2] },
      { term, columns: [3, 4] },
    ]);
    expect(two.strengthLabels).toEqual(["Ridge", "Ridge 2"]);
  });

  test("ends where no other strength has a larger marginal likelihood, and tells it", () => {
    const term = new Term(new SmoothedL1({ eps: 0.1 }), { weight: 2, learn: ["strength"] });
    const model = fit([{ term, columns, label: "sparse" }]);
    expect(model).toMatchObject({ converged: true, method: "REML", strengthLabels: ["sparse"] });
    expect(model.strengthPlaces).toEqual(["interior"]);
    expect(Math.abs(model.criterionGradient?.[0] as number)).toBeLessThan(1e-7);
    const [strength] = model.strengths as unknown as [number];
    expect(model.logStrengths[0]).toBeCloseTo(Math.log(strength), 12);
    expect(model.edfTerms).toMatchObject([{ label: "sparse", columns: { start: 1, end: 5 }, test: null }]);
    const same = fit([{ term: new SmoothedL1({ eps: 0.1, strength }), columns }]);
    same.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(model.coefficients[j] as number, 9);
    });
    expect(same.edf).toBeCloseTo(model.edf, 8);
    // V by hand: the penalized fit, H and the normaliser of exp(−λ Σ √(b² + ε²)) by Simpson's rule.
    const criterion = (strength: number) => {
      const at = fit([{ term: new SmoothedL1({ eps: 0.1, strength }), columns }]);
      const objective = -at.logLikelihood + at.penalty;
      return objective - 0.5 * logDeterminant(at.covariance().data, 5) + 4 * logIntegral(strength, 0.1);
    };
    const [left, middle, right] = [0.9, 1, 1.1].map((factor) => criterion(factor * strength)) as [
      number,
      number,
      number,
    ];
    expect(middle).toBeLessThan(left);
    expect(middle).toBeLessThan(right);
    expect(middle - 2.5 * Math.log(2 * Math.PI)).toBeCloseTo(model.criterion as number, 6);
    expect(String(model.summary())).toMatch(/Strengths estimated by REML: criterion.*\n.*sparse [\d.]+/);
    const text = JSON.stringify(model);
    expect(JSON.stringify(modelFromJSON(JSON.parse(text)))).toBe(text);
  });

  test("chooses shape parameters too, and reports them by name", () => {
    const term = new Term(new LogSparsity({ delta: 2 }), { weight: 3, learn: ["strength", "delta"] });
    const model = fit([
      { term, columns: [1, 2] },
      { term: new Ridge({ strength: 0.5 }), columns: [4] },
    ]);
    expect(model.strengthLabels.slice(0, 2)).toEqual(["LogSparsity", "LogSparsity.delta"]);
    expect(model.strengths[2]).toBe(0.5);
    const [strength, delta] = model.strengths as unknown as [number, number];
    const same = fit([
      { term: new LogSparsity({ delta, strength }), columns: [1, 2] },
      { term: new Ridge({ strength: 0.5 }), columns: [4] },
    ]);
    same.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(model.coefficients[j] as number, 8);
    });
  });

  test("refuses what cannot learn, by name", () => {
    const learn = ["strength"] as const;
    const told = (penalty: ConstructorParameters<typeof Term>[0], over: Partial<MatrixFitOptions> = {}) =>
      errorOf(() => fit([{ term: new Term(penalty, { learn: [...learn] }), columns }], over)).message;
    const smooth = new SmoothedL1({ eps: 1 });
    expect(told(new L1())).toContain("terms[0] is L1; expected penalties with derivatives beside terms that learn");
    expect(told(smooth, { family: "gaussian" })).toContain("family is one with an unknown scale");
    expect(told(smooth, { method: "GCV" })).toContain("method is GCV with a term that learns");
    expect(told(smooth, { ridge: 1 })).toContain("terms[0] is on coefficients of another penalty");
    expect(told(smooth, { penalties: [{ matrix: eye, columns }] })).toContain("terms beside strengths estimated");
    expect(told(smooth, { prior: { kind: "normal", mean: 0, sd: 1 } })).toContain("prior is given beside a term");
  });
});

/** ln ∫ exp(−λ√(b² + ε²)) db. */
function logIntegral(strength: number, eps: number): number {
  const [top, steps] = [60 / strength, 200_000];
  const h = top / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4;
    sum += weight * Math.exp(-strength * (Math.hypot(i * h, eps) - eps));
  }
  return Math.log((2 * h * sum) / 3) - strength * eps;
}

/** ln det by Cholesky's rows. */
function logDeterminant(a: Float64Array, order: number): number {
  const l = a.slice();
  let sum = 0;
  for (let k = 0; k < order; k++) {
    const pivot = l[k * order + k] as number;
    sum += Math.log(pivot);
    for (let i = k + 1; i < order; i++) {
      const factor = (l[i * order + k] as number) / pivot;
      for (let j = k; j < order; j++) (l[i * order + j] as number) -= factor * (l[k * order + j] as number);
    }
  }
  return sum;
}
