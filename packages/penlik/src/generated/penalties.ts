// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run `npm run generate`.

import type { Matrix } from "../matrix.js";
import { frozen, type PenaltyKind } from "../penalties/kind.js";
import { Penalty } from "../penalties/penalty.js";
import { SoftmaxRows } from "../penalties/softmax-rows.js";

/** What the catalog says about every kind. */
export const catalog = frozen({
  SmoothedL1: {
    "kind": "SmoothedL1",
    "summary": "Absolute value, rounded off within eps of zero: sparse in the limit, smooth everywhere.",
    "formula": "sum_i sqrt(x_i^2 + eps^2), less eps each where shifted",
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
        "name": "shifted",
        "type": "boolean",
        "domain": "true or false",
        "default": false,
        "optional": true,
        "example": null,
        "summary": "Whether eps is taken off each entry, so that the value at zero is 0; derivatives are the same."
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
      "prox",
      "normalized"
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
      "prox",
      "normalized"
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
  TotalVariation: {
    "kind": "TotalVariation",
    "summary": "Absolute differences of neighbours, rounded off within eps of zero: piecewise constant sequences in the limit.",
    "formula": "sum_t sqrt(d_t^2 + eps^2), d the differences of each sequence",
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
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Order of the differences; a sequence of no more entries has none."
      },
      {
        "name": "axis",
        "type": "\"rows\" | \"columns\"",
        "domain": "\"rows\" or \"columns\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Whether each row of theta is a sequence, which is taken when it is not given, or each column."
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
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      1,
      4,
      4,
      2
    ],
    "shapeParameters": [
      "eps"
    ]
  },
  TrendFilter: {
    "kind": "TrendFilter",
    "summary": "Absolute higher differences, rounded off within eps of zero: piecewise polynomial sequences in the limit, lines for order 2.",
    "formula": "sum_t sqrt(d_t^2 + eps^2), d the differences of the given order of each sequence",
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
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 2,
        "optional": true,
        "example": null,
        "summary": "Order of the differences: one more than the degree of the pieces."
      },
      {
        "name": "axis",
        "type": "\"rows\" | \"columns\"",
        "domain": "\"rows\" or \"columns\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Whether each row of theta is a sequence, which is taken when it is not given, or each column."
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
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      2,
      3,
      2,
      1
    ],
    "shapeParameters": [
      "eps"
    ]
  },
  LogDifferences: {
    "kind": "LogDifferences",
    "summary": "Logarithm of differences: fewer jumps than total variation leaves, and large ones nearly free; not convex.",
    "formula": "sum_t log(1 + (d_t/delta)^2), d the differences of each sequence",
    "parameters": [
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Scale at which a difference begins to count as large, in units of x."
      },
      {
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Order of the differences; a sequence of no more entries has none."
      },
      {
        "name": "axis",
        "type": "\"rows\" | \"columns\"",
        "domain": "\"rows\" or \"columns\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Whether each row of theta is a sequence, which is taken when it is not given, or each column."
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
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      1,
      4,
      4,
      2
    ],
    "shapeParameters": [
      "delta"
    ]
  },
  HuberDifferences: {
    "kind": "HuberDifferences",
    "summary": "Squares of small differences, absolute values of large ones: smooth sequences that may jump.",
    "formula": "sum_t h(d_t), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond, d the differences of each sequence",
    "parameters": [
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Size of a difference at which the square gives way to the absolute value, in units of x."
      },
      {
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Order of the differences; a sequence of no more entries has none."
      },
      {
        "name": "axis",
        "type": "\"rows\" | \"columns\"",
        "domain": "\"rows\" or \"columns\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Whether each row of theta is a sequence, which is taken when it is not given, or each column."
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
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      1,
      4,
      4,
      2
    ],
    "shapeParameters": [
      "delta"
    ]
  },
  DifferencePenalty: {
    "kind": "DifferencePenalty",
    "summary": "Half the sum of squared differences: smooth sequences, polynomials of degree below the order for free.",
    "formula": "sum_t d_t^2/2, d the differences of each sequence",
    "parameters": [
      {
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 2,
        "optional": true,
        "example": null,
        "summary": "Order of the differences; a sequence of no more entries has none."
      },
      {
        "name": "axis",
        "type": "\"rows\" | \"columns\"",
        "domain": "\"rows\" or \"columns\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Whether each row of theta is a sequence, which is taken when it is not given, or each column."
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
      "normalized"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": true
    },
    "point": [
      1,
      4,
      9,
      16,
      25
    ],
    "shapeParameters": []
  },
  Monotonicity: {
    "kind": "Monotonicity",
    "summary": "A soft wall against differences of the wrong sign: sequences that rise or fall, and with order 2 convex or concave ones.",
    "formula": "sum_t eps log(1 + exp(-s d_t/eps)), s = 1 or -1, d the differences of each sequence",
    "parameters": [
      {
        "name": "eps",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Width within which the wall rises, in units of x."
      },
      {
        "name": "direction",
        "type": "\"increasing\" | \"decreasing\"",
        "domain": "\"increasing\" or \"decreasing\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "The sign that goes free: increasing, which is taken when it is not given, or decreasing; of order 2 convex or concave."
      },
      {
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Order of the differences; a sequence of no more entries has none."
      },
      {
        "name": "axis",
        "type": "\"rows\" | \"columns\"",
        "domain": "\"rows\" or \"columns\"",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Whether each row of theta is a sequence, which is taken when it is not given, or each column."
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
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      1,
      2,
      1.5,
      3
    ],
    "shapeParameters": [
      "eps"
    ]
  },
  GraphTotalVariation: {
    "kind": "GraphTotalVariation",
    "summary": "Absolute differences over the edges of a graph of the rows of theta, rounded off within eps of zero: pieces of equal rows in the limit.",
    "formula": "sum_e w_e sum_f sqrt((x_if - x_jf)^2 + eps^2) over edges e = (i, j) and columns f",
    "parameters": [
      {
        "name": "edges",
        "type": "readonly (readonly [number, number])[]",
        "domain": "pairs of different rows of theta, numbered from 0",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            1,
            2
          ],
          [
            0,
            2
          ]
        ],
        "summary": "The edges."
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
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "A weight for every edge; 1 each when they are not given."
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
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        2
      ],
      [
        1,
        0
      ],
      [
        4,
        2
      ]
    ],
    "shapeParameters": [
      "eps"
    ]
  },
  GraphLaplacian: {
    "kind": "GraphLaplacian",
    "summary": "Half the squared differences over the edges of a graph of the rows of theta: neighbours become alike.",
    "formula": "sum_e w_e sum_f (x_if - x_jf)^2/2 over edges e = (i, j) and columns f",
    "parameters": [
      {
        "name": "edges",
        "type": "readonly (readonly [number, number])[]",
        "domain": "pairs of different rows of theta, numbered from 0",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            1,
            2
          ],
          [
            0,
            2
          ]
        ],
        "summary": "The edges."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "A weight for every edge; 1 each when they are not given."
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
      "normalized"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": true
    },
    "point": [
      [
        1,
        2
      ],
      [
        1,
        0
      ],
      [
        4,
        2
      ]
    ],
    "shapeParameters": []
  },
  Sheaf: {
    "kind": "Sheaf",
    "summary": "Half the squared disagreement over the edges of a graph, each end seen through a matrix of its own: a graph Laplacian with maps.",
    "formula": "sum_e ||F_e x_i - G_e x_j||^2/2 over edges e = (i, j), x_i row i of theta",
    "parameters": [
      {
        "name": "edges",
        "type": "readonly (readonly [number, number])[]",
        "domain": "pairs of different rows of theta, numbered from 0",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            1,
            2
          ]
        ],
        "summary": "The edges."
      },
      {
        "name": "maps",
        "type": "readonly (readonly [readonly (readonly number[])[], readonly (readonly number[])[]])[]",
        "domain": "for every edge two matrices of one shape, with a column for each column of theta",
        "default": null,
        "optional": false,
        "example": [
          [
            [
              [
                1,
                0
              ],
              [
                0,
                1
              ]
            ],
            [
              [
                1,
                0
              ],
              [
                0,
                1
              ]
            ]
          ],
          [
            [
              [
                1,
                1
              ]
            ],
            [
              [
                0,
                2
              ]
            ]
          ]
        ],
        "summary": "For every edge the pair of matrices F, G, each an array of rows."
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
      "normalized"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": true
    },
    "point": [
      [
        1,
        2
      ],
      [
        1,
        0
      ],
      [
        4,
        2
      ]
    ],
    "shapeParameters": []
  },
  TotalVariation2D: {
    "kind": "TotalVariation2D",
    "summary": "Lengths of the gradient of a grid, rounded off within eps of zero: pieces of one colour in the limit, whatever the direction of their borders.",
    "formula": "sum_p sqrt(dx_p^2 + dy_p^2 + eps^2) over the points of the grid theta but the last, dx and dy to the right and below, 0 at the border",
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
      "shaped"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "along",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        1,
        4
      ],
      [
        1,
        4,
        4
      ]
    ],
    "shapeParameters": [
      "eps"
    ]
  },
  HarmonicRoughness: {
    "kind": "HarmonicRoughness",
    "summary": "Mean square of a derivative of a periodic function, from its cosine and sine coefficients: high harmonics cost more.",
    "formula": "sum_j w_j^(2 order) (a_j^2 + b_j^2)/2, rows of theta (a_1, b_1, a_2, b_2, ...)",
    "parameters": [
      {
        "name": "frequencies",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": false,
        "example": [
          1,
          2
        ],
        "summary": "The angular frequency w_j of every pair of coefficients."
      },
      {
        "name": "order",
        "type": "number",
        "domain": "a whole number >= 1",
        "default": 2,
        "optional": true,
        "example": null,
        "summary": "The derivative."
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
      0.5,
      0.25
    ],
    "shapeParameters": []
  },
  GemanMcClure: {
    "kind": "GemanMcClure",
    "summary": "Square near zero, at most 1/2 however large an entry is: an entry far away has no pull, not convex.",
    "formula": "sum_i x_i^2/(2 (x_i^2 + sigma^2))",
    "parameters": [
      {
        "name": "sigma",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Scale beyond which an entry counts as an outlier, in units of x."
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
      "sigma"
    ]
  },
  GroupGemanMcClure: {
    "kind": "GroupGemanMcClure",
    "summary": "Square of small norms of groups, at most 1/2 however large a norm is: a group far away has no pull, not convex.",
    "formula": "sum_g c_g r_g^2/(2 (r_g^2 + sigma^2)), r_g = |x_g|_2",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
      {
        "name": "sigma",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Norm beyond which a group counts as an outlier, in units of x."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "separable": false,
      "structure": "grouped",
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
      "sigma"
    ]
  },
  GroupLasso: {
    "kind": "GroupLasso",
    "summary": "Norms of groups: whole groups become exactly zero through its proximal map.",
    "formula": "sum_g c_g r_g, r_g = |x_g|_2",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "normalized"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "grouped",
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
  SmoothedGroupLasso: {
    "kind": "SmoothedGroupLasso",
    "summary": "Norms of groups, rounded off within eps of zero: whole groups are shrunk together, smooth everywhere.",
    "formula": "sum_g c_g sqrt(r_g^2 + eps^2), r_g = |x_g|_2, less eps each where shifted",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
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
        "name": "shifted",
        "type": "boolean",
        "domain": "true or false",
        "default": false,
        "optional": true,
        "example": null,
        "summary": "Whether eps is taken off each norm, so that the value at zero is 0; derivatives are the same."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "separable": false,
      "structure": "grouped",
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
      "eps"
    ]
  },
  SparseGroupLasso: {
    "kind": "SparseGroupLasso",
    "summary": "Norms of groups and absolute values: whole groups become exactly zero, and entries within the others.",
    "formula": "sum_g c_g group r_g + l1 sum_i |x_i| over the entries in groups, r_g = |x_g|_2",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
      {
        "name": "l1",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Weight of the absolute values."
      },
      {
        "name": "group",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Weight of the norms."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "grouped",
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
  GroupLog: {
    "kind": "GroupLog",
    "summary": "Logarithm of the norms of groups, which punishes a group ever less as it grows, not convex.",
    "formula": "sum_g c_g log(1 + (r_g/delta)^2), r_g = |x_g|_2",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Norm at which a group begins to count as large, in units of x."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "separable": false,
      "structure": "grouped",
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
      "delta"
    ]
  },
  GroupHuber: {
    "kind": "GroupHuber",
    "summary": "Square of small norms of groups, norm of large ones: large groups are pulled no harder than others.",
    "formula": "sum_g c_g h(r_g), r_g = |x_g|_2, h(r) = r^2/(2 delta) where r <= delta, r - delta/2 beyond",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Norm at which the square gives way to the norm, in units of x."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "grouped",
      "hasBound": true,
      "hasProx": true,
      "hasNormalizer": false
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
  GroupMCP: {
    "kind": "GroupMCP",
    "summary": "Minimax concave penalty of the norms of groups, exact: whole groups become zero, large ones are not shrunk. Steps of its prox stay below gamma/(strength c_g).",
    "formula": "sum_g c_g k(r_g), r_g = |x_g|_2, k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
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
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "prox"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": false,
      "structure": "grouped",
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
  SmoothedGroupMCP: {
    "kind": "SmoothedGroupMCP",
    "summary": "Minimax concave penalty of the norms of groups, rounded off within eps of zero, with derivatives; GroupMCP is its limit and has the prox.",
    "formula": "sum_g c_g k(r_g), r_g = |x_g|_2, s = sqrt(r^2 + eps^2), k(r) = threshold s - r^2/(2 gamma) where s <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
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
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "separable": false,
      "structure": "grouped",
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
  GroupSCAD: {
    "kind": "GroupSCAD",
    "summary": "Smoothly clipped absolute deviation of the norms of groups, exact: whole groups become zero, large ones are not shrunk. Steps of its prox stay below (gamma - 1)/(strength c_g).",
    "formula": "sum_g c_g k(r_g), r_g = |x_g|_2, k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
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
        "summary": "Slope at zero, and the norm up to which it holds."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "prox"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": false,
      "structure": "grouped",
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
  SmoothedGroupSCAD: {
    "kind": "SmoothedGroupSCAD",
    "summary": "Smoothly clipped absolute deviation of the norms of groups, rounded off within eps of zero, with derivatives; GroupSCAD is its limit and has the prox.",
    "formula": "sum_g c_g k(s_g), s_g = sqrt(|x_g|_2^2 + eps^2), k(s) = threshold s where s <= threshold, (2 gamma threshold s - s^2 - threshold^2)/(2 (gamma - 1)) where s <= gamma threshold, threshold^2 (gamma + 1)/2 beyond",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
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
        "summary": "Slope near zero, and the norm up to which it holds."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "separable": false,
      "structure": "grouped",
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
  GroupL0: {
    "kind": "GroupL0",
    "summary": "Number of groups that are not zero, by their weights: hard thresholding of whole groups.",
    "formula": "sum_g c_g [x_g != 0]",
    "parameters": [
      {
        "name": "groups",
        "type": "\"rows\" | \"columns\" | Int32Array | readonly number[] | readonly (readonly number[])[]",
        "domain": "\"rows\", \"columns\", a label 0, 1, ... for every column, or disjoint lists of columns",
        "default": null,
        "optional": false,
        "example": [
          [
            0,
            1
          ],
          [
            2
          ]
        ],
        "summary": "Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized."
      },
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each group; unless given, the square root of its number of entries."
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
      "prox"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": false,
      "structure": "grouped",
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
  NestedPrefix: {
    "kind": "NestedPrefix",
    "summary": "Columns in an order, such as those of a representation that is cut after some of them: every prefix pays for the columns it holds.",
    "formula": "sum_k weights_k sum_{i < prefixes_k} sqrt(|column i|_2^2 + eps^2)",
    "parameters": [
      {
        "name": "prefixes",
        "type": "Int32Array | readonly number[]",
        "domain": "whole numbers >= 1",
        "default": null,
        "optional": false,
        "example": [
          1,
          3
        ],
        "summary": "Number of columns of each prefix."
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
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": true,
        "example": null,
        "summary": "Weight of each prefix; unless given, 1."
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
      "separable": false,
      "structure": "grouped",
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
      "eps"
    ]
  },
  Orthogonality: {
    "kind": "Orthogonality",
    "summary": "Columns pulled toward an orthonormal set.",
    "formula": "||theta' theta - I||^2/2",
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
      "structure": "dense",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        0.5
      ],
      [
        0,
        2
      ],
      [
        -1,
        1
      ]
    ],
    "shapeParameters": []
  },
  BlockOrthogonality: {
    "kind": "BlockOrthogonality",
    "summary": "Columns of different blocks pulled toward right angles; inside a block they are free.",
    "formula": "sum over blocks g < h of ||theta_g' theta_h||^2/2",
    "parameters": [
      {
        "name": "blocks",
        "type": "Int32Array | readonly number[]",
        "domain": "whole numbers >= 0",
        "default": null,
        "optional": false,
        "example": [
          0,
          0,
          1
        ],
        "summary": "The number of the block of each column."
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
      "convex": false,
      "smooth": true,
      "separable": false,
      "structure": "dense",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        0.5,
        -1
      ],
      [
        0,
        2,
        1
      ]
    ],
    "shapeParameters": []
  },
  PrototypeDiversity: {
    "kind": "PrototypeDiversity",
    "summary": "Log-determinants that push the prototypes of a class apart. Rows of theta are prototypes; where two of a class coincide the gradient cannot part them (see coincidentPrototypes).",
    "formula": "-sum over classes of log det(K + jitter I), K_ij = exp(-||theta_i - theta_j||^2/(2 bandwidth^2)) over the members, for classes of two or more",
    "parameters": [
      {
        "name": "labels",
        "type": "readonly (number | string)[] | Float64Array | Int32Array",
        "domain": "an array of numbers or strings",
        "default": null,
        "optional": false,
        "example": [
          "a",
          "a",
          "b",
          "a"
        ],
        "summary": "The class of each prototype, as a number or a string."
      },
      {
        "name": "bandwidth",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "Distance at which prototypes begin to be unlike, in units of theta."
      },
      {
        "name": "jitter",
        "type": "number",
        "domain": "a finite number > 0",
        "default": 0.000001,
        "optional": true,
        "example": null,
        "summary": "What is added to the diagonal of K, so that coincident prototypes have a finite value."
      },
      {
        "name": "normalize",
        "type": "boolean",
        "domain": "true or false",
        "default": false,
        "optional": true,
        "example": null,
        "summary": "Whether the value of prototypes far apart is taken away, so that it is 0 there."
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
      "structure": "dense",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        0,
        1
      ],
      [
        1,
        1
      ],
      [
        2,
        0
      ],
      [
        3,
        -1
      ]
    ],
    "shapeParameters": [
      "bandwidth",
      "jitter"
    ]
  },
  NuclearNorm: {
    "kind": "NuclearNorm",
    "summary": "Sum of the singular values, rounded off within eps of zero: low rank in the limit, smooth everywhere. TraceNorm is its limit and has the prox.",
    "formula": "sum_i sqrt(sigma_i^2 + eps^2) - eps over the singular values sigma_i of theta; without - eps where not shifted",
    "parameters": [
      {
        "name": "eps",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Width of the rounding, in units of theta."
      },
      {
        "name": "shifted",
        "type": "boolean",
        "domain": "true or false",
        "default": true,
        "optional": true,
        "example": null,
        "summary": "Whether eps is taken away from each term, so that the value at zero is 0."
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
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "spectral",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        2
      ],
      [
        3,
        4
      ],
      [
        5,
        6
      ]
    ],
    "shapeParameters": [
      "eps"
    ]
  },
  TraceNorm: {
    "kind": "TraceNorm",
    "summary": "Sum of the singular values, exact: low rank through its proximal map, which thresholds them.",
    "formula": "sum_i sigma_i over the singular values sigma_i of theta",
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "spectral",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      [
        3,
        0
      ],
      [
        0,
        1
      ]
    ],
    "shapeParameters": []
  },
  SpectralLog: {
    "kind": "SpectralLog",
    "summary": "Logarithm of the singular values: punishes them ever less as they grow, closer to the rank than their sum.",
    "formula": "sum_i log(1 + (sigma_i/delta)^2) over the singular values sigma_i of theta",
    "parameters": [
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Scale at which a singular value begins to count as large, in units of theta."
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
      "structure": "spectral",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        2
      ],
      [
        3,
        4
      ],
      [
        5,
        6
      ]
    ],
    "shapeParameters": [
      "delta"
    ]
  },
  SpectralHuber: {
    "kind": "SpectralHuber",
    "summary": "Huber function of the singular values: square near zero, their sum far away.",
    "formula": "sum_i h(sigma_i) over the singular values of theta, h(s) = s^2/(2 delta) where s <= delta, s - delta/2 beyond",
    "parameters": [
      {
        "name": "delta",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Size of a singular value at which the square gives way, in units of theta."
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
      "shaped",
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": true,
      "separable": false,
      "structure": "spectral",
      "hasBound": true,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        2
      ],
      [
        3,
        4
      ],
      [
        5,
        6
      ]
    ],
    "shapeParameters": [
      "delta"
    ]
  },
  SpectralMCP: {
    "kind": "SpectralMCP",
    "summary": "Minimax concave penalty of the singular values, exact: low rank, and large singular values are not shrunk. Steps of its prox stay below gamma/strength.",
    "formula": "sum_i k(sigma_i) over the singular values of theta, k as in MCP",
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
      "prox"
    ],
    "properties": {
      "convex": false,
      "smooth": false,
      "separable": false,
      "structure": "spectral",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      [
        3,
        0
      ],
      [
        0,
        1
      ]
    ],
    "shapeParameters": []
  },
  SmoothedSpectralMCP: {
    "kind": "SmoothedSpectralMCP",
    "summary": "Minimax concave penalty of the singular values, rounded off within eps of zero, with derivatives; SpectralMCP is its limit and has the prox.",
    "formula": "sum_i k(sigma_i) over the singular values of theta, k as in SmoothedMCP",
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
        "summary": "Width of the rounding, in units of theta."
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
      "shaped"
    ],
    "properties": {
      "convex": false,
      "smooth": true,
      "separable": false,
      "structure": "spectral",
      "hasBound": true,
      "hasProx": false,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        2
      ],
      [
        3,
        4
      ],
      [
        5,
        6
      ]
    ],
    "shapeParameters": [
      "threshold",
      "gamma",
      "eps"
    ]
  },
  HalfPower: {
    "kind": "HalfPower",
    "summary": "Sum of square roots of absolute values: sparser than the absolute value, and large entries are shrunk less.",
    "formula": "sum_i sqrt(|x_i|)",
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
  TwoThirdsPower: {
    "kind": "TwoThirdsPower",
    "summary": "Sum of absolute values to the power two thirds: between the absolute value and HalfPower.",
    "formula": "sum_i |x_i|^(2/3)",
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
  LogSum: {
    "kind": "LogSum",
    "summary": "Sum of logarithms of absolute values, with exact zeros; LogSparsity is its smooth relative.",
    "formula": "sum_i log(1 + |x_i|/scale)",
    "parameters": [
      {
        "name": "scale",
        "type": "number",
        "domain": "a finite number > 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Size at which an entry begins to count as large, in units of x."
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
  LogBarrier: {
    "kind": "LogBarrier",
    "summary": "Logarithmic barrier: keeps entries above zero, infinite elsewhere.",
    "formula": "sum_i -log(x_i) where all x > 0, infinite elsewhere",
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
      "hasNormalizer": false
    },
    "point": [
      1,
      2,
      0.5
    ],
    "shapeParameters": []
  },
  NonNegativeL1: {
    "kind": "NonNegativeL1",
    "summary": "Sum of entries that may not be negative: exact zeros, and nothing below them.",
    "formula": "sum_i x_i where all x >= 0, infinite elsewhere",
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
      "hasNormalizer": false
    },
    "point": [
      1,
      2,
      0
    ],
    "shapeParameters": []
  },
  SLOPE: {
    "kind": "SLOPE",
    "summary": "Sorted absolute values, the larger ones punished more: controls false discoveries, and pools entries of like size. One weight for each column.",
    "formula": "sum_i weights_i |x|_(i), |x|_(1) >= |x|_(2) >= ..., row by row",
    "parameters": [
      {
        "name": "weights",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": false,
        "example": [
          2,
          0.5,
          0.25
        ],
        "summary": "A weight for each rank, in non-increasing order."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      3,
      2,
      -1
    ],
    "shapeParameters": []
  },
  LInfinity: {
    "kind": "LInfinity",
    "summary": "Largest absolute value of each row: large entries are cut to one level.",
    "formula": "max_i |x_i|, row by row",
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
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
  FusedLasso: {
    "kind": "FusedLasso",
    "summary": "Fused lasso along each row, exact: entries that are zero, and stretches of equal ones; with l1 = 0 the total variation.",
    "formula": "sum_i l1 |x_i| + tv |x_(i+1) - x_i|, row by row",
    "parameters": [
      {
        "name": "l1",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Weight of the entries."
      },
      {
        "name": "tv",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "Weight of the differences."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      1,
      3,
      3.5,
      -1
    ],
    "shapeParameters": []
  },
  LogisticLoss: {
    "kind": "LogisticLoss",
    "summary": "Logistic loss of scores with labels: its proximal map is a step of splitting methods for classification.",
    "formula": "sum_i log(1 + exp(-labels_i x_i)), row by row",
    "parameters": [
      {
        "name": "labels",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers",
        "default": null,
        "optional": false,
        "example": [
          1,
          -1,
          1
        ],
        "summary": "A label, -1 or 1, for each column."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
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
  SoftmaxLoss: {
    "kind": "SoftmaxLoss",
    "summary": "Multinomial loss of rows of scores, a label for each row: its proximal map is a step of splitting methods for classification.",
    "formula": "sum_rows log(sum_j exp(x_j)) - x_label",
    "parameters": [
      {
        "name": "labels",
        "type": "Int32Array | readonly number[]",
        "domain": "finite numbers >= 0",
        "default": null,
        "optional": false,
        "example": [
          0,
          2
        ],
        "summary": "The column of the right class, for each row."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      [
        1,
        -2,
        0
      ],
      [
        0.5,
        1,
        2
      ]
    ],
    "shapeParameters": []
  },
  Simplex: {
    "kind": "Simplex",
    "summary": "Rows of non-negative entries with a given sum, such as probabilities: 0 there, infinite elsewhere. Its proximal map is the projection, sparsemax.",
    "formula": "0 where all x >= 0 and sum_i x_i = total, row by row; infinite elsewhere",
    "parameters": [
      {
        "name": "total",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": 1,
        "optional": true,
        "example": null,
        "summary": "The sum of each row."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      0.25,
      0.5,
      0.25
    ],
    "shapeParameters": []
  },
  Box: {
    "kind": "Box",
    "summary": "Entries between bounds: 0 there, infinite elsewhere. Its proximal map is the projection; a bound that is left out does not bound.",
    "formula": "0 where all lower <= x <= upper; infinite elsewhere",
    "parameters": [
      {
        "name": "lower",
        "type": "number | Float64Array | readonly number[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": -1,
        "summary": "The lower bound, one for all columns or one for each."
      },
      {
        "name": "upper",
        "type": "number | Float64Array | readonly number[]",
        "domain": "finite numbers",
        "default": null,
        "optional": true,
        "example": [
          1,
          2,
          3
        ],
        "summary": "The upper bound, one for all columns or one for each."
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
      "hasNormalizer": false
    },
    "point": [
      1,
      0.5,
      -0.25
    ],
    "shapeParameters": []
  },
  NonNegative: {
    "kind": "NonNegative",
    "summary": "Entries that are not negative: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where all x >= 0; infinite elsewhere",
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
      "hasNormalizer": false
    },
    "point": [
      1,
      2,
      0
    ],
    "shapeParameters": []
  },
  L1Ball: {
    "kind": "L1Ball",
    "summary": "Rows whose absolute values add up to a radius at most: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where sum_i |x_i| <= radius, row by row; infinite elsewhere",
    "parameters": [
      {
        "name": "radius",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "The radius."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      0.25,
      -0.125,
      0
    ],
    "shapeParameters": []
  },
  L2Ball: {
    "kind": "L2Ball",
    "summary": "Rows of a length up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where sqrt(sum_i x_i^2) <= radius, row by row; infinite elsewhere",
    "parameters": [
      {
        "name": "radius",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "The radius."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      0.25,
      -0.125,
      0
    ],
    "shapeParameters": []
  },
  LInfinityBall: {
    "kind": "LInfinityBall",
    "summary": "Entries of a size up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where all |x_i| <= radius; infinite elsewhere",
    "parameters": [
      {
        "name": "radius",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "The radius."
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
      "hasNormalizer": false
    },
    "point": [
      0.25,
      -0.5,
      0
    ],
    "shapeParameters": []
  },
  Hyperplane: {
    "kind": "Hyperplane",
    "summary": "Rows on a hyperplane: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where sum_i normal_i x_i = offset, row by row; infinite elsewhere",
    "parameters": [
      {
        "name": "normal",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers",
        "default": null,
        "optional": false,
        "example": [
          1,
          1,
          2
        ],
        "summary": "What the hyperplane is perpendicular to, not all zero."
      },
      {
        "name": "offset",
        "type": "number",
        "domain": "a finite number",
        "default": null,
        "optional": false,
        "example": 1.5,
        "summary": "The sum."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      1.5,
      0,
      0
    ],
    "shapeParameters": []
  },
  Affine: {
    "kind": "Affine",
    "summary": "Rows that solve linear equations: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where matrix x = rhs, row by row; infinite elsewhere",
    "parameters": [
      {
        "name": "matrix",
        "type": "Matrix | readonly (readonly number[])[]",
        "domain": "finite numbers",
        "default": null,
        "optional": false,
        "example": [
          [
            1,
            1,
            0
          ],
          [
            0,
            0,
            2
          ]
        ],
        "summary": "The equations, one in each row, none a combination of the others."
      },
      {
        "name": "rhs",
        "type": "Float64Array | readonly number[]",
        "domain": "finite numbers",
        "default": null,
        "optional": false,
        "example": [
          2,
          6
        ],
        "summary": "The right-hand side of each."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "rows",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      1,
      1,
      3
    ],
    "shapeParameters": []
  },
  SpectralBall: {
    "kind": "SpectralBall",
    "summary": "Matrices whose singular values are at most a radius: 0 there, infinite elsewhere. Its proximal map is the projection.",
    "formula": "0 where the largest singular value of x <= radius; infinite elsewhere",
    "parameters": [
      {
        "name": "radius",
        "type": "number",
        "domain": "a finite number >= 0",
        "default": null,
        "optional": false,
        "example": null,
        "summary": "The radius."
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
      "prox"
    ],
    "properties": {
      "convex": true,
      "smooth": false,
      "separable": false,
      "structure": "spectral",
      "hasBound": false,
      "hasProx": true,
      "hasNormalizer": false
    },
    "point": [
      [
        0.25,
        0
      ],
      [
        0,
        -0.5
      ]
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
  /** Whether eps is taken off each entry, so that the value at zero is 0; derivatives are the same. Domain: true or false. Default: false. */
  readonly shifted?: boolean | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Absolute value, rounded off within eps of zero: sparse in the limit, smooth everywhere.
 *
 * P(θ) = strength · (sum_i sqrt(x_i^2 + eps^2), less eps each where shifted)
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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class QuadraticAnchor extends Penalty<"smooth" | "prox" | "normalized"> {
  declare readonly kind: "QuadraticAnchor";
  declare readonly shapeParameters: readonly never[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class ARD extends Penalty<"smooth" | "majorized" | "shaped" | "prox" | "diagonalProx" | "normalized"> {
  declare readonly kind: "ARD";
  declare readonly shapeParameters: readonly "precisions"[];

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
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class RowPrecision extends Penalty<"smooth" | "prox" | "normalized"> {
  declare readonly kind: "RowPrecision";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: RowPrecisionOptions) {
    super(catalog.RowPrecision, options);
  }
}

/** Options of {@link TotalVariation}. */
export interface TotalVariationOptions {
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Order of the differences; a sequence of no more entries has none. Domain: a whole number >= 1. Default: 1. */
  readonly order?: number | undefined;
  /** Whether each row of theta is a sequence, which is taken when it is not given, or each column. Domain: "rows" or "columns". */
  readonly axis?: "rows" | "columns" | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Absolute differences of neighbours, rounded off within eps of zero: piecewise constant sequences in the limit.
 *
 * P(θ) = strength · (sum_t sqrt(d_t^2 + eps^2), d the differences of each sequence)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new TotalVariation({ eps: 0.5 });
 * const theta = Float64Array.of(1, 1, 4, 4, 2);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 5
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class TotalVariation extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "TotalVariation";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: TotalVariationOptions) {
    super(catalog.TotalVariation, options);
  }
}

/** Options of {@link TrendFilter}. */
export interface TrendFilterOptions {
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Order of the differences: one more than the degree of the pieces. Domain: a whole number >= 1. Default: 2. */
  readonly order?: number | undefined;
  /** Whether each row of theta is a sequence, which is taken when it is not given, or each column. Domain: "rows" or "columns". */
  readonly axis?: "rows" | "columns" | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Absolute higher differences, rounded off within eps of zero: piecewise polynomial sequences in the limit, lines for order 2.
 *
 * P(θ) = strength · (sum_t sqrt(d_t^2 + eps^2), d the differences of the given order of each sequence)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new TrendFilter({ eps: 0.5 });
 * const theta = Float64Array.of(1, 2, 3, 2, 1);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 5
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class TrendFilter extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "TrendFilter";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: TrendFilterOptions) {
    super(catalog.TrendFilter, options);
  }
}

/** Options of {@link LogDifferences}. */
export interface LogDifferencesOptions {
  /** Scale at which a difference begins to count as large, in units of x. Domain: a finite number > 0. */
  readonly delta: number;
  /** Order of the differences; a sequence of no more entries has none. Domain: a whole number >= 1. Default: 1. */
  readonly order?: number | undefined;
  /** Whether each row of theta is a sequence, which is taken when it is not given, or each column. Domain: "rows" or "columns". */
  readonly axis?: "rows" | "columns" | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Logarithm of differences: fewer jumps than total variation leaves, and large ones nearly free; not convex.
 *
 * P(θ) = strength · (sum_t log(1 + (d_t/delta)^2), d the differences of each sequence)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new LogDifferences({ delta: 0.5 });
 * const theta = Float64Array.of(1, 1, 4, 4, 2);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 5
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class LogDifferences extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "LogDifferences";
  declare readonly shapeParameters: readonly "delta"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: LogDifferencesOptions) {
    super(catalog.LogDifferences, options);
  }
}

/** Options of {@link HuberDifferences}. */
export interface HuberDifferencesOptions {
  /** Size of a difference at which the square gives way to the absolute value, in units of x. Domain: a finite number > 0. */
  readonly delta: number;
  /** Order of the differences; a sequence of no more entries has none. Domain: a whole number >= 1. Default: 1. */
  readonly order?: number | undefined;
  /** Whether each row of theta is a sequence, which is taken when it is not given, or each column. Domain: "rows" or "columns". */
  readonly axis?: "rows" | "columns" | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Squares of small differences, absolute values of large ones: smooth sequences that may jump.
 *
 * P(θ) = strength · (sum_t h(d_t), h(x) = x^2/(2 delta) where |x| <= delta, |x| - delta/2 beyond, d the differences of each sequence)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new HuberDifferences({ delta: 0.5 });
 * const theta = Float64Array.of(1, 1, 4, 4, 2);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 5
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class HuberDifferences extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "HuberDifferences";
  declare readonly shapeParameters: readonly "delta"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: HuberDifferencesOptions) {
    super(catalog.HuberDifferences, options);
  }
}

/** Options of {@link DifferencePenalty}. */
export interface DifferencePenaltyOptions {
  /** Order of the differences; a sequence of no more entries has none. Domain: a whole number >= 1. Default: 2. */
  readonly order?: number | undefined;
  /** Whether each row of theta is a sequence, which is taken when it is not given, or each column. Domain: "rows" or "columns". */
  readonly axis?: "rows" | "columns" | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the sum of squared differences: smooth sequences, polynomials of degree below the order for free.
 *
 * P(θ) = strength · (sum_t d_t^2/2, d the differences of each sequence)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new DifferencePenalty();
 * const theta = Float64Array.of(1, 4, 9, 16, 25);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 5
 * penalty.at(theta).hessianDiagonal();
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class DifferencePenalty extends Penalty<"smooth" | "normalized"> {
  declare readonly kind: "DifferencePenalty";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: DifferencePenaltyOptions) {
    super(catalog.DifferencePenalty, options);
  }
}

/** Options of {@link Monotonicity}. */
export interface MonotonicityOptions {
  /** Width within which the wall rises, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** The sign that goes free: increasing, which is taken when it is not given, or decreasing; of order 2 convex or concave. Domain: "increasing" or "decreasing". */
  readonly direction?: "increasing" | "decreasing" | undefined;
  /** Order of the differences; a sequence of no more entries has none. Domain: a whole number >= 1. Default: 1. */
  readonly order?: number | undefined;
  /** Whether each row of theta is a sequence, which is taken when it is not given, or each column. Domain: "rows" or "columns". */
  readonly axis?: "rows" | "columns" | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * A soft wall against differences of the wrong sign: sequences that rise or fall, and with order 2 convex or concave ones.
 *
 * P(θ) = strength · (sum_t eps log(1 + exp(-s d_t/eps)), s = 1 or -1, d the differences of each sequence)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Monotonicity({ eps: 0.5 });
 * const theta = Float64Array.of(1, 2, 1.5, 3);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 4
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class Monotonicity extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "Monotonicity";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: MonotonicityOptions) {
    super(catalog.Monotonicity, options);
  }
}

/** Options of {@link GraphTotalVariation}. */
export interface GraphTotalVariationOptions {
  /** The edges. Domain: pairs of different rows of theta, numbered from 0. */
  readonly edges: readonly (readonly [number, number])[];
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** A weight for every edge; 1 each when they are not given. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Absolute differences over the edges of a graph of the rows of theta, rounded off within eps of zero: pieces of equal rows in the limit.
 *
 * P(θ) = strength · (sum_e w_e sum_f sqrt((x_if - x_jf)^2 + eps^2) over edges e = (i, j) and columns f)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GraphTotalVariation({ edges: [[0, 1], [1, 2], [0, 2]], eps: 0.5 });
 * const theta = matrix(3, 2, [1, 2, 1, 0, 4, 2]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class GraphTotalVariation extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "GraphTotalVariation";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GraphTotalVariationOptions) {
    super(catalog.GraphTotalVariation, options);
  }
}

/** Options of {@link GraphLaplacian}. */
export interface GraphLaplacianOptions {
  /** The edges. Domain: pairs of different rows of theta, numbered from 0. */
  readonly edges: readonly (readonly [number, number])[];
  /** A weight for every edge; 1 each when they are not given. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the squared differences over the edges of a graph of the rows of theta: neighbours become alike.
 *
 * P(θ) = strength · (sum_e w_e sum_f (x_if - x_jf)^2/2 over edges e = (i, j) and columns f)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new GraphLaplacian({ edges: [[0, 1], [1, 2], [0, 2]] });
 * const theta = matrix(3, 2, [1, 2, 1, 0, 4, 2]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class GraphLaplacian extends Penalty<"smooth" | "normalized"> {
  declare readonly kind: "GraphLaplacian";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GraphLaplacianOptions) {
    super(catalog.GraphLaplacian, options);
  }
}

/** Options of {@link Sheaf}. */
export interface SheafOptions {
  /** The edges. Domain: pairs of different rows of theta, numbered from 0. */
  readonly edges: readonly (readonly [number, number])[];
  /** For every edge the pair of matrices F, G, each an array of rows. Domain: for every edge two matrices of one shape, with a column for each column of theta. */
  readonly maps: readonly (readonly [readonly (readonly number[])[], readonly (readonly number[])[]])[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Half the squared disagreement over the edges of a graph, each end seen through a matrix of its own: a graph Laplacian with maps.
 *
 * P(θ) = strength · (sum_e ||F_e x_i - G_e x_j||^2/2 over edges e = (i, j), x_i row i of theta)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new Sheaf({ edges: [[0, 1], [1, 2]], maps: [[[[1, 0], [0, 1]], [[1, 0], [0, 1]]], [[[1, 1]], [[0, 2]]]] });
 * const theta = matrix(3, 2, [1, 2, 1, 0, 4, 2]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class Sheaf extends Penalty<"smooth" | "normalized"> {
  declare readonly kind: "Sheaf";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SheafOptions) {
    super(catalog.Sheaf, options);
  }
}

/** Options of {@link TotalVariation2D}. */
export interface TotalVariation2DOptions {
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Lengths of the gradient of a grid, rounded off within eps of zero: pieces of one colour in the limit, whatever the direction of their borders.
 *
 * P(θ) = strength · (sum_p sqrt(dx_p^2 + dy_p^2 + eps^2) over the points of the grid theta but the last, dx and dy to the right and below, 0 at the border)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new TotalVariation2D({ eps: 0.5 });
 * const theta = matrix(2, 3, [1, 1, 4, 1, 4, 4]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class TotalVariation2D extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "TotalVariation2D";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: TotalVariation2DOptions) {
    super(catalog.TotalVariation2D, options);
  }
}

/** Options of {@link HarmonicRoughness}. */
export interface HarmonicRoughnessOptions {
  /** The angular frequency w_j of every pair of coefficients. Domain: finite numbers >= 0. */
  readonly frequencies: Float64Array | readonly number[];
  /** The derivative. Domain: a whole number >= 1. Default: 2. */
  readonly order?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Mean square of a derivative of a periodic function, from its cosine and sine coefficients: high harmonics cost more.
 *
 * P(θ) = strength · (sum_j w_j^(2 order) (a_j^2 + b_j^2)/2, rows of theta (a_1, b_1, a_2, b_2, ...))
 *
 * Convex: yes. Smooth: yes. Separable: yes. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new HarmonicRoughness({ frequencies: [1, 2] });
 * const theta = Float64Array.of(1, -2, 0.5, 0.25);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 4
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0.3, 0));
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class HarmonicRoughness extends Penalty<"smooth" | "majorized" | "prox" | "diagonalProx" | "normalized"> {
  declare readonly kind: "HarmonicRoughness";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: HarmonicRoughnessOptions) {
    super(catalog.HarmonicRoughness, options);
  }
}

/** Options of {@link GemanMcClure}. */
export interface GemanMcClureOptions {
  /** Scale beyond which an entry counts as an outlier, in units of x. Domain: a finite number > 0. */
  readonly sigma: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Square near zero, at most 1/2 however large an entry is: an entry far away has no pull, not convex.
 *
 * P(θ) = strength · (sum_i x_i^2/(2 (x_i^2 + sigma^2)))
 *
 * Convex: no. Smooth: yes. Separable: yes. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GemanMcClure({ sigma: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class GemanMcClure extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "GemanMcClure";
  declare readonly shapeParameters: readonly "sigma"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GemanMcClureOptions) {
    super(catalog.GemanMcClure, options);
  }
}

/** Options of {@link GroupGemanMcClure}. */
export interface GroupGemanMcClureOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Norm beyond which a group counts as an outlier, in units of x. Domain: a finite number > 0. */
  readonly sigma: number;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Square of small norms of groups, at most 1/2 however large a norm is: a group far away has no pull, not convex.
 *
 * P(θ) = strength · (sum_g c_g r_g^2/(2 (r_g^2 + sigma^2)), r_g = |x_g|_2)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupGemanMcClure({ groups: [[0, 1], [2]], sigma: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class GroupGemanMcClure extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "GroupGemanMcClure";
  declare readonly shapeParameters: readonly "sigma"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupGemanMcClureOptions) {
    super(catalog.GroupGemanMcClure, options);
  }
}

/** Options of {@link GroupLasso}. */
export interface GroupLassoOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Norms of groups: whole groups become exactly zero through its proximal map.
 *
 * P(θ) = strength · (sum_g c_g r_g, r_g = |x_g|_2)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: yes.
 *
 * @example
 * ```ts
 * const penalty = new GroupLasso({ groups: [[0, 1], [2]] });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);
 * ```
 */
export class GroupLasso extends Penalty<"prox" | "normalized"> {
  declare readonly kind: "GroupLasso";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupLassoOptions) {
    super(catalog.GroupLasso, options);
  }
}

/** Options of {@link SmoothedGroupLasso}. */
export interface SmoothedGroupLassoOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Whether eps is taken off each norm, so that the value at zero is 0; derivatives are the same. Domain: true or false. Default: false. */
  readonly shifted?: boolean | undefined;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Norms of groups, rounded off within eps of zero: whole groups are shrunk together, smooth everywhere.
 *
 * P(θ) = strength · (sum_g c_g sqrt(r_g^2 + eps^2), r_g = |x_g|_2, less eps each where shifted)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedGroupLasso({ groups: [[0, 1], [2]], eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedGroupLasso extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "SmoothedGroupLasso";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedGroupLassoOptions) {
    super(catalog.SmoothedGroupLasso, options);
  }
}

/** Options of {@link SparseGroupLasso}. */
export interface SparseGroupLassoOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Weight of the absolute values. Domain: a finite number >= 0. */
  readonly l1: number;
  /** Weight of the norms. Domain: a finite number >= 0. Default: 1. */
  readonly group?: number | undefined;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Norms of groups and absolute values: whole groups become exactly zero, and entries within the others.
 *
 * P(θ) = strength · (sum_g c_g group r_g + l1 sum_i |x_i| over the entries in groups, r_g = |x_g|_2)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SparseGroupLasso({ groups: [[0, 1], [2]], l1: 2 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class SparseGroupLasso extends Penalty<"prox"> {
  declare readonly kind: "SparseGroupLasso";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SparseGroupLassoOptions) {
    super(catalog.SparseGroupLasso, options);
  }
}

/** Options of {@link GroupLog}. */
export interface GroupLogOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Norm at which a group begins to count as large, in units of x. Domain: a finite number > 0. */
  readonly delta: number;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Logarithm of the norms of groups, which punishes a group ever less as it grows, not convex.
 *
 * P(θ) = strength · (sum_g c_g log(1 + (r_g/delta)^2), r_g = |x_g|_2)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupLog({ groups: [[0, 1], [2]], delta: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class GroupLog extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "GroupLog";
  declare readonly shapeParameters: readonly "delta"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupLogOptions) {
    super(catalog.GroupLog, options);
  }
}

/** Options of {@link GroupHuber}. */
export interface GroupHuberOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Norm at which the square gives way to the norm, in units of x. Domain: a finite number > 0. */
  readonly delta: number;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Square of small norms of groups, norm of large ones: large groups are pulled no harder than others.
 *
 * P(θ) = strength · (sum_g c_g h(r_g), r_g = |x_g|_2, h(r) = r^2/(2 delta) where r <= delta, r - delta/2 beyond)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupHuber({ groups: [[0, 1], [2]], delta: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * penalty.prox(theta, 0.1);
 * ```
 */
export class GroupHuber extends Penalty<"smooth" | "majorized" | "shaped" | "prox"> {
  declare readonly kind: "GroupHuber";
  declare readonly shapeParameters: readonly "delta"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupHuberOptions) {
    super(catalog.GroupHuber, options);
  }
}

/** Options of {@link GroupMCP}. */
export interface GroupMCPOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 1. */
  readonly gamma: number;
  /** Slope at zero. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Minimax concave penalty of the norms of groups, exact: whole groups become zero, large ones are not shrunk. Steps of its prox stay below gamma/(strength c_g).
 *
 * P(θ) = strength · (sum_g c_g k(r_g), r_g = |x_g|_2, k(r) = threshold r - r^2/(2 gamma) where r <= gamma threshold, gamma threshold^2/2 beyond)
 *
 * Convex: no. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupMCP({ groups: [[0, 1], [2]], gamma: 3 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class GroupMCP extends Penalty<"prox"> {
  declare readonly kind: "GroupMCP";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupMCPOptions) {
    super(catalog.GroupMCP, options);
  }
}

/** Options of {@link SmoothedGroupMCP}. */
export interface SmoothedGroupMCPOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 1. */
  readonly gamma: number;
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Slope near zero. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Minimax concave penalty of the norms of groups, rounded off within eps of zero, with derivatives; GroupMCP is its limit and has the prox.
 *
 * P(θ) = strength · (sum_g c_g k(r_g), r_g = |x_g|_2, s = sqrt(r^2 + eps^2), k(r) = threshold s - r^2/(2 gamma) where s <= gamma threshold, (gamma threshold^2 + eps^2/gamma)/2 beyond)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedGroupMCP({ groups: [[0, 1], [2]], gamma: 3, eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedGroupMCP extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "SmoothedGroupMCP";
  declare readonly shapeParameters: readonly ("threshold" | "gamma" | "eps")[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedGroupMCPOptions) {
    super(catalog.SmoothedGroupMCP, options);
  }
}

/** Options of {@link GroupSCAD}. */
export interface GroupSCADOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 2. */
  readonly gamma: number;
  /** Slope at zero, and the norm up to which it holds. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Smoothly clipped absolute deviation of the norms of groups, exact: whole groups become zero, large ones are not shrunk. Steps of its prox stay below (gamma - 1)/(strength c_g).
 *
 * P(θ) = strength · (sum_g c_g k(r_g), r_g = |x_g|_2, k(r) = threshold r where r <= threshold, (2 gamma threshold r - r^2 - threshold^2)/(2 (gamma - 1)) where r <= gamma threshold, threshold^2 (gamma + 1)/2 beyond)
 *
 * Convex: no. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupSCAD({ groups: [[0, 1], [2]], gamma: 3.7 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class GroupSCAD extends Penalty<"prox"> {
  declare readonly kind: "GroupSCAD";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupSCADOptions) {
    super(catalog.GroupSCAD, options);
  }
}

/** Options of {@link SmoothedGroupSCAD}. */
export interface SmoothedGroupSCADOptions {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 2. */
  readonly gamma: number;
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Slope near zero, and the norm up to which it holds. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Smoothly clipped absolute deviation of the norms of groups, rounded off within eps of zero, with derivatives; GroupSCAD is its limit and has the prox.
 *
 * P(θ) = strength · (sum_g c_g k(s_g), s_g = sqrt(|x_g|_2^2 + eps^2), k(s) = threshold s where s <= threshold, (2 gamma threshold s - s^2 - threshold^2)/(2 (gamma - 1)) where s <= gamma threshold, threshold^2 (gamma + 1)/2 beyond)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedGroupSCAD({ groups: [[0, 1], [2]], gamma: 3.7, eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedGroupSCAD extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "SmoothedGroupSCAD";
  declare readonly shapeParameters: readonly ("threshold" | "gamma" | "eps")[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedGroupSCADOptions) {
    super(catalog.SmoothedGroupSCAD, options);
  }
}

/** Options of {@link GroupL0}. */
export interface GroupL0Options {
  /** Which entries belong together: every row, every column, or columns of each row by label or by list; a column in no list is not penalized. Domain: "rows", "columns", a label 0, 1, ... for every column, or disjoint lists of columns. */
  readonly groups: "rows" | "columns" | Int32Array | readonly number[] | readonly (readonly number[])[];
  /** Weight of each group; unless given, the square root of its number of entries. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Number of groups that are not zero, by their weights: hard thresholding of whole groups.
 *
 * P(θ) = strength · (sum_g c_g [x_g != 0])
 *
 * Convex: no. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupL0({ groups: [[0, 1], [2]] });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class GroupL0 extends Penalty<"prox"> {
  declare readonly kind: "GroupL0";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: GroupL0Options) {
    super(catalog.GroupL0, options);
  }
}

/** Options of {@link NestedPrefix}. */
export interface NestedPrefixOptions {
  /** Number of columns of each prefix. Domain: whole numbers >= 1. */
  readonly prefixes: Int32Array | readonly number[];
  /** Width of the rounding, in units of x. Domain: a finite number > 0. */
  readonly eps: number;
  /** Weight of each prefix; unless given, 1. Domain: finite numbers >= 0. */
  readonly weights?: Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Columns in an order, such as those of a representation that is cut after some of them: every prefix pays for the columns it holds.
 *
 * P(θ) = strength · (sum_k weights_k sum_{i < prefixes_k} sqrt(|column i|_2^2 + eps^2))
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new NestedPrefix({ prefixes: [1, 3], eps: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 3
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).mmWeights();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class NestedPrefix extends Penalty<"smooth" | "majorized" | "shaped"> {
  declare readonly kind: "NestedPrefix";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: NestedPrefixOptions) {
    super(catalog.NestedPrefix, options);
  }
}

/** Options of {@link Orthogonality}. */
export interface OrthogonalityOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Columns pulled toward an orthonormal set.
 *
 * P(θ) = strength · (||theta' theta - I||^2/2)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Orthogonality();
 * const theta = matrix(3, 2, [1, 0.5, 0, 2, -1, 1]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * ```
 */
export class Orthogonality extends Penalty<"smooth"> {
  declare readonly kind: "Orthogonality";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: OrthogonalityOptions) {
    super(catalog.Orthogonality, options);
  }
}

/** Options of {@link BlockOrthogonality}. */
export interface BlockOrthogonalityOptions {
  /** The number of the block of each column. Domain: whole numbers >= 0. */
  readonly blocks: Int32Array | readonly number[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Columns of different blocks pulled toward right angles; inside a block they are free.
 *
 * P(θ) = strength · (sum over blocks g < h of ||theta_g' theta_h||^2/2)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new BlockOrthogonality({ blocks: [0, 0, 1] });
 * const theta = matrix(2, 3, [1, 0.5, -1, 0, 2, 1]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * ```
 */
export class BlockOrthogonality extends Penalty<"smooth"> {
  declare readonly kind: "BlockOrthogonality";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: BlockOrthogonalityOptions) {
    super(catalog.BlockOrthogonality, options);
  }
}

/** Options of {@link PrototypeDiversity}. */
export interface PrototypeDiversityOptions {
  /** The class of each prototype, as a number or a string. Domain: an array of numbers or strings. */
  readonly labels: readonly (number | string)[] | Float64Array | Int32Array;
  /** Distance at which prototypes begin to be unlike, in units of theta. Domain: a finite number > 0. Default: 1. */
  readonly bandwidth?: number | undefined;
  /** What is added to the diagonal of K, so that coincident prototypes have a finite value. Domain: a finite number > 0. Default: 0.000001. */
  readonly jitter?: number | undefined;
  /** Whether the value of prototypes far apart is taken away, so that it is 0 there. Domain: true or false. Default: false. */
  readonly normalize?: boolean | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Log-determinants that push the prototypes of a class apart. Rows of theta are prototypes; where two of a class coincide the gradient cannot part them (see coincidentPrototypes).
 *
 * P(θ) = strength · (-sum over classes of log det(K + jitter I), K_ij = exp(-||theta_i - theta_j||^2/(2 bandwidth^2)) over the members, for classes of two or more)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new PrototypeDiversity({ labels: ["a", "a", "b", "a"] });
 * const theta = matrix(4, 2, [0, 1, 1, 1, 2, 0, 3, -1]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 8
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class PrototypeDiversity extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "PrototypeDiversity";
  declare readonly shapeParameters: readonly ("bandwidth" | "jitter")[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: PrototypeDiversityOptions) {
    super(catalog.PrototypeDiversity, options);
  }
}

/** Options of {@link NuclearNorm}. */
export interface NuclearNormOptions {
  /** Width of the rounding, in units of theta. Domain: a finite number > 0. */
  readonly eps: number;
  /** Whether eps is taken away from each term, so that the value at zero is 0. Domain: true or false. Default: true. */
  readonly shifted?: boolean | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of the singular values, rounded off within eps of zero: low rank in the limit, smooth everywhere. TraceNorm is its limit and has the prox.
 *
 * P(θ) = strength · (sum_i sqrt(sigma_i^2 + eps^2) - eps over the singular values sigma_i of theta; without - eps where not shifted)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new NuclearNorm({ eps: 0.5 });
 * const theta = matrix(3, 2, [1, 2, 3, 4, 5, 6]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class NuclearNorm extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "NuclearNorm";
  declare readonly shapeParameters: readonly "eps"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: NuclearNormOptions) {
    super(catalog.NuclearNorm, options);
  }
}

/** Options of {@link TraceNorm}. */
export interface TraceNormOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of the singular values, exact: low rank through its proximal map, which thresholds them.
 *
 * P(θ) = strength · (sum_i sigma_i over the singular values sigma_i of theta)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new TraceNorm();
 * const theta = matrix(2, 2, [3, 0, 0, 1]);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class TraceNorm extends Penalty<"prox"> {
  declare readonly kind: "TraceNorm";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: TraceNormOptions) {
    super(catalog.TraceNorm, options);
  }
}

/** Options of {@link SpectralLog}. */
export interface SpectralLogOptions {
  /** Scale at which a singular value begins to count as large, in units of theta. Domain: a finite number > 0. */
  readonly delta: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Logarithm of the singular values: punishes them ever less as they grow, closer to the rank than their sum.
 *
 * P(θ) = strength · (sum_i log(1 + (sigma_i/delta)^2) over the singular values sigma_i of theta)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SpectralLog({ delta: 0.5 });
 * const theta = matrix(3, 2, [1, 2, 3, 4, 5, 6]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SpectralLog extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "SpectralLog";
  declare readonly shapeParameters: readonly "delta"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SpectralLogOptions) {
    super(catalog.SpectralLog, options);
  }
}

/** Options of {@link SpectralHuber}. */
export interface SpectralHuberOptions {
  /** Size of a singular value at which the square gives way, in units of theta. Domain: a finite number > 0. */
  readonly delta: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Huber function of the singular values: square near zero, their sum far away.
 *
 * P(θ) = strength · (sum_i h(sigma_i) over the singular values of theta, h(s) = s^2/(2 delta) where s <= delta, s - delta/2 beyond)
 *
 * Convex: yes. Smooth: yes. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SpectralHuber({ delta: 0.5 });
 * const theta = matrix(3, 2, [1, 2, 3, 4, 5, 6]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * penalty.prox(theta, 0.1);
 * ```
 */
export class SpectralHuber extends Penalty<"smooth" | "shaped" | "prox"> {
  declare readonly kind: "SpectralHuber";
  declare readonly shapeParameters: readonly "delta"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SpectralHuberOptions) {
    super(catalog.SpectralHuber, options);
  }
}

/** Options of {@link SpectralMCP}. */
export interface SpectralMCPOptions {
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 1. */
  readonly gamma: number;
  /** Slope at zero. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Minimax concave penalty of the singular values, exact: low rank, and large singular values are not shrunk. Steps of its prox stay below gamma/strength.
 *
 * P(θ) = strength · (sum_i k(sigma_i) over the singular values of theta, k as in MCP)
 *
 * Convex: no. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SpectralMCP({ gamma: 3 });
 * const theta = matrix(2, 2, [3, 0, 0, 1]);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class SpectralMCP extends Penalty<"prox"> {
  declare readonly kind: "SpectralMCP";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SpectralMCPOptions) {
    super(catalog.SpectralMCP, options);
  }
}

/** Options of {@link SmoothedSpectralMCP}. */
export interface SmoothedSpectralMCPOptions {
  /** Where, in units of the threshold, shrinkage ends. Domain: a finite number > 1. */
  readonly gamma: number;
  /** Width of the rounding, in units of theta. Domain: a finite number > 0. */
  readonly eps: number;
  /** Slope near zero. Domain: a finite number > 0. Default: 1. */
  readonly threshold?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Minimax concave penalty of the singular values, rounded off within eps of zero, with derivatives; SpectralMCP is its limit and has the prox.
 *
 * P(θ) = strength · (sum_i k(sigma_i) over the singular values of theta, k as in SmoothedMCP)
 *
 * Convex: no. Smooth: yes. Separable: no. Proximal map: no. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SmoothedSpectralMCP({ gamma: 3, eps: 0.5 });
 * const theta = matrix(3, 2, [1, 2, 3, 4, 5, 6]);
 * penalty.value(theta);
 * penalty.gradient(theta); // Float64Array of 6
 * penalty.at(theta).hessianDiagonal();
 * penalty.at(theta).gradientLogShape();
 * ```
 */
export class SmoothedSpectralMCP extends Penalty<"smooth" | "shaped"> {
  declare readonly kind: "SmoothedSpectralMCP";
  declare readonly shapeParameters: readonly ("threshold" | "gamma" | "eps")[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedSpectralMCPOptions) {
    super(catalog.SmoothedSpectralMCP, options);
  }
}

/** Options of {@link HalfPower}. */
export interface HalfPowerOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of square roots of absolute values: sparser than the absolute value, and large entries are shrunk less.
 *
 * P(θ) = strength · (sum_i sqrt(|x_i|))
 *
 * Convex: no. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new HalfPower();
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class HalfPower extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "HalfPower";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: HalfPowerOptions) {
    super(catalog.HalfPower, options);
  }
}

/** Options of {@link TwoThirdsPower}. */
export interface TwoThirdsPowerOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of absolute values to the power two thirds: between the absolute value and HalfPower.
 *
 * P(θ) = strength · (sum_i |x_i|^(2/3))
 *
 * Convex: no. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new TwoThirdsPower();
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class TwoThirdsPower extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "TwoThirdsPower";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: TwoThirdsPowerOptions) {
    super(catalog.TwoThirdsPower, options);
  }
}

/** Options of {@link LogSum}. */
export interface LogSumOptions {
  /** Size at which an entry begins to count as large, in units of x. Domain: a finite number > 0. */
  readonly scale: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of logarithms of absolute values, with exact zeros; LogSparsity is its smooth relative.
 *
 * P(θ) = strength · (sum_i log(1 + |x_i|/scale))
 *
 * Convex: no. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new LogSum({ scale: 0.5 });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class LogSum extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "LogSum";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: LogSumOptions) {
    super(catalog.LogSum, options);
  }
}

/** Options of {@link LogBarrier}. */
export interface LogBarrierOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Logarithmic barrier: keeps entries above zero, infinite elsewhere.
 *
 * P(θ) = strength · (sum_i -log(x_i) where all x > 0, infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new LogBarrier();
 * const theta = Float64Array.of(1, 2, 0.5);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class LogBarrier extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "LogBarrier";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: LogBarrierOptions) {
    super(catalog.LogBarrier, options);
  }
}

/** Options of {@link NonNegativeL1}. */
export interface NonNegativeL1Options {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sum of entries that may not be negative: exact zeros, and nothing below them.
 *
 * P(θ) = strength · (sum_i x_i where all x >= 0, infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new NonNegativeL1();
 * const theta = Float64Array.of(1, 2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class NonNegativeL1 extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "NonNegativeL1";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: NonNegativeL1Options) {
    super(catalog.NonNegativeL1, options);
  }
}

/** Options of {@link SLOPE}. */
export interface SLOPEOptions {
  /** A weight for each rank, in non-increasing order. Domain: finite numbers >= 0. */
  readonly weights: Float64Array | readonly number[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Sorted absolute values, the larger ones punished more: controls false discoveries, and pools entries of like size. One weight for each column.
 *
 * P(θ) = strength · (sum_i weights_i |x|_(i), |x|_(1) >= |x|_(2) >= ..., row by row)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SLOPE({ weights: [2, 0.5, 0.25] });
 * const theta = Float64Array.of(3, 2, -1);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class SLOPE extends Penalty<"prox"> {
  declare readonly kind: "SLOPE";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SLOPEOptions) {
    super(catalog.SLOPE, options);
  }
}

/** Options of {@link LInfinity}. */
export interface LInfinityOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Largest absolute value of each row: large entries are cut to one level.
 *
 * P(θ) = strength · (max_i |x_i|, row by row)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new LInfinity();
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class LInfinity extends Penalty<"prox"> {
  declare readonly kind: "LInfinity";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: LInfinityOptions) {
    super(catalog.LInfinity, options);
  }
}

/** Options of {@link FusedLasso}. */
export interface FusedLassoOptions {
  /** Weight of the entries. Domain: a finite number >= 0. */
  readonly l1: number;
  /** Weight of the differences. Domain: a finite number >= 0. */
  readonly tv: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Fused lasso along each row, exact: entries that are zero, and stretches of equal ones; with l1 = 0 the total variation.
 *
 * P(θ) = strength · (sum_i l1 |x_i| + tv |x_(i+1) - x_i|, row by row)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new FusedLasso({ l1: 2, tv: 2 });
 * const theta = Float64Array.of(1, 3, 3.5, -1);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class FusedLasso extends Penalty<"prox"> {
  declare readonly kind: "FusedLasso";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: FusedLassoOptions) {
    super(catalog.FusedLasso, options);
  }
}

/** Options of {@link LogisticLoss}. */
export interface LogisticLossOptions {
  /** A label, -1 or 1, for each column. Domain: finite numbers. */
  readonly labels: Float64Array | readonly number[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Logistic loss of scores with labels: its proximal map is a step of splitting methods for classification.
 *
 * P(θ) = strength · (sum_i log(1 + exp(-labels_i x_i)), row by row)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new LogisticLoss({ labels: [1, -1, 1] });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class LogisticLoss extends Penalty<"prox"> {
  declare readonly kind: "LogisticLoss";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: LogisticLossOptions) {
    super(catalog.LogisticLoss, options);
  }
}

/** Options of {@link SoftmaxLoss}. */
export interface SoftmaxLossOptions {
  /** The column of the right class, for each row. Domain: finite numbers >= 0. */
  readonly labels: Int32Array | readonly number[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Multinomial loss of rows of scores, a label for each row: its proximal map is a step of splitting methods for classification.
 *
 * P(θ) = strength · (sum_rows log(sum_j exp(x_j)) - x_label)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SoftmaxLoss({ labels: [0, 2] });
 * const theta = matrix(2, 3, [1, -2, 0, 0.5, 1, 2]);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class SoftmaxLoss extends Penalty<"prox"> {
  declare readonly kind: "SoftmaxLoss";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SoftmaxLossOptions) {
    super(catalog.SoftmaxLoss, options);
  }
}

/** Options of {@link Simplex}. */
export interface SimplexOptions {
  /** The sum of each row. Domain: a finite number >= 0. Default: 1. */
  readonly total?: number | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Rows of non-negative entries with a given sum, such as probabilities: 0 there, infinite elsewhere. Its proximal map is the projection, sparsemax.
 *
 * P(θ) = strength · (0 where all x >= 0 and sum_i x_i = total, row by row; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Simplex();
 * const theta = Float64Array.of(0.25, 0.5, 0.25);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class Simplex extends Penalty<"prox"> {
  declare readonly kind: "Simplex";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: SimplexOptions) {
    super(catalog.Simplex, options);
  }
}

/** Options of {@link Box}. */
export interface BoxOptions {
  /** The lower bound, one for all columns or one for each. Domain: finite numbers. */
  readonly lower?: number | Float64Array | readonly number[] | undefined;
  /** The upper bound, one for all columns or one for each. Domain: finite numbers. */
  readonly upper?: number | Float64Array | readonly number[] | undefined;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Entries between bounds: 0 there, infinite elsewhere. Its proximal map is the projection; a bound that is left out does not bound.
 *
 * P(θ) = strength · (0 where all lower <= x <= upper; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Box({ lower: -1, upper: [1, 2, 3] });
 * const theta = Float64Array.of(1, 0.5, -0.25);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class Box extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "Box";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: BoxOptions) {
    super(catalog.Box, options);
  }
}

/** Options of {@link NonNegative}. */
export interface NonNegativeOptions {
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Entries that are not negative: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where all x >= 0; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new NonNegative();
 * const theta = Float64Array.of(1, 2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class NonNegative extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "NonNegative";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options?: NonNegativeOptions) {
    super(catalog.NonNegative, options);
  }
}

/** Options of {@link L1Ball}. */
export interface L1BallOptions {
  /** The radius. Domain: a finite number >= 0. */
  readonly radius: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Rows whose absolute values add up to a radius at most: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where sum_i |x_i| <= radius, row by row; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new L1Ball({ radius: 2 });
 * const theta = Float64Array.of(0.25, -0.125, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class L1Ball extends Penalty<"prox"> {
  declare readonly kind: "L1Ball";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: L1BallOptions) {
    super(catalog.L1Ball, options);
  }
}

/** Options of {@link L2Ball}. */
export interface L2BallOptions {
  /** The radius. Domain: a finite number >= 0. */
  readonly radius: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Rows of a length up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where sqrt(sum_i x_i^2) <= radius, row by row; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new L2Ball({ radius: 2 });
 * const theta = Float64Array.of(0.25, -0.125, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class L2Ball extends Penalty<"prox"> {
  declare readonly kind: "L2Ball";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: L2BallOptions) {
    super(catalog.L2Ball, options);
  }
}

/** Options of {@link LInfinityBall}. */
export interface LInfinityBallOptions {
  /** The radius. Domain: a finite number >= 0. */
  readonly radius: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Entries of a size up to a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where all |x_i| <= radius; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: yes. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new LInfinityBall({ radius: 2 });
 * const theta = Float64Array.of(0.25, -0.5, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * penalty.proxDiagonal(theta, Float64Array.of(0.1, 0.2, 0));
 * ```
 */
export class LInfinityBall extends Penalty<"prox" | "diagonalProx"> {
  declare readonly kind: "LInfinityBall";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: LInfinityBallOptions) {
    super(catalog.LInfinityBall, options);
  }
}

/** Options of {@link Hyperplane}. */
export interface HyperplaneOptions {
  /** What the hyperplane is perpendicular to, not all zero. Domain: finite numbers. */
  readonly normal: Float64Array | readonly number[];
  /** The sum. Domain: a finite number. */
  readonly offset: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Rows on a hyperplane: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where sum_i normal_i x_i = offset, row by row; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Hyperplane({ normal: [1, 1, 2], offset: 1.5 });
 * const theta = Float64Array.of(1.5, 0, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class Hyperplane extends Penalty<"prox"> {
  declare readonly kind: "Hyperplane";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: HyperplaneOptions) {
    super(catalog.Hyperplane, options);
  }
}

/** Options of {@link Affine}. */
export interface AffineOptions {
  /** The equations, one in each row, none a combination of the others. Domain: finite numbers. */
  readonly matrix: Matrix | readonly (readonly number[])[];
  /** The right-hand side of each. Domain: finite numbers. */
  readonly rhs: Float64Array | readonly number[];
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Rows that solve linear equations: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where matrix x = rhs, row by row; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new Affine({ matrix: [[1, 1, 0], [0, 0, 2]], rhs: [2, 6] });
 * const theta = Float64Array.of(1, 1, 3);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class Affine extends Penalty<"prox"> {
  declare readonly kind: "Affine";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: AffineOptions) {
    super(catalog.Affine, options);
  }
}

/** Options of {@link SpectralBall}. */
export interface SpectralBallOptions {
  /** The radius. Domain: a finite number >= 0. */
  readonly radius: number;
  /** Factor by which the penalty is multiplied. Domain: a finite number >= 0. Default: 1. */
  readonly strength?: number | undefined;
}

/**
 * Matrices whose singular values are at most a radius: 0 there, infinite elsewhere. Its proximal map is the projection.
 *
 * P(θ) = strength · (0 where the largest singular value of x <= radius; infinite elsewhere)
 *
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new SpectralBall({ radius: 2 });
 * const theta = matrix(2, 2, [0.25, 0, 0, -0.5]);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class SpectralBall extends Penalty<"prox"> {
  declare readonly kind: "SpectralBall";
  declare readonly shapeParameters: readonly never[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SpectralBallOptions) {
    super(catalog.SpectralBall, options);
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
  declare readonly shapeParameters: readonly never[];

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
  declare readonly shapeParameters: readonly "temperature"[];

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
  declare readonly shapeParameters: readonly never[];

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
  declare readonly shapeParameters: readonly "thresholds"[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: JumpReLUOptions) {
    super(catalog.JumpReLU, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1, Huber, ElasticNet, MCP, SmoothedMCP, SCAD, SmoothedSCAD, L0, QuadraticAnchor, ARD, RowPrecision, TotalVariation, TrendFilter, LogDifferences, HuberDifferences, DifferencePenalty, Monotonicity, GraphTotalVariation, GraphLaplacian, Sheaf, TotalVariation2D, HarmonicRoughness, GemanMcClure, GroupGemanMcClure, GroupLasso, SmoothedGroupLasso, SparseGroupLasso, GroupLog, GroupHuber, GroupMCP, SmoothedGroupMCP, GroupSCAD, SmoothedGroupSCAD, GroupL0, NestedPrefix, Orthogonality, BlockOrthogonality, PrototypeDiversity, NuclearNorm, TraceNorm, SpectralLog, SpectralHuber, SpectralMCP, SmoothedSpectralMCP, HalfPower, TwoThirdsPower, LogSum, LogBarrier, NonNegativeL1, SLOPE, LInfinity, FusedLasso, LogisticLoss, SoftmaxLoss, Simplex, Box, NonNegative, L1Ball, L2Ball, LInfinityBall, Hyperplane, Affine, SpectralBall, Hoyer, SoftmaxEntropy, TopK, JumpReLU } as const;
