import { describe, expect, it } from "vitest";
import { fitSync, modelFromJSON, PenlikError } from "../src/index.js";

const n = 40;
const rows = Array.from({ length: n }, (_, i) => i);
const x = rows.map((i) => 1 + ((i * 7) % 40) / 4);
const z = rows.map((i) => 3 + Math.cos(3 * i));
const g = rows.map((i) => ["p", "q", "r"][(i * 5 + Math.floor(i / 4)) % 3] as string);
const noise = rows.map((i) => Math.sin(i * i) / 8);
const data = { x, z, g, y: rows.map((i) => 2 + Math.log(x[i] as number) + (noise[i] as number)) };
const ahead = { x: [0.5, 4.25, 12], z: [2.5, 3, 3.5], g: ["r", "p", "q"] };

describe("terms of a formula", () => {
  it.each([
    ["y ~ log(x)", ["(Intercept)", "log(x)"]],
    ["log(y) ~ I(x^2/10) + sqrt(z)", ["(Intercept)", "I(x^2/10)", "sqrt(z)"]],
    ["y ~ scale(x) * g", ["(Intercept)", "scale(x)", "g=q", "g=r", "scale(x):g=q", "scale(x):g=r"]],
    ["y ~ poly(x, 2)", ["(Intercept)", "poly(x, 2)1", "poly(x, 2)2"]],
    ["y ~ poly(x, 2, raw = TRUE)", ["(Intercept)", "poly(x, 2, raw = TRUE)1", "poly(x, 2, raw = TRUE)2"]],
    [
      "y ~ ns(x, df = 2) + C(g, sum)",
      ["(Intercept)", "ns(x, df = 2)1", "ns(x, df = 2)2", "C(g, sum)=sum.p", "C(g, sum)=sum.q"],
    ],
    ["y ~ bs(x) + offset(log(z))", ["(Intercept)", "bs(x)1", "bs(x)2", "bs(x)3"]],
  ])("%s", (formula, names) => {
    const model = fitSync(formula, data);
    expect(model.coefficientNames).toEqual(names);
    const predicted = model.predict(ahead);
    expect([...predicted.data].every(Number.isFinite)).toBe(true);
    expect(modelFromJSON(JSON.parse(JSON.stringify(model))).predict(ahead).data).toEqual(predicted.data);
  });

  it("fit the same polynomials in every basis", () => {
    const fits = ["y ~ poly(x, 3)", "y ~ poly(x, 3, raw = TRUE)", "y ~ x + I(x^2) + I(x^3)", "y ~ bs(x)"];
    const [first, ...others] = fits.map((formula) => fitSync(formula, data).predict(ahead).data);
    for (const other of others) {
      for (const i of [0, 1, 2]) expect(other[i]).toBeCloseTo(first?.[i] as number, 9);
    }
  });

  it("are coded by the contrasts of the options", () => {
    const levels = ["p", "q", "r"].map((level) => fitSync("y ~ g", data).predict({ g: [level] }).data[0] as number);
    const mean = levels.reduce((sum, level) => sum + level, 0) / 3;
    for (const contrasts of ["sum", { g: "sum" }] as const) {
      const model = fitSync("y ~ g", data, { contrasts });
      expect(model.coefficientNames).toEqual(["(Intercept)", "g=sum.p", "g=sum.q"]);
      expect(model.coefficients[0]).toBeCloseTo(mean, 12);
      expect(model.coefficients[1]).toBeCloseTo((levels[0] as number) - mean, 12);
    }
  });

  it.each([
    ["y ~ log(x - 5)", "ERR_NON_FINITE", "'log(x - 5)' is NaN at row 0: log(-4) where x = 1"],
    ["y ~ poly(x, degre = 2)", "ERR_FORMULA", "did you mean 'degree'?"],
    ["y ~ I(g + 1)", "ERR_COLUMN", "column 'g' is categorical"],
    ["y ~ I(x + w)", "ERR_COLUMN", "no column 'w'"],
  ])("that make no sense are refused with their place: %s", (formula, code, message) => {
    try {
      fitSync(formula, data);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PenlikError);
      expect((error as PenlikError).code).toBe(code);
      expect((error as PenlikError).message).toContain(message);
      expect((error as PenlikError).position).toBeGreaterThan(3);
    }
  });
});
