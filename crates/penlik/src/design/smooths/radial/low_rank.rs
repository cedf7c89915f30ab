//! The truncated eigenbasis of radial functions, with the constraint by the polynomials absorbed; the formula is that of `basis`.

use super::basis::{Plan, add_squares};
use super::kernel::Kernel;
use super::polynomials::monomial;
use crate::linalg::orthogonal_complement::orthogonal_complement;
use crate::linalg::{DistancePowers, LeadingEigen, Panels, Symmetric, inner_product, product, transposed};

/// The polynomials at the knots.
pub fn polynomial_values(plan: &Plan) -> Panels {
    let mut values = Panels::zeros(plan.points.at.len(), plan.polynomials.len());
    for (i, x) in plan.points.at.iter().enumerate() {
        plan.polynomials.iter().enumerate().for_each(|(p, exponents)| values.set(i, p, monomial(exponents, x)));
    }
    values
}

/// φU_kZ at the knots, U_kZ and S, row-major.
pub struct LowRank {
    /// φU_kZ, u × (k − M).
    pub columns: Vec<f64>,
    /// U_kZ, u × (k − M).
    pub weights: Vec<f64>,
    /// S, (k − M) × (k − M).
    pub penalty: Vec<f64>,
}

impl LowRank {
    /// That of a plan, given the polynomials at its knots; `None` where numbers leave the floating point range.
    pub fn new(plan: &Plan, polynomials: &Panels) -> Option<Self> {
        let constrained = if plan.positive { 0 } else { polynomials.cols() };
        let (u, k) = (plan.points.at.len(), plan.k - polynomials.cols() + constrained);
        let (values, rows) = ordered(plan, leading(plan, k)?);
        let across = |p: usize| {
            let column: Vec<f64> = (0..u).map(|i| polynomials.get(i, p)).collect();
            rows.chunks_exact(u).map(|vector| inner_product(vector, &column)).collect::<Vec<f64>>()
        };
        let constraints: Vec<f64> = (0..constrained).flat_map(across).collect();
        let z = orthogonal_complement(&constraints, k);
        let r = k - constrained;
        let scaled: Vec<f64> = z.iter().enumerate().map(|(at, z)| z * values[at / r]).collect();
        let vectors = transposed(&rows, u);
        let (mut weights, mut columns) = (vec![0.0; u * r], vec![0.0; u * r]);
        product(&vectors, k, &z, &mut weights);
        product(&vectors, k, &scaled, &mut columns);
        let entry = |at: usize| {
            let (i, j) = (at / r, at % r);
            (0..k).map(|l| z[l * r + i.max(j)] * scaled[l * r + i.min(j)]).sum::<f64>() / plan.factor
        };
        Some(Self { columns, weights, penalty: (0..r * r).map(entry).collect() })
    }
}

/// The eigenpairs in order of falling γe, which fixes Z.
fn ordered(plan: &Plan, eigen: LeadingEigen) -> (Vec<f64>, Vec<f64>) {
    let (u, sign) = (plan.points.at.len(), plan.factor.signum());
    let mut order: Vec<usize> = (0..eigen.values.len()).collect();
    order.sort_by(|&i, &j| (sign * eigen.values[j]).total_cmp(&(sign * eigen.values[i])));
    let rows = order.iter().flat_map(|&j| eigen.rows[j * u..(j + 1) * u].iter().copied()).collect();
    (order.iter().map(|&j| eigen.values[j]).collect(), rows)
}

/// The leading eigenpairs of φ, for powers of distances of one covariate from fast products.
fn leading(plan: &Plan, count: usize) -> Option<LeadingEigen> {
    if let (Kernel::Power { power }, 1) = (plan.kernel, plan.points.dimension()) {
        let numbers: Vec<f64> = plan.points.at.iter().map(|x| x[0]).collect();
        if let Some(powers) = DistancePowers::new(&numbers, power) {
            return LeadingEigen::of_distances(&powers, count);
        }
    }
    LeadingEigen::new(&radial_matrix(plan), count)
}

/// The lower triangle of φ.
fn radial_matrix(plan: &Plan) -> Symmetric {
    let at = &plan.points.at;
    let u = at.len();
    let columns: Vec<Vec<f64>> = (0..plan.points.dimension()).map(|v| at.iter().map(|x| x[v]).collect()).collect();
    let mut matrix = Symmetric::zeros(u);
    for (i, x) in at.iter().enumerate() {
        let row = &mut matrix.data[i * u..=i * u + i];
        x.iter().zip(&columns).for_each(|(x, column)| add_squares(*x, column, row));
        plan.kernel.values(row);
    }
    matrix
}
