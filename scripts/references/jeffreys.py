"""Fits with Jeffreys' prior to 40 digits: `jeffreys.py FIXTURES` (needs mpmath); reads iris.csv there, writes jeffreys.json there.

Minimises -l(b) + b'Sb/2 - ln det(U'I(b)U)/2 with U an orthonormal basis of null(S); the gradient is
written out with the third cumulants of the multinomial (two classes: the binomial) or of the Poisson. Newton's method with a
numerical Jacobian of that gradient in 90-digit arithmetic ends when a step is below 1e-45. Standard errors are roots of the diagonal of
(I + S)^-1 at the estimate.
"""

import csv
import json
import random
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 90
DIGITS = 40


def multinomial_cumulants(eta):
    """Mean, covariance and third cumulants of the active indicators."""
    odds = [mp.exp(e) for e in eta]
    total = 1 + sum(odds)
    p = [o / total for o in odds]
    m = range(len(p))
    cov = [[p[a] * ((a == b) - p[b]) for b in m] for a in m]
    # d cov_ab / d eta_c
    third = [[[(a == b) * cov[a][c] - cov[a][c] * p[b] - p[a] * cov[b][c] for c in m] for b in m] for a in m]
    return p, cov, third, -mp.log(total)


def poisson_cumulants(eta):
    mu = mp.exp(eta[0])
    return [mu], [[mu]], [[[mu]]], -mu


def at(model, beta):
    """Objective, gradient and information at beta."""
    x, y, w, cumulants, s, free = (model[k] for k in ("x", "y", "w", "cumulants", "s", "free"))
    p, m = len(x[0]), model["m"]
    n = p * m
    score, info = mp.matrix(n, 1), mp.matrix(n, n)
    log_likelihood, rows = mpf(0), []
    for xi, yi, wi in zip(x, y, w, strict=True):
        eta = [sum(xi[j] * beta[a * p + j] for j in range(p)) for a in range(m)]
        mean, cov, third, minus_norm = cumulants(eta)
        rows.append((xi, wi, third))
        log_likelihood += wi * (sum(yi[a] * eta[a] for a in range(m)) + minus_norm)
        for a in range(m):
            for i in range(p):
                score[a * p + i] += wi * xi[i] * (yi[a] - mean[a])
                for b in range(m):
                    for j in range(p):
                        info[a * p + i, b * p + j] += wi * xi[i] * xi[j] * cov[a][b]
    # free: columns of U, as lists of coefficients
    q = len(free)
    u = mp.matrix(n, q)
    for k, column in enumerate(free):
        for i in range(n):
            u[i, k] = column[i]
    restricted = u.T * info * u
    weights = u * restricted**-1 * u.T
    pull = mp.matrix(n, 1)
    for xi, wi, third in rows:
        g = [[sum(xi[i] * weights[a * p + i, b * p + j] * xi[j] for i in range(p) for j in range(p)) for b in range(m)] for a in range(m)]
        for c in range(m):
            t = wi * sum(g[a][b] * third[a][b][c] for a in range(m) for b in range(m))
            for i in range(p):
                pull[c * p + i] += xi[i] * t
    sb = s * mp.matrix(beta)
    half = mp.log(mp.det(restricted)) / 2
    penalty = sum(beta[i] * sb[i] for i in range(n)) / 2
    gradient = [-score[i] + sb[i] - pull[i] / 2 for i in range(n)]
    return -log_likelihood + penalty - half, gradient, info, log_likelihood, half


def solve(model):
    n = len(model["x"][0]) * model["m"]
    beta = [mpf(0)] * n
    step_size = mpf(10) ** -30
    objective, gradient, *_ = at(model, beta)
    for _ in range(200):
        hessian = mp.matrix(n, n)
        for k in range(n):
            moved = list(beta)
            moved[k] += step_size
            ahead = at(model, moved)[1]
            for i in range(n):
                hessian[i, k] = (ahead[i] - gradient[i]) / step_size
        direction = mp.lu_solve(hessian, -mp.matrix(gradient))
        length = mpf(1)
        while True:
            moved = [b + length * d for b, d in zip(beta, direction, strict=True)]
            new_objective, new_gradient, *rest = at(model, moved)
            if new_objective <= objective + mpf(10) ** -60:
                break
            length /= 2
        beta, objective, gradient = moved, new_objective, new_gradient
        if max(abs(d) for d in direction) < mpf(10) ** -45:
            info, log_likelihood, half = rest
            inverse = (info + model["s"]) ** -1
            text = lambda v: mp.nstr(v, DIGITS, strip_zeros=False)
            return {
                "coefficients": [text(b) for b in beta],
                "standardErrors": [text(mp.sqrt(inverse[i, i])) for i in range(n)],
                "logLikelihood": text(log_likelihood),
                "halfLogDeterminant": text(half),
                "gradient": mp.nstr(max(abs(g) for g in gradient), 3),
            }
    raise SystemExit("no convergence")


def unit(n, k):
    return [mpf(int(i == k)) for i in range(n)]


def model(x, y, w, m, cumulants, s=None, free=None):
    n = len(x[0]) * m
    s = mp.matrix(n, n) if s is None else s
    free = [unit(n, k) for k in range(n)] if free is None else free
    exact = [[mpf(v) for v in row] for row in x]
    return {"x": exact, "y": y, "w": [mpf(v) for v in w], "m": m, "cumulants": cumulants, "s": s, "free": free}


def one_hot(classes, k):
    return [[int(c == a) for a in range(k - 1)] for c in classes]


def main(folder):
    out = {}
    source = random.Random(20)
    grid = lambda: source.randint(-128, 128) / 64

    # Three classes, weights.
    x = [[1.0, grid(), grid()] for _ in range(30)]
    classes = [source.choice([0, 1, 2]) for _ in x]
    w = [source.choice([1.0, 2.0, 0.5]) for _ in x]
    name = "three classes with weights"
    out[name] = {"family": "multinomial", "x": x, "y": classes, "classes": 3, "weights": w}
    out[name] |= solve(model(x, one_hot(classes, 3), w, 2, multinomial_cumulants))

    # The same with a centred second-difference penalty on three of five columns: U mixes columns.
    x = [[1.0, grid(), grid(), grid(), grid()] for _ in range(40)]
    classes = [source.choice([0, 1, 2]) for _ in x]
    d, lam = [1, -2, 1], mpf(2)
    s = mp.matrix(10, 10)
    for a in range(2):
        for b in range(2):
            for i in range(3):
                for j in range(3):
                    s[a * 5 + 2 + i, b * 5 + 2 + j] = lam * ((a == b) - mpf(1) / 3) * d[i] * d[j]
    free = []
    for a in range(2):
        free += [unit(10, a * 5 + j) for j in (0, 1)]
        for v in ([1, 1, 1], [1, 0, -1]):
            column = [mpf(0)] * 10
            length = mp.sqrt(sum(t * t for t in v))
            for i in range(3):
                column[a * 5 + 2 + i] = v[i] / length
            free.append(column)
    name = "three classes with a penalty that has a null space"
    matrix = [[float(d[i] * d[j]) for j in range(3)] for i in range(3)]
    out[name] = {"family": "multinomial", "x": x, "y": classes, "classes": 3, "weights": [1.0] * 40}
    out[name] |= {"penalty": matrix, "start": 2, "strength": 2}
    out[name] |= solve(model(x, one_hot(classes, 3), [1] * 40, 2, multinomial_cumulants, s, free))

    # Counts that are all 0 where the second column is 1: the maximum likelihood estimate is infinite.
    x = [[1.0, float(i % 4 == 0), grid()] for i in range(24)]
    y = [0 if row[1] else source.randint(0, 5) for row in x]
    name = "counts that are zero in a group"
    out[name] = {"family": "poisson", "x": x, "y": y, "classes": 0, "weights": [1.0] * 24}
    out[name] |= solve(model(x, [[v] for v in y], [1] * 24, 1, poisson_cumulants))

    # Two of the three iris species are separated from the first by every measurement.
    with (Path(folder) / "iris.csv").open() as file:
        rows = list(csv.DictReader(file))
    columns = ["Sepal.Length", "Petal.Width"]
    species = sorted({row["Species"] for row in rows})
    x = [[1.0] + [float(row[c]) for c in columns] for row in rows]
    classes = [species.index(row["Species"]) for row in rows]
    name = "separated iris species"
    out[name] = {"family": "multinomial", "x": x, "y": classes, "classes": 3, "weights": [1.0] * len(x)}
    out[name] |= solve(model(x, one_hot(classes, 3), [1] * len(x), 2, multinomial_cumulants))
    (Path(folder) / "jeffreys.json").write_text(json.dumps(out, indent=0) + "\n")


main(sys.argv[1])
