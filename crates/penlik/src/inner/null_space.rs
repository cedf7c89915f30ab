//! The null space of S_λ, from the matrices alone: strengths that are not 0 do not change it.
//!
//! Coordinates that no matrix touches are unit vectors of it. Of the others it is found on the sum of the matrices, each divided by its
//! largest entry, with rows and columns scaled to a unit diagonal, so that the units of the columns decide nothing.

use super::quadratic::QuadraticPenalty;
use crate::linalg::{Symmetric, SymmetricEigen, dot, product, transposed};

/// Passes of Gram–Schmidt; the second one takes away what rounding left.
const PASSES: usize = 2;

/// An orthonormal basis U of null(S_λ).
#[derive(Debug, Clone)]
pub struct NullSpace {
    order: usize,
    /// Uᵀ row by row; `None` where U = I.
    basis: Option<Vec<f64>>,
}

impl NullSpace {
    /// The null space of a penalty on so many coordinates.
    pub fn new(penalty: &QuadraticPenalty, order: usize) -> Self {
        let sum = unit_sum(penalty, order);
        let touched: Vec<usize> = (0..order).filter(|&i| sum.get(i, i) > 0.0).collect();
        if touched.is_empty() {
            return Self { order, basis: None };
        }
        let mut basis = Vec::new();
        for i in (0..order).filter(|i| !touched.contains(i)) {
            basis.extend((0..order).map(|j| if i == j { 1.0 } else { 0.0 }));
        }
        for vector in null_vectors(&sum, &touched) {
            let mut row = vec![0.0; order];
            touched.iter().zip(vector).for_each(|(&i, x)| row[i] = x);
            basis.extend(row);
        }
        Self { order, basis: Some(basis) }
    }

    /// The dimension of the null space.
    pub fn dimension(&self) -> usize {
        self.basis.as_ref().map_or(self.order, |basis| basis.len() / self.order.max(1))
    }

    /// UᵀAU.
    pub fn restricted(&self, a: &Symmetric) -> Symmetric {
        let Some(basis) = &self.basis else { return a.clone() };
        let (n, q) = (self.order, self.dimension());
        let mut right = vec![0.0; n * q];
        product(&a.data, n, &transposed(basis, n), &mut right);
        let mut data = vec![0.0; q * q];
        product(basis, n, &right, &mut data);
        exactly_symmetric(q, data)
    }

    /// UBUᵀ.
    pub fn spread(&self, b: &Symmetric) -> Symmetric {
        let Some(basis) = &self.basis else { return b.clone() };
        let (n, q) = (self.order, self.dimension());
        let mut right = vec![0.0; n * q];
        product(&b.data, q, basis, &mut right);
        let mut data = vec![0.0; n * n];
        product(&transposed(basis, n), q, &right, &mut data);
        exactly_symmetric(n, data)
    }
}

fn exactly_symmetric(order: usize, mut data: Vec<f64>) -> Symmetric {
    for i in 0..order {
        (0..i).for_each(|j| data[j * order + i] = data[i * order + j]);
    }
    Symmetric { order, data }
}

/// Σ_t C_t ⊗ S_t over the terms of positive strength, each divided by its largest entry.
fn unit_sum(penalty: &QuadraticPenalty, order: usize) -> Symmetric {
    let mut sum = Symmetric::zeros(order);
    for block in penalty.blocks().iter().filter(|block| block.strength > 0.0) {
        let mut largest = 0.0_f64;
        block.for_each_entry(|_, _, x| largest = largest.max(x.abs()));
        block.for_each_entry(|i, j, x| {
            if j <= i {
                sum.add(i, j, x / largest);
            }
        });
    }
    sum
}

/// Orthonormal vectors over the touched coordinates that the sum maps to zero.
fn null_vectors(sum: &Symmetric, touched: &[usize]) -> Vec<Vec<f64>> {
    let (n, scale) = (touched.len(), |i: usize| 1.0 / sum.get(touched[i], touched[i]).sqrt());
    let mut unit = Symmetric::zeros(n);
    for i in 0..n {
        (0..=i).for_each(|j| unit.add(i, j, sum.get(touched[i], touched[j]) * scale(i) * scale(j)));
    }
    let Some(eigen) = SymmetricEigen::new(&unit) else { return Vec::new() };
    let largest = eigen.values().last().copied().unwrap_or(0.0);
    let rounding = 8.0 * n as f64 * f64::EPSILON * largest;
    let rows = eigen.rows().chunks_exact(n).zip(eigen.values()).filter(|(_, e)| **e <= rounding);
    let mut found: Vec<Vec<f64>> = Vec::new();
    for (row, _) in rows {
        let mut vector: Vec<f64> = row.iter().enumerate().map(|(i, x)| x * scale(i)).collect();
        for _ in 0..PASSES {
            for other in &found {
                let share = dot(&vector, other);
                vector.iter_mut().zip(other).for_each(|(x, o)| *x -= share * o);
            }
            let length = dot(&vector, &vector).sqrt();
            vector.iter_mut().for_each(|x| *x /= length);
        }
        found.push(vector);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{QuadraticBlock, places};
    use super::*;

    fn block(matrix: &[&[f64]], strength: f64, start: usize, full: usize) -> QuadraticBlock {
        let mut s = Symmetric::zeros(matrix.len());
        for (i, row) in matrix.iter().enumerate() {
            (0..=i).for_each(|j| s.add(i, j, row[j]));
        }
        let mut metric = Symmetric::zeros(1);
        metric.add(0, 0, 1.0);
        let copies = places(&(start..start + matrix.len()), full, 1);
        QuadraticBlock { label: String::new(), strength, metric, matrix: s, copies }
    }

    #[test]
    fn nothing_is_penalised_by_no_penalty_or_by_one_of_strength_zero() {
        let none = NullSpace::new(&QuadraticPenalty::new(vec![block(&[&[1.0]], 0.0, 0, 3)]), 3);
        assert_eq!(none.dimension(), 3);
        let mut a = Symmetric::zeros(3);
        a.add(2, 1, 5.0);
        assert_eq!((none.restricted(&a), none.spread(&a)), (a.clone(), a));
    }

    #[test]
    fn the_null_space_does_not_depend_on_strengths_or_on_the_units_of_the_columns() {
        // Second differences of three coefficients: lines are free, in units 1 or 2⁴⁰ of the second one.
        for (strength, unit) in [(1e-12, 1.0), (1e15, 1.0), (1.0, 40.0_f64.exp2())] {
            let d = [1.0, -2.0 * unit, 1.0];
            let rows: Vec<Vec<f64>> = d.iter().map(|x| d.iter().map(|y| x * y).collect()).collect();
            let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
            let penalty = QuadraticPenalty::new(vec![block(&rows, strength, 1, 4)]);
            let null = NullSpace::new(&penalty, 4);
            assert_eq!(null.dimension(), 3);
            let mut s = Symmetric::zeros(4);
            penalty.add_to(&mut s);
            let largest = s.data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
            assert!(null.restricted(&s).data.iter().all(|x| x.abs() <= 1e-14 * largest));
            let mut identity = Symmetric::zeros(4);
            (0..4).for_each(|i| identity.add(i, i, 1.0));
            let gram = null.restricted(&identity);
            let expected = |k: usize| if k.is_multiple_of(4) { 1.0 } else { 0.0 };
            assert!(gram.data.iter().enumerate().all(|(k, x)| (x - expected(k)).abs() < 1e-15), "{gram:?}");
        }
    }
}
