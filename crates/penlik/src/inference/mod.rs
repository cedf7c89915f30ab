//! What a fit says about its uncertainty: covariance, effective degrees of freedom, tests of coefficients.

mod coefficients;
mod covariance;
mod mixture;

pub use coefficients::{CoefficientTests, StatisticKind};
pub use covariance::{covariance, effective_degrees_of_freedom};
pub use mixture::ChiSquareMixture;
