"""NIST linear least-squares sets as one compact JSON file: `nist_lls.py FOLDER_OF_DAT_FILES OUT`.

The published decimal data are solved in rational arithmetic, so that coefficients, standard errors and residual sums have any
number of digits; the result is checked against the 15 certified digits. The limits say how many digits the exact solution
keeps when the inputs, or the columns of powers made from them, are rounded to doubles: no program that reads doubles gets more.
"""

import json
import math
import re
import sys
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

SETS = "Norris Pontius NoInt1 NoInt2 Filip Longley Wampler1 Wampler2 Wampler3 Wampler4 Wampler5".split()
DIGITS = 20


def read(path):
    """The model's shape, the certified (estimate, standard deviation) pairs and the columns as decimal text."""
    lines = path.read_text().splitlines()
    first, last = map(int, re.search(r"Data\s+\(lines (\d+) to (\d+)\)", "\n".join(lines[:10])).groups())
    rows = [line.split() for line in lines[first - 1 : last]]
    certified = [m.groups() for m in (re.match(r"\s+B\d+\s+(\S+)\s+(\S+)\s*$", line) for line in lines[:60]) if m]
    intercept = any(re.match(r"\s+B0\s", line) for line in lines[:60])
    width = len(rows[0])
    names = ["y", "x"] if width == 2 else ["y", *(f"x{j}" for j in range(1, width))]
    return intercept, certified, dict(zip(names, map(list, zip(*rows)), strict=True))


def design(columns, intercept, parameters, power):
    """Columns of X: an intercept, then the predictors or the powers of the only one."""
    rows = len(columns["y"])
    out = [[Fraction(1)] * rows] if intercept else []
    predictors = [v for k, v in columns.items() if k != "y"]
    if len(predictors) == 1:
        return out + [[power(x, d) for x in predictors[0]] for d in range(1, parameters - len(out) + 1)]
    return out + predictors


def solve(x, y):
    """Coefficients, the diagonal of (X'X)^-1, and the residual sum of squares, all rational."""
    p = len(x)
    dot = lambda a, b: sum(u * v for u, v in zip(a, b, strict=True))
    m = [[dot(a, b) for b in x] + [dot(a, y)] + [Fraction(int(i == j)) for j in range(p)] for i, a in enumerate(x)]
    for k in range(p):
        pivot = m[k][k]
        m[k] = [v / pivot for v in m[k]]
        for i in range(p):
            if i != k and m[i][k]:
                factor = m[i][k]
                m[i] = [a - factor * b for a, b in zip(m[i], m[k], strict=True)]
    beta = [row[p] for row in m]
    residual = [yi - dot(beta, [column[i] for column in x]) for i, yi in enumerate(y)]
    return beta, [m[k][p + 1 + k] for k in range(p)], dot(residual, residual)


def decimal(value, root=False):
    """A rational number, or its root, to DIGITS digits."""
    with localcontext() as context:
        context.prec = 60
        number = Decimal(value.numerator) / Decimal(value.denominator)
        number = number.sqrt() if root else number
        context.prec = DIGITS
        return str(+number)


def digits(found, truth):
    return min([16.0] + [-math.log10(abs((f - t) / t)) for f, t in zip(found, truth, strict=True) if f != t])


def check(name, certified, found):
    for text, value in zip(certified, found, strict=True):
        agree = digits([Fraction(Decimal(value))], [Fraction(text)]) if Fraction(text) else 16.0
        if agree < 13.5:
            raise SystemExit(f"{name}: {value} against the certified {text}")


def rounded(value):
    return Fraction(float(value))


def entry(name, path):
    intercept, certified, text = read(path)
    p = len(certified)
    exact = {k: [Fraction(v) for v in column] for k, column in text.items()}
    near = {k: [rounded(v) for v in column] for k, column in exact.items()}
    power = lambda v, d: v**d
    beta, inverse, rss = solve(design(exact, intercept, p, power), exact["y"])
    n = len(exact["y"])
    variance = rss / (n - p)
    coefficients = [decimal(b) for b in beta]
    errors = [decimal(variance * v, root=True) for v in inverse]
    check(name, [c for c, _ in certified], coefficients)
    check(name, [s for _, s in certified], errors)
    inputs, *_ = solve(design(near, intercept, p, power), near["y"])
    powers, *_ = solve(design(near, intercept, p, lambda v, d: rounded(v**d)), near["y"])
    return {
        "intercept": intercept,
        "parameters": p,
        "coefficients": coefficients,
        "standardErrors": errors,
        "residualStandardDeviation": decimal(variance, root=True),
        "residualSumOfSquares": decimal(rss),
        "digitsFromRoundedInputs": round(digits(inputs, beta), 1),
        "digitsFromRoundedPowers": round(digits(powers, beta), 1),
        "columns": {k: [float(v) for v in column] for k, column in exact.items()},
    }


def main():
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    sets = {name: entry(name, folder / f"{name}.dat") for name in SETS}
    lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in sets.items()]
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
