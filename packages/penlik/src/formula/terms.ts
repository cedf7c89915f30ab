import { inWords, refusal } from "../errors.js";
import { Arithmetic, FormulaTerm, type NumericColumn, type Operand, Transformed, writtenOperand } from "./parts.js";
import { writtenName, writtenNumber, writtenTruth, writtenValues } from "./text.js";

/** A column, arithmetic, a category or a transform as a term of its own. */
export function term(operand: Operand): FormulaTerm {
  return new FormulaTerm(writtenOperand("term", operand));
}

/** The products of several: `a:b`. */
export function interaction(first: Operand, second: Operand, ...more: readonly Operand[]): FormulaTerm {
  return new FormulaTerm(joined("interaction", ":", [first, second, ...more]));
}

/** Each by itself and all their products: `a * b`. */
export function crossed(first: Operand, second: Operand, ...more: readonly Operand[]): FormulaTerm {
  return new FormulaTerm(joined("crossed", " * ", [first, second, ...more]));
}

/** The levels of a factor, and the other within each of them: `a / b`. */
export function nested(outer: Operand, inner: Operand): FormulaTerm {
  return new FormulaTerm(joined("nested", " / ", [outer, inner]));
}

/** What is added to the linear predictor with coefficient 1. */
export function offset(column: NumericColumn): FormulaTerm {
  const text = typeof column === "string" ? writtenName("offset", column) : checked("offset", column).text;
  return new FormulaTerm(`offset(${text})`);
}

/** Every column that the formula does not name elsewhere. */
export function everythingElse(): FormulaTerm {
  return new FormulaTerm(".");
}

/** Orthonormal polynomials, or powers where `raw`. */
export function polynomial(
  column: NumericColumn,
  degree: number,
  options: { readonly raw?: boolean } = {},
): Transformed {
  const raw = options.raw === undefined ? "" : `, raw = ${writtenTruth("raw", options.raw)}`;
  return new Transformed(`poly(${inner(column)}, ${writtenNumber("degree", degree)}${raw})`);
}

/** The columns of a spline without a penalty: how many, or where its knots are. */
export type SplineOptions = { readonly df: number } | { readonly knots: readonly number[] };

/** Natural cubic splines without a penalty. */
export function naturalSpline(column: NumericColumn, options: SplineOptions): Transformed {
  return new Transformed(`ns(${inner(column)}, ${splineArgument(options)})`);
}

/** B-splines without a penalty. */
export function basisSpline(column: NumericColumn, options: SplineOptions & { readonly degree?: number }): Transformed {
  const degree = options.degree === undefined ? "" : `, degree = ${writtenNumber("degree", options.degree)}`;
  return new Transformed(`bs(${inner(column)}, ${splineArgument(options)}${degree})`);
}

/** Centred and divided by the standard deviation: `scale(x)`. */
export function standardized(column: NumericColumn): Transformed {
  return new Transformed(`scale(${inner(column)})`);
}

function splineArgument(options: SplineOptions): string {
  if ("knots" in options) return `knots = ${writtenValues("knots", options.knots, writtenNumber)}`;
  return `df = ${writtenNumber("df", options.df)}`;
}

function inner(column: NumericColumn): string {
  return typeof column === "string" ? writtenName("column", column) : checked("column", column).text;
}

function checked(argument: string, column: Arithmetic): Arithmetic {
  if (column instanceof Arithmetic) return column;
  throw refusal("ERR_DOMAIN", argument, inWords(column), "the name of a column, or arithmetic");
}

function joined(argument: string, operator: string, operands: readonly Operand[]): string {
  return operands.map((operand, k) => writtenOperand(`${argument}[${k}]`, operand)).join(operator);
}
