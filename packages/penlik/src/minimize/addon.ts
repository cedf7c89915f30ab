/**
 * What the addon exports for minimization; the facade's gate has passed every array.
 */
import { type CancelToken, native, type ProgressEvent } from "../native.js";

/** A penalty on a block: its JSON, the entries, and how many of them make a row. */
export interface NativeTerm {
  readonly penalty: string;
  readonly columns?: Int32Array;
  readonly cols?: number;
}

/** When and how. */
export interface NativeSettings {
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly method: string;
  readonly threads: number;
}

/** A quadratic problem: A with b, A with the columns of B, or Q with c as `normal`. */
export interface NativeRequest {
  readonly matrix: Float64Array;
  readonly rows: number;
  readonly cols: number;
  readonly b: Float64Array;
  readonly columns?: number;
  readonly normal: boolean;
  readonly weights?: Float64Array;
  readonly start?: Float64Array;
  readonly terms: readonly NativeTerm[];
  readonly settings: NativeSettings;
}

/** The ends of minimizations, one solution after the other. */
export interface NativeMinima {
  readonly x: Float64Array;
  readonly fit: Float64Array;
  readonly penalties: Float64Array;
  readonly residual: Float64Array;
  readonly gap: Float64Array;
  readonly iterations: number[];
  readonly status: string[];
  readonly message: string[];
  readonly method: string[];
}

/** A minimization that asks for its objective. */
export interface NativeSearch {
  point(out: Float64Array): void;
  tell(value: number, gradient: Float64Array): boolean;
  progress(): ProgressEvent;
  finish(): NativeMinima;
}

interface MinimizeAddon {
  minimizeQuadraticSync(request: NativeRequest): NativeMinima;
  minimizeQuadratic(
    request: NativeRequest,
    token: CancelToken,
    progress?: (event: ProgressEvent) => void,
  ): Promise<NativeMinima>;
  readonly NativeSearch: new (
    start: Float64Array,
    terms: readonly NativeTerm[],
    settings: NativeSettings,
  ) => NativeSearch;
}

/** The part of the addon that this room uses. */
export const addon: MinimizeAddon = native as unknown as MinimizeAddon;
