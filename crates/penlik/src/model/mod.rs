//! What a user holds: specifications, fits, fitted models, predictions, stored models.

mod band;
mod basis_check;
mod by_formula;
mod by_formulas;
mod compare;
mod concurvity;
mod covariance;
mod custom;
mod dependence;
mod ending;
mod error;
mod family;
mod fit;
mod fitted;
mod given_penalty;
mod influence;
mod interval;
mod learning;
mod matrix;
mod multinomial_family;
mod null;
mod outcome;
mod own_columns;
mod own_rows;
mod predict;
mod prepare;
mod residuals;
mod rows;
mod save;
mod selection;
mod separated;
mod setup;
mod simulate;
mod smooth;
mod solve;
mod spec;
mod term_degrees;
mod terms;

pub use crate::inner::separation::Sign;
pub use crate::inner::{Certificate, Control, Phase, Progress};
pub use crate::outer::Prior;
pub use band::{Band, BandRequest};
pub use basis_check::{BasisCheck, BasisCheckRequest};
pub use by_formula::fit_formula;
pub use by_formulas::{Formulas, fit_custom_formulas, fit_formulas};
pub use compare::DevianceTest;
pub use concurvity::Concurvity;
pub use covariance::CovarianceKind;
pub use custom::{CustomFamily, fit_custom, fit_custom_panels};
pub use error::ModelError;
pub use fit::{fit_matrix, fit_panels};
pub use fitted::Fitted;
pub use influence::{Distances, Influence};
pub use interval::IntervalKind;
pub use multinomial_family::{
    BlockSpec, BlockWorkingSet, CostHints, JointCriterion, JointPenalty, JointPenaltyInput, MultinomialFamily,
    MultinomialInput, MultinomialResponse, MultinomialWorkspace,
};
pub use own_rows::FitData;
pub use predict::{PredictKind, Prediction};
pub use residuals::{Residual, Residuals};
pub use selection::{Placed, Selection, smoothing_corrected};
pub use separated::{FiniteCoefficient, FiniteLimit, InfiniteCoefficient, Separated};
pub use simulate::{SimulateRequest, Simulated};
pub use smooth::{Contributions, SmoothRequest, SmoothValues};
pub use spec::{
    Bias, FamilySpec, FitOptions, FormulaInput, MatrixInput, MatrixResponse, Method, PenaltyInput, PenaltyMetric,
    StrengthPrior, TermInput, Variance,
};
pub use term_degrees::TermDegrees;
