//! Sums of scalar kernels.

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
        "Huber" => {
            let delta = parameter("delta");
            let half = S::of(0.5);
            sum(&|x| if below(x.abs(), delta) { half * x * x / delta } else { x.abs() - half * delta })
        }
        "ElasticNet" => {
            let (l1, l2) = (parameter("l1"), parameter("l2"));
            sum(&|x| l1 * x.abs() + l2 * x * x / S::of(2.0))
        }
        "MCP" => sum(&|x| mcp(parameter, x.abs())),
        "SmoothedMCP" => sum(&|x| smoothed_mcp(parameter, x)),
        "SCAD" => sum(&|x| scad(parameter, x.abs())),
        "SmoothedSCAD" => sum(&|x| scad(parameter, rounded(parameter, x))),
        "L0" => sum(&|x| S::of(if x.to_f64() == 0.0 { 0.0 } else { 1.0 })),
        _ => return super::proximal::entrywise(kind, parameter, theta),
    })
}

fn below<S: Scalar>(x: S, limit: S) -> bool {
    x.to_f64() <= limit.to_f64()
}

fn rounded<S: Scalar>(parameter: &dyn Fn(&str) -> S, x: S) -> S {
    let eps = parameter("eps");
    (x * x + eps * eps).sqrt()
}

fn mcp<S: Scalar>(parameter: &dyn Fn(&str) -> S, r: S) -> S {
    let (a, gamma, two) = (parameter("threshold"), parameter("gamma"), S::of(2.0));
    if below(r, gamma * a) { a * r - r * r / (two * gamma) } else { gamma * a * a / two }
}

fn smoothed_mcp<S: Scalar>(parameter: &dyn Fn(&str) -> S, x: S) -> S {
    let (r, two) = (rounded(parameter, x), S::of(2.0));
    let (a, gamma, eps) = (parameter("threshold"), parameter("gamma"), parameter("eps"));
    if below(r, gamma * a) { a * r - x * x / (two * gamma) } else { gamma * a * a / two + eps * eps / (two * gamma) }
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
