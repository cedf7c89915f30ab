"""Problems for criterion.py: seeded small data, and published sets. Designs and responses are doubles; nothing else is needed to recompute a value."""

import csv
import math
import random
from pathlib import Path

from criterion_numbers import mpfr

SMALL, MIDDLE, LARGE = -6.0, 0.5, 14.0


def b_splines(value, low, high, count):
    """The cubic B-splines on equally spaced knots over [low, high] at a value, as exact as the precision; count - 3 segments."""
    segments = count - 3
    t = (mpfr(value) - mpfr(low)) / (mpfr(high) - mpfr(low)) * segments
    j = min(math.floor(t), segments - 1)
    u = t - j
    local = [(1 - u) ** 3 / 6, (3 * u**3 - 6 * u**2 + 4) / 6, (-3 * u**3 + 3 * u**2 + 3 * u + 1) / 6, u**3 / 6]
    return [local[i - j] if 0 <= i - j < 4 else mpfr(0) for i in range(count)]


def second_differences(size, dropped=0):
    """D'D of second differences of size + dropped coefficients, the last dropped ones being 0."""
    whole = size + dropped
    d = [[(j == i) - 2 * (j == i + 1) + (j == i + 2) for j in range(whole)] for i in range(whole - 2)]
    return [[float(sum(r[a] * r[b] for r in d)) for b in range(size)] for a in range(size)]


def unit(size):
    return [[float(i == j) for j in range(size)] for i in range(size)]


def kron(a, b):
    return [[x * y for x in ra for y in rb] for ra in a for rb in b]


def add(*matrices):
    return [[sum(v) for v in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)]


def smooth(values, count):
    """B-splines on [0, 1], six decimals, without the last one: with an intercept nothing is aliased, and the penalty stays integer."""
    return [[float(round(float(b), 6)) for b in b_splines(v, 0, 1, count)[:-1]] for v in values]


def intercept(*blocks):
    return [[1.0] + [v for b in row for v in b] for row in zip(*blocks, strict=True)]


def penalty(first, matrix):
    return {"columns": [first, first + len(matrix)], "matrix": matrix}


def two_smooths(seed, count, size):
    """Two covariates, the design of their smooths with an intercept, the two penalties."""
    source = random.Random(seed)
    u, v = ([round(source.random(), 3) for _ in range(count)] for _ in range(2))
    design = intercept(smooth(u, size), smooth(v, size))
    matrix = second_differences(size - 1, 1)
    return source, u, v, {"x": design, "penalties": [penalty(1, matrix), penalty(size, matrix)]}


def signal(u, v):
    return math.sin(6 * u) + math.cos(5 * v)


POINTS = [[MIDDLE, MIDDLE], [SMALL, 2.0], [LARGE, -1.0], [LARGE, LARGE]]


def poisson():
    source, u, v, base = two_smooths(11, 70, 8)
    y = []
    for a, b in zip(u, v, strict=True):
        left, k = math.exp(-math.exp(1 + signal(a, b))), 0
        draw, term = source.random(), left
        while draw > left:
            k += 1
            term *= math.exp(1 + signal(a, b)) / k
            left += term
        y.append(float(k))
    offset = [round(source.uniform(-0.2, 0.2), 2) for _ in u]
    weights = [source.choice([1.0, 1.0, 2.0, 0.5, 0.0]) for _ in u]
    return {**base, "name": "poisson", "family": "poisson", "link": "log", "y": y, "offset": offset, "weights": weights,
            "points": POINTS, "methods": ["REML", "ML", "UBRE"], "optima": ["REML", "ML", "UBRE"]}


def gamma():
    source, u, v, base = two_smooths(12, 60, 8)
    y = [round(source.gammavariate(3, math.exp(signal(a, b)) / 3), 4) for a, b in zip(u, v, strict=True)]
    weights = [source.choice([1.0, 1.0, 2.0, 0.5]) for _ in u]
    return {**base, "name": "gamma, log link, weights", "family": "gamma", "link": "log", "y": y, "weights": weights, "points": POINTS,
            "methods": ["REML", "ML"], "optima": ["REML", "ML"]}


def inverse_gaussian():
    source, u, v, base = two_smooths(13, 60, 8)
    y = [round(math.exp(signal(a, b)) * math.exp(source.gauss(0, 0.3)), 4) for a, b in zip(u, v, strict=True)]
    return {**base, "name": "inverse Gaussian, log link", "family": "inverseGaussian", "link": "log", "y": y, "points": POINTS,
            "methods": ["REML", "ML"], "optima": ["REML"]}


def negative_binomial():
    source, u, v, base = two_smooths(14, 70, 7)
    y = [float(round(source.gammavariate(1.5, math.exp(1 + signal(a, b)) / 1.5))) for a, b in zip(u, v, strict=True)]
    return {**base, "name": "negative binomial", "family": "negativeBinomial", "link": "log", "coordinate": "ln size", "y": y,
            "points": [[*p, c] for p, c in zip(POINTS, [0.5, -0.5, 1.0, 3.0], strict=True)], "start": [0.5, 0.5, 0.5],
            "methods": ["REML", "ML"], "optima": ["REML"]}


def tweedie():
    source, u, v, base = two_smooths(15, 40, 6)
    y = []
    for a, b in zip(u, v, strict=True):
        number = sum(source.random() < 0.3 for _ in range(6))
        y.append(round(sum(source.gammavariate(2, math.exp(signal(a, b)) / 4) for _ in range(number)), 3))
    return {**base, "name": "tweedie, log link", "family": "tweedie", "link": "log", "coordinate": "power", "y": y,
            "points": [[*p, c] for p, c in zip(POINTS[:3], [1.5, 1.25, 1.75], strict=True)],
            "methods": ["REML"], "optima": []}


def probit():
    source, u, v, base = two_smooths(16, 90, 7)
    weights = [float(source.choice([1, 2, 4])) for _ in u]
    y = [sum(source.gauss(0, 1) < signal(a, b) - 0.5 for _ in range(int(w))) / w for a, b, w in zip(u, v, weights, strict=True)]
    return {**base, "name": "binomial, probit link, trials", "family": "binomial", "link": "probit", "y": y, "weights": weights,
            "points": POINTS, "methods": ["REML", "ML"], "optima": ["REML"]}


def gaussian_weights():
    source, u, v, base = two_smooths(17, 60, 8)
    y = [round(signal(a, b) + source.gauss(0, 0.4), 3) for a, b in zip(u, v, strict=True)]
    weights = [source.choice([1.0, 1.0, 2.0, 0.5]) for _ in u]
    return {**base, "name": "gaussian, weights", "family": "gaussian", "link": "identity", "y": y, "weights": weights, "points": POINTS,
            "methods": ["REML", "ML", "GCV"], "optima": ["REML", "ML", "GCV"]}


def gaussian_log():
    source, u, v, base = two_smooths(18, 60, 7)
    y = [round(math.exp(signal(a, b)) + source.gauss(0, 0.4), 3) for a, b in zip(u, v, strict=True)]
    return {**base, "name": "gaussian, log link", "family": "gaussian", "link": "log", "y": y, "points": POINTS, "methods": ["REML"],
            "optima": ["REML"]}


def check_rows(metric, reference):
    """The check problem of 15 rows."""
    fraction = lambda v: v - math.floor(v)
    x = [[1.0, fraction((r + 0.5) * 0.618033988749895), fraction((r + 0.5) * 0.414213562373095)] for r in range(15)]
    coordinates = {"centred": 2, "reference": 4, "perClass": 6}[metric]
    points = [[0.0] * coordinates, [-0.75, 1.125, 0.5, -1.5, 2.0, 0.25][:coordinates]]
    points += [[math.log(0.5), math.log(3)]] if metric == "centred" else []
    return {"name": f"15 rows, {metric}, reference {reference}", "family": "multinomial", "classes": 3, "metric": metric, "reference": reference,
            "x": x, "y": [0, 1, 2, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0, 2],
            "weights": [3.0, 0.0, 1.0, 4.0, 2.0, 0.0, 1.0, 3.0, 2.0, 4.0, 1.0, 0.0, 2.0, 3.0, 1.0],
            "penalties": [penalty(1, [[1.0]]), penalty(2, [[1.0]])], "points": points, "methods": ["REML"], "optima": []}


def multinomial(metric):
    source, u, v, base = two_smooths(19, 120, 6)
    sine, cosine = (lambda a: 2 * math.sin(6 * a)), (lambda b: 2 * math.cos(5 * b))
    eta = [[sine(a) + cosine(b), sine(a) - cosine(b), 0.0] for a, b in zip(u, v, strict=True)]
    y = [max(range(3), key=lambda c: row[c] + source.gauss(0, 1.2)) for row in eta]
    k = {"centred": 1, "reference": 2, "perClass": 3}[metric]
    spread = lambda point: [p + 0.25 * c for p in point for c in range(k)]
    return {**base, "name": f"multinomial, two smooths, {metric}", "family": "multinomial", "classes": 3, "metric": metric, "reference": 2, "y": y,
            "points": [spread(p) for p in POINTS], "methods": ["REML", "ML"] if k == 1 else ["REML"],
            # The reference metric has a second, higher minimum at about (-3.5, -5.0, -3.8, -4.2).
            "start": [-3.0] * 2 if k == 1 else ["inf", -3.0, -3.0, -3.0], "optima": [] if metric == "perClass" else ["REML"]}


def table(folder, name):
    with open(Path(folder) / f"{name}.csv", encoding="utf8") as file:
        return [[float(v) for v in row] for row in list(csv.reader(file))[1:]]


def mcycle(folder):
    data = table(folder, "mcycle")
    x = [[float(b) for b in b_splines(str(t), "2.4", "57.6", 20)] for t, _ in data]
    return {"name": "mcycle", "family": "gaussian", "link": "identity", "x": x, "y": [a for _, a in data],
            "penalties": [penalty(0, second_differences(20))], "points": [[-8.0], [-4.0], [0.0], [4.0], [8.0], [LARGE]], "start": [-1.5],
            "methods": ["REML", "ML", "GCV"], "optima": ["REML", "ML", "GCV"]}


def pima(folder):
    data = table(folder, "pima")
    x = [[float(b) for b in b_splines(int(a), 21, 63, 10)] for a, _ in data]
    return {"name": "pima", "family": "binomial", "link": "logit", "x": x, "y": [t for _, t in data],
            "penalties": [penalty(0, second_differences(10))], "points": [[-4.0], [0.0], [4.0], [LARGE]], "start": [2.0],
            "methods": ["REML", "ML", "UBRE"], "optima": ["REML", "ML", "UBRE"]}


def one_way(folder, name):
    """A random effect of the groups: lambda = rows a group / (F - 1)."""
    lines = (Path(folder) / f"{name}.dat").read_text(encoding="utf8").splitlines()[60:]
    data = [(int(g), float(y)) for g, y in (line.split() for line in lines if line.strip())]
    groups = max(g for g, _ in data)
    x = [[1.0] + [float(g == k + 1) for k in range(groups)] for g, _ in data]
    return {"name": name, "family": "gaussian", "link": "identity", "x": x, "y": [y for _, y in data], "penalties": [penalty(1, unit(groups))],
            "points": [[0.0], [3.0]], "start": [1.0], "methods": ["REML", "ML"], "optima": ["REML"]}


def tensor(family):
    """Sixteen products of B-splines with the overlapping penalties S (x) I and I (x) S; their common null space has dimension 4."""
    source = random.Random(20)
    u, v = ([round(source.random(), 3) for _ in range(60)] for _ in range(2))
    whole = lambda values: [[float(round(float(b), 6)) for b in b_splines(t, 0, 1, 4)] for t in values]
    x = [[round(a * b, 9) for a in ra for b in rb] for ra, rb in zip(whole(u), whole(v), strict=True)]
    eta = [1 + math.sin(5 * a) * math.cos(4 * b) for a, b in zip(u, v, strict=True)]
    y = [round(e + source.gauss(0, 0.2), 3) for e in eta] if family == "gaussian" else [float(max(0, round(math.exp(1 + e) + source.gauss(0, 2)))) for e in eta]
    s = second_differences(4)
    return {"name": f"overlapping penalties, {family}", "family": family, "link": "identity" if family == "gaussian" else "log", "x": x, "y": y,
            "penalties": [penalty(0, kron(s, unit(4))), penalty(0, kron(unit(4), s))],
            "points": [[0.0, 0.0], [-3.0, 5.0], [LARGE, SMALL], [28.0, -6.5], [-6.5, 28.0]], "start": [-3.0, -3.0], "methods": ["REML", "ML"], "optima": ["REML"] if family == "gaussian" else []}


def select():
    """A smooth with its second-difference penalty and one of its null space (the line that ends at 0)."""
    source = random.Random(21)
    u = [round(source.random(), 3) for _ in range(60)]
    line = [float(7 - j) for j in range(7)]
    y = [float(source.random() < 1 / (1 + math.exp(-3 * math.sin(5 * a)))) for a in u]
    return {"name": "select, binomial", "family": "binomial", "link": "logit", "x": intercept(smooth(u, 8)), "y": y,
            "penalties": [penalty(1, second_differences(7, 1)), penalty(1, [[a * b / 64 for a in line] for b in line])],
            "points": [[0.0, 0.0], [SMALL, 2.0], [LARGE, -2.0], [-2.0, LARGE]], "start": [-2.0, "inf"], "methods": ["REML", "ML"], "optima": ["REML"]}


def at_infinity():
    """Data on a line with noise: the optimum of the first is at rho = +inf."""
    source = random.Random(25)
    u = [round(source.random(), 3) for _ in range(60)]
    y = [round(2 * a - 1 + source.gauss(0, 0.3), 3) for a in u]
    return {"name": "a line, gaussian", "family": "gaussian", "link": "identity", "x": intercept(smooth(u, 8)), "y": y,
            "penalties": [penalty(1, second_differences(7, 1))], "points": [[0.0], [8.0], [LARGE]], "methods": ["REML", "ML"],
            "start": ["inf"], "optima": ["REML", "ML"]}


def one_at_infinity():
    """Poisson counts that do not depend on the second covariate."""
    source, u, _, base = two_smooths(25, 70, 7)
    y = [float(max(0, round(math.exp(1 + math.sin(6 * a)) + source.gauss(0, 1.2)))) for a in u]
    return {**base, "name": "an idle smooth, poisson", "family": "poisson", "link": "log", "y": y, "points": [[0.0, 0.0], [0.5, 12.0]],
            "methods": ["REML"], "start": [0.0, "inf"], "optima": ["REML"]}


def at_zero():
    """A ridge and second differences on one block, for independent coefficients: the second differences are not wanted."""
    source = random.Random(26)
    rows = [[round(source.gauss(0, 1), 3) for _ in range(6)] for _ in range(50)]
    beta = [1.0, -1.2, 0.9, -1.1, 1.3, -0.8]
    y = [round(sum(a * b for a, b in zip(r, beta, strict=True)) + source.gauss(0, 0.5), 3) for r in rows]
    return {"name": "no second differences, gaussian", "family": "gaussian", "link": "identity", "x": intercept(rows), "y": y,
            "penalties": [penalty(1, second_differences(6)), penalty(1, unit(6))], "points": [[0.0, 0.0], [-8.0, 0.0]], "methods": ["REML"],
            "start": ["-inf", 0.0], "optima": ["REML"]}


def groups(glm, nist):
    """File name: its problems."""
    return {
        "multinomial_check": [check_rows(m, r) for m in ("centred", "perClass", "reference") for r in range(3)],
        "multinomial": [multinomial(m) for m in ("centred", "reference", "perClass")],
        "mcycle": [mcycle(glm)],
        "pima": [pima(glm)],
        "one_way": [one_way(nist, n) for n in ("SiRstv", "AtmWtAg", "SmLs01", "SmLs04")],
        "poisson": [poisson()],
        "gaussian": [gaussian_weights(), gaussian_log()],
        "positive": [gamma(), inverse_gaussian()],
        "probit": [probit()],
        "negative_binomial": [negative_binomial()],
        "tweedie": [tweedie()],
        "overlapping": [tensor("gaussian"), tensor("poisson"), select()],
        "boundaries": [at_infinity(), one_at_infinity(), at_zero()],
    }
