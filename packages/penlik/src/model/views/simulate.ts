import type { Data } from "../../data/types.js";
import { borrowed, type Matrix } from "../../matrix.js";
import type { NativeModel, NativeRows } from "../../native.js";
import { countOption, readOptions, wordOption } from "../../options.js";
import type { Description } from "../description.js";
import { guarded, withTable } from "../prediction.js";
import { dataOf } from "./remember.js";

/** The options of {@link FittedModel.simulate}. */
export interface SimulateOptions {
  /** The number of draws; 1 when absent. */
  readonly draws?: number;
  /** The seed, a whole number >= 0; 1 when absent. The same seed gives the same numbers. */
  readonly seed?: number;
  /** `"response"` (when absent): new responses. `"coefficients"`: β alone, a column for each draw. */
  readonly type?: "response" | "coefficients";
  /** New rows, of weight 1; those of the fit, with their weights and offsets, when absent. */
  readonly data?: Data | Matrix;
}

/** Simulated numbers: a row for each row of the data or each coefficient, a column for each draw. */
export interface Simulation extends Matrix {
  /** The classes that the numbers are positions in, for responses of the multinomial and of ordered categories; empty for others. */
  readonly classes: readonly string[];
  /** The rows of the data, for responses; empty for coefficients. */
  readonly kept: Int32Array;
}

/** Draws of responses or coefficients. */
export function simulated(
  model: object,
  handle: NativeModel,
  description: Description,
  options: SimulateOptions | undefined,
): Simulation {
  const read = readOptions("options", options, ["draws", "seed", "type", "data"]);
  const draws = countOption("draws", read.draws ?? 1, 1);
  const seed = countOption("seed", read.seed ?? 1, 0);
  const type = wordOption("type", read.type ?? "response", ["response", "coefficients"]);
  if (type === "coefficients") return coefficients(handle, description, draws, seed);
  const ask = { draws, seed, ownRows: read.data === undefined };
  const data = dataOf(model, read.data);
  const { rows, cols, values, kept } = responses(handle, description, data, ask);
  const areClasses = description.family.kind === "multinomial" || description.family.kind === "orderedCategories";
  const classes = areClasses ? description.classes : [];
  return { data: values, rows, cols, classes, kept };
}

function responses(
  handle: NativeModel,
  { formula }: Description,
  data: Data | Matrix,
  ask: { draws: number; seed: number; ownRows: boolean },
): NativeRows {
  if (formula !== null) return withTable(formula, data as Data, (table) => handle.simulate(table, ask));
  const design = borrowed("data", data);
  return guarded(() => handle.simulateMatrix(design.data, design.rows, design.cols, ask));
}

function coefficients(handle: NativeModel, description: Description, draws: number, seed: number): Simulation {
  const drawn = guarded(() => handle.simulateCoefficients(draws, seed));
  const rows = description.coefficientNames.length;
  const data = new Float64Array(drawn.length);
  for (let k = 0; k < drawn.length; k++) data[(k % rows) * draws + Math.floor(k / rows)] = drawn[k] as number;
  return { data, rows, cols: draws, classes: [], kept: new Int32Array(0) };
}
