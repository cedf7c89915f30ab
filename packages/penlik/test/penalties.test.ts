import { describe, expect, it } from "vitest";
import { PenlikError } from "../src/errors.js";
import {
  Huber,
  L1,
  LogSparsity,
  MCP,
  penaltyClasses,
  Ridge,
  SCAD,
  SmoothedL1,
  SmoothedMCP,
} from "../src/generated/penalties.js";
import { matrix } from "../src/matrix.js";
import { penaltyFromJSON, penaltyKinds } from "../src/penalties/catalog.js";
import type { PenaltyKind, PenaltyParameter } from "../src/penalties/kind.js";
import type { Penalty } from "../src/penalties/penalty.js";
import type { Theta } from "../src/penalties/theta.js";
import { elasticNetProximal, sparseRelevanceProximal } from "../src/prox/elastic-net.js";
import { softThreshold } from "../src/prox/soft-threshold.js";

const theta = Float64Array.of(1, -2, 0, 0.25);

/** A value inside each domain. */
const inside: Record<string, unknown> = {
  "a finite number > 1": 1.5,
  "a finite number > 2": 2.5,
  "a whole number >= 1": 1,
  "true or false": true,
};

/** One penalty of every kind, every number parameter ½ where that is allowed, and a point for it. */
const every: [PenaltyKind, Penalty, Theta][] = penaltyKinds().map((entry) => {
  const needed = entry.parameters.filter(({ optional, example }) => !optional || example !== null);
  const value = ({ domain, example }: PenaltyParameter) => example ?? inside[domain] ?? 0.5;
  const parameters = Object.fromEntries(needed.map((parameter) => [parameter.name, value(parameter)]));
  return [entry, penaltyFromJSON({ kind: entry.kind, strength: 0.5, ...parameters }), pointOf(entry)];
});

function pointOf({ point }: PenaltyKind): Theta {
  const rows = (Array.isArray(point[0]) ? point : [point]) as readonly (readonly number[])[];
  const numbers = Float64Array.from(rows.flat());
  return rows.length === 1 ? numbers : matrix(rows.length, numbers.length / rows.length, numbers);
}

const sizeOf = (theta: Theta) => (theta instanceof Float64Array ? theta : theta.data).length;

/** How far two arrays are apart, in units of the largest entry. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Math.max(1, ...Array.from(b, Math.abs));
  return a.length === b.length
    ? Math.max(0, ...Array.from(a, (x, i) => Math.abs(x - (b[i] as number)))) / size
    : Infinity;
}

function refused(work: () => unknown): PenlikError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(PenlikError);
    return error as PenlikError;
  }
  throw new Error("nothing was refused");
}

describe("every kind of the catalog", () => {
  it("has a class of its name", () => {
    expect(Object.keys(penaltyClasses)).toEqual(penaltyKinds().map((entry) => entry.kind));
    for (const [entry, penalty] of every) {
      expect(penalty).toBeInstanceOf(penaltyClasses[entry.kind as keyof typeof penaltyClasses]);
      expect(penalty.kind).toBe(entry.kind);
      expect(penalty.properties).toBe(entry.properties);
    }
  });

  it("answers what its capabilities promise and refuses the rest by its name", () => {
    for (const [entry, penalty, theta] of every) {
      const steps = new Float64Array(sizeOf(theta)).fill(0.1);
      const has = (capability: string) => (entry.capabilities as readonly string[]).includes(capability);
      const questions: [string, () => unknown][] = [
        ["smooth", () => penalty.gradient(theta)],
        ["smooth", () => penalty.at(theta).boundDiagonal()],
        ["prox", () => penalty.prox(theta, 0.1)],
        ["diagonalProx", () => penalty.proxDiagonal(theta, steps)],
      ];
      if (has("smooth")) questions.push(["majorized", () => penalty.at(theta).mmWeights()]);
      if (has("smooth")) questions.push(["shaped", () => penalty.at(theta).gradientLogShape()]);
      for (const [capability, ask] of questions) {
        if (has(capability)) expect(ask()).toBeInstanceOf(Float64Array);
        else expect(refused(ask)).toMatchObject({ code: "ERR_UNSUPPORTED", value: entry.kind });
      }
    }
  });

  it("gives one value through every entry", () => {
    for (const [entry, penalty, theta] of every) {
      const value = penalty.value(theta);
      if (!entry.properties.smooth) continue;
      const out = new Float64Array(sizeOf(theta));
      expect(penalty.valueAndGradient(theta, out)).toBe(value);
      expect(penalty.gradient(theta)).toEqual(out);
      expect(penalty.at(theta).value).toBe(value);
      expect(penalty.at(theta).gradient()).toEqual(out);
    }
  });

  it("has a Hessian that agrees with its products and its diagonal", () => {
    for (const [entry, penalty, theta] of every.filter(([entry]) => entry.properties.smooth)) {
      const [local, n] = [penalty.at(theta), sizeOf(theta)];
      const { data, rows, cols } = local.hessian();
      expect([rows, cols]).toEqual([n, n]);
      const v = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 5) % 7) - 2);
      const entryOf = (i: number, j: number) => data[n * i + j] as number;
      const product = Float64Array.from(v, (_, i) => v.reduce((sum, x, j) => sum + entryOf(i, j) * x, 0));
      expect(apart(local.hessianVectorProduct(v), product)).toBeLessThan(1e-13);
      const diagonal = Float64Array.from(v, (_, i) => entryOf(i, i));
      expect(apart(local.hessianDiagonal(), diagonal)).toBeLessThan(1e-13);
      const bound = local.boundDiagonal();
      expect(bound.every((b, i) => b >= -1e-13 && b >= (diagonal[i] as number) - 1e-13)).toBe(true);
      if (entry.properties.separable)
        expect(local.boundVectorProduct(v)).toEqual(v.map((x, i) => x * (bound[i] as number)));
    }
  });

  it("comes back from JSON as it was, to the bit", () => {
    for (const [entry, penalty, theta] of every) {
      for (const back of [penaltyFromJSON(penalty.toJSON()), penaltyFromJSON(JSON.stringify(penalty))]) {
        expect(back.toJSON()).toEqual(penalty.toJSON());
        expect(back.constructor).toBe(penalty.constructor);
        expect(back.value(theta)).toBe(penalty.value(theta));
      }
      const written = Object.keys(penalty.toJSON());
      const always = entry.parameters.filter(({ optional, default: preset }) => !optional || preset !== null);
      expect(written).toEqual(expect.arrayContaining(["kind", ...always.map(({ name }) => name)]));
      expect(["kind", ...entry.parameters.map(({ name }) => name)]).toEqual(expect.arrayContaining(written));
    }
    const odd = { kind: "SmoothedL1", eps: 0.1 + 0.2, strength: 5e-324 };
    expect(penaltyFromJSON(JSON.stringify(odd)).toJSON()).toEqual({ ...odd, shifted: false });
  });

  it("refuses bad parameters by name", () => {
    for (const [entry, penalty] of every) {
      for (const { name, domain, type } of entry.parameters) {
        const build = (bad: unknown) => refused(() => penaltyFromJSON({ ...penalty.toJSON(), [name]: bad } as never));
        expect(build({ no: "such" }).argument).toContain(name);
        expect(build(Symbol.iterator).argument).toContain(name);
        if (type !== "number" || domain === "a finite number") continue;
        expect(build(-1)).toMatchObject({ code: "ERR_DOMAIN", argument: name, expected: domain });
        expect(build(Number.NaN)).toMatchObject({ code: "ERR_NON_FINITE", argument: name, expected: domain });
        expect(build(Number.POSITIVE_INFINITY)).toMatchObject({ code: "ERR_NON_FINITE", argument: name });
        expect(build("1")).toMatchObject({ code: "ERR_DOMAIN", argument: name, expected: domain });
      }
    }
  });
});

describe("a penalty", () => {
  it("has its known values", () => {
    const smoothed = new SmoothedL1({ eps: 1e-3 });
    const out = new Float64Array(3);
    expect(smoothed.valueAndGradient(Float64Array.of(0, 1, -2), out)).toBeCloseTo(3.001000749999859, 14);
    expect([...out]).toEqual([0, 0.999999500000375, -0.9999998750000235]);
    const log = new LogSparsity({ delta: 0.5, strength: 1.587823585608221 });
    const shape = log.at(Float64Array.of(0, 0.25, 0.5, 1, 2, -2, -0.1)).gradientLogShape();
    expect(log.shapeParameters).toEqual(["delta"]);
    expect(shape[0]).toBeCloseTo(-10.86329982551869, 13);
    expect([...new L1().prox(Float64Array.of(1, -1, 0.5), 0.1)]).toEqual([0.9, -0.9, 0.4]);
    expect(new Ridge({ strength: 2 }).value(Float64Array.of(1, 3))).toBe(10);
    expect(new Huber({ delta: 0.5 }).value(Float64Array.of(0.25, -2))).toBe(1.8125);
    const folded = new SmoothedMCP({ gamma: 3, eps: 1e-4, threshold: 0.5 });
    expect(folded.value(Float64Array.of(0.02, 0.4, 0.9, 1.6, -1.1, -0.05))).toBeCloseTo(1.2461835212996737, 14);
    expect(new MCP({ gamma: 3 }).prox(Float64Array.of(1.5), 1)[0]).toBeCloseTo(0.75, 14);
    expect(new SCAD({ gamma: 3.7 }).prox(Float64Array.of(2.5), 1)[0]).toBeCloseTo(3.05 / 1.7, 14);
  });

  it("refuses a step for which its prox may have two minimisers", () => {
    const error = refused(() => new MCP({ gamma: 3 }).prox(Float64Array.of(1.5), 3));
    expect(error).toMatchObject({ code: "ERR_DOMAIN", argument: "step", value: "3" });
  });

  it("writes into out and returns it", () => {
    const out = new Float64Array(4);
    const local = new LogSparsity({ delta: 1 }).at(theta);
    expect(new Ridge().gradient(theta, out)).toBe(out);
    for (const answer of [
      local.gradient(out),
      local.hessianDiagonal(out),
      local.boundDiagonal(out),
      local.mmWeights(out),
    ]) {
      expect(answer).toBe(out);
    }
    expect(local.hessianVectorProduct(theta, out)).toBe(out);
  });

  it("keeps its point when the caller changes the array", () => {
    const x = theta.slice();
    const local = new LogSparsity({ delta: 1 }).at(x);
    const before = local.mmWeights();
    x.fill(100);
    expect(local.mmWeights()).toEqual(before);
    expect(local.boundDiagonal()).toEqual(before);
  });

  it("names an entry that is not finite, an out of the wrong length and an overlap", () => {
    const ridge = new Ridge();
    const bad = Float64Array.of(1, Number.NaN, 2);
    expect(refused(() => ridge.value(bad))).toMatchObject({ code: "ERR_NON_FINITE", argument: "theta" });
    expect(refused(() => ridge.value(bad)).value).toBe("NaN at index 1 (1 in all)");
    expect(refused(() => ridge.gradient(theta, new Float64Array(3)))).toMatchObject({
      code: "ERR_SHAPE",
      argument: "out",
    });
    expect(refused(() => ridge.gradient(theta, theta))).toMatchObject({ code: "ERR_DOMAIN", argument: "out" });
    expect(refused(() => ridge.valueAndGradient(theta, undefined as never)).argument).toBe("out");
    expect(refused(() => ridge.value([1, 2] as never))).toMatchObject({ code: "ERR_DOMAIN", argument: "theta" });
    expect(refused(() => ridge.at(theta).hessianVectorProduct(bad)).argument).toBe("v");
  });

  it("refuses options that do not exist, naming the nearest", () => {
    const error = refused(() => new SmoothedL1({ epsilon: 1 } as never));
    expect(error).toMatchObject({ code: "ERR_DOMAIN", argument: "options" });
    expect(refused(() => new LogSparsity({ dleta: 1 } as never)).message).toContain("did you mean delta?");
    expect(refused(() => new SmoothedL1(Object.create({ eps: 1 })))).toMatchObject({ argument: "eps" });
    expect(refused(() => penaltyFromJSON({ kind: "Rigde" })).message).toContain("did you mean Ridge?");
    expect(refused(() => penaltyFromJSON("{")).argument).toBe("json");
    expect(refused(() => penaltyFromJSON({ kind: "toString" })).argument).toBe("kind");
  });

  it("writes no dense Hessian that is too large", () => {
    const local = new Ridge().at(new Float64Array(4097));
    expect(refused(() => local.hessian())).toMatchObject({ code: "ERR_TOO_LARGE", argument: "theta" });
  });

  it("moves in place when out is theta itself, and leaves theta alone when it is refused", () => {
    const l1 = new L1({ strength: 2 });
    const x = theta.slice();
    const expected = l1.prox(theta, 0.25);
    expect(l1.prox(x, 0.25, x)).toBe(x);
    expect(x).toEqual(expected);
    const bad = Float64Array.of(3, Number.NaN);
    expect(refused(() => l1.prox(bad, 1, bad)).code).toBe("ERR_NON_FINITE");
    expect(bad[0]).toBe(3);
    expect(refused(() => l1.prox(theta, -1))).toMatchObject({ code: "ERR_DOMAIN", argument: "step" });
    expect(refused(() => l1.prox(theta, "1" as never))).toMatchObject({ code: "ERR_DOMAIN", argument: "step" });
  });

  it("takes a step for every entry", () => {
    const l1 = new L1({ strength: 2 });
    const x = Float64Array.of(3, -2, 1);
    const steps = Float64Array.of(1, 0, 0.25);
    expect([...l1.proxDiagonal(x, steps)]).toEqual([1, -2, 0.5]);
    expect(refused(() => l1.proxDiagonal(x, Float64Array.of(1, -1, 1), x))).toMatchObject({ argument: "steps" });
    expect(refused(() => l1.proxDiagonal(x, Float64Array.of(1)))).toMatchObject({
      code: "ERR_SHAPE",
      argument: "steps",
    });
    expect(refused(() => l1.proxDiagonal(x, 1 as never)).argument).toBe("steps");
    expect(refused(() => l1.proxDiagonal(x, steps, steps)).argument).toBe("out");
    expect(l1.proxDiagonal(x, steps, x)).toBe(x);
    expect([...x]).toEqual([1, -2, 0.5]);
  });

  it("cannot be changed through its catalog entry", () => {
    expect(() => Object.assign(new Ridge().properties, { convex: false })).toThrow(TypeError);
  });
});

describe("softThreshold", () => {
  it("shrinks entries, gives positive zeros and works in place", () => {
    const x = Float64Array.of(3, -0.5, -2, -0);
    expect([...softThreshold(x, 1)]).toEqual([2, 0, -1, 0]);
    expect(softThreshold(x, 1).every((z) => !Object.is(z, -0))).toBe(true);
    const out = new Float64Array(4);
    expect(softThreshold(x, 1, out)).toBe(out);
    expect(softThreshold(x, 1, x)).toBe(x);
    expect(x).toEqual(out);
  });

  it("names what it refuses", () => {
    const x = Float64Array.of(1, Number.POSITIVE_INFINITY);
    expect(refused(() => softThreshold(x, 1))).toMatchObject({ code: "ERR_NON_FINITE", argument: "x" });
    expect(refused(() => softThreshold(x, -1))).toMatchObject({ code: "ERR_DOMAIN", argument: "threshold" });
    expect(refused(() => softThreshold(x, Number.NaN))).toMatchObject({
      code: "ERR_NON_FINITE",
      argument: "threshold",
    });
    expect(refused(() => softThreshold(x, 1, new Float64Array(1)))).toMatchObject({
      code: "ERR_SHAPE",
      argument: "out",
    });
  });
});

describe("elasticNetProximal and sparseRelevanceProximal", () => {
  it("threshold, shrink and work in place", () => {
    const x = Float64Array.of(1, 0.05, -0.8, -0);
    const expected = Float64Array.of(0.9 / 1.1, 0, -(0.8 - 0.1) / 1.1, 0);
    expect(elasticNetProximal(x, 1, 1, 0.1)).toEqual(expected);
    expect(elasticNetProximal(x, 0.1, 0.1)).toEqual(expected);
    expect(sparseRelevanceProximal(x, 1, 0.1)).toEqual(softThreshold(x, 0.1));
    expect(sparseRelevanceProximal(x, 0.1)).toEqual(softThreshold(x, 0.1));
    const out = new Float64Array(4);
    expect(sparseRelevanceProximal(x, 0.1, 1, out)).toBe(out);
    expect(elasticNetProximal(x, 1, 1, 0.1, x)).toBe(x);
    expect(x).toEqual(expected);
  });

  it("names what they refuse and leave the input alone", () => {
    const x = Float64Array.of(1, Number.NaN);
    expect(refused(() => elasticNetProximal(x, 1, 1, 1, x))).toMatchObject({
      code: "ERR_NON_FINITE",
      argument: "relevances",
    });
    expect(x[0]).toBe(1);
    expect(refused(() => sparseRelevanceProximal(x, -1))).toMatchObject({ code: "ERR_DOMAIN", argument: "l1Weight" });
    expect(refused(() => elasticNetProximal(x, 1, -1))).toMatchObject({ code: "ERR_DOMAIN", argument: "l2Weight" });
    expect(refused(() => sparseRelevanceProximal(x, 1, Number.NaN))).toMatchObject({
      code: "ERR_NON_FINITE",
      argument: "lr",
    });
    expect(refused(() => elasticNetProximal(x, 1, "1" as never)).argument).toBe("l2Weight");
    expect(refused(() => elasticNetProximal([1] as never, 1, 1)).argument).toBe("relevances");
  });
});
