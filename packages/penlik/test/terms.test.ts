import { describe, expect, it } from "vitest";
import { PenlikError } from "../src/errors.js";
import { Huber, L1, LogSparsity, MCP, Ridge, SmoothedL1, SmoothedMCP } from "../src/generated/penalties.js";
import { penaltyFromJSON } from "../src/penalties/catalog.js";
import type { Penalty, PenaltyJSON } from "../src/penalties/penalty.js";
import { schedules } from "../src/penalties/schedules.js";
import { Term } from "../src/penalties/term.js";
import { termFromJSON } from "../src/penalties/term-json.js";
import type { TermOptions } from "../src/penalties/term-options.js";
import { refusalOf } from "./support/refusal.js";

const theta = Float64Array.of(1, -2, 0, 0.25);
const v = Float64Array.of(1, 1, -1, 2);
const times = (factor: number, x: Float64Array) => x.map((entry) => factor * entry);

function near(found: ArrayLike<number>, wanted: ArrayLike<number>) {
  expect(found.length).toBe(wanted.length);
  Array.from(found, (x, i) => expect(x).toBeCloseTo(wanted[i] as number, 12));
}

describe("a term", () => {
  const penalty = new SmoothedL1({ eps: 0.5, strength: 2 });
  const term = new Term(penalty, { weight: 3, learn: ["strength", "eps"] });

  it("is its penalty times its weight at rho 0", () => {
    const zero = [0, 0];
    expect(term.value(theta, zero)).toBe(3 * penalty.value(theta));
    const local = penalty.at(theta);
    expect(term.gradient(theta, zero)).toEqual(times(3, local.gradient()));
    expect(term.hessianVectorProduct(theta, zero, v)).toEqual(times(3, local.hessianVectorProduct(v)));
    expect(term.hessianDiagonal(theta, zero)).toEqual(times(3, local.hessianDiagonal()));
    expect(term.boundDiagonal(theta, Float64Array.of(0, 0))).toEqual(times(3, local.boundDiagonal()));
    expect(term.gradientRho(theta, zero)).toEqual(
      Float64Array.of(3 * penalty.value(theta), 3 * (local.gradientLogShape()[0] as number)),
    );
  });

  it("is the penalty with other shapes times the strength at any rho", () => {
    const rho = [0.3, -0.7];
    const other = new SmoothedL1({ eps: 0.5 * Math.exp(-0.7), strength: 2 });
    const factor = 3 * Math.exp(0.3);
    expect(term.value(theta, rho)).toBeCloseTo(factor * other.value(theta), 13);
    near(term.gradient(theta, rho), times(factor, other.gradient(theta)));
    near(term.gradientAlongRho(0, theta, rho), times(factor, other.gradient(theta)));
    const h = 1e-4;
    const along = (to: number) => term.gradient(theta, [0.3, -0.7 + to]);
    const slope = along(h).map((x, i) => (x - (along(-h)[i] as number)) / (2 * h));
    Array.from(term.gradientAlongRho(1, theta, rho), (x, i) => expect(x).toBeCloseTo(slope[i] as number, 6));
  });

  it("tells what rho is", () => {
    expect([term.weight, term.rhoCount, term.rhoNames]).toEqual([3, 2, ["strength", "eps"]]);
    const [[lower, upper]] = term.rhoDomain as unknown as [[number, number]];
    expect(lower).toBeCloseTo(-708.396, 3);
    expect(upper).toBeCloseTo(708.396, 0);
    expect(term.value(theta, [lower, 0])).toBeGreaterThan(0);
    expect(new Term(penalty).rhoCount).toBe(0);
    expect(new Term(penalty).value(theta, [])).toBe(penalty.value(theta));
  });

  it("writes into out", () => {
    const out = new Float64Array(4);
    expect(term.gradient(theta, [0, 0], out)).toBe(out);
    expect(term.hessianVectorProduct(theta, [0, 0], v, out)).toBe(out);
    expect(refusalOf(() => term.gradient(theta, [0, 0], theta))).toEqual({ code: "ERR_DOMAIN", argument: "out" });
  });

  it("survives JSON to the bit", () => {
    const back = termFromJSON(JSON.stringify(term));
    expect(back.toJSON()).toEqual(term.toJSON());
    expect(back.value(theta, [0.1, 0.2])).toBe(term.value(theta, [0.1, 0.2]));
    const annealed = new Term(new Ridge(), { schedule: schedules.linear({ start: 1, end: 0, steps: 4 }) });
    expect(termFromJSON(annealed.atIteration(1).toJSON()).weight).toBe(0.75);
    expect(termFromJSON(annealed.atIteration(1).toJSON()).atIteration(2).weight).toBe(0.5);
  });

  it("refuses by name what it cannot do", () => {
    const domain = (argument: string) => ({ code: "ERR_DOMAIN", argument });
    expect(refusalOf(() => term.value(theta, [800, 0]))).toEqual(domain("rho[0]"));
    expect(refusalOf(() => term.value(theta, [0, Number.NaN]))).toEqual({ code: "ERR_NON_FINITE", argument: "rho[1]" });
    expect(refusalOf(() => term.value(theta, [0]))).toEqual({ code: "ERR_SHAPE", argument: "rho" });
    expect(refusalOf(() => term.gradientAlongRho(2, theta, [0, 0]))).toEqual(domain("j"));
    expect(refusalOf(() => new Term({} as Ridge))).toEqual(domain("penalty"));
    expect(refusalOf(() => new Term(new Ridge(), { weight: -1 }))).toEqual(domain("weight"));
    expect(refusalOf(() => new Term(new Ridge(), { weight: Number.NaN }))).toEqual({
      code: "ERR_NON_FINITE",
      argument: "weight",
    });
    expect(refusalOf(() => new Term(penalty, { learn: ["eps", "eps"] }))).toEqual(domain("learn[1]"));
    expect(refusalOf(() => new Term(penalty, { wieght: 1 } as TermOptions<SmoothedL1>))).toEqual(domain("options"));
    const schedule = schedules.reciprocal({ start: 1, end: 0 });
    expect(refusalOf(() => new Term(penalty, { learn: ["strength"], schedule }))).toEqual(domain("learn[0]"));
    expect(new Term(penalty, { learn: ["eps"], schedule }).rhoNames).toEqual(["eps"]);
    expect(refusalOf(() => termFromJSON("nonsense"))).toEqual(domain("json"));
  });
});

describe("the normalizer of a term", () => {
  it("has the known values", () => {
    const term = new Term(new SmoothedL1({ eps: 0.5 }), { weight: 2, learn: ["strength"] });
    expect(Math.exp(term.logNormalizer([0]))).toBeCloseTo(0.6019072301972346, 14);
    expect(term.logNormalizerGradient([0])[0]).toBeCloseTo(-1.699483935593772, 14);
    const ridge = new Term(new Ridge(), { learn: ["strength"] });
    expect(ridge.logNormalizer([1], 5) - ridge.logNormalizer([0], 5)).toBeCloseTo(-2.5, 13);
    expect(ridge.logNormalizer([0.5], { rows: 2, cols: 3 })).toBeCloseTo(6 * ridge.logNormalizer([0.5]), 13);
    expect(refusalOf(() => ridge.logNormalizer([0], -1))).toEqual({ code: "ERR_DOMAIN", argument: "size" });
  });

  it("is refused where the integral is infinite", () => {
    const term = new Term(new LogSparsity({ delta: 1 }), { learn: ["strength"] });
    expect(term.logNormalizer([0])).toBeCloseTo(Math.log(Math.PI), 13);
    expect(refusalOf(() => term.logNormalizer([Math.log(0.4)]))).toEqual({ code: "ERR_DOMAIN", argument: "strength" });
  });

  it.each<PenaltyJSON>([
    { kind: "MCP", gamma: 3 },
    { kind: "SCAD", gamma: 3 },
    { kind: "SmoothedMCP", gamma: 3, eps: 1 },
    { kind: "SmoothedSCAD", gamma: 3, eps: 1 },
    { kind: "L0" },
  ])("is refused with a reason by $kind", (json) => {
    const term: Term = new Term(penaltyFromJSON(json));
    expect(() => term.logNormalizer([])).toThrow(`${json.kind} has no normalizer: P `);
    expect(refusalOf(() => term.logNormalizer([]))).toEqual({ code: "ERR_UNSUPPORTED", argument: "kind" });
  });
});

describe("a schedule", () => {
  it("gives the weight of every iteration", () => {
    const weights = (options: TermOptions<Ridge>, at: number[]) => {
      const term = new Term(new Ridge(), options);
      return at.map((i) => term.atIteration(i).weight);
    };
    const geometric = schedules.geometric({ start: 10, end: 2, rate: 0.5 });
    expect(weights({ schedule: geometric }, [0, 1, 2, 3, 5000])).toEqual([10, 6, 4, 3, 2]);
    expect(weights({ schedule: schedules.linear({ start: 0, end: 8, steps: 4 }) }, [0, 1, 4, 9])).toEqual([0, 2, 8, 8]);
    expect(weights({ schedule: schedules.reciprocal({ start: 7, end: 1 }) }, [0, 1, 2, 5])).toEqual([7, 4, 3, 2]);
    expect(weights({ weight: 3 }, [0, 7])).toEqual([3, 3]);
    expect(new Term(new Ridge(), { schedule: geometric }).weight).toBe(10);
    const term = new Term(new Ridge(), { schedule: geometric, learn: [] }).atIteration(1);
    expect(term.value(theta, [])).toBe(6 * new Ridge().value(theta));
  });

  it("refuses numbers outside their domains by name", () => {
    const domain = (argument: string) => ({ code: "ERR_DOMAIN", argument });
    expect(refusalOf(() => schedules.geometric({ start: -1, end: 0, rate: 0.5 }))).toEqual(domain("start"));
    expect(refusalOf(() => schedules.geometric({ start: 1, end: 0, rate: 2 }))).toEqual(domain("rate"));
    expect(refusalOf(() => schedules.linear({ start: 1, end: 0, steps: 1.5 }))).toEqual(domain("steps"));
    expect(refusalOf(() => schedules.reciprocal({ start: 1 } as never))).toEqual(domain("end"));
    expect(refusalOf(() => new Term(new Ridge(), { schedule: { kind: "cosine" } as never }))).toEqual(
      domain("schedule.kind"),
    );
    expect(refusalOf(() => new Term(new Ridge()).atIteration(-1))).toEqual(domain("i"));
  });
});

// The type check of the tests is the test: an error that is expected and does not come fails it.
describe("the types of a term", () => {
  it("know what the kind can do and what can be learned", () => {
    // @ts-expect-error -- Ridge has no shape parameters
    expect(() => new Term(new Ridge(), { learn: ["eps"] })).toThrow(PenlikError);
    // @ts-expect-error -- the shape parameter of Huber is delta
    expect(() => new Term(new Huber({ delta: 1 }), { learn: ["strength", "eps"] })).toThrow('"delta"');
    // @ts-expect-error -- no derivatives
    expect(() => new Term(new L1()).gradient(theta, [])).toThrow("L1 has no derivatives");
    // @ts-expect-error -- no normalizer
    expect(() => new Term(new MCP({ gamma: 3 })).logNormalizer([])).toThrow("MCP has no normalizer");
    const learn = ["gamma", "threshold", "strength", "eps"] as const;
    expect(new Term(new SmoothedMCP({ gamma: 3, eps: 1 }), { learn }).rhoNames).toEqual(learn);
    const unknown: Penalty = new SmoothedL1({ eps: 1 }) as unknown as Penalty;
    expect(new Term(unknown, { learn: ["eps"] }).gradient(theta, [0])).toHaveLength(4);
  });
});
