"""Truncated bases of thin plates and of a Gaussian process in 40 digits: python spatial_exact.py FOLDER_OF_FIXTURES

Reads the data of some cases of spatial_bases.json; writes spatial_exact.json beside it: an orthonormal basis of the space at the rows
(row-major) and the penalty of its functions, from a dense eigenproblem of the Green's function."""

import json
import sys
from pathlib import Path

import mpmath as mp

mp.mp.dps = 40


def green(q):
    return q * mp.log(q) / 2 / (8 * mp.pi) if q else mp.mpf(0)


def matern(q, largest):
    t = mp.sqrt(q / largest)
    return (1 + t) * mp.exp(-t)


def squares(points):
    return [[(a - c) ** 2 + (b - d) ** 2 for c, d in points] for a, b in points]


def basis(case):
    x, z = ([mp.mpf(v) for v in column] for column in case["covariates"])
    n, k = len(x), case["k"]
    points = sorted(set(zip(x, z)))
    u = len(points)
    distances = squares(points)
    largest = max(map(max, distances))
    process = case["bs"] == "gp"
    energy = mp.matrix([[matern(q, largest) if process else green(q) for q in row] for row in distances])
    values, vectors = mp.eigsy(energy)
    # A process needs no constraint, and so has fewer eigenvectors.
    count = k - 3 if process else k
    order = sorted(range(u), key=lambda i: -abs(values[i]))[:count]
    leading = mp.matrix(u, count)
    for column, i in enumerate(order):
        leading[:, column] = vectors[:, i]
    eigen = mp.diag([values[i] for i in order])
    centre = sum(x) / n, sum(z) / n
    unit = max(abs(v) for v in x + z)
    polynomials = mp.matrix(u, 3)
    for i, (a, b) in enumerate(points):
        polynomials[i, 0], polynomials[i, 1], polynomials[i, 2] = 1, (a - centre[0]) / unit, (b - centre[1]) / unit
    across = leading.T * polynomials
    free = mp.eye(count) if process else mp.qr(across)[0][:, 3:]
    functions = leading * eigen * free
    all_functions = mp.matrix(u, k)
    all_functions[:, : k - 3], all_functions[:, k - 3 :] = functions, polynomials
    q, r = mp.qr(all_functions, mode="skinny")
    inverse = r ** -1
    penalty = mp.matrix(k, k)
    penalty[: k - 3, : k - 3] = free.T * eigen * free
    penalty = inverse.T * penalty * inverse
    place = {point: i for i, point in enumerate(points)}
    rows = [float(q[place[point], j]) for point in zip(x, z) for j in range(k)]
    return {"name": case["name"], "values": rows, "penalty": [float(penalty[i, j]) for i in range(k) for j in range(k)]}


folder = Path(sys.argv[1])
cases = json.loads((folder / "spatial_bases.json").read_text())["cases"]
chosen = [basis(case) for case in cases if case["name"] in ("metres", "plane", "Duchon's thin plate", "Kammann and Wand")]
(folder / "spatial_exact.json").write_text(json.dumps({"digits": mp.mp.dps, "cases": chosen}, indent=0).replace(",\n", ",") + "\n")
