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

/** Rows under headings, numbers to the right. */
export function table(headings, rows) {
  const text = rows.map((row) => row.map(cell));
  const widths = headings.map((title, i) => Math.max(title.length, ...text.map((row) => row[i].length)));
  const lay = (cells, sample) =>
    cells.map((c, i) => (typeof sample[i] === "number" ? c.padStart(widths[i]) : c.padEnd(widths[i]))).join("  ");
  console.log(`  ${dim(lay(headings, rows[0]))}`);
  for (const row of text) console.log(`  ${lay(row, rows[0])}`);
}

function cell(value) {
  if (value === null || value === undefined) return "?";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}
