import { describe, expect, it } from "vitest";
import { arithmetic, type FittedModel, fitSync, formula, modelFromJSON, s } from "../src/index.js";
import { errorOf } from "./support/refusal.js";

const n = 160;
const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
const x = column((i) => 0.05 + ((i * 0.618034) % 1));
const z = column((i) => (i * 0.414214) % 1);
const district = Array.from(x, (_, i) => ["north", "east", "south", "west"][(i * 7) % 4] as string);
const at = { north: 0, east: 1, south: 0.5, west: -1 } as { [name: string]: number };
const noise = (i: number) => Math.sin(i * i) / 8;
const y = column(
  (i) => Math.log(x[i] as number) + (z[i] as number) ** 2 + (at[district[i] as string] as number) + noise(i),
);
const few = column((i) => i % 5);
const data = { x, z, district, few, y };
const ahead = { x: [0.1, 0.5, 0.9], z: [0.2, 0.4, 0.8], district: ["east", "west", "north"] };

const again = (model: FittedModel) => modelFromJSON(JSON.parse(JSON.stringify(model)));

describe("a smooth of arithmetic", () => {
  const model = fitSync("y ~ s(log(x), bs = 'cr') + s(z, by = z^2, k = 5) + te(sqrt(z), x, k = 3)", data);

  it("predicts for new rows, also from a file", () => {
    const found = model.predict(ahead).data;
    expect([...found].every(Number.isFinite)).toBe(true);
    expect(again(model).predict(ahead).data).toEqual(found);
    const error = errorOf(() => model.predict({ ...ahead, x: [0.1, -0.5, 0.9] }));
    expect(error.message).toContain("'log(x)' is NaN at row 1: log(-0.5) where x = -0.5");
  });

  it("is told with its columns", () => {
    expect(model.smooths.map(({ label }) => label)).toEqual(["s(log(x))", "s(z):z^2", "te(sqrt(z),x)"]);
    expect(model.smooths[0]?.covariates[0]).toMatchObject({ name: "log(x)", columns: ["x"] });
    expect(model.smooths[1]?.by).toMatchObject({ name: "z^2", columns: ["z"] });
    expect(model.covariates.map(({ name }) => name)).toEqual(["x", "z"]);
    expect(model.covariates.every(({ range }) => range !== null)).toBe(true);
  });

  it("is looked at in its own units or those of its columns", () => {
    const grid = model.smooth("s(log(x))", { grid: 11 });
    const logs = grid.covariates["log(x)"] as Float64Array;
    expect(logs[0]).toBeCloseTo(Math.log(Math.min(...x)), 12);
    const over = model.smooth("s(log(x))", { grid: { x: logs.map(Math.exp) } });
    for (const [i, f] of grid.fit.entries()) expect(over.fit[i]).toBeCloseTo(f, 10);
    expect(model.smooth("s(log(x))", { grid: 5, derivative: true }).derivative).toBe("log(x)");
    expect(errorOf(() => model.smooth("s(log(x))", { derivative: "x" })).expected).toContain('"log(x)"');
  });

  it("times arithmetic is itself where that is 1, and its product where the columns are given", () => {
    const one = model.smooth("s(z):z^2", { grid: 7 });
    expect([...(one.covariates["z^2"] as Float64Array)]).toEqual(new Array(7).fill(1));
    const zs = one.covariates.z as Float64Array;
    const times = model.smooth("s(z):z^2", { grid: { z: zs } });
    for (const [i, f] of one.fit.entries()) expect(times.fit[i]).toBeCloseTo(f * (zs[i] as number) ** 2, 10);
  });

  it("is drawn with its residuals and its rug", () => {
    const text = JSON.stringify(model.plot("smooth", { term: "s(log(x))" }));
    expect(text).toContain('"log(x)"');
    const { spec } = { spec: model.plot("smooth", { term: "s(log(x))", residuals: true }) as unknown };
    const xs = [...JSON.stringify(spec).matchAll(/"x":(-?[0-9.]+),"residual"/g)].map((found) => Number(found[1]));
    expect(xs.length).toBe(n);
    expect(xs[3]).toBeCloseTo(Math.log(x[3] as number), 12);
    expect(JSON.stringify(model.plot("smooth", { term: "te(sqrt(z),x)" }))).toContain("sqrt(z)");
    expect(() => again(model).plot()).not.toThrow();
  });

  it("is made of parts as well", () => {
    const parts = formula("y", [s(arithmetic`log(x)`, { basis: "cr" })]);
    expect(fitSync(parts, data).coefficients).toEqual(fitSync("y ~ s(log(x), bs = 'cr')", data).coefficients);
  });
});

describe("a default size", () => {
  it("gives way to fewer values with a warning", () => {
    const model = fitSync("y ~ s(few)", data);
    expect(model.warnings).toEqual(["s(few): k is 5, not the default, as there are no more different values"]);
    expect(fitSync("y ~ s(few, k = 5)", data).warnings).toEqual([]);
  });
});

describe("a smooth that is zero at a point", () => {
  it("is so, and says nothing else than one that sums to zero", () => {
    const [point, sum] = [fitSync("y ~ s(x, pc = 0.4)", data), fitSync("y ~ s(x)", data)];
    expect(point.smooth("s(x)", { grid: { x: [0.4] } }).fit[0]).toBeCloseTo(0, 10);
    expect(point.edf).toBeCloseTo(sum.edf, 6);
    const [one, other] = [point.predict(ahead).data, sum.predict(ahead).data];
    for (const [i, eta] of one.entries()) expect(other[i]).toBeCloseTo(eta, 6);
  });
});

describe("options beside the formula", () => {
  const ring = {
    north: ["east", "west"],
    east: ["north", "south"],
    south: ["east", "west"],
    west: ["north", "south"],
  };

  it("place knots", () => {
    const knots = { x: [0, 0.3, 0.6, 1.1], "log(x)": Float64Array.of(-3, -1, -0.5, 0.1) };
    const model = fitSync("y ~ s(x, bs = 'cr', k = 4)", data, { knots: { x: knots.x } });
    const within = fitSync("y ~ s(x, bs = 'cr', knots = c(0, 0.3, 0.6, 1.1))", data);
    expect(model.coefficients).toEqual(within.coefficients);
    expect(
      fitSync("y ~ s(log(x), bs = 'cr', k = 4)", data, { knots: { "log(x)": knots["log(x)"] } }).edf,
    ).toBeGreaterThan(1);
    const { leverages } = model.influence(data, { knots: { x: knots.x } });
    expect(leverages.reduce((a, b) => a + b)).toBeCloseTo(model.edf, 6);
  });

  it("name neighbours", () => {
    const model = fitSync("y ~ s(district, bs = 'mrf') + s(x)", data, { neighbours: { district: ring } });
    const text = "y ~ s(district, bs = 'mrf', neighbours = list(c(2, 4), c(1, 3), c(2, 4), c(1, 3))) + s(x)";
    const levels = { district: ["north", "east", "south", "west"] };
    const byPlace = fitSync(text, data, { levels });
    for (const [i, eta] of model.predict(ahead).data.entries()) {
      expect(byPlace.predict(ahead).data[i]).toBeCloseTo(eta, 10);
    }
    expect(again(model).predict(ahead).data).toEqual(model.predict(ahead).data);
  });

  it("hold strengths", () => {
    const model = fitSync("y ~ s(x, bs = 'cr') + s(z, bs = 'cr')", data, { logStrength: { "s(x)": 1.5 } });
    const place = model.strengthLabels.indexOf("s(x)");
    expect(model.strengthPlaces[place]).toBe("fixed");
    expect(model.logStrengths[place]).toBeCloseTo(1.5, 12);
    const within = fitSync(`y ~ s(x, bs = 'cr', sp = ${Math.exp(1.5)}) + s(z, bs = 'cr')`, data);
    expect(within.edf).toBeCloseTo(model.edf, 8);
  });
});
