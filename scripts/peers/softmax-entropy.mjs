// Softmax entropy of a million logits: value with gradient, and the Hessian product, by penlik through its addon (one thread),
// by a straightforward JavaScript loop, and by NumPy where Python has it.
//
//   node scripts/peers/softmax-entropy.mjs [--python python3] [--rounds 15] [--entries 1000000]

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SoftmaxEntropy } from "../../packages/penlik/dist/index.js";

const { values: flags } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    rounds: { type: "string", default: "15" },
    entries: { type: "string", default: "1000000" },
  },
});
const rounds = Number(flags.rounds);
const WIDTHS = [16, 64, 1024, 10_000];
const TEMPERATURE = 0.8;

/** The formula, row by row: P and its gradient. */
function valueAndGradient(z, width, tau, out) {
  let total = 0;
  for (let at = 0; at < z.length; at += width) {
    let largest = -Infinity;
    for (let k = 0; k < width; k++) largest = Math.max(largest, z[at + k]);
    let sum = 0;
    for (let k = 0; k < width; k++) sum += out[at + k] = Math.exp((z[at + k] - largest) / tau);
    let entropy = 0;
    for (let k = 0; k < width; k++) {
      const a = out[at + k] / sum;
      if (a > 0) entropy -= a * Math.log(a);
      out[at + k] = a;
    }
    for (let k = 0; k < width; k++) {
      const a = out[at + k];
      out[at + k] = a > 0 ? (-a * (Math.log(a) + entropy)) / tau : 0;
    }
    total += entropy;
  }
  return total;
}

/** The formula, row by row: a and c = ln a + P, then H·v = a∘((c + 1)(v̄ − v) + Σ a c v)/τ². */
function hessianProduct(z, v, width, tau, out) {
  const a = new Float64Array(width);
  const c = new Float64Array(width);
  for (let at = 0; at < z.length; at += width) {
    let largest = -Infinity;
    for (let k = 0; k < width; k++) largest = Math.max(largest, z[at + k]);
    let sum = 0;
    for (let k = 0; k < width; k++) sum += a[k] = Math.exp((z[at + k] - largest) / tau);
    let entropy = 0;
    for (let k = 0; k < width; k++) {
      a[k] /= sum;
      c[k] = a[k] > 0 ? Math.log(a[k]) : 0;
      entropy -= a[k] * c[k];
    }
    product(a, c, entropy, v, at, 0, width, tau, out);
  }
}

/** One row of the product, from ln a at c. */
function product(a, c, entropy, v, at, from, width, tau, out) {
  let mean = 0;
  let crossed = 0;
  for (let k = 0; k < width; k++) {
    mean += a[from + k] * v[at + k];
    crossed += a[from + k] * (c[from + k] + entropy) * v[at + k];
  }
  for (let k = 0; k < width; k++) {
    out[at + k] = (a[from + k] * ((c[from + k] + entropy + 1) * (mean - v[at + k]) + crossed)) / (tau * tau);
  }
}

/** The same with a, ln a and the entropies kept from an earlier pass, as penlik keeps what it prepared. */
function keptProduct({ a, c, entropies }, v, width, tau, out) {
  for (let at = 0, r = 0; at < v.length; at += width, r++) product(a, c, entropies[r], v, at, at, width, tau, out);
}

function kept(z, width, tau) {
  const [a, c] = [new Float64Array(z.length), new Float64Array(z.length)];
  const entropies = new Float64Array(z.length / width);
  for (let at = 0; at < z.length; at += width) {
    const row = z.subarray(at, at + width);
    const largest = row.reduce((m, x) => Math.max(m, x), -Infinity);
    const sum = row.reduce((s, x) => s + Math.exp((x - largest) / tau), 0);
    row.forEach((x, k) => {
      a[at + k] = Math.exp((x - largest) / tau) / sum;
      c[at + k] = (x - largest) / tau - Math.log(sum);
      entropies[at / width] -= a[at + k] * c[at + k];
    });
  }
  return { a, c, entropies };
}

const NUMPY = `
import json, sys, time
import numpy as np
entries, rounds, tau = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
def softmax(z):
    e = np.exp((z - z.max(axis=1, keepdims=True)) / tau)
    return e / e.sum(axis=1, keepdims=True)
def logs(a):
    l = np.log(a)
    return l, -(a * l).sum(axis=1, keepdims=True)
def gradient(z):
    a = softmax(z); l, p = logs(a)
    return p.sum(), -a * (l + p) / tau
def product(z, v):
    a = softmax(z); l, p = logs(a); c = l + p
    return a * ((c + 1) * ((a * v).sum(axis=1, keepdims=True) - v) + (a * c * v).sum(axis=1, keepdims=True)) / tau**2
def best(f):
    times = []
    for _ in range(rounds):
        t = time.perf_counter(); f(); times.append(time.perf_counter() - t)
    return min(times) * 1e3
for width in map(int, sys.argv[4].split(',')):
    n = entries // width * width
    z = (3 * np.sin(1.7 * np.arange(n))).reshape(-1, width); v = np.cos(0.9 * np.arange(n)).reshape(-1, width)
    print(json.dumps([best(lambda: gradient(z)), best(lambda: product(z, v))]))
`;

function numpy() {
  const args = ["-c", NUMPY, flags.entries, flags.rounds, String(TEMPERATURE), WIDTHS.join(",")];
  const { status, stdout } = spawnSync(flags.python, args, {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  return status === 0 ? stdout.trim().split("\n").map(JSON.parse) : undefined;
}

function best(run) {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** The largest difference, beside the largest entry. */
function difference(a, b) {
  const size = b.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  return a.reduce((m, x, i) => Math.max(m, Math.abs(x - b[i])), 0) / size;
}

const line = (what, ours, peers) => {
  const ratios = peers.map(([name, ms]) => `${name} ${ms.toFixed(2)} ms (${(ms / ours).toFixed(1)} times)`);
  console.log(`  ${what}: penlik ${ours.toFixed(2)} ms; ${ratios.join("; ")}`);
};

const python = numpy();
if (python === undefined) console.log(`${fileURLToPath(import.meta.url)}: no NumPy with ${flags.python}; left out`);
console.log("the best of", rounds, "rounds, one thread");
WIDTHS.forEach((width, i) => {
  const n = Math.floor(Number(flags.entries) / width) * width;
  const z = Float64Array.from({ length: n }, (_, k) => 3 * Math.sin(1.7 * k));
  const v = Float64Array.from({ length: n }, (_, k) => Math.cos(0.9 * k));
  const [out, other] = [new Float64Array(n), new Float64Array(n)];
  const penalty = new SoftmaxEntropy({ categories: width, temperature: TEMPERATURE });
  console.log(`rows of ${width}, ${n} entries`);
  const gradient = best(() => penalty.valueAndGradient(z, out));
  const plain = best(() => valueAndGradient(z, width, TEMPERATURE, other));
  const gradientOff = difference(out, other);
  line("value and gradient", gradient, [["JavaScript", plain], ...(python ? [["NumPy", python[i][0]]] : [])]);
  const local = penalty.at(z);
  const ours = best(() => local.hessianVectorProduct(v, out));
  const loop = best(() => hessianProduct(z, v, width, TEMPERATURE, other));
  const productOff = difference(out, other);
  const state = kept(z, width, TEMPERATURE);
  const prepared = best(() => keptProduct(state, v, width, TEMPERATURE, other));
  const peers = [
    ["JavaScript", loop],
    ["JavaScript with softmax and logarithms kept", prepared],
  ];
  line("Hessian product", ours, [...peers, ...(python ? [["NumPy", python[i][1]]] : [])]);
  console.log(`  largest difference ${gradientOff.toExponential(1)}, ${productOff.toExponential(1)}`);
});
