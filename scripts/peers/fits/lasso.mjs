// One lasso by penlik: `lasso.mjs FOLDER OUT TOLERANCE THREADS`; prints one line of JSON, writes the coefficients as f64.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { L1, matrix, minimize } from "penlik";

const [folder, out, tolerance, threads] = process.argv.slice(2);
const { rows, cols, lambda } = JSON.parse(readFileSync(join(folder, "shape.json"), "utf8"));
const read = (name) => {
  const bytes = readFileSync(join(folder, name));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};
const [A, b] = [read("A.f64"), read("b.f64")];
const fit = (n) =>
  minimize({
    quadratic: { A: matrix(n, cols, A.slice(0, n * cols)), b: b.slice(0, n) },
    terms: [new L1({ strength: (lambda * n) / rows })],
    tolerance: Number(tolerance),
    threads: Number(threads),
  });
fit(Math.ceil(rows / 10));
const quadratic = { A: matrix(rows, cols, A), b };
const terms = [new L1({ strength: lambda })];
const started = performance.now();
const before = process.cpuUsage();
const found = minimize({ quadratic, terms, tolerance: Number(tolerance), threads: Number(threads) });
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(before);
const cpu = (used.user + used.system) / 1e6;
writeFileSync(out, found.x);
const { residual, gap, iterations, status } = found;
console.log(JSON.stringify({ seconds, cpu, residual, gap, iterations, status }));
