// Everything that is promised about the speed of penalties, in one run: elementwise passes beside the triad, softmax entropy beside
// JavaScript and NumPy, the diversity of prototypes beside prosemble, proximal maps beside pyproximal.
//
//   node scripts/peers/penalties.mjs [--python python3] [--rounds 9]
//
// What is not installed is left out with a line that says so.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({
  options: { python: { type: "string", default: "python3" }, rounds: { type: "string", default: "9" } },
});

/** Runs a program, lets it write on its own, and gives what it printed where that is wanted. */
function run(command, args, wanted = false) {
  const stdio = ["ignore", wanted ? "pipe" : "inherit", "inherit"];
  const result = spawnSync(command, args, { cwd: join(here, "../.."), encoding: "utf8", stdio });
  if (result.status !== 0) console.log(`left out: ${command} ${args.join(" ")} ended with ${result.status}`);
  return result.status === 0 ? result.stdout : undefined;
}

function triad() {
  const printed = run("cargo", ["bench", "--quiet", "--package", "penlik", "--bench", "triad"], true);
  if (printed === undefined) return;
  console.log("| pass over n numbers | n | threads | GB/s | of the triad's |");
  console.log("|---|---:|---:|---:|---:|");
  for (const { name, n, threads, rate, ofTriad } of JSON.parse(printed)) {
    const share = `${(100 * ofTriad).toFixed(0)} %`;
    console.log(`| ${name} | ${n} | ${threads} | ${rate.toFixed(1)} | ${share} |`);
  }
}

const peer = (script, ...more) =>
  run("node", [join(here, script), "--python", flags.python, "--rounds", flags.rounds, ...more]);

console.log("## Elementwise passes beside the triad\n");
triad();
console.log("\n## Softmax entropy beside JavaScript and NumPy\n");
peer("softmax-entropy.mjs");
console.log("\n## Diversity of prototypes beside prosemble\n");
peer("prototype-diversity.mjs");
console.log("\n## Proximal maps beside pyproximal\n");
peer("proximal.mjs");
