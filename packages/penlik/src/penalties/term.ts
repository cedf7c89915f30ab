import { inWords, refusal, translate } from "../errors.js";
import { floatsOf, fresh, numbers, output } from "../gate.js";
import { numberOption } from "../options.js";
import { Penalty } from "./penalty.js";
import { type NativeTerm, termAddon } from "./term-addon.js";
import {
  type AnyKind,
  type BlockSize,
  type Learnable,
  readTermOptions,
  sizeOf,
  type TermJSON,
  type TermOptions,
} from "./term-options.js";
import { columnsOf, dataOf, type Theta } from "./theta.js";

type Smooth = Penalty<"smooth">;
type Rho = Float64Array | readonly number[];

/**
 * A term λ·P(θ; s) of an objective, with λ = weight·e^ρ.
 *
 * ρ has an entry for each name in `learn`. That of `"strength"` is the logarithm of a factor of the weight. That of a shape parameter
 * is the logarithm of a factor of its value: s = s₀·e^ρ, where s₀ is what the penalty was made with. So ρ = 0 is the penalty as given,
 * times the weight, and without `"strength"` λ is the weight. The `strength` of the penalty itself multiplies on top.
 *
 * A ρ outside `rhoDomain` is an ERR_DOMAIN; nothing is clamped. What the kind of the penalty lacks is a compile error, and an
 * ERR_UNSUPPORTED that names the kind where the compiler does not know it. Every `out` is written in place and returned.
 *
 * @example
 * ```ts
 * const term = new Term(new SmoothedL1({ eps: 0.5 }), { weight: 2, learn: ["strength", "eps"] });
 * const theta = Float64Array.of(1, -2);
 * term.value(theta, [0, 0]); // the penalty times 2
 * term.gradientRho(theta, [0.1, -0.3]); // derivatives of the value in ρ
 * term.logNormalizer([0, 0]); // ln 0.6019…, for one entry
 * ```
 */
export class Term<P extends AnyKind = Penalty> {
  /** The penalty as it was given. */
  readonly penalty: P;
  /** The base weight w. */
  readonly weight: number;
  /** How many entries ρ has. */
  readonly rhoCount: number;
  /** What they are the logarithms of. */
  readonly rhoNames: readonly string[];
  /** The smallest and the largest value of each: those for which e^ρ, e^−ρ and λ are normal numbers, or s is in its domain. */
  readonly rhoDomain: readonly (readonly [lower: number, upper: number])[];
  readonly #native: NativeTerm;
  readonly #json: TermJSON;

  /**
   * @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option; for a name in `learn` that the kind does not have, one that
   * is given twice, and `"strength"` together with a schedule: a learned strength would undo every step of the schedule.
   */
  constructor(penalty: P, options?: TermOptions<P>) {
    this.penalty = penaltyOf(penalty);
    const given = JSON.stringify({ penalty, ...readTermOptions(options) });
    this.#native = told(() => new termAddon.NativeTerm(given));
    const { weight, rhoNames, rhoDomain, spec: json } = JSON.parse(this.#native.describe());
    this.#json = json;
    this.weight = weight;
    this.rhoCount = rhoNames.length;
    this.rhoNames = Object.freeze(rhoNames);
    this.rhoDomain = Object.freeze(rhoDomain.map(Object.freeze));
  }

  /** λ·P(θ). */
  value(theta: Theta, rho: Rho): number {
    const x = dataOf(theta);
    const r = this.#rho(rho);
    return told(() => this.#native.value(x, columnsOf(theta, x), r));
  }

  /** λ·∇P(θ). */
  gradient(this: Term<Smooth>, theta: Theta, rho: Rho, out?: Float64Array): Float64Array {
    return this.#write("gradient", theta, rho, out);
  }

  /** λ·H·v with the Hessian H = ∇²P(θ). */
  hessianVectorProduct(this: Term<Smooth>, theta: Theta, rho: Rho, v: Float64Array, out?: Float64Array): Float64Array {
    const x = dataOf(theta);
    const r = this.#rho(rho);
    const to = output(out, x.length, x, r, floatsOf("v", v, x.length));
    told(() => this.#native.hessianVectorProduct(x, columnsOf(theta, x), r, v, to));
    return to;
  }

  /** The diagonal entries of λ·H. */
  hessianDiagonal(this: Term<Smooth>, theta: Theta, rho: Rho, out?: Float64Array): Float64Array {
    return this.#write("hessianDiagonal", theta, rho, out);
  }

  /** The diagonal entries of λ·B, where B ⪰ H and B ⪰ 0 at this point. */
  boundDiagonal(this: Term<Smooth>, theta: Theta, rho: Rho, out?: Float64Array): Float64Array {
    return this.#write("boundDiagonal", theta, rho, out);
  }

  /** ∂(λP)/∂ρ, for every entry of ρ. */
  gradientRho(theta: Theta, rho: Rho): Float64Array {
    const x = dataOf(theta);
    const r = this.#rho(rho);
    const to = fresh("gradientRho", this.rhoCount);
    told(() => this.#native.gradientRho(x, columnsOf(theta, x), r, to));
    return to;
  }

  /** ∂∇(λP)/∂ρ_j, for entry j of ρ. */
  gradientAlongRho(this: Term<Smooth>, j: number, theta: Theta, rho: Rho, out?: Float64Array): Float64Array {
    const x = dataOf(theta);
    const r = this.#rho(rho);
    const holds = (index: number) => Number.isInteger(index) && index >= 0 && index < this.rhoCount;
    numberOption("j", j, holds, `an index below ${this.rhoCount}`);
    const to = output(out, x.length, x, r);
    told(() => this.#native.gradientAlongRho(j, x, columnsOf(theta, x), r, to));
    return to;
  }

  /**
   * ln Z(ρ) = ln ∫ exp(−λ·P(θ; s)) dθ: what a criterion that learns ρ must take into account, as it has no optimum without. For a
   * quadratic with a null space the integral is over the range of its matrix.
   *
   * @param size the entries of θ; by default the smallest block that the penalty is about, which is one entry for a sum over entries
   * @throws PenlikError ERR_UNSUPPORTED, saying why, for a kind whose integral is not finite or not known; ERR_DOMAIN for a ρ at which
   * it is not finite.
   */
  logNormalizer(this: Term<Penalty<"normalized">>, rho: Rho, size?: BlockSize): number {
    return this.#normalizer(rho, size, fresh("logNormalizer", this.rhoCount));
  }

  /** The derivatives of {@link logNormalizer} in every entry of ρ. */
  logNormalizerGradient(this: Term<Penalty<"normalized">>, rho: Rho, size?: BlockSize): Float64Array {
    const gradient = fresh("logNormalizerGradient", this.rhoCount);
    this.#normalizer(rho, size, gradient);
    return gradient;
  }

  /** The term with the weight that its schedule has at outer iteration i ≥ 0; without a schedule the term with its own weight. */
  atIteration(i: number): Term<P> {
    numberOption("i", i, (x) => Number.isSafeInteger(x) && x >= 0, "a whole number >= 0");
    const weight = told(() => this.#native.weightAt(i));
    const { learn, schedule } = this.#json;
    return new Term(this.penalty, { weight, learn: learn as readonly Learnable<P>[], schedule });
  }

  /** The penalty, the weight, what is learned, the schedule; {@link termFromJSON} is its inverse, to the bit. */
  toJSON(): TermJSON {
    return structuredClone(this.#json);
  }

  #rho(rho: Rho): Float64Array {
    return floatsOf("rho", numbers("rho", rho), this.rhoCount);
  }

  #write(
    question: "gradient" | "hessianDiagonal" | "boundDiagonal",
    theta: Theta,
    rho: Rho,
    out: Float64Array | undefined,
  ): Float64Array {
    const x = dataOf(theta);
    const r = this.#rho(rho);
    const to = output(out, x.length, x, r);
    told(() => this.#native[question](x, columnsOf(theta, x), r, to));
    return to;
  }

  #normalizer(rho: Rho, size: BlockSize | undefined, gradient: Float64Array): number {
    const r = this.#rho(rho);
    const [rows, columns] = sizeOf(size);
    return told(() => this.#native.logNormalizer(r, rows, columns, gradient));
  }
}

function told<T>(question: () => T): T {
  try {
    return question();
  } catch (error) {
    throw translate(error);
  }
}

function penaltyOf<P>(penalty: P): P {
  if (penalty instanceof Penalty) return penalty;
  throw refusal("ERR_DOMAIN", "penalty", inWords(penalty), "a penalty");
}
