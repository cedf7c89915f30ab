import { describe, expect, test } from "vitest";
import { families } from "../src/families/family.js";
import { MultinomialFamily } from "../src/families/multinomial-family.js";
import { type Matrix, matrix } from "../src/matrix.js";
import type { TermEdf } from "../src/model/description.js";
import { fitSync } from "../src/model/fit.js";
import { fitMatrix, fitMatrixSync, type MatrixFitOptions } from "../src/model/fit-matrix.js";
import { modelFromJSON } from "../src/model/load.js";
import type { ProgressEvent } from "../src/native.js";
import { errorOf, refusalOf } from "./support/refusal.js";

const n = 120;
const corners = 12;
const x = Float64Array.from({ length: n }, (_, i) => ((i + 0.5) * 0.618033988749895) % 1);
const noise = Float64Array.from({ length: n }, (_, i) => (((i + 0.5) * 0.414213562373095) % 1) - 0.5);

/** Broken lines over [0, 1]: each column is 1 at its corner and 0 at the others. */
function brokenLines(x: Float64Array): Matrix {
  const X = matrix(x.length, corners);
  x.forEach((x, i) => {
    const at = x * (corners - 1);
    const left = Math.min(Math.floor(at), corners - 2);
    X.data[i * corners + left] = 1 - (at - left);
    X.data[i * corners + left + 1] = at - left;
  });
  return X;
}

/** Σ of squared second differences: 0 for a straight line. */
function secondDifferences(): Matrix {
  const S = matrix(corners, corners);
  for (let k = 0; k + 2 < corners; k++) {
    [1, -2, 1].forEach((a, i) => {
      [1, -2, 1].forEach((b, j) => {
        (S.data[(k + i) * corners + k + j] as number) += a * b;
      });
    });
  }
  return S;
}

const X = brokenLines(x);
const curve = x.map((x, i) => Math.sin(6 * x) + 0.6 * (noise[i] as number));
const line = x.map((x, i) => 1 + 2 * x + 0.6 * (noise[i] as number));
const S = secondDifferences();
const options = (y: Float64Array): MatrixFitOptions => ({ X, y, penalties: [{ matrix: S, label: "bends" }] });
const size = (values: ArrayLike<number>) => Math.max(0, ...Array.from(values, Math.abs));

describe("a fit that estimates strengths", () => {
  test.each(["REML", "ML"] as const)("ends at the minimum of %s, and tells everything of it", (method) => {
    const model = fitMatrixSync({ ...options(curve), method });
    expect(model).toMatchObject({ converged: true, code: null, method });
    expect(model.strengthLabels).toEqual(["bends"]);
    expect(model.strengthPlaces).toEqual(["interior"]);
    expect(size(model.criterionGradient as Float64Array)).toBeLessThan(1e-9);
    expect(model.logStrengths[0]).toBeCloseTo(Math.log(model.strengths[0] as number), 12);
    const [term] = model.edfTerms as [TermEdf];
    expect(term).toMatchObject({ label: "bends", columns: { start: 0, end: corners } });
    // A curve through noise: no doubt that it is there.
    expect(term.test?.pValue).toBeLessThan(1e-12);
    expect(term.test?.rank).toBeGreaterThan(2);
    expect(term.test?.rank).toBeLessThan(corners);
    for (const text of [String(model.summary()), model.summary().toMarkdown()]) {
      expect(text).toMatch(/Test of bends: statistic [\d.]+ on [\d.]+ degrees of freedom, p (\\?<2e-16|= [\d.e-]+)/);
    }
    expect(model.edfTerms[0]?.edf).toBeCloseTo(model.edf, 9);
    expect(model.edf).toBeGreaterThan(3);
    expect(model.edf).toBeLessThan(corners);
    // The same strength, held, gives the same fit.
    const [logStrength] = model.logStrengths as unknown as [number];
    const held = fitMatrixSync({ X, y: curve, penalties: [{ matrix: S, logStrength }] });
    expect(held).toMatchObject({ method: "fixed", criterion: null, criterionGradient: null, edfTerms: [] });
    expect(held.strengthPlaces).toEqual(["fixed"]);
    held.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(model.coefficients[j] as number, 10);
    });
    expect(held.edf).toBeCloseTo(model.edf, 9);
  });

  test("estimates by REML when nothing is said, and takes 1 when told to hold", () => {
    expect(fitMatrixSync(options(curve)).method).toBe("REML");
    const fixed = fitMatrixSync({ ...options(curve), method: "fixed" });
    expect([fixed.method, ...fixed.strengths]).toEqual(["fixed", 1]);
    const given = fitMatrixSync({ X, y: curve, penalties: [{ matrix: S, logStrength: 0 }], method: "fixed" });
    expect(given.coefficients).toEqual(fixed.coefficients);
  });

  test("says that a term is at its null space without calling that a failure", () => {
    const model = fitMatrixSync(options(line));
    expect(model).toMatchObject({ converged: true, code: null, strengthPlaces: ["nullSpace"], warnings: [] });
    expect(model.edf).toBeCloseTo(2, 6);
    for (const text of [String(model.summary()), model.summary().toMarkdown()]) {
      expect(text).toContain("bends at its null space (strength to infinity)");
      expect(text).toContain("Strengths estimated by REML: criterion");
      expect(text).not.toMatch(/NOT CONVERGED|Warning/);
    }
    expect(model.summary().toJSON()).toMatchObject({ method: "REML", strengthPlaces: ["nullSpace"] });
  });

  test("has three covariances: the frequentist is smaller, the corrected larger", () => {
    const model = fitMatrixSync(options(curve));
    const [bayesian, frequentist, corrected] = (["bayesian", "frequentist", "corrected"] as const).map(
      (type) => model.covariance({ type }).data,
    ) as [Float64Array, Float64Array, Float64Array];
    for (let k = 0; k < corners; k++) {
      const at = k * (corners + 1);
      expect(frequentist[at]).toBeLessThan(bayesian[at] as number);
      expect(corrected[at]).toBeGreaterThanOrEqual(bayesian[at] as number);
    }
    // φH⁻¹IH⁻¹ = Σ − ΣS_λΣ/φ.
    const [strength] = model.strengths as unknown as [number];
    const times = (a: Float64Array, b: Float64Array) => {
      const entry = (_: unknown, k: number) => {
        const [i, j] = [Math.floor(k / corners), k % corners];
        return a
          .subarray(i * corners, (i + 1) * corners)
          .reduce((sum, x, l) => sum + x * (b[l * corners + j] as number), 0);
      };
      return Float64Array.from({ length: corners ** 2 }, entry);
    };
    const taken = times(times(bayesian, S.data), bayesian);
    frequentist.forEach((v, k) => {
      expect(v).toBeCloseTo((bayesian[k] as number) - (strength * (taken[k] as number)) / model.scale, 12);
    });
    const held = fitMatrixSync({ ...options(curve), method: "fixed" });
    expect(refusalOf(() => held.covariance({ type: "corrected" }))).toEqual({
      code: "ERR_UNSUPPORTED",
      argument: "type",
    });
    const free = fitMatrixSync({ X, y: curve });
    expect(free.covariance({ type: "frequentist" })).toEqual(free.covariance());
  });

  test("is stored and read back byte for byte", () => {
    const model = fitMatrixSync({ ...options(curve), ridge: 0.01 });
    expect(model.strengthLabels).toEqual(["bends", "ridge"]);
    expect(model.strengthPlaces).toEqual(["interior", "fixed"]);
    const text = JSON.stringify(model);
    const read = modelFromJSON(JSON.parse(text));
    expect(JSON.stringify(read)).toBe(text);
    expect(String(read.summary())).toBe(String(model.summary()));
    for (const type of ["frequentist", "corrected"] as const) {
      expect(read.covariance({ type })).toEqual(model.covariance({ type }));
    }
  });

  test("reports the criterion and its gradient, and is aborted within an iteration", async () => {
    const events: ProgressEvent[] = [];
    const model = await fitMatrix({ ...options(curve), onProgress: (event) => events.push(event) });
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) expect(event.phase).toBe("strengths");
    expect(model.criterion).toBeLessThanOrEqual((events[0]?.objective as number) + 1e-12);

    const controller = new AbortController();
    const reason = new Error("enough");
    let told = 0;
    const onProgress = () => {
      told++;
      controller.abort(reason);
    };
    const aborted = fitMatrix({ ...options(curve), signal: controller.signal, onProgress });
    await expect(aborted).rejects.toMatchObject({ code: "ERR_ABORTED", cause: reason });
    expect(told).toBe(1);
  });

  test.each<[string, Partial<MatrixFitOptions>, string, string]>([
    ["a method in small letters", { method: "reml" as never }, "ERR_DOMAIN", "method"],
    ["Jeffreys's prior", { bias: "jeffreys" }, "ERR_UNSUPPORTED", "bias"],
    [
      "an infinite log-strength",
      { penalties: [{ matrix: S, logStrength: 1 / 0 }] },
      "ERR_NON_FINITE",
      "penalties[0].logStrength",
    ],
    ["a strength", { penalties: [{ matrix: S, strength: 1 } as never] }, "ERR_DOMAIN", "penalties[0]"],
  ])("refuses %s", (_, over, code, argument) => {
    expect(refusalOf(() => fitMatrixSync({ ...options(curve), ...over }))).toEqual({ code, argument });
  });

  test("says that a method had nothing to do", () => {
    const model = fitMatrixSync({ X, y: curve, method: "ML" });
    expect(model.method).toBe("fixed");
    expect(model.warnings.join()).toContain("method ML had nothing to estimate");
  });
});

describe("priors on log-strengths", () => {
  const free = fitMatrixSync(options(curve));
  const rho = free.logStrengths[0] as number;

  test("move an estimate to where criterion and prior balance", () => {
    const wide = fitMatrixSync({ ...options(curve), prior: { kind: "normal", mean: 0, sd: 1e6 } });
    expect(wide.logStrengths[0]).toBeCloseTo(rho, 6);
    const narrow = fitMatrixSync({ ...options(curve), prior: { kind: "normal", mean: rho + 2, sd: 1e-4 } });
    expect(narrow.logStrengths[0]).toBeCloseTo(rho + 2, 3);
    // With V the criterion: V(ρ̂) + prior is least, so that a held fit near it is no better.
    const gamma = fitMatrixSync({ ...options(curve), prior: [{ kind: "gamma", shape: 2, rate: 1.5, label: "bends" }] });
    const moved = gamma.logStrengths[0] as number;
    expect(Math.abs(moved - rho)).toBeGreaterThan(0.01);
    expect(size(gamma.criterionGradient as Float64Array)).toBeLessThan(1e-8);
    // −ln of the gamma density of λ, with the Jacobian λ: −2ρ + 1.5e^ρ − ln Γ(2) + …, is in the criterion.
    const added = 1.5 * Math.exp(moved) - 2 * (moved + Math.log(1.5));
    const plain = fitMatrixSync({ ...options(curve), prior: { kind: "normal", mean: moved, sd: 1e-7 } });
    const density = Math.log(1e-7) + 0.5 * Math.log(2 * Math.PI);
    expect(plain.logStrengths[0]).toBeCloseTo(moved, 6);
    expect(gamma.criterion).toBeCloseTo((plain.criterion as number) - density + added, 5);
  });

  test("keep a term from its null space, and fall away where the last entry is flat", () => {
    const kept = fitMatrixSync({
      ...options(line),
      prior: { kind: "penalizedComplexity", upper: 1, probability: 0.01 },
    });
    expect(kept.strengthPlaces).toEqual(["interior"]);
    const held = fitMatrixSync({ ...options(line), prior: { kind: "normal", mean: 1, sd: 0.5 } });
    expect(held.strengthPlaces).toEqual(["interior"]);
    const flat = { kind: "flat", label: "bends" } as const;
    const none = fitMatrixSync({ ...options(curve), prior: [{ kind: "normal", mean: 9, sd: 0.1 }, flat] });
    expect(none.logStrengths[0]).toBeCloseTo(rho, 9);
  });

  test.each<[string, Partial<MatrixFitOptions>, string, string]>([
    ["a kind that is none", { prior: { kind: "cauchy" } as never }, "ERR_DOMAIN", "prior.kind"],
    ["a number", { prior: 1 as never }, "ERR_DOMAIN", "prior"],
    ["a spread of 0", { prior: [{ kind: "normal", mean: 0, sd: 0 }] }, "ERR_DOMAIN", "prior[0].sd"],
    ["a number that is missing", { prior: { kind: "gamma", shape: 1 } as never }, "ERR_DOMAIN", "prior.rate"],
    ["an infinite number", { prior: { kind: "normal", mean: 1 / 0, sd: 1 } }, "ERR_NON_FINITE", "prior.mean"],
    ["a field of another kind", { prior: { kind: "flat", sd: 1 } as never }, "ERR_DOMAIN", "prior"],
    [
      "a probability of 1",
      { prior: { kind: "penalizedComplexity", upper: 1, probability: 1 } },
      "ERR_DOMAIN",
      "prior.probability",
    ],
    [
      "a penalty that there is not",
      { prior: { kind: "normal", mean: 0, sd: 1, label: "waves" } },
      "ERR_DOMAIN",
      "prior[0].label",
    ],
    ["GCV beside it", { prior: { kind: "normal", mean: 0, sd: 1 }, method: "GCV" }, "ERR_UNSUPPORTED", "prior"],
    ["nothing to estimate", { prior: { kind: "normal", mean: 0, sd: 1 }, method: "fixed" }, "ERR_UNSUPPORTED", "prior"],
  ])("refuse %s", (_, over, code, argument) => {
    expect(refusalOf(() => fitMatrixSync({ ...options(curve), ...over }))).toEqual({ code, argument });
  });
});

describe("the criterion of the joint multinomial model", () => {
  const classes = ["a", "b", "c"];
  const codes = Int32Array.from(x, (x, i) => Math.floor(3 * ((0.5 * x + (noise[i] as number) + 0.5) % 1)));
  test.each(["centred", "perClass", "reference"] as const)("is that of a fit, in the metric %s", (penaltyMetric) => {
    const family = families.multinomial({ penaltyMetric });
    const fitted = fitMatrixSync({ ...options(x), y: Array.from(codes, (c) => classes[c] as string), family });
    const model = new MultinomialFamily({ design: X, y: codes, classes, penalties: [{ matrix: S }], penaltyMetric });
    const order = penaltyMetric === "centred" ? ["bends"] : classes.map((c) => `${c}:bends`);
    const rho = order.flatMap((label) => {
      const at = fitted.strengthLabels.indexOf(label);
      return at < 0 ? [] : [fitted.logStrengths[at] as number];
    });
    expect(rho.length).toBe(fitted.logStrengths.length);
    const found = model.criterion(Float64Array.from(rho), { method: "REML" });
    expect(found.value).toBeCloseTo(fitted.criterion as number, 9);
    expect(size(found.gradient)).toBeLessThan(1e-6);
    expect(found.logLikelihood).toBeCloseTo(fitted.logLikelihood, 8);
    expect(found.edf).toBeCloseTo(fitted.edf, 7);
    expect(found.hessian).toMatchObject({ rows: rho.length, cols: rho.length });
  });

  test("has GCV and UBRE by their definitions, which a fit by them makes least", () => {
    const y = Array.from(codes, (c) => classes[c] as string);
    const model = new MultinomialFamily({ design: X, y: codes, classes, penalties: [{ matrix: S }] });
    for (const method of ["GCV", "UBRE"] as const) {
      const fitted = fitMatrixSync({ ...options(x), y, family: "multinomial", method });
      const rho = Float64Array.from(fitted.logStrengths);
      const at = model.criterion(rho, { method });
      const [deviance, tau] = [-2 * at.logLikelihood, at.edf];
      const wanted = method === "GCV" ? (n * deviance) / (n - tau) ** 2 : deviance / n + (2 * tau) / n - 1;
      expect(at.value).toBeCloseTo(wanted, 12);
      expect(at.value).toBeCloseTo(fitted.criterion as number, 10);
      expect(size(at.gradient)).toBeLessThan(1e-6);
      const h = 1e-3;
      const [above, below] = [h, -h].map(
        (h) => model.criterion(Float64Array.of((rho[0] as number) + 1 + h), { method }).value,
      ) as [number, number];
      const there = model.criterion(Float64Array.of((rho[0] as number) + 1), { method });
      expect(there.gradient[0]).toBeCloseTo((above - below) / (2 * h), 6);
    }
  });

  test("has its published values, less the constant of two free intercepts", () => {
    const frac = (x: number) => x - Math.floor(x);
    const design = matrix(15, 3);
    for (let r = 0; r < 15; r++) {
      design.data.set([1, frac((r + 0.5) * 0.618033988749895), frac((r + 0.5) * 0.414213562373095)], 3 * r);
    }
    const one = (j: number) => {
      const S = matrix(3, 3);
      S.data[4 * j] = 1;
      return { matrix: S };
    };
    const y = Int32Array.of(0, 1, 2, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0, 2);
    const weights = Float64Array.of(3, 0, 1, 4, 2, 0, 1, 3, 2, 4, 1, 0, 2, 3, 1);
    const base = { design, y, weights, penalties: [one(1), one(2)], classes: ["0", "1", "2"] };
    for (const reference of ["0", "1", "2"]) {
      const model = new MultinomialFamily({ ...base, reference });
      const at = model.criterion(Float64Array.of(Math.log(0.5), Math.log(3)));
      expect(at.value + Math.log(2 * Math.PI)).toBeCloseTo(29.25836084221469, 12);
      expect(at.gradient[0]).toBeCloseTo(0.4006401161607348, 12);
      expect(at.gradient[1]).toBeCloseTo(0.1207151401771936, 12);
      expect(at.edf).toBeCloseTo(3.4787093466017622, 12);
      const plain = new MultinomialFamily({ ...base, reference, penaltyMetric: "reference" });
      const wanted = [29.12620246997519, 30.13912630308494, 29.72184820504361][Number(reference)] as number;
      expect(plain.criterion(new Float64Array(4)).value + Math.log(2 * Math.PI)).toBeCloseTo(wanted, 12);
    }
    const model = new MultinomialFamily(base);
    const criterion = (rho: Float64Array, method: string) => () => model.criterion(rho, { method: method as "ML" });
    expect(refusalOf(criterion(new Float64Array(3), "ML"))).toEqual({ code: "ERR_SHAPE", argument: "rho" });
    expect(refusalOf(criterion(new Float64Array(2), "fixed"))).toEqual({ code: "ERR_DOMAIN", argument: "method" });
    expect(refusalOf(criterion(new Float64Array(2), "ml"))).toEqual({ code: "ERR_DOMAIN", argument: "method" });
  });
});

describe("strengths given to a formula", () => {
  const x = Float64Array.from({ length: 80 }, (_, i) => (i * 0.618034) % 1);
  const z = x.map((_, i) => (i * 0.754878) % 1);
  const data = { x, z, y: x.map((v, i) => Math.sin(6 * v) + (z[i] as number) + ((i * 7) % 11) / 10) };
  const formula = "y ~ s(x, k = 8) + ti(x, z, k = 4)";
  const model = fitSync(formula, data);

  test("give the fit that they come from", () => {
    const again = fitSync(formula, data, { logStrength: model.logStrengths });
    expect(again.strengthPlaces).toEqual(["fixed", "fixed", "fixed"]);
    expect(again.strengthLabels).toEqual(model.strengthLabels);
    for (const [k, b] of model.coefficients.entries()) expect(again.coefficients[k]).toBeCloseTo(b, 8);
    expect(again.edf).toBeCloseTo(model.edf, 8);
  });

  test("may be some of them, the others being estimated", () => {
    const [first, ...rest] = model.logStrengths;
    const some = fitSync(formula, data, { logStrength: [Number.NaN, ...rest] });
    expect(some.strengthPlaces.toSorted()).toEqual(["fixed", "fixed", model.strengthPlaces[0]].toSorted());
    const estimated = some.logStrengths[some.strengthPlaces.findIndex((place) => place !== "fixed")];
    expect(estimated).toBeCloseTo(first as number, 4);
  });

  test("are one for each penalty, which the error lists", () => {
    const { message, code, argument } = errorOf(() => fitSync(formula, data, { logStrength: [1] }));
    expect([code, argument]).toEqual(["ERR_SHAPE", "logStrength"]);
    expect(message).toContain("3 (s(x), ti(x,z)");
  });
});
