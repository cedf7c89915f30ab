//! Derivatives of the grouped lift in the logarithm of shape parameters.

use super::Grouped;
use super::local::Point;
use super::pass::{self, Answer};
use crate::check::{all_finite, length};
use crate::curvature::Curvature;
use crate::kernels::{EvenKernel, ShapedKernel};
use crate::linalg::Workers;
use crate::penalties::{Block, PenaltyError, Shaped};

const QUANTITY: &str = "the derivative in a shape";

impl<K: EvenKernel + ShapedKernel> Shaped for Grouped<K> {
    fn shapes(&self) -> &'static [&'static str] {
        self.kernel.shapes()
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let layout = self.door(theta)?;
        let one = |shape| {
            let kernel = self.kernel.clone();
            let pass = pass::sum(
                &layout,
                theta.values(),
                workers,
                #[inline(always)]
                move |c, r| c * kernel.shape_jet(shape, 0, r).value,
            );
            self.scaled(pass, theta.values(), QUANTITY)
        };
        (0..self.shapes().len()).map(one).collect()
    }

    fn gradient_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<(), PenaltyError> {
        let (layout, kernel, strength) = (self.door(theta)?, self.kernel.clone(), self.strength);
        length("out", out.len(), theta.values().len())?;
        let pass = pass::map(
            &layout,
            theta.values(),
            out,
            workers,
            Answer::Gradient,
            #[inline(always)]
            move |c, r| (0.0, strength * c * kernel.shape_jet(shape, 0, r).d1),
        );
        self.scaled(pass, theta.values(), QUANTITY).map(|_| ())
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        _workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let point = Point::new(self, theta)?;
        let slopes = point.curvature(|r| {
            let jet = self.kernel.shape_jet(shape, 0, r);
            (jet.d2, jet.d1 / r)
        });
        if all_finite(slopes.along()) && all_finite(slopes.across()) {
            return Ok(Curvature::Grouped(slopes));
        }
        crate::check::finite("theta", theta.values())?;
        Err(PenaltyError::Overflow { quantity: QUANTITY })
    }
}
