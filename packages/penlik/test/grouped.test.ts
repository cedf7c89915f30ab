import { expect, it } from "vitest";
import { PenlikError } from "../src/errors.js";
import {
  GroupLasso,
  NestedPrefix,
  SmoothedGroupLasso,
  SmoothedL1,
  SparseGroupLasso,
} from "../src/generated/penalties.js";
import { matrix } from "../src/matrix.js";
import { penaltyFromJSON } from "../src/penalties/catalog.js";

function refusalOf(work: () => unknown): PenlikError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(PenlikError);
    return error as PenlikError;
  }
  throw new Error("nothing was refused");
}

const rounded = (x: Float64Array) => [...x].map((entry) => Number(entry.toFixed(6)));

it("shrinks groups and entries of them", () => {
  const theta = Float64Array.of(3, 4);
  expect(rounded(new GroupLasso({ groups: [[0, 1]], weights: [1] }).prox(theta, 1))).toEqual([2.4, 3.2]);
  const sparse = new SparseGroupLasso({ groups: "rows", l1: 1, weights: Float64Array.of(1) });
  expect(rounded(sparse.prox(theta, 1))).toEqual([1.4453, 2.16795]);
});

it("takes groups as rows, columns, labels and lists, and gives them back as they were given", () => {
  const theta = matrix(2, 2, Float64Array.of(3, 4, 6, 8));
  const lasso = (groups: ConstructorParameters<typeof GroupLasso>[0]["groups"]) => new GroupLasso({ groups });
  for (const groups of ["rows", [0, 0], [[1, 0]]] as const) {
    expect(lasso(groups).value(theta)).toBeCloseTo(15 * Math.SQRT2, 12);
    expect(lasso(groups).toJSON()).toMatchObject({ groups });
    expect(penaltyFromJSON(lasso(groups).toJSON()).toJSON()).toEqual(lasso(groups).toJSON());
  }
  expect(lasso(Int32Array.of(0, 0)).value(theta)).toBe(lasso([0, 0]).value(theta));
  expect(lasso("columns").value(theta)).toBeCloseTo(Math.SQRT2 * (Math.hypot(3, 6) + Math.hypot(4, 8)), 12);
  expect(new NestedPrefix({ prefixes: [1, 2], eps: 1e-9 }).value(theta)).toBeCloseTo(
    2 * Math.hypot(3, 6) + Math.hypot(4, 8),
    8,
  );
});

it("has a form that is 0 at 0", () => {
  const zeros = new Float64Array(3);
  expect(new SmoothedL1({ eps: 0.5, shifted: true }).value(zeros)).toBe(0);
  expect(new SmoothedL1({ eps: 0.5 }).value(zeros)).toBe(1.5);
  expect(new SmoothedGroupLasso({ groups: "rows", eps: 0.5, shifted: true }).value(zeros)).toBe(0);
});

it("refuses groups that are none by name", () => {
  expect(refusalOf(() => new GroupLasso({ groups: [[0, 1], [1]] }))).toMatchObject({
    code: "ERR_DOMAIN",
    argument: "groups",
    value: "column 1 in group 0 and in group 1",
  });
  // @ts-expect-error -- not a way to say groups
  expect(refusalOf(() => new GroupLasso({ groups: "row" }))).toMatchObject({ argument: "groups", value: '"row"' });
  // @ts-expect-error -- groups are missing
  expect(refusalOf(() => new GroupLasso({}))).toMatchObject({ argument: "groups", value: "missing" });
  expect(refusalOf(() => new GroupLasso({ groups: [0, 0] }).value(new Float64Array(3)))).toMatchObject({
    code: "ERR_SHAPE",
    argument: "theta",
  });
});
