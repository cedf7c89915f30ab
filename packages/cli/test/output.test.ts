import { describe, expect, it } from "vitest";
import { csvLine, toJsonText } from "../src/output.js";

describe("a line of CSV", () => {
  it.each([
    [[1.5, "a", -0.25], "1.5,a,-0.25\n"],
    [[Number.NaN, null], "NA,NA\n"],
    [['a "b"', "c,d", "e\nf"], '"a ""b""","c,d","e\nf"\n'],
    [[1e-300, 1e21], "1e-300,1e+21\n"],
  ])("of %j is %j", (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});

describe("JSON", () => {
  it("has null for what is no number, and ends with a line end", () => {
    expect(toJsonText({ a: Number.NaN })).toBe('{\n  "a": null\n}\n');
  });
});
