//! What every basis can do.
//!
//! f(x) = Σ_j b_j(x)·β_j, j = 1…k, over d covariates; each penalty is ½λβᵀSβ with S symmetric positive semidefinite.

use crate::linalg::Symmetric;
use std::fmt;

/// The values of a covariate, finite numbers or levels.
#[derive(Debug, Clone, Copy)]
pub enum Covariate<'a> {
    /// A number for each row.
    Numbers(&'a [f64]),
    /// For each row the index of its level among `count`.
    Levels {
        /// The indices.
        codes: &'a [u32],
        /// How many levels there are.
        count: usize,
    },
}

impl<'a> Covariate<'a> {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Levels { codes, .. } => codes.len(),
        }
    }

    /// The numbers; `None` for levels.
    pub fn numbers(&self) -> Option<&'a [f64]> {
        match self {
            Self::Numbers(values) => Some(values),
            Self::Levels { .. } => None,
        }
    }
}

/// What a formula asks of a basis, and the data it is to be made for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The covariates of the rows that enter, at least one row.
    pub covariates: &'a [Covariate<'a>],
    /// Their names, for messages.
    pub names: &'a [String],
    /// `k`: the number of functions before constraints; the basis's default when absent.
    pub k: Option<usize>,
    /// `m`: orders of the basis and its penalty; the basis's defaults where empty. What they mean is the basis's matter.
    pub m: &'a [f64],
    /// `knots`: for each covariate its knots; empty where the basis places them.
    pub knots: &'a [Vec<f64>],
    /// Further named options, such as a neighbourhood.
    pub options: &'a [(String, Setting)],
    /// e: the numbers and knots are in units of 2^e of what the formula says.
    pub exponent: i32,
    /// Whether the smooth has an `id`, so that all its strengths are one.
    pub identified: bool,
}

impl<'a> Request<'a> {
    /// What is asked for by covariates alone.
    pub fn of(covariates: &'a [Covariate<'a>], names: &'a [String]) -> Self {
        Self { covariates, names, k: None, m: &[], knots: &[], options: &[], exponent: 0, identified: false }
    }
}

/// The value of a named option of a smooth.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
    /// A list of numbers.
    Numbers(Vec<f64>),
    /// For each level its neighbours, in the order of the levels.
    Neighbours(Vec<Vec<usize>>),
}

/// Why a basis cannot be made: an argument of the smooth, its value, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `k`, `m`, `knots`, the name of a covariate or of an option.
    pub argument: String,
    /// What it is.
    pub value: String,
    /// What it should be.
    pub expected: String,
    /// The largest `k` that would do, where `k` is too large.
    pub at_most: Option<usize>,
    /// The margin of a product that it is about.
    pub margin: usize,
}

impl Refusal {
    /// A refusal.
    pub fn new(argument: impl Into<String>, value: impl Into<String>, expected: impl Into<String>) -> Self {
        let (argument, value, expected) = (argument.into(), value.into(), expected.into());
        Self { argument, value, expected, at_most: None, margin: 0 }
    }

    /// The same of a `k` that could be so large.
    pub fn at_most(self, k: usize) -> Self {
        Self { at_most: Some(k), ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}, expected {}", self.argument, self.value, self.expected)
    }
}

/// Functions of d covariates with their penalties.
pub trait Basis {
    /// The number of functions k.
    fn size(&self) -> usize;

    /// The penalties, each k × k.
    fn penalties(&self) -> Vec<Symmetric>;

    /// Writes the functions at some points: b_j at point i to `out[j·stride + i]`. Covariates are as in the request that made the basis: as many, of
    /// the same types, all of one length ≤ stride. Every entry of the points' rows is written.
    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize);

    /// The same for the first derivatives in covariate `variable`; false where the basis has none, such as for levels.
    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool;

    /// Whether it is of such covariates: for each the number of its levels, 0 for numbers. A file may hold what no request makes.
    fn takes(&self, levels: &[usize]) -> bool {
        !levels.is_empty()
    }

    /// For functions of one number the increasing points between which, and beyond which, each of them is a cubic or of lower degree; `None` where
    /// there are none. Where a function jumps its value is that on the right.
    fn breaks(&self) -> Option<Vec<f64>> {
        None
    }

    /// Whether the constant is among the functions, so that beside an intercept the smooth has to sum to zero over the data.
    fn spans_constant(&self) -> bool {
        true
    }
}
