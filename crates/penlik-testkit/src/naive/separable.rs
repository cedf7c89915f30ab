//! Sums of scalar kernels.

use crate::Scalar;

/// P(θ) of a kind; `parameter` gives its parameters by name. `None` for a kind that has no naive value yet.
pub fn value<S: Scalar>(kind: &str, parameter: &dyn Fn(&str) -> S, theta: &[S]) -> Option<S> {
    let even = theta.iter().try_fold(S::of(0.0), |total, &x| Some(total + kernel(kind, parameter, x * x, x.abs())?));
    even.or_else(|| super::proximal::entrywise(kind, parameter, theta))
}

/// k(x) of a kind whose kernel is even, by the square of x and its size |x|: a kernel that is smooth at 0 is written in the
/// square, so that it can be differentiated where x is a norm. `None` for a kind that has no naive value yet.
pub fn kernel<S: Scalar>(kind: &str, parameter: &dyn Fn(&str) -> S, square: S, size: S) -> Option<S> {
    let (half, one) = (S::of(0.5), S::of(1.0));
    Some(match kind {
        "SmoothedL1" => {
            let rounded = rounded(parameter, square);
            if parameter("shifted").to_f64() == 1.0 { rounded - parameter("eps") } else { rounded }
        }
        "LogSparsity" => {
            let delta = parameter("delta");
            (square / delta / delta).ln_1p()
        }
        "Ridge" => half * square,
        "L1" => size,
        "Huber" => {
            let delta = parameter("delta");
            if below(size, delta) { half * square / delta } else { size - half * delta }
        }
        "GemanMcClure" => half * square / (square + parameter("sigma") * parameter("sigma")),
        "ElasticNet" => parameter("l1") * size + parameter("l2") * half * square,
        "MCP" => mcp(parameter, size),
        "SmoothedMCP" => smoothed_mcp(parameter, square),
        "SCAD" => scad(parameter, size),
        "SmoothedSCAD" => scad(parameter, rounded(parameter, square)),
        "L0" => {
            if size.to_f64() == 0.0 {
                S::of(0.0)
            } else {
                one
            }
        }
        _ => return None,
    })
}

/// The sizes |x| at which pieces of the formula of a kind meet, and its second derivative jumps.
pub fn joints(kind: &str, parameter: &dyn Fn(&str) -> f64) -> Vec<f64> {
    let at_radius = |r: f64| (r * r - parameter("eps") * parameter("eps")).sqrt();
    let end = || parameter("gamma") * parameter("threshold");
    let joints = match kind {
        "Huber" => vec![parameter("delta")],
        "SmoothedMCP" => vec![at_radius(end())],
        "SmoothedSCAD" => vec![at_radius(parameter("threshold")), at_radius(end())],
        _ => Vec::new(),
    };
    // Where the rounding is wider than a piece, the root is not a number and the piece is never entered.
    joints.into_iter().filter(|at| at.is_finite()).collect()
}

fn below<S: Scalar>(x: S, limit: S) -> bool {
    x.to_f64() <= limit.to_f64()
}

fn rounded<S: Scalar>(parameter: &dyn Fn(&str) -> S, square: S) -> S {
    let eps = parameter("eps");
    (square + eps * eps).sqrt()
}

fn mcp<S: Scalar>(parameter: &dyn Fn(&str) -> S, r: S) -> S {
    let (a, gamma, two) = (parameter("threshold"), parameter("gamma"), S::of(2.0));
    if below(r, gamma * a) { a * r - r * r / (two * gamma) } else { gamma * a * a / two }
}

fn smoothed_mcp<S: Scalar>(parameter: &dyn Fn(&str) -> S, square: S) -> S {
    let (r, two) = (rounded(parameter, square), S::of(2.0));
    let (a, gamma, eps) = (parameter("threshold"), parameter("gamma"), parameter("eps"));
    if below(r, gamma * a) { a * r - square / (two * gamma) } else { gamma * a * a / two + eps * eps / (two * gamma) }
}

fn scad<S: Scalar>(parameter: &dyn Fn(&str) -> S, r: S) -> S {
    let (a, gamma, one, two) = (parameter("threshold"), parameter("gamma"), S::of(1.0), S::of(2.0));
    if below(r, a) {
        a * r
    } else if below(r, gamma * a) {
        (two * gamma * a * r - r * r - a * a) / (two * (gamma - one))
    } else {
        a * a * (gamma + one) / two
    }
}
