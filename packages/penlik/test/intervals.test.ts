import { describe, expect, test } from "vitest";
import { families } from "../src/families/family.js";
import { matrix, matrixFromRows } from "../src/matrix.js";
import { fitSync } from "../src/model/fit.js";
import { fitMatrixSync } from "../src/model/fit-matrix.js";
import type { Prediction, PredictOptions } from "../src/model/prediction.js";
import { classified } from "./support/examples.js";
import { errorOf, refusalOf } from "./support/refusal.js";

const x = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
const y = [1.2, 1.9, 3.4, 3.9, 5.2, 5.8, 7.4, 7.7];
const k = [1, 0, 3, 2, 5, 4, 9, 12];
const lines = fitSync("y ~ x", { x, y });
const counts = fitSync("k ~ x", { x, k }, { family: "poisson" });
const fresh = { x: [2.2, 6] };

const ends = ({ lower, upper }: Prediction) => [lower?.data, upper?.data] as [Float64Array, Float64Array];

function near(found: ArrayLike<number>, wanted: readonly number[], digits: number) {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });
}

describe("intervals around predictions", () => {
  // R: predict(lm(y ~ x), …, interval, level = 0.9).
  test.each<["confidence" | "prediction", number[], number[]]>([
    ["confidence", [4.270659879104823, 11.173138828351551], [4.660292501847559, 12.50543260021988]],
    ["prediction", [3.881521296124185, 10.975108882207291], [5.049431084828197, 12.70346254636414]],
  ])("of type %s are those of R for a linear model", (interval, low, high) => {
    const found = lines.predict(fresh, { interval, level: 0.9 });
    const [lower, upper] = ends(found);
    near(lower, low, 11);
    near(upper, high, 11);
    expect(found.lower).toMatchObject({ rows: 2, cols: 1 });
    expect(found.standardErrors).toBeUndefined();
    expect(lines.predict(fresh, { interval, standardErrors: true }).standardErrors?.data.length).toBe(2);
    expect(found.data).toEqual(lines.predict(fresh).data);
  });

  test("go through the inverse link on the response scale", () => {
    const link = counts.predict(fresh, { type: "link", interval: "confidence" });
    const { data, standardErrors } = counts.predict(fresh, { type: "link", standardErrors: true });
    const half = Array.from(standardErrors?.data ?? [], (e) => 1.959963984540054 * e);
    near(
      ends(link)[0],
      Array.from(data, (eta, i) => eta - (half[i] as number)),
      12,
    );
    const response = counts.predict(fresh, { interval: "confidence" });
    near(ends(response)[0], Array.from(ends(link)[0], Math.exp), 10);
    near(ends(response)[1], Array.from(ends(link)[1], Math.exp), 10);
    // A link that falls: the ends change places, and where the predictor may cross 0 the mean has no upper bound.
    const falling = fitSync("y ~ x", { x, y }, { family: families.gamma({ link: "inverse" }) });
    const [low, high] = ends(falling.predict({ x: [2, 30] }, { interval: "confidence" }));
    expect(low[0] as number).toBeLessThan(high[0] as number);
  });

  test("at once are wider than one by one, and no wider than Scheffé's", () => {
    const grid = { x: Array.from({ length: 50 }, (_, i) => 0.1 * i) };
    const width = (options: PredictOptions & { type: "link" }) => {
      const [lower, upper] = ends(lines.predict(grid, options));
      return (upper[10] as number) - (lower[10] as number);
    };
    const one = width({ type: "link", interval: "confidence" });
    const all = width({ type: "link", interval: "simultaneous" });
    expect(all / one).toBeGreaterThan(1.1);
    // √(2F) over t at 95 % for 2 and 6 degrees of freedom: 3.2073/2.4469.
    expect(all / one).toBeLessThan(1.3108);
    expect(width({ type: "link", interval: "simultaneous" })).toBe(all);
    const single = lines.predict({ x: [3] }, { interval: "simultaneous" });
    near(ends(single)[0], Array.from(ends(lines.predict({ x: [3] }, { interval: "confidence" }))[0]), 9);
  });

  test("of probabilities are those of their log-odds", () => {
    const { X, y } = classified(60, 3, 3);
    const model = fitMatrixSync({ X, y, family: "multinomial", ridge: 0.1 });
    const found = model.predict(X, { interval: "confidence", standardErrors: true });
    const [lower, upper] = ends(found);
    const logit = (p: number) => Math.log(p / (1 - p));
    found.data.forEach((p, i) => {
      const half = (1.959963984540054 * (found.standardErrors?.data[i] as number)) / (p * (1 - p));
      expect(logit(lower[i] as number)).toBeCloseTo(logit(p) - half, 8);
      expect(logit(upper[i] as number)).toBeCloseTo(logit(p) + half, 8);
    });
    expect(refusalOf(() => model.predict(X, { interval: "simultaneous" })).code).toBe("ERR_UNSUPPORTED");
    const band = model.predict(X, { type: "link", interval: "simultaneous" });
    expect(band.lower).toMatchObject({ rows: 60, cols: 2 });
  });

  test("of new counts hold at least their level, with the predictor's uncertainty in it", () => {
    const level = 0.9;
    const { data: eta, standardErrors } = counts.predict(fresh, { type: "link", standardErrors: true });
    const [lower, upper] = ends(counts.predict(fresh, { interval: "prediction", level }));
    for (const row of [0, 1]) {
      const at = (count: number) => mixedPoisson(count, eta[row] as number, standardErrors?.data[row] as number);
      const [low, high] = [lower[row] as number, upper[row] as number];
      expect([low, high].every(Number.isInteger)).toBe(true);
      expect(at(low)).toBeGreaterThanOrEqual(0.05);
      if (low > 0) expect(at(low - 1)).toBeLessThan(0.05);
      expect(at(high)).toBeGreaterThanOrEqual(0.95);
      expect(at(high - 1)).toBeLessThan(0.95);
    }
  });

  test("of new positive responses are quantiles of the mixed law", () => {
    const model = fitSync("y ~ x", { x, y }, { family: families.gamma({ link: "log" }) });
    const { data: eta, standardErrors } = model.predict(fresh, { type: "link", standardErrors: true });
    const [lower, upper] = ends(model.predict(fresh, { interval: "prediction" }));
    for (const row of [0, 1]) {
      const [centre, error] = [eta[row] as number, standardErrors?.data[row] as number];
      expect(mixedGamma(lower[row] as number, centre, error, model.scale)).toBeCloseTo(0.025, 5);
      expect(mixedGamma(upper[row] as number, centre, error, model.scale)).toBeCloseTo(0.975, 5);
    }
  });

  test("have rows of missing values where the predictions have them", () => {
    const { lower } = lines.predict({ x: [1, null, 2] }, { interval: "confidence", na: "pass" });
    expect(Array.from(lower?.data ?? [], Number.isNaN)).toEqual([false, true, false]);
  });

  test("are refused where there are none, in words", () => {
    const shares = fitSync("s ~ x", { x, s: [0, 0, 1, 0, 1, 0, 1, 1] }, { family: "binomial" });
    const told = (call: () => unknown) => errorOf(call).message;
    expect(told(() => shares.predict(fresh, { interval: "prediction" }))).toContain(
      'interval is "prediction" with the family binomial',
    );
    expect(told(() => lines.predict(fresh, { type: "link", interval: "prediction" }))).toContain("on the link scale");
    const wide = matrixFromRows([[1, 2]]);
    const model = fitMatrixSync({ X: matrixFromRows(x.map((x) => [1, x])), y });
    // The upper quartile of Student's law on 6 degrees of freedom.
    const half = 0.7175581991 * (model.predict(wide, { standardErrors: true }).standardErrors?.data[0] as number);
    const narrow = ends(model.predict(wide, { interval: "confidence", level: 0.5 }))[0];
    near(narrow, [(model.predict(wide).data[0] as number) - half], 9);
    expect(refusalOf(() => model.predict(matrix(1, 3), { interval: "confidence" })).code).toBe("ERR_SHAPE");
  });
});

/** Nodes of a normal law, far closer than the addon's, with their shares. */
function nodes(centre: number, error: number): [number, number][] {
  const step = 0.05;
  return Array.from({ length: 281 }, (_, i) => {
    const z = (i - 140) * step;
    return [centre + error * z, (step * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI)];
  });
}

function mixedPoisson(count: number, eta: number, error: number): number {
  return nodes(eta, error).reduce((total, [at, share]) => {
    const mu = Math.exp(at);
    let [term, sum] = [Math.exp(-mu), 0];
    for (let j = 0; j <= count; j++) {
      sum += term;
      term *= mu / (j + 1);
    }
    return total + share * sum;
  }, 0);
}

/** P(Y ≤ y) of shape 1/φ, by the power series of the incomplete gamma function. */
function mixedGamma(y: number, eta: number, error: number, phi: number): number {
  const shape = 1 / phi;
  return nodes(eta, error).reduce((total, [at, share]) => {
    const t = y / (phi * Math.exp(at));
    let [term, sum] = [1 / shape, 0];
    for (let j = 1; j < 4000 && (term > sum * 1e-17 || j < t); j++) {
      sum += term;
      term *= t / (shape + j);
    }
    return total + share * Math.min(1, sum * Math.exp(-t + shape * Math.log(t) - logGamma(shape)));
  }, 0);
}

/** ln Γ by Stirling's series beyond 10. */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const r = 1 / (x * x);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
