import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../test.mjs", import.meta.url));

describe("the run of all tests", () => {
  it.each([
    ["an option that it does not know", ["--help"], "--help"],
    ["a misspelt step", ["--only", "vitst"], "no step is called vitst; there are cargo fmt"],
    ["a name without its dashes", ["vitest"], "vitest"],
  ])("builds and runs nothing for %s, and tells how it is used", (_, args, reason) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(reason);
    expect(stderr).toContain("usage: node scripts/test.mjs [--only STEP,STEP]");
  });
});
