//! The promise of a map, and the door in front of it.
//!
//! prox_{tf}(x) = argmin_z f(z) + ‖z − x‖²/(2t), and the projection onto a set, which is the same for the function that is 0 on
//! the set and infinite outside, whatever t (N. Parikh and S. Boyd, "Proximal algorithms", Foundations and Trends in
//! Optimization 1, 2014). A map holds parameters that its constructor has checked; x and the step are checked here, once.

use crate::check::{CheckError, Code, all_finite, finite, length, non_negative};
use crate::kernels::stream::Pass;
use crate::linalg::Workers;
use crate::linalg::inner_product;

/// A function f with a proximal map.
///
/// `value`, `fits` and `shrink` are what a map defines; `prox` and `prox_in_place` are what a caller asks.
pub trait Proximal: Send + Sync {
    /// f(x); infinite outside the domain of f.
    fn value(&self, x: &[f64]) -> f64;

    /// Whether f(x) is finite but for overflow.
    fn contains(&self, _x: &[f64]) -> bool {
        true
    }

    /// Whether f is one function of a single number, summed over the entries.
    fn is_entrywise(&self) -> bool {
        false
    }

    /// Whether x may have this length.
    fn fits(&self, _length: usize) -> Result<(), CheckError> {
        Ok(())
    }

    /// f°(y) = max { xᵀy : f(x) ≤ 1 }, the dual norm, where f is a norm.
    fn polar(&self, _y: &[f64]) -> Option<f64> {
        None
    }

    /// x ← prox_{tf}(x), and f at the result, for finite x of a length that fits and t > 0: the map behind its door.
    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError>;

    /// out = prox_{tf}(x) for t = step ≥ 0, and f(out) returned. t = 0 is the identity; zeros are +0. On an error the content of
    /// `out` is not specified.
    fn prox(&self, x: &[f64], step: f64, out: &mut [f64]) -> Result<f64, CheckError> {
        length("out", out.len(), x.len())?;
        out.copy_from_slice(x);
        self.prox_in_place(out, step)
    }

    /// x ← prox_{tf}(x), and f at the result. Where x or the step is refused, x is left as it was; where the result overflows,
    /// the content of x is not specified.
    fn prox_in_place(&self, x: &mut [f64], step: f64) -> Result<f64, CheckError> {
        let t = non_negative("step", step)?;
        self.fits(x.len())?;
        finite("x", x)?;
        let value = if t > 0.0 { self.shrink(x, t)? } else { self.value(x) };
        positive_zeros(x);
        if t == 0.0 && value == f64::INFINITY {
            return Err(unusable(
                Code::Domain,
                "one where the function is infinite",
                "a point of finite value at step 0",
            ));
        }
        told(x, value)
    }
}

/// A function known to be convex: its map moves no two points apart, and its conjugate has a map too.
pub trait Convex: Proximal {}

/// A function that is one function of a single number, summed over the entries: its map may take a step for every entry.
pub trait Entrywise: Proximal {}

/// What rounding may leave between a point of a set and its projection, relative to the largest entry.
const SLACK: f64 = 16.0 * f64::EPSILON;

/// A closed set with a projection.
pub trait Projection: Send + Sync {
    /// Whether x, of a length that fits, lies in the set up to rounding: within 16 units in the last place of its largest entry
    /// from its projection, unless the set can tell exactly.
    fn contains(&self, x: &[f64]) -> Result<bool, CheckError> {
        let mut z = x.to_vec();
        self.nearest(&mut z)?;
        let size = largest(x).max(largest(&z));
        Ok(x.iter().zip(&z).all(|(x, z)| (x - z).abs() <= SLACK * size))
    }

    /// Whether the set is one interval for every entry.
    fn is_entrywise(&self) -> bool {
        false
    }

    /// out = the projection in one pass that also checks x, for sets that have one.
    fn stream(&self, _x: &[f64], _out: &mut [f64], _workers: &Workers) -> Option<Pass> {
        None
    }

    /// Whether x may have this length.
    fn fits(&self, _length: usize) -> Result<(), CheckError> {
        Ok(())
    }

    /// x ← the point of the set nearest to x, for finite x of a length that fits: the map behind its door.
    fn nearest(&self, x: &mut [f64]) -> Result<(), CheckError>;

    /// out = the point of the set nearest to x; zeros are +0. On an error the content of `out` is not specified.
    fn project(&self, x: &[f64], out: &mut [f64]) -> Result<(), CheckError> {
        length("out", out.len(), x.len())?;
        out.copy_from_slice(x);
        self.project_in_place(out)
    }

    /// x ← the point of the set nearest to x. Where x is refused it is left as it was; where the result overflows, the content
    /// of x is not specified.
    fn project_in_place(&self, x: &mut [f64]) -> Result<(), CheckError> {
        self.fits(x.len())?;
        finite("x", x)?;
        self.nearest(x)?;
        positive_zeros(x);
        told(x, 0.0).map(|_| ())
    }
}

pub(crate) fn positive_zeros(x: &mut [f64]) {
    x.iter_mut().for_each(|x| *x += 0.0);
}

pub(super) fn told(x: &[f64], value: f64) -> Result<f64, CheckError> {
    if value.is_finite() && all_finite(x) {
        return Ok(value);
    }
    Err(unusable(Code::NonFinite, "one for which the result overflows", "entries whose image and its value are finite"))
}

pub(super) fn unusable(code: Code, value: &str, expected: &str) -> CheckError {
    CheckError::new(code, "x", value, expected)
}

pub(super) fn undecomposed() -> CheckError {
    CheckError::new(Code::NotConverged, "x", "one whose singular values were not found", "a matrix that decomposes")
}

/// The image of x under soft thresholding at t.
#[inline(always)]
pub(super) fn soft(x: f64, t: f64) -> f64 {
    let left = x.abs() - t;
    if left > 0.0 { left.copysign(x) } else { 0.0 }
}

/// ‖x‖∞
pub(super) fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |m, x| x.abs().max(m))
}

/// Sums of squares in it are neither touched by overflow nor, where it counts, by underflow.
const PLAIN: std::ops::RangeInclusive<f64> = 1e-250..=1e250;

/// ‖x‖₂, without overflow or underflow of the squares.
pub(super) fn norm(x: &[f64]) -> f64 {
    let squares = inner_product(x, x);
    if PLAIN.contains(&squares) {
        return squares.sqrt();
    }
    let m = largest(x);
    if m == 0.0 { 0.0 } else { m * x.iter().map(|x| (x / m) * (x / m)).sum::<f64>().sqrt() }
}

/// x ← x·radius/‖x‖₂, for x ≠ 0.
pub(super) fn rescale(x: &mut [f64], radius: f64) {
    let squares = inner_product(x, x);
    let factor = radius / squares.sqrt();
    if PLAIN.contains(&squares) && factor.is_normal() {
        x.iter_mut().for_each(|x| *x *= factor);
        return;
    }
    let m = largest(x);
    let relative = x.iter().map(|x| (x / m) * (x / m)).sum::<f64>().sqrt();
    x.iter_mut().for_each(|x| *x = *x / m * (radius / relative));
}

/// √(ab) for a, b ≥ 0, where the product itself may overflow or vanish.
pub(super) fn root_of_product(a: f64, b: f64) -> f64 {
    let product = a * b;
    if product.is_normal() { product.sqrt() } else { a.sqrt() * b.sqrt() }
}
