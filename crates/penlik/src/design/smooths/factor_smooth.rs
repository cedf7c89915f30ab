//! A smooth for each level of a factor, all of one penalty, no part of which is free: `fs`.
//!
//! The base's functions are turned so that over the rows they are orthogonal, BᵀB/n diagonal, and its penalty is cI on r of them and 0 on the others,
//! the first r of mean square 1 on average and the others each of mean square 1. The penalties, one strength each for all levels: cI on the r
//! functions, and 1 on each of the others, which are in order the constant, then what polynomials of rising degree leave of the free functions, so that
//! their strengths are those of random intercepts, slopes and so on.
//! Source: S. N. Wood, Generalized Additive Models, 2017, §5.4.2 and §5.6.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::catalog::AnyBasis;
use super::levelled_base::LevelledBase;
use super::radial::{exponents_below, monomial};
use crate::linalg::{Cholesky, PANEL_ROWS, Symmetric, SymmetricEigen, dot, transposed};
use serde::{Deserialize, Serialize};

/// Eigenvalues of the penalty below this share of the largest are zero.
const ROUNDING: f64 = 1e-11;
/// Polynomials are tried up to this degree for what the penalty leaves free.
const DEGREE: usize = 4;

/// One smooth for each level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactorSmooth {
    within: LevelledBase,
    /// k × k, row-major: coefficient i of the base of turned function j.
    turned: Vec<f64>,
    /// c.
    strength: f64,
    /// r.
    rank: usize,
}

impl FactorSmooth {
    /// The smooths of a request with one factor.
    ///
    /// # Errors
    /// No factor or more than one, no numbers, a base of several penalties or with functions that the rows do not tell apart.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let within = LevelledBase::new(request, &[])?;
        if within.levels.iter().filter(|m| **m > 0).count() > 1 {
            return Err(Refusal::new(request.names.join(", "), "several categorical columns", "one"));
        }
        let name = within.base.name();
        let [penalty] = <[Symmetric; 1]>::try_from(within.base.penalties())
            .map_err(|all| Refusal::new("xt", name, format!("a base with one penalty, not {}", all.len())))?;
        let vague = || {
            Refusal::new(
                "k",
                penalty.order.to_string(),
                "fewer functions: the rows do not tell those of the base apart",
            )
        };
        let (gram, moments) = sums(&within, request.covariates);
        let (turned, rank, strength) = turn(&gram, &moments, &penalty).ok_or_else(vague)?;
        Ok(Self { within, turned, strength, rank })
    }

    fn base(&self) -> &AnyBasis {
        &self.within.base
    }

    fn count(&self) -> usize {
        self.within.levels.iter().copied().max().unwrap_or(0)
    }

    fn spread(&self, at: &[Covariate<'_>], variable: Option<usize>, out: &mut [f64], stride: usize) -> bool {
        let (k, rows) = (self.base().size(), at.first().map_or(0, Covariate::rows));
        let factors = self.within.factors(at);
        let Some((codes, _)) = factors.first() else { return false };
        (0..self.size()).for_each(|j| out[j * stride..j * stride + rows].fill(0.0));
        self.within.panels(at, variable, |first, height, values| {
            for i in 0..height {
                let start = codes[first + i] as usize * k;
                for j in 0..k {
                    let terms = (0..k).map(|l| values[l * PANEL_ROWS + i] * self.turned[l * k + j]);
                    out[(start + j) * stride + first + i] = terms.sum();
                }
            }
        })
    }
}

impl Basis for FactorSmooth {
    fn size(&self) -> usize {
        self.base().size() * self.count()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let (k, size) = (self.base().size(), self.size());
        let diagonal = |within: &dyn Fn(usize) -> f64| {
            let mut s = Symmetric::zeros(size);
            (0..size).for_each(|j| s.data[j * size + j] = within(j % k));
            s
        };
        let range = diagonal(&|j| if j < self.rank { self.strength } else { 0.0 });
        let free = (self.rank..k).map(|at| diagonal(&|j| if j == at { 1.0 } else { 0.0 }));
        std::iter::once(range).chain(free).collect()
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.spread(at, None, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        let inner = self.within.variable(variable);
        inner.is_some() && self.spread(at, inner, out, stride)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        let k = self.base().size();
        let one = levels.iter().filter(|m| **m > 0).count() == 1;
        one && self.within.takes(levels) && self.turned.len() == k * k && self.rank <= k
    }

    fn spans_constant(&self) -> bool {
        false
    }
}

/// BᵀB/n, and for each polynomial Bᵀp/n with p of mean square 1 over the rows, one after the other.
fn sums(within: &LevelledBase, at: &[Covariate<'_>]) -> (Symmetric, Vec<Vec<f64>>) {
    let (k, numbers) = (within.base.size(), within.numbers(at));
    let columns: Vec<Vec<f64>> = numbers.iter().filter_map(Covariate::numbers).map(standardized).collect();
    let mut exponents = exponents_below(DEGREE, columns.len());
    exponents.sort_by_key(|e| e.iter().map(|e| usize::from(*e)).sum::<usize>());
    let n = columns.first().map_or(0, Vec::len) as f64;
    let (mut gram, mut squares) = (Symmetric::zeros(k), vec![0.0; exponents.len()]);
    let mut moments = vec![vec![0.0; k]; exponents.len()];
    within.panels(at, None, |first, height, values| {
        let function = |j: usize| &values[j * PANEL_ROWS..j * PANEL_ROWS + height];
        for i in 0..k {
            (0..=i).for_each(|j| gram.add(i, j, dot(function(i), function(j)) / n));
        }
        for (p, exponents) in exponents.iter().enumerate() {
            let point = |i: usize| columns.iter().map(|column| column[first + i]).collect::<Vec<f64>>();
            let polynomial: Vec<f64> = (0..height).map(|i| monomial(exponents, &point(i))).collect();
            squares[p] += dot(&polynomial, &polynomial) / n;
            (0..k).for_each(|j| moments[p][j] += dot(function(j), &polynomial) / n);
        }
    });
    for (moments, square) in moments.iter_mut().zip(&squares) {
        moments.iter_mut().for_each(|x| *x /= square.sqrt());
    }
    (gram, moments)
}

/// (x − mean)/max|x − mean|
fn standardized(x: &[f64]) -> Vec<f64> {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let largest = x.iter().fold(0.0_f64, |m, x| m.max((x - mean).abs()));
    x.iter().map(|x| (x - mean) / if largest > 0.0 { largest } else { 1.0 }).collect()
}

/// T, r and c.
fn turn(gram: &Symmetric, moments: &[Vec<f64>], penalty: &Symmetric) -> Option<(Vec<f64>, usize, f64)> {
    let k = gram.order;
    // Row j of the root R is such that RᵀR = N⁻¹; functions of coefficients Rᵀv are orthonormal for orthonormal v.
    let root = whitening(gram)?;
    let mut white = Symmetric::zeros(k);
    for i in 0..k {
        let image = penalty.product(&root[i * k..(i + 1) * k]);
        (0..=i).for_each(|j| white.add(i, j, dot(&root[j * k..(j + 1) * k], &image)));
    }
    let eigen = SymmetricEigen::new(&white)?;
    let largest = eigen.values().last().copied().unwrap_or(0.0);
    let free = eigen.values().iter().filter(|e| **e <= ROUNDING * largest).count();
    let rank = k - free;
    let strength = rank as f64 / eigen.values()[free..].iter().map(|e| 1.0 / e).sum::<f64>();
    let coefficients = |v: &[f64]| (0..k).map(|i| (0..k).map(|l| root[l * k + i] * v[l]).sum()).collect::<Vec<f64>>();
    // The largest eigenvalue first, as the first of them are the wiggliest.
    let ranged = (free..k).rev().map(|j| {
        let scale = (strength / eigen.values()[j]).sqrt();
        coefficients(&eigen.rows()[j * k..(j + 1) * k]).iter().map(|x| x * scale).collect::<Vec<f64>>()
    });
    let nulls: Vec<Vec<f64>> = (0..free).map(|j| coefficients(&eigen.rows()[j * k..(j + 1) * k])).collect();
    let columns: Vec<f64> = ranged.chain(by_degree(&nulls, moments)).flatten().collect();
    Some((transposed(&columns, k), rank, if rank > 0 { strength } else { 0.0 }))
}

/// R with RᵀR = N⁻¹, from the Cholesky factor of N: R = L⁻¹, row-major.
fn whitening(gram: &Symmetric) -> Option<Vec<f64>> {
    let k = gram.order;
    let factor = Cholesky::new(gram)?;
    if !(factor.smallest_pivot(gram) > ROUNDING) {
        return None;
    }
    let lower = factor.lower();
    let mut rows = vec![0.0; k * k];
    for i in 0..k {
        for j in 0..=i {
            let inner: f64 = (j..i).map(|l| lower[i * k + l] * rows[l * k + j]).sum();
            rows[i * k + j] = (f64::from(u8::from(i == j)) - inner) / lower[i * k + i];
        }
    }
    Some(rows)
}

/// The free functions turned so that the first is along the first polynomial, the next along what it leaves of the second, and so on.
fn by_degree(nulls: &[Vec<f64>], moments: &[Vec<f64>]) -> Vec<Vec<f64>> {
    /// A polynomial with less than this outside of those before is one of them.
    const OUTSIDE: f64 = 1e-3;
    let m = nulls.len();
    let mut turns: Vec<Vec<f64>> = Vec::new();
    let polynomials = moments.iter().map(|moment| nulls.iter().map(|null| dot(null, moment)).collect::<Vec<f64>>());
    let units = (0..m).map(|j| (0..m).map(|i| f64::from(u8::from(i == j))).collect::<Vec<f64>>());
    for mut direction in polynomials.chain(units) {
        for _ in 0..2 {
            for turn in &turns {
                let along = dot(turn, &direction);
                direction.iter_mut().zip(turn).for_each(|(x, t)| *x -= along * t);
            }
        }
        let length = dot(&direction, &direction).sqrt();
        if turns.len() < m && length > OUTSIDE {
            turns.push(direction.iter().map(|x| x / length).collect());
        }
    }
    let combined = |turn: &Vec<f64>| {
        let k = nulls.first().map_or(0, Vec::len);
        (0..k).map(|i| turn.iter().zip(nulls).map(|(t, null)| t * null[i]).sum()).collect()
    };
    turns.iter().map(combined).collect()
}
