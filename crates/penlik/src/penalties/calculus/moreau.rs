//! Moreau's calculus for penalties.
//!
//! The envelope M(θ) = min_φ P(φ) + ‖φ − θ‖²/(2t) = P(φ) + ‖φ − θ‖²/(2t) at φ = prox_{tP}(θ) has the gradient (θ − φ)/t. For convex P
//! the conjugate P*(η) = sup_θ ηᵀθ − P(θ) has the map prox_{tP*}(η) = η − t·prox_{P/t}(η/t), and there P*(p) = pᵀφ − P(φ) with
//! φ = prox_{P/t}(η/t) (J. J. Moreau, "Proximité et dualité dans un espace hilbertien", 1965).

use crate::check::{CheckError, Code, all_finite, finite, length, positive};
use crate::linalg::Workers;
use crate::penalties::{AnyPenalty, Block, PenaltyError};

/// M(θ) for t = step > 0, and its gradient in `gradient`. On an error the content of `gradient` is not specified.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{AnyPenalty, Block, moreau_envelope};
/// // The envelope of |x| is Huber's function.
/// let l1 = AnyPenalty::new(serde_json::from_str(r#"{ "kind": "L1" }"#).unwrap())?;
/// let mut gradient = [0.0];
/// assert_eq!(moreau_envelope(&l1, Block::row(&[3.0]), 1.0, &mut gradient, &Workers::sequential())?, 2.5);
/// assert_eq!(gradient, [1.0]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
pub fn moreau_envelope(
    penalty: &AnyPenalty,
    theta: Block<'_>,
    step: f64,
    gradient: &mut [f64],
    workers: &Workers,
) -> Result<f64, PenaltyError> {
    let t = positive("step", step)?;
    let value = penalty.prox()?.prox(theta, t, gradient, workers)?;
    gradient.iter_mut().zip(theta.values()).for_each(|(g, x)| *g = (x - *g) / t);
    let distance = gradient.iter().map(|g| g * g).sum::<f64>();
    told(value + 0.5 * t * distance, gradient)
}

/// out = prox_{tP*}(θ) for t = step > 0 and convex P, and P*(out) returned. On an error the content of `out` is not specified.
///
/// ```
/// use penlik::linalg::Workers;
/// use penlik::penalties::{AnyPenalty, Block, conjugate_prox};
/// // The conjugate of |x| is 0 on [−1, 1] and infinite outside.
/// let l1 = AnyPenalty::new(serde_json::from_str(r#"{ "kind": "L1" }"#).unwrap())?;
/// let mut out = [0.0; 2];
/// assert_eq!(conjugate_prox(&l1, Block::row(&[2.0, 0.5]), 1.0, &mut out, &Workers::sequential())?, 0.0);
/// assert_eq!(out, [1.0, 0.5]);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
pub fn conjugate_prox(
    penalty: &AnyPenalty,
    theta: Block<'_>,
    step: f64,
    out: &mut [f64],
    workers: &Workers,
) -> Result<f64, PenaltyError> {
    let t = positive("step", step)?;
    let inverse = positive("1/step", 1.0 / t)?;
    let prox = penalty.prox()?;
    if !penalty.properties().convex {
        let kind = penalty.entry().kind;
        return Err(CheckError::new(Code::Unsupported, "penalty", kind, "a convex penalty").into());
    }
    length("out", out.len(), theta.values().len())?;
    finite("theta", theta.values())?;
    out.iter_mut().zip(theta.values()).for_each(|(z, x)| *z = x / t);
    let at = prox.prox_in_place(out, theta.columns(), inverse, workers)?;
    let mut product = 0.0;
    for (z, x) in out.iter_mut().zip(theta.values()) {
        let p = (-t).mul_add(*z, *x) + 0.0;
        product += p * *z;
        *z = p;
    }
    told(product - at, out)
}

fn told(value: f64, out: &[f64]) -> Result<f64, PenaltyError> {
    if value.is_finite() && all_finite(out) {
        return Ok(value);
    }
    Err(PenaltyError::Overflow { quantity: "the result" })
}
