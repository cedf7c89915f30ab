//! Special functions behind likelihoods and tests: ln Γ, and the tails of the normal, t and F distributions.

/// ln Γ(x) for x > 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// ln Γ(x + 1) − (x ln x − x + ½ln(2πx)) for x > 0, what Stirling's formula leaves.
#[must_use]
pub fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return ln_gamma(x + 1.0) - (x * x.ln() - x + 0.5 * (std::f64::consts::TAU * x).ln());
    }
    let r = 1.0 / x;
    let s = r * r;
    r * (1.0 / 12.0
        - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * 691.0 / 360_360.0)))))
}

/// P(|Z| > |z|) for a standard normal Z.
#[must_use]
pub fn normal_two_sided(z: f64) -> f64 {
    use std::f64::consts::FRAC_1_SQRT_2;
    /// What the nearest float leaves of 1/√2.
    const REST: f64 = -4.833_646_656_726_457e-17;
    let z = z.abs();
    let x = z * FRAC_1_SQRT_2;
    // The tail multiplies a relative error of its argument by z², so the rounding of x is put back: erfc(x + e) ≈ erfc(x)(1 − 2xe).
    let e = z.mul_add(FRAC_1_SQRT_2, -x) + z * REST;
    let tail = libm::erfc(x);
    if tail > 0.0 { tail * (-2.0 * x).mul_add(e, 1.0) } else { 0.0 }
}

/// P(|T| > |t|) for Student's t with `df` > 0 degrees of freedom: I_x(df/2, 1/2) at x = df/(df + t²).
#[must_use]
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    // From here on the series for many degrees of freedom is exact, and the continued fraction is not any more.
    const MANY: f64 = 1e4;
    let t = t.abs();
    if df > MANY { normal_two_sided(normal_deviate(t, df)) } else { half_beta_tail(df / 2.0, &Odds::new(t, df)) }
}

/// The normal deviate z with the tail of Student's t, for many degrees of freedom.
///
/// Source: G. W. Hill, Communications of the ACM 13 (1970), 617–619.
fn normal_deviate(t: f64, df: f64) -> f64 {
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let y = (a * Odds::new(t, df).ln_one_plus).sqrt();
    let s = y * y;
    let first = y * (s + 3.0);
    let second = y * (((4.0 * s + 33.0) * s + 240.0) * s + 855.0) / 10.0;
    let inner = ((64.0 * s + 788.0) * s + 9801.0) * s + 89_775.0;
    let third = y * ((inner * s + 543_375.0) * s + 1_788_885.0) / 210.0;
    // Beyond this deviate the tail is 0 in floating point, and the series does not end.
    if y > 40.0 { y } else { y + (first - (second - third / b) / b) / b }
}

/// q = t²/df with what follows from it, though t² may overflow.
struct Odds {
    q: f64,
    ln_q: f64,
    ln_one_plus: f64,
}

impl Odds {
    fn new(t: f64, df: f64) -> Self {
        const FAR: f64 = 1e100;
        let q = t / df * t;
        let ln_q = if t < FAR { q.ln() } else { 2.0 * t.ln() - df.ln() };
        Self { q, ln_q, ln_one_plus: if q < 1.0 { q.ln_1p() } else { ln_q + (1.0 / q).ln_1p() } }
    }
}

/// The regularised incomplete beta function I_x(a, 1/2) at x = 1/(1 + q).
///
/// Lentz's evaluation of the continued fraction on the side where it converges fast.
/// Source: NIST Digital Library of Mathematical Functions, 8.17.22.
fn half_beta_tail(a: f64, odds: &Odds) -> f64 {
    const LN_GAMMA_HALF: f64 = 0.572_364_942_924_700_1;
    if odds.q == 0.0 {
        return 1.0;
    }
    let (x, y) = (1.0 / (1.0 + odds.q), 1.0 / (1.0 + 1.0 / odds.q));
    let (ln_x, ln_y) = (-odds.ln_one_plus, odds.ln_q - odds.ln_one_plus);
    let front = (a * ln_x + 0.5 * ln_y + half_step(a) - LN_GAMMA_HALF).exp();
    if x < (a + 1.0) / (a + 2.5) {
        front * beta_fraction(a, 0.5, x) / a
    } else {
        1.0 - front * beta_fraction(0.5, a, y) / 0.5
    }
}

/// ln Γ(a + ½) − ln Γ(a), for large a by its asymptotic series, where the difference itself would cancel.
#[must_use]
pub fn half_step(a: f64) -> f64 {
    if a < 40.0 {
        return ln_gamma(a + 0.5) - ln_gamma(a);
    }
    let r = 1.0 / a;
    0.5 * a.ln() - r / 8.0 + r.powi(3) / 192.0 - r.powi(5) / 640.0 + 17.0 * r.powi(7) / 14_336.0
}

/// The derivative of [`half_step`], ψ(a + ½) − ψ(a) for a > 0: by recurrence up to 40, then by the asymptotic series.
#[must_use]
pub fn half_step_slope(a: f64) -> f64 {
    let (mut sum, mut a) = (0.0, a);
    while a < 40.0 {
        sum += 0.5 / (a + 0.5) / a;
        a += 1.0;
    }
    let r = 1.0 / a;
    let s = r * r;
    sum + r * (0.5 + r * (0.125 - s * (1.0 / 64.0 - s * (1.0 / 128.0 - s * 17.0 / 2048.0))))
}

/// ψ(a + ½) − ψ(a) − 1/(2a) and its derivative for a > 0, by terms of one sign.
#[must_use]
pub fn half_step_excess(a: f64) -> (f64, f64) {
    let (mut first, mut second, mut a) = (0.0, 0.0, a);
    while a < 40.0 {
        let [x, y, z] = [1.0 / a, 1.0 / (a + 0.5), 1.0 / (a + 1.0)];
        let term = 0.25 * x * y * z;
        first += term;
        second -= term * (x + y + z);
        a += 1.0;
    }
    let r = 1.0 / a;
    let s = r * r;
    let tail = 0.125 - s * (1.0 / 64.0 - s * (1.0 / 128.0 - s * 17.0 / 2048.0));
    let tail_slope = 0.25 - s * (1.0 / 16.0 - s * (6.0 / 128.0 - s * 136.0 / 2048.0));
    (first + s * tail, second - s * r * tail_slope)
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
        close(student_two_sided(20.0, 1e5), 8.223_493_910_654_362e-89, 1e-13);
        close(student_two_sided(3.0, 1e6), 0.002_699_862_541_421_797_1, 1e-13);
        close(student_two_sided(37.0, 1e7), 1.200_121_232_263_834e-299, 1e-12);
        // Both sides of the switch to normal deviates agree.
        for t in [1e-3, 0.5, 2.0, 9.0, 36.0] {
            close(student_two_sided(t, 1e4), student_two_sided(t, 1e4_f64.next_up()), 2e-12);
        }
        // Both sides of the switch to the series for large degrees of freedom agree.
        close(half_step(39.999_999), ln_gamma(40.499_999) - ln_gamma(39.999_999), 1e-13);
        close(half_step(40.0), ln_gamma(40.5) - ln_gamma(40.0), 1e-13);
        assert_eq!(student_two_sided(0.0, 5.0), 1.0);
    }

    #[test]
    fn half_steps_of_the_gamma_function_agree_with_sixty_digits() {
        for (a, step, slope) in [
            (1e-10, -22.453485987154387, 9999999998.613705),
            (0.001, -6.336774987884822, 998.6169883097939),
            (0.1, -1.854478793664971, 8.883135726517885),
            (0.5, -0.5723649429247001, 1.3862943611198906),
            (1.0, -0.12078223763524522, 0.6137056388801094),
            (3.3, 0.5592236312741705, 0.1628673569326525),
            (10.0, 1.1387977393222941, 0.051248445230965264),
            (39.9, 1.8400554118458892, 0.012609839252544625),
            (40.0, 1.8413148084219249, 0.012578118898390458),
            (41.0, 1.8537373284204821, 0.012269476923081817),
            (100.0, 2.3013350982022227, 0.005012499843757812),
            (10000.0, 4.605157685988097, 5.0001249999998436e-05),
            (10000000000.0, 11.512925464957728, 5.000000000125e-11),
        ] {
            assert!((half_step(a) - step).abs() < 4e-14, "{a}: {} for {step}", half_step(a));
            close(half_step_slope(a), slope, 2e-15);
        }
    }

    #[test]
    fn heavy_tails_do_not_end_where_the_square_of_the_statistic_overflows() {
        close(student_two_sided(1e300, 1.0), 6.366_197_723_675_813e-301, 1e-12);
        close(student_two_sided(1e155, 1.7), 2.639_645_248_715_284_5e-264, 1e-12);
        assert_eq!(student_two_sided(1e300, 10.0), 0.0);
        assert_eq!(student_two_sided(f64::MAX, 1e9), 0.0);
    }
}
