//! Bases against mgcv's model matrices and penalties, and against what defines them.

mod bsplines;
mod cubic;
mod regression;
mod support;
mod tensors;
