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

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options: SmoothedSpectralMCPOptions) {
    super(catalog.SmoothedSpectralMCP, options);
  }
}

/** The class of every kind. */
export const penaltyClasses = { SmoothedL1, LogSparsity, Ridge, L1, Huber, ElasticNet, MCP, SmoothedMCP, SCAD, SmoothedSCAD, L0, Orthogonality, BlockOrthogonality, PrototypeDiversity, NuclearNorm, TraceNorm, SpectralLog, SpectralHuber, SpectralMCP, SmoothedSpectralMCP } as const;
