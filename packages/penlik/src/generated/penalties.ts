// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run `npm run generate`.

import type { Matrix } from "../matrix.js";
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
      "shaped",
      "normalized"
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
      "shaped",
      "normalized"
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
      "diagonalProx",
      "normalized"
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
      "diagonalProx",
      "normalized"
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
      "diagonalProx",
      "normalized"
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
      "diagonalProx",
      "normalized"
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
  QuadraticAnchor: {
    "kind": "QuadraticAnchor",
    "summary": "Half the squared distance from a center in the metric of a symmetric positive semidefinite matrix F, which is given in exactly one form: matrix, blocks, kronecker, diagonal or lowRank.",
    "formula": "(theta - center)' F (theta - center)/2",
    "parameters": [
      {
        "name": "center",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": [
          1,
          0,
          -1
        ],
        "summary": "Point of value 0, row after row; all zeros where it is not given."
      },
      {
        "name": "matrix",
        "type": "Matrix | readonly (readonly number[])[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "F in full, for theta row after row."
      },
      {
        "name": "blocks",
        "type": "Matrix | readonly (readonly number[])[] | readonly (Matrix | readonly (readonly number[])[])[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "F = diag(B_1, B_2, ...): one m x m matrix for every m entries of theta, or a single one that all share."
      },
      {
        "name": "kronecker",
        "type": "readonly (Matrix | readonly (readonly number[])[])[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "F = A (x) B as [A, B], A over the rows of theta and B over its columns."
      },
      {
        "name": "diagonal",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": [
          2,
          0.5,
          0
        ],
        "summary": "F = diag(d); beside lowRank, what is added to it."
      },
      {
        "name": "lowRank",
        "type": "Matrix | readonly (readonly number[])[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "F = U U' + diag(d), as U with a row for every entry of theta and few columns."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "dense",
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
  ARD: {
    "kind": "ARD",
    "summary": "Half the squared length of every column times a precision of its own: precisions that are learned switch columns off.",
    "formula": "sum_j precisions_j |t_j|^2/2 over columns t_j",
    "parameters": [
      {
        "name": "precisions",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers > 0",
        "default": null,
        "optional": false,
        "example": [
          1,
          0.5,
          4
        ],
        "summary": "Precision of each column."
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
      "precisions"
    ]
  },
  RowPrecision: {
    "kind": "RowPrecision",
    "summary": "Gaussian rows: half the square of every row in the metric of its precision matrix.",
    "formula": "sum_n t_n' precision_n t_n/2 over rows t_n",
    "parameters": [
      {
        "name": "precision",
        "type": "Matrix | readonly (readonly number[])[] | readonly (Matrix | readonly (readonly number[])[])[]",
        "domain": "finite numbers",
        "default": null,
        "optional": false,
        "example": [
          [
            2,
            1
          ],
          [
            1,
            2
          ]
        ],
        "summary": "Symmetric positive semidefinite matrix that all rows share, or an array with one for each row."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "rows",
      "hasBound": true,
      "hasProx": true,
      "hasNormalizer": true
    },
    "point": [
      [
        1,
        -2
      ],
      [
        0,
        0.5
      ]
    ],
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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class SmoothedL1 extends Penalty<"smooth" | "majorized" | "shaped" | "normalized"> {
  declare readonly kind: "SmoothedL1";
  declare readonly shapeParameters: readonly "eps"[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class LogSparsity extends Penalty<"smooth" | "majorized" | "shaped" | "normalized"> {
  declare readonly kind: "LogSparsity";
  declare readonly shapeParameters: readonly "delta"[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class Ridge extends Penalty<"smooth" | "majorized" | "prox" | "diagonalProx" | "normalized"> {
  declare readonly kind: "Ridge";
  declare readonly shapeParameters: readonly never[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class L1 extends Penalty<"prox" | "diagonalProx" | "normalized"> {
  declare readonly kind: "L1";
  declare readonly shapeParameters: readonly never[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class Huber extends Penalty<"smooth" | "majorized" | "shaped" | "prox" | "diagonalProx" | "normalized"> {
  declare readonly kind: "Huber";
  declare readonly shapeParameters: readonly "delta"[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class ElasticNet extends Penalty<"prox" | "diagonalProx" | "normalized"> {
  declare readonly kind: "ElasticNet";
  declare readonly shapeParameters: readonly never[];

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
  declare readonly shapeParameters: readonly never[];

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
  declare readonly shapeParameters: readonly ("threshold" | "gamma" | "eps")[];

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
  declare readonly shapeParameters: readonly never[];

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
  declare readonly shapeParameters: readonly ("threshold" | "gamma" | "eps")[];

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
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: L0Options) {
    super(catalog.L0, options);
  }
}

/** Options of {@link QuadraticAnchor}. */
export interface QuadraticAnchorOptions {
  /** Point of value 0, row after row; all zeros where it is not given. Domain: finite numbers. */
  readonly center?: Float64Array | readonly number[] | undefined;
  /** F in full, for theta row after row. Domain: finite numbers. */
  readonly matrix?: Matrix | readonly (readonly number[])[] | undefined;
  /** F = diag(B_1, B_2, ...): one m x m matrix for every m entries of theta, or a single one that all share. Domain: finite numbers. */
  readonly blocks?: Matrix | readonly (readonly number[])[] | readonly (Matrix | readonly (readonly number[])[])[] | undefined;
  /** F = A (x) B as [A, B], A over the rows of theta and B over its columns. Domain: finite numbers. */
  readonly kronecker?: readonly (Matrix | readonly (readonly number[])[])[] | undefined;
  /** F = diag(d); beside lowRank, what is added to it. Domain: finite numbers >= 0. */
  readonly diagonal?: Float64Array | readonly number[] | undefined;
  /** F = U U' + diag(d), as U with a row for every entry of theta and few columns. Domain: finite numbers. */
  readonly lowRank?: Matrix | readonly (readonly number[])[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the squared distance from a center in the metric of a symmetric positive semidefinite matrix F, which is given in exactly one form: matrix, blocks, kronecker, diagonal or lowRank.
 *
 * P(θ) = strength · ((theta - center)' F (theta - center)/2)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new QuadraticAnchor({ center: [1, 0, -1], diagonal: [2, 0.5, 0] });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.prox(theta, 0.1);
 * ```
 */
export class QuadraticAnchor extends Penalty<"smooth" | "prox"> {
  declare readonly kind: "QuadraticAnchor";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: QuadraticAnchorOptions) {
    super(catalog.QuadraticAnchor, options);
  }
}

/** Options of {@link ARD}. */
export interface ARDOptions {
  /** Precision of each column. Domain: finite numbers > 0. */
  readonly precisions: Float64Array | readonly number[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the squared length of every column times a precision of its own: precisions that are learned switch columns off.
 *
 * P(θ) = strength · (sum_j precisions_j |t_j|^2/2 over columns t_j)
 *
 * Convex: yes. Smooth: yes. Separable: yes. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new ARD({ precisions: [1, 0.5, 4] });
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
export class ARD extends Penalty<"smooth" | "majorized" | "shaped" | "prox" | "diagonalProx"> {
  declare readonly kind: "ARD";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: ARDOptions) {
    super(catalog.ARD, options);
  }
}

/** Options of {@link RowPrecision}. */
export interface RowPrecisionOptions {
  /** Symmetric positive semidefinite matrix that all rows share, or an array with one for each row. Domain: finite numbers. */
  readonly precision: Matrix | readonly (readonly number[])[] | readonly (Matrix | readonly (readonly number[])[])[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Gaussian rows: half the square of every row in the metric of its precision matrix.
 *
 * P(θ) = strength · (sum_n t_n' precision_n t_n/2 over rows t_n)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new RowPrecision({ precision: [[2, 1], [1, 2]] });
 * const theta = matrix(2, 2, [1, -2, 0, 0.5]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 4
 * penalty.at(theta).hessianDiagonal();
 * penalty.prox(theta, 0.1);
 * ```
 */
export class RowPrecision extends Penalty<"smooth" | "prox"> {
  declare readonly kind: "RowPrecision";

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: RowPrecisionOptions) {
    super(catalog.RowPrecision, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1, Huber, ElasticNet, MCP, SmoothedMCP, SCAD, SmoothedSCAD, L0, QuadraticAnchor, ARD, RowPrecision } as const;
