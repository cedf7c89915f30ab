//! An orthonormal basis of what is orthogonal to some vectors: ZᵀA = 0 for the k × (k − m) matrix Z and the k × m matrix A.
//!
//! Householder reflections H_1⋯H_m bring A to triangular form from its last row up; Z is the first k − m columns of their product.
//! Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th edition, 2013, section 5.2.

use super::dot;

/// Z, row-major, for m ≤ k vectors given one after the other, each of k entries, linearly independent.
#[must_use]
pub fn orthogonal_complement(vectors: &[f64], k: usize) -> Vec<f64> {
    let mut columns: Vec<Vec<f64>> = vectors.chunks_exact(k.max(1)).map(<[f64]>::to_vec).collect();
    let m = columns.len();
    let mut reflections: Vec<Vec<f64>> = Vec::new();
    for j in 0..m {
        let v = reflection(&columns[j][..k - j]);
        columns[j..].iter_mut().for_each(|column| reflect(&v, column));
        reflections.push(v);
    }
    let mut rows = vec![0.0; k * (k - m)];
    let mut unit = vec![0.0; k];
    for i in 0..k {
        unit.fill(0.0);
        unit[i] = 1.0;
        reflections.iter().for_each(|v| reflect(v, &mut unit));
        rows[i * (k - m)..(i + 1) * (k - m)].copy_from_slice(&unit[..k - m]);
    }
    rows
}

/// v of unit length such that (I − 2vvᵀ)x is along the last axis; 0 where x is.
fn reflection(x: &[f64]) -> Vec<f64> {
    let largest = x.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if largest == 0.0 {
        return vec![0.0; x.len()];
    }
    let mut v: Vec<f64> = x.iter().map(|x| x / largest).collect();
    let length = dot(&v, &v).sqrt();
    if let Some(last) = v.last_mut() {
        *last += length.copysign(*last);
    }
    let length = dot(&v, &v).sqrt();
    v.iter_mut().for_each(|v| *v /= length);
    v
}

/// x ← x − 2v(vᵀx) in the leading entries.
fn reflect(v: &[f64], x: &mut [f64]) {
    let twice = 2.0 * dot(v, &x[..v.len()]);
    x.iter_mut().zip(v).for_each(|(x, v)| *x = (-twice).mul_add(*v, *x));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complement_is_orthonormal_and_orthogonal() {
        let a = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 5e8];
        let z = orthogonal_complement(&a, 4);
        let column = |j: usize| -> Vec<f64> { (0..4).map(|i| z[i * 2 + j]).collect() };
        for j in 0..2 {
            assert!(dot(&column(j), &a[..4]).abs() < 1e-15);
            assert!(dot(&column(j), &a[4..]).abs() < 1e-7);
            assert!((dot(&column(j), &column(j)) - 1.0).abs() < 1e-15);
        }
        assert!(dot(&column(0), &column(1)).abs() < 1e-15);
    }

    #[test]
    fn no_vectors_leave_everything() {
        assert_eq!(orthogonal_complement(&[], 2), [1.0, 0.0, 0.0, 1.0]);
    }
}
