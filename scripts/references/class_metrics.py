"""ln det Σ_c λ_c C_cᵀC_c of the multinomial per-class metric and its derivatives in ρ = ln λ, to 30 digits.

Needs mpmath. Writes crates/penlik/tests/fixtures/class_metrics.json:

    python scripts/references/class_metrics.py

The matrix is formed and eliminated as it stands, in 200 digits; no closed form is used. null stands for −∞.
"""

import json
from pathlib import Path

from mpmath import det, exp, log, matrix, mp, mpf, nstr

mp.dps = 200
HERE = Path(__file__).resolve().parents[2] / "crates/penlik/tests/fixtures/class_metrics.json"


def evaluated(rho):
    k = len(rho)
    strengths = [mpf(0) if r is None else exp(mpf(r)) for r in rho]
    rows = [matrix([[(1 if a == c else 0) - mpf(1) / k for a in range(k - 1)]]) for c in range(k)]
    parts = [s * (row.T * row) for s, row in zip(strengths, rows)]
    whole = parts[0].copy()
    for part in parts[1:]:
        whole += part
    inverse = whole**-1
    shares = [inverse * part for part in parts]
    trace = lambda a: sum(a[i, i] for i in range(a.rows))
    gradient = [trace(share) for share in shares]
    hessian = [(gradient[c] if c == d else 0) - trace(shares[c] * shares[d]) for c in range(k) for d in range(k)]
    return {
        "rho": rho,
        "logDeterminant": nstr(log(det(whole)), 30),
        "gradient": [nstr(g, 30) for g in gradient],
        "hessian": [nstr(h, 30) for h in hessian],
    }


POINTS = [
    [0.0, 0.0],
    [-34.5, 34.5],
    [None, 2.0],
    [0.0, 0.0, 0.0],
    [1.5, -0.75, 0.25],
    [34.5, -34.5, 0.5],
    [-34.5, -34.5, 34.5],
    [1.0, None, -3.0],
    [34.5, 34.5, -34.5, 0.0],
    [-20.0, 20.0, None, 34.5, -34.5],
    [0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.5],
    [69.0, -69.0, 3.0, 69.0, -69.0, 3.0],
]

if __name__ == "__main__":
    HERE.write_text(json.dumps([evaluated(rho) for rho in POINTS], separators=(",", ":")) + "\n")
