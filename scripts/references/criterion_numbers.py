"""Numbers of 256 bits (77 digits) by MPFR, with the functions that criterion.py needs."""

import gmpy2
from gmpy2 import const_pi, erfc, exp, log, mpfr, sign, sqrt

gmpy2.get_context().precision = 256
pi = const_pi()
__all__ = ["exp", "log", "log_gamma", "mpfr", "normal_cdf", "normal_density", "pi", "sign", "sqrt", "text"]


def log_gamma(x):
    return gmpy2.lgamma(x)[0]


def normal_density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def normal_cdf(x):
    return erfc(-x / sqrt(mpfr(2))) / 2


def text(x, digits):
    return f"{x:.{digits}g}" if x else "0"
