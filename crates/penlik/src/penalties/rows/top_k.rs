//! Top-k activation: half the sum of the k largest squares of each row.
//!
//! P(x) = ½ Σ_{i ∈ M} x_i², where M holds the places of the k largest |x_i| of a row of d entries; of equal ones the first. On M
//! the gradient is x and H = B = 1, elsewhere both are 0. A maximum of convex functions, hence convex; where the k-th and the
//! next largest are equal it has a kink and the gradient is one of its subgradients. With k = d it is the ridge. The k-th largest
//! is found by selection, in O(d).

use super::{Leaf, RowCache, RowKernel};
use crate::check::{CheckError, Code};
use crate::curvature::{Curvature, Diagonal};

/// ½ Σ of the k largest squares of a row.
#[derive(Debug, Clone)]
pub struct TopK {
    k: usize,
    width: usize,
}

impl TopK {
    /// The k largest of each row of `width` entries, 1 ≤ k ≤ width.
    ///
    /// ```
    /// use penlik::penalties::TopK;
    /// assert_eq!(TopK::new(4, 3).unwrap_err().to_string(), "k is 4; expected a whole number from 1 to the width 3");
    /// ```
    pub fn new(k: usize, width: usize) -> Result<Self, CheckError> {
        if width == 0 {
            return Err(CheckError::new(Code::Domain, "width", "0", "a whole number >= 1"));
        }
        if !(1..=width).contains(&k) {
            let expected = format!("a whole number from 1 to the width {width}");
            return Err(CheckError::new(Code::Domain, "k", k.to_string(), expected));
        }
        Ok(Self { k, width })
    }

    /// The k-th largest |x|, and how many of that size belong to the k; `room` is of the length of x and overwritten.
    fn threshold(&self, x: &[f64], room: &mut [f64]) -> (f64, usize) {
        room.iter_mut().zip(x).for_each(|(room, x)| *room = x.abs());
        let (_, &mut least, _) = room.select_nth_unstable_by(x.len() - self.k, f64::total_cmp);
        (least, self.k - x.iter().filter(|x| x.abs() > least).count())
    }

    /// each(i) for every place i of the k largest.
    #[inline(always)]
    fn chosen(&self, x: &[f64], room: &mut [f64], mut each: impl FnMut(usize, &mut [f64], bool)) {
        let (least, mut left) = self.threshold(x, room);
        for i in 0..x.len() {
            let tie = x[i].abs() == least && left > 0;
            left -= usize::from(tie);
            each(i, room, tie || x[i].abs() > least);
        }
    }
}

impl RowKernel for TopK {
    type Cache = Chosen;

    fn width(&self, _columns: usize) -> usize {
        self.width
    }

    fn value(&self, leaf: Leaf<'_>) -> f64 {
        let mut room = vec![0.0; leaf.width];
        let one = |x: &[f64]| {
            let mut sum = 0.0;
            self.chosen(x, &mut room, |i, _, is_in| sum += if is_in { x[i] * x[i] } else { 0.0 });
            0.5 * sum
        };
        leaf.x.chunks_exact(leaf.width).map(one).sum()
    }

    #[inline(always)]
    fn value_gradient(&self, leaf: Leaf<'_>, scale: f64, out: &mut [f64]) -> f64 {
        let mut total = 0.0;
        for (x, out) in leaf.x.chunks_exact(leaf.width).zip(out.chunks_exact_mut(leaf.width)) {
            let mut sum = 0.0;
            self.chosen(x, out, |i, out, is_in| {
                let z = if is_in { x[i] } else { 0.0 };
                sum += z * z;
                out[i] = scale * z;
            });
            total += 0.5 * sum;
        }
        total
    }

    fn prepare(&self, all: Leaf<'_>, scale: f64, _gradient: &[f64]) -> Chosen {
        let mut diagonal = vec![0.0; all.x.len()];
        for (x, row) in all.x.chunks_exact(all.width).zip(diagonal.chunks_exact_mut(all.width)) {
            self.chosen(x, row, |i, row, is_in| row[i] = if is_in { scale } else { 0.0 });
        }
        Chosen(diagonal)
    }
}

/// The strength where an entry is one of the k, 0 elsewhere.
pub struct Chosen(Vec<f64>);

impl RowCache for Chosen {
    fn hessian(&self) -> Curvature {
        Curvature::Diagonal(Diagonal::new(self.0.clone()))
    }

    fn bound(&self) -> Curvature {
        self.hessian()
    }

    fn hessian_along(&self, _v: &[f64]) -> Curvature {
        Curvature::Diagonal(Diagonal::new(vec![0.0; self.0.len()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(k: usize, x: &[f64]) -> Vec<f64> {
        let mut out = vec![f64::NAN; x.len()];
        let kernel = TopK::new(k, x.len()).unwrap();
        kernel.value_gradient(Leaf { x, width: x.len() }, 1.0, &mut out);
        out
    }

    #[test]
    fn of_equal_entries_the_first_are_taken() {
        assert_eq!(mask(2, &[1.0, -2.0, 2.0, 2.0]), [0.0, -2.0, 2.0, 0.0]);
        assert_eq!(mask(3, &[0.0, 0.0, -5.0, 0.0]), [0.0, 0.0, -5.0, 0.0]);
        assert_eq!(mask(2, &[3.0, -3.0, 3.0]), [3.0, -3.0, 0.0]);
    }

    #[test]
    fn a_selection_is_what_a_sort_gives() {
        for width in [1, 2, 7, 64, 1000] {
            let x: Vec<f64> = (0..width).map(|i| ((i * 37 % 101) as f64 * 0.7).sin()).collect();
            let mut order: Vec<usize> = (0..width).collect();
            order.sort_by(|&i, &j| x[j].abs().total_cmp(&x[i].abs()));
            for k in [1, width / 2, width] {
                let k = k.max(1);
                let found = mask(k, &x);
                assert!((0..width).all(|r| found[order[r]] == if r < k { x[order[r]] } else { 0.0 }));
            }
        }
    }
}
