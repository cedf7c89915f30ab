import { inWords, refusal } from "../errors.js";
import { native } from "../native.js";
import { FittedModel } from "./fitted.js";
import { readModel } from "./persist.js";
import { guarded } from "./prediction.js";

/**
 * The model in a file that {@link FittedModel.save} wrote. It predicts the same bits as before.
 *
 * @throws PenlikError ERR_MODEL_FILE for a file that is missing, damaged or of a later version.
 *
 * @example
 * ```ts
 * await model.save("birds.json");
 * const same = await loadModel("birds.json");
 * ```
 */
export async function loadModel(path: string | URL): Promise<FittedModel> {
  return modelFromJSON(await readModel(path));
}

/**
 * The model of a document: the object that {@link FittedModel.toJSON} gave, or its text.
 *
 * @throws PenlikError ERR_MODEL_FILE for anything else.
 *
 * @example
 * ```ts
 * const same = modelFromJSON(JSON.stringify(model));
 * ```
 */
export function modelFromJSON(json: string | object): FittedModel {
  const text = textOf(json);
  return new FittedModel(guarded(() => native.NativeModel.fromJson(text)));
}

function textOf(json: unknown): string {
  // Some editors put a byte order mark before the text.
  if (typeof json === "string") return json.replace(/^\uFEFF/, "");
  const expected = "the text or the object of a saved model";
  if (typeof json !== "object" || json === null || ArrayBuffer.isView(json)) {
    throw refusal("ERR_MODEL_FILE", "json", inWords(json), expected);
  }
  try {
    return JSON.stringify(json);
  } catch (cause) {
    throw refusal("ERR_MODEL_FILE", "json", "an object that JSON cannot hold", expected, { cause });
  }
}
