import { inWords, PenlikError, refusal, translate } from "../errors.js";
import { type CancelToken, type NativeModel, native, type ProgressEvent } from "../native.js";
import { booleanOption } from "../options.js";
import type { FittedFormula } from "./description.js";
import { FittedModel } from "./fitted.js";
import type { BackgroundOptions } from "./settings.js";

/** Submits a job of the addon. */
export type Start<Native> = (token: CancelToken, progress?: (event: ProgressEvent) => void) => Promise<Native>;

/** What becomes of a job's result: what the caller gets, and how it is freed where it comes too late. */
export interface Ending<Native, Value> {
  readonly open: (native: Native) => Value;
  readonly free?: (native: Native) => void;
}

/**
 * Runs a fit in the background: the signal and a throwing listener cancel it, and leave nothing behind when it is over.
 *
 * @param start submits the job; it is called before this function returns, so that inputs are taken at once
 * @param formula for the position of an error
 */
export function inBackground(
  start: Start<NativeModel>,
  options: BackgroundOptions,
  formula?: FittedFormula,
): Promise<FittedModel> {
  const ending = {
    open: (model: NativeModel) => new FittedModel(model),
    free: (model: NativeModel) => model.dispose(),
  };
  return runInBackground(start, options, ending, formula);
}

/** The same for any job. */
export function runInBackground<Native, Value>(
  start: Start<Native>,
  options: BackgroundOptions,
  ending: Ending<Native, Value>,
  formula?: FittedFormula,
): Promise<Value> {
  const { signal, onProgress } = checked(options);
  if (signal?.aborted) return Promise.reject(aborted(signal));
  return settled(new Run(start, signal, onProgress), signal, ending, formula);
}

/** What each signal stops: one listener serves all runs of a signal, as many listeners would look like a leak to Node. */
const stops = new WeakMap<AbortSignal, { readonly runs: Set<() => void>; readonly listener: () => void }>();

function listen(signal: AbortSignal, stop: () => void): void {
  const known = stops.get(signal);
  if (known !== undefined) {
    known.runs.add(stop);
    return;
  }
  const runs = new Set([stop]);
  const listener = (): void => {
    for (const run of runs) run();
  };
  stops.set(signal, { runs, listener });
  signal.addEventListener("abort", listener);
}

function unlisten(signal: AbortSignal, stop: () => void): void {
  const known = stops.get(signal);
  known?.runs.delete(stop);
  if (known?.runs.size !== 0) return;
  signal.removeEventListener("abort", known.listener);
  stops.delete(signal);
}

/** One running job with its listeners. */
class Run<Native> {
  readonly result: Promise<Native>;
  /** What the progress listener threw. */
  thrown: { readonly error: unknown } | undefined;
  readonly #token = new native.CancelToken();
  readonly #signal: AbortSignal | undefined;
  readonly #listener: BackgroundOptions["onProgress"];
  readonly #abort = (): void => this.#token.cancel();
  #over = false;

  constructor(start: Start<Native>, signal: AbortSignal | undefined, listener: BackgroundOptions["onProgress"]) {
    this.#signal = signal;
    this.#listener = listener;
    this.result = listener === undefined ? start(this.#token) : start(this.#token, (event) => this.#tell(event));
    if (signal !== undefined) listen(signal, this.#abort);
  }

  /** No listener is called afterwards, and the signal holds none. */
  end(): void {
    this.#over = true;
    if (this.#signal !== undefined) unlisten(this.#signal, this.#abort);
  }

  #tell(event: ProgressEvent): void {
    if (this.#over || this.thrown !== undefined || this.#signal?.aborted) return;
    try {
      const answer: unknown = this.#listener?.(event);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.thrown ??= { error };
    this.#token.cancel();
  }
}

async function settled<Native, Value>(
  run: Run<Native>,
  signal: AbortSignal | undefined,
  ending: Ending<Native, Value>,
  formula: FittedFormula | undefined,
): Promise<Value> {
  try {
    const native = await run.result;
    // An abort counts until the result is handed over, even where the last iteration was faster.
    if (run.thrown === undefined && !signal?.aborted) return ending.open(native);
    ending.free?.(native);
    throw run.thrown === undefined ? aborted(signal as AbortSignal) : run.thrown.error;
  } catch (error) {
    if (run.thrown !== undefined) throw run.thrown.error;
    const told = translate(error, formula);
    throw told.code === "ERR_ABORTED" && signal?.aborted ? aborted(signal) : told;
  } finally {
    run.end();
  }
}

/** @throws PenlikError ERR_DOMAIN for a signal or a listener of another type. */
export function checked({ signal, onProgress, transfer }: BackgroundOptions): BackgroundOptions {
  if (signal !== undefined && !isSignal(signal)) {
    throw refusal("ERR_DOMAIN", "signal", inWords(signal), "an AbortSignal");
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw refusal("ERR_DOMAIN", "onProgress", inWords(onProgress), "a function");
  }
  if (transfer !== undefined) booleanOption("transfer", transfer);
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) };
}

function isSignal(x: unknown): x is AbortSignal {
  if (typeof x !== "object" || x === null || !("aborted" in x)) return false;
  const { addEventListener, removeEventListener } = x as Partial<EventTarget>;
  return typeof addEventListener === "function" && typeof removeEventListener === "function";
}

/**
 * What a synchronous fit cannot do: be told anything while it works.
 *
 * @throws PenlikError ERR_ABORTED if the signal is aborted already, ERR_UNSUPPORTED for the options of the background.
 */
export function refuseBackground(options: BackgroundOptions): void {
  const { signal, onProgress } = checked(options);
  const expected = "no such option: a synchronous call is not interrupted; use the asynchronous one";
  if (onProgress !== undefined) throw refusal("ERR_UNSUPPORTED", "onProgress", "a function", expected);
  if (options.transfer === true)
    throw refusal("ERR_UNSUPPORTED", "transfer", "true", "false: nothing is copied anyway");
  if (signal?.aborted) throw aborted(signal);
}

/** The error of an aborted job. */
export function aborted(signal: AbortSignal): PenlikError {
  return new PenlikError({
    code: "ERR_ABORTED",
    message: "the fit was aborted",
    argument: "signal",
    value: "aborted",
    expected: "a signal that is not aborted before the fit is over",
    cause: signal.reason,
  });
}
