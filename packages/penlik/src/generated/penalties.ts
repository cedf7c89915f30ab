// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run `npm run generate`.

import { frozen, type PenaltyKind } from "../penalties/kind.js";
import { Penalty } from "../penalties/penalty.js";

/** What the catalog says about every kind. */
export const catalog = frozen({
  SmoothedL1: {
    "kind": "SmoothedL1",
    "summary": "Absolute value, rounded off within eps of zero: sparse in the limit, smooth everywhere.",
    "formula": "sum_i sqrt(x_i^2 + eps^2)",
    "parameters": [
      {
        "name": "eps",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "summary": "Width of the rounding, in units of x."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "majorized",
      "shaped"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": true,
      "structure": "separable",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": true
    },
    "shapeParameters": [
      "eps"
    ]
  },
  LogSparsity: {
    "kind": "LogSparsity",
    "summary": "Logarithm that punishes an entry ever less as it grows: sparser than the absolute value, not convex.",
    "formula": "sum_i log(1 + (x_i/delta)^2)",
    "parameters": [
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "summary": "Scale at which an entry begins to count as large, in units of x."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "majorized",
      "shaped"
    ],
    "properties": {
      "convex": false,
      "smooth": true,
      "separable": true,
      "structure": "separable",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": true
    },
    "shapeParameters": [
      "delta"
    ]
  },
  Ridge: {
    "kind": "Ridge",
    "summary": "Half the sum of squares: shrinks every entry by the same factor.",
    "formula": "sum_i x_i^2/2",
    "parameters": [
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "majorized",
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": true,
      "structure": "separable",
      "hasBound": true,
      "hasProx": true,
      "hasNormalizer": true
    },
    "shapeParameters": []
  },
  L1: {
    "kind": "L1",
    "summary": "Sum of absolute values: exact zeros through its proximal map, soft thresholding.",
    "formula": "sum_i |x_i|",
    "parameters": [
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": true,
      "structure": "separable",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": true
    },
    "shapeParameters": []
  },
} as const satisfies Record<string, PenaltyKind>);

/** Options of {@link SmoothedL1}. */
export interface SmoothedL1Options {
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Absolute value, rounded off within eps of zero: sparse in the limit, smooth everywhere.
 *
 * P(θ) = strength · (sum_i sqrt(x_i^2 + eps^2))
 *
 * Convex: yes. Smooth: yes. Separable: yes. Proximal map: no. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedL1({ eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedL1 extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "SmoothedL1";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedL1Options) {
    super(catalog.SmoothedL1, options);
  }
}

/** Options of {@link LogSparsity}. */
export interface LogSparsityOptions {
  /** Scale at which an entry begins to count as large, in units of x. Domain: a finite number > 0. */
  readonly delta: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Logarithm that punishes an entry ever less as it grows: sparser than the absolute value, not convex.
 *
 * P(θ) = strength · (sum_i log(1 + (x_i/delta)^2))
 *
 * Convex: no. Smooth: yes. Separable: yes. Proximal map: no. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new LogSparsity({ delta: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class LogSparsity extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "LogSparsity";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: LogSparsityOptions) {
    super(catalog.LogSparsity, options);
  }
}

/** Options of {@link Ridge}. */
export interface RidgeOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the sum of squares: shrinks every entry by the same factor.
 *
 * P(θ) = strength · (sum_i x_i^2/2)
 *
 * Convex: yes. Smooth: yes. Separable: yes. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new Ridge();
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.prox(theta, 0.1);
 * ```
 */
export class Ridge extends Penalty<"smooth" | "majorized" | "prox"> {
  declare readonly kind: "Ridge";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: RidgeOptions) {
    super(catalog.Ridge, options);
  }
}

/** Options of {@link L1}. */
export interface L1Options {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of absolute values: exact zeros through its proximal map, soft thresholding.
 *
 * P(θ) = strength · (sum_i |x_i|)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new L1();
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class L1 extends Penalty<"prox"> {
  declare readonly kind: "L1";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: L1Options) {
    super(catalog.L1, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1 } as const;
