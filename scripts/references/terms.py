"""Fits with penalties to 40 digits: `terms.py FIXTURES` (needs mpmath, numpy); reads glm_terms.json there, writes glm_terms_exact.json.

A proximal gradient descent in doubles finds which coefficients are zero; on the others every penalty is smooth, and Newton's method with
a numerical Jacobian of the written-out gradient runs in 80 digits until a step is below 1e-45. The conditions for the zeros are checked at
the end. Standard errors are roots of the diagonal of the inverse Hessian of the whole objective on the coefficients that are not zero.
"""

import json
import sys
from pathlib import Path

import numpy as np
from mpmath import mp, mpf

mp.dps = 80
DIGITS = 40


def likelihood(family, x, y, m):
    """Gradient and value of -l in mpmath; rows of x, class-major beta."""
    p = len(x[0])

    def at(beta):
        gradient, value = [mpf(0)] * (m * p), mpf(0)
        for row, yi in zip(x, y, strict=True):
            eta = [mp.fsum(row[j] * beta[a * p + j] for j in range(p)) for a in range(m)]
            if family == "poisson":
                mean, value = [mp.exp(eta[0])], value + mp.exp(eta[0]) - yi * eta[0]
                seen = [yi]
            else:
                odds = [mp.exp(e) for e in eta]
                total = 1 + sum(odds)
                mean = [o / total for o in odds]
                seen = [int(yi == a) for a in range(m)] if family == "multinomial" else [yi]
                value += mp.log(total) - sum(s * e for s, e in zip(seen, eta, strict=True))
            for a in range(m):
                for j in range(p):
                    gradient[a * p + j] += (mean[a] - seen[a]) * row[j]
        return gradient, value

    return at


def l1(strength):
    return {
        "at": lambda b: ([strength * mp.sign(v) for v in b], strength * sum(abs(v) for v in b)),
        "prox": lambda b, t: np.sign(b) * np.maximum(np.abs(b) - t * float(strength), 0),
    }


def group(strength, size):
    """Norms of `size` entries in a row of the block."""

    def at(b):
        gradient, value = [], mpf(0)
        for k in range(0, len(b), size):
            norm = mp.sqrt(sum(v * v for v in b[k : k + size]))
            value += strength * norm
            gradient += [strength * v / norm if norm else mpf(0) for v in b[k : k + size]]
        return gradient, value

    def prox(b, t):
        out = b.copy()
        for k in range(0, len(b), size):
            norm = np.linalg.norm(b[k : k + size])
            out[k : k + size] *= max(0.0, 1 - t * float(strength) / norm) if norm else 0.0
        return out

    return {"at": at, "prox": prox}


def mcp(strength, threshold, gamma):
    def one(v):
        r = abs(v)
        if r <= gamma * threshold:
            return strength * (threshold - r / gamma) * mp.sign(v), strength * (threshold * r - r * r / (2 * gamma))
        return mpf(0), strength * gamma * threshold**2 / 2

    return {"at": lambda b: ([one(v)[0] for v in b], sum(one(v)[1] for v in b)), "prox": None}


def smooth(slope, value):
    return {"at": lambda b: ([slope(v) for v in b], sum(value(v) for v in b)), "prox": lambda b, t: b}


def smoothed_l1(strength, eps):
    return smooth(lambda v: strength * v / mp.sqrt(v * v + eps**2), lambda v: strength * mp.sqrt(v * v + eps**2))


def log_sparsity(strength, delta):
    return smooth(lambda v: strength * 2 * v / (delta**2 + v * v), lambda v: strength * mp.log(1 + (v / delta) ** 2))


def differences(strength, eps, order_weight=1):
    """Smoothed absolute differences of neighbours."""

    def at(b):
        d = [b[k + 1] - b[k] for k in range(len(b) - 1)]
        s = [strength * v / mp.sqrt(v * v + eps**2) for v in d]
        gradient = [(s[k - 1] if k else 0) - (s[k] if k < len(d) else 0) for k in range(len(b))]
        return gradient, strength * sum(mp.sqrt(v * v + eps**2) for v in d)

    return {"at": at, "prox": lambda b, t: b}


def entropy(strength, k):
    """Entropy of the softmax of every row of k entries."""

    def at(b):
        gradient, value = [], mpf(0)
        for i in range(0, len(b), k):
            e = [mp.exp(v) for v in b[i : i + k]]
            p = [v / sum(e) for v in e]
            h = -sum(v * mp.log(v) for v in p)
            value += strength * h
            gradient += [-strength * v * (mp.log(v) + h) for v in p]
        return gradient, value

    return {"at": at, "prox": lambda b, t: b}


def solve(data, family, pieces, steps, start=None):
    """pieces: (term, places in beta)."""
    m = 2 if family == "multinomial" else 1
    n, cols = data["rows"], data["cols"]
    x = [[mpf(1)] + [mpf(data["X"][i * cols + j]) for j in range(cols)] for i in range(n)]
    size = m * (cols + 1)
    likely = likelihood(family, x, data[family], m)

    def total(beta):
        gradient, value = likely(beta)
        for term, places in pieces:
            g, v = term["at"]([beta[i] for i in places])
            value += v
            for i, d in zip(places, g, strict=True):
                gradient[i] += d
        return gradient, value

    beta = np.zeros(size) if start is None else np.array(start)
    fast = np.array(x, dtype=float)
    y = np.array(data[family])
    if start is None:
        step = 0.002
        for _ in range(steps):
            eta = fast @ beta.reshape(m, -1).T
            if family == "poisson":
                r = np.exp(eta) - y[:, None]
            else:
                odds = np.exp(eta)
                seen = np.stack([y == a for a in range(m)], 1) if family == "multinomial" else y[:, None]
                r = odds / (1 + odds.sum(1, keepdims=True)) - seen
            gradient = (fast.T @ r).T.ravel()
            for term, places in pieces:
                if term["smooth"]:
                    g, _ = term["fast"](beta[places])
                    gradient[places] += g
            moved = beta - step * gradient
            for term, places in pieces:
                if not term["smooth"]:
                    moved[places] = term["prox"](moved[places], step)
            done = np.abs(moved - beta).max() < 1e-14
            beta = moved
            if done:
                break
    active = [i for i in range(size) if beta[i] != 0.0]
    beta = [mpf(float(b)) for b in beta]
    h = mpf(10) ** -30

    def jacobian(base):
        matrix = mp.matrix(len(active), len(active))
        for k, i in enumerate(active):
            ahead = list(beta)
            ahead[i] += h
            back = list(beta)
            back[i] -= h
            up, down = total(ahead)[0], total(back)[0]
            for l, j in enumerate(active):
                matrix[l, k] = (up[j] - down[j]) / (2 * h)
        return matrix

    for _ in range(60):
        gradient, _ = total(beta)
        hessian = jacobian(gradient)
        d = mp.lu_solve(hessian, -mp.matrix([gradient[i] for i in active]))
        for k, i in enumerate(active):
            beta[i] += d[k]
        if max(abs(v) for v in d) < mpf(10) ** -45:
            break
    else:
        raise SystemExit("no convergence")
    gradient, value = total(beta)
    inverse = jacobian(gradient) ** -1
    errors = [mpf(0)] * size
    for k, i in enumerate(active):
        errors[i] = mp.sqrt(inverse[k, k])
    text = lambda v: mp.nstr(v, DIGITS, strip_zeros=False)
    zeros = [mp.nstr(abs(gradient[i]), 4) for i in range(size) if i not in active]
    return {"coefficients": [text(b) for b in beta], "standardErrors": [text(e) for e in errors], "objective": text(value)}, zeros


def as_fast(term):
    term["fast"] = lambda b: (np.array([float(v) for v in term["at"]([mpf(float(v)) for v in b])[0]]), 0)
    return term


def main(folder):
    data = json.loads((Path(folder) / "glm_terms.json").read_text())
    rest = list(range(1, 9))
    both = [a * 9 + j for j in rest for a in range(2)]
    q = lambda a, b: mpf(a) / b
    models = [
        ("binomial lasso", "binomial", [({"kind": "L1", "strength": 2}, rest, l1(mpf(2)), False)]),
        ("multinomial lasso", "multinomial", [({"kind": "L1", "strength": 1.5}, both, l1(q(3, 2)), False)]),
        (
            "multinomial groups",
            "multinomial",
            [({"kind": "GroupLasso", "groups": "rows", "weights": [1] * 8, "strength": 4}, both, group(mpf(4), 2), False)],
        ),
        ("poisson smoothed absolute", "poisson", [({"kind": "SmoothedL1", "eps": 0.125, "strength": 8}, rest, smoothed_l1(mpf(8), q(1, 8)), True)]),
        (
            "binomial lasso over smooth differences",
            "binomial",
            [
                ({"kind": "L1", "strength": 1}, rest, l1(mpf(1)), False),
                ({"kind": "TotalVariation", "eps": 0.25, "strength": 2}, rest, differences(mpf(2), q(1, 4)), True),
            ],
        ),
        ("binomial logarithm", "binomial", [({"kind": "LogSparsity", "delta": 2, "strength": 3}, rest, log_sparsity(mpf(3), mpf(2)), True)]),
        (
            "multinomial entropy and ridge of rows",
            "multinomial",
            [
                ({"kind": "SoftmaxEntropy", "categories": 2, "temperature": 1, "strength": 1}, both, entropy(mpf(1), 2), True),
                ({"kind": "Ridge", "strength": 2}, both, smooth(lambda v: 2 * v, lambda v: v * v), True),
            ],
        ),
    ]
    out = []
    for name, family, terms in models:
        pieces = []
        for _, places, term, is_smooth in terms:
            term["smooth"] = is_smooth
            pieces.append((as_fast(term), places))
        # Where all terms are smooth every coefficient moves, and a short descent is start enough.
        result, zeros = solve(data, family, pieces, 500 if any(t[3] for t in terms) else 60_000)
        print(name, result["objective"][:20], "zeros:", zeros, flush=True)
        spec = [{"penalty": s, "columns": rest} for s, *_ in terms]
        out.append({"name": name, "family": family, "terms": spec} | result)
    (Path(folder) / "glm_terms_exact.json").write_text(json.dumps(out, indent=0) + "\n")


main(sys.argv[1])
