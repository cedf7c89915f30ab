import { describe, expect, it } from "vitest";
import { PenlikError } from "../src/errors.js";
import {
  Affine,
  Box,
  FusedLasso,
  L1,
  LInfinity,
  LogBarrier,
  MCP,
  Ridge,
  Simplex,
  SLOPE,
  SmoothedL1,
} from "../src/generated/penalties.js";
import { matrix } from "../src/matrix.js";
import { penaltyFromJSON } from "../src/penalties/catalog.js";
import { restricted, rotated, scaled, sum, translated } from "../src/penalties/combined.js";
import { conjugateProx, moreauEnvelope } from "../src/penalties/moreau.js";
import type { Penalty } from "../src/penalties/penalty.js";
import { sparseRelevanceProximal } from "../src/prox/elastic-net.js";
import { sparsemax } from "../src/prox/sparsemax.js";

function refused(work: () => unknown): PenlikError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(PenlikError);
    return error as PenlikError;
  }
  throw new Error("nothing was refused");
}

const close = (found: Iterable<number>, expected: readonly number[], digits = 12) => {
  const list = [...found];
  expect(list).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(list[i]).toBeCloseTo(x, digits);
};

describe("proximal maps as penalties", () => {
  it("have their known values", () => {
    close(new Simplex().prox(Float64Array.of(0.5, 1.2, -0.3), 1), [0.15, 0.85, 0]);
    close(new LInfinity().prox(Float64Array.of(3, 1, -2), 1), [2, 1, -2]);
    close(new SLOPE({ weights: [2, 0.5, 0.25] }).prox(Float64Array.of(3, 2, -1), 1), [1.25, 1.25, -0.75]);
    close(new FusedLasso({ l1: 0, tv: 1 }).prox(Float64Array.of(1, 3), 0.5), [1.5, 2.5]);
    close(new LogBarrier().prox(Float64Array.of(0), 1), [1]);
  });

  it("act on each row of a matrix", () => {
    const rows = matrix(2, 2, [0.75, 1.25, 3, 1]);
    close(new Simplex().prox(rows, 1), [0.25, 0.75, 1, 0]);
    close(new Box({ lower: [0, 1], upper: 1.5 }).prox(rows, 1), [0.75, 1.25, 1.5, 1]);
    close(new Affine({ matrix: [[1, 1]], rhs: [1] }).prox(rows, 1), [0.25, 0.75, 1.5, -0.5]);
  });

  it("are infinite outside their domain and zero inside, up to rounding", () => {
    const simplex = new Simplex();
    expect(simplex.value(Float64Array.of(0.5, 0.6))).toBe(Number.POSITIVE_INFINITY);
    expect(simplex.value(Float64Array.of(0.1, 0.2, 0.7))).toBe(0);
    expect(simplex.value(simplex.prox(Float64Array.of(0.123, 5.6, 5.5), 1))).toBe(0);
    expect(new LogBarrier().value(Float64Array.of(1, -1))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("sparsemax", () => {
  it("projects rows onto the simplex, also in place", () => {
    close(sparsemax(Float64Array.of(0.5, 1.2, -0.3)), [0.15, 0.85, 0]);
    const rows = matrix(2, 2, [0.5, 0, 3, 1]);
    expect([...sparsemax(rows)]).toEqual([0.75, 0.25, 1, 0]);
    expect(sparsemax(rows, rows.data)).toBe(rows.data);
    expect([...rows.data]).toEqual([0.75, 0.25, 1, 0]);
    expect(sparsemax(new Float64Array(0))).toHaveLength(0);
  });

  it("gives exact zeros, where thresholding before a softmax gives equal shares", () => {
    const scores = Float64Array.of(0.5, 0.01, -0.02, 0.3);
    const e = [...sparseRelevanceProximal(scores, 0.1)].map(Math.exp);
    const total = e.reduce((a, b) => a + b);
    close(
      e.map((x) => x / total),
      [0.3165, 0.2122, 0.2122, 0.2591],
      4,
    );
    expect([...sparsemax(Float64Array.of(2, 0.01, -0.02, 1.8))].slice(1, 3)).toEqual([0, 0]);
  });

  it("names what it refuses", () => {
    expect(refused(() => sparsemax(Float64Array.of(1, Number.NaN)))).toMatchObject({
      code: "ERR_NON_FINITE",
      argument: "x",
    });
    expect(refused(() => sparsemax([1] as never)).argument).toBe("x");
    expect(refused(() => sparsemax(Float64Array.of(1), new Float64Array(2)))).toMatchObject({
      code: "ERR_SHAPE",
      argument: "out",
    });
  });
});

describe("combined penalties", () => {
  const smooth = new SmoothedL1({ eps: 0.5 });

  it("are penalties with the properties of their parts", () => {
    const around: Penalty = translated(smooth, [1, 1]);
    expect(around.kind).toBe("Translated");
    expect(around.properties).toMatchObject({ convex: true, smooth: true, separable: true });
    expect(around.shapeParameters).toEqual(["eps"]);
    expect([...around.gradient(Float64Array.of(1, 1))]).toEqual([0, 0]);
    expect(around.at(Float64Array.of(1, 2)).hessianDiagonal()[0]).toBe(2);
    expect(sum(new L1(), new MCP({ gamma: 3 })).properties).toMatchObject({ convex: false, hasProx: false });
    expect(() => Object.assign(around.properties, { convex: false })).toThrow(TypeError);
  });

  it("have the proximal maps that exist", () => {
    const x = Float64Array.of(3, 3, 3);
    close(translated(new L1(), [1, 1, 1]).prox(x, 1), [2, 2, 2]);
    close(scaled(new L1(), { argument: -2, value: 0.5 }).prox(x, 1), [2, 2, 2]);
    close(restricted(new L1(), [0, 2]).prox(x, 1), [2, 3, 2]);
    close(
      rotated(new L1(), [
        [1, 0, 0],
        [0, 0, -1],
        [0, 1, 0],
      ]).prox(x, 1),
      [2, 2, 2],
    );
    close(sum(restricted(new L1(), [0]), restricted(new Simplex(), [1, 2])).prox(x, 1), [2, 0.5, 0.5]);
    close(sum(new L1(), translated(new Ridge({ strength: 3 }), [1, 1, 1])).prox(x, 1), [1.25, 1.25, 1.25]);
    expect(refused(() => sum(new L1(), new L1()).prox(x, 1))).toMatchObject({ code: "ERR_UNSUPPORTED", value: "Sum" });
  });

  it("come back from JSON, one inside the other", () => {
    const nested = sum(
      scaled(translated(smooth, Float64Array.of(1, 2)), { argument: 3 }),
      restricted(new Ridge(), [1]),
    );
    const back = penaltyFromJSON(JSON.stringify(nested));
    expect(back.toJSON()).toEqual(nested.toJSON());
    expect(back.value(Float64Array.of(0.5, 0.25))).toBe(nested.value(Float64Array.of(0.5, 0.25)));
  });

  it("refuse what does not belong, and end somewhere", () => {
    expect(refused(() => translated(new L1(), [Number.NaN])).code).toBe("ERR_NON_FINITE");
    expect(refused(() => translated({} as never, [1])).argument).toBe("penalty");
    expect(refused(() => scaled(new L1(), { argument: 0 })).argument).toBe("argument");
    expect(refused(() => scaled(new L1(), { factor: 2 } as never)).argument).toBe("options");
    expect(
      refused(() =>
        rotated(new L1(), [
          [1, 0],
          [0, 2],
        ]),
      ).argument,
    ).toBe("matrix");
    expect(refused(() => sum()).argument).toBe("penalties");
    expect(refused(() => penaltyFromJSON({ kind: "Scaled", penalty: { kind: "Huber" } })).argument).toBe("delta");
    for (const depth of [100, 1000, 100_000]) {
      let json: { kind: string } = { kind: "L1" };
      for (let i = 0; i < depth; i++) json = { kind: "Scaled", penalty: json } as never;
      expect(["ERR_TOO_LARGE", "ERR_DOMAIN"]).toContain(refused(() => penaltyFromJSON(json)).code);
    }
  });
});

describe("Moreau's calculus", () => {
  it("gives the envelope and the map of the conjugate", () => {
    const [x, gradient] = [Float64Array.of(3, 0.5), new Float64Array(2)];
    expect(moreauEnvelope(new L1(), x, 1, gradient)).toBe(2.625);
    expect([...gradient]).toEqual([1, 0.5]);
    expect(moreauEnvelope(new L1(), x, 1)).toBe(2.625);
    expect([...conjugateProx(new L1(), x, 1)]).toEqual([1, 0.5]);
  });

  it("refuses what has none", () => {
    const x = Float64Array.of(1);
    expect(refused(() => conjugateProx(new MCP({ gamma: 3 }), x, 1)).code).toBe("ERR_UNSUPPORTED");
    expect(refused(() => moreauEnvelope(new SmoothedL1({ eps: 1 }) as never, x, 1)).code).toBe("ERR_UNSUPPORTED");
    expect(refused(() => moreauEnvelope(new L1(), x, 0)).argument).toBe("step");
    expect(refused(() => moreauEnvelope({} as never, x, 1)).argument).toBe("penalty");
    expect(refused(() => conjugateProx(new L1(), x, 1, x)).argument).toBe("out");
  });
});
