/** What a kind of penalty may be able to do beside having a value. */
export type Capability = "smooth" | "majorized" | "shaped" | "prox" | "diagonalProx" | "normalized";

/** A parameter of a kind. */
export interface PenaltyParameter {
  /** As an option of the class. */
  readonly name: string;
  /** Its type in words of TypeScript. */
  readonly type: string;
  /** The values allowed. */
  readonly domain: string;
  /** What is taken when it is not given; null if there is nothing to take. */
  readonly default: number | boolean | string | null;
  /** Whether it may be left out. */
  readonly optional: boolean;
  /** A value to try it with, where the domain does not say one; null where it does. */
  readonly example: unknown;
  /** What it is, in a sentence. */
  readonly summary: string;
}

/** The facts about a kind that decide where it can be used. */
export interface PenaltyProperties {
  /** Convex for every value of its parameters. */
  readonly convex: boolean;
  /** It has a gradient everywhere, and a Hessian that is unique but where pieces of its formula meet. */
  readonly smooth: boolean;
  /** A sum over entries. */
  readonly separable: boolean;
  /** How θ enters. */
  readonly structure: string;
  /** There is a positive semidefinite pointwise bound on the Hessian. */
  readonly hasBound: boolean;
  /** There is a proximal map. */
  readonly hasProx: boolean;
  /** exp(−λP) has a finite integral that is known in closed form, so that λ can be learned from the data. */
  readonly hasNormalizer: boolean;
}

/** One kind of the catalog. */
export interface PenaltyKind {
  /** Its name, which is that of its class. */
  readonly kind: string;
  /** What it is, in a sentence. */
  readonly summary: string;
  /** P(θ) at unit strength. */
  readonly formula: string;
  /** The options of its class. */
  readonly parameters: readonly PenaltyParameter[];
  /** What it can do beside having a value. */
  readonly capabilities: readonly Capability[];
  /** The facts about it. */
  readonly properties: PenaltyProperties;
  /** The parameters in whose logarithm it can be differentiated. */
  readonly shapeParameters: readonly string[];
  /** A point to try it at: a row of numbers, or rows of them. */
  readonly point: readonly number[] | readonly (readonly number[])[];
}

/** The same value, made unchangeable in all its parts. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
