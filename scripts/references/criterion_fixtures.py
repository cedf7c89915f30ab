"""Writes the problems of criterion_problems.py with their values as JSON; every number is a string."""

import json
import os
from pathlib import Path

import numpy as np
from criterion import METHODS, Fit, Model, differences, log_det, optimum
from criterion_algebra import exact
from criterion_numbers import log, mpfr, sign
from criterion_numbers import text as text_of
from criterion_problems import groups

DIGITS = 22
DATA = Path(os.environ.get("REFERENCE_DATA", "."))
OUT = Path(__file__).parents[2] / "crates/penlik/tests/fixtures/criterion"


def text(value):
    """Doubles as they are, exact numbers with 22 digits."""
    if isinstance(value, type(mpfr(0))):
        return text_of(value, DIGITS)
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [text(v) for v in value]
    return value if isinstance(value, str) else str(value)


def plain(problem):
    """The problem itself."""
    kept = ("name", "family", "link", "coordinate", "classes", "reference", "metric")
    out = {k: problem[k] for k in kept if k in problem}
    out.update({k: text(problem[k]) for k in ("y", "weights", "offset") if k in problem})
    out["x"] = text(problem["x"])
    out["penalties"] = [{"columns": p["columns"], "matrix": text(p["matrix"])} for p in problem["penalties"]]
    return out


def described(model, point, methods):
    """Everything at a point."""
    fit, found = differences(model, exact(point), methods)
    edf = fit.edf.reshape(model.predictors, -1)
    by_term = [sum(edf[:, slice(*p["columns"])].ravel()) for p in model.problem["penalties"]]
    out = {
        "rho": text(point),
        "coefficients": text(fit.beta),
        "edf": text(sum(fit.edf)),
        "edfByPenalty": text(by_term),
        "deviance": text(2 * fit.half),
        "penalty": text(fit.bsb / 2),
        "logDetHessian": text(log_det(fit.left)),
        "logDetPenalty": text(fit.log_det_penalty),
    }
    for method in methods:
        value, gradient, hessian = found[method]
        _, phi = METHODS[method](fit)
        out[method] = {"value": text(value), "gradient": text(gradient), "hessian": text(hessian)}
        if phi is not None:
            out[method].update(scale=text(phi), logLikelihood=text(fit.saturated(phi) - fit.half / phi))
    return out


def best(model, method):
    problem = model.problem
    start = problem.get("start", [0.5] * len(model.parts))
    faces = {"inf": 25 * log(10), "-inf": -25 * log(10)}
    fixed = [i for i, v in enumerate(start) if v in faces]
    point = optimum(model, [faces.get(v, v) for v in start], method, fixed)
    out = described(model, point, [method])
    out["rho"] = [start[i] if i in fixed else v for i, v in enumerate(out["rho"])]
    if fixed:
        out[method] = {**out[method], **tail(model, point, method, fixed[0], out)}
    return out


def tail(model, point, method, i, out):
    """V = value + slope exp(-|rho_i|) + ... near the face."""
    near = point.copy()
    near[i] = sign(point[i]) * 12 * log(10)
    value = METHODS[method](Fit(model, near))[0] - METHODS[method](Fit(model, point))[0]
    free = [k for k in range(len(point)) if k != i]
    keep = lambda v: [v[k] for k in free]
    return {"tailSlope": text_of(value * mpfr(10) ** 12, 10), "gradient": keep(out[method]["gradient"]),
            "hessian": [keep(row) for row in keep(out[method]["hessian"])]}


def solved(problem):
    model = Model(problem)
    out = plain(problem)
    out["nullDimension"] = model.null.shape[1]
    out["coordinates"] = [f"penalty {t}" for t in model.terms] + ([problem["coordinate"]] if model.has_coordinate else [])
    out["points"] = [described(model, p, problem["methods"]) for p in problem["points"]]
    out["optima"] = {m: best(model, m) for m in problem["optima"]}
    print(problem["name"], flush=True)
    return out


def write(names):
    OUT.mkdir(exist_ok=True)
    for name, problems in groups(DATA / "glm/csv", DATA / "nist-strd/anova").items():
        if not names or name in names:
            lines = [json.dumps(solved(p), separators=(",", ":")) for p in problems]
            (OUT / f"{name}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf8")
