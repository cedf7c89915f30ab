"""Tails, quantiles and mixtures of chi-square variables to 25 digits: `inference.py OUT` (needs mpmath).

Mixtures are evaluated by ways that share nothing with an inversion of the characteristic function:
pairs of degrees of freedom by partial fractions, positive weights by Ruben's series of chi-square tails (Annals of Mathematical
Statistics 33, 1962), the ratio to an independent scaled chi-square by the same series of beta tails, differences by quadrature.
"""

import json
import sys

from mpmath import mp, mpf

mp.dps = 50
DIGITS = 25


def text(x):
    return mp.nstr(x, DIGITS)


def gamma_upper(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def gamma_lower(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def beta_upper(a, b, x):
    """1 - I_x(a, b) as I_{1-x}(b, a)."""
    return mp.betainc(b, a, 0, 1 - x, regularized=True)


def ruben(parts, terms):
    """Weights a_k and beta with P(Q > q) = sum a_k P(chi2_{n+2k} > q/beta)."""
    weights = [e for e, _ in parts]
    beta = 2 * min(weights) * max(weights) / (min(weights) + max(weights))
    a = [mp.fprod((beta / e) ** (h / 2) for e, h in parts)]
    ratios = [(h, 1 - beta / e) for e, h in parts]
    powers = [mpf(1) for _ in parts]
    b = [mpf(0)]
    for k in range(1, terms):
        powers = [p * r for p, (_, r) in zip(powers, ratios)]
        b.append(sum(h * p for (h, _), p in zip(ratios, powers)))
        a.append(sum(b[k - r] * a[r] for r in range(k)) / (2 * k))
    return beta, a, sum(h for _, h in parts)


def by_tails(parts, q, terms):
    """Each tail by its own sum: P(chi2_{h+2k} > x) = P(chi2_h > x) + the Poisson-like terms before k."""
    beta, a, n = ruben(parts, terms)
    x = q / beta / 2
    upper, lower = gamma_upper(n / 2, x), gamma_lower(n / 2, x)
    term = mp.exp((n / 2) * mp.log(x) - x - mp.loggamma(n / 2 + 1))
    total_upper = total_lower = mpf(0)
    for k, weight in enumerate(a):
        total_upper += weight * upper
        total_lower += weight * lower
        upper, lower = upper + term, lower - term
        term *= x / (n / 2 + k + 1)
    assert abs(total_upper + total_lower - 1) < mpf(10) ** -28, (parts, q, total_upper + total_lower - 1)
    return total_lower, total_upper


def ratio(parts, q, nu, terms):
    beta, a, n = ruben(parts, terms)
    total = mpf(0)
    missing = 1 - sum(a)
    assert abs(missing) < mpf(10) ** -28
    for k, weight in enumerate(a):
        h = n + 2 * k
        odds = q / beta / nu
        total += weight * beta_upper(h / 2, nu / 2, odds / (1 + odds))
        if abs(weight) < mpf(10) ** -32 and k > 10:
            break
    return total


def pairs(weights, q):
    """Sum of e_i chi2_2 with distinct e_i of either sign, at q > 0."""
    total = mpf(0)
    for i, e in enumerate(weights):
        if e > 0:
            product = mp.fprod(e / (e - f) for j, f in enumerate(weights) if j != i)
            total += product * mp.exp(-q / (2 * e))
    return total


def numbers(xs):
    return [mpf(float(x)) for x in xs]


def mixtures():
    out = []

    def add(parts, q, lower, upper):
        out.append({"parts": [[float(e), float(h)] for e, h in parts], "q": float(q), "lower": text(lower), "upper": text(upper)})

    positive = [
        [(1, 1)],
        [(1, 1), (0.25, 1)],
        [(1, 3), (0.8660254037844386, 1), (0.13397459621556135, 1)],
        [(2, 1), (1.5, 1), (1.1, 1), (0.7, 1), (0.4, 1), (0.3, 1)],
        [(0.9, 2.5), (0.3, 0.7)],
        [(1.0, 40), (0.8, 160), (0.5, 10)],
        [(3e-9, 2), (1e-9, 1)],
    ]
    for parts in positive:
        parts = [(mpf(float(e)), mpf(float(h))) for e, h in parts]
        mean = sum(e * h for e, h in parts)
        for factor in [0.001, 0.1, 0.5, 1, 1.7, 3, 8, 25]:
            q = mpf(float(mean * factor))
            lower, upper = by_tails(parts, q, 700)
            add(parts, q, lower, upper)
    for weights in [[1, 1e-3, 1e-6], [1, 0.5, 0.25, 0.125], [1, -1], [1, 0.3, -0.2, -4]]:
        weights = numbers(weights)
        for q in numbers([0.01, 1, 5, 30, 200]):
            upper = pairs(weights, q)
            add([(e, 2) for e in weights], q, 1 - upper, upper)
    # A difference of single variables: the density of one against the tail of the other.
    for e, f, q in [(1.0, 0.5, 2.0), (0.3, 2.0, 1.0), (1.0, 1.0, 0.0)]:
        e, f, q = numbers([e, f, q])
        tail = lambda t: 2 * mp.npdf(t) * mp.erfc(mp.sqrt((q + f * t * t) / (2 * e)))
        upper = mp.quad(tail, [0, 1, 2, 4, 8, 16])
        add([(e, 1), (-f, 1)], q, 1 - upper, upper)
    return out


def ratios():
    out = []
    for parts, nu in [
        ([(1, 1)], 7),
        ([(1, 3)], 2.5),
        ([(1, 4), (0.8660254037844386, 1), (0.13397459621556135, 1)], 93.4),
        ([(2, 1), (1.5, 1), (1.1, 1), (0.7, 1), (0.4, 1), (0.3, 1)], 31),
        ([(1, 2), (0.2, 3)], 1e5),
    ]:
        parts = [(mpf(float(e)), mpf(float(h))) for e, h in parts]
        mean = sum(e * h for e, h in parts)
        for factor in [0.05, 0.6, 1.5, 4, 12]:
            q = mpf(float(mean * factor))
            upper = ratio(parts, q, mpf(float(nu)), 260)
            out.append({"parts": [[float(e), float(h)] for e, h in parts], "q": float(q), "nu": nu, "upper": text(upper)})
    return out


def gammas():
    out = []
    for a in [0.05, 0.5, 1, 2.5, 10, 99.5, 1000, 12345.5]:
        a = mpf(a)
        spread = mp.sqrt(a)
        for x in [a / 100, a / 2, a - spread, a, a + spread, a + 6 * spread, 3 * a, 3 * a + 50]:
            if x <= 0:
                continue
            x = mpf(float(x))
            out.append([float(a), float(x), text(gamma_lower(a, x)), text(gamma_upper(a, x))])
    return out


def betas():
    out = []
    for m, n in [(1, 1), (1, 4.5), (3, 10), (0.7, 0.2), (12, 2), (5, 300), (400, 1000), (3000, 7)]:
        for f in [1e-4, 0.1, 0.8, 1, 1.3, 3, 20, 1e3]:
            m, n, f = numbers([m, n, f])
            x = m * f / (n + m * f)
            lower = mp.betainc(m / 2, n / 2, 0, x, regularized=True)
            out.append([float(m), float(n), float(f), text(lower), text(beta_upper(m / 2, n / 2, x))])
    return out


def normal_quantiles():
    tails = [1e-320, 1e-300, 1e-280, 1e-100, 1e-20, 1e-5, 0.001, 0.02, 0.1, 0.2, 0.24999, 0.25, 0.3, 0.4, 0.49, 0.499999, 0.4999999999]
    out = []
    for p in tails:
        p = mpf(p)
        start = -mp.sqrt(-2 * mp.log(p)) if p < 0.1 else mpf(0)
        gap = lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(p)
        out.append([float(p), text(mp.findroot(gap, start))])
    return out


def student_quantiles():
    out = []
    for df in [0.3, 1, 2, 3.5, 10, 57, 1000, 1e6]:
        for p in [1e-12, 1e-5, 0.005, 0.025, 0.2, 0.4, 0.4999]:
            df, p = numbers([df, p])

            def tail(w):
                t = mp.exp(w)
                return mp.betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2

            low, high = mpf(-20), mpf(120)
            while high - low > mpf(10) ** -30:
                w = (low + high) / 2
                low, high = (w, high) if tail(w) > p else (low, w)
            out.append([float(df), float(p), text(-mp.exp(w))])
    return out


def main(path):
    data = {
        "gamma": gammas(),
        "fisher": betas(),
        "normal_quantiles": normal_quantiles(),
        "student_quantiles": student_quantiles(),
        "mixtures": mixtures(),
        "ratios": ratios(),
    }
    with open(path, "w") as file:
        json.dump(data, file, indent=0)
        file.write("\n")


main(sys.argv[1])
