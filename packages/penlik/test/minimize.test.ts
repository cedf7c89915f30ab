import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ElasticNet, Huber, L1, LogSparsity, MCP, Ridge, SmoothedL1 } from "../src/generated/penalties.js";
import { type Matrix, matrix, matrixFromRows } from "../src/matrix.js";
import { minimize, minimizeAsync } from "../src/minimize/minimize.js";
import type { Minimum, QuadraticProblem } from "../src/minimize/types.js";
import { penaltyFromJSON, penaltyKinds } from "../src/penalties/catalog.js";
import type { Penalty } from "../src/penalties/penalty.js";
import { softThreshold } from "../src/prox/soft-threshold.js";
import { uniform } from "./support/examples.js";
import { refusalOf, rejectionOf } from "./support/refusal.js";

/** A kind that is asked for by name, where the catalog has it. */
function kind(json: { kind: string } & Record<string, unknown>): Penalty<never> | undefined {
  return penaltyKinds().some((entry) => entry.kind === json.kind) ? penaltyFromJSON(json) : undefined;
}

function problem(rows: number, cols: number): { A: Matrix; b: Float64Array } {
  const next = uniform(rows * cols);
  const A = matrix(rows, cols);
  for (let k = 0; k < A.data.length; k++) A.data[k] = 2 * next() - 1;
  return { A, b: Float64Array.from({ length: rows }, () => 2 * next() - 1) };
}

/** Ax − b and its image under Aᵀ: the gradient of ½‖Ax − b‖². */
function gradientOf({ A, b }: { A: Matrix; b: Float64Array }, x: Float64Array): Float64Array {
  const g = new Float64Array(A.cols);
  for (let i = 0; i < A.rows; i++) {
    const row = A.data.subarray(i * A.cols, (i + 1) * A.cols);
    const r = row.reduce((sum, a, j) => sum + a * (x[j] as number), -(b[i] as number));
    for (let j = 0; j < A.cols; j++) (g[j] as number) += r * (row[j] as number);
  }
  return g;
}

/** ½‖Ax − b‖² as a function of the caller's. */
const asObjective = (data: { A: Matrix; b: Float64Array }) => (x: Float64Array, gradient: Float64Array) => {
  gradient.set(gradientOf(data, x));
  let sum = 0;
  for (let i = 0; i < data.A.rows; i++) {
    const row = data.A.data.subarray(i * data.A.cols, (i + 1) * data.A.cols);
    sum += row.reduce((s, a, j) => s + a * (x[j] as number), -(data.b[i] as number)) ** 2 / 2;
  }
  return sum;
};

const apart = (x: ArrayLike<number>, y: ArrayLike<number>) =>
  Math.max(...Array.from(x, (value, i) => Math.abs(value - (y[i] as number))));

/** A problem by every way to its minimum. */
function everyWay(data: { A: Matrix; b: Float64Array }, terms: QuadraticProblem["terms"]): Minimum[] {
  const common = { tolerance: 1e-12, ...(terms && { terms }) };
  const start = new Float64Array(data.A.cols);
  return [
    minimize({ quadratic: data, ...common }),
    minimize({ quadratic: data, method: "proximalGradient", ...common }),
    minimize({ objective: asObjective(data), start, ...common }),
  ];
}

describe("minimize", () => {
  it("soft-thresholds under an orthogonal design", () => {
    const b = Float64Array.of(3, -2, 0.25, -0.25, 1);
    const A = matrix(5, 5);
    for (let i = 0; i < 5; i++) A.data[i * 6] = 1;
    for (const found of everyWay({ A, b }, [new L1({ strength: 0.5 })])) {
      expect(apart(found.x, softThreshold(b, 0.5))).toBeLessThan(1e-11);
      expect(found.converged).toBe(true);
      expect(found.value).toBeCloseTo(found.fit + (found.penalties[0] as number), 14);
    }
  });

  it("finds the ridge of the normal equations", () => {
    const A = matrixFromRows([
      [1, 2],
      [3, -1],
      [0, 1],
    ]);
    const b = Float64Array.of(1, 2, 3);
    // (AᵀA + I)x = Aᵀb with AᵀA = [10 −1; −1 6], Aᵀb = (7, 3).
    const exact = [(7 * 7 + 3) / 76, (11 * 3 + 7) / 76];
    for (const found of everyWay({ A, b }, [new Ridge()])) expect(apart(found.x, exact)).toBeLessThan(1e-10);
    const Q = matrixFromRows([
      [10, -1],
      [-1, 6],
    ]);
    expect(apart(minimize({ quadratic: { Q, c: [7, 3] }, terms: [new Ridge()] }).x, exact)).toBeLessThan(1e-12);
  });

  it("agrees with glmnet's elastic nets", () => {
    const file = new URL("fixtures/elastic-net.json", import.meta.url);
    const { rows, cols, A, b, fits } = JSON.parse(readFileSync(file, "utf8"));
    const data = { A: matrix(rows, cols, A), b };
    for (const { alpha, lambda, x } of fits) {
      const net = new ElasticNet({ l1: rows * lambda * alpha, l2: rows * lambda * (1 - alpha) });
      const found = minimize({ quadratic: data, terms: [net], tolerance: 1e-13 });
      expect(apart(found.x, x)).toBeLessThan(1e-12);
      expect(found.gap).toBeLessThan(1e-11);
      const [l1, l2] = [
        new L1({ strength: rows * lambda * alpha }),
        new Ridge({ strength: rows * lambda * (1 - alpha) }),
      ];
      const apartTerms = minimize({ quadratic: data, terms: [l1, l2], tolerance: 1e-13 });
      expect(apart(apartTerms.x, x)).toBeLessThan(1e-12);
      expect(apartTerms.method).toBe("proximalNewton");
    }
  });

  it("comes to one minimum by every way, and the gap bounds how far each is from it", () => {
    const data = problem(30, 50);
    for (const penalty of [new L1({ strength: 0.8 }), new Huber({ delta: 0.2 }), new SmoothedL1({ eps: 0.1 })]) {
      const found = everyWay(data, [penalty]);
      const best = Math.min(...found.map(({ value }) => value));
      for (const one of found) {
        expect(one.status).toBe("converged");
        expect(one.value - best).toBeLessThan(1e-9);
        if (one.gap !== undefined) expect(one.value - best).toBeLessThanOrEqual(one.gap + 1e-14);
      }
    }
  });

  it("keeps to what convex sets and groups demand", () => {
    const data = problem(20, 9);
    const own: [Penalty<never> | undefined, (x: Float64Array, g: Float64Array) => number][] = [
      [
        kind({ kind: "NonNegative" }),
        (x, g) => Math.max(...x.map((x, i) => (x > 0 ? Math.abs(g[i] as number) : -(g[i] as number)))),
      ],
      [
        kind({ kind: "Simplex" }),
        (x, g) => {
          const level = g[x.indexOf(Math.max(...x))] as number;
          return Math.max(...x.map((x, i) => (x > 0 ? Math.abs((g[i] as number) - level) : level - (g[i] as number))));
        },
      ],
    ];
    for (const [penalty, violation] of own) {
      if (penalty === undefined) continue;
      for (const found of everyWay(data, [penalty])) {
        expect(found.x.every((x) => x >= 0)).toBe(true);
        expect(violation(found.x, gradientOf(data, found.x))).toBeLessThan(1e-8);
      }
    }
  });

  it("scales with the problem and follows permuted columns", () => {
    const data = problem(15, 6);
    const found = minimize({ quadratic: data, terms: [new L1({ strength: 0.5 })] });
    for (const scale of [2 ** -200, 2 ** 200]) {
      const scaled = { A: data.A, b: data.b.map((b) => b * scale) };
      const again = minimize({ quadratic: scaled, terms: [new L1({ strength: 0.5 * scale })] });
      expect(
        apart(
          again.x.map((x) => x / scale),
          found.x,
        ),
      ).toBeLessThan(1e-12);
    }
    const order = [3, 0, 5, 1, 4, 2];
    const permuted = matrix(
      15,
      6,
      data.A.data.map((_, k) => data.A.data[k - (k % 6) + (order[k % 6] as number)] as number),
    );
    const again = minimize({ quadratic: { A: permuted, b: data.b }, terms: [new L1({ strength: 0.5 })] });
    expect(
      apart(
        again.x,
        order.map((j) => found.x[j] as number),
      ),
    ).toBeLessThan(1e-12);
  });

  it("lays penalties on the entries that they are given", () => {
    const data = problem(20, 6);
    const strong = new L1({ strength: 1e3 });
    const ranges = [{ from: 1, to: 3 }, [1, 2], Int32Array.of(2, 1)];
    const found = ranges.map((columns) => minimize({ quadratic: data, terms: [{ penalty: strong, columns }] }));
    for (const { x, gap } of found) {
      expect([...x].map((x) => x === 0)).toEqual([false, true, true, false, false, false]);
      expect(gap).toBeUndefined();
    }
  });

  it("says that a stationary point may not be the minimum", () => {
    const found = minimize({ quadratic: problem(20, 6), terms: [new MCP({ gamma: 3, strength: 0.5 })] });
    expect(found.message).toContain("stationary point");
    expect(found.gap).toBeUndefined();
  });

  it("solves for many right-hand sides what it solves for each", () => {
    const { A } = problem(12, 20);
    const B = problem(12, 7).A;
    const many = minimize({ quadratic: { A, B }, terms: [new L1({ strength: 0.3 })] });
    expect(many.converged).toBe(true);
    expect([many.X.rows, many.X.cols]).toEqual([20, 7]);
    for (let k = 0; k < 7; k++) {
      const b = Float64Array.from({ length: 12 }, (_, i) => B.data[i * 7 + k] as number);
      const one = minimize({ quadratic: { A, b }, terms: [new L1({ strength: 0.3 })] });
      expect(
        apart(
          one.x,
          one.x.map((_, j) => many.X.data[j * 7 + k] as number),
        ),
      ).toBeLessThan(1e-9);
      expect(many.values[k]).toBeCloseTo(one.value, 10);
      expect(many.gaps[k]).toBeLessThan(1e-8);
    }
  });

  it("throws on what the objective throws, unchanged, and tells of ends", () => {
    const thrown = new RangeError("mine");
    const objective = () => {
      throw thrown;
    };
    expect(() => minimize({ objective, start: [0] })).toThrow(thrown);
    const square = (x: Float64Array, g: Float64Array) => {
      g[0] = x[0] as number;
      return (x[0] as number) ** 2 / 2;
    };
    expect(minimize({ objective: square, start: [5], maxIterations: 0 }).status).toBe("iterationLimit");
    const onProgress = () => {
      throw thrown;
    };
    expect(() => minimize({ objective: square, start: [5], onProgress })).toThrow(thrown);
    const told: number[] = [];
    minimize({ objective: square, start: [5], onProgress: ({ iteration }) => told.push(iteration) });
    expect(told.length).toBeGreaterThan(0);
  });

  it("names what an objective does wrong", () => {
    const answering = (value: unknown, slope = 0) => ({
      objective: ((_: Float64Array, g: Float64Array) => {
        g[0] = slope;
        return value;
      }) as () => number,
      start: [1],
    });
    for (const [value, slope, code, argument] of [
      [Number.NaN, 0, "ERR_NON_FINITE", "the value of the objective"],
      [Number.NEGATIVE_INFINITY, 0, "ERR_NON_FINITE", "the value of the objective"],
      [Number.POSITIVE_INFINITY, 0, "ERR_NON_FINITE", "objective"],
      [1, Number.NaN, "ERR_NON_FINITE", "the gradient of the objective"],
      ["1", 0, "ERR_DOMAIN", "the value of the objective"],
      [undefined, 0, "ERR_DOMAIN", "the value of the objective"],
    ] as const) {
      expect(refusalOf(() => minimize(answering(value, slope)))).toEqual({ code, argument });
    }
    const taking = (_: Float64Array, g: Float64Array) => {
      structuredClone(g, { transfer: [g.buffer as ArrayBuffer] });
      return 0;
    };
    expect(refusalOf(() => minimize({ objective: taking, start: [1] })).argument).toBe("gradient");
  });

  it("refuses what makes no sense, by name", () => {
    const quadratic = problem(4, 3);
    const l1 = new L1();
    const cases: [unknown, string, string][] = [
      [{}, "ERR_DOMAIN", "options"],
      [{ quadratic: { A: quadratic.A } }, "ERR_DOMAIN", "quadratic.b"],
      [{ quadratic: { A: quadratic.A, b: [1] } }, "ERR_SHAPE", "quadratic.b"],
      [{ quadratic: { ...quadratic, B: quadratic.A } }, "ERR_DOMAIN", "quadratic.b"],
      [{ quadratic: { ...quadratic, d: 1 } }, "ERR_DOMAIN", "quadratic"],
      [{ quadratic: { Q: quadratic.A, c: [1, 2, 3] } }, "ERR_SHAPE", "quadratic.Q"],
      [{ quadratic: { ...quadratic, weights: [1, 1, 1, -1] } }, "ERR_DOMAIN", "weights[3]"],
      [{ quadratic: { A: quadratic.A, b: [1, 2, 3, Number.NaN] } }, "ERR_NON_FINITE", "b"],
      [{ quadratic, start: [1] }, "ERR_SHAPE", "start"],
      [{ quadratic, terms: l1 }, "ERR_DOMAIN", "terms"],
      [{ quadratic, terms: [1] }, "ERR_DOMAIN", "terms[0]"],
      [{ quadratic, terms: [{ penalty: 1 }] }, "ERR_DOMAIN", "terms[0].penalty"],
      [{ quadratic, terms: [{ penalty: l1, columns: [3] }] }, "ERR_DOMAIN", "terms[0].columns[0]"],
      [{ quadratic, terms: [{ penalty: l1, columns: { from: 2, to: 1 } }] }, "ERR_DOMAIN", "terms[0].columns.to"],
      [{ quadratic, terms: [{ penalty: l1, cols: 2 }] }, "ERR_SHAPE", "terms[0].cols"],
      [{ quadratic, terms: [l1, { penalty: new MCP({ gamma: 3 }), columns: [1] }] }, "ERR_UNSUPPORTED", "terms[1]"],
      [{ quadratic, tolerance: 0 }, "ERR_DOMAIN", "tolerance"],
      [{ quadratic, method: "newton" }, "ERR_DOMAIN", "method"],
      [{ quadratic, method: "proximalNewton", terms: [new LogSparsity({ delta: 1 })] }, "ERR_UNSUPPORTED", "method"],
      [{ quadratic, onProgress: () => {} }, "ERR_UNSUPPORTED", "onProgress"],
      [{ quadratic, signal: AbortSignal.abort() }, "ERR_ABORTED", "signal"],
      [{ objective: 1, start: [1] }, "ERR_DOMAIN", "objective"],
      [{ objective: () => 0 }, "ERR_DOMAIN", "start"],
      [{ objective: () => 0, start: [Number.NaN] }, "ERR_NON_FINITE", "start"],
      [{ objective: () => 0, start: [1], signal: AbortSignal.abort() }, "ERR_ABORTED", "signal"],
    ];
    for (const [options, code, argument] of cases) {
      expect(refusalOf(() => minimize(options as QuadraticProblem))).toEqual({ code, argument });
    }
  });
});

describe("minimizeAsync", () => {
  const terms = [new L1({ strength: 0.5 })];

  it("gives the same bits as minimize, and tells of its progress", async () => {
    const quadratic = problem(40, 70);
    const told: number[] = [];
    const onProgress = ({ iteration }: { iteration: number }) => told.push(iteration);
    const found = await minimizeAsync({ quadratic, terms, onProgress, threads: 2 });
    expect(found).toEqual(minimize({ quadratic, terms, threads: 1 }));
  });

  it("stops when its signal is aborted", async () => {
    const controller = new AbortController();
    const quadratic = problem(300, 900);
    const running = minimizeAsync({
      quadratic,
      terms: [new L1({ strength: 1e-3 })],
      method: "proximalGradient",
      maxIterations: 2 ** 30,
      tolerance: 1e-300,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 30);
    expect((await rejectionOf(running)).code).toBe("ERR_ABORTED");
    expect((await rejectionOf(minimizeAsync({ quadratic, signal: AbortSignal.abort() }))).code).toBe("ERR_ABORTED");
  });

  it("sends a function of the caller's to minimize", async () => {
    const refused = await rejectionOf(minimizeAsync({ objective: () => 0, start: [1] } as never));
    expect(refused).toEqual({ code: "ERR_UNSUPPORTED", argument: "objective" });
  });
});
