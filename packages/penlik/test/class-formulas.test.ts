import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import {
  compareModels,
  type FitOptions,
  type FormulaInput,
  families,
  fit,
  fitSync,
  loadModel,
  modelFromJSON,
  PenlikError,
  formula as written,
} from "../src/index.js";

const n = 240;
const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
const x = column((i) => (i * 0.618034) % 1);
const z = column((i) => ((i * 0.414214) % 1) - 0.5);
const noise = (i: number) => ((i * 7919) % 101) / 101;
const site = Array.from({ length: n }, (_, i) => ["north", "south", "west"][(i * 5) % 3] ?? "");
const y = Array.from(x, (x, i) => {
  const scores = [0.4, Math.sin(6 * x) + 0.8 * noise(i), (z[i] as number) + 1.1 * noise(i + 40)];
  return ["A", "B", "C"][scores.indexOf(Math.max(...scores))] as string;
});
const data = { x, z, site, y };
const formulas = { B: "y ~ s(x, bs = 'cr', k = 6) + z", C: "~ s(x, bs = 'cr', k = 5) + site" };
const options = { family: "multinomial" } as const;

const model = fitSync(formulas, data, options);

/** The error of a fit. */
function refused(formula: FormulaInput, own: FitOptions = options): PenlikError {
  try {
    fitSync(formula, data, own);
  } catch (error) {
    if (error instanceof PenlikError) return error;
  }
  throw new Error("the fit was not refused");
}

describe("a formula for each class", () => {
  const folder = mkdtempSync(join(tmpdir(), "penlik-classes-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives every class the coefficients of its own columns and no others", () => {
    expect(model.converged).toBe(true);
    expect(model.formula).toEqual(formulas);
    expect([model.reference, model.activeClasses]).toEqual(["A", ["B", "C"]]);
    const parametric = model.coefficientNames.filter((name) => !name.includes(")."));
    expect(parametric).toEqual(["B:(Intercept)", "B:z", "C:(Intercept)", "C:site=south", "C:site=west"]);
    const size = model.coefficientNames.length;
    expect(size).toBe(2 + 5 + 3 + 4);
    expect([model.coefficients.length, model.standardErrors.length, model.pValues.length]).toEqual([size, size, size]);
    expect(model.standardErrors.every((error) => error > 0)).toBe(true);
    const { data: covariance, rows } = model.covariance();
    expect(rows).toBe(size);
    for (let k = 0; k < size; k++) {
      expect(covariance[k * size + k]).toBeCloseTo((model.standardErrors[k] as number) ** 2, 12);
    }
    expect(model.covariance({ type: "corrected" }).rows).toBe(size);
    expect(model.classColumns?.B?.length).toBe(7);
    expect(model.strengthLabels).toEqual(["B:s(x)", "C:s(x)"]);
    expect(String(model.family.toJSON().kind)).toBe("multinomial");
  });

  it("is the same whichever way it is written, in the background too", async () => {
    const other = await fit({ C: `y ~ ${formulas.C.slice(2)}`, B: formulas.B.slice(2) }, data, options);
    expect(other.coefficients).toEqual(model.coefficients);
    const parts = fitSync({ B: written("y", ["x", "z"]), C: "~ 1" }, data, options);
    expect(parts.formula).toEqual({ B: "y ~ x + z", C: "~ 1" });
    const named = fitSync(formulas, data, { family: families.multinomial({ reference: "A" }) });
    expect(named.coefficients).toEqual(model.coefficients);
    const alike = fitSync({ B: "y ~ x + z", C: "y ~ x + z" }, data, options);
    const one = fitSync("y ~ x + z", data, { family: families.multinomial({ reference: "A" }) });
    for (const [k, b] of alike.coefficients.entries()) expect(b).toBeCloseTo(one.coefficients[k] as number, 9);
    expect(alike.coefficientNames).toEqual(one.coefficientNames);
    expect(alike.dfNull).toBe(one.dfNull);
  });

  it("tells of the classes in summary, tidy and terms", () => {
    const summary = model.summary();
    const text = String(summary);
    expect(text).toContain("B: y ~ s(x, bs = 'cr', k = 6) + z; C: ~ s(x, bs = 'cr', k = 5) + site");
    expect(summary.toJSON()).toMatchObject({
      blocks: [
        { class: "B", coefficients: [{ name: "(Intercept)" }, { name: "z" }] },
        { class: "C", coefficients: [{ name: "(Intercept)" }, { name: "site=south" }, { name: "site=west" }] },
      ],
    });
    for (const name of ["B:s(x)", "C:s(x)", "s(x) in all classes"]) expect(text).toContain(name);
    expect(summary.toMarkdown()).toContain("s(x) in all classes");
    const rows = model.tidy();
    expect(rows.map((row) => `${row.class}:${row.term}`)).toEqual(model.coefficientNames);
    const terms = model.tidy({ type: "terms" });
    expect(terms.map((row) => [row.class, row.term])).toEqual([
      ["B", "s(x)"],
      ["C", "s(x)"],
      [null, "s(x)"],
    ]);
    const [own, other, joint] = terms.map(({ edf }) => edf) as [number, number, number];
    expect(own + other).toBeCloseTo(joint, 10);
    expect(model.jointTerms[0]?.test?.pValue).toBeLessThan(0.05);
  });

  it("predicts links, probabilities, classes, terms and the design", () => {
    const link = model.predict(data, { type: "link", standardErrors: true });
    expect([link.cols, link.classes]).toEqual([2, ["B", "C"]]);
    const design = model.predict(data, { type: "designMatrix" });
    const own = Object.values(model.classColumns ?? {});
    const beta = model.coefficients;
    for (const i of [0, 99, 239]) {
      let k = 0;
      for (const [a, columns] of own.entries()) {
        let eta = 0;
        for (const j of columns) eta += (design.data[i * design.cols + j] as number) * (beta[k++] as number);
        expect(link.data[i * 2 + a]).toBeCloseTo(eta, 11);
      }
    }
    const { terms, classes, cols } = model.predict(data, { type: "terms" });
    expect([cols, terms.slice(0, 3), classes[0], classes[3]]).toEqual([6, ["z", "site", "s(x)"], "B", "C"]);
    const probabilities = model.predict(data);
    expect(probabilities.classes).toEqual(["A", "B", "C"]);
    const most = model.predict(data, { type: "class" });
    expect(most.filter((label, i) => label === y[i]).length).toBeGreaterThan(n / 2);
    expect(Object.keys(model.augment(data))).toContain(".fitted_C");
    const without = model.predict(data, { type: "link", exclude: ["site"] });
    expect(without.data[0]).toBe(link.data[0]);
  });

  it("predicts the same bits when it is stored and read", async () => {
    const path = join(folder, "model.json");
    await model.save(path);
    for (const again of [await loadModel(path), modelFromJSON(JSON.parse(JSON.stringify(model)))]) {
      expect(again.formula).toEqual(formulas);
      expect(again.predict(data).data).toEqual(model.predict(data).data);
      expect(again.coefficientNames).toEqual(model.coefficientNames);
      expect(String(again.summary())).toBe(String(model.summary()));
    }
  });

  it("shows the smooths of the classes that have them", () => {
    const both = model.smooth("s(x)", { grid: 5 });
    expect(both.class).toEqual([...new Array(5).fill("B"), ...new Array(5).fill("C")]);
    const one = model.smooth("C:s(x)", { grid: 5, simultaneous: true });
    expect([one.class, one.fit]).toEqual([new Array(5).fill("C"), both.fit.slice(5)]);
    const only = fitSync({ B: "y ~ s(x, bs = 'cr', k = 6)", C: "~ s(z, bs = 'cr', k = 5)" }, data, options);
    expect(only.smooth("s(z)", { grid: 4 }).class).toEqual(new Array(4).fill("C"));
    expect(only.smooths.map(({ label, classes }) => [label, classes])).toEqual([
      ["s(x)", ["B"]],
      ["s(z)", ["C"]],
    ]);
    expect(() => only.smooth("B:s(z)")).toThrow("term is");
    for (const kind of ["smooth", "forest", "residuals", "classes"] as const) {
      const text = JSON.stringify(model.plot(kind));
      expect(text.length).toBeGreaterThan(500);
      expect(text).not.toContain("NaN");
    }
    expect(JSON.stringify(model.plot("forest")).match(/"term":"site=south"/g)?.length).toBe(1);
  });

  it("has residuals, influence, simulations, checks and comparisons", () => {
    expect(model.residuals({ type: "pearson" }).cols).toBe(3);
    const { leverages } = model.influence(data);
    expect(leverages.reduce((a, b) => a + b, 0)).toBeCloseTo(model.edf, 5);
    const draws = model.simulate({ draws: 3, seed: 2 });
    expect([draws.rows, draws.cols, draws.classes]).toEqual([n, 3, ["A", "B", "C"]]);
    expect(model.simulate({ type: "coefficients", draws: 2 }).rows).toBe(model.coefficients.length);
    expect(model.basisCheck().map(({ size }) => size)).toEqual([5, 4]);
    expect(model.concurvity().map(({ term }) => term)).toContain("C:s(x)");
    const smaller = fitSync({ B: "y ~ z", C: "~ site" }, data, options);
    const rows = compareModels(model, smaller);
    expect(rows[1]?.test?.pValue).toBeLessThan(0.05);
    expect(rows[1]?.formula).toEqual(formulas);
  });

  it("takes offsets of one class, counts, and columns that depend on others", () => {
    const own = fitSync({ B: "y ~ offset(z) + x", C: "~ 1" }, data, options);
    const [intercept, slope] = own.coefficients as unknown as [number, number];
    const { data: link } = own.predict({ x: [0.5], z: [2] }, { type: "link" });
    expect(link[0]).toBeCloseTo(intercept + 0.5 * slope + 2, 12);
    expect(link[1]).toBeCloseTo(own.coefficients[2] as number, 12);
    const table = { a: [3, 1, 2, 0, 4, 1], b: [1, 2, 2, 3, 0, 1], c: [1, 1, 0, 2, 1, 3], t: [1, 2, 3, 4, 5, 6] };
    const counts = fitSync({ a: "cbind(a, b, c) ~ t", c: "~ 1" }, table, options);
    expect([counts.reference, counts.coefficientNames]).toEqual(["b", ["a:(Intercept)", "a:t", "c:(Intercept)"]]);
    const twice = fitSync({ B: "y ~ z + I(3 * z)", C: "~ I(3 * z)" }, data, options);
    expect(twice.aliased).toEqual(["B:I(3 * z)"]);
    expect(Array.from(twice.coefficients, Number.isNaN)).toEqual([false, false, true, false, false]);
    expect(String(twice.summary())).toContain("B:I(3 * z)");
  });

  it("takes priors, select, ridges and starts of each class", () => {
    const prior = { kind: "normal", mean: 2, deviation: 0.5 } as never;
    expect(() => fitSync(formulas, data, { ...options, prior: { label: "D:s(x)", prior } as never })).toThrow(
      PenlikError,
    );
    const selected = fitSync(formulas, data, { ...options, select: true });
    expect(selected.strengthLabels.length).toBe(4);
    const plain = { B: "y ~ x", C: "~ z" };
    const ridged = fitSync(plain, data, { ...options, ridge: 5 });
    const free = fitSync(plain, data, options);
    expect(Math.abs(ridged.coefficients[1] as number)).toBeLessThan(Math.abs(free.coefficients[1] as number));
    const started = fitSync(plain, data, { ...options, start: free.coefficients });
    expect(started.iterations).toBeLessThanOrEqual(free.iterations);
    expect(() => fitSync(plain, data, { ...options, start: [1, 2, 3] })).toThrow("start is of length 3");
    const held = fitSync(formulas, data, { ...options, logStrength: { "B:s(x)": 1 } });
    expect(held.strengthLabels).toEqual(["C:s(x)", "B:s(x)"]);
    expect(held.logStrengths[1]).toBeCloseTo(1, 12);
    const both = fitSync(formulas, data, { ...options, logStrength: { "s(x)": 1 } });
    expect(Array.from(both.strengthPlaces)).toEqual(["fixed", "fixed"]);
    expect(() => fitSync(formulas, data, { ...options, logStrength: { "A:s(x)": 1 } })).toThrow("logStrength");
  });
});

describe("mistakes in formulas for classes", () => {
  it.each<[FormulaInput, string, string]>([
    [
      { B: "y ~ x", C: "~ s(x" },
      "ERR_FORMULA",
      "in the formula of C: this parenthesis is never closed\n  ~ s(x\n     ^",
    ],
    [{ B: "y ~ x", C: "~ w + z" }, "ERR_COLUMN", "in the formula of C: data has no column 'w'"],
    [{ B: "y ~ x", C: "~ wz" }, "ERR_COLUMN", "did you mean 'z'?\n  ~ wz\n    ^"],
    [
      { B: "y ~ x", C: "z ~ x" },
      "ERR_FORMULA",
      "in the formula of C: the response 'z' is not that of the first formula, 'y'",
    ],
    [{ B: "~ x", C: "~ x" }, "ERR_FORMULA", "the formula has no response before '~'"],
    [
      { B: "y ~ x", c: "~ x" },
      "ERR_LEVEL",
      'formula is given for the class "c"; expected one of the classes "A", "B", "C"; did you mean "C"?',
    ],
    [{ B: "y ~ x" }, "ERR_LEVEL", 'formula is absent for the classes "A", "C"'],
    [{ A: "y ~ x", B: "~ x", C: "~ x" }, "ERR_LEVEL", "formula is given for every class"],
    [{}, "ERR_DOMAIN", "formula is an object without formulas"],
    [{ B: "y ~ x", C: 3 } as never, "ERR_DOMAIN", "formula.C is 3; expected a formula as a string"],
    [["y ~ x"] as never, "ERR_DOMAIN", "formula is an array of 1"],
    [undefined as never, "ERR_DOMAIN", "formula is undefined"],
  ])("%j", (formula, code, message) => {
    const error = refused(formula);
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
  });

  it("are told for families, references and metrics that do not fit", () => {
    const plain = { B: "y ~ x", C: "~ x" };
    expect(refused(plain, {}).message).toContain(
      "the family gaussian; expected one formula, or the family multinomial",
    );
    const named = families.multinomial({ reference: "B" });
    expect(refused(plain, { family: named }).message).toContain('reference is "B", which has a formula');
    const metric = families.multinomial({ penaltyMetric: "perClass" });
    expect(refused(plain, { family: metric }).argument).toBe("penaltyMetric");
  });

  it("keep their place in the background", async () => {
    const failed = fit({ B: "y ~ x", C: "~ x +" }, data, options);
    await expect(failed).rejects.toMatchObject({
      code: "ERR_FORMULA",
      message: expect.stringContaining("formula of C"),
    });
  });

  it("are types where types can tell", () => {
    expectTypeOf(fit).parameter(0).toEqualTypeOf<FormulaInput>();
    expectTypeOf<{ a: string; b: string }>().toExtend<FormulaInput>();
    expectTypeOf<{ a: number }>().not.toExtend<FormulaInput>();
    expectTypeOf(model.formula).toEqualTypeOf<string | { readonly [name: string]: string } | null>();
  });
});

/** y ~ N(μ, σ²) with the predictors μ and s = ln σ, to the fourth derivatives. */
const normal = families.custom({
  name: "location-scale",
  predictors: ["mu", "lnSigma"],
  derivatives: 4,
  rows(eta, y, out) {
    const h = y.length;
    for (let i = 0; i < h; i++) {
      const r = (y[i] as number) - (eta[i] as number);
      const e = Math.exp(-2 * (eta[h + i] as number));
      const write = (to: Float64Array | undefined, values: number[]) => {
        for (const [k, value] of values.entries()) if (to !== undefined) to[k * h + i] = value;
      };
      out.logLikelihood[i] = -(eta[h + i] as number) - 0.5 * r * r * e;
      write(out.score, [r * e, r * r * e - 1]);
      write(out.information, [e, 2 * r * e, 2 * r * r * e]);
      write(out.third, [0, -2 * e, -4 * r * e, -4 * r * r * e]);
      write(out.fourth, [0, 0, 4 * e, 8 * r * e, 8 * r * r * e]);
    }
  },
});

describe("a formula for each predictor of a family of one's own", () => {
  const response = column((i) => Math.sin(6 * (x[i] as number)) + (noise(i) - 0.5) * Math.exp(2 * (z[i] as number)));
  const table = { x, z, response };
  const own = { mu: "response ~ s(x, bs = 'cr', k = 8)", lnSigma: "~ z" };

  it("fits location and scale, with strengths by REML", async () => {
    const model = await fit(own, table, { family: normal });
    expect(model.converged).toBe(true);
    expect(model.strengthLabels).toEqual(["mu:s(x)"]);
    expect(model.coefficientNames.slice(-2)).toEqual(["lnSigma:(Intercept)", "lnSigma:z"]);
    expect(model.coefficients.at(-1)).toBeGreaterThan(1.5);
    expect(model.smooth("s(x)", { grid: 6 }).class).toEqual(new Array(6).fill("mu"));
    const { cols, rows } = model.predict(table, { type: "link", standardErrors: true });
    expect([rows, cols]).toEqual([n, 2]);
    expect(fitSync(own, table, { family: normal }).coefficients).toEqual(model.coefficients);
    expect(String(model.summary())).toContain("lnSigma");
  });

  it("says which predictor has a mistake", () => {
    const failed = (formula: FormulaInput) => () => fitSync(formula, table, { family: normal });
    expect(failed({ ...own, lnSigma: "~ s(w)" })).toThrow(
      /in the formula of lnSigma: .*'w'[\s\S]*\n {2}~ s\(w\)\n {6}\^/,
    );
    expect(failed({ mu: own.mu })).toThrow('absent for "lnSigma"');
    expect(failed({ ...own, sigma: "~ 1" })).toThrow('given for "sigma"');
  });
});
