import { writeFile } from "node:fs/promises";

/** Writes text to a file, or to standard output when there is none. */
export async function writeText(text: string, path?: string): Promise<void> {
  if (path !== undefined) return await writeFile(path, text);
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** A value as JSON for machines; what is not a number becomes null. */
export function toJsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** One line of CSV; null and NaN become NA. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvField).join(",")}\n`;
}

function csvField(cell: string | number | null): string {
  if (cell === null || Number.isNaN(cell)) return "NA";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
