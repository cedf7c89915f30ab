import { printable } from "../../terminal.js";
import type { SummaryData } from "./data.js";
import * as lines from "./lines.js";
import { type WrittenBlock, writeSmooths, writeTables } from "./table.js";

/** The summary as Markdown: facts as a list, one table for each class. */
export function toMarkdownText(data: SummaryData): string {
  const { headings, blocks } = writeTables(data);
  const tables = blocks.filter((block) => block.rows.length > 0).map((block) => tableOf(block, headings));
  const smooths = writeSmooths(data);
  if (smooths !== null) tables.push(...smooths.blocks.map((block) => tableOf(block, smooths.headings)));
  return [factList(headFacts(data)), ...tables, factList(tailFacts(data))].join("\n\n");
}

function headFacts(data: SummaryData): string[] {
  return [
    `Model: ${escapeText(lines.callLine(data))}`,
    `Family: ${escapeText(lines.familyLine(data))}`,
    `Rows: ${lines.rowsLine(data)}`,
  ];
}

function tailFacts(data: SummaryData): string[] {
  const optional = [lines.aliasedLine(data), ...lines.strengthLines(data), lines.scaleLine(data)].filter(
    (line) => line !== null,
  );
  const deviances = lines.devianceLines(data).map((line) => line.trim().replace(/ +/g, " "));
  const likelihood = lines.likelihoodLine(data).split("   ");
  const warnings = data.warnings.map((warning) => `Warning: ${printable(warning)}`);
  const facts = [
    ...optional,
    ...deviances,
    ...likelihood,
    lines.statusLine(data),
    lines.limitLine(data),
    lines.certificateLine(data),
    ...warnings,
  ];
  return facts.filter((fact) => fact !== null).map(escapeText);
}

function factList(facts: readonly string[]): string {
  return facts.map((fact) => `- ${fact}`).join("\n");
}

function tableOf(block: WrittenBlock, headings: readonly string[]): string {
  const head = ["", ...headings.map(escapeText), ""];
  const rule = [":---", ...headings.map(() => "---:"), ":---"];
  const rows = block.rows.map((row) => [escapeText(row.name), ...row.numbers.map(escapeText), escapeText(row.mark)]);
  const table = [head, rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  return block.title === null ? table : `**${escapeText(block.title)}**\n\n${table}`;
}

/** Characters that Markdown or HTML would read as markup; `_` inside words and `.` are safe. */
function escapeText(text: string): string {
  return text.replace(/[\\`*|<>[\]~#]/g, (character) => `\\${character}`);
}
