import { describe, expect, expectTypeOf, it } from "vitest";
import type { Data, Family, FitOptions, FittedModel, Matrix, MatrixFitOptions, Summary } from "../src/index.js";
import * as penlik from "../src/index.js";

/** Everything that the package exports, by name. */
const exported = { ...penlik };

/** What the package promises to export; types are checked when this file is compiled, values when it runs. */
const FUNCTIONS = [
  ...(["matrix", "matrixFromRows", "penaltyFromJSON", "penaltyKinds", "jumpReluGate", "softThreshold"] as const),
  ...(["sparseRelevanceProximal", "elasticNetProximal", "prototypeDiversityLoss", "sparsemax"] as const),
  ...(["fit", "fitSync", "fitMatrix", "fitMatrixSync", "loadModel", "modelFromJSON"] as const),
] satisfies (keyof typeof penlik)[];

const KINDS = [
  ...(["SmoothedL1", "LogSparsity", "Hoyer", "SoftmaxEntropy", "TopK", "JumpReLU", "PrototypeDiversity"] as const),
  ...([
    "QuadraticAnchor",
    "Ridge",
    "L1",
    "ElasticNet",
    "GroupLasso",
    "SparseGroupLasso",
    "MCP",
    "SCAD",
    "Huber",
  ] as const),
  ...(["TotalVariation", "NuclearNorm", "ARD", "L0", "SLOPE", "Simplex", "Box", "NonNegative", "L1Ball"] as const),
] satisfies (keyof typeof penlik)[];

const FAMILIES = [
  ...(["gaussian", "binomial", "poisson", "gamma", "inverseGaussian", "negativeBinomial", "tweedie"] as const),
  ...(["multinomial"] as const),
] satisfies (keyof typeof penlik.families)[];

const OPTIONS = [
  ...([
    "family",
    "method",
    "logStrength",
    "select",
    "weights",
    "offset",
    "na",
    "levels",
    "contrasts",
    "start",
  ] as const),
  ...(["strict", "bias", "discretize", "threads", "seed", "signal", "onProgress", "tolerance"] as const),
] satisfies (keyof (FitOptions & penlik.BackgroundOptions))[];

const FACTS = [
  ...([
    "formula",
    "family",
    "coefficients",
    "coefficientNames",
    "standardErrors",
    "strengths",
    "logStrengths",
  ] as const),
  ...(["edf", "edfTerms", "scale", "logLikelihood", "deviance", "nullDeviance", "devianceExplained", "aic"] as const),
  ...(["bic", "criterion", "criterionGradient", "converged", "code", "iterations", "warnings", "nobs"] as const),
  ...(["classes", "reference"] as const),
] satisfies (keyof FittedModel)[];

const VERBS = [
  ...(["covariance", "predict", "residuals", "summary", "tidy", "glance", "augment", "smooth", "plot"] as const),
  ...(["simulate", "toJSON", "save"] as const),
] satisfies (keyof FittedModel)[];

const x = Float64Array.from({ length: 60 }, (_, i) => (i * 0.618034) % 1);
const z = x.map((_, i) => (i * 0.754878) % 1);
const g = Array.from(x, (_, i) => "abc"[i % 3] as string);
const y = x.map((v, i) => Math.sin(6 * v) + ((i * 7) % 11) / 10);
const data = { x, z, g, y };
const formula = 'y ~ g + s(x, bs = "cr", k = 6)';
const model = penlik.fitSync(formula, data);

describe("the package", () => {
  it.each(FUNCTIONS)("has the function %s", (name) => {
    expect(exported[name]).toBeTypeOf("function");
  });

  it.each(KINDS)("has the penalty %s, with everything that penalties can be asked", (name) => {
    expect(exported[name].prototype).toBeInstanceOf(penlik.Penalty);
    expect(penlik.penaltyKinds().map(({ kind }) => kind)).toContain(name);
  });

  it.each(FAMILIES)("has the family %s", (name) => {
    expect(penlik.families[name]().kind).toBe(name);
  });

  it("has penalties with values, gradients, maps and local questions", () => {
    const penalty = new penlik.SmoothedL1({ eps: 0.1 });
    const theta = Float64Array.of(0.5, -1);
    const { convex, smooth, separable, structure, hasBound, hasProx, hasNormalizer } = penalty.properties;
    expect([convex, smooth, separable, structure, hasBound].every((fact) => fact !== undefined)).toBe(true);
    expect([hasProx, hasNormalizer].every((fact) => typeof fact === "boolean")).toBe(true);
    expect(penalty.shapeParameters).toEqual(["eps"]);
    expect(penalty.valueAndGradient(theta, new Float64Array(2))).toBe(penalty.value(theta));
    expect(penalty.gradient(theta).length).toBe(2);
    expect(penlik.penaltyFromJSON(penalty.toJSON()).value(theta)).toBe(penalty.value(theta));
    expect(new penlik.L1().prox(theta, 0.25)).toEqual(Float64Array.of(0.25, -0.75));
    const local = penalty.at(theta);
    expect(local).toBeInstanceOf(penlik.LocalPenalty);
    expect(local.value).toBe(penalty.value(theta));
    for (const array of [local.gradient(), local.hessianVectorProduct(theta), local.hessianDiagonal()]) {
      expect(array.length).toBe(2);
    }
    expect(local.hessian()).toMatchObject({ rows: 2, cols: 2 });
    expect([local.boundDiagonal().length, local.mmWeights().length, local.gradientLogShape().length]).toEqual([
      2, 2, 1,
    ]);
    const entropy = new penlik.SoftmaxEntropy({ categories: 2, temperature: 1 });
    expect(entropy.at(theta).boundVectorProduct(theta).length).toBe(2);
    const operators = [
      entropy.rowHessian(theta),
      entropy.rowHessianDerivative(theta, 1),
      entropy.rowBound(theta),
      entropy.rowBoundDerivative(theta, 1),
      entropy.rowFisherMetric(theta),
      entropy.rowFisherMetricDerivative(theta, 1),
    ];
    for (const operator of operators) expect(operator).toMatchObject({ rows: 2, cols: 2 });
    const { value, dX, dThreshold } = penlik.jumpReluGate(1, 0.5, 0.1);
    for (const number of [value, dX, dThreshold]) expect(number).toBeTypeOf("number");
  });

  it("has terms with strengths to be learnt", () => {
    const term = new penlik.Term(new penlik.Ridge(), { weight: 2, learn: ["strength"] });
    const schedule = penlik.schedules.linear({ start: 1, end: 2, steps: 5 });
    expect(new penlik.Term(new penlik.Ridge(), { schedule }).atIteration(3).weight).toBeCloseTo(1.6, 12);
    const [theta, rho] = [Float64Array.of(1, -2), [0.3]];
    expect([term.rhoCount, term.rhoNames.length, term.rhoDomain.length]).toEqual([1, 1, 1]);
    expect(term.value(theta, rho)).toBeTypeOf("number");
    const arrays = [
      term.gradient(theta, rho),
      term.hessianVectorProduct(theta, rho, theta),
      term.hessianDiagonal(theta, rho),
      term.boundDiagonal(theta, rho),
    ];
    for (const array of arrays) expect(array.length).toBe(2);
    expect(term.gradientRho(theta, rho).length).toBe(1);
    expect(term.logNormalizer(rho)).toBeTypeOf("number");
    expect(Object.keys(penlik.schedules).sort()).toEqual(["geometric", "linear", "reciprocal"]);
  });

  it("has the multinomial by rows and as a whole", () => {
    const rows = new penlik.MultinomialLogit({ classes: 3 });
    const eta = penlik.matrix(2, 2, [0.1, 0.2, -0.3, 0.4]);
    const labels = Int32Array.of(0, 2);
    expect(rows.logLikelihood(eta, labels)).toBeTypeOf("number");
    expect(rows.score(eta, labels).length).toBe(4);
    expect([rows.information(eta).length, rows.probabilities(eta).length]).toEqual([8, 6]);
    const design = penlik.matrix(4, 2, [1, 0, 1, 1, 1, 2, 1, 3]);
    const S = penlik.matrix(2, 2, [0, 0, 0, 1]);
    const joint = new penlik.MultinomialFamily({
      design,
      y: Int32Array.of(0, 1, 2, 1),
      classes: 3,
      penalties: [{ matrix: S }],
      penaltyMetric: "centred",
    });
    const beta = new Float64Array(4);
    expect([joint.blockSpecs().length, joint.parameterNames().length]).toEqual([2, 4]);
    expect(joint.logLikelihood(beta)).toBeTypeOf("number");
    expect([joint.gradient(beta).length, joint.blockWorkingSets(beta).length]).toEqual([4, 2]);
    expect(joint.jointHessian(beta)).toMatchObject({ rows: 4, cols: 4 });
    const workspace = joint.workspace(beta);
    const of = { hessian: workspace.hessian(), along: workspace.directionalDerivative(beta) };
    expect(of).toMatchObject({ hessian: { rows: 4 }, along: { rows: 4 } });
    expect(workspace.secondDirectionalDerivative(beta, beta)).toMatchObject({ rows: 4 });
    expect([workspace.hessianVectorProduct(beta).length, workspace.hessianDiagonal().length]).toEqual([4, 4]);
    const criterion = joint.criterion([0], { method: "REML" });
    for (const name of ["value", "gradient", "hessian", "beta", "logLikelihood", "edf"])
      expect(criterion).toHaveProperty(name);
  });
});

describe("a fit", () => {
  it.each(OPTIONS)("knows the option %s", (name) => {
    let message = "";
    try {
      penlik.fitSync("y ~ x", data, { [name]: Symbol("of no type") } as never);
    } catch (error) {
      message = String(error);
    }
    expect(message).not.toContain("unknown key");
  });

  it("takes columns, records, Arrow tables and bytes, and options of matrices", () => {
    expectTypeOf<Record<string, Float64Array>>().toExtend<Data>();
    expectTypeOf<{ x: number; g: string }[]>().toExtend<Data>();
    expectTypeOf<penlik.ArrowTable>().toExtend<Data>();
    expectTypeOf<Uint8Array>().toExtend<Data>();
    expectTypeOf<FitOptions["method"]>().toEqualTypeOf<"REML" | "ML" | "GCV" | "UBRE" | "fixed" | undefined>();
    expectTypeOf<FitOptions["bias"]>().toEqualTypeOf<"none" | "jeffreys" | undefined>();
    expectTypeOf<"y" | "X" | "family" | "penalties" | "terms" | "offset" | "weights" | "method">().toExtend<
      keyof MatrixFitOptions
    >();
    expectTypeOf(penlik.fit).returns.resolves.toEqualTypeOf<FittedModel>();
    expectTypeOf(penlik.fitMatrix).returns.resolves.toEqualTypeOf<FittedModel>();
    expectTypeOf(penlik.loadModel).returns.resolves.toEqualTypeOf<FittedModel>();
  });
});

describe("a fitted model", () => {
  it.each(FACTS)("tells its %s", (name) => {
    expect(model[name]).not.toBeUndefined();
  });

  it.each(VERBS)("has %s()", (name) => {
    expect(model[name]).toBeTypeOf("function");
  });

  it("has the shapes that are promised", () => {
    expectTypeOf(model.family).toEqualTypeOf<Family>();
    expectTypeOf(model.covariance()).toEqualTypeOf<Matrix>();
    expectTypeOf(model.summary()).toEqualTypeOf<Summary>();
    const p = model.coefficientNames.length;
    expect(model.coefficients).toBeInstanceOf(Float64Array);
    expect([
      model.coefficients.length,
      model.standardErrors.length,
      model.covariance({ type: "frequentist" }).rows,
    ]).toEqual([p, p, p]);
    expect(model.edfTerms[0]).toMatchObject({ label: "s(x)" });
    expect(model.criterionGradient?.length).toBe(model.strengths.length);
    const summary = model.summary();
    expect(summary.toString()).toContain("s(x)");
    expect(summary.toMarkdown()).toContain("| s(x)");
    expect(JSON.parse(JSON.stringify(summary))).toMatchObject({ formula });
    expect(model.tidy().length).toBe(p);
    expect(model.glance()).toMatchObject({ nobs: 60, converged: true });
    expect(Object.keys(model.augment(data))).toContain(".fitted");
    expect(penlik.modelFromJSON(model.toJSON()).coefficients).toEqual(model.coefficients);
  });

  it("predicts everything that can be asked for", () => {
    const fresh = { x: [0.2, 0.4], g: ["a", "c"] };
    for (const type of ["link", "response"] as const) {
      const options = { type, standardErrors: true, interval: "confidence", level: 0.9 } as const;
      const { rows, standardErrors, lower, upper } = model.predict(fresh, options);
      expect([rows, standardErrors?.rows, lower?.rows, upper?.rows]).toEqual([2, 2, 2, 2]);
    }
    expect(model.predict(fresh, { type: "terms" }).terms).toEqual(["g", "s(x)"]);
    expect(model.predict(fresh, { type: "designMatrix" })).toMatchObject({ rows: 2 });
    expect(model.predict(fresh, { exclude: ["s(x)"], unseenLevels: "fail" }).rows).toBe(2);
    const classes = penlik.fitSync("g ~ x", data, { family: "multinomial" });
    expect(classes.predict(fresh, { type: "class" }).length).toBe(2);
    expect([classes.classes, classes.reference]).toEqual([["a", "b", "c"], "c"]);
  });

  it("can be looked at", () => {
    const { fit, lower } = model.smooth("s(x)", { grid: 20, simultaneous: true });
    expect([fit.length, lower.length]).toEqual([20, 20]);
    for (const kind of ["smooth", "qq", "residuals", "forest"] as const) {
      expect(model.plot(kind)).toHaveProperty("$schema");
    }
    expect(model.simulate({ draws: 3, seed: 1 })).toMatchObject({ rows: 60, cols: 3 });
    for (const type of ["deviance", "pearson", "response", "working", "quantile"] as const) {
      expect(model.residuals({ type }).data.length).toBe(60);
    }
    expect(penlik.compareModels(model, penlik.fitSync("y ~ g", data)).length).toBe(2);
  });
});

describe("an error", () => {
  it("says code, argument, value, expectation and place", () => {
    expect.assertions(2);
    try {
      penlik.fitSync("y ~ x +", data);
    } catch (error) {
      expect(error).toBeInstanceOf(penlik.PenlikError);
      for (const name of ["code", "argument", "value", "expected", "position"]) {
        if (!(name in (error as object))) throw new Error(`no ${name}`);
      }
      expect(error).toMatchObject({ code: "ERR_FORMULA", argument: "formula" });
    }
  });
});
