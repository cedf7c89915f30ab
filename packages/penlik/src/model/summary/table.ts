import { printable } from "../../terminal.js";
import type { CoefficientRow, SmoothRow, SummaryData } from "./data.js";
import { formatColumn, formatPValue, formatStatistic, stars } from "./numbers.js";

/** One coefficient with its numbers written out. */
export interface WrittenRow {
  readonly name: string;
  readonly numbers: readonly string[];
  readonly mark: string;
}

export interface WrittenBlock {
  /** "virginica vs setosa", or null outside the multinomial. */
  readonly title: string | null;
  readonly rows: readonly WrittenRow[];
}

/** The coefficient tables of a summary, written with one number format for all blocks so that they can be compared by eye. */
export interface WrittenTables {
  readonly headings: readonly string[];
  readonly blocks: readonly WrittenBlock[];
}

/** Writes the numbers of every block. */
export function writeTables(data: SummaryData): WrittenTables {
  const rows = data.blocks.flatMap((block) => block.coefficients);
  const estimates = formatColumn(rows.map((row) => row.estimate));
  const errors = formatColumn(rows.map((row) => row.standardError));
  const written = rows.map((row, index) => writeRow(row, estimates[index] as string, errors[index] as string));
  let start = 0;
  const blocks = data.blocks.map((block) => {
    const end = start + block.coefficients.length;
    const cut = { title: titleOf(block.class, data.reference), rows: written.slice(start, end) };
    start = end;
    return cut;
  });
  return { headings: headingsOf(data.statisticKind), blocks };
}

function writeRow(row: CoefficientRow, estimate: string, error: string): WrittenRow {
  // A standard error of 0 is one that is not known, so there is nothing to test with.
  if (row.standardError === 0) return { name: printable(row.name), numbers: [estimate, "NA", "NA", "NA"], mark: "" };
  const numbers = [estimate, error, formatStatistic(row.statistic), formatPValue(row.pValue)];
  return { name: printable(row.name), numbers, mark: stars(row.pValue) };
}

function headingsOf(kind: "z" | "t"): string[] {
  return ["Estimate", "Std. Error", `${kind} value`, `Pr(>|${kind}|)`];
}

function titleOf(label: string | null, reference: string | null): string | null {
  if (label === null) return null;
  return reference === null ? printable(label) : `${printable(label)} vs ${printable(reference)}`;
}

/** The table of smooths, or null where the formula has none. */
export function writeSmooths(data: SummaryData): WrittenTables | null {
  const smooths = data.smoothTerms;
  if (smooths.length === 0) return null;
  const headings = ["edf", "Ref.df", data.statisticKind === "t" ? "F" : "Chi.sq", "p-value"];
  const edf = formatColumn(smooths.map((smooth) => smooth.edf));
  const reference = formatColumn(smooths.map((smooth) => smooth.referenceEdf));
  const rows = smooths.map((smooth, k) => writeSmooth(smooth, edf[k] as string, reference[k] as string));
  return { headings, blocks: [{ title: null, rows }] };
}

function writeSmooth(smooth: SmoothRow, edf: string, reference: string): WrittenRow {
  if (Number.isNaN(smooth.pValue)) return { name: printable(smooth.name), numbers: [edf, "NA", "NA", "NA"], mark: "" };
  const numbers = [edf, reference, formatStatistic(smooth.statistic), formatPValue(smooth.pValue)];
  return { name: printable(smooth.name), numbers, mark: stars(smooth.pValue) };
}
