import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Description } from "../src/model/description.js";
import { type CoefficientArrays, summaryData } from "../src/model/summary/data.js";
import { formatColumn, formatNumber, formatPValue, formatStatistic, stars } from "../src/model/summary/numbers.js";
import { Summary } from "../src/model/summary/summary.js";
import { widthOf } from "../src/terminal.js";
import { arrays, description, gaussianDescription } from "./example-fit.js";

const summaryOf = (over: Partial<Description> = {}, numbers: CoefficientArrays = arrays) =>
  new Summary(summaryData({ ...description, ...over }, numbers));

describe("numbers of a column", () => {
  it.each([
    [
      [35.1, 0.0512, -1.2],
      ["35.10000", "0.05120", "-1.20000"],
    ],
    [
      [1234.5, 20],
      ["1234.50", "20.00"],
    ],
    [
      [0.5, Number.NaN],
      ["0.5000", "NA"],
    ],
    [
      [0, 0],
      ["0", "0"],
    ],
    [
      [-0.00000001, 1],
      ["-1.00e-08", "1.000000"],
    ],
    [
      [1e9, 1],
      ["1.00e+09", "1.000"],
    ],
    [
      [Number.POSITIVE_INFINITY, -1],
      ["Inf", "-1.000"],
    ],
    [[], []],
  ])("%j are written as %j", (values, expected) => {
    expect(formatColumn(values)).toEqual(expected);
  });

  it("have no negative zero", () => {
    expect(formatStatistic(-0.0001)).toBe("0.000");
    expect(formatNumber(-0)).toBe("0");
    expect(formatColumn([-0, 1])).toEqual(["0.000", "1.000"]);
  });
});

describe("single numbers", () => {
  it.each([
    [1.5, "1.5"],
    [664, "664"],
    [120, "120"],
    [-34.80212, "-34.802"],
    [1.234e-15, "1.2340e-15"],
    [2.5e12, "2.5000e+12"],
    [Number.NaN, "NA"],
    [null, "NA"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
  ])("%s is written as %s", (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });

  it.each([
    [0, "<2e-16", "***"],
    [1e-17, "<2e-16", "***"],
    [7.566e-5, "7.57e-05", "***"],
    [0.00412, "0.00412", "**"],
    [0.05, "0.05000", "."],
    [0.99999999, "1.00000", ""],
    [Number.NaN, "NA", ""],
  ])("the p-value %s is written as %s with the mark %j", (p, text, mark) => {
    expect(formatPValue(p)).toBe(text);
    expect(stars(p)).toBe(mark);
  });
});

describe("a summary", () => {
  it("of a multinomial shows every class against the reference", () => {
    expect(`\n${summaryOf()}\n`).toBe(`
Model:  species ~ bill_length + sex
Family: multinomial, link logit, reference class Adelie
Rows:   333 used, 11 dropped (missing values or zero weight)

Coefficients:

Chinstrap vs Adelie
            Estimate Std. Error z value Pr(>|z|)
(Intercept) -34.8021   12.13100  -2.869  0.00412 **
bill_length   0.9312    0.05120  18.188   <2e-16 ***
sex=MALE     -2.0000    1.50000  -1.333  0.18242

Gentoo vs Adelie
            Estimate Std. Error z value Pr(>|z|)
(Intercept)  -7.5000    3.25000  -2.308  0.02101 *
bill_length   0.2500    0.06250   4.000 6.33e-05 ***
sex=MALE      0.1250    0.20000   0.625  0.53197
---
Signif. codes: 0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1

Penalty strength: 0.1 (effective degrees of freedom 5.75)
    Null deviance: 700.50 on 664 degrees of freedom
Residual deviance: 101.25 on 660.3 degrees of freedom
Log-likelihood: -50.625   AIC: 112.75   BIC: 134.647   Deviance explained: 85.5 %

Converged in 9 iterations.
Certificate: gradient norm 1.2e-14, Newton decrement 3.4e-15, distance to the optimum <= 4.0e-15.
`);
  });

  it("of a scalar family has one table without a title, and a scale where it is estimated", () => {
    const text = String(new Summary(summaryData(gaussianDescription, oneBlock([1.5, -0.25]))));
    expect(text).toContain("Family: gaussian, link identity\nRows:   20 used\n");
    expect(text).toContain(`Coefficients:
            Estimate Std. Error t value Pr(>|t|)
(Intercept)   1.5000     0.5000   3.000  0.02000 *
x            -0.2500     0.5000   3.000  0.02000 *
---`);
    expect(text).toContain("Scale (dispersion): 0.5\n");
    expect(text).not.toContain("Penalty strength");
  });

  it("says why a fit did not converge, and repeats its warnings", () => {
    const over = {
      converged: false,
      code: "ERR_SEPARATION",
      message: "the class Gentoo is separated",
      warnings: ["coefficients run away"],
      iterations: 1,
      certificate: { gradientNorm: 0.5, decrement: 0.25, kappa: 2, distanceBound: null },
    };
    const text = String(summaryOf(over));
    expect(text).toContain("NOT CONVERGED after 1 iteration: ERR_SEPARATION: the class Gentoo is separated\n");
    expect(text).toContain("gradient norm 0.5, Newton decrement 0.25, distance to the optimum not bounded.\n");
    expect(text.endsWith("Warning: coefficients run away")).toBe(true);
  });

  it("of separated classes tells what stays finite", () => {
    const limit = {
      coefficients: [{ name: "PI", estimate: -0.042183, standardError: 0.044332 }],
      deviance: 55.39326,
      logLikelihood: -27.69663,
    };
    const separation = { coefficients: [], classes: [], pairs: [], rows: 1, complete: false, limit };
    const line = "In the limit: deviance 55.39326; finite coefficients (standard errors): PI -0.042183 (0.044332).";
    expect(String(summaryOf({ separation }))).toContain(`\n${line}\n`);
    expect(summaryOf({ separation }).toMarkdown()).toContain(`- In the limit: deviance`);
    expect(String(summaryOf({ separation: { ...separation, limit: null } }))).not.toContain("In the limit");
  });

  it("names aliased columns and writes NA for their numbers", () => {
    const holes = { ...arrays, coefficients: arrays.coefficients.slice(), pValues: arrays.pValues.slice() };
    holes.coefficients[2] = Number.NaN;
    holes.pValues[2] = Number.NaN;
    const text = String(summaryOf({ aliased: ["Chinstrap:sex=MALE"] }, holes));
    expect(text).toMatch(/^sex=MALE {10}NA .* NA$/m);
    expect(text).toContain("Aliased with other columns, not estimated: Chinstrap:sex=MALE");
  });

  it("leaves the legend away when nothing is marked", () => {
    expect(String(summaryOf({}, { ...arrays, pValues: new Float64Array(6).fill(0.5) }))).not.toContain("Signif.");
  });

  it("is at most 100 columns wide, whatever the names, and keeps both ends of a long one", () => {
    const long = `factor(${"a_very_long_name_".repeat(12)})=level_17`;
    const columnNames = ["(Intercept)", long, "sex=MALE"];
    const formula = `species ~ ${Array.from({ length: 40 }, (_, i) => `column_${i}`).join(" + ")}`;
    const text = String(summaryOf({ columnNames, formula, classes: [], warnings: ["x".repeat(250)] }));
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^factor\(a_very_long.*….*\)=level_17 +0\.9312 /m);
    expect(text.replaceAll(/\s+/g, " ")).toContain(formula);
  });

  it("aligns names by the columns they take on a terminal", () => {
    const columnNames = ["(Intercept)", "`日本 語`=ä", "e\u0301cole"];
    const lines = String(summaryOf({ columnNames })).split("\n");
    const ends = ["-34.8021", " 0.9312", "-2.0000"].map((estimate) => {
      const line = lines.find((line) => line.includes(`${estimate} `)) ?? "";
      return widthOf(line.slice(0, line.indexOf(estimate) + estimate.length));
    });
    expect(ends).toEqual([20, 20, 20]);
  });

  it("shows significant digits of small deviances and scales, not a count of decimals", () => {
    const small = { ...gaussianDescription, scale: 0.00077998331, deviance: 0.0054598831, nullDeviance: 1.5513636 };
    const text = String(new Summary(summaryData(small, oneBlock([1.5, -0.25]))));
    expect(text).toContain("Scale (dispersion): 0.00077998\n");
    expect(text).toMatch(/Null deviance: 1\.551364 on/);
    expect(text).toMatch(/Residual deviance: 0\.005460 on/);
  });

  it("shows control characters of names as escapes", () => {
    const text = String(summaryOf({ reference: "A\u001B[31m\nB", formula: "y ~ `a\u0007b`" }));
    expect(text).toContain("Chinstrap vs A\\u001b[31m\\u000aB");
    expect(text).toContain("y ~ `a\\u0007b`");
  });

  it("is shown as its text by console.log", () => {
    expect(inspect(summaryOf())).toBe(String(summaryOf()));
  });

  it("is plain data in JSON, detached from the summary", () => {
    const summary = summaryOf();
    const data = summary.toJSON();
    expect(data.blocks[1]?.coefficients[1]).toEqual({
      name: "bill_length",
      estimate: 0.25,
      standardError: 0.0625,
      statistic: 4,
      pValue: 6.33e-5,
    });
    (data.blocks as unknown[]).length = 0;
    expect(summary.toJSON().blocks).toHaveLength(2);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(JSON.parse(JSON.stringify(summary.toJSON())));
  });

  it("can be Markdown, with a table for each class and markup in names escaped", () => {
    const columnNames = ["(Intercept)", "a|b*c", "sex=MALE"];
    expect(`\n${summaryOf({ columnNames }).toMarkdown()}\n`).toBe(`
- Model: species \\~ bill_length + sex
- Family: multinomial, link logit, reference class Adelie
- Rows: 333 used, 11 dropped (missing values or zero weight)

**Chinstrap vs Adelie**

|  | Estimate | Std. Error | z value | Pr(\\>\\|z\\|) |  |
| :--- | ---: | ---: | ---: | ---: | :--- |
| (Intercept) | -34.8021 | 12.13100 | -2.869 | 0.00412 | \\*\\* |
| a\\|b\\*c | 0.9312 | 0.05120 | 18.188 | \\<2e-16 | \\*\\*\\* |
| sex=MALE | -2.0000 | 1.50000 | -1.333 | 0.18242 |  |

**Gentoo vs Adelie**

|  | Estimate | Std. Error | z value | Pr(\\>\\|z\\|) |  |
| :--- | ---: | ---: | ---: | ---: | :--- |
| (Intercept) | -7.5000 | 3.25000 | -2.308 | 0.02101 | \\* |
| a\\|b\\*c | 0.2500 | 0.06250 | 4.000 | 6.33e-05 | \\*\\*\\* |
| sex=MALE | 0.1250 | 0.20000 | 0.625 | 0.53197 |  |

- Penalty strength: 0.1 (effective degrees of freedom 5.75)
- Null deviance: 700.50 on 664 degrees of freedom
- Residual deviance: 101.25 on 660.3 degrees of freedom
- Log-likelihood: -50.625
- AIC: 112.75
- BIC: 134.647
- Deviance explained: 85.5 %
- Converged in 9 iterations.
- Certificate: gradient norm 1.2e-14, Newton decrement 3.4e-15, distance to the optimum \\<= 4.0e-15.
`);
  });
});

function oneBlock(coefficients: number[]): CoefficientArrays {
  const same = (value: number) => new Float64Array(coefficients.length).fill(value);
  return {
    coefficients: Float64Array.from(coefficients),
    standardErrors: same(0.5),
    statistics: same(3),
    pValues: same(0.02),
  };
}
