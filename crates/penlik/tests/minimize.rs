//! Minimisation of f + ΣP against closed forms, optimality conditions and other methods.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ndarray::{Array2, ArrayView2, array};
use penlik::inner::Control;
use penlik::inner::composite::{
    Method, QuadraticFit, Settings, Solution, Status, Term, Terms, descend, solve, solve_many,
};
use penlik::linalg::Workers;
use penlik::penalties::{AnyPenalty, Block, Penalty, PenaltyError, PenaltySpec, Prox};
use penlik::prox::{GroupNorm, NonNegative, Projection, Proximal, Simplex};
use penlik_testkit::Random;

fn penalty(json: &str) -> AnyPenalty {
    AnyPenalty::new(serde_json::from_str::<PenaltySpec>(json).unwrap()).unwrap()
}

fn random_matrix(n: usize, p: usize, seed: u64) -> Array2<f64> {
    let mut random = Random::new(seed);
    Array2::from_shape_fn((n, p), |_| random.between(-1.0, 1.0))
}

fn random_vector(n: usize, seed: u64) -> Vec<f64> {
    random_matrix(n, 1, seed).into_raw_vec_and_offset().0
}

fn settings(method: Method) -> Settings {
    Settings { tolerance: 1e-12, iterations: 100_000, method }
}

fn run(a: ArrayView2<'_, f64>, b: &[f64], terms: Vec<Term<'_>>, method: Method) -> Solution {
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a, b, None, &workers).unwrap();
    let terms = Terms::new(a.ncols(), terms).unwrap();
    let solution = solve(&fit, &terms, None, settings(method), &Control::none()).unwrap();
    assert_eq!(solution.status, Status::Converged, "{solution:?}");
    solution
}

fn apart(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len());
    x.iter().zip(y).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

const BOTH: [Method; 2] = [Method::ProximalNewton, Method::ProximalGradient];

#[test]
fn an_orthogonal_design_gives_soft_thresholding() {
    let a = Array2::from_diag_elem(6, 2.0);
    let b = [3.0, -2.0, 0.25, -0.25, 1.0, 0.0];
    let l1 = penalty(r#"{ "kind": "L1", "strength": 1 }"#);
    for method in BOTH {
        let solution = run(a.view(), &b, vec![Term::new(&l1)], method);
        assert!(apart(&solution.x, &[1.25, -0.75, 0.0, 0.0, 0.25, 0.0]) < 1e-12, "{:?}", solution.x);
        assert!(solution.x[2..4].iter().all(|x| x.to_bits() == 0));
        assert!(solution.gap.unwrap() < 1e-10);
    }
}

#[test]
fn a_ridge_is_its_closed_form_whether_it_acts_by_its_map_or_beside_another_penalty() {
    let (a, b) = (random_matrix(12, 5, 1), random_vector(12, 2));
    let (ridge, zero) =
        (penalty(r#"{ "kind": "Ridge", "strength": 0.7 }"#), penalty(r#"{ "kind": "L1", "strength": 0 }"#));
    // The normal equations by elimination.
    let mut m = a.t().dot(&a);
    (0..5).for_each(|i| m[[i, i]] += 0.7);
    let c = a.t().dot(&ndarray::aview1(&b));
    let exact = eliminate(m, c.to_vec());
    for method in BOTH {
        for beside in [false, true] {
            let mut terms = vec![Term::new(&ridge)];
            if beside {
                terms.push(Term::new(&zero));
            }
            let solution = run(a.view(), &b, terms, method);
            assert!(apart(&solution.x, &exact) < 1e-10, "{method:?} {beside}");
        }
    }
}

fn eliminate(mut m: Array2<f64>, mut c: Vec<f64>) -> Vec<f64> {
    let n = c.len();
    for i in 0..n {
        for k in i + 1..n {
            let share = m[[k, i]] / m[[i, i]];
            for j in i..n {
                m[[k, j]] -= share * m[[i, j]];
            }
            c[k] -= share * c[i];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            c[i] -= m[[i, j]] * c[j];
        }
        c[i] /= m[[i, i]];
    }
    c
}

#[test]
fn both_methods_find_the_same_minimum_and_the_optimality_conditions_hold() {
    let (a, b) = (random_matrix(60, 200, 3), random_vector(60, 4));
    for json in [
        r#"{ "kind": "L1", "strength": 1.5 }"#,
        r#"{ "kind": "ElasticNet", "l1": 1, "l2": 0.5 }"#,
        r#"{ "kind": "Huber", "delta": 0.1, "strength": 2 }"#,
    ] {
        let p = penalty(json);
        let [newton, gradient] = BOTH.map(|method| run(a.view(), &b, vec![Term::new(&p)], method));
        assert!((newton.value() - gradient.value()).abs() < 1e-9 * newton.value(), "{json}");
        assert!(apart(&newton.x, &gradient.x) < 1e-6, "{json}: {}", apart(&newton.x, &gradient.x));
        if !json.contains("Huber") {
            let gap = newton.gap.unwrap();
            assert!(gap < 1e-10 * newton.value(), "{json}: {gap}");
            assert!(gradient.gap.unwrap() < 1e-8 * newton.value());
        }
    }
}

#[test]
fn lasso_satisfies_its_subgradient_conditions_to_rounding() {
    let (a, b) = (random_matrix(100, 400, 5), random_vector(100, 6));
    let l1 = penalty(r#"{ "kind": "L1", "strength": 2 }"#);
    let solution = run(a.view(), &b, vec![Term::new(&l1)], Method::Automatic);
    let r = ndarray::aview1(&b).to_owned() - a.dot(&ndarray::aview1(&solution.x));
    let g = a.t().dot(&r);
    for (x, g) in solution.x.iter().zip(&g) {
        assert!(if *x == 0.0 { g.abs() <= 2.0 + 1e-11 } else { (g - 2.0 * x.signum()).abs() < 1e-11 });
    }
    assert!(solution.x.iter().filter(|x| **x != 0.0).count() > 20);
}

#[test]
fn the_normal_form_is_the_fit_by_rows() {
    let (a, b) = (random_matrix(30, 20, 7), random_vector(30, 8));
    let l1 = penalty(r#"{ "kind": "L1", "strength": 0.5 }"#);
    let rows = run(a.view(), &b, vec![Term::new(&l1)], Method::Automatic);
    let (q, c) = (a.t().dot(&a), a.t().dot(&ndarray::aview1(&b)).to_vec());
    let q = q.as_standard_layout().into_owned();
    let workers = Workers::sequential();
    let fit = QuadraticFit::normal(q.view(), &c, &workers).unwrap();
    for method in BOTH {
        let terms = Terms::new(20, vec![Term::new(&l1)]).unwrap();
        let normal = solve(&fit, &terms, None, settings(method), &Control::none()).unwrap();
        assert_eq!(normal.status, Status::Converged);
        assert!(apart(&normal.x, &rows.x) < 1e-9);
    }
}

#[test]
fn weights_are_repeated_rows() {
    let a = array![[1.0, 0.5, -1.0], [0.0, 2.0, 1.0], [3.0, 1.0, 0.25]];
    let (b, w) = ([1.0, 2.0, -1.0], [2.0, 1.0, 3.0]);
    let order = [0, 0, 1, 2, 2, 2];
    let repeated = Array2::from_shape_fn((6, 3), |(i, j)| a[[order[i], j]]);
    let long: Vec<f64> = order.iter().map(|&i| b[i]).collect();
    let l1 = penalty(r#"{ "kind": "L1", "strength": 0.5 }"#);
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a.view(), &b, Some(&w), &workers).unwrap();
    let terms = Terms::new(3, vec![Term::new(&l1)]).unwrap();
    let weighted = solve(&fit, &terms, None, settings(Method::Automatic), &Control::none()).unwrap();
    assert!(weighted.gap.unwrap() < 1e-10, "{:?}", weighted.gap);
    assert!(apart(&weighted.x, &run(repeated.view(), &long, vec![Term::new(&l1)], Method::Automatic).x) < 1e-12);
}

#[test]
fn bits_do_not_depend_on_the_number_of_threads() {
    let (a, b) = (random_matrix(300, 1500, 9), random_vector(300, 10));
    let l1 = penalty(r#"{ "kind": "L1", "strength": 6 }"#);
    let solutions = [1, 2, 3].map(|threads| {
        let workers = Workers::new(threads);
        let fit = QuadraticFit::rows(a.view(), &b, None, &workers).unwrap();
        let terms = Terms::new(1500, vec![Term::new(&l1)]).unwrap();
        solve(&fit, &terms, None, settings(Method::Automatic), &Control::none()).unwrap()
    });
    assert_eq!(solutions[0], solutions[1]);
    assert_eq!(solutions[0], solutions[2]);
}

#[test]
fn concave_penalties_lead_to_stationary_points_and_say_so() {
    let (a, b) = (random_matrix(50, 30, 11), random_vector(50, 12));
    for json in [
        r#"{ "kind": "MCP", "gamma": 3, "strength": 1 }"#,
        r#"{ "kind": "SCAD", "gamma": 3.7, "strength": 1 }"#,
        r#"{ "kind": "L0", "strength": 0.2 }"#,
    ] {
        let p = penalty(json);
        for method in BOTH {
            let solution = run(a.view(), &b, vec![Term::new(&p)], method);
            let terms = Terms::new(30, vec![Term::new(&p)]).unwrap();
            assert!(!terms.convex() && solution.gap.is_none());
            assert!(solution.status.message(terms.convex()).contains("stationary"));
            assert!(solution.residual <= 1e-12);
            // No entry alone can be moved to a lower value.
            let value = |x: &[f64]| {
                let r = a.dot(&ndarray::aview1(x)) - ndarray::aview1(&b);
                0.5 * r.dot(&r) + p.value(Block::row(x), &Workers::sequential()).unwrap()
            };
            let here = value(&solution.x);
            assert!((here - solution.value()).abs() < 1e-12 * here);
            for i in 0..30 {
                for move_by in [-1e-4, 1e-4] {
                    let mut x = solution.x.clone();
                    x[i] += move_by;
                    assert!(value(&x) >= here - 1e-12, "{json} {method:?} {i}");
                }
            }
        }
    }
}

#[test]
fn the_largest_steps_of_a_concave_penalty_are_respected_where_the_data_say_little() {
    // Columns of length 1e-2: 1/L is 1e4, far beyond the limit gamma = 2.
    let (a, b) = (random_matrix(8, 4, 13) * 5e-3, random_vector(8, 14));
    let p = penalty(r#"{ "kind": "MCP", "gamma": 2, "strength": 1 }"#);
    for method in BOTH {
        let solution = run(a.view(), &b, vec![Term::new(&p)], method);
        assert_eq!(solution.x, [0.0; 4]);
    }
}

#[test]
fn penalties_lie_on_blocks_and_smooth_ones_may_overlap() {
    let (a, b) = (random_matrix(40, 6, 15), random_vector(40, 16));
    let (l1, smooth) =
        (penalty(r#"{ "kind": "L1", "strength": 2 }"#), penalty(r#"{ "kind": "SmoothedL1", "eps": 0.1 }"#));
    let terms = || vec![Term::new(&l1).on(vec![4, 0]), Term::new(&smooth).on(vec![0, 1, 2]), Term::new(&smooth)];
    let solution = run(a.view(), &b, terms(), Method::Automatic);
    assert_eq!(solution.method, Method::ProximalGradient);
    // The gradient of what is smooth vanishes where no L1 lies, and stays below its strength where the entry is zero.
    let x = &solution.x;
    let g = a.t().dot(&(a.dot(&ndarray::aview1(x)) - ndarray::aview1(&b)));
    let slope = |x: f64| x / x.hypot(0.1);
    for i in 0..6 {
        let total = g[i] + slope(x[i]) * if i < 3 { 2.0 } else { 1.0 };
        let bound = if i == 4 || i == 0 { 2.0 } else { 0.0 };
        let off = if x[i] == 0.0 { (total.abs() - bound).max(0.0) } else { (total + bound * x[i].signum()).abs() };
        assert!(off < 1e-9, "{i}: {off}");
    }
    assert_eq!(solution.penalties.len(), 3);
}

#[test]
fn what_cannot_be_minimised_is_refused_by_name() {
    let (l1, mcp) = (penalty(r#"{ "kind": "L1" }"#), penalty(r#"{ "kind": "MCP", "gamma": 3 }"#));
    let refused = |terms| Terms::new(4, terms).err().unwrap().to_string();
    let message = refused(vec![Term::new(&l1).on(vec![0, 1]), Term::new(&mcp).on(vec![1, 2])]);
    assert_eq!(
        message,
        "terms[1] is MCP on entries that L1 of terms[0] lies on; expected at most one penalty without derivatives on an entry"
    );
    assert!(refused(vec![Term::new(&l1).on(vec![0, 4])]).starts_with("terms[0].columns[1] is 4"));
    assert!(refused(vec![Term::new(&l1).on(vec![2, 2])]).starts_with("terms[0].columns[1] is 2"));
    assert!(refused(vec![Term::new(&l1).in_rows_of(3)]).starts_with("terms[0].cols is 3"));
    let workers = Workers::sequential();
    let a = array![[1.0, f64::NAN]];
    let fit = QuadraticFit::rows(a.view(), &[1.0], None, &workers).unwrap();
    let terms = Terms::new(2, vec![Term::new(&l1)]).unwrap();
    let error = solve(&fit, &terms, None, Settings::default(), &Control::none()).unwrap_err();
    assert!(error.to_string().starts_with("A is NaN at index 1"), "{error}");
    let q = array![[1.0, 2.0], [0.0, 1.0]];
    assert!(QuadraticFit::normal(q.view(), &[0.0; 2], &workers).is_err());
}

/// A penalty made of a map of the prox room.
struct Mapped<F>(F);

impl<F: Proximal> Penalty for Mapped<F> {
    fn value(&self, theta: Block<'_>, _: &Workers) -> Result<f64, PenaltyError> {
        Ok(self.0.value(theta.values()))
    }
}

impl<F: Proximal> Prox for Mapped<F> {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }
    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], _: &Workers) -> Result<f64, PenaltyError> {
        Ok(self.0.prox(theta.values(), step, out)?)
    }
}

/// The indicator of a set.
struct Within<S>(S);

impl<S: Projection> Penalty for Within<S> {
    fn value(&self, theta: Block<'_>, _: &Workers) -> Result<f64, PenaltyError> {
        let mut near = theta.values().to_vec();
        self.0.project_in_place(&mut near)?;
        Ok(if apart(&near, theta.values()) < 1e-14 { 0.0 } else { f64::INFINITY })
    }
}

impl<S: Projection> Prox for Within<S> {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }
    fn prox(&self, theta: Block<'_>, _: f64, out: &mut [f64], _: &Workers) -> Result<f64, PenaltyError> {
        self.0.project(theta.values(), out)?;
        Ok(0.0)
    }
}

#[test]
fn non_negative_least_squares_satisfies_its_conditions() {
    let (a, b) = (random_matrix(30, 12, 17), random_vector(30, 18));
    let p = Within(NonNegative);
    let solution = run(a.view(), &b, vec![Term::with_prox("NonNegative", &p, true)], Method::Automatic);
    let g = a.t().dot(&(a.dot(&ndarray::aview1(&solution.x)) - ndarray::aview1(&b)));
    for (x, g) in solution.x.iter().zip(&g) {
        assert!(*x >= 0.0 && if *x > 0.0 { g.abs() < 1e-10 } else { *g > -1e-10 });
    }
    assert!(solution.x.contains(&0.0) && solution.x.iter().any(|x| *x > 0.0));
}

#[test]
fn least_squares_on_the_simplex_satisfies_its_conditions() {
    let (a, b) = (random_matrix(30, 12, 19), random_vector(30, 20));
    let p = Within(Simplex::new(1.0).unwrap());
    let solution = run(a.view(), &b, vec![Term::with_prox("Simplex", &p, true)], Method::Automatic);
    let g = a.t().dot(&(a.dot(&ndarray::aview1(&solution.x)) - ndarray::aview1(&b)));
    assert!((solution.x.iter().sum::<f64>() - 1.0).abs() < 1e-14);
    let level = solution.x.iter().zip(&g).find(|(x, _)| **x > 1e-6).unwrap().1;
    for (x, g) in solution.x.iter().zip(&g) {
        assert!(*x >= 0.0 && if *x > 0.0 { (g - level).abs() < 1e-9 } else { *g > level - 1e-9 });
    }
}

#[test]
fn group_lasso_satisfies_its_conditions() {
    let (a, b) = (random_matrix(30, 12, 21), random_vector(30, 22));
    let p = Mapped(GroupNorm::new(&[3, 4, 5], &[1.0, 2.5, 1.0]).unwrap());
    let solution = run(a.view(), &b, vec![Term::with_prox("GroupLasso", &p, true)], Method::Automatic);
    let g = a.t().dot(&(a.dot(&ndarray::aview1(&solution.x)) - ndarray::aview1(&b)));
    let mut zero = 0;
    for (from, to, weight) in [(0, 3, 1.0), (3, 7, 2.5), (7, 12, 1.0)] {
        let (x, g) = (&solution.x[from..to], &g.as_slice().unwrap()[from..to]);
        let norm = |v: &[f64]| v.iter().map(|v| v * v).sum::<f64>().sqrt();
        if norm(x) == 0.0 {
            zero += 1;
            assert!(norm(g) <= weight + 1e-10);
        } else {
            x.iter().zip(g).for_each(|(x_i, g)| assert!((g + weight * x_i / norm(x)).abs() < 1e-9));
        }
    }
    assert!(zero > 0 && zero < 3);
}

/// The same penalty with its dual norm, max_g ‖y_g‖/a_g.
struct Groups(GroupNorm, Vec<(usize, usize, f64)>);

impl Penalty for Groups {
    fn value(&self, theta: Block<'_>, _: &Workers) -> Result<f64, PenaltyError> {
        Ok(self.0.value(theta.values()))
    }
}

impl Prox for Groups {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }
    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], _: &Workers) -> Result<f64, PenaltyError> {
        Ok(self.0.prox(theta.values(), step, out)?)
    }
    fn polar(&self, y: Block<'_>) -> Option<f64> {
        let norm =
            |&(from, to, a): &(usize, usize, f64)| y.values()[from..to].iter().map(|y| y * y).sum::<f64>().sqrt() / a;
        Some(self.1.iter().map(norm).fold(0.0, f64::max))
    }
}

#[test]
fn a_norm_with_a_dual_gives_a_gap_that_bounds_the_distance_at_any_tolerance() {
    let (a, b) = (random_matrix(30, 12, 21), random_vector(30, 22));
    let p = Groups(GroupNorm::new(&[3, 4, 5], &[1.0, 2.5, 1.0]).unwrap(), vec![(0, 3, 1.0), (3, 7, 2.5), (7, 12, 1.0)]);
    let best = run(a.view(), &b, vec![Term::with_prox("GroupLasso", &p, true)], Method::Automatic);
    assert!(best.gap.unwrap() < 1e-10);
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a.view(), &b, None, &workers).unwrap();
    let terms = Terms::new(12, vec![Term::with_prox("GroupLasso", &p, true)]).unwrap();
    for tolerance in [1e-1, 1e-2, 1e-4, 1e-6] {
        let rough = Settings { tolerance, ..Settings::default() };
        let rough = solve(&fit, &terms, None, rough, &Control::none()).unwrap();
        let excess = rough.value() - best.value();
        assert!(excess >= -1e-14 && excess <= rough.gap.unwrap() + 1e-14, "{excess} {:?}", rough.gap);
    }
}

#[test]
fn many_unpenalised_columns_that_depend_on_each_other_come_to_an_end() {
    let (a, b) = (random_matrix(10, 30, 33), random_vector(10, 34));
    for method in BOTH {
        let solution = run(a.view(), &b, vec![], method);
        assert!(solution.fit < 1e-20, "{method:?}: {}", solution.fit);
    }
}

#[test]
fn any_objective_is_minimised_by_its_values_and_gradients() {
    // Logistic loss: no quadratic, and its curvature changes by orders of magnitude.
    let (a, y) = (random_matrix(80, 10, 23) * 5.0, random_vector(80, 24));
    let objective = |x: &[f64], g: &mut [f64]| {
        g.fill(0.0);
        let mut sum = 0.0;
        for i in 0..80 {
            let eta: f64 = (0..10).map(|j| a[[i, j]] * x[j]).sum();
            let margin = y[i].signum() * eta;
            sum += (-margin.abs()).exp().ln_1p() + (-margin).max(0.0);
            let share = -y[i].signum() / (1.0 + margin.exp());
            (0..10).for_each(|j| g[j] += share * a[[i, j]]);
        }
        sum
    };
    let l1 = penalty(r#"{ "kind": "L1", "strength": 3 }"#);
    let terms = Terms::new(10, vec![Term::new(&l1)]).unwrap();
    let workers = Workers::sequential();
    let settings = Settings { tolerance: 1e-11, ..Settings::default() };
    let solution = descend(&objective, &terms, &[0.0; 10], settings, &Control::none(), &workers).unwrap();
    assert_eq!(solution.status, Status::Converged, "{solution:?}");
    let mut g = vec![0.0; 10];
    objective(&solution.x, &mut g);
    for (x, g) in solution.x.iter().zip(&g) {
        assert!(if *x == 0.0 { g.abs() <= 3.0 + 1e-8 } else { (g + 3.0 * x.signum()).abs() < 1e-8 });
    }
    assert!(solution.iterations < 400, "{}", solution.iterations);
}

#[test]
fn a_smooth_function_without_any_penalty_that_is_hard_for_plain_descent() {
    let rosenbrock = |x: &[f64], g: &mut [f64]| {
        let (u, v) = (1.0 - x[0], x[1] - x[0] * x[0]);
        g[0] = -2.0 * u - 400.0 * x[0] * v;
        g[1] = 200.0 * v;
        u * u + 100.0 * v * v
    };
    let terms = Terms::new(2, vec![]).unwrap();
    let settings = Settings { tolerance: 1e-12, iterations: 100_000, ..Settings::default() };
    let solution =
        descend(&rosenbrock, &terms, &[-1.2, 1.0], settings, &Control::none(), &Workers::sequential()).unwrap();
    assert_eq!(solution.status, Status::Converged, "{solution:?}");
    assert!(apart(&solution.x, &[1.0, 1.0]) < 1e-6, "{:?}", solution.x);
}

#[test]
fn a_barrier_is_not_left() {
    let barrier = |x: &[f64], g: &mut [f64]| {
        g[0] = 1.0 - 1.0 / x[0];
        if x[0] > 0.0 { x[0] - x[0].ln() } else { f64::INFINITY }
    };
    let terms = Terms::new(1, vec![]).unwrap();
    for start in [1e-6, 1e-3, 50.0] {
        let done =
            descend(&barrier, &terms, &[start], Settings::default(), &Control::none(), &Workers::sequential()).unwrap();
        assert_eq!(done.status, Status::Converged, "{done:?}");
        assert!((done.x[0] - 1.0).abs() < 1e-8, "{done:?}");
    }
    let broken = descend(&barrier, &terms, &[-1.0], Settings::default(), &Control::none(), &Workers::sequential());
    assert!(broken.unwrap_err().to_string().starts_with("objective is a value or a gradient that is not finite"));
}

#[test]
fn ends_are_told_apart() {
    let (a, b) = (random_matrix(40, 60, 25), random_vector(40, 26));
    let l1 = penalty(r#"{ "kind": "L1", "strength": 0.5 }"#);
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a.view(), &b, None, &workers).unwrap();
    let terms = Terms::new(60, vec![Term::new(&l1)]).unwrap();
    for method in BOTH {
        let few = Settings { iterations: 1, ..settings(method) };
        assert_eq!(solve(&fit, &terms, None, few, &Control::none()).unwrap().status, Status::IterationLimit);
        let stop = Control { cancelled: &|| true, progress: &|_| () };
        assert_eq!(solve(&fit, &terms, None, settings(method), &stop).unwrap().status, Status::Stopped);
    }
}

#[test]
fn a_warm_start_at_the_optimum_is_the_end() {
    let (a, b) = (random_matrix(40, 60, 27), random_vector(40, 28));
    let l1 = penalty(r#"{ "kind": "L1", "strength": 0.5 }"#);
    let workers = Workers::sequential();
    let fit = QuadraticFit::rows(a.view(), &b, None, &workers).unwrap();
    let terms = Terms::new(60, vec![Term::new(&l1)]).unwrap();
    let cold = solve(&fit, &terms, None, settings(Method::ProximalNewton), &Control::none()).unwrap();
    for method in BOTH {
        let warm = Settings { tolerance: 1e-10, ..settings(method) };
        let warm = solve(&fit, &terms, Some(&cold.x), warm, &Control::none()).unwrap();
        assert_eq!((warm.status, warm.iterations), (Status::Converged, 0));
    }
}

#[test]
fn many_right_hand_sides_are_their_single_solutions_for_any_number_of_threads() {
    let (a, b) = (random_matrix(20, 35, 29), random_matrix(20, 9, 30));
    let (l1, group) =
        (penalty(r#"{ "kind": "L1", "strength": 0.5 }"#), Mapped(GroupNorm::new(&[20, 15], &[0.5; 2]).unwrap()));
    for entrywise in [true, false] {
        let term = || if entrywise { Term::new(&l1) } else { Term::with_prox("GroupLasso", &group, true) };
        let terms = Terms::new(35, vec![term()]).unwrap();
        let many = [1, 3].map(|threads| {
            let workers = Workers::new(threads);
            solve_many(a.view(), b.view(), None, &terms, settings(Method::Automatic), &Control::none(), &workers)
                .unwrap()
        });
        assert_eq!(many[0], many[1]);
        assert_eq!(many[0].len(), 9);
        for (k, solution) in many[0].iter().enumerate() {
            let single = run(a.view(), &b.column(k).to_vec(), vec![term()], Method::Automatic);
            assert_eq!(solution.status, Status::Converged);
            assert!(apart(&solution.x, &single.x) < if entrywise { 1e-11 } else { 1e-7 });
            assert!((solution.value() - single.value()).abs() < 1e-10);
            assert!(!entrywise || solution.gap.unwrap() < 1e-12);
        }
    }
}

#[test]
fn columns_without_any_entry_and_equal_columns_do_no_harm() {
    let mut a = random_matrix(20, 8, 31);
    for i in 0..20 {
        a[[i, 2]] = 0.0;
        a[[i, 5]] = a[[i, 1]];
    }
    let b = random_vector(20, 32);
    for json in [r#"{ "kind": "L1", "strength": 0.3 }"#, r#"{ "kind": "Ridge", "strength": 0.3 }"#] {
        let p = penalty(json);
        for method in BOTH {
            let solution = run(a.view(), &b, vec![Term::new(&p)], method);
            assert_eq!(solution.x[2], 0.0);
        }
    }
}
