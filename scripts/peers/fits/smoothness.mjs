// The strengths of four smooth terms by penlik: `smoothness.mjs FOLDER FAMILY METRIC ROUNDS THREADS`; prints one line of JSON.
//
// FOLDER holds what smoothness.R wrote, and its line of JSON as model.json.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const [folder, kind, metric, rounds, threads] = process.argv.slice(2);
const root = new URL("../../../packages/penlik/", import.meta.url);
const { families, fitMatrixSync, matrix } = await import(new URL("dist/index.js", root));

const { rows, width, first, last } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));

function read(name) {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, name));
  return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

const X = matrix(rows, width, read("X.f64"));
const y = read("y.f64");
const penalties = first.map((from, j) => {
  const size = last[j] - from;
  return {
    matrix: matrix(size, size, read(`S${j}.f64`)),
    columns: Array.from({ length: size }, (_, i) => from + i),
    label: `s(x${j + 1})`,
  };
});
const multinomial = kind === "multinomial";
const family = multinomial ? families.multinomial({ reference: "0", penaltyMetric: metric }) : families[kind]();
const options = {
  y: multinomial ? Array.from(y, String) : y,
  X,
  family,
  penalties,
  method: "REML",
  threads: Number(threads),
};

const times = [];
let model;
for (let round = 0; round < Number(rounds); round++) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  model = fitMatrixSync(options);
  const { user, system } = process.cpuUsage(before);
  times.push({ seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 });
}
const least = (key) => Math.min(...times.map((time) => time[key]));
const { criterion, logStrengths, edf, iterations, converged, code } = model;
const said = { criterion, edf, iterations, converged, code, logStrengths: Array.from(logStrengths) };
console.log(JSON.stringify({ seconds: least("seconds"), cpu: least("cpu"), ...said }));
