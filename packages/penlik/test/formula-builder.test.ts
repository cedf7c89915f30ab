import { describe, expect, it } from "vitest";
import {
  arithmetic,
  basisSpline,
  category,
  counts,
  crossed,
  everythingElse,
  type Formula,
  fit,
  fitSync,
  formula,
  interaction,
  naturalSpline,
  nested,
  offset,
  ordered,
  polynomial,
  randomEffect,
  s,
  standardized,
  t2,
  te,
  term,
  ti,
} from "../src/index.js";
import { errorOf } from "./support/refusal.js";

const n = 160;
const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
const wave = (step: number) => column((i) => (i * step) % 1);
const [x, u, v] = [wave(0.618034), wave(0.414214), wave(0.732051)] as const;
const z = column((i) => Math.cos(3 * i));
const g = Array.from(x, (_, i) => "abcde"[i % 5] as string);
const level = Array.from(x, (_, i) => ["low", "high"][(i * 3) % 2] as string);
const logarithm = column((i) => Math.log(1 + (i % 4)));
const y = column(
  (i) => Math.sin(6 * (x[i] as number)) + (u[i] as number) * (v[i] as number) + (i % 5) / 5 + Math.sin(i * i) / 8,
);
const data = { x, u, v, z, g, level, "log n": logarithm, "a`b\\c": z, y, year: column((i) => 1990 + (i % 12)) };
const won = column((i) => i % 7);
const tables = { ...data, won, lost: column((i) => 7 - (i % 7)) };

/** Formulas from parts, the text each makes, and the same by hand. */
const pairs: readonly (readonly [Formula, string])[] = [
  [formula("y", ["x"]), "y ~ x"],
  [formula("y", []), "y ~ 1"],
  [formula("y", ["x", term("z")], { intercept: false }), "y ~ 0 + x + z"],
  [formula("y", ["log n", "a`b\\c"]), "y ~ `log n` + `a\\`b\\\\c`"],
  [formula(arithmetic`log(y + ${3})`, [arithmetic`x^2`]), "log(y + 3) ~ I(x^2)"],
  [formula("y", [arithmetic`exp(${"log n"}) / ${-2}`]), "y ~ I(exp(`log n`) / (-2))"],
  [formula("y", [arithmetic`log(x + 1)`, arithmetic`(x) * (z)`]), "y ~ log(x + 1) + I((x) * (z))"],
  [formula("y", [interaction("x", "level"), crossed("z", "g")]), "y ~ x:level + z * g"],
  [formula("y", [nested("level", "z"), category("g", { contrast: "sum" })]), "y ~ level / z + C(g, sum)"],
  [formula("y", [category("year", { base: 3 }), ordered("g")]), "y ~ C(year, base = 3) + ordered(g)"],
  [formula("y", [polynomial("x", 3), polynomial("z", 2, { raw: true })]), "y ~ poly(x, 3) + poly(z, 2, raw = TRUE)"],
  [
    formula("y", [naturalSpline("x", { df: 3 }), basisSpline("z", { knots: [-0.5, 0.5], degree: 2 })]),
    "y ~ ns(x, df = 3) + bs(z, knots = c(-0.5, 0.5), degree = 2)",
  ],
  [
    formula("y", [standardized("x"), offset("log n"), offset(arithmetic`z / 10`)]),
    "y ~ scale(x) + offset(`log n`) + offset(z / 10)",
  ],
  [formula("y", ["z", s("x", { basis: "cr", size: 12 })]), 'y ~ z + s(x, bs = "cr", k = 12)'],
  [
    formula("y", [s("x", { basis: "ps", degree: 2, difference: 1, size: 9 })]),
    'y ~ s(x, bs = "ps", k = 9, m = c(1, 1))',
  ],
  [formula("y", [s("x", { basis: "bs", derivatives: [2, 1] })]), 'y ~ s(x, bs = "bs", m = c(3, 2, 1))'],
  [formula("y", [s("x", { basis: "cc", knots: [0, 1], size: 8 })]), 'y ~ s(x, bs = "cc", knots = c(0, 1), k = 8)'],
  [formula("y", [s("x", { basis: "ad", size: 12, penalties: 3 })]), 'y ~ s(x, bs = "ad", k = 12, m = 3)'],
  [
    formula("y", [s("x", { basis: "gp", kernel: "powerExponential", range: 0.5, power: 1.5 })]),
    'y ~ s(x, bs = "gp", kernel = "powerExponential", range = 0.5, power = 1.5)',
  ],
  [
    formula("y", [s(["u", "v"], { size: 20, maxKnots: 100, seed: 3 })]),
    "y ~ s(u, v, k = 20, maxKnots = 100, seed = 3)",
  ],
  [
    formula("y", [s(["u", "v"], { basis: "ds", order: [1, 0.5], size: 15 })]),
    'y ~ s(u, v, bs = "ds", m = c(1, 0.5), k = 15)',
  ],
  [formula("y", [s(arithmetic`log(x + 0.1)`, { size: 6, point: -1 })]), "y ~ s(log(x + 0.1), k = 6, pc = -1)"],
  [
    formula("y", ["level", s("x", { by: "level", basis: "cr", id: "one" })]),
    'y ~ level + s(x, by = level, bs = "cr", id = "one")',
  ],
  [formula("y", [s("x", { by: arithmetic`z^2`, size: 6, strength: 2.5 })]), "y ~ s(x, by = z^2, k = 6, sp = 2.5)"],
  [formula("y", [te(["u", "v"], { size: [5, 4] }), randomEffect("g")]), 'y ~ te(u, v, k = c(5, 4)) + s(g, bs = "re")'],
  [
    formula("y", [te(["u", "v"], { basis: ["ps", "cr"], order: [[2, 1], 2], values: false, strength: [1, -1] })]),
    'y ~ te(u, v, bs = c("ps", "cr"), m = list(c(2, 1), 2), sp = c(1, -1), np = FALSE)',
  ],
  [
    formula("y", [te(["u", "v", "x"], { basis: ["tp", "cr"], dimensions: [2, 1], size: [10, 4] })]),
    'y ~ te(u, v, x, bs = c("tp", "cr"), d = c(2, 1), k = c(10, 4))',
  ],
  [
    formula("y", [ti(["u"]), ti(["v"]), ti(["u", "v"], { centred: [true, false], size: 4 })]),
    "y ~ ti(u) + ti(v) + ti(u, v, k = 4, mc = c(1, 0))",
  ],
  [formula("y", [t2(["u", "v"], { size: 4, full: true })]), "y ~ t2(u, v, k = 4, full = TRUE)"],
  [formula("y", [randomEffect("g", { slope: "z" })]), 'y ~ s(g, z, bs = "re")'],
  [formula("y", [s(["x", "g"], { basis: "fs", size: 4, base: "cr" })]), 'y ~ s(x, g, bs = "fs", k = 4, base = "cr")'],
  [
    formula("y", [s("x"), s(["g", "x"], { basis: "sz", size: 4, shared: true })]),
    'y ~ s(x) + s(g, x, bs = "sz", k = 4, shared = TRUE)',
  ],
  [
    formula("y", [s("g", { basis: "mrf", neighbours: [[2], [1, 3], [2, 4], [3, 5], [4]] })]),
    'y ~ s(g, bs = "mrf", neighbours = list(c(2), c(1, 3), c(2, 4), c(3, 5), c(4)))',
  ],
];

describe("a formula from parts", () => {
  it.each(pairs)("writes and fits %s", (parts, text) => {
    expect(String(parts)).toBe(text);
    const [one, other] = [fitSync(parts, data), fitSync(text, data)];
    expect(one.coefficients).toEqual(other.coefficients);
    expect([one.formula, one.edf]).toEqual([text, other.edf]);
  });

  it("takes counts, and every other column", () => {
    const parts = formula(counts("won", "lost"), ["x"]);
    expect(String(parts)).toBe("cbind(won, lost) ~ x");
    expect(fitSync(parts, tables, { family: "binomial" }).nobs).toBe(n);
    const all = fitSync(formula("y", [everythingElse()]), { y, x, z });
    expect(all.coefficientNames).toEqual(["(Intercept)", "x", "z"]);
  });

  it("is taken in the background and by anything that writes itself", async () => {
    const parts = formula("y", [s("x", { basis: "cr" })]);
    const model = await fit(parts, data);
    expect(model.formula).toBe(String(parts));
    const other = { toString: () => "y ~ x" } as unknown as Formula;
    expect(fitSync(other, data).coefficientNames).toEqual(["(Intercept)", "x"]);
    expect(JSON.stringify({ parts })).toBe(JSON.stringify({ parts: String(parts) }));
  });

  it("tells a mistake at its place in the text", () => {
    const error = errorOf(() => fitSync(formula("y", ["x", s("zz")]), data));
    expect([error.code, error.value, error.position]).toEqual(["ERR_COLUMN", "zz", 10]);
  });

  it("never takes a name for more than a name", () => {
    const odd = "x + z) ~ s(";
    expect(String(formula("y", [odd]))).toBe("y ~ `x + z) ~ s(`");
    expect(fitSync(formula("y", [odd]), { y, [odd]: x }).coefficientNames[1]).toBe(`\`${odd}\``);
  });
});

describe("parts that are none", () => {
  it.each<[string, () => unknown, string]>([
    ["an empty name", () => term(""), "term"],
    ["a number as a column", () => formula("y", [1 as never]), "terms[0]"],
    ["a smooth in a product", () => interaction("x", s("z") as never), "interaction[1]"],
    ["an unknown option", () => s("x", { bases: "cr" } as never), "options of s()"],
    ["a size that is no number", () => s("x", { size: "10" as never }), "size"],
    ["an infinite knot", () => s("x", { basis: "cr", knots: [0, 1 / 0] }), "knots[1]"],
    ["no column", () => te([] as never), "columns of te()"],
    ["a degree of thin plates", () => s("x", { degree: 3 } as never), "basis"],
    ["an order twice", () => s("x", { basis: "ps", degree: 3, order: 2 } as never), "order"],
    ["empty arithmetic", () => arithmetic` `, "arithmetic"],
    ["no response", () => formula(null as never, ["x"]), "response"],
    ["one term without a list", () => formula("y", "x" as never), "terms"],
    ["a truth as a word", () => polynomial("x", 2, { raw: "yes" as never }), "raw"],
  ])("%s", (_, call, argument) => {
    const error = errorOf(call);
    expect([error.argument, error.code.startsWith("ERR_")]).toEqual([argument, true]);
  });
});
