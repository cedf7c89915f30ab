//! Columns that are made of the values of one expression and of what the fitted data held: `scale(x)`, `poly(x, 2)`, `bs(x, df = 5)`.
//!
//! What a call takes from the data (means, recurrence coefficients, knots) is its state. The state is kept with the model, so that new
//! data get the same functions.

mod poly;
mod scale;
mod splines;

use serde::{Deserialize, Serialize};

use super::arguments::Call;
use super::arithmetic::Expression;
use super::error::DesignError;
use crate::formula::{Argument, Formula, FormulaError, Function, NodeId};
use poly::{Poly, PolyState};
use scale::{Scale, ScaleState};
use splines::{SplineState, Splines};

/// What a formula asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Transform {
    Scale(Scale),
    Poly(Poly),
    Splines(Splines),
}

/// What is kept of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum State {
    Scale(ScaleState),
    Poly(PolyState),
    /// Powers need nothing.
    Powers,
    Splines(SplineState),
}

/// Functions at some rows, a column after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Values {
    pub columns: Vec<f64>,
    /// What rounding took from the columns; empty where it is not kept.
    pub rest: Vec<f64>,
}

/// Why a transform cannot be made of the values at hand: an argument with its value, and what was expected.
#[derive(Debug)]
pub(super) struct Refused {
    argument: &'static str,
    found: String,
    expected: String,
}

impl Refused {
    fn new(argument: &'static str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { argument, found: found.into(), expected: expected.into() }
    }
}

/// A call that makes columns: what it is of, where the columns of that stand, and what is made of it.
pub(super) struct Asked {
    pub of: Expression,
    pub positions: Vec<usize>,
    pub transform: Transform,
}

impl Transform {
    /// Whether a function is one of these.
    pub fn has(function: Function) -> bool {
        matches!(function, Function::Scale | Function::Poly | Function::Bs | Function::Ns)
    }

    /// Reads a call.
    ///
    /// # Errors
    /// ERR_FORMULA at the argument that is not understood.
    pub fn read(
        formula: &Formula,
        id: NodeId,
        function: Function,
        arguments: &[Argument],
    ) -> Result<Asked, DesignError> {
        let sorted = |parameters, expected| Call::sort((formula, id), function, arguments, parameters, expected);
        let (call, transform) = match function {
            Function::Scale => {
                let call = sorted(scale::PARAMETERS, scale::EXPECTED)?;
                let transform = Self::Scale(Scale::read(&call)?);
                (call, transform)
            }
            Function::Poly => {
                let call = sorted(poly::PARAMETERS, poly::EXPECTED)?;
                let transform = Self::Poly(Poly::read(&call)?);
                (call, transform)
            }
            _ => {
                let natural = function == Function::Ns;
                let call = sorted(splines::parameters(natural), splines::EXPECTED)?;
                let transform = Self::Splines(Splines::read(&call, natural)?);
                (call, transform)
            }
        };
        // Sorting refuses a call without its first argument.
        let first = call.node(FIRST).unwrap_or(id);
        let (of, positions) = Expression::read(formula, first)?;
        if of.columns().is_empty() {
            return Err(call.refuse(FIRST, "a column, or an expression of columns"));
        }
        Ok(Asked { of, positions, transform })
    }

    /// The call in canonical form.
    pub fn label(&self, of: &str) -> String {
        match self {
            Self::Scale(scale) => scale.label(of),
            Self::Poly(poly) => poly.label(of),
            Self::Splines(splines) => splines.label(of),
        }
    }

    /// What the functions need to know of the fitted values, which are finite and at least one.
    pub fn learn(&self, x: &[f64]) -> Result<State, Refused> {
        match self {
            Self::Scale(scale) => scale.learn(x).map(State::Scale),
            Self::Poly(poly) => poly.learn(x),
            Self::Splines(splines) => splines.learn(x).map(State::Splines),
        }
    }

    /// The number of functions; `None` where the state is not one of this call, as a file may claim.
    pub fn width(&self, state: &State) -> Option<usize> {
        match (self, state) {
            (Self::Scale(scale), State::Scale(state)) => scale.fits(state).then_some(1),
            (Self::Poly(poly), state) => poly.fits(state).then_some(poly.degree),
            (Self::Splines(splines), State::Splines(state)) => splines.width(state),
            _ => None,
        }
    }

    /// Whether names of columns end in a number.
    pub fn is_numbered(&self) -> bool {
        !matches!(self, Self::Scale(_))
    }

    /// The functions at new values.
    pub fn values(&self, state: &State, x: &[f64]) -> Values {
        let plain = |columns| Values { columns, rest: Vec::new() };
        match (self, state) {
            (Self::Poly(poly), State::Powers) => poly::powers(x, poly.degree),
            (Self::Poly(_), State::Poly(state)) => plain(state.values(x)),
            (_, State::Scale(state)) => plain(state.values(x)),
            (Self::Splines(splines), State::Splines(state)) => plain(splines.values(state, x)),
            // Other pairs have no width, so that no blueprint holds them.
            _ => plain(Vec::new()),
        }
    }

    /// The refusal as an error at the place of the term.
    pub fn refuse(&self, refused: Refused, position: usize) -> DesignError {
        let function = match self {
            Self::Scale(_) => Function::Scale,
            Self::Poly(_) => Function::Poly,
            Self::Splines(splines) => splines.function(),
        };
        let Refused { argument, found, expected } = refused;
        let position = match (self, argument) {
            (Self::Poly(poly), "degree") => poly.place,
            (Self::Splines(splines), "df" | "knots") => splines.place,
            _ => position,
        };
        FormulaError::BadArgument { position, function: function.name(), argument, found, expected }.into()
    }
}

/// The first parameter of every transform.
const FIRST: &str = "x";

/// Orthonormal polynomials of degree 1 … d at distinct points, a column after the other; `None` where floats cannot tell them apart.
pub(super) fn orthonormal_polynomials(x: &[f64], degree: usize) -> Option<Vec<f64>> {
    Some(PolyState::learn(x, degree).ok()?.values(x))
}
