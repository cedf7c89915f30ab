import { describe, expect, test } from "vitest";
import { type Family, families, familyOf } from "../src/families/family.js";
import { MultinomialLogit } from "../src/families/multinomial-logit.js";
import { matrix, matrixFromRows } from "../src/matrix.js";
import { refusalOf } from "./support/refusal.js";

describe("a family", () => {
  const all: [string, Family][] = [
    ["gaussian", families.gaussian()],
    ["binomial", families.binomial({ link: "probit" })],
    ["poisson", families.poisson({ link: "sqrt" })],
    ["gamma", families.gamma({ link: "log" })],
    ["inverseGaussian", families.inverseGaussian()],
    ["negativeBinomial", families.negativeBinomial({ theta: 2 })],
    ["tweedie", families.tweedie({ power: 1.5 })],
    ["beta", families.beta({ link: "probit", precision: 12 })],
    ["scaledT", families.scaledT({ link: "log", minDf: 4, scale: 0.5 })],
    ["orderedCategories", families.orderedCategories()],
    ["quasi", families.quasi({ variance: "mu^2", link: "log" })],
    ["quasibinomial", families.quasibinomial()],
    ["quasipoisson", families.quasipoisson()],
    ["multinomial", families.multinomial({ reference: "low", penaltyMetric: "perClass" })],
  ];

  test.each(all)("%s comes back from its JSON", (kind, family) => {
    expect(family.kind).toBe(kind);
    expect(familyOf(JSON.parse(JSON.stringify(family))).toJSON()).toEqual(family.toJSON());
    expect(familyOf(family)).toBe(family);
  });

  test("has a name that stands for its defaults", () => {
    expect(familyOf("multinomial").toJSON()).toEqual({
      kind: "multinomial",
      reference: null,
      penaltyMetric: "centred",
    });
  });

  test.each<[unknown, string]>([
    ["gausian", "ERR_DOMAIN"],
    ["constructor", "ERR_DOMAIN"],
    ["gama", "ERR_DOMAIN"],
    [{ kind: "binomial", lnk: "logit" }, "ERR_DOMAIN"],
    [{ kind: 3 }, "ERR_DOMAIN"],
    [null, "ERR_DOMAIN"],
    [7, "ERR_DOMAIN"],
  ])("is not %j", (family, code) => {
    expect(refusalOf(() => familyOf(family)).code).toBe(code);
  });

  test.each([
    ["gaussian", () => families.gaussian({ link: "logit" as never }), "link"],
    ["poisson", () => families.poisson({ link: "inverse" as never }), "link"],
    ["gamma", () => families.gamma({ link: "probit" as never }), "link"],
    ["negativeBinomial", () => families.negativeBinomial({ theta: 0 }), "theta"],
    ["tweedie", () => families.tweedie({ power: 2 }), "power"],
    ["beta", () => families.beta({ precision: 0 }), "precision"],
    ["beta with a link of other shares", () => families.beta({ link: "log" as never }), "link"],
    ["scaledT", () => families.scaledT({ df: 2 }), "df"],
    ["scaledT with a least value", () => families.scaledT({ minDf: 1.5 }), "minDf"],
    ["scaledT with a scale", () => families.scaledT({ scale: Number.NaN }), "scale"],
    ["orderedCategories", () => families.orderedCategories({ link: "logit" } as never), "options"],
    ["quasi", () => families.quasi({ variance: "mu^4" as never }), "variance"],
    ["a document of a gaussian", () => familyOf({ kind: "gaussian", link: "log", theta: 1 }), "options"],
  ])("refuses settings that it does not have: %s", (_, call, argument) => {
    expect(refusalOf(call)).toEqual({ code: "ERR_DOMAIN", argument });
  });

  test("refuses settings of another type or that do not exist", () => {
    expect(refusalOf(() => families.binomial({ link: 3 as never })).argument).toBe("link");
    expect(() => families.multinomial({ penaltyMetric: "centered" as never })).toThrow('did you mean "centred"?');
    expect(() => families.multinomial({ referense: "a" } as never)).toThrow("did you mean reference?");
  });
});

describe("the multinomial logit", () => {
  const logit = new MultinomialLogit({ classes: 3 });
  const eta = matrixFromRows([
    [0.1, -0.4],
    [1.2, 0.3],
    [700, -700],
    [-800, -800],
  ]);
  const codes = Int32Array.of(0, 2, 1, 2);
  const weights = Float64Array.of(1, 0.5, 2, 3);

  /** From the definition, with the largest predictor taken out. */
  const naive = (i: number): number[] => {
    const x = [eta.data[2 * i] as number, eta.data[2 * i + 1] as number, 0];
    const top = Math.max(...x);
    const total = x.reduce((sum, v) => sum + Math.exp(v - top), 0);
    return x.map((v) => Math.exp(v - top) / total);
  };
  const rows = [0, 1, 2, 3];

  test("gives the probabilities of the definition, which sum to 1", () => {
    const p = logit.probabilities(eta);
    for (const i of rows) {
      const row = [...p.subarray(3 * i, 3 * i + 3)];
      for (const [k, expected] of naive(i).entries()) expect(row[k]).toBeCloseTo(expected, 14);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    }
  });

  test("gives the weighted log-likelihood, finite where probabilities underflow", () => {
    const value = logit.logLikelihood(eta, codes, weights);
    const tame = [Math.log(naive(0)[0] as number), 0.5 * Math.log(naive(1)[2] as number)];
    expect(value).toBeCloseTo((tame[0] as number) + (tame[1] as number) - 2 * 1400, 9);
  });

  test("gives the score y − p and the information diag(p) − ppᵀ, times the weights", () => {
    const score = logit.score(eta, codes, weights);
    const information = logit.information(eta, undefined, weights);
    for (const i of rows) {
      const [p, w] = [naive(i), weights[i] as number];
      for (const a of [0, 1]) {
        expect(score[2 * i + a]).toBeCloseTo(w * (Number(codes[i] === a) - (p[a] as number)), 13);
        for (const b of [0, 1]) {
          const expected = w * (p[a] as number) * (Number(a === b) - (p[b] as number));
          expect(information[4 * i + 2 * a + b]).toBeCloseTo(expected, 13);
        }
      }
    }
  });

  test("takes shares for classes: a row of one share is that class", () => {
    const shares = matrix(4, 3);
    codes.forEach((c, i) => {
      shares.data[3 * i + c] = 1;
    });
    expect(logit.score(eta, shares, weights)).toEqual(logit.score(eta, codes, weights));
    expect(logit.logLikelihood(eta, shares)).toBe(logit.logLikelihood(eta, codes));
  });

  test("writes into the array that it is given and returns it", () => {
    const out = new Float64Array(8);
    expect(logit.score(eta, codes, undefined, out)).toBe(out);
    expect(out).toEqual(logit.score(eta, codes));
    const blocks = new Float64Array(16);
    expect(logit.information(eta, codes, undefined, blocks)).toBe(blocks);
    const p = new Float64Array(12);
    expect(logit.probabilities(eta, p)).toBe(p);
  });

  test.each<[string, () => unknown, string, string]>([
    ["one class", () => new MultinomialLogit({ classes: 1 }), "ERR_DOMAIN", "classes"],
    ["no options", () => new MultinomialLogit({} as never), "ERR_DOMAIN", "classes"],
    ["predictors of another width", () => logit.probabilities(matrix(2, 3)), "ERR_SHAPE", "eta"],
    ["a class too many", () => logit.score(eta, Int32Array.of(0, 1, 2, 3)), "ERR_DOMAIN", "y"],
    ["a negative class", () => logit.score(eta, Int32Array.of(0, 1, 2, -1)), "ERR_DOMAIN", "y"],
    ["too few classes", () => logit.score(eta, Int32Array.of(0)), "ERR_SHAPE", "y"],
    ["classes as numbers", () => logit.score(eta, new Float64Array(4) as never), "ERR_DOMAIN", "y"],
    ["shares of another shape", () => logit.score(eta, matrix(4, 2)), "ERR_SHAPE", "y"],
    ["shares that do not sum to 1", () => logit.score(eta, matrix(4, 3)), "ERR_DOMAIN", "y"],
    ["a negative weight", () => logit.score(eta, codes, Float64Array.of(1, -1, 1, 1)), "ERR_DOMAIN", "weights"],
    ["too few weights", () => logit.score(eta, codes, new Float64Array(3)), "ERR_SHAPE", "weights"],
    [
      "an infinite predictor",
      () => logit.probabilities(matrix(1, 2, [0, Number.POSITIVE_INFINITY])),
      "ERR_NON_FINITE",
      "eta",
    ],
    ["an out of another length", () => logit.score(eta, codes, undefined, new Float64Array(7)), "ERR_SHAPE", "out"],
    ["an out that is the input", () => logit.score(eta, codes, undefined, eta.data), "ERR_DOMAIN", "out"],
    [
      "an out that is the weights",
      () => new MultinomialLogit({ classes: 2 }).score(matrix(4, 1), Int32Array.of(0, 1, 0, 1), weights, weights),
      "ERR_DOMAIN",
      "out",
    ],
  ])("refuses %s", (_, call, code, argument) => {
    expect(refusalOf(call)).toEqual({ code, argument });
  });

  test("refuses a log-likelihood that overflows, and more classes than memory has room for", () => {
    const far = matrix(1, 2, [1e308, -1e308]);
    expect(refusalOf(() => logit.logLikelihood(far, Int32Array.of(1)))).toEqual({
      code: "ERR_NON_FINITE",
      argument: "eta",
    });
    const many = new MultinomialLogit({ classes: 300_000 });
    expect(refusalOf(() => many.information(matrix(1, 299_999)))).toEqual({ code: "ERR_TOO_LARGE", argument: "out" });
    expect(refusalOf(() => many.logLikelihood(matrix(1, 299_999), Int32Array.of(0)))).toEqual({
      code: "ERR_TOO_LARGE",
      argument: "classes",
    });
  });

  test("says that a response may be codes or shares", () => {
    expect(() => logit.logLikelihood(matrix(1, 2), [0] as never)).toThrowError(
      "y is an array of 1; expected an Int32Array of classes or a Matrix of shares",
    );
  });

  test("of no rows is empty", () => {
    const none = matrix(0, 2);
    expect(logit.logLikelihood(none, new Int32Array(0))).toBe(0);
    expect(logit.probabilities(none).length).toBe(0);
  });
});
