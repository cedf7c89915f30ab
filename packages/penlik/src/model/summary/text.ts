import { printable, widthOf } from "../../terminal.js";
import type { SummaryData } from "./data.js";
import * as lines from "./lines.js";
import { type WrittenRow, type WrittenTables, writeSmooths, writeTables } from "./table.js";

const WIDTH = 100;
const LEGEND = "Signif. codes: 0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1";

/** The summary as text for a terminal, at most 100 columns wide. */
export function toText(data: SummaryData): string {
  const paragraphs = [headParagraph(data), coefficientParagraph(data), fitParagraph(data), statusParagraph(data)];
  return paragraphs.map((paragraph) => paragraph.join("\n")).join("\n\n");
}

function headParagraph(data: SummaryData): string[] {
  return [
    ...labelled("Model:  ", lines.callLine(data)),
    ...labelled("Family: ", lines.familyLine(data)),
    ...labelled("Rows:   ", lines.rowsLine(data)),
  ];
}

function coefficientParagraph(data: SummaryData): string[] {
  const tables = writeTables(data);
  const smooths = writeSmooths(data);
  const parametric = tables.blocks.some((block) => block.rows.length > 0);
  const text = parametric
    ? [smooths === null ? "Coefficients:" : "Parametric coefficients:", ...tableLines(tables)]
    : [];
  if (smooths !== null) text.push(...(parametric ? [""] : []), "Smooth terms:", ...tableLines(smooths));
  const blocks = [...tables.blocks, ...(smooths?.blocks ?? [])];
  if (blocks.some((block) => block.rows.some((row) => row.mark !== ""))) text.push("---", LEGEND);
  const aliased = lines.aliasedLine(data);
  return aliased === null ? text : [...text, ...wrap(aliased, "  ")];
}

function fitParagraph(data: SummaryData): string[] {
  const optional = [...lines.strengthLines(data), lines.scaleLine(data)].filter((line) => line !== null);
  return [...optional.flatMap((line) => wrap(line, "  ")), ...lines.devianceLines(data), lines.likelihoodLine(data)];
}

function statusParagraph(data: SummaryData): string[] {
  const warnings = data.warnings.flatMap((warning) => wrap(`Warning: ${printable(warning)}`, "  "));
  const facts = [lines.statusLine(data), lines.limitLine(data), lines.certificateLine(data)];
  return [...facts.filter((line) => line !== null).flatMap((line) => wrap(line, "  ")), ...warnings];
}

function tableLines({ headings, blocks }: WrittenTables): string[] {
  const rows = blocks.flatMap((block) => block.rows);
  const widths = headings.map((heading, index) => {
    return Math.max(heading.length, ...rows.map((row) => (row.numbers[index] as string).length));
  });
  const marks = Math.max(0, ...rows.map((row) => row.mark.length));
  const numbersWidth = widths.reduce((sum, width) => sum + 1 + width, 0) + (marks > 0 ? 1 + marks : 0);
  const names = Math.min(Math.max(0, ...rows.map((row) => widthOf(row.name))), WIDTH - numbersWidth);
  const head = " ".repeat(names) + cells(headings, widths);
  return blocks.flatMap((block) => {
    const title = block.title === null ? [] : ["", shorten(block.title, WIDTH)];
    return [...title, head, ...block.rows.map((row) => tableLine(row, names, widths))];
  });
}

function tableLine(row: WrittenRow, names: number, widths: readonly number[]): string {
  const name = shorten(row.name, names);
  const text = name + " ".repeat(names - widthOf(name)) + cells(row.numbers, widths);
  return row.mark === "" ? text : `${text} ${row.mark}`;
}

function cells(texts: readonly string[], widths: readonly number[]): string {
  return texts.map((text, index) => ` ${text.padStart(widths[index] as number)}`).join("");
}

function labelled(label: string, text: string): string[] {
  return wrap(label + text, " ".repeat(label.length));
}

/** A long name keeps its beginning and its end, where levels are told apart. */
function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  const head = fitting(characters, Math.ceil((width - 1) / 2));
  const tail = fitting(characters.toReversed(), Math.floor((width - 1) / 2));
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - tail).join("")}`;
}

/** How many of the characters fit into so many columns. */
function fitting(characters: readonly string[], width: number): number {
  let taken = 0;
  const over = characters.findIndex((character) => {
    taken += widthOf(character);
    return taken > width;
  });
  return over < 0 ? characters.length : over;
}

/** Lines of at most 100 columns, broken at spaces, or inside a word that is longer than a line. */
function wrap(text: string, indent: string): string[] {
  const wrapped: string[] = [];
  let rest = [...text];
  while (fitting(rest, WIDTH) < rest.length) {
    const most = fitting(rest, WIDTH);
    const space = rest.lastIndexOf(" ", most);
    const cut = space > indent.length ? space : most;
    wrapped.push(rest.slice(0, cut).join("").trimEnd());
    rest = [...indent, ...rest.slice(rest[cut] === " " ? cut + 1 : cut)];
  }
  wrapped.push(rest.join(""));
  return wrapped;
}
