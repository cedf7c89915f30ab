/** 1797 handwritten digits of 8 × 8 pixels; references/sparse_codes.py says where they are from, and their licence. */
import { readFileSync } from "node:fs";
import { matrix } from "penlik";

const text = (name) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

/** What scikit-learn's sparse_encode reaches on the first of them. */
export const reference = JSON.parse(text("sparse-codes.json"));

/** Images `from` … `to` − 1 in columns, each without its mean. */
export function readDigits(from = 0, to = Number.POSITIVE_INFINITY) {
  const lines = text("digits.csv").trim().split("\n").slice(from, to);
  const images = lines.map((line) => line.split(",").map(Number));
  const B = matrix(images[0].length, images.length);
  for (const [k, pixels] of images.entries()) {
    const mean = pixels.reduce((sum, x) => sum + x, 0) / pixels.length;
    for (const [i, x] of pixels.entries()) B.data[i * B.cols + k] = x - mean;
  }
  return B;
}

/** The columns at unit length: a dictionary made of images. */
export function atomsOf(B) {
  const D = matrix(B.rows, B.cols);
  for (let k = 0; k < B.cols; k++) {
    const column = Array.from({ length: B.rows }, (_, i) => B.data[i * B.cols + k]);
    const size = Math.hypot(...column);
    for (const [i, x] of column.entries()) D.data[i * B.cols + k] = x / size;
  }
  return D;
}
