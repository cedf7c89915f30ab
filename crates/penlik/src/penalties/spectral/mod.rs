//! Penalties of the singular values of θ: [`Spectral`] is their lift.

mod lift;
mod third;

pub use lift::Spectral;
