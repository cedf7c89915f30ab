/** What the demo prints beside the summaries: headings and small tables. */
import { styleText } from "node:util";

const plain = !process.stdout.isTTY || process.env.NO_COLOR !== undefined;
const bold = (text) => (plain ? text : styleText("bold", text));
const dim = (text) => (plain ? text : styleText("dim", text));

export function heading(text) {
  console.log(`\n${bold(text)}\n${dim("─".repeat(text.length))}`);
}

export function line(text = "") {
  console.log(text);
}

/** Rows of texts under headings; what is a number stands to the right. */
export function table(headings, rows) {
  const isNumber = headings.map((_, i) => rows.every((row) => Number.isFinite(Number(row[i]))));
  const widths = headings.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const pad = (text, i) => (isNumber[i] ? text.padStart(widths[i]) : text.padEnd(widths[i]));
  line(`  ${dim(headings.map(pad).join("  "))}`);
  for (const row of rows) line(`  ${row.map(pad).join("  ")}`);
}
