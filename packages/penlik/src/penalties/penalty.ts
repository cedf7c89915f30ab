import { inWords, refusal, translate } from "../errors.js";
import { floats, floatsOf, fresh, output } from "../gate.js";
import { addon, type NativePenalty } from "./addon.js";
import { type Capability, frozen, type PenaltyKind, type PenaltyProperties } from "./kind.js";
import { LocalPenalty } from "./local.js";
import { readParameters } from "./parameters.js";
import { columnsOf, dataOf, type Theta } from "./theta.js";

declare const can: unique symbol;

/** The number by which the addon knows a penalty; undefined for anything else. */
export let idOf: (penalty: unknown) => number | undefined;

/** What is known of a penalty before it is asked. */
type Facts = Pick<PenaltyKind, "kind" | "properties" | "shapeParameters">;

/** A penalty as JSON: its kind, its parameters, its strength. */
export type PenaltyJSON = { readonly kind: string } & { readonly [parameter: string]: unknown };

/**
 * A penalty P(θ), strength included: the base of the classes of all kinds.
 *
 * What a kind cannot do is a compile error on its own class, since `C` says what it can; on a penalty of an unknown kind, as
 * {@link penaltyFromJSON} gives it, it is an ERR_UNSUPPORTED that names the kind.
 *
 * θ is a Float64Array or a {@link Matrix}. It is read in place and must be finite. Every `out` is written in place and returned;
 * after an error its content is not specified.
 *
 * @example
 * ```ts
 * const penalty = new Ridge({ strength: 2 });
 * penalty.value(Float64Array.of(1, 3)); // 10
 * penalty.gradient(Float64Array.of(1, 3)); // [2, 6]
 * ```
 */
export abstract class Penalty<C extends Capability = Capability> {
  /** Marks the type by what the penalty can do; there is no such property. */
  declare readonly [can]: (capability: C) => void;
  /** The name of the kind. */
  readonly kind: string;
  /** What it is. */
  readonly properties: PenaltyProperties;
  /** The parameters in whose logarithm {@link LocalPenalty.gradientLogShape} differentiates. */
  readonly shapeParameters: readonly string[];
  readonly #native: NativePenalty;
  readonly #id: number;

  static {
    idOf = (penalty) => (typeof penalty === "object" && penalty !== null && #id in penalty ? penalty.#id : undefined);
  }

  /** Of a kind of the catalog; without an entry, `options` are the whole specification and the addon says what it is. */
  protected constructor(entry: PenaltyKind | undefined, options: object | undefined) {
    const spec = JSON.stringify(
      entry === undefined ? options : { kind: entry.kind, ...readParameters(entry, options) },
    );
    try {
      this.#native = new addon.NativePenalty(spec);
    } catch (error) {
      throw translate(error);
    }
    this.#id = this.#native.id();
    const facts: Facts = entry ?? frozen(JSON.parse(addon.penaltyFacts(this.#id)));
    this.kind = facts.kind;
    this.properties = facts.properties;
    this.shapeParameters = facts.shapeParameters;
  }

  /** P(θ); Infinity outside the domain of a penalty that has one, such as a set. */
  value(theta: Theta): number {
    const x = dataOf(theta);
    try {
      return addon.penaltyValue(ownId(this), x, columnsOf(theta, x));
    } catch (error) {
      throw translate(error);
    }
  }

  /** ∇P(θ). */
  gradient(this: Penalty<"smooth">, theta: Theta, out?: Float64Array): Float64Array {
    const x = dataOf(theta);
    const to = output(out, x.length, x);
    try {
      addon.penaltyValueAndGradient(ownId(this), x, columnsOf(theta, x), to);
    } catch (error) {
      throw translate(error);
    }
    return to;
  }

  /** P(θ), with ∇P(θ) written to `out`: one pass for both. */
  valueAndGradient(this: Penalty<"smooth">, theta: Theta, out: Float64Array): number {
    const x = dataOf(theta);
    output(out === undefined ? floats("out", out) : out, x.length, x);
    try {
      return addon.penaltyValueAndGradient(ownId(this), x, columnsOf(theta, x), out);
    } catch (error) {
      throw translate(error);
    }
  }

  /**
   * argmin_φ P(φ) + ‖φ − θ‖²/(2·step), for step ≥ 0. Exact zeros are +0. `out` may be θ itself; its content is then replaced.
   */
  prox(this: Penalty<"prox">, theta: Theta, step: number, out?: Float64Array): Float64Array {
    const x = dataOf(theta);
    if (typeof step !== "number") throw refusal("ERR_DOMAIN", "step", inWords(step), "a finite number >= 0");
    const to = out === x ? x : output(out, x.length, x);
    try {
      if (to === x) addon.penaltyProxInPlace(ownId(this), x, columnsOf(theta, x), step);
      else addon.penaltyProx(ownId(this), x, columnsOf(theta, x), step, to);
    } catch (error) {
      throw translate(error);
    }
    return to;
  }

  /**
   * argmin_φ P(φ) + Σ (φ_i − θ_i)²/(2·steps_i): a step ≥ 0 for every entry. `out` may be θ itself; its content is then replaced.
   */
  proxDiagonal(this: Penalty<"diagonalProx">, theta: Theta, steps: Float64Array, out?: Float64Array): Float64Array {
    const x = dataOf(theta);
    floatsOf("steps", steps, x.length);
    const to = out === x ? fresh("proxDiagonal", x.length) : output(out, x.length, x, steps);
    try {
      addon.penaltyProxDiagonal(ownId(this), x, columnsOf(theta, x), steps, to);
    } catch (error) {
      throw translate(error);
    }
    if (out !== x) return to;
    x.set(to);
    return x;
  }

  /** P near θ, prepared for many questions at this one point. A copy of θ is kept. */
  at(this: Penalty<"smooth">, theta: Theta): LocalPenalty<C> {
    const x = dataOf(theta);
    try {
      return new LocalPenalty(addon.penaltyAt(ownId(this), x, columnsOf(theta, x)), x.length);
    } catch (error) {
      throw translate(error);
    }
  }

  /** The kind and all parameters; {@link penaltyFromJSON} is its inverse, to the bit. */
  toJSON(): PenaltyJSON {
    return JSON.parse(addon.penaltySpec(ownId(this)));
  }
}

/** The number of the penalty that a method was called on; a method that was taken off its penalty has none. */
function ownId(penalty: unknown): number {
  const id = idOf(penalty);
  if (id !== undefined) return id;
  throw refusal("ERR_DOMAIN", "this", inWords(penalty), "a Penalty: call the method on it, as in penalty.value(theta)");
}
