//! Bases against mgcv's model matrices and penalties, and against what defines them.

mod bsplines;
mod cubic;
mod support;
mod tensors;
