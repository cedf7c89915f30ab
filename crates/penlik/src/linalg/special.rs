//! Special functions behind likelihoods and tests: ln Γ, and the tails of the normal, t and F distributions.

/// ln Γ(x) for x > 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// P(|Z| > |z|) for a standard normal Z.
#[must_use]
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// P(|T| > |t|) for Student's t with `df` > 0 degrees of freedom: I_x(df/2, 1/2) at x = df/(df + t²).
#[must_use]
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    let square = t * t;
    if !square.is_finite() {
        return 0.0;
    }
    if df > 1e6 {
        // Wallace's normal deviate, whose error falls with df².
        let factor = (8.0 * df + 1.0) / (8.0 * df + 3.0);
        return normal_two_sided(factor * (df * (square / df).ln_1p()).sqrt());
    }
    half_beta_tail(df / 2.0, df / (df + square), square / (df + square))
}

/// The regularised incomplete beta function I_x(a, 1/2), with y = 1 − x given so that neither is lost.
///
/// Lentz's evaluation of the continued fraction on the side where it converges fast.
/// Source: NIST Digital Library of Mathematical Functions, 8.17.22.
fn half_beta_tail(a: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    const LN_GAMMA_HALF: f64 = 0.572_364_942_924_700_1;
    // For a large, ln x by ln_1p(−y) keeps the digits that a·ln x needs.
    let ln_x = if y < 0.5 { (-y).ln_1p() } else { x.ln() };
    let front = (a * ln_x + 0.5 * y.ln() + half_step(a) - LN_GAMMA_HALF).exp();
    if x < (a + 1.0) / (a + 2.5) {
        front * beta_fraction(a, 0.5, x) / a
    } else {
        1.0 - front * beta_fraction(0.5, a, y) / 0.5
    }
}

/// ln Γ(a + ½) − ln Γ(a), for large a by its asymptotic series, where the difference itself would cancel.
fn half_step(a: f64) -> f64 {
    if a < 40.0 {
        return ln_gamma(a + 0.5) - ln_gamma(a);
    }
    let r = 1.0 / a;
    0.5 * a.ln() - r / 8.0 + r.powi(3) / 192.0 - r.powi(5) / 640.0 + 17.0 * r.powi(7) / 14_336.0
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    // The fraction needs about √a terms.
    const STEPS: usize = 20_000;
    let nonzero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / nonzero(1.0 + term * d);
            c = nonzero(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64, digits: f64) {
        assert!((found / wanted - 1.0).abs() < digits, "{found:e} for {wanted:e}");
    }

    // Wanted values: 30-digit evaluations of the defining integrals.
    #[test]
    fn normal_tails_keep_their_relative_accuracy() {
        close(normal_two_sided(1.96), 0.049_995_790_296_440_87, 1e-14);
        close(normal_two_sided(-10.0), 1.523_970_604_832_105e-23, 1e-13);
        assert_eq!(normal_two_sided(0.0), 1.0);
        assert_eq!(normal_two_sided(1e10), 0.0);
    }

    #[test]
    fn student_tails_are_right_in_the_centre_and_far_out() {
        // One degree of freedom is the Cauchy law, two have the closed form 1 − t/√(2 + t²).
        close(student_two_sided(1.0, 1.0), 0.5, 1e-13);
        close(student_two_sided(1e6, 1.0), 2.0 / std::f64::consts::PI * 1e-6, 1e-12);
        for t in [0.1, 1.0, 3.0, 30.0_f64] {
            let root = (2.0 + t * t).sqrt();
            close(student_two_sided(t, 2.0), 2.0 / (root * (root + t)), 1e-12);
        }
        close(student_two_sided(2.0, 1e12), normal_two_sided(2.0), 1e-11);
        close(student_two_sided(2.0, 1e6), student_two_sided(2.0, 1.000_000_1e6), 1e-10);
        // Both sides of the switch to the series for large degrees of freedom agree.
        close(half_step(39.999_999), ln_gamma(40.499_999) - ln_gamma(39.999_999), 1e-13);
        close(half_step(40.0), ln_gamma(40.5) - ln_gamma(40.0), 1e-13);
        assert_eq!(student_two_sided(0.0, 5.0), 1.0);
    }
}
