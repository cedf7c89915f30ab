//! Σ_p C_p, for curvatures of one dimension.
//!
//! A sum keeps the structure that its parts have in common: diagonals add to a diagonal, blocks of one size to blocks, columns to
//! more columns, and a dense part makes all dense. Where nothing is in common, products are sums of products, and a solution goes
//! through the dense matrix, except that a constant diagonal c beside one other part is a shift of it: C + cI + μI = C + (c + μ)I.

use ndarray::ArrayViewMut2;

use super::{Curvature, Dense, Diagonal, Factored, Operator, RowBlocks};
use crate::check::{CheckError, length};

/// Parts with no structure in common.
#[derive(Debug, Clone)]
pub struct Sum {
    dimension: usize,
    parts: Vec<Curvature>,
}

impl Sum {
    /// Σ_p C_p in the simplest structure that holds it; 0 for no parts. Refused where a part has another dimension.
    ///
    /// ```
    /// use penlik::curvature::{Curvature, Diagonal, Sum};
    /// let d = |x| Curvature::Diagonal(Diagonal::new(vec![x, x]));
    /// let sum = Sum::of(2, vec![d(1.0), d(2.0)])?;
    /// assert!(matches!(sum, Curvature::Diagonal(d) if d.entries() == [3.0, 3.0]));
    /// # Ok::<(), penlik::check::CheckError>(())
    /// ```
    pub fn of(dimension: usize, parts: Vec<Curvature>) -> Result<Curvature, CheckError> {
        parts.iter().try_for_each(|part| length("curvature", part.dimension(), dimension))?;
        let mut parts = flattened(parts);
        let (mut merged, mut left) = (Vec::new(), Vec::new());
        for part in parts.drain(..) {
            match part {
                Curvature::Diagonal(d) => merged.push(d),
                other => left.push(other),
            }
        }
        let diagonal = added(dimension, &merged);
        match common(&diagonal, &left)? {
            Some(curvature) => Ok(curvature),
            None if diagonal.entries().iter().all(|d| *d == 0.0) => Ok(Self::whole(dimension, left)),
            None => {
                left.insert(0, Curvature::Diagonal(diagonal));
                Ok(Self::whole(dimension, left))
            }
        }
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &[Curvature] {
        &self.parts
    }

    fn whole(dimension: usize, mut parts: Vec<Curvature>) -> Curvature {
        match parts.pop() {
            Some(one) if parts.is_empty() => one,
            last => {
                parts.extend(last);
                Curvature::Sum(Self { dimension, parts })
            }
        }
    }

    /// The one part beside a constant diagonal, and the constant.
    fn shift(&self) -> Option<(f64, &Curvature)> {
        let [Curvature::Diagonal(d), other] = &self.parts[..] else { return None };
        let first = *d.entries().first()?;
        d.entries().iter().all(|x| *x == first).then_some((first, other))
    }
}

fn flattened(parts: Vec<Curvature>) -> Vec<Curvature> {
    parts
        .into_iter()
        .flat_map(|part| match part {
            Curvature::Sum(sum) => sum.parts,
            other => vec![other],
        })
        .collect()
}

fn added(dimension: usize, parts: &[Diagonal]) -> Diagonal {
    let mut sum = vec![0.0; dimension];
    for part in parts {
        sum.iter_mut().zip(part.entries()).for_each(|(sum, d)| *sum += d);
    }
    Diagonal::new(sum)
}

/// The sum of a diagonal and other parts in the structure that these have in common.
fn common(diagonal: &Diagonal, parts: &[Curvature]) -> Result<Option<Curvature>, CheckError> {
    if parts.is_empty() {
        return Ok(Some(Curvature::Diagonal(diagonal.clone())));
    }
    if parts.iter().any(|part| matches!(part, Curvature::Dense(_))) {
        return dense(diagonal, parts).map(Some);
    }
    let blocks: Option<Vec<&RowBlocks>> =
        parts.iter().map(|part| if let Curvature::RowBlocks(b) = part { Some(b) } else { None }).collect();
    if let Some(blocks) = blocks.filter(|blocks| blocks.iter().all(|b| b.size() == blocks[0].size())) {
        return add_blocks(diagonal, &blocks).map(|sum| Some(Curvature::RowBlocks(sum)));
    }
    let columns: Option<Vec<&Factored>> =
        parts.iter().map(|part| if let Curvature::Factored(f) = part { Some(f) } else { None }).collect();
    columns.map(|parts| add_columns(diagonal, &parts).map(Curvature::Factored)).transpose()
}

fn dense(diagonal: &Diagonal, parts: &[Curvature]) -> Result<Curvature, CheckError> {
    let mut all = vec![Curvature::Diagonal(diagonal.clone())];
    all.extend_from_slice(parts);
    let sum = Sum { dimension: diagonal.dimension(), parts: all };
    Dense::of(&sum).map(Curvature::Dense)
}

fn add_blocks(diagonal: &Diagonal, parts: &[&RowBlocks]) -> Result<RowBlocks, CheckError> {
    let (m, rows, entries) = (parts[0].size(), parts[0].rows(), diagonal.entries());
    let plain = entries.iter().all(|d| *d == 0.0);
    let shared = plain && parts.iter().all(|part| part.is_shared());
    let mut sum = vec![0.0; m * m * if shared { 1 } else { rows }];
    for (i, block) in sum.chunks_exact_mut((m * m).max(1)).enumerate() {
        for part in parts {
            block.iter_mut().zip(part.block(i)).for_each(|(sum, x)| *sum += x);
        }
        let diagonal = entries.iter().skip(i * m).filter(|_| !plain);
        block.iter_mut().step_by(m + 1).zip(diagonal).for_each(|(sum, d)| *sum += d);
    }
    Ok(RowBlocks::new(m, sum)?.with_rows(rows))
}

fn add_columns(diagonal: &Diagonal, parts: &[&Factored]) -> Result<Factored, CheckError> {
    let mut all: Vec<Diagonal> = parts.iter().map(|part| Diagonal::new(part.entries().to_vec())).collect();
    all.push(diagonal.clone());
    let columns = parts.iter().flat_map(|part| part.columns().to_vec()).collect();
    let weights = parts.iter().flat_map(|part| part.weights().to_vec()).collect();
    Factored::new(added(diagonal.dimension(), &all).entries().to_vec(), columns, weights)
}

impl Operator for Sum {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        let out = &mut out[..self.dimension];
        out.fill(0.0);
        let mut one = vec![0.0; self.dimension];
        for part in &self.parts {
            part.apply(v, &mut one);
            out.iter_mut().zip(&one).for_each(|(out, x)| *out += x);
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        let out = &mut out[..self.dimension];
        out.fill(0.0);
        let mut one = vec![0.0; self.dimension];
        for part in &self.parts {
            part.diagonal(&mut one);
            out.iter_mut().zip(&one).for_each(|(out, x)| *out += x);
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        self.parts.iter().for_each(|part| part.add_to(h.view_mut()));
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        match self.shift() {
            Some((c, other)) => other.solve_shifted(c + mu, b, out),
            None => Dense::of(self)?.solve_shifted(mu, b, out),
        }
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        match self.shift() {
            Some((c, other)) => other.logdet_shifted(c + mu),
            None => Dense::of(self)?.logdet_shifted(mu),
        }
    }
}
