//! Properties of proximal maps.

use penlik::penalties::{Capability, Penalty, Structure};
use penlik_testkit::{DoubleDouble, Scalar};

use crate::support::{Case, alone, with};

/// A step that the prox allows.
fn step(case: &mut Case) -> f64 {
    let limit = case.penalty.prox().unwrap().step_limit_for(case.block());
    case.random.decade(-2.0, 1.0).min(limit * case.random.between(0.01, 0.99))
}

/// P, or infinity where it is refused: outside the domain of P.
fn value(case: &Case, z: &[f64]) -> f64 {
    case.penalty.value(case.point(z), &alone()).unwrap_or(f64::INFINITY)
}

fn prox(case: &Case, x: &[f64], t: f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; x.len()];
    case.penalty.prox().unwrap().prox(case.point(x), t, &mut out, &alone()).unwrap();
    out
}

#[test]
fn no_point_is_better_than_the_prox() {
    with(Capability::Prox, |case| {
        let (n, t) = (case.theta.len(), step(case));
        let objective = |z: &[f64]| {
            value(case, z) + z.iter().zip(&case.theta).map(|(z, x)| (z - x) * (z - x)).sum::<f64>() / (2.0 * t)
        };
        let z = prox(case, &case.theta, t);
        let best = objective(&z);
        assert!(best.is_finite(), "{:?} at {:?}", case.penalty, case.theta);
        let rounding = 1e-12 * (best.abs() + case.theta.iter().map(|x| x * x).sum::<f64>() / t);
        let mut random = case.random.clone();
        for k in 0..40 {
            // Near and far, one entry at a time and all at once, toward the point and toward zero.
            let moved = random.vector(n, -6.0, 1.0);
            let share = random.uniform();
            let other: Vec<f64> = (0..n)
                .map(|i| match k % 4 {
                    0 => z[i] + moved[i],
                    1 if i == k / 4 % n.max(1) => z[i] + moved[i],
                    2 => z[i] + share * (case.theta[i] - z[i]),
                    3 => z[i] * (1.0 - 2.0 * share * 10_f64.powi(-(k as i32) / 8)),
                    _ => z[i],
                })
                .collect();
            let there = objective(&other);
            assert!(best <= there + rounding, "{:?} at {:?}, step {t}: {z:?}, but {other:?}", case.penalty, case.theta);
        }
    });
}

#[test]
fn the_prox_returns_its_value_works_in_place_and_refuses_bad_steps() {
    with(Capability::Prox, |case| {
        let (n, t) = (case.theta.len(), step(case));
        let map = case.penalty.prox().unwrap();
        let mut out = vec![f64::NAN; n];
        let found = map.prox(case.block(), t, &mut out, &alone()).unwrap();
        let expected = case.penalty.value(case.point(&out), &alone()).unwrap();
        assert!(
            (found - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
            "{:?}: {found}, not {expected}",
            case.penalty
        );
        let mut place = case.theta.clone();
        map.prox_in_place(&mut place, case.columns, t, &alone()).unwrap();
        assert_eq!(place, out);
        assert!(out.iter().all(|z| *z != 0.0 || z.is_sign_positive()), "{:?}: {out:?}", case.penalty);
        for bad in [-1.0, f64::NAN, map.step_limit_for(case.block())] {
            if bad < f64::INFINITY || bad.is_nan() {
                let error = map.prox(case.block(), bad, &mut out, &alone()).unwrap_err();
                assert_eq!(penlik::check::Explain::argument(&error), "step");
            }
        }
    });
}

/// A domain has an inside, where the map leads, and an outside that begins where rounding ends.
#[test]
fn a_value_is_infinite_outside_a_domain_and_nowhere_else() {
    with(Capability::Prox, |case| {
        let t = step(case);
        let z = prox(case, &case.theta, t);
        let inside = case.penalty.value(case.point(&z), &alone()).unwrap();
        assert!(inside.is_finite(), "{:?} at {z:?}", case.penalty);
        let naive = |x: &[f64]| {
            let x: Vec<DoubleDouble> = x.iter().map(|x| DoubleDouble::of(*x)).collect();
            case.naive(&x, None).to_f64()
        };
        // Singular values that a map made equal, or 0, are multiple roots, where the naive value loses its digits; at points
        // without them it is compared elsewhere.
        let spectral = case.entry.properties.structure == Structure::Spectral;
        let near = (naive(&z) - inside).abs() <= 1e-12 * (1.0 + inside.abs());
        assert!(spectral || near, "{:?} at {z:?}", case.penalty);
        for i in 0..z.len() {
            for share in [1e-9, -1e-9, 1.0, -1.0] {
                let mut near = z.clone();
                near[i] += share * (1.0 + z[i].abs());
                let found = case.penalty.value(case.point(&near), &alone()).unwrap();
                let back = prox(case, &near, t);
                let size = near.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
                // A point as near as rounding may count as inside or not.
                if back.iter().zip(&near).all(|(a, b)| (a - b).abs() <= 1e-10 * size) {
                    continue;
                }
                assert_eq!(found == f64::INFINITY, naive(&near) == f64::INFINITY, "{:?} at {near:?}", case.penalty);
            }
        }
    });
}

#[test]
fn the_prox_of_a_convex_kind_is_firmly_nonexpansive() {
    with(Capability::Prox, |case| {
        if !case.entry.properties.convex {
            return;
        }
        let (n, t) = (case.theta.len(), step(case));
        let other = case.random.vector(n, -1.5, 0.7);
        let (p, q) = (prox(case, &case.theta, t), prox(case, &other, t));
        let moved: f64 = (0..n).map(|i| (p[i] - q[i]).powi(2)).sum();
        let along: f64 = (0..n).map(|i| (p[i] - q[i]) * (case.theta[i] - other[i])).sum();
        let size: f64 = (0..n).map(|i| case.theta[i].powi(2) + other[i].powi(2)).sum();
        assert!(moved <= along + 1e-12 * size, "{:?}", case.penalty);
    });
}

/// Moreau: what the map takes away, (x − z)/t, is a subgradient of P at z, so that P(y) ≥ P(z) + ⟨p, y − z⟩ for every y.
#[test]
fn what_the_prox_of_a_convex_kind_takes_away_is_a_subgradient_at_what_it_leaves() {
    with(Capability::Prox, |case| {
        if !case.entry.properties.convex {
            return;
        }
        let (n, t) = (case.theta.len(), step(case));
        let z = prox(case, &case.theta, t);
        let at = value(case, &z);
        let p: Vec<f64> = case.theta.iter().zip(&z).map(|(x, z)| (x - z) / t).collect();
        for _ in 0..20 {
            let y: Vec<f64> = case.random.vector(n, -3.0, 1.0).iter().zip(&z).map(|(m, z)| m + z).collect();
            let there = value(case, &y);
            let along: f64 = (0..n).map(|i| p[i] * (y[i] - z[i])).sum();
            let size: f64 = (0..n).map(|i| (case.theta[i].abs() + z[i].abs()) / t * (y[i] - z[i]).abs()).sum();
            let rounding = 1e-12 * (at.abs() + size);
            assert!(there >= at + along - rounding, "{:?} at {:?}", case.penalty, case.theta);
        }
    });
}

#[test]
fn a_step_for_every_entry_that_is_the_same_is_one_step() {
    with(Capability::DiagonalProx, |case| {
        let (n, t) = (case.theta.len(), step(case));
        let mut out = vec![f64::NAN; n];
        case.penalty.diagonal_prox().unwrap().prox_diagonal(case.block(), &vec![t; n], &mut out, &alone()).unwrap();
        let one = prox(case, &case.theta, t);
        assert!(out.iter().zip(&one).all(|(a, b)| (a - b).abs() <= 1e-13 * (1.0 + b.abs())), "{:?}", case.penalty);
    });
}
