import { describe, expect, it } from "vitest";
import { fit, fitSync, matrix, modelFromJSON, parseCsv } from "../src/index.js";
import { columns, records } from "./flowers.js";

const FORMULA = "kind ~ size + site";
const OPTIONS = { family: "multinomial", ridge: 0.1 } as const;
const model = fitSync(FORMULA, columns, OPTIONS);

describe("a fit", () => {
  it("is the same from columns, records and CSV, to the bit", async () => {
    const csv = ["kind,size,site", ...records.map(({ kind, size, site }) => `${kind},${size},${site}`)].join("\n");
    for (const data of [records, parseCsv(csv), { ...columns, size: [...columns.size], extra: columns.size }]) {
      expect((await fit(FORMULA, data, OPTIONS)).coefficients).toEqual(model.coefficients);
    }
  });

  it("of separated classes has no bound on its distance to an optimum, and says so", () => {
    const fitted = fitSync("y ~ x", { y: [0, 0, 1, 1], x: [1, 2, 3, 4] }, { family: "binomial" });
    expect(fitted.converged).toBe(false);
    expect(fitted.certificate.distanceBound).toBeNull();
    expect(String(fitted.summary())).toContain("distance to the optimum not bounded");
  });

  it("of separated classes names what is infinite and what stays finite", async () => {
    const data = { y: [0, 0, 1, 1, 1, 1], g: [0, 0, 0, 0, 1, 1] };
    const fitted = fitSync("y ~ g", data, { family: "binomial" });
    expect(fitted.code).toBe("ERR_SEPARATION");
    expect(fitted.message).toBe(
      'the classes 0 and 1 are separated in 2 of 6 rows, so that no finite maximum exists: g → +∞; a ridge or bias "jeffreys" gives finite estimates',
    );
    const { limit, ...rest } = fitted.separation ?? {};
    const coefficients = [{ name: "g", sign: "plus" }];
    expect(rest).toEqual({ coefficients, classes: ["0", "1"], pairs: [["0", "1"]], rows: 2, complete: false });
    expect(limit?.coefficients).toEqual([{ name: "(Intercept)", estimate: 0, standardError: 1 }]);
    expect(limit?.deviance).toBeCloseTo(8 * Math.LN2, 14);
    expect(String(fitted.summary())).toContain(
      "In the limit: deviance 5.545177; finite coefficients (standard errors): (Intercept) 0 (1).",
    );
    expect(modelFromJSON(fitted.toJSON()).separation).toEqual(fitted.separation);
    expect(model.separation).toBeNull();
    const strict = fit("y ~ g", data, { family: "binomial", strict: true });
    await expect(strict).rejects.toMatchObject({ code: "ERR_SEPARATION", message: expect.stringContaining("g → +∞") });
  });

  it("takes booleans as the levels false and true", () => {
    const site = columns.site.map((name) => name === "v");
    const fitted = fitSync(FORMULA, { ...columns, site }, OPTIONS);
    expect(fitted.columnNames).toEqual(["(Intercept)", "size", "site=true"]);
    expect(fitted.coefficients).toEqual(model.coefficients);
  });

  it("may have columns and levels that are called like members of objects", () => {
    const data = JSON.parse(JSON.stringify({ constructor: columns.kind, hasOwnProperty: [...columns.size] }));
    Object.defineProperty(data, "__proto__", {
      value: columns.site.map((site) => (site === "u" ? "__proto__" : "toString")),
      enumerable: true,
    });
    const fitted = fitSync("constructor ~ hasOwnProperty + `__proto__`", data, OPTIONS);
    expect(fitted.columnNames).toEqual(["(Intercept)", "hasOwnProperty", "__proto__=toString"]);
    expect(fitted.coefficients).toEqual(model.coefficients);
  });

  it("suggests the column with the nearest name when one is not there", async () => {
    const message = expect.stringContaining("did you mean 'size'?\n  kind ~ sizes + site\n         ^");
    const error = expect.objectContaining({ code: "ERR_COLUMN", position: 7, message });
    expect(() => fitSync("kind ~ sizes + site", columns, OPTIONS)).toThrowError(error);
    await expect(fit("kind ~ sizes + site", columns, OPTIONS)).rejects.toThrowError(error);
    const renamed = { ...columns, size: columns.site, Size: columns.size };
    const { size: _, ...rest } = renamed;
    expect(() => model.predict(rest)).toThrowError(/did you mean 'Size'\?/);
  });

  it("uses every column of a table for a lone dot", () => {
    expect(fitSync("kind ~ .", columns, OPTIONS).coefficients).toEqual(model.coefficients);
  });

  it("ignores what is in columns that its formula does not mention", () => {
    const data = { ...columns, note: columns.site.map(() => new Date(0)) } as unknown as typeof columns;
    expect(fitSync(FORMULA, data, OPTIONS).nobs).toBe(60);
  });

  it("reports rows that it dropped", () => {
    const holes = [...records, { kind: "a", site: "u" }, { kind: null, size: 1, site: "u" }];
    expect(() => fitSync(FORMULA, holes, OPTIONS)).toThrowError(/missing/);
    const fitted = fitSync(FORMULA, holes, { ...OPTIONS, na: "omit" });
    expect([fitted.nobs, fitted.dropped]).toEqual([60, 2]);
    expect(fitted.coefficients).toEqual(model.coefficients);
  });
});

describe("a column that others determine", () => {
  const data = { ...columns, twice: columns.size.map((size) => 2 * size) };
  const fitted = fitSync("size ~ C(kind) + site + half", {
    ...data,
    half: columns.size.map((_, i) => (columns.site[i] === "u" ? 1 : 0)),
  });

  it("has NaN for its coefficient and all that belongs to it, as R has NA", () => {
    const at = fitted.coefficientNames.indexOf("half");
    const size = fitted.coefficientNames.length;
    expect(fitted.aliased).toEqual(["half"]);
    for (const values of [fitted.coefficients, fitted.standardErrors, fitted.statistics, fitted.pValues]) {
      expect(values.findIndex(Number.isNaN)).toBe(at);
      expect(values.filter(Number.isNaN)).toHaveLength(1);
    }
    expect(fitted.covariance().data.filter(Number.isNaN)).toHaveLength(2 * size - 1);
    expect(fitted.tidy()[at]).toMatchObject({ term: "half", estimate: Number.NaN, pValue: Number.NaN });
    expect(String(fitted.summary())).toMatch(/^half +NA +NA +NA +NA$/m);
  });

  it("has them in every class, and again after a round through JSON", () => {
    const classes = fitSync("kind ~ size + twice", data, { family: "multinomial" });
    const same = modelFromJSON(JSON.stringify(classes));
    for (const { coefficients } of [classes, same]) {
      expect([...coefficients.keys()].filter((k) => Number.isNaN(coefficients[k]))).toEqual([2, 5]);
    }
    expect(same.predict(data)).toEqual(classes.predict(data));
  });
});

describe("an offset", () => {
  const shift = columns.size.map((size) => size / 10);
  const data = { ...columns, shift };

  it("of the formula is in predictions; that of the options is not, and the fit says so", () => {
    const inside = fitSync("size ~ site + offset(shift)", data);
    const beside = fitSync("size ~ site", data, { offset: "shift" });
    expect(beside.coefficients).toEqual(inside.coefficients);
    const [a, b] = [inside.predict(data).data, beside.predict(data).data];
    expect((a[0] as number) - (b[0] as number)).toBeCloseTo(shift[0] as number, 12);
    expect(inside.warnings).toEqual([]);
    expect(beside.warnings).toEqual([expect.stringContaining("write offset(column) in the formula")]);
  });
});

describe("a prediction", () => {
  it("from a matrix is refused by a model with a formula, in words", () => {
    expect(() => model.predict(matrix(1, 3))).toThrowError("data is a Matrix; expected a table with the columns");
  });

  it("that overflows is refused, and so is one whose standard error does", () => {
    const line = fitSync("size ~ x", { size: columns.size, x: columns.size.map((size, i) => size + i) });
    const error = expect.objectContaining({ code: "ERR_NON_FINITE", argument: "data" });
    expect(() => line.predict({ x: [1.7e308] }, { standardErrors: true })).toThrowError(error);
    expect(line.predict({ x: [1e10] }, { standardErrors: true }).standardErrors?.data.every(Number.isFinite)).toBe(
      true,
    );
  });

  it("needs neither the response nor the order of the columns", () => {
    const shuffled = { site: columns.site, more: columns.kind, size: columns.size };
    expect(model.predict(shuffled)).toEqual(model.predict(columns));
  });

  it("of classes is the most probable one of the response", () => {
    const { data, cols, classes } = model.predict(records);
    const best = records.map((_, row) => {
      const probabilities = [...data.subarray(row * cols, (row + 1) * cols)];
      return classes[probabilities.indexOf(Math.max(...probabilities))];
    });
    expect(model.predict(records, { type: "class" })).toEqual(best);
  });

  it("of the response is the softmax of the link, with 0 for the reference", () => {
    const link = model.predict(records.slice(0, 1), { type: "link" });
    const response = model.predict(records.slice(0, 1));
    const weights = model.classes.map((label) => {
      const place = link.classes.indexOf(label);
      return place < 0 ? 1 : Math.exp(link.data[place] as number);
    });
    const sum = weights.reduce((total, weight) => total + weight);
    expect(weights.length).toBe(3);
    for (const [k, weight] of weights.entries()) expect(response.data[k]).toBeCloseTo(weight / sum, 14);
  });

  it("passes missing values through, also when a column has no others", () => {
    const hole = [{ size: 1, site: null }, { size: 2 }];
    expect(model.predict(hole, { type: "class", na: "pass" })).toEqual([null, null]);
    expect(model.predict(hole, { na: "pass" }).data).toEqual(new Float64Array(6).fill(Number.NaN));
    expect(() => model.predict(hole)).toThrowError(/missing/);
  });

  it("of no rows has none", () => {
    expect(model.predict({ size: [], site: [] })).toMatchObject({ rows: 0, cols: 3 });
  });

  it("refuses columns that are missing and levels that were not seen", () => {
    expect(() => model.predict([{ size: 1 }].map(({ size }) => ({ length: size, site: "u" })))).toThrowError(
      expect.objectContaining({ code: "ERR_COLUMN", message: expect.stringContaining("size") }),
    );
    expect(() => model.predict([{ size: 1, site: "w" }])).toThrowError(expect.objectContaining({ code: "ERR_LEVEL" }));
  });

  it("is added to the data by augment", () => {
    const augmented = model.augment(columns);
    expect(augmented.size).toBe(columns.size);
    expect(Object.keys(augmented)).toEqual(["kind", "size", "site", ".fitted_a", ".fitted_b", ".fitted_c", ".class"]);
  });
});

describe("the text of a model", () => {
  const text = JSON.stringify(model);

  it("may begin with a byte order mark", () => {
    expect(modelFromJSON(`\uFEFF${text}`).coefficients).toEqual(model.coefficients);
  });

  it.each([
    ["cut off", text.slice(0, text.length / 2), "cut off at line 1, column"],
    ["empty", "", "cut off at line 1, column 0"],
    ["no JSON", "size,kind", "no JSON at line 1, column 1"],
    ["JSON of something else", '{"a":1}', "JSON of something else"],
    ["that of a later version", text.replace('"version":1', '"version":2'), "of version 2"],
    ["changed by hand", text.replace('"nobs":60', '"nobs":61'), "changed since it was written"],
    ["bytes", Buffer.from(text), "an object of class Buffer"],
    ["an object that JSON cannot hold", { size: 1n }, "an object that JSON cannot hold"],
  ])("is refused in words of its own when it is %s", (_, json, words) => {
    expect(() => modelFromJSON(json)).toThrowError(
      expect.objectContaining({ code: "ERR_MODEL_FILE", value: expect.stringContaining(words) }),
    );
  });
});

describe("a model that is disposed of", () => {
  it("refuses what needs its memory", () => {
    const fitted = fitSync(FORMULA, columns, OPTIONS);
    fitted[Symbol.dispose]();
    expect(() => fitted.coefficients).toThrowError(
      expect.objectContaining({
        message: expect.stringContaining("disposed"),
        argument: "model",
        value: "disposed of",
      }),
    );
    expect(() => fitted.predict(columns)).toThrowError(/disposed/);
    expect(fitted.nobs).toBe(60);
  });
});
