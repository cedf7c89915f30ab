import { describe, expect, it } from "vitest";
import { families, fitMatrixSync, fitSync, matrixFromRows, modelFromJSON } from "../src/index.js";
import { refusalOf } from "./support/refusal.js";

const x = Array.from({ length: 40 }, (_, i) => ((i * 37) % 40) / 20 - 1);
const noise = x.map((_, i) => (((i + 1) * 0.7320508) % 1) - 0.5);
const share = x.map((v, i) => 1 / (1 + Math.exp(-v - (noise[i] as number))));
const heavy = x.map((v, i) => 2 * v + 0.3 * Math.tan(2.9 * (noise[i] as number)));
const grade = x.map(
  (v, i) =>
    ["low", "middle", "high", "top"][[-0.7, 0.1, 0.9].filter((c) => 1.5 * v + 3 * (noise[i] as number) > c).length],
);

describe("the beta family", () => {
  it("estimates the precision, and takes a given one", () => {
    const model = fitSync("share ~ x", { share, x }, { family: "beta" });
    const precision = model.familyParameters.precision as number;
    expect(precision).toBeGreaterThan(1);
    const given = fitSync("share ~ x", { share, x }, { family: families.beta({ precision }) });
    for (const [k, b] of model.coefficients.entries()) expect(given.coefficients[k]).toBeCloseTo(b, 9);
    expect(given.familyParameters).toEqual({});
    expect(String(model.summary())).toMatch(/beta, link logit, precision [\d.]+ \(estimated\)/);
    expect(modelFromJSON(model.toJSON()).familyParameters).toEqual(model.familyParameters);
  });

  it("names column, row and value of a response outside", () => {
    const bad = [...share];
    bad[3] = 1;
    const call = () => fitSync("share ~ x", { share: bad, x }, { family: "beta" });
    expect(call).toThrow('1 at row 3 of "share" (1 in all)');
    expect(call).toThrow("numbers > 0 and < 1");
  });
});

describe("the scaled t family", () => {
  it("moves with the unit of the response", () => {
    expect(Object.keys(fitSync("y ~ x", { y: heavy, x }, { family: "scaledT" }).familyParameters)).toEqual([
      "df",
      "scale",
    ]);
    const family = families.scaledT({ df: 4 });
    const model = fitSync("y ~ x", { y: heavy, x }, { family });
    const { scale } = model.familyParameters as { scale: number };
    const small = fitSync("y ~ x", { y: heavy.map((v) => v * 2 ** -27), x }, { family });
    expect((small.familyParameters.scale as number) * 2 ** 27).toBeCloseTo(scale, 8);
    for (const [k, b] of model.coefficients.entries())
      expect((small.coefficients[k] as number) * 2 ** 27).toBeCloseTo(b, 8);
    const given = fitSync("y ~ x", { y: heavy, x }, { family: families.scaledT({ df: 5, scale: 0.5 }) });
    expect(given.familyParameters).toEqual({});
  });
});

describe("ordered categories", () => {
  const levels = { grade: ["low", "middle", "high", "top"] };
  const model = fitSync("grade ~ x", { grade, x }, { family: "orderedCategories", levels });

  it("have cut points between classes, of which the first is -1", () => {
    expect(Object.keys(model.familyParameters)).toEqual(["low|middle", "middle|high", "high|top"]);
    const cuts = Object.values(model.familyParameters);
    expect(cuts[0]).toBe(-1);
    expect((cuts[1] as number) > -1 && (cuts[2] as number) > (cuts[1] as number)).toBe(true);
    expect(String(model.summary())).toContain("orderedCategories, link logit, cut points low|middle -1");
    expect(model.activeClasses).toEqual([]);
  });

  it("predict probabilities, classes and the linear predictor", () => {
    const at = { x: [-1, 0, 1] };
    const probabilities = model.predict(at, { type: "response", standardErrors: true });
    expect([probabilities.rows, probabilities.cols]).toEqual([3, 4]);
    expect(probabilities.classes).toEqual(levels.grade);
    expect(probabilities.standardErrors?.cols).toBe(4);
    const eta = model.predict(at, { type: "link" });
    expect(eta.cols).toBe(1);
    const cuts = Object.values(model.familyParameters);
    const labels = model.predict(at, { type: "class" });
    for (let i = 0; i < 3; i++) {
      const row = Array.from(probabilities.data.slice(4 * i, 4 * i + 4));
      const below = [0, ...cuts.map((cut) => 1 / (1 + Math.exp((eta.data[i] as number) - cut))), 1];
      for (const [c, p] of row.entries()) expect(p).toBeCloseTo((below[c + 1] as number) - (below[c] as number), 12);
      expect(labels[i]).toBe(levels.grade[row.indexOf(Math.max(...row))]);
    }
    const stored = modelFromJSON(model.toJSON());
    expect(stored.predict(at).data).toEqual(probabilities.data);
  });

  it("come from labels, codes and whole numbers alike", () => {
    const codes = grade.map((label) => levels.grade.indexOf(label as string));
    const X = matrixFromRows(x.map((v) => [1, v]));
    const numbered = fitSync("code ~ x", { code: codes, x }, { family: "orderedCategories" });
    expect(numbered.classes).toEqual(["0", "1", "2", "3"]);
    const options = { X, family: "orderedCategories" } as const;
    const fits = [
      numbered,
      fitMatrixSync({ y: Int32Array.from(codes), ...options }),
      fitMatrixSync({ y: grade as string[], classes: levels.grade, ...options }),
    ];
    for (const fitted of fits) expect([...fitted.coefficients]).toEqual([...model.coefficients]);
    expect(() => fitSync("y ~ x", { y: heavy, x }, { family: "orderedCategories" })).toThrow(
      "whole numbers that name ordered",
    );
    const counts = matrixFromRows(x.map(() => [1, 2]));
    expect(refusalOf(() => fitMatrixSync({ y: counts, ...options })).argument).toBe("y");
  });
});
