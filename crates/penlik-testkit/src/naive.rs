//! One value per kind of penalty, at unit strength, written from the formula alone.

use crate::Scalar;

/// P(θ) of a kind; `parameter` gives its parameters by name. `None` for a kind that has no naive value yet.
pub fn value<S: Scalar>(kind: &str, parameter: &dyn Fn(&str) -> S, theta: &[S]) -> Option<S> {
    let sum = |k: &dyn Fn(S) -> S| theta.iter().fold(S::of(0.0), |total, &x| total + k(x));
    Some(match kind {
        "SmoothedL1" => {
            let eps = parameter("eps");
            sum(&|x| (x * x + eps * eps).sqrt())
        }
        "LogSparsity" => {
            let delta = parameter("delta");
            sum(&|x| (x / delta * (x / delta)).ln_1p())
        }
        "Ridge" => sum(&|x| x * x / S::of(2.0)),
        "L1" => sum(&|x| x.abs()),
        _ => return None,
    })
}
