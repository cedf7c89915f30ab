//! The low rank of a radial smooth that changes its fit least, and its penalty.
//!
//! Over u knots f = φδ + Tα with Tᵀδ = 0 and energy δᵀφδ/γ, φ the u × u matrix of radial functions, T that of the M polynomials, γ the
//! factor that makes φ the Green's function η = γφ of the penalty. With γφ = UDUᵀ and U_k the eigenvectors of the k eigenvalues of largest
//! magnitude, δ = U_k Z β where ZᵀU_kᵀT = 0: k − M functions φU_kZ with S = ZᵀU_kᵀφU_kZ/γ, and the M polynomials without penalty. Every
//! function is scaled to mean square 1 over the rows (over the knots when those are fewer than the distinct points).
//! Where φ is positive definite, a correlation, the k − M leading eigenvectors serve without a constraint, Z = I.
//! Source: S. N. Wood, Thin plate regression splines, JRSS B 65 (2003), 95–114.

use super::super::basis::{Basis, Covariate, Refusal, Request};
use super::kernel::Kernel;
use super::low_rank::{LowRank, polynomial_values};
use super::natural_cubic::NaturalCubic;
use super::points::{Points, columns};
use super::polynomials::{monomial, monomial_slope};
use crate::linalg::simd::dispatch;
use crate::linalg::{Panels, Symmetric, SymmetricEigen, dependent_columns, large_product};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// The penalty of polynomials of a shrinkage smooth, as a part of the smallest other eigenvalue.
const SHRINKAGE: f64 = 0.1;

/// What a radial smooth is made of.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The knots.
    pub points: Points,
    /// φ, of distances in units of the points.
    pub kernel: Kernel,
    /// γ, its sign that of the penalty.
    pub factor: f64,
    /// Exponents of the polynomials.
    pub polynomials: Vec<Vec<u8>>,
    /// How many functions there are.
    pub k: usize,
    /// Whether the polynomials have a penalty as well.
    pub shrunk: bool,
    /// Whether φ is positive definite, so that δ needs no constraint.
    pub positive: bool,
}

/// A smooth of one or more numbers, equal in all directions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RadialBasis {
    kernel: Kernel,
    centre: Vec<f64>,
    unit: f64,
    /// Coordinate v of knot j at v·u + j.
    knots: Vec<f64>,
    /// u × (k − M), row-major.
    weights: Vec<f64>,
    polynomials: Vec<Vec<u8>>,
    /// Factors of the polynomials.
    scales: Vec<f64>,
    /// (k − M) × (k − M), row-major.
    penalty: Vec<f64>,
    /// The penalty of each polynomial.
    shrinkage: f64,
    #[serde(skip)]
    natural: Derived,
}

/// What follows from the rest of a basis, found when it is first asked for.
#[derive(Debug, Clone, Default)]
struct Derived(OnceLock<Option<Arc<NaturalCubic>>>);

impl PartialEq for Derived {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl RadialBasis {
    /// The basis of a plan.
    ///
    /// # Errors
    /// k beyond the number of points or not above that of the polynomials, points that do not determine the polynomials.
    pub fn new(request: &Request<'_>, plan: &Plan) -> Result<Self, Refusal> {
        check_size(request, plan)?;
        let values = polynomial_values(plan);
        if !dependent_columns(&values).is_empty() {
            let expected =
                "points that do not lie on a line, or on a curve of the degree of the unpenalized polynomials";
            return Err(Refusal::new(request.names.join(", "), "too few directions", expected));
        }
        let beyond = || Refusal::new(request.names.join(", "), "values beyond floating point", "a moderate scale");
        let LowRank { columns, weights, penalty } = LowRank::new(plan, &values).ok_or_else(beyond)?;
        let mut basis = Self::unscaled(plan, weights, penalty);
        basis.scale(&columns, &values, &plan.points.counts);
        let sound = basis.penalty.iter().chain(&basis.weights).chain(&basis.scales).all(|x| x.is_finite());
        let shrinkage = if plan.shrunk { basis.smallest_penalty().map(|e| SHRINKAGE * e) } else { Some(0.0) };
        basis.shrinkage = shrinkage.filter(|_| sound).ok_or_else(beyond)?;
        Ok(basis)
    }

    fn unscaled(plan: &Plan, weights: Vec<f64>, penalty: Vec<f64>) -> Self {
        let points = &plan.points;
        Self {
            kernel: plan.kernel,
            centre: points.centre.clone(),
            unit: points.unit,
            knots: (0..points.dimension()).flat_map(|v| points.at.iter().map(move |x| x[v])).collect(),
            weights,
            polynomials: plan.polynomials.clone(),
            scales: vec![1.0; plan.polynomials.len()],
            penalty,
            shrinkage: 0.0,
            natural: Derived::default(),
        }
    }

    /// Brings every function to mean square 1.
    fn scale(&mut self, columns: &[f64], polynomials: &Panels, counts: &[f64]) {
        let r = self.radial();
        let total: f64 = counts.iter().sum();
        let factor = |value: &dyn Fn(usize) -> f64| {
            let sum: f64 = counts.iter().enumerate().map(|(i, count)| count * value(i) * value(i)).sum();
            (total / sum).sqrt()
        };
        let factors: Vec<f64> = (0..r).map(|j| factor(&|i| columns[i * r + j])).collect();
        self.scales = (0..self.scales.len()).map(|p| factor(&|i| polynomials.get(i, p))).collect();
        self.weights.iter_mut().enumerate().for_each(|(at, w)| *w *= factors[at % r]);
        self.penalty.iter_mut().enumerate().for_each(|(at, s)| *s = *s * factors[at / r] * factors[at % r]);
    }

    fn smallest_penalty(&self) -> Option<f64> {
        let range = Symmetric { order: self.radial(), data: self.penalty.clone() };
        SymmetricEigen::new(&range)?.values().first().copied()
    }

    /// k − M
    fn radial(&self) -> usize {
        self.penalty.len().isqrt()
    }

    /// The natural cubic splines that thin plates of one covariate are.
    fn natural(&self) -> Option<&NaturalCubic> {
        let cubic = self.kernel == Kernel::Power { power: 3 } && self.centre.len() == 1 && self.polynomials.len() == 2;
        let made =
            || cubic.then(|| NaturalCubic::new(&self.knots, &self.weights, self.radial())).flatten().map(Arc::new);
        self.natural.0.get_or_init(made).as_deref()
    }

    /// The squared distances of a point from the knots.
    fn distances(&self, x: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (x, knots) in x.iter().zip(self.knots.chunks_exact(out.len().max(1))) {
            add_squares(*x, knots, out);
        }
    }

    /// Writes rows with the radial functions of `radial`, for some points at a time, and the polynomials of `polynomial`.
    fn each_row(
        &self,
        at: &[Covariate<'_>],
        out: &mut [f64],
        stride: usize,
        mut radial: impl FnMut(&[f64], &mut [f64]),
        polynomial: impl Fn(&[u8], &[f64]) -> f64,
    ) -> bool {
        let (d, r) = (self.centre.len().max(1), self.radial());
        let Some(columns) = columns(at, self.centre.len()) else { return false };
        let rows = columns.first().map_or(0, |column| column.len());
        let (mut points, mut values) = (vec![0.0; d * TOGETHER], vec![0.0; r * TOGETHER]);
        for start in (0..rows).step_by(TOGETHER) {
            let count = TOGETHER.min(rows - start);
            for (v, (column, centre)) in columns.iter().zip(&self.centre).enumerate() {
                (0..count).for_each(|i| points[i * d + v] = (column[start + i] - centre) / self.unit);
            }
            let (points, values) = (&points[..count * d], &mut values[..count * r]);
            radial(points, values);
            for j in 0..r {
                let out = &mut out[j * stride + start..][..count];
                out.iter_mut().zip(values[j..].iter().step_by(r)).for_each(|(out, value)| *out = *value);
            }
            for (p, (exponents, scale)) in self.polynomials.iter().zip(&self.scales).enumerate() {
                let out = &mut out[(r + p) * stride + start..][..count];
                let values = points.chunks_exact(d).map(|x| scale * polynomial(exponents, x));
                out.iter_mut().zip(values).for_each(|(out, value)| *out = value);
            }
        }
        true
    }

    /// Radial functions of some points from what a kernel makes of their squared distances from the knots.
    fn by_kernel(&self, points: &[f64], values: &mut [f64], kernel: impl Fn(&[f64], &mut [f64])) {
        let (d, r) = (self.centre.len().max(1), self.radial());
        let (count, u) = (points.len() / d, self.knots.len() / d);
        let mut along = vec![0.0; count * u];
        for (x, along) in points.chunks_exact(d).zip(along.chunks_exact_mut(u.max(1))) {
            self.distances(x, along);
            kernel(x, along);
        }
        large_product(&along, u, &self.weights, r, values);
    }
}

/// Rows filled at a time: few enough for the cache, enough for a product of matrices.
const TOGETHER: usize = 32;

/// out_j += (x − x_j)²
pub(super) fn add_squares(x: f64, knots: &[f64], out: &mut [f64]) {
    dispatch(
        #[inline(always)]
        || out.iter_mut().zip(knots).for_each(|(q, knot)| *q = (x - knot).mul_add(x - knot, *q)),
    );
}

impl Basis for RadialBasis {
    fn size(&self) -> usize {
        self.radial() + self.polynomials.len()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let (r, k) = (self.radial(), self.size());
        let mut full = Symmetric::zeros(k);
        for i in 0..r {
            full.data[i * k..i * k + r].copy_from_slice(&self.penalty[i * r..(i + 1) * r]);
        }
        (r..k).for_each(|i| full.data[i * k + i] = self.shrinkage);
        vec![full]
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        let (natural, r) = (self.natural(), self.radial().max(1));
        let radial = |points: &[f64], values: &mut [f64]| match natural {
            Some(natural) => values.chunks_exact_mut(r).zip(points).for_each(|(row, x)| natural.at(*x, row)),
            None => self.by_kernel(points, values, |_, along| self.kernel.values(along)),
        };
        self.each_row(at, out, stride, radial, monomial);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        let (natural, r) = (self.natural(), self.radial().max(1));
        let slopes = |x: &[f64], along: &mut [f64]| {
            self.kernel.slopes(along);
            let knots = &self.knots[variable * along.len()..(variable + 1) * along.len()];
            along.iter_mut().zip(knots).for_each(|(slope, knot)| *slope *= 2.0 * (x[variable] - knot) / self.unit);
        };
        let radial = |points: &[f64], values: &mut [f64]| {
            let Some(natural) = natural else { return self.by_kernel(points, values, slopes) };
            values.chunks_exact_mut(r).zip(points).for_each(|(row, x)| natural.slope(*x, row));
            values.iter_mut().for_each(|slope| *slope /= self.unit);
        };
        let polynomial = |exponents: &[u8], x: &[f64]| monomial_slope(exponents, x, variable) / self.unit;
        self.each_row(at, out, stride, radial, polynomial)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        let (d, r) = (self.centre.len(), self.radial());
        let u = self.knots.len() / d.max(1);
        let polynomials = self.polynomials.len() == self.scales.len() && self.polynomials.iter().all(|e| e.len() == d);
        let sizes = u * d == self.knots.len() && u * r == self.weights.len() && r * r == self.penalty.len();
        d > 0 && levels == vec![0; d] && sizes && polynomials
    }
}

fn check_size(request: &Request<'_>, plan: &Plan) -> Result<(), Refusal> {
    let (u, null) = (plan.points.at.len(), plan.polynomials.len());
    let refuse = |expected: String| {
        let value = if request.k.is_none() { format!("{} by default", plan.k) } else { plan.k.to_string() };
        Err(Refusal::new("k", value, expected))
    };
    if plan.k <= null {
        return refuse(format!("more than {null}, the number of unpenalized polynomials"));
    }
    if plan.k > u {
        let names = request.names.join(", ");
        return refuse(format!("at most {u}, the number of distinct points of {names} among the knots"))
            .map_err(|refusal| refusal.at_most(u));
    }
    Ok(())
}
