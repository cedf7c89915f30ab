// One penlik fit at default settings: `node penlik.mjs FOLDER OUT THREADS`; prints one line of JSON, writes K x (1 + p) coefficients as f64.

import { readFileSync, writeFileSync } from "node:fs";
import { readData } from "../files.mjs";

const [folder, out, threads] = process.argv.slice(2);
const root = new URL("../../../packages/penlik/", import.meta.url);
const { fitMatrixSync, families, matrix } = await import(new URL("dist/index.js", root));
const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const { x, y, shape } = readData(folder);
const width = shape.columns + 1;

/** The first rows of X with a column of ones in front. */
function design(rows) {
  const data = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    data[i * width] = 1;
    data.set(x.subarray(i * shape.columns, (i + 1) * shape.columns), i * width + 1);
  }
  return matrix(rows, width, data);
}

const options = threads === "default" ? {} : { threads: Number(threads) };
const run = (X, labels) => fitMatrixSync({ y: labels, X, family: families.multinomial(), ...options });
run(design(1000), y.subarray(0, 1000));
const X = design(shape.rows);
const start = performance.now();
const model = run(X, y);
const seconds = (performance.now() - start) / 1000;

// Active classes come class after class; the reference has zeros.
const beta = new Float64Array(shape.classes * width);
const { coefficients } = model;
const active = model.classes.filter((label) => label !== model.reference);
for (const [a, label] of active.entries()) {
  beta.set(coefficients.subarray(a * width, (a + 1) * width), Number(label) * width);
}
writeFileSync(out, new Uint8Array(beta.buffer));
const note = model.converged ? "" : `not converged: ${model.code}`;
console.log(JSON.stringify({ seconds, version, iterations: model.iterations, threads, note }));
