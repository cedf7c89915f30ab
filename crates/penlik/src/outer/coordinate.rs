//! One coordinate of z: the log-strength of a penalty, or a parameter of the family, with its derivatives at fixed β.

use super::laplace::Point;
use crate::families::SaturatedDensity;
use crate::inner::{ParameterPairSums, ParameterSums};
use crate::linalg::weighted_gram::packed;
use crate::linalg::{Symmetric, inner_product};

/// Derivatives in z_k at fixed β, in θ.
pub(super) struct Coordinate {
    kind: Kind,
    /// F_k.
    pub value: f64,
    /// g_k.
    pub gradient: Vec<f64>,
    /// tr(G A_k).
    pub trace: f64,
    /// The vector whose product with v is tr(G·D_βA_k[v]).
    pub slope: Vec<f64>,
    /// ∂ ln det₊ S_λ/∂z_k.
    pub rank: f64,
}

enum Kind {
    Strength(usize),
    Parameter { index: usize, hessian: Symmetric, pairs: Vec<Pair> },
}

/// The entries of a sparse symmetric matrix that are not 0: row, column, value.
pub(super) type Entries = Vec<(usize, usize, f64)>;

/// Second derivatives in a pair of coordinates at fixed β.
#[derive(Clone)]
pub(super) struct Pair {
    /// F_kl.
    pub value: f64,
    /// g_kl.
    pub gradient: Vec<f64>,
    /// tr(G A_kl).
    pub trace: f64,
}

impl Coordinate {
    /// All coordinates: the strengths, then the parameters of the family.
    pub fn all(point: &Point<'_>, g: &Symmetric) -> Vec<Self> {
        let mut out: Vec<Self> = (0..point.at.gradient.len()).map(|k| Self::strength(point, k, g)).collect();
        if point.problem.family().parameters().is_empty() {
            return out;
        }
        let stacked = point.problem.spread_square(g);
        let mut pairs = point.problem.parameter_pair_sums(&point.beta, &stacked).into_iter();
        for (index, sums) in point.problem.parameter_sums(&point.beta, &stacked).into_iter().enumerate() {
            let pairs = pairs.by_ref().take(index + 1).map(|sums| Pair::new(point, sums)).collect();
            out.push(Self::parameter(point, index, sums, pairs, g));
        }
        out
    }

    fn strength(point: &Point<'_>, k: usize, g: &Symmetric) -> Self {
        let gradient = point.at.product(k, &point.settled.theta);
        Self {
            value: 0.5 * inner_product(&gradient, &point.settled.theta),
            trace: point.at.trace(k, g),
            slope: vec![0.0; gradient.len()],
            rank: point.at.gradient[k],
            gradient,
            kind: Kind::Strength(k),
        }
    }

    fn parameter(point: &Point<'_>, index: usize, sums: ParameterSums, pairs: Vec<Pair>, g: &Symmetric) -> Self {
        let hessian = point.problem.congruence(sums.hessian);
        Self {
            value: sums.value,
            gradient: point.problem.inside(sums.gradient),
            trace: g.data.iter().zip(&hessian.data).map(|(g, h)| g * h).sum(),
            slope: point.problem.inside(sums.slope),
            rank: 0.0,
            kind: Kind::Parameter { index, hessian, pairs },
        }
    }

    pub fn is_strength(&self) -> bool {
        matches!(self.kind, Kind::Strength(_))
    }

    /// A_kv.
    pub fn product(&self, point: &Point<'_>, v: &[f64]) -> Vec<f64> {
        match &self.kind {
            Kind::Strength(k) => point.at.product(*k, v),
            Kind::Parameter { hessian, .. } => hessian.product(v),
        }
    }

    /// The entries of A_k, where it is the matrix of a penalty.
    pub fn entries(&self, point: &Point<'_>) -> Option<Entries> {
        match &self.kind {
            Kind::Strength(k) => Some(point.at.entries(*k)),
            Kind::Parameter { .. } => None,
        }
    }

    /// Adds A_k.
    pub fn add_to(&self, point: &Point<'_>, out: &mut Symmetric) {
        match &self.kind {
            Kind::Strength(k) => point.at.add_to(*k, out),
            Kind::Parameter { hessian, .. } => out.data.iter_mut().zip(&hessian.data).for_each(|(x, h)| *x += h),
        }
    }

    /// Second derivatives with a coordinate that does not come after this one.
    pub fn pair(&self, other: &Self, same: bool) -> Pair {
        match (&self.kind, &other.kind) {
            (Kind::Strength(_), Kind::Strength(_)) if same => {
                Pair { value: self.value, gradient: self.gradient.clone(), trace: self.trace }
            }
            (Kind::Parameter { pairs, .. }, Kind::Parameter { index, .. }) => pairs[*index].clone(),
            _ => Pair { value: 0.0, gradient: vec![0.0; self.gradient.len()], trace: 0.0 },
        }
    }

    /// ∂²ln det₊ S_λ/∂z_k∂z_l.
    pub fn log_determinant(&self, other: &Self, point: &Point<'_>) -> f64 {
        match (&self.kind, &other.kind) {
            (Kind::Strength(k), Kind::Strength(l)) => point.at.hessian.get(*k, *l),
            _ => 0.0,
        }
    }

    /// Σ ∂ ln f_sat/∂z_k.
    pub fn saturated(&self, density: &SaturatedDensity) -> f64 {
        self.parameter_of(&density.parameter)
    }

    /// Σ ∂² ln f_sat/∂z_k∂ ln φ.
    pub fn saturated_scale(&self, density: &SaturatedDensity) -> f64 {
        self.parameter_of(&density.scale_parameter)
    }

    /// Σ ∂² ln f_sat/∂z_k∂z_l.
    pub fn saturated_pair(&self, other: &Self, density: &SaturatedDensity) -> f64 {
        match (&self.kind, &other.kind) {
            (Kind::Parameter { index: t, .. }, Kind::Parameter { index: u, .. }) => {
                density.parameter_parameter.get(packed(*t.max(u), *t.min(u))).copied().unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }

    fn parameter_of(&self, values: &[f64]) -> f64 {
        match &self.kind {
            Kind::Parameter { index, .. } => values.get(*index).copied().unwrap_or(0.0),
            Kind::Strength(_) => 0.0,
        }
    }
}

impl Pair {
    fn new(point: &Point<'_>, sums: ParameterPairSums) -> Self {
        Self { value: sums.value, gradient: point.problem.inside(sums.gradient), trace: sums.trace }
    }
}
