//! Functions known by their proximal map, and sets: 0 inside, infinite elsewhere.
//!
//! What is an equation of reals can only be asked up to rounding: 1e-13 of the sizes in it.

use super::Question;
use crate::Scalar;

const ROUNDING: f64 = 1e-13;

/// P(θ) of a kind of one number, summed.
pub fn entrywise<S: Scalar>(kind: &str, parameter: &dyn Fn(&str) -> S, theta: &[S]) -> Option<S> {
    let sum = |k: &dyn Fn(S) -> S| theta.iter().fold(S::of(0.0), |total, &x| total + k(x));
    let negative = |zero: bool| theta.iter().any(|x| x.to_f64() < 0.0 || zero && x.to_f64() == 0.0);
    Some(match kind {
        "HalfPower" => sum(&|x| x.abs().sqrt()),
        "TwoThirdsPower" => sum(&|x| match x.to_f64() {
            0.0 => x,
            _ => (S::of(2.0) / S::of(3.0) * x.abs().ln()).exp(),
        }),
        "LogSum" => {
            let scale = parameter("scale");
            sum(&|x| (x.abs() / scale).ln_1p())
        }
        "LogBarrier" if negative(true) => S::of(f64::INFINITY),
        "LogBarrier" => sum(&|x| -x.ln()),
        "NonNegativeL1" if negative(false) => S::of(f64::INFINITY),
        "NonNegativeL1" => sum(&|x| x),
        "NonNegative" => indicator(!negative(false)),
        "LInfinityBall" => indicator(theta.iter().all(|x| x.abs().to_f64() <= parameter("radius").to_f64())),
        _ => return None,
    })
}

/// P(θ) of the other kinds.
pub fn value<S: Scalar>(kind: &str, question: &Question<'_, S>) -> Option<S> {
    let rows = |f: &dyn Fn(&[S]) -> S| question.rows().fold(S::of(0.0), |sum, row| sum + f(row));
    let set = |inside: &dyn Fn(&[f64]) -> bool| {
        indicator(question.rows().all(|row| inside(&row.iter().map(|x| x.to_f64()).collect::<Vec<_>>())))
    };
    let number = |name: &str| (question.number)(name);
    let plain = |name: &str| (question.numbers)(name).iter().map(|x| x.to_f64()).collect::<Vec<_>>();
    Some(match kind {
        "SLOPE" => rows(&|row| sorted(row, &(question.numbers)("weights"))),
        "LInfinity" => rows(&|row| row.iter().fold(S::of(0.0), |m, x| m.max(x.abs()))),
        "FusedLasso" => rows(&|row| {
            let differences = row.windows(2).fold(S::of(0.0), |sum, pair| sum + (pair[1] - pair[0]).abs());
            number("tv") * differences + number("l1") * total(row.iter().map(|x| x.abs()))
        }),
        "LogisticLoss" => rows(&|row| {
            let labels = (question.numbers)("labels");
            total(row.iter().zip(labels).map(|(&x, y)| softplus(-(y * x))))
        }),
        "SoftmaxLoss" => {
            let labels = plain("labels");
            total(question.rows().zip(labels).map(|(row, label)| {
                let own = row[label as usize];
                total(row.iter().map(|&x| (x - own).exp())).ln()
            }))
        }
        "Simplex" => set(&|x| {
            let size = x.iter().fold(number("total").to_f64(), |m, x| m.max(x.abs()));
            x.iter().all(|x| *x >= -ROUNDING * size) && near(x.iter().sum(), number("total").to_f64(), x)
        }),
        "Box" => {
            let (lower, upper) = (bound(question, "lower", -1.0), bound(question, "upper", 1.0));
            set(&|x| x.iter().enumerate().all(|(j, x)| lower(j) <= *x && *x <= upper(j)))
        }
        "L1Ball" => set(&|x| at_most(x.iter().map(|x| x.abs()).sum(), number("radius").to_f64())),
        "L2Ball" => set(&|x| at_most(x.iter().map(|x| x * x).sum::<f64>().sqrt(), number("radius").to_f64())),
        "Hyperplane" => set(&|x| equation(&plain("normal"), x, number("offset").to_f64())),
        "Affine" => {
            set(&|x| plain("matrix").chunks(x.len().max(1)).zip(plain("rhs")).all(|(row, b)| equation(row, x, b)))
        }
        "SpectralBall" => spectral_ball(question),
        _ => return None,
    })
}

fn indicator<S: Scalar>(inside: bool) -> S {
    S::of(if inside { 0.0 } else { f64::INFINITY })
}

fn total<S: Scalar>(terms: impl Iterator<Item = S>) -> S {
    terms.fold(S::of(0.0), |sum, x| sum + x)
}

fn softplus<S: Scalar>(u: S) -> S {
    if u.to_f64() > 0.0 { u + (-u).exp().ln_1p() } else { u.exp().ln_1p() }
}

fn sorted<S: Scalar>(row: &[S], weights: &[S]) -> S {
    let mut sizes: Vec<S> = row.iter().map(|x| x.abs()).collect();
    sizes.sort_by(|a, b| b.to_f64().total_cmp(&a.to_f64()));
    total(sizes.iter().zip(weights).map(|(&x, &w)| w * x))
}

fn bound<S: Scalar>(question: &Question<'_, S>, name: &str, side: f64) -> impl Fn(usize) -> f64 + use<S> {
    let given = question.spec.contains_key(name);
    let values: Vec<f64> = if given { (question.numbers)(name).iter().map(|x| x.to_f64()).collect() } else { vec![] };
    move |j| match values.len() {
        0 => side * f64::INFINITY,
        1 => values[0],
        _ => values[j],
    }
}

fn at_most(found: f64, limit: f64) -> bool {
    found <= limit * (1.0 + ROUNDING)
}

fn near(found: f64, wanted: f64, x: &[f64]) -> bool {
    let size = x.iter().fold(wanted.abs(), |m, x| m.max(x.abs()));
    (found - wanted).abs() <= ROUNDING * x.len() as f64 * size
}

fn equation(a: &[f64], x: &[f64], b: f64) -> bool {
    let products = || a.iter().zip(x).map(|(a, x)| a * x);
    let size = products().map(f64::abs).sum::<f64>() + b.abs() + a.iter().map(|a| a.abs()).sum::<f64>();
    (products().sum::<f64>() - b).abs() <= 10.0 * ROUNDING * size
}

fn spectral_ball<S: Scalar>(question: &Question<'_, S>) -> S {
    let (k, x) = (question.columns, question.theta.iter().map(|x| x.to_f64()).collect::<Vec<_>>());
    let mut gram = vec![0.0; k * k];
    for row in x.chunks(k.max(1)) {
        for i in 0..k {
            for j in 0..k {
                gram[i * k + j] += row[i] * row[j];
            }
        }
    }
    let largest = crate::checks::eigenvalues(&gram, k).into_iter().fold(0.0, f64::max).sqrt();
    indicator(at_most(largest, (question.number)("radius").to_f64()))
}
