import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { PenlikError } from "../src/errors.js";
import { matrix } from "../src/matrix.js";
import { FittedModel } from "../src/model/fitted.js";
import type { PredictOptions } from "../src/model/prediction.js";
import { arrays, description, gaussianDescription } from "./example-fit.js";
import { FakeNative } from "./fake-native.js";

const birds = { bill_length: [39, 48, 46], sex: ["MALE", null, "FEMALE"] };
const modelWith = (over: object = {}, kept = [0, 2]) => {
  const native = new FakeNative(over, kept);
  return { native, model: new FittedModel(native) };
};

describe("a fitted model", () => {
  it("tells everything that the addon describes", () => {
    const { model } = modelWith();
    const {
      family,
      certificate,
      strengths: _,
      logStrengths: ___,
      statisticKind: __,
      familyParameters: ____,
      ownColumns: _____,
      aliasedPlaces: ______,
      ...scalars
    } = description;
    for (const [key, value] of Object.entries(scalars)) expect(model[key as keyof FittedModel], key).toEqual(value);
    expect(model.strengths).toEqual(Float64Array.of(0.1));
    expect(modelWith({ familyParameters: [["theta", 2.5]] }).model.familyParameters).toEqual({ theta: 2.5 });
    expect(model.family.toJSON()).toEqual(family);
    expect(model.certificate).toEqual(certificate);
    expect(model.logStrengths).toEqual(Float64Array.of(Math.log(0.1)));
  });

  it("gives arrays that cannot change what it tells next", () => {
    const { model } = modelWith();
    for (const key of ["coefficients", "standardErrors", "statistics", "pValues"] as const) {
      model[key].fill(0);
      expect(model[key]).toEqual(arrays[key]);
    }
    model.strengths.fill(7);
    expect(model.strengths).toEqual(Float64Array.of(0.1));
  });

  it("gives frozen lists and objects", () => {
    const { model } = modelWith();
    expect(() => (model.classes as string[]).push("x")).toThrow(TypeError);
    expect(() => Object.assign(model.certificate, { decrement: 0 })).toThrow(TypeError);
    expect(() => Object.assign(model.family.toJSON(), { kind: "x" })).toThrow(TypeError);
  });

  it("shows numbers that JSON cannot hold as NaN", () => {
    expect(modelWith({ devianceExplained: null }).model.devianceExplained).toBeNaN();
  });

  it("gives the covariance as a matrix, of the type that was asked for", () => {
    const { model } = modelWith();
    expect(model.covariance()).toEqual(matrix(6, 6, new Float64Array(36).fill(0.5)));
    expect(model.covariance({ type: "bayesian" })).toEqual(model.covariance());
    expect(model.covariance({ type: "frequentist" })).toEqual(matrix(6, 6, new Float64Array(36).fill(0.25)));
    expect(model.covariance({ type: "corrected" })).toEqual(matrix(6, 6, new Float64Array(36).fill(0.75)));
    expect(() => model.covariance({ type: "bayesan" as "bayesian" })).toThrowError(
      expect.objectContaining({ code: "ERR_DOMAIN", message: expect.stringContaining('did you mean "bayesian"') }),
    );
  });

  it("refuses arrays once it is disposed of, with the addon's error", () => {
    const { model, native } = modelWith();
    model[Symbol.dispose]();
    expect(native.disposed).toBe(true);
    expect(() => model.coefficients).toThrowError(PenlikError);
    expect(model.nobs).toBe(333);
  });

  it("keeps its handle to itself", () => {
    expect(Object.keys(modelWith().model)).toEqual([]);
  });
});

describe("console.log", () => {
  it("shows a fitted model in one line", () => {
    const text = "FittedModel { species ~ bill_length + sex, multinomial, 333 rows, converged }";
    expect(inspect(modelWith().model)).toBe(text);
    expect(inspect(modelWith({ formula: null, converged: false }).model)).toContain(
      "from a matrix, multinomial, 333 rows, not converged",
    );
  });
});

describe("a prediction", () => {
  it("is of the response by default: a matrix with a column for each class", () => {
    const { model, native } = modelWith();
    const prediction = model.predict(birds);
    expect(prediction).toEqual({
      data: Float64Array.of(0, 1, 2, 10, 11, 12, 20, 21, 22),
      rows: 3,
      cols: 3,
      classes: ["Adelie", "Chinstrap", "Gentoo"],
      kept: Int32Array.of(0, 1, 2),
    });
    expect(native.asked[0]?.request).toEqual({ kind: "response", standardErrors: false, missing: "fail" });
  });

  it("of the link has a column for each active class", () => {
    const { cols, classes } = modelWith().model.predict(birds, { type: "link" });
    expect([cols, classes]).toEqual([2, ["Chinstrap", "Gentoo"]]);
  });

  it("of the class is a list of names", () => {
    expect(modelWith().model.predict(birds, { type: "class" })).toEqual(["Adelie", "Chinstrap", "Gentoo"]);
  });

  it("brings standard errors of the same shape when asked to", () => {
    const { data, standardErrors } = modelWith().model.predict(birds, { type: "link", standardErrors: true });
    expect(standardErrors).toEqual({ data: data.map((value) => value / 100), rows: 3, cols: 2 });
  });

  it("leaves rows with missing values out, and tells which are kept", () => {
    const { rows, data, kept } = modelWith().model.predict(birds, { na: "omit" });
    expect([rows, data, kept]).toEqual([2, Float64Array.of(0, 1, 2, 20, 21, 22), Int32Array.of(0, 2)]);
    expect(modelWith().model.predict(birds, { type: "class", na: "omit" })).toEqual(["Adelie", "Gentoo"]);
  });

  it("passes rows with missing values through as NaN and null", () => {
    const { model, native } = modelWith();
    const { rows, data, standardErrors, kept } = model.predict(birds, {
      type: "link",
      na: "pass",
      standardErrors: true,
    });
    expect([rows, data, kept]).toEqual([3, Float64Array.of(0, 1, Number.NaN, Number.NaN, 20, 21), Int32Array.of(0, 2)]);
    expect(standardErrors?.rows).toBe(3);
    expect(standardErrors?.data[2]).toBeNaN();
    expect(model.predict(birds, { type: "class", na: "pass" })).toEqual(["Adelie", null, "Gentoo"]);
    expect(native.asked.map(({ request }) => request.missing)).toEqual(["omit", "omit"]);
  });

  it("converts the columns on the right side of the formula only", () => {
    const { model, native } = modelWith({ formula: "`a ~ b` ~ bill_length + sex" });
    model.predict({ ...birds, "a ~ b": [new Date(0), 1, 2], island: [{}, {}, {}] } as never);
    expect(native.asked[0]?.table?.columns.map(({ name }) => name)).toEqual(["bill_length", "sex"]);
  });

  it("of a scalar family has one column, which is no class", () => {
    const prediction = modelWith(gaussianDescription).model.predict({ x: [1, 2] }, { type: "link" });
    expect(prediction.classes).toEqual([]);
  });

  it("of a fit without a formula takes the design as a matrix, and nothing else", () => {
    const { model, native } = modelWith({ formula: null });
    const design = matrix(2, 3);
    expect(model.predict(design).rows).toBe(2);
    expect(native.asked[0]?.design).toBe(design.data);
    expect(() => model.predict(birds)).toThrowError(expect.objectContaining({ code: "ERR_DOMAIN", argument: "data" }));
  });

  it.each([
    [{ interval: "confidence", type: "class" }, "ERR_UNSUPPORTED", "interval"],
    [{ interval: "credible" }, "ERR_DOMAIN", "interval"],
    [{ level: 0.9 }, "ERR_DOMAIN", "level"],
    [{ interval: "confidence", level: 1 }, "ERR_DOMAIN", "level"],
    [{ type: "class", standardErrors: true }, "ERR_UNSUPPORTED", "standardErrors"],
    [{ type: "respons" }, "ERR_DOMAIN", "type"],
    [{ standardErrors: 1 }, "ERR_DOMAIN", "standardErrors"],
    [{ na: "drop" }, "ERR_DOMAIN", "na"],
    [{ typ: "link" }, "ERR_DOMAIN", "options"],
    ["class", "ERR_DOMAIN", "options"],
    [{ exclude: "x" }, "ERR_DOMAIN", "exclude"],
    [{ unseenLevels: "mean" }, "ERR_DOMAIN", "unseenLevels"],
  ])("is refused for the options %j", (options, code, argument) => {
    const call = () => modelWith().model.predict(birds, options as unknown as PredictOptions);
    expect(call).toThrowError(expect.objectContaining({ code, argument }));
  });
});

describe("reports", () => {
  it("tidy: one record for each coefficient, class by class", () => {
    const rows = modelWith().model.tidy();
    expect(rows).toHaveLength(6);
    expect(rows[4]).toEqual({
      class: "Gentoo",
      term: "bill_length",
      estimate: 0.25,
      standardError: 0.0625,
      statistic: 4,
      pValue: 6.33e-5,
    });
  });

  it("glance: the whole fit in one record", () => {
    expect(modelWith().model.glance()).toMatchObject({ nobs: 333, aic: 112.75, converged: true, iterations: 9 });
  });

  it("augment: the data with a column for each class, aligned with its rows", () => {
    const columns = modelWith().model.augment([{ bill_length: 39, sex: "MALE" }, { bill_length: 48 }, { sex: "MALE" }]);
    expect({ ...columns }).toEqual({
      bill_length: [39, 48, undefined],
      sex: ["MALE", undefined, "MALE"],
      ".fitted_Adelie": Float64Array.of(0, Number.NaN, 20),
      ".fitted_Chinstrap": Float64Array.of(1, Number.NaN, 21),
      ".fitted_Gentoo": Float64Array.of(2, Number.NaN, 22),
      ".class": ["Adelie", null, "Gentoo"],
    });
  });

  it("augment is refused for a fit without a formula", () => {
    const call = () => modelWith({ formula: null }).model.augment(birds);
    expect(call).toThrowError(expect.objectContaining({ code: "ERR_UNSUPPORTED" }));
  });

  it("summary is made of the same numbers", () => {
    expect(String(modelWith().model.summary())).toContain("Gentoo vs Adelie");
  });
});
