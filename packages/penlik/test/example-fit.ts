import type { Description } from "../src/model/description.js";
import type { CoefficientArrays } from "../src/model/summary/data.js";

/** A made-up fit of three classes and three columns, with numbers that are easy to recognise. */
export const description: Description = {
  formula: "species ~ bill_length + sex",
  family: { kind: "multinomial", reference: null, penaltyMetric: "centred" },
  classes: ["Adelie", "Chinstrap", "Gentoo"],
  reference: "Adelie",
  activeClasses: ["Chinstrap", "Gentoo"],
  columnNames: ["(Intercept)", "bill_length", "sex=MALE"],
  coefficientNames: ["Chinstrap", "Gentoo"].flatMap((label) => {
    return ["(Intercept)", "bill_length", "sex=MALE"].map((name) => `${label}:${name}`);
  }),
  strengths: [0.1],
  strengthLabels: ["ridge"],
  logStrengths: [Math.log(0.1)],
  strengthPlaces: ["fixed"],
  method: "fixed",
  criterion: null,
  criterionGradient: null,
  edfTerms: [],
  jointTerms: [],
  ownColumns: [],
  aliasedPlaces: [],
  familyParameters: [],
  edf: 5.75,
  scale: 1,
  logLikelihood: -50.625,
  deviance: 101.25,
  nullDeviance: 700.5,
  devianceExplained: 0.8554,
  aic: 112.75,
  bic: 134.6467,
  dfResidual: 660.25,
  dfNull: 664,
  penalty: 2.5,
  iterations: 9,
  certificate: { gradientNorm: 1.2e-14, decrement: 3.4e-15, kappa: 0.5, distanceBound: 3.99e-15 },
  converged: true,
  code: null,
  message: "",
  warnings: [],
  nobs: 333,
  dropped: 11,
  statisticKind: "z",
  aliased: [],
  separation: null,
  smooths: [],
  covariates: [],
};

/** Its arrays, class-major. */
export const arrays: CoefficientArrays = {
  coefficients: Float64Array.of(-34.8021, 0.9312, -2, -7.5, 0.25, 0.125),
  standardErrors: Float64Array.of(12.131, 0.0512, 1.5, 3.25, 0.0625, 0.2),
  statistics: Float64Array.of(-2.8689, 18.1875, -1.3333, -2.3077, 4, 0.625),
  pValues: Float64Array.of(0.00412, 0, 0.18242, 0.02101, 6.33e-5, 0.53197),
};

/** A made-up fit of one column by least squares. */
export const gaussianDescription: Description = {
  ...description,
  formula: "y ~ x",
  family: { kind: "gaussian", link: null },
  classes: [],
  reference: null,
  activeClasses: [],
  columnNames: ["(Intercept)", "x"],
  coefficientNames: ["(Intercept)", "x"],
  strengths: [],
  strengthLabels: [],
  logStrengths: [],
  strengthPlaces: [],
  scale: 0.5,
  nobs: 20,
  dropped: 0,
  statisticKind: "t",
};
