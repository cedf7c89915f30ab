//! What stands in for a Hessian that is not positive definite.

use super::Run;
use crate::families::Expected;
use crate::inner::certificate::definite;
use crate::linalg::Cholesky;

/// Shifts of an indefinite Hessian that are tried, the least as a share of its diagonal; each is four times the one before.
const SHIFTS: usize = 10;
const LEAST_SHIFT: f64 = 1e-3;

impl Run<'_> {
    /// The factor of the expected information and the penalty, where the observed may be indefinite.
    pub(super) fn scoring_factor(&self) -> Option<Cholesky> {
        self.problem.family().self_concordance().is_none().then_some(())?;
        let expected = Expected(self.problem.family());
        let local = self.problem.with_family(&expected).at(&self.beta, true);
        definite(&self.problem.hessian(local.information.as_ref()?))
    }

    /// The factor of H + μ·diag|H| with the least μ of a few for which it is positive definite, for families of several predictors, whose information
    /// may be indefinite far from an optimum whatever its expectation is: as that of a location and a scale while the location is far off.
    pub(super) fn shifted_factor(&self) -> Option<Cholesky> {
        let family = self.problem.family();
        (family.self_concordance().is_none() && family.predictors() > 1).then_some(())?;
        let hessian = self.problem.hessian(self.local.information.as_ref()?);
        let n = hessian.order;
        (0..SHIFTS).find_map(|k| {
            let mut shifted = hessian.clone();
            let share = LEAST_SHIFT * f64::from(1_u32 << (2 * k));
            (0..n).for_each(|i| shifted.data[i * n + i] += share * hessian.get(i, i).abs());
            definite(&shifted)
        })
    }
}
