import { printable } from "../../terminal.js";
import type { SummaryData } from "./data.js";
import { formatColumn, formatNumber, formatPValue } from "./numbers.js";

/** Significant digits of the smaller deviance, as R writes it. */
const DEVIANCE_DIGITS = 5;

/** The sentences of a summary that text and Markdown share. */

/** The model in one line: formula, or that the design came as a matrix. */
export function callLine(data: SummaryData): string {
  return data.formula === null ? "design given as a matrix" : printable(data.formula);
}

/** Family, link and reference class. */
export function familyLine(data: SummaryData): string {
  const reference = data.reference === null ? "" : `, reference class ${printable(data.reference)}`;
  return `${data.family}, link ${data.link}${parameters(data).join("")}${reference}`;
}

/** The estimated parameters of the family; of cut points the first is a convention. */
function parameters(data: SummaryData): readonly string[] {
  if (data.family !== "orderedCategories") {
    return data.familyParameters.map(([name, value]) => `, ${name} ${formatNumber(value, 5)} (estimated)`);
  }
  const cuts = data.familyParameters.map(([name, value]) => `${printable(name)} ${formatNumber(value, 5)}`);
  return [`, cut points ${cuts.join(", ")}`];
}

/** Rows used and rows left out. */
export function rowsLine(data: SummaryData): string {
  if (data.dropped === 0) return `${data.nobs} used`;
  return `${data.nobs} used, ${data.dropped} dropped (missing values or zero weight)`;
}

/** Strengths with the effective degrees of freedom, and the criterion where some were estimated; nothing for an unpenalized fit. */
export function strengthLines(data: SummaryData): readonly string[] {
  if (data.criterion === null) {
    if (data.strengths.every((strength) => strength === 0)) return [];
    const values = data.strengths.map((strength) => formatNumber(strength, 4)).join(", ");
    return [`${strengthHeading(data)}: ${values} (effective degrees of freedom ${formatNumber(data.edf, 4)})`];
  }
  return [criterionLine(data), `${strengthHeading(data)}: ${namedStrengths(data)}`, edfLine(data), ...testLines(data)];
}

/** The tests of penalized columns. */
function testLines(data: SummaryData): string[] {
  return data.edfTerms.flatMap(({ label, test }) => {
    if (test === null) return [];
    const { statistic, rank, pValue } = test;
    const found = `statistic ${formatNumber(statistic, 5)} on ${formatNumber(rank, 4)} degrees of freedom`;
    const p = formatPValue(pValue);
    return [`Test of ${printable(label)}: ${found}, p ${p.startsWith("<") ? p : `= ${p}`}`];
  });
}

function strengthHeading(data: SummaryData): string {
  return data.strengths.length === 1 ? "Penalty strength" : "Penalty strengths";
}

function criterionLine(data: SummaryData): string {
  const gradient = Math.max(0, ...(data.criterionGradient ?? []).map(Math.abs));
  const facts = `criterion ${formatNumber(data.criterion, 7)}, gradient ${formatNumber(gradient, 2)}`;
  return `Strengths estimated by ${data.method}: ${facts}`;
}

const PLACES = {
  interior: "",
  nullSpace: " at its null space (strength to infinity)",
  unpenalised: " without penalty (strength to 0)",
  fixed: " (given)",
} as const;

/** Each strength by its label; one at a boundary has no number that means anything. */
function namedStrengths(data: SummaryData): string {
  const named = data.strengths.map((strength, k) => {
    const place = data.strengthPlaces[k] ?? "fixed";
    const number = place === "interior" || place === "fixed" ? ` ${formatNumber(strength, 4)}` : "";
    return `${printable(data.strengthLabels[k] ?? "")}${number}${PLACES[place]}`;
  });
  return named.join(", ");
}

function edfLine(data: SummaryData): string {
  const terms = data.edfTerms.map(({ label, edf }) => `${printable(label)} ${formatNumber(edf, 4)}, `);
  return `Effective degrees of freedom: ${terms.join("")}in all ${formatNumber(data.edf, 4)}`;
}

/** Null and residual deviance with their degrees of freedom, numbers aligned at the decimal point. */
export function devianceLines(data: SummaryData): readonly string[] {
  const [none = "", residual = ""] = formatColumn([data.nullDeviance, data.deviance], DEVIANCE_DIGITS);
  const width = Math.max(none.length, residual.length);
  const line = (label: string, deviance: string, df: number) =>
    `${label.padStart(18)} ${deviance.padStart(width)} on ${formatNumber(df, 4)} degrees of freedom`;
  return [line("Null deviance:", none, data.dfNull), line("Residual deviance:", residual, data.dfResidual)];
}

/** Log-likelihood and the criteria made of it. */
export function likelihoodLine(data: SummaryData): string {
  const parts = [
    `Log-likelihood: ${formatNumber(data.logLikelihood, 7)}`,
    `AIC: ${formatNumber(data.aic, 6)}`,
    `BIC: ${formatNumber(data.bic, 6)}`,
    `Deviance explained: ${formatNumber(100 * data.devianceExplained, 3)} %`,
  ];
  return parts.join("   ");
}

/** Dispersion, for the families that estimate it. */
export function scaleLine(data: SummaryData): string | null {
  return data.statisticKind === "t" ? `Scale (dispersion): ${formatNumber(data.scale, 5)}` : null;
}

/** Whether the solver converged, or why not. */
export function statusLine(data: SummaryData): string {
  const count = `${data.iterations} ${data.iterations === 1 ? "iteration" : "iterations"}`;
  if (data.converged) return `Converged in ${count}.`;
  const reason = [data.code, printable(data.message)].filter((part) => part !== null && part !== "").join(": ");
  return `NOT CONVERGED after ${count}${reason === "" ? "." : `: ${reason}`}`;
}

/** What stays finite when classes are separated; null when nothing is separated. */
export function limitLine(data: SummaryData): string | null {
  const limit = data.separation?.limit;
  if (limit === null || limit === undefined) return null;
  const named = limit.coefficients.map(({ name, estimate, standardError }) => {
    return `${printable(name)} ${formatNumber(estimate, 5)} (${formatNumber(standardError, 5)})`;
  });
  const finite = named.length === 0 ? "" : `; finite coefficients (standard errors): ${named.join(", ")}`;
  return `In the limit: deviance ${formatNumber(limit.deviance, 7)}${finite}.`;
}

/** The proof that came with the optimum. */
export function certificateLine(data: SummaryData): string {
  const { gradientNorm, decrement, distanceBound } = data.certificate;
  const facts = [`gradient norm ${formatNumber(gradientNorm, 2)}`, `Newton decrement ${formatNumber(decrement, 2)}`];
  const bound =
    distanceBound === null || !Number.isFinite(distanceBound) ? "not bounded" : `<= ${formatNumber(distanceBound, 2)}`;
  return `Certificate: ${facts.join(", ")}, distance to the optimum ${bound}.`;
}

/** The coefficients that others determine; null when there are none. */
export function aliasedLine(data: SummaryData): string | null {
  if (data.aliased.length === 0) return null;
  return `Aliased with other columns, not estimated: ${data.aliased.map(printable).join(", ")}`;
}
