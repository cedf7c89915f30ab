//! What a user holds: specifications, fits, fitted models, predictions, stored models.

mod error;
mod family;
mod fit;
mod fitted;
mod matrix;
mod null;
mod outcome;
mod predict;
mod prepare;
mod rows;
mod save;
mod spec;

pub use crate::inner::{Certificate, Control, Progress};
pub use error::ModelError;
pub use fit::{fit_formula, fit_matrix};
pub use fitted::Fitted;
pub use predict::{PredictKind, Prediction};
pub use spec::{
    FamilySpec, FitOptions, FormulaInput, MatrixInput, MatrixResponse, PenaltyInput, PenaltyMetric, Variance,
};
