// How much memory a multinomial fit takes at its peak, in multiples of its input.
//
//   node scripts/peers/memory.mjs [--rows 100000] [--columns 100] [--classes 5] [--threads 1] [--limit 3] [--way sync]
//
// A process of its own makes the data, fits a few rows of two columns, and then everything; the system tells its largest resident
// size (VmHWM, Linux only). Input is X and y as the caller holds them; it stays in memory during the fit. --way is sync, background or
// transfer (in the background, with the arrays handed over). Ends with status 1 when the fit, with its input, is above the limit.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    columns: { type: "string", default: "100" },
    classes: { type: "string", default: "5" },
    threads: { type: "string", default: "1" },
    limit: { type: "string", default: "3" },
    way: { type: "string", default: "sync" },
  },
});

const script = fileURLToPath(new URL("fits/memory.mjs", import.meta.url));
const args = ["--expose-gc", script, flags.rows, flags.columns, flags.classes, flags.threads, flags.way];
const ran = spawnSync(process.execPath, args, { encoding: "utf8" });
if (ran.status !== 0) throw new Error(ran.stderr);
const { input, before, highest, peak, converged } = JSON.parse(ran.stdout.trim().split("\n").at(-1));

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(
  `${flags.way}, n = ${flags.rows}, p = ${flags.columns}, K = ${flags.classes}, ${flags.threads} threads, converged: ${converged}`,
);
console.log(
  `input ${megabytes(input)}; resident before the fit ${megabytes(before)}, at most so far ${megabytes(highest)}`,
);
console.log(`resident at the peak of the fit ${megabytes(peak)}: ${(peak / input).toFixed(2)} times the input`);
const added = Math.max(peak - before, 0);
const masked = peak <= highest ? " at most (the peak was before the fit)" : "";
console.log(
  `the fit adds ${megabytes(added)}${masked}: ${(added / input).toFixed(2)} times the input, with it ${(1 + added / input).toFixed(2)}`,
);
process.exitCode = 1 + added / input > Number(flags.limit) ? 1 : 0;
