"""ln det₊ of sums of penalty matrices and its derivatives in the log-strengths, to 30 digits.

Needs mpmath. Writes crates/penlik/tests/fixtures/penalty_sums.json:

    python scripts/references/penalty_sums.py

All matrices hold integers, so that they are what they are in every arithmetic. The common null space comes from elimination
over fractions; with P its orthogonal projector of rank m, ln det₊ S = ln det(S + wP) − m ln w and (S + wP)⁻¹ = S⁺ + P/w, in an arithmetic of
200 digits.
"""

import json
from fractions import Fraction
from math import lcm
from pathlib import Path
from random import Random

from mpmath import cholesky, exp, fdot, log, matrix, mp, mpf, nstr

mp.dps = 200
HERE = Path(__file__).resolve().parents[2] / "crates/penlik/tests/fixtures/penalty_sums.json"


def transposed(a):
    return [list(row) for row in zip(*a)]


def times(a, b):
    columns = transposed(b)
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def gram(root, weights=None):
    weights = weights or [1] * len(root)
    return times(transposed(root), [[w * x for x in row] for w, row in zip(weights, root)])


def differences(n, degree):
    a = [[int(i == j) for j in range(n)] for i in range(n)]
    for _ in range(degree):
        a = [[y - x for x, y in zip(r, s)] for r, s in zip(a, a[1:])]
    return a


def identity(n):
    return differences(n, 0)


def kronecker(a, b):
    return [[x * y for x in r for y in s] for r in a for s in b]


def null_space(a):
    """Over fractions, a basis vector in each row."""
    a, n, pivots = [[Fraction(x) for x in row] for row in a], len(a[0]), []
    for j in range(n):
        i = next((i for i in range(len(pivots), len(a)) if a[i][j]), None)
        if i is None:
            continue
        k = len(pivots)
        a[k], a[i] = a[i], a[k]
        a[k] = [x / a[k][j] for x in a[k]]
        for i in range(len(a)):
            if i != k and a[i][j]:
                f = a[i][j]
                a[i] = [x - f * y for x, y in zip(a[i], a[k])]
        pivots.append(j)
    free = [j for j in range(n) if j not in pivots]
    basis = []
    for j in free:
        v = [Fraction(0)] * n
        v[j] = Fraction(1)
        for k, p in enumerate(pivots):
            v[p] = -a[k][j]
        basis.append(v)
    return basis


def inverse(a):
    n = len(a)
    a = [row + [Fraction(int(i == j)) for j in range(n)] for i, row in enumerate(a)]
    for j in range(n):
        i = next(i for i in range(j, n) if a[i][j])
        a[j], a[i] = a[i], a[j]
        a[j] = [x / a[j][j] for x in a[j]]
        for i in range(n):
            if i != j and a[i][j]:
                f = a[i][j]
                a[i] = [x - f * y for x, y in zip(a[i], a[j])]
    return [row[n:] for row in a]


def projector(basis, n):
    if not basis:
        return [[Fraction(0)] * n for _ in range(n)]
    return times(transposed(basis), times(inverse(times(basis, transposed(basis))), basis))


def integral(a):
    """The smallest multiple that holds integers."""
    common = lcm(*(x.denominator for row in a for x in row))
    return [[int(x * common) for x in row] for row in a]


def added(*terms):
    return [[sum(xs) for xs in zip(*rows)] for rows in zip(*terms)]


def floats(a):
    return [[mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mpf(x) for x in row] for row in a]


def spd_inverse(a):
    """ln det and inverse by Cholesky."""
    n, low = len(a), cholesky(matrix(a))
    total = 2 * sum(log(low[i, i]) for i in range(n))
    rows = [[low[i, j] for j in range(i + 1)] for i in range(n)]
    root = [[mpf(0)] * n for _ in range(n)]
    for j in range(n):
        root[j][j] = 1 / rows[j][j]
        for i in range(j + 1, n):
            root[i][j] = -fdot(rows[i][j:i], [root[k][j] for k in range(j, i)]) / rows[i][i]
    columns = transposed(root)
    return total, [[fdot(columns[i][max(i, j) :], columns[j][max(i, j) :]) for j in range(n)] for i in range(n)]


def evaluated(terms, null, nullity, rho):
    n = len(null)
    parts = [[[exp(mpf(r)) * x for x in row] for row in t] for r, t in zip(rho, map(floats, terms))]
    weight = max(rho)
    anchor = [[exp(mpf(weight)) * x for x in row] for row in floats(null)]
    total, inv = spd_inverse(added(anchor, *parts))
    total -= nullity * mpf(weight)
    shares = [[[fdot((x, y) for x, y in zip(row, column) if y) for column in transposed(p)] for row in inv] for p in parts]
    gradient = [sum(s[i][i] for i in range(n)) for s in shares]
    k = len(terms)
    hessian = [[mpf(0)] * k for _ in range(k)]
    for s in range(k):
        for t in range(k):
            joint = sum(fdot(row, column) for row, column in zip(shares[s], transposed(shares[t])))
            hessian[s][t] = (gradient[s] if s == t else 0) - joint
    return {
        "rho": rho,
        "logDeterminant": nstr(total, 30),
        "gradient": [nstr(g, 30) for g in gradient],
        "hessian": [nstr(h, 30) for row in hessian for h in row],
    }


def case(name, terms, points):
    n = len(terms[0])
    basis = null_space(added(*terms))
    null = projector(basis, n)
    print(name, n, n - len(basis), flush=True)
    return {
        "name": name,
        "order": n,
        "rank": n - len(basis),
        "terms": [[x for row in t for x in row] for t in terms],
        "points": [evaluated(terms, null, len(basis), list(rho)) for rho in points],
    }


FAR = [-69.25, -34.5, 0.0, 34.5, 69.25]


def pairs(values):
    return [(a, b) for a in values for b in values if (a, b) != (0.0, 0.0) or a == b]


def three(values):
    return [(a, b, c) for a in values for b in values for c in values]


def cases():
    random = Random(7)
    d2 = lambda n: gram(differences(n, 2))
    d1 = lambda n: gram(differences(n, 1))
    yield case("one second-difference penalty", [d2(12)], [(-35.0,), (0.0,), (2.5,), (700.0,)])
    yield case("one third-difference penalty of order 60", [gram(differences(60, 3))], [(1.25,)])
    yield case("order one", [[[3]], [[5]]], pairs([-69.25, -1.0, 0.5, 34.5]))
    seven = [kronecker(d2(7), identity(7)), kronecker(identity(7), d2(7))]
    yield case("tensor product of second differences", seven, [(0.0, 0.0), (1.5, -2.25), (34.5, 0.0), (0.0, 34.5), (17.25, -17.25), (-34.5, 34.5), (34.5, -34.5), (69.25, -69.25)])
    four = [kronecker(d1(4), identity(5)), kronecker(identity(4), d2(5))]
    select = integral(projector(null_space(added(*four)), 20))
    yield case("tensor product with a penalty of its null space", [*four, select], three([-34.5, 0.25, 34.5]) + [(69.25, -69.25, 0.0), (0.0, 69.25, -69.25)])
    one = d2(9)
    yield case("smooth with a penalty of its null space", [one, integral(projector(null_space(one), 9))], pairs(FAR))
    rows = lambda k, n: [[random.randint(-3, 3) for _ in range(n)] for _ in range(k)]
    a, b = rows(3, 9), rows(2, 9)
    inside = times([[1, 2, -1], [0, 1, 1]], a)
    yield case("overlapping ranges", [gram(a), gram(b + [a[0]]), gram(inside)], three([-34.5, 0.0, 34.5]) + [(-69.25, 69.25, 0.5), (69.25, 0.5, -69.25)])
    yield case("a range inside another", [identity(8), d2(8)], pairs(FAR))
    hats = [[max(0, 6 - abs(i - c)) for i in range(18)] for c in (0, 6, 12, 17)]
    yield case("adaptive smooth of four terms", [gram(differences(20, 2), h) for h in hats], [(0.0, 0.0, 0.0, 0.0), (-20.0, 12.0, -3.0, 30.0), (34.5, -34.5, 34.5, -34.5), (-34.5, 0.0, 34.5, 69.25), (3.0, 2.0, 1.0, -69.25)])
    nothing = [[0] * 6 for _ in range(6)]
    yield case("a term of zeros", [d2(6), nothing, d1(6)], [(0.0, 5.0, 1.0), (34.5, 69.25, -34.5), (-34.5, -34.5, 34.5)])
    yield case("weak directions: a long smooth and a ridge on half of it", [d2(40), [[int(i == j and i < 20) for j in range(40)] for i in range(40)]], pairs([-34.5, 0.0, 34.5]))
    margins = [kronecker(kronecker(d1(3), identity(3)), identity(3)), kronecker(kronecker(identity(3), d2(3)), identity(3)), kronecker(identity(9), d1(3))]
    yield case("three margins", margins, three([-34.5, 1.0, 34.5]))


if __name__ == "__main__":
    out = list(cases())
    HERE.write_text(json.dumps(out, separators=(",", ":")) + "\n")
    print(HERE.stat().st_size, "bytes")
