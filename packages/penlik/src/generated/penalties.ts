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

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SpectralBallOptions) {
    super(catalog.SpectralBall, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1, Huber, ElasticNet, MCP, SmoothedMCP, SCAD, SmoothedSCAD, L0, HalfPower, TwoThirdsPower, LogSum, LogBarrier, NonNegativeL1, SLOPE, LInfinity, FusedLasso, LogisticLoss, SoftmaxLoss, Simplex, Box, NonNegative, L1Ball, L2Ball, LInfinityBall, Hyperplane, Affine, SpectralBall } as const;
