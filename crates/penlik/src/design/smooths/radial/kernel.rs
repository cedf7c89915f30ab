//! Radial functions φ as functions of q = r², and dφ/dq, so that ∂φ/∂x = 2(x − x_j)·dφ/dq.
//!
//! Powers r^p, r^p(ln r + ℓ); with t = r/ρ the correlations 1 − 3t/2 + t³/2 on t < 1 (spherical), e^(−t^κ) and the Matérn functions
//! e^(−t) times 1, 1 + t, 1 + t + t²/3, 1 + t + 2t²/5 + t³/15 (ν = ½, 3/2, 5/2, 7/2, range not multiplied by √(2ν)).
//! At q = 0 a slope that has no limit is taken as 0.
//! Sources: J. Duchon, Lecture Notes in Mathematics 571 (1977), 85–100; L. Fahrmeir, T. Kneib, S. Lang and B. Marx, Regression, 2013, §8.1.6.

use crate::linalg::simd::dispatch;
use crate::linalg::vecmath::{exp, ln};
use serde::{Deserialize, Serialize};

/// φ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Kernel {
    /// r^p for odd p ≥ 1.
    Power {
        /// p
        power: i32,
    },
    /// r^p(ln r + ℓ) for even p ≥ 2.
    PowerLogarithm {
        /// p
        power: i32,
        /// ℓ, the logarithm of the unit that r is in.
        log_unit: f64,
    },
    /// 1 − 3t/2 + t³/2 where t < 1, else 0.
    Spherical {
        /// ρ > 0
        range: f64,
    },
    /// e^(−t^κ)
    PowerExponential {
        /// ρ > 0
        range: f64,
        /// 0 < κ ≤ 2
        power: f64,
    },
    /// The Matérn function of ν = degree + ½.
    Matern {
        /// ρ > 0
        range: f64,
        /// 0 to 3.
        degree: u8,
    },
}

impl Kernel {
    /// Puts φ in the place of q.
    pub fn values(&self, q: &mut [f64]) {
        match *self {
            Self::Power { power } => {
                let half = (power - 1) / 2;
                each(
                    q,
                    #[inline(always)]
                    |q| q.sqrt() * whole_power(q, half),
                );
            }
            Self::PowerLogarithm { power, log_unit } => {
                let half = power / 2;
                each(
                    q,
                    #[inline(always)]
                    |q| if q > 0.0 { whole_power(q, half) * (0.5 * ln(q) + log_unit) } else { 0.0 },
                );
            }
            Self::Spherical { range } => each(q, |q| {
                let t = q.sqrt() / range;
                // (1 − t)²(2 + t)/2, which does not cancel near the range.
                if t < 1.0 { 0.5 * (1.0 - t) * (1.0 - t) * (2.0 + t) } else { 0.0 }
            }),
            Self::PowerExponential { range, power } => each(
                q,
                #[inline(always)]
                |q| exp(-real_power(q.sqrt() / range, power)),
            ),
            Self::Matern { range, degree } => each(
                q,
                #[inline(always)]
                |q| {
                    let t = q.sqrt() / range;
                    matern(t, degree) * exp(-t)
                },
            ),
        }
    }

    /// Puts dφ/dq in the place of q.
    pub fn slopes(&self, q: &mut [f64]) {
        match *self {
            Self::Power { power } => {
                let (half, p) = ((power - 1) / 2, f64::from(power));
                each(q, |q| if q > 0.0 { 0.5 * p * whole_power(q, half) / q.sqrt() } else { 0.0 });
            }
            Self::PowerLogarithm { power, log_unit } => {
                let (half, p) = (power / 2 - 1, f64::from(power));
                let slope = |q: f64| 0.5 * whole_power(q, half) * p.mul_add(0.5 * ln(q) + log_unit, 1.0);
                each(q, |q| if q > 0.0 { slope(q) } else { 0.0 });
            }
            Self::Spherical { range } => each(q, |q| {
                let t = q.sqrt() / range;
                if t > 0.0 && t < 1.0 { -0.75 * (1.0 - t) * (1.0 + t) / (t * range * range) } else { 0.0 }
            }),
            Self::PowerExponential { range, power } => each(q, |q| {
                let t = q.sqrt() / range;
                let raised = real_power(t, power);
                if t > 0.0 { -0.5 * power * raised / (t * t) * exp(-raised) / (range * range) } else { 0.0 }
            }),
            Self::Matern { range, degree } => each(q, |q| {
                let t = q.sqrt() / range;
                -0.5 * matern_slope(t, degree) * exp(-t) / (range * range)
            }),
        }
    }
}

#[inline(always)]
fn each(q: &mut [f64], f: impl Fn(f64) -> f64) {
    dispatch(
        #[inline(always)]
        || q.iter_mut().for_each(|q| *q = f(*q)),
    );
}

/// qⁿ by repeated multiplication, for small n ≥ 0.
#[inline(always)]
fn whole_power(q: f64, n: i32) -> f64 {
    (0..n).fold(1.0, |product, _| product * q)
}

/// t^κ for t ≥ 0, κ > 0.
#[inline(always)]
fn real_power(t: f64, power: f64) -> f64 {
    if t > 0.0 { exp(power * ln(t)) } else { 0.0 }
}

#[inline(always)]
fn matern(t: f64, degree: u8) -> f64 {
    match degree {
        0 => 1.0,
        1 => 1.0 + t,
        2 => 1.0 + t * (1.0 + t / 3.0),
        _ => 1.0 + t * (1.0 + t * (0.4 + t / 15.0)),
    }
}

/// −φ′(t)·eᵗ/t.
fn matern_slope(t: f64, degree: u8) -> f64 {
    match degree {
        0 if t > 0.0 => 1.0 / t,
        0 => 0.0,
        1 => 1.0,
        2 => (1.0 + t) / 3.0,
        _ => 0.2 + t * (0.2 + t / 15.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernels() -> Vec<Kernel> {
        let range = 0.7;
        let mut all: Vec<Kernel> = (0..4).map(|degree| Kernel::Matern { range, degree }).collect();
        all.extend([1, 3, 5, 7].map(|power| Kernel::Power { power }));
        all.extend([2, 4, 6].map(|power| Kernel::PowerLogarithm { power, log_unit: 1.3 }));
        all.extend([0.5, 1.0, 1.7, 2.0].map(|power| Kernel::PowerExponential { range, power }));
        all.push(Kernel::Spherical { range });
        all
    }

    fn value(kernel: &Kernel, q: f64) -> f64 {
        let mut q = [q];
        kernel.values(&mut q);
        q[0]
    }

    #[test]
    fn slopes_are_those_of_the_values() {
        for kernel in kernels() {
            for q in [0.01, 0.2, 0.45, 0.6, 3.0] {
                // Richardson's combination of two central differences.
                let h = 1e-3 * q;
                let central = |h: f64| (value(&kernel, q + h) - value(&kernel, q - h)) / (2.0 * h);
                let wanted = (4.0 * central(h) - central(2.0 * h)) / 3.0;
                let mut slope = [q];
                kernel.slopes(&mut slope);
                assert!(
                    (slope[0] - wanted).abs() <= 1e-9 * (1.0 + wanted.abs()),
                    "{kernel:?} at {q}: {} {wanted}",
                    slope[0]
                );
            }
        }
    }

    #[test]
    fn values_at_known_points() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-15, "{a} {b}");
        close(value(&Kernel::Power { power: 3 }, 4.0), 8.0);
        close(value(&Kernel::PowerLogarithm { power: 2, log_unit: 0.5 }, 1.0), 0.5);
        close(value(&Kernel::Spherical { range: 2.0 }, 1.0), 1.0 - 0.75 + 0.0625);
        close(value(&Kernel::PowerExponential { range: 2.0, power: 2.0 }, 4.0), (-1.0_f64).exp());
        close(value(&Kernel::Matern { range: 1.0, degree: 3 }, 1.0), (2.4 + 1.0 / 15.0) * (-1.0_f64).exp());
        for kernel in kernels() {
            let limit = if matches!(kernel, Kernel::Power { .. } | Kernel::PowerLogarithm { .. }) { 0.0 } else { 1.0 };
            close(value(&kernel, 0.0), limit);
            let mut slope = [0.0];
            kernel.slopes(&mut slope);
            assert!(slope[0].is_finite());
        }
    }
}
