//! Structured symmetric operators: Hessians, bounds and their derivatives, kept in the structure they come in.
//!
//! Structure is data: who holds a [`Curvature`] applies, adds and solves without knowing which penalty it came from. To add a
//! structure, write its file with its [`Operator`], its variant, and its line in `operator`.

mod centered;
mod congruence;
mod dense;
mod diagonal;
mod factored;
mod grouped;
mod groups;
mod kronecker;
mod linear_map;
mod low_rank;
mod operator;
mod row_blocks;
mod scaled;
mod spectral;
mod sum;
mod woodbury;

pub(crate) use centered::{Centered, Pair, Weights, moments};
pub use congruence::Congruence;
pub use dense::Dense;
pub use diagonal::Diagonal;
pub use factored::Factored;
pub use grouped::Grouped;
pub use groups::Groups;
pub use kronecker::Kronecker;
pub use linear_map::LinearMap;
pub use low_rank::LowRank;
pub use operator::{Operator, probe_diagonal};
pub use row_blocks::RowBlocks;
pub use spectral::{Parts, SingularBasis, Spectral, Spectrum};
pub use sum::Sum;

use std::sync::Arc;

use ndarray::ArrayViewMut2;

use crate::check::CheckError;

/// A symmetric n × n operator.
///
/// Vectors are of length n; where one is longer, what is beyond n is left alone.
///
/// ```
/// use penlik::curvature::{Curvature, Diagonal};
/// let d = Curvature::Diagonal(Diagonal::new(vec![1.0, 2.0]));
/// let mut x = [0.0; 2];
/// d.solve_shifted(2.0, &[3.0, 8.0], &mut x)?;
/// assert_eq!(x, [1.0, 2.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Curvature {
    /// diag(d)
    Diagonal(Diagonal),
    /// diag(d) + U W Uᵀ on blocks.
    LowRank(LowRank),
    /// n² numbers.
    Dense(Dense),
    /// diag(B_1, …, B_n), a block for each row.
    RowBlocks(RowBlocks),
    /// A ⊗ B
    Kronecker(Kronecker),
    /// diag(d) + U·diag(w)·Uᵀ
    Factored(Factored),
    /// Σ_p C_p
    Sum(Sum),
    /// DᵀCD
    Congruence(Congruence),
    /// Two eigenvalues for each group of entries.
    Grouped(Grouped),
    /// Diagonal in the basis of the singular vectors of a matrix.
    Spectral(Spectral),
    /// Known by its products.
    Implicit(Arc<dyn Operator>),
}

impl Curvature {
    fn operator(&self) -> &dyn Operator {
        match self {
            Self::Diagonal(c) => c,
            Self::LowRank(c) => c,
            Self::Dense(c) => c,
            Self::RowBlocks(c) => c,
            Self::Kronecker(c) => c,
            Self::Factored(c) => c,
            Self::Sum(c) => c,
            Self::Congruence(c) => c,
            Self::Grouped(c) => c,
            Self::Spectral(c) => c,
            Self::Implicit(c) => c.as_ref(),
        }
    }

    /// The same, written out; refused where that takes too much memory.
    pub fn to_dense(&self) -> Result<Dense, CheckError> {
        Dense::of(self.operator())
    }

    /// The dimension n.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.operator().dimension()
    }

    /// out = C·v.
    pub fn apply(&self, v: &[f64], out: &mut [f64]) {
        self.operator().apply(v, out);
    }

    /// out = the diagonal entries of C; that C *is* diagonal is said by its variant.
    pub fn diagonal(&self, out: &mut [f64]) {
        self.operator().diagonal(out);
    }

    /// H ← H + C, for an n × n matrix H.
    pub fn add_to(&self, h: ArrayViewMut2<'_, f64>) {
        self.operator().add_to(h);
    }

    /// out = (C + μI)⁻¹ b; refused where C + μI is singular.
    pub fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        self.operator().solve_shifted(mu, b, out)
    }

    /// ln det(C + μI); refused where C + μI is not positive definite.
    pub fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        self.operator().logdet_shifted(mu)
    }
}
