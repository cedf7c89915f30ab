import { expect, it } from "vitest";
import { arithmetic, category, formula, interaction, offset, randomEffect, s, te, ti } from "../src/index.js";

// The type check of the tests is the test: an error that is expected and does not come fails it.

it("is a compile error to give a basis what it lacks", () => {
  // @ts-expect-error -- cubic splines have their order
  expect(String(s("x", { basis: "cr", order: 2 }))).toContain("m = 2");
  // @ts-expect-error -- thin plates have no degree
  expect(() => s("x", { basis: "tp", degree: 2 })).toThrow("degree");
  // @ts-expect-error -- power belongs to one kernel
  expect(String(s("x", { basis: "gp", kernel: "matern32", power: 1 }))).toContain("power");
  // @ts-expect-error -- a random effect has a function for each level
  expect(String(s("g", { basis: "re", size: 5 }))).toContain("k = 5");
  // @ts-expect-error -- no such basis
  expect(String(s("x", { basis: "crr" }))).toContain("crr");
  // @ts-expect-error -- only P-splines have differences
  expect(() => s("x", { basis: "bs", difference: 2 })).not.toThrow();
});

it("is a compile error to smooth over the wrong number of columns", () => {
  // @ts-expect-error -- a spline is of one column
  expect(String(s(["x", "z"], { basis: "cr" }))).toContain("x, z");
  // @ts-expect-error -- factor smooths are of numbers and a factor
  expect(String(s("x", { basis: "fs" }))).toContain("fs");
  // @ts-expect-error -- three sizes of two margins
  expect(String(te(["u", "v"], { size: [5, 5, 5] }))).toContain("c(5, 5, 5)");
  // @ts-expect-error -- knots of two columns are two lists
  expect(String(s(["u", "v"], { knots: [0, 1, 2] }))).toContain("knots");
  // @ts-expect-error -- the interaction alone leaves main effects out
  expect(String(te(["u", "v"], { centred: [true, true] }))).toContain("mc");
  expect(String(ti(["u", "v"], { centred: [true, false] }))).toContain("mc = c(1, 0)");
  expect(String(te(["u", "v", "w"], { dimensions: [2, 1], size: [8, 4], basis: ["tp", "cr"] }))).toContain(
    "d = c(2, 1)",
  );
});

it("is a compile error to put parts where they do not belong", () => {
  // @ts-expect-error -- smooths have no products
  expect(() => interaction("x", s("z"))).toThrow("interaction[1]");
  // @ts-expect-error -- levels cannot be added to a predictor
  expect(() => offset(category("g"))).toThrow("offset");
  // @ts-expect-error -- a smooth is no response
  expect(() => formula(s("x"), ["x"])).toThrow("response");
  // @ts-expect-error -- contrasts besides treatment have no base
  expect(String(category("g", { contrast: "sum", base: 2 }))).toContain("base = 2");
  expect(String(randomEffect(category("year"), { slope: arithmetic`log(x)` }))).toBe('s(C(year), log(x), bs = "re")');
});
