// Runs everything that continuous integration runs, goes on after a failure, and ends with "N passed, N failed".
//
//   node scripts/test.mjs [--only STEP,STEP] [--profile release|fast]
//
// The fuzzer of formulas runs for a minute where CI is set, for five seconds elsewhere, or for PENLIK_FUZZ_SECONDS.
//
// A line per step; what a tool printed is shown only when its step failed. A step that ran nothing has failed.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap, explain } from "./bootstrap.mjs";
import { closingCounts, rustCounts, vitestCounts } from "./lib/counts.mjs";
import { run, seconds, shortened, tool } from "./lib/shell.mjs";

const node = process.execPath;
const USAGE = "usage: node scripts/test.mjs [--only STEP,STEP] [--profile release|fast]";
const options = readOptions();
const profile = options.profile ?? process.env.PENLIK_PROFILE ?? "release";
const only = options.only?.split(",");

/** One command that passes or fails as a whole. */
const whole = (command, ...args) => ({ command, args, counts: ({ status }) => ({ passed: status === 0 ? 1 : 0 }) });

const scratch = mkdtempSync(join(tmpdir(), "penlik-test-"));
const report = join(scratch, "vitest.json");
const vitest = ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
const readReport = () => vitestCounts(existsSync(report) ? readFileSync(report, "utf8") : "{}");
const cargo = (...args) => [args[0], "--quiet", "--workspace", "--locked", ...args.slice(1)];

const steps = {
  "cargo fmt": whole("cargo", "fmt", "--all", "--check"),
  "cargo clippy": whole("cargo", ...cargo("clippy", "--all-targets", "--", "-D", "warnings")),
  "cargo test": { command: "cargo", args: cargo("test", "--no-fail-fast"), counts: ({ output }) => rustCounts(output) },
  "formula fuzz": {
    command: "cargo",
    args: ["test", "--quiet", "--locked", "-p", "penlik", "--test", "formula_fuzz"],
    env: { PENLIK_FUZZ_SECONDS: process.env.PENLIK_FUZZ_SECONDS ?? (process.env.CI ? "60" : "5") },
    counts: ({ output }) => rustCounts(output),
  },
  vitest: { command: node, args: [tool("vitest/vitest.mjs"), ...vitest], counts: readReport },
  biome: whole(node, tool("@biomejs/biome/bin/biome"), "ci", "--colors=off", "--error-on-warnings", "."),
  "type check": whole(node, tool("typescript/bin/tsc"), "-p", "tsconfig.check.json", "--pretty", "false"),
  layers: { command: node, args: ["scripts/check-layers.mjs"], counts: ({ output }) => closingCounts(output) },
  bindings: { command: node, args: ["scripts/check-bindings.mjs"], counts: ({ output }) => closingCounts(output) },
  "generated files": whole(node, "scripts/generate/generate.mjs", "--check"),
  "pack smoke": {
    command: node,
    args: ["scripts/pack-smoke.mjs", "--profile", profile],
    counts: ({ output }) => closingCounts(output),
    notes: ({ output }) => output.split("\n").filter((line) => line.startsWith("  ")),
  },
};

const unknown = (only ?? []).filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  rmSync(scratch, { recursive: true });
  refuse(`no step is called ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}`);
}

function readOptions() {
  try {
    return parseArgs({ options: { only: { type: "string" }, profile: { type: "string" } } }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

/** Ends before anything was built or run. */
function refuse(reason) {
  console.error(`${reason}\n${USAGE}`);
  process.exit(2);
}

function settle(step, result) {
  const { passed = 0, failed = 0 } = step.counts(result);
  const silent = passed + failed === 0;
  const wrong = result.status !== 0 || silent;
  const why = silent && result.status === 0 ? "nothing was run" : "";
  return { passed, failed: wrong ? Math.max(failed, 1) : failed, why };
}

function tell(name, { passed, failed, why }, result, notes) {
  const mark = failed === 0 ? "ok    " : "FAILED";
  console.log(
    `${mark} ${name.padEnd(16)} ${passed} passed, ${failed} failed${why && `: ${why}`} (${seconds(result.seconds)})`,
  );
  for (const line of notes) console.log(line);
  if (failed > 0) console.log(`${shortened(result.output.trimEnd(), 200)}\n`);
}

async function main() {
  const total = { passed: 0, failed: 0 };
  const plain = { NO_COLOR: "1", CARGO_TERM_COLOR: "never" };
  let env = { ...process.env, ...plain };
  try {
    env = { ...(await bootstrap({ profile, report: (line) => console.log(`ready  ${line}`) })), ...plain };
  } catch (error) {
    console.log(`FAILED setting up\n${explain(error)}\n`);
    total.failed += 1;
  }
  for (const [name, step] of Object.entries(steps)) {
    if (only !== undefined && !only.includes(name)) continue;
    const result = await run(step.command, step.args, { env: { ...env, ...step.env } });
    const counts = settle(step, result);
    tell(name, counts, result, step.notes?.(result) ?? []);
    total.passed += counts.passed;
    total.failed += counts.failed;
  }
  rmSync(scratch, { recursive: true });
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
  console.log(`${total.passed} passed, ${total.failed} failed`);
}

await main();
