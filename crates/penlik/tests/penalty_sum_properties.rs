//! What holds for every sum of penalties: ranks that no strength moves, slopes that add up, exact zeros, invariances, limits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::{Code, Explain};
use penlik::linalg::{Symmetric, SymmetricEigen};
use penlik::outer::{PenaltySum, PenaltySumAt};
use proptest::prelude::*;

/// RᵀR of a root in rows of q entries.
fn gram(root: &[f64], q: usize) -> Symmetric {
    let mut out = Symmetric::zeros(q);
    for row in root.chunks_exact(q) {
        for i in 0..q {
            (0..=i).for_each(|j| out.add(i, j, row[i] * row[j]));
        }
    }
    out
}

fn second_differences(q: usize) -> Symmetric {
    let mut root = vec![0.0; (q - 2) * q];
    for i in 0..q - 2 {
        root[i * q + i..][..3].copy_from_slice(&[1.0, -2.0, 1.0]);
    }
    gram(&root, q)
}

fn diagonal(entries: &[f64]) -> Symmetric {
    let mut out = Symmetric::zeros(entries.len());
    entries.iter().enumerate().for_each(|(i, x)| out.add(i, i, *x));
    out
}

fn times(factor: f64, a: &Symmetric) -> Symmetric {
    Symmetric { order: a.order, data: a.data.iter().map(|x| factor * x).collect() }
}

/// XᵀAX.
fn congruent(a: &Symmetric, x: &[f64]) -> Symmetric {
    let q = a.order;
    let column = |j: usize| -> Vec<f64> { (0..q).map(|i| x[i * q + j]).collect() };
    let mut out = Symmetric::zeros(q);
    for i in 0..q {
        let image = a.product(&column(i));
        (0..=i).for_each(|j| out.add(i, j, image.iter().zip(column(j)).map(|(x, y)| x * y).sum()));
    }
    out
}

fn largest(xs: impl IntoIterator<Item = f64>) -> f64 {
    xs.into_iter().fold(0.0, |most, x| if x.abs() <= most { most } else { x.abs() })
}

/// Roots of one to four terms of ranks 0 to 4 in order 7, with small integers.
fn terms() -> impl Strategy<Value = Vec<Symmetric>> {
    let root = (0..5_usize).prop_flat_map(|rank| prop::collection::vec(-3..4_i32, rank * 7));
    let term = root.prop_map(|root| gram(&root.iter().map(|x| f64::from(*x)).collect::<Vec<_>>(), 7));
    prop::collection::vec(term, 1..5)
}

fn strengths() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-35.0..35.0_f64, 4)
}

/// |UΣ_t(λ_tUᵀS_tU)Uᵀ − Σ_tλ_tS_t| relative to the size of the sum.
fn misfit(at: &PenaltySumAt, terms: &[Symmetric], rho: &[f64]) -> f64 {
    let u = at.basis.dense();
    let q = at.basis.order();
    let back: Vec<f64> = (0..q * q).map(|place| u[place % q * q + place / q]).collect();
    let rebuilt: Vec<Symmetric> = at.terms.iter().map(|term| congruent(term, &back)).collect();
    let total = |xs: &[Symmetric], place: usize, factor: &dyn Fn(usize) -> f64| -> f64 {
        xs.iter().enumerate().map(|(t, x)| factor(t) * x.data[place]).sum()
    };
    let exact: Vec<f64> = (0..q * q).map(|place| total(terms, place, &|t| rho[t].exp())).collect();
    let error = largest((0..q * q).map(|place| total(&rebuilt, place, &|_| 1.0) - exact[place]));
    if error == 0.0 { 0.0 } else { error / largest(exact) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn slopes_add_up_to_a_rank_that_no_strength_moves(terms in terms(), rho in strengths()) {
        let (k, q) = (terms.len(), 7);
        let sum = PenaltySum::new(terms.clone()).unwrap();
        let at = sum.at(&rho[..k]);
        let rank = sum.rank() as f64;
        prop_assert!(at.log_determinant.is_finite());
        prop_assert!((at.gradient.iter().sum::<f64>() - rank).abs() <= 1e-13, "{:?}", at.gradient);
        for row in at.hessian.data.chunks_exact(k) {
            prop_assert!(row.iter().sum::<f64>().abs() <= 1e-13);
        }
        for t in 0..k {
            prop_assert!((-1e-14..=rank + 1e-13).contains(&at.gradient[t]));
            prop_assert!(at.hessian.get(t, t) >= -1e-14);
        }
        // The common null space comes last and is exactly zero everywhere.
        let common = sum.rank();
        for term in &at.terms {
            prop_assert!((0..q * q).all(|place| (place / q).max(place % q) < common || term.data[place] == 0.0));
            prop_assert!((0..q * q).all(|place| term.data[place] == term.data[place % q * q + place / q]));
        }
        let u = at.basis.dense();
        let gram = congruent(&diagonal(&[1.0; 7]), &u);
        prop_assert!(largest((0..q * q).map(|place| gram.data[place] - f64::from(u8::from(place / q == place % q)))) <= 1e-13);
        prop_assert!(misfit(&at, &terms, &rho) <= 1e-13);
    }

    #[test]
    fn ranges_that_nearly_coincide_are_split_the_same_way_at_every_strength(
        terms in terms(), seed in prop::collection::vec(-1.0..1.0_f64, 49), digits in 4.0..9.0_f64, rho in strengths(),
    ) {
        // Each term beside a copy of itself in slightly turned coordinates: angles from 1e-4 to 1e-9.
        let turn: Vec<f64> = (0..49).map(|place| f64::from(u8::from(place / 7 == place % 7)) + seed[place] * 10f64.powf(-digits)).collect();
        let mut both: Vec<Symmetric> = terms.iter().take(2).cloned().collect();
        both.extend(terms.iter().take(2).map(|term| congruent(term, &turn)));
        let k = both.len();
        let sum = PenaltySum::new(both.clone()).unwrap();
        let at = sum.at(&rho[..k]);
        prop_assert!(at.log_determinant.is_finite(), "{:?}", rho);
        // The condition of the sum itself is as bad as the inverse square of the angle.
        prop_assert!((at.gradient.iter().sum::<f64>() - sum.rank() as f64).abs() <= 1e-6, "{:?}", at.gradient);
        // An angle below the root of the tolerance counts as none, and is as much of a matrix.
        prop_assert!(misfit(&at, &both, &rho) <= 1e-6);
    }

    #[test]
    fn units_and_the_order_of_terms_only_move_what_they_must(terms in terms(), rho in strengths(), c in 1e-3..1e3_f64) {
        let k = terms.len();
        let sum = PenaltySum::new(terms.clone()).unwrap();
        let here = sum.log_determinant(&rho[..k]);
        let size = 1.0 + rho.iter().fold(0.0_f64, |most, rho| most.max(rho.abs()));
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-13 * size;

        // S₁ → cS₁ is ρ₁ → ρ₁ + ln c.
        let mut scaled = terms.clone();
        scaled[0] = times(c, &terms[0]);
        let mut shifted = rho[..k].to_vec();
        shifted[0] -= c.ln();
        let there = PenaltySum::new(scaled).unwrap();
        prop_assert_eq!(there.rank(), sum.rank());
        let there = there.log_determinant(&shifted);
        prop_assert!(close(here.value, there.value), "{} {}", here.value, there.value);
        prop_assert!((0..k).all(|t| close(here.gradient[t], there.gradient[t])));

        let reversed = PenaltySum::new(terms.iter().rev().cloned().collect()).unwrap();
        let there = reversed.log_determinant(&rho[..k].iter().rev().copied().collect::<Vec<_>>());
        prop_assert!(close(here.value, there.value));
        prop_assert!((0..k).all(|t| close(here.gradient[t], there.gradient[k - 1 - t])));
        prop_assert!((0..k * k).all(|place| close(here.hessian.data[place], there.hessian.data[k * k - 1 - place])));

        // A power of two for all of them shifts the value and changes no bit of a derivative.
        let doubled: Vec<Symmetric> = terms.iter().map(|term| times(2f64.powi(-90), term)).collect();
        let there = PenaltySum::new(doubled).unwrap().log_determinant(&rho[..k]);
        prop_assert_eq!(&here.gradient, &there.gradient);
        prop_assert_eq!(&here.hessian, &there.hessian);
        let shift = -90.0 * 2f64.ln() * sum.rank() as f64;
        prop_assert!((here.value + shift - there.value).abs() <= 1e-14 * (shift.abs() + 7.0 * size));
    }

    #[test]
    fn an_orthogonal_change_of_coordinates_changes_nothing(terms in terms(), rho in strengths(), seed in prop::collection::vec(-1.0..1.0_f64, 49)) {
        let k = terms.len();
        let turn = SymmetricEigen::new(&Symmetric { order: 7, data: seed }).unwrap().columns().to_vec();
        let turned: Vec<Symmetric> = terms.iter().map(|term| congruent(term, &turn)).collect();
        let (here, there) = (PenaltySum::new(terms).unwrap(), PenaltySum::new(turned).unwrap());
        prop_assert_eq!(here.rank(), there.rank());
        let (here, there) = (here.log_determinant(&rho[..k]), there.log_determinant(&rho[..k]));
        // The rounding of the turned entries is worth what the weakest direction of the integers makes of it.
        prop_assert!((here.value - there.value).abs() <= 1e-8, "{} {}", here.value, there.value);
        prop_assert!((0..k).all(|t| (here.gradient[t] - there.gradient[t]).abs() <= 1e-8));
    }
}

#[test]
fn a_dominated_term_keeps_entries_only_where_it_has_a_range() {
    // Second differences of nine, a penalty of their null space, and one inside their range.
    let smooth = second_differences(9);
    let line: Vec<f64> = (-4..5).map(f64::from).collect();
    let null = gram(&[vec![2.0; 9], line].concat(), 9);
    let mut inside = vec![0.0; 9];
    inside[2..5].copy_from_slice(&[1.0, -2.0, 1.0]);
    let sum = PenaltySum::new(vec![smooth, null, gram(&inside, 9)]).unwrap();
    for rho in [[30.0, 0.0, -30.0], [30.0, -30.0, 0.0], [0.0, -30.0, -20.0]] {
        let at = sum.at(&rho);
        for (term, kept) in at.terms.iter().zip([0..7, 7..9, 0..7]) {
            let outside = (0..81).filter(|place| !(kept.contains(&(place / 9)) && kept.contains(&(place % 9))));
            assert!(outside.map(|place| term.data[place]).all(|x| x == 0.0), "{rho:?}");
        }
    }
    // Where the term inside comes first, the smooth keeps its seven dimensions: the first, and six beside it.
    let at = sum.at(&[0.0, -30.0, 30.0]);
    let entries = |t: usize| (0..81).filter(|place| at.terms[t].data[*place] != 0.0).collect::<Vec<_>>();
    assert_eq!(entries(2), [0]);
    assert!(entries(1).iter().all(|place| place / 9 >= 7 && place % 9 >= 7));
}

#[test]
fn strengths_at_the_ends_of_the_range_overflow_nothing() {
    let sum = PenaltySum::new(vec![second_differences(6), diagonal(&[1.0; 6])]).unwrap();
    for (rho, wanted) in [([700.0, -700.0], [4.0, 2.0]), ([-700.0, 700.0], [0.0, 6.0])] {
        let at = sum.at(&rho);
        assert!(at.log_determinant.is_finite());
        assert!(at.gradient.iter().zip(wanted).all(|(x, y)| (x - y).abs() < 1e-14), "{:?}", at.gradient);
        assert!(at.hessian.data.iter().all(|x| x.abs() < 1e-300));
        assert!(at.terms.iter().all(|term| term.data.iter().all(|x| x.is_finite())));
    }
}

#[test]
fn a_strength_of_zero_is_the_limit() {
    let none = f64::NEG_INFINITY;
    let sum = PenaltySum::new(vec![second_differences(6), diagonal(&[1.0; 6])]).unwrap();
    // The ridge covers the differences: nothing is lost.
    let covered = sum.at(&[none, 0.5]);
    assert!((covered.log_determinant - 3.0).abs() < 1e-14);
    assert_eq!(covered.gradient[0], 0.0);
    assert!((covered.gradient[1] - 6.0).abs() < 1e-14);
    assert!(covered.terms[0].data.iter().all(|x| *x == 0.0));
    // The differences leave two dimensions to the ridge alone.
    let bare = sum.at(&[0.5, none]);
    assert_eq!(bare.log_determinant, none);
    assert!((bare.gradient[0] - 4.0).abs() < 1e-14 && (bare.gradient[1] - 2.0).abs() < 1e-14);
    // An unknown strength gives no number.
    assert!(sum.at(&[0.0, f64::NAN]).log_determinant.is_nan());
    assert!(sum.log_determinant(&[0.0]).value.is_nan());
}

#[test]
fn diagonal_terms_are_not_rotated_and_agree_with_dense_ones() {
    let (a, b) = ([0.0, 2.0, 3.0, 0.0], [0.0, 0.0, 5.0, 7.0]);
    let plain = PenaltySum::new(vec![diagonal(&a), diagonal(&b)]).unwrap();
    // A third, dense term of next to no strength sends the same sum through the blocks.
    let dense = Symmetric { order: 4, data: [[0.0; 4], [0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0; 4]].concat() };
    let blocks = PenaltySum::new(vec![diagonal(&a), diagonal(&b), dense]).unwrap();
    assert_eq!((plain.rank(), blocks.rank()), (3, 3));
    for rho in [[0.0, 0.0], [30.0, -30.0], [-3.0, 34.0], [f64::NEG_INFINITY, 0.0]] {
        let (x, y) = (plain.at(&rho), blocks.log_determinant(&[rho[0], rho[1], -800.0]));
        if rho[0].is_finite() {
            assert!((x.log_determinant - y.value).abs() <= 1e-14 * 100.0);
        } else {
            assert_eq!(x.log_determinant, f64::NEG_INFINITY);
        }
        if rho[0].is_finite() {
            assert!((0..2).all(|t| (x.gradient[t] - y.gradient[t]).abs() < 1e-14), "{:?} {:?}", x.gradient, y.gradient);
        }
        assert!((x.gradient[0] + x.gradient[1] - 3.0).abs() < 1e-15);
        assert_eq!(x.basis.rotate(&[1.0, 2.0, 3.0, 4.0]), [2.0, 3.0, 4.0, 1.0]);
        assert!(x.terms.iter().all(|term| term.get(3, 3) == 0.0));
    }
    assert_eq!(plain.at(&[0.0, 0.0]).terms[1].data[..16], diagonal(&[0.0, 5.0, 7.0, 0.0]).data[..16]);
}

#[test]
fn one_term_has_exact_derivatives_and_is_diagonal_in_its_basis() {
    let sum = PenaltySum::new(vec![second_differences(9)]).unwrap();
    let at = sum.at(&[3.25]);
    assert_eq!((at.gradient[0], at.hessian.data[0]), (7.0, 0.0));
    assert!((0..81).all(|place| place / 9 == place % 9 && place / 9 < 7 || at.terms[0].data[place] == 0.0));
}

#[test]
fn a_ridge_of_order_five_thousand_needs_no_decomposition() {
    let q = 5000;
    let sum = PenaltySum::new(vec![diagonal(&vec![4.0; q])]).unwrap();
    let found = sum.log_determinant(&[1.5]);
    assert_eq!((sum.rank(), found.gradient[0], found.hessian.data[0]), (q, 5000.0, 0.0));
    assert!((found.value - 5000.0 * (1.5 + 4f64.ln())).abs() <= 1e-10);
}

#[test]
fn what_is_no_penalty_is_refused_by_name() {
    let code = |matrices| PenaltySum::new(matrices).map(|_| ()).map_err(|e| (e.code(), e.argument()));
    let good = diagonal(&[1.0, 0.0]);
    let with = |data: [f64; 4]| code(vec![good.clone(), Symmetric { order: 2, data: data.into() }]);
    assert_eq!(with([1.0, 2.0, 2.0, 1.0]), Err((Code::Domain, "matrices[1]".into())));
    assert_eq!(with([1.0, 0.0, 0.0, -1.0]), Err((Code::Domain, "matrices[1]".into())));
    assert_eq!(with([-1.0, 0.0, 0.0, 0.0]), Err((Code::Domain, "matrices[1]".into())));
    assert_eq!(with([1.0, 0.0, f64::NAN, 1.0]), Err((Code::NonFinite, "matrices[1]".into())));
    assert_eq!(code(vec![good.clone(), Symmetric::zeros(3)]), Err((Code::Shape, "matrices[1]".into())));
    // What rounding makes of a zero is none.
    assert!(with([1.0, 0.0, 0.0, -1e-16]).is_ok());
    assert_eq!(PenaltySum::new(vec![]).unwrap().at(&[]).log_determinant, 0.0);
    let nothing = PenaltySum::new(vec![Symmetric::zeros(2)]).unwrap();
    assert_eq!((nothing.rank(), nothing.at(&[1.0]).log_determinant), (0, 0.0));
}
