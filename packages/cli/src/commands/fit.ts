import {
  type BackgroundOptions,
  type Data,
  type FamilyName,
  type FitOptions,
  type FittedModel,
  families,
  fit,
} from "penlik";
import { EXIT } from "../exit.js";
import { readTable } from "../input.js";
import { toJsonText, writeText } from "../output.js";
import { progressLine } from "../progress.js";

export interface FitFlags {
  readonly family?: FamilyName;
  readonly reference?: string;
  readonly ridge?: number;
  readonly bias?: "none" | "jeffreys";
  readonly weights?: string;
  readonly offset?: string;
  readonly na?: "fail" | "omit";
  readonly out?: string;
  readonly json?: boolean;
}

/** `penlik fit DATA FORMULA`: fits, saves the model when asked to, prints the summary. */
export async function fitCommand(path: string, formula: string, flags: FitFlags, signal: AbortSignal): Promise<number> {
  const data = await readTable(path, signal);
  const model = await fitWithProgress(formula, data, { ...fitOptions(flags), signal });
  if (flags.out !== undefined) await model.save(flags.out);
  const summary = model.summary();
  await writeText(flags.json ? toJsonText(summary) : `${summary}\n`);
  return model.converged ? EXIT.ok : EXIT.notConverged;
}

async function fitWithProgress(
  formula: string,
  data: Data,
  options: FitOptions & BackgroundOptions,
): Promise<FittedModel> {
  const line = progressLine();
  if (line === undefined) return await fit(formula, data, options);
  try {
    return await fit(formula, data, { ...options, onProgress: line.update });
  } finally {
    line.clear();
  }
}

function fitOptions(flags: FitFlags): FitOptions {
  return {
    ...familyOption(flags),
    ...(flags.ridge === undefined ? {} : { ridge: flags.ridge }),
    ...(flags.bias === undefined ? {} : { bias: flags.bias }),
    ...(flags.na === undefined ? {} : { na: flags.na }),
    ...(flags.weights === undefined ? {} : { weights: flags.weights }),
    ...(flags.offset === undefined ? {} : { offset: flags.offset }),
  };
}

/** The name of the family alone, or the multinomial with its reference class. */
function familyOption({ family, reference }: FitFlags): Pick<FitOptions, "family"> {
  if (reference !== undefined) return { family: families.multinomial({ reference }) };
  return family === undefined ? {} : { family };
}
