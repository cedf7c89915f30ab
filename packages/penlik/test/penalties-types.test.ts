import { expect, it } from "vitest";
import { L1, LogSparsity, Ridge, SmoothedL1 } from "../src/generated/penalties.js";
import { penaltyFromJSON } from "../src/penalties/catalog.js";
import type { Penalty } from "../src/penalties/penalty.js";

// The type check of the tests is the test: an error that is expected and does not come fails it.
const theta = Float64Array.of(1, 2);

it("is a compile error to ask a kind for what it lacks", () => {
  // @ts-expect-error -- no proximal map
  expect(() => new LogSparsity({ delta: 1 }).prox(theta, 1)).toThrow("LogSparsity has no proximal map");
  // @ts-expect-error -- no derivatives
  expect(() => new L1().gradient(theta)).toThrow("L1 has no derivatives");
  // @ts-expect-error -- no derivatives
  expect(() => new L1().at(theta)).toThrow("L1 has no derivatives");
  // @ts-expect-error -- no shape parameters
  expect(() => new Ridge().at(theta).gradientLogShape()).toThrow("Ridge has no shape parameters");
});

it("is a compile error to leave out a parameter or to invent one", () => {
  // @ts-expect-error -- eps is missing
  expect(() => new SmoothedL1({})).toThrow("eps");
  // @ts-expect-error -- no such parameter
  expect(() => new Ridge({ eps: 1 })).toThrow("eps");
});

it("is left to the run when the kind is not known to the compiler", () => {
  const penalty: Penalty = penaltyFromJSON({ kind: "L1" });
  expect([...penalty.prox(theta, 1)]).toEqual([0, 1]);
  const smooth: Penalty<"smooth"> = new Ridge();
  expect(smooth.gradient(theta)).toEqual(theta);
});
