//! The modified Bessel functions K₀ and K₁, scaled: eᶻK₀(z) and eᶻK₁(z) for z > 0.
//!
//! Below z = 1 the power series about 0. From there on the trapezoidal rule with step h for
//! eᶻK_ν(z) = ∫₀^∞ exp(−z(cosh t − 1))·cosh(νt) dt, a sum of positive terms whose error falls like e^(−π²/h): the integrand is
//! entire and decays twice exponentially. The step shrinks with the width 1/√z of the integrand.
//!
//! Sources: NIST Digital Library of Mathematical Functions, 10.31 and 10.32.9; L. N. Trefethen and J. A. C. Weideman,
//! "The exponentially convergent trapezoidal rule", SIAM Review 56, 2014.

/// eᶻK₀(z) and eᶻK₁(z) at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaledBessel {
    /// eᶻK₀(z)
    pub k0: f64,
    /// eᶻK₁(z)
    pub k1: f64,
}

impl ScaledBessel {
    /// Both functions at z > 0. K₁ is infinite where 1/z is.
    ///
    /// ```
    /// use penlik::linalg::bessel::ScaledBessel;
    /// assert!((ScaledBessel::at(1.0).k1 - 1.636_153_486_263_258).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn at(z: f64) -> Self {
        if z < 1.0 { series(z) } else { trapezoid(z) }
    }
}

/// With L = ln(z/2) + γ and q = z²/4: K₀ = Σ q^k/k!²·(H_k − L), K₁ = 1/z + (z/2) Σ q^k/(k!(k+1)!)·(L − ½(H_k + H_{k+1})).
fn series(z: f64) -> ScaledBessel {
    /// Euler's γ.
    const GAMMA: f64 = 0.577_215_664_901_532_9;
    let (l, q) = ((0.5 * z).ln() + GAMMA, 0.25 * z * z);
    let (mut harmonic, mut weight) = (0.0, 1.0);
    let (mut k0, mut k1) = (0.0, 0.0);
    // At q = ¼ the terms fall below rounding after nine.
    for k in 0..12 {
        let next = f64::from(k + 1);
        k0 += weight * (harmonic - l);
        k1 += weight / next * (l - harmonic - 0.5 / next);
        harmonic += 1.0 / next;
        weight *= q / (next * next);
    }
    let scale = z.exp();
    ScaledBessel { k0: scale * k0, k1: scale * (1.0 / z + 0.5 * z * k1) }
}

fn trapezoid(z: f64) -> ScaledBessel {
    /// e^(−LAST) is far below rounding.
    const LAST: f64 = 42.0;
    let root = z.sqrt();
    let h = (0.6 / root).min(0.2);
    let (mut k0, mut k1) = (0.5, 0.5);
    // z(cosh t − 1) = 2(√z·sinh(t/2))², which neither cancels nor overflows.
    let half = |t: f64| (0.5 * t).sinh();
    let exponent = |s: f64| 2.0 * (root * s) * (root * s);
    let (mut t, mut s) = (h, half(h));
    // At z = ∞ the exponent is not a number, and both functions are 0.
    while exponent(s) <= LAST {
        let term = (-exponent(s)).exp();
        k0 += term;
        k1 += term * (2.0 * s).mul_add(s, 1.0);
        t += h;
        s = half(t);
    }
    ScaledBessel { k0: h * k0, k1: h * k1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// z, eᶻK₀(z), eᶻK₁(z), by 60-digit arithmetic.
    const WANTED: [(f64, f64, f64); 36] = [
        (1e-300, 690.8914594138721, 9.999999999999999e+299),
        (1e-200, 460.6329501144676, 1e+200),
        (1e-100, 230.37444081506297, 1e+100),
        (1e-30, 69.19348430547979, 9.999999999999999e+29),
        (1e-10, 23.141782447913048, 10000000001.0),
        (1e-05, 11.628973270095617, 100000.99994435512),
        (0.001, 7.030716002378251, 1000.9967345590684),
        (0.03, 3.7338824412739937, 34.28475542343765),
        (0.1, 2.6823261022628944, 10.890182683049696),
        (0.4, 1.662682089124301, 3.2586738792182124),
        (0.9, 1.1971633802518509, 1.7623882196059197),
        (0.999, 1.144955096845731, 1.6372990143017028),
        (1.0, 1.144463079806895, 1.6361534862632583),
        (1.001, 1.1439717155411275, 1.6350100860707517),
        (1.1, 1.0983302829475998, 1.5314037539811933),
        (1.7, 0.9059181385685513, 1.146039246230254),
        (2.0, 0.8415682150707714, 1.0334768470686886),
        (2.5, 0.7595486903280996, 0.900174423907878),
        (3.3, 0.6672591829792771, 0.7623242864920361),
        (5.0, 0.547807564313519, 0.6002738587883126),
        (7.7, 0.4448055636117709, 0.47285339942012367),
        (10.0, 0.39163193443659866, 0.41076657059578875),
        (13.0, 0.3443986454973262, 0.35740757020864),
        (20.0, 0.27854487665718225, 0.28542549694072644),
        (31.0, 0.2242101374192749, 0.2277981625945925),
        (50.0, 0.17680715585742934, 0.17856655855881556),
        (77.0, 0.14259820862893904, 0.14352120292343767),
        (100.0, 0.12517562165912657, 0.12579995047957854),
        (300.0, 0.0723300317396073, 0.07245048166725841),
        (700.0, 0.04736236945461357, 0.04739618765349454),
        (1000.0, 0.03962832160075422, 0.03964813081296021),
        (100000.0, 0.003963322343474756, 0.003963342160036932),
        (10000000000.0, 1.2533141372998339e-05, 1.2533141373624996e-05),
        (1e+30, 1.2533141373155003e-15, 1.2533141373155003e-15),
        (1e+100, 1.2533141373155003e-50, 1.2533141373155003e-50),
        (1e+300, 1.2533141373155002e-150, 1.2533141373155002e-150),
    ];

    #[test]
    fn both_functions_agree_with_sixty_digits_over_six_hundred_decades() {
        for (z, k0, k1) in WANTED {
            let found = ScaledBessel::at(z);
            for (found, wanted) in [(found.k0, k0), (found.k1, k1)] {
                assert!((found / wanted - 1.0).abs() < 2e-15, "at {z:e}: {found:e}, not {wanted:e}");
            }
        }
    }

    #[test]
    fn both_functions_end_at_zero() {
        assert_eq!(ScaledBessel::at(f64::INFINITY), ScaledBessel { k0: 0.0, k1: 0.0 });
        assert!(ScaledBessel::at(f64::MAX).k1 > 0.0);
    }

    #[test]
    fn the_series_and_the_integral_agree_where_they_meet() {
        for z in [0.7, 1.0, 1.2] {
            let (a, b) = (series(z), trapezoid(z));
            assert!((a.k0 / b.k0 - 1.0).abs() < 3e-15 && (a.k1 / b.k1 - 1.0).abs() < 3e-15, "{z}: {a:?}, {b:?}");
        }
    }
}
