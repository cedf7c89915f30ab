//! Runtime choice of instruction set, and the handful of loops over columns that need it.
//!
//! `run` and `dispatch` compile a kernel for each instruction set and run the widest the processor has. Lanes run over rows,
//! products are fused everywhere, every sum is kept in [`LANES`] partial sums that are added in one fixed order: each
//! instruction set gives the same bits.

use super::LANES;
pub use pulp::{Scalar, Simd, WithSimd};

/// Runs a kernel with the widest instruction set of this processor.
#[inline]
pub fn run<K: WithSimd>(kernel: K) -> K::Output {
    pulp::Arch::new().dispatch(kernel)
}

/// The same for what is rarely asked for: 512-bit code is not kept for it.
#[cfg(target_arch = "x86_64")]
pub fn run_rarely<K: WithSimd>(kernel: K) -> K::Output {
    match pulp::x86::V3::try_new() {
        Some(simd) => Simd::vectorize(simd, kernel),
        None => Simd::vectorize(Scalar::new(), kernel),
    }
}

/// The same for what is rarely asked for.
#[cfg(not(target_arch = "x86_64"))]
pub fn run_rarely<K: WithSimd>(kernel: K) -> K::Output {
    run(kernel)
}

/// The same for an elementwise loop that the compiler vectorises; functions it calls must be `#[inline(always)]`.
#[inline]
pub fn dispatch<R>(kernel: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(kernel)
}

/// Partial sums of a pass: several vectors at every width, so that the additions of one do not wait for each other.
pub const SUMS: usize = 4 * LANES;

/// Adds a number to each partial sum.
#[inline(always)]
pub fn add_lanes<S: Simd>(simd: S, sums: &mut [f64; SUMS], x: &[f64; SUMS]) {
    for (sum, x) in S::as_mut_simd_f64s(sums).0.iter_mut().zip(S::as_simd_f64s(x).0) {
        *sum = simd.add_f64s(*sum, *x);
    }
}

/// p ← p + t + t·p, lane by lane: products of 1 + t, kept by how far they are above 1.
#[inline(always)]
pub fn multiply_lanes<S: Simd>(simd: S, above_one: &mut [f64; SUMS], t: &[f64; SUMS]) {
    for (p, t) in S::as_mut_simd_f64s(above_one).0.iter_mut().zip(S::as_simd_f64s(t).0) {
        *p = simd.mul_add_f64s(*t, *p, simd.add_f64s(*p, *t));
    }
}

/// Adds 0·x and 0·z to the lanes of a probe: nothing where they are finite, NaN where they are not.
#[inline(always)]
pub fn probe_lanes<S: Simd>(simd: S, probe: &mut [f64; SUMS], x: &[f64; SUMS], z: &[f64; SUMS]) {
    let zero = simd.splat_f64s(0.0);
    let (x, z) = (S::as_simd_f64s(x).0, S::as_simd_f64s(z).0);
    for (probe, (x, z)) in S::as_mut_simd_f64s(probe).0.iter_mut().zip(x.iter().zip(z)) {
        *probe = simd.mul_add_f64s(*z, zero, simd.mul_add_f64s(*x, zero, *probe));
    }
}

/// The largest |x|; what a NaN does to it is not specified.
#[inline(always)]
pub fn largest_of<S: Simd>(simd: S, x: &[f64; SUMS]) -> f64 {
    let mut most = simd.splat_f64s(0.0);
    for x in S::as_simd_f64s(x).0 {
        most = simd.max_f64s(most, simd.abs_f64s(*x));
    }
    simd.reduce_max_f64s(most)
}

/// The partial results as one: halves, and halves of halves.
#[inline(always)]
pub fn folded(mut lanes: [f64; SUMS], join: impl Fn(f64, f64) -> f64) -> f64 {
    for half in [16, 8, 4, 2, 1] {
        for lane in 0..half {
            lanes[lane] = join(lanes[lane], lanes[lane + half]);
        }
    }
    lanes[0]
}

/// A column in vectors; heights of columns are multiples of [`LANES`], so nothing is left over.
#[inline(always)]
fn vectors<S: Simd>(column: &[f64]) -> &[S::f64s] {
    S::as_simd_f64s(column).0
}

/// z = w·x, entry by entry.
#[inline(always)]
pub fn multiply<S: Simd>(simd: S, w: &[f64], x: &[f64], z: &mut [f64]) {
    let (w, x, z) = (vectors::<S>(w), vectors::<S>(x), S::as_mut_simd_f64s(z).0);
    for ((z, w), x) in z.iter_mut().zip(w).zip(x) {
        *z = simd.mul_f64s(*w, *x);
    }
}

/// y += Σ_c b_c·x_c, one product after the other.
#[inline(always)]
pub fn add_multiples<S: Simd, const C: usize>(simd: S, b: [f64; C], x: [&[f64]; C], y: &mut [f64]) {
    let y = S::as_mut_simd_f64s(y).0;
    let (b, x) = (b.map(|b| simd.splat_f64s(b)), x.map(|x| &vectors::<S>(x)[..y.len()]));
    for (k, y) in y.iter_mut().enumerate() {
        let mut sum = *y;
        for c in 0..C {
            sum = simd.mul_add_f64s(b[c], x[c][k], sum);
        }
        *y = sum;
    }
}

/// z += x·y, entry by entry.
#[inline(always)]
pub fn add_products<S: Simd>(simd: S, x: &[f64], y: &[f64], z: &mut [f64]) {
    let (x, y, z) = (vectors::<S>(x), vectors::<S>(y), S::as_mut_simd_f64s(z).0);
    for ((z, x), y) in z.iter_mut().zip(x).zip(y) {
        *z = simd.mul_add_f64s(*x, *y, *z);
    }
}

/// max |x_i| of a column; NaN counts as infinite.
#[must_use]
pub fn largest_magnitude(x: &[f64]) -> f64 {
    dispatch(
        #[inline(always)]
        || {
            let mut largest = [0.0_f64; LANES];
            for x in x.as_chunks::<LANES>().0 {
                for l in 0..LANES {
                    let size = if x[l].abs() < f64::INFINITY { x[l].abs() } else { f64::INFINITY };
                    largest[l] = if size > largest[l] { size } else { largest[l] };
                }
            }
            largest.into_iter().fold(0.0, f64::max)
        },
    )
}

/// Σ x_i of a column.
#[must_use]
pub fn column_sum(x: &[f64]) -> f64 {
    weighted_sum(x, &[1.0; super::PANEL_ROWS][..x.len()])
}

/// Σ w_i x_i of two columns.
#[must_use]
pub fn weighted_sum(w: &[f64], x: &[f64]) -> f64 {
    struct Sum<'a>(&'a [f64], &'a [f64]);
    impl WithSimd for Sum<'_> {
        type Output = f64;
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> f64 {
            products(simd, [self.0], [self.1])[0][0]
        }
    }
    run(Sum(w, x))
}

/// Σ x_i y_i of two slices of one length, whatever it is, in [`LANES`] partial sums.
#[must_use]
pub fn inner(x: &[f64], y: &[f64]) -> f64 {
    dispatch(
        #[inline(always)]
        || {
            let ((x, x_tail), (y, y_tail)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
            let mut sums = [0.0; LANES];
            for (x, y) in x.iter().zip(y) {
                for l in 0..LANES {
                    sums[l] = x[l].mul_add(y[l], sums[l]);
                }
            }
            for ((x, y), sum) in x_tail.iter().zip(y_tail).zip(&mut sums) {
                *sum = x.mul_add(*y, *sum);
            }
            lane_sum(sums)
        },
    )
}

/// Whether every number is finite.
#[inline(always)]
#[must_use]
pub fn is_finite(x: &[f64]) -> bool {
    let (chunks, tail) = x.as_chunks::<LANES>();
    // 0 times a number is 0, unless the number is infinite or NaN; such a lane stays NaN.
    let mut probe = [0.0; LANES];
    for x in chunks {
        for l in 0..LANES {
            probe[l] = x[l].mul_add(0.0, probe[l]);
        }
    }
    tail.iter().zip(&mut probe).for_each(|(x, probe)| *probe = x.mul_add(0.0, *probe));
    lane_sum(probe) == 0.0
}

/// The lanes added in one fixed order.
#[inline(always)]
#[must_use]
pub fn lane_sum(x: [f64; LANES]) -> f64 {
    ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]))
}

/// All inner products of A columns with B columns in one pass.
#[inline(always)]
pub fn products<S: Simd, const A: usize, const B: usize>(simd: S, a: [&[f64]; A], b: [&[f64]; B]) -> [[f64; B]; A] {
    // The number of vectors that make up the lanes is a constant of S; naming it keeps the sums in registers.
    match LANES / S::F64_LANES {
        1 => products_of::<S, A, B, 1>(simd, a, b),
        2 => products_of::<S, A, B, 2>(simd, a, b),
        4 => products_of::<S, A, B, 4>(simd, a, b),
        _ => products_of::<S, A, B, LANES>(simd, a, b),
    }
}

#[inline(always)]
fn products_of<S: Simd, const A: usize, const B: usize, const W: usize>(
    simd: S,
    a: [&[f64]; A],
    b: [&[f64]; B],
) -> [[f64; B]; A] {
    let (a, b) = (a.map(vectors::<S>), b.map(vectors::<S>));
    let steps = a[0].len() / W;
    let (a, b) = (a.map(|x| x.as_chunks::<W>().0), b.map(|x| x.as_chunks::<W>().0));
    let (a, b) = (a.map(|x| &x[..steps]), b.map(|x| &x[..steps]));
    let mut acc = [[[simd.splat_f64s(0.0); W]; B]; A];
    for k in 0..steps {
        for i in 0..A {
            for j in 0..B {
                for v in 0..W {
                    acc[i][j][v] = simd.mul_add_f64s(a[i][k][v], b[j][k][v], acc[i][j][v]);
                }
            }
        }
    }
    acc.map(|row| row.map(|sums| total::<S>(&sums)))
}

/// The lanes added in one fixed order.
#[inline(always)]
fn total<S: Simd>(sums: &[S::f64s]) -> f64 {
    let x: &[f64] = pulp::bytemuck::cast_slice(sums);
    ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]))
}

#[cfg(test)]
mod tests {
    use super::super::vecmath;
    use super::*;

    #[test]
    fn a_nan_anywhere_in_a_column_makes_its_magnitude_infinite() {
        for place in 0..24 {
            let mut x = [1.0; 24];
            x[place] = f64::NAN;
            assert_eq!(largest_magnitude(&x), f64::INFINITY, "NaN at {place}");
            x[place] = -3.0;
            assert_eq!(largest_magnitude(&x), 3.0);
        }
    }
    /// Elementary functions and a fused sum over a column, compiled for whatever surrounds them.
    #[inline(always)]
    fn worked(x: &[f64], out: &mut [f64]) {
        for (x, out) in x.iter().zip(out.chunks_exact_mut(5)) {
            let answers = [vecmath::exp(*x), vecmath::ln(*x), vecmath::ln_1p(*x), vecmath::logistic(*x)];
            out[..4].copy_from_slice(&answers);
            out[4] = answers[0].mul_add(-x, answers[3]);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let x: Vec<f64> = (0..4003).map(|i| (f64::from(i) * 0.7).sin() * 2_f64.powi(i % 1200 - 600)).collect();
        let bits = |out: &[f64]| out.iter().map(|y| y.to_bits()).collect::<Vec<_>>();
        let mut out = [vec![0.0; 5 * x.len()], vec![0.0; 5 * x.len()], vec![0.0; 5 * x.len()]];
        let [plain, widest, middle] = &mut out;
        worked(&x, plain);
        dispatch(
            #[inline(always)]
            || worked(&x, widest),
        );
        assert!(bits(plain) == bits(widest), "plain and dispatched code differ");
        if let Some(v3) = pulp::x86::V3::try_new() {
            v3.vectorize(
                #[inline(always)]
                || worked(&x, middle),
            );
            assert!(bits(plain) == bits(middle), "plain and 256-bit code differ");
        }
    }
}
