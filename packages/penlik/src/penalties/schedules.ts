import { inWords, refusal, translate } from "../errors.js";
import { numberOption, readOptions, wordOption } from "../options.js";
import { termAddon } from "./term-addon.js";

/**
 * How the weight of a {@link Term} changes over outer iterations i = 0, 1, 2, …: from `start` to `end`, never beyond either.
 *
 * Made by {@link schedules}. The object is its own JSON.
 */
export type Schedule =
  | { readonly kind: "geometric"; readonly start: number; readonly end: number; readonly rate: number }
  | { readonly kind: "linear"; readonly start: number; readonly end: number; readonly steps: number }
  | { readonly kind: "reciprocal"; readonly start: number; readonly end: number };

type Kind = Schedule["kind"];
type OptionsOf<K extends Kind> = Omit<Extract<Schedule, { kind: K }>, "kind">;

/** The numbers of each kind, in order. */
const numbers: { readonly [K in Kind]: readonly (keyof OptionsOf<K> & string)[] } = {
  geometric: ["start", "end", "rate"],
  linear: ["start", "end", "steps"],
  reciprocal: ["start", "end"],
};

/** What each number may be. */
const domains: Record<string, string> = {
  start: "a finite number >= 0",
  end: "a finite number >= 0",
  rate: "a number in [0, 1]",
  steps: "a whole number >= 1",
};

/**
 * Schedules for the weight of a term, for annealing in gradient or proximal loops:
 *
 * - `geometric({ start, end, rate })`: end + (start − end)·rateⁱ with 0 ≤ rate ≤ 1,
 * - `linear({ start, end, steps })`: a straight line that reaches `end` at i = steps ≥ 1 and stays there,
 * - `reciprocal({ start, end })`: end + (start − end)/(1 + i).
 *
 * Each throws ERR_DOMAIN or ERR_NON_FINITE, naming the option.
 *
 * @example
 * ```ts
 * const schedule = schedules.geometric({ start: 10, end: 2, rate: 0.5 });
 * const term = new Term(new Ridge(), { schedule });
 * [0, 1, 2].map((i) => term.atIteration(i).weight); // [10, 6, 4]
 * ```
 */
export const schedules = Object.freeze({
  geometric: (options: OptionsOf<"geometric">): Extract<Schedule, { kind: "geometric" }> => made("geometric", options),
  linear: (options: OptionsOf<"linear">): Extract<Schedule, { kind: "linear" }> => made("linear", options),
  reciprocal: (options: OptionsOf<"reciprocal">): Extract<Schedule, { kind: "reciprocal" }> =>
    made("reciprocal", options),
});

function made<K extends Kind>(kind: K, options: OptionsOf<K>): Extract<Schedule, { kind: K }> {
  const names = numbers[kind] as readonly string[];
  const given = readOptions<Record<string, unknown>>("options", options as never, names);
  const read: Record<string, unknown> = { kind };
  for (const name of names) {
    const holds = (x: number) => name !== "steps" || (Number.isSafeInteger(x) && x >= 1);
    read[name] = numberOption(name, given[name], holds, domains[name] as string);
  }
  try {
    termAddon.checkSchedule(JSON.stringify(read));
  } catch (error) {
    throw translate(error);
  }
  return Object.freeze(read) as Extract<Schedule, { kind: K }>;
}

/** A schedule of any kind, checked; what is none is refused by name. */
export function readSchedule(value: unknown): Schedule {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal("ERR_DOMAIN", "schedule", inWords(value), "a schedule, as schedules.linear and its like give it");
  }
  const { kind, ...options } = value as { kind?: unknown };
  const known = wordOption("schedule.kind", kind, ["geometric", "linear", "reciprocal"]);
  return made(known, options as never);
}
