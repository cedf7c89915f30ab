// One small computation through the installed package: the same for ESM, CommonJS and a worker.

/** A row-level value known in closed form, and a fit whose classes are learnt from one column. */
export function probe({ MultinomialLogit, matrix, fitSync, PenlikError }) {
  const logit = new MultinomialLogit({ classes: 3 });
  const value = logit.logLikelihood(matrix(2, 2), Int32Array.of(0, 2));
  if (Math.abs(value - 2 * Math.log(1 / 3)) > 1e-15) throw new Error(`log-likelihood ${value}`);
  const size = [1, 2, 3, 2.5, 3, 4, 5, 6, 5.5, 6, 7, 8, 4.5, 3.2, 2.2];
  const kind = [..."aaabbbbcccccbaa"];
  const model = fitSync("kind ~ size", { kind, size }, { family: "multinomial", ridge: 0.1 });
  if (!model.converged || model.nobs !== 15) throw new Error(`the fit did not converge: ${model.code}`);
  if (!(logit instanceof MultinomialLogit) || typeof PenlikError !== "function") throw new Error("exports are missing");
  return [...model.coefficients];
}
