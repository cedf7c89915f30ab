/** How the numbers of a summary are written: the conventions of R, without its signed zeros. */

const SMALLEST_P = 2.2e-16;
const MOST_DECIMALS = 6;
const LARGEST_FIXED = 1e8;

/**
 * A column of numbers with one count of decimals, the smallest that shows `digits` significant digits of the smallest number, at
 * most six. A number too small or too large for that count is written with an exponent.
 */
export function formatColumn(values: readonly number[], digits = 4): string[] {
  const decimals = decimalsFor(values, digits);
  return values.map((value) => formatFixed(value, decimals, digits));
}

/** One number on its own, to a count of significant digits, with trailing zeros kept away. */
export function formatNumber(value: number | null, digits = 5): string {
  if (value === null || Number.isNaN(value)) return "NA";
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= LARGEST_FIXED)) return exponential(value, digits);
  return trimZeros(unsignedZero(value.toFixed(decimalsOf(value, digits, Number.POSITIVE_INFINITY))));
}

/** A test statistic: three decimals. */
export function formatStatistic(value: number): string {
  return formatFixed(value, 3, 4);
}

/** A p-value: five decimals, three significant digits below 1e-4, `<2e-16` below what doubles tell from zero. */
export function formatPValue(p: number): string {
  if (Number.isNaN(p)) return "NA";
  if (p < SMALLEST_P) return "<2e-16";
  return p < 1e-4 ? exponential(p, 3) : p.toFixed(5);
}

/** The mark of significance at 0.001, 0.01, 0.05 and 0.1. */
export function stars(p: number): string {
  if (p < 0.001) return "***";
  if (p < 0.01) return "**";
  if (p < 0.05) return "*";
  return p < 0.1 ? "." : "";
}

function decimalsFor(values: readonly number[], digits: number): number {
  const finite = values.filter((value) => Number.isFinite(value) && value !== 0);
  return Math.max(0, ...finite.map((value) => decimalsOf(value, digits)));
}

/** Decimals that show so many significant digits of one number. */
function decimalsOf(value: number, digits: number, most = MOST_DECIMALS): number {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return Math.min(Math.max(digits - 1 - exponent, 0), most);
}

function formatFixed(value: number, decimals: number, digits: number): string {
  if (Number.isNaN(value)) return "NA";
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  const size = Math.abs(value);
  const hidden = value !== 0 && size < 10 ** (1 - decimals) && decimals === MOST_DECIMALS;
  if (hidden || size >= LARGEST_FIXED) return exponential(value, Math.min(digits, 3));
  return unsignedZero(value.toFixed(decimals));
}

/** An exponent of two digits at least, as R and C write it. */
function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function unsignedZero(text: string): string {
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
