//! The spectral lift: P(θ) = λ Σ_i k(σ_i), the singular values σ_i of the n × k matrix θ = U·diag(σ)·Vᵀ.
//!
//! λ ≥ 0 is the strength, k an even kernel. ∇P = λ U·diag(k′(σ))·Vᵀ. The Hessian is diagonal in the basis of the singular vectors
//! (see [`curvature::Spectral`]): with f = k′ and its divided differences it has f[σ_i, σ_j] on the symmetric part, which is k″(σ_i)
//! for i = j, f[σ_i, −σ_j] = (k′(σ_i) + k′(σ_j))/(σ_i + σ_j) on the antisymmetric part, and f[σ_i, −σ_i] = k′(σ_i)/σ_i beside them.
//! The bound is positive in the same basis: the kernel's bound for k″(σ_i), and of the others what is positive. The prox moves σ
//! by the prox of the kernel and keeps U and V
//! (A. S. Lewis, "The convex analysis of unitarily invariant matrix functions", Journal of Convex Analysis 2, 1995).
//!
//! [`curvature::Spectral`]: crate::curvature::Spectral

use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

use super::super::{Block, Local, Penalty, PenaltyError, Prox, Shaped, Smooth};
use super::third::Third;
use crate::check::{CheckError, Code, all_finite, finite, length, non_negative};
use crate::curvature::{self, Curvature, SingularBasis, Spectrum};
use crate::kernels::{Scalar, ScalarProx, ShapedSpectralKernel, SpectralKernel};
use crate::linalg::{Singular, Workers, singular_values};

/// λ Σ_i k(σ_i).
///
/// ```
/// use penlik::kernels::Absolute;
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Prox, Spectral};
/// let nuclear = Spectral::new(Absolute, 1.0)?;
/// let mut out = [0.0; 4];
/// nuclear.prox(Block::new(&[3.0, 0.0, 0.0, 1.0], 2)?, 2.0, &mut out, &Workers::sequential())?;
/// assert!((out[0] - 1.0).abs() < 1e-15 && out[1..] == [0.0; 3]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Spectral<K> {
    pub(super) kernel: K,
    pub(super) strength: f64,
}

impl<K: Scalar> Spectral<K> {
    /// The kernel, multiplied by a strength λ ≥ 0.
    pub fn new(kernel: K, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { kernel, strength: non_negative("strength", strength)? })
    }

    /// λ times a sum over singular values, or that it overflows.
    fn total(&self, terms: impl Iterator<Item = f64>, quantity: &'static str) -> Result<f64, PenaltyError> {
        let total = self.strength * terms.sum::<f64>();
        if total.is_finite() { Ok(total) } else { Err(PenaltyError::Overflow { quantity }) }
    }

    fn value_at(&self, sigma: &[f64], quantity: &'static str) -> Result<f64, PenaltyError> {
        self.total(sigma.iter().map(|s| self.kernel.value(0, *s)), quantity)
    }

    /// out = λ U·diag(f(σ))·Vᵀ
    fn rebuild(
        &self,
        parts: &Singular,
        f: impl Fn(f64) -> f64,
        out: &mut [f64],
        quantity: &'static str,
    ) -> Result<(), PenaltyError> {
        let spectrum: Vec<f64> = parts.values().iter().map(|s| self.strength * f(*s)).collect();
        parts.rebuild(&spectrum, out);
        if all_finite(out) { Ok(()) } else { Err(PenaltyError::Overflow { quantity }) }
    }
}

/// The decomposition of θ; none where θ has no entries.
fn decomposed(theta: Block<'_>) -> Result<Option<Singular>, PenaltyError> {
    finite("theta", theta.values())?;
    if theta.values().is_empty() {
        return Ok(None);
    }
    Singular::new(theta.values(), theta.columns()).map(Some).ok_or_else(undecomposed)
}

fn undecomposed() -> PenaltyError {
    let value = "one whose singular values were not found";
    CheckError::new(Code::NotConverged, "theta", value, "a matrix that decomposes").into()
}

impl<K: Scalar> Penalty for Spectral<K> {
    fn value(&self, theta: Block<'_>, _workers: &Workers) -> Result<f64, PenaltyError> {
        finite("theta", theta.values())?;
        if theta.values().is_empty() {
            return Ok(0.0);
        }
        let sigma = singular_values(theta.values(), theta.columns()).ok_or_else(undecomposed)?;
        self.value_at(&sigma, "the value")
    }
}

impl<K: SpectralKernel> Spectral<K> {
    fn value_gradient_of(&self, parts: Option<&Singular>, out: &mut [f64]) -> Result<f64, PenaltyError> {
        const QUANTITY: &str = "the value or the gradient";
        let Some(parts) = parts else { return Ok(0.0) };
        self.rebuild(parts, |s| self.kernel.jet(0, s).d1, out, QUANTITY)?;
        self.value_at(parts.values(), QUANTITY)
    }

    /// λ times functions of one singular value, of two, of one and another with its sign changed.
    fn spectrum(&self, sigma: &[f64], equal: impl Fn(f64) -> f64, pair: impl Fn(f64, f64) -> f64) -> Spectrum {
        let p = sigma.len();
        let each = |f: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..p * p).map(|q| self.strength * f((q / p).max(q % p), (q / p).min(q % p))).collect()
        };
        Spectrum {
            symmetric: each(&|i, j| if i == j { equal(sigma[i]) } else { pair(sigma[i], sigma[j]) }),
            antisymmetric: each(&|i, j| pair(sigma[i], -sigma[j])),
            beside: sigma.iter().map(|s| self.strength * pair(*s, -s)).collect(),
        }
    }

    pub(super) fn curvature(
        basis: &Arc<SingularBasis>,
        spectrum: Spectrum,
        quantity: &'static str,
    ) -> Result<Curvature, PenaltyError> {
        let Spectrum { symmetric, antisymmetric, beside } = &spectrum;
        if [symmetric, antisymmetric, beside].into_iter().all(|part| all_finite(part)) {
            return Ok(Curvature::Spectral(curvature::Spectral::new(basis.clone(), spectrum)));
        }
        Err(PenaltyError::Overflow { quantity })
    }
}

fn empty() -> Curvature {
    Curvature::Diagonal(curvature::Diagonal::new(vec![]))
}

impl<K: SpectralKernel + Debug> Smooth for Spectral<K> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], _workers: &Workers) -> Result<f64, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        self.value_gradient_of(decomposed(theta)?.as_ref(), out)
    }

    fn at(&self, theta: Block<'_>, _workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let parts = decomposed(theta)?;
        let value = self.value_gradient_of(parts.as_ref(), &mut gradient)?;
        let sigma = parts.as_ref().map_or(vec![], |parts| parts.values().to_vec());
        let basis = parts.map(|parts| Arc::new(SingularBasis::new(&parts, theta.columns())));
        let hessian = match &basis {
            Some(basis) => {
                let k = &self.kernel;
                let spectrum = self.spectrum(&sigma, |s| k.jet(0, s).d2, |a, b| k.divided(a, b));
                Self::curvature(basis, spectrum, "the Hessian")?
            }
            None => empty(),
        };
        let lift = self.clone();
        Ok(Box::new(SpectralLocal { lift, sigma, basis, value, gradient, hessian, bound: OnceLock::new() }))
    }
}

impl<K: ShapedSpectralKernel + Debug> Shaped for Spectral<K> {
    fn shapes(&self) -> &'static [&'static str] {
        self.kernel.shapes()
    }

    fn gradient_log_shape(&self, theta: Block<'_>, _workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let parts = decomposed(theta)?;
        let sigma = parts.as_ref().map_or(&[][..], Singular::values);
        let one = |shape| {
            let terms = sigma.iter().map(|s| self.kernel.shape_jet(shape, 0, *s).value);
            self.total(terms, "the derivative in a shape")
        };
        (0..self.shapes().len()).map(one).collect()
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        _workers: &Workers,
    ) -> Result<(), PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        let Some(parts) = decomposed(theta)? else { return Ok(()) };
        self.rebuild(&parts, |s| self.kernel.shape_jet(shape, 0, s).d1, out, "the derivative in a shape")
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        _workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let Some(parts) = decomposed(theta)? else { return Ok(empty()) };
        let (k, basis) = (&self.kernel, Arc::new(SingularBasis::new(&parts, theta.columns())));
        let equal = |s| k.shape_jet(shape, 0, s).d2;
        let spectrum = self.spectrum(parts.values(), equal, |a, b| k.shape_divided(shape, a, b));
        Self::curvature(&basis, spectrum, "the derivative in a shape")
    }
}

impl<K: ScalarProx> Prox for Spectral<K> {
    fn step_limit(&self) -> f64 {
        self.kernel.step_limit() / self.strength
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], _workers: &Workers) -> Result<f64, PenaltyError> {
        const QUANTITY: &str = "the value at the result";
        length("out", out.len(), theta.values().len())?;
        // Where the product overflows, any larger step gives the same.
        let t = (non_negative("step", step)? * self.strength).min(f64::MAX);
        if !(step < self.step_limit() && t < self.kernel.step_limit()) {
            let expected = format!("a number below {}, for which the minimiser is unique", self.step_limit());
            return Err(CheckError::new(Code::Domain, "step", step.to_string(), expected).into());
        }
        let Some(parts) = decomposed(theta)? else { return Ok(0.0) };
        if t == 0.0 {
            out.iter_mut().zip(theta.values()).for_each(|(out, x)| *out = x + 0.0);
            return self.value_at(parts.values(), QUANTITY);
        }
        let moved: Vec<f64> = parts.values().iter().map(|s| self.kernel.prox(0, *s, t)).collect();
        parts.rebuild(&moved, out);
        self.value_at(&moved, QUANTITY)
    }

    /// max σ/λ for the sum of singular values.
    fn polar(&self, y: Block<'_>) -> Option<f64> {
        if !self.kernel.is_absolute() || y.values().is_empty() {
            return None;
        }
        let sigma = singular_values(y.values(), y.columns())?;
        Some(sigma.into_iter().fold(0.0, f64::max) / self.strength).filter(|polar| polar.is_finite())
    }
}

struct SpectralLocal<K> {
    lift: Spectral<K>,
    sigma: Vec<f64>,
    basis: Option<Arc<SingularBasis>>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: OnceLock<Curvature>,
}

impl<K: SpectralKernel + Debug> Local for SpectralLocal<K> {
    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn hessian(&self) -> &Curvature {
        &self.hessian
    }

    fn bound(&self) -> &Curvature {
        self.bound.get_or_init(|| {
            let Some(basis) = &self.basis else { return empty() };
            let k = &self.lift.kernel;
            let spectrum = self.lift.spectrum(&self.sigma, |s| k.bound(0, s), |a, b| k.divided(a, b).max(0.0));
            Curvature::Spectral(curvature::Spectral::new(basis.clone(), spectrum))
        })
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        match &self.basis {
            Some(basis) => Curvature::Implicit(Arc::new(Third::new(&self.lift, basis, &self.sigma, v))),
            None => empty(),
        }
    }
}
