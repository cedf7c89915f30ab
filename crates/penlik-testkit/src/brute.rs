//! Proximal maps by search.

/// The smallest value found of t·f(z) + ½(z − x)² over a grid that covers every minimiser, refined where it is smallest.
///
/// For a function f ≥ f(0) of one number that is even and grows with |z|, the minimiser lies between 0 and x.
pub fn prox_objective(f: &dyn Fn(f64) -> f64, x: f64, t: f64) -> f64 {
    let objective = |z: f64| t * f(z) + 0.5 * (z - x) * (z - x);
    let (mut lo, mut hi) = (x.min(0.0), x.max(0.0));
    let mut best = f64::INFINITY;
    for _ in 0..6 {
        let step = (hi - lo) / 400.0;
        let points = (0..=400).map(|i| lo + step * f64::from(i)).chain([0.0, x]);
        let (at, value) =
            points.map(|z| (z, objective(z))).fold((0.0, f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a });
        best = best.min(value);
        (lo, hi) = (at - step, at + step);
    }
    best
}

/// The smallest value of a function found over a grid on the cube of half-width `reach` around `centre`, refined again and again
/// around the smallest. Meant for two or three numbers; +∞ marks what is outside the domain.
pub fn minimum(f: &dyn Fn(&[f64]) -> f64, centre: &[f64], reach: f64) -> f64 {
    const HALF: i32 = 8;
    let (mut centre, mut reach) = (centre.to_vec(), reach);
    let mut best = f(&centre);
    for _ in 0..40 {
        let step = reach / f64::from(HALF);
        let mut at = centre.clone();
        for cell in 0..(2 * HALF + 1).pow(centre.len() as u32) {
            let mut rest = cell;
            let point: Vec<f64> = centre
                .iter()
                .map(|c| {
                    let k = rest % (2 * HALF + 1) - HALF;
                    rest /= 2 * HALF + 1;
                    c + step * f64::from(k)
                })
                .collect();
            let value = f(&point);
            if value < best {
                (best, at) = (value, point);
            }
        }
        // A slow shrinking follows valleys that lie across the grid.
        reach *= if at == centre { 0.5 } else { 0.8 };
        centre = at;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_finds_a_minimum_in_a_slanted_valley() {
        let f = |z: &[f64]| (z[0] - z[1]).abs() + 0.5 * ((z[0] - 1.0).powi(2) + (z[1] - 4.0).powi(2));
        assert!((minimum(&f, &[0.0, 0.0], 5.0) - 2.0).abs() < 1e-6);
    }

    #[test]
    fn the_search_finds_a_known_minimum() {
        // ½z² + ½(z − 3)² is smallest at 3/2.
        assert!((prox_objective(&|z| 0.5 * z * z, 3.0, 1.0) - 2.25).abs() < 1e-12);
        assert_eq!(prox_objective(&|z: f64| z.abs(), 0.5, 1.0), 0.125);
    }
}
