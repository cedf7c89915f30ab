/**
 * The options of a kind as JSON for the core, which checks their domains.
 */
import { inWords, refusal } from "../errors.js";
import { booleanOption, countOption, numberOption, readOptions } from "../options.js";
import type { PenaltyKind, PenaltyParameter } from "./kind.js";

/**
 * The options of a kind, of the right types.
 *
 * @throws PenlikError naming the option: for one that is not known or missing, not of its type, or not finite.
 */
export function readParameters(entry: PenaltyKind, options: object | undefined): Record<string, unknown> {
  const names = entry.parameters.map((parameter) => parameter.name);
  const read: Record<string, unknown> = readOptions<Record<string, unknown>>("options", options as never, names);
  for (const parameter of entry.parameters) {
    const { name } = parameter;
    if (read[name] !== undefined) read[name] = asJSON(parameter, read[name]);
    else if (!parameter.optional) throw refusal("ERR_DOMAIN", name, "missing", parameter.domain);
  }
  return read;
}

function asJSON({ name, type, domain }: PenaltyParameter, value: unknown): unknown {
  if (type === "number") return numberOption(name, value, () => true, domain);
  if (type === "boolean") return booleanOption(name, value);
  return plain(name, value, domain);
}

/** Typed arrays as arrays, matrices as objects of the same members, everything else as it is. */
export function plain(name: string, value: unknown, domain: string): unknown {
  if (typeof value === "number") return numberOption(name, value, () => true, domain);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return entries(name, value as never, domain);
  if (Array.isArray(value)) return entries(name, value, domain);
  if (typeof value === "object" && value !== null && "data" in value) return matrixJSON(name, value, domain);
  throw refusal("ERR_DOMAIN", name, inWords(value), domain);
}

function entries(name: string, values: ArrayLike<unknown>, domain: string): unknown[] {
  return Array.from(values, (value, i) => {
    const entry = `${name}[${i}]`;
    return typeof value === "number"
      ? numberOption(entry, value, () => true, "a finite number")
      : plain(entry, value, domain);
  });
}

function matrixJSON(name: string, value: { data: unknown; rows?: unknown; cols?: unknown }, domain: string): object {
  const { data, rows, cols } = value;
  return {
    rows: countOption(`${name}.rows`, rows, 0),
    cols: countOption(`${name}.cols`, cols, 0),
    data: plain(`${name}.data`, data, domain),
  };
}
