import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const example = fileURLToPath(new URL("../examples/flights.mjs", import.meta.url));
const run = (...flags) => spawnSync(process.execPath, [example, ...flags], { encoding: "utf8" });

describe("the example of flights", () => {
  it("reads Arrow, fits and draws", () => {
    const folder = mkdtempSync(join(tmpdir(), "penlik-flights-"));
    try {
      const { status, stdout, stderr } = run("--rows", "4000", "--pictures", folder);
      expect([stderr, status]).toEqual(["", 0]);
      expect(stdout).toContain("4000 used");
      expect(stdout).toContain("Converged in");
      expect(readFileSync(join(folder, "flights-together.svg"), "utf8")).toContain("ti(time,distance)");
      // Delays grow over the day.
      const means = [...stdout.matchAll(/:00 (-?[\d.]+) ±/g)].map((found) => Number(found[1]));
      expect(means.length).toBe(4);
      expect(means[3]).toBeGreaterThan(means[0]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("fits heavy tails", () => {
    const { status, stdout } = run("--rows", "1500", "--family", "scaledT");
    expect(status).toBe(0);
    expect(stdout).toMatch(/scaledT, link identity, scale [\d.]+ \(estimated\)/);
  });
});
