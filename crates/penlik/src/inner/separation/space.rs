//! The directions that a penalty leaves free: null(S_λ) in stacked coefficients β[a·P + j].
//!
//! Coordinates d are chosen so that units change nothing: δ = D·N·d with D a diagonal of powers of two that brings every column of the
//! design near 1.

use crate::inner::QuadraticPenalty;
use crate::linalg::{DesignRows, Symmetric, SymmetricEigen, Twofold};

/// null(S_λ).
#[derive(Debug, Clone, PartialEq)]
pub enum NullSpace {
    /// No coefficient is penalised.
    All,
    /// Exactly the coefficients at these places are free.
    Places(Vec<usize>),
    /// The span of `rank` columns, row-major, a row for each coefficient.
    Basis {
        /// The number of columns.
        rank: usize,
        /// PM × rank.
        data: Vec<f64>,
    },
}

/// An eigenvalue of a sum of unit penalties below this is a rounded zero.
const ZERO_EIGENVALUE: f64 = 1e-11;

impl NullSpace {
    /// The null space of Σ_t λ_t C_t ⊗ S_t with every C_t positive definite, for M predictors; the strengths do not matter. `None` where
    /// floating point cannot tell.
    #[must_use]
    pub fn of(penalty: &QuadraticPenalty, design: DesignRows<'_>, predictors: usize) -> Option<Self> {
        if penalty.is_zero() {
            return Some(Self::All);
        }
        let scales = column_scales(design).repeat(predictors);
        let (order, total) = (scales.len(), unit_sum(penalty, &scales));
        let free: Vec<usize> = (0..order).filter(|&j| (0..order).all(|i| total.get(i, j) == 0.0)).collect();
        if (0..order).all(|i| (0..i).all(|j| total.get(i, j) == 0.0)) {
            return Some(Self::Places(free));
        }
        let columns = null_columns(&total, &free, &scales)?;
        let data = (0..order).flat_map(|k| columns.iter().map(move |column| column[k])).collect();
        Some(Self::Basis { rank: columns.len(), data })
    }
}

/// Σ_t Σ_a D S_t D/‖D S_t D‖ over the copies of the terms that count: with definite metrics its null space is that of the penalty.
fn unit_sum(penalty: &QuadraticPenalty, scales: &[f64]) -> Symmetric {
    let mut total = Symmetric::zeros(scales.len());
    for block in penalty.blocks().iter().filter(|block| block.strength > 0.0) {
        for places in &block.copies {
            let entry = |i: usize, j: usize| block.matrix.get(i, j) * scales[places[i]] * scales[places[j]];
            let largest = (0..places.len()).map(|i| entry(i, i)).fold(0.0, f64::max);
            for i in (0..places.len()).filter(|_| largest > 0.0) {
                (0..=i).for_each(|j| total.add(places[i], places[j], entry(i, j) / largest));
            }
        }
    }
    total
}

/// Columns of a basis in the units of the coefficients: those that no term touches, and the null vectors among the others.
fn null_columns(total: &Symmetric, free: &[usize], scales: &[f64]) -> Option<Vec<Vec<f64>>> {
    let touched: Vec<usize> = (0..total.order).filter(|j| !free.contains(j)).collect();
    let mut part = Symmetric::zeros(touched.len());
    for (a, &i) in touched.iter().enumerate() {
        touched[..=a].iter().enumerate().for_each(|(b, &j)| part.add(a, b, total.get(i, j)));
    }
    let eigen = SymmetricEigen::new(&part)?;
    let largest = eigen.values().last().copied().unwrap_or(0.0);
    let null = eigen.values().iter().filter(|value| **value <= ZERO_EIGENVALUE * largest).count();
    let spread = |places: &[usize], values: &[f64]| {
        let mut column = vec![0.0; total.order];
        places.iter().zip(values).for_each(|(&j, x)| column[j] = x * scales[j]);
        column
    };
    let mut columns: Vec<Vec<f64>> = free.iter().map(|j| spread(&[*j], &[1.0])).collect();
    columns.extend(eigen.rows().chunks_exact(touched.len().max(1)).take(null).map(|row| spread(&touched, row)));
    Some(columns)
}

/// For each column the power of two that brings its largest entry into [1, 2); 1 for a column of zeros.
pub(super) fn column_scales(design: DesignRows<'_>) -> Vec<f64> {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    let largest = |j: usize| design.column(j).into_iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let power = |x: f64| f64::from_bits(x.to_bits() & EXPONENT);
    (0..design.cols()).map(|j| power(largest(j))).map(|x| if x.is_normal() { 1.0 / x } else { 1.0 }).collect()
}

/// The coordinates d of δ = D·N·d.
pub(super) struct Coordinates {
    /// D for each column of the design.
    pub scales: Vec<f64>,
    /// What a product x_iᵀδ may lose, relative to Σ|x_ij δ_j|.
    pub rounding: f64,
    map: Map,
}

enum Map {
    /// The place of every coordinate.
    Places(Vec<usize>),
    /// N, row-major.
    Basis { rank: usize, data: Vec<f64> },
}

/// Units of rounding of a product with data that are taken as they are.
const EXACT: f64 = 4.0 * f64::EPSILON;
/// The same for a basis that was itself computed.
const COMPUTED: f64 = 4096.0 * f64::EPSILON;

impl Coordinates {
    pub fn new(design: DesignRows<'_>, predictors: usize, space: &NullSpace) -> Self {
        let scales = column_scales(design);
        let (map, rounding) = match space {
            NullSpace::All => (Map::Places((0..design.cols() * predictors).collect()), EXACT),
            NullSpace::Places(places) => (Map::Places(places.clone()), EXACT),
            NullSpace::Basis { rank, data } => {
                let p = scales.len();
                let row = |k: usize| data[k * rank..(k + 1) * rank].iter().map(move |x| (k % p, *x));
                let scaled = (0..p * predictors).flat_map(row).map(|(j, x)| x / scales[j]).collect();
                (Map::Basis { rank: *rank, data: scaled }, COMPUTED)
            }
        };
        Self { scales, rounding, map }
    }

    /// The number of coordinates.
    pub fn order(&self) -> usize {
        match &self.map {
            Map::Places(places) => places.len(),
            Map::Basis { rank, .. } => *rank,
        }
    }

    /// D·N·d, and for each coefficient the sum of the sizes that it is made of.
    pub fn stacked(&self, d: &[Twofold], order: usize) -> (Vec<Twofold>, Vec<f64>) {
        let (mut delta, mut sizes) = (vec![Twofold::default(); order], vec![0.0; order]);
        match &self.map {
            Map::Places(places) => places.iter().zip(d).for_each(|(&k, d)| {
                (delta[k], sizes[k]) = (*d, d.hi.abs());
            }),
            Map::Basis { rank, data } => {
                for (k, row) in data.chunks_exact((*rank).max(1)).enumerate() {
                    for (n, d) in row.iter().zip(d) {
                        delta[k] = delta[k] + Twofold::from(*n) * *d;
                        sizes[k] += (n * d.hi).abs();
                    }
                }
            }
        }
        let p = self.scales.len();
        for (k, (delta, size)) in delta.iter_mut().zip(&mut sizes).enumerate() {
            let scale = self.scales[k % p];
            (*delta, *size) = (Twofold { hi: delta.hi * scale, lo: delta.lo * scale }, *size * scale);
        }
        (delta, sizes)
    }

    /// Nᵀ·D·z of a vector over stacked coefficients.
    pub fn pulled(&self, z: &[Twofold]) -> Vec<Twofold> {
        let p = self.scales.len();
        let scaled = |k: usize| Twofold { hi: z[k].hi * self.scales[k % p], lo: z[k].lo * self.scales[k % p] };
        match &self.map {
            Map::Places(places) => places.iter().map(|&k| scaled(k)).collect(),
            Map::Basis { rank, data } => {
                let mut out = vec![Twofold::default(); *rank];
                for (k, row) in data.chunks_exact((*rank).max(1)).enumerate() {
                    let z = scaled(k);
                    out.iter_mut().zip(row).for_each(|(out, n)| *out = *out + z * Twofold::from(*n));
                }
                out
            }
        }
    }
}
