//! What the splines of one covariate ask of a request: its numbers, how many functions, where the knots are.

use super::basis::{Covariate, Refusal, Request};

/// `k` where a request leaves it open.
pub(super) const DEFAULT_SIZE: usize = 10;
/// The most functions of a spline in one covariate.
pub(super) const MAX_SIZE: usize = 2_000;

/// The numbers of the one covariate of a request.
///
/// # Errors
/// More covariates, levels in place of numbers, and numbers that are not finite.
pub(super) fn numbers<'a>(request: &Request<'a>) -> Result<&'a [f64], Refusal> {
    let [covariate] = request.covariates else {
        return Err(Refusal::new(request.names.join(", "), "several covariates", "one covariate"));
    };
    let name = request.names.first().map_or("x", String::as_str);
    match covariate {
        Covariate::Levels { .. } => Err(Refusal::new(name, "levels", "numbers")),
        Covariate::Numbers(x) => match x.iter().find(|x| !x.is_finite()) {
            Some(x) => Err(Refusal::new(name, x.to_string(), "finite numbers")),
            None => Ok(x),
        },
    }
}

/// The numbers of the points at which a basis of one covariate is evaluated.
pub(super) fn points<'a>(at: &[Covariate<'a>]) -> &'a [f64] {
    at.first().and_then(Covariate::numbers).unwrap_or(&[])
}

/// The different values of x, increasing.
pub(super) fn distinct(x: &[f64]) -> Vec<f64> {
    let mut values = x.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    // Zeros of both signs are one value.
    values.dedup_by(|a, b| *a == *b);
    values
}

/// `k` of a request, at least `least`.
///
/// # Errors
/// `k` out of range.
pub(super) fn size(request: &Request<'_>, default: usize, least: usize) -> Result<usize, Refusal> {
    let k = request.k.unwrap_or(default);
    if (least..=MAX_SIZE).contains(&k) {
        return Ok(k);
    }
    Err(Refusal::new("k", k.to_string(), format!("a number of functions from {least} to {MAX_SIZE}")))
}

/// The knots that the caller gave for the one covariate, increasing; `None` where there are none.
///
/// # Errors
/// Knots that are not finite or not increasing.
pub(super) fn given_knots(request: &Request<'_>) -> Result<Option<Vec<f64>>, Refusal> {
    let knots = match request.knots.first() {
        Some(knots) if !knots.is_empty() => knots,
        _ => return Ok(None),
    };
    increasing(knots, true)?;
    Ok(Some(knots.clone()))
}

/// Refuses knots that are not finite or not increasing, strictly or with repetitions.
pub(super) fn increasing(knots: &[f64], strictly: bool) -> Result<(), Refusal> {
    if let Some(knot) = knots.iter().find(|knot| !knot.is_finite()) {
        return Err(Refusal::new("knots", knot.to_string(), "finite numbers"));
    }
    match knots.windows(2).find(|pair| pair[1] < pair[0] || (strictly && pair[1] == pair[0])) {
        Some(pair) => Err(Refusal::new("knots", format!("{} after {}", pair[1], pair[0]), "increasing numbers")),
        None => Ok(()),
    }
}

/// The quantile at share p of increasing values, by linear interpolation between the order statistics at (n − 1)p.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * p;
    let low = place.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    let share = place - low as f64;
    sorted[low] * (1.0 - share) + sorted[high] * share
}

/// The knots of a cubic spline of at least `least` knots: those given, as many as `k` where that is given too, else k of them at equal shares of the
/// different values. Two knots of a cyclic spline are the ends of its period, around the data: they count as values.
///
/// # Errors
/// `k` out of range or larger than the number of different values, knots that are not k increasing numbers.
pub(super) fn cubic_knots(request: &Request<'_>, least: usize, is_cyclic: bool) -> Result<Vec<f64>, Refusal> {
    let x = numbers(request)?;
    let given = given_knots(request)?;
    let is_ends = |knots: &Vec<f64>| is_cyclic && knots.len() == 2;
    let own = given.as_ref().filter(|knots| !is_ends(knots)).map(Vec::len);
    let k = size(request, own.unwrap_or(DEFAULT_SIZE), least)?;
    match given {
        None => quantile_knots(request, x, k),
        Some(ends) if is_ends(&ends) => {
            within(request, x, &ends)?;
            quantile_knots(request, &[x, &ends].concat(), k)
        }
        Some(knots) if knots.len() == k => Ok(knots),
        Some(knots) => Err(Refusal::new("knots", format!("{} numbers", knots.len()), format!("{k}, as many as k"))),
    }
}

/// k knots at equal shares of the different values of x, from the smallest to the largest.
///
/// # Errors
/// Fewer than k different values.
pub(super) fn quantile_knots(request: &Request<'_>, x: &[f64], k: usize) -> Result<Vec<f64>, Refusal> {
    let values = distinct(x);
    if values.len() < k {
        return Err(too_many(request, k, values.len()));
    }
    let last = (k - 1) as f64;
    let knots: Vec<f64> = (0..k).map(|j| quantile(&values, j as f64 / last)).collect();
    increasing(&knots, true)?;
    Ok(knots)
}

/// Refuses data outside the first and the last knot of one period.
pub(super) fn within(request: &Request<'_>, x: &[f64], knots: &[f64]) -> Result<(), Refusal> {
    let (first, last) = (knots[0], knots[knots.len() - 1]);
    let name = request.names.first().map_or("x", String::as_str);
    match x.iter().find(|x| !(first..=last).contains(x)) {
        Some(x) => {
            Err(Refusal::new("knots", format!("{first} to {last}"), format!("a period around {name}, which has {x}")))
        }
        None => Ok(()),
    }
}

/// x moved by whole periods into that of the knots.
pub(super) fn wrapped(knots: &[f64], x: f64) -> f64 {
    let (first, last) = (knots[0], knots[knots.len() - 1]);
    if (first..=last).contains(&x) { x } else { (first + (x - first).rem_euclid(last - first)).min(last) }
}

/// More functions than different values.
pub(super) fn too_many(request: &Request<'_>, k: usize, values: usize) -> Refusal {
    let name = request.names.first().map_or("x", String::as_str);
    let told = if request.k.is_some() { k.to_string() } else { format!("{k} (the default)") };
    Refusal::new("k", told, format!("at most {values}, the number of different values of {name}")).at_most(values)
}

/// Refuses orders where a basis has none.
pub(super) fn no_orders(request: &Request<'_>, order: f64) -> Result<(), Refusal> {
    match request.m {
        [] => Ok(()),
        [m] if *m == order => Ok(()),
        m => Err(Refusal::new("m", format!("{m:?}"), format!("{order} or nothing: the order of the penalty is fixed"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_linear_interpolation() {
        let values = [0.0, 1.0, 3.0, 7.0];
        for (p, wanted) in [(0.0, 0.0), (1.0, 7.0), (0.5, 2.0), (0.25, 0.75), (0.9, 5.8)] {
            assert!((quantile(&values, p) - wanted).abs() < 1e-15, "{p}");
        }
        assert_eq!(distinct(&[2.0, -0.0, 0.0, 2.0, 1.0]), [0.0, 1.0, 2.0]);
    }
}
