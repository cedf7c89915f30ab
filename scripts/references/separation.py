"""Random small cases of separation, decided by linear programs: crates/penlik/tests/fixtures/separation.json.

A finite optimum is missing exactly if some direction meets every constraint with one strict (Albert and Anderson 1984). The largest set of
strict constraints comes from max sum(s), 0 <= s <= 1, A d >= s, whose optimum is 0 or 1 in every entry because the cone has no scale; the
coefficients without a finite limit from the exact null space of the ties; their signs from the least and the largest d_k in a box.

    python scripts/references/separation.py > crates/penlik/tests/fixtures/separation.json
"""

import json
from fractions import Fraction

import numpy as np
import scipy.optimize


def constraints(kind, x, y):
    """(row, normal, is equality) over stacked coefficients; y holds M columns."""
    (n, p), m = x.shape, y.shape[1]
    out = []
    for i in range(n):
        shares = list(y[i]) + [1.0 if kind == "counts" else 1.0 - sum(y[i])]
        base = next(c for c in range(m + 1) if shares[c] > 0)
        for c in range(m + 1):
            if c != base:
                normal = np.zeros((m + 1, p))
                normal[base] += x[i]
                normal[c] -= x[i]
                out.append((i, normal[:m].ravel(), shares[c] > 0))
    return out


def solve(c, **bounds):
    answer = scipy.optimize.linprog(c, method="highs", **bounds)
    assert answer.status == 0, answer.message
    return answer


def null_space(rows, d):
    """A basis of {v: rows v = 0} by elimination in rationals."""
    rows, pivots = [[Fraction(v) for v in row] for row in rows], []
    for j in range(d):
        r = len(pivots)
        at = next((i for i in range(r, len(rows)) if rows[i][j] != 0), None)
        if at is None:
            continue
        rows[r], rows[at] = rows[at], rows[r]
        rows[r] = [v / rows[r][j] for v in rows[r]]
        for i in range(len(rows)):
            if i != r:
                rows[i] = [v - rows[i][j] * w for v, w in zip(rows[i], rows[r])]
        pivots.append(j)
    free = [j for j in range(d) if j not in pivots]
    return [[Fraction(int(k == j)) if k in free else -rows[pivots.index(k)][j] for k in range(d)] for j in free]


def decide(kind, x, y):
    rows = constraints(kind, x, y)
    d = rows[0][1].size
    inequalities = [(i, a) for i, a, equal in rows if not equal]
    equalities = [a for _, a, equal in rows if equal]
    strict = []
    if inequalities:
        a = np.array([a for _, a in inequalities])
        k = len(a)
        equal = {"A_eq": np.hstack([np.array(equalities), np.zeros((len(equalities), k))]), "b_eq": np.zeros(len(equalities))} if equalities else {}
        answer = solve(
            np.r_[np.zeros(d), -np.ones(k)],
            A_ub=np.hstack([-a, np.eye(k)]),
            b_ub=np.zeros(k),
            bounds=[(None, None)] * d + [(0, 1)] * k,
            **equal,
        )
        s = answer.x[d:]
        assert all(min(v, 1 - v) < 1e-7 for v in s), s
        strict = [j for j in range(k) if s[j] > 0.5]
    if not strict:
        return {"separated": False}
    ties = equalities + [inequalities[j][1] for j in range(len(inequalities)) if j not in strict]
    null = null_space(ties, d)
    free = [j for j in range(d) if any(v[j] != 0 for v in null)]
    strict_rows = np.array([inequalities[j][1] for j in strict])
    coefficients = []
    for j in free:
        ends = []
        for sign in (1, -1):
            c = np.zeros(d)
            c[j] = sign
            equal = {"A_eq": np.array(ties), "b_eq": np.zeros(len(ties))} if ties else {}
            answer = solve(c, A_ub=-strict_rows, b_ub=np.zeros(len(strict)), bounds=[(-1, 1)] * d, **equal)
            ends.append(sign * answer.fun)
        low, high = ends[0] < -1e-7, ends[1] > 1e-7
        coefficients.append([j, "either" if low and high else "plus" if high else "minus"])
    return {
        "separated": True,
        "strictConstraints": len(strict),
        "strictRows": len({inequalities[j][0] for j in strict}),
        "complete": len(ties) == 0,
        "coefficients": coefficients,
    }


def case(generator, kind, m):
    n, p = int(generator.integers(5, 26)), int(generator.integers(2, 5))
    while True:
        x = generator.integers(-3, 4, size=(n, p)).astype(float)
        x[:, 0] = 1.0
        if generator.random() < 0.4:
            x[:, 1:] = (x[:, 1:] > 1).astype(float)
        if np.linalg.matrix_rank(x) == p:
            break
    slope = generator.integers(-2, 3, size=(m + 1, p)) * generator.choice([0.3, 1.0, 3.0])
    eta = x @ slope.T + generator.gumbel(size=(n, m + 1)) * generator.choice([0.1, 0.5, 1.5])
    if kind == "counts":
        y = np.maximum(0, np.round(np.minimum(eta[:, :1], 5)))
    else:
        y = np.eye(m + 1)[np.argmax(eta, axis=1)]
        for i in range(n):
            if generator.random() < generator.choice([0.0, 0.1]):
                y[i] = 0.5 * y[i] + 0.5 * np.eye(m + 1)[generator.integers(0, m + 1)]
        y = y[:, :m]
    return {"kind": kind, "x": x.tolist(), "y": y.tolist(), **decide(kind, x, y)}


def main():
    generator = np.random.default_rng(20240917)
    cases = [case(generator, "shares", m) for m in (1, 2, 3) for _ in range(60)]
    cases += [case(generator, "counts", 1) for _ in range(60)]
    print("[" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]")


main()
