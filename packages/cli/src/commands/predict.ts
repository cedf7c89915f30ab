import { type Data, type FittedModel, loadModel, type PredictMissing, type PredictType } from "penlik";
import { EXIT } from "../exit.js";
import { readTable } from "../input.js";
import { csvLine, toJsonText, writeText } from "../output.js";

export interface PredictFlags {
  readonly type: PredictType;
  readonly na: PredictMissing;
  readonly standardErrors?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

type Cell = string | number | null;

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** `penlik predict MODEL DATA`: one line of CSV for each row of the data. */
export async function predictCommand(
  modelPath: string,
  dataPath: string,
  flags: PredictFlags,
  signal: AbortSignal,
): Promise<number> {
  const model = await loadModel(modelPath);
  const data = await readTable(dataPath, signal);
  const table = flags.type === "class" ? classTable(model, data, flags) : numberTable(model, data, flags);
  await writeText(flags.json ? toJsonText({ type: flags.type, ...table }) : csvText(table), flags.out);
  return EXIT.ok;
}

function classTable(model: FittedModel, data: Data, { na }: PredictFlags): Table {
  const labels: readonly Cell[] = model.predict(data, { type: "class", na } as { type: "class"; na: "pass" });
  return { columns: ["class"], rows: labels.map((label) => [label]) };
}

function numberTable(model: FittedModel, data: Data, flags: PredictFlags): Table {
  const { na, standardErrors = false } = flags;
  const type = flags.type === "link" ? "link" : "response";
  const prediction = model.predict(data, { type, na, standardErrors });
  const { rows, cols, classes } = prediction;
  const names = classes.length === 0 ? ["fitted"] : classes;
  const parts = [prediction, ...(prediction.standardErrors === undefined ? [] : [prediction.standardErrors])];
  const columns = [...names, ...(parts.length > 1 ? names.map((name) => `se_${name}`) : [])];
  const row = (index: number) => parts.flatMap(({ data }) => [...data.subarray(index * cols, (index + 1) * cols)]);
  return { columns, rows: Array.from({ length: rows }, (_, index) => row(index)) };
}

function csvText({ columns, rows }: Table): string {
  return [columns, ...rows].map(csvLine).join("");
}
