//! Coordinates θ of the coefficients in which a problem is solved: β = Zθ.
//!
//! Z leaves out coefficients that are fixed at 0 and turns groups of the others by orthogonal matrices, so that penalties get exact
//! zeros on what they do not penalise: a strength of 1e15 then leaves those coefficients alone instead of drowning them in its rounding.

use crate::linalg::{Symmetric, product, transposed};

/// An orthogonal change of coordinates θ = Uθ′ of a group of coefficients, the same for several copies of the group.
#[derive(Debug, Clone)]
pub struct Rotation {
    copies: Vec<Vec<usize>>,
    basis: Vec<f64>,
    adjoint: Vec<f64>,
}

impl Rotation {
    /// The places of the group's coefficients among those kept, for each copy, and U, row-major.
    #[must_use]
    pub fn new(copies: Vec<Vec<usize>>, basis: Vec<f64>) -> Self {
        let adjoint = transposed(&basis, copies.first().map_or(0, Vec::len));
        Self { copies, basis, adjoint }
    }
}

/// The map β = Zθ.
#[derive(Debug, Clone)]
pub struct Coordinates {
    full: usize,
    kept: Option<Vec<usize>>,
    rotations: Vec<Rotation>,
}

impl Coordinates {
    /// θ = β for `full` coefficients.
    #[must_use]
    pub fn identity(full: usize) -> Self {
        Self { full, kept: None, rotations: Vec::new() }
    }

    /// All coefficients, or those at the places `kept` in order, with groups of them turned.
    #[must_use]
    pub fn new(full: usize, kept: Option<Vec<usize>>, rotations: Vec<Rotation>) -> Self {
        Self { full, kept, rotations }
    }

    /// Whether θ = β.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.kept.is_none() && self.rotations.is_empty()
    }

    /// The length of θ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.as_ref().map_or(self.full, Vec::len)
    }

    /// Whether there is no coefficient.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The length of β.
    #[must_use]
    pub fn full(&self) -> usize {
        self.full
    }

    /// The places of the coefficients that θ has; `None` where it has all.
    #[must_use]
    pub fn kept(&self) -> Option<&[usize]> {
        self.kept.as_deref()
    }

    /// β = Zθ.
    #[must_use]
    pub fn to_coefficients(&self, theta: &[f64]) -> Vec<f64> {
        let mut x = theta.to_vec();
        self.turn(&mut x, 1, false);
        self.spread(x)
    }

    /// Zᵀβ, which is θ for β = Zθ.
    #[must_use]
    pub fn from_coefficients(&self, beta: &[f64]) -> Vec<f64> {
        let mut x = self.gather(beta);
        self.turn(&mut x, 1, true);
        x
    }

    /// ZᵀAZ of a symmetric matrix.
    #[must_use]
    pub fn congruence(&self, a: Symmetric) -> Symmetric {
        if self.is_identity() {
            return a;
        }
        let n = self.len();
        let mut data = match &self.kept {
            None => a.data,
            Some(kept) => {
                kept.iter().flat_map(|&i| kept.iter().map(move |&j| (i, j))).map(|(i, j)| a.get(i, j)).collect()
            }
        };
        self.both_sides(&mut data, n, true);
        Symmetric { order: n, data }
    }

    /// ZAZᵀ: the covariance of β from that of θ.
    #[must_use]
    pub fn spread_square(&self, a: &Symmetric) -> Symmetric {
        if self.is_identity() {
            return a.clone();
        }
        let n = self.len();
        let mut data = a.data.clone();
        self.both_sides(&mut data, n, false);
        let Some(kept) = &self.kept else { return Symmetric { order: n, data } };
        let mut out = Symmetric::zeros(self.full);
        for (i, &row) in kept.iter().enumerate() {
            for (j, &column) in kept.iter().enumerate() {
                out.data[row * self.full + column] = data[i * n + j];
            }
        }
        out
    }

    /// Turns rows, then columns, and makes the result exactly symmetric.
    fn both_sides(&self, data: &mut [f64], n: usize, adjoint: bool) {
        if self.rotations.is_empty() {
            return;
        }
        self.turn(data, n, adjoint);
        data.chunks_exact_mut(n.max(1)).for_each(|row| self.turn(row, 1, adjoint));
        for i in 0..n {
            (0..i).for_each(|j| data[j * n + i] = data[i * n + j]);
        }
    }

    /// Replaces the rows of each group, `columns` entries each, by U·rows or Uᵀ·rows.
    fn turn(&self, x: &mut [f64], columns: usize, adjoint: bool) {
        let (mut rows, mut out) = (Vec::new(), Vec::new());
        for rotation in &self.rotations {
            let basis = if adjoint { &rotation.adjoint } else { &rotation.basis };
            for places in &rotation.copies {
                rows.clear();
                places.iter().for_each(|&i| rows.extend_from_slice(&x[i * columns..][..columns]));
                out.resize(rows.len(), 0.0);
                product(basis, places.len(), &rows, &mut out);
                for (&i, row) in places.iter().zip(out.chunks_exact(columns.max(1))) {
                    x[i * columns..][..columns].copy_from_slice(row);
                }
            }
        }
    }

    fn gather(&self, beta: &[f64]) -> Vec<f64> {
        self.kept.as_ref().map_or_else(|| beta.to_vec(), |kept| kept.iter().map(|&i| beta[i]).collect())
    }

    fn spread(&self, x: Vec<f64>) -> Vec<f64> {
        let Some(kept) = &self.kept else { return x };
        let mut beta = vec![0.0; self.full];
        kept.iter().zip(x).for_each(|(&i, x)| beta[i] = x);
        beta
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::dot;

    fn turned() -> Coordinates {
        let (c, s) = (0.6, 0.8);
        let rotation = Rotation::new(vec![vec![0, 2], vec![1, 3]], vec![c, -s, s, c]);
        Coordinates::new(6, Some(vec![0, 1, 3, 5]), vec![rotation])
    }

    #[test]
    fn a_form_has_one_value_in_both_coordinates() {
        let z = turned();
        let mut a = Symmetric::zeros(6);
        for i in 0..6 {
            for j in 0..=i {
                a.add(i, j, ((i * 5 + j * 3) % 7) as f64 - 3.0);
            }
        }
        let theta = [1.0, -2.0, 0.5, 4.0];
        let beta = z.to_coefficients(&theta);
        assert_eq!((beta[2], beta[4]), (0.0, 0.0));
        let back = z.from_coefficients(&beta);
        assert!(back.iter().zip(theta).all(|(x, y)| (x - y).abs() < 1e-15));
        let inside = z.congruence(a.clone());
        let forms = [dot(&beta, &a.product(&beta)), dot(&theta, &inside.product(&theta))];
        assert!((forms[0] - forms[1]).abs() < 1e-13, "{forms:?}");
        let spread = z.spread_square(&inside);
        let direction = z.to_coefficients(&[0.3, 1.0, -1.0, 2.0]);
        assert!((dot(&direction, &spread.product(&direction)) - dot(&direction, &a.product(&direction))).abs() < 1e-12);
    }
}
