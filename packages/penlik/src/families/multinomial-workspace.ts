import { translate } from "../errors.js";
import { floatsOf, fresh, output } from "../gate.js";
import type { Matrix } from "../matrix.js";
import type { NativeMultinomialWorkspace } from "../native.js";

/**
 * H = −∂²ℓ/∂β∂βᵀ of a {@link MultinomialFamily} at one β, PM × PM: the matrix, products with it in one pass over the rows without it, its
 * diagonal and its derivatives along directions. It keeps the N × K probabilities.
 */
export class MultinomialWorkspace {
  readonly #native: NativeMultinomialWorkspace;
  readonly #order: number;

  /** @internal Workspaces come from `MultinomialFamily.workspace`. */
  constructor(handle: NativeMultinomialWorkspace, order: number) {
    this.#native = handle;
    this.#order = order;
  }

  /** H. */
  hessian(): Matrix {
    return this.#matrix("hessian", (out) => this.#native.hessian(out));
  }

  /** H·v. @throws PenlikError ERR_SHAPE or ERR_NON_FINITE for `v`, ERR_DOMAIN for an `out` that overlaps it. */
  hessianVectorProduct(v: Float64Array, out?: Float64Array): Float64Array {
    const x = floatsOf("v", v, this.#order);
    const to = output(out, this.#order, x);
    return written(to, () => this.#native.hessianVectorProduct(x, to));
  }

  /** The diagonal of H. */
  hessianDiagonal(out?: Float64Array): Float64Array {
    const to = output(out, this.#order);
    return written(to, () => this.#native.hessianDiagonal(to));
  }

  /** D_βH[d], the change of H along d. */
  directionalDerivative(d: Float64Array): Matrix {
    const x = floatsOf("d", d, this.#order);
    return this.#matrix("directionalDerivative", (out) => this.#native.directionalDerivative(x, out));
  }

  /** D²_βH[u, v]. */
  secondDirectionalDerivative(u: Float64Array, v: Float64Array): Matrix {
    const x = floatsOf("u", u, this.#order);
    const y = floatsOf("v", v, this.#order);
    return this.#matrix("secondDirectionalDerivative", (out) => this.#native.secondDirectionalDerivative(x, y, out));
  }

  #matrix(name: string, write: (out: Float64Array) => void): Matrix {
    const data = fresh(name, this.#order ** 2);
    written(data, () => write(data));
    return { data, rows: this.#order, cols: this.#order };
  }
}

function written(out: Float64Array, write: () => void): Float64Array {
  try {
    write();
  } catch (error) {
    throw translate(error);
  }
  return out;
}
