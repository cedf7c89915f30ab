//! The separable lift: P(θ) = λ Σ_i k(θ_i).
//!
//! λ ≥ 0 is the strength. Gradient, Hessian and bound act entry by entry; the Hessian is diagonal. Everything is one pass of
//! the kernel over θ (see [`crate::kernels::stream`]), and the first look at θ is also the check that it is finite.

use std::sync::OnceLock;

use super::separable_entries::{Slopes, Values};
use super::{Block, DiagonalProx, EntryProx, Local, Majorized, Penalty, PenaltyError, Prox, Shaped, Smooth};
use crate::check::{CheckError, Code, finite, length, non_negative};
use crate::curvature::{Curvature, Diagonal};
use crate::kernels::stream::{Entry, Pass, Rare, map, sum_entries, update};
use crate::kernels::{EvenKernel, Scalar, ScalarKernel, ScalarProx, ShapedKernel};
use crate::linalg::Workers;

/// λ Σ_i k(θ_i).
///
/// ```
/// use penlik::kernels::Ridge;
/// use penlik::linalg::Workers;
/// use penlik::penalties::{Block, Separable, Smooth};
/// let penalty = Separable::new(Ridge, 2.0)?;
/// let mut gradient = [0.0; 2];
/// let value = penalty.value_gradient(Block::row(&[1.0, -3.0]), &mut gradient, &Workers::sequential())?;
/// assert_eq!((value, gradient), (10.0, [2.0, -6.0]));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Separable<K> {
    pub(super) kernel: K,
    pub(super) strength: f64,
}

impl<K: Scalar> Separable<K> {
    /// The kernel, multiplied by a strength λ ≥ 0.
    pub fn new(kernel: K, strength: f64) -> Result<Self, CheckError> {
        Ok(Self { kernel, strength: non_negative("strength", strength)? })
    }

    pub(super) fn kernel(&self) -> &K {
        &self.kernel
    }

    pub(super) fn strength(&self) -> f64 {
        self.strength
    }

    /// f(k, j, x) of entry i, with a kernel of its own.
    fn entrywise<T>(&self, f: impl Fn(&K, usize, f64) -> T + Clone + Sync) -> impl Fn(usize, f64) -> T + Clone + Sync {
        let (kernel, columns) = (self.kernel.clone(), self.kernel.columns());
        #[inline(always)]
        move |i, x| f(&kernel, if columns == 1 { 0 } else { i % columns }, x)
    }

    pub(super) fn door(&self, length: usize) -> Result<(), CheckError> {
        let columns = self.kernel.columns();
        if length.is_multiple_of(columns) {
            return Ok(());
        }
        let (value, expected) = (format!("of length {length}"), format!("a multiple of {columns} columns"));
        Err(CheckError::new(Code::Shape, "theta", value, expected))
    }

    /// λ times the sum of a pass over θ, or why that is not a number.
    fn scaled(&self, pass: Pass, theta: &[f64], quantity: &'static str) -> Result<f64, PenaltyError> {
        let value = self.strength * pass.sum();
        if pass.is_finite() && value.is_finite() {
            return Ok(value);
        }
        finite("theta", theta)?;
        Err(PenaltyError::Overflow { quantity })
    }

    /// λ·f(k, j, x) of entry i, to be written.
    fn times(
        &self,
        f: impl Fn(&K, usize, f64) -> f64 + Clone + Sync,
    ) -> impl Fn(usize, f64) -> (f64, f64) + Clone + Sync {
        let strength = self.strength;
        self.entrywise(
            #[inline(always)]
            move |k, j, x| (0.0, strength * f(k, j, x)),
        )
    }
}

/// What is written for each entry.
fn each(theta: &[f64], workers: &Workers, entry: impl Entry) -> (Pass, Vec<f64>) {
    let mut out = vec![0.0; theta.len()];
    (map(theta, &mut out, workers, entry), out)
}

impl<K: Scalar> Penalty for Separable<K> {
    fn value(&self, theta: Block<'_>, workers: &Workers) -> Result<f64, PenaltyError> {
        self.door(theta.values().len())?;
        let pass = sum_entries(theta.values(), workers, Values(self.kernel.clone()));
        self.scaled(pass, theta.values(), "the value")
    }
}

impl<K: ScalarKernel> Smooth for Separable<K> {
    fn value_gradient(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let theta = theta.values();
        self.door(theta.len())?;
        length("out", out.len(), theta.len())?;
        let pass = map(theta, out, workers, Slopes { kernel: self.kernel.clone(), strength: self.strength });
        self.scaled(pass, theta, "the value or the gradient")
    }

    fn at(&self, theta: Block<'_>, workers: &Workers) -> Result<Box<dyn Local>, PenaltyError> {
        let mut gradient = vec![0.0; theta.values().len()];
        let value = self.value_gradient(theta, &mut gradient, workers)?;
        let theta = theta.values().to_vec();
        let second = self.times(
            #[inline(always)]
            |k, j, x| k.jet(j, x).d2,
        );
        let (pass, hessian) = each(&theta, workers, second);
        self.scaled(pass, &theta, "the Hessian")?;
        let hessian = Curvature::Diagonal(Diagonal::new(hessian));
        let lift = self.clone();
        Ok(Box::new(SeparableLocal { lift, theta, value, gradient, hessian, bound: OnceLock::new() }))
    }
}

impl<K: EvenKernel> Majorized for Separable<K> {
    fn mm_weights(&self, theta: Block<'_>, out: &mut [f64], workers: &Workers) -> Result<(), PenaltyError> {
        let theta = theta.values();
        self.door(theta.len())?;
        length("out", out.len(), theta.len())?;
        let weight = self.times(
            #[inline(always)]
            |k, j, x| k.weight(j, x),
        );
        let pass = map(theta, out, workers, weight);
        self.scaled(pass, theta, "a weight").map(|_| ())
    }
}

impl<K: ShapedKernel> Shaped for Separable<K> {
    fn shapes(&self) -> &'static [&'static str] {
        self.kernel.shapes()
    }

    fn gradient_log_shape(&self, theta: Block<'_>, workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let theta = theta.values();
        self.door(theta.len())?;
        let one = |shape| {
            let value = self.entrywise(
                #[inline(always)]
                move |k, j, x| (k.shape_jet(shape, j, x).value, 0.0),
            );
            let pass = sum_entries(theta, workers, Rare(value));
            self.scaled(pass, theta, "the derivative in a shape")
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
        let theta = theta.values();
        self.door(theta.len())?;
        length("out", out.len(), theta.len())?;
        let slope = self.times(
            #[inline(always)]
            move |k, j, x| k.shape_jet(shape, j, x).d1,
        );
        let pass = map(theta, out, workers, Rare(slope));
        self.scaled(pass, theta, "the derivative in a shape").map(|_| ())
    }

    fn hessian_along_log_shape(
        &self,
        shape: usize,
        theta: Block<'_>,
        workers: &Workers,
    ) -> Result<Curvature, PenaltyError> {
        let theta = theta.values();
        self.door(theta.len())?;
        let second = self.times(
            #[inline(always)]
            move |k, j, x| k.shape_jet(shape, j, x).d2,
        );
        let (pass, diagonal) = each(theta, workers, Rare(second));
        self.scaled(pass, theta, "the derivative in a shape")?;
        Ok(Curvature::Diagonal(Diagonal::new(diagonal)))
    }
}

impl<K: ScalarProx> Separable<K> {
    /// The step of the kernel, λ·step.
    fn step(&self, name: &str, step: f64) -> Result<f64, CheckError> {
        // Where the product overflows, any larger step gives the same.
        let t = (non_negative(name, step)? * self.strength).min(f64::MAX);
        if step < self.step_limit() && t < self.kernel.step_limit() {
            return Ok(t);
        }
        let expected = format!("a number below {}, for which the minimiser is unique", self.step_limit());
        Err(CheckError::new(Code::Domain, name, step.to_string(), expected))
    }

    /// The pair (k(z), z) at z = prox of an entry.
    fn moved(&self, t: f64) -> impl Fn(usize, f64) -> (f64, f64) + Clone + Sync {
        self.entrywise(
            #[inline(always)]
            move |k, j, x| {
                let z = k.prox(j, x, t);
                (k.value(j, z), z)
            },
        )
    }
}

impl<K: ScalarProx> Prox for Separable<K> {
    fn step_limit(&self) -> f64 {
        self.kernel.step_limit() / self.strength
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let theta = theta.values();
        self.door(theta.len())?;
        length("out", out.len(), theta.len())?;
        let t = self.step("step", step)?;
        self.scaled(map(theta, out, workers, self.moved(t)), theta, "the value at the result")
    }

    fn prox_in_place(
        &self,
        theta: &mut [f64],
        _columns: usize,
        step: f64,
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        self.door(theta.len())?;
        let t = self.step("step", step)?;
        finite("theta", theta)?;
        let pass = update(theta, workers, self.moved(t));
        self.scaled(pass, theta, "the value at the result")
    }

    /// max |y_i|/λ for the sum of absolute values.
    fn polar(&self, y: Block<'_>) -> Option<f64> {
        let largest = y.values().iter().fold(0.0, |most: f64, y| most.max(y.abs())) / self.strength;
        (self.kernel.is_absolute() && largest.is_finite()).then_some(largest)
    }
}

impl<K: ScalarProx> DiagonalProx for Separable<K> {
    fn prox_diagonal(
        &self,
        theta: Block<'_>,
        steps: &[f64],
        out: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        let theta = theta.values();
        self.door(theta.len())?;
        length("out", out.len(), theta.len())?;
        length("steps", steps.len(), theta.len())?;
        steps.iter().try_for_each(|&step| self.step("steps", step).map(drop))?;
        let (kernel, columns, strength) = (self.kernel.clone(), self.kernel.columns(), self.strength);
        let pass = map(
            theta,
            out,
            workers,
            #[inline(always)]
            move |i: usize, x: f64| {
                let j = if columns == 1 { 0 } else { i % columns };
                let z = kernel.prox(j, x, (steps[i] * strength).min(f64::MAX));
                (kernel.value(j, z), z)
            },
        );
        self.scaled(pass, theta, "the value at the result")
    }

    fn entrywise(&self) -> Option<&dyn EntryProx> {
        Some(self)
    }
}

impl<K: ScalarProx> EntryProx for Separable<K> {
    fn value_entry(&self, i: usize, x: f64) -> f64 {
        self.strength * self.kernel.value(i % self.kernel.columns(), x)
    }

    fn prox_entry(&self, i: usize, x: f64, step: f64) -> f64 {
        let columns = self.kernel.columns();
        self.kernel.prox(if columns == 1 { 0 } else { i % columns }, x, (step * self.strength).min(f64::MAX))
    }
}

struct SeparableLocal<K> {
    lift: Separable<K>,
    theta: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: OnceLock<Curvature>,
}

impl<K: ScalarKernel> Local for SeparableLocal<K> {
    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn hessian(&self) -> &Curvature {
        &self.hessian
    }

    fn bound(&self) -> &Curvature {
        self.bound.get_or_init(|| {
            let bound = self.lift.times(
                #[inline(always)]
                |k, j, x| k.bound(j, x),
            );
            let (_, mut bound) = each(&self.theta, &Workers::sequential(), Rare(bound));
            // H is finite here: where B overflows, the largest number is above H as well.
            bound.iter_mut().filter(|b| **b == f64::INFINITY).for_each(|b| *b = f64::MAX);
            Curvature::Diagonal(Diagonal::new(bound))
        })
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let third = self.lift.times(
            #[inline(always)]
            |k, j, x| k.jet(j, x).d3,
        );
        let (_, mut along) = each(&self.theta, &Workers::sequential(), Rare(third));
        along.iter_mut().zip(v).for_each(|(d3, v)| *d3 *= v);
        Curvature::Diagonal(Diagonal::new(along))
    }
}
