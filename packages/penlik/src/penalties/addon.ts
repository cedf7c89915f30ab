/**
 * What the addon exports for penalties. θ is row-major with `columns` entries in a row; the facade's gate has passed every array.
 */
import { native } from "../native.js";

/** Keeps a penalty alive, which is asked by its number: a number crosses the border faster than an object. */
export interface NativePenalty {
  id(): number;
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
  gradientLogShape(): Float64Array;
}

/** Softmax entropy, asked row by row. */
export interface NativeSoftmaxRows {
  rowHessian(row: Float64Array, out: Float64Array): void;
  rowHessianDerivative(row: Float64Array, w: number, out: Float64Array): void;
  rowBound(row: Float64Array, out: Float64Array): void;
  rowBoundDerivative(row: Float64Array, w: number, out: Float64Array): void;
  rowFisherMetric(row: Float64Array, out: Float64Array): void;
  rowFisherMetricDerivative(row: Float64Array, w: number, out: Float64Array): void;
}

interface PenaltyAddon {
  readonly NativePenalty: new (spec: string) => NativePenalty;
  // A penalty refuses what its kind lacks.
  penaltySpec(id: number): string;
  penaltyFacts(id: number): string;
  penaltyValue(id: number, theta: Float64Array, columns: number): number;
  penaltyValueAndGradient(id: number, theta: Float64Array, columns: number, out: Float64Array): number;
  penaltyProx(id: number, theta: Float64Array, columns: number, step: number, out: Float64Array): number;
  penaltyProxInPlace(id: number, theta: Float64Array, columns: number, step: number): number;
  penaltyProxDiagonal(id: number, theta: Float64Array, columns: number, steps: Float64Array, out: Float64Array): number;
  penaltyEnvelope(id: number, theta: Float64Array, columns: number, step: number, out: Float64Array): number;
  penaltyConjugateProx(id: number, theta: Float64Array, columns: number, step: number, out: Float64Array): number;
  penaltyAt(id: number, theta: Float64Array, columns: number): NativeLocal;
  collapseAnchors(anchors: string, entries: number): string;
  coincidentPrototypes(labels: string, theta: Float64Array, columns: number): number[];
  separateCoincidentPrototypes(
    labels: string,
    theta: Float64Array,
    columns: number,
    distance: number,
    seed: number,
    out: Float64Array,
  ): number;
  readonly NativeSoftmaxRows: new (categories: number, temperature: number, strength: number) => NativeSoftmaxRows;
  jumpReluGate(
    x: Float64Array,
    thresholds: Float64Array,
    smoothing: number,
    value: Float64Array,
    dX: Float64Array,
    dThreshold: Float64Array,
  ): void;
  softThreshold(x: Float64Array, threshold: number, out: Float64Array): void;
  softThresholdInPlace(x: Float64Array, threshold: number): void;
  sparsemax(x: Float64Array, columns: number, out: Float64Array): void;
  sparsemaxInPlace(x: Float64Array, columns: number): void;
  elasticNetProximal(x: Float64Array, l1Weight: number, l2Weight: number, lr: number, out: Float64Array): void;
  elasticNetProximalInPlace(x: Float64Array, l1Weight: number, l2Weight: number, lr: number): void;
}

/** The part of the addon that this room uses. */
export const addon: PenaltyAddon = native as unknown as PenaltyAddon;
