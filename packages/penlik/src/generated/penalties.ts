// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run `npm run generate`.

import { frozen, type PenaltyKind } from "../penalties/kind.js";
import { Penalty } from "../penalties/penalty.js";

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
 * Convex: yes. Smooth: no. Separable: no. Proximal map: yes. Known normalizer: no.
 *
 * @example
 * ```ts
 * const penalty = new GroupLasso({ groups: [[0, 1], [2]] });
 * const theta = Float64Array.of(1, -2, 0);
 * penalty.value(theta);
 * penalty.prox(theta, 0.1);
 * ```
 */
export class GroupLasso extends Penalty<"prox"> {
  declare readonly kind: "GroupLasso";

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

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: NestedPrefixOptions) {
    super(catalog.NestedPrefix, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1, Huber, ElasticNet, MCP, SmoothedMCP, SCAD, SmoothedSCAD, L0, GemanMcClure, GroupGemanMcClure, GroupLasso, SmoothedGroupLasso, SparseGroupLasso, GroupLog, GroupHuber, GroupMCP, SmoothedGroupMCP, GroupSCAD, SmoothedGroupSCAD, GroupL0, NestedPrefix } as const;
