import { type Columns, type FitOptions, type FittedModel, families, fit, PenlikError } from "penlik";
import { EXIT } from "../exit.js";
import { readTable } from "../input.js";
import { toJsonText, writeText } from "../output.js";
import { progressLine } from "../progress.js";

export interface FitFlags {
  readonly family?: string;
  readonly reference?: string;
  readonly ridge?: number;
  readonly weights?: string;
  readonly offset?: string;
  readonly na?: "fail" | "omit";
  readonly out?: string;
  readonly json?: boolean;
}

/** `penlik fit DATA FORMULA`: fits, saves the model when asked to, prints the summary. */
export async function fitCommand(path: string, formula: string, flags: FitFlags, signal: AbortSignal): Promise<number> {
  const data = await readTable(path, signal);
  const model = await fitWithProgress(formula, data, { ...fitOptions(data, flags), signal });
  if (flags.out !== undefined) await model.save(flags.out);
  const summary = model.summary();
  await writeText(flags.json ? toJsonText(summary) : `${summary}\n`);
  return model.converged ? EXIT.ok : EXIT.notConverged;
}

async function fitWithProgress(formula: string, data: Columns, options: FitOptions): Promise<FittedModel> {
  const line = progressLine();
  if (line === undefined) return await fit(formula, data, options);
  try {
    return await fit(formula, data, { ...options, onProgress: line.update });
  } finally {
    line.clear();
  }
}

function fitOptions(data: Columns, flags: FitFlags): FitOptions {
  return {
    ...familyOption(flags),
    ...(flags.ridge === undefined ? {} : { ridge: flags.ridge }),
    ...(flags.na === undefined ? {} : { na: flags.na }),
    ...(flags.weights === undefined ? {} : { weights: numbersOf(data, flags.weights, "--weights") }),
    ...(flags.offset === undefined ? {} : { offset: numbersOf(data, flags.offset, "--offset") }),
  };
}

/** The name of the family alone, or the multinomial with its reference class. */
function familyOption({ family, reference }: FitFlags): Pick<FitOptions, "family"> {
  if (reference !== undefined) return { family: families.multinomial({ reference }) };
  return family === undefined ? {} : { family };
}

function numbersOf(data: Columns, name: string, argument: string): Float64Array {
  const values = data[name];
  if (values instanceof Float64Array) return values;
  const found = values === undefined ? "no column of the data" : "a column of strings";
  const expected = "a column of numbers";
  const message = `${argument} ${JSON.stringify(name)} is ${found}; expected ${expected}`;
  throw new PenlikError({ code: "ERR_COLUMN", message, argument, value: name, expected });
}
