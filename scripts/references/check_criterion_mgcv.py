"""Compares the fixtures of criterion.py with mgcv where definitions coincide: `check_criterion_mgcv.py [Rscript]` (needs R with mgcv).

Prints, for each point and optimum, how far mgcv's criterion, edf and log-strengths are from the fixture.
"""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FIXTURES = HERE.parents[1] / "crates/penlik/tests/fixtures/criterion"
CASES = {
    ("mcycle", 0): ("gaussian()", ["REML", "ML", "GCV.Cp"]),
    ("pima", 0): ("binomial()", ["REML", "ML", "UBRE"]),
    ("poisson", 0): ("poisson()", ["REML", "ML", "UBRE"]),
    ("gaussian", 0): ("gaussian()", ["REML", "ML", "GCV.Cp"]),
    ("gaussian", 1): ('gaussian("log")', ["REML"]),
    ("positive", 0): ('Gamma("log")', ["REML", "ML"]),
    ("positive", 1): ('inverse.gaussian("log")', ["REML", "ML"]),
    ("probit", 0): ('binomial("probit")', ["REML", "ML"]),
    ("overlapping", 0): ("gaussian()", ["REML", "ML"]),
    ("overlapping", 1): ("poisson()", ["REML", "ML"]),
    ("overlapping", 2): ("binomial()", ["REML", "ML"]),
    ("boundaries", 0): ("gaussian()", ["REML"]),
    ("boundaries", 1): ("poisson()", ["REML"]),
    ("boundaries", 2): ("gaussian()", ["REML"]),
}


def write(path, rows):
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf8")


def export(problem, folder):
    n, p = len(problem["x"]), len(problem["x"][0])
    write(folder / "X.csv", problem["x"])
    write(folder / "y.csv", [[v] for v in problem["y"]])
    write(folder / "w.csv", [[v] for v in problem.get("weights", ["1"] * n)])
    write(folder / "offset.csv", [[v] for v in problem.get("offset", ["0"] * n)])
    for j, part in enumerate(problem["penalties"]):
        first, last = part["columns"]
        inside = lambda i, k: first <= i < last and first <= k < last
        whole = [[part["matrix"][i - first][k - first] if inside(i, k) else "0" for k in range(p)] for i in range(p)]
        write(folder / f"S{j}.csv", whole)


def mgcv(folder, family, method, strengths):
    command = [sys.argv[1] if len(sys.argv) > 1 else "Rscript", HERE / "criterion_mgcv.R", folder, family, method, strengths]
    ran = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if ran.returncode:
        return None, ran.stderr.strip().splitlines()[-1]
    return [float(v) for v in ran.stdout.split()], ""


def compare(label, found, point, method, log_likelihood_constant):
    values, error = found
    if values is None:
        return print(f"  {label} {method}: mgcv failed: {error}")
    criterion = float(point[method]["value"]) + log_likelihood_constant
    rho = [f"{a - float(b):.1e}" for a, b in zip(values[3:], point["rho"])]
    scale = float(point[method].get("scale", "nan"))
    print(f"  {label} {method}: criterion {values[0] - criterion:+.1e} of {criterion:.6f}, edf {values[1] - float(point['edf']):+.1e}, "
          f"scale {values[2] / scale - 1:+.1e} {' '.join(rho)}", flush=True)


def constant(problem):
    """What mgcv's binomial criteria have less: the log of the binomial coefficients."""
    if problem["family"] != "binomial" or "weights" not in problem:
        return 0.0
    trials = [(float(w), float(w) * float(y)) for w, y in zip(problem["weights"], problem["y"])]
    return -sum(math.lgamma(w + 1) - math.lgamma(k + 1) - math.lgamma(w - k + 1) for w, k in trials)


def main():
    for (name, index), (family, methods) in CASES.items():
        path = FIXTURES / f"{name}.json"
        if not path.exists():
            continue
        problem = json.loads(path.read_text())[index]
        print(problem["name"])
        with tempfile.TemporaryDirectory() as folder:
            export(problem, Path(folder))
            for method in methods:
                key = {"GCV.Cp": "GCV", "UBRE": "UBRE"}.get(method, method)
                asked = "GCV.Cp" if key in ("GCV", "UBRE") else method
                extra = constant(problem) if key in ("REML", "ML") else 0.0
                for point in problem["points"]:
                    strengths = ",".join(repr(math.exp(float(r))) for r in point["rho"])
                    compare(point["rho"], mgcv(folder, family, asked, strengths), point, key, extra)
                if key in problem["optima"]:
                    compare("optimum", mgcv(folder, family, asked, "optimum"), problem["optima"][key], key, extra)


main()
