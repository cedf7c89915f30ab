import { describe, expect, it } from "vitest";
import {
  Box,
  GroupLasso,
  GroupMCP,
  L1,
  L1Ball,
  NonNegative,
  Ridge,
  Simplex,
  SparseGroupLasso,
  TraceNorm,
} from "../src/generated/penalties.js";
import { type Matrix, matrix } from "../src/matrix.js";
import { minimize } from "../src/minimize/minimize.js";
import type { Minimum, QuadraticProblem } from "../src/minimize/types.js";
import { restricted, rotated, scaled, sum, translated } from "../src/penalties/combined.js";
import { schedules } from "../src/penalties/schedules.js";
import { Term } from "../src/penalties/term.js";
import { uniform } from "./support/examples.js";
import { refusalOf } from "./support/refusal.js";

type Data = { A: Matrix; b: Float64Array };
type Terms = QuadraticProblem["terms"];

function problem(rows: number, cols: number): Data {
  const next = uniform(rows * cols + 1);
  const A = matrix(rows, cols);
  for (let k = 0; k < A.data.length; k++) A.data[k] = 2 * next() - 1;
  return { A, b: Float64Array.from({ length: rows }, () => 2 * next() - 1) };
}

/** Aᵀ(Ax − b). */
function gradientOf({ A, b }: Data, x: Float64Array): Float64Array {
  const g = new Float64Array(A.cols);
  for (let i = 0; i < A.rows; i++) {
    const row = A.data.subarray(i * A.cols, (i + 1) * A.cols);
    const r = row.reduce((sum, a, j) => sum + a * (x[j] as number), -(b[i] as number));
    for (let j = 0; j < A.cols; j++) (g[j] as number) += r * (row[j] as number);
  }
  return g;
}

const norm = (x: readonly number[]) => Math.hypot(...x);
const apart = (x: ArrayLike<number>, y: ArrayLike<number>) =>
  Math.max(...Array.from(x, (value, i) => Math.abs(value - (y[i] as number))));
const solved = (data: Data, terms: Terms, tolerance = 1e-13): Minimum => {
  const found = minimize({ quadratic: data, tolerance, ...(terms && { terms }) });
  expect(found.message).toMatch(/^converged/);
  return found;
};

describe("minimize over sets", () => {
  const data = problem(40, 15);

  it("satisfies the conditions of bounds to rounding", () => {
    for (const [penalty, lower, upper] of [
      [new NonNegative(), 0, Number.POSITIVE_INFINITY],
      [new Box({ lower: -0.05, upper: 0.04 }), -0.05, 0.04],
      [new Box({ lower: 0.01 }), 0.01, Number.POSITIVE_INFINITY],
    ] as const) {
      const found = solved(data, [penalty]);
      expect(found.method).toBe("proximalNewton");
      expect(found.penalties).toEqual(Float64Array.of(0));
      gradientOf(data, found.x).forEach((g, i) => {
        const x = found.x[i] as number;
        expect(x >= lower && x <= upper).toBe(true);
        expect(x === lower ? -g : x === upper ? g : Math.abs(g)).toBeLessThan(1e-12);
      });
      expect(found.x).toContain(lower);
    }
  });

  it("satisfies the conditions of the simplex and of the ball of absolute values", () => {
    for (const penalty of [new Simplex({ total: 0.5 }), new L1Ball({ radius: 0.3 })]) {
      const { x, method } = solved(data, [penalty], 1e-12);
      expect(method).toBe("proximalGradient");
      const g = gradientOf(data, x);
      const sized = x.map(Math.abs).reduce((sum, x) => sum + x, 0);
      expect(sized).toBeCloseTo(penalty instanceof Simplex ? 0.5 : 0.3, 13);
      // Along x the gradient has one level, and nothing else is below it.
      const slopes = g.map((g, i) =>
        x[i] === 0 && penalty instanceof L1Ball ? -Math.abs(g) : g * ((x[i] as number) < 0 ? -1 : 1),
      );
      const level = Math.min(...slopes);
      slopes.forEach((slope, i) => {
        if (x[i] !== 0) expect(slope - level).toBeLessThan(1e-9);
      });
    }
  });

  it("solves non-negative least squares of 2000 columns in a few rounds", () => {
    const large = problem(1200, 2000);
    const found = solved(large, [new NonNegative()], 1e-12);
    expect(found.iterations).toBeLessThan(50);
    const off = gradientOf(large, found.x).map((g, i) => (found.x[i] === 0 ? -g : Math.abs(g)));
    expect(Math.max(...off)).toBeLessThan(1e-8);
  }, 60_000);
});

describe("minimize over groups", () => {
  const data = problem(60, 24);
  const groups = Array.from({ length: 8 }, (_, g) => [g, g + 8, g + 16]);
  const conditions = (x: Float64Array, weight: number, l1: number): number => {
    const g = gradientOf(data, x);
    const off = groups.flatMap((list) => {
      const [own, slope] = [list.map((i) => x[i] as number), list.map((i) => g[i] as number)];
      const r = norm(own);
      if (r === 0) return norm(slope.map((s) => Math.max(Math.abs(s) - l1, 0))) - weight;
      return own.map((x, k) => {
        const s = slope[k] as number;
        return x === 0 ? Math.abs(s) - l1 : Math.abs(s + l1 * Math.sign(x) + (weight * x) / r);
      });
    });
    return Math.max(...off);
  };

  it("satisfies the conditions of the group lasso, with and without single entries, to rounding", () => {
    const weight = 1.2 * Math.sqrt(3);
    const lasso = solved(data, [new GroupLasso({ groups, strength: 1.2 })]);
    const sparse = solved(data, [new SparseGroupLasso({ groups, l1: 0.4, group: 1.2 })]);
    for (const [found, l1] of [
      [lasso, 0],
      [sparse, 0.4],
    ] as const) {
      expect(conditions(found.x, weight, l1)).toBeLessThan(1e-12);
      expect(found.method).toBe("proximalNewton");
      expect(found.gap).toBeLessThan(1e-11);
      expect(found.x).toContain(0);
      expect(found.x.some((x) => x !== 0)).toBe(true);
    }
    expect(solved(data, [new GroupMCP({ groups, gamma: 3, strength: 0.5 })], 1e-11).method).toBe("proximalNewton");
  });

  it("gives a gap for matrices of low rank", () => {
    const found = solved(data, [{ penalty: new TraceNorm({ strength: 1.5 }), cols: 6 }], 1e-11);
    expect(found.gap).toBeLessThan(1e-8);
  });
});

describe("minimize with terms and combinations", () => {
  const data = problem(30, 12);

  it("counts a term with its weight", () => {
    const plain = solved(data, [new L1({ strength: 1.5 })]);
    const l1 = new L1({ strength: 0.5 });
    const scheduled = new Term(l1, { schedule: schedules.geometric({ start: 5, end: 1, rate: 0.5 }) });
    const terms = [
      new Term(l1, { weight: 3 }),
      { term: new Term(l1, { weight: 3, learn: ["strength"] }) },
      scheduled.atIteration(1),
    ];
    for (const term of terms) expect(solved(data, [term])).toEqual(plain);
    const columns = { from: 2, to: 7 };
    expect(solved(data, [{ term: new Term(l1, { weight: 3 }), columns }])).toEqual(
      solved(data, [{ penalty: new L1({ strength: 1.5 }), columns }]),
    );
    const weighted = solved(data, [new Term(translated(l1, new Float64Array(12)), { weight: 3 })]);
    expect(apart(weighted.x, plain.x)).toBeLessThan(1e-12);
    expect(solved(data, [new Term(new NonNegative(), { weight: 7 })])).toEqual(solved(data, [new NonNegative()]));
  });

  it("takes combined penalties", () => {
    const l1 = new L1({ strength: 0.8 });
    const center = Float64Array.from({ length: 12 }, (_, i) => (i % 3) / 10);
    const around = solved(data, [translated(l1, center)]);
    expect(around.method).toBe("proximalNewton");
    gradientOf(data, around.x).forEach((g, i) => {
      const d = (around.x[i] as number) - (center[i] as number);
      expect(d === 0 ? Math.abs(g) - 0.8 : Math.abs(g + 0.8 * Math.sign(d))).toBeLessThan(1e-11);
    });
    expect(apart(around.x, center)).toBeGreaterThan(0.01);
    const plain = solved(data, [new L1({ strength: 1.6 })]);
    const same: Terms[] = [
      [scaled(l1, { argument: -2 })],
      [scaled(l1, { value: 2 })],
      [
        sum(
          restricted(new L1({ strength: 1.6 }), [0, 1, 2, 3, 4, 5]),
          restricted(new L1({ strength: 1.6 }), [6, 7, 8, 9, 10, 11]),
        ),
      ],
    ];
    for (const terms of same) expect(apart(solved(data, terms, 1e-12).x, plain.x)).toBeLessThan(1e-9);
    const net = solved(data, [sum(l1, new Ridge({ strength: 0.5 }))], 1e-12);
    expect(apart(net.x, solved(data, [l1, new Ridge({ strength: 0.5 })]).x)).toBeLessThan(1e-9);
    const identity = Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (_, j) => (i === j ? 1 : 0)));
    expect(apart(solved(data, [rotated(l1, identity)], 1e-12).x, solved(data, [l1]).x)).toBeLessThan(1e-9);
    expect(net.message).toBe("converged: the proximal gradient residual is within the tolerance");
  });

  it("refuses what is neither a penalty nor a term", () => {
    const l1 = new L1();
    const cases: [unknown, string, string][] = [
      [{ term: l1 }, "ERR_DOMAIN", "terms[0].term"],
      [{ term: new Term(l1), penalty: l1 }, "ERR_DOMAIN", "terms[0].term"],
      [{ penalty: new Term(l1) }, "ERR_DOMAIN", "terms[0].penalty"],
      [{}, "ERR_DOMAIN", "terms[0].penalty"],
      [new Term(new L1({ strength: 1e200 }), { weight: 1e200 }), "ERR_DOMAIN", "terms[0]"],
    ];
    for (const [term, code, argument] of cases) {
      expect(refusalOf(() => minimize({ quadratic: data, terms: [term as L1] }))).toEqual({ code, argument });
    }
  });
});
