/**
 * What the addon exports for terms. θ is row-major with `columns` entries in a row; the facade's gate has passed every array.
 */
import { native } from "../native.js";

/** A term, which holds its penalty. */
export interface NativeTerm {
  describe(): string;
  weightAt(iteration: number): number;
  value(theta: Float64Array, columns: number, rho: Float64Array): number;
  gradient(theta: Float64Array, columns: number, rho: Float64Array, out: Float64Array): void;
  hessianVectorProduct(
    theta: Float64Array,
    columns: number,
    rho: Float64Array,
    v: Float64Array,
    out: Float64Array,
  ): void;
  hessianDiagonal(theta: Float64Array, columns: number, rho: Float64Array, out: Float64Array): void;
  boundDiagonal(theta: Float64Array, columns: number, rho: Float64Array, out: Float64Array): void;
  gradientRho(theta: Float64Array, columns: number, rho: Float64Array, out: Float64Array): void;
  gradientAlongRho(j: number, theta: Float64Array, columns: number, rho: Float64Array, out: Float64Array): void;
  logNormalizer(
    rho: Float64Array,
    rows: number | undefined,
    columns: number | undefined,
    gradient: Float64Array,
  ): number;
}

interface TermAddon {
  readonly NativeTerm: new (spec: string) => NativeTerm;
  checkSchedule(json: string): void;
}

/** The part of the addon that terms use. */
export const termAddon: TermAddon = native as unknown as TermAddon;
