// Value and gradient of the diversity of prototypes by penlik and by prosemble's compiled JAX functions, on the same numbers.
//
//   node scripts/peers/prototype-diversity.mjs [--rows 64] [--columns 128] [--classes 10] [--bandwidth 8] [--seconds 2]
//                                              [--rounds 3] [--python python3]
//
// The time of a call is the shortest mean over batches of 50 calls; programs take turns. penlik writes into an array that is
// there already, JAX's result is waited for.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { matrix, PrototypeDiversity } from "../../packages/penlik/dist/index.js";

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "64" },
    columns: { type: "string", default: "128" },
    classes: { type: "string", default: "10" },
    bandwidth: { type: "string", default: "8" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    python: { type: "string", default: "python3" },
  },
});
const [rows, columns, classes, bandwidth, seconds, rounds] = [
  "rows",
  "columns",
  "classes",
  "bandwidth",
  "seconds",
  "rounds",
].map((name) => Number(flags[name]));

/** Normal numbers by counter, the same in every run. */
function normals(n) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float64Array.from({ length: n }, () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()));
}

const prototypes = matrix(rows, columns, normals(rows * columns));
const labels = Array.from({ length: rows }, (_, i) => i % classes);
const penalty = new PrototypeDiversity({ labels, bandwidth });
const gradient = new Float64Array(rows * columns);
const value = penalty.valueAndGradient(prototypes, gradient);

function penlikTime() {
  let shortest = Number.POSITIVE_INFINITY;
  const until = performance.now() + 1000 * seconds;
  while (performance.now() < until) {
    const start = performance.now();
    for (let k = 0; k < 50; k++) penalty.valueAndGradient(prototypes, gradient);
    shortest = Math.min(shortest, (performance.now() - start) / 50000);
  }
  return shortest;
}

function peerTimes() {
  const script = fileURLToPath(new URL("fits/prototype_diversity.py", import.meta.url));
  const input = JSON.stringify({ prototypes: Array.from(prototypes.data), rows, columns, labels, bandwidth, seconds });
  const result = spawnSync(flags.python, [script], { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (result.status !== 0) {
    console.error(`prosemble does not run (pip install prosemble jax): ${result.stderr?.trim().split("\n").at(-1)}`);
    process.exit(1);
  }
  return result.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const times = { penlik: Number.POSITIVE_INFINITY };
const peers = new Map();
const failed = new Map();
for (let round = 0; round < rounds; round++) {
  times.penlik = Math.min(times.penlik, penlikTime());
  for (const peer of peerTimes()) {
    if (peer.error !== undefined) failed.set(peer.name, peer.error);
    else peers.set(peer.name, { ...peer, seconds: Math.min(peer.seconds, peers.get(peer.name)?.seconds ?? Infinity) });
  }
}

const microseconds = (t) => `${(1e6 * t).toFixed(1)} µs`;
const size = Math.max(...gradient.map(Math.abs));
console.log(
  `${rows} prototypes of ${columns} features in ${classes} classes, bandwidth ${bandwidth}: value and gradient`,
);
console.log(`penlik: ${microseconds(times.penlik)} a call, value ${value}`);
for (const peer of peers.values()) {
  const apart = Math.max(...peer.gradient.map((g, i) => Math.abs(g - gradient[i]))) / size;
  console.log(
    `prosemble.${peer.name} (JAX ${peer.jax}, jit, float64): ${microseconds(peer.seconds)} a call, value ${peer.value} ` +
      `(${Math.abs(peer.value / value - 1).toExponential(1)} apart, gradient ${apart.toExponential(1)} of its largest entry)`,
  );
}
for (const [name, error] of failed) console.log(`prosemble.${name} left out, JAX does not compile it: ${error}`);
const fastest = Math.min(...[...peers.values()].map((peer) => peer.seconds));
console.log(`penlik is ${(fastest / times.penlik).toFixed(1)} times as fast as the faster of them`);
