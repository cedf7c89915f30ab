/**
 * Minimization of an objective that is a function of the caller's: the core says where it wants to know it.
 */
import { inWords, PenlikError, refusal, translate } from "../errors.js";
import { floatsOf, fresh, numbers } from "../gate.js";
import { aborted, checked } from "../model/background.js";
import { addon } from "./addon.js";
import { nativeSettings, nativeTerms } from "./request.js";
import { minimumOf } from "./result.js";
import type { MinimizeProgress, Minimum, ObjectiveProblem } from "./types.js";

/** Runs on the calling thread, as the objective does. What the objective throws is thrown on as it is. */
export function search(options: Partial<ObjectiveProblem>): Minimum {
  const { objective } = options;
  if (typeof objective !== "function") {
    throw refusal("ERR_DOMAIN", "objective", inWords(objective), "a function (x, gradient) => number");
  }
  const { signal } = checked({ ...(options.signal !== undefined && { signal: options.signal }) });
  const listener = listenerOf(options.onProgress);
  const start = numbers("start", options.start);
  const [x, gradient] = [fresh("start", start.length), fresh("start", start.length)];
  const settings = nativeSettings({ ...options, method: undefined } as never);
  const terms = nativeTerms(options.terms, start.length);
  const method = told(() => new addon.NativeSearch(start, terms, settings));
  let iteration = -1;
  for (let done = false; !done; ) {
    if (signal?.aborted) throw aborted(signal);
    told(() => method.point(x));
    gradient.fill(0);
    const value: unknown = objective(x, gradient);
    if (typeof value !== "number")
      throw refusal("ERR_DOMAIN", "the value of the objective", inWords(value), "a number");
    floatsOf("gradient", gradient, start.length);
    floatsOf("x", x, start.length);
    done = told(() => method.tell(value, gradient));
    if (listener === undefined) continue;
    const event = told(() => method.progress());
    if (event.iteration === iteration) continue;
    iteration = event.iteration;
    listener({ iteration, value: event.objective, residual: event.gradientNorm });
  }
  return minimumOf(told(() => method.finish()));
}

/** Passes an error of the addon on in the words of this package. */
function told<T>(question: () => T): T {
  try {
    return question();
  } catch (error) {
    throw error instanceof PenlikError ? error : translate(error);
  }
}

/** @throws PenlikError ERR_DOMAIN for something that is no function. */
function listenerOf(listener: unknown): ((event: MinimizeProgress) => void) | undefined {
  if (listener === undefined || typeof listener === "function") return listener as never;
  throw refusal("ERR_DOMAIN", "onProgress", inWords(listener), "a function");
}
