//! Products of a symmetric matrix with several vectors that read its lower triangle once: both halves of each entry's work at the same time.

use super::simd::dispatch;
use super::{LANES, Symmetric};

/// As many vectors side by side: entry i of each.
pub(super) type Lanes = [f64; LANES];

/// Rows taken at a time.
const ROWS: usize = 4;

/// Products of `count` columns, each of `n` entries one after the other, by what makes products of as many as fit side by side.
pub(super) fn in_lanes(n: usize, x: &[f64], count: usize, out: &mut [f64], product: impl Fn(&[Lanes], &mut [Lanes])) {
    let (mut values, mut sums) = (vec![[0.0; LANES]; n], vec![[0.0; LANES]; n]);
    for first in (0..count).step_by(LANES) {
        let lanes = LANES.min(count - first);
        for lane in 0..lanes {
            let column = &x[(first + lane) * n..][..n];
            values.iter_mut().zip(column).for_each(|(to, from)| to[lane] = *from);
        }
        product(&values, &mut sums);
        for lane in 0..lanes {
            let column = &mut out[(first + lane) * n..][..n];
            column.iter_mut().zip(&sums).for_each(|(to, from)| *to = from[lane]);
        }
    }
}

/// A·X of `count` columns, both stored one column after the other; only the lower triangle of A is read.
pub fn symmetric_products(a: &Symmetric, x: &[f64], count: usize, out: &mut [f64]) {
    in_lanes(a.order, x, count, out, |x, out| {
        dispatch(
            #[inline(always)]
            || halves(&a.data, x, out),
        );
    });
}

#[inline(always)]
fn halves(a: &[f64], x: &[Lanes], out: &mut [Lanes]) {
    let n = x.len();
    out.fill([0.0; LANES]);
    let whole = n / ROWS * ROWS;
    for i in (0..whole).step_by(ROWS) {
        rows::<ROWS>(a, i, x, out);
    }
    for i in whole..n {
        rows::<1>(a, i, x, out);
    }
}

/// What rows i, i + 1, … add.
#[inline(always)]
fn rows<const R: usize>(a: &[f64], i: usize, x: &[Lanes], out: &mut [Lanes]) {
    let n = x.len();
    let left: [&[f64]; R] = std::array::from_fn(
        #[inline(always)]
        |r| &a[(i + r) * n..][..i],
    );
    let here: [Lanes; R] = std::array::from_fn(
        #[inline(always)]
        |r| x[i + r],
    );
    let mut sums = [[0.0; LANES]; R];
    for (j, (x, out)) in x[..i].iter().zip(&mut out[..i]).enumerate() {
        for r in 0..R {
            let entry = left[r][j];
            for l in 0..LANES {
                sums[r][l] = entry.mul_add(x[l], sums[r][l]);
                out[l] = entry.mul_add(here[r][l], out[l]);
            }
        }
    }
    for r in 0..R {
        for s in 0..=r {
            let entry = a[(i + r) * n + i + s];
            for l in 0..LANES {
                sums[r][l] = entry.mul_add(here[s][l], sums[r][l]);
                if s < r {
                    sums[s][l] = entry.mul_add(here[r][l], sums[s][l]);
                }
            }
        }
    }
    for (out, sums) in out[i..i + R].iter_mut().zip(&sums) {
        (0..LANES).for_each(|l| out[l] += sums[l]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_lower_triangle() {
        for (n, count) in [(1, 1), (3, 2), (4, 8), (9, 9), (30, 17), (0, 0)] {
            // Whole numbers, of which every sum is exact; what is above the diagonal is not to be read.
            let entry = |i: usize, j: usize| f64::from((i * 7 + j * 3) as u32 % 11) - 5.0;
            let stored = |at: usize| if at % n <= at / n { entry(at / n, at % n) } else { f64::NAN };
            let a = Symmetric { order: n, data: (0..n * n).map(stored).collect() };
            let x: Vec<f64> = (0..n * count).map(|at| f64::from(at as u32 % 13) - 6.0).collect();
            let mut out = vec![f64::NAN; n * count];
            symmetric_products(&a, &x, count, &mut out);
            for (at, out) in out.iter().enumerate() {
                let (column, i) = (at / n, at % n);
                let expected: f64 = (0..n).map(|j| entry(i.max(j), i.min(j)) * x[column * n + j]).sum();
                assert_eq!(*out, expected);
            }
        }
    }
}
