import { type Matrix, matrix } from "../../src/matrix.js";

/** Numbers in [0, 1) by counter, the same in every run. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A design with an intercept and a response of K classes that depends on it. */
export function classified(rows: number, cols: number, classes: number): { X: Matrix; y: Int32Array } {
  const next = uniform(rows + cols + classes);
  const X = matrix(rows, cols);
  const y = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    X.data[i * cols] = 1;
    for (let j = 1; j < cols; j++) X.data[i * cols + j] = 2 * next() - 1;
    const pull = (X.data[i * cols + 1] as number) + 2 * next();
    y[i] = Math.min(classes - 1, Math.max(0, Math.floor((pull * classes) / 3)));
  }
  return { X, y };
}

/** A table with two numeric columns, a categorical one and a numeric response. */
export function table(rows: number) {
  const next = uniform(rows);
  const x = Float64Array.from({ length: rows }, () => next());
  const z = Float64Array.from({ length: rows }, () => next());
  const group = Array.from({ length: rows }, (_, i) => ["a", "b", "c"][i % 3] as string);
  const y = x.map((x, i) => 1 + 2 * x - (z[i] as number) + 0.1 * next());
  return { x, z, group, y };
}
