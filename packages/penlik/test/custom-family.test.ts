import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { CustomFamilyOptions, CustomRows } from "../src/families/custom.js";
import { families } from "../src/families/family.js";
import { matrix } from "../src/matrix.js";
import { fitMatrix, fitMatrixSync, type MatrixFitOptions } from "../src/model/fit-matrix.js";
import { modelFromJSON } from "../src/model/load.js";
import { uniform } from "./support/examples.js";
import { errorOf, rejectedWith } from "./support/refusal.js";

type Row = (eta: number, y: number) => readonly [number, number, number];

const LAWS: Record<"binomial" | "poisson" | "gamma", Row> = {
  binomial(eta, y) {
    const p = 1 / (1 + Math.exp(-eta));
    return [y * eta - (Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta)))), y - p, p * (1 - p)];
  },
  poisson(eta, y) {
    const mu = Math.exp(eta);
    return [y * eta - mu, y - mu, mu];
  },
  gamma(eta, y) {
    const ratio = y * Math.exp(-eta);
    return [-ratio - eta, ratio - 1, ratio];
  },
};

/** A law row by row as the function of many rows that a family is made of. */
const inRows = (law: Row) => (eta: Float64Array, y: Float64Array, out: CustomRows) => {
  for (const [i, value] of y.entries()) {
    const [logLikelihood, score, information] = law(eta[i] as number, value);
    out.logLikelihood[i] = logLikelihood;
    out.score[i] = score;
    out.information[i] = information;
  }
};

const ROWS = 600;

function problem(kind: keyof typeof LAWS): MatrixFitOptions {
  const next = uniform(3 * ROWS);
  const X = matrix(ROWS, 3);
  const y = new Float64Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    const [a, b, u] = [next() * 2 - 1, next() * 2 - 1, next()];
    X.data.set([1, a, b], 3 * i);
    const eta = 0.3 + 0.8 * a - 0.5 * b;
    if (kind === "binomial") y[i] = u < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    else if (kind === "poisson") y[i] = Math.floor(Math.exp(eta) * 2 * u);
    else y[i] = Math.exp(eta) * (0.1 + 1.8 * u);
  }
  return { y, X, ridge: 0.8 };
}

const poisson = (options: Partial<CustomFamilyOptions> = {}) =>
  families.custom({ name: "counts", rows: inRows(LAWS.poisson), ...options });

describe("a custom family", () => {
  it.each(["binomial", "poisson", "gamma"] as const)("of the %s law gives the fit of the built-in one", (kind) => {
    const given = problem(kind);
    const family = kind === "gamma" ? families.gamma({ link: "log" }) : kind;
    const ours = fitMatrixSync({ ...given, family });
    const scaled = {
      scale: true,
      saturated: (y: Float64Array, out: Float64Array) => out.set(y.map((value) => -1 - Math.log(value))),
    };
    const law = families.custom({ rows: inRows(LAWS[kind]), ...(kind === "gamma" && scaled) });
    const mine = fitMatrixSync({ ...given, family: law });
    expect(mine.converged).toBe(true);
    for (const [k, beta] of ours.coefficients.entries()) {
      expect(Math.abs((mine.coefficients[k] as number) / beta - 1)).toBeLessThan(1e-12);
    }
    expect(Math.abs(mine.edf / ours.edf - 1)).toBeLessThan(1e-12);
    expect(mine.strengths).toEqual(ours.strengths);
    if (kind === "gamma") expect(Math.abs(mine.deviance / ours.deviance - 1)).toBeLessThan(1e-11);
  });

  it("has the same bits in the background, tells progress and lets the event loop turn", async () => {
    const given = { ...problem("poisson"), family: poisson() };
    const events: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const model = await fitMatrix({ ...given, onProgress: ({ iteration }) => events.push(iteration) });
    clearInterval(timer);
    expect(model.coefficients).toEqual(fitMatrixSync(given).coefficients);
    expect(events[0]).toBe(1);
  });

  it("gives means by its own function, and refuses them from a stored model", () => {
    const given = problem("poisson");
    const mean = (eta: Float64Array, out: Float64Array) => out.set(eta.map(Math.exp));
    const model = fitMatrixSync({ ...given, family: poisson({ mean }) });
    const ours = fitMatrixSync({ ...given, family: "poisson" });
    const [mine, wanted] = [model.predict(given.X).data, ours.predict(given.X).data];
    for (const [i, mu] of wanted.entries()) expect(Math.abs((mine[i] as number) / mu - 1)).toBeLessThan(1e-11);
    const stored = modelFromJSON(JSON.stringify(model));
    expect(stored.predict(given.X, { type: "link" }).data).toEqual(model.predict(given.X, { type: "link" }).data);
    expect(errorOf(() => stored.predict(given.X))).toMatchObject({ code: "ERR_UNSUPPORTED", argument: "type" });
    const again = errorOf(() => fitMatrixSync({ ...given, family: stored.family }));
    expect(again).toMatchObject({ code: "ERR_UNSUPPORTED", argument: "family" });
  });

  it("that throws ends the fit with an error that has what was thrown as its cause", async () => {
    const thrown = new Error("no");
    let calls = 0;
    const rows = (eta: Float64Array, y: Float64Array, out: CustomRows) => {
      if (++calls > 5) throw thrown;
      inRows(LAWS.poisson)(eta, y, out);
    };
    const given = { ...problem("poisson"), family: poisson({ rows }) };
    const wanted = { code: "ERR_DOMAIN", argument: "rows", cause: thrown };
    expect(errorOf(() => fitMatrixSync(given))).toMatchObject(wanted);
    calls = 0;
    expect(await rejectedWith(fitMatrix(given))).toMatchObject(wanted);
  });

  it.each<[string, CustomFamilyOptions["rows"], string, string]>([
    ["is asynchronous", (async () => undefined) as never, "ERR_DOMAIN", "rows"],
    ["leaves entries unwritten", (_, __, out) => void out.logLikelihood.fill(0), "ERR_NON_FINITE", "rows: score"],
    [
      "gives NaN",
      (eta, y, out, positions) => {
        inRows(LAWS.poisson)(eta, y, out);
        const at = positions.indexOf(300);
        if (at >= 0) out.information[at] = Number.NaN;
      },
      "ERR_NON_FINITE",
      "rows: information",
    ],
    [
      "replaces an array",
      (_, __, out) => {
        (out as { score: Float64Array }).score = new Float64Array(3);
      },
      "ERR_DOMAIN",
      "rows",
    ],
    [
      "detaches an array",
      (_, __, out) => void structuredClone(out.score, { transfer: [out.score.buffer as ArrayBuffer] }),
      "ERR_DOMAIN",
      "rows: score",
    ],
  ])("that %s is refused by name", async (_, rows, code, argument) => {
    const given = { ...problem("poisson"), family: poisson({ rows }) };
    expect(errorOf(() => fitMatrixSync(given))).toMatchObject({ code, argument });
    const refused = await rejectedWith(fitMatrix(given));
    expect(refused).toMatchObject({ code, argument });
    if (refused.argument.endsWith("information")) expect(refused.message).toContain("row 300");
  });

  it("is aborted by its signal, also from within its own function", async () => {
    const controller = new AbortController();
    const rows = (eta: Float64Array, y: Float64Array, out: CustomRows) => {
      controller.abort("enough");
      inRows(LAWS.poisson)(eta, y, out);
    };
    const given = { ...problem("poisson"), family: poisson({ rows }) };
    const refused = await rejectedWith(fitMatrix({ ...given, signal: controller.signal }));
    expect(refused).toMatchObject({ code: "ERR_ABORTED", cause: "enough" });
    expect(await rejectedWith(fitMatrix({ ...given, signal: controller.signal }))).toMatchObject({
      code: "ERR_ABORTED",
    });
  });

  it("does not hold a worker back that is ended in the middle of a fit", async () => {
    const index = new URL("../dist/index.js", import.meta.url).href;
    const code = `
      import { parentPort } from "node:worker_threads";
      import { families, fitMatrix, matrix } from ${JSON.stringify(index)};
      let told = false;
      const family = families.custom({ rows(eta, y, out) {
        if (!told) parentPort.postMessage("asked");
        told = true;
        const until = performance.now() + 20;
        while (performance.now() < until);
        for (let i = 0; i < y.length; i++) {
          out.logLikelihood[i] = y[i] * eta[i] - Math.exp(eta[i]);
          out.score[i] = y[i] - Math.exp(eta[i]);
          out.information[i] = Math.exp(eta[i]);
        }
      } });
      const X = matrix(20000, 1, new Float64Array(20000).fill(1));
      await fitMatrix({ y: Float64Array.from({ length: 20000 }, (_, i) => i % 5), X, family });
      parentPort.postMessage("done");
    `;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    const first = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    expect(first).toBe("asked");
    expect(await worker.terminate()).toBe(1);
  });

  it.each<[object, string, string]>([
    [{}, "ERR_DOMAIN", "rows"],
    [{ rows: () => undefined, predictors: 0 }, "ERR_DOMAIN", "predictors"],
    [{ rows: () => undefined, predictors: ["a", "a"] }, "ERR_DOMAIN", "predictors"],
    [{ rows: () => undefined, derivatives: 3 }, "ERR_DOMAIN", "derivatives"],
    [{ rows: () => undefined, scale: true }, "ERR_DOMAIN", "saturated"],
    [{ rows: () => undefined, start: [0, 0] }, "ERR_SHAPE", "start"],
  ])("with the options %o is refused", (options, code, argument) => {
    expect(errorOf(() => families.custom(options as CustomFamilyOptions))).toMatchObject({ code, argument });
  });
});
