//! The elastic net's proximal step, under the field's short name.
//!
//! out = soft(x, s·a)/(1 + s·b) for the weights a, b ≥ 0 of ‖x‖₁ and ½‖x‖² and a step s ≥ 0, with soft(x, t) = sign(x)·max(|x| − t, 0),
//! entry by entry. Zeros are +0. (H. Zou and T. Hastie, "Regularization and variable selection via the elastic net", Journal of
//! the Royal Statistical Society B 67, 2005.)

use super::told;
use crate::check::{CheckError, finite, length, non_negative};
use crate::kernels::stream::{map, update};
use crate::kernels::{ElasticNet, ScalarProx};
use crate::linalg::Workers;

/// The weights of an elastic net and a step.
#[derive(Debug, Clone)]
pub struct ElasticNetStep {
    kernel: ElasticNet,
    step: f64,
}

impl ElasticNetStep {
    /// Weights and step are finite and ≥ 0.
    ///
    /// ```
    /// use penlik::linalg::Workers;
    /// use penlik::prox::ElasticNetStep;
    /// let mut out = [0.0; 3];
    /// ElasticNetStep::new(1.0, 3.0, 1.0)?.apply(&[3.0, -0.5, -5.0], &mut out, &Workers::sequential())?;
    /// assert_eq!(out, [0.5, 0.0, -1.0]);
    /// # Ok::<(), penlik::check::CheckError>(())
    /// ```
    pub fn new(l1_weight: f64, l2_weight: f64, step: f64) -> Result<Self, CheckError> {
        let (l1, l2) = (non_negative("l1Weight", l1_weight)?, non_negative("l2Weight", l2_weight)?);
        Ok(Self { kernel: ElasticNet::new(l1, l2)?, step: non_negative("lr", step)? })
    }

    /// Writes the result to `out`. On an error the content of `out` is not specified.
    pub fn apply(&self, x: &[f64], out: &mut [f64], workers: &Workers) -> Result<(), CheckError> {
        length("out", out.len(), x.len())?;
        told(map(x, out, workers, self.moved()), "relevances", x)
    }

    /// Writes the result over x. On an error x is left as it was.
    pub fn apply_in_place(&self, x: &mut [f64], workers: &Workers) -> Result<(), CheckError> {
        finite("relevances", x)?;
        let pass = update(x, workers, self.moved());
        told(pass, "relevances", x)
    }

    fn moved(&self) -> impl Fn(usize, f64) -> (f64, f64) + Clone + Sync + use<> {
        let (kernel, t) = (self.kernel.clone(), self.step);
        #[inline(always)]
        move |j, x| (0.0, kernel.prox(j, x, t))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Explain;

    #[test]
    fn entries_are_thresholded_and_then_shrunk() {
        let (x, alone) = ([1.0, 0.05, -0.8, -0.0], Workers::sequential());
        let (mut out, mut place) = ([f64::NAN; 4], x);
        let step = ElasticNetStep::new(1.0, 1.0, 0.1).unwrap();
        step.apply(&x, &mut out, &alone).unwrap();
        step.apply_in_place(&mut place, &alone).unwrap();
        assert_eq!(out.map(f64::to_bits), [0.9 / 1.1, 0.0, -(0.8 - 0.1) / 1.1, 0.0].map(f64::to_bits));
        assert_eq!(out, place);
    }

    #[test]
    fn bad_input_is_named() {
        let refused = |l1, l2, step| ElasticNetStep::new(l1, l2, step).unwrap_err().argument();
        assert_eq!(refused(-1.0, 0.0, 1.0), "l1Weight");
        assert_eq!(refused(1.0, f64::NAN, 1.0), "l2Weight");
        assert_eq!(refused(1.0, 1.0, f64::INFINITY), "lr");
        let (step, mut x) = (ElasticNetStep::new(1.0, 1.0, 1.0).unwrap(), [3.0, f64::NAN]);
        assert_eq!(step.apply(&x, &mut [0.0; 2], &Workers::sequential()).unwrap_err().argument(), "relevances");
        assert!(step.apply(&[1.0], &mut [], &Workers::sequential()).is_err());
        assert!(step.apply_in_place(&mut x, &Workers::sequential()).is_err());
        assert_eq!(x[0], 3.0);
    }
}
