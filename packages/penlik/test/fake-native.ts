import type {
  NativeBasisCheck,
  NativeConcurvity,
  NativeDevianceTest,
  NativeInfluence,
  NativeModel,
  NativePrediction,
  NativeResiduals,
  NativeRows,
  NativeSmooth,
  NativeTable,
  NativeTerms,
  PredictRequest,
} from "../src/native.js";
import { arrays, description } from "./example-fit.js";

/** What a fake model was asked. */
export interface Asked {
  readonly table?: NativeTable;
  readonly design?: Float64Array;
  readonly request: PredictRequest;
}

/** A model that answers from the example fit; each array is fresh, as from the addon, and every prediction is written down. */
export class FakeNative implements NativeModel {
  readonly asked: Asked[] = [];
  disposed = false;
  readonly #over: object;
  /** The rows that a prediction with `missing: "omit"` keeps. */
  readonly #kept: number[];

  constructor(over: object = {}, kept: number[] = [0, 1]) {
    this.#over = over;
    this.#kept = kept;
  }

  describe(): string {
    return JSON.stringify({ ...description, ...this.#over });
  }
  coefficients(): Float64Array {
    if (this.disposed) throw new Error('{"code":"ERR_DOMAIN","message":"the model has been disposed of"}');
    return arrays.coefficients.slice();
  }
  standardErrors(): Float64Array {
    return arrays.standardErrors.slice();
  }
  statistics(): Float64Array {
    return arrays.statistics.slice();
  }
  pValues(): Float64Array {
    return arrays.pValues.slice();
  }
  covariance(kind: "bayesian" | "frequentist" | "corrected"): Float64Array {
    return new Float64Array(36).fill({ bayesian: 0.5, frequentist: 0.25, corrected: 0.75 }[kind]);
  }
  predict(table: NativeTable, request: PredictRequest): NativePrediction {
    this.asked.push({ table, request });
    return this.#prediction(request, request.missing === "omit" ? this.#kept : [...new Array(table.rows).keys()]);
  }
  predictMatrix(design: Float64Array, rows: number, _cols: number, request: PredictRequest): NativePrediction {
    this.asked.push({ design, request });
    return this.#prediction(request, [...new Array(rows).keys()]);
  }
  contributions(): NativeTerms {
    throw new Error("not asked of a fake");
  }
  computedCovariates(): never {
    throw new Error("not asked");
  }
  designMatrix(): NativeTerms {
    throw new Error("not asked of a fake");
  }
  smooth(): NativeSmooth {
    throw new Error("not asked of a fake");
  }
  smoothDifference(): NativeSmooth {
    throw new Error("not asked of a fake");
  }
  simulate(): NativeRows {
    throw new Error("not asked of a fake");
  }
  simulateMatrix(): NativeRows {
    throw new Error("not asked of a fake");
  }
  simulateCoefficients(): Float64Array {
    throw new Error("not asked of a fake");
  }
  ownPredictors(): NativeRows {
    throw new Error("not asked of a fake");
  }
  concurvityMatrix(): NativeConcurvity[] {
    throw new Error("not asked of a fake");
  }
  concurvity(): NativeConcurvity[] {
    throw new Error("not asked of a fake");
  }
  basisCheck(): NativeBasisCheck[] {
    throw new Error("not asked of a fake");
  }
  devianceTest(): NativeDevianceTest {
    throw new Error("not asked of a fake");
  }
  isWithin(): boolean {
    throw new Error("not asked of a fake");
  }
  pointwiseCritical(): number {
    throw new Error("not asked of a fake");
  }
  residuals(kind: string, seed: number): NativeResiduals {
    const values = Float64Array.of(kind === "quantile" ? seed : 1, 2, 3, 4, 5, 6);
    return { rows: 2, cols: 3, values, kept: Int32Array.from(this.#kept) };
  }
  influenceMatrix(): NativeInfluence {
    return { leverages: new Float64Array(2), kept: Int32Array.from(this.#kept) };
  }
  influenceTable(): NativeInfluence {
    return this.influenceMatrix();
  }
  toJson(): string {
    return '{"format":"penlik-model","version":1}';
  }
  dispose(): void {
    this.disposed = true;
  }

  /** Row r, column c is 10·r + c, so that every number tells where it came from. */
  #prediction({ kind, standardErrors }: PredictRequest, kept: number[]): NativePrediction {
    const cols = kind === "response" ? 3 : kind === "link" ? 2 : 1;
    const values = Float64Array.from(kept.flatMap((row) => Array.from({ length: cols }, (_, col) => 10 * row + col)));
    return {
      rows: kept.length,
      cols,
      values,
      kept: Int32Array.from(kept),
      ...(standardErrors ? { standardErrors: values.map((value) => value / 100) } : {}),
      ...(kind === "class" ? { classes: Int32Array.from(kept, (row) => row % 3) } : {}),
    };
  }
}
