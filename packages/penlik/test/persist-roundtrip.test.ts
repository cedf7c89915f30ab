import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FittedModel, fitMatrixSync, fitSync, loadModel, matrixFromRows, modelFromJSON } from "../src/index.js";
import { columns, records } from "./flowers.js";

const model = fitSync("kind ~ size + site", columns, { family: "multinomial", ridge: 0.1 });
const path = async (name: string) => join(await mkdtemp(join(tmpdir(), "penlik-")), name);

/** Everything that two models tell and predict, to the bit. */
function expectSame(one: FittedModel, other: FittedModel): void {
  expect(other.glance()).toEqual(one.glance());
  expect(other.tidy()).toEqual(one.tidy());
  expect(other.covariance()).toEqual(one.covariance());
  expect(other.family.toJSON()).toEqual(one.family.toJSON());
  expect(String(other.summary())).toBe(String(one.summary()));
}

describe("a saved model", () => {
  it("predicts the same bits once it is loaded", async () => {
    const file = await path("model.json");
    await model.save(file);
    const loaded = await loadModel(file);
    expectSame(model, loaded);
    for (const type of ["link", "response"] as const) {
      const options = { type, standardErrors: true };
      expect(loaded.predict(records, options)).toEqual(model.predict(records, options));
    }
    expect(loaded.predict(records, { type: "class" })).toEqual(model.predict(records, { type: "class" }));
  });

  it("is the same bytes when it is saved again", async () => {
    const [first, second] = [await path("first.json"), await path("second.json")];
    await model.save(first);
    await (await loadModel(first)).save(second);
    expect(await readFile(second)).toEqual(await readFile(first));
  });

  it("goes through JSON.stringify, as a text or as an object", () => {
    expectSame(model, modelFromJSON(JSON.stringify(model)));
    expectSame(model, modelFromJSON(model.toJSON()));
  });

  it("may come from a design matrix", () => {
    const X = matrixFromRows(records.map(({ size }) => [1, size]));
    const fitted = fitMatrixSync({ y: columns.kind, X, family: "multinomial", ridge: 0.1 });
    const loaded = modelFromJSON(fitted.toJSON());
    expectSame(fitted, loaded);
    expect(loaded.predict(X)).toEqual(fitted.predict(X));
  });

  it.each([
    ["text that is no JSON", "{"],
    ["another document", '{"a": 1}'],
    ["an empty text", ""],
  ])("is refused when it is %s", async (_, text) => {
    const file = await path("model.json");
    await writeFile(file, text);
    await expect(loadModel(file)).rejects.toThrowError(expect.objectContaining({ code: "ERR_MODEL_FILE" }));
  });

  it.each([[null], [3], [[]], [{ format: 1 }]])("is refused when it is %j", (json) => {
    expect(() => modelFromJSON(json as unknown as string)).toThrowError(
      expect.objectContaining({ code: "ERR_MODEL_FILE" }),
    );
  });

  it("is refused when one of its numbers was changed", async () => {
    const file = await path("model.json");
    await model.save(file);
    const text = await readFile(file, "utf8");
    const digit = String(model.coefficients[1]).slice(0, 8);
    const damaged = text.replace(digit, `${digit.slice(0, -1)}${digit.endsWith("1") ? "2" : "1"}`);
    expect(damaged).not.toBe(text);
    expect(() => modelFromJSON(damaged)).toThrowError(expect.objectContaining({ code: "ERR_MODEL_FILE" }));
  });
});
