/**
 * What a user of penalties gets wrong, and what the error then says: the argument as the caller knows it, the value, the expectation.
 */
import { describe, expect, it } from "vitest";
import {
  GroupLasso,
  jumpReluGate,
  L1,
  matrixFromRows,
  minimize,
  moreauEnvelope,
  PrototypeDiversity,
  penaltyFromJSON,
  prototypeDiversityLoss,
  QuadraticAnchor,
  Ridge,
  SmoothedL1,
  sparsemax,
  Term,
  termFromJSON,
} from "../src/index.js";

const one = Float64Array.of(1);
const two = () => Float64Array.of(1, 2);
const never = <T>(value: unknown) => value as T;

describe("theta", () => {
  it("may be an array or a matrix, and the error says both", () => {
    const expected = "expected a Float64Array or a Matrix { data, rows, cols }";
    expect(() => new Ridge().value(never([1, 2]))).toThrow(`theta is an array of 2; ${expected}`);
    expect(() => new Ridge().value(never({}))).toThrow(`theta is an object of class Object; ${expected}`);
    expect(() => new Ridge().value(never(undefined))).toThrow(`theta is undefined; ${expected}`);
    expect(() => sparsemax(never([[1, 2]]))).toThrow(`x is an array of 1; ${expected}`);
  });

  it("of another class is called by its class", () => {
    expect(() => new Ridge().value(never(new Int32Array(2)))).toThrow(
      "theta is an Int32Array; expected a Float64Array",
    );
    expect(() => new Ridge().value(never(new Float32Array(2)))).toThrow("theta is a Float32Array;");
  });
});

describe("methods", () => {
  it("that are taken off their penalty say so, and do not ask for a report", () => {
    const { value, toJSON } = new Ridge() as { value: (theta: Float64Array) => number; toJSON: () => unknown };
    const expected = "this is undefined; expected a Penalty: call the method on it, as in penalty.value(theta)";
    expect(() => value(one)).toThrow(expected);
    expect(() => [one].map(new L1().value)).toThrow(expected);
    expect(() => toJSON()).toThrow(expected);
    expect(() => Ridge.prototype.gradient.call(never({}), one)).toThrow("this is an object of class Object;");
  });
});

describe("JSON", () => {
  it("may be the penalty or the term itself", () => {
    expect(penaltyFromJSON(never(new SmoothedL1({ eps: 2 }))).toJSON()).toEqual(new SmoothedL1({ eps: 2 }).toJSON());
    const term = new Term(new Ridge(), { weight: 3, learn: ["strength"] });
    expect(termFromJSON(never(term)).toJSON()).toEqual(term.toJSON());
    expect(termFromJSON(never({ penalty: new Ridge() })).value(two(), [])).toBe(2.5);
  });

  it("of an unknown kind gets a short answer with the nearest name", () => {
    const expected =
      "expected a kind that penaltyKinds() lists, or one of Translated, Scaled, Restricted, Rotated, Sum";
    expect(() => penaltyFromJSON({ kind: "l1" })).toThrow(`kind is "l1"; ${expected}; did you mean L1?`);
    expect(() => penaltyFromJSON(never({ eps: 1 }))).toThrow(`kind is missing; ${expected}`);
  });

  it("with unknown keys is what the error is about", () => {
    const found = 'json is an object with the unknown key "epss"';
    expect(() => penaltyFromJSON({ kind: "SmoothedL1", epss: 1 })).toThrow(
      `${found}; expected one of the known options`,
    );
  });

  it("of a term needs its penalty", () => {
    expect(() => termFromJSON(never({ weight: 2 }))).toThrow("penalty is missing; expected the JSON of a penalty");
  });
});

describe("parameters", () => {
  it("that are arrays refuse an entry as what it is", () => {
    expect(() => new PrototypeDiversity({ labels: [0, Number.NaN] })).toThrow(
      "labels[1] is NaN; expected a finite number",
    );
    expect(() => new GroupLasso({ groups: [0, Number.NaN] })).toThrow("groups[1] is NaN; expected a finite number");
  });

  it("that are matrices need their sizes", () => {
    const matrix = never<{ data: Float64Array; rows: number; cols: number }>({ data: Float64Array.of(1, 0, 0, 1) });
    const anchor = () => new QuadraticAnchor({ center: [1, 2], matrix });
    expect(anchor).toThrow("matrix.rows is undefined; expected a whole number >= 0");
  });
});

describe("jumpReluGate", () => {
  it("writes to all three arrays of out or to none", () => {
    const gate = (out: unknown) => () => jumpReluGate(two(), 1, 0.1, never(out));
    expect(gate(two())).toThrow("out is an object of class Float64Array; expected an object { value, dX, dThreshold }");
    expect(gate({ value: two() })).toThrow("out.dX is undefined; expected a Float64Array");
    expect(gate({ value: two(), dX: one, dThreshold: two() })).toThrow("out.dX is of length 1; expected length 2");
    const same = two();
    expect(gate({ value: same, dX: same, dThreshold: two() })).toThrow("out.dX is an array that overlaps");
    const out = { value: two(), dX: two(), dThreshold: two() };
    expect(jumpReluGate(two(), 1, 0.1, out)).toBe(out);
    expect(Array.from(out.value)).toEqual([0, 2]);
  });

  it("names the arguments as they are written", () => {
    const bad = Float64Array.of(1, Number.NaN);
    expect(() => jumpReluGate(never("1"), 1, 0.1)).toThrow('x is "1"; expected a number or a Float64Array');
    expect(() => jumpReluGate(two(), bad, 0.1)).toThrow("threshold is NaN; expected a finite number > 0");
    expect(() => jumpReluGate(two(), new Float64Array(0), 0.1)).toThrow("threshold is of length 0; expected one");
  });
});

describe("functions", () => {
  it("name the prototypes, not the theta inside", () => {
    const bad = matrixFromRows([[0], [Number.NaN]]);
    expect(() => prototypeDiversityLoss(bad, [0, 0])).toThrow("prototypes is NaN at index 1");
  });

  it("refuse an out that is null", () => {
    expect(() => moreauEnvelope(new L1(), one, 1, never(null))).toThrow("out is null; expected a Float64Array");
  });
});

describe("terms", () => {
  it("name the side of a size and the iteration", () => {
    const term = new Term(new Ridge());
    expect(() => term.logNormalizer([], never({ rows: 2 }))).toThrow("size.cols is undefined; expected a whole number");
    expect(() => term.atIteration(-1)).toThrow("i is -1; expected a whole number >= 0");
  });
});

describe("terms of minimize", () => {
  it("are penalties, not classes or JSON", () => {
    const expected = "expected a penalty, such as new L1({ strength: 0.1 }), or a term of one";
    const A = matrixFromRows([[1]]);
    const using = (term: unknown) => () => minimize({ quadratic: { A, b: [1] }, terms: [never(term)] });
    expect(using(L1)).toThrow(`terms[0] is a function; ${expected}`);
    expect(using(null)).toThrow(`terms[0] is null; ${expected}`);
    expect(using({ kind: "L1" })).toThrow(`terms[0] is JSON; ${expected}; penaltyFromJSON makes it from JSON`);
  });
});
