//! Linear algebra. The only room that imports faer, pulp and rayon.

mod banded;
pub mod bessel;
mod cholesky;
pub mod cholesky_derivative;
pub mod counter_random;
mod distance_powers;
mod half_products;
pub mod incomplete_beta;
pub mod incomplete_gamma;
mod leading_eigen;
pub mod ln_excess;
pub mod orthogonal_complement;
mod panels;
pub mod polygamma;
mod positive_part;
mod products;
mod qr;
pub mod quantiles;
pub mod refine;
pub mod row_major;
pub mod scaled_erfc;
pub mod semidefinite_root;
pub mod simd;
pub mod special;
mod svd;
mod symmetric_eigen;
mod symmetric_solve;
mod twofold;
mod twofold_least_squares;
mod twofold_products;
mod unit_cholesky;
pub mod variates;
pub mod vecmath;
pub mod weighted_gram;
mod workers;

pub use banded::{Band, BandFactor};
pub use cholesky::{
    Cholesky, Symmetric, dot, refined_inverse, refined_inverse_and_log_determinant, smallest_eigenvalue,
};
pub use distance_powers::DistancePowers;
pub use leading_eigen::LeadingEigen;
pub use panels::{LANES, PANEL_ROWS, Panels};
pub use positive_part::positive_part;
pub use products::{inner_product, large_product, product, square_product, transposed};
pub use qr::{LeastSquares, dependent_columns, least_squares};
pub use simd::SUMS;
pub use svd::{Singular, power_of_two_near, singular_values};
pub use symmetric_eigen::SymmetricEigen;
pub use symmetric_solve::{SymmetricSolver, solve_symmetric};
pub use twofold::{Twofold, two_product, two_sum};
pub use twofold_least_squares::{TwofoldLeastSquares, twofold_least_squares};
pub use twofold_products::congruence;
pub use unit_cholesky::UnitCholesky;
pub use weighted_gram::Columns;
pub use workers::Workers;
