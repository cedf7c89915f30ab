//! The scaled complementary error function and the moments of a cut normal law.
//!
//! With iⁿ the n-th repeated integral of erfc, the ratios r_n(u) = iⁿ(u)/iⁿ⁻¹(u) obey r_{n−1} = 1/(2u + 2n·r_n), a continued
//! fraction of positive terms that is taken for u ≥ 2; below, erfc itself.
//! Source: NIST Digital Library of Mathematical Functions, 7.18.7 and 7.9.

/// e^(u²)·erfc(u) and what follows from it, for u ≥ 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaledErfc {
    /// u√π·e^(u²)·erfc(u), which is 1 at infinity.
    pub far: f64,
    /// e^(u²)·erfc(u)
    pub value: f64,
    /// 2·E t² under the density ∝ exp(−t² − 2ut) on t > 0, which is 1 + 2u² − 2u/(√π·e^(u²)·erfc(u)) without its cancellation.
    pub square: f64,
}

impl ScaledErfc {
    /// At u ≥ 0.
    ///
    /// ```
    /// use penlik::linalg::scaled_erfc::ScaledErfc;
    /// assert!((ScaledErfc::at(1.0).value - 0.427_583_576_155_807).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn at(u: f64) -> Self {
        if u < 2.0 { near(u) } else { fraction(u) }
    }
}

fn root_pi() -> f64 {
    std::f64::consts::PI.sqrt()
}

fn near(u: f64) -> ScaledErfc {
    let square = u * u;
    // What the rounding of u² lost is put back.
    let value = square.exp() * (1.0 + u.mul_add(u, -square)) * libm::erfc(u);
    let far = u * root_pi() * value;
    ScaledErfc { far, value, square: 1.0 + 2.0 * square - 2.0 * u / (root_pi() * value) }
}

fn fraction(u: f64) -> ScaledErfc {
    /// Enough at u = 2.
    const TERMS: u32 = 160;
    let mut ratios = [0.0; 3];
    let mut r = 0.0;
    for n in (1..=TERMS).rev() {
        r = 1.0 / (2.0 * u + 2.0 * f64::from(n) * r);
        // After this line r is r_{n−1}.
        if n <= 3 {
            ratios[n as usize - 1] = r;
        }
    }
    let [r0, r1, r2] = ratios;
    // u·r₀ is ½ at infinity, where the product would not be a number.
    let far = if u.is_finite() { 2.0 * u * r0 } else { 1.0 };
    ScaledErfc { far, value: 2.0 / root_pi() * r0, square: 4.0 * r1 * r2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_agree_with_sixty_digits() {
        for (u, value, square) in [
            (0.0, 1.0, 1.0),
            (1e-300, 1.0, 1.0),
            (1e-10, 0.999999999887162, 0.999999999887162),
            (0.1, 0.8964569799691267, 0.8941290221049566),
            (0.5, 0.6156903441929259, 0.5836471793506508),
            (1.0, 0.427583576155807, 0.36103248576520874),
            (1.5, 0.3215854164543175, 0.23679879733070844),
            (1.99, 0.2564678367195299, 0.16481542140391825),
            (2.0, 0.25539567631050575, 0.1636783880111716),
            (2.01, 0.2543318765608183, 0.16255209627911282),
            (2.5, 0.2108063640611436, 0.11829812253402243),
            (3.0, 0.17900115118138996, 0.08873893299029673),
            (5.0, 0.11070463773306863, 0.03649972568159247),
            (10.0, 0.05614099274382259, 0.009758832653957704),
            (20.0, 0.02817434874105132, 0.002484517832112427),
            (1000.0, 0.0005641893014533876, 9.9999750000925e-07),
            (100000000.0, 5.641895835477562e-09, 9.999999999999997e-17),
            (1e+150, 5.641895835477563e-151, 1e-300),
        ] {
            let found = ScaledErfc::at(u);
            assert!((found.value / value - 1.0).abs() < 2e-15, "at {u}: {:e}, not {value:e}", found.value);
            // Below u = 2 up to two digits cancel.
            assert!((found.square / square - 1.0).abs() < 3e-14, "at {u}: {:e}, not {square:e}", found.square);
            assert!((found.far - u * root_pi() * value).abs() < 3e-15);
        }
        assert_eq!(ScaledErfc::at(f64::INFINITY), ScaledErfc { far: 1.0, value: 0.0, square: 0.0 });
    }
}
