//! The eigenvalues of largest magnitude of a symmetric matrix with their eigenvectors: A·V = V·diag(e) for k of the n pairs.
//!
//! A block Krylov space span{X, AX, A²X, …} with X random by counter, its basis Q orthogonalised in full, and the eigenpairs of QᵀAQ
//! lifted to it. The answer stands when every residual ‖Av − ev‖ is at the rounding of A, as a full decomposition leaves it; small
//! matrices, many wanted pairs and anything that does not settle take the full decomposition.
//! Sources: G. H. Golub and R. Underwood, The block Lanczos method for computing eigenvalues, Mathematical Software III, 1977; Y. Saad,
//! Numerical Methods for Large Eigenvalue Problems, 2011, chapter 6.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, MatRef, Par};

use super::counter_random::CounterRandom;
use super::{Symmetric, SymmetricEigen, power_of_two_near};
use crate::check::all_finite;

/// Columns of a block: as many equal eigenvalues are found.
const BLOCK: usize = 8;
/// Below this order a full decomposition is cheap.
const SMALL: usize = 256;
/// Residuals accepted, in units of the rounding of the largest eigenvalue.
const ROUNDINGS: f64 = 64.0;

/// k eigenpairs.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadingEigen {
    /// e, in order of falling magnitude.
    pub values: Vec<f64>,
    /// Vᵀ, row-major: an eigenvector of n entries in each row.
    pub rows: Vec<f64>,
}

impl LeadingEigen {
    /// The `count` eigenpairs of largest magnitude; `None` when A is not finite or the iteration fails.
    ///
    /// Only the whole of A is read, both triangles. The same A gives the same bits whatever the number of threads.
    ///
    /// ```
    /// use penlik::linalg::{LeadingEigen, Symmetric};
    /// let a = Symmetric { order: 2, data: vec![0.0, 2.0, 2.0, 3.0] };
    /// let leading = LeadingEigen::new(&a, 1).unwrap();
    /// assert!((leading.values[0] - 4.0).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn new(a: &Symmetric, count: usize) -> Option<Self> {
        let n = a.order;
        let count = count.min(n);
        if !all_finite(&a.data) {
            return None;
        }
        let krylov = n > SMALL && 6 * count <= n;
        krylov.then(|| krylov_pairs(a, count)).flatten().or_else(|| full(a, count))
    }
}

fn full(a: &Symmetric, count: usize) -> Option<LeadingEigen> {
    let (n, eigen) = (a.order, SymmetricEigen::new(a)?);
    let order = by_magnitude(eigen.values(), count);
    let rows = order.iter().flat_map(|&j| eigen.rows()[j * n..(j + 1) * n].iter().copied()).collect();
    Some(LeadingEigen { values: order.iter().map(|&j| eigen.values()[j]).collect(), rows })
}

/// The places of the `count` largest magnitudes; ties keep their order.
fn by_magnitude(values: &[f64], count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[j].abs().total_cmp(&values[i].abs()));
    order.truncate(count);
    order
}

fn krylov_pairs(a: &Symmetric, count: usize) -> Option<LeadingEigen> {
    let n = a.order;
    let scale = power_of_two_near(&a.data);
    let scaled: Vec<f64> = a.data.iter().map(|x| x / scale).collect();
    let matrix = MatRef::from_row_major_slice(&scaled, n, n);
    let most = (4 * count + 20 * BLOCK).min(n - BLOCK);
    let mut space = Space::new(n);
    let mut next = count + 4 * BLOCK;
    while space.basis.ncols() + BLOCK <= most {
        space.grow(matrix);
        if space.images.ncols() >= next {
            if let Some(found) = space.settled(matrix, count, scale) {
                return Some(found);
            }
            next += (next / 4).max(2 * BLOCK);
        }
    }
    None
}

/// An orthonormal basis Q, and AQ for all columns but the last block.
struct Space {
    basis: Mat<f64>,
    images: Mat<f64>,
}

impl Space {
    fn new(n: usize) -> Self {
        let random = CounterRandom::new(0, n as u64);
        let start = Mat::from_fn(n, BLOCK, |i, j| random.normal((i * BLOCK + j) as u64));
        Self { basis: start.qr().compute_thin_Q(), images: Mat::zeros(n, 0) }
    }

    /// A further block of images, and of the basis what of them is outside of it.
    fn grow(&mut self, a: MatRef<'_, f64>) {
        let block = self.basis.get(.., self.images.ncols()..);
        let image = times(a, block);
        self.images = beside(&self.images, &image);
        let mut fresh = image;
        // Twice is enough, and a third time where the block nearly lies in the space.
        for _ in 0..3 {
            let inside = times(self.basis.transpose(), fresh.as_ref());
            fresh -= times(self.basis.as_ref(), inside.as_ref());
            fresh = fresh.qr().compute_thin_Q();
        }
        self.basis = beside(&self.basis, &fresh);
    }

    /// The pairs that the space gives, when all their residuals are at rounding.
    fn settled(&self, a: MatRef<'_, f64>, count: usize, scale: f64) -> Option<LeadingEigen> {
        let (n, size) = (a.nrows(), self.images.ncols());
        let basis = self.basis.get(.., ..size);
        let projected = times(basis.transpose(), self.images.as_ref());
        let mut small = Symmetric::zeros(size);
        (0..size * size).for_each(|at| {
            let (i, j) = (at / size, at % size);
            small.data[at] = f64::midpoint(projected[(i, j)], projected[(j, i)]);
        });
        let eigen = SymmetricEigen::new(&small)?;
        let order = by_magnitude(eigen.values(), count);
        let inner = Mat::from_fn(size, count, |i, j| eigen.rows()[order[j] * size + i]);
        let values: Vec<f64> = order.iter().map(|&j| eigen.values()[j]).collect();
        let vectors = times(basis, inner.as_ref());
        let mut residual = times(a, vectors.as_ref());
        (0..count).for_each(|j| (0..n).for_each(|i| residual[(i, j)] -= values[j] * vectors[(i, j)]));
        let allowed = ROUNDINGS * f64::EPSILON * values.first()?.abs();
        let sound = (0..count).all(|j| residual.col(j).norm_l2() <= allowed);
        sound.then(|| LeadingEigen {
            values: values.iter().map(|e| e * scale).collect(),
            rows: (0..count * n).map(|at| vectors[(at % n, at / n)]).collect(),
        })
    }
}

fn times(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Mat<f64> {
    let mut out = Mat::zeros(a.nrows(), b.ncols());
    matmul(out.as_mut(), Accum::Replace, a, b, 1.0, Par::Seq);
    out
}

fn beside(left: &Mat<f64>, right: &Mat<f64>) -> Mat<f64> {
    let k = left.ncols();
    Mat::from_fn(left.nrows(), k + right.ncols(), |i, j| if j < k { left[(i, j)] } else { right[(i, j - k)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// |x_i − x_j|³ on a grid, with eigenvalues of both signs.
    fn cubes(n: usize) -> Symmetric {
        let entry = |at: usize| ((at / n).abs_diff(at % n) as f64 / n as f64).powi(3);
        Symmetric { order: n, data: (0..n * n).map(entry).collect() }
    }

    #[test]
    fn the_pairs_are_those_of_the_full_decomposition() {
        let a = cubes(400);
        let (few, all) = (krylov_pairs(&a, 12).unwrap(), full(&a, 12).unwrap());
        for j in 0..12 {
            assert!((few.values[j] - all.values[j]).abs() < 1e-14 * all.values[0].abs(), "{j}: {:e}", few.values[j]);
            let along: f64 = (0..400).map(|i| few.rows[j * 400 + i] * all.rows[j * 400 + i]).sum();
            // The gap below the twelfth value is about 1e-6 of the first.
            assert!((along.abs() - 1.0).abs() < 1e-12, "{j}: {along}");
        }
    }

    #[test]
    fn equal_eigenvalues_are_all_found() {
        // A 20 × 20 grid: its squares' symmetry makes pairs.
        let n = 400;
        let at = |i: usize| ((i / 20) as f64, (i % 20) as f64);
        let entry = |place: usize| {
            let ((x, y), (u, v)) = (at(place / n), at(place % n));
            (-((x - u).powi(2) + (y - v).powi(2)) / 200.0).exp()
        };
        let a = Symmetric { order: n, data: (0..n * n).map(entry).collect() };
        let (few, all) = (krylov_pairs(&a, 20).unwrap(), full(&a, 20).unwrap());
        assert!((0..20).all(|j| (few.values[j] - all.values[j]).abs() < 1e-13 * all.values[0]));
        assert!((all.values[1] - all.values[2]).abs() < 1e-12 * all.values[0]);
    }

    #[test]
    fn scales_and_ends() {
        let mut a = cubes(300);
        let values = LeadingEigen::new(&a, 5).unwrap().values;
        a.data.iter_mut().for_each(|x| *x *= 2.0_f64.powi(900));
        let larger = LeadingEigen::new(&a, 5).unwrap();
        assert!((0..5).all(|j| larger.values[j] == values[j] * 2.0_f64.powi(900)));
        assert_eq!(LeadingEigen::new(&cubes(3), 9).unwrap().values.len(), 3);
        assert!(LeadingEigen::new(&Symmetric::zeros(0), 0).unwrap().rows.is_empty());
        assert!(LeadingEigen::new(&Symmetric { order: 1, data: vec![f64::NAN] }, 1).is_none());
    }
}
