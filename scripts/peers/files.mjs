// Reading back what data.mjs and the fits wrote.

import { readFileSync } from "node:fs";
import { join } from "node:path";

function bytes(path) {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

/** { x, y, shape } of a data folder. */
export function readData(folder) {
  const shape = JSON.parse(readFileSync(join(folder, "shape.json"), "utf8"));
  return { x: new Float64Array(bytes(join(folder, "X.f64"))), y: new Int32Array(bytes(join(folder, "y.i32"))), shape };
}

/** K × (1 + p) coefficients. */
export function readCoefficients(path) {
  return new Float64Array(bytes(path));
}
