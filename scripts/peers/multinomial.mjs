// The same multinomial logit by penlik and its peers, on the same bits: time, gradient reached, log-likelihood, ratio.
//
//   node scripts/peers/multinomial.mjs [--rows 100000] [--columns 20] [--classes 5] [--correlation 0] [--seed 1]
//                                      [--rounds 5] [--only TEXT] [--python python3] [--rscript Rscript] [--json FILE]
//
// Every fit runs in a process of its own: read the data, one untimed fit on 1000 rows, one timed fit. Rounds go through all
// programs in turn, so that a slow minute of the machine falls on all of them.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { simulate, writeData } from "./data.mjs";
import { readCoefficients } from "./files.mjs";
import { judge } from "./judge.mjs";
import { contestants, environment } from "./programs.mjs";
import { comparisons, table } from "./report.mjs";

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    columns: { type: "string", default: "20" },
    classes: { type: "string", default: "5" },
    correlation: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    python: { type: "string", default: "python3" },
    rscript: { type: "string", default: "Rscript" },
    json: { type: "string" },
  },
});

const shape = Object.fromEntries(
  ["rows", "columns", "classes", "correlation", "seed"].map((key) => [key, Number(flags[key])]),
);
const rounds = Number(flags.rounds);

function fitOnce(program, folder, out) {
  const [command, script, args] = program.command(flags);
  const result = spawnSync(command, [script, folder, out, ...args], {
    encoding: "utf8",
    env: environment(program.threads),
  });
  if (result.status !== 0) throw new Error(`${program.label} failed:\n${result.stderr}`);
  return JSON.parse(result.stdout.trim().split("\n").at(-1));
}

/** One result a program: all times, what it said of itself, the judge's verdict on its last coefficients. */
function race(programs, data, folder) {
  const results = programs.map((program) => ({ ...program, times: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, result] of results.entries()) {
      const out = join(folder, `${i}.f64`);
      const said = fitOnce(result, folder, out);
      result.times.push(said.seconds);
      Object.assign(result, { said, coefficients: readCoefficients(out) });
      console.error(`round ${round + 1}/${rounds}  ${result.label}: ${said.seconds.toFixed(3)} s`);
    }
  }
  return results.map((result) => ({ ...result, verdict: judge(data, shape, result.coefficients) }));
}

const folder = mkdtempSync(join(tmpdir(), "penlik-peers-"));
try {
  const { present, skipped } = contestants(flags);
  for (const line of skipped) console.log(`skipped: ${line}`);
  const data = simulate(shape);
  writeData(folder, data, shape);
  const results = race(
    present.filter(({ label }) => label.includes(flags.only)),
    data,
    folder,
  );
  console.log(
    `multinomial logit, n = ${shape.rows}, p = ${shape.columns}, K = ${shape.classes}, correlation ${shape.correlation}, seed ${shape.seed}`,
  );
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} processors, Node ${process.version}, OMP_NUM_THREADS=${process.env.OMP_NUM_THREADS ?? "(not set)"}, rounds ${rounds}`,
  );
  console.log(table(results));
  console.log(comparisons(results));
  if (flags.json)
    writeFileSync(
      flags.json,
      `${JSON.stringify({ shape, results: results.map(({ coefficients, command, ...rest }) => rest) }, null, 1)}\n`,
    );
} finally {
  rmSync(folder, { recursive: true });
}
