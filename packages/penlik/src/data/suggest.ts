import { PenlikError } from "../errors.js";
import { nearestName } from "../options.js";
import { quoted } from "./column.js";

/** The names that an error lists at most. */
const MOST_LISTED = 10;

/** The names of columns for an error: all of them, or the first of many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map(quoted).join(", ");
  return names.length <= MOST_LISTED ? shown : `${shown} and ${names.length - MOST_LISTED} more`;
}

/**
 * The error for a column that the data lacks, with the nearest name the data has, or else with the names it has. The addon cannot
 * tell them: only the columns that a formula mentions are handed to it. Every other error is given back as it is.
 */
export function withSuggestion<Thrown>(error: Thrown, names: readonly string[]): Thrown | PenlikError {
  if (!(error instanceof PenlikError)) return error;
  const { code, argument, value, message } = error;
  if (code !== "ERR_COLUMN" || argument !== "data" || typeof value !== "string") return error;
  const nearest = nearestName(value, names);
  if (nearest === value) return error;
  const [first = "", ...rest] = message.split("\n");
  const has = names.length === 0 ? "it has none" : `it has ${listed(names)}`;
  const hint = nearest === undefined ? has : `did you mean '${nearest}'?`;
  return new PenlikError({
    code,
    argument,
    value,
    position: error.position,
    expected: nearest === undefined ? `a column of the table; ${has}` : `a column of the table, such as '${nearest}'`,
    // The addon compares with the few columns it was handed, so its suggestion gives way.
    message: [`${first.replace(/; did you mean '.*'\?$/, "")}; ${hint}`, ...rest].join("\n"),
    cause: error.cause,
  });
}
