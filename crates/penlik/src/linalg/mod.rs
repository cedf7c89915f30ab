//! Linear algebra. The only room that imports faer, pulp and rayon.

mod cholesky;
mod panels;
mod qr;
pub mod refine;
pub mod row_major;
pub mod simd;
pub mod special;
mod svd;
mod symmetric_eigen;
mod symmetric_solve;
mod twofold;
mod unit_cholesky;
pub mod vecmath;
pub mod weighted_gram;
mod workers;

pub use cholesky::{
    Cholesky, Symmetric, dot, refined_inverse, refined_inverse_and_log_determinant, smallest_eigenvalue,
};
pub use panels::{LANES, PANEL_ROWS, Panels};
pub use qr::{LeastSquares, dependent_columns, least_squares};
pub use svd::{Singular, singular_values};
pub use symmetric_eigen::positive_part;
pub use symmetric_solve::solve_symmetric;
pub use twofold::{Twofold, two_product, two_sum};
pub use unit_cholesky::UnitCholesky;
pub use weighted_gram::Columns;
pub use workers::Workers;
