// Proves on this machine that synchronous calls copy no input, and that a call with `out` allocates nothing on the JavaScript heap.
//
//   node packages/penlik/bench/memory.mjs      (after a build)
//
// Ends with "N passed, N failed" and exit code 1 when something failed.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const MEGABYTE = 2 ** 20;

if (process.env.PENLIK_MEMORY_PROOF === undefined) {
  // A young generation so large that nothing is collected while allocations are counted.
  const flags = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"];
  const env = { ...process.env, PENLIK_MEMORY_PROOF: "1" };
  const { status } = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url)], { stdio: "inherit", env });
  process.exit(status ?? 1);
}

const { MultinomialLogit } = await import("../dist/families/multinomial-logit.js");
const { native } = await import("../dist/native.js");
const { floatsOf, output } = await import("../dist/gate.js");

const counts = { passed: 0, failed: 0 };

function report(what, holds, figures) {
  counts[holds ? "passed" : "failed"] += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${what}: ${figures}`);
}

/** How far the largest resident size and the array memory grew in a call, in bytes. */
function growth(call) {
  globalThis.gc();
  const before = { resident: process.resourceUsage().maxRSS, arrays: process.memoryUsage().arrayBuffers };
  const kept = call();
  const arrays = process.memoryUsage().arrayBuffers - before.arrays;
  return { kept, resident: (process.resourceUsage().maxRSS - before.resident) * 1024, arrays };
}

function copiesNothing(what, call) {
  const { resident, arrays } = growth(call);
  const figures = `peak ${(resident / MEGABYTE).toFixed(1)} MB, array buffers ${(arrays / MEGABYTE).toFixed(1)} MB`;
  report(`${what} copies nothing`, resident < 8 * MEGABYTE && arrays < MEGABYTE, figures);
}

/**
 * Bytes of JavaScript heap that one call allocates, on average. The least of several rounds counts, as the engine's own
 * bookkeeping (compiling, tracing) falls into some of them, while an object made by every call shows in all.
 */
function heapPerCall(call, calls = 100_000) {
  const rounds = Array.from({ length: 6 }, () => {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < calls; i++) call();
    return Math.abs(process.memoryUsage().heapUsed - before) / calls;
  });
  return Math.min(...rounds);
}

function allocatesNothing(what, call) {
  const bytes = heapPerCall(call);
  report(`${what} allocates nothing on the heap`, bytes < 1, `${bytes.toFixed(3)} bytes a call`);
}

// 80 MB of predictors, 20 MB of classes, 40 MB of weights, 80 MB to write into; filled, so that every page is resident.
const rows = 5_000_000;
const logit = new MultinomialLogit({ classes: 3 });
const eta = { data: new Float64Array(2 * rows).map((_, i) => Math.sin(i)), rows, cols: 2 };
const classes = new Int32Array(rows).map((_, i) => i % 3);
const weights = new Float64Array(rows).fill(0.5);
const out = new Float64Array(2 * rows).fill(1);

copiesNothing("reading 80 MB", () => native.__selfTest.sum(floatsOf("x", eta.data, 2 * rows)));
copiesNothing("the log-likelihood of 140 MB", () => logit.logLikelihood(eta, classes, weights));
copiesNothing("the score of 140 MB written into 80 MB", () => logit.score(eta, classes, weights, out));
copiesNothing("mirroring 80 MB into 80 MB", () => native.__selfTest.mirror(eta.data, output(out, 2 * rows, eta.data)));

// The measurement itself must see a copy when there is one.
const copy = growth(() => eta.data.slice());
const seen = copy.resident > 60 * MEGABYTE && copy.arrays > 60 * MEGABYTE;
report("a copy of 80 MB is seen by this measurement", seen, `peak ${(copy.resident / MEGABYTE).toFixed(1)} MB`);

const x = new Float64Array(16).fill(0.25);
const y = new Float64Array(16);
const small = { data: x, rows: 8, cols: 2 };
const labels = Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1);
const w = new Float64Array(8).fill(1);

allocatesNothing("a borrowed input with out", () => native.__selfTest.mirror(floatsOf("x", x, 16), output(y, 16, x)));
allocatesNothing("the score of 8 rows with out", () => logit.score(small, labels, w, y));
const fresh = heapPerCall(() => x.slice());
report("an allocation is seen by this measurement", fresh > 16, `${fresh.toFixed(1)} bytes a call`);

console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
