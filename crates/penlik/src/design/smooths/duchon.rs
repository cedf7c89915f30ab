//! Duchon splines: the functions of d numbers with the least ∫ |ξ|^(2s)·Σ|F(∂ᵐf)(ξ)|² dξ, F the Fourier transform: thin plates for s = 0.
//!
//! `m` is m, then s in halves with −d/2 < s < d/2 and m + s > d/2; by default m = 2 and s the smallest ≥ 0 that will do. η is that of a thin plate
//! of order m + s, unpenalized are the polynomials of degree below m, so that m = 1 leaves a constant and no more in any dimension.
//! `k` is by default the number of polynomials plus 10, 30 and then 100.
//! Source: J. Duchon, Splines minimizing rotation-invariant semi-norms in Sobolev spaces, Lecture Notes in Mathematics 571 (1977), 85–100.

use super::arguments;
use super::basis::{Refusal, Request};
use super::radial::{Plan, RadialBasis, exponents_below};
use super::thin_plate::{LARGEST_ORDER, green, knots, size};

/// `ds`.
///
/// # Errors
/// Levels among the covariates, `m`, `k`, knots, options, points that determine no polynomial.
pub fn new(request: &Request<'_>) -> Result<RadialBasis, Refusal> {
    let points = knots(request)?;
    let d = points.dimension();
    let (m, twice) = orders(request.m, d)?;
    let (kernel, factor) = green(twice, d, points.unit);
    let k = size(request, m, [10, 30, 100])?;
    let plan = Plan { points, kernel, factor, polynomials: exponents_below(m, d), k, shrunk: false, positive: false };
    RadialBasis::new(request, &plan)
}

/// m and 2(m + s).
fn orders(given: &[f64], d: usize) -> Result<(usize, usize), Refusal> {
    let dimension = d as f64;
    let least = |m: f64| 0.5 * (dimension - 2.0 * m + 1.0).max(0.0);
    let (m, s) = match given {
        [] => (2.0, least(2.0)),
        [m] => (*m, least(*m)),
        [m, s] => (*m, *s),
        _ => (f64::NAN, f64::NAN),
    };
    let whole = m.fract() == 0.0 && (1.0..=LARGEST_ORDER).contains(&m) && (2.0 * s).fract() == 0.0;
    let inside = 2.0 * s.abs() < dimension && 2.0 * (m + s) > dimension;
    if whole && inside {
        return Ok((m as usize, (2.0 * (m + s)) as usize));
    }
    let expected = format!(
        "a whole number m from 1 to {LARGEST_ORDER} and perhaps s, a multiple of 1/2, with |s| < {d}/2 and m + s > {d}/2 for {d} covariates"
    );
    Err(Refusal::new("m", arguments::listed(given), expected))
}
