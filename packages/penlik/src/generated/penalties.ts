// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run `npm run generate`.

import { frozen, type PenaltyKind } from "../penalties/kind.js";
import { Penalty } from "../penalties/penalty.js";
import { SoftmaxRows } from "../penalties/softmax-rows.js";

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
        "optional": false,
        "example": null,
        "summary": "Width of the rounding, in units of x."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
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
    "point": [
      1,
      -2,
      0
    ],
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
        "optional": false,
        "example": null,
        "summary": "Scale at which an entry begins to count as large, in units of x."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
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
    "point": [
      1,
      -2,
      0
    ],
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
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "majorized",
      "prox",
      "diagonalProx"
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
    "point": [
      1,
      -2,
      0
    ],
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
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "prox",
      "diagonalProx"
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
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": []
  },
  Huber: {
    "kind": "Huber",
    "summary": "Square near zero, absolute value beyond delta: no sparsity, and large entries are pulled no harder than others.",
    "formula": "sum_i h(x_i), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond",
    "parameters": [
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Size of an entry at which the square gives way to the absolute value, in units of x."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "majorized",
      "shaped",
      "prox",
      "diagonalProx"
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
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": [
      "delta"
    ]
  },
  ElasticNet: {
    "kind": "ElasticNet",
    "summary": "Absolute values and squares: exact zeros, and entries that move together stay together.",
    "formula": "sum_i l1 |x_i| + l2 x_i^2/2",
    "parameters": [
      {
        "name": "l1",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Weight of the absolute value."
      },
      {
        "name": "l2",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Weight of half the square."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "prox",
      "diagonalProx"
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
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": []
  },
  MCP: {
    "kind": "MCP",
    "summary": "Minimax concave penalty, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below gamma/strength.",
    "formula": "sum_i k(|x_i|), k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond",
    "parameters": [
      {
        "name": "gamma",
        "type": "number",
        "domain": "a finite number > 1",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Where, in units of the threshold, shrinkage ends."
      },
      {
        "name": "threshold",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Slope at zero."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "prox",
      "diagonalProx"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": true,
      "structure": "separable",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": []
  },
  SmoothedMCP: {
    "kind": "SmoothedMCP",
    "summary": "Minimax concave penalty, rounded off within eps of zero, with derivatives; MCP is its limit and has the prox.",
    "formula": "sum_i k(x_i), r = sqrt(x^2 + eps^2), k(x) = threshold r - x^2/(2 gamma) where r <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond",
    "parameters": [
      {
        "name": "gamma",
        "type": "number",
        "domain": "a finite number > 1",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Where, in units of the threshold, shrinkage ends."
      },
      {
        "name": "eps",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Width of the rounding, in units of x."
      },
      {
        "name": "threshold",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Slope near zero."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
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
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": [
      "threshold",
      "gamma",
      "eps"
    ]
  },
  SCAD: {
    "kind": "SCAD",
    "summary": "Smoothly clipped absolute deviation, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below (gamma - 1)/strength.",
    "formula": "sum_i k(|x_i|), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond",
    "parameters": [
      {
        "name": "gamma",
        "type": "number",
        "domain": "a finite number > 2",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Where, in units of the threshold, shrinkage ends."
      },
      {
        "name": "threshold",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Slope at zero, and the size up to which it holds."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "prox",
      "diagonalProx"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": true,
      "structure": "separable",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": []
  },
  SmoothedSCAD: {
    "kind": "SmoothedSCAD",
    "summary": "Smoothly clipped absolute deviation, rounded off within eps of zero, with derivatives; SCAD is its limit and has the prox.",
    "formula": "sum_i k(r_i), r = sqrt(x^2 + eps^2), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond",
    "parameters": [
      {
        "name": "gamma",
        "type": "number",
        "domain": "a finite number > 2",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Where, in units of the threshold, shrinkage ends."
      },
      {
        "name": "eps",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Width of the rounding, in units of x."
      },
      {
        "name": "threshold",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Slope near zero, and the size up to which it holds."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
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
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": [
      "threshold",
      "gamma",
      "eps"
    ]
  },
  L0: {
    "kind": "L0",
    "summary": "Number of entries that are not zero: hard thresholding.",
    "formula": "sum_i [x_i != 0]",
    "parameters": [
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "prox",
      "diagonalProx"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": true,
      "structure": "separable",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": []
  },
  Hoyer: {
    "kind": "Hoyer",
    "summary": "Spread of the magnitudes in each row, whatever its scale: 0 for a row with one entry that is not 0, 1 for a row of equal ones. Rows of zeros and rows of one entry count 0.",
    "formula": "sum over rows of (|x|_1/|x|_2 - 1)/(sqrt(n) - 1)",
    "parameters": [
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth"
    ],
    "properties": {
      "convex": false,
      "smooth": true,
      "separable": false,
      "structure": "rows",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        -2,
        2
      ],
      [
        3,
        0,
        4
      ]
    ],
    "shapeParameters": []
  },
  SoftmaxEntropy: {
    "kind": "SoftmaxEntropy",
    "summary": "Entropy of the softmax of each row of logits: pulls the categories of a row apart, until one remains.",
    "formula": "sum over rows of -sum_k a_k log(a_k), a = softmax(x/temperature)",
    "parameters": [
      {
        "name": "categories",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": null,
        "optional": false,
        "example": 3,
        "summary": "Logits in a row; the length of theta is a multiple of it."
      },
      {
        "name": "temperature",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Scale of the logits."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "shaped"
    ],
    "properties": {
      "convex": false,
      "smooth": true,
      "separable": false,
      "structure": "rows",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": [
      "temperature"
    ]
  },
  TopK: {
    "kind": "TopK",
    "summary": "Half the squares of the k largest entries of each row: shrinks what is large and leaves the rest alone. Of equal entries the first count; where the last one that counts equals one that does not, the gradient is a subgradient.",
    "formula": "sum over rows of sum_{i in the k largest |x|} x_i^2/2",
    "parameters": [
      {
        "name": "k",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": null,
        "optional": false,
        "example": 2,
        "summary": "Entries of a row that count, at most its width."
      },
      {
        "name": "width",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": null,
        "optional": false,
        "example": 3,
        "summary": "Entries in a row; the length of theta is a multiple of it."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "rows",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": []
  },
  JumpReLU: {
    "kind": "JumpReLU",
    "summary": "Smoothed count of the entries that exceed the threshold of their column, weighted by the thresholds.",
    "formula": "sum over rows of sum_j thresholds_j sigma((x_j - thresholds_j)/smoothing)",
    "parameters": [
      {
        "name": "thresholds",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers > 0",
        "default": null,
        "optional": false,
        "example": [
          0.25,
          0.5,
          1
        ],
        "summary": "Threshold of each column, in units of x; the length of theta is a multiple of their number."
      },
      {
        "name": "smoothing",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Width of the jump, in units of x."
      },
      {
        "name": "strength",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Factor by which the penalty is multiplied."
      }
    ],
    "capabilities": [
      "smooth",
      "shaped"
    ],
    "properties": {
      "convex": false,
      "smooth": true,
      "separable": true,
      "structure": "separable",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      -2,
      0
    ],
    "shapeParameters": [
      "thresholds"
    ]
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
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class Ridge extends Penalty<"smooth" | "majorized" | "prox" | "diagonalProx"> {
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
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class L1 extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "L1";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: L1Options) {
    super(catalog.L1, options);
  }
}

/** Options of {@link Huber}. */
export interface HuberOptions {
  /** Size of an entry at which the square gives way to the absolute value, in units of x. Domain: a finite number > 0. */
  readonly delta: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Square near zero, absolute value beyond delta: no sparsity, and large entries are pulled no harder than others.
 *
 * P(θ) = strength · (sum_i h(x_i), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond)
 *
 * Convex: yes. Smooth: yes. Separable: yes. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new Huber({ delta: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class Huber extends Penalty<"smooth" | "majorized" | "shaped" | "prox" | "diagonalProx"> {
  declare readonly kind: "Huber";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: HuberOptions) {
    super(catalog.Huber, options);
  }
}

/** Options of {@link ElasticNet}. */
export interface ElasticNetOptions {
  /** Weight of the absolute value. Domain: a finite number >= 0. */
  readonly l1: number;
  /** Weight of half the square. Domain: a finite number >= 0. */
  readonly l2: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Absolute values and squares: exact zeros, and entries that move together stay together.
 *
 * P(θ) = strength · (sum_i l1 |x_i| + l2 x_i^2/2)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new ElasticNet({ l1: 2, l2: 2 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class ElasticNet extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "ElasticNet";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: ElasticNetOptions) {
    super(catalog.ElasticNet, options);
  }
}

/** Options of {@link MCP}. */
export interface MCPOptions {
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 1. */
  readonly gamma: number;
  /** Slope at zero. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Minimax concave penalty, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below gamma/strength.
 *
 * P(θ) = strength · (sum_i k(|x_i|), k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond)
 *
 * Convex: no. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new MCP({ gamma: 3 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class MCP extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "MCP";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: MCPOptions) {
    super(catalog.MCP, options);
  }
}

/** Options of {@link SmoothedMCP}. */
export interface SmoothedMCPOptions {
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 1. */
  readonly gamma: number;
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Slope near zero. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Minimax concave penalty, rounded off within eps of zero, with derivatives; MCP is its limit and has the prox.
 *
 * P(θ) = strength · (sum_i k(x_i), r = sqrt(x^2 + eps^2), k(x) = threshold r - x^2/(2 gamma) where r <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond)
 *
 * Convex: no. Smooth: yes. Separable: yes. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedMCP({ gamma: 3, eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedMCP extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "SmoothedMCP";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedMCPOptions) {
    super(catalog.SmoothedMCP, options);
  }
}

/** Options of {@link SCAD}. */
export interface SCADOptions {
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 2. */
  readonly gamma: number;
  /** Slope at zero, and the size up to which it holds. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Smoothly clipped absolute deviation, exact: sparse, and entries beyond gamma times the threshold are not shrunk. Steps of its prox stay below (gamma - 1)/strength.
 *
 * P(θ) = strength · (sum_i k(|x_i|), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond)
 *
 * Convex: no. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SCAD({ gamma: 3.7 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class SCAD extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "SCAD";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SCADOptions) {
    super(catalog.SCAD, options);
  }
}

/** Options of {@link SmoothedSCAD}. */
export interface SmoothedSCADOptions {
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 2. */
  readonly gamma: number;
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Slope near zero, and the size up to which it holds. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Smoothly clipped absolute deviation, rounded off within eps of zero, with derivatives; SCAD is its limit and has the prox.
 *
 * P(θ) = strength · (sum_i k(r_i), r = sqrt(x^2 + eps^2), k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond)
 *
 * Convex: no. Smooth: yes. Separable: yes. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedSCAD({ gamma: 3.7, eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedSCAD extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "SmoothedSCAD";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedSCADOptions) {
    super(catalog.SmoothedSCAD, options);
  }
}

/** Options of {@link L0}. */
export interface L0Options {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Number of entries that are not zero: hard thresholding.
 *
 * P(θ) = strength · (sum_i [x_i != 0])
 *
 * Convex: no. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new L0();
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class L0 extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "L0";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: L0Options) {
    super(catalog.L0, options);
  }
}

/** Options of {@link Hoyer}. */
export interface HoyerOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Spread of the magnitudes in each row, whatever its scale: 0 for a row with one entry that is not 0, 1 for a row of equal ones. Rows of zeros and rows of one entry count 0.
 *
 * P(θ) = strength · (sum over rows of (|x|_1/|x|_2 - 1)/(sqrt(n) - 1))
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Hoyer();
 * const theta = matrix(2, 3, [1, -2, 2, 3, 0, 4]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * ```
 */
export class Hoyer extends Penalty<"smooth"> {
  declare readonly kind: "Hoyer";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: HoyerOptions) {
    super(catalog.Hoyer, options);
  }
}

/** Options of {@link SoftmaxEntropy}. */
export interface SoftmaxEntropyOptions {
  /** Logits in a row; the length of theta is a multiple of it. Domain: a whole number >= 1. */
  readonly categories: number;
  /** Scale of the logits. Domain: a finite number > 0. Default: 1. */
  readonly temperature?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Entropy of the softmax of each row of logits: pulls the categories of a row apart, until one remains.
 *
 * P(θ) = strength · (sum over rows of -sum_k a_k log(a_k), a = softmax(x/temperature))
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SoftmaxEntropy({ categories: 3 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SoftmaxEntropy extends SoftmaxRows<"smooth" | "shaped"> {
  declare readonly kind: "SoftmaxEntropy";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SoftmaxEntropyOptions) {
    super(catalog.SoftmaxEntropy, options);
  }
}

/** Options of {@link TopK}. */
export interface TopKOptions {
  /** Entries of a row that count, at most its width. Domain: a whole number >= 1. */
  readonly k: number;
  /** Entries in a row; the length of theta is a multiple of it. Domain: a whole number >= 1. */
  readonly width: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the squares of the k largest entries of each row: shrinks what is large and leaves the rest alone. Of equal entries the first count; where the last one that counts equals one that does not, the gradient is a subgradient.
 *
 * P(θ) = strength · (sum over rows of sum_{i in the k largest |x|} x_i^2/2)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new TopK({ k: 2, width: 3 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * ```
 */
export class TopK extends Penalty<"smooth"> {
  declare readonly kind: "TopK";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: TopKOptions) {
    super(catalog.TopK, options);
  }
}

/** Options of {@link JumpReLU}. */
export interface JumpReLUOptions {
  /** Threshold of each column, in units of x; the length of theta is a multiple of their number. Domain: finite numbers > 0. */
  readonly thresholds: Float64Array | readonly number[];
  /** Width of the jump, in units of x. Domain: a finite number > 0. */
  readonly smoothing: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Smoothed count of the entries that exceed the threshold of their column, weighted by the thresholds.
 *
 * P(θ) = strength · (sum over rows of sum_j thresholds_j sigma((x_j - thresholds_j)/smoothing))
 *
 * Convex: no. Smooth: yes. Separable: yes. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new JumpReLU({ thresholds: [0.25, 0.5, 1], smoothing: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class JumpReLU extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "JumpReLU";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: JumpReLUOptions) {
    super(catalog.JumpReLU, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1, Huber, ElasticNet, MCP, SmoothedMCP, SCAD, SmoothedSCAD, L0, Hoyer, SoftmaxEntropy, TopK, JumpReLU } as const;
