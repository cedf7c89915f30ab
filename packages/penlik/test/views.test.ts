import { describe, expect, it } from "vitest";
import { fitMatrixSync, fitSync, matrix, modelFromJSON } from "../src/index.js";
import { waves } from "./support/waves.js";

const data = waves(150);
const model = fitSync('y ~ z + site + s(x, bs="cr") + s(group, bs="re")', data);
const byModel = fitSync('y ~ site + s(x, by=site, bs="cr")', data);
const CLASSES = 'kind ~ s(x, bs="cr", k=6)';
const classModel = fitSync(CLASSES, data, { family: "multinomial" });

describe("terms of a prediction", () => {
  it("add up to the linear predictor with the intercept", () => {
    const { data: values, rows, cols, terms, classes } = model.predict(data, { type: "terms" });
    expect(terms).toEqual(["z", "site", "s(x)", "s(group)"]);
    expect([rows, cols, classes]).toEqual([150, 4, []]);
    const { data: eta } = model.predict(data, { type: "link" });
    for (let i = 0; i < rows; i++) {
      const sum = values.subarray(4 * i, 4 * i + 4).reduce((a, b) => a + b, model.coefficients[0] as number);
      expect(sum).toBeCloseTo(eta[i] as number, 12);
    }
  });

  it("are those of each class, and their errors those of the smooth", () => {
    const found = classModel.predict(data, { type: "terms", standardErrors: true });
    expect([found.cols, found.terms, found.classes]).toEqual([2, ["s(x)", "s(x)"], classModel.activeClasses]);
    const { fit, standardErrors } = classModel.smooth("s(x)", { grid: { x: data.x } });
    expect(Float64Array.from(found.data.filter((_, k) => k % 2 === 0))).toEqual(fit.subarray(0, 150));
    expect(found.standardErrors?.data.filter((_, k) => k % 2 === 1)).toEqual(standardErrors.subarray(150));
  });

  it("leave rows with missing values out, or pass them", () => {
    const holes = { ...data, x: data.x.map((x, i) => (i === 1 ? Number.NaN : x)) };
    expect(() => model.predict(holes, { type: "terms" })).toThrowError(/'x'/);
    expect(model.predict(holes, { type: "terms", na: "omit" })).toMatchObject({ rows: 149, cols: 4 });
    const passed = model.predict(holes, { type: "terms", na: "pass" });
    expect([passed.rows, passed.data[4], Number.isFinite(passed.data[8])]).toEqual([150, Number.NaN, true]);
    const none = { x: [Number.NaN], z: [1], site: ["a"], group: ["g1"] };
    expect(model.predict(none, { type: "terms", na: "omit" })).toMatchObject({ rows: 0, cols: 4 });
  });
});

describe("the design matrix", () => {
  it("times the coefficients is the linear predictor", () => {
    const { data: X, rows, cols, names } = classModel.predict(data, { type: "designMatrix" });
    expect(names).toEqual(classModel.columnNames);
    const eta = classModel.predict(data, { type: "link" });
    const beta = classModel.coefficients;
    for (let i = 0; i < rows; i += 7) {
      for (let a = 0; a < 2; a++) {
        const sum = X.subarray(i * cols, (i + 1) * cols).reduce((s, x, j) => s + x * (beta[a * cols + j] as number), 0);
        expect(sum).toBeCloseTo(eta.data[2 * i + a] as number, 12);
      }
    }
  });

  it("has no standard errors, and a model from a matrix has none to make", () => {
    const wrong = { type: "designMatrix", standardErrors: true } as never;
    expect(() => model.predict(data, wrong)).toThrowError(expect.objectContaining({ argument: "standardErrors" }));
    const plain = fitMatrixSync({ X: matrix(3, 1, [1, 1, 1]), y: [1, 2, 4] });
    expect(() => plain.predict(data, { type: "designMatrix" })).toThrowError(
      expect.objectContaining({ code: "ERR_UNSUPPORTED", argument: "type" }),
    );
    const excluded = () => plain.predict(matrix(1, 1, [1]), { exclude: ["x"] });
    expect(excluded).toThrowError(expect.objectContaining({ code: "ERR_UNSUPPORTED", argument: "exclude" }));
  });
});

describe("terms left out", () => {
  it("are zero, and their columns need not be there", () => {
    const at = { x: [1, 2], z: [0.2, 0.4], site: ["b", "b"] };
    const { data: without } = model.predict(at, { type: "link", exclude: ["s(group)"] });
    const { data: terms } = model.predict({ ...at, group: ["g0", "g1"] }, { type: "terms" });
    for (const i of [0, 1]) {
      const [z, site, smooth] = terms.subarray(4 * i, 4 * i + 3) as unknown as [number, number, number];
      expect(without[i]).toBeCloseTo((model.coefficients[0] as number) + z + site + smooth, 12);
    }
    const options = { exclude: ["s(group)"], interval: "confidence", type: "link" } as const;
    const { lower, upper } = model.predict(at, options);
    expect(((lower?.data[0] as number) + (upper?.data[0] as number)) / 2).toBeCloseTo(without[0] as number, 12);
    expect(() => model.predict(at, { exclude: ["s(groups)"] })).toThrowError(/one of the terms .*s\(group\)/);
  });

  it("are not needed for levels that the fit has not seen", () => {
    const at = { x: [1], z: [0.2], site: ["b"], group: ["new"] };
    expect(() => model.predict(at)).toThrowError(expect.objectContaining({ code: "ERR_LEVEL" }));
    const zero = model.predict(at, { unseenLevels: "zero" });
    expect(zero.data).toEqual(model.predict(at, { exclude: ["s(group)"] }).data);
    expect(() => model.predict(at, { unseenLevels: "mean" as never })).toThrowError(/"fail", "zero"/);
  });
});

describe("a smooth", () => {
  it("runs over the range of the fit, with a band around it", () => {
    const { covariates, fit, standardErrors, lower, upper, critical, smooths } = model.smooth("s(x)");
    const x = covariates.x as Float64Array;
    expect([x.length, x[0], x[99]]).toEqual([100, Math.min(...data.x), Math.max(...data.x)]);
    expect(smooths.map(({ basis }) => basis)).toEqual(["cr"]);
    expect(critical[0]).toBeGreaterThan(1.95);
    for (const k of [0, 50, 99]) {
      expect(((upper[k] as number) - (fit[k] as number)) / (standardErrors[k] as number)).toBeCloseTo(
        critical[0] as number,
        10,
      );
      expect((fit[k] as number) - (lower[k] as number)).toBeCloseTo((upper[k] as number) - (fit[k] as number), 12);
    }
    const terms = model.predict(data, { type: "terms", standardErrors: true });
    const here = model.smooth("s(x)", { grid: data });
    expect(here.fit).toEqual(terms.data.filter((_, k) => k % 4 === 2));
    expect(here.standardErrors).toEqual(terms.standardErrors?.data.filter((_, k) => k % 4 === 2));
  });

  it("has a wider band where the whole of it is to be covered", () => {
    const [pointwise, all] = [false, true].map((simultaneous) => model.smooth("s(x)", { simultaneous, level: 0.9 }));
    expect(all?.critical[0]).toBeGreaterThan((pointwise?.critical[0] as number) + 0.5);
    expect(model.smooth("s(x)", { simultaneous: true, seed: 9 }).critical).not.toEqual(
      model.smooth("s(x)", { simultaneous: true }).critical,
    );
  });

  it("has the derivative that differences have", () => {
    const at = (x: number) => model.smooth("s(x)", { grid: { x: [x] } }).fit[0] as number;
    const { fit, derivative } = model.smooth("s(x)", { grid: { x: [2.5] }, derivative: true });
    expect(derivative).toBe("x");
    expect(fit[0]).toBeCloseTo((at(2.5 + 1e-5) - at(2.5 - 1e-5)) / 2e-5, 7);
    expect(model.smooth("s(x)", { grid: { x: [2.5] }, derivative: "x" }).fit).toEqual(fit);
    expect(() => model.smooth("s(x)", { derivative: "z" })).toThrowError(/derivative is "z"/);
    expect(() => model.smooth("s(group)", { derivative: true })).toThrowError(
      expect.objectContaining({ argument: "derivative" }),
    );
  });

  it("of a factor is there at each of its levels", () => {
    const { covariates, fit } = model.smooth("s(group)");
    expect(covariates.group).toEqual(model.smooths[1]?.covariates[0]?.levels);
    expect([...fit]).toHaveLength(6);
  });

  it("of one term for each level can be had at once and by level", () => {
    const { covariates, fit, smooths, critical } = byModel.smooth("s(x)", { grid: 10 });
    expect(smooths.map(({ label }) => label)).toEqual(["s(x):site=a", "s(x):site=b"]);
    expect([fit.length, critical.length, covariates.site?.[0], covariates.site?.[10]]).toEqual([20, 2, "a", "b"]);
    expect(byModel.smooth("s(x):site=b", { grid: 10 }).fit).toEqual(fit.subarray(10));
  });

  it("that is not there is refused with the nearest that is", () => {
    expect(() => model.smooth("s(y)")).toThrowError(/term is "s\(y\)".*did you mean "s\(x\)"/);
    expect(() => fitSync("y ~ z", data).smooth("s(x)")).toThrowError(/a model with smooths/);
    expect(() => model.smooth("s(x)", { level: 1 })).toThrowError(expect.objectContaining({ argument: "level" }));
    expect(() => model.smooth("s(x)", { grid: 1 })).toThrowError(expect.objectContaining({ argument: "grid" }));
  });

  it("is the same bits in a model that was read", () => {
    const again = modelFromJSON(model.toJSON());
    expect(again.smooth("s(x)", { simultaneous: true })).toEqual(model.smooth("s(x)", { simultaneous: true }));
    expect(again.covariates).toEqual(model.covariates);
    expect(model.covariates.map(({ name }) => name)).toEqual(["z", "site", "x", "group"]);
  });
});

describe("a difference between levels", () => {
  it("is that of the smooths, with the standard error of independent estimates and of dependent ones", () => {
    const [a, b] = ["a", "b"].map((level) => byModel.smooth(`s(x):site=${level}`, { grid: 15 }));
    const { fit, standardErrors, first, second, factor, covariates } = byModel.difference("s(x)", ["b", "a"], {
      grid: 15,
    });
    expect([first[0], second[14], factor, Object.keys(covariates)]).toEqual(["b", "a", "site", ["x"]]);
    const X = (site: string) =>
      byModel.predict({ x: covariates.x as Float64Array, site: new Array(15).fill(site) }, { type: "designMatrix" });
    const [Xa, Xb] = [X("a"), X("b")];
    const { data: V, rows: p } = byModel.covariance();
    for (let i = 0; i < 15; i++) {
      expect(fit[i]).toBeCloseTo((b?.fit[i] as number) - (a?.fit[i] as number), 12);
      // Columns of smooths only: the sites' own columns are no part of the difference.
      const d = Array.from({ length: p }, (_, j) =>
        j < 2 ? 0 : (Xb.data[i * p + j] as number) - (Xa.data[i * p + j] as number),
      );
      const variance = d.reduce((s, x, j) => s + d.reduce((t, y, k) => t + x * y * (V[j * p + k] as number), 0), 0);
      expect(standardErrors[i]).toBeCloseTo(Math.sqrt(variance), 10);
    }
  });

  it("goes over all pairs where none is named, and the levels of a random effect", () => {
    const all = model.difference("s(group)");
    expect(all.fit).toHaveLength(15);
    const { fit } = model.smooth("s(group)");
    expect([all.first[0], all.second[0]]).toEqual(["g1", "g0"]);
    expect(all.fit[0]).toBeCloseTo((fit[1] as number) - (fit[0] as number), 12);
  });

  it("needs two levels of a smooth that has some", () => {
    expect(() => model.difference("s(x)")).toThrowError(
      expect.objectContaining({ code: "ERR_DOMAIN", argument: "term" }),
    );
    expect(() => byModel.difference("s(x)", ["a", "c"])).toThrowError(
      expect.objectContaining({ argument: "levels[1]" }),
    );
    expect(() => byModel.difference("s(x)", ["a", "a"])).toThrowError(expect.objectContaining({ argument: "levels" }));
  });
});
