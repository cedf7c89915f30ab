// Proximal maps of penlik and of pyproximal on the same points, in one run.
//
//   node scripts/peers/proximal.mjs [--python PROGRAM] [--rounds N] [--size N]
//
// One thread each; penlik writes into an array that is there (`out`), pyproximal allocates its result, as it has no other way. Best
// and median of the rounds. Results are compared; where pyproximal iterates to a tolerance, or has another formula, the line says so.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const penlik = await import("../../packages/penlik/dist/index.js");
const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    rounds: { type: "string", default: "15" },
    size: { type: "string", default: "1000000" },
  },
});
const [rounds, size] = [Number(options.rounds), Number(options.size)];
const AFFINE = { rows: 20, cols: Math.min(2000, size) };

/** Normal numbers, the same in every run. */
function normals(n, seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float64Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

const rows = normals(AFFINE.rows * AFFINE.cols, 7);
const affine = { matrix: { data: rows, ...AFFINE }, rhs: new Array(AFFINE.rows).fill(1) };
const log = { scale: 0.5, strength: 1 / Math.log(3) };

/** The penalty, the step, how many numbers, how near pyproximal comes, and why no nearer. */
const cases = {
  L1: [new penlik.L1({ strength: 0.5 }), 1, size, 1e-14],
  "L2 squared": [new penlik.Ridge({ strength: 0.5 }), 1, size, 1e-14],
  L0: [new penlik.L0({ strength: 2 }), 1, size, 1e-14],
  Huber: [new penlik.Huber({ delta: 0.5 }), 1, size, Infinity, "cut at |x| <= alpha there, not at alpha + step"],
  SCAD: [new penlik.SCAD({ gamma: 3.7, threshold: 0.5 }), 1, size, 1e-14],
  logarithm: [new penlik.LogSum(log), 0.5, size, 1e-12],
  box: [new penlik.Box({ lower: -0.5, upper: 1 }), 1, size, 1e-14],
  "half-line": [new penlik.NonNegative(), 1, size, 1e-14],
  "L2 ball": [new penlik.L2Ball({ radius: 10 }), 1, size, 1e-12],
  simplex: [new penlik.Simplex(), 1, size, 1e-6, "bisection to 1e-8"],
  "large simplex": [new penlik.Simplex({ total: size / 10 }), 1, size, 1e-6, "bisection to 1e-8"],
  "L1 ball": [new penlik.L1Ball({ radius: 1e3 }), 1, size, 1e-3, "bisection to 1e-5"],
  "affine set": [new penlik.Affine(affine), 1, AFFINE.cols, 1e-5, "iterative"],
  "total variation": [
    new penlik.FusedLasso({ l1: 0, tv: 0.5 }),
    1,
    Math.min(size, 100_000),
    1e-2,
    "iterative, 200 steps",
  ],
};

function measured(penalty, x, step, out) {
  const taken = [];
  for (let round = 0; round < rounds + 3; round++) {
    const start = performance.now();
    penalty.prox(x, step, out);
    if (round >= 3) taken.push((performance.now() - start) / 1000);
  }
  taken.sort((a, b) => a - b);
  return [taken[0], taken[taken.length >> 1]];
}

const floats = (path) => {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

function farthest(a, b) {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

const folder = mkdtempSync(join(tmpdir(), "penlik-peers-"));
const points = Object.fromEntries(Object.entries(cases).map(([name, [, , n]], i) => [name, normals(n, i + 1)]));
for (const [name, x] of Object.entries(points)) writeFileSync(join(folder, `${name}.x`), x);
writeFileSync(join(folder, "affine.matrix"), rows);
const peer = fileURLToPath(new URL("./proximal/pyproximal_maps.py", import.meta.url));
const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const theirs = JSON.parse(execFileSync(options.python, [peer, folder, String(rounds)], { encoding: "utf8", env }));
const ms = (seconds) => `${(1000 * seconds).toFixed(3)} ms`.padStart(12);
console.log(
  `${"map".padEnd(16)} ${"n".padStart(8)} ${"penlik".padStart(12)} ${"pyproximal".padStart(12)}  ratio (median)  apart`,
);
let failed = 0;
for (const [name, [penalty, step, n, near, why = ""]] of Object.entries(cases)) {
  const out = new Float64Array(n);
  const ours = measured(penalty, points[name], step, out);
  const apart = farthest(out, floats(join(folder, `${name}.peer`)));
  const ratios = [0, 1].map((i) => (theirs[name][i] / ours[i]).toFixed(1));
  const odd = apart <= near ? "" : " DIFFERENT";
  if (odd !== "") failed += 1;
  const start = `${name.padEnd(16)} ${String(n).padStart(8)} ${ms(ours[0])} ${ms(theirs[name][0])}`;
  console.log(`${start} ${ratios[0].padStart(6)} (${ratios[1]})  ${apart.toExponential(1)}${odd}${why && ` (${why})`}`);
}
rmSync(folder, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
