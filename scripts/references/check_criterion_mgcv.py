"""Compares the fixtures of criterion.py with mgcv where definitions coincide: `check_criterion_mgcv.py [Rscript [FILE ...]]` (needs R with mgcv).

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
    ("negative_binomial", 0): ("nb()", ["REML"]),
    ("tweedie", 0): ("tw()", ["REML"]),
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


def mgcv(folder, jobs):
    """A list of numbers, or a message, for each (method, strengths, family)."""
    (folder / "jobs").write_text("".join(f"{';'.join(job)}\n" for job in jobs), encoding="utf8")
    command = [sys.argv[1] if len(sys.argv) > 1 else "Rscript", str(HERE / "criterion_mgcv.R"), str(folder)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line if line.startswith("failed") else [float(v) for v in line.split()] for line in lines]


def compare(label, values, point, method, extra):
    if isinstance(values, str):
        return print(f"  {label} {method}: {values}")
    criterion = float(point[method]["value"]) + extra
    rho = [f"{a - float(b):.1e}" for a, b in zip(values[3:], point["rho"])]
    print(f"  {label} {method}: criterion {values[0] - criterion:+.1e} of {criterion:.6f}, edf {values[1] - float(point['edf']):+.1e} "
          f"{'rho ' if rho else ''}{' '.join(rho)}", flush=True)


def constant(problem):
    """What mgcv's binomial criteria have less: the log of the binomial coefficients."""
    if problem["family"] != "binomial" or "weights" not in problem:
        return 0.0
    trials = [(float(w), float(w) * float(y)) for w, y in zip(problem["weights"], problem["y"])]
    return -sum(math.lgamma(w + 1) - math.lgamma(k + 1) - math.lgamma(w - k + 1) for w, k in trials)


def strengths(problem, point):
    parts = [c for c in problem["coordinates"] if c.startswith("penalty")]
    return ",".join(repr(math.exp(float(r))) for r in point["rho"][: len(parts)])


def family_at(family, point):
    """The family with its coordinate held."""
    last = float(point["rho"][-1]) if point["rho"][-1] not in ("inf", "-inf") else 0.0
    return {"nb()": f"negbin({math.exp(last)!r})", "tw()": f'Tweedie({last!r}, "log")'}.get(family, family)


def main():
    for (name, index), (family, methods) in CASES.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        path = FIXTURES / f"{name}.json"
        if not path.exists():
            continue
        problem = json.loads(path.read_text())[index]
        print(problem["name"])
        asked = []
        for method in methods:
            key = "GCV" if method == "GCV.Cp" else method
            places = [(p["rho"], strengths(problem, p), family_at(family, p), p) for p in problem["points"]]
            best = problem["optima"].get(key)
            places += [("optimum", "optimum", family, best)] if best else []
            asked += [(label, "GCV.Cp" if key in ("GCV", "UBRE") else key, at, law, p, key) for label, at, law, p in places]
        with tempfile.TemporaryDirectory() as folder:
            export(problem, Path(folder))
            found = mgcv(Path(folder), [job[1:4] for job in asked])
        for (label, *_, point, key), values in zip(asked, found, strict=True):
            compare(label, values, point, key, constant(problem) if key in ("REML", "ML") else 0.0)


main()
