//! Fits by conjugate gradients against fits by factorisation.

use penlik::families::{Binomial, Family, Multinomial, Poisson};
use penlik::inner::{
    Control, Frozen, Problem, QuadraticBlock, QuadraticPenalty, Settings, Status, places, solve, solve_iteratively,
};
use penlik::linalg::{Cholesky, Panels, Symmetric, Workers, dot};
use penlik_testkit::{Random, checks};

const SETTINGS: Settings = Settings { max_iterations: 100, tolerance: None };

fn between(random: &mut Random, n: usize, size: f64) -> Vec<f64> {
    (0..n).map(|_| random.between(-size, size)).collect()
}

struct Rows {
    x: Panels,
    y: Panels,
    weights: Panels,
}

/// Rows whose columns are correlated and of different units, with counts that follow them.
fn rows(n: usize, p: usize, m: usize, seed: u64) -> Rows {
    let mut random = Random::new(seed);
    let (mut x, mut y) = (Panels::zeros(n, p), Panels::zeros(n, m));
    let mut weights = vec![0.0; n];
    let slopes = between(&mut random, p * m, 0.5);
    for i in 0..n {
        let mut last = 0.0;
        for j in 0..p {
            last = 0.7 * last + random.between(-1.0, 1.0);
            x.set(i, j, if j == 0 { 1.0 } else { last * 10.0_f64.powi((j % 5) as i32 - 2) });
        }
        let unit = |j: usize| x.get(i, j) / if j == 0 { 1.0 } else { 10.0_f64.powi((j % 5) as i32 - 2) };
        let size: Vec<f64> = (0..m).map(|a| (0..p).map(|j| unit(j) * slopes[a * p + j]).sum::<f64>().exp()).collect();
        let total = 1.0 + size.iter().sum::<f64>();
        let trials = 1.0 + (i % 20) as f64;
        let mut counts = vec![0.0; m];
        for _ in 0..trials as usize {
            let mut left = random.uniform() * total;
            let class = size.iter().position(|s| {
                left -= s;
                left < 0.0
            });
            class.into_iter().for_each(|a| counts[a] += 1.0);
        }
        (0..m).for_each(|a| y.set(i, a, counts[a] / trials));
        weights[i] = trials;
    }
    Rows { x, y, weights: Panels::from_column(&weights) }
}

fn centred(m: usize) -> Symmetric {
    let mut metric = Symmetric::zeros(m);
    (0..m).for_each(|a| (0..=a).for_each(|b| metric.add(a, b, f64::from(u8::from(a == b)) - 1.0 / (m + 1) as f64)));
    metric
}

fn ridge(p: usize, m: usize, metric: Symmetric, strength: f64) -> QuadraticBlock {
    let mut matrix = Symmetric::zeros(p - 1);
    (0..p - 1).for_each(|j| matrix.add(j, j, 10.0_f64.powi(2 * ((j as i32 + 1) % 5) - 4)));
    QuadraticBlock { label: "ridge".into(), strength, metric, matrix, copies: places(&(1..p), p, m) }
}

#[test]
fn conjugate_gradients_reach_the_optimum_that_factorisation_reaches() {
    let (p, m) = (6, 4);
    let rows = rows(900, p, m, 3);
    let one = |a: usize| {
        let mut metric = Symmetric::zeros(m);
        metric.add(a, a, 1.0);
        ridge(p, m, metric, 0.5 + a as f64)
    };
    let penalties = [
        QuadraticPenalty::default(),
        QuadraticPenalty::new(vec![ridge(p, m, centred(m), 2.0), ridge(p, m, centred(m), 0.1)]),
        QuadraticPenalty::new((0..m).map(one).collect()),
    ];
    let (family, workers) = (Multinomial::new(m + 1), Workers::sequential());
    for penalty in &penalties {
        let problem = Problem::new((&rows.x, &rows.y, &rows.weights), None, &family, penalty, &workers);
        let dense = solve(&problem, None, SETTINGS, &Control::none());
        let found = solve_iteratively(&problem, vec![0.0; p * m], SETTINGS, &Control::none());
        assert_eq!((dense.status, found.status), (Status::Converged, Status::Converged));
        let errors: Vec<f64> = found.beta.iter().zip(&dense.beta).map(|(x, y)| x - y).collect();
        let mut hessian = dense.information.clone();
        penalty.add_to(&mut hessian);
        // In standard errors.
        let distance = dot(&errors, &hessian.product(&errors)).sqrt();
        assert!(distance <= 1e-12, "{distance:e}");
        assert!((found.log_likelihood / dense.log_likelihood - 1.0).abs() <= 1e-14);
        // What is proved without a factor is true, and weaker.
        assert!(found.certificate.kappa >= dense.certificate.kappa);
        assert!(found.certificate.distance_bound < 1e-6 && distance <= found.certificate.distance_bound);
    }
}

#[test]
fn families_of_one_predictor_are_solved_as_well() {
    let mut rows = rows(700, 5, 1, 9);
    let (logit, poisson): (&dyn Family, &dyn Family) = (&Binomial, &Poisson);
    for family in [logit, poisson] {
        let (penalty, workers) = (QuadraticPenalty::default(), Workers::sequential());
        let problem = Problem::new((&rows.x, &rows.y, &rows.weights), None, family, &penalty, &workers);
        let dense = solve(&problem, None, SETTINGS, &Control::none());
        let found = solve_iteratively(&problem, vec![0.0; 5], SETTINGS, &Control::none());
        assert_eq!(found.status, Status::Converged);
        for (x, y) in found.beta.iter().zip(&dense.beta) {
            assert!((x - y).abs() <= 1e-12 * y.abs(), "{x} for {y}");
        }
        let counts: Vec<f64> = rows.y.column(0).zip(rows.weights.column(0)).map(|(y, w)| y * w).collect();
        rows.y = Panels::from_column(&counts);
        rows.weights = Panels::from_column(&vec![1.0; 700]);
    }
}

/// Products that plain and preconditioned conjugate gradients need for one direction.
#[test]
fn the_kronecker_preconditioner_saves_nine_products_of_ten() {
    let (p, m) = (12, 6);
    let rows = rows(2000, p, m, 5);
    let (family, workers, penalty) = (Multinomial::new(m + 1), Workers::sequential(), QuadraticPenalty::default());
    let problem = Problem::new((&rows.x, &rows.y, &rows.weights), None, &family, &penalty, &workers);
    let found = solve_iteratively(&problem, vec![0.0; p * m], SETTINGS, &Control::none());
    assert_eq!(found.status, Status::Converged);
    // Plain conjugate gradients on the same sequence would need more for a single direction than all of it.
    let frozen = Frozen::new(problem.sample(), &found.beta);
    let right: Vec<f64> = between(&mut Random::new(1), p * m, 1.0);
    let (mut r, mut hp) = (right.clone(), vec![0.0; p * m]);
    let (mut direction, mut size, mut plain) = (r.clone(), dot(&r, &r), 0);
    let first = size;
    while size > 1e-16 * first && plain < 5000 {
        frozen.product_into(problem.sample(), &direction, &mut hp);
        let step = size / dot(&direction, &hp);
        r.iter_mut().zip(&hp).for_each(|(r, hp)| *r -= step * hp);
        let next = dot(&r, &r);
        direction.iter_mut().zip(&r).for_each(|(d, r)| *d = r + next / size * *d);
        (size, plain) = (next, plain + 1);
    }
    assert!(plain >= 300, "{plain} products for one plain direction");
    assert!(
        found.products * 3 <= plain,
        "{} products for {} steps, {plain} for a plain one",
        found.products,
        found.iterations
    );
}

#[test]
fn bits_of_an_iterative_fit_do_not_depend_on_threads() {
    let rows = rows(5000, 4, 3, 21);
    let (family, penalty) = (Multinomial::new(4), QuadraticPenalty::new(vec![ridge(4, 3, centred(3), 1.0)]));
    let fit = |threads: usize| {
        let workers = Workers::new(threads);
        let problem = Problem::new((&rows.x, &rows.y, &rows.weights), None, &family, &penalty, &workers);
        let found = solve_iteratively(&problem, vec![0.0; 12], SETTINGS, &Control::none());
        (found.beta.iter().map(|b| b.to_bits()).collect::<Vec<_>>(), found.products, found.certificate.kappa.to_bits())
    };
    let one = fit(1);
    for threads in [2, 3, 7] {
        assert_eq!(fit(threads), one);
    }
}

#[test]
fn the_majorizer_is_above_the_hessian_everywhere() {
    let (p, m) = (3, 3);
    let rows = rows(60, p, m, 33);
    let (family, workers, penalty) = (Multinomial::new(m + 1), Workers::sequential(), QuadraticPenalty::default());
    let problem = Problem::new((&rows.x, &rows.y, &rows.weights), None, &family, &penalty, &workers);
    let metric = family.majorizer().unwrap();
    let mut bound = vec![0.0; 81];
    for i in 0..60 {
        for (k, bound) in bound.iter_mut().enumerate() {
            let (row, column) = (k / 9, k % 9);
            let w = rows.weights.get(i, 0) * metric[row / p * m + column / p];
            *bound += w * rows.x.get(i, row % p) * rows.x.get(i, column % p);
        }
    }
    let mut random = Random::new(4);
    for _ in 0..20 {
        let hessian = problem.stacked_information(&between(&mut random, 9, 1.0));
        assert!(checks::dominates(&bound, &hessian.data, 9));
    }
    assert!(!checks::dominates(
        &bound.iter().map(|b| 0.2 * b).collect::<Vec<_>>(),
        &problem.stacked_information(&[0.0; 9]).data,
        9
    ));
    assert!(Cholesky::new(&Symmetric { order: 9, data: bound }).is_some());
}

#[test]
fn separated_rows_are_not_said_to_converge() {
    let x = Panels::from_column(&[-2.0, -1.0, 1.0, 2.0]);
    let (y, weights) = (Panels::from_column(&[0.0, 0.0, 1.0, 1.0]), Panels::from_column(&[1.0; 4]));
    let (penalty, workers) = (QuadraticPenalty::default(), Workers::sequential());
    let problem = Problem::new((&x, &y, &weights), None, &Binomial, &penalty, &workers);
    let found = solve_iteratively(&problem, vec![0.0], SETTINGS, &Control::none());
    assert_ne!(found.status, Status::Converged, "{found:?}");
}
