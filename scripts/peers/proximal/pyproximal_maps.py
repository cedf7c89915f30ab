"""The proximal maps of pyproximal on the points in a folder: prints a JSON object of the best and the median seconds of each, and
writes each result beside its point.

    python pyproximal_maps.py FOLDER ROUNDS
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pyproximal
from pylops import MatrixMult

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])


def point(name):
    return np.fromfile(folder / f"{name}.x", dtype=np.float64)


def affine(n):
    matrix = np.fromfile(folder / "affine.matrix", dtype=np.float64).reshape(-1, n)
    return pyproximal.AffineSet(MatrixMult(matrix), np.ones(len(matrix)), niter=100)


CASES = {
    "L1": (lambda n: pyproximal.L1(sigma=0.5), 1.0),
    "L2 squared": (lambda n: pyproximal.L2(sigma=0.5), 1.0),
    # Its threshold is step times sigma, which is that of the penalty, the root of 2·step·sigma, at 2 alone.
    "L0": (lambda n: pyproximal.L0(sigma=2.0), 1.0),
    "Huber": (lambda n: pyproximal.Huber(alpha=0.5), 1.0),
    "SCAD": (lambda n: pyproximal.SCAD(sigma=0.5, a=3.7), 1.0),
    "logarithm": (lambda n: pyproximal.Log(sigma=1.0, gamma=2.0), 0.5),
    "box": (lambda n: pyproximal.Box(-0.5, 1.0), 1.0),
    "half-line": (lambda n: pyproximal.Box(lower=0.0), 1.0),
    "L2 ball": (lambda n: pyproximal.EuclideanBall(np.zeros(n), 10.0), 1.0),
    "simplex": (lambda n: pyproximal.Simplex(n, 1.0), 1.0),
    "large simplex": (lambda n: pyproximal.Simplex(n, 1e5), 1.0),
    "L1 ball": (lambda n: pyproximal.L1Ball(n, 1e3), 1.0),
    "affine set": (affine, 1.0),
    "total variation": (lambda n: pyproximal.TV((n,), sigma=0.5, niter=200, rtol=1e-9), 1.0),
}

times = {}
for name, (make, step) in CASES.items():
    x = point(name)
    operator = make(len(x))
    operator.prox(x, step).astype(np.float64).tofile(folder / f"{name}.peer")
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        operator.prox(x, step)
        taken.append(time.perf_counter() - start)
    times[name] = [min(taken), sorted(taken)[len(taken) // 2]]
print(json.dumps(times))
