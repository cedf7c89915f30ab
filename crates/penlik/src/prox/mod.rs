//! Proximal maps and projections that stand on their own, beside those that belong to a kernel.

mod soft_threshold;

pub use soft_threshold::{soft_threshold, soft_threshold_in_place};
