"""Log-likelihoods for criterion.py, from the definitions of the distributions.

A row with weight w has the density f(y; mu, phi / w). Half its deviance at phi = 1 is w d(y, mu) with d = ln f_sat - ln f; the score and the
observed information of -w d along eta follow from d ln f / d mu = (y - mu) / V(mu) and the first two derivatives of mu(eta). Families
without a dispersion have phi = 1, and w counts repetitions.
"""

from criterion_algebra import zeros
from criterion_numbers import exp, log, log_gamma, mpfr, normal_cdf, normal_density, pi


def xlog(a, b):
    """a log(a / b), 0 at a = 0."""
    return a * log(a / b) if a else mpfr(0)


# Links: eta -> (mu, d mu / d eta, d2 mu / d eta2).
def identity_link(eta):
    return eta, mpfr(1), mpfr(0)


def log_link(eta):
    mu = exp(eta)
    return mu, mu, mu


def logit_link(eta):
    mu = 1 / (1 + exp(-eta))
    slope = mu * (1 - mu)
    return mu, slope, slope * (1 - 2 * mu)


def probit_link(eta):
    density = normal_density(eta)
    return normal_cdf(eta), density, -eta * density


def inverse_link(eta):
    return 1 / eta, -(eta**-2), 2 * eta**-3


LINKS = {f.__name__.removesuffix("_link"): f for f in (identity_link, log_link, logit_link, probit_link, inverse_link)}


class Gaussian:
    dispersed = True
    variance = staticmethod(lambda mu: (mpfr(1), mpfr(0)))
    half_deviance = staticmethod(lambda y, mu: (y - mu) ** 2 / 2)

    def saturated(self, y, w, phi):
        return -log(2 * pi * phi / w) / 2


class Gamma:
    """Shape w / phi, mean mu."""

    dispersed = True
    variance = staticmethod(lambda mu: (mu**2, 2 * mu))
    half_deviance = staticmethod(lambda y, mu: (y - mu) / mu - log(y / mu))

    def saturated(self, y, w, phi):
        shape = w / phi
        return shape * log(shape) - shape - log_gamma(shape) - log(y)


class InverseGaussian:
    dispersed = True
    variance = staticmethod(lambda mu: (mu**3, 3 * mu**2))
    half_deviance = staticmethod(lambda y, mu: (y - mu) ** 2 / (2 * mu**2 * y))

    def saturated(self, y, w, phi):
        return -log(2 * pi * phi * y**3 / w) / 2


class Poisson:
    dispersed = False
    variance = staticmethod(lambda mu: (mu, mpfr(1)))
    half_deviance = staticmethod(lambda y, mu: xlog(y, mu) - y + mu)

    def saturated(self, y, w, _):
        return w * ((y * log(y) if y else 0) - y - log_gamma(y + 1))


class Binomial:
    """Proportions y of w trials; no combinatorial factor."""

    dispersed = False
    variance = staticmethod(lambda mu: (mu * (1 - mu), 1 - 2 * mu))
    half_deviance = staticmethod(lambda y, mu: xlog(y, mu) + xlog(1 - y, 1 - mu))

    def saturated(self, y, w, _):
        return w * (xlog(y, mpfr(1)) + xlog(1 - y, mpfr(1)))


class NegativeBinomial:
    """Variance mu + mu^2 / size; the coordinate is ln size."""

    dispersed = False

    def __init__(self, log_size):
        self.size = exp(log_size)

    def variance(self, mu):
        return mu + mu**2 / self.size, 1 + 2 * mu / self.size

    def half_deviance(self, y, mu):
        return xlog(y, mu) - xlog(y + self.size, mu + self.size)

    def saturated(self, y, w, _):
        k = self.size
        counts = log_gamma(y + k) - log_gamma(k) - log_gamma(y + 1)
        return w * (counts + k * log(k) + (y * log(y) if y else 0) - (y + k) * log(y + k))


class Tweedie:
    """Variance phi mu^p, 1 < p < 2: a Poisson number N of gamma variables. The coordinate is p itself."""

    dispersed = True

    def __init__(self, power):
        self.power = power

    def variance(self, mu):
        return mu**self.power, self.power * mu ** (self.power - 1)

    def half_deviance(self, y, mu):
        p = self.power
        first = y * (y ** (1 - p) - mu ** (1 - p)) / (1 - p) if y else mpfr(0)
        return first - (y ** (2 - p) - mu ** (2 - p)) / (2 - p)

    def saturated(self, y, w, phi):
        """ln Σ_j Poisson(j; rate) gamma(y; j shape, scale) at mu = y; 0 at y = 0, where the rate is 0."""
        if not y:
            return mpfr(0)
        p, phi = self.power, phi / w
        rate, shape, scale = y ** (2 - p) / (phi * (2 - p)), (2 - p) / (p - 1), phi * (p - 1) * y ** (p - 1)
        base, slope = -rate - y / scale - log(y), log(rate) + shape * log(y / scale)
        total, j = mpfr(0), 1
        while True:
            part = exp(base + j * slope - log_gamma(j + 1) - log_gamma(j * shape))
            total += part
            if j > rate and part < total / mpfr(10) ** 80:
                return log(total)
            j += 1


def rows(family, link, y, weights, eta):
    """Half the deviance at phi = 1, score and observed information of every row: a number, n and n × 1 × 1 … as M = 1."""
    half, score, information = mpfr(0), zeros(len(y), 1), zeros(len(y), 1, 1)
    for i, (yi, w, e) in enumerate(zip(y, weights, eta[:, 0], strict=True)):
        mu, d1, d2 = LINKS[link](e)
        v, dv = family.variance(mu)
        slope = (yi - mu) / v
        half += w * family.half_deviance(yi, mu)
        score[i, 0] = w * slope * d1
        information[i, 0, 0] = w * ((1 / v + (yi - mu) * dv / v**2) * d1**2 - slope * d2)
    return half, score, information


def multinomial_rows(y, weights, eta):
    """The same for classes with M = K - 1 predictors; y holds the number of the active class, or -1 for the reference."""
    count, m = eta.shape
    half, score, information = mpfr(0), zeros(count, m), zeros(count, m, m)
    for i in range(count):
        odds = [exp(e) for e in eta[i]]
        total = 1 + sum(odds)
        p = [o / total for o in odds]
        half -= weights[i] * log(p[y[i]] if y[i] >= 0 else 1 / total)
        for a in range(m):
            score[i, a] = weights[i] * ((y[i] == a) - p[a])
            for b in range(m):
                information[i, a, b] = weights[i] * (p[a] * (a == b) - p[a] * p[b])
    return half, score, information


FAMILIES = {"gaussian": Gaussian, "gamma": Gamma, "inverseGaussian": InverseGaussian, "poisson": Poisson, "binomial": Binomial}
COORDINATE = {"negativeBinomial": NegativeBinomial, "tweedie": Tweedie}
