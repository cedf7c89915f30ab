/**
 * Fits of a caller's own family: the core says which rows it wants to know, and is told, all on the calling thread.
 */
import { type PenlikError, refusal, translate } from "../errors.js";
import { type CustomFunctions, type CustomRows, called } from "../families/custom.js";
import type { Family } from "../families/family.js";
import { floatsOf, fresh } from "../gate.js";
import {
  type FormulaRequest,
  type MatrixRequest,
  type NativeCustomFit,
  native,
  type ProgressEvent,
} from "../native.js";
import { aborted, checked } from "./background.js";
import type { FittedFormula } from "./description.js";
import { FittedModel } from "./fitted.js";
import type { BackgroundOptions } from "./settings.js";

/** Milliseconds between turns of the event loop. */
const SLICE = 8;

/** A design matrix, or a table with a formula for each predictor. */
type CustomRequest = MatrixRequest | FormulaRequest;

/** Fits without a pause. */
export function fitCustomSync(request: CustomRequest, family: Family, formula?: FittedFormula): FittedModel {
  const run = new CustomRun(request, family);
  try {
    run.work(() => false);
    return run.model();
  } catch (error) {
    throw translate(error, formula);
  } finally {
    run.close();
  }
}

/** Fits in slices of a few milliseconds, between which the event loop turns. */
export async function fitCustom(
  request: CustomRequest,
  family: Family,
  options: BackgroundOptions,
  formula?: FittedFormula,
): Promise<FittedModel> {
  const { signal, onProgress } = checked(options);
  if (signal?.aborted) throw aborted(signal);
  const run = new CustomRun(request, family);
  const tell = onProgress && ((event: ProgressEvent) => onProgress(event));
  try {
    for (let over = false; !over; ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) throw aborted(signal);
      const end = performance.now() + SLICE;
      over = run.work(() => performance.now() > end || signal?.aborted === true, tell);
    }
    if (signal?.aborted) throw aborted(signal);
    return run.model();
  } catch (error) {
    throw run.told.has(error) ? error : translate(error, formula);
  } finally {
    run.close();
  }
}

/** One fit with the arrays that its questions are written into. */
class CustomRun {
  /** What a listener threw, which is thrown on as it is. */
  readonly told = new Set<unknown>();
  readonly #fit: NativeCustomFit;
  readonly #family: Family;
  readonly #functions: CustomFunctions;
  readonly #predictors: number;
  readonly #buffers = new Map<number, Buffers>();

  constructor(request: CustomRequest, family: Family) {
    const { spec, functions } = customOf(family);
    this.#family = family;
    this.#functions = functions;
    this.#predictors = spec.predictors.length;
    const { slopes, scale, selfConcordance, start } = functions;
    const saturated = saturatedOf(functions, request);
    const told = {
      name: spec.name,
      predictors: [...spec.predictors],
      slopes,
      scale,
      start: [...start],
      ...(saturated && { saturated }),
      ...(selfConcordance !== undefined && { selfConcordance }),
    };
    this.#fit = guarded(() =>
      "table" in request ? native.NativeCustomFit.byFormulas(request, told) : new native.NativeCustomFit(request, told),
    );
  }

  /** Answers questions until the fit is over, which gives true, or a pause is wanted. */
  work(pause: () => boolean, tell?: (event: ProgressEvent) => void): boolean {
    for (;;) {
      const rows = this.#fit.next();
      if (rows < 0) return true;
      if (rows > 0) this.#answer(rows);
      else if (tell !== undefined) this.#tell(tell);
      if (pause()) return false;
    }
  }

  model(): FittedModel {
    return new FittedModel(this.#fit.finish(), this.#family);
  }

  /** Nothing of the fit is left afterwards. */
  close(): void {
    this.#fit.close();
  }

  #tell(tell: (event: ProgressEvent) => void): void {
    const event = guarded(() => this.#fit.progress());
    try {
      tell(event);
    } catch (error) {
      this.told.add(error);
      throw error;
    }
  }

  #answer(rows: number): void {
    const buffers = this.#buffersOf(rows);
    const { eta, y, positions } = buffers;
    const slopes = guarded(() => this.#fit.question(eta, y, positions));
    const out = slopes ? buffers.four : buffers.two;
    const entries = Object.entries(out) as [string, Float64Array][];
    const lengths = entries.map(([, array]) => array.length);
    for (const [, array] of entries) array.fill(Number.NaN);
    called("rows", () => this.#functions.rows(eta, y, out, positions));
    for (const [k, [name, array]] of entries.entries()) floatsOf(`rows: ${name}`, array, lengths[k] as number);
    const { logLikelihood, score, information, third = NONE, fourth = NONE } = out;
    try {
      guarded(() => this.#fit.tell(logLikelihood, score, information, third, fourth));
    } finally {
      // What was taken away from a caller's hands is not given out again.
      if (eta.length === 0 || y.length === 0 || positions.length === 0) this.#buffers.delete(rows);
    }
  }

  #buffersOf(rows: number): Buffers {
    const known = this.#buffers.get(rows);
    if (known !== undefined) return known;
    const made = buffersFor(rows, this.#predictors);
    this.#buffers.set(rows, made);
    return made;
  }
}

const NONE = new Float64Array(0);

/** The arrays for questions of one height. */
interface Buffers {
  readonly eta: Float64Array;
  readonly y: Float64Array;
  readonly positions: Float64Array;
  readonly two: CustomRows;
  readonly four: CustomRows;
}

function buffersFor(h: number, m: number): Buffers {
  const columns = (count: number) => fresh("rows", count * h);
  const pairs = (m * (m + 1)) / 2;
  const triples = (pairs * (m + 2)) / 3;
  const two = { logLikelihood: columns(1), score: columns(m), information: columns(pairs) };
  const four = { ...two, third: columns(triples), fourth: columns((triples * (m + 3)) / 4) };
  const inputs = { eta: columns(m), y: columns(1), positions: columns(1) };
  return { ...inputs, two: Object.freeze(two), four: Object.freeze(four) };
}

function customOf(family: Family) {
  const spec = family.toJSON();
  if (spec.kind === "custom" && family.functions !== undefined) return { spec, functions: family.functions };
  const value = "a custom family without its functions, as a stored model has it";
  throw refusal("ERR_UNSUPPORTED", "family", value, "the family that families.custom made");
}

/** ℓ of the saturated model, row by row. */
function saturatedOf({ saturated }: CustomFunctions, request: CustomRequest): Float64Array | undefined {
  if (saturated === undefined) return undefined;
  if ("table" in request) {
    const expected = "none beside formulas: deviances are then twice the negative log-likelihood";
    throw refusal("ERR_UNSUPPORTED", "saturated", "given with the family", expected);
  }
  const { response, rows } = request;
  if (response.values === undefined) return undefined;
  const out = fresh("saturated", rows).fill(Number.NaN);
  const y = response.values.slice();
  called("saturated", () => saturated(y, out));
  floatsOf("saturated", out, rows);
  const odd = out.findIndex((x) => !Number.isFinite(x));
  if (odd >= 0) throw refusal("ERR_NON_FINITE", "saturated", `${out[odd]} in row ${odd}`, "finite numbers");
  return out;
}

function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translate(error) satisfies PenlikError;
  }
}
