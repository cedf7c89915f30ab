//! Whether a finite optimum exists, decided by linear inequalities and not by the size of anything.
//!
//! −ℓ of logits and of counts with a logarithmic link does not increase along δ exactly if every constraint of [`constraints`] holds, and it
//! falls for ever if one of them is strict. So a finite optimum exists exactly if no δ in null(S_λ) meets them all with one strict. The
//! largest set of strict constraints is found by projections onto the cone of all such δ ([`cone`]), a few hundred constraints at a time:
//! each round checks all of them in twice the precision and takes in those that are violated. Constraints that stay tied along a direction
//! go into the next round, until none is left that can be strict. Only the rounding of x_iᵀδ itself counts as zero.
//! Source: A. Albert and J. A. Anderson, Biometrika 71 (1984), 1–10; S. J. Haberman, The Analysis of Frequency Data (1974), for counts.

mod cone;
mod constraints;
mod face;
mod frame;
mod search;
mod signs;
mod softmax;
mod space;

pub use face::{Limit, limit};
pub use space::NullSpace;

use super::newton::{Control, Optimum, Status};
use super::problem::Problem;
use crate::linalg::Twofold;
use frame::Frame;
use search::Search;

/// What the response is to the linear predictors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Shares of classes whose probabilities rise to 1 or fall to 0 with η: binomial and multinomial.
    Shares,
    /// Counts ≥ 0 with a mean that falls to 0 as η → −∞.
    Counts,
}

/// Where a coefficient goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sign {
    /// To +∞ along every direction that raises the likelihood for ever.
    Plus,
    /// To −∞ along every such direction.
    Minus,
    /// Anywhere: such directions exist with either sign, so that the data do not say.
    Either,
}

/// A proved absence of a finite optimum.
#[derive(Debug, Clone)]
pub struct Separation {
    /// δ, stacked, inside the cone of all such directions; the largest entry is about 1 in units of the columns.
    pub direction: Vec<f64>,
    /// The coefficients without a finite limit, in order.
    pub coefficients: Vec<(usize, Sign)>,
    /// Pairs of classes, the first the smaller, that some row tells apart with certainty; the reference is class M. Empty for counts.
    pub pairs: Vec<(usize, usize)>,
    /// The rows with a strict constraint: their fitted probability of some class is 0 in the limit.
    pub rows_strict: usize,
    /// Whether every constraint of every row is strict, so that the fit is perfect in the limit.
    pub complete: bool,
    class_count: usize,
    /// For every row, which of its classes are ruled out in the limit; see [`face`].
    rows: Vec<face::RowFace>,
    /// The places of coefficients that fix every direction along which the limit is constant.
    gauge: Vec<usize>,
}

impl Separation {
    /// The classes that are told apart from every other class by some row, or if there is none, from any.
    #[must_use]
    pub fn classes(&self) -> Vec<usize> {
        let others = self.class_count.saturating_sub(1);
        let met = |c: usize| self.pairs.iter().filter(|pair| pair.0 == c || pair.1 == c).count();
        let all: Vec<usize> = (0..=others).filter(|c| others > 0 && met(*c) == others).collect();
        if all.is_empty() { (0..=others).filter(|c| met(*c) > 0).collect() } else { all }
    }
}

/// The answer.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// A finite optimum exists: a combination of all constraints with positive weights is zero.
    Overlap,
    /// There is none.
    Separated(Box<Separation>),
    /// The search was cancelled, or did not end in floating point.
    Undecided,
}

/// Whether the end of a fit leaves the question open: a certificate answers it.
#[must_use]
pub fn worth_trying(optimum: &Optimum) -> bool {
    matches!(optimum.status, Status::IterationLimit | Status::Singular | Status::Stalled)
}

/// Decides whether F has a finite optimum. Aliased columns are no separation: δ with x_iᵀδ = 0 for every row is no way to raise ℓ.
///
/// ```
/// use penlik::families::Binomial;
/// use penlik::inner::separation::{Kind, NullSpace, Sign, Verdict, separation};
/// use penlik::inner::{Control, Problem, QuadraticPenalty};
/// use penlik::linalg::{Panels, Workers};
/// let (mut x, none, workers) = (Panels::zeros(4, 2), QuadraticPenalty::default(), Workers::sequential());
/// x.set_column(0, [1.0; 4]);
/// x.set_column(1, [1.0, 2.0, 3.0, 4.0]);
/// let (y, w) = (Panels::from_column(&[0.0, 0.0, 1.0, 1.0]), Panels::from_column(&[1.0; 4]));
/// let problem = Problem::new((&x, &y, &w), None, &Binomial, &none, &workers);
/// let Verdict::Separated(found) = separation(&problem, Kind::Shares, &NullSpace::All, &Control::none()) else { panic!() };
/// assert!(found.complete);
/// assert_eq!(found.coefficients, [(0, Sign::Minus), (1, Sign::Plus)]);
/// ```
#[must_use]
pub fn separation(problem: &Problem<'_>, kind: Kind, space: &NullSpace, control: &Control<'_>) -> Verdict {
    let mut search = Search::new(problem, kind, space, control);
    match search.relative_interior() {
        None => Verdict::Undecided,
        Some(None) => Verdict::Overlap,
        Some(Some(interior)) => described(problem.sample().design.rows(), &mut search, &interior)
            .map_or(Verdict::Undecided, Verdict::Separated),
    }
}

fn described(count: usize, search: &mut Search<'_>, interior: &[Twofold]) -> Option<Box<Separation>> {
    let direction = search.verified(interior)?;
    let span: Frame = search.span_of_ties();
    let free = span.complement(search.order());
    let coefficients = signs::signs(search, interior, &span);
    let (rows, pairs, complete) = face::rows(search.constraints(), count);
    let gauge = face::gauge(search, &free);
    let rows_strict = rows.iter().filter(|row| row.has_strict()).count();
    let class_count = search.constraints().predictors() + 1;
    let pairs = if search.counts() { Vec::new() } else { pairs };
    Some(Box::new(Separation { direction, coefficients, pairs, rows_strict, complete, class_count, rows, gauge }))
}
