"""Families with their links, row by row and fitted, to 30 digits: `families.py FOLDER` (needs mpmath).

Writes `families_rows.json`: for each distribution and link the log-likelihood of a row less that of the saturated model, its four derivatives
along the predictor, and those along the parameter tau, from Taylor coefficients of the definition in 120 digits. Beside each derivative
stands its scale: the largest of itself and of its changes with a relative change of eta and of y, which is what doubles can hold.

Writes `families_fits.json`: maximum likelihood on small tables of multiples of 1/64. Standard errors are roots of the diagonal of the inverse of
the OBSERVED information, times Pearson's dispersion where there is one (the deviance's for the Gaussian).
"""

import json
import random
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 120
DIGITS = 30


def pair(share, rest):
    return lambda e: (share(e), rest(e))


def logistic(e):
    return 1 / (1 + mp.exp(-e))


LINKS = {
    "identity": pair(lambda e: e, lambda e: 1 - e),
    "log": pair(mp.exp, lambda e: -mp.expm1(e)),
    "inverse": pair(lambda e: 1 / e, lambda e: 1 - 1 / e),
    "inverseSquare": pair(lambda e: 1 / mp.sqrt(e), lambda e: 1 - 1 / mp.sqrt(e)),
    "sqrt": pair(lambda e: e * e, lambda e: 1 - e * e),
    "logit": pair(logistic, lambda e: logistic(-e)),
    "probit": pair(lambda e: mp.erfc(-e / mp.sqrt(2)) / 2, lambda e: mp.erfc(e / mp.sqrt(2)) / 2),
    "cloglog": pair(lambda e: -mp.expm1(-mp.exp(e)), lambda e: mp.exp(-mp.exp(e))),
    "loglog": pair(lambda e: mp.exp(-mp.exp(-e)), lambda e: -mp.expm1(-mp.exp(-e))),
    "cauchit": pair(lambda e: mp.atan2(1, -e) / mp.pi, lambda e: mp.atan2(1, e) / mp.pi),
}


def ln(small, other):
    return mp.log(small) if small < 0.5 else mp.log1p(-other)


def times_ln(y, x):
    return y * mp.log(x) if y else mpf(0)


def power_law(p):
    def loglik(y, mu, _rest, _tau):
        if p == 0:
            return -((y - mu) ** 2) / 2
        a = mp.log(mu) if p == 1 else mu ** (1 - p) / (1 - p)
        b = mp.log(mu) if p == 2 else mu ** (2 - p) / (2 - p)
        return (y * a if y else mpf(0)) - b

    return loglik


def binomial(y, mu, rest, _tau):
    return (y * ln(mu, rest) if y else mpf(0)) + ((1 - y) * ln(rest, mu) if y != 1 else mpf(0))


def negative_binomial(y, mu, _rest, tau):
    theta = mp.exp(tau)
    return times_ln(y, mu / (mu + theta)) - theta * mp.log1p(mu / theta)


def tweedie(y, mu, rest, tau):
    return power_law(mpf(101) / 100 + mpf(98) / 100 * logistic(tau))(y, mu, rest, None)


def saturated(loglik, y, tau):
    if y == 0:
        return mpf(0)
    return mpf(0) if loglik is binomial and y == 1 else loglik(y, y, 1 - y, tau)


DISTRIBUTIONS = {
    "gaussian": power_law(0),
    "poisson": power_law(1),
    "gamma": power_law(2),
    "inverseGaussian": power_law(3),
    "binomial": binomial,
    "negativeBinomial": negative_binomial,
    "tweedie": tweedie,
}

COUNTS = {"log": [-30, -3, -0.25, 0.5, 2, 8], "sqrt": [0.125, 1, 3.5, 40], "identity": [0.015625, 1, 7.5, 1000]}
POSITIVE = [0.015625, 0.5, 1, 3, 50]
WIDE = [-40, -20, -8, -3, -1, -0.984375, -0.5, 0, 0.25, 1, 1.015625, 2.5, 6, 12, 40]
SHARES = {
    "logit": WIDE,
    "probit": WIDE,
    "cloglog": [-40, -20, -3, -0.5, -0.015625, 0, 0.25, 1, 2, 3, 5, 40],
    "loglog": [40, 20, 3, 0.5, 0.015625, 0, -0.25, -1, -2, -3, -5, -40],
    "cauchit": [*WIDE, 1000, -1000],
    "log": [-40, -3, -1, -0.5, -0.015625],
    "identity": [0.015625, 0.25, 0.5, 0.984375],
}
ROWS = {
    "gaussian": {
        "identity": [-3, 0.5, 40],
        "log": [-8, -1, 0.5, 8],
        "inverse": [-2, 0.015625, 0.5, 9],
        "sqrt": POSITIVE,
    },
    "poisson": COUNTS,
    "gamma": {"inverse": POSITIVE, "log": [-20, -1, 0.5, 20], "identity": POSITIVE},
    "inverseGaussian": {
        "inverseSquare": POSITIVE,
        "log": [-8, -1, 0.5, 8],
        "inverse": POSITIVE,
        "identity": POSITIVE,
    },
    "binomial": SHARES,
    "negativeBinomial": COUNTS,
    "tweedie": {"log": [-8, -1, 0.5, 8], "identity": POSITIVE, "sqrt": POSITIVE},
}
RESPONSES = {
    "gaussian": [-2, 0.5, 30],
    "poisson": [0, 1, 12],
    "gamma": [0.015625, 1.5, 40],
    "inverseGaussian": [0.015625, 1.5, 40],
    "binomial": [0, 0.25, 1],
    "negativeBinomial": [0, 1, 12, 1000],
    "tweedie": [0, 0.5, 12],
}
PARAMETERS = {"negativeBinomial": [-5, 0, 2, 20], "tweedie": [-3, 0, 1.5]}


def jets(name, link, y, eta, tau):
    """l - l(saturated) and five derivatives along eta; the value row also along tau."""
    loglik, inverse = DISTRIBUTIONS[name], LINKS[link]

    def at(e, t):
        mu, rest = inverse(e)
        return loglik(y, mu, rest, t)

    def along(order):
        def f(e):
            if order == 0:
                return at(e, tau)
            return mp.diff(lambda t: at(e, t), tau, order)

        coefficients = mp.taylor(f, eta, 5)
        return [c * mp.factorial(k) for k, c in enumerate(coefficients)]

    out = [along(0)]
    out[0][0] -= saturated(loglik, y, tau)
    if tau is not None:
        for order in (1, 2):
            derivatives = along(order)
            derivatives[0] -= mp.diff(lambda t: saturated(loglik, y, t), tau, order) if y else 0
            out.append(derivatives)
    return out


def text(x):
    return mp.nstr(x, DIGITS)


def row(name, link, y, eta, tau):
    y, eta = mpf(y), mpf(eta)
    found = jets(name, link, y, eta, tau)
    step = mpf(10) ** -30
    moved = jets(name, link, y * (1 - step), eta, tau) if y else found
    entry = {"eta": text(eta), "y": text(y)}
    for key, f, g in zip(("derivatives", "first", "second"), found, moved):
        scales = [max(abs(f[k]), abs(eta * f[k + 1]), abs(g[k] - f[k]) / step) for k in range(5)]
        entry[key] = [text(x) for x in f[:5]]
        entry[key + "Scales"] = [mp.nstr(x, 6) for x in scales]
    return entry


def all_rows():
    out = []
    for name, links in ROWS.items():
        for link, etas in links.items():
            for tau in PARAMETERS.get(name, [None]):
                mp.dps = 120 if tau is None else 70
                exact = None if tau is None else mpf(tau)
                rows = [row(name, link, y, eta, exact) for eta in etas for y in RESPONSES[name]]
                out.append({"family": name, "link": link, "tau": tau, "rows": rows})
    mp.dps = 120
    return out


def newton(objective, beta):
    """Maximum of a sum of rows: objective(beta) gives gradient and negative Hessian."""
    for _ in range(200):
        gradient, hessian = objective(beta)
        step = mp.lu_solve(hessian, gradient)
        beta = [b + s for b, s in zip(beta, step)]
        if max(abs(s) for s in step) < mpf(10) ** -40:
            return beta, objective(beta)[1] ** -1
    raise SystemExit("no convergence")


def row_derivatives(name, link, y, eta, tau):
    """l', l'' along (eta, tau) of a row."""
    loglik, inverse = DISTRIBUTIONS[name], LINKS[link]

    def at(e, t=tau):
        mu, rest = inverse(e)
        value = loglik(y, mu, rest, t)
        if name == "negativeBinomial":
            theta = mp.exp(t)
            value += mp.loggamma(y + theta) - mp.loggamma(theta)
        return value

    c = mp.taylor(at, eta, 2)
    first, second = [c[1]], [[2 * c[2]]]
    if tau is not None:
        first.append(mp.diff(lambda t: at(eta, t), tau))
        cross = mp.diff(at, (eta, tau), (1, 1))
        second = [[2 * c[2], cross], [cross, mp.diff(lambda t: at(eta, t), tau, 2)]]
    return first, second


def fit(model):
    mp.dps = 60
    name, link = model["family"], model["link"]
    x = [[mpf(v) for v in row] for row in model["x"]]
    y, w = [mpf(v) for v in model["y"]], [mpf(v) for v in model["weights"]]
    p = len(x[0])
    estimated = model.get("estimate", False)
    known = None if estimated or "tau" not in model else mpf(model["tau"])

    def objective(point):
        tau = point[p] if estimated else known
        size = len(point)
        gradient, hessian = mp.matrix(size, 1), mp.matrix(size, size)
        for xi, yi, wi in zip(x, y, w):
            eta = sum(a * b for a, b in zip(xi, point))
            first, second = row_derivatives(name, link, yi, eta, tau if estimated else None) if known is None else (
                row_derivatives_known(name, link, yi, eta, known)
            )
            z = xi + ([mpf(1)] if estimated else [])
            kind = [0] * p + ([1] if estimated else [])
            for i in range(size):
                gradient[i] += wi * first[kind[i]] * z[i]
                for j in range(size):
                    hessian[i, j] -= wi * second[kind[i]][kind[j]] * z[i] * z[j]
        return gradient, hessian

    start = [mpf(v) for v in model["start"]]
    point, _ = newton(objective, start)
    beta, tau = point[:p], point[p] if estimated else known
    information = objective(point)[1][:p, :p] if estimated else objective(point)[1]
    inverse = information**-1
    n, total = len(y), sum(w)
    means = [LINKS[link](sum(a * b for a, b in zip(xi, beta))) for xi in x]
    loglik = DISTRIBUTIONS[name]
    deviance = 2 * sum(
        wi * (saturated(loglik, yi, tau) - loglik(yi, mu, rest, tau)) for wi, yi, (mu, rest) in zip(w, y, means)
    )
    power = {"gaussian": 0, "gamma": 2, "inverseGaussian": 3}.get(name)
    scale = mpf(1)
    if power is not None:
        scale = sum(wi * (yi - mu) ** 2 / mu**power for wi, yi, (mu, _) in zip(w, y, means)) / (n - p)
    solution = {
        "coefficients": [text(b) for b in beta],
        "standardErrors": [text(mp.sqrt(inverse[i, i] * scale)) for i in range(p)],
        "deviance": text(deviance),
        "scale": text(scale),
    }
    if estimated:
        solution["theta"] = text(mp.exp(tau))
    phi = deviance / total
    if name == "gamma":
        nu = 1 / phi
        value = sum(wi * (nu * mp.log(nu * yi / mu) - nu * yi / mu - mp.log(yi) - mp.loggamma(nu)) for wi, yi, (mu, _) in zip(w, y, means))
    elif name == "inverseGaussian":
        value = sum(wi * (-mp.log(2 * mp.pi * phi * yi**3) / 2 - (yi - mu) ** 2 / (2 * phi * mu**2 * yi)) for wi, yi, (mu, _) in zip(w, y, means))
    elif name == "gaussian":
        value = -mpf(n) / 2 * (mp.log(2 * mp.pi * deviance / n) + 1) + sum(mp.log(wi) for wi in w) / 2
    else:
        value = sum(wi * loglik(yi, mu, rest, tau) for wi, yi, (mu, rest) in zip(w, y, means))
        if name in ("poisson", "negativeBinomial"):
            value -= sum(wi * mp.loggamma(yi + 1) for wi, yi in zip(w, y))
        if name == "negativeBinomial":
            theta = mp.exp(tau)
            value += sum(wi * (mp.loggamma(yi + theta) - mp.loggamma(theta)) for wi, yi in zip(w, y))
    solution["logLikelihood"] = text(value)
    return {**model, "solution": solution}


def row_derivatives_known(name, link, y, eta, tau):
    c = mp.taylor(lambda e: DISTRIBUTIONS[name](y, *LINKS[link](e), tau), eta, 2)
    return [c[1]], [[2 * c[2]]]


def table(n, seed):
    rng = random.Random(seed)
    return [[1, rng.randrange(-64, 65) / 64, rng.randrange(0, 129) / 64] for _ in range(n)], rng


def models():
    out = []

    def add(family, link, response, start, n=16, **more):
        x, rng = table(n, f"{family} {link}")
        weights = [rng.choice([1, 1, 2, 0.5]) for _ in range(n)]
        y = [response(row, rng) for row in x]
        if family == "binomial":
            weights = [rng.choice([4, 8, 16]) for _ in range(n)]
            y = [round(s * w) / w for s, w in zip(y, weights)]
        out.append({"family": family, "link": link, "x": x, "y": y, "weights": weights, "start": start, **more})

    def rounded(v):
        return max(1, round(64 * v)) / 64

    def noise(rng, spread=0.5):
        return 1 + spread * (rng.random() - 0.5)

    for link, mean, start in [
        ("log", lambda r: 2.7 ** (0.5 + 0.4 * r[1] + 0.3 * r[2]), [0.5, 0.4, 0.3]),
        ("inverse", lambda r: 1 / (0.6 + 0.2 * r[1] + 0.2 * r[2]), [0.6, 0.2, 0.2]),
        ("identity", lambda r: 3 + r[1] + r[2], [3, 1, 1]),
    ]:
        for family in ("gamma", "inverseGaussian", "gaussian"):
            if (family, link) != ("gaussian", "identity"):
                add(family, link, lambda r, g, m=mean: rounded(m(r) * noise(g)), start)
    add("inverseGaussian", "inverseSquare", lambda r, g: rounded((0.6 + 0.2 * r[1] + 0.2 * r[2]) ** -0.5 * noise(g)), [0.6, 0.2, 0.2])
    for link, mean, start in [
        ("sqrt", lambda r: (2 + 0.4 * r[1] + 0.3 * r[2]) ** 2, [2, 0.4, 0.3]),
        ("identity", lambda r: 8 + r[1] + r[2], [8, 1, 1]),
    ]:
        add("poisson", link, lambda r, g, m=mean: max(0, round(m(r) * noise(g, 1.6))), start)
        if link == "sqrt":
            add("negativeBinomial", link, lambda r, g, m=mean: max(0, round(m(r) * noise(g, 1.6))), start, tau=1.5)
    for link in ("probit", "cloglog", "loglog", "cauchit"):
        add("binomial", link, lambda r, g: min(1, max(0, 0.4 + 0.2 * r[1] + 0.1 * r[2] + 0.4 * (g.random() - 0.5))), [-0.2, 0.4, 0.2])
    add("binomial", "log", lambda r, g: min(0.8, max(0, 0.3 + 0.1 * r[1] + 0.1 * r[2] + 0.2 * (g.random() - 0.5))), [-1.2, 0.2, 0.2])
    add(
        "negativeBinomial",
        "log",
        lambda r, g: max(0, round(2.7 ** (1.2 + 0.5 * r[1] + 0.3 * r[2]) * g.gammavariate(1.5, 1 / 1.5))),
        [1.2, 0.5, 0.3, 0.5],
        n=24,
        estimate=True,
    )
    return out


def main():
    folder = Path(sys.argv[1])
    for name, content in (("families_fits", [fit(m) for m in models()]), ("families_rows", all_rows())):
        (folder / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


main()
