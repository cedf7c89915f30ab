import { describe, expect, it } from "vitest";
import { compareModels, families, fit, fitMatrixSync, fitSync, matrix, modelFromJSON } from "../src/index.js";
import { waves } from "./support/waves.js";

const data = waves(150);
const model = fitSync('y ~ z + site + s(x, bs="cr")', data);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const variance = (values: ArrayLike<number>) => {
  const centre = mean(values);
  return mean(Array.from(values, (x) => (x - centre) ** 2));
};

describe("simulated coefficients", () => {
  it("have the mean and the covariance of the posterior", () => {
    const { data: drawn, rows, cols } = model.simulate({ type: "coefficients", draws: 4000, seed: 5 });
    expect([rows, cols]).toEqual([model.coefficients.length, 4000]);
    const row = (k: number) => drawn.subarray(k * cols, (k + 1) * cols);
    for (let k = 0; k < rows; k++) {
      const se = model.standardErrors[k] as number;
      expect(Math.abs(mean(row(k)) - (model.coefficients[k] as number)) / se).toBeLessThan(4 / Math.sqrt(cols));
      expect(Math.abs(variance(row(k)) / se ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / cols));
    }
    const { data: V } = model.covariance();
    const [a, b] = [row(0), row(2)];
    const correlation = (V[2] as number) / Math.sqrt((V[0] as number) * (V[2 * rows + 2] as number));
    const centred =
      mean(a.map((x, i) => (x - mean(a)) * ((b[i] as number) - mean(b)))) / Math.sqrt(variance(a) * variance(b));
    expect(Math.abs(centred - correlation)).toBeLessThan(4 / Math.sqrt(cols));
  });
});

describe("simulated responses", () => {
  const at = { x: new Array(3000).fill(2), z: new Array(3000).fill(0.5), site: new Array(3000).fill("a") };

  it("have the spread of the law and of the coefficients", () => {
    const { data: drawn, rows, cols, kept } = model.simulate({ draws: 400, seed: 2 });
    expect([rows, cols, kept[149]]).toEqual([150, 400, 149]);
    const { data: eta, standardErrors } = model.predict(data, { type: "link", standardErrors: true });
    let [centre, spread] = [0, 0];
    for (let i = 0; i < rows; i++) {
      const own = drawn.subarray(i * cols, (i + 1) * cols);
      const total = model.scale + (standardErrors?.data[i] as number) ** 2;
      centre += ((mean(own) - (eta[i] as number)) / Math.sqrt(total / cols)) ** 2 / rows;
      spread += variance(own) / total / rows;
    }
    expect(centre).toBeLessThan(1.5);
    expect(Math.abs(spread - 1)).toBeLessThan(0.03);
  });

  it.each([
    ["poisson", "count", (mu: number) => mu],
    [families.negativeBinomial({ theta: 2 }), "count", (mu: number) => mu + (mu * mu) / 2],
    ["binomial", "success", (mu: number) => mu * (1 - mu)],
    [families.gamma({ link: "log" }), "positive", (mu: number, phi: number) => phi * mu * mu],
    [families.inverseGaussian({ link: "log" }), "positive", (mu: number, phi: number) => phi * mu ** 3],
  ] as const)("of %j have mean and variance of the family", (family, response, law) => {
    const table = { ...data, positive: data.y.map((y) => Math.exp(y / 2)) };
    const fitted = fitSync(`${response} ~ x`, table, { family });
    const { data: drawn, cols } = fitted.simulate({ data: at, draws: 1, seed: 4 });
    const { data: mu, standardErrors } = fitted.predict({ x: [2] }, { standardErrors: true });
    const [m, v] = [mu[0] as number, law(mu[0] as number, fitted.scale)];
    expect(cols).toBe(1);
    // One draw of the coefficients is behind all rows.
    expect(Math.abs(mean(drawn) - m)).toBeLessThan(4 * Math.sqrt(v / 3000) + 4 * (standardErrors?.data[0] as number));
    expect(Math.abs(variance(drawn) / v - 1)).toBeLessThan(0.6);
  });

  it("of classes are positions, as often as they are probable", () => {
    const fitted = fitSync("kind ~ x", data, { family: "multinomial" });
    const { data: drawn, classes } = fitted.simulate({ data: at, draws: 30, seed: 9 });
    const { data: p } = fitted.predict({ x: [2] });
    expect(classes).toEqual(["high", "low", "mid"]);
    classes.forEach((_, c) => {
      const share = drawn.filter((y) => y === c).length / drawn.length;
      expect(Math.abs(share - (p[c] as number))).toBeLessThan(0.05);
    });
  });

  it("are shares of the trials", () => {
    const y = [3, 5, 2, 7];
    const weights = [10, 10, 4, 20];
    const fitted = fitSync(
      "p ~ 1",
      { p: y.map((k, i) => k / (weights[i] as number)), weights },
      { family: "binomial", weights: "weights" },
    );
    const { data: drawn } = fitted.simulate({ draws: 50 });
    const successes = Array.from(drawn, (share, k) => share * (weights[Math.floor(k / 50)] as number));
    expect(successes.every((k) => Math.abs(k - Math.round(k)) < 1e-9)).toBe(true);
    expect(new Set(successes.map(Math.round)).size).toBeGreaterThan(5);
  });

  it("are the same for a seed, whatever else is drawn, and others for another", async () => {
    const one = model.simulate({ draws: 2, seed: 3 });
    const more = model.simulate({ draws: 5, seed: 3 });
    expect(one.data[0]).toBe(more.data[0]);
    expect(one.data[3]).toBe(more.data[6]);
    expect(model.simulate({ draws: 2, seed: 4 }).data).not.toEqual(one.data);
    const later = await fit('y ~ z + site + s(x, bs="cr")', data);
    expect(later.simulate({ draws: 2, seed: 3 })).toEqual(one);
  });

  it("need the data, which a model that was read does not have, and a law", () => {
    const again = modelFromJSON(model.toJSON());
    expect(() => again.simulate()).toThrowError(expect.objectContaining({ code: "ERR_UNSUPPORTED", argument: "data" }));
    expect(again.simulate({ data: at, draws: 1 }).rows).toBe(3000);
    const quasi = fitSync("count ~ x", data, { family: families.quasi({ link: "log", variance: "mu" }) });
    expect(() => quasi.simulate()).toThrowError(/the family quasi/);
    expect(() => model.simulate({ draws: 0 })).toThrowError(expect.objectContaining({ argument: "draws" }));
    const X = matrix(4, 1, [1, 1, 1, 1]);
    expect(fitMatrixSync({ X, y: [1, 2, 3, 5] }).simulate({ draws: 3 })).toMatchObject({ rows: 4, cols: 3 });
  });
});

describe("records", () => {
  it("of terms have their degrees of freedom and tests", () => {
    const [row, ...more] = model.tidy({ type: "terms" });
    expect(more).toEqual([]);
    expect(row?.term).toBe("s(x)");
    expect([row?.edf, row?.pValue]).toEqual([model.edfTerms[0]?.edf, model.edfTerms[0]?.test?.pValue]);
    expect(model.tidy()).toEqual(model.tidy({ type: "coefficients" }));
    expect(() => model.tidy({ type: "rows" as never })).toThrowError(expect.objectContaining({ argument: "type" }));
  });

  it("of rows have standard errors and residuals where they are asked for", () => {
    const columns = model.augment(data, { standardErrors: true, residuals: "response" });
    expect(Object.keys(columns).slice(-3)).toEqual([".fitted", ".standardError", ".residual"]);
    const [fitted, residual] = [columns[".fitted"], columns[".residual"]] as [Float64Array, Float64Array];
    expect((fitted[3] as number) + (residual[3] as number)).toBeCloseTo(data.y[3] as number, 12);
    expect(columns[".standardError"]).toEqual(model.predict(data, { standardErrors: true }).standardErrors?.data);
    expect(() => model.augment({ ...data }, { residuals: "response" })).toThrowError(/not the data of the fit/);
    const holes = { ...data, y: data.y.map((y, i) => (i === 2 ? Number.NaN : y)) };
    const { ".residual": some } = fitSync("y ~ x", holes, { na: "omit" }).augment(holes, { residuals: "deviance" });
    expect([some?.[2], Number.isFinite(some?.[3])]).toEqual([Number.NaN, true]);
  });
});

describe("concurvity", () => {
  it("is 1 for a term that others hold and 0 for one that is orthogonal", () => {
    const x = data.x;
    const rows = fitSync('y ~ z + s(x, bs="cr", k=8) + s(w, bs="cr", k=4)', {
      ...data,
      w: x.map((x) => 2 * x + 1),
    }).concurvity();
    expect(rows.map(({ term }) => term)).toEqual(["(parametric)", "s(x)", "s(w)"]);
    expect(rows[2]?.worst).toBeGreaterThan(0.99);
    for (const { worst, observed, estimate } of rows) {
      expect(worst).toBeGreaterThanOrEqual(observed - 1e-9);
      expect(worst).toBeGreaterThanOrEqual(estimate - 1e-9);
    }
  });

  it("needs smooths and the data", () => {
    expect(() => fitSync("y ~ z", data).concurvity()).toThrowError(/a model with smooths/);
    expect(() => modelFromJSON(model.toJSON()).concurvity({ data })).toThrowError(/read from a file/);
    expect(() => model.concurvity({ data: { ...data, x: data.x.slice(0, 9) } })).toThrowError();
  });
});

describe("the check of bases", () => {
  it("finds a basis that is too small and passes one that is not", () => {
    const wiggly = { ...data, y: data.x.map((x, i) => 2 * Math.sin(5 * x) + 0.2 * (data.z[i] as number)) };
    const [small] = fitSync('y ~ s(x, bs="cr", k=4)', wiggly).basisCheck({ permutations: 200 });
    expect(small).toMatchObject({ term: "s(x)", size: 3 });
    expect(small?.kIndex).toBeLessThan(0.5);
    expect(small?.pValue).toBeCloseTo(1 / 201, 12);
    const [large] = fitSync('y ~ s(x, bs="cr", k=25)', wiggly).basisCheck();
    expect(large?.kIndex).toBeGreaterThan(0.8);
    expect(large?.pValue).toBeGreaterThan(0.05);
    expect(large?.edf).toBeLessThan(24);
  });

  it("has no index for levels alone, and one for each level of a factor", () => {
    const rows = fitSync('y ~ site + s(x, by=site, bs="cr") + s(group, bs="re")', data).basisCheck({ seed: 2 });
    expect(rows.map(({ kIndex }) => kIndex === null)).toEqual([false, false, true]);
    expect(rows[2]?.pValue).toBeNull();
    expect(fitSync('kind ~ s(x, bs="cr")', data, { family: "multinomial" }).basisCheck()[0]).toMatchObject({
      size: 18,
    });
  });
});

describe("a comparison of models", () => {
  it("orders by degrees of freedom, and tests nested ones", () => {
    const line = fitSync("y ~ z + x", data);
    const [first, second] = compareModels(fitSync('y ~ z + site + s(x, bs="cr")', data), line);
    expect([first?.formula, first?.test, first?.deltaAic !== 0]).toEqual(["y ~ z + x", null, true]);
    expect(second?.test).toMatchObject({ kind: "F" });
    expect(second?.deltaAic).toBe(0);
    const { statistic = 0, degreesOfFreedom = 0 } = second?.test ?? {};
    const explained = line.deviance - model.deviance;
    expect(statistic).toBeCloseTo(explained / degreesOfFreedom / model.scale, 9);
    expect(second?.test?.pValue).toBeLessThan(0.01);
  });

  it("of unpenalized fits is the likelihood ratio test", () => {
    const [, larger] = compareModels(
      fitSync("count ~ 1", data, { family: "poisson" }),
      fitSync("count ~ x", data, { family: "poisson" }),
    );
    const small = fitSync("count ~ 1", data, { family: "poisson" });
    const large = fitSync("count ~ x", data, { family: "poisson" });
    expect(larger?.test).toMatchObject({ kind: "chiSquare", residualDegreesOfFreedom: null });
    expect(larger?.test?.statistic).toBeCloseTo(small.deviance - large.deviance, 9);
    expect(larger?.test?.degreesOfFreedom).toBeCloseTo(1, 9);
  });

  it("makes no test of models that are not nested, and refuses other data", () => {
    const rows = compareModels(fitSync("y ~ z", data), fitSync("y ~ x + site", data));
    expect(rows[1]?.test).toBeNull();
    const other = fitSync("y ~ z", { ...data, y: data.y.map((y) => y + 1) });
    expect(() => compareModels(model, other)).toThrowError(
      expect.objectContaining({ code: "ERR_DOMAIN", argument: "models" }),
    );
    expect(() => compareModels(model)).toThrowError(/two models or more/);
    expect(() => compareModels(model, {} as never)).toThrowError(/fitted models/);
    expect(() => compareModels(model, fitSync("count ~ z", data, { family: "poisson" }))).toThrowError(/one family/);
  });
});
