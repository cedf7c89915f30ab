//! The step of a trust-region Newton method: s minimises gᵀs + ½sᵀBs over ‖s‖ ≤ Δ.
//!
//! With B = VΛVᵀ the step is −V(Λ + μI)⁻¹Vᵀg for the least μ ≥ 0 that makes Λ + μI positive definite and the step short enough.
//! Source: A. R. Conn, N. I. M. Gould, P. L. Toint, Trust-Region Methods (2000), chapter 7.

use crate::linalg::{Symmetric, SymmetricEigen, dot};

/// A step and the decrease that the quadratic model promises.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub step: Vec<f64>,
    pub promised: f64,
}

/// Bisections of ln μ; the last digits of μ do not matter.
const BISECTIONS: usize = 60;
/// Curvature below this share of the largest counts as none.
const FLAT: f64 = 1e-14;

/// The step for the coordinates that are `active`; 0 for the others. `None` where B is not finite.
pub(super) fn step(gradient: &[f64], hessian: &Symmetric, active: &[bool], radius: f64) -> Option<Step> {
    let places: Vec<usize> = (0..gradient.len()).filter(|&k| active[k]).collect();
    let mut inner = Symmetric::zeros(places.len());
    for (i, &k) in places.iter().enumerate() {
        places.iter().enumerate().for_each(|(j, &l)| inner.data[i * places.len() + j] = hessian.get(k, l));
    }
    let g: Vec<f64> = places.iter().map(|&k| gradient[k]).collect();
    let eigen = SymmetricEigen::new(&inner)?;
    let along: Vec<f64> = eigen.rows().chunks_exact(places.len().max(1)).map(|v| dot(v, &g)).collect();
    let mu = shift(eigen.values(), &along, radius);
    // Where there is neither slope nor curvature there is nothing to go for.
    let short = eigen.map(&g, |i, e| if along[i] == 0.0 { 0.0 } else { -1.0 / (e + mu) });
    let promised = -dot(&g, &short) - 0.5 * dot(&short, &inner.product(&short));
    let mut step = vec![0.0; gradient.len()];
    places.iter().zip(&short).for_each(|(&k, s)| step[k] = *s);
    (promised.is_finite() && step.iter().all(|s| s.is_finite())).then_some(Step { step, promised })
}

/// The least μ for which the step is no longer than the radius.
fn shift(values: &[f64], along: &[f64], radius: f64) -> f64 {
    let (least, most) = values.iter().fold((f64::MAX, 0.0_f64), |(a, b), e| (a.min(*e), b.max(e.abs())));
    let size = |mu: f64| along.iter().zip(values).map(|(g, e)| (g / (e + mu)).powi(2)).sum::<f64>().sqrt();
    let floor = FLAT * most;
    if least > floor && size(0.0) <= radius {
        return 0.0;
    }
    let lowest = (floor - least).max(0.0);
    let length = along.iter().fold(0.0_f64, |m, g| m.hypot(*g));
    let (mut low, mut high) = (0.0_f64, length / radius + floor);
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if size(lowest + middle) > radius { low = middle } else { high = middle }
    }
    lowest + high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(n: usize, data: &[f64]) -> Symmetric {
        Symmetric { order: n, data: data.to_vec() }
    }

    #[test]
    fn inside_the_radius_it_is_the_newton_step() {
        let s = step(&[2.0, -3.0], &matrix(2, &[2.0, 0.0, 0.0, 3.0]), &[true, true], 10.0).unwrap();
        assert!((s.step[0] + 1.0).abs() < 1e-15 && (s.step[1] - 1.0).abs() < 1e-15 && (s.promised - 2.5).abs() < 1e-14);
    }

    #[test]
    fn beyond_it_and_where_the_curvature_is_negative_it_descends_to_the_radius() {
        for b in [[2.0, 0.5, 0.5, 3.0], [-1.0, 0.3, 0.3, 0.5], [0.0, 0.0, 0.0, 0.0]] {
            let s = step(&[2.0, -3.0], &matrix(2, &b), &[true, true], 0.25).unwrap();
            assert!((s.step[0].hypot(s.step[1]) - 0.25).abs() < 1e-9, "{s:?}");
            assert!(s.promised > 0.0);
        }
    }

    #[test]
    fn a_coordinate_without_effect_stays_where_it_is() {
        let s = step(&[2.0, 0.0], &matrix(2, &[2.0, 0.0, 0.0, 0.0]), &[true, true], 10.0).unwrap();
        assert!((s.step[0] + 1.0).abs() < 1e-9 && s.step[1] == 0.0, "{s:?}");
        assert_eq!(step(&[0.0], &matrix(1, &[0.0]), &[true], 1.0).unwrap().step, [0.0]);
    }

    #[test]
    fn coordinates_at_rest_do_not_move() {
        let s = step(&[2.0, -3.0], &matrix(2, &[2.0, 1.0, 1.0, 3.0]), &[true, false], 10.0).unwrap();
        assert_eq!(s.step, [-1.0, 0.0]);
    }
}
