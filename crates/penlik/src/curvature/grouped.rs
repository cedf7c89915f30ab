//! Two eigenvalues for each group of entries: the Hessian of a function of the norms of groups.
//!
//! On group g of m entries C is a·uuᵀ + b·(I − uuᵀ): a along the direction u, ‖u‖ = 1, and b across it. Both are kept as they
//! are, since either may be far smaller than the other; solutions and determinants are exact, and entries in no group have 0.
//! Where a group has no direction, at its origin, u = 0 and a = b.

use std::sync::Arc;

use ndarray::ArrayViewMut2;

use super::{Groups, Operator};
use crate::check::{CheckError, Code, length};

/// diag over groups of a·uuᵀ + b·(I − uuᵀ).
///
/// ```
/// use penlik::curvature::{Curvature, Grouped, Groups};
/// let groups = Groups::new(2, &[vec![0, 1]])?;
/// let c = Curvature::Grouped(Grouped::new(groups.into(), vec![0.6, 0.8].into(), vec![2.0], vec![1.0])?);
/// let mut out = [0.0; 2];
/// c.apply(&[3.0, 4.0], &mut out);
/// assert!((out[0] - 6.0).abs() < 1e-14 && (out[1] - 8.0).abs() < 1e-14);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    groups: Arc<Groups>,
    direction: Arc<[f64]>,
    along: Vec<f64>,
    across: Vec<f64>,
}

impl Grouped {
    /// The direction has n entries, of length 1 on each group or 0 where the two eigenvalues are the same; `along` and `across`
    /// have one entry for each group.
    pub fn new(
        groups: Arc<Groups>,
        direction: Arc<[f64]>,
        along: Vec<f64>,
        across: Vec<f64>,
    ) -> Result<Self, CheckError> {
        length("direction", direction.len(), groups.dimension())?;
        length("along", along.len(), groups.len())?;
        length("across", across.len(), groups.len())?;
        Ok(Self::trusted(groups, direction, along, across))
    }

    pub(crate) fn trusted(groups: Arc<Groups>, direction: Arc<[f64]>, along: Vec<f64>, across: Vec<f64>) -> Self {
        Self { groups, direction, along, across }
    }

    /// The eigenvalues along the directions.
    #[must_use]
    pub fn along(&self) -> &[f64] {
        &self.along
    }

    /// The eigenvalues across them; that of a group of one entry does not count.
    #[must_use]
    pub fn across(&self) -> &[f64] {
        &self.across
    }

    /// The groups.
    #[must_use]
    pub fn groups(&self) -> &Arc<Groups> {
        &self.groups
    }

    /// The directions u, over all n entries.
    #[must_use]
    pub fn direction(&self) -> &Arc<[f64]> {
        &self.direction
    }

    fn parts(&self) -> impl Iterator<Item = (&[usize], f64, f64)> {
        self.groups.iter().zip(&self.along).zip(&self.across).map(|((set, a), b)| (set, *a, *b))
    }

    /// out = f(the part of v along u) + g(the part across it), on one group.
    fn split(&self, set: &[usize], v: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64, g: impl Fn(f64) -> f64) {
        if let [i] = *set {
            out[i] = f(v[i]);
            return;
        }
        let u = &self.direction;
        let d: f64 = set.iter().map(|&i| u[i] * v[i]).sum();
        set.iter().for_each(|&i| out[i] = f(d * u[i]) + g(v[i] - d * u[i]));
    }

    /// The diagonal entry of a·uuᵀ + b·(I − uuᵀ) at u_i.
    fn entry(u: f64, a: f64, b: f64) -> f64 {
        a * u * u + b * ((1.0 - u) * (1.0 + u))
    }

    /// Asks that every eigenvalue, shifted, holds what is expected.
    fn ask(&self, mu: f64, expected: &str, holds: impl Fn(f64) -> bool) -> Result<(), CheckError> {
        let refused = |place: String, value: f64| {
            let value = format!("{value} + {mu} {place}");
            CheckError::new(Code::Domain, "curvature", value, format!("an eigenvalue + mu that is {expected}"))
        };
        if let (Some(i), false) = (self.groups.rest().first(), holds(mu)) {
            return Err(refused(format!("at entry {i}"), 0.0));
        }
        for (g, (set, along, across)) in self.parts().enumerate() {
            if !set.is_empty() && !holds(along + mu) {
                return Err(refused(format!("along group {g}"), along));
            }
            if set.len() > 1 && !holds(across + mu) {
                return Err(refused(format!("across group {g}"), across));
            }
        }
        Ok(())
    }
}

impl Operator for Grouped {
    fn dimension(&self) -> usize {
        self.groups.dimension()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        out[..self.dimension()].fill(0.0);
        for (set, along, across) in self.parts() {
            self.split(set, v, out, |x| along * x, |x| across * x);
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        out[..self.dimension()].fill(0.0);
        for (set, along, across) in self.parts() {
            match *set {
                [i] => out[i] = along,
                _ => set.iter().for_each(|&i| out[i] = Self::entry(self.direction[i], along, across)),
            }
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let u = &self.direction;
        for (set, along, across) in self.parts() {
            if let [i] = *set {
                h[(i, i)] += along;
                continue;
            }
            for &i in set {
                for &j in set {
                    let product = u[i] * u[j];
                    h[(i, j)] += if i == j { Self::entry(u[i], along, across) } else { (along - across) * product };
                }
            }
        }
    }

    fn solve_shifted(&self, mu: f64, b: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        self.ask(mu, "finite and not 0", |e| e != 0.0 && e.is_finite())?;
        for (set, along, across) in self.parts() {
            self.split(set, b, out, |x| x / (along + mu), |x| x / (across + mu));
        }
        self.groups.rest().iter().for_each(|&i| out[i] = b[i] / mu);
        Ok(())
    }

    fn logdet_shifted(&self, mu: f64) -> Result<f64, CheckError> {
        self.ask(mu, "positive and finite", |e| e > 0.0 && e.is_finite())?;
        let count = |n: usize, eigenvalue: f64| if n == 0 { 0.0 } else { n as f64 * (eigenvalue + mu).ln() };
        let group = |(set, along, across): (&[usize], f64, f64)| {
            count(set.len().min(1), along) + count(set.len().saturating_sub(1), across)
        };
        Ok(count(self.groups.rest().len(), 0.0) + self.parts().map(group).sum::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(along: f64, across: f64) -> Grouped {
        let groups = Groups::new(4, &[vec![3, 0], vec![2]]).unwrap();
        let direction: Vec<f64> = vec![0.6, 0.0, -1.0, 0.8];
        Grouped::new(groups.into(), direction.into(), vec![along, 3.0], vec![across, f64::NAN]).unwrap()
    }

    #[test]
    fn an_eigenvalue_far_below_the_other_survives_in_solutions_and_determinants() {
        let c = example(1e-30, 1e10);
        assert!(
            (c.logdet_shifted(0.0).is_err(), c.solve_shifted(0.0, &[1.0; 4], &mut [0.0; 4]).is_err()) == (true, true)
        );
        let (mut x, b) = ([0.0; 4], [0.6e-30, 2e-40, 3.0, 0.8e-30]);
        c.solve_shifted(1e-40, &b, &mut x).unwrap();
        for (x, expected) in x.iter().zip([0.6, 2.0, 1.0, 0.8]) {
            assert!((x - expected).abs() < 1e-9, "{x}, not {expected}");
        }
        let expected = 1e-30_f64.ln() + 1e10_f64.ln() + 3_f64.ln() + 1e-40_f64.ln();
        assert!((c.logdet_shifted(1e-40).unwrap() - expected).abs() < 1e-9);
    }

    #[test]
    fn an_indefinite_group_solves_and_has_no_logarithm() {
        let (c, mut x) = (example(-1.0, 2.0), [0.0; 4]);
        assert!(c.solve_shifted(0.5, &[1.0; 4], &mut x).is_ok());
        assert_eq!(
            c.logdet_shifted(0.5).unwrap_err().to_string(),
            "curvature is -1 + 0.5 along group 0; expected an eigenvalue + mu that is positive and finite"
        );
        assert!(c.solve_shifted(1.0, &[1.0; 4], &mut x).is_err() && c.logdet_shifted(f64::NAN).is_err());
    }
}
