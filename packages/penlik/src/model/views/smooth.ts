import { toNativeTable } from "../../data/table.js";
import type { Columns, Data } from "../../data/types.js";
import { inWords, refusal } from "../../errors.js";
import type { NativeModel, NativeSmooth, NativeSmoothAsk } from "../../native.js";
import { booleanOption, countOption, numberOption, readOptions, wordOption } from "../../options.js";
import type { Description, SmoothTerm } from "../description.js";
import { guarded } from "../prediction.js";
import { gridOf, stacked } from "./grid.js";

/** The options of {@link FittedModel.smooth} and {@link FittedModel.difference}. */
export interface SmoothOptions {
  /**
   * Points along each axis, 100 for one and 40 for each of two when absent, between the smallest and the largest value of the fit; or a
   * table with the covariates, whose rows are taken as they are. A third number and those after it stand in the middle of their range.
   */
  readonly grid?: number | Data;
  /** Whether the band covers the whole curve at once instead of each point; false when absent. */
  readonly simultaneous?: boolean;
  /** The level of the band, 0.95 when absent. */
  readonly level?: number;
  /** The covariate in which the derivative is taken, or true for the only one; the smooth itself when absent. */
  readonly derivative?: boolean | string;
  /** The seed of a simultaneous band; 1 when absent. */
  readonly seed?: number;
}

/** A curve or surface with its band, all columns of one length; for the multinomial the rows of the first class, then those of the next. */
export interface Curve {
  /** The rows it is at: each covariate, and what the smooth is multiplied by. */
  readonly covariates: Columns;
  /** The class of each row; null outside the multinomial. */
  readonly class: readonly string[] | null;
  /** f, or its derivative. */
  readonly fit: Float64Array;
  /** Its standard errors. */
  readonly standardErrors: Float64Array;
  /** fit − c·standardErrors. */
  readonly lower: Float64Array;
  /** fit + c·standardErrors. */
  readonly upper: Float64Array;
  /** The level of the band. */
  readonly level: number;
  /** Whether the band covers all rows at once. */
  readonly simultaneous: boolean;
}

/** A smooth over a grid. */
export interface SmoothEstimate extends Curve {
  /** The label that was asked for. */
  readonly term: string;
  /** The smooths that it stands for: itself, or one for each level of its `by`. */
  readonly smooths: readonly SmoothTerm[];
  /** The covariate of the derivative; null for the smooth itself. */
  readonly derivative: string | null;
  /** c for each smooth. */
  readonly critical: readonly number[];
}

/** A smooth, or the smooths of all levels of its `by`. */
export function smoothOf(
  handle: NativeModel,
  description: Description,
  term: string,
  options: SmoothOptions | undefined,
): SmoothEstimate {
  const smooths = smoothsCalled(description, term);
  const { grid, ...band } = readBand(options);
  // Smooths of one label that differ between classes are asked for once, by their label.
  const labels = [...new Set(smooths.map(({ label }) => label))];
  const asked = labels.map((label) => smooths.find((smooth) => smooth.label === label) as SmoothTerm);
  const parts = asked.map((smooth) => {
    const table = gridOf(smooth, grid);
    const native = guarded(() => handle.smooth(smooth.label, toNativeTable(table), askOf(band, smooth)));
    return { table, native };
  });
  const derivative = band.derivative === undefined ? null : derivativeOf(smooths[0] as SmoothTerm, band.derivative);
  const critical = parts.map(({ native }) => native.critical);
  return { term, smooths, derivative, critical, ...curve(parts, description, band) };
}

/** Options that were read. */
export interface Band extends Pick<SmoothOptions, "derivative" | "seed"> {
  readonly level: number;
  readonly simultaneous: boolean;
}

/** The options of a smooth. */
export function readBand(options: SmoothOptions | undefined): Band & Pick<SmoothOptions, "grid"> {
  const read = readOptions("options", options, ["grid", "simultaneous", "level", "derivative", "seed"]);
  return {
    level: numberOption("level", read.level ?? 0.95, (x) => x > 0 && x < 1, "a number between 0 and 1"),
    simultaneous: booleanOption("simultaneous", read.simultaneous ?? false),
    ...(read.grid !== undefined && { grid: read.grid }),
    ...(read.derivative !== undefined && read.derivative !== false && { derivative: read.derivative }),
    ...(read.seed !== undefined && { seed: countOption("seed", read.seed, 0) }),
  };
}

/** What the addon is asked about one smooth. */
export function askOf({ level, simultaneous, derivative, seed }: Band, smooth: SmoothTerm): NativeSmoothAsk {
  const place =
    derivative === undefined
      ? -1
      : smooth.covariates.findIndex(({ name }) => name === derivativeOf(smooth, derivative));
  return {
    level,
    simultaneous,
    ...(place >= 0 && { derivative: place }),
    ...(seed !== undefined && { seed }),
  };
}

function derivativeOf({ label, covariates }: SmoothTerm, derivative: boolean | string): string {
  const numeric = covariates.filter(({ levels }) => levels === null).map(({ name }) => name);
  if (typeof derivative === "string") return wordOption("derivative", derivative, numeric);
  const [only] = numeric;
  if (numeric.length === 1 && only !== undefined && booleanOption("derivative", derivative)) return only;
  throw refusal("ERR_DOMAIN", "derivative", `${inWords(derivative)} for ${label}`, `one of ${numeric.join(", ")}`);
}

/** The smooth of a label, or those of all levels where the label leaves them out. */
export function smoothsCalled(description: Description, term: unknown): readonly SmoothTerm[] {
  const { smooths } = description;
  const found = smooths.filter(({ label }) => label === term);
  if (found.length > 0) return found;
  const ofClass = ofOneClass(description, term);
  if (ofClass.length > 0) return ofClass;
  const ofLevels = smooths.filter((smooth) => smooth.level !== null && stem(smooth) === term);
  if (ofLevels.length > 0) return ofLevels;
  const names = [...new Set(smooths.flatMap((smooth) => [stem(smooth), smooth.label]))];
  if (names.length === 0) throw refusal("ERR_DOMAIN", "term", inWords(term), "a model with smooths");
  wordOption("term", term, names);
  return [];
}

/** Where classes have formulas of their own, the smooth that `class:label` stands for. */
function ofOneClass({ smooths, ownColumns }: Description, term: unknown): readonly SmoothTerm[] {
  if (ownColumns.length === 0) return [];
  const called = (smooth: SmoothTerm) => (smooth.classes ?? []).filter((name) => term === `${name}:${smooth.label}`);
  return smooths.flatMap((smooth) =>
    called(smooth).map((name) => ({ ...smooth, label: term as string, classes: [name] })),
  );
}

/** The label without the level. */
export function stem({ label, by, level }: SmoothTerm): string {
  const end = `=${level}`;
  if (by === null || level === null || !label.endsWith(end)) return label;
  return label.slice(0, label.lastIndexOf(":", label.length - end.length));
}

/** One smooth over one table. */
export interface Part {
  readonly table: Columns;
  readonly native: NativeSmooth;
}

/** The parts below each other, each class by itself; only the classes that have the smooth. */
export function curve(parts: readonly Part[], { activeClasses }: Description, { level, simultaneous }: Band): Curve {
  const count = Math.max(1, activeClasses.length);
  const pieces = Array.from({ length: count }, (_, a) => a).flatMap((a) =>
    parts.map((part) => ({ ...part, a, column: part.native.classes.indexOf(a) })).filter(({ column }) => column >= 0),
  );
  const gather = (of: (native: NativeSmooth, k: number) => number): Float64Array =>
    Float64Array.from(
      pieces.flatMap(({ native, column }) =>
        Array.from({ length: native.rows }, (_, i) => of(native, i * native.cols + column)),
      ),
    );
  const classes = pieces.flatMap(({ native, a }) => new Array<string>(native.rows).fill(activeClasses[a] ?? ""));
  const value = (native: NativeSmooth, k: number) => native.values[k] as number;
  const error = (native: NativeSmooth, k: number) => native.standardErrors[k] as number;
  return {
    covariates: stacked(pieces.map(({ table }) => table)),
    class: activeClasses.length === 0 ? null : classes,
    fit: gather(value),
    standardErrors: gather(error),
    lower: gather((native, k) => value(native, k) - native.critical * error(native, k)),
    upper: gather((native, k) => value(native, k) + native.critical * error(native, k)),
    level,
    simultaneous,
  };
}
