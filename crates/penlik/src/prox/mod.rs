//! Proximal maps and projections that stand on their own, beside those that belong to a kernel.
//!
//! A map is a value with checked parameters: [`Proximal`] is what a function f offers, [`Projection`] what a set offers.

mod affine;
mod cardinality;
mod elastic_net;
mod fused_lasso;
mod group_norm;
mod half_power;
mod hyperplane;
mod interval;
mod l1_ball;
mod l2_ball;
mod log_barrier;
mod log_sum;
mod logistic_loss;
mod map;
mod maximum_norm;
mod moreau;
mod non_negative;
mod non_negative_l1;
mod nuclear_norm;
mod row_norm;
mod simplex;
mod slope;
mod soft_threshold;
mod softmax_loss;
mod sparse_group;
mod sparsemax;
mod spectral_ball;
mod total_variation;
mod two_thirds_power;

pub use affine::Affine;
pub use cardinality::Cardinality;
pub use elastic_net::ElasticNetStep;
pub use fused_lasso::FusedLasso;
pub use group_norm::GroupNorm;
pub use half_power::HalfPower;
pub use hyperplane::Hyperplane;
pub use interval::Interval;
pub use l1_ball::L1Ball;
pub use l2_ball::L2Ball;
pub use log_barrier::LogBarrier;
pub use log_sum::LogSum;
pub use logistic_loss::LogisticLoss;
pub(crate) use map::positive_zeros;
pub use map::{Convex, Entrywise, Projection, Proximal};
pub use maximum_norm::MaximumNorm;
pub use moreau::{conjugate_prox, envelope};
pub use non_negative::NonNegative;
pub use non_negative_l1::NonNegativeL1;
pub use nuclear_norm::NuclearNorm;
pub use row_norm::RowNorm;
pub use simplex::Simplex;
pub use slope::Slope;
pub use soft_threshold::{soft_threshold, soft_threshold_in_place};
pub use softmax_loss::SoftmaxLoss;
pub use sparse_group::SparseGroup;
pub use sparsemax::Sparsemax;
pub use spectral_ball::SpectralBall;
pub use total_variation::TotalVariation;
pub use two_thirds_power::TwoThirdsPower;

use crate::check::{CheckError, finite};
use crate::kernels::stream::Pass;

/// Names the entry of x that is not finite, if a pass has seen one.
fn told(pass: Pass, name: &str, x: &[f64]) -> Result<(), CheckError> {
    if pass.is_finite() { Ok(()) } else { finite(name, x) }
}
