import type { Data } from "../../data/types.js";
import { refusal } from "../../errors.js";
import type { Matrix } from "../../matrix.js";
import type { FittedFormula } from "../description.js";

/** The data of fits, as long as both the model and this process last: a reference, no copy. */
const known = new WeakMap<object, Data | Matrix>();

/** Remembers the data of a model. */
export function remember<Model extends object>(model: Model, data: Data | Matrix): Model {
  known.set(model, data);
  return model;
}

/** Forgets them. */
export function forget(model: object): void {
  known.delete(model);
}

/** The data of a model where they are known. */
export function remembered(model: object): Data | Matrix | undefined {
  return known.get(model);
}

/**
 * The data that a caller gave, or those of the fit.
 *
 * @throws PenlikError ERR_UNSUPPORTED where neither is there.
 */
export function dataOf(model: object, given: Data | Matrix | undefined): Data | Matrix {
  const data = given ?? remembered(model);
  if (data !== undefined) return data;
  throw refusal("ERR_UNSUPPORTED", "data", "absent", "the data of the fit: a model that was read from a file has none");
}

/** The same of a model with a formula. */
export function tableOf(model: object, formula: FittedFormula | null, given: Data | undefined): Data {
  if (formula !== null) return dataOf(model, given) as Data;
  throw refusal("ERR_UNSUPPORTED", "model", "a fit from a matrix", "a fit by formula");
}
