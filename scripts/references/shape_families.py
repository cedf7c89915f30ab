"""Beta, scaled t and ordered categories, row by row and fitted: `shape_families.py FOLDER` (needs mpmath; R with mgcv for the fits' comparison).

Writes `shape_families_rows.json`: for each family, link and parameters tau the log-likelihood of a row less that of the saturated model with its
derivatives along eta and tau, differences of the definition in 80 digits (each beside its scale: the largest of itself and of its changes
with a relative change of eta, y and the cut points), the saturated model with its derivatives along tau, the distribution
function, and the expected information. Parameters are what the library calls tau: beta ln precision; scaled t ln(df - 3), ln scale; ordered
categories the logarithms of the gaps between cut points, of which the first is -1.

Writes `shape_families_fits.json`: the minimum of V = -l + b'Sb/2 + ln|H|/2 - ln|S|+/2 - ln(2 pi) M/2 over ln lambda and tau, with differences in
40 digits, and beside it what mgcv (betar, scat, ocat; REML) finds with the same rows and penalty.
"""

import itertools
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from mpmath import mp, mpf

DIGITS = 25


def pair(share, rest):
    return lambda e: (share(e), rest(e))


def logistic(e):
    return 1 / (1 + mp.exp(-e))


LINKS = {
    "identity": pair(lambda e: e, lambda e: 1 - e),
    "log": pair(mp.exp, lambda e: 1 - mp.exp(e)),
    "inverse": pair(lambda e: 1 / e, lambda e: 1 - 1 / e),
    "logit": pair(logistic, lambda e: logistic(-e)),
    "probit": pair(lambda e: mp.erfc(-e / mp.sqrt(2)) / 2, lambda e: mp.erfc(e / mp.sqrt(2)) / 2),
    "cloglog": pair(lambda e: -mp.expm1(-mp.exp(e)), lambda e: mp.exp(-mp.exp(e))),
    "loglog": pair(lambda e: mp.exp(-mp.exp(-e)), lambda e: -mp.expm1(-mp.exp(-e))),
    "cauchit": pair(lambda e: mp.atan2(1, -e) / mp.pi, lambda e: mp.atan2(1, e) / mp.pi),
}


class Beta:
    name = "beta"
    links = {
        "logit": [-30, -4, -0.5, 0, 1.25, 6, 25],
        "probit": [-6, -2, 0.25, 1, 5],
        "cloglog": [-25, -3, -0.5, 0, 1.25],
        "loglog": [25, 3, 0.5, 0, -1.25],
        "cauchit": [-60, -2, 0.25, 1, 50],
    }
    taus = [[-2], [0.5], [3], [9]]
    responses = [1e-6, 0.03125, 0.5, 0.875]

    def log_density(self, y, link, eta, tau):
        mu, rest = LINKS[link](eta)
        nu = mp.exp(tau[0])
        a, b = nu * mu, nu * rest
        return mp.loggamma(nu) - mp.loggamma(a) - mp.loggamma(b) + (a - 1) * mp.log(y) + (b - 1) * mp.log1p(-y)

    def jet(self, y, eta, tau):
        """l, its score and information with the logit link."""
        nu, p, q = mp.exp(tau[0]), logistic(eta), logistic(-eta)
        a, b, w = nu * p, nu * q, p * q
        score = nu * w * (mp.log(y) - mp.log1p(-y) - mp.digamma(a) + mp.digamma(b))
        information = nu**2 * w**2 * (mp.psi(1, a) + mp.psi(1, b)) - score * (q - p)
        return self.log_density(y, "logit", eta, tau), score, information

    def saturated(self, y, tau):
        """The largest value over the mean, at psi(a) - psi(b) = logit y."""
        nu = mp.exp(tau[0])
        wanted = mp.log(y) - mp.log1p(-y)
        x = mp.sign(wanted) * min(abs(wanted), mp.asinh(nu * abs(wanted) / 2))
        for _ in range(200):
            p, q = logistic(x), logistic(-x)
            gap = wanted - mp.digamma(nu * p) + mp.digamma(nu * q)
            step = gap / (nu * p * q * (mp.psi(1, nu * p) + mp.psi(1, nu * q)))
            x += step
            if abs(step) < mpf(10) ** (-mp.dps + 8):
                break
        return self.log_density(y, "logit", x, tau)

    def expected(self, link, eta, tau):
        """The second derivative is linear in logit y, whose mean is psi(a) - psi(b)."""
        mu, rest = LINKS[link](eta)
        nu = mp.exp(tau[0])
        y = logistic(mp.digamma(nu * mu) - mp.digamma(nu * rest))
        return -mp.diff(lambda e: self.log_density(y, link, e, tau), eta, 2)

    def law(self, y, link, eta, tau):
        mu, rest = LINKS[link](eta)
        nu = mp.exp(tau[0])
        lower = mp.betainc(nu * mu, nu * rest, 0, y, regularized=True)
        upper = mp.betainc(nu * rest, nu * mu, 0, 1 - y, regularized=True)
        return [lower, mpf(0), upper]

    def reach(self, tau):
        return mpf(0)


class ScaledT:
    name = "scaledT"
    links = {"identity": [-40, -1, 0.25, 3], "log": [-4, 0.5, 3], "inverse": [-2, 0.0625, 4]}
    taus = [[-4, -1], [0.75, 0.5], [4, -3], [12, 1]]
    responses = [-30, 0.25, 1.5, 1000]
    known = (None, None)

    def log_density(self, y, link, eta, tau):
        df, scale = 3 + mp.exp(tau[0]), mp.exp(tau[1])
        u = (y - LINKS[link](eta)[0]) / scale
        constant = mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(mp.pi * df) / 2 - mp.log(scale)
        return constant - (df + 1) / 2 * mp.log1p(u * u / df)

    def jet(self, y, eta, tau):
        df, scale = 3 + mp.exp(tau[0]), mp.exp(tau[1])
        if self.known[0] != tau:
            self.known = (tau, self.saturated(y, tau))
        r, s = y - eta, df * scale**2
        whole = s + r * r
        value = self.known[1] - (df + 1) / 2 * mp.log(whole / s)
        return value, (df + 1) * r / whole, (df + 1) * (s - r * r) / whole**2

    def saturated(self, y, tau):
        return self.log_density(y, "identity", y, tau)

    def expected(self, link, eta, tau):
        mu = LINKS[link](eta)[0]
        scale = mp.exp(tau[1])
        # The mean of the squared score, over the angle of (y - mu) / (scale sqrt(df)).
        root = scale * mp.sqrt(3 + mp.exp(tau[0]))

        def at(angle):
            y = mu + root * mp.tan(angle)
            score = mp.diff(lambda e: self.log_density(y, link, e, tau), eta)
            return score**2 * mp.exp(self.log_density(y, link, eta, tau)) * root / mp.cos(angle) ** 2

        with mp.workdps(30):
            half = mp.pi / 2
            width = min(half / 2, 4 / mp.sqrt(3 + mp.exp(tau[0])))
            return mp.quad(at, [-half, -width, 0, width, half])

    def law(self, y, link, eta, tau):
        df = 3 + mp.exp(tau[0])
        t = (y - LINKS[link](eta)[0]) / mp.exp(tau[1])
        tail = mp.betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
        return [1 - tail, mpf(0), tail] if t > 0 else [tail, mpf(0), 1 - tail]

    def reach(self, tau):
        return mpf(0)


class Ordered:
    name = "orderedCategories"
    links = {"logit": [-40, -3, -1, 0.25, 1.5, 4, 40]}
    taus = [[0.5], [-6, 0.25, 2], [1, -1, 0.5, 3]]
    responses = None

    def cuts(self, tau):
        out = [mpf(-1)]
        for t in tau:
            out.append(out[-1] + mp.exp(t))
        return out

    def log_density(self, y, _link, eta, tau):
        cuts = self.cuts(tau)
        c = int(y)
        if c == 0:
            return mp.log(logistic(cuts[0] - eta))
        if c == len(cuts):
            return mp.log(logistic(eta - cuts[-1]))
        a, b = cuts[c - 1] - eta, cuts[c] - eta
        return mp.log(logistic(b) * logistic(-a) * -mp.expm1(a - b))

    def jet(self, y, eta, tau):
        cuts, c = self.cuts(tau), int(y)
        a = logistic(cuts[c - 1] - eta) if c > 0 else mpf(0)
        b = logistic(cuts[c] - eta) if c < len(cuts) else mpf(1)
        return mp.log(b - a), a + b - 1, a * (1 - a) + b * (1 - b)

    def saturated(self, _y, _tau):
        return mpf(0)

    def expected(self, link, eta, tau):
        return sum(
            -mp.exp(self.log_density(c, link, eta, tau)) * mp.diff(lambda e, c=c: self.log_density(c, link, e, tau), eta, 2)
            for c in range(len(tau) + 2)
        )

    def law(self, y, link, eta, tau):
        cuts, c = self.cuts(tau), int(y)
        below = logistic(cuts[c - 1] - eta) if c > 0 else mpf(0)
        above = logistic(eta - cuts[c]) if c < len(cuts) else mpf(0)
        return [below, mp.exp(self.log_density(y, link, eta, tau)), above]

    def reach(self, tau):
        return self.cuts(tau)[-1]


FAMILIES = [Beta(), ScaledT(), Ordered()]


def text(x):
    return mp.nstr(x, DIGITS)


def derivative(f, point, orders):
    return mp.diff(f, tuple(point), tuple(orders)) if any(orders) else f(*point)


def along(family, y, link, eta, tau, orders, last):
    """Derivatives 0 … last along eta of the derivative of those orders along tau, of l less that of the saturated model."""
    f = lambda e, *t: family.log_density(y, link, e, t)
    out = [derivative(f, (eta, *tau), (k, *orders)) for k in range(last + 1)]
    out[0] -= derivative(lambda *t: family.saturated(y, t), tau, orders)
    return out


def entry(family, y, link, eta, tau):
    count = len(tau)
    unit = lambda *places: [sum(1 for p in places if p == t) for t in range(count)]
    pairs = [(s, t) for s in range(count) for t in range(s + 1)]
    kinds = [(unit(), 4)] + [(unit(t), 3) for t in range(count)] + [(unit(s, t), 2) for s, t in pairs]
    step = mpf(10) ** -20
    out = []
    for orders, last in kinds:
        f = along(family, y, link, eta, tau, orders, last + 1)
        moved = f if family.name == "orderedCategories" else along(family, y * (1 - step), link, eta, tau, orders, last)
        scales = [
            max(abs(f[k]), (abs(eta) + abs(family.reach(tau))) * abs(f[k + 1]), abs(moved[k] - f[k]) / step)
            for k in range(last + 1)
        ]
        out.append({"values": [text(x) for x in f[: last + 1]], "scales": [mp.nstr(s, 6) for s in scales]})
    peak = [family.saturated(y, tau)]
    peak += [derivative(lambda *t: family.saturated(y, t), tau, orders) for orders, _ in kinds[1:]]
    return {
        "eta": mp.nstr(eta, 20),
        "y": mp.nstr(y, 20),
        "row": out[0],
        "first": out[1 : 1 + count],
        "second": out[1 + count :],
        "saturated": [text(x) for x in peak],
        "law": [text(x) for x in family.law(y, link, eta, tau)],
    }


def rows():
    mp.dps = 80
    out = []
    for family in FAMILIES:
        for (link, etas), tau in itertools.product(family.links.items(), family.taus):
            exact = tuple(mpf(t) for t in tau)
            responses = family.responses or range(len(tau) + 2)
            block = {"family": family.name, "link": link, "tau": tau, "rows": []}
            block["expected"] = [text(family.expected(link, mpf(eta), exact)) for eta in etas]
            for eta, y in itertools.product(etas, responses):
                block["rows"].append(entry(family, mpf(y), link, mpf(eta), exact))
            out.append(block)
            print(family.name, link, tau, file=sys.stderr)
    return out


# Fits.


def table(n, seed):
    """An intercept and five smooth columns, multiples of 1/64."""
    rng = random.Random(seed)
    out = []
    for _ in range(n):
        u = rng.random()
        out.append([1.0] + [round(64 * (u ** (k + 1) - 0.5 ** (k + 1)) * (-1) ** k) / 64 + rng.randrange(-4, 5) / 64 for k in range(4)])
    return out, rng


def signal(row):
    return 5 * row[1] + 7 * row[2]


def models():
    x, rng = table(60, "beta")
    y = [round(4096 * min(0.995, max(0.005, rng.betavariate(4 / (1 + mp.exp(-signal(r))), 4 / (1 + mp.exp(signal(r))))))) / 4096 for r in x]
    weights = [rng.choice([1.0, 1.0, 2.0, 0.5]) for _ in x]
    out = [{"family": "beta", "x": x, "y": y, "weights": weights, "start": [0.0, 1.5]}]
    x, rng = table(80, "t")
    y = [round(64 * (signal(r) + 0.3 * rng.gauss(0, 1) / (rng.gammavariate(2.5, 1 / 2.5)) ** 0.5)) / 64 for r in x]
    out.append({"family": "scaledT", "x": x, "y": y, "weights": [1.0] * 80, "start": [0.0, 1.0, -1.0]})
    x, rng = table(90, "ordered")
    latent = [1.5 * signal(r) + mp.log(u / (1 - u)) for r in x for u in [rng.random()]]
    y = [float(sum(v > c for c in (-1.0, 0.25, 1.5))) for v in latent]
    weights = [rng.choice([1.0, 1.0, 2.0]) for _ in x]
    out.append({"family": "orderedCategories", "x": x, "y": y, "weights": weights, "start": [0.0, 0.25, 0.25]})
    return out


def penalty():
    """Increasing weights on the columns but the intercept: of full rank there."""
    return [[0.0] * 5] + [[0.0] + [float(k) if j == k else (0.5 if abs(j - k) == 1 else 0.0) for j in range(1, 5)] for k in range(1, 5)]


class Fit:
    def __init__(self, model):
        self.family = next(f for f in FAMILIES if f.name == model["family"])
        self.x = [[mpf(v) for v in row] for row in model["x"]]
        self.y, self.w = [mpf(v) for v in model["y"]], [mpf(v) for v in model["weights"]]
        self.s = mp.matrix(penalty())
        self.beta = mp.matrix(len(self.x[0]), 1)

    def value(self, z):
        lam, tau = mp.exp(z[0]), tuple(z[1:])
        p, s = len(self.x[0]), self.s * lam
        beta, far = self.beta.copy(), True

        def at(beta):
            rows = [self.family.jet(yi, sum(a * b for a, b in zip(xi, beta)), tau) for xi, yi in zip(self.x, self.y)]
            total = sum(wi * value for wi, (value, _, _) in zip(self.w, rows))
            return rows, total, total - (beta.T * s * beta)[0] / 2

        rows, total, objective = at(beta)
        for _ in range(100):
            g, h = -(s * beta), s.copy()
            for xi, wi, (_, score, info) in zip(self.x, self.w, rows):
                for i in range(p):
                    g[i] += wi * score * xi[i]
                    for j in range(p):
                        # Far away a Hessian that is positive definite for certain.
                        h[i, j] += wi * (abs(info) if far else info) * xi[i] * xi[j]
            step = mp.lu_solve(h, g)
            longest = max(abs(v) for v in step)
            if not far and longest < mpf(10) ** -24:
                break
            while True:
                found = at(beta + step)
                if not far or found[2] > objective or max(abs(v) for v in step) < mpf(10) ** -10:
                    break
                step /= 2
            beta += step
            rows, total, objective = found
            far = far and longest > mpf("0.001")
        else:
            raise SystemExit("no inner convergence")
        self.beta, self.h, self.loglik = beta, h, total
        block = self.s[1:p, 1:p] * lam
        quadratic = (beta.T * s * beta)[0]
        v = -total + quadratic / 2 + mp.log(mp.det(h)) / 2 - mp.log(mp.det(block)) / 2 - mp.log(2 * mp.pi) / 2
        return v

    def optimum(self, start):
        z = [mpf(v) for v in start]
        k, step = len(z), mpf(10) ** -9

        def at(*moves):
            return self.value([v + sum(m for j, m in moves if j == i) for i, v in enumerate(z)])

        for _ in range(40):
            base = at()
            up, down = [at((i, step)) for i in range(k)], [at((i, -step)) for i in range(k)]
            g = mp.matrix([(u - d) / (2 * step) for u, d in zip(up, down)])
            h = mp.matrix(k, k)
            for i in range(k):
                h[i, i] = (up[i] - 2 * base + down[i]) / step**2
                for j in range(i):
                    cross = at((i, step), (j, step)) - at((i, step), (j, -step)) - at((i, -step), (j, step)) + at((i, -step), (j, -step))
                    h[i, j] = h[j, i] = cross / (4 * step**2)
            e, q = mp.eigsy(h)
            size = [max(abs(v), mpf("0.005")) for v in e]
            move = -(q * mp.diag([1 / v for v in size]) * (q.T * g))
            longest = max(abs(v) for v in move)
            if longest > 1:
                move /= longest
            z = [v + m for v, m in zip(z, move)]
            print(" ", [mp.nstr(v, 8) for v in z], mp.nstr(longest, 3), file=sys.stderr)
            if longest < mpf(10) ** -15:
                return z
        raise SystemExit("no outer convergence")


def fits():
    mp.dps = 40
    out = []
    for model in models():
        print(model["family"], file=sys.stderr)
        fit = Fit(model)
        z = fit.optimum(model.pop("start"))
        value = fit.value(z)
        inverse = fit.h**-1
        p = len(fit.x[0])
        edf = p - sum((inverse * fit.s * mp.exp(z[0]))[i, i] for i in range(p))
        saturated = sum(w * fit.family.saturated(y, tuple(z[1:])) for w, y in zip(fit.w, fit.y))
        model["penalty"] = penalty()
        model["solution"] = {
            "rho": text(z[0]),
            "tau": [text(v) for v in z[1:]],
            "criterion": text(value),
            "coefficients": [text(v) for v in fit.beta],
            "standardErrors": [text(mp.sqrt(inverse[i, i])) for i in range(p)],
            "logLikelihood": text(fit.loglik),
            "deviance": text(2 * (saturated - fit.loglik)),
            "edf": text(edf),
        }
        model["mgcv"] = mgcv(model)
        out.append(model)
    return out


R = """
suppressMessages(library(mgcv))
folder <- commandArgs(TRUE)[1]
of <- function(name) unname(as.matrix(read.csv(file.path(folder, name), header = FALSE)))
X <- of("x"); d <- of("rows"); S <- of("penalty"); kind <- commandArgs(TRUE)[2]
y <- d[, 1]; w <- d[, 2]
family <- switch(kind, beta = betar(), scaledT = scat(), orderedCategories = ocat(R = max(y) + 1))
if (kind == "orderedCategories") y <- y + 1
g <- gam(y ~ X - 1, weights = w, family = family, method = "REML", paraPen = list(X = list(S)),
  control = gam.control(epsilon = 1e-12, newton = list(conv.tol = 1e-10)))
show <- function(name, x) cat(name, sprintf("%.15g", x), "\n")
show("criterion", g$gcv.ubre[[1]]); show("lambda", g$sp[[1]]); show("coefficients", as.numeric(coef(g)))
show("theta", as.numeric(g$family$getTheta(TRUE))); show("deviance", g$deviance); show("edf", sum(g$edf))
show("standardErrors", sqrt(diag(g$Vp)))
"""


def mgcv(model):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fit.R").write_text(R)
        for file, content in (("x", model["x"]), ("rows", zip(model["y"], model["weights"])), ("penalty", model["penalty"])):
            (folder / file).write_text("".join(",".join(map(repr, row)) + "\n" for row in content))
        command = ["Rscript", str(folder / "fit.R"), str(folder), model["family"]]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        return {key: [float(v) for v in values] for key, *values in (line.split() for line in lines)}


def main():
    folder = Path(sys.argv[1])
    wanted = sys.argv[2:] or ["rows", "fits"]
    for name in wanted:
        content = {"rows": rows, "fits": fits}[name]()
        (folder / f"shape_families_{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


main()
