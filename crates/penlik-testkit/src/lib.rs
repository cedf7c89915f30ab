//! Independent references for the tests of penlik.
//!
//! One naive value per kind, written from the formula alone and generic over the scalar; its derivatives follow from dual
//! numbers, its digits from double-double arithmetic. Nothing here is fast, and nothing here is taken from the library.

pub mod brute;
pub mod checks;
mod double_double;
mod dual;
pub mod naive;
mod random;
mod scalar;

pub use double_double::DoubleDouble;
pub use dual::Dual;
pub use random::Random;
pub use scalar::Scalar;
