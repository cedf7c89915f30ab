import { inWords, refusal, translate } from "../errors.js";
import { refuseBackground, runInBackground } from "../model/background.js";
import type { ProgressEvent } from "../native.js";
import { readOptions } from "../options.js";
import { addon, type NativeMinima, type NativeRequest } from "./addon.js";
import { COMMON_KEYS, QUADRATIC_KEYS, quadraticRequest } from "./request.js";
import { minimaOf, minimumOf } from "./result.js";
import { search } from "./search.js";
import type { ManyQuadraticProblem, Minima, Minimum, ObjectiveProblem, QuadraticProblem } from "./types.js";

/**
 * Minimizes F(x) = f(x) + Σ_j P_j(x) on the calling thread: an objective f of yours with its gradient, or a quadratic one, and
 * penalties of this package.
 *
 * Any f takes accelerated proximal gradient steps with a step that adapts and momentum that restarts. A quadratic f with
 * penalties that act entry by entry (`L1`, `ElasticNet`, `MCP`, `SCAD`, `L0`, `Huber`, `NonNegative`, `Box`, …) or group by group
 * (`GroupLasso`, `SparseGroupLasso`, `GroupMCP`, …) takes coordinate and Newton steps on working sets, which reaches rounding in
 * milliseconds. The result says by its residual, and where it can by a duality gap,
 * how far it may be from the minimum; not converged is a status, never silence. A penalty that is not convex leads to a
 * stationary point, and `message` says so.
 *
 * An objective that throws ends the minimization, and what it threw is thrown on unchanged.
 *
 * @throws PenlikError naming the argument; ERR_NON_FINITE where the objective gives NaN, or a gradient that is not finite;
 * ERR_UNSUPPORTED for two penalties without derivatives on one entry; ERR_ABORTED when the signal is aborted.
 *
 * @example
 * ```ts
 * const A = matrixFromRows([[1, 0.5], [0.5, 2], [-1, 1]]);
 * const lasso = minimize({ quadratic: { A, b: [1, 3, 0] }, terms: [new L1({ strength: 0.5 })] });
 * console.log(lasso.x, lasso.gap, lasso.message);
 *
 * const logistic = minimize({
 *   objective: (x, gradient) => {
 *     const share = 1 / (1 + Math.exp(-x[0]!));
 *     gradient[0] = share - 0.75;
 *     return Math.log1p(Math.exp(x[0]!)) - 0.75 * x[0]!;
 *   },
 *   start: [0],
 *   terms: [new Ridge({ strength: 0.1 })],
 * });
 * ```
 */
export function minimize(options: ObjectiveProblem | QuadraticProblem): Minimum;
export function minimize(options: ManyQuadraticProblem): Minima;
export function minimize(options: ObjectiveProblem | QuadraticProblem | ManyQuadraticProblem): Minimum | Minima {
  if (isObject(options) && "objective" in options) {
    return search(readOptions("options", options, ["objective", "start", ...COMMON_KEYS]));
  }
  const given = quadraticOptions(options);
  refuseBackground({
    ...(given.signal && { signal: given.signal }),
    ...(given.onProgress && { onProgress: given.onProgress as never }),
  });
  const request = quadraticRequest(given);
  try {
    return ending(request)(addon.minimizeQuadraticSync(request));
  } catch (error) {
    throw translate(error);
  }
}

/**
 * The same in the background, for a quadratic objective: its arrays are copied before this function returns. An objective of
 * your own is a function that runs on JavaScript's thread and is minimized there, by {@link minimize}.
 *
 * @throws PenlikError (as a rejection) as {@link minimize}.
 *
 * @example
 * ```ts
 * const A = matrixFromRows([[1, 0.5], [0.5, 2], [-1, 1]]);
 * const B = matrixFromRows([[1, 2], [3, -1], [0, 4]]);
 * const { X, gaps } = await minimizeAsync({ quadratic: { A, B }, terms: [new L1({ strength: 0.1 })] });
 * ```
 */
export function minimizeAsync(options: QuadraticProblem): Promise<Minimum>;
export function minimizeAsync(options: ManyQuadraticProblem): Promise<Minima>;
export async function minimizeAsync(options: QuadraticProblem | ManyQuadraticProblem): Promise<Minimum | Minima> {
  if (isObject(options) && "objective" in options) {
    const expected = "a quadratic objective; a function runs on JavaScript's thread and is minimized by minimize";
    throw refusal("ERR_UNSUPPORTED", "objective", inWords(options.objective), expected);
  }
  const { onProgress, signal, ...given } = quadraticOptions(options);
  const request = quadraticRequest(given);
  const tell = (event: ProgressEvent) =>
    onProgress?.({ iteration: event.iteration, value: event.objective, residual: event.gradientNorm });
  const listening = onProgress === undefined || typeof onProgress !== "function" ? onProgress : tell;
  return runInBackground<NativeMinima, Minimum | Minima>(
    (token, progress) => addon.minimizeQuadratic(request, token, progress),
    { ...(signal && { signal }), ...(listening && { onProgress: listening as never }) },
    { open: ending(request) },
  );
}

function quadraticOptions(options: QuadraticProblem | ManyQuadraticProblem): Partial<QuadraticProblem> {
  if (!isObject(options) || !("quadratic" in options)) {
    const expected = "an object with an objective and a start, or with a quadratic: { A, b }, { A, B } or { Q, c }";
    throw refusal("ERR_DOMAIN", "options", inWords(options), expected);
  }
  return readOptions("options", options as QuadraticProblem, QUADRATIC_KEYS);
}

function ending(request: NativeRequest): (native: NativeMinima) => Minimum | Minima {
  if (request.columns === undefined) return minimumOf;
  return (native) => minimaOf(native, request.cols, request.terms.length);
}

function isObject(x: unknown): x is object {
  return typeof x === "object" && x !== null;
}
