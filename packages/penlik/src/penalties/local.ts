import { refusal, translate } from "../errors.js";
import { floatsOf, fresh, output } from "../gate.js";
import type { Matrix } from "../matrix.js";
import type { NativeLocal } from "./addon.js";
import type { Capability } from "./kind.js";

declare const can: unique symbol;

/** The most entries of θ for which the Hessian is written out: 4096² numbers are 128 MiB. */
const MOST_DENSE = 4096;

/**
 * A penalty at one point θ of n entries, as {@link Penalty.at} prepares it. Every `out` is written in place and returned.
 *
 * H = ∇²P(θ) is exact. B is a bound with B ⪰ H and B ⪰ 0 *at this point*. `mmWeights` belong to another thing, a quadratic that
 * lies above P *everywhere*; neither stands in for the other.
 */
export class LocalPenalty<C extends Capability = Capability> {
  /** Marks the type by what the penalty can do; there is no such property. */
  declare readonly [can]: (capability: C) => void;
  /** P(θ). */
  readonly value: number;
  readonly #native: NativeLocal;
  readonly #n: number;

  /** @internal */
  constructor(native: NativeLocal, n: number) {
    this.#native = native;
    this.#n = n;
    this.value = native.value();
  }

  /** ∇P(θ). */
  gradient(out?: Float64Array): Float64Array {
    return this.#write("gradient", output(out, this.#n));
  }

  /** H·v. */
  hessianVectorProduct(v: Float64Array, out?: Float64Array): Float64Array {
    return this.#multiply("hessianVectorProduct", v, out);
  }

  /** The diagonal entries of H. */
  hessianDiagonal(out?: Float64Array): Float64Array {
    return this.#write("hessianDiagonal", output(out, this.#n));
  }

  /**
   * H as a dense n × n matrix, for small n.
   *
   * @throws PenlikError ERR_TOO_LARGE beyond 4096 entries.
   */
  hessian(): Matrix {
    const n = this.#n;
    if (n > MOST_DENSE) {
      throw refusal(
        "ERR_TOO_LARGE",
        "theta",
        `of length ${n}`,
        `at most ${MOST_DENSE} entries; use hessianVectorProduct`,
      );
    }
    return { data: this.#write("hessian", fresh("hessian", n * n)), rows: n, cols: n };
  }

  /** B·v. */
  boundVectorProduct(v: Float64Array, out?: Float64Array): Float64Array {
    return this.#multiply("boundVectorProduct", v, out);
  }

  /** The diagonal entries of B. */
  boundDiagonal(out?: Float64Array): Float64Array {
    return this.#write("boundDiagonal", output(out, this.#n));
  }

  /** Weights w with P(φ) ≤ P(θ) + ½ Σ w_i (φ_i² − θ_i²) for every φ. */
  mmWeights(this: LocalPenalty<"majorized">, out?: Float64Array): Float64Array {
    return this.#write("mmWeights", output(out, this.#n));
  }

  /** ∂P/∂ log s for every shape parameter s, in the order of `shapeParameters`; entry by entry where one is an array. */
  gradientLogShape(this: LocalPenalty<"shaped">): Float64Array {
    try {
      return this.#native.gradientLogShape();
    } catch (error) {
      throw translate(error);
    }
  }

  #write(
    question: "gradient" | "hessian" | "hessianDiagonal" | "boundDiagonal" | "mmWeights",
    out: Float64Array,
  ): Float64Array {
    try {
      this.#native[question](out);
    } catch (error) {
      throw translate(error);
    }
    return out;
  }

  #multiply(
    question: "hessianVectorProduct" | "boundVectorProduct",
    v: Float64Array,
    out: Float64Array | undefined,
  ): Float64Array {
    const to = output(out, this.#n, floatsOf("v", v, this.#n));
    try {
      this.#native[question](v, to);
    } catch (error) {
      throw translate(error);
    }
    return to;
  }
}
