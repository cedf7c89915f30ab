import { columnsOf, toNativeTable } from "../../data/table.js";
import type { Columns, ColumnValues, Data } from "../../data/types.js";
import { inWords, refusal } from "../../errors.js";
import type { NativeModel } from "../../native.js";
import { booleanOption, countOption, numberOption, readOptions, wordOption } from "../../options.js";
import {
  type CoefficientPlace,
  type Covariate,
  coefficientPlaces,
  type Description,
  linkName,
  type SmoothTerm,
} from "../description.js";
import { guarded } from "../prediction.js";
import type { ResidualType } from "../residuals.js";
import { remembered } from "../views/remember.js";
import { type SmoothEstimate, type SmoothOptions, smoothOf, smoothsCalled, stem } from "../views/smooth.js";
import { classesView } from "./classes.js";
import { qqView, residualView } from "./diagnostics.js";
import { forestView } from "./forest.js";
import { smoothViews } from "./smooth-plot.js";
import { gallery, type PlotSpec, plotOf, type View } from "./theme.js";

/** What is drawn. */
export type PlotKind = "smooth" | "classes" | "qq" | "residuals" | "forest";

/** The options of {@link FittedModel.plot}. */
export interface PlotOptions {
  /** For `"smooth"`: the label of one smooth; all of them when absent. */
  readonly term?: string;
  /** The data of the fit, for rugs and partial residuals; those that it was made from when absent. */
  readonly data?: Data;
  /** For `"smooth"`: whether partial residuals are drawn; when absent for responses that are not binomial. */
  readonly residuals?: boolean;
  /**
   * For `"smooth"`: surfaces are blank where the nearest row of the data is farther than this part of the axes; 0.1 when absent, 0 for surfaces
   * that are whole.
   */
  readonly tooFar?: number;
  /** For `"smooth"`: points along each axis. */
  readonly grid?: number;
  /** For `"smooth"`: whether bands cover whole curves; false when absent. */
  readonly simultaneous?: boolean;
  /** For `"smooth"`: the covariate in which the derivative is taken, or true for the only one. */
  readonly derivative?: boolean | string;
  /** For `"smooth"` and `"forest"`: the level of bands and intervals; 0.95 when absent. */
  readonly level?: number;
  /** For `"classes"`: the covariate along which probabilities are drawn; the first of the formula when absent. */
  readonly covariate?: string;
  /** For `"classes"`: what other covariates are held at; else the middle of their range, or their most frequent level. */
  readonly at?: { readonly [covariate: string]: number | string | boolean };
  /** For `"qq"` and `"residuals"`: which residuals; those that are normal under the model when absent, where the family has them. */
  readonly type?: ResidualType;
  /** The seed of quantile residuals and of simultaneous bands; 1 when absent. */
  readonly seed?: number;
}

const KINDS: readonly PlotKind[] = ["smooth", "classes", "qq", "residuals", "forest"];
const KEYS = {
  smooth: ["term", "data", "residuals", "grid", "simultaneous", "derivative", "level", "seed", "tooFar"],
  classes: ["covariate", "at", "data"],
  qq: ["type", "seed"],
  residuals: ["type", "seed"],
  forest: ["level"],
} as const satisfies Record<PlotKind, readonly (keyof PlotOptions)[]>;

/** What plots ask of a model. */
export interface Plotted {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly residuals: (options: { type: ResidualType; seed?: number }) => {
    data: Float64Array;
    rows: number;
    cols: number;
    classes: readonly string[];
    kept: Int32Array;
  };
  readonly predict: (data: Data, options: { type: "response" }) => { data: Float64Array };
}

/** Everything a plot is made from. */
interface Subject {
  readonly model: Plotted;
  readonly handle: NativeModel;
  readonly description: Description;
}

/** The specification of a plot. */
export function plotFor(subject: Subject, kind: PlotKind | undefined, options: PlotOptions | undefined): PlotSpec {
  const { smooths } = subject.description;
  const word = wordOption("kind", kind ?? (smooths.length > 0 ? "smooth" : "forest"), KINDS);
  const keys: readonly (keyof PlotOptions)[] = KEYS[word];
  const read = readOptions("options", options, keys);
  return plotOf(VIEWS[word](subject, read));
}

const VIEWS: Record<PlotKind, (subject: Subject, options: PlotOptions) => View> = {
  smooth: smoothGallery,
  classes: classesPicture,
  qq: (subject, options) => {
    const { found, title } = residualsFor(subject, options);
    return qqView(found, title);
  },
  residuals: residualPicture,
  forest: forestPicture,
};

function smoothGallery(
  { model, handle, description }: Subject,
  { term, data, residuals, tooFar = 0.1, ...options }: PlotOptions,
): View {
  const { smooths, family } = description;
  if (smooths.length === 0) throw refusal("ERR_UNSUPPORTED", "kind", '"smooth" of a model without smooths', '"forest"');
  const terms = term === undefined ? [...new Set(smooths.map(stem))] : [term];
  const derivable = options.derivative === undefined || options.derivative === false;
  const wanted = booleanOption("residuals", residuals ?? family.kind !== "binomial") && derivable;
  const far = numberOption("tooFar", tooFar, (x) => x >= 0, "a finite number >= 0");
  const own = data ?? (remembered(model) as Data | undefined);
  const rows = own === undefined ? null : rowsOf(model, handle, columnsOf(own));
  const views = terms.flatMap((term) => {
    const estimate = smoothOf(handle, description, term, options as SmoothOptions);
    const partial = wanted && rows !== null ? partialResiduals(handle, description, estimate, rows) : null;
    return smoothViews({
      estimate,
      rows: rows?.columns ?? null,
      tooFar: far,
      partial,
      edf: edfOf(description, estimate),
      link: linkName(family),
    });
  });
  return gallery(views, views.length > 4 ? 3 : 2);
}

/** The columns of the rows that entered the fit, with their working residuals where there are any. */
interface OwnRows {
  readonly columns: Columns;
  readonly working: Float64Array | null;
}

function rowsOf(model: Plotted, handle: NativeModel, columns: Columns): OwnRows | null {
  const kept = attempt(() => handle.ownPredictors().kept);
  if (kept === null) return null;
  const picked: Record<string, ColumnValues> = Object.create(null);
  for (const [name, values] of Object.entries(columns)) {
    const cells = Array.from(kept, (row) => values[row]);
    picked[name] = ArrayBuffer.isView(values) ? Float64Array.from(cells as number[]) : (cells as string[]);
  }
  const computed = attempt(() => handle.computedCovariates(toNativeTable(picked))) ?? [];
  const all = { ...picked, ...Object.fromEntries(computed.map(({ name, values }) => [name, values])) };
  return { columns: all, working: attempt(() => model.residuals({ type: "working" }).data) };
}

/** f(x_i) + the working residual, for rows at which the smooth is there; NaN for the others. */
function partialResiduals(
  handle: NativeModel,
  description: Description,
  { term, smooths }: SmoothEstimate,
  { columns, working }: OwnRows,
): Float64Array | null {
  const [smooth] = smooths as [SmoothTerm];
  const numericBy = smooth.by !== null && smooth.level === null;
  if (working === null || numericBy || description.activeClasses.length > 0) return null;
  const out = new Float64Array(working.length).fill(Number.NaN);
  for (const part of smoothsCalled(description, term)) {
    const { values } = guarded(() =>
      handle.smooth(part.label, toNativeTable(columns), { level: 0.95, simultaneous: false }),
    );
    const level = part.level === null ? null : columns[part.by?.name ?? ""];
    for (let i = 0; i < out.length; i++) {
      if (level === null || String(level?.[i]) === part.level) out[i] = (values[i] as number) + (working[i] as number);
    }
  }
  return out;
}

function edfOf({ edfTerms }: Description, { smooths }: SmoothEstimate): number {
  const own = smooths.map(({ columns, classes }) => {
    const terms = edfTerms.filter((term) => term.columns.start === columns.start);
    const found = terms.filter((term) => term.class === undefined || classes?.includes(term.class));
    return found.length === 0 ? Number.NaN : found.reduce((sum, { edf }) => sum + edf, 0);
  });
  return own.reduce((a, b) => a + b, 0);
}

const RESIDUAL_TITLES: Record<ResidualType, string> = {
  quantile: "Quantile residual",
  deviance: "Deviance residual",
  pearson: "Pearson residual",
  response: "Response residual",
  working: "Working residual",
};

/** The residuals that are asked for, or the most normal ones that the family has. */
function residualsFor({ model }: Subject, { type, seed }: PlotOptions) {
  const options = seed === undefined ? {} : { seed: countOption("seed", seed, 0) };
  if (type !== undefined) {
    const word = wordOption("type", type, Object.keys(RESIDUAL_TITLES) as ResidualType[]);
    return {
      found: model.residuals({ type: word, ...(word === "quantile" ? options : {}) }),
      title: RESIDUAL_TITLES[word],
    };
  }
  const quantile = attempt(() => model.residuals({ type: "quantile", ...options }));
  if (quantile !== null) return { found: quantile, title: RESIDUAL_TITLES.quantile };
  return { found: model.residuals({ type: "deviance" }), title: RESIDUAL_TITLES.deviance };
}

function residualPicture(subject: Subject, options: PlotOptions): View {
  const { found, title } = residualsFor(subject, options);
  const { values, cols } = guarded(() => subject.handle.ownPredictors());
  if (found.cols === 1) {
    const { family } = subject.description;
    const link = linkName(family);
    return residualView(found, values, {
      x: link === "identity" ? "Fitted value" : `Linear predictor (${link} scale)`,
      y: title,
      curve: family.kind !== "binomial",
    });
  }
  return residualView(found, probabilities(subject.description, values, cols), {
    x: "Fitted probability",
    y: title,
    curve: false,
  });
}

/** Softmax of rows of predictors, the reference at 0, in the order of the classes. */
function probabilities({ classes, activeClasses }: Description, eta: Float64Array, cols: number): Float64Array {
  const place = classes.map((label) => activeClasses.indexOf(label));
  const out = new Float64Array((eta.length / cols) * classes.length);
  for (let i = 0; i * cols < eta.length; i++) {
    const row = place.map((a) => (a < 0 ? 0 : (eta[i * cols + a] as number)));
    const top = Math.max(...row);
    const parts = row.map((e) => Math.exp(e - top));
    const sum = parts.reduce((a, b) => a + b);
    for (const [c, part] of parts.entries()) out[i * classes.length + c] = part / sum;
  }
  return out;
}

function forestPicture({ model, handle, description }: Subject, options: PlotOptions): View {
  const level = numberOption("level", options.level ?? 0.95, (x) => x > 0 && x < 1, "a number between 0 and 1");
  const critical = guarded(() => handle.pointwiseCritical(level));
  const { columnNames, smooths, family } = description;
  const places = coefficientPlaces(description);
  const { coefficients, standardErrors } = model;
  const smooth = (j: number) => smooths.some(({ columns }) => j >= columns.start && j < columns.end);
  const estimates = Array.from(coefficients, (estimate, k) => {
    const half = critical * (standardErrors[k] as number);
    const { column: j, class: label } = places[k] as CoefficientPlace;
    return {
      j,
      term: columnNames[j] as string,
      class: label,
      estimate,
      lower: estimate - half,
      upper: estimate + half,
    };
  }).filter(({ j, term, estimate }) => term !== "(Intercept)" && !smooth(j) && Number.isFinite(estimate));
  if (estimates.length === 0) {
    throw refusal(
      "ERR_UNSUPPORTED",
      "kind",
      '"forest" of a model without coefficients beside intercept and smooths',
      '"smooth"',
    );
  }
  const link = linkName(family);
  const x = link === "identity" ? "Estimate" : `Estimate (${link} scale)`;
  return forestView(
    estimates.map(({ j: _, ...rest }) => rest),
    { x, title: `Coefficients, ${100 * level} % intervals` },
  );
}

/** Probabilities along one covariate, the others held. */
function classesPicture({ model, description }: Subject, { covariate, at, data }: PlotOptions): View {
  const { covariates, classes, formula } = description;
  if (classes.length === 0 || formula === null) {
    throw refusal("ERR_UNSUPPORTED", "kind", '"classes"', "a model with classes, fitted by formula");
  }
  const names = covariates.map(({ name }) => name);
  const name = wordOption("covariate", covariate ?? names[0], names);
  const own = data ?? (remembered(model) as Data | undefined);
  const columns = own === undefined ? null : columnsOf(own);
  for (const key of Object.keys(at ?? {})) wordOption("at", key, names);
  const values = axisOf(covariates.find((known) => known.name === name) as Covariate, columns);
  const held = covariates
    .filter((known) => known.name !== name)
    .map((known) => ({ known, value: at?.[known.name] ?? middle(known, columns) }));
  const table: Record<string, ColumnValues> = { [name]: values as ColumnValues };
  for (const { known, value } of held) table[known.name] = new Array(values.length).fill(value) as string[];
  const predicted = model.predict(table, { type: "response" }).data;
  const shown = classes.length * values.length === predicted.length ? predicted : twoClasses(predicted, description);
  const words = held.map(
    ({ known, value }) => `${known.name} = ${typeof value === "number" ? Number(value.toPrecision(3)) : value}`,
  );
  return classesView({ name, at: values, classes, probabilities: shown, held: words });
}

/** Both probabilities where the model predicts that of the class that is not the reference. */
function twoClasses(predicted: Float64Array, { classes, reference }: Description): Float64Array {
  const success = reference === classes[1] ? 0 : 1;
  return Float64Array.from({ length: 2 * predicted.length }, (_, k) => {
    const p = predicted[Math.floor(k / 2)] as number;
    return k % 2 === success ? p : 1 - p;
  });
}

function axisOf({ name, levels, range }: Covariate, columns: Columns | null): Float64Array | string[] {
  if (levels !== null) return [...levels];
  const [low, high] = range ?? bounds(name, columns);
  const points = 200;
  return Float64Array.from({ length: points }, (_, k) =>
    k === points - 1 ? high : low + ((high - low) * k) / (points - 1),
  );
}

function middle({ name, levels, range }: Covariate, columns: Columns | null): number | string {
  const cells = columns?.[name];
  if (levels !== null) return cells === undefined ? (levels[0] as string) : mostFrequent(levels, cells);
  if (cells !== undefined) return median(Array.from(cells as ArrayLike<number>));
  const [low, high] = range ?? bounds(name, columns);
  return (low + high) / 2;
}

function mostFrequent(levels: readonly string[], cells: ColumnValues): string {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  return levels.reduce((best, level) => ((counts.get(level) ?? 0) > (counts.get(best) ?? 0) ? level : best));
}

function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function bounds(name: string, columns: Columns | null): readonly [number, number] {
  const cells = columns?.[name];
  if (cells === undefined) {
    const expected = `the data of the fit, for the range of ${name}; or covariates that smooths are of`;
    throw refusal("ERR_UNSUPPORTED", "data", inWords(undefined), expected);
  }
  const known = Array.from(cells as ArrayLike<number>).filter(Number.isFinite);
  return known.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
