//! Everything that can be wrong with a fit, a prediction or a stored model.

use crate::check::{CheckError, Code, Explain};
use crate::design::DesignError;
use crate::formula::{Formula, FormulaError, Node, NodeId, snippet};
use crate::penalties::PenaltyError;

/// A fit or a prediction that was refused, or that ended without an answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A number, a length or an option.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The formula.
    #[error(transparent)]
    Formula(#[from] FormulaError),
    /// The table.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// A penalty at the coefficients of the fit.
    #[error(transparent)]
    Penalty(#[from] PenaltyError),
    /// One that belongs to a place in the formula.
    #[error("{error}")]
    Placed {
        /// What is wrong.
        error: Box<ModelError>,
        /// The byte of the formula.
        position: usize,
    },
    /// Something in the formula of one of several predictors.
    #[error("in the formula of {}: {error}", snippet(.of))]
    InFormula {
        /// The class or the predictor.
        of: String,
        /// What is wrong.
        error: Box<ModelError>,
    },
    /// Cancelled from outside.
    #[error("the fit was cancelled after {iterations} iterations")]
    Aborted {
        /// Iterations done.
        iterations: usize,
    },
    /// Not converged, where only a converged fit was wanted.
    #[error("the fit did not converge: {message}")]
    NotConverged {
        /// What happened.
        message: String,
    },
    /// No finite optimum exists, where only a converged fit was wanted.
    #[error("{message}")]
    Separated {
        /// What happened.
        message: String,
    },
}

impl ModelError {
    /// A refused value.
    pub(super) fn refuse(
        code: Code,
        argument: impl Into<String>,
        value: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self::Check(CheckError::new(code, argument, value, expected))
    }

    /// The same at the place of the formula where the response or the column that it is about is named first.
    pub(super) fn placed_in(self, formula: &Formula) -> Self {
        let column = match &self {
            Self::Design(error) => error.column(),
            _ => None,
        };
        let nodes = |id: &NodeId| match formula.node(*id) {
            Node::Name(name) => Some(name.as_str()) == column,
            Node::Dot => column.is_some(),
            _ => false,
        };
        let node = match self.argument().as_str() {
            "response" => formula.response(),
            _ => formula.ids().find(nodes),
        };
        match (self.position(), node) {
            (None, Some(node)) => Self::Placed { error: Box::new(self), position: formula.span(node).start },
            _ => self,
        }
    }

    fn inner(&self) -> Option<&dyn Explain> {
        match self {
            Self::Check(error) => Some(error),
            Self::Formula(error) => Some(error),
            Self::Design(error) => Some(error),
            Self::Penalty(error) => Some(error),
            Self::Placed { error, .. } => Some(error.as_ref()),
            Self::InFormula { error, .. } => Some(error.as_ref()),
            Self::Aborted { .. } | Self::NotConverged { .. } | Self::Separated { .. } => None,
        }
    }
}

impl Explain for ModelError {
    fn code(&self) -> Code {
        match self {
            Self::Aborted { .. } => Code::Aborted,
            Self::NotConverged { .. } => Code::NotConverged,
            Self::Separated { .. } => Code::Separation,
            _ => self.inner().map_or(Code::Internal, Explain::code),
        }
    }

    fn argument(&self) -> String {
        match self {
            Self::Aborted { .. } => "signal".into(),
            Self::NotConverged { .. } | Self::Separated { .. } => "strict".into(),
            _ => self.inner().map_or_else(String::new, Explain::argument),
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Aborted { iterations } => format!("aborted after {iterations} iterations"),
            Self::NotConverged { message } | Self::Separated { message } => message.clone(),
            _ => self.inner().map_or_else(String::new, Explain::value),
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Aborted { .. } => "a signal that is not aborted before the fit ends".into(),
            Self::Separated { .. } => "data with a finite maximum, or a penalty".into(),
            Self::NotConverged { .. } => "a fit whose certificate holds".into(),
            _ => self.inner().map_or_else(String::new, Explain::expected),
        }
    }

    fn position(&self) -> Option<usize> {
        match self {
            Self::Placed { position, .. } => Some(*position),
            _ => self.inner().and_then(Explain::position),
        }
    }

    fn formula_of(&self) -> Option<&str> {
        if let Self::InFormula { of, .. } = self { Some(of) } else { None }
    }
}
