//! The matrix of a quadratic penalty as a user gives it: what is refused, and S itself.

use super::ModelError;
use super::matrix::finite_matrix;
use super::spec::PenaltyInput;
use crate::check::{self, Code};
use crate::linalg::{Symmetric, smallest_eigenvalue};

/// How far an eigenvalue may lie below 0, relative to the largest entry, for rounding's sake.
const SEMIDEFINITE: f64 = 1e-10;

/// Refuses a strength, columns or a matrix that make no penalty.
pub(super) fn check_penalty(k: usize, penalty: &PenaltyInput<'_>, cols: usize) -> Result<(), ModelError> {
    let name =
        penalty.label.as_ref().map_or_else(|| format!("penalties[{k}]"), |label| format!("penalties[{k}] {label:?}"));
    let name = name.as_str();
    let strength = penalty.strength.unwrap_or(1.0);
    check::non_negative("strength", strength)?;
    let columns = penalty.columns.clone().unwrap_or(0..cols);
    if columns.start > columns.end || columns.end > cols {
        let value = format!("columns {} to {}", columns.start, columns.end);
        return Err(ModelError::refuse(Code::Shape, name, value, format!("a range within {cols} columns")));
    }
    let (rows, order) = penalty.matrix.dim();
    if rows != columns.len() || order != columns.len() {
        let expected = format!("{0} x {0}", columns.len());
        return Err(ModelError::refuse(Code::Shape, name, format!("a {rows} x {order} matrix"), expected));
    }
    finite_matrix(name, penalty.matrix)?;
    let matrix = symmetric(penalty);
    let largest = matrix.data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if !(strength * largest).is_finite() {
        let value = format!("{strength}, with entries up to {largest} in {name}");
        return Err(ModelError::refuse(Code::Domain, "strength", value, "a finite product of strength and matrix"));
    }
    let skew = penalty
        .matrix
        .indexed_iter()
        .find(|((i, j), x)| (**x - penalty.matrix[[*j, *i]]).abs() > SEMIDEFINITE * largest);
    if let Some(((i, j), _)) = skew {
        let value = format!("a matrix whose entries ({i}, {j}) and ({j}, {i}) differ");
        return Err(ModelError::refuse(Code::Domain, name, value, "a symmetric matrix"));
    }
    match smallest_eigenvalue(&matrix) {
        Some(least) if least >= -SEMIDEFINITE * largest => Ok(()),
        least => {
            let value = match least {
                Some(least) => format!("a matrix with the eigenvalue {}", check::shown(least)),
                None => "a matrix without eigenvalues in floating point".to_owned(),
            };
            Err(ModelError::refuse(Code::Domain, name, value, "a positive semidefinite matrix"))
        }
    }
}

/// S from its lower triangle.
pub(super) fn symmetric(penalty: &PenaltyInput<'_>) -> Symmetric {
    let order = penalty.matrix.nrows();
    let mut matrix = Symmetric::zeros(order);
    for i in 0..order {
        for j in 0..=i {
            matrix.add(i, j, penalty.matrix[[i, j]]);
        }
    }
    matrix
}
