import { describe, expect, it } from "vitest";
import { PenlikError } from "../src/errors.js";
import { ARD, QuadraticAnchor, Ridge, RowPrecision } from "../src/generated/penalties.js";
import { matrix, matrixFromRows } from "../src/matrix.js";
import { collapseAnchors } from "../src/penalties/anchors.js";
import { penaltyFromJSON } from "../src/penalties/catalog.js";

const theta = Float64Array.of(1, -2, 0.5, 3);
function close(a: Float64Array, b: Float64Array): void {
  for (const [i, x] of a.entries()) expect(x).toBeCloseTo(b[i] as number, 12);
}

/** diag(4, 9, 4, 9) in every form. */
const forms: Record<string, QuadraticAnchor> = {
  matrix: new QuadraticAnchor({
    matrix: matrix(4, 4, Float64Array.of(4, 0, 0, 0, 0, 9, 0, 0, 0, 0, 4, 0, 0, 0, 0, 9)),
  }),
  "a shared block": new QuadraticAnchor({
    blocks: [
      [4, 0],
      [0, 9],
    ],
  }),
  blocks: new QuadraticAnchor({
    blocks: [
      matrixFromRows([
        [4, 0],
        [0, 9],
      ]),
      [
        [4, 0],
        [0, 9],
      ],
    ],
  }),
  kronecker: new QuadraticAnchor({
    kronecker: [
      [
        [1, 0],
        [0, 1],
      ],
      matrixFromRows([
        [4, 0],
        [0, 9],
      ]),
    ],
  }),
  diagonal: new QuadraticAnchor({ diagonal: Float64Array.of(4, 9, 4, 9) }),
  lowRank: new QuadraticAnchor({
    lowRank: [
      [2, 0],
      [0, 3],
      [0, 0],
      [0, 0],
    ],
    diagonal: [0, 0, 4, 9],
  }),
};

describe("a quadratic anchor", () => {
  it.each(Object.entries(forms))("is one penalty, given as %s", (_, penalty) => {
    expect(penalty.value(theta)).toBeCloseTo(61, 12);
    close(penalty.gradient(theta), Float64Array.of(4, -18, 2, 27));
    close(penalty.at(theta).hessianDiagonal(), Float64Array.of(4, 9, 4, 9));
    close(penalty.prox(theta, 0.5), Float64Array.of(1 / 3, -2 / 5.5, 0.5 / 3, 3 / 5.5));
    const back = penaltyFromJSON(JSON.parse(JSON.stringify(penalty.toJSON())));
    expect(back.value(theta)).toBe(penalty.value(theta));
  });

  it("names what is wrong with its matrix", () => {
    const anchor = (options: ConstructorParameters<typeof QuadraticAnchor>[0]) => () => new QuadraticAnchor(options);
    expect(anchor({})).toThrow("matrix is missing; expected exactly one of");
    expect(anchor({ matrix: [[1]], diagonal: [1] })).toThrow("matrix is given more than once");
    expect(
      anchor({
        matrix: [
          [1, 2],
          [0, 1],
        ],
      }),
    ).toThrow("expected a symmetric matrix");
    expect(
      anchor({
        matrix: [
          [1, 2],
          [2, 1],
        ],
      }),
    ).toThrow("expected a positive semidefinite matrix");
    expect(anchor({ diagonal: [1], center: [1, 2] })).toThrow("center is of length 2; expected length 1");
  });
});

describe("precisions", () => {
  it("of columns and of rows meet in the diagonal", () => {
    const rows = matrix(2, 2, theta);
    const columns = new ARD({ precisions: Float64Array.of(2, 0.5) });
    const blocks = new RowPrecision({
      precision: [
        [2, 0],
        [0, 0.5],
      ],
    });
    expect(columns.value(rows)).toBe(blocks.value(rows));
    expect(() => columns.value(matrix(4, 1, theta))).toThrow("expected rows of 2 columns");
  });
});

it("collapses anchors into one and says how far they disagree", () => {
  const one = new QuadraticAnchor({
    center: [1, 0],
    matrix: [
      [2, 1],
      [1, 2],
    ],
    strength: 3,
  });
  const two = new QuadraticAnchor({ center: [0, 5], diagonal: [1, 4] });
  const { anchor, constant } = collapseAnchors([one, two], 2);
  for (const theta of [Float64Array.of(0, 0), Float64Array.of(-2, 7)]) {
    expect(anchor.value(theta) + constant).toBeCloseTo(one.value(theta) + two.value(theta), 12);
  }
  expect(constant).toBeGreaterThan(0);
  expect(() => collapseAnchors([one], 3)).toThrow(PenlikError);
  expect(() => collapseAnchors([new Ridge() as never], 2)).toThrow("anchors[0]");
});
