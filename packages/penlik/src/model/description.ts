import { type FamilySpec, LINKS } from "../families/family.js";
import type { Method } from "./settings.js";

/** What the solver proved about the point it returned; null where a number does not exist for the fit. */
export interface Certificate {
  /** Norm of the gradient of the penalized log-likelihood. */
  readonly gradientNorm: number | null;
  /** Newton decrement √(gᵀH⁻¹g). */
  readonly decrement: number | null;
  /** Self-concordance constant κ; κ·decrement < 1 proves that the optimum is near. */
  readonly kappa: number | null;
  /** Bound on the distance to the optimum, in the norm of the Hessian. */
  readonly distanceBound: number | null;
}

/** What is known about a fit whose classes are separated, so that the likelihood has no finite maximum. */
export interface Separation {
  /** The coefficients without a finite limit and where they go; `"either"` where both signs fit as well. */
  readonly coefficients: readonly { readonly name: string; readonly sign: "plus" | "minus" | "either" }[];
  /** The classes told apart from every other class, or if there is none, from any; `"0"` and `"1"` for numbers, none for counts. */
  readonly classes: readonly string[];
  /** Pairs of classes that some row tells apart with certainty. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Rows in which some class has probability 0 in the limit. */
  readonly rows: number;
  /** Whether the fit is perfect in the limit. */
  readonly complete: boolean;
  /** What stays finite; null where the fit in the limit did not converge. */
  readonly limit: SeparationLimit | null;
}

/** The fit that a separated model tends to. */
export interface SeparationLimit {
  /** The coefficients that have a finite limit. */
  readonly coefficients: readonly {
    readonly name: string;
    readonly estimate: number;
    readonly standardError: number;
  }[];
  /** The infimum of the deviance. */
  readonly deviance: number;
  /** The supremum of the log-likelihood. */
  readonly logLikelihood: number;
}

/** Where a strength ended: at a finite optimum, at ∞ (its term is in the null space of the penalty), at 0, or where it was given. */
export type StrengthPlace = "interior" | "nullSpace" | "unpenalised" | "fixed";

/** The effective degrees of freedom of a group of columns that estimated penalties share. */
export interface TermEdf {
  /** The label of its penalty; of the first where several share columns; `class:label` where classes have formulas of their own. */
  readonly label: string;
  /** There the class or the predictor that the term belongs to. */
  readonly class?: string;
  /** Its columns, `end` excluded. */
  readonly columns: { readonly start: number; readonly end: number };
  /** The trace of its block of H⁻¹I, over all classes; NaN where it has no number. */
  readonly edf: number;
  /** The test of no effect of these columns, over all classes; null where there is none, as for terms that learn. */
  readonly test: TermTest | null;
}

/**
 * A test of no effect of penalized columns. Where the penalties leave directions free it is Wood's of a smooth function (2013), else that of a
 * variance component.
 */
export interface TermTest {
  /** Its statistic. */
  readonly statistic: number;
  /** The degrees of freedom that the statistic counts. */
  readonly rank: number;
  /** P(a statistic at least this large) without an effect. */
  readonly pValue: number;
}

/** A column of the data that a formula's right side is of. */
export interface Covariate {
  /** The column, or what is computed of columns, such as `log(x)`. */
  readonly name: string;
  /** The columns that it is computed of; itself for a column. */
  readonly columns: readonly string[];
  /** Its levels in the fit; null for numbers. */
  readonly levels: readonly string[] | null;
  /** The smallest and the largest number of the fit, where a smooth is of it; null otherwise. */
  readonly range: readonly [number, number] | null;
}

/** A smooth of a formula. */
export interface SmoothTerm {
  /** As the formula writes it, its options left out, such as `s(x)` or `s(x):site=b`. */
  readonly label: string;
  /** The basis, such as `tp`. */
  readonly basis: string;
  /** Its columns of the design, `end` excluded. */
  readonly columns: { readonly start: number; readonly end: number };
  /** Its covariates. */
  readonly covariates: readonly Covariate[];
  /** What it is multiplied by; null for none. */
  readonly by: Covariate | null;
  /** The level of {@link by} in which it is there; null for none and for numbers. */
  readonly level: string | null;
  /** Where classes or predictors have formulas of their own, those that have it. */
  readonly classes?: readonly string[];
}

/** A formula as a fit was given it: one, or one for each class or predictor by its name. */
export type FittedFormula = string | { readonly [name: string]: string };

/** The texts of a formula. */
export function textsOf(formula: FittedFormula): readonly string[] {
  return typeof formula === "string" ? [formula] : Object.values(formula);
}

/** A formula in one line. */
export function formulaLine(formula: FittedFormula): string {
  if (typeof formula === "string") return formula;
  return Object.entries(formula)
    .map(([name, text]) => `${name}: ${text.trim()}`)
    .join("; ");
}

/** Everything about a fit that is no array; read once from the native handle. */
export interface Description {
  readonly formula: FittedFormula | null;
  readonly family: FamilySpec;
  readonly classes: readonly string[];
  readonly reference: string | null;
  readonly activeClasses: readonly string[];
  readonly columnNames: readonly string[];
  readonly coefficientNames: readonly string[];
  /** The columns of each active class or predictor; empty where each has all. */
  readonly ownColumns: readonly (readonly number[])[];
  /** The places in β of the coefficients that were not estimated. */
  readonly aliasedPlaces: readonly number[];
  readonly strengths: readonly number[];
  readonly strengthLabels: readonly string[];
  readonly logStrengths: readonly number[];
  readonly strengthPlaces: readonly StrengthPlace[];
  readonly method: Method;
  readonly criterion: number | null;
  readonly criterionGradient: readonly number[] | null;
  readonly edfTerms: readonly TermEdf[];
  /** The terms that several classes call alike where they have formulas of their own, each over all of these. */
  readonly jointTerms: readonly TermEdf[];
  readonly familyParameters: readonly (readonly [string, number])[];
  readonly edf: number;
  readonly scale: number;
  readonly logLikelihood: number;
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly devianceExplained: number;
  readonly aic: number;
  readonly bic: number;
  readonly dfResidual: number;
  readonly dfNull: number;
  readonly penalty: number;
  readonly iterations: number;
  readonly certificate: Certificate;
  readonly converged: boolean;
  readonly code: string | null;
  readonly message: string;
  readonly warnings: readonly string[];
  readonly nobs: number;
  readonly dropped: number;
  readonly statisticKind: "z" | "t";
  readonly aliased: readonly string[];
  readonly separation: Separation | null;
  readonly smooths: readonly SmoothTerm[];
  readonly covariates: readonly Covariate[];
}

const NUMBERS = [
  "edf",
  "scale",
  "logLikelihood",
  "deviance",
  "nullDeviance",
  "devianceExplained",
  "aic",
  "bic",
  "dfResidual",
  "dfNull",
  "penalty",
] as const satisfies readonly (keyof Description)[];

/** The description as the addon writes it; a number that JSON cannot hold arrives as null and becomes NaN. */
export function parseDescription(text: string): Description {
  const { formulas, ...told }: Raw = JSON.parse(text);
  const raw: Description = { ...told, ...ownParts(told) };
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, raw[key] ?? Number.NaN]));
  const certificate = known(raw.certificate);
  const counted = (terms: readonly TermEdf[]) => terms.map((term) => ({ ...term, edf: term.edf ?? Number.NaN }));
  const [edfTerms, jointTerms] = [counted(raw.edfTerms), counted(raw.jointTerms)];
  const formula = formulas === undefined || formulas.length === 0 ? raw.formula : byName(formulas);
  const smooths = raw.smooths.map((smooth) => withClasses(smooth, raw));
  return deepFreeze({ ...raw, ...numbers, formula, smooths, certificate, edfTerms, jointTerms });
}

/** As the addon writes it. */
interface Raw extends Description {
  readonly formulas?: readonly (readonly [string, string])[];
}

/** What there is where predictors have columns of their own; without these a column that is aliased is so in every class. */
function ownParts(told: Partial<Description>): Pick<Description, "ownColumns" | "aliasedPlaces" | "jointTerms"> {
  const { ownColumns = [], jointTerms = [], aliased = [], columnNames = [], coefficientNames = [] } = told;
  const left = new Set(aliased);
  const isLeft = (k: number) => left.has(columnNames[k % columnNames.length] as string);
  const everywhere = () => coefficientNames.flatMap((_, k) => (isLeft(k) ? [k] : []));
  const aliasedPlaces = ownColumns.length > 0 ? (told.aliasedPlaces ?? []) : left.size === 0 ? [] : everywhere();
  return { ownColumns, jointTerms, aliasedPlaces };
}

/** A record without a prototype, so that any name may be in it. */
function byName(formulas: readonly (readonly [string, string])[]): FittedFormula {
  const out: Record<string, string> = Object.create(null);
  for (const [name, text] of formulas) out[name] = text;
  return out;
}

/** A smooth with the classes that have it. */
function withClasses(smooth: SmoothTerm, { ownColumns, activeClasses }: Description): SmoothTerm {
  if (ownColumns.length === 0) return smooth;
  const classes = activeClasses.filter((_, a) => ownColumns[a]?.includes(smooth.columns.start));
  return { ...smooth, classes };
}

/** The column and the class of each coefficient, in the order of β; null where there are no classes. */
export function coefficientPlaces({ ownColumns, activeClasses, columnNames }: Description): CoefficientPlace[] {
  const all = columnNames.map((_, column) => column);
  const classes: readonly (string | null)[] = activeClasses.length === 0 ? [null] : activeClasses;
  return classes.flatMap((label, a) => (ownColumns[a] ?? all).map((column) => ({ column, class: label })));
}

/** Where a coefficient is. */
export interface CoefficientPlace {
  readonly column: number;
  readonly class: string | null;
}

/** The core writes the largest number where it has no bound. */
function known(certificate: Certificate): Certificate {
  const orNull = (x: number | null) => (x === Number.MAX_VALUE ? null : x);
  return { ...certificate, kappa: orNull(certificate.kappa), distanceBound: orNull(certificate.distanceBound) };
}

/** The link's name, also where the family leaves it at its default. */
export function linkName(family: FamilySpec): string {
  return ("link" in family ? family.link : null) ?? LINKS[family.kind][0];
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
