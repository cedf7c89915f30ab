import type { NativeModel } from "../../native.js";
import type { Description } from "../description.js";
import { FitFacts } from "../facts.js";
import { differenceOf, type SmoothDifference } from "./difference.js";
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
}
