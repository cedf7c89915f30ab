import { inWords, refusal, translate } from "../errors.js";
import { transferred } from "../gate.js";
import { borrowed, type Matrix } from "../matrix.js";
import { type MatrixRequest, native } from "../native.js";
import { readOptions, stringsOption } from "../options.js";
import { inBackground, refuseBackground } from "./background.js";
import { fitCustom, fitCustomSync } from "./custom-fit.js";
import { FittedModel } from "./fitted.js";
import { encodePenalties, type PenaltyTerm, type QuadraticPenalty } from "./quadratic.js";
import { encodeResponse, perRow, type ResponseValues } from "./response.js";
import {
  BACKGROUND_KEYS,
  type BackgroundOptions,
  COMMON_KEYS,
  type CommonOptions,
  familyOption,
  solverSettings,
} from "./settings.js";
import { remember } from "./views/remember.js";

/** A fit from a design matrix. X is taken as it is: a column of ones is the intercept. */
export interface MatrixFitOptions extends CommonOptions {
  /** The response. */
  readonly y: ResponseValues;
  /** The design, one row for each observation. */
  readonly X: Matrix;
  /** The names of the columns of X. */
  readonly names?: readonly string[];
  /** The names of the classes, for a response of codes, labels or counts. */
  readonly classes?: readonly string[];
  /** Quadratic penalties ½·e^ρ·βᵀSβ, each over some columns of X. */
  readonly penalties?: readonly QuadraticPenalty[];
  /** Penalties of this package over some columns of X; what a `Term` learns is chosen by the fit. */
  readonly terms?: readonly PenaltyTerm[];
  /** Prior weights, finite and ≥ 0, one for each row. */
  readonly weights?: Float64Array | readonly number[];
  /** Known parts of the linear predictor, one for each row. */
  readonly offset?: Float64Array | readonly number[];
}

const MATRIX_KEYS = [
  ...COMMON_KEYS,
  ...BACKGROUND_KEYS,
  "y",
  "X",
  "names",
  "classes",
  "penalties",
  "terms",
  "weights",
  "offset",
] as const;

/**
 * Fits a model from a design matrix in the background. The arrays are copied before this function returns, unless `transfer` is
 * set. A family of your own (`families.custom`) has functions that run on the calling thread: its fit runs there too, in slices of a
 * few milliseconds between turns of the event loop.
 *
 * @throws PenlikError (as a rejection) naming the argument; ERR_ABORTED when the signal was aborted.
 *
 * @example
 * ```ts
 * const X = matrixFromRows([[1, 39.1], [1, 46.5], [1, 50.0], [1, 38.6], [1, 47.3], [1, 45.4]]);
 * const y = ["Adelie", "Chinstrap", "Gentoo", "Adelie", "Gentoo", "Chinstrap"];
 * const model = await fitMatrix({ y, X, family: "multinomial", ridge: 0.1 });
 * ```
 */
export async function fitMatrix(options: MatrixFitOptions & BackgroundOptions): Promise<FittedModel> {
  const given = readOptions("options", options, MATRIX_KEYS);
  const request = matrixRequest(given);
  const family = familyOption(given);
  if (family.kind === "custom") {
    return fitCustom(given.transfer === true ? handedOver(request) : request, family, given);
  }
  const model = await inBackground(
    (token, progress) => native.fitMatrix(given.transfer === true ? handedOver(request) : request, token, progress),
    given,
  );
  return remember(model, given.X as Matrix);
}

/**
 * The same on the calling thread, which reads every array in place.
 *
 * @throws PenlikError naming the argument; ERR_UNSUPPORTED for `onProgress` and `transfer`.
 *
 * @example
 * ```ts
 * const X = matrixFromRows([[1, 1], [1, 2], [1, 3]]);
 * const { coefficients } = fitMatrixSync({ y: [1, 2, 3.5], X, names: ["one", "x"] });
 * ```
 */
export function fitMatrixSync(options: MatrixFitOptions & BackgroundOptions): FittedModel {
  const given = readOptions("options", options, MATRIX_KEYS);
  refuseBackground(given);
  const request = matrixRequest(given);
  const family = familyOption(given);
  if (family.kind === "custom") return fitCustomSync(request, family);
  try {
    return remember(new FittedModel(native.fitMatrixSync(request)), given.X as Matrix);
  } catch (error) {
    throw translate(error);
  }
}

function matrixRequest(options: Partial<MatrixFitOptions>): MatrixRequest {
  const { y, penalties, terms } = options;
  const family = familyOption(options);
  const settings = { family, options: solverSettings(options) };
  const X = borrowed("X", options.X);
  const names = namesOption("names", options.names, X.cols);
  const weights = options.weights === undefined ? undefined : perRow("weights", options.weights, X.rows);
  const offset = options.offset === undefined ? undefined : perRow("offset", options.offset, X.rows);
  return {
    design: X.data,
    rows: X.rows,
    cols: X.cols,
    response: encodeResponse(y, X.rows, family.kind, namesOption("classes", options.classes)),
    ...encodePenalties(penalties, terms, X.cols, options.method),
    settings: JSON.stringify(settings),
    ...(names && { names }),
    ...(weights && { weights }),
    ...(offset && { offset }),
  };
}

function namesOption(option: string, names: unknown, length?: number): string[] | undefined {
  if (names === undefined) return undefined;
  const given = stringsOption(option, names);
  if (length !== undefined && given.length !== length) {
    throw refusal("ERR_SHAPE", option, `of length ${given.length}`, `length ${length}, one for each column of X`);
  }
  const seen = new Set<string>();
  const twice = given.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw refusal("ERR_DOMAIN", option, `a list that has ${inWords(twice)} twice`, "distinct names");
  }
  return [...given];
}

/** The request with the memory of X, y, weights and offset taken from its owner; penalties are small and are copied. */
function handedOver(request: MatrixRequest): MatrixRequest {
  const { values, codes, counts, labels } = request.response;
  const given = { design: request.design, values, codes, counts, weights: request.weights, offset: request.offset };
  const entries = Object.entries(given).filter(([, array]) => array !== undefined);
  const moved = transferred(entries.map(([, array]) => array as Float64Array | Int32Array));
  const taken: Partial<typeof given> = Object.fromEntries(entries.map(([name], i) => [name, moved[i]]));
  const { design = request.design, weights, offset, ...response } = taken;
  return {
    ...request,
    design,
    response: { ...withoutAbsent(response), ...(labels && { labels }) },
    ...(weights && { weights }),
    ...(offset && { offset }),
    penalties: request.penalties.map((penalty) => ({ ...penalty, matrix: penalty.matrix.slice() })),
    owned: true,
  };
}

function withoutAbsent(response: {
  values?: Float64Array | undefined;
  codes?: Int32Array | undefined;
  counts?: Float64Array | undefined;
}): MatrixRequest["response"] {
  return Object.fromEntries(Object.entries(response).filter(([, array]) => array !== undefined));
}
