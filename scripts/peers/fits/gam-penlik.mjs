// Smooth terms by penlik: `gam-penlik.mjs FOLDER FAMILY TERMS BASIS THREADS ROUNDS OUT [NEW_FOLDER]`; prints one line of JSON.
//
// Reads what gam-data.R wrote; 0 THREADS are the default. Without NEW_FOLDER the fit is timed and OUT holds the fitted values; with it,
// predictions of its rows are timed, with standard errors and without, and OUT holds them. `peak` is the largest resident size after the first
// round, in bytes. With DISCRETIZE=1 covariates are rounded.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const [folder, family, terms, basis, threads, rounds, out, newFolder] = process.argv.slice(2);
const { fitSync } = await import(new URL("../../../packages/penlik/dist/index.js", import.meta.url));

function read(from, name) {
  const bytes = readFileSync(join(from, `${name}.f64`));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

const covariates = Array.from({ length: Number(terms) }, (_, j) => `x${j + 1}`);
const columns = (from, names) => Object.fromEntries(names.map((name) => [name, read(from, name)]));
const data = columns(folder, [...covariates, "y"]);
const formula = `y ~ ${covariates.map((name) => `s(${name}, bs = "${basis}", k = 10)`).join(" + ")}`;
const discretize = process.env.DISCRETIZE === "1";
const options = { family, ...(discretize && { discretize }), ...(threads === "0" ? {} : { threads: Number(threads) }) };

/** The value of the last round, the least times of all, the largest resident size after the first. */
function timed(work) {
  let [seconds, cpu, value, peak] = [Infinity, Infinity];
  for (let round = 0; round < Number(rounds); round++) {
    value?.[Symbol.dispose]?.();
    value = undefined;
    const [start, before] = [performance.now(), process.cpuUsage()];
    value = work();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
    cpu = Math.min(cpu, (user + system) / 1e6);
    peak ??= process.resourceUsage().maxRSS * 1024;
  }
  return { value, seconds, cpu, peak };
}

const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

// An untimed fit of few rows, as the peer has one.
const few = Object.fromEntries(Object.entries(data).map(([name, values]) => [name, values.slice(0, 500)]));
fitSync('y ~ s(x1, bs = "cr", k = 5)', few, options);
if (newFolder === undefined) {
  const { value: model, ...times } = timed(() => fitSync(formula, data, options));
  const { criterion, edf, converged, code, logStrengths } = model;
  const { data: residuals } = model.residuals({ type: "response" });
  writeFileSync(out, bytesOf(residuals.map((residual, i) => data.y[i] - residual)));
  console.log(JSON.stringify({ ...times, criterion, edf, converged, code, logStrengths: Array.from(logStrengths) }));
} else {
  const model = fitSync(formula, data, options);
  const rows = columns(newFolder, covariates);
  model.predict(few, { standardErrors: true });
  const { value: means, ...times } = timed(() => model.predict(rows));
  const errors = timed(() => model.predict(rows, { standardErrors: true }));
  writeFileSync(out, Buffer.concat([bytesOf(means.data), bytesOf(errors.value.standardErrors.data)]));
  console.log(JSON.stringify({ ...times, secondsErrors: errors.seconds, cpuErrors: errors.cpu }));
}
