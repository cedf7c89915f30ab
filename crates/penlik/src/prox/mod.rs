//! Proximal maps and projections that stand on their own, beside those that belong to a kernel.

mod elastic_net;
mod soft_threshold;

pub use elastic_net::ElasticNetStep;
pub use soft_threshold::{soft_threshold, soft_threshold_in_place};

use crate::check::{CheckError, finite};
use crate::kernels::stream::Pass;

/// Names the entry of x that is not finite, if a pass has seen one.
fn told(pass: Pass, name: &str, x: &[f64]) -> Result<(), CheckError> {
    if pass.is_finite() { Ok(()) } else { finite(name, x) }
}
