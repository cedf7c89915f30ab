import type { Matrix } from "../matrix.js";
import type { Penalty } from "../penalties/penalty.js";
import type { Term } from "../penalties/term.js";

/** Entries `from`, `from` + 1, … up to, and without, `to`. */
export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

/** A penalty, or a term of one, on some of the entries of x. */
export interface MinimizeTerm {
  /** Such as `new L1({ strength: 0.1 })`; or instead of it `term`. */
  readonly penalty?: Penalty<never>;
  /** A penalty with its weight. */
  readonly term?: Term<Penalty<never>>;
  /** The entries that it sees, in this order; all of them when absent. */
  readonly columns?: readonly number[] | Int32Array | ColumnRange;
  /** Entries in a row, for a penalty of a matrix; the block is one row when absent. */
  readonly cols?: number;
}

/** What every minimization can be told. */
export interface MinimizeOptions {
  /**
   * The penalties, each a penalty on all entries or on some of them. One without derivatives acts through its proximal map, and
   * only one such penalty may lie on an entry; smooth ones may overlap anything. A {@link Term} counts with its weight, at ρ = 0.
   */
  readonly terms?: readonly (Penalty<never> | Term<Penalty<never>> | MinimizeTerm)[];
  /** Stop at this relative residual > 0; 1e-10 when absent. See {@link Minimum.residual}. */
  readonly tolerance?: number;
  /** Iterations, at most; 10 000 when absent. */
  readonly maxIterations?: number;
  /** Aborting it makes the call fail with ERR_ABORTED. */
  readonly signal?: AbortSignal;
  /** Called after iterations. What it throws ends the minimization and is thrown on. */
  readonly onProgress?: (event: MinimizeProgress) => void;
}

/** What a minimization tells while it works. */
export interface MinimizeProgress {
  /** Iterations so far; with many right-hand sides, the column that is done, from 1. */
  readonly iteration: number;
  /** F(x); f(x) alone where the method is `"proximalNewton"`. */
  readonly value: number;
  /** The largest entry of the proximal gradient residual, in units of the gradient. */
  readonly residual: number;
}

/**
 * f as a function of yours: it writes ∇f(x) into `gradient` and returns f(x), or Infinity outside its domain. Both arrays belong
 * to the minimization and are used again.
 */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Any objective, from a start. */
export interface ObjectiveProblem extends MinimizeOptions {
  /** f and its gradient. */
  readonly objective: Objective;
  /** Where to begin; it says how many entries x has. */
  readonly start: Float64Array | readonly number[];
}

/** ½ Σ_i w_i (a_iᵀx − b_i)². */
export interface LeastSquares {
  /** A, n × p. */
  readonly A: Matrix;
  /** b, of length n. */
  readonly b: Float64Array | readonly number[];
  /** w ≥ 0, of length n; 1 when absent. */
  readonly weights?: Float64Array | readonly number[];
}

/** ½xᵀQx − cᵀx. */
export interface NormalForm {
  /** Q, symmetric and positive semidefinite, p × p. */
  readonly Q: Matrix;
  /** c, of length p. */
  readonly c: Float64Array | readonly number[];
}

/** One problem ½ Σ_i w_i (a_iᵀx − b_i)² for each column b of B, with one A: sparse codes of many signals in one dictionary. */
export interface ManyLeastSquares {
  /** A, n × p. */
  readonly A: Matrix;
  /** B, n × m, a right-hand side in each column. */
  readonly B: Matrix;
  /** w ≥ 0, of length n; 1 when absent. */
  readonly weights?: Float64Array | readonly number[];
}

/** What a quadratic objective can be told besides. */
export interface QuadraticOptions extends MinimizeOptions {
  /**
   * `"proximalNewton"` moves along entries or groups and by Newton steps on working sets, for penalties that act entry by entry or
   * group by group;
   * `"proximalGradient"` takes accelerated proximal gradient steps, for all. The first where it can be done when absent.
   */
  readonly method?: "proximalNewton" | "proximalGradient";
  /** Threads that share the work; 0 or absent means one for each processor. The result has the same bits for any number. */
  readonly threads?: number;
}

/** One quadratic objective. */
export interface QuadraticProblem extends QuadraticOptions {
  /** The objective by rows or by coefficients. */
  readonly quadratic: LeastSquares | NormalForm;
  /** Where to begin; zeros when absent. */
  readonly start?: Float64Array | readonly number[];
}

/** Many quadratic objectives with one matrix. */
export interface ManyQuadraticProblem extends QuadraticOptions {
  /** The objectives. */
  readonly quadratic: ManyLeastSquares;
}

/**
 * How a minimization ended. `"converged"`: the certificate holds. `"iterationLimit"`: iterations ran out. `"stalled"`: rounding
 * hides any further decrease. `"notFinite"`: the objective is not finite however small the step.
 */
export type MinimizeStatus = "converged" | "iterationLimit" | "stalled" | "notFinite";

/** The end of a minimization of F(x) = f(x) + Σ_j P_j(x). */
export interface Minimum {
  /** The point. */
  readonly x: Float64Array;
  /** F(x). */
  readonly value: number;
  /** f(x). */
  readonly fit: number;
  /** P_j(x), one for each term. */
  readonly penalties: Float64Array;
  /**
   * max_i |x_i − prox(x − t·∇f(x))_i|/t, relative to the scale of the gradient: 0 exactly at the minima of a convex F, and at
   * the stationary points of any other.
   */
  readonly residual: number;
  /**
   * A bound on F(x) − min F, where there is one: for least squares whose every entry lies under an `L1`, an `ElasticNet`, a
   * `Ridge` or another norm with a known dual: `GroupLasso`, `SparseGroupLasso`, `TraceNorm`, `LInfinity`.
   */
  readonly gap: number | undefined;
  /** Steps of a proximal gradient method, or rounds of working sets. */
  readonly iterations: number;
  /** Whether the status is `"converged"`. */
  readonly converged: boolean;
  /** How it ended. */
  readonly status: MinimizeStatus;
  /** The same in a sentence. */
  readonly message: string;
  /** What was done. */
  readonly method: "proximalNewton" | "proximalGradient";
}

/** The ends of many minimizations with one matrix: a column or an entry for each. */
export interface Minima {
  /** p × m: a solution in each column. */
  readonly X: Matrix;
  /** F of each column. */
  readonly values: Float64Array;
  /** f of each column. */
  readonly fits: Float64Array;
  /** Relative residuals; see {@link Minimum.residual}. */
  readonly residuals: Float64Array;
  /** Bounds on F(x) − min F; NaN where there is none. */
  readonly gaps: Float64Array;
  /** How each column ended. */
  readonly statuses: readonly MinimizeStatus[];
  /** Whether every column converged. */
  readonly converged: boolean;
  /** How many columns did not converge, and why, in a sentence. */
  readonly message: string;
}
