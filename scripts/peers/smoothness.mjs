// Smoothing parameters of four smooth terms by penlik and by mgcv, on the same matrices: criterion, strengths, time, ratio.
//
//   node scripts/peers/smoothness.mjs [--only TEXT] [--rounds 3] [--threads 1] [--rscript Rscript] [--json FILE] [--peers-only]
//
// mgcv sets up bases and penalties and fits by REML; penlik fits the same columns with the same penalties. Only fits are timed,
// the best of several rounds counts, and ratios are of processor time, which a busy machine distorts less than the clock does.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "1" },
    rscript: { type: "string", default: "Rscript" },
    json: { type: "string" },
    "peers-only": { type: "boolean", default: false },
  },
});

/** optimizers: mgcv's; metrics: penlik's, of which only "reference" is the model of mgcv's multinom. */
const CASES = [
  { name: "gaussian, 4 ps terms of 10, n = 1e4", family: "gaussian", rows: 1e4, basis: "ps", k: 11 },
  { name: "binomial, 4 ps terms of 10, n = 1e4", family: "binomial", rows: 1e4, basis: "ps", k: 11 },
  { name: "poisson, 4 ps terms of 10, n = 1e4", family: "poisson", rows: 1e4, basis: "ps", k: 11 },
  {
    name: "multinomial, 5 classes, 4 cr terms of 9 (148 coefficients), n = 1e3",
    family: "multinomial",
    rows: 1e3,
    classes: 5,
    basis: "cr",
    k: 10,
    optimizers: ["outer", "efs"],
    metrics: ["reference", "centred"],
  },
  {
    name: "multinomial, 3 classes, 4 cr terms of 9 (74 coefficients), n = 1e4",
    family: "multinomial",
    rows: 1e4,
    classes: 3,
    basis: "cr",
    k: 10,
    optimizers: ["outer", "efs"],
    metrics: ["reference", "centred"],
  },
];

const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const script = (name) => fileURLToPath(new URL(`fits/${name}`, import.meta.url));

function run(command, args) {
  const ran = spawnSync(command, args.map(String), { encoding: "utf8", env: { ...process.env, ...ONE_THREAD } });
  if (ran.status !== 0) return { error: ran.stderr.trim().split("\n").slice(-3).join(" | ") };
  const line = ran.stdout.trim().split("\n").at(-1);
  return { ...JSON.parse(line.replaceAll(/\bNA\b|-?\bInf\b|\bNaN\b/g, "null")), line };
}

function peer(folder, { family, rows, classes = 0, basis, k }, optimizer) {
  return run(flags.rscript, [script("smoothness.R"), folder, family, rows, classes, basis, k, flags.rounds, optimizer]);
}

function own(folder, { family }, metric) {
  return run(process.execPath, [script("smoothness.mjs"), folder, family, metric, flags.rounds, flags.threads]);
}

const number = (x, digits) => (typeof x === "number" ? x.toFixed(digits) : "-");

/** What a program says, and, against a peer, the difference of the criteria and the ratio of times. */
function report(label, result, reference) {
  if (result.error) return console.log(`  ${label}: failed: ${result.error}`);
  const strengths = result.logStrengths.map((rho) => number(rho, 3)).join(" ");
  const values = `criterion ${number(result.criterion, 8)}  edf ${number(result.edf, 4)}  iterations ${result.iterations ?? "-"}`;
  console.log(`  ${label}: ${number(result.cpu, 3)} s cpu, ${number(result.seconds, 3)} s  ${values}`);
  console.log(`    rho ${strengths}`);
  if (reference && !reference.error) {
    const apart = (result.criterion - reference.criterion) / Math.abs(reference.criterion);
    const ratio = (reference.cpu / result.cpu).toFixed(2);
    console.log(
      `    mgcv takes ${ratio} times as long (cpu); criterion higher by ${apart.toExponential(1)} (relative)`,
    );
  }
}

function compare(example, folder) {
  const { optimizers = ["outer"], metrics = ["reference"] } = example;
  console.log(example.name);
  const peers = optimizers.map((optimizer) => ({ optimizer, ...peer(folder, example, optimizer) }));
  for (const { optimizer, ...result } of peers) report(`mgcv ${optimizer}`, result);
  const [first] = peers;
  if (first.error) return { ...example, peers };
  writeFileSync(join(folder, "model.json"), first.line);
  if (flags["peers-only"]) return { ...example, peers };
  const ours = metrics.map((metric) => ({ metric, ...own(folder, example, metric) }));
  for (const { metric, ...result } of ours) {
    report(metrics.length > 1 ? `penlik ${metric}` : "penlik", result, metric === "reference" ? first : undefined);
  }
  return { ...example, peers, ours };
}

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}, Node ${process.version}, ` +
    `penlik threads ${flags.threads}, best of ${flags.rounds} rounds`,
);
const results = [];
for (const example of CASES.filter(({ name }) => name.includes(flags.only))) {
  const folder = mkdtempSync(join(tmpdir(), "penlik-smoothness-"));
  try {
    results.push(compare(example, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(results, null, 1)}\n`);
