// Seeded synthetic data of a multinomial logit, written as raw little-endian numbers so that every program reads the same bits.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Uniform numbers in (0, 1) from a 32-bit seed (mulberry32, two draws a number for 53 bits). */
function uniforms(seed) {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => ((word() >>> 5) * 67108864 + (word() >>> 6) + 0.5) / 9007199254740992;
}

/** Standard normal numbers by Box and Muller. */
function normals(uniform) {
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A class drawn with probabilities softmax(eta). */
function draw(eta, uniform) {
  const top = Math.max(...eta);
  const odds = eta.map((x) => Math.exp(x - top));
  let left = uniform() * odds.reduce((a, b) => a + b, 0);
  for (const [c, x] of odds.entries()) {
    left -= x;
    if (left < 0) return c;
  }
  return odds.length - 1;
}

/**
 * n rows, p standard normal columns with common correlation r, K classes; true coefficients N(0, 0.5²), intercepts from −0.5 to 0.5.
 * Returns X (n × p, row-major) and y (class numbers from 0).
 */
export function simulate({ rows, columns, classes, correlation, seed }) {
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  const beta = Array.from({ length: classes }, () => Float64Array.from({ length: columns }, () => 0.5 * normal()));
  const intercepts = Array.from({ length: classes }, (_, c) => c / (classes - 1) - 0.5);
  const x = new Float64Array(rows * columns);
  const y = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = x.subarray(i * columns, (i + 1) * columns);
    const common = Math.sqrt(correlation) * normal();
    for (let j = 0; j < columns; j++) row[j] = common + Math.sqrt(1 - correlation) * normal();
    y[i] = draw(
      intercepts.map((b, c) => row.reduce((sum, v, j) => sum + v * beta[c][j], b)),
      uniform,
    );
  }
  return { x, y };
}

/** Writes X.f64, y.i32 and shape.json into a folder. */
export function writeData(folder, { x, y }, shape) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "X.f64"), new Uint8Array(x.buffer));
  writeFileSync(join(folder, "y.i32"), new Uint8Array(y.buffer));
  writeFileSync(join(folder, "shape.json"), JSON.stringify(shape));
}
