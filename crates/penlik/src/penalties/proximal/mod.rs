//! Lifts of proximal maps and projections to penalties: [`Mapped`] and [`Projected`] act on each row of θ, [`SpectralBall`] on
//! the whole matrix, [`SoftmaxLoss`] on rows that have labels.
//!
//! A function that is infinite outside its domain answers P(θ) = ∞ there, whatever the strength; so does a set, which is 0
//! inside. These are the only answers that are not finite: a value that overflows is an error as everywhere.

mod bounds;
mod mapped;
mod projected;
mod rows;
mod softmax_loss;
mod spectral_ball;

pub use bounds::PerColumn;
pub(super) use bounds::{bounds, cube};
pub use mapped::Mapped;
pub use projected::Projected;
pub use softmax_loss::SoftmaxLoss;
pub use spectral_ball::SpectralBall;
