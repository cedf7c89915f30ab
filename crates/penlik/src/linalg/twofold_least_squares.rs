//! Least squares in twice the precision, for columns that are known to twice the precision and depend on each other closely.
//!
//! Modified Gram–Schmidt on [A b]: A = QR, d = Qᵀb, Rx = d; (AᵀA)⁻¹ = R⁻¹R⁻ᵀ. The error is of the order of κ(A)·1e-32.
//! Source: Å. Björck, BIT 7 (1967), 1–21.

use super::{Symmetric, Twofold};

/// argmin ‖b − Ax‖² with what follows from it.
#[derive(Debug, Clone)]
pub struct TwofoldLeastSquares {
    /// The solution, rounded.
    pub solution: Vec<f64>,
    /// ‖b − Ax‖² at the exact solution.
    pub residual_square: f64,
    /// (AᵀA)⁻¹.
    pub inverse_gram: Symmetric,
    /// Aᵀ(b − Ax) at the rounded solution.
    pub gradient: Vec<f64>,
    /// ‖A(x − x̂)‖ from the exact to the rounded solution.
    pub rounding: f64,
}

/// Minimises ‖b − Ax‖² for the columns of A, each as long as b; `None` where they have no full rank.
#[must_use]
pub fn twofold_least_squares(mut columns: Vec<Vec<Twofold>>, mut b: Vec<Twofold>) -> Option<TwofoldLeastSquares> {
    let p = columns.len();
    let (mut r, mut d) = (vec![Twofold::default(); p * p], Vec::with_capacity(p));
    for k in 0..p {
        let (done, rest) = columns.split_at_mut(k + 1);
        let q = &mut done[k];
        let length = product(q, q).sqrt();
        if !(length.hi.is_normal() && length.lo.is_finite()) {
            return None;
        }
        r[k * p + k] = length;
        q.iter_mut().for_each(|q| *q = *q / length);
        for (j, column) in rest.iter_mut().enumerate() {
            r[k * p + k + 1 + j] = take_out(q, column);
        }
        d.push(take_out(q, &mut b));
    }
    let inverse = inverse_of_upper(&r, p);
    let exact: Vec<Twofold> = (0..p).map(|i| sum((i..p).map(|k| inverse[i * p + k] * d[k]))).collect();
    let solution: Vec<f64> = exact.iter().map(|x| x.hi).collect();
    // R(x − x̂) holds all that rounding changes.
    let lost: Vec<Twofold> = (0..p).map(|i| sum((i..p).map(|k| r[i * p + k] * Twofold::from(exact[k].lo)))).collect();
    let gradient = (0..p).map(|j| sum((0..=j).map(|i| r[i * p + j] * lost[i])).hi).collect();
    let mut inverse_gram = Symmetric::zeros(p);
    for i in 0..p {
        (0..=i).for_each(|j| inverse_gram.add(i, j, sum((i..p).map(|k| inverse[i * p + k] * inverse[j * p + k])).hi));
    }
    let rounding = product(&lost, &lost).hi.sqrt();
    let residual_square = product(&b, &b).hi;
    Some(TwofoldLeastSquares { solution, residual_square, inverse_gram, gradient, rounding })
}

/// Takes the part along the unit vector q out of a and returns its length.
fn take_out(q: &[Twofold], a: &mut [Twofold]) -> Twofold {
    let share = product(q, a);
    a.iter_mut().zip(q).for_each(|(a, q)| *a = *a - share * *q);
    share
}

fn product(a: &[Twofold], b: &[Twofold]) -> Twofold {
    sum(a.iter().zip(b).map(|(a, b)| *a * *b))
}

fn sum(terms: impl Iterator<Item = Twofold>) -> Twofold {
    terms.fold(Twofold::default(), |sum, term| sum + term)
}

fn inverse_of_upper(r: &[Twofold], p: usize) -> Vec<Twofold> {
    let mut inverse = vec![Twofold::default(); p * p];
    for j in 0..p {
        inverse[j * p + j] = Twofold::from(1.0) / r[j * p + j];
        for i in (0..j).rev() {
            let above = sum((i + 1..=j).map(|k| r[i * p + k] * inverse[k * p + j]));
            inverse[i * p + j] = -above / r[i * p + i];
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_of_degree_ten_comes_back_to_the_last_bit() {
        // The columns of NIST's Filip, with a condition of 1e15.
        let x: Vec<f64> = (0..40).map(|i| -8.8 + 0.14 * f64::from(i)).collect();
        let mut columns = vec![vec![Twofold::from(1.0); 40]];
        for k in 0..10 {
            columns.push(columns[k].iter().zip(&x).map(|(power, x)| *power * Twofold::from(*x)).collect());
        }
        let b = (0..40).map(|i| (0..11).fold(Twofold::default(), |sum, k| sum + columns[k][i])).collect();
        let fit = twofold_least_squares(columns, b).unwrap();
        assert!(fit.solution.iter().all(|x| (x - 1.0).abs() < 1e-15), "{:?}", fit.solution);
        assert!(fit.residual_square < 1e-40 && fit.rounding < 1e-5);
    }
}
