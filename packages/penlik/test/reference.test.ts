import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Columns, type FittedModel, families, fitSync, readCsv } from "../src/index.js";

const fixtures = new URL("../../../crates/penlik/tests/fixtures/", import.meta.url);

interface Reference {
  readonly terms: readonly string[];
  readonly classes: readonly string[];
  readonly coef: Readonly<Record<string, readonly string[]>>;
  readonly se: Readonly<Record<string, readonly string[]>>;
  readonly loglik: string;
  readonly deviance: string;
  readonly binomial_deviance?: string;
}

const references: ReadonlyMap<string, Reference> = new Map(
  Object.entries(JSON.parse(readFileSync(new URL("glm_reference.json", fixtures), "utf8"))),
);

const IRIS = "Species ~ Sepal.Length + Sepal.Width + Petal.Length + Petal.Width";

/** LRE: correct decimal digits, at most 16. */
function digits(found: number, truth: number): number {
  return Math.min(16, -Math.log10(Math.abs(found - truth) / Math.abs(truth)));
}

/** The columns with one more, computed from each row's numbers. */
function withColumn(data: Columns, name: string, values: (column: (name: string) => Float64Array) => Float64Array) {
  return { ...data, [name]: values((column) => data[column] as Float64Array) };
}

function rowsWhere(data: Columns, name: string, keep: (cell: unknown) => boolean): Columns {
  const kept = Array.from(data[name] as ArrayLike<unknown>, keep);
  const filter = (values: Columns[string]) => Array.prototype.filter.call(values, (_, i) => kept[i]);
  return Object.fromEntries(Object.entries(data).map(([key, values]) => [key, filter(values)]));
}

interface Case {
  readonly file: string;
  readonly fit: (data: Columns) => FittedModel;
  /** The name of a coefficient of the reference, as the model writes it. */
  readonly name?: (cls: string, term: string) => string;
}

const alone = (_: string, term: string) => term;

const cases: readonly (readonly [string, Case])[] = [
  [
    "hsbdemo_prog~ses+write",
    {
      file: "hsb.csv",
      fit: (data) =>
        fitSync("prog ~ ses + write", data, {
          family: families.multinomial({ reference: "academic" }),
          levels: { ses: ["low", "middle", "high"] },
        }),
    },
  ],
  [
    "housing_Sat~Infl+Type+Cont",
    {
      file: "housing.csv",
      fit: (data) =>
        fitSync("Sat ~ Infl + Type + Cont", data, {
          family: families.multinomial({ reference: "Low" }),
          weights: data.Freq as Float64Array,
          levels: {
            Sat: ["Low", "Medium", "High"],
            Infl: ["Low", "Medium", "High"],
            Type: ["Tower", "Apartment", "Atrium", "Terrace"],
            Cont: ["Low", "High"],
          },
        }),
    },
  ],
  [
    "iris_ridge_lambda=1",
    {
      file: "iris.csv",
      fit: (data) =>
        fitSync(IRIS, data, {
          family: families.multinomial({ reference: "setosa", penaltyMetric: "reference" }),
          ridge: 1,
        }),
    },
  ],
  [
    "iris2_virginica~all (near-separated logistic)",
    {
      file: "iris.csv",
      fit: (data) =>
        fitSync(
          IRIS,
          rowsWhere(data, "Species", (species) => species !== "setosa"),
          {
            family: "binomial",
            levels: { Species: ["versicolor", "virginica"] },
          },
        ),
      name: alone,
    },
  ],
  [
    "birthwt_low~age+lwt+race+smoke+ptl+ht+ui+ftv",
    {
      file: "birthwt.csv",
      fit: (data) => fitSync("low ~ age + lwt + C(race) + smoke + ptl + ht + ui + ftv", data, { family: "binomial" }),
      name: (_, term) => term.replace("race", "C(race)"),
    },
  ],
  [
    "menarche_grouped~Age",
    {
      file: "menarche.csv",
      fit: (data) => {
        const failures = (of: (name: string) => Float64Array) =>
          of("Total").map((n, i) => n - (of("Menarche")[i] as number));
        return fitSync("cbind(Menarche, no) ~ Age", withColumn(data, "no", failures), { family: "binomial" });
      },
      name: alone,
    },
  ],
];

describe("published models, from a CSV file at default settings", () => {
  it.each(cases)("%s agrees with the reference in at least 12 digits", async (set, { file, fit, name }) => {
    const reference = references.get(set) as Reference;
    const model = fit(await readCsv(new URL(file, fixtures)));
    expect(model.converged).toBe(true);
    const { coefficients, standardErrors } = model;
    const named = name ?? ((cls: string, term: string) => `${cls}:${term}`);
    for (const cls of reference.classes) {
      for (const [i, term] of reference.terms.entries()) {
        const at = model.coefficientNames.indexOf(named(cls, term));
        expect(at, `${named(cls, term)} among ${model.coefficientNames.join(", ")}`).toBeGreaterThanOrEqual(0);
        expect(digits(coefficients[at] as number, Number(reference.coef[cls]?.[i])), term).toBeGreaterThanOrEqual(12);
        expect(digits(standardErrors[at] as number, Number(reference.se[cls]?.[i])), term).toBeGreaterThanOrEqual(12);
      }
    }
    expect(coefficients.length).toBe(reference.classes.length * reference.terms.length);
    expect(digits(model.logLikelihood, Number(reference.loglik))).toBeGreaterThanOrEqual(12);
    expect(digits(model.deviance, Number(reference.binomial_deviance ?? reference.deviance))).toBeGreaterThanOrEqual(
      12,
    );
  });
});
