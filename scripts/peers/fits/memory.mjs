// Memory of one multinomial fit: `memory.mjs ROWS COLUMNS CLASSES THREADS sync|background|transfer`; prints one line of JSON, in bytes.

import { readFileSync } from "node:fs";
import { simulate } from "../data.mjs";

const [rows, columns, classes, threads] = process.argv.slice(2, 6).map(Number);
const way = process.argv[6];
const root = new URL("../../../packages/penlik/", import.meta.url);
const { families, fitMatrix, fitMatrixSync, matrix } = await import(new URL("dist/index.js", root));

/** A field of /proc/self/status; VmHWM is the largest resident size so far. */
function status(field) {
  const text = readFileSync("/proc/self/status", "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) * 1024;
}

const { x, y } = simulate({ rows, columns, classes, correlation: 0, seed: 1 });
const X = matrix(rows, columns, x);
const few = 200;
const family = families.multinomial();
fitMatrixSync({ y: y.slice(0, few), X: matrix(few, 2, x.slice(0, 2 * few)), family, threads });
globalThis.gc?.();
const [before, highest] = [status("VmRSS"), status("VmHWM")];
const options = { y, X, family, threads };
const input = x.byteLength + y.byteLength;
const { converged } =
  way === "sync" ? fitMatrixSync(options) : await fitMatrix({ ...options, transfer: way === "transfer" });
console.log(JSON.stringify({ input, before, highest, peak: status("VmHWM"), converged }));
