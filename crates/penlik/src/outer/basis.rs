//! Orthogonal coordinates θ = Uθ′, in the cheapest form that holds them.

use crate::linalg::{product, transposed};

/// An orthogonal U of order q.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// θ′_j = θ_{p_j}: a reordering of the coefficients.
    Permutation(Vec<usize>),
    /// U and its order, row-major, a new coordinate in each column.
    Dense {
        /// q.
        order: usize,
        /// q² entries.
        columns: Vec<f64>,
    },
}

impl Basis {
    /// q.
    #[must_use]
    pub fn order(&self) -> usize {
        match self {
            Self::Permutation(places) => places.len(),
            Self::Dense { order, .. } => *order,
        }
    }

    /// Whether θ′ = θ.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        matches!(self, Self::Permutation(places) if places.iter().enumerate().all(|(j, place)| j == *place))
    }

    /// θ′ = Uᵀθ.
    #[must_use]
    pub fn rotate(&self, theta: &[f64]) -> Vec<f64> {
        match self {
            Self::Permutation(places) => places.iter().map(|place| theta[*place]).collect(),
            Self::Dense { order, columns } => times(&transposed(columns, *order), theta),
        }
    }

    /// θ = Uθ′.
    #[must_use]
    pub fn rotate_back(&self, theta: &[f64]) -> Vec<f64> {
        match self {
            Self::Permutation(places) => {
                let mut out = vec![0.0; places.len()];
                places.iter().zip(theta).for_each(|(place, x)| out[*place] = *x);
                out
            }
            Self::Dense { columns, .. } => times(columns, theta),
        }
    }

    /// U, row-major: q² entries.
    #[must_use]
    pub fn dense(&self) -> Vec<f64> {
        match self {
            Self::Permutation(places) => {
                let mut out = vec![0.0; places.len() * places.len()];
                places.iter().enumerate().for_each(|(j, place)| out[place * places.len() + j] = 1.0);
                out
            }
            Self::Dense { columns, .. } => columns.clone(),
        }
    }
}

fn times(a: &[f64], x: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; x.len()];
    product(a, x.len(), x, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_rotate_there_and_back_as_their_dense_matrix_does() {
        let permutation = Basis::Permutation(vec![2, 0, 1]);
        let dense = Basis::Dense { order: 3, columns: permutation.dense() };
        let theta = [1.0, 2.0, 3.0];
        for basis in [permutation, dense] {
            assert_eq!(basis.rotate(&theta), [3.0, 1.0, 2.0]);
            assert_eq!(basis.rotate_back(&basis.rotate(&theta)), theta);
            assert_eq!(basis.order(), 3);
            assert!(!basis.is_identity());
        }
        assert!(Basis::Permutation(vec![0, 1]).is_identity());
    }
}
