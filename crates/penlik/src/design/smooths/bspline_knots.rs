//! Where B-splines in one covariate have their knots.
//!
//! k functions of degree p have k + p + 1 knots, of which the k − p + 1 from t_p to t_k cut the range of the data into pieces:
//! - equal spacing (the default): from 0.001 of the range below the data to as much above, and p more knots at the same distance on either side;
//! - two given numbers: the same with them in place of the range of the data;
//! - `spacing` "quantile": pieces with equal shares of the different values, from the smallest to the largest, the ends p + 1 times each;
//! - k − p + 1 given numbers: pieces between them, the ends p + 1 times each;
//! - k + p + 1 given numbers: all of them as they are.
//!
//! Source: P. H. C. Eilers and B. D. Marx, "Flexible smoothing with B-splines and penalties", Statistical Science 11, 1996, 89–121; the extension
//! of the range is that of mgcv, found by running it.

use super::arguments::word;
use super::basis::{Refusal, Request};
use super::bspline_basis::{BSplines, MAX_DEGREE};
use super::univariate::{DEFAULT_SIZE, distinct, given_knots, numbers, quantile, size, too_many};

/// The share of the range by which it is extended on either side.
const EXTENSION: f64 = 0.001;

/// The k splines of a request, of some degree, for a penalty that needs more than `order` functions.
///
/// # Errors
/// `k`, `knots` and `spacing` that do not fit.
pub(super) fn splines(request: &Request<'_>, degree: usize, order: usize) -> Result<BSplines, Refusal> {
    let x = numbers(request)?;
    let values = distinct(x);
    let k = functions(request, &values, (degree + 1).max(order + 1))?;
    let pieces = k - degree;
    let quantiles = word(request, "spacing", &["equal", "quantile"])? == Some("quantile");
    let inner = match given_knots(request)? {
        Some(_) if quantiles => return Err(Refusal::new("spacing", "quantile", "none beside knots")),
        Some(knots) if knots.len() == k + degree + 1 => return covering(request, x, BSplines::new(degree, knots)?),
        Some(knots) if knots.len() == 2 => return covering(request, x, equal(degree, pieces, knots[0], knots[1])?),
        Some(knots) if knots.len() == pieces + 1 => knots,
        Some(knots) => {
            let expected = format!("2, {} or {}: ends, limits of the pieces, or all", pieces + 1, k + degree + 1);
            return Err(Refusal::new("knots", format!("{} numbers", knots.len()), expected));
        }
        None if quantiles => (0..=pieces).map(|j| quantile(&values, j as f64 / pieces as f64)).collect(),
        None => return equal(degree, pieces, values[0], values[values.len() - 1]),
    };
    let (first, last) = (inner[0], inner[inner.len() - 1]);
    let ends = |end| std::iter::repeat_n(end, degree);
    covering(request, x, BSplines::new(degree, ends(first).chain(inner).chain(ends(last)).collect())?)
}

/// k of a request, no more than there are different values.
pub(super) fn functions(request: &Request<'_>, values: &[f64], least: usize) -> Result<usize, Refusal> {
    let k = size(request, DEFAULT_SIZE.max(least), least)?;
    if values.len() < k { Err(too_many(request, k, values.len())) } else { Ok(k) }
}

/// Splines over pieces of one length.
pub(super) fn equal(degree: usize, pieces: usize, first: f64, last: f64) -> Result<BSplines, Refusal> {
    let margin = EXTENSION * (last - first);
    let (low, high) = (first - margin, last + margin);
    let step = (high - low) / pieces as f64;
    let place = |j: usize| (j as f64 - degree as f64).mul_add(step, low);
    let splines = BSplines::new(degree, (0..=pieces + 2 * degree).map(place).collect())?;
    let (low, high) = splines.ends();
    // Numbers that differ in their last digits only leave no room between knots.
    if low <= first && last <= high {
        Ok(splines)
    } else {
        Err(Refusal::new("knots", format!("{low} to {high}"), "pieces longer than rounding errors"))
    }
}

/// Refuses knots that do not reach around the data.
fn covering(request: &Request<'_>, x: &[f64], splines: BSplines) -> Result<BSplines, Refusal> {
    let (low, high) = splines.ends();
    let name = request.names.first().map_or("x", String::as_str);
    match x.iter().find(|x| !(low..=high).contains(x)) {
        Some(x) => {
            Err(Refusal::new("knots", format!("{low} to {high}"), format!("a range around {name}, which has {x}")))
        }
        None => Ok(splines),
    }
}

/// The entries of `m` as integers.
///
/// # Errors
/// Entries that are no integers from 0 to [`MAX_DEGREE`].
pub(super) fn orders(request: &Request<'_>) -> Result<Vec<usize>, Refusal> {
    let order = |m: &f64| {
        let whole = *m >= 0.0 && *m <= MAX_DEGREE as f64 && m.fract() == 0.0;
        whole.then_some(*m as usize)
    };
    let refusal = || Refusal::new("m", format!("{:?}", request.m), format!("integers from 0 to {MAX_DEGREE}"));
    request.m.iter().map(order).collect::<Option<_>>().ok_or_else(refusal)
}
