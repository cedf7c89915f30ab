import { inWords, refusal } from "../errors.js";
import { native } from "../native.js";
import { FittedModel } from "./fitted.js";
import { readModel } from "./persist.js";
import { guarded } from "./prediction.js";

/**
 * The model in a file that {@link FittedModel.save} wrote. It predicts the same bits as before.
 *
 * @throws PenlikError ERR_MODEL_FILE for a file that is missing, damaged or of a later version.
 */
export async function loadModel(path: string | URL): Promise<FittedModel> {
  return modelFromJSON(await readModel(path));
}

/**
 * The model of a document: the object that {@link FittedModel.toJSON} gave, or its text.
 *
 * @throws PenlikError ERR_MODEL_FILE for anything else.
 */
export function modelFromJSON(json: string | object): FittedModel {
  if (typeof json !== "string" && (typeof json !== "object" || json === null)) {
    throw refusal("ERR_MODEL_FILE", "json", inWords(json), "the text or the object of a saved model");
  }
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return new FittedModel(guarded(() => native.NativeModel.fromJson(text)));
}
