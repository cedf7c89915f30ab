//! Geman and McClure's function.
//!
//! k(x) = ½x²/(x² + σ²), σ > 0: half the square of x/σ near zero, at most ½ however large x is, so that what is far away has no
//! pull. With h = √(x² + σ²), u = x/h, q = σ/h: k′ = uq²/h, k″ = q²(q² − 3u²)/h², k‴ = 12uq²(u² − q²)/h³. Not convex beyond
//! |x| = σ/√3. The bound is the weight q²/h² = k′(x)/x, a quadratic that lies above k everywhere
//! (S. Geman and D. E. McClure, "Statistical methods for tomographic image reconstruction", Bulletin of the International
//! Statistical Institute 52, 1987).

use super::radius::radius;
use super::{EvenKernel, Jet, Scalar, ScalarKernel, ShapeJet, ShapedKernel};
use crate::check::{CheckError, positive};

/// k(x) = ½x²/(x² + σ²), σ > 0.
///
/// ```
/// use penlik::kernels::{GemanMcClure, Scalar};
/// assert_eq!(GemanMcClure::new(4.0)?.value(0, 3.0), 0.18);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct GemanMcClure {
    sigma: f64,
}

impl GemanMcClure {
    /// The scale σ > 0 beyond which an entry counts as an outlier.
    pub fn new(sigma: f64) -> Result<Self, CheckError> {
        Ok(Self { sigma: positive("sigma", sigma)? })
    }

    /// h, u and q.
    #[inline(always)]
    fn legs(&self, x: f64) -> (f64, f64, f64) {
        let h = radius(x, self.sigma);
        (h, x / h, self.sigma / h)
    }
}

impl Scalar for GemanMcClure {
    #[inline(always)]
    fn value(&self, _j: usize, x: f64) -> f64 {
        let (_, u, _) = self.legs(x);
        0.5 * u * u
    }
}

impl ScalarKernel for GemanMcClure {
    #[inline(always)]
    fn jet(&self, _j: usize, x: f64) -> Jet {
        let (h, u, q) = self.legs(x);
        let (uu, qq) = (u * u, q * q);
        let d2 = qq * 3.0_f64.mul_add(-uu, qq) / h / h;
        let d3 = 12.0 * u * qq * ((u - q) * (u + q)) / h / h / h;
        Jet { value: 0.5 * uu, d1: u * qq / h, d2, d3 }
    }

    #[inline(always)]
    fn bound(&self, j: usize, x: f64) -> f64 {
        self.weight(j, x)
    }
}

impl EvenKernel for GemanMcClure {
    #[inline(always)]
    fn weight(&self, _j: usize, x: f64) -> f64 {
        let (h, _, q) = self.legs(x);
        q * q / h / h
    }

    #[inline(always)]
    fn weight_slope(&self, _j: usize, x: f64) -> f64 {
        let (h, u, q) = self.legs(x);
        -4.0 * u * q * q / h / h / h
    }
}

impl ShapedKernel for GemanMcClure {
    fn shapes(&self) -> &'static [&'static str] {
        &["sigma"]
    }

    #[inline(always)]
    fn shape_jet(&self, _shape: usize, _j: usize, x: f64) -> ShapeJet {
        let (h, u, q) = self.legs(x);
        let (uu, qq) = (u * u, q * q);
        // q⁴ − 8u²q² + 3u⁴
        let bend = (3.0 * uu).mul_add(uu, qq * 8.0_f64.mul_add(-uu, qq));
        let d1 = -2.0 * u * qq * ((q - u) * (q + u)) / h;
        ShapeJet { value: -uu * qq, d1, d2: -2.0 * qq * bend / h / h }
    }
}
