import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "scripts/test/**/*.test.mjs"],
    benchmark: { include: ["packages/*/bench/**/*.bench.ts"] },
    // Each file gets a process of its own: a native addon is loaded once per process, and a crash names its file.
    pool: "forks",
    passWithNoTests: false,
    testTimeout: 30_000,
  },
});
