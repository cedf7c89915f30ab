import { PenlikError } from "../errors.js";
import { nearestName } from "../options.js";
import { columnNames } from "./table.js";
import type { Data } from "./types.js";

/**
 * The error for a column that the data lacks, with the nearest name the data has. The addon cannot tell it: only the columns that
 * a formula mentions are handed to it. Every other error is given back as it is.
 */
export function withSuggestion<Thrown>(error: Thrown, data: Data): Thrown | PenlikError {
  if (!(error instanceof PenlikError)) return error;
  const { code, argument, value, message } = error;
  if (code !== "ERR_COLUMN" || argument !== "data" || typeof value !== "string") return error;
  const nearest = nearestName(value, columnNames(data));
  if (nearest === undefined || nearest === value) return error;
  const [first = "", ...rest] = message.split("\n");
  return new PenlikError({
    code,
    argument,
    value,
    position: error.position,
    expected: `a column of the table, such as '${nearest}'`,
    // The addon compares with the few columns it was handed, so its suggestion gives way.
    message: [`${first.replace(/; did you mean '.*'\?$/, "")}; did you mean '${nearest}'?`, ...rest].join("\n"),
    cause: error.cause,
  });
}
