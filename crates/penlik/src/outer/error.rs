//! What can be wrong with the matrices of a sum of penalties.

use crate::check::{Code, Explain, shown};

/// A list of penalty matrices that was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PenaltySumError {
    /// A matrix of another order than the first, or with another number of entries than its order says.
    #[error("penalty matrix {index} has {found} entries; expected {expected}")]
    Shape {
        /// Which matrix.
        index: usize,
        /// Its entries.
        found: usize,
        /// The entries of the first matrix's order.
        expected: usize,
    },
    /// An entry is NaN or infinite.
    #[error("penalty matrix {index} holds a number that is not finite")]
    NotFinite {
        /// Which matrix.
        index: usize,
    },
    /// An eigenvalue is negative beyond rounding.
    #[error("penalty matrix {index} has the eigenvalue {smallest}; expected none below zero")]
    Indefinite {
        /// Which matrix.
        index: usize,
        /// Its smallest eigenvalue.
        smallest: f64,
    },
    /// An eigenvalue iteration did not end.
    #[error("the eigenvalues of penalty matrix {index} were not found")]
    Decomposition {
        /// Which matrix; the number of matrices stands for their sum.
        index: usize,
    },
}

impl PenaltySumError {
    fn index(&self) -> usize {
        match self {
            Self::Shape { index, .. }
            | Self::NotFinite { index }
            | Self::Indefinite { index, .. }
            | Self::Decomposition { index } => *index,
        }
    }
}

impl Explain for PenaltySumError {
    fn code(&self) -> Code {
        match self {
            Self::Shape { .. } => Code::Shape,
            Self::NotFinite { .. } => Code::NonFinite,
            Self::Indefinite { .. } => Code::Domain,
            Self::Decomposition { .. } => Code::Internal,
        }
    }

    fn argument(&self) -> String {
        format!("matrices[{}]", self.index())
    }

    fn value(&self) -> String {
        match self {
            Self::Shape { found, .. } => format!("of {found} entries"),
            Self::NotFinite { .. } => "a matrix with entries that are not finite".into(),
            Self::Indefinite { smallest, .. } => format!("a matrix with eigenvalue {}", shown(*smallest)),
            Self::Decomposition { .. } => "a matrix whose eigenvalues were not found".into(),
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Shape { expected, .. } => format!("{expected} entries"),
            _ => "a finite symmetric positive semidefinite matrix".into(),
        }
    }
}
