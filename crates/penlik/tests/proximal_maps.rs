//! Every proximal map and projection × every property that its kind promises, and the values that were worked out elsewhere.
//!
//! A map joins `maps()` or `sets()` with what holds for it, and is tested.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use penlik::check::{CheckError, Code, Explain};
use penlik::linalg::Workers;
use penlik::prox::{
    Affine, Cardinality, Convex, FusedLasso, GroupNorm, HalfPower, Hyperplane, Interval, L1Ball, L2Ball, LogBarrier,
    LogSum, MaximumNorm, NonNegative, NuclearNorm, Projection, Proximal, RowNorm, Simplex, Slope, SparseGroup,
    Sparsemax, SpectralBall, TotalVariation, TwoThirdsPower, conjugate_prox, envelope, soft_threshold,
};
use penlik_testkit::{Random, brute};

const CASES: u64 = 60;
const ROUNDING: f64 = 1e-12;

/// A function: how to make one for n entries, and what holds for it.
struct Map {
    name: &'static str,
    make: fn(usize, &mut Random) -> Box<dyn Proximal>,
    convex: bool,
    /// Lengths must be a multiple of this.
    columns: usize,
    /// Changing the sign of an entry changes that of the result.
    signs: bool,
    /// Exchanging entries exchanges those of the result.
    exchanges: bool,
}

const PLAIN: Map =
    Map { name: "", make: |_, _| Box::new(NoMap), convex: true, columns: 1, signs: true, exchanges: true };

struct NoMap;

impl Proximal for NoMap {
    fn value(&self, _x: &[f64]) -> f64 {
        0.0
    }
    fn shrink(&self, _x: &mut [f64], _t: f64) -> Result<f64, CheckError> {
        Ok(0.0)
    }
}

fn weight(random: &mut Random) -> f64 {
    if random.uniform() < 0.1 { 0.0 } else { random.decade(-2.0, 1.0) }
}

fn halves(n: usize, random: &mut Random) -> (Vec<usize>, Vec<f64>) {
    (vec![n / 2, n - n / 2], vec![weight(random), weight(random)])
}

fn falling(n: usize, random: &mut Random) -> Vec<f64> {
    let mut weights: Vec<f64> = (0..n).map(|_| weight(random)).collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    weights
}

fn maps() -> Vec<Map> {
    vec![
        Map { name: "maximum norm", make: |_, r| Box::new(MaximumNorm::new(weight(r)).unwrap()), ..PLAIN },
        Map {
            name: "group norm",
            make: |n, r| {
                let (lengths, weights) = halves(n, r);
                Box::new(GroupNorm::new(&lengths, &weights).unwrap())
            },
            exchanges: false,
            ..PLAIN
        },
        Map {
            name: "sparse group",
            make: |n, r| {
                let (lengths, weights) = halves(n, r);
                Box::new(SparseGroup::new(&lengths, &weights, weight(r)).unwrap())
            },
            exchanges: false,
            ..PLAIN
        },
        Map {
            name: "row norm",
            make: |_, r| Box::new(RowNorm::new(2, weight(r)).unwrap()),
            columns: 2,
            exchanges: false,
            ..PLAIN
        },
        Map { name: "slope", make: |n, r| Box::new(Slope::new(&falling(n, r)).unwrap()), ..PLAIN },
        Map {
            name: "total variation",
            make: |_, r| Box::new(TotalVariation::new(weight(r)).unwrap()),
            signs: false,
            exchanges: false,
            ..PLAIN
        },
        Map {
            name: "fused lasso",
            make: |_, r| Box::new(FusedLasso::new(weight(r), weight(r)).unwrap()),
            signs: false,
            exchanges: false,
            ..PLAIN
        },
        Map {
            name: "logarithmic barrier",
            make: |_, r| Box::new(LogBarrier::new(r.decade(-2.0, 1.0)).unwrap()),
            signs: false,
            ..PLAIN
        },
        Map {
            name: "nuclear norm",
            make: |_, r| Box::new(NuclearNorm::new(2, weight(r)).unwrap()),
            columns: 2,
            signs: false,
            exchanges: false,
            ..PLAIN
        },
        Map {
            name: "cardinality",
            make: |_, r| Box::new(Cardinality::new(weight(r)).unwrap()),
            convex: false,
            ..PLAIN
        },
        Map { name: "power 1/2", make: |_, r| Box::new(HalfPower::new(weight(r)).unwrap()), convex: false, ..PLAIN },
        Map {
            name: "power 2/3",
            make: |_, r| Box::new(TwoThirdsPower::new(weight(r)).unwrap()),
            convex: false,
            ..PLAIN
        },
        Map {
            name: "sum of logarithms",
            make: |_, r| Box::new(LogSum::new(weight(r), r.decade(-2.0, 1.0)).unwrap()),
            convex: false,
            ..PLAIN
        },
    ]
}

/// A set: how to make one for n entries, how far a point is outside, and what holds for it.
struct Set {
    name: &'static str,
    make: fn(usize, &mut Random) -> Tested,
    columns: usize,
    signs: bool,
    exchanges: bool,
}

/// A set, and what tells whether a point is in it.
type Tested = (Box<dyn Projection>, Outside);

/// How much a point of the set, with rounding, may break its conditions.
type Outside = Box<dyn Fn(&[f64]) -> f64>;

fn sum(x: &[f64]) -> f64 {
    x.iter().sum()
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn negative(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |m, x| (-x).max(m))
}

fn sets() -> Vec<Set> {
    vec![
        Set {
            name: "simplex",
            make: |_, r| {
                let total = r.decade(-2.0, 2.0);
                let outside = move |x: &[f64]| negative(x).max((sum(x) - total).abs());
                (Box::new(Simplex::new(total).unwrap()), Box::new(outside))
            },
            columns: 1,
            signs: false,
            exchanges: true,
        },
        Set {
            name: "sparsemax",
            make: |_, _| {
                let row = |x: &[f64]| negative(x).max((sum(x) - 1.0).abs());
                let outside = move |x: &[f64]| x.chunks(3).map(row).fold(0.0, f64::max);
                (Box::new(Sparsemax::new(3).unwrap()), Box::new(outside))
            },
            columns: 3,
            signs: false,
            exchanges: false,
        },
        Set {
            name: "l1 ball",
            make: |_, r| {
                let radius = weight(r);
                let outside = move |x: &[f64]| x.iter().map(|x| x.abs()).sum::<f64>() - radius;
                (Box::new(L1Ball::new(radius).unwrap()), Box::new(outside))
            },
            columns: 1,
            signs: true,
            exchanges: true,
        },
        Set {
            name: "l2 ball",
            make: |_, r| {
                let radius = weight(r);
                (Box::new(L2Ball::new(radius).unwrap()), Box::new(move |x: &[f64]| norm(x) - radius))
            },
            columns: 1,
            signs: true,
            exchanges: true,
        },
        Set {
            name: "box",
            make: |n, r| {
                let lower: Vec<f64> = (0..n).map(|_| r.between(-2.0, 0.5)).collect();
                let upper: Vec<f64> = lower.iter().map(|l| l + weight(r)).collect();
                let set = Interval::new(&lower, &upper).unwrap();
                let one = move |x: &[f64]| {
                    let bounds = lower.iter().zip(&upper);
                    x.iter().zip(bounds).fold(0.0, |m: f64, (x, (l, u))| m.max(l - x).max(x - u))
                };
                (Box::new(set), Box::new(one))
            },
            columns: 1,
            signs: false,
            exchanges: false,
        },
        Set {
            name: "orthant",
            make: |_, _| (Box::new(NonNegative), Box::new(negative)),
            columns: 1,
            signs: false,
            exchanges: true,
        },
        Set {
            name: "hyperplane",
            make: |n, r| {
                let mut normal: Vec<f64> = r.vector(n, -2.0, 2.0);
                normal[0] = 1.0;
                let offset = r.between(-3.0, 3.0);
                let set = Hyperplane::new(&normal, offset).unwrap();
                let length = norm(&normal);
                let outside = move |x: &[f64]| {
                    let product: f64 = normal.iter().zip(x).map(|(a, x)| a * x).sum();
                    (product - offset).abs() / length
                };
                (Box::new(set), Box::new(outside))
            },
            columns: 1,
            signs: false,
            exchanges: false,
        },
        Set {
            name: "spectral ball",
            make: |_, r| {
                let radius = weight(r);
                let outside = move |x: &[f64]| largest_singular_value(x) - radius;
                (Box::new(SpectralBall::new(2, radius).unwrap()), Box::new(outside))
            },
            columns: 2,
            signs: false,
            exchanges: false,
        },
    ]
}

/// σ₁ of a matrix of two columns, by the quadratic of its Gram matrix.
fn largest_singular_value(x: &[f64]) -> f64 {
    let [mut a, mut b, mut c] = [0.0; 3];
    for row in x.chunks(2) {
        a += row[0] * row[0];
        b += row[0] * row[1];
        c += row[1] * row[1];
    }
    (0.5 * (a + c) + (0.5 * (a - c)).hypot(b)).sqrt()
}

/// A function with a random point and a random step.
struct Case<'a> {
    map: &'a Map,
    f: Box<dyn Proximal>,
    x: Vec<f64>,
    t: f64,
    z: Vec<f64>,
    random: Random,
}

fn with_size(n: impl Fn(&Map, &mut Random) -> usize, test: impl Fn(&mut Case<'_>)) {
    for map in &maps() {
        for seed in 0..CASES {
            let mut random = Random::new(seed);
            let n = n(map, &mut random).next_multiple_of(map.columns);
            let f = (map.make)(n, &mut random);
            let x = random.vector(n, -2.0, 1.0);
            let t = random.decade(-2.0, 0.5);
            let z = moved(&*f, &x, t);
            test(&mut Case { map, f, x, t, z, random });
        }
    }
}

fn every_case(test: impl Fn(&mut Case<'_>)) {
    with_size(|_, random| (random.uniform() * 40.0) as usize, test);
}

fn moved(f: &dyn Proximal, x: &[f64], t: f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; x.len()];
    f.prox(x, t, &mut out).unwrap();
    out
}

fn projected(set: &dyn Projection, x: &[f64]) -> Vec<f64> {
    let mut out = vec![f64::NAN; x.len()];
    set.project(x, &mut out).unwrap();
    out
}

fn objective(f: &dyn Proximal, z: &[f64], x: &[f64], t: f64) -> f64 {
    let square: f64 = z.iter().zip(x).map(|(z, x)| (z - x) * (z - x)).sum();
    t * f.value(z) + 0.5 * square
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn less(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn close(a: &[f64], b: &[f64]) -> bool {
    let size = 1.0 + norm(a).max(norm(b));
    a.len() == b.len() && norm(&less(a, b)) <= ROUNDING * size
}

fn bits(x: &[f64]) -> Vec<u64> {
    x.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn the_value_returned_is_that_of_the_result_and_work_in_place_gives_the_same_bits() {
    every_case(|case| {
        let mut place = case.x.clone();
        let value = case.f.prox_in_place(&mut place, case.t).unwrap();
        assert_eq!(bits(&place), bits(&case.z), "{}", case.map.name);
        let expected = case.f.value(&case.z);
        assert!(
            (value - expected).abs() <= ROUNDING * (1.0 + expected.abs()),
            "{}: {value}, not {expected}",
            case.map.name
        );
        assert!(case.z.iter().all(|z| *z != 0.0 || z.is_sign_positive()), "{}", case.map.name);
    });
}

#[test]
fn a_step_of_zero_changes_nothing_but_the_sign_of_zeros() {
    every_case(|case| {
        if case.map.name == "logarithmic barrier" {
            case.x.iter_mut().for_each(|x| *x = x.abs() + 1e-3);
        }
        let same = moved(&*case.f, &case.x, 0.0);
        assert_eq!(same, case.x);
    });
}

#[test]
fn convex_maps_fulfil_the_variational_inequality() {
    // z = prox(x) exactly when (x − z)/t is a subgradient at z: f(y) ≥ f(z) + (x − z)ᵀ(y − z)/t for all y.
    every_case(|case| {
        if !case.map.convex {
            return;
        }
        let n = case.x.len();
        let (fz, g) = (case.f.value(&case.z), less(&case.x, &case.z));
        for scale in [-4.0, -2.0, -1.0, 0.0, 1.0, 2.0] {
            let step = case.random.vector(n, scale, scale + 0.5);
            let mut y: Vec<f64> = case.z.iter().zip(&step).map(|(z, s)| z + s).collect();
            if case.map.name == "logarithmic barrier" {
                y.iter_mut().for_each(|y| *y = y.abs() + 1e-9);
            }
            let d = less(&y, &case.z);
            let gap = case.t * (case.f.value(&y) - fz) - dot(&g, &d);
            let size = case.t * (fz.abs() + case.f.value(&y).abs()) + norm(&g) * norm(&d) + norm(&case.x) * norm(&d);
            assert!(gap >= -ROUNDING * size, "{} at {:?}: {gap:e}", case.map.name, case.x);
        }
    });
}

#[test]
fn convex_maps_are_firmly_nonexpansive() {
    every_case(|case| {
        if !case.map.convex {
            return;
        }
        let y: Vec<f64> = case.x.iter().zip(case.random.vector(case.x.len(), -3.0, 1.0)).map(|(x, s)| x + s).collect();
        let d = less(&moved(&*case.f, &y, case.t), &case.z);
        let slack = dot(&d, &less(&y, &case.x)) - dot(&d, &d);
        assert!(slack >= -ROUNDING * (norm(&case.x) + norm(&y)).powi(2), "{}: {slack:e}", case.map.name);
    });
}

#[test]
fn no_point_of_a_grid_is_better_in_two_and_three_dimensions() {
    with_size(
        |_, random| if random.uniform() < 0.7 { 2 } else { 3 },
        |case| {
            if case.x.len() > 3 {
                return;
            }
            let found = objective(&*case.f, &case.z, &case.x, case.t);
            let target = |z: &[f64]| objective(&*case.f, z, &case.x, case.t);
            let reach = 1.0 + norm(&case.x);
            let best =
                brute::minimum(&target, &case.x, reach).min(brute::minimum(&target, &vec![0.0; case.x.len()], reach));
            assert!(found <= best + ROUNDING * (1.0 + best.abs()), "{}: {found} > {best}", case.map.name);
            // And the search comes close to it, so that it would have told.
            assert!(best <= found + 0.05 * (1.0 + found.abs()), "{}: {best} far above {found}", case.map.name);
        },
    );
}

#[test]
fn maps_of_single_entries_beat_a_fine_search() {
    with_size(
        |_, _| 1,
        |case| {
            if case.map.convex || case.x.len() != 1 {
                return;
            }
            let best = brute::prox_objective(&|z| case.f.value(&[z]), case.x[0], case.t);
            let found = objective(&*case.f, &case.z, &case.x, case.t);
            assert!(
                (found - best).abs() <= 1e-9 * (1.0 + best),
                "{} at {}: {found}, not {best}",
                case.map.name,
                case.x[0]
            );
            assert!(found <= best * (1.0 + ROUNDING), "{} at {}: {found} > {best}", case.map.name, case.x[0]);
        },
    );
}

#[test]
fn maps_commute_with_exchanges_and_signs_where_their_functions_do() {
    every_case(|case| {
        let n = case.x.len();
        if case.map.signs {
            let flips: Vec<f64> = (0..n).map(|_| if case.random.uniform() < 0.5 { -1.0 } else { 1.0 }).collect();
            let flip = |x: &[f64]| -> Vec<f64> { x.iter().zip(&flips).map(|(x, s)| x * s).collect() };
            assert!(close(&moved(&*case.f, &flip(&case.x), case.t), &flip(&case.z)), "{}", case.map.name);
        }
        if case.map.exchanges {
            let back = |x: &[f64]| -> Vec<f64> { x.iter().rev().copied().collect() };
            assert!(close(&moved(&*case.f, &back(&case.x), case.t), &back(&case.z)), "{}", case.map.name);
        }
    });
}

#[test]
fn bad_steps_points_and_lengths_are_named() {
    every_case(|case| {
        let n = case.x.len();
        let refused = |x: &[f64], t: f64, m: usize| case.f.prox(x, t, &mut vec![0.0; m]).unwrap_err();
        assert_eq!(refused(&case.x, -1.0, n).argument(), "step");
        assert_eq!(refused(&case.x, -1.0, n).code(), Code::Domain);
        assert_eq!(refused(&case.x, f64::NAN, n).code(), Code::NonFinite);
        assert_eq!(refused(&case.x, 1.0, n + 1).argument(), "out");
        if n > 0 {
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let mut x = case.x.clone();
                x[n / 2] = bad;
                let before = bits(&x);
                assert_eq!(refused(&x, 1.0, n).code(), Code::NonFinite);
                assert_eq!(case.f.prox_in_place(&mut x, 1.0).unwrap_err().argument(), "x");
                assert_eq!(bits(&x), before);
            }
        }
    });
}

#[test]
fn lengths_that_do_not_fit_are_refused() {
    let shape = |f: &dyn Proximal, n: usize| {
        let error = f.prox(&vec![1.0; n], 1.0, &mut vec![0.0; n]).unwrap_err();
        assert_eq!((error.code(), error.argument().as_str()), (Code::Shape, "x"));
    };
    shape(&GroupNorm::new(&[2], &[1.0]).unwrap(), 3);
    shape(&SparseGroup::new(&[2], &[1.0], 1.0).unwrap(), 1);
    shape(&RowNorm::new(2, 1.0).unwrap(), 3);
    shape(&RowNorm::new(0, 1.0).unwrap(), 1);
    shape(&NuclearNorm::new(2, 1.0).unwrap(), 3);
    shape(&Slope::new(&[1.0]).unwrap(), 2);
    let shape = |set: &dyn Projection, n: usize| {
        let error = set.project(&vec![1.0; n], &mut vec![0.0; n]).unwrap_err();
        assert_eq!((error.code(), error.argument().as_str()), (Code::Shape, "x"));
    };
    shape(&Simplex::new(1.0).unwrap(), 0);
    shape(&Sparsemax::new(2).unwrap(), 3);
    shape(&SpectralBall::new(2, 1.0).unwrap(), 3);
    shape(&Interval::new(&[0.0; 2], &[1.0; 2]).unwrap(), 3);
    shape(&Hyperplane::new(&[1.0], 1.0).unwrap(), 2);
}

#[test]
fn parameters_outside_their_domain_are_named() {
    let told = |error: CheckError| error.argument();
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(told(MaximumNorm::new(bad).unwrap_err()), "weight");
        assert_eq!(told(RowNorm::new(1, bad).unwrap_err()), "weight");
        assert_eq!(told(NuclearNorm::new(1, bad).unwrap_err()), "weight");
        assert_eq!(told(TotalVariation::new(bad).unwrap_err()), "weight");
        assert_eq!(told(FusedLasso::new(1.0, bad).unwrap_err()), "sparsity");
        assert_eq!(told(Cardinality::new(bad).unwrap_err()), "weight");
        assert_eq!(told(HalfPower::new(bad).unwrap_err()), "weight");
        assert_eq!(told(TwoThirdsPower::new(bad).unwrap_err()), "weight");
        assert_eq!(told(LogSum::new(bad, 1.0).unwrap_err()), "weight");
        assert_eq!(told(LogSum::new(1.0, bad).unwrap_err()), "eps");
        assert_eq!(told(LogBarrier::new(bad).unwrap_err()), "weight");
        assert_eq!(told(GroupNorm::new(&[1, 1], &[1.0, bad]).unwrap_err()), "weights[1]");
        assert_eq!(told(SparseGroup::new(&[1], &[1.0], bad).unwrap_err()), "sparsity");
        assert_eq!(told(Slope::new(&[bad]).unwrap_err()), "weights[0]");
        assert_eq!(told(Simplex::new(bad).unwrap_err()), "total");
        assert_eq!(told(L1Ball::new(bad).unwrap_err()), "radius");
        assert_eq!(told(L2Ball::new(bad).unwrap_err()), "radius");
        assert_eq!(told(SpectralBall::new(1, bad).unwrap_err()), "radius");
    }
    assert_eq!(told(LogBarrier::new(0.0).unwrap_err()), "weight");
    assert_eq!(told(LogSum::new(1.0, 0.0).unwrap_err()), "eps");
    assert_eq!(told(Slope::new(&[1.0, 2.0]).unwrap_err()), "weights[1]");
    assert_eq!(told(GroupNorm::new(&[1], &[]).unwrap_err()), "weights");
    assert_eq!(GroupNorm::new(&[usize::MAX, 2], &[1.0, 1.0]).unwrap_err().code(), Code::TooLarge);
    assert_eq!(told(Sparsemax::new(0).unwrap_err()), "columns");
    assert_eq!(told(Interval::new(&[1.0], &[0.0]).unwrap_err()), "lower");
    assert_eq!(told(Interval::new(&[1.0], &[]).unwrap_err()), "upper");
    assert_eq!(told(Hyperplane::new(&[f64::NAN], 0.0).unwrap_err()), "normal");
    assert_eq!(told(Hyperplane::new(&[1.0], f64::NAN).unwrap_err()), "offset");
    assert_eq!(Hyperplane::new(&[0.0, 0.0], 1.0).unwrap_err().code(), Code::Domain);
}

fn every_set(test: impl Fn(&Set, &dyn Projection, &Outside, &[f64], &mut Random)) {
    for set in &sets() {
        for seed in 0..CASES {
            let mut random = Random::new(seed);
            let n = (1 + (random.uniform() * 40.0) as usize).next_multiple_of(set.columns);
            let (projection, outside) = (set.make)(n, &mut random);
            let x = random.vector(n, -2.0, 1.0);
            test(set, &*projection, &outside, &x, &mut random);
        }
    }
}

#[test]
fn projections_lie_in_their_sets_and_stay_there() {
    every_set(|set, projection, outside, x, _| {
        let z = projected(projection, x);
        let size = 1.0 + norm(x) + norm(&z);
        assert!(outside(&z) <= ROUNDING * size, "{}: outside by {:e}", set.name, outside(&z));
        assert!(close(&projected(projection, &z), &z), "{}", set.name);
        assert!(z.iter().all(|z| *z != 0.0 || z.is_sign_positive()), "{}", set.name);
        let mut place = x.to_vec();
        projection.project_in_place(&mut place).unwrap();
        assert_eq!(bits(&place), bits(&z));
    });
}

#[test]
fn projections_fulfil_the_variational_inequality_and_are_firmly_nonexpansive() {
    // z is nearest to x exactly when (x − z)ᵀ(y − z) ≤ 0 for all y of the set.
    every_set(|set, projection, _, x, random| {
        let z = projected(projection, x);
        for scale in [-4.0, -2.0, -1.0, 0.0, 1.0, 2.0] {
            let other: Vec<f64> =
                z.iter().zip(random.vector(z.len(), scale, scale + 0.5)).map(|(z, s)| z + s).collect();
            let y = projected(projection, &other);
            let (out, d) = (less(x, &z), less(&y, &z));
            let size = (1.0 + norm(x) + norm(&other)).powi(2);
            assert!(dot(&out, &d) <= ROUNDING * size, "{}: {:e}", set.name, dot(&out, &d));
            assert!(dot(&d, &less(&other, x)) - dot(&d, &d) >= -ROUNDING * size, "{}", set.name);
        }
    });
}

#[test]
fn projections_commute_with_exchanges_and_signs_where_their_sets_do() {
    every_set(|set, projection, _, x, random| {
        let z = projected(projection, x);
        if set.signs {
            let flips: Vec<f64> = x.iter().map(|_| if random.uniform() < 0.5 { -1.0 } else { 1.0 }).collect();
            let flip = |x: &[f64]| -> Vec<f64> { x.iter().zip(&flips).map(|(x, s)| x * s).collect() };
            assert!(close(&projected(projection, &flip(x)), &flip(&z)), "{}", set.name);
        }
        if set.exchanges {
            let back = |x: &[f64]| -> Vec<f64> { x.iter().rev().copied().collect() };
            assert!(close(&projected(projection, &back(x)), &back(&z)), "{}", set.name);
        }
    });
}

#[test]
fn projections_refuse_bad_points_and_leave_them_alone() {
    every_set(|_, projection, _, x, _| {
        let mut x = x.to_vec();
        assert_eq!(projection.project(&x, &mut vec![0.0; x.len() + 1]).unwrap_err().argument(), "out");
        let middle = x.len() / 2;
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            x[middle] = bad;
            let before = bits(&x);
            let error = projection.project_in_place(&mut x).unwrap_err();
            assert_eq!((error.code(), error.argument().as_str()), (Code::NonFinite, "x"));
            assert_eq!(bits(&x), before);
        }
    });
}

#[test]
fn dual_norms_share_a_point_by_moreaus_identity() {
    // x = prox_{tf}(x) + t·(projection of x/t onto the unit ball of the dual norm), for a norm f.
    let split = |f: &dyn Proximal, dual: &dyn Projection, x: &[f64]| {
        let parts: Vec<f64> = moved(f, x, 1.5).iter().zip(projected(dual, x)).map(|(a, b)| a + b).collect();
        assert!(close(&parts, x), "{parts:?}, not {x:?}");
    };
    for seed in 0..CASES {
        let x = Random::new(seed).vector(8, -1.0, 1.0);
        let (a, ta) = (0.5, 0.75);
        split(&MaximumNorm::new(a).unwrap(), &L1Ball::new(ta).unwrap(), &x);
        split(&GroupNorm::new(&[8], &[a]).unwrap(), &L2Ball::new(ta).unwrap(), &x);
        split(&NuclearNorm::new(2, a).unwrap(), &SpectralBall::new(2, ta).unwrap(), &x);
        split(&Slope::new(&[a; 8]).unwrap(), &Interval::new(&[-ta], &[ta]).unwrap(), &x);
        let first = [&[a][..], &[0.0; 7]].concat();
        assert!(close(&moved(&Slope::new(&first).unwrap(), &x, 1.5), &moved(&MaximumNorm::new(a).unwrap(), &x, 1.5)));
    }
}

#[test]
fn conjugates_of_norms_are_projections_and_that_of_the_barrier_has_a_known_value() {
    let shared = |f: &dyn Convex, ball: &dyn Projection, x: &[f64]| {
        let mut out = vec![f64::NAN; x.len()];
        let value = conjugate_prox(f, x, 0.7, &mut out).unwrap();
        assert!(value.abs() <= 1e-11 && close(&out, &projected(ball, x)), "{value:e}");
    };
    for seed in 0..CASES {
        let x = Random::new(seed).vector(8, -1.0, 1.0);
        shared(&MaximumNorm::new(0.5).unwrap(), &L1Ball::new(0.5).unwrap(), &x);
        shared(&GroupNorm::new(&[8], &[0.5]).unwrap(), &L2Ball::new(0.5).unwrap(), &x);
        shared(&RowNorm::new(8, 0.5).unwrap(), &L2Ball::new(0.5).unwrap(), &x);
        shared(&NuclearNorm::new(2, 0.5).unwrap(), &SpectralBall::new(2, 0.5).unwrap(), &x);
        shared(&Slope::new(&[0.5; 8]).unwrap(), &Interval::new(&[-0.5], &[0.5]).unwrap(), &x);
        // f*(p) = m·Σ (ln(−m/p) − 1) for p < 0.
        let mut p = vec![f64::NAN; 8];
        let value = conjugate_prox(&LogBarrier::new(2.0).unwrap(), &x, 0.7, &mut p).unwrap();
        let expected = 2.0 * p.iter().map(|p| (-2.0 / p).ln() - 1.0).sum::<f64>();
        assert!(p.iter().all(|p| *p < 0.0) && (value - expected).abs() < 1e-9, "{value}, not {expected}");
    }
}

#[test]
fn envelopes_lie_below_their_functions_and_have_the_gradient_they_say() {
    every_case(|case| {
        let n = case.x.len();
        let mut gradient = vec![f64::NAN; n];
        let value = envelope(&*case.f, &case.x, case.t, &mut gradient).unwrap();
        let best = objective(&*case.f, &case.z, &case.x, case.t) / case.t;
        assert!((value - best).abs() <= ROUNDING * (1.0 + best.abs() + norm(&case.x).powi(2) / case.t));
        assert!(value <= case.f.value(&case.x) + ROUNDING * (1.0 + value.abs()), "{}", case.map.name);
        if !case.map.convex {
            return;
        }
        // The gradient is Lipschitz with constant 1/t: the rest of the first-order expansion lies in [0, ‖s‖²/(2t)].
        let s = case.random.vector(n, -3.0, 0.5);
        let y: Vec<f64> = case.x.iter().zip(&s).map(|(x, s)| x + s).collect();
        let rest = envelope(&*case.f, &y, case.t, &mut vec![0.0; n]).unwrap() - value - dot(&gradient, &s);
        let size = 1.0 + value.abs() + norm(&gradient) * norm(&s) + norm(&case.x) * norm(&s) / case.t;
        assert!(
            rest >= -ROUNDING * size && rest <= dot(&s, &s) / (2.0 * case.t) + ROUNDING * size,
            "{}",
            case.map.name
        );
    });
}

#[test]
fn bad_steps_of_the_calculus_are_named() {
    let f = MaximumNorm::new(1.0).unwrap();
    for bad in [0.0, -1.0, f64::NAN] {
        assert_eq!(envelope(&f, &[1.0], bad, &mut [0.0]).unwrap_err().argument(), "step");
        assert_eq!(conjugate_prox(&f, &[1.0], bad, &mut [0.0]).unwrap_err().argument(), "step");
    }
    assert_eq!(envelope(&f, &[1.0], 1.0, &mut []).unwrap_err().argument(), "gradient");
    assert_eq!(conjugate_prox(&f, &[1.0], 1.0, &mut []).unwrap_err().argument(), "out");
    assert_eq!(conjugate_prox(&f, &[f64::NAN], 1.0, &mut [0.0]).unwrap_err().argument(), "x");
}

#[test]
fn no_finite_point_makes_a_map_panic_or_give_what_is_not_finite() {
    for map in &maps() {
        for seed in 0..CASES {
            let mut random = Random::new(seed);
            let n = ((random.uniform() * 9.0) as usize).next_multiple_of(map.columns);
            let f = (map.make)(n, &mut random);
            let x = random.vector(n, -320.0, 308.2);
            let t = random.decade(-320.0, 308.0);
            let mut out = vec![f64::NAN; n];
            if let Ok(value) = f.prox(&x, t, &mut out) {
                assert!(value.is_finite() && out.iter().all(|z| z.is_finite()), "{}", map.name);
                let farther = out.iter().zip(&x).any(|(z, x)| z.abs() > x.abs() * (1.0 + 1e-9) && z * x != 0.0);
                assert!(!farther || !map.signs, "{} at {x:?}: {out:?}", map.name);
            }
        }
    }
    every_set(|set, projection, _, x, random| {
        let x = random.vector(x.len(), -320.0, 308.2);
        let mut out = x.clone();
        if projection.project_in_place(&mut out).is_ok() {
            assert!(out.iter().all(|z| z.is_finite()), "{}", set.name);
        }
    });
}

#[test]
fn thresholds_stand_where_step_times_weight_overflows_or_vanishes() {
    for (f, t, inside, outside) in [
        (&Cardinality::new(1e-300).unwrap() as &dyn Proximal, 1.5e308, 1.6e4, 1.8e4),
        (&HalfPower::new(1e30).unwrap(), 1e300, 1.4e220, 1.6e220),
        (&HalfPower::new(1e-300).unwrap(), 1e-30, 1.4e-220, 1.6e-220),
        (&TwoThirdsPower::new(1.5e20).unwrap(), 1e300, 1.9e240, 2.1e240),
        (&TwoThirdsPower::new(1.5e-300).unwrap(), 1e-40, 1.9e-255, 2.1e-255),
    ] {
        assert_eq!(moved(f, &[inside], t), [0.0]);
        assert!(moved(f, &[outside], t)[0] > 0.4 * outside);
    }
    assert_eq!(moved(&LogSum::new(1e300, 1.0).unwrap(), &[1.0], 1e300), [0.0]);
    assert_eq!(moved(&Slope::new(&[1e300, 0.0]).unwrap(), &[1.0, 0.5], 1e300), [0.0, 0.0]);
}

#[test]
fn results_scale_with_the_point_from_the_smallest_to_the_largest_numbers() {
    let x = [3.0, -1.0, 0.5, 2.0, -0.25, 0.125];
    for power in [-900_i32, -500, 500, 1000] {
        let scale = 2_f64.powi(power);
        let big = x.map(|x| x * scale);
        let norms: [(&dyn Proximal, f64); 7] = [
            (&MaximumNorm::new(1.0).unwrap(), 1.0),
            (&GroupNorm::new(&[2, 4], &[1.0, 0.5]).unwrap(), 1.0),
            (&SparseGroup::new(&[2, 4], &[1.0, 0.5], 0.25).unwrap(), 1.0),
            (&Slope::new(&[1.0, 0.5, 0.5, 0.25, 0.0, 0.0]).unwrap(), 1.0),
            (&TotalVariation::new(0.5).unwrap(), 1.0),
            (&FusedLasso::new(0.5, 0.25).unwrap(), 1.0),
            (&NuclearNorm::new(2, 1.0).unwrap(), 1.0),
        ];
        for (f, t) in norms {
            let expected: Vec<f64> = moved(f, &x, t);
            let found: Vec<f64> = moved(f, &big, t * scale).iter().map(|z| z / scale).collect();
            assert!(close(&found, &expected), "{found:?}, not {expected:?}");
        }
        let sets: [(&dyn Projection, &dyn Projection); 3] = [
            (&Simplex::new(2.0).unwrap(), &Simplex::new(2.0 * scale).unwrap()),
            (&L1Ball::new(2.0).unwrap(), &L1Ball::new(2.0 * scale).unwrap()),
            (&L2Ball::new(2.0).unwrap(), &L2Ball::new(2.0 * scale).unwrap()),
        ];
        for (unit, scaled) in sets {
            let found: Vec<f64> = projected(scaled, &big).iter().map(|z| z / scale).collect();
            assert!(close(&found, &projected(unit, &x)));
        }
    }
}

#[test]
fn a_result_that_overflows_is_an_error_and_no_number() {
    let error = MaximumNorm::new(1e300).unwrap().prox(&[1e300], 1e-300, &mut [0.0]).unwrap_err();
    assert_eq!(error.code(), Code::NonFinite);
    let error = LogBarrier::new(1.0).unwrap().prox(&[-1.0], 0.0, &mut [0.0]).unwrap_err();
    assert_eq!((error.code(), error.argument().as_str()), (Code::Domain, "x"));
}

fn assert_near(found: &[f64], expected: &[f64], tolerance: f64) {
    let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance);
    assert!(found.len() == expected.len() && near, "{found:?}, not {expected:?}");
}

#[test]
fn the_group_norm_of_three_and_four() {
    assert_near(&moved(&GroupNorm::new(&[2], &[1.0]).unwrap(), &[3.0, 4.0], 1.0), &[2.4, 3.2], 1e-15);
}

#[test]
fn the_sparse_group_of_three_and_four() {
    let f = SparseGroup::new(&[2], &[1.0], 1.0).unwrap();
    assert_near(&moved(&f, &[3.0, 4.0], 1.0), &[1.445300, 2.167950], 5e-7);
}

#[test]
fn the_maximum_norm_of_three_one_and_two() {
    assert_eq!(moved(&MaximumNorm::new(1.0).unwrap(), &[3.0, 1.0, -2.0], 1.0), [2.0, 1.0, -2.0]);
}

#[test]
fn the_nuclear_norm_of_a_diagonal() {
    let f = NuclearNorm::new(2, 1.0).unwrap();
    assert_near(&moved(&f, &[3.0, 0.0, 0.0, 1.0], 2.0), &[1.0, 0.0, 0.0, 0.0], 1e-15);
}

#[test]
fn the_sorted_norm_pools_two_entries() {
    let f = Slope::new(&[2.0, 0.5, 0.25]).unwrap();
    assert_eq!(moved(&f, &[3.0, 2.0, -1.0], 1.0), [1.25, 1.25, -0.75]);
}

#[test]
fn the_sorted_norm_keeps_ties_equal() {
    let f = Slope::new(&[3.0, 1.0, 0.7, 0.1, 0.1]).unwrap();
    let z = moved(&f, &[2.0, -2.0, 0.3, 2.0, -0.3], 0.3);
    assert!(z[0] == -z[1] && z[0] == z[3] && z[2] == -z[4]);
}

#[test]
fn the_total_variation_of_one_and_three() {
    assert_eq!(moved(&TotalVariation::new(1.0).unwrap(), &[1.0, 3.0], 0.5), [1.5, 2.5]);
}

#[test]
fn the_total_variation_fuses_to_the_bit_and_to_the_mean() {
    let x = Random::new(7).vector(1000, -1.0, 1.0);
    let mean = sum(&x) / 1000.0;
    let f = TotalVariation::new(1.0).unwrap();
    let fused = moved(&f, &x, 1e200);
    assert!(fused.iter().all(|z| z.to_bits() == fused[0].to_bits() && (z - mean).abs() < 1e-12));
    let z = moved(&f, &x, 3.0);
    let changes = z.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes > 5 && changes < 400, "{changes} changes");
    assert!((sum(&z) / 1000.0 - mean).abs() < 1e-12);
}

#[test]
fn long_lines_have_a_dual_certificate() {
    // The partial sums of x − z stay within ±ta, reach the bound wherever z jumps, with the sign of the jump, and end at 0.
    let n = 20_000;
    let mut random = Random::new(11);
    let noise = random.vector(n, -1.0, 0.5);
    let x: Vec<f64> = noise.iter().enumerate().map(|(i, e)| 1e3 + e + f64::from(u8::from(i % 3000 < 1500))).collect();
    for limit in [0.01, 1.0, 30.0] {
        let z = moved(&TotalVariation::new(1.0).unwrap(), &x, limit);
        let mut dual = 0.0;
        for i in 0..n - 1 {
            dual += x[i] - z[i];
            assert!(dual.abs() <= limit + 1e-8);
            let jump = z[i + 1] - z[i];
            assert!(jump == 0.0 || (dual + limit.copysign(jump)).abs() < 1e-8, "{dual} at a jump of {jump}");
        }
        assert!((dual + x[n - 1] - z[n - 1]).abs() < 1e-8);
    }
}

#[test]
fn soft_thresholding_of_three() {
    let mut out = [f64::NAN; 3];
    soft_threshold(&[1.0, -1.0, 0.5], 0.1, &mut out, &Workers::sequential()).unwrap();
    assert_near(&out, &[0.9, -0.9, 0.4], 1e-15);
}

#[test]
fn the_simplex_of_three() {
    assert_near(&projected(&Simplex::new(1.0).unwrap(), &[0.5, 1.2, -0.3]), &[0.15, 0.85, 0.0], 1e-15);
}

#[test]
fn the_simplex_of_nothing_is_zero() {
    assert_eq!(bits(&projected(&Simplex::new(0.0).unwrap(), &[-1.0, 2.0])), bits(&[0.0, 0.0]));
}

#[test]
fn the_logarithmic_barrier_at_zero() {
    assert_eq!(moved(&LogBarrier::new(2.0).unwrap(), &[0.0], 0.5), [1.0]);
}

#[test]
fn the_logarithmic_barrier_far_outside_keeps_its_digits() {
    let z = moved(&LogBarrier::new(1.0).unwrap(), &[-1e8], 1.0)[0];
    assert!((z * 1e8 - 1.0).abs() < 1e-15);
}

#[test]
fn powers_jump_where_their_threshold_says() {
    let jump = |f: &dyn Proximal, threshold: f64, height: f64| {
        assert_eq!(moved(f, &[threshold * (1.0 - 1e-12)], 1.0), [0.0]);
        assert_near(&moved(f, &[-threshold * (1.0 + 1e-12)], 1.0), &[-height], 1e-10);
    };
    jump(&Cardinality::new(2.0).unwrap(), 2.0, 2.0);
    jump(&HalfPower::new(1.0).unwrap(), 1.5, 1.0);
    jump(&TwoThirdsPower::new(1.5).unwrap(), 2.0, 1.0);
}

/// What the projection leaves lies in the set, and does not depend on where it came from.
#[test]
fn as_many_equations_as_unknowns_have_one_point() {
    let matrix = [0.819295167315955, 0.1690052701587104, 0.10594351828859867, 0.8768276728757467];
    for rhs in [[0.0, 0.0], [1.0, -2.0]] {
        let set = Affine::new(&matrix, 2, &rhs).unwrap();
        let (here, there) = (projected(&set, &[-4.3, 0.4]), projected(&set, &[1e300, 0.0]));
        assert_eq!(here, there);
        assert!(set.contains(&here).unwrap() && set.contains(&there).unwrap());
        assert!(rhs != [0.0, 0.0] || here == [0.0, 0.0]);
    }
}

#[test]
fn the_logarithmic_barrier_never_leaves_its_domain() {
    for (x, t) in [(-f64::MAX, 1e-8), (-1e300, 1e-300), (0.0, 5e-324)] {
        let z = moved(&LogBarrier::new(1.0).unwrap(), &[x], t)[0];
        assert!(z > 0.0 && z < 1e-150, "{z:e}");
    }
    let far = moved(&LogBarrier::new(1.0).unwrap(), &[-f64::MAX], 1e300)[0];
    assert!((far / (1e300 / f64::MAX) - 1.0).abs() < 1e-15, "{far:e}");
}
