"""Values and gradients of structured penalties at hard points, to 40 digits, from the formulas alone.

Needs mpmath. Writes crates/penlik/tests/fixtures/penalties_exact.json:

    python scripts/references/penalties.py

Gradients are central differences in an arithmetic of 500 digits with steps of 1e-200, right to more digits than are written.
Beside them stands how far value and gradient move when every entry moves by 1e-15 of itself: what the rounding of one
operation on the point may cost.
"""

import json
from pathlib import Path

from mpmath import eigsy, exp, log, matrix, mp, mpf, nstr, sqrt

mp.dps = 500
HERE = Path(__file__).resolve().parents[2] / "crates/penlik/tests/fixtures/penalties_exact.json"


def rows_of(x, k):
    return [x[i : i + k] for i in range(0, len(x), k)]


def norm(x):
    return sqrt(sum(v * v for v in x))


def entropy(z, tau):
    top = max(z)
    e = [exp((v - top) / tau) for v in z]
    total = sum(e)
    return -sum(v / total * ((w - top) / tau - log(total)) for v, w in zip(e, z))


def log_det(k):
    """By elimination; k is positive definite."""
    n, a, total = k.rows, k.copy(), mpf(0)
    for i in range(n):
        total += log(a[i, i])
        for r in range(i + 1, n):
            f = a[r, i] / a[i, i]
            for c in range(i, n):
                a[r, c] -= f * a[i, c]
    return total


def prototypes(x, k, p):
    total, points = mpf(0), rows_of(x, k)
    for label in dict.fromkeys(p["labels"]):
        members = [w for w, name in zip(points, p["labels"]) if name == label]
        if len(members) < 2:
            continue
        s = mpf(p.get("bandwidth", 1))
        square = lambda a, b: sum((u - v) ** 2 for u, v in zip(a, b))
        gram = matrix([[exp(-square(a, b) / (2 * s * s)) for b in members] for a in members])
        for i in range(len(members)):
            gram[i, i] += mpf(p["jitter"])
        total -= log_det(gram)
    return total


def singular(x, k):
    a = matrix(rows_of(x, k))
    gram = a.T * a if k <= a.rows else a * a.T
    return [sqrt(max(v, mpf(0))) for v in eigsy(gram, eigvals_only=True)]


def scad(r, t, g):
    if r <= t:
        return t * r
    if r <= g * t:
        return (2 * g * t * r - r * r - t * t) / (2 * (g - 1))
    return t * t * (g + 1) / 2


def mcp(x, t, g, eps):
    r = sqrt(x * x + eps * eps)
    return t * r - x * x / (2 * g) if r <= g * t else (g * t * t + eps * eps / g) / 2


def differences(x, order):
    for _ in range(order):
        x = [b - a for a, b in zip(x, x[1:])]
    return x


def grouped(x, k, p, kernel):
    total = mpf(0)
    for row in rows_of(x, k):
        for g in p["groups"]:
            total += sqrt(mpf(len(g))) * kernel(norm([row[j] for j in g]))
    return total


def orthogonality(x, k, keep):
    a = matrix(rows_of(x, k))
    g = a.T * a
    total = mpf(0)
    for i in range(k):
        for j in range(k):
            if keep(i, j):
                total += (g[i, j] - (1 if i == j and keep(i, i) else 0)) ** 2
    return total / 2


def grid(x, k, eps):
    r, total = rows_of(x, k), mpf(0)
    n = len(r)
    for i in range(n):
        for j in range(k):
            if (i, j) == (n - 1, k - 1):
                continue
            dx = r[i][j + 1] - r[i][j] if j + 1 < k else mpf(0)
            dy = r[i + 1][j] - r[i][j] if i + 1 < n else mpf(0)
            total += sqrt(dx * dx + dy * dy + eps * eps)
    return total


def sheaf(x, k, p):
    r, total = rows_of(x, k), mpf(0)
    for (i, j), (f, g) in zip(p["edges"], p["maps"]):
        for a, b in zip(f, g):
            total += (sum(mpf(u) * v for u, v in zip(a, r[i])) - sum(mpf(u) * v for u, v in zip(b, r[j]))) ** 2
    return total / 2


def hoyer(row):
    n = len(row)
    if n == 1 or all(v == 0 for v in row):
        return mpf(0)
    return (sum(abs(v) for v in row) / norm(row) - 1) / (sqrt(mpf(n)) - 1)


def value(p, x, k):
    """P(x), x row after row in k columns."""
    q = {name: mpf(v) for name, v in p.items() if isinstance(v, (int, float)) and not isinstance(v, bool)}
    kinds = {
        "Hoyer": lambda: sum(hoyer(row) for row in rows_of(x, k)),
        "SoftmaxEntropy": lambda: sum(entropy(row, q["temperature"]) for row in rows_of(x, p["categories"])),
        "TopK": lambda: sum(sum(v * v for v in sorted(row, key=lambda v: -abs(v))[: p["k"]]) / 2 for row in rows_of(x, p["width"])),
        "JumpReLU": lambda: sum(
            mpf(t) / (1 + exp(-(v - mpf(t)) / q["smoothing"])) for row in rows_of(x, k) for v, t in zip(row, p["thresholds"])
        ),
        "PrototypeDiversity": lambda: prototypes(x, k, p),
        "NuclearNorm": lambda: sum(sqrt(s * s + q["eps"] ** 2) - q["eps"] for s in singular(x, k)),
        "SpectralLog": lambda: sum(log(1 + (s / q["delta"]) ** 2) for s in singular(x, k)),
        "SmoothedSpectralMCP": lambda: sum(mcp(s, mpf(1), q["gamma"], q["eps"]) for s in singular(x, k)),
        "SmoothedGroupLasso": lambda: grouped(x, k, p, lambda r: sqrt(r * r + q["eps"] ** 2)),
        "GroupLog": lambda: grouped(x, k, p, lambda r: log(1 + (r / q["delta"]) ** 2)),
        "GroupGemanMcClure": lambda: grouped(x, k, p, lambda r: r * r / (2 * (r * r + q["sigma"] ** 2))),
        "SmoothedGroupMCP": lambda: grouped(x, k, p, lambda r: mcp(r, q["threshold"], q["gamma"], q["eps"])),
        "SmoothedGroupSCAD": lambda: grouped(
            x, k, p, lambda r: scad(sqrt(r * r + q["eps"] ** 2), q["threshold"], q["gamma"])
        ),
        "NestedPrefix": lambda: sum(
            mpf(w) * sum(sqrt(sum(row[i] ** 2 for row in rows_of(x, k)) + q["eps"] ** 2) for i in range(m))
            for m, w in zip(p["prefixes"], p["weights"])
        ),
        "Orthogonality": lambda: orthogonality(x, k, lambda i, j: True),
        "BlockOrthogonality": lambda: orthogonality(x, k, lambda i, j: p["blocks"][i] != p["blocks"][j]) / 2,
        "TotalVariation": lambda: sum(sqrt(d * d + q["eps"] ** 2) for row in rows_of(x, k) for d in differences(row, p["order"])),
        "TrendFilter": lambda: sum(sqrt(d * d + q["eps"] ** 2) for row in rows_of(x, k) for d in differences(row, p["order"])),
        "LogDifferences": lambda: sum(log(1 + (d / q["delta"]) ** 2) for row in rows_of(x, k) for d in differences(row, p["order"])),
        "Monotonicity": lambda: sum(q["eps"] * log(1 + exp(-d / q["eps"])) for row in rows_of(x, k) for d in differences(row, 1)),
        "TotalVariation2D": lambda: grid(x, k, q["eps"]),
        "Sheaf": lambda: sheaf(x, k, p),
        "HarmonicRoughness": lambda: sum(
            mpf(w) ** (2 * p["order"]) * (row[2 * j] ** 2 + row[2 * j + 1] ** 2) / 2
            for row in rows_of(x, k)
            for j, w in enumerate(p["frequencies"])
        ),
    }
    return kinds[p["kind"]]()


def gradient(p, x, k):
    out, size = [], max(abs(v) for v in x) or mpf(1)
    h = mpf(10) ** -200 * size
    for i in range(len(x)):
        at = lambda s: value(p, x[:i] + [x[i] + s * h] + x[i + 1 :], k)
        out.append((at(1) - at(-1)) / (2 * h))
    return out


GROUPS = [[0, 2], [1]]
CASES = [
    ({"kind": "Hoyer"}, 3, [1e-150, -2e-150, 2e-150]),
    ({"kind": "Hoyer"}, 3, [1.0, 1e-9, -1e-12, 0.5, 2.0, 3.0]),
    ({"kind": "Hoyer"}, 4, [1e150, -1.0000001e150, 1e150, 0.9999999e150]),
    ({"kind": "SoftmaxEntropy", "categories": 3, "temperature": 0.02}, 3, [1.3, -2.0, 0.9, 0.5, 0.5, 0.5000001]),
    ({"kind": "SoftmaxEntropy", "categories": 4, "temperature": 5.0}, 4, [1e3, 1.0, -700.0, 990.0]),
    ({"kind": "TopK", "k": 2, "width": 4}, 4, [1.0, -3.0, 2.9999999, 2.0, 1e-160, 0.0, 1e-3, -1e3]),
    ({"kind": "JumpReLU", "thresholds": [0.25, 3.0], "smoothing": 0.001}, 2, [0.26, 2.99, 0.0, 3.1, 0.2, 3.0]),
    ({"kind": "PrototypeDiversity", "labels": [1, 1, 2, 1, 2], "jitter": 1e-6}, 2, [0.0, 1.0, 0.01, 1.0, 5.0, 5.0, 0.0, 1.02, 5.0, 6.5]),
    ({"kind": "PrototypeDiversity", "labels": [1, 1, 1], "jitter": 1e-9, "bandwidth": 0.3}, 1, [0.0, 1e-3, 2.0]),
    ({"kind": "PrototypeDiversity", "labels": [1, 1, 1], "jitter": 0.5, "bandwidth": 10.0}, 2, [0.0, 3.0, -40.0, 5.0, 1e2, 0.0]),
    ({"kind": "NuclearNorm", "eps": 1e-3}, 2, [1.0, 0.0, 1e-13, 1.0000000001, 0.0, 1e-12]),
    ({"kind": "NuclearNorm", "eps": 1e-6}, 3, [1.0, 2.0, 3.0, 2.0, 4.0, 6.000001]),
    ({"kind": "SpectralLog", "delta": 0.01}, 2, [3.0, 1e-3, -1e-3, 1e-4, 2.0, 5.0]),
    ({"kind": "SmoothedSpectralMCP", "gamma": 3.0, "eps": 0.01}, 2, [0.5, 0.1, -0.4, 0.6, 5.0, 0.2]),
    ({"kind": "SmoothedGroupLasso", "groups": GROUPS, "eps": 1e-9}, 3, [1e-9, 3e-10, -2e-9, 1e5, 0.0, 1e-9]),
    ({"kind": "GroupLog", "groups": GROUPS, "delta": 1e-4}, 3, [1e-4, 1e-12, -2e-5, 1e8, 0.1, 1e-9]),
    ({"kind": "GroupGemanMcClure", "groups": GROUPS, "sigma": 0.1}, 3, [1e-5, 0.1, -2e-5, 1e6, 0.1, 1e-9]),
    ({"kind": "SmoothedGroupMCP", "groups": GROUPS, "gamma": 3.0, "eps": 1e-6, "threshold": 0.5}, 3, [1e-6, 1.4999, 0.0, 0.3, -1.6, 0.4]),
    ({"kind": "SmoothedGroupSCAD", "groups": GROUPS, "gamma": 3.7, "eps": 1e-4, "threshold": 0.5}, 3, [0.3, 0.5, 0.4, 1.2, -1.849, 0.4]),
    ({"kind": "NestedPrefix", "prefixes": [1, 3], "weights": [0.5, 2.0], "eps": 1e-5}, 3, [1e-5, 0.0, 3.0, -1e-6, 1e-7, 4.0]),
    ({"kind": "Orthogonality"}, 2, [0.6, -0.8000001, 0.8, 0.6, 1e-9, 1e-8]),
    ({"kind": "BlockOrthogonality", "blocks": [0, 0, 1]}, 3, [1.0, 0.5, -1.0, 1e-7, 2.0, 1e7]),
    ({"kind": "TotalVariation", "eps": 1e-8, "order": 1}, 5, [1.0, 1.0, 1.00000001, 4.0, -1e6]),
    ({"kind": "TrendFilter", "eps": 1e-5, "order": 3}, 6, [1.0, 2.0, 4.5, 8.0, 16.0, 30.0]),
    ({"kind": "LogDifferences", "delta": 1e-3, "order": 2}, 5, [1.0, 1.0, 1.0009765625, 4.0, 4.0]),
    ({"kind": "Monotonicity", "eps": 1e-2}, 5, [1.0, 1.03125, 0.96875, 5.0, 4.0]),
    ({"kind": "TotalVariation2D", "eps": 1e-6}, 3, [1.0, 1.0, 4.0, 1.0, 4.0, 4.0, 0.0, 1.0, 2.0]),
    (
        {"kind": "Sheaf", "edges": [[0, 1], [1, 2]], "maps": [[[[1.0, 0.0], [0.5, 1.0]], [[1.0, 0.0], [0.0, 1.0]]], [[[1.0, 1.0]], [[0.0, 2.0]]]]},
        2,
        [1e5, 2.0, 1.0, 1e-5, 4.0, 2.0],
    ),
    ({"kind": "HarmonicRoughness", "frequencies": [0.1, 30.0], "order": 3}, 4, [1.0, -2.0, 0.5, 1e-6]),
]

def shown(v):
    return nstr(v, 40, min_fixed=0, max_fixed=0) if v != 0 else "0.0"


def line(spec, columns, theta):
    point = [mpf(v) for v in theta]
    p, g = value(spec, point, columns), gradient(spec, point, columns)
    moved = [v * (1 + (-1) ** (i // 2) * mpf(10) ** -15) for i, v in enumerate(point)]
    there = gradient(spec, moved, columns)
    case = {
        "spec": spec,
        "columns": columns,
        "theta": theta,
        "value": shown(p),
        "gradient": [shown(v) for v in g],
        "valueMoves": float(abs(value(spec, moved, columns) - p)),
        "gradientMoves": float(max(abs(a - b) for a, b in zip(g, there))),
    }
    return "  " + json.dumps(case)


HERE.write_text("[\n" + ",\n".join(line(*case) for case in CASES) + "\n]\n")
