//! Differences of order m along sequences.
//!
//! (Δᵐx)_t = Σ_{c = 0..m} (−1)^{m−c} C(m, c) x_{t+c}: m = 1 is x_{t+1} − x_t. A sequence of L numbers has L − m of them, and none
//! where L ≤ m. Polynomials of degree below m in the place are what D takes to 0.

use super::{Axis, Layout};
use crate::check::{CheckError, Code};
use crate::curvature::LinearMap;
use crate::penalties::Block;

/// The largest order: its binomial coefficients are still exact, and far beyond use.
const MOST: usize = 32;

/// Differences of order m ≥ 1 along each row or each column of θ.
///
/// ```
/// use penlik::curvature::LinearMap;
/// use penlik::penalties::along::{Axis, Differences, Layout};
/// use penlik::penalties::Block;
/// let theta = [1.0, 4.0, 9.0, 16.0];
/// let map = Differences::new(2, Axis::Rows)?.map(Block::row(&theta))?;
/// let mut second = [0.0; 2];
/// map.apply(0, &theta, &mut second);
/// assert_eq!(second, [2.0, 2.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Differences {
    coefficients: Vec<f64>,
    axis: Axis,
}

impl Differences {
    /// The order m, 1 ≤ m ≤ 32, and the direction of the sequences.
    pub fn new(order: usize, axis: impl Into<Option<Axis>>) -> Result<Self, CheckError> {
        if !(1..=MOST).contains(&order) {
            let expected = format!("a whole number from 1 to {MOST}");
            return Err(CheckError::new(Code::Domain, "order", order.to_string(), expected));
        }
        // Row m of Pascal's triangle with alternating signs, the last one positive.
        let mut coefficients = vec![1.0];
        for _ in 0..order {
            coefficients.push(0.0);
            (0..coefficients.len()).rev().for_each(|c| {
                let before = if c > 0 { coefficients[c - 1] } else { 0.0 };
                coefficients[c] = before - coefficients[c];
            });
        }
        Ok(Self { coefficients, axis: axis.into().unwrap_or(Axis::Rows) })
    }
}

impl Layout for Differences {
    type Map = Difference;

    fn map(&self, theta: Block<'_>) -> Result<Difference, CheckError> {
        let (n, columns) = (theta.values().len(), theta.columns());
        let (blocks, size, stride) = match self.axis {
            Axis::Rows => (n.checked_div(columns).unwrap_or(0), columns, 1),
            Axis::Columns => (1, n, columns.max(1)),
        };
        let reach = stride.saturating_mul(self.coefficients.len() - 1);
        let coefficients = self.coefficients.clone();
        Ok(Difference { coefficients, blocks, size, outputs: size.saturating_sub(reach), stride })
    }

    fn rank(&self, map: &Difference, _columns: usize) -> Result<usize, CheckError> {
        Ok(map.outputs())
    }

    /// DDᵀ of a sequence with n differences of order m is the Toeplitz matrix of the symbol |1 − z|²ᵐ, of determinant
    /// Π_{i = 1..m} Π_{j = 0..m−1} (n + i + j)/(i + j)
    /// (A. Böttcher and B. Silbermann, "Toeplitz matrices and determinants with Fisher–Hartwig symbols", Journal of Functional
    /// Analysis 63, 1985).
    fn log_product(&self, map: &Difference, _columns: usize) -> Result<f64, CheckError> {
        let (n, m) = ((map.outputs / map.stride) as f64, self.coefficients.len() - 1);
        let sum = (1..=m).flat_map(|i| (i..i + m).map(move |place| (n / place as f64).ln_1p())).sum::<f64>();
        Ok((map.blocks * map.stride) as f64 * sum)
    }

    fn smallest_block(&self) -> (usize, usize) {
        match self.axis {
            Axis::Rows => (1, self.coefficients.len()),
            Axis::Columns => (self.coefficients.len(), 1),
        }
    }
}

/// D for θ of one shape: blocks of equal size, in each of which a sequence takes every stride-th entry.
#[derive(Debug, Clone)]
pub struct Difference {
    coefficients: Vec<f64>,
    blocks: usize,
    /// Inputs of a block.
    size: usize,
    /// Outputs of a block.
    outputs: usize,
    stride: usize,
}

impl Difference {
    /// Cuts the places first..first + len into parts of one block each, and tells block, place in the block, and length.
    fn parts(first: usize, len: usize, size: usize, mut tell: impl FnMut(usize, usize, std::ops::Range<usize>)) {
        let mut done = 0;
        while done < len && size > 0 {
            let (block, place) = ((first + done) / size, (first + done) % size);
            let part = (size - place).min(len - done);
            tell(block, place, done..done + part);
            done += part;
        }
    }
}

impl LinearMap for Difference {
    fn inputs(&self) -> usize {
        self.blocks * self.size
    }

    fn outputs(&self) -> usize {
        self.blocks * self.outputs
    }

    fn row(&self, e: usize, tell: &mut dyn FnMut(usize, f64)) {
        let (block, place) = (e / self.outputs, e % self.outputs);
        for (c, d) in self.coefficients.iter().enumerate() {
            tell(block * self.size + place + c * self.stride, *d);
        }
    }

    fn column(&self, i: usize, tell: &mut dyn FnMut(usize, f64)) {
        let (block, place) = (i / self.size, i % self.size);
        for (c, d) in self.coefficients.iter().enumerate() {
            match place.checked_sub(c * self.stride) {
                Some(e) if e < self.outputs => tell(block * self.outputs + e, *d),
                _ => {}
            }
        }
    }

    fn apply(&self, first: usize, v: &[f64], out: &mut [f64]) {
        Self::parts(first, out.len(), self.outputs, |block, place, part| {
            let (out, from) = (&mut out[part], block * self.size + place);
            out.fill(0.0);
            for (c, d) in self.coefficients.iter().enumerate() {
                let v = &v[from + c * self.stride..][..out.len()];
                out.iter_mut().zip(v).for_each(|(out, v)| *out += d * v);
            }
        });
    }

    fn adjoint(&self, first: usize, u: &[f64], out: &mut [f64]) {
        Self::parts(first, out.len(), self.size, |block, place, part| {
            let (out, u) = (&mut out[part], &u[block * self.outputs..(block + 1) * self.outputs]);
            out.fill(0.0);
            for (c, d) in self.coefficients.iter().enumerate() {
                // Entry i takes output i − c·stride, where there is one.
                let (reach, end) = (c * self.stride, place + out.len());
                let (low, high) = (place.max(reach), end.min(reach + self.outputs));
                if low < high {
                    let out = &mut out[low - place..high - place];
                    out.iter_mut().zip(&u[low - reach..]).for_each(|(out, u)| *out += d * u);
                }
            }
        });
    }

    fn position(&self, i: usize) -> usize {
        let (block, place) = (i / self.size, i % self.size);
        block * self.size + place % self.stride * (self.size / self.stride) + place / self.stride
    }
}
