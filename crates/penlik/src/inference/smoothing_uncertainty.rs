//! The covariance of coefficients that counts the uncertainty of the log-strengths ρ.
//!
//! V_c = φH⁻¹ + J V_ρ Jᵀ + V″, with J = (β_1, β_2, …), β_k = ∂β̂/∂ρ_k; V_ρ the inverse of the Hessian of the criterion; and
//! V″ = Σ_kl V_ρ,kl Ṙ_k Ṙ_lᵀ, where φH⁻¹ = R Rᵀ with R lower triangular and Ṙ_k = ∂R/∂ρ_k = −RΦ_k: V″ = R(Σ_kl V_ρ,kl Φ_kΦ_lᵀ)Rᵀ.
//! The posterior is β = β̂_ρ + R_ρ z, z ~ N(0, 1); both terms are the first-order spread of it as ρ ~ N(ρ̂, V_ρ) moves.
//!
//! A log-strength at ±∞ moves nothing and adds nothing. A dispersion or a parameter of the family that is estimated is one more
//! coordinate of ρ; for ln φ, ∂β̂ = 0 and, since φH⁻¹ grows with φ, Ḣ = −H.
//! Source: S. N. Wood, N. Pya and B. Säfken, Journal of the American Statistical Association 111 (2016), 1548–1563.

use crate::linalg::cholesky_derivative::InverseRoot;
use crate::linalg::row_major::add_product;
use crate::linalg::semidefinite_root::Root;
use crate::linalg::{Symmetric, SymmetricEigen, large_product, transposed};

/// V_ρ: the inverse of the criterion's Hessian on the coordinates that are `interior`, zero elsewhere. Directions in which the
/// criterion is flat or falls, by the signs of eigenvalues on unit scale, get no variance.
#[must_use]
pub fn criterion_covariance(hessian: &Symmetric, interior: &[bool]) -> Option<Symmetric> {
    let n = hessian.order;
    let kept: Vec<usize> = (0..n).filter(|&k| interior[k] && hessian.get(k, k) > 0.0).collect();
    let m = kept.len();
    let units: Vec<f64> = kept.iter().map(|&k| hessian.get(k, k).sqrt()).collect();
    let mut inner = Symmetric::zeros(m);
    for i in 0..m {
        (0..=i).for_each(|j| inner.add(i, j, hessian.get(kept[i], kept[j]) / units[i] / units[j]));
    }
    let eigen = SymmetricEigen::new(&inner)?;
    let floor = f64::EPSILON * m as f64 * m as f64;
    let mut out = Symmetric::zeros(n);
    for (e, v) in eigen.values().iter().zip(eigen.rows().chunks_exact(m.max(1))).filter(|(e, _)| **e > floor) {
        for i in 0..m {
            (0..=i).for_each(|j| out.add(kept[i], kept[j], v[i] * v[j] / e / units[i] / units[j]));
        }
    }
    Some(out)
}

/// What depends on the log-strengths at the optimum.
#[derive(Debug, Clone, Copy)]
pub struct Movement<'a> {
    /// β_k = ∂β̂/∂ρ_k, one vector for each coordinate.
    pub beta: &'a [Vec<f64>],
    /// Ḣ_k = ∂H/∂ρ_k, with the change that β̂ brings; not looked at where V_ρ is zero.
    pub hessian: &'a [Symmetric],
    /// V_ρ.
    pub rho_covariance: &'a Symmetric,
}

/// The two terms that the uncertainty of ρ adds to φH⁻¹.
#[derive(Debug, Clone, PartialEq)]
pub struct SmoothingUncertainty {
    /// J V_ρ Jᵀ
    pub mean: Symmetric,
    /// V″
    pub spread: Symmetric,
}

impl SmoothingUncertainty {
    /// From H⁻¹ and φ; `None` where H⁻¹ is not positive definite or V_ρ is not finite.
    #[must_use]
    pub fn new(inverse: &Symmetric, scale: f64, movement: &Movement<'_>) -> Option<Self> {
        let n = inverse.order;
        // With V_ρ = M Mᵀ both are sums of outer products, hence positive semidefinite.
        let m = Root::new(movement.rho_covariance)?;
        let (mut mean, mut spread) = (Symmetric::zeros(n), Symmetric::zeros(n));
        if m.rank == 0 {
            return Some(Self { mean, spread });
        }
        let root = InverseRoot::new(inverse)?;
        // A coordinate that does not move needs no Ḣ.
        let moves = |k: usize| movement.rho_covariance.get(k, k) > 0.0;
        let half = |(k, h): (usize, &Symmetric)| if moves(k) { root.half(h) } else { vec![0.0; n * n] };
        let halves: Vec<Vec<f64>> = movement.hessian.iter().enumerate().map(half).collect();
        for r in 0..m.rank {
            add_outer(&combined(movement.beta, &m, r, n), 1, &mut mean);
            add_outer(&combined(&halves, &m, r, n * n), n, &mut spread);
        }
        let mut spread = root.spread(&spread);
        spread.data.iter_mut().for_each(|x| *x *= scale);
        Some(Self { mean, spread })
    }

    /// J V_ρ Jᵀ + V″, which is V_c − φH⁻¹.
    #[must_use]
    pub fn excess(&self) -> Symmetric {
        let data = self.mean.data.iter().zip(&self.spread.data).map(|(a, b)| a + b).collect();
        Symmetric { order: self.mean.order, data }
    }

    /// V_c.
    #[must_use]
    pub fn corrected(&self, inverse: &Symmetric, scale: f64) -> Symmetric {
        let data = self.excess().data.iter().zip(&inverse.data).map(|(more, v)| scale.mul_add(*v, *more)).collect();
        Symmetric { order: inverse.order, data }
    }
}

/// Σ_k M_kr x_k
fn combined(xs: &[Vec<f64>], m: &Root, r: usize, length: usize) -> Vec<f64> {
    let mut out = vec![0.0; length];
    for (k, x) in xs.iter().enumerate() {
        let factor = m.data[k * m.rank + r];
        if factor != 0.0 {
            add_product(&[factor], x, 1, length, &mut out);
        }
    }
    out
}

/// Adds A Aᵀ for A in rows of `columns` entries.
fn add_outer(a: &[f64], columns: usize, out: &mut Symmetric) {
    let mut square = vec![0.0; out.data.len()];
    large_product(a, columns, &transposed(a, columns), out.order, &mut square);
    let n = out.order;
    for i in 0..n {
        (0..=i).for_each(|j| out.add(i, j, square[i * n + j]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Cholesky;

    #[test]
    fn a_boundary_and_a_flat_direction_get_no_variance() {
        let hessian = Symmetric { order: 3, data: vec![2.0, 1.0, 0.5, 1.0, 3.0, 0.1, 0.5, 0.1, 1.0] };
        let v = criterion_covariance(&hessian, &[true, true, false]).unwrap();
        let wanted = [0.6, -0.2, 0.0, -0.2, 0.4, 0.0, 0.0, 0.0, 0.0];
        assert!(v.data.iter().zip(wanted).all(|(v, w)| (v - w).abs() < 1e-15), "{v:?}");
        // (1, −1) is flat.
        let flat = Symmetric { order: 2, data: vec![1.0, 1.0, 1.0, 1.0] };
        let v = criterion_covariance(&flat, &[true, true]).unwrap();
        assert!(v.data.iter().all(|v| (v - 0.25).abs() < 1e-15), "{v:?}");
        let falling = Symmetric { order: 1, data: vec![-1.0] };
        assert_eq!(criterion_covariance(&falling, &[true]).unwrap().data, [0.0]);
    }

    /// One coefficient, H = 1 + e^ρ: R = √φ(1 + e^ρ)^(−½), so V″ = φ·e^(2ρ)/(4(1 + e^ρ)³)·V_ρ.
    #[test]
    fn one_coefficient_agrees_with_the_closed_form() {
        let (lambda, phi, variance): (f64, f64, f64) = (0.7, 2.5, 1.3);
        let one = |x: f64| Symmetric { order: 1, data: vec![x] };
        let movement = Movement { beta: &[vec![0.4]], hessian: &[one(lambda)], rho_covariance: &one(variance) };
        let inverse = one(1.0 / (1.0 + lambda));
        let found = SmoothingUncertainty::new(&inverse, phi, &movement).unwrap();
        let spread = phi * lambda * lambda / (4.0 * (1.0 + lambda).powi(3)) * variance;
        assert!((found.mean.data[0] - 0.16 * variance).abs() < 1e-15);
        assert!((found.spread.data[0] / spread - 1.0).abs() < 1e-14);
        let corrected = found.corrected(&inverse, phi).data[0];
        assert!((corrected - phi / (1.0 + lambda) - 0.16 * variance - spread).abs() < 1e-15);
    }

    /// V″ is the second moment of R_ρ z − R z to first order: compare with differences of the factor itself.
    #[test]
    fn the_spread_of_several_coordinates_agrees_with_differences() {
        let base = [5.0, 1.0, 0.5, 1.0, 4.0, -1.0, 0.5, -1.0, 3.0];
        let parts = [[1.0, 0.2, 0.0, 0.2, 0.5, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0, -0.5, 0.0, -0.5, 2.0]];
        let h = |rho: [f64; 2]| {
            let data = (0..9).map(|k| base[k] + (0..2).map(|j| rho[j].exp() * parts[j][k]).sum::<f64>()).collect();
            Symmetric { order: 3, data }
        };
        let inverse = |rho| Cholesky::new(&h(rho)).unwrap().inverse();
        let factor = |rho| InverseRoot::new(&inverse(rho)).unwrap().factor().to_vec();
        let rho = [0.3_f64, -0.6];
        let slopes: Vec<Symmetric> =
            (0..2).map(|j| Symmetric { order: 3, data: parts[j].map(|x| x * rho[j].exp()).into() }).collect();
        let v = Symmetric { order: 2, data: vec![0.8, 0.3, 0.3, 0.5] };
        let zero = [vec![0.0; 3], vec![0.0; 3]];
        let movement = Movement { beta: &zero, hessian: &slopes, rho_covariance: &v };
        let found = SmoothingUncertainty::new(&inverse(rho), 1.0, &movement).unwrap().spread;
        let central = |j: usize, step: f64| -> Vec<f64> {
            let moved = |s: f64| {
                let mut at = rho;
                at[j] += s;
                factor(at)
            };
            moved(step).iter().zip(moved(-step)).map(|(a, b)| (a - b) / (2.0 * step)).collect()
        };
        let derivative: Vec<Vec<f64>> = (0..2)
            .map(|j| {
                let (a, b) = (central(j, 2e-3), central(j, 1e-3));
                a.iter().zip(b).map(|(a, b)| (4.0 * b - a) / 3.0).collect()
            })
            .collect();
        for i in 0..3 {
            for j in 0..3 {
                let mut wanted = 0.0;
                for k in 0..2 {
                    for l in 0..2 {
                        for r in 0..3 {
                            wanted += v.get(k, l) * derivative[k][i * 3 + r] * derivative[l][j * 3 + r];
                        }
                    }
                }
                assert!((found.get(i, j) - wanted).abs() < 1e-11, "{} for {wanted}", found.get(i, j));
            }
        }
    }
}
