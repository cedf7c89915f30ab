//! Bases against mgcv's model matrices and penalties, and against what defines them.

mod cubic;
mod support;
