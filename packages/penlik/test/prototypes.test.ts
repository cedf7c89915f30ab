import { describe, expect, it } from "vitest";
import {
  coincidentPrototypes,
  matrix,
  matrixFromRows,
  PenlikError,
  PrototypeDiversity,
  prototypeDiversityLoss,
  separateCoincidentPrototypes,
} from "../src/index.js";

const refused = (work: () => unknown): PenlikError => {
  try {
    work();
  } catch (error) {
    if (error instanceof PenlikError) return error;
  }
  throw new Error("nothing was refused");
};

describe("prototypeDiversityLoss", () => {
  it("has its known values, whatever the labels are", () => {
    const close = (found: number, expected: number) => expect(Math.abs(found - expected)).toBeLessThan(1e-9);
    close(prototypeDiversityLoss(matrixFromRows([[0], [1]]), [1, 1]), 0.4586719814);
    close(prototypeDiversityLoss(matrixFromRows([[1], [2], [5], [6]]), ["a", "a", "b", "b"]), 0.9173439629);
    close(prototypeDiversityLoss(matrixFromRows([[0], [2], [4]]), Int32Array.of(3, 3, 3), 2), 1.0627572481);
    close(prototypeDiversityLoss(matrixFromRows([[3], [3]]), Float64Array.of(0.5, 0.5)), 13.1223628775);
    expect(prototypeDiversityLoss(matrixFromRows([[3], [3]]), [1, "1"])).toBe(0);
  });

  it("is the value of the class with its default jitter", () => {
    const prototypes = matrixFromRows([
      [0.5, 1],
      [1, -1],
      [0, 0.25],
    ]);
    const penalty = new PrototypeDiversity({ labels: ["x", "y", "x"], bandwidth: 0.7 });
    expect(prototypeDiversityLoss(prototypes, ["x", "y", "x"], 0.7)).toBe(penalty.value(prototypes));
    expect(penalty.shapeParameters).toEqual(["bandwidth", "jitter"]);
  });

  it("refuses what does not fit, by name", () => {
    const prototypes = matrixFromRows([[0], [1]]);
    expect(refused(() => prototypeDiversityLoss(prototypes, [1])).message).toBe(
      "labels is of length 1; expected 2 labels, one for each prototype",
    );
    expect(refused(() => prototypeDiversityLoss(prototypes, [1, Number.NaN])).argument).toBe("labels[1]");
    expect(refused(() => prototypeDiversityLoss(prototypes, [1, null as never])).argument).toBe("labels[1]");
    expect(refused(() => prototypeDiversityLoss(prototypes, 7 as never)).argument).toBe("labels");
    expect(refused(() => prototypeDiversityLoss(Float64Array.of(1, 2) as never, [1, 1])).argument).toBe("prototypes");
    expect(refused(() => prototypeDiversityLoss(prototypes, [1, 1], 0)).argument).toBe("bandwidth");
    expect(refused(() => new PrototypeDiversity({ labels: [1, 1] }).value(matrix(3, 1))).code).toBe("ERR_SHAPE");
  });
});

describe("coincident prototypes", () => {
  const prototypes = matrixFromRows([
    [1, 2],
    [1, 2],
    [0, 0],
    [1, 2],
    [1, 2],
  ]);
  const labels = ["a", "b", "a", "a", "a"];

  it("are reported as pairs within a class, where the gradient is zero", () => {
    expect(coincidentPrototypes(prototypes, labels)).toEqual([
      [0, 3],
      [0, 4],
      [3, 4],
    ]);
    expect(new PrototypeDiversity({ labels: [1, 1] }).gradient(matrix(2, 2))).toEqual(new Float64Array(4));
  });

  it("are moved apart by a seed, the others left alone", () => {
    const apart = separateCoincidentPrototypes(prototypes, labels, { seed: 3, distance: 0.01 });
    expect(coincidentPrototypes(apart, labels)).toEqual([]);
    expect(apart.data.slice(0, 6)).toEqual(prototypes.data.slice(0, 6));
    expect(separateCoincidentPrototypes(prototypes, labels, { seed: 3, distance: 0.01 })).toEqual(apart);
    expect(separateCoincidentPrototypes(prototypes, labels, { seed: 4, distance: 0.01 })).not.toEqual(apart);
    const moved = Math.hypot(...[6, 7].map((i) => (apart.data[i] as number) - (prototypes.data[i] as number)));
    expect(moved).toBeGreaterThan(0.0049);
    expect(moved).toBeLessThan(0.0101);
  });

  it("refuse a distance or a seed out of their domains", () => {
    const options = (o: object) => refused(() => separateCoincidentPrototypes(prototypes, labels, o)).argument;
    expect(options({ distance: 0 })).toBe("distance");
    expect(options({ seed: -1 })).toBe("seed");
    expect(options({ sede: 1 })).toBe("options");
  });
});
