//! What a fit says about its uncertainty: covariances, effective degrees of freedom, tests of coefficients and terms, bands, residuals,
//! influence, criteria.

mod bands;
mod coefficients;
mod covariance;
mod edf;
mod influence;
mod information_criteria;
mod linear_combination;
mod mixture;
mod predictive;
mod residuals;
mod response_errors;
mod smooth_test;
mod smoothing_uncertainty;
mod variance_components;
mod wald_test;

pub use crate::families::Surroundings;
pub use bands::{BandSettings, bounds, pointwise_critical_value, simultaneous_critical_value};
pub use coefficients::{CoefficientTests, StatisticKind};
pub use covariance::{covariance, effective_degrees_of_freedom, frequentist_covariance, scaled, submatrix};
pub use edf::EffectiveDegrees;
pub use influence::{cooks_distance, standardised_residual};
pub use information_criteria::{akaike, schwarz};
pub use linear_combination::{LinearCombination, joint_covariance, linear_combination};
pub use mixture::ChiSquareMixture;
pub use predictive::{Outcomes, Predictive};
pub use residuals::{ResidualKind, RowValues, quantile_residual};
pub use response_errors::{class_errors, mean_error, predictor_covariance};
pub use smooth_test::{TermTest, random_effect_test, smooth_test, stacked_gram};
pub use smoothing_uncertainty::{Movement, SmoothingUncertainty, criterion_covariance};
pub use variance_components::{ComponentUncertainty, VarianceComponent, variance_component};
pub use wald_test::wald_test;
