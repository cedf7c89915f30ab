//! Tensor products with penalties that do not overlap (`t2`).
//!
//! Each margin is split into what its penalty acts on (r) and what it leaves free (n), in coordinates in which the penalty is the sum of squares of
//! the first. The product falls into blocks, one for each choice of r or n in every margin; each block but that of n alone has its own strength
//! on the sum of squares of its coefficients. With `full` the functions of n count one by one.
//!
//! With S = UDUᵀ: the r-functions are X·U_r·D^(−½)·c, with c such that their mean square over the data is one. The n-functions are, up to a rotation that
//! brings the constant first, the projections of the first coordinates on what S leaves free, made orthogonal one after the other
//! and each brought to mean square one: S says nothing about them, so that the weight of one against the other is a convention, here that of mgcv (found by
//! running it). The first margin's choice changes fastest: rr, nr, rn, nn.
//! Source: S. N. Wood, F. Scheipl and J. J. Faraway, "Straightforward intermediate rank tensor product smoothing in mixed models",
//! Statistics and Computing 23, 2013, 341–360.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::constraint::Constraint;
use super::tensor::{check_margins, margin_columns, margins_take, plain};
use super::tensor_margin::{Margin, TensorRequest, row_products};
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen, inner_product, product, transposed};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Products of split margins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct SplitTensor {
    margins: Vec<Margin>,
    /// For each margin the number of functions that its penalty acts on, which come first.
    ranges: Vec<usize>,
    /// Whether free functions have strengths one by one.
    full: bool,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    margins: Vec<Margin>,
    ranges: Vec<usize>,
    full: bool,
}

impl SplitTensor {
    /// The product of a request.
    ///
    /// # Errors
    /// What a margin refuses, margins with several penalties, lists of the wrong length, products that are too large.
    pub fn new(request: &TensorRequest<'_>) -> Result<Self, Refusal> {
        let full = request.flag("full", false)?;
        let (mut margins, mut ranges) = (Vec::new(), Vec::new());
        for (mut margin, data) in request.margins()? {
            ranges.push(split(&mut margin, &data)?);
            margins.push(margin);
        }
        Parts { margins, ranges, full }.try_into()
    }

    /// The product with default margins.
    pub fn t2(request: &Request<'_>) -> Result<Self, Refusal> {
        let (sizes, orders) = plain(request);
        Self::new(&TensorRequest::plain(request, &sizes, &orders))
    }

    /// The parts of a margin: what is penalised, where there is something, and what is free.
    fn parts(&self, m: usize) -> Vec<Range<usize>> {
        let (range, size) = (self.ranges[m], self.margins[m].size());
        let step = if self.full { 1 } else { (size - range).max(1) };
        let free = (range..size).step_by(step).map(|j| j..j + step);
        std::iter::once(0..range).chain(free).filter(|part| !part.is_empty()).collect()
    }

    /// The blocks: for each margin the columns that enter.
    fn blocks(&self) -> Vec<Vec<Range<usize>>> {
        let mut blocks = vec![vec![]];
        for m in (0..self.margins.len()).rev() {
            let parts = self.parts(m);
            let extend = |block: &Vec<Range<usize>>| {
                let with = |part: &Range<usize>| std::iter::once(part.clone()).chain(block.iter().cloned()).collect();
                parts.iter().map(with).collect::<Vec<Vec<Range<usize>>>>()
            };
            blocks = blocks.iter().flat_map(extend).collect();
        }
        blocks
    }

    fn write(&self, at: &[Covariate<'_>], derivative: Option<usize>, out: &mut [f64], stride: usize) -> bool {
        let Some(columns) = margin_columns(&self.margins, at, derivative) else { return false };
        let rows = at.first().map_or(0, Covariate::rows);
        let mut first = 0;
        for block in self.blocks() {
            let width: usize = block.iter().map(ExactSizeIterator::len).product();
            let own: Vec<&[f64]> =
                block.iter().zip(&columns).map(|(part, x)| &x[part.start * rows..part.end * rows]).collect();
            let end = ((first + width) * stride).min(out.len());
            row_products(&own, rows, &mut out[first * stride..end], stride);
            first += width;
        }
        true
    }
}

/// Goes over to the split coordinates; returns how many functions are penalised.
fn split(margin: &mut Margin, data: &[Covariate<'_>]) -> Result<usize, Refusal> {
    /// Eigenvalues below this share of the largest are rounding.
    const ROUNDING: f64 = 1e-12;
    let name = margin.basis.name();
    let refusal = |value: &str, expected: &str| Refusal::new("bs", format!("\"{name}\" with {value}"), expected);
    let penalties = margin.penalties();
    let [penalty] = penalties.as_slice() else {
        let value = format!("{} penalties", penalties.len());
        return Err(refusal(&value, "margins of one penalty; te() takes several"));
    };
    let (gram, sums) = margin.moments(data);
    let rows = data.first().map_or(0, Covariate::rows) as f64;
    let decomposed = "functions that the data tell apart";
    let eigen = SymmetricEigen::new(penalty).ok_or_else(|| refusal("a penalty of no finite numbers", decomposed))?;
    let (k, values) = (penalty.order, eigen.values());
    let least = ROUNDING * values.last().copied().unwrap_or(0.0);
    let free = values.iter().filter(|value| !(**value > least)).count();
    let range = k - free;
    // The columns of M: penalised ones from the largest eigenvalue down, then free ones.
    let mut columns: Vec<f64> = Vec::with_capacity(k * k);
    for j in (free..k).rev() {
        let scale = values[j].sqrt().recip();
        columns.extend(eigen.rows()[j * k..(j + 1) * k].iter().map(|u| u * scale));
    }
    let square: f64 = columns.chunks_exact(k).map(|column| form(&gram, column)).sum();
    let scale = (rows * range as f64 / square).sqrt();
    if range > 0 && !(scale > 0.0 && scale.is_finite()) {
        return Err(refusal("functions that vanish at the data", decomposed));
    }
    columns.iter_mut().for_each(|x| *x *= scale);
    let tell = || refusal("free functions that are alike at the data", decomposed);
    columns.extend(free_columns(&eigen.rows()[..free * k], &gram, &sums, rows).ok_or_else(tell)?);
    margin.map = Some(transposed(&columns, k));
    Ok(range)
}

fn form(gram: &Symmetric, x: &[f64]) -> f64 {
    inner_product(&gram.product(x), x)
}

/// From orthonormal vectors that span the free functions the columns of M for them.
fn free_columns(vectors: &[f64], gram: &Symmetric, sums: &[f64], rows: f64) -> Option<Vec<f64>> {
    let k = gram.order;
    let free = vectors.len() / k;
    if free == 0 {
        return Some(Vec::new());
    }
    let mut own = vec![0.0; free * k];
    product(&first_directions(vectors, k), free, vectors, &mut own);
    for column in own.chunks_exact_mut(k) {
        let scale = (rows / form(gram, column)).sqrt();
        column.iter_mut().for_each(|x| *x *= scale);
    }
    let mut inner = Symmetric::zeros(free);
    for (i, a) in own.chunks_exact(k).enumerate() {
        let along = gram.product(a);
        (0..=i).for_each(|j| inner.add(i, j, inner_product(&along, &own[j * k..(j + 1) * k])));
    }
    let sums: Vec<f64> = own.chunks_exact(k).map(|column| inner_product(column, sums)).collect();
    let constant = Cholesky::new(&inner)?.solve(&sums);
    let Some(rotation) = Constraint::new(&constant) else { return Some(own) };
    let norm = inner_product(&constant, &constant).sqrt();
    let mut turned: Vec<f64> = constant.iter().map(|c| c / norm).collect();
    for j in 1..free {
        let unit: Vec<f64> = (1..free).map(|i| f64::from(u8::from(i == j))).collect();
        turned.extend(rotation.coefficients(&unit));
    }
    let mut out = vec![0.0; free * k];
    product(&turned, free, &own, &mut out);
    Some(out)
}

/// For orthonormal rows of k entries an orthogonal matrix whose rows combine them into the projections of the first unit vectors, each
/// without its part along those before.
fn first_directions(vectors: &[f64], k: usize) -> Vec<f64> {
    /// What is left of a projection below this length is rounding.
    const ROUNDING: f64 = 1e-6;
    let free = vectors.len() / k;
    let mut out: Vec<f64> = Vec::with_capacity(free * free);
    for place in 0..k {
        let mut direction: Vec<f64> = vectors.chunks_exact(k).map(|row| row[place]).collect();
        // Twice is enough to be orthogonal to the last digit.
        for _ in 0..2 {
            for before in out.chunks_exact(free) {
                let along = inner_product(before, &direction);
                direction.iter_mut().zip(before).for_each(|(x, b)| *x -= along * b);
            }
        }
        let length = inner_product(&direction, &direction).sqrt();
        if length > ROUNDING && out.len() < free * free {
            out.extend(direction.iter().map(|x| x / length));
        }
    }
    out
}

impl TryFrom<Parts> for SplitTensor {
    type Error = Refusal;

    fn try_from(Parts { margins, ranges, full }: Parts) -> Result<Self, Refusal> {
        check_margins(&margins)?;
        let sound = ranges.len() == margins.len() && ranges.iter().zip(&margins).all(|(range, m)| *range <= m.size());
        if !sound {
            return Err(Refusal::new("ranges", format!("{ranges:?}"), "a part of each margin"));
        }
        Ok(Self { margins, ranges, full })
    }
}

impl From<SplitTensor> for Parts {
    fn from(SplitTensor { margins, ranges, full }: SplitTensor) -> Self {
        Self { margins, ranges, full }
    }
}

impl Basis for SplitTensor {
    fn size(&self) -> usize {
        self.margins.iter().map(Margin::size).product()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let k = self.size();
        let (mut first, mut penalties) = (0, Vec::new());
        for block in self.blocks() {
            let width: usize = block.iter().map(ExactSizeIterator::len).product();
            if block.iter().zip(&self.ranges).any(|(part, range)| part.start < *range) {
                let mut penalty = Symmetric::zeros(k);
                (first..first + width).for_each(|j| penalty.add(j, j, 1.0));
                penalties.push(penalty);
            }
            first += width;
        }
        penalties
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.write(at, None, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        self.write(at, Some(variable), out, stride)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        margins_take(&self.margins, levels)
    }

    fn spans_constant(&self) -> bool {
        self.margins.iter().all(Margin::spans_constant)
    }
}
