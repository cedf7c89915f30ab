import { inWords, refusal, translate } from "../errors.js";
import { floatsOf, integersOf, output } from "../gate.js";
import { borrowedOf, type Matrix } from "../matrix.js";
import { native } from "../native.js";
import { countOption, readOptions } from "../options.js";

/**
 * The multinomial logit row by row: N rows, K classes, M = K − 1 linear predictors, class K − 1 as the reference with η = 0.
 *
 * ℓ(η; y) = Σ_i w_i Σ_k y_ik (η_ik − ln Σ_c exp η_ic); p_ik = exp η_ik / Σ_c exp η_ic.
 *
 * η is an N × M matrix. y is an Int32Array of N classes in 0 … K − 1, or an N × K matrix of shares ≥ 0 whose rows sum to 1 (for
 * counts, give the shares and the totals as weights). Weights are finite and ≥ 0. Every input is read in place; every `out` is written in place and returned.
 *
 * @example
 * ```ts
 * const logit = new MultinomialLogit({ classes: 3 });
 * const eta = matrix(2, 2, [0.1, -0.4, 1.2, 0.3]);
 * logit.logLikelihood(eta, Int32Array.of(0, 2));
 * logit.probabilities(eta); // 2 × 3 numbers
 * ```
 */
export class MultinomialLogit {
  /** K. */
  readonly classes: number;

  /** @throws PenlikError ERR_DOMAIN unless there are at least two classes. */
  constructor(options: { readonly classes: number }) {
    const { classes } = readOptions("options", options, ["classes"]);
    this.classes = countOption("classes", classes, 2);
    try {
      native.multinomialCheck(this.classes);
    } catch (error) {
      throw translate(error);
    }
  }

  /** ℓ. @throws PenlikError ERR_SHAPE, ERR_DOMAIN or ERR_NON_FINITE, naming the argument. */
  logLikelihood(eta: Matrix, y: Matrix | Int32Array, weights?: Float64Array): number {
    const x = this.#predictor(eta);
    const codes = codesOf(y, x.rows);
    const rows = sharesOf(y, x.rows, this.classes);
    const w = weightsOf(weights, x.rows);
    try {
      return native.multinomialLogLikelihood(this.classes, x.data, codes, rows, w);
    } catch (error) {
      throw translate(error);
    }
  }

  /** ∂ℓ/∂η, N·M numbers, row-major. */
  score(eta: Matrix, y: Matrix | Int32Array, weights?: Float64Array, out?: Float64Array): Float64Array {
    const x = this.#predictor(eta);
    const codes = codesOf(y, x.rows);
    const rows = sharesOf(y, x.rows, this.classes);
    const w = weightsOf(weights, x.rows);
    const to = output(out, x.rows * x.cols, x.data, codes ?? undefined, rows ?? undefined, w ?? undefined);
    try {
      native.multinomialScore(this.classes, x.data, codes, rows, w, to);
    } catch (error) {
      throw translate(error);
    }
    return to;
  }

  /**
   * −∂²ℓ/∂η∂ηᵀ, N·M·M numbers: one symmetric M × M block for each row. With the logit as link it does not depend on y, which is
   * only checked for its shape.
   */
  information(eta: Matrix, y?: Matrix | Int32Array, weights?: Float64Array, out?: Float64Array): Float64Array {
    const x = this.#predictor(eta);
    const rows = y === undefined ? null : (codesOf(y, x.rows) ?? sharesOf(y, x.rows, this.classes));
    const w = weightsOf(weights, x.rows);
    const to = output(out, x.rows * x.cols * x.cols, x.data, rows ?? undefined, w ?? undefined);
    try {
      native.multinomialInformation(this.classes, x.data, w, to);
    } catch (error) {
      throw translate(error);
    }
    return to;
  }

  /** Probabilities of every class, N·K numbers, row-major; each row sums to 1. */
  probabilities(eta: Matrix, out?: Float64Array): Float64Array {
    const x = this.#predictor(eta);
    const to = output(out, x.rows * this.classes, x.data);
    try {
      native.multinomialProbabilities(this.classes, x.data, to);
    } catch (error) {
      throw translate(error);
    }
    return to;
  }

  #predictor(eta: Matrix): Matrix {
    return borrowedOf("eta", eta, -1, this.classes - 1);
  }
}

function codesOf(y: Matrix | Int32Array, rows: number): Int32Array | null {
  return ArrayBuffer.isView(y) ? integersOf("y", y, rows) : null;
}

function sharesOf(y: Matrix | Int32Array, rows: number, classes: number): Float64Array | null {
  if (ArrayBuffer.isView(y)) return null;
  if (typeof y !== "object" || y === null || Array.isArray(y)) {
    throw refusal("ERR_DOMAIN", "y", inWords(y), "an Int32Array of classes or a Matrix of shares");
  }
  return borrowedOf("y", y, rows, classes).data;
}

function weightsOf(weights: Float64Array | undefined, rows: number): Float64Array | null {
  return weights === undefined ? null : floatsOf("weights", weights, rows);
}
