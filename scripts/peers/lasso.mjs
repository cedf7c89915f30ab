// The same lasso by penlik, scikit-learn and glmnet, on the same bits: time and objective, and ratios at equal objective.
//
//   node scripts/peers/lasso.mjs [--rows 1000] [--columns 5000] [--active 100] [--share 0.1] [--rounds 5]
//                                [--python python3] [--rscript Rscript]
//
// F(x) = ½‖Ax − b‖² + λ‖x‖₁ with λ = share·‖Aᵀb‖∞. A is Gaussian with correlation 0.5 between neighbors. Every program runs
// in a process of its own, once untimed on a part of the rows and then timed; all of them in turn, several rounds. Ratios are of
// the time that the processor worked, which a busy machine does not distort.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "1000" },
    columns: { type: "string", default: "5000" },
    active: { type: "string", default: "100" },
    share: { type: "string", default: "0.1" },
    rounds: { type: "string", default: "5" },
    python: { type: "string", default: "python3" },
    rscript: { type: "string", default: "Rscript" },
  },
});
const [rows, cols, active, share, rounds] = [flags.rows, flags.columns, flags.active, flags.share, flags.rounds].map(
  Number,
);

function normal(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 2654435769) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 3266489917) >>> 0;
    return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function simulate() {
  const next = normal(1);
  const A = new Float64Array(rows * cols);
  const b = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let before = next();
    for (let j = 0; j < cols; j++) {
      before = 0.5 * before + Math.sqrt(0.75) * next();
      A[i * cols + j] = before;
    }
    for (let k = 0; k < active; k++) {
      const weight = (k % 2 ? -1 : 1) * (1 + (k % 5));
      b[i] += weight * A[i * cols + Math.floor((k * cols) / active)];
    }
    b[i] += 10 * next();
  }
  const c = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) c[j] += b[i] * A[i * cols + j];
  return { A, b, lambda: share * c.reduce((most, x) => Math.max(most, Math.abs(x)), 0) };
}

/** F(x), with the sum over rows compensated by its own rounding errors. */
function objective({ A, b, lambda }, x) {
  let [sum, carry] = [0, 0];
  const support = [...x.keys()].filter((j) => x[j] !== 0);
  const add = (term) => {
    const next = sum + term;
    carry += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  };
  for (let i = 0; i < rows; i++) {
    const r = support.reduce((r, j) => r - A[i * cols + j] * x[j], b[i]);
    add((r * r) / 2);
  }
  for (const j of support) add(lambda * Math.abs(x[j]));
  return sum + carry;
}

const script = (name) => fileURLToPath(new URL(`fits/${name}`, import.meta.url));
const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const runs = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

function contestants() {
  const penlik = (tolerance, threads) => ({
    label: `penlik, tolerance ${tolerance}, ${threads === 0 ? "all threads" : "1 thread"}`,
    command: [process.execPath, script("lasso.mjs"), String(tolerance), String(threads)],
  });
  const scikit = (tol, precompute) => ({
    label: `scikit-learn Lasso, tol ${tol}${precompute ? ", precomputed Gram" : ""}`,
    command: [flags.python, script("lasso.py"), String(tol), precompute ? "1" : "0"],
  });
  const glmnet = (thresh, path) => ({
    label: `glmnet, thresh ${thresh}, ${path ? "path of 50 to lambda" : "lambda alone"}`,
    command: [flags.rscript, script("lasso.R"), String(thresh), path ? "1" : "0"],
  });
  const built = existsSync(fileURLToPath(new URL("../../packages/penlik/dist/index.js", import.meta.url)));
  const groups = [
    [
      built,
      "penlik is not built: run npm run build",
      [penlik(1e-4, 1), penlik(1e-10, 1), penlik(1e-12, 1), penlik(1e-12, 0)],
    ],
    [
      runs(flags.python, ["-c", "import sklearn"]),
      "scikit-learn is not installed",
      [scikit(1e-4, false), scikit(1e-8, false), scikit(1e-12, false)],
    ],
    [
      runs(flags.rscript, ["-e", 'quit(status = !requireNamespace("glmnet", quietly = TRUE))']),
      "R with glmnet is not installed",
      [glmnet(1e-7, false), glmnet(1e-12, false), glmnet(1e-20, false), glmnet(1e-7, true)],
    ],
  ];
  for (const [present, note] of groups) if (!present) console.log(`skipped: ${note}`);
  return groups.flatMap(([present, , list]) => (present ? list : []));
}

const folder = mkdtempSync(join(tmpdir(), "penlik-lasso-"));
try {
  const data = simulate();
  writeFileSync(join(folder, "A.f64"), data.A);
  writeFileSync(join(folder, "b.f64"), data.b);
  writeFileSync(join(folder, "shape.json"), JSON.stringify({ rows, cols, lambda: data.lambda }));
  const results = contestants().map((program) => ({ ...program, times: [], cpus: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const result of results) {
      const out = join(folder, "x.f64");
      const [command, file, ...args] = result.command;
      const ran = spawnSync(command, [file, folder, out, ...args], {
        encoding: "utf8",
        env: { ...process.env, ...one },
      });
      if (ran.status !== 0) throw new Error(`${result.label} failed:\n${ran.stderr}`);
      const { seconds, cpu } = JSON.parse(ran.stdout.trim().split("\n").at(-1));
      result.times.push(seconds);
      result.cpus.push(cpu);
      const bytes = readFileSync(out);
      const x = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      result.value = objective(data, x);
      result.support = x.reduce((count, x) => count + (x !== 0), 0);
    }
  }
  const least = Math.min(...results.map(({ value }) => value));
  const best = (result) => Math.min(...result.cpus);
  console.log(`lasso, n = ${rows}, p = ${cols}, lambda = ${share} of the largest, ${rounds} rounds`);
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} processors, Node ${process.version}`,
  );
  console.log(`least F found: ${least}\n`);
  const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
  line(["program", "best cpu s", "best wall s", "(F - least)/least", "active", "times penlik's at no larger F"]);
  line(["---", "---", "---", "---", "---", "---"]);
  const own = results.filter(({ label }) => label.startsWith("penlik") && label.endsWith("1 thread"));
  for (const result of results) {
    const equal = own.filter(({ value }) => value <= result.value * (1 + 1e-15));
    const ratio = equal.length === 0 ? "" : `${(best(result) / Math.min(...equal.map(best))).toFixed(2)} x`;
    const wall = Math.min(...result.times).toFixed(4);
    const excess = ((result.value - least) / least).toExponential(1);
    line([result.label, best(result).toFixed(4), wall, excess, String(result.support), ratio]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
