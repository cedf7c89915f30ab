//! Penalties made from penalties: translated, scaled, restricted to columns, seen through an orthogonal matrix, added; and what
//! the proximal map of any penalty gives for nothing, its Moreau envelope and the map of its conjugate.
//!
//! What a combination is and can do follows from its parts. It is an [`AnyPenalty`], usable wherever one is.

mod change;
mod combination;
mod composed;
mod moreau;
mod read;
mod sum;

pub use combination::Combination;
pub use moreau::{conjugate_prox, moreau_envelope};
