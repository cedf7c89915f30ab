import { inWords, refusal } from "../errors.js";
import { catalog, penaltyClasses } from "../generated/penalties.js";
import { nearestName, readOptions } from "../options.js";
import { CombinedPenalty, combinations } from "./combined.js";
import { frozen, type PenaltyKind } from "./kind.js";
import { Penalty, type PenaltyJSON } from "./penalty.js";

const kinds: readonly PenaltyKind[] = frozen(Object.values(catalog));

/**
 * Every kind of penalty there is: name, formula, parameters with their domains, properties.
 *
 * @example
 * ```ts
 * for (const { kind, formula } of penaltyKinds()) console.log(kind, formula); // Ridge sum_i x_i^2/2 …
 * ```
 */
export function penaltyKinds(): readonly PenaltyKind[] {
  return kinds;
}

/**
 * The penalty that {@link Penalty.toJSON} or its text describes.
 *
 * @throws PenlikError ERR_DOMAIN for an unknown kind or parameter, naming the nearest known one.
 *
 * @example
 * ```ts
 * const ridge = penaltyFromJSON({ kind: "Ridge", strength: 2 });
 * penaltyFromJSON(JSON.stringify(ridge)).value(Float64Array.of(1, 3)); // 10
 * ```
 */
export function penaltyFromJSON(json: PenaltyJSON | string): Penalty {
  const { kind, ...options } = parsed(json);
  if ((combinations as readonly unknown[]).includes(kind)) return combination({ kind, ...options });
  if (!isKind(kind)) throw unknownKind(kind);
  const names = catalog[kind].parameters.map(({ name }) => name);
  return new (classOf(kind))(readOptions<Record<string, unknown>>("json", options, names) as never);
}

/** Penalties inside it are read by the core, which says how deep they may be. */
function combination(spec: object): Penalty {
  try {
    return new CombinedPenalty(spec);
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    const expected = "the JSON of a penalty, without cycles";
    throw refusal("ERR_DOMAIN", "json", "an object that is no JSON or is nested too deeply", expected, { cause });
  }
}

function isKind(kind: unknown): kind is keyof typeof penaltyClasses {
  return typeof kind === "string" && Object.hasOwn(penaltyClasses, kind);
}

function classOf(kind: keyof typeof penaltyClasses): new (options: never) => Penalty {
  return penaltyClasses[kind] as unknown as new (
    options: never,
  ) => Penalty;
}

function parsed(json: unknown): { kind?: unknown } {
  let value = json;
  try {
    if (typeof json === "string") value = JSON.parse(json);
  } catch (cause) {
    throw refusal("ERR_DOMAIN", "json", "text that is not JSON", "the JSON of a penalty", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value instanceof Penalty ? value.toJSON() : value;
  throw refusal("ERR_DOMAIN", "json", inWords(value), "the JSON of a penalty: an object with a kind");
}

function unknownKind(kind: unknown) {
  const names = [...Object.keys(penaltyClasses), ...combinations];
  const nearest = typeof kind === "string" ? nearestName(kind, names) : undefined;
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  const found = kind === undefined ? "missing" : inWords(kind);
  return refusal(
    "ERR_DOMAIN",
    "kind",
    found,
    `a kind that penaltyKinds() lists, or one of ${combinations.join(", ")}${hint}`,
  );
}
