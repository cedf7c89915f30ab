//! Designs of many rows by tables and piecewise cubics: their entries are those of the dense design, and fits over them those over it.
#![allow(clippy::unwrap_used, clippy::panic)]

use penlik::design::{Column, DesignOptions, Missing, Table, build};
use penlik::formula::parse;
use penlik::linalg::DesignMatrix;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, FormulaInput, MatrixInput, MatrixResponse, PenaltyInput, fit_formula,
    fit_panels,
};

const ROWS: usize = 20_000;

fn noise(seed: u64) -> f64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x51_7c_c1_b7_27_22_0a_95);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Numbers, a rounded one, one far from zero, levels, and responses.
struct Frame {
    columns: Vec<(&'static str, Vec<f64>)>,
    codes: Vec<i32>,
    levels: Vec<String>,
}

impl Frame {
    fn new() -> Self {
        let column = |k: u64| (0..ROWS as u64).map(move |i| noise(7 * i + k)).collect::<Vec<f64>>();
        let (x, u, v) = (column(1), column(2), column(3));
        let minute: Vec<f64> = column(4).iter().map(|x| (x * 40.0).floor()).collect();
        let year: Vec<f64> = column(5).iter().map(|x| 1990.0 + 30.0 * x).collect();
        let codes: Vec<i32> = column(6).iter().map(|x| (3.0 * x) as i32).collect();
        let wave = |i: usize| (6.0 * x[i]).sin() + (minute[i] / 9.0).cos() + 0.3 * u[i] * f64::from(codes[i]);
        let eta: Vec<f64> = (0..ROWS).map(wave).collect();
        let normal = |i: usize| {
            (-2.0 * noise(11 * i as u64 + 5).ln()).sqrt() * (std::f64::consts::TAU * noise(13 * i as u64 + 3)).cos()
        };
        let y = (0..ROWS).map(|i| eta[i] + 0.5 * normal(i)).collect();
        let n = (0..ROWS).map(|i| (eta[i].exp() * (0.5 + noise(17 * i as u64))).floor()).collect();
        let z = v.iter().map(|v| 2.0 * v - 1.0).collect();
        let columns =
            vec![("x", x), ("u", u), ("v", v), ("z", z), ("minute", minute), ("year", year), ("y", y), ("n", n)];
        Self { columns, codes, levels: ["a", "b", "c"].map(str::to_owned).to_vec() }
    }

    fn table(&self) -> Table<'_> {
        let numbers = self.columns.iter().map(|(name, values)| ((*name).to_owned(), Column::Numeric(values)));
        let group = Column::Categorical { codes: &self.codes, levels: &self.levels };
        Table::new(ROWS, numbers.chain([("g".to_owned(), group)]).collect()).unwrap()
    }

    fn column(&self, name: &str) -> &[f64] {
        &self.columns.iter().find(|(own, _)| *own == name).unwrap().1
    }
}

const SIDES: [&str; 9] = [
    "s(x, bs = 'cr') + s(year, bs = 'ps', k = 12)",
    "s(x, bs = 'cc') + s(u, bs = 'cp') + s(v, bs = 'bs', m = c(2, 1))",
    "s(x, bs = 'cs', knots = c(0.1, 0.2, 0.5, 0.6, 0.9), k = 5) + z",
    "g + s(x, by = g, bs = 'cr') + s(minute)",
    "s(minute, k = 8) + te(minute, g, bs = c('cr', 're'), k = c(5, 3)) + g",
    "s(log(1 + x), bs = 'cr') + s(x, by = z, bs = 'cr') + s(u, bs = 'cr', pc = 0.5)",
    "s(x, bs = 'ad', k = 20) + s(u, bs = 'cr')",
    "poly(z, 2) + s(x, bs = 'bs', m = c(3, 2, 0)) + offset(u)",
    "s(g, bs = 're') + s(x, g, bs = 'fs', k = 5, xt = 'cr') + s(x, bs = 'cr', k = 60)",
];

fn tabulated(side: &str, frame: &Frame) -> DesignMatrix {
    let (table, formula) = (frame.table(), format!("y ~ {side}"));
    build(&parse(&formula).unwrap(), &table, &DesignOptions::default()).unwrap_or_else(|e| panic!("{side}: {e}")).design
}

#[test]
fn entries_are_those_of_the_dense_design() {
    let frame = Frame::new();
    let table = frame.table();
    for side in SIDES {
        let Ok(formula) = parse(&format!("y ~ {side}")) else { panic!("{side}") };
        let Ok(built) = build(&formula, &table, &DesignOptions::default()) else { panic!("{side}") };
        assert!(matches!(built.design, DesignMatrix::Tabulated(_)), "{side}");
        let dense = built.blueprint.encode(&table, Missing::Fail).unwrap().0;
        let found = built.design.dense();
        assert_eq!((found.rows(), found.cols()), (ROWS, dense.cols()));
        for j in 0..dense.cols() {
            let size = dense.column(j).fold(0.0_f64, |m, x| m.max(x.abs()));
            let apart = dense.column(j).zip(found.column(j)).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs()));
            assert!(apart <= 4e-14 * size, "{side}, column {j}: {apart:e} of {size}");
        }
    }
}

/// The same rows and penalties with a dense design.
fn over_dense(side: &str, response: &str, family: &FamilySpec, frame: &Frame) -> Fitted {
    let (table, formula) = (frame.table(), format!("{response} ~ {side}"));
    let built = build(&parse(&formula).unwrap(), &table, &DesignOptions::default()).unwrap();
    let penalties: Vec<PenaltyInput<'_>> = built.penalties.iter().map(given).collect();
    let input = MatrixInput {
        design: built.blueprint.encode(&table, Missing::Fail).unwrap().0,
        response: MatrixResponse::Numeric(frame.column(response)),
        weights: None,
        offset: built.offset.as_deref(),
        names: None,
        penalties,
        terms: Vec::new(),
    };
    fit_panels(input, family, &FitOptions::default(), &Control::none()).unwrap()
}

fn given(penalty: &penlik::design::SmoothPenalty) -> PenaltyInput<'_> {
    let order = penalty.matrix.order;
    PenaltyInput {
        matrix: ndarray::ArrayView2::from_shape((order, order), &penalty.matrix.data).unwrap(),
        columns: Some(penalty.columns.clone()),
        label: Some(penalty.label.clone()),
        strength: penalty.strength,
    }
}

fn criterion(model: &Fitted) -> f64 {
    model.selection().unwrap().criterion
}

#[test]
fn fits_are_those_over_the_dense_design() {
    let frame = Frame::new();
    let table = frame.table();
    let cases = [
        (SIDES[0], "y", FamilySpec::gaussian()),
        (SIDES[3], "y", FamilySpec::gaussian()),
        (SIDES[0], "n", FamilySpec::Poisson { link: None }),
        (SIDES[4], "n", FamilySpec::Poisson { link: None }),
        (SIDES[5], "n", FamilySpec::NegativeBinomial { theta: None, link: None }),
    ];
    for (side, response, family) in cases {
        let formula = format!("{response} ~ {side}");
        let model =
            fit_formula(&FormulaInput::new(&formula, &table), &family, &FitOptions::default(), &Control::none())
                .unwrap();
        let dense = over_dense(side, response, &family, &frame);
        let apart = (criterion(&model) - criterion(&dense)).abs() / criterion(&dense).abs();
        assert!(apart < 1e-12, "{formula}: criterion {apart:e}");
        assert!((model.edf() - dense.edf()).abs() < 1e-7, "{formula}: edf {} and {}", model.edf(), dense.edf());
        assert!((model.deviance() - dense.deviance()).abs() < 1e-9 * dense.deviance(), "{formula}");
        let (found, expected) = (model.coefficients(), dense.coefficients());
        let size = expected.iter().fold(0.0_f64, |m, b| m.max(b.abs()));
        let apart = found.iter().zip(expected).fold(0.0_f64, |m, (a, b)| m.max((a - b).abs()));
        assert!(apart < 1e-7 * size, "{formula}: coefficients {apart:e} of {size}");
    }
}

#[test]
fn bits_do_not_depend_on_threads() {
    let frame = Frame::new();
    let table = frame.table();
    let fit = |threads: usize| {
        let options = FitOptions { threads, ..FitOptions::default() };
        let input = FormulaInput::new("n ~ s(x, bs = 'cr') + s(minute, k = 8) + z", &table);
        fit_formula(&input, &FamilySpec::Poisson { link: None }, &options, &Control::none()).unwrap()
    };
    let one = fit(1);
    for threads in [2, 3, 7] {
        let other = fit(threads);
        assert_eq!(one.coefficients(), other.coefficients());
        assert_eq!(criterion(&one).to_bits(), criterion(&other).to_bits());
    }
}

#[test]
fn rounded_covariates_move_a_fit_by_little() {
    let frame = Frame::new();
    let table = frame.table();
    let side = "y ~ s(x) + te(u, v, k = c(4, 4)) + s(minute, k = 8)";
    let fit = |round_to: Option<usize>| {
        let options = FitOptions { round_to, ..FitOptions::default() };
        fit_formula(&FormulaInput::new(side, &table), &FamilySpec::gaussian(), &options, &Control::none()).unwrap()
    };
    let (exact, rounded) = (fit(None), fit(Some(1000)));
    assert!((exact.edf() - rounded.edf()).abs() < 0.02, "{} {}", exact.edf(), rounded.edf());
    assert!((exact.deviance() / rounded.deviance() - 1.0).abs() < 1e-4);
    let formula = parse(side).unwrap();
    let options = DesignOptions { round_to: Some(1000), ..DesignOptions::default() };
    let design = build(&formula, &table, &options).unwrap().design;
    assert!(matches!(design, DesignMatrix::Tabulated(_)));
}

#[test]
fn few_rows_and_rows_that_share_nothing_are_dense() {
    let frame = Frame::new();
    assert!(matches!(tabulated("s(x)", &frame), DesignMatrix::Dense(_)));
    let few: Vec<f64> = frame.column("x")[..1000].to_vec();
    let table =
        Table::new(1000, vec![("x".into(), Column::Numeric(&few)), ("y".into(), Column::Numeric(&few))]).unwrap();
    let built = build(&parse("y ~ s(x, bs = 'cr')").unwrap(), &table, &DesignOptions::default()).unwrap();
    assert!(matches!(built.design, DesignMatrix::Dense(_)));
}
