import { type FittedModel, fit, fitSync, type Matrix, MultinomialLogit, matrix, PenlikError } from "penlik";

const eta: Matrix = matrix(2, 2);
const logit = new MultinomialLogit({ classes: 3 });
export const value: number = logit.logLikelihood(eta, Int32Array.of(0, 2));
export const score: Float64Array = logit.score(eta, Int32Array.of(0, 2));

const data = { kind: ["a", "b", "a", "b"], size: Float64Array.of(1, 2, 3, 4) };
export const now: FittedModel = fitSync("kind ~ size", data, { family: "multinomial", ridge: 1 });
export const later: Promise<FittedModel> = fit("kind ~ size", data, { family: "binomial", ridge: 1 });
export const estimates: Float64Array = now.coefficients;

// @ts-expect-error a class count is a number
new MultinomialLogit({ classes: "3" });
// @ts-expect-error there is no such option
fitSync("kind ~ size", data, { family: "multinomial", rigde: 1 });

export function code(error: unknown): string {
  return error instanceof PenlikError ? error.code : "";
}
