"""Small generalized linear and multinomial models to 30 digits: `glm.py OUT` (needs mpmath).

Every number of the data is a multiple of 1/64, so that doubles hold it exactly. Newton's method runs in 80-digit arithmetic with
the score and the information written out from the definition of each log-likelihood; it ends when a step is below 1e-60.

Conventions: coefficients minimise -l + lambda/2 b'Sb; standard errors are roots of the diagonal of (information + lambda S)^-1,
times the residual variance for the Gaussian. The log-likelihood holds every normalising constant of the Gaussian (with the
variance RSS/n, weights as in R) and the Poisson; the binomial and multinomial ones are sums of w y log p, without
combinatorial factors. The deviance is twice the gap to the saturated model.
"""

import json
import random
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 80
DIGITS = 30


def normal_equations(m, b):
    """Solution of m s = b and the inverse of m."""
    matrix = mp.matrix(m)
    return list(mp.lu_solve(matrix, mp.matrix(b))), matrix**-1


def newton(score_and_information, size, penalty):
    """Coefficients and the inverse of the penalized information."""
    beta = [mpf(0)] * size
    for _ in range(200):
        score, information = score_and_information(beta)
        pull = [sum(penalty[i][j] * beta[j] for j in range(size)) for i in range(size)]
        shifted = [[information[i][j] + penalty[i][j] for j in range(size)] for i in range(size)]
        step, inverse = normal_equations(shifted, [s - q for s, q in zip(score, pull, strict=True)])
        largest = max(abs(s) for s in step)
        scale = min(mpf(1), 1 / largest) if largest else mpf(1)
        beta = [b + scale * s for b, s in zip(beta, step, strict=True)]
        if largest < mpf(10) ** -60:
            return beta, inverse
    raise SystemExit("no convergence")


def scalar(data, mean, variance):
    """Score and information of a canonical family: X'w(y - mu) and X'W X."""
    x, w = data["x"], data["weights"]
    p = len(x[0])

    def at(beta):
        score, information = [mpf(0)] * p, [[mpf(0)] * p for _ in range(p)]
        for row, y, wi, o in zip(x, data["y"], w, data["offset"], strict=True):
            mu = mean(o + sum(a * b for a, b in zip(row, beta, strict=True)))
            for i in range(p):
                score[i] += wi * row[i] * (y - mu)
                for j in range(p):
                    information[i][j] += wi * row[i] * row[j] * variance(mu)
        return score, information

    return at


def means(data, beta, mean):
    return [mean(o + sum(a * b for a, b in zip(r, beta, strict=True))) for r, o in zip(data["x"], data["offset"], strict=True)]


def xlog(a, b):
    """a log(a/b), 0 at a = 0."""
    return a * mp.log(a / b) if a else mpf(0)


def poisson(data):
    beta, inverse = newton(scalar(data, mp.exp, lambda m: m), len(data["x"][0]), data["penalty"])
    rows = list(zip(data["y"], means(data, beta, mp.exp), data["weights"], strict=True))
    log_likelihood = sum(w * (y * mp.log(m) - m - mp.log(mp.factorial(y))) for y, m, w in rows)
    deviance = 2 * sum(w * (xlog(y, m) - y + m) for y, m, w in rows)
    return result(beta, inverse, 1, log_likelihood, deviance)


def gaussian(data):
    p = len(data["x"][0])
    beta, inverse = newton(scalar(data, lambda e: e, lambda _: mpf(1)), p, data["penalty"])
    rows = [r for r in zip(data["y"], means(data, beta, lambda e: e), data["weights"], strict=True) if r[2]]
    rss = sum(w * (y - m) ** 2 for y, m, w in rows)
    n = len(rows)
    log_likelihood = (sum(mp.log(w) for *_, w in rows) - n * (mp.log(2 * mp.pi * rss / n) + 1)) / 2
    return result(beta, inverse, rss / (n - p), log_likelihood, rss)


def logistic(eta):
    return 1 / (1 + mp.exp(-eta))


def binomial(data):
    beta, inverse = newton(scalar(data, logistic, lambda m: m * (1 - m)), len(data["x"][0]), data["penalty"])
    rows = list(zip(data["y"], means(data, beta, logistic), data["weights"], strict=True))
    log_likelihood = sum(w * (y * mp.log(m) + (1 - y) * mp.log(1 - m)) for y, m, w in rows)
    deviance = 2 * sum(w * (xlog(y, m) + xlog(1 - y, 1 - m)) for y, m, w in rows)
    return result(beta, inverse, 1, log_likelihood, deviance)


def probabilities(row, beta, classes):
    p = len(row)
    odds = [mp.exp(sum(row[i] * beta[a * p + i] for i in range(p))) for a in range(classes - 1)] + [mpf(1)]
    return [o / sum(odds) for o in odds]


def multinomial(data):
    """Classes 0 to K-1, the last is the reference; coefficients class after class."""
    x, y, w, classes = data["x"], data["y"], data["weights"], data["classes"]
    p, size = len(x[0]), (classes - 1) * len(x[0])

    def at(beta):
        score, information = [mpf(0)] * size, [[mpf(0)] * size for _ in range(size)]
        for row, yi, wi in zip(x, y, w, strict=True):
            pr = probabilities(row, beta, classes)
            for a in range(classes - 1):
                for i in range(p):
                    score[a * p + i] += wi * row[i] * ((yi == a) - pr[a])
                    for b in range(classes - 1):
                        for j in range(p):
                            information[a * p + i][b * p + j] += wi * row[i] * row[j] * pr[a] * ((a == b) - pr[b])
        return score, information

    beta, inverse = newton(at, size, data["penalty"])
    log_likelihood = sum(wi * mp.log(probabilities(row, beta, classes)[int(yi)]) for row, yi, wi in zip(x, y, w, strict=True))
    return result(beta, inverse, 1, log_likelihood, -2 * log_likelihood)


def result(beta, inverse, scale, log_likelihood, deviance):
    text = lambda value: mp.nstr(value, DIGITS, strip_zeros=False)
    return {
        "coefficients": [text(b) for b in beta],
        "standardErrors": [text(mp.sqrt(scale * inverse[i, i])) for i in range(len(beta))],
        "scale": text(mpf(scale)),
        "logLikelihood": text(log_likelihood),
        "deviance": text(deviance),
    }


def covariates(rows, columns, source):
    """An intercept and columns of multiples of 1/64 in [-2, 2]."""
    return [[1.0] + [source.randint(-128, 128) / 64 for _ in range(columns)] for _ in range(rows)]


def no_penalty(size):
    return [[mpf(0)] * size for _ in range(size)]


def ridge(columns, classes, strength, metric):
    """The strength times metric (x) diag(0, 1, ..., 1): I - 11'/K for the centred metric, I for the reference metric."""
    m = [[mpf(a == b) - (mpf(1) / classes if metric == "centred" else 0) for b in range(classes - 1)] for a in range(classes - 1)]
    p = columns + 1
    at = lambda i, j: strength * m[i // p][j // p] if i % p == j % p and i % p else mpf(0)
    return [[at(i, j) for j in range((classes - 1) * p)] for i in range((classes - 1) * p)]


def scalar_problem(family, rows, columns, seed, weighted, offset):
    source = random.Random(seed)
    x = covariates(rows, columns, source)
    weights = [source.choice([0.5, 1.0, 1.0, 2.0]) if weighted else 1.0 for _ in range(rows)]
    shift = [source.randint(-64, 64) / 64 if offset else 0.0 for _ in range(rows)]
    eta = [sum(v * (0.75 if j % 2 else -0.5) for j, v in enumerate(row)) + o for row, o in zip(x, shift, strict=True)]
    if family == "poisson":
        y = [float(max(0, round(2.0**e * 2 + source.randint(-2, 2)))) for e in eta]
    elif family == "gaussian":
        y = [round(64 * e) / 64 + source.randint(-64, 64) / 64 for e in eta]
    else:
        weights = [float(source.randint(1, 8)) for _ in range(rows)] if weighted else weights
        chance = [min(0.95, max(0.05, 0.5 + 0.2 * e)) for e in eta]
        y = [sum(source.random() < c for _ in range(int(w))) / int(w) for c, w in zip(chance, weights, strict=True)]
        # Only proportions that doubles hold exactly: others become the nearest multiple of 1/8 of a weight of 8.
        y, weights = zip(*[(v, w) if w in (1.0, 2.0, 4.0, 8.0) else (round(8 * v) / 8, 8.0) for v, w in zip(y, weights)])
    return {"family": family, "x": x, "y": list(y), "weights": list(weights), "offset": shift}


def multinomial_problem(rows, columns, classes, seed, strength, metric):
    source = random.Random(seed)
    x = covariates(rows, columns, source)
    y = [max(range(classes), key=lambda c: row[1 + c % columns] * (0.5 + c / 4) + source.gauss(0, 1)) for row in x]
    weights = [float(source.choice([1, 1, 2, 3])) for _ in range(rows)]
    return {"family": "multinomial", "classes": classes, "ridge": strength, "penaltyMetric": metric, "x": x, "y": y, "weights": weights}


def solve(problem):
    exact = lambda values: [mpf(v) for v in values]
    data = {**problem, "x": [exact(r) for r in problem["x"]], "y": exact(problem["y"]), "weights": exact(problem["weights"])}
    columns = len(problem["x"][0]) - 1
    if problem["family"] == "multinomial":
        data["penalty"] = ridge(columns, problem["classes"], mpf(problem["ridge"]), problem["penaltyMetric"])
        return {**problem, **multinomial(data)}
    data["offset"] = exact(problem["offset"])
    data["penalty"] = no_penalty(columns + 1)
    return {**problem, **{"poisson": poisson, "gaussian": gaussian, "binomial": binomial}[problem["family"]](data)}


PROBLEMS = {
    "poisson of 12 rows": scalar_problem("poisson", 12, 2, 1, False, False),
    "poisson of 200 rows with weights and offset": scalar_problem("poisson", 200, 3, 2, True, True),
    "gaussian of 12 rows": scalar_problem("gaussian", 12, 2, 3, False, False),
    "gaussian of 200 rows with weights and offset": scalar_problem("gaussian", 200, 3, 4, True, True),
    "binomial of 200 rows with proportions, weights and offset": scalar_problem("binomial", 200, 3, 5, True, True),
    "multinomial of 60 rows, centred ridge": multinomial_problem(60, 2, 4, 6, 0.75, "centred"),
    "multinomial of 60 rows, reference ridge": multinomial_problem(60, 2, 4, 6, 0.75, "reference"),
    "multinomial of 200 rows": multinomial_problem(200, 3, 3, 7, 0.0, "centred"),
}


def main():
    lines = [f"{json.dumps(name)}: {json.dumps(solve(p), separators=(',', ':'))}" for name, p in PROBLEMS.items()]
    Path(sys.argv[1]).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
