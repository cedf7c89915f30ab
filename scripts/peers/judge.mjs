// One judge for every program: log-likelihood and gradient at the coefficients it returned, with compensated sums.
//
// Coefficients are K rows of (intercept, slopes) in any gauge. The gradient is taken for all K classes,
// g_c = Σ_i (y_ic − p_ic) (1, x_i), so no program gains from its choice of the reference class. Linear predictors are
// compensated dot products, sums over rows carry their rounding errors along (Ogita, Rump and Oishi 2005), so what is left
// is the error of exp: about 1e-13 in a sum over 1e5 rows.

const SPLITTER = 134217729; // 2^27 + 1

/** The rounding error of a·b (Dekker). */
function productError(a, b, product) {
  const ca = SPLITTER * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = SPLITTER * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}

/** A running sum with its error. */
class Sum {
  high = 0;
  low = 0;

  add(x) {
    const high = this.high + x;
    const part = high - this.high;
    this.low += this.high - (high - part) + (x - part);
    this.high = high;
  }

  addProduct(a, b) {
    const product = a * b;
    this.add(product);
    this.low += productError(a, b, product);
  }

  get value() {
    return this.high + this.low;
  }
}

function linearPredictor(row, coefficients) {
  const sum = new Sum();
  sum.add(coefficients[0]);
  for (let j = 0; j < row.length; j++) sum.addProduct(row[j], coefficients[j + 1]);
  return sum;
}

/** Differences to the predictor of the observed class; its own is exactly 0. */
function contrasts(eta, observed) {
  const base = eta[observed];
  return eta.map((e) => e.high - base.high + (e.low - base.low));
}

/** { logLikelihood, maxSum, normSum, maxMean, normMean }: norms of the gradient of the sum and of the mean log-likelihood. */
export function judge({ x, y }, { rows, columns, classes }, coefficients) {
  const width = columns + 1;
  const beta = Array.from({ length: classes }, (_, c) => coefficients.subarray(c * width, (c + 1) * width));
  const gradient = Array.from({ length: classes * width }, () => new Sum());
  const logLikelihood = new Sum();
  for (let i = 0; i < rows; i++) {
    const row = x.subarray(i * columns, (i + 1) * columns);
    const difference = contrasts(
      beta.map((b) => linearPredictor(row, b)),
      y[i],
    );
    const shift = Math.max(...difference);
    const odds = difference.map((d) => Math.exp(d - shift));
    const total = odds.reduce((a, b) => a + b, 0);
    logLikelihood.add(-shift - Math.log(total));
    const others = odds.reduce((sum, o, c) => (c === y[i] ? sum : sum + o), 0);
    for (let c = 0; c < classes; c++) {
      const residual = c === y[i] ? others / total : -odds[c] / total;
      gradient[c * width].add(residual);
      for (let j = 0; j < columns; j++) gradient[c * width + j + 1].addProduct(residual, row[j]);
    }
  }
  const values = gradient.map((g) => g.value);
  const maxSum = Math.max(...values.map(Math.abs));
  const normSum = Math.hypot(...values);
  return { logLikelihood: logLikelihood.value, maxSum, normSum, maxMean: maxSum / rows, normMean: normSum / rows };
}
