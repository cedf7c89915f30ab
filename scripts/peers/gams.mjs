// Additive models by formula, by penlik and by mgcv, on the same data: time, ratio, effective degrees of freedom, criterion, fitted values.
//
//   node scripts/peers/gams.mjs [--only TEXT] [--rounds 3] [--limit 900] [--rscript Rscript] [--json FILE]
//
// What is timed is a whole call: bases, strengths and all that the model tells. The best of several rounds counts; ratios are given of processor
// time, which a busy machine distorts less, and of elapsed time. A program that is not done after --limit seconds, its rounds together, is stopped.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "3" },
    limit: { type: "string", default: "900" },
    rscript: { type: "string", default: "Rscript" },
    json: { type: "string" },
  },
});

const BASES = [{ basis: "tp" }, { basis: "cr" }];
/** bam always rounds covariates; penlik where it is asked to. */
const BASES_OF_MANY = [{ basis: "tp", discretize: true }, ...BASES, { basis: "cr", discretize: true }];

/** Each pair of family and basis; goals: how many times penlik's processor time each peer should take at least. */
function cases(name, families, shape, bases = BASES) {
  const titled = (family, { basis, discretize }) => `${name}, ${family}, ${basis}${discretize ? " discretize" : ""}`;
  return families.flatMap((family) => bases.map((own) => ({ name: titled(family, own), family, ...own, ...shape })));
}

const MEGABYTE = 1e6;
const CASES = [
  ...cases("fit, 4 terms, n = 1e4", ["gaussian", "poisson", "binomial"], {
    rows: 1e4,
    terms: 4,
    goals: { gam: 15, bam: 1 },
  }),
  ...cases(
    "fit, 4 terms, n = 1e6",
    ["gaussian", "poisson"],
    { rows: 1e6, terms: 4, goals: { bam: 3 }, mostMemory: 1000 * MEGABYTE },
    BASES_OF_MANY,
  ),
  ...cases("fit, 20 terms, n = 1e3", ["gaussian", "poisson"], { rows: 1e3, terms: 20, goals: { bam: 2 } }),
  ...cases("predict 1e6 rows, 5 terms, n = 1e4", ["poisson"], {
    rows: 1e4,
    terms: 5,
    newRows: 1e6,
    goals: { gam: 5, bam: undefined },
    mostSeconds: 0.5,
  }),
];

const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const script = (name) => fileURLToPath(new URL(`fits/${name}`, import.meta.url));

function run(command, args, env = {}) {
  const timeout = Number(flags.limit) * 1000;
  const ran = spawnSync(command, args.map(String), { encoding: "utf8", env: { ...process.env, ...env }, timeout });
  if (ran.error?.code === "ETIMEDOUT") return { error: `not done after ${flags.limit} s` };
  if (ran.status !== 0) return { error: ran.stderr.trim().split("\n").slice(-3).join(" | ") };
  const line = ran.stdout.trim().split("\n").at(-1);
  return line ? JSON.parse(line) : {};
}

function simulate(folder, family, rows, terms, seed) {
  mkdirSync(folder);
  const { error } = run(flags.rscript, [script("gam-data.R"), folder, family, rows, terms, seed]);
  if (error) throw new Error(error);
}

function numbers(path) {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}

/** The largest difference of the numbers in two files, of all of them or of one half (0 or 1). */
function apart(one, other, half) {
  const [a, b] = [numbers(one), numbers(other)];
  if (a.length !== b.length) return Number.NaN;
  const [start, end] = half === undefined ? [0, a.length] : [(half * a.length) / 2, ((half + 1) * a.length) / 2];
  let most = 0;
  for (let i = start; i < end; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

const number = (x, digits) => (typeof x === "number" ? x.toFixed(digits) : "-");
const small = (x) => (typeof x === "number" ? x.toExponential(1) : "-");

/** What one program says of itself. */
function report({ label, error, seconds, cpu, secondsErrors, cpuErrors, edf, criterion, peak, converged }) {
  if (error) return console.log(`  ${label}: failed: ${error}`);
  const parts = [`${number(cpu, 3)} s cpu, ${number(seconds, 3)} s`];
  if (secondsErrors !== undefined) {
    parts.push(`with standard errors ${number(cpuErrors, 3)} s cpu, ${number(secondsErrors, 3)} s`);
  }
  if (edf !== undefined) parts.push(`edf ${number(edf, 4)}`, `criterion ${number(criterion, 6)}`);
  if (peak !== undefined) parts.push(`peak ${number(peak / MEGABYTE, 0)} MB`);
  if (converged === false) parts.push("not converged");
  console.log(`  ${label}: ${parts.join("  ")}`);
}

/** Ratios of a peer's times to penlik's: processor time on one thread, elapsed time on one thread and on the default. */
function ratios(peer, [one, all], suffix = "") {
  const [cpu, seconds] = [`cpu${suffix}`, `seconds${suffix}`];
  return {
    cpu: peer[cpu] / one[cpu],
    elapsed: peer[seconds] / one[seconds],
    elapsedAll: peer[seconds] / all[seconds],
  };
}

function compare(example, folder) {
  const { name, family, rows, basis, terms, newRows, goals, discretize } = example;
  console.log(name);
  const here = join(folder, "data");
  simulate(here, family, rows, terms, rows + terms);
  const there = newRows ? [join(folder, "new")] : [];
  if (newRows) simulate(there[0], family, newRows, terms, 1);

  const penlik = [
    ["1", "penlik, 1 thread"],
    ["0", "penlik, default threads"],
  ].map(([threads, label]) => {
    const out = join(folder, `penlik${threads}.f64`);
    const args = [script("gam-penlik.mjs"), here, family, terms, basis, threads, flags.rounds, out, ...there];
    return { label, out, ...run(process.execPath, args, discretize ? { DISCRETIZE: "1" } : {}) };
  });
  const peers = Object.keys(goals).map((way) => {
    const out = join(folder, `${way}.f64`);
    const more = newRows ? [...there, newRows] : [];
    const args = [script("gam-mgcv.R"), here, family, rows, terms, basis, way, flags.rounds, out, ...more];
    return {
      way,
      label: way === "gam" ? "mgcv gam" : "mgcv bam discrete",
      out,
      ...run(flags.rscript, args, ONE_THREAD),
    };
  });
  for (const result of [...penlik, ...peers]) report(result);

  const lines = [];
  if (penlik.some(({ error }) => error)) return { ...example, penlik, peers, lines };
  const [one, all] = penlik;
  for (const peer of peers.filter(({ error }) => !error)) {
    const goal = goals[peer.way];
    const agreement = [`mean ${small(apart(one.out, peer.out, newRows ? 0 : undefined))}`];
    if (newRows) agreement.push(`standard error ${small(apart(one.out, peer.out, 1))}`);
    else agreement.push(`edf ${small(one.edf - peer.edf)}`);
    // bam's criterion is of another working model unless the family is gaussian, and of discretised covariates always.
    if (!newRows && peer.way === "gam") {
      agreement.push(`criterion ${small((one.criterion - peer.criterion) / Math.abs(peer.criterion))} (relative)`);
    }
    console.log(`    apart from ${peer.label}: ${agreement.join(", ")}`);
    lines.push({ name, peer: peer.label, goal, ...ratios(peer, penlik) });
    if (newRows) lines.push({ name: `${name}, errors`, peer: peer.label, goal, ...ratios(peer, penlik, "Errors") });
  }
  const { mostMemory, mostSeconds } = example;
  if (mostMemory) {
    const [first, second] = penlik.map(({ peak }) => `${number(peak / MEGABYTE, 0)} MB`);
    console.log(`    goal: less than ${mostMemory / MEGABYTE} MB; ${first} on one thread, ${second} on the default`);
  }
  if (mostSeconds) {
    console.log(`    goal: less than ${mostSeconds} s; ${number(one.seconds, 3)} s, ${number(all.seconds, 3)} s`);
  }
  return { ...example, penlik, peers, lines };
}

function table(lines) {
  const ratio = (x) => number(x, x < 10 ? 2 : 1).padStart(9);
  console.log("\nmgcv's time as a multiple of penlik's\n");
  console.log(
    `${"case".padEnd(58)}${"peer".padEnd(19)}${["cpu", "elapsed", "default", "goal"].map((s) => s.padStart(9)).join("")}`,
  );
  for (const { name, peer, goal, cpu, elapsed, elapsedAll } of lines) {
    const met = goal === undefined ? "        -" : `${`≥ ${goal}`.padStart(9)}  ${cpu >= goal ? "met" : "missed"}`;
    console.log(`${name.padEnd(58)}${peer.padEnd(19)}${ratio(cpu)}${ratio(elapsed)}${ratio(elapsedAll)}${met}`);
  }
  console.log(
    "\ncpu: processor time, one thread; elapsed: one thread; default: elapsed, penlik at its default threads.",
  );
}

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}, Node ${process.version}, ` +
    `best of ${flags.rounds} rounds`,
);
const results = [];
for (const example of CASES.filter(({ name }) => name.includes(flags.only))) {
  const folder = mkdtempSync(join(tmpdir(), "penlik-gams-"));
  try {
    results.push(compare(example, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
table(results.flatMap(({ lines }) => lines));
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(results, null, 1)}\n`);
