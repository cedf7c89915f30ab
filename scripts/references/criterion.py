"""Values of REML / LAML, ML, GCV and UBRE with their derivatives, in arithmetic of 77 digits (MPFR), for crates/penlik/tests/fixtures/criterion.

    python criterion.py [NAME ...]        (needs gmpy2 and numpy; without names it makes every fixture)

Definitions, with E = half the deviance + b'S b / 2 at the coefficients b that minimise it, information I and half deviance at phi = 1,
H = I + S, S = sum of exp(rho_k) A_k, M the dimension of the null space of the sum of all A_k, U an orthonormal basis of its range:

    REML (LAML)  V = E / phi - sum ln f_sat(y; phi / w) - M/2 ln(2 pi phi) + ln|H| / 2 - ln|S|+ / 2, at the phi that minimises it
    ML           V = E / phi - sum ln f_sat(y; phi / w) + ln|U'H U| / 2 - ln|S|+ / 2, at the phi that minimises it
    GCV          n rows of positive weight: V = n D / (n - edf)^2 with the deviance D and edf = tr(H^-1 I)
    UBRE         V = D / n - 1 + 2 edf / n

phi = 1 for families without a dispersion. For the Gaussian REML is (n - M)/2 (1 + ln 2 pi phi) + ln|X'WX + S| / 2 - ln|S|+ / 2 - sum ln w / 2.
Gradients and Hessians are central differences of V with steps of 1e-14 in 77 digits (about 27 correct digits).
"""

import itertools
import sys
from functools import cached_property

import numpy as np
from criterion_algebra import cholesky, complement, exact, log_det, null_space, orthonormal, solve, zeros
from criterion_families import COORDINATE, FAMILIES, multinomial_rows, rows
from criterion_numbers import exp, log, mpfr, pi, sign, sqrt

STEP = mpfr(10) ** -14


def metric_matrices(problem):
    """The matrices across predictors that multiply each penalty, one a coordinate."""
    classes = problem.get("classes")
    if classes is None:
        return [exact([[1]])]
    m, reference = classes - 1, problem["reference"]
    unit = [[mpfr(a == b) for b in range(m)] for a in range(m)]
    if problem["metric"] == "centred":
        return [exact([[unit[a][b] - mpfr(1) / classes for b in range(m)] for a in range(m)])]
    if problem["metric"] == "reference":
        return [exact([[unit[a][c] * unit[b][c] for b in range(m)] for a in range(m)]) for c in range(m)]
    active = [c for c in range(classes) if c != reference]
    contrast = [exact([[mpfr(c == a) - mpfr(1) / classes for a in active]]) for c in range(classes)]
    return [c.T @ c for c in contrast]


def kronecker(a, b):
    return np.array([[x * y for x in ra for y in rb] for ra in a for rb in b], dtype=object)


class Model:
    """A problem with its penalties placed among all coefficients (predictor after predictor)."""

    def __init__(self, problem):
        self.problem = problem
        self.x = exact(problem["x"])
        self.count, self.columns = self.x.shape
        self.weights = exact(problem.get("weights", [1] * self.count))
        self.present = sum(w > 0 for w in self.weights)
        self.offset = exact(problem.get("offset", [0] * self.count))
        self.predictors = problem.get("classes", 2) - 1
        self.size = self.columns * self.predictors
        self.parts, self.terms = [], []
        for t, penalty in enumerate(problem["penalties"]):
            first, last = penalty["columns"]
            placed = zeros(self.columns, self.columns)
            placed[first:last, first:last] = exact(penalty["matrix"])
            for across in metric_matrices(problem):
                self.parts.append(kronecker(across, placed))
                self.terms.append(t)
        self.null = null_space(sum(self.parts))
        self.range = complement(self.null)
        self.start = zeros(self.size)
        if problem["family"] != "multinomial":
            self.y = exact(problem["y"])
            level = log(sum(self.y) / self.count) if problem["link"] == "log" else mpfr(0)
            self.start[: 1 if all(row[0] == 1 for row in self.x) else None] = level
        else:
            active = [c for c in range(problem["classes"]) if c != problem["reference"]]
            self.y = [active.index(c) if c in active else -1 for c in problem["y"]]

    @property
    def has_coordinate(self):
        return self.problem["family"] in COORDINATE

    def family(self, point):
        name = self.problem["family"]
        return COORDINATE[name](point[-1]) if self.has_coordinate else FAMILIES[name]()

    def rows(self, family, beta):
        eta = np.stack([self.x @ b for b in beta.reshape(self.predictors, -1)], axis=1) + self.offset[:, None]
        if self.problem["family"] == "multinomial":
            return multinomial_rows(self.y, self.weights, eta)
        return rows(family, self.problem["link"], self.y, self.weights, eta)

    def information(self, blocks):
        m, p = self.predictors, self.columns
        whole = zeros(self.size, self.size)
        for a, b in itertools.product(range(m), range(m)):
            whole[a * p : (a + 1) * p, b * p : (b + 1) * p] = self.x.T @ (blocks[:, a, b][:, None] * self.x)
        return whole


class Fit:
    """The coefficients at a point (rho, and the family's coordinate if there is one), and what the criteria need."""

    def __init__(self, model, point, near=None):
        self.model = model
        self.log_scales = dict(near.log_scales) if near else {}
        self.family = None if model.problem["family"] == "multinomial" else model.family(point)
        self.penalty = sum(exp(rho) * part for rho, part in zip(point, model.parts))
        self.beta = (near.beta if near else model.start).copy()
        self.newton()

    def newton(self):
        """Newton's method with halved steps until steps are below 1e-27 (what is left is then below 1e-50)."""
        value = self.evaluate(self.beta)
        for _ in range(300):
            step = solve(self.curvature(), self.gradient)
            largest = max(abs(s) for s in step)
            scale = mpfr(1)
            while True:
                candidate = self.evaluate(self.beta + scale * step, strict=False)
                if largest < mpfr(10) ** -12 or candidate is not None and candidate <= value:
                    break
                scale /= 2
            self.beta, value = self.beta + scale * step, candidate
            if largest < mpfr(10) ** -27 * (1 + max(abs(b) for b in self.beta)):
                self.left = cholesky(self.hessian)
                return
        raise SystemExit(f"{self.model.problem['name']}: no convergence, last step {float(largest)}")

    def curvature(self):
        """A Cholesky factor of the Hessian, or of the Hessian plus a multiple of the identity where it is indefinite."""
        shift = mpfr(0)
        while True:
            try:
                return cholesky(self.hessian + shift * exact(np.eye(len(self.beta))))
            except ArithmeticError:
                shift = max(2 * shift, mpfr("0.01") * max(abs(v) for v in self.info.diagonal()))

    def evaluate(self, beta, strict=True):
        try:
            half, score, blocks = self.model.rows(self.family, beta)
        except (ZeroDivisionError, ValueError, OverflowError):
            if strict:
                raise
            return None
        if not half < float("inf"):
            return None
        pull = self.penalty @ beta
        self.half, self.bsb = half, beta @ pull
        self.gradient = np.concatenate([self.model.x.T @ score[:, a] for a in range(self.model.predictors)]) - pull
        self.info = self.model.information(blocks)
        self.hessian = self.info + self.penalty
        return half + self.bsb / 2

    @cached_property
    def log_det_penalty(self):
        """ln|S|+: S is 0 on the null space, so ln|S + N N'| is the same."""
        null = self.model.null
        return log_det(cholesky(self.penalty + null @ null.T))

    @cached_property
    def edf(self):
        """The diagonal of (I + S)^-1 I."""
        return solve(self.left, self.info).diagonal()

    def saturated(self, phi):
        if self.family is None:
            return mpfr(0)
        pairs = zip(self.model.y, self.model.weights, strict=True)
        return sum((self.family.saturated(y, w, phi) for y, w in pairs if w), mpfr(0))

    def with_scale(self, dimension):
        """E / phi - sum ln f_sat - dimension/2 ln(2 pi phi), and the phi that minimises it."""
        energy = self.half + self.bsb / 2

        def at(log_phi):
            phi = exp(log_phi)
            return energy / phi - self.saturated(phi) - mpfr(dimension) / 2 * log(2 * pi * phi)

        if self.family is None or not self.family.dispersed:
            return at(mpfr(0)), mpfr(1)
        log_phi = self.log_scales.get(dimension, log(2 * energy / (self.model.count - dimension)))
        for _ in range(100):
            h = mpfr(10) ** -18
            high, mid, low = at(log_phi + h), at(log_phi), at(log_phi - h)
            slope, bend = (high - low) / (2 * h), (high - 2 * mid + low) / h**2
            move = -slope / bend if bend > 0 else -sign(slope)
            move = max(min(move, mpfr(1)), mpfr(-1))
            log_phi += move
            if abs(move) < mpfr(10) ** -24:
                self.log_scales[dimension] = log_phi
                return at(log_phi), exp(log_phi)
        raise SystemExit("no scale")

    def reml(self):
        value, phi = self.with_scale(self.model.null.shape[1])
        return value + (log_det(self.left) - self.log_det_penalty) / 2, phi

    def ml(self):
        value, phi = self.with_scale(0)
        inner = self.model.range.T @ self.hessian @ self.model.range
        return value + (log_det(cholesky(inner)) - self.log_det_penalty) / 2, phi

    def gcv(self):
        n = self.model.present
        return n * 2 * self.half / (n - sum(self.edf)) ** 2, None

    def ubre(self):
        n = self.model.present
        return 2 * self.half / n - 1 + 2 * sum(self.edf) / n, None


METHODS = {"REML": Fit.reml, "ML": Fit.ml, "GCV": Fit.gcv, "UBRE": Fit.ubre}


def differences(model, point, methods):
    """Per method: value, gradient and Hessian at a point."""
    d = len(point)
    unit = [exact([STEP * (i == j) for j in range(d)]) for i in range(d)]
    centre = Fit(model, point)
    at = {(): {m: METHODS[m](centre)[0] for m in methods}}

    def value(*moves):
        key = tuple(sorted(moves))
        if key not in at:
            moved = Fit(model, point + sum((s * unit[i] for i, s in key), zeros(d)), centre)
            at[key] = {m: METHODS[m](moved)[0] for m in methods}
        return at[key]

    found = {}
    for m in methods:
        v = at[()][m]
        gradient = [(value((i, 1))[m] - value((i, -1))[m]) / (2 * STEP) for i in range(d)]
        hessian = zeros(d, d)
        for i in range(d):
            hessian[i, i] = (value((i, 1))[m] - 2 * v + value((i, -1))[m]) / STEP**2
            for j in range(i):
                corners = [value((j, s), (i, t))[m] * s * t for s in (1, -1) for t in (1, -1)]
                hessian[i, j] = hessian[j, i] = sum(corners) / (4 * STEP**2)
        found[m] = (v, gradient, hessian)
    return centre, found


def optimum(model, start, method, fixed=()):
    """Newton's method on the differences, with steps of at most 3 that decrease the criterion; fixed coordinates stay."""
    point = exact(start)
    free = [i for i in range(len(point)) if i not in fixed]
    for _ in range(60 if free else 0):
        centre, found = differences(model, point, [method])
        value, gradient, hessian = found[method]
        step = descent(exact(gradient)[free], hessian[np.ix_(free, free)])
        largest = max(abs(s) for s in step)
        scale = min(mpfr(1), 3 / largest)
        while largest > 1e-6:
            if METHODS[method](Fit(model, moved(point, free, scale * step), centre))[0] < value:
                break
            scale /= 2
        point = moved(point, free, scale * step)
        if largest < mpfr(10) ** -13:
            return point
        if max(abs(v) for v in point) > 60:
            break
    if free:
        raise SystemExit(f"{model.problem['name']}: no optimum of {method} near {[float(v) for v in point]}")
    return point


def moved(point, free, step):
    """The point with a step along its free coordinates."""
    there = point.copy()
    there[free] = there[free] + step
    return there


def descent(gradient, hessian):
    """The Newton step, or one of length 1 against the gradient where the Hessian is indefinite."""
    try:
        return -solve(cholesky(hessian), gradient)
    except ArithmeticError:
        return -gradient / max(abs(g) for g in gradient)


if __name__ == "__main__":
    from criterion_fixtures import write

    write(sys.argv[1:])
