//! Thin plate regression splines: the functions of d numbers with the least Σ over mth derivatives of ∫ (∂ᵐf)²·m!/ν! dx, 2m > d.
//!
//! η(r) = c·r^(2m−d)·ln r for even d and c·r^(2m−d) for odd d with
//! c = (−1)^(m+1+d/2)/(2^(2m−1) π^(d/2) (m−1)! (m−d/2)!) and c = Γ(d/2 − m)/(2^(2m) π^(d/2) (m−1)!); unpenalized are the polynomials of
//! degree below m. `m` is by default the smallest with 2m > d + 1, `k` the number of polynomials plus 8, 27 and then 100. For even d the
//! truncated space depends a little on the unit of the covariates, as ln r does.
//! Source: S. N. Wood, Thin plate regression splines, JRSS B 65 (2003), 95–114.

use super::arguments;
use super::basis::{Refusal, Request};
use super::radial::{Kernel, Plan, Points, RadialBasis, count_below, exponents_below};

/// The most knots taken from the data.
const MOST_KNOTS: f64 = 2000.0;
/// The largest order m: monomials of higher degree have lost their digits.
pub(super) const LARGEST_ORDER: f64 = 20.0;

/// `tp`.
///
/// # Errors
/// Levels among the covariates, `m`, `k`, knots, options, points that determine no polynomial.
pub fn new(request: &Request<'_>) -> Result<RadialBasis, Refusal> {
    thin_plate(request, false)
}

/// `ts`: the polynomials have a penalty too, a tenth of the smallest other eigenvalue of S, so that a strong penalty leaves nothing.
///
/// # Errors
/// As for `tp`.
pub fn shrunk(request: &Request<'_>) -> Result<RadialBasis, Refusal> {
    thin_plate(request, true)
}

fn thin_plate(request: &Request<'_>, shrunk: bool) -> Result<RadialBasis, Refusal> {
    let points = knots(request)?;
    let d = points.dimension();
    let m = order(request.m, d)?;
    let (kernel, factor) = green(2 * m, d, points.unit);
    let k = size(request, m, [8, 27, 100])?;
    let plan = Plan { points, kernel, factor, polynomials: exponents_below(m, d), k, shrunk, positive: false };
    RadialBasis::new(request, &plan)
}

/// The knots of a smooth with the options `maxKnots` and `seed`.
pub(super) fn knots(request: &Request<'_>) -> Result<Points, Refusal> {
    let whole = |x: f64| x >= 1.0 && x.fract() == 0.0 && x <= 1e5;
    let most = arguments::number(request, "maxKnots", "a whole number from 1 to 100000", whole)?;
    let natural = |x: f64| x >= 0.0 && x.fract() == 0.0 && x < 9e15;
    let seed = arguments::number(request, "seed", "a whole number from 0 to 9e15", natural)?;
    Points::new(request, most.unwrap_or(MOST_KNOTS) as usize, seed.unwrap_or(0.0) as u64)
}

/// k, by default the number of polynomials of degree below m plus a number for one, two and more covariates.
pub(super) fn size(request: &Request<'_>, m: usize, more: [usize; 3]) -> Result<usize, Refusal> {
    let d = request.covariates.len();
    match (request.k, count_below(m, d)) {
        (_, Some(null)) if null <= 10_000 => Ok(request.k.unwrap_or(null + more[d.clamp(1, 3) - 1])),
        _ => Err(Refusal::new("m", m.to_string(), format!("a smaller order for {d} covariates"))),
    }
}

fn order(m: &[f64], d: usize) -> Result<usize, Refusal> {
    match m {
        [] => Ok(d.div_ceil(2) + 1),
        [m] if m.fract() == 0.0 && 2.0 * m > d as f64 && *m <= LARGEST_ORDER => Ok(*m as usize),
        _ => Err(Refusal::new(
            "m",
            arguments::listed(m),
            format!("one whole number with 2m > {d}, the number of covariates, and at most {LARGEST_ORDER}"),
        )),
    }
}

/// φ and γ with γφ = η for the energy ∫ |ξ|^`twice`·|f̂|² of d numbers, `twice` > d, distances in units.
///
/// With p = twice − d: c·r^p·ln r for even p, c = (−1)^(1+p/2)/(2^(twice−1) π^(d/2) Γ(twice/2) (p/2)!), else c·r^p,
/// c = Γ(−p/2)/(2^twice π^(d/2) Γ(twice/2)).
pub(super) fn green(twice: usize, d: usize, unit: f64) -> (Kernel, f64) {
    let p = (twice - d) as i32;
    let common = 2.0_f64.powi(twice as i32) * std::f64::consts::PI.powf(d as f64 / 2.0) * gamma_of_half(twice as i32);
    let scale = unit.powi(p) / common;
    if p % 2 == 1 {
        return (Kernel::Power { power: p }, scale * gamma_of_half(-p));
    }
    let sign = if p % 4 == 0 { -1.0 } else { 1.0 };
    (Kernel::PowerLogarithm { power: p, log_unit: unit.ln() }, sign * scale * 2.0 / gamma_of_half(p + 2))
}

/// Γ(n/2), n not an even number below 1.
fn gamma_of_half(n: i32) -> f64 {
    let (mut value, mut at) = if n % 2 == 0 { (1.0, 2) } else { (std::f64::consts::PI.sqrt(), 1) };
    while at < n {
        value *= f64::from(at) / 2.0;
        at += 2;
    }
    while at > n {
        at -= 2;
        value /= f64::from(at) / 2.0;
    }
    value
}
