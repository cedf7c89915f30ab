//! Moreau's calculus: what the proximal map of f gives for nothing.
//!
//! The envelope M(x) = min_z f(z) + ‖z − x‖²/(2t) = f(z) + ‖z − x‖²/(2t) at z = prox_{tf}(x) has the gradient (x − z)/t, for every
//! f whose map is continuous at x. For convex f the conjugate f*(y) = sup_x xᵀy − f(x) has the map
//! prox_{tf*}(x) = x − t·prox_{f/t}(x/t), and f*(p) = pᵀz − f(z) there, with z = prox_{f/t}(x/t)
//! (J. J. Moreau, "Proximité et dualité dans un espace hilbertien", Bulletin de la Société Mathématique de France 93, 1965).

use super::map::{Convex, Proximal, told};
use crate::check::{CheckError, finite, length, positive};

/// M(x) for t = step > 0, and its gradient in `gradient`. On an error the content of `gradient` is not specified.
///
/// ```
/// use penlik::prox::{GroupNorm, envelope};
/// // The envelope of |x| is Huber's function.
/// let mut gradient = [0.0];
/// assert_eq!(envelope(&GroupNorm::new(&[1], &[1.0])?, &[3.0], 1.0, &mut gradient)?, 2.5);
/// assert_eq!(gradient, [1.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
pub fn envelope(f: &(impl Proximal + ?Sized), x: &[f64], step: f64, gradient: &mut [f64]) -> Result<f64, CheckError> {
    let t = positive("step", step)?;
    length("gradient", gradient.len(), x.len())?;
    let value = f.prox(x, t, gradient)?;
    gradient.iter_mut().zip(x).for_each(|(g, x)| *g = (x - *g) / t);
    let distance = gradient.iter().map(|g| g * g).sum::<f64>();
    told(gradient, value + 0.5 * t * distance)
}

/// out = prox_{tf*}(x) for t = step > 0, and f*(out) returned. On an error the content of `out` is not specified.
///
/// ```
/// use penlik::prox::{MaximumNorm, conjugate_prox};
/// // The conjugate of the maximum norm is 0 on the ℓ1 ball and infinite outside.
/// let mut out = [0.0; 2];
/// assert_eq!(conjugate_prox(&MaximumNorm::new(1.0)?, &[2.0, 0.5], 1.0, &mut out)?, 0.0);
/// assert_eq!(out, [1.0, 0.0]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
pub fn conjugate_prox(f: &(impl Convex + ?Sized), x: &[f64], step: f64, out: &mut [f64]) -> Result<f64, CheckError> {
    let t = positive("step", step)?;
    let inverse = positive("1/step", 1.0 / t)?;
    length("out", out.len(), x.len())?;
    finite("x", x)?;
    out.iter_mut().zip(x).for_each(|(z, x)| *z = x / t);
    let at = f.prox_in_place(out, inverse)?;
    let mut product = 0.0;
    for (z, x) in out.iter_mut().zip(x) {
        let p = (-t).mul_add(*z, *x) + 0.0;
        product += p * *z;
        *z = p;
    }
    told(out, product - at)
}
