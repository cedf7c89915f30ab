//! One problem for every family and link: the same smooth mean, rows, and penalties.

use super::splines::{cubic_splines, differences};
use ndarray::{Array2, s};
use penlik::families::{
    Beta, Binomial, Counts, Distribution, Family, Gamma, Gaussian, InverseGaussian, Linked, Multinomial,
    NegativeBinomial, Normal, OrderedCategories, Poisson, Quasi, QuasiVariance, ScaledT, Shares, Tweedie, link,
};
use penlik::inner::{Control, Problem, QuadraticPenalty, Settings};
use penlik::linalg::{Panels, Symmetric, Workers};
use penlik::outer::{Assembled, Evaluation, Laplace, Marginal, MatrixPenalty, Metric, assemble};

/// Rows with a family and penalties whose strengths are open.
pub struct Case {
    pub name: String,
    pub family: Box<dyn Family + Send>,
    pub design: Panels,
    pub response: Panels,
    pub weights: Panels,
    pub assembled: Assembled,
    workers: Workers,
    none: QuadraticPenalty,
}

/// Which penalties a case has.
#[derive(Debug, Clone, Copy)]
pub enum Penalties {
    /// Second differences of one smooth.
    One,
    /// Two smooths with a penalty each.
    Two,
    /// One smooth with first and second differences.
    Overlapping,
}

/// What kind of numbers a family takes.
#[derive(Clone, Copy)]
enum Kind {
    Share,
    Positive,
    Count,
    ZeroOrMore,
    HeavyTailed,
    Classes,
    Ordered,
}

const ROWS: usize = 80;

fn fraction(x: f64) -> f64 {
    x - x.floor()
}

fn covariates() -> (Vec<f64>, Vec<f64>) {
    let at = |step: f64| (0..ROWS).map(|i| fraction((i as f64 + 0.5) * step)).collect::<Vec<_>>();
    (at(0.618_033_988_749_895), at(0.414_213_562_373_095))
}

/// A number in (−1, 1) for a row.
fn noise(i: usize) -> f64 {
    2.0 * fraction((i as f64 + 1.0) * 0.732_050_807_568_877 * 7.3) - 1.0
}

fn response(kind: Kind) -> Panels {
    let (a, b) = covariates();
    let wave = |i: usize| (4.5 * a[i]).sin() + 0.5 * (4.0 * b[i]).cos();
    let value = |i: usize| match kind {
        Kind::Share => (20.0 * (0.45 + 0.12 * wave(i) + 0.1 * noise(i))).round() / 20.0,
        Kind::Positive | Kind::Classes => 3.0 + wave(i) + 0.8 * noise(i),
        Kind::HeavyTailed => 3.0 + wave(i) + 0.5 * noise(i) + if i % 13 == 5 { 1.5 * noise(i + 1) } else { 0.0 },
        Kind::Ordered => [-0.9, 0.3, 1.2].iter().filter(|cut| wave(i) + 2.0 * noise(i) > **cut).count() as f64,
        Kind::Count => (6.0 + 2.0 * wave(i) + 3.0 * noise(i)).round().max(0.0),
        Kind::ZeroOrMore if i % 16 == 7 => 0.0,
        Kind::ZeroOrMore => (3.0 + wave(i)) * (1.2 * noise(i)).exp(),
    };
    if !matches!(kind, Kind::Classes) {
        return Panels::from_column(&(0..ROWS).map(value).collect::<Vec<_>>());
    }
    let mut out = Panels::zeros(ROWS, 2);
    for i in 0..ROWS {
        let score = wave(i) + 2.5 * noise(i);
        if score < -0.4 {
            out.set(i, 0, 1.0);
        } else if score > 0.9 {
            out.set(i, 1, 1.0);
        }
    }
    out
}

/// The design and the penalties: an intercept, one smooth of ten functions less the first, and perhaps another of six.
fn terms(penalties: Penalties) -> (Array2<f64>, Vec<MatrixPenalty>) {
    let (a, b) = covariates();
    let (first, second) = (cubic_splines(&a, 9, (0.0, 1.0)), cubic_splines(&b, 6, (0.0, 1.0)));
    let two = matches!(penalties, Penalties::Two);
    let columns = 9 + if two { 5 } else { 0 };
    let design = Array2::from_shape_fn((ROWS, columns), |(i, j)| match j {
        0 => 1.0,
        1..=8 => first[[i, j]],
        _ => second[[i, j - 8]],
    });
    let penalty = |label: &str, k: usize, order: usize, start: usize| {
        let matrix = differences(k, order).slice(s![1.., 1..]).to_owned();
        let matrix = Symmetric { order: k - 1, data: matrix.iter().copied().collect() };
        MatrixPenalty { label: label.into(), matrix, columns: start..start + k - 1, fixed: None }
    };
    let mut list = vec![penalty("a", 9, 2, 1)];
    match penalties {
        Penalties::One => {}
        Penalties::Two => list.push(penalty("b", 6, 2, 9)),
        Penalties::Overlapping => list.push(penalty("b", 9, 1, 1)),
    }
    (design, list)
}

fn panels(design: &Array2<f64>) -> Panels {
    let mut out = Panels::zeros(design.nrows(), design.ncols());
    design.indexed_iter().for_each(|((i, j), x)| out.set(i, j, *x));
    out
}

type Named = (String, Box<dyn Family + Send>, Kind, Metric);

fn linked(
    out: &mut Vec<Named>,
    name: &str,
    links: &[&str],
    kind: Kind,
    make: impl Fn(&'static dyn penlik::families::Link) -> Box<dyn Family + Send>,
) {
    for name_of_link in links {
        let family = make(link(name_of_link).unwrap());
        out.push((format!("{name}, {name_of_link}"), family, kind, Metric::Centred));
    }
}

/// Every family with every link of the library.
fn families() -> Vec<Named> {
    const SHARES: [&str; 7] = ["logit", "probit", "cloglog", "loglog", "cauchit", "log", "identity"];
    const COUNTS: [&str; 3] = ["log", "sqrt", "identity"];
    const POSITIVE: [&str; 5] = ["inverse", "log", "identity", "sqrt", "inverseSquare"];
    let mut out: Vec<Named> = vec![
        ("gaussian".into(), Box::new(Gaussian), Kind::Positive, Metric::Centred),
        ("binomial".into(), Box::new(Binomial), Kind::Share, Metric::Centred),
        ("poisson".into(), Box::new(Poisson), Kind::Count, Metric::Centred),
    ];
    for metric in [Metric::Centred, Metric::PerClass, Metric::Reference] {
        out.push((format!("multinomial {metric:?}"), Box::new(Multinomial::new(3)), Kind::Classes, metric));
    }
    linked(&mut out, "gaussian", &["identity", "log", "inverse", "sqrt"], Kind::Positive, |l| {
        Box::new(Linked::new(Normal, l))
    });
    linked(&mut out, "binomial", &SHARES, Kind::Share, |l| Box::new(Linked::new(Shares { quasi: false }, l)));
    linked(&mut out, "quasibinomial", &SHARES, Kind::Share, |l| Box::new(Linked::new(Shares { quasi: true }, l)));
    linked(&mut out, "poisson", &COUNTS, Kind::Count, |l| Box::new(Linked::new(Counts, l)));
    linked(&mut out, "gamma", &POSITIVE[..3], Kind::Positive, |l| Box::new(Linked::new(Gamma, l)));
    linked(&mut out, "inverse gaussian", &["inverseSquare", "log", "inverse", "identity"], Kind::Positive, |l| {
        Box::new(Linked::new(InverseGaussian, l))
    });
    linked(&mut out, "negative binomial of size 4", &COUNTS, Kind::Count, |l| {
        Box::new(Linked::new(NegativeBinomial::of_size(4.0), l))
    });
    linked(&mut out, "negative binomial", &COUNTS, Kind::Count, |l| {
        Box::new(Linked::new(NegativeBinomial::estimated(1.0), l))
    });
    linked(&mut out, "tweedie of power 1.4", &COUNTS, Kind::ZeroOrMore, |l| {
        Box::new(Linked::new(Tweedie::of_power(1.4), l))
    });
    linked(&mut out, "tweedie", &COUNTS, Kind::ZeroOrMore, |l| Box::new(Linked::new(Tweedie::estimated(0.0), l)));
    linked(&mut out, "beta of precision 8", &SHARES[..5], Kind::Share, |l| {
        Box::new(Linked::new(Beta::of_precision(8.0), l))
    });
    linked(&mut out, "beta", &SHARES[..5], Kind::Share, |l| Box::new(Linked::new(Beta::estimated(8.0), l)));
    let degrees = [("5 degrees of freedom", Some(5.0)), ("estimated degrees of freedom", None)];
    for ((name, df), scale) in degrees.into_iter().flat_map(|df| [(df, Some(0.5)), (df, None)]) {
        let name = format!("scaled t of {name}, {}", if scale.is_some() { "scale 0.5" } else { "estimated scale" });
        linked(&mut out, &name, &["identity", "log", "inverse"], Kind::HeavyTailed, move |l| {
            let law = ScaledT::new(df, 3.0, scale);
            let begun = [df.map_or(Some(1.0), |_| None), scale.map_or(Some(-0.7), |_| None)];
            let tau: Vec<f64> = begun.into_iter().flatten().collect();
            Box::new(Linked::new(law.with_parameters(&tau).unwrap_or(law), l))
        });
    }
    let ordered = OrderedCategories::new(4).with_parameters(&[0.25, -0.2]).unwrap();
    out.push(("ordered categories".into(), ordered, Kind::Ordered, Metric::Centred));
    for (name, variance) in [
        ("1", QuasiVariance::Constant),
        ("mu", QuasiVariance::Mean),
        ("mu^2", QuasiVariance::Square),
        ("mu^3", QuasiVariance::Cube),
    ] {
        linked(&mut out, &format!("quasi {name}"), &POSITIVE, Kind::Positive, move |l| {
            Box::new(Linked::new(Quasi(variance), l))
        });
    }
    out
}

/// All families with the penalties asked for.
pub fn cases(penalties: Penalties) -> Vec<Case> {
    families().into_iter().map(|named| Case::new(named, penalties)).collect()
}

impl Case {
    fn new((name, family, kind, metric): Named, penalties: Penalties) -> Self {
        let (design, list) = terms(penalties);
        let classes: Vec<String> = ["u", "v", "w"].map(String::from).into();
        let trials = !name.starts_with("beta");
        let weight = |i: usize| match kind {
            // A beta law takes no shares of trials: its rows have a weight like those of others.
            Kind::Share if trials => 20.0,
            _ => 1.0 + (i % 3) as f64,
        };
        Self {
            name,
            assembled: assemble(&list, design.ncols(), family.predictors(), metric, &classes).unwrap(),
            family,
            design: panels(&design),
            response: response(kind),
            weights: Panels::from_column(&(0..ROWS).map(weight).collect::<Vec<_>>()),
            workers: Workers::sequential(),
            none: QuadraticPenalty::default(),
        }
    }

    /// The criterion.
    pub fn laplace(&self, marginal: Marginal) -> Laplace<'_> {
        let rows = (&self.design, &self.response, &self.weights);
        let problem = Problem::new(rows, None, self.family.as_ref(), &self.none, &self.workers);
        Laplace::new(problem, &self.assembled.structure, marginal)
    }
}

/// The criterion with an inner fit as exact as it can be.
pub fn exactly(laplace: &Laplace<'_>, z: &[f64], near: Option<&[f64]>) -> Option<Evaluation> {
    let settings = Settings { max_iterations: 200, tolerance: Some(1e-14) };
    laplace.at(z, near, settings, &Control::none()).ok()
}
