/** Dictionary learning: signals as sparse combinations of atoms, both found in turn. */
import { L1, matrix, minimize } from "penlik";

/**
 * Codes C of the signals in the columns of B: every column minimises ½‖Dc − b‖² + strength·‖c‖₁.
 * The Gram matrix of D is computed once for all of them.
 */
export function encode(D, B, strength) {
  return minimize({ quadratic: { A: D, B }, terms: [new L1({ strength })], tolerance: 1e-9 });
}

/**
 * Alternates between codes and atoms: `rounds` times the codes by {@link encode}, then every atom by least squares on the
 * signals that use it, scaled back to the unit ball (J. Mairal, F. Bach, J. Ponce and G. Sapiro, "Online learning for matrix
 * factorization and sparse coding", Journal of Machine Learning Research 11, 2010).
 *
 * `tell` is called after each coding with the round and the mean objective of a signal, which never grows.
 */
export function learn(B, start, { strength, rounds, tell = () => {} }) {
  const D = matrix(start.rows, start.cols, start.data.slice());
  let codes = encode(D, B, strength);
  for (let round = 0; round <= rounds; round++) {
    tell(round, mean(codes.values));
    if (round === rounds) break;
    updateAtoms(D, B, codes.X);
    codes = encode(D, B, strength);
  }
  return { D, codes };
}

/** Each atom in turn to the minimum of ½‖B − DC‖² over the unit ball, the others fixed. */
function updateAtoms(D, B, C) {
  const atoms = D.cols;
  const CC = timesTransposed(C, C);
  const BC = timesTransposed(B, C);
  for (let k = 0; k < atoms; k++) {
    const use = CC.data[k * atoms + k];
    if (use === 0) continue;
    const atom = Array.from({ length: D.rows }, (_, i) => {
      const row = D.data.subarray(i * atoms, (i + 1) * atoms);
      const others = row.reduce((sum, d, l) => sum + d * CC.data[l * atoms + k], 0);
      return row[k] + (BC.data[i * atoms + k] - others) / use;
    });
    const size = Math.max(1, Math.hypot(...atom));
    for (let i = 0; i < D.rows; i++) D.data[i * atoms + k] = atom[i] / size;
  }
}

/** XYᵀ */
function timesTransposed(X, Y) {
  const out = matrix(X.rows, Y.rows);
  for (let i = 0; i < X.rows; i++) {
    const x = X.data.subarray(i * X.cols, (i + 1) * X.cols);
    for (let j = 0; j < Y.rows; j++) {
      const y = Y.data.subarray(j * Y.cols, (j + 1) * Y.cols);
      let sum = 0;
      for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
      out.data[i * Y.rows + j] = sum;
    }
  }
  return out;
}

/** What the codes say: the share of the signals' energy that is left, and how many atoms a signal uses on average. */
export function describe(B, codes) {
  const energy = B.data.reduce((sum, b) => sum + b * b, 0);
  const left = codes.fits.reduce((sum, fit) => sum + 2 * fit, 0);
  const active = codes.X.data.reduce((count, c) => count + (c === 0 ? 0 : 1), 0);
  return { error: left / energy, active: active / B.cols, objective: mean(codes.values) };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
