import { inWords, refusal, translate } from "../errors.js";
import { floatsOf, fresh } from "../gate.js";
import type { Matrix } from "../matrix.js";
import { addon, type NativeSoftmaxRows } from "./addon.js";
import type { Capability, PenaltyKind } from "./kind.js";
import { Penalty } from "./penalty.js";

/**
 * What softmax entropy has beside other penalties: its operators on a single row of K logits, strength included.
 *
 * H is the Hessian of the row, B its diagonal bound Σ_j |H_kj|, F = strength/temperature²·(diag a − aaᵀ) the Fisher metric, which
 * is a metric and no bound on H. Derivatives are along one logit z_w.
 */
export abstract class SoftmaxRows<C extends Capability = Capability> extends Penalty<C> {
  readonly #native: NativeSoftmaxRows;
  readonly #categories: number;

  protected constructor(entry: PenaltyKind, options: object | undefined) {
    super(entry, options);
    const { categories, temperature, strength } = this.toJSON() as unknown as Record<string, number>;
    this.#categories = categories as number;
    try {
      this.#native = new addon.NativeSoftmaxRows(this.#categories, temperature as number, strength as number);
    } catch (error) {
      throw translate(error);
    }
  }

  /** H of a row. */
  rowHessian(row: Float64Array): Matrix {
    return this.#ask("rowHessian", row);
  }

  /** ∂H/∂z_w */
  rowHessianDerivative(row: Float64Array, w: number): Matrix {
    return this.#along("rowHessianDerivative", row, w);
  }

  /** B of a row, diagonal. */
  rowBound(row: Float64Array): Matrix {
    return this.#ask("rowBound", row);
  }

  /** ∂B/∂z_w, diagonal. */
  rowBoundDerivative(row: Float64Array, w: number): Matrix {
    return this.#along("rowBoundDerivative", row, w);
  }

  /** F of a row. */
  rowFisherMetric(row: Float64Array): Matrix {
    return this.#ask("rowFisherMetric", row);
  }

  /** ∂F/∂z_w */
  rowFisherMetricDerivative(row: Float64Array, w: number): Matrix {
    return this.#along("rowFisherMetricDerivative", row, w);
  }

  #ask(question: "rowHessian" | "rowBound" | "rowFisherMetric", row: Float64Array): Matrix {
    return this.#filled(row, (z, out) => this.#native[question](z, out));
  }

  #along(
    question: "rowHessianDerivative" | "rowBoundDerivative" | "rowFisherMetricDerivative",
    row: Float64Array,
    w: number,
  ): Matrix {
    const isPlace = typeof w === "number" && Number.isInteger(w) && w >= 0 && w < this.#categories;
    if (!isPlace) throw refusal("ERR_DOMAIN", "w", inWords(w), `a whole number from 0 to ${this.#categories - 1}`);
    return this.#filled(row, (z, out) => this.#native[question](z, w, out));
  }

  #filled(row: Float64Array, write: (row: Float64Array, out: Float64Array) => void): Matrix {
    const size = this.#categories;
    const z = floatsOf("row", row, size);
    const data = fresh("row", size * size);
    try {
      write(z, data);
    } catch (error) {
      throw translate(error);
    }
    return { data, rows: size, cols: size };
  }
}
