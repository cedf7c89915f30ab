//! Whether a matrix is symmetric and positive semidefinite to rounding, and its rank.
//!
//! Both are judged on rows and columns scaled to a diagonal near 1, so that the units of the entries decide nothing.

use super::super::Table;
use crate::check::{CheckError, Code, finite, shown};
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen};

/// What rounding may leave, in units of n·eps: in a sum of n products that was made symmetric or singular on paper.
const ROUNDING: f64 = 16.0;

/// The matrix, symmetric to the last bit, and its rank.
pub(super) fn semidefinite(name: &str, table: &Table) -> Result<(Symmetric, usize), CheckError> {
    if table.rows != table.cols {
        let value = format!("{} x {}", table.rows, table.cols);
        return Err(CheckError::new(Code::Shape, name, value, "a square matrix"));
    }
    finite(name, &table.data)?;
    let n = table.rows;
    let slack = ROUNDING * n as f64 * f64::EPSILON;
    let matrix = symmetrised(name, table, slack)?;
    let scaled = unit_diagonal(name, &matrix)?;
    // A pivot tells of full rank only where it is far above rounding, which the rows before it may have magnified.
    let full = Cholesky::new(&scaled).is_some_and(|factor| factor.smallest_pivot(&scaled) > slack.sqrt());
    let rank = if full { n } else { rank_of(name, &scaled, slack)? };
    Ok((matrix, rank))
}

fn symmetrised(name: &str, table: &Table, slack: f64) -> Result<Symmetric, CheckError> {
    let n = table.rows;
    let get = |i: usize, j: usize| table.data[i * n + j];
    let mut matrix = Symmetric { order: n, data: table.data.clone() };
    for i in 0..n {
        for j in 0..i {
            let (a, b) = (get(i, j), get(j, i));
            let size = a.abs().max(b.abs()).max(get(i, i).abs().sqrt() * get(j, j).abs().sqrt());
            if a != b && !((a - b).abs() <= slack.max(1e-12) * size) {
                let value = format!("{} at ({i}, {j}) and {} at ({j}, {i})", shown(a), shown(b));
                return Err(CheckError::new(Code::Domain, name, value, "a symmetric matrix"));
            }
            let middle = if a == b { a } else { 0.5 * a + 0.5 * b };
            (matrix.data[i * n + j], matrix.data[j * n + i]) = (middle, middle);
        }
    }
    Ok(matrix)
}

/// The matrix with rows and columns scaled by powers of two to a diagonal near 1.
fn unit_diagonal(name: &str, a: &Symmetric) -> Result<Symmetric, CheckError> {
    let n = a.order;
    if let Some(i) = (0..n).find(|&i| a.get(i, i) < 0.0) {
        return Err(indefinite(name, &format!("{} at diagonal entry {i}", shown(a.get(i, i)))));
    }
    let scale = |i: usize| match a.get(i, i) {
        0.0 => 1.0,
        d => (-0.5 * d.log2()).round().exp2(),
    };
    let scales: Vec<f64> = (0..n).map(scale).collect();
    let mut scaled = Symmetric::zeros(n);
    for i in 0..n {
        for j in 0..=i {
            let x = a.get(i, j) * scales[i] * scales[j];
            if x != 0.0 && (a.get(i, i) == 0.0 || a.get(j, j) == 0.0) {
                return Err(indefinite(
                    name,
                    &format!("{} at ({i}, {j}) beside a diagonal entry 0", shown(a.get(i, j))),
                ));
            }
            scaled.add(i, j, x);
        }
    }
    Ok(scaled)
}

fn rank_of(name: &str, scaled: &Symmetric, slack: f64) -> Result<usize, CheckError> {
    let decomposed = SymmetricEigen::new(scaled);
    let Some(values) = decomposed.as_ref().map(SymmetricEigen::values) else {
        return Err(CheckError::new(
            Code::NotConverged,
            name,
            "one whose eigenvalues were not found",
            "a matrix that decomposes",
        ));
    };
    let largest = values.last().copied().unwrap_or(0.0).max(0.0);
    match values.first() {
        Some(&least) if least < -slack * largest || (largest == 0.0 && least < 0.0) => {
            let value = format!("a matrix with the eigenvalue {}, scaled to a diagonal near 1", shown(least));
            Err(indefinite(name, &value))
        }
        _ => Ok(values.iter().filter(|e| **e > slack * largest).count()),
    }
}

fn indefinite(name: &str, value: &str) -> CheckError {
    CheckError::new(Code::Domain, name, value, "a positive semidefinite matrix")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(n: usize, data: &[f64]) -> Result<usize, String> {
        let table = Table { rows: n, cols: n, data: data.to_vec() };
        semidefinite("matrix", &table).map(|(_, rank)| rank).map_err(|error| error.to_string())
    }

    #[test]
    fn the_rank_does_not_depend_on_units() {
        assert_eq!(judged(2, &[1e100, 0.0, 0.0, 1e-100]), Ok(2));
        assert_eq!(judged(2, &[1e200, 1.0, 1.0, 1e-200]), Ok(1));
        assert_eq!(judged(3, &[1.0, -1.0, 0.0, -1.0, 2.0, -1.0, 0.0, -1.0, 1.0]), Ok(2));
        assert_eq!(judged(2, &[0.0, 0.0, 0.0, 3.0]), Ok(1));
        assert_eq!((judged(1, &[0.0]), judged(0, &[])), (Ok(0), Ok(0)));
    }

    #[test]
    fn a_pivot_of_magnified_rounding_does_not_count() {
        // AAᵀ for a 4 × 3 matrix A, rounded: its last squared pivot is 2e-14 of the diagonal entry.
        let lower = [
            35.55123678957432,
            25.91097705503127,
            21.497564099869823,
            -2.6703550670544107,
            25.688494410824166,
            -1.0509960255523292,
            -0.9668438331636375,
            58.064662369654094,
            -12.232056834459621,
            17.279520077524914,
        ];
        let at = |i: usize, j: usize| lower[i.min(j) * (7 - i.min(j)) / 2 + i.max(j)];
        let data: Vec<f64> = (0..16).map(|place| at(place / 4, place % 4)).collect();
        assert_eq!(judged(4, &data), Ok(3));
    }

    #[test]
    fn what_is_no_penalty_is_refused_by_name() {
        let refused = |n, data: &[f64]| judged(n, data).unwrap_err();
        assert_eq!(
            refused(2, &[1.0, 0.5, 0.4, 1.0]),
            "matrix is 0.4 at (1, 0) and 0.5 at (0, 1); expected a symmetric matrix"
        );
        assert!(refused(2, &[1.0, 2.0, 2.0, 1.0]).starts_with("matrix is a matrix with the eigenvalue -"));
        assert!(refused(1, &[-1.0]).contains("-1 at diagonal entry 0; expected a positive semidefinite matrix"));
        assert!(refused(2, &[0.0, 1.0, 1.0, 1.0]).contains("beside a diagonal entry 0"));
        assert!(refused(1, &[f64::NAN]).contains("NaN at index 0"));
        assert!(semidefinite("matrix", &Table { rows: 1, cols: 2, data: vec![1.0; 2] }).is_err());
    }

    #[test]
    fn rounding_in_the_two_triangles_is_evened_out() {
        let table = Table { rows: 2, cols: 2, data: vec![1.0, 0.1 + 0.2, 0.3, 1.0] };
        let (matrix, rank) = semidefinite("matrix", &table).unwrap();
        assert_eq!((matrix.get(0, 1), rank), (matrix.get(1, 0), 2));
    }
}
