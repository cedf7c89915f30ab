import { describe, expect, it } from "vitest";
import { closingCounts, rustCounts, vitestCounts } from "../lib/counts.mjs";

describe("counts", () => {
  it("adds up cargo's suites, doctests among them", () => {
    const output =
      "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n";
    expect(rustCounts(output)).toEqual({ passed: 15, failed: 2 });
    expect(rustCounts("error: could not compile")).toEqual({ passed: 0, failed: 0 });
  });

  it("takes a test file that did not load for a failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
      { status: "passed", assertionResults: [{}] },
    ];
    expect(vitestCounts(JSON.stringify({ numPassedTests: 4, numFailedTests: 1, testResults }))).toEqual({
      passed: 4,
      failed: 2,
    });
    expect(vitestCounts("{}")).toEqual({ passed: 0, failed: 0 });
  });

  it("reads the last closing line", () => {
    expect(closingCounts("1 passed, 1 failed\nx\n7 passed, 0 failed\n")).toEqual({ passed: 7, failed: 0 });
    expect(closingCounts("broken")).toEqual({});
  });
});
