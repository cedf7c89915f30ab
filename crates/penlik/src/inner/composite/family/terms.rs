//! The terms of a fit and the coefficients that each of them lies on.

use super::super::terms::{Term as SharpTerm, Terms};
use crate::check::{CheckError, Code, Explain, length};
use crate::linalg::{Symmetric, Workers};
use crate::penalties::{AnyPenalty, Block, PenaltyError, PenaltySpec, PlacedTerm};
use ndarray::ArrayView2;
use serde_json::Value;

/// λ·P on some coefficients, in rows of `width` of them.
#[derive(Debug, Clone)]
pub struct FamilyTerm<'a> {
    name: String,
    term: PlacedTerm<'a>,
    places: Vec<usize>,
    width: usize,
}

impl<'a> FamilyTerm<'a> {
    /// The term at one ρ on the coefficients at `places`, all distinct; `name` is what errors call it.
    #[must_use]
    pub fn new(name: String, term: PlacedTerm<'a>, places: Vec<usize>, width: usize) -> Self {
        Self { name, term, places, width }
    }

    /// The term at its ρ, for derivatives in ρ and along directions.
    #[must_use]
    pub fn placed(&self) -> &PlacedTerm<'a> {
        &self.term
    }

    /// The coefficients that it lies on, row after row.
    #[must_use]
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// Coefficients in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether it acts through derivatives.
    #[must_use]
    pub fn is_smooth(&self) -> bool {
        self.term.penalty().smooth().is_ok()
    }

    /// λ·P(β)
    pub fn value(&self, beta: &[f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let theta = self.gather(beta);
        self.term.value(Block::new(&theta, self.width)?, workers)
    }

    /// Adds λ·∇P(β) of a smooth term, and gives λ·P(β).
    pub fn add_gradient(&self, beta: &[f64], gradient: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let theta = self.gather(beta);
        let mut out = vec![0.0; theta.len()];
        let value = self.term.value_gradient(Block::new(&theta, self.width)?, &mut out, workers)?;
        self.places.iter().zip(out).for_each(|(&i, g)| gradient[i] += g);
        Ok(value)
    }

    /// Adds λ·∇²P(β) of a smooth term, or the positive semidefinite bound of it.
    pub fn add_hessian(
        &self,
        beta: &[f64],
        bound: bool,
        hessian: &mut Symmetric,
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        let theta = self.gather(beta);
        let local = self.term.at(Block::new(&theta, self.width)?, workers)?;
        let dense = if bound { local.bound() } else { local.hessian() }.to_dense()?;
        for (k, &i) in self.places.iter().enumerate() {
            for (l, &j) in self.places.iter().enumerate().take(k + 1) {
                hessian.add(i, j, dense.matrix().get(k, l));
            }
        }
        Ok(())
    }

    fn gather(&self, beta: &[f64]) -> Vec<f64> {
        self.places.iter().map(|&i| beta[i]).collect()
    }

    fn kind(&self) -> &'static str {
        self.term.penalty().entry().kind
    }

    /// The term as one of a composite problem, λ in its strength.
    fn sharp(&self) -> Result<SharpTerm<'static>, CheckError> {
        let penalty = strengthened(self.term.penalty(), self.term.factor())?;
        Ok(SharpTerm::new(&penalty).on(self.places.clone()).in_rows_of(self.width))
    }
}

/// The penalty with its strength multiplied.
fn strengthened(penalty: &AnyPenalty, factor: f64) -> Result<AnyPenalty, CheckError> {
    let written = serde_json::to_value(penalty.spec()).unwrap_or(Value::Null);
    let Value::Object(mut written) = written else { return Ok(penalty.clone()) };
    let strength = written.get("strength").and_then(Value::as_f64).unwrap_or(1.0);
    written.insert("strength".to_owned(), Value::from(strength * factor));
    AnyPenalty::new(PenaltySpec::try_from(written)?)
}

/// All terms of a fit.
pub struct FamilyTerms<'a> {
    terms: Vec<FamilyTerm<'a>>,
    pub(super) sharp: Terms<'static>,
}

impl<'a> FamilyTerms<'a> {
    /// Terms on `order` coefficients. Refused by name: a kind with neither derivatives nor a proximal map, two terms without derivatives
    /// on one coefficient, and blocks whose shape does not fit their kind.
    pub fn new(order: usize, terms: Vec<FamilyTerm<'a>>, workers: &Workers) -> Result<Self, PenaltyError> {
        let mut owners: Vec<Option<usize>> = vec![None; order];
        let mut sharp = Vec::new();
        for (j, term) in terms.iter().enumerate() {
            fits(term, order, workers)?;
            if term.is_smooth() {
                continue;
            }
            if term.term.penalty().prox().is_err() {
                let expected = "a penalty with derivatives or a proximal map";
                return Err(CheckError::new(Code::Unsupported, &term.name, term.kind(), expected).into());
            }
            if let Some(other) = term.places.iter().find_map(|&i| owners[i]) {
                return Err(contested(term, &terms[other]).into());
            }
            term.places.iter().for_each(|&i| owners[i] = Some(j));
            sharp.push(term.sharp()?);
        }
        Ok(Self { terms, sharp: Terms::new(order, sharp)? })
    }

    /// Whether every term is convex.
    #[must_use]
    pub fn convex(&self) -> bool {
        self.terms.iter().all(|term| term.term.penalty().properties().convex)
    }

    /// Whether every term has derivatives.
    #[must_use]
    pub fn is_smooth(&self) -> bool {
        self.sharp.count() == 0
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> &[FamilyTerm<'a>] {
        &self.terms
    }

    /// λ_jP_j(β) of every term, in the order given.
    pub fn values(&self, beta: &[f64], workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        self.terms.iter().map(|term| term.value(beta, workers)).collect()
    }

    /// Adds the gradients of the smooth terms, and gives the sum of their values.
    pub fn add_gradient(&self, beta: &[f64], gradient: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let smooth = self.terms.iter().filter(|term| term.is_smooth());
        smooth.map(|term| term.add_gradient(beta, gradient, workers)).sum()
    }

    /// Adds the Hessians of the smooth terms, or their bounds.
    pub fn add_hessian(
        &self,
        beta: &[f64],
        bound: bool,
        hessian: &mut Symmetric,
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        let mut smooth = self.terms.iter().filter(|term| term.is_smooth());
        smooth.try_for_each(|term| term.add_hessian(beta, bound, hessian, workers))
    }
}

/// Refuses a block whose shape does not fit the kind, under the name of the term.
fn fits(term: &FamilyTerm<'_>, order: usize, workers: &Workers) -> Result<(), PenaltyError> {
    length(&term.name, term.width * (term.places.len() / term.width.max(1)), term.places.len())?;
    match term.value(&vec![0.0; order], workers) {
        Err(PenaltyError::Check(error)) => {
            let rows = term.places.len() / term.width.max(1);
            let (theta, found) = (error.argument(), error.value());
            let value = format!("{} on {rows} x {} coefficients, where {theta} is {found}", term.kind(), term.width);
            Err(CheckError::new(error.code(), &term.name, value, error.expected()).into())
        }
        // An indicator is infinite at zero, a wall may be.
        _ => Ok(()),
    }
}

fn contested(term: &FamilyTerm<'_>, other: &FamilyTerm<'_>) -> CheckError {
    let value = format!("{} on coefficients that the {} of {} lies on", term.kind(), other.kind(), other.name);
    CheckError::new(Code::Unsupported, &term.name, value, "at most one penalty without derivatives on a coefficient")
}

/// A row-major square as the solvers of quadratics take it.
pub(super) fn square(a: &Symmetric) -> Result<ArrayView2<'_, f64>, CheckError> {
    let shape = |_| CheckError::new(Code::Internal, "hessian", "not square", "a square matrix");
    ArrayView2::from_shape((a.order, a.order), &a.data).map_err(shape)
}
