/**
 * What the addon exports for penalties. θ is row-major with `columns` entries in a row; the facade's gate has passed every array.
 */
import { native } from "../native.js";

/** A penalty of any kind; it refuses what its kind lacks. */
export interface NativePenalty {
  spec(): string;
  value(theta: Float64Array, columns: number): number;
  valueAndGradient(theta: Float64Array, columns: number, out: Float64Array): number;
  prox(theta: Float64Array, columns: number, step: number, out: Float64Array): number;
  proxInPlace(theta: Float64Array, columns: number, step: number): number;
  at(theta: Float64Array, columns: number): NativeLocal;
}

/** A penalty at one point, of which it holds a copy. */
export interface NativeLocal {
  value(): number;
  gradient(out: Float64Array): void;
  hessianVectorProduct(v: Float64Array, out: Float64Array): void;
  hessianDiagonal(out: Float64Array): void;
  hessian(out: Float64Array): void;
  boundVectorProduct(v: Float64Array, out: Float64Array): void;
  boundDiagonal(out: Float64Array): void;
  mmWeights(out: Float64Array): void;
  gradientLogShape(out: Float64Array): void;
}

interface PenaltyAddon {
  readonly NativePenalty: new (spec: string) => NativePenalty;
  softThreshold(x: Float64Array, threshold: number, out: Float64Array): void;
  softThresholdInPlace(x: Float64Array, threshold: number): void;
}

/** The part of the addon that this room uses. */
export const addon: PenaltyAddon = native as unknown as PenaltyAddon;
