import type { Data } from "../../data/types.js";
import type { Matrix } from "../../matrix.js";
import type { NativeModel } from "../../native.js";
import type { Description } from "../description.js";
import { FitFacts } from "../facts.js";
import { type PlotKind, type PlotOptions, type Plotted, plotFor } from "../plots/plot.js";
import type { PlotSpec } from "../plots/theme.js";
import { type BasisCheckOptions, type BasisCheckRow, basisChecks, type ConcurvityRow, concurvityOf } from "./checks.js";
import { comparable } from "./compare.js";
import { differenceOf, type SmoothDifference } from "./difference.js";
import { type SimulateOptions, type Simulation, simulated } from "./simulate.js";
import { type SmoothEstimate, type SmoothOptions, smoothOf } from "./smooth.js";

/** The terms of a fitted model, to be looked at. */
export abstract class FittedViews extends FitFacts {
  readonly #native: NativeModel;
  readonly #description: Description;

  /** @internal */
  constructor(native: NativeModel, description: Description) {
    super(description);
    this.#native = native;
    this.#description = description;
    comparable(this, native);
  }

  /**
   * A smooth over a grid of its covariates, with standard errors and a band; on the scale of the linear predictor, centred as in the fit.
   * A label such as `s(x)` without the levels of its `by` stands for the smooths of all levels.
   *
   * @param term its label, as {@link smooths} lists them
   * @throws PenlikError ERR_DOMAIN for a label that there is not, ERR_UNSUPPORTED for a derivative that its basis does not have.
   *
   * @example
   * ```ts
   * const x = Float64Array.from({ length: 50 }, (_, i) => i / 10);
   * const model = fitSync("y ~ s(x, bs='cr')", { x, y: x.map((x, i) => Math.sin(x) + (i % 7) / 20) });
   * const { covariates, fit, lower, upper } = model.smooth("s(x)", { simultaneous: true });
   * const slope = model.smooth("s(x)", { grid: { x: [1, 2, 3] }, derivative: "x" }).fit;
   * ```
   */
  smooth(term: string, options?: SmoothOptions): SmoothEstimate {
    return smoothOf(this.#native, this.#description, term, options);
  }

  /**
   * The differences between smooths of levels: of a `by` variable, or of a factor that a smooth is of. Without `levels` every pair.
   * Each is f_first − f_second over a grid of the other covariates; parametric terms of the levels are not part of it.
   *
   * @param term the label, such as `s(x)` for `s(x, by = site)`
   * @param levels two levels
   * @throws PenlikError ERR_DOMAIN for a smooth or levels that there are not.
   *
   * @example
   * ```ts
   * const x = Float64Array.from({ length: 60 }, (_, i) => (i % 30) / 10);
   * const site = Array.from(x, (_, i) => (i < 30 ? "north" : "south"));
   * const y = x.map((x, i) => (i < 30 ? Math.sin(x) : x / 2) + (i % 7) / 20);
   * const model = fitSync("y ~ site + s(x, by=site, bs='cr')", { x, y, site });
   * const { fit, lower, upper } = model.difference("s(x)", ["south", "north"], { grid: 20 });
   * ```
   */
  difference(term: string, levels?: readonly [string, string], options?: SmoothOptions): SmoothDifference {
    return differenceOf(this.#native, this.#description, term, levels, options);
  }

  /**
   * Draws of new responses at coefficients from N(β̂, Σ), for the rows of the fit with their weights and offsets, or for new ones.
   * Binomial responses are shares of the trials; those of the multinomial are positions in {@link classes}; counts are of weight 1.
   *
   * @throws PenlikError ERR_UNSUPPORTED, naming the family, where there is no law to draw from, and for a model that was read from a
   * file unless `data` are given.
   *
   * @example
   * ```ts
   * const model = fitSync("y ~ x", { x: [1, 2, 3, 4, 5], y: [0, 2, 3, 2, 6] }, { family: "poisson" });
   * const { data, rows, cols } = model.simulate({ draws: 100, seed: 7 }); // 5 rows, a column for each draw
   * ```
   */
  simulate(options?: SimulateOptions): Simulation {
    return simulated(this, this.#native, this.#description, options);
  }

  /**
   * How far each term is a function of the others, for which smooths can trade places as collinear columns do. Terms of a fit from a matrix are
   * groups of columns with estimated penalties.
   *
   * @param options.data the data of the fit, or its design matrix; those that it was made from when absent
   *
   * @example
   * ```ts
   * const x = Float64Array.from({ length: 40 }, (_, i) => i / 8);
   * const z = x.map((x, i) => x * x + (i % 5));
   * const model = fitSync("y ~ s(x, bs='cr', k=5) + s(z, bs='cr', k=5)", { x, z, y: x.map((x, i) => Math.sin(x) + (i % 7) / 9) });
   * for (const { term, worst } of model.concurvity()) if (worst > 0.8) console.log(term);
   * ```
   */
  concurvity(options?: { readonly data?: Data | Matrix }): ConcurvityRow[] {
    return concurvityOf(this, this.#native, this.#description, options);
  }

  /**
   * Whether the bases of the smooths were large enough: k′, edf, and the k-index of the deviance residuals with its p-value.
   *
   * @example
   * ```ts
   * const x = Float64Array.from({ length: 60 }, (_, i) => i / 6);
   * const model = fitSync("y ~ s(x, bs='cr', k=4)", { x, y: x.map((x, i) => Math.sin(2 * x) + (i % 7) / 20) });
   * const [{ kIndex, pValue } = {}] = model.basisCheck({ seed: 3 }); // far below 1: four functions are too few
   * ```
   */
  basisCheck(options?: BasisCheckOptions): BasisCheckRow[] {
    return basisChecks(this, this.#native, this.#description, options);
  }

  /**
   * A plot as a Vega-Lite specification, data included. `"smooth"`: smooths with bands, partial residuals and rugs, surfaces as heat maps with
   * contours; `"classes"`: probabilities of classes along a covariate; `"qq"` and `"residuals"`; `"forest"`: coefficients with intervals.
   * Alone: all smooths in one view, or the coefficients of a model without smooths.
   *
   * @throws PenlikError ERR_UNSUPPORTED for a kind that the model has nothing for.
   *
   * @example
   * ```ts
   * const x = Float64Array.from({ length: 50 }, (_, i) => i / 10);
   * const model = fitSync("y ~ s(x, bs='cr')", { x, y: x.map((x, i) => Math.sin(x) + (i % 7) / 20) });
   * const everything = JSON.stringify(model.plot());
   * const qq = model.plot("qq");
   * ```
   */
  plot(kind?: PlotKind, options?: PlotOptions): PlotSpec {
    const subject = { model: this as unknown as Plotted, handle: this.#native, description: this.#description };
    return plotFor(subject, kind, options);
  }
}
