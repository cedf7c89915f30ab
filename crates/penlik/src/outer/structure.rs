//! Which penalties there are, on which coefficients they act, and which log-strengths they share.
//!
//! S_λ = Σ over components of C ⊗ Σ_t λ_t S_t, C positive definite on the copies of a group of coefficients (the predictors of a multinomial).
//! Components act on coefficients of their own, so that ln det₊ S_λ is the sum of theirs:
//! ln det₊(C ⊗ S) = (copies)·ln det₊ S + (rank of S)·ln det C.

use super::{Basis, PenaltySum, PenaltySumAt};
use crate::inner::{Coordinates, QuadraticBlock, QuadraticPenalty, Rotation};
use crate::linalg::{Cholesky, Symmetric};

/// Where the log-strength of a term comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Strength {
    /// Estimated: its place in ρ. Terms may share one.
    Estimated(usize),
    /// ln λ, held.
    Fixed(f64),
}

/// Penalties that overlap: all terms on one group of coefficients.
#[derive(Debug)]
pub struct Component {
    /// What each term is called.
    pub labels: Vec<String>,
    /// The places of the group's coefficients, for each copy.
    pub copies: Vec<Vec<usize>>,
    /// C, positive definite, of the order of the copies.
    pub metric: Symmetric,
    /// Σ_t λ_t S_t.
    pub sum: PenaltySum,
    /// The strength of each term.
    pub strengths: Vec<Strength>,
}

/// All penalties of a model.
#[derive(Debug)]
pub struct Structure {
    full: usize,
    kept: Option<Vec<usize>>,
    components: Vec<Component>,
    strengths: usize,
}

/// The penalties at one ρ, in coordinates in which they lose no digits.
pub struct StructureAt {
    /// β = Zθ.
    pub coordinates: Coordinates,
    /// S_λ on θ; each block has its strength in its matrix.
    pub penalty: QuadraticPenalty,
    /// The place in ρ of each block's strength.
    pub places: Vec<Option<usize>>,
    /// ln det₊ S_λ.
    pub log_determinant: f64,
    /// Its gradient in ρ.
    pub gradient: Vec<f64>,
    /// Its Hessian in ρ.
    pub hessian: Symmetric,
    /// Whether each coordinate of θ lies in the range of S_λ.
    pub penalised: Vec<bool>,
}

impl Component {
    fn log_strengths(&self, rho: &[f64]) -> Vec<f64> {
        let value = |strength: &Strength| match strength {
            Strength::Estimated(k) => rho[*k],
            Strength::Fixed(x) => *x,
        };
        self.strengths.iter().map(value).collect()
    }

    /// ln det C; 0 for the metric of a single copy, 1.
    fn metric_log_determinant(&self) -> f64 {
        Cholesky::new(&self.metric).map_or(f64::NAN, |factor| factor.log_determinant())
    }
}

impl Structure {
    /// Penalties on `full` coefficients, of which those at the places `kept` are estimated; places of components count among those kept.
    #[must_use]
    pub fn new(full: usize, kept: Option<Vec<usize>>, components: Vec<Component>, strengths: usize) -> Self {
        Self { full, kept, components, strengths }
    }

    /// The number of estimated log-strengths.
    #[must_use]
    pub fn strengths(&self) -> usize {
        self.strengths
    }

    /// The components.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// The number of coefficients that are estimated.
    #[must_use]
    pub fn order(&self) -> usize {
        self.kept.as_ref().map_or(self.full, Vec::len)
    }

    /// The place among all coefficients of one that is kept.
    #[must_use]
    pub fn kept_place(&self, place: usize) -> usize {
        self.kept.as_ref().map_or(place, |kept| kept[place])
    }

    /// The rank of S_λ.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.components.iter().map(|c| c.sum.rank() * c.copies.len()).sum()
    }

    /// M_p: the dimensions that no penalty touches.
    #[must_use]
    pub fn null_dimension(&self) -> usize {
        self.order() - self.rank()
    }

    /// The penalties at ρ.
    #[must_use]
    pub fn at(&self, rho: &[f64]) -> StructureAt {
        let mut out = StructureAt {
            coordinates: Coordinates::identity(self.full),
            penalty: QuadraticPenalty::default(),
            places: Vec::new(),
            log_determinant: 0.0,
            gradient: vec![0.0; self.strengths],
            hessian: Symmetric::zeros(self.strengths),
            penalised: vec![false; self.order()],
        };
        let (mut rotations, mut blocks) = (Vec::new(), Vec::new());
        for component in &self.components {
            let at = component.sum.at(&component.log_strengths(rho));
            out.add_log_determinant(component, &at);
            let copies = turned(component, &at.basis, &mut rotations);
            for places in &copies {
                places[..component.sum.rank()].iter().for_each(|&i| out.penalised[i] = true);
            }
            for ((matrix, strength), label) in at.terms.into_iter().zip(&component.strengths).zip(&component.labels) {
                let place = if let Strength::Estimated(k) = strength { Some(*k) } else { None };
                out.places.push(place);
                let (label, metric) = (label.clone(), component.metric.clone());
                blocks.push(QuadraticBlock { label, strength: 1.0, metric, matrix, copies: copies.clone() });
            }
        }
        out.coordinates = Coordinates::new(self.full, self.kept.clone(), rotations);
        out.penalty = QuadraticPenalty::new(blocks);
        out
    }
}

/// The places of the new coordinates of each copy; a reordering needs no rotation.
fn turned(component: &Component, basis: &Basis, rotations: &mut Vec<Rotation>) -> Vec<Vec<usize>> {
    match basis {
        Basis::Permutation(order) => {
            component.copies.iter().map(|places| order.iter().map(|&j| places[j]).collect()).collect()
        }
        Basis::Dense { columns, .. } => {
            rotations.push(Rotation::new(component.copies.clone(), columns.clone()));
            component.copies.clone()
        }
    }
}

impl StructureAt {
    fn add_log_determinant(&mut self, component: &Component, at: &PenaltySumAt) {
        let copies = component.copies.len() as f64;
        self.log_determinant +=
            copies * at.log_determinant + component.sum.rank() as f64 * component.metric_log_determinant();
        for (s, first) in component.strengths.iter().enumerate() {
            let Strength::Estimated(k) = first else { continue };
            self.gradient[*k] += copies * at.gradient[s];
            for (t, second) in component.strengths.iter().enumerate() {
                if let Strength::Estimated(l) = second {
                    self.hessian.data[k * self.gradient.len() + l] += copies * at.hessian.get(s, t);
                }
            }
        }
    }

    /// S_kθ, the derivative of S_λθ in ρ_k.
    #[must_use]
    pub fn product(&self, k: usize, theta: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; theta.len()];
        self.blocks(k).for_each(|block| block.add_gradient(theta, &mut out));
        out
    }

    /// Adds S_k to a matrix.
    pub fn add_to(&self, k: usize, matrix: &mut Symmetric) {
        let n = matrix.order;
        self.blocks(k).for_each(|block| block.for_each_entry(|i, j, x| matrix.data[i * n + j] += x));
    }

    /// The entries of S_k that are not 0; the same place may come more than once.
    #[must_use]
    pub fn entries(&self, k: usize) -> Vec<(usize, usize, f64)> {
        let mut out = Vec::new();
        self.blocks(k).for_each(|block| block.for_each_entry(|i, j, x| out.push((i, j, x))));
        out
    }

    /// tr(G·S_k).
    #[must_use]
    pub fn trace(&self, k: usize, g: &Symmetric) -> f64 {
        let mut sum = 0.0;
        self.blocks(k).for_each(|block| block.for_each_entry(|i, j, x| sum += g.get(i, j) * x));
        sum
    }

    fn blocks(&self, k: usize) -> impl Iterator<Item = &QuadraticBlock> {
        self.penalty.blocks().iter().zip(&self.places).filter(move |(_, place)| **place == Some(k)).map(|(b, _)| b)
    }
}
