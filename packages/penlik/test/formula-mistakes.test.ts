import { describe, expect, it } from "vitest";
import type { FitOptions } from "../src/index.js";
import { fitSync } from "../src/index.js";
import { errorOf } from "./support/refusal.js";

const n = 60;
const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
const x = column((i) => (i * 0.618034) % 1);
const words = (letters: string) => Array.from(x, (_, i) => letters[i % letters.length] as string);
const data = {
  x,
  z: column((i) => (i * 0.414214) % 1),
  height: x,
  few: column((i) => i % 4),
  holes: column((i) => (i === 5 || i === 8 ? Number.NaN : i)),
  huge: column((i) => (i === 3 ? Number.POSITIVE_INFINITY : i)),
  g: words("abc"),
  h: words("pqrs"),
  one: words("a"),
  y: column((i) => Math.sin(6 * (x[i] as number)) + (i % 7) / 9),
};

/** A formula with ¦ before the place that the error is to point at, code, argument, value and expectation. */
type Mistake = readonly [marked: string, code: string, argument: string, value: string, expected: string];

const FORMULA = "ERR_FORMULA";
const COLUMN = "ERR_COLUMN";
const mistakes: readonly Mistake[] = [
  // What is no formula.
  ["¦", FORMULA, "formula", "empty", "response ~ terms"],
  ["y¦", FORMULA, "formula", "without '~'", "'~' between the response and the terms"],
  ["y ¦= x", FORMULA, "formula", "=", "'~' between the response and the terms"],
  ["y ~ x ¦~ z", FORMULA, "formula", "~", "one '~'"],
  ["¦~ x", FORMULA, "formula", "without a response", "one column, C(column) or cbind"],
  ["y ~ ¦0", FORMULA, "formula", "without terms", "a term, or 1 for the intercept alone"],
  ["y ~ ¦(x + z", FORMULA, "formula", "(", "a closing )"],
  ["y ~ x + z¦)", FORMULA, "formula", ")", "an opening ( before it"],
  ["y ~ x +¦", FORMULA, "formula", "the end of the formula", "a term after '+'"],
  ["y ~ ¦* x", FORMULA, "formula", "'*'", "a term after '~'"],
  ["y ~ x ¦z", FORMULA, "formula", "'z'", "an operator between two terms"],
  ["y ~ s ¦x", FORMULA, "formula", "'x'", "an operator between two terms"],
  ["y ~ x ¦& z", FORMULA, "formula", "&", "names, numbers, and + - * /"],
  ["y ~ x¦[1]", FORMULA, "formula", "[", "names, numbers, and + - * /"],
  ["y ~ x ¦%on% z", FORMULA, "formula", "%on%", "%in%, or another operator"],
  ["y ~ ¦`x", FORMULA, "formula", "the back-ticked name has no closing `", "a closing `"],
  ["größe ~ ¦'x", FORMULA, "formula", "the string has no closing '", "a closing '"],
  // Names.
  ["¦yy ~ x", COLUMN, "data", "yy", "a column of the table, such as 'y'"],
  ["y ~ z + ¦hieght", COLUMN, "data", "hieght", "a column of the table, such as 'height'"],
  ["y ~ s(¦heigth)", COLUMN, "data", "heigth", "a column of the table, such as 'height'"],
  ["y ~ s(log(¦heigth))", COLUMN, "data", "heigth", "a column of the table, such as 'height'"],
  ["y ~ s(x, by = ¦gg)", COLUMN, "data", "gg", "a column of the table, such as 'g'"],
  ["y ~ ¦lgo(x)", FORMULA, "formula", "lgo", "log"],
  ["y ~ ¦sin(x)", FORMULA, "formula", "sin", "one of C, factor"],
  ["y ~ ¦'x'", FORMULA, "formula", "'x'", "a column is named without quotes"],
  // Terms.
  ["y ~ ¦3", FORMULA, "formula", "3", "the only numbers among the terms are 1"],
  ["y ~ x + ¦x", FORMULA, "formula", "x", "each one once"],
  ["y ~ x - ¦z", FORMULA, "formula", "z", "one of the terms before it"],
  ["y ~ x + ¦y", FORMULA, "formula", "y", "terms without the response"],
  ["y ~ (x + z)^¦z", FORMULA, "formula", "z", "after '^' stands a whole number"],
  ["y ~ poly(x, ¦0)", FORMULA, "formula", "'0'", "a whole number from 1 to 1000"],
  ["y ~ poly(x, 2, ¦rwa = TRUE)", FORMULA, "formula", "rwa", "raw"],
  ["y ~ C(¦x + z)", "ERR_UNSUPPORTED", "formula", "'x + z'", "the name of a column"],
  ["y ~ C(g, ¦dummy)", FORMULA, "formula", "'dummy'", "treatment, sum, helmert or poly"],
  ["y ~ log(x, ¦2)", FORMULA, "formula", "log()", "there are log2() and log10()"],
  ["y ~ I(¦g + 1)", COLUMN, "g", "categorical", "numeric"],
  ["y ~ offset(¦g)", COLUMN, "g", "categorical", "numeric"],
  ["y ~ x + offset(¦y)", FORMULA, "formula", "y", "terms without the response"],
  // Values.
  ["y ~ z + ¦log(x - 100)", "ERR_NON_FINITE", "log(x - 100)", "log(-100) at row 0 where x = 0", "a finite number"],
  ["y ~ s(z) + s(¦sqrt(x - 1))", "ERR_NON_FINITE", "sqrt(x - 1)", "sqrt(-1) at row 0 where x = 0", "a finite number"],
  ["¦log(z - 100) ~ x", "ERR_NON_FINITE", "log(z - 100)", "log(-100) at row 0 where z = 0", "a finite number"],
  ["log(¦g) ~ x", COLUMN, "g", "categorical", "numeric"],
  ["¦g ~ x", COLUMN, "response", 'categorical, with the classes "a", "b", "c"', "numbers for the family gaussian"],
  ["y ~ x + ¦holes", "ERR_NON_FINITE", "holes", "missing at row 5 (2 in all)", 'na "omit"'],
  ["y ~ s(x) + s(¦huge)", "ERR_NON_FINITE", "huge", "Infinity at row 3", "a finite number"],
  ["y ~ x + ¦one", "ERR_LEVEL", "one", "a", "two levels or more"],
  // Smooths.
  ["y ~ ¦s()", FORMULA, "covariates of s()", "none", "a column to smooth over, such as s(x)"],
  ["y ~ s(x,¦)", FORMULA, "formula", "')'", "a term after ','"],
  ["y ~ s(¦2)", FORMULA, "formula", "2", "a smooth is of columns, or of arithmetic of columns"],
  ["y ~ s(x, ¦x)", FORMULA, "covariates of s(x,x)", "x twice", "each once"],
  ["y ~ s(¦g)", FORMULA, "g of s(g)", "a categorical column", "numbers: this smooth has none of levels"],
  ["y ~ s(x) + ¦s(x)", FORMULA, "formula", "s(x)", "each one once"],
  ["y ~ z * ¦s(x)", FORMULA, "formula", "s(x)", "write by = inside it"],
  ["y ~ s(x, ¦bd = 'cr')", FORMULA, "bd of s(x)", "an unknown argument", "'bs' perhaps"],
  ["y ~ s(x, bs = ¦'crr')", FORMULA, "bs of s(x)", '"crr"', '"cr" perhaps, or another of'],
  ["y ~ s(x, bs = ¦cr)", FORMULA, "bs of s(x)", "cr", "the name of a basis in quotes"],
  ["y ~ s(x, k =¦)", FORMULA, "formula", "')'", "a term after '='"],
  ["y ~ s(x, k = ¦'ten')", FORMULA, "k of s(x)", '"ten"', "a whole number from 1"],
  ["y ~ s(x, k = ¦0)", FORMULA, "k of s(x)", "0", "a whole number from 1"],
  ["y ~ s(x, k = ¦z)", FORMULA, "k of s(x)", "z", "a whole number from 1"],
  ["y ~ s(few, k = ¦5)", FORMULA, "k of s(few)", "5", "at most 4, the number of distinct points of few"],
  ["y ~ s(x, k = 5, ¦k = 6)", FORMULA, "formula", "k", "each one once"],
  ["y ~ s(x, k = 5, ¦size = 6)", FORMULA, "formula", "size", "each one once"],
  ["y ~ s(x, by = ¦'g')", FORMULA, "formula", "'g'", "a column is named without quotes"],
  ["y ~ s(x, by = ¦y)", FORMULA, "formula", "y", "terms without the response"],
  ["y ~ s(x, by = log(¦g))", COLUMN, "g", "categorical", "numeric"],
  ["y ~ s(x, m = ¦7.5)", FORMULA, "m of s(x)", "7.5", "one whole number with 2m > 1"],
  ["y ~ s(x, bs = 'cr', knots = ¦c(1, 1, 2))", FORMULA, "knots of s(x)", "1 after 1", "increasing numbers"],
  ["y ~ s(x, sp = ¦c(1, 2))", FORMULA, "sp of s(x)", "2 strengths", "1 of them, one for each penalty"],
  ["y ~ s(x, fx = ¦'no')", FORMULA, "fx of s(x)", '"no"', "TRUE or FALSE"],
  ["y ~ s(x, pc = ¦'a')", FORMULA, "pc of s(x)", "'a'", "a number for each of x"],
  ["y ~ s(x, id = ¦TRUE)", FORMULA, "id of s(x)", "TRUE", "a word or a number"],
  ["y ~ s(x, d = ¦2)", FORMULA, "d of s(x)", "2", "none: s() has no margins"],
  ["y ~ s(x, range = ¦3)", FORMULA, "range of s(x)", "3", "one of the options maxKnots, seed"],
  ["y ~ s(x, bs = 'ps', spacing = ¦'even')", FORMULA, "spacing of s(x)", '"even"', "one of equal, quantile"],
  ["y ~ s(¦x, z, bs = 'cr')", FORMULA, "x, z of s(x,z)", "several covariates", "one covariate"],
  ["y ~ s(¦g, h, x, bs = 'fs')", FORMULA, "g, h, x of s(g,h,x)", "several categorical columns", "one"],
  ["y ~ s(x, h, bs = 'fs', xt = ¦'re')", FORMULA, "xt of s(x,h)", '"re"', "one of cr, cs"],
  ["y ~ ¦s(g, bs = 'mrf')", FORMULA, "neighbours of s(g)", "missing", "for each level its neighbours"],
  ["y ~ te(x, z, k = ¦c(4, 4, 4))", FORMULA, "k of te(x,z)", "3 values", "one for each of 2 margins"],
  ["y ~ te(x, z, bs = ¦c('cr', 'foo'))", FORMULA, "bs of te(x,z)", '"foo"', "one of cr, cs"],
  ["y ~ te(x, ¦g, bs = 'cr')", FORMULA, "g of te(x,g)", "levels", "numbers"],
  ["y ~ te(x, z, d = ¦c(1, 2))", FORMULA, "d of te(x,z)", "[1, 2]", "numbers of covariates that sum to 2"],
  ["y ~ te(x, z, mc = ¦1)", FORMULA, "mc of te(x,z)", "1", "one of the options np"],
];

describe("a mistake in a formula is told at its place", () => {
  it("of which there are many", () => expect(mistakes.length).toBeGreaterThan(60));

  it.each(mistakes)("%s", (marked, code, argument, value, expected) => {
    const text = marked.replace("¦", "");
    const error = errorOf(() => fitSync(text, { ...data, größe: x }));
    expect([error.code, error.argument, error.value, error.position]).toEqual([
      code,
      argument,
      value,
      marked.indexOf("¦"),
    ]);
    expect(error.expected).toContain(expected);
    const [caret = "", line = ""] = error.message.split("\n").reverse();
    expect([line.slice(2), caret]).toEqual([text, `${" ".repeat(2 + marked.indexOf("¦"))}^`]);
  });

  it("also where it is too long or too deep", () => {
    const long = errorOf(() => fitSync(`y ~ x${" + x".repeat(20_000)}`, data));
    expect([long.code, long.argument, long.expected]).toEqual(["ERR_TOO_LARGE", "formula", "at most 65536 bytes"]);
    const deep = errorOf(() => fitSync(`y ~ ${"(".repeat(80)}x${")".repeat(80)}`, data));
    expect([deep.code, deep.position]).toEqual(["ERR_TOO_LARGE", 68]);
    expect(deep.message.split("\n")).toHaveLength(3);
  });
});

describe("a mistake in what stands beside a formula is told by name", () => {
  const formula = "y ~ s(x, bs = 'cr') + s(g, bs = 'mrf')";
  const neighbours = { a: ["b"], b: ["a", "c"], c: ["b"] };
  it.each<[string, FitOptions, string, string, string]>([
    ["knots of no covariate", { knots: { xx: [1, 2] } }, "knots", "of 'xx'", "such as 'x'"],
    ["knots that are none", { knots: { x: [0, Number.NaN] } }, "knots.x[1]", "NaN", "a finite number"],
    ["knots as a list", { knots: [1, 2] as never }, "knots", "an array of 2", "numbers by covariate"],
    ["no neighbours", {}, "neighbours of s(g)", "missing", "among the options of the fit"],
    ["neighbours of no column", { neighbours: { gg: neighbours } }, "neighbours", "of 'gg'", "such as 'g'"],
    [
      "an unknown neighbour",
      { neighbours: { g: { ...neighbours, c: ["b", "bb"] } } },
      "neighbours.g",
      "'bb' beside 'c'",
      "such as 'b'",
    ],
    [
      "a neighbour from one side",
      { neighbours: { g: { ...neighbours, a: ["b", "c"] } } },
      "neighbours.g",
      "'c' beside 'a'",
      "'a' among the neighbours of 'c' as well",
    ],
    [
      "neighbours as a word",
      { neighbours: { g: { a: "b" as never } } },
      "neighbours.g.a",
      '"b"',
      "an array of strings",
    ],
    [
      "a strength of no penalty",
      { neighbours: { g: neighbours }, logStrength: { "s(z)": 0 } },
      "logStrength",
      "of 's(z)'",
      "such as 's(x)'",
    ],
    [
      "a strength that is no number",
      { logStrength: { "s(x)": "1" as never } },
      "logStrength.s(x)",
      '"1"',
      "a finite number",
    ],
  ])("%s", (_, options, argument, value, expected) => {
    const error = errorOf(() => fitSync(formula, data, options));
    expect([error.argument, error.value]).toEqual([argument, value]);
    expect(error.expected).toContain(expected);
  });
});
