import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const example = fileURLToPath(new URL("../examples/sparse-codes.mjs", import.meta.url));

describe("the example of sparse codes", () => {
  it("learns atoms that code digits better in every round, and agrees with scikit-learn", () => {
    const flags = ["--signals", "200", "--atoms", "24", "--rounds", "4"];
    const { status, stdout, stderr } = spawnSync(process.execPath, [example, ...flags], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const objectives = [...stdout.matchAll(/objective ([\d.]+) a digit/g)].map((found) => Number(found[1]));
    expect(objectives.length).toBe(5);
    for (const [k, value] of objectives.entries()) if (k > 0) expect(value).toBeLessThan(objectives[k - 1]);
    expect(Number(/([\d.]+) active atoms/.exec(stdout)?.[1])).toBeLessThan(24);
  });
});
