//! The eigenvalues of largest magnitude of a symmetric matrix with their eigenvectors: A·V = V·diag(e) for k of the n pairs.
//!
//! A block Krylov space span{X, AX, A²X, …} with X random by counter, its basis Q orthogonalised in full, and the eigenpairs of QᵀAQ
//! lifted to it. The answer stands when every residual ‖Av − ev‖ is at the rounding of A, as a full decomposition leaves it; small
//! matrices, many wanted pairs and anything that does not settle take the full decomposition.
//! Sources: G. H. Golub and R. Underwood, The block Lanczos method for computing eigenvalues, Mathematical Software III, 1977; Y. Saad,
//! Numerical Methods for Large Eigenvalue Problems, 2011, chapter 6.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, MatMut, MatRef, Par};

use super::counter_random::CounterRandom;
use super::half_products::symmetric_products;
use super::products::inner_product;
use super::simd::dispatch;
use super::{DistancePowers, Symmetric, SymmetricEigen, power_of_two_near};
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
    /// Only the lower triangle of A is read, what is above it has to be finite. The same A gives the same bits whatever the number of threads.
    ///
    /// ```
    /// use penlik::linalg::{LeadingEigen, Symmetric};
    /// let a = Symmetric { order: 2, data: vec![0.0, 2.0, 2.0, 3.0] };
    /// let leading = LeadingEigen::new(&a, 1).unwrap();
    /// assert!((leading.values[0] - 4.0).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn new(a: &Symmetric, count: usize) -> Option<Self> {
        let (n, count) = (a.order, count.min(a.order));
        if !all_finite(&a.data) {
            return None;
        }
        let by_products = || {
            let scale = power_of_two_near(&a.data);
            // Only what could leave the floating point range is worth a copy.
            if (1e-100..1e100).contains(&scale) {
                return krylov_pairs(n, count, &|x, columns, out| symmetric_products(a, x, columns, out));
            }
            let scaled = Symmetric { order: n, data: a.data.iter().map(|x| x / scale).collect() };
            let product: Product<'_> = &|x, columns, out| symmetric_products(&scaled, x, columns, out);
            Some(krylov_pairs(n, count, product)?.times(scale))
        };
        worth(n, count).then(by_products).flatten().or_else(|| full(a, count))
    }

    /// Those of |x_i − x_j|^p, by its fast products.
    #[must_use]
    pub fn of_distances(a: &DistancePowers, count: usize) -> Option<Self> {
        let (n, count) = (a.order(), count.min(a.order()));
        let by_products = || krylov_pairs(n, count, &|x, columns, out| a.times(x, columns, out));
        let found = worth(n, count).then(by_products).flatten().or_else(|| full(&a.matrix(), count))?;
        Some(found.times(a.scale()))
    }

    fn times(mut self, scale: f64) -> Self {
        self.values.iter_mut().for_each(|e| *e *= scale);
        self
    }
}

/// Whether a few pairs are so few that the iteration pays.
fn worth(n: usize, count: usize) -> bool {
    n > SMALL && 6 * count <= n
}

/// Writes A·X for some columns, stored one after the other.
type Product<'a> = &'a dyn Fn(&[f64], usize, &mut [f64]);

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

fn krylov_pairs(n: usize, count: usize, product: Product<'_>) -> Option<LeadingEigen> {
    let most = (4 * count + 20 * BLOCK).min(n - BLOCK);
    let mut space = Space::new(n);
    let mut next = count + 3 * BLOCK;
    while space.size + BLOCK <= most {
        space.grow(product);
        if space.size >= next {
            if let Some(found) = space.settled(count) {
                return Some(found);
            }
            next += (next / 4).max(BLOCK);
        }
    }
    None
}

/// An orthonormal basis Q, and AQ for all columns but the last block, both one column after the other.
struct Space {
    n: usize,
    basis: Vec<f64>,
    images: Vec<f64>,
    /// The columns of AQ.
    size: usize,
}

impl Space {
    fn new(n: usize) -> Self {
        let random = CounterRandom::new(0, n as u64);
        let mut basis: Vec<f64> = (0..n * BLOCK).map(|at| random.uniform(at as u64) - 0.5).collect();
        orthonormal(n, &mut basis);
        Self { n, basis, images: Vec::new(), size: 0 }
    }

    /// A further block of images, and of the basis what of them is outside of it.
    fn grow(&mut self, product: Product<'_>) {
        /// Twice is enough, and once more where the block nearly lies in the space.
        const PASSES: usize = 4;
        const CLEAR: f64 = 0.5;
        let (n, length) = (self.n, BLOCK * self.n);
        let mut fresh = vec![0.0; length];
        product(&self.basis[self.size * n..], BLOCK, &mut fresh);
        self.images.extend_from_slice(&fresh);
        self.size += BLOCK;
        let basis = columns(&self.basis, n);
        for pass in 0..PASSES {
            let inside = times(basis.transpose(), columns(&fresh, n));
            let outside = MatMut::from_column_major_slice_mut(&mut fresh, n, BLOCK);
            matmul(outside, Accum::Add, basis, inside.as_ref(), -1.0, Par::Seq);
            if orthonormal(n, &mut fresh) > CLEAR && pass > 0 {
                break;
            }
        }
        self.basis.extend(fresh);
    }

    /// The pairs that the space gives, when all their residuals are at rounding.
    fn settled(&self, count: usize) -> Option<LeadingEigen> {
        let (n, size) = (self.n, self.size);
        let (basis, images) = (columns(&self.basis[..n * size], n), columns(&self.images, n));
        let projected = times(basis.transpose(), images);
        let mut small = Symmetric::zeros(size);
        (0..size * size).for_each(|at| {
            let (i, j) = (at / size, at % size);
            small.data[at] = f64::midpoint(projected[(i, j)], projected[(j, i)]);
        });
        let eigen = SymmetricEigen::new(&small)?;
        let order = by_magnitude(eigen.values(), count);
        let inner = Mat::from_fn(size, count, |i, j| eigen.rows()[order[j] * size + i]);
        let values: Vec<f64> = order.iter().map(|&j| eigen.values()[j]).collect();
        let (vectors, mut residual) = (times(basis, inner.as_ref()), times(images, inner.as_ref()));
        (0..count).for_each(|j| (0..n).for_each(|i| residual[(i, j)] -= values[j] * vectors[(i, j)]));
        let allowed = ROUNDINGS * f64::EPSILON * values.first()?.abs();
        let sound = (0..count).all(|j| residual.col(j).norm_l2() <= allowed);
        let rows = || vectors.col_iter().flat_map(|column| column.iter().copied()).collect();
        sound.then(|| LeadingEigen { values, rows: rows() })
    }
}

fn columns(data: &[f64], n: usize) -> MatRef<'_, f64> {
    MatRef::from_column_major_slice(data, n, data.len() / n)
}

/// Orthonormal columns with the same span, by modified Gram–Schmidt; tells the least length of what a column added to those before.
fn orthonormal(n: usize, block: &mut [f64]) -> f64 {
    let mut least = f64::MAX;
    for j in 0..block.len() / n {
        let (before, rest) = block.split_at_mut(j * n);
        let column = &mut rest[..n];
        for other in before.chunks_exact(n) {
            let along = inner_product(other, column);
            add_multiple(-along, other, column);
        }
        let left = inner_product(column, column).sqrt();
        least = least.min(left);
        if left == 0.0 {
            // Nothing new: anything will do, for what there is of it outside the space.
            let random = CounterRandom::new(1 + j as u64, n as u64);
            column.iter_mut().enumerate().for_each(|(i, x)| *x = random.uniform(i as u64) - 0.5);
        }
        let length = inner_product(column, column).sqrt();
        column.iter_mut().for_each(|x| *x /= length);
    }
    least
}

fn add_multiple(factor: f64, x: &[f64], y: &mut [f64]) {
    dispatch(
        #[inline(always)]
        || y.iter_mut().zip(x).for_each(|(y, x)| *y = factor.mul_add(*x, *y)),
    );
}

fn times(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Mat<f64> {
    let mut out = Mat::zeros(a.nrows(), b.ncols());
    matmul(out.as_mut(), Accum::Replace, a, b, 1.0, Par::Seq);
    out
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
        let (few, all) = (LeadingEigen::new(&a, 12).unwrap(), full(&a, 12).unwrap());
        for j in 0..12 {
            assert!((few.values[j] - all.values[j]).abs() < 1e-14 * all.values[0].abs(), "{j}: {:e}", few.values[j]);
            let along: f64 = (0..400).map(|i| few.rows[j * 400 + i] * all.rows[j * 400 + i]).sum();
            // The gap below the twelfth value is about 1e-6 of the first.
            assert!((along.abs() - 1.0).abs() < 1e-12, "{j}: {along}");
        }
    }

    #[test]
    fn the_pairs_of_distances_are_those_of_their_matrix() {
        for (n, count) in [(400, 10), (100, 7), (300, 12)] {
            let x: Vec<f64> = (0..n).map(|i| (i as f64 * 0.37).sin().powi(3) + 0.01 * i as f64).collect();
            let mut x: Vec<f64> = x.iter().map(|x| x * 1e5).collect();
            x.sort_by(f64::total_cmp);
            let entry = |at: usize| (x[at / n] - x[at % n]).abs().powi(3);
            let a = Symmetric { order: n, data: (0..n * n).map(entry).collect() };
            let fast = LeadingEigen::of_distances(&DistancePowers::new(&x, 3).unwrap(), count).unwrap();
            let all = full(&a, count).unwrap();
            for j in 0..count {
                let gap = 1e-13 * all.values[0].abs();
                assert!((fast.values[j] - all.values[j]).abs() < gap, "{n} {j}: {:e} {gap:e}", fast.values[j]);
                let (u, v) = (&fast.rows[j * n..][..n], &all.rows[j * n..][..n]);
                let along: f64 = u.iter().zip(v).map(|(u, v)| u * v).sum();
                assert!((along.abs() - 1.0).abs() < 1e-11, "{n} {j}: {along}");
            }
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
        let (few, all) = (LeadingEigen::new(&a, 20).unwrap(), full(&a, 20).unwrap());
        assert!((0..20).all(|j| (few.values[j] - all.values[j]).abs() < 1e-13 * all.values[0]));
        assert!((all.values[1] - all.values[2]).abs() < 1e-12 * all.values[0]);
    }

    #[test]
    fn a_matrix_of_low_rank_has_zeros() {
        let n = 300;
        let entry = |at: usize| if at / n < 2 && at % n < 2 { 1.0 + (at / n * (at % n)) as f64 } else { 0.0 };
        let a = Symmetric { order: n, data: (0..n * n).map(entry).collect() };
        let few = krylov_pairs(n, 4, &|x, columns, out| symmetric_products(&a, x, columns, out)).unwrap();
        assert!((few.values[0] + few.values[1] - 3.0).abs() < 1e-14, "{:?}", few.values);
        assert!(few.values[2..].iter().all(|e| e.abs() < 1e-15));
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
