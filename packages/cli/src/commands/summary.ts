import { loadModel } from "penlik";
import { EXIT } from "../exit.js";
import { toJsonText, writeText } from "../output.js";

export interface SummaryFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** `penlik summary MODEL`: what `fit` printed, from the saved model. */
export async function summaryCommand(path: string, flags: SummaryFlags): Promise<number> {
  const summary = (await loadModel(path)).summary();
  const text = flags.markdown ? summary.toMarkdown() : String(summary);
  await writeText(flags.json ? toJsonText(summary) : `${text}\n`);
  return EXIT.ok;
}
