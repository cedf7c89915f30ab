//! Random and mutated formulas: each is refused with a message or gives a finite design that is the same when built again.
//!
//! A fixed number of formulas by default; `PENLIK_FUZZ_SECONDS` gives a time instead, and `PENLIK_FUZZ_SEED` other formulas.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

use std::time::{Duration, Instant};

use penlik::check::Explain;
use penlik::design::{Blueprint, Column, Contrast, Contrasts, DesignOptions, Missing, Response, Table, build};
use penlik::formula::{explain, parse};

/// Formulas by default.
const COUNT: u64 = 4000;
/// No formula of a few hundred characters over twelve rows may take so long.
const HANGING: Duration = Duration::from_secs(20);

const TOKENS: &[&str] = &[
    "x",
    "z",
    "k",
    "g",
    "h",
    "y",
    "n t",
    "`n t`",
    "w",
    ".",
    "0",
    "1",
    "2",
    "3",
    "1.5",
    "1e300",
    "-",
    "+",
    "+",
    "*",
    "/",
    ":",
    "^",
    "**",
    "%in%",
    "~",
    "(",
    ")",
    "(",
    ")",
    ",",
    "=",
    "c(",
    "I(",
    "log(",
    "log2(",
    "log10(",
    "log1p(",
    "exp(",
    "sqrt(",
    "abs(",
    "scale(",
    "poly(",
    "bs(",
    "ns(",
    "C(",
    "factor(",
    "ordered(",
    "offset(",
    "cbind(",
    "s(",
    "te(",
    "df",
    "knots",
    "degree",
    "raw",
    "base",
    "intercept",
    "TRUE",
    "FALSE",
    "sum",
    "helmert",
    "treatment",
    "'text'",
    "\"",
    "`",
    "\u{e9}",
    "\u{4f53}",
    " ",
    "\n",
    "by",
    "k = 3",
];

const CORPUS: &[&str] = &[
    "y ~ x + z",
    "log(y + 2) ~ I(x^2) * g + poly(z, 3)",
    "y ~ scale(x):g + offset(log(x + 1)) - 1",
    "y ~ bs(x, df = 5) + ns(z, knots = c(0.5, 1)) + h",
    "y ~ C(g, sum) * C(k, helmert) + ordered(k)",
    "g ~ (x + z + h)^2 - x:z",
    "cbind(k, x) ~ poly(z, 2, raw = TRUE):h + .",
    "C(k) ~ C(g, treatment, base = 2)/x + x %in% h",
    "sqrt(y) ~ 0 + . + I((x - 1) / (z + 5)) + abs(-z)",
    "y ~ exp(-x^2 / 2) + log1p(abs(z)) * factor(k)",
    "y ~ bs(`n t`, degree = 2, Boundary.knots = c(-1, 20), intercept = TRUE) + g:h:x",
    "y ~ ns(log(x), 2) * g - ns(log(x), 2)",
    "y ~ s(x, k = 4, bs = \"cr\") + poly(z, 2)",
];

/// Pieces that can stand for each other.
const ALIKE: &[&[&str]] = &[
    &["x", "z", "k", "y", "`n t`", "g", "h", "w", "."],
    &["0", "1", "2", "3", "5", "0.5", "1.5", "40", "1e300"],
    &["+", "-", "*", "/", ":", "^", "%in%", ","],
    &["log", "sqrt", "exp", "abs", "log1p", "I", "scale", "offset", "C", "factor", "ordered", "poly", "bs", "ns", "s"],
    &["sum", "helmert", "treatment", "poly", "contr.sum"],
    &["TRUE", "FALSE", "2"],
    &["df", "degree", "raw", "base", "knots", "intercept", "k"],
];

/// Names, numbers, signs and blanks of a formula.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let class = |c: char| if c.is_alphanumeric() || "._`%".contains(c) { 1 } else { 0 };
    for c in text.chars() {
        match pieces.last_mut() {
            Some(last) if class(c) == 1 && last.chars().all(|c| class(c) == 1) => last.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

/// Splitmix64: formulas are the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    fn token(&mut self) -> &'static str {
        TOKENS[self.below(TOKENS.len())]
    }

    fn tokens(&mut self) -> String {
        let left = ["y", "log(y + 2)", "g", "cbind(k, x)", "", "I(y * x)"][self.below(6)];
        let count = 1 + self.below(14);
        let right: Vec<&str> = (0..count).map(|_| self.token()).collect();
        format!("{left} ~ {}", right.join([" ", ""][self.below(2)]))
    }

    /// A formula of the corpus with some names, numbers and operators exchanged for others, most of them still formulas.
    fn varied(&mut self) -> String {
        let mut pieces = pieces(CORPUS[self.below(CORPUS.len())]);
        for _ in 0..=self.below(3) {
            let place = self.below(pieces.len());
            let others = ALIKE.iter().find(|others| others.contains(&pieces[place].as_str()));
            if let Some(others) = others {
                pieces[place] = others[self.below(others.len())].to_owned();
            }
        }
        pieces.concat()
    }

    /// A formula of the corpus after some cuts, insertions, repetitions and exchanges.
    fn mutated(&mut self) -> String {
        let mut text: Vec<char> = CORPUS[self.below(CORPUS.len())].chars().collect();
        for _ in 0..=self.below(4) {
            let (a, b) = (self.below(text.len() + 1), self.below(text.len() + 1));
            let (from, to) = (a.min(b), a.max(b));
            match self.below(5) {
                0 => drop(text.drain(from..to.min(from + 6))),
                1 => drop(text.splice(from..from, self.token().chars())),
                2 => {
                    let piece = text[from..to].to_vec();
                    text.splice(to..to, piece);
                }
                3 => drop(text.splice(from..to.min(from + 3), self.token().chars())),
                _ => {
                    let other: Vec<char> = CORPUS[self.below(CORPUS.len())].chars().collect();
                    let cut = self.below(other.len());
                    text.truncate(from);
                    text.extend(&other[cut..]);
                }
            }
        }
        text.truncate(400);
        text.into_iter().collect()
    }
}

struct Columns {
    numbers: Vec<(&'static str, Vec<f64>)>,
    codes: Vec<(&'static str, Vec<i32>, Vec<String>)>,
}

fn columns() -> Columns {
    let number = |f: &dyn Fn(f64) -> f64| (0..12).map(|i| f(f64::from(i))).collect::<Vec<f64>>();
    let levels = |count: i32, names: &[&str]| {
        ((0..12).map(|i| (i * 5 + i / 4) % count).collect(), names.iter().map(|&name| name.to_owned()).collect())
    };
    let ((g, gs), (h, hs)) = (levels(3, &["a", "b", "c"]), levels(2, &["u", "v"]));
    Columns {
        numbers: vec![
            ("x", number(&|i| 0.5 + i * i / 8.0)),
            ("z", number(&|i| (i * 1.7).sin() * 2.0)),
            ("k", number(&|i| (i * 3.0) % 4.0 + 1.0)),
            ("y", number(&|i| i * 0.25 + 0.25)),
            ("n t", number(&|i| i + 1.0)),
        ],
        codes: vec![("g", g, gs), ("h", h, hs)],
    }
}

fn table(columns: &Columns) -> Table<'_> {
    let numbers = columns.numbers.iter().map(|(name, x)| ((*name).to_owned(), Column::Numeric(x)));
    let codes = columns.codes.iter();
    let codes = codes.map(|(name, codes, levels)| ((*name).to_owned(), Column::Categorical { codes, levels }));
    Table::new(12, numbers.chain(codes).collect()).unwrap()
}

/// Whether the formula was built.
fn try_out(text: &str, table: &Table<'_>, contrast: Contrast) -> bool {
    let formula = match parse(text) {
        Ok(formula) => formula,
        Err(error) => {
            assert!(error.position().is_some_and(|at| at <= text.len()), "{text:?}");
            assert!(explain(&error, text).contains('^'), "{text:?}");
            return false;
        }
    };
    let options =
        DesignOptions { contrasts: Contrasts { default: contrast, columns: &[] }, ..DesignOptions::default() };
    let built = match build(&formula, table, &options) {
        Ok(built) => built,
        Err(error) => {
            assert!(error.position().is_none_or(|at| text.is_char_boundary(at)), "{text:?}: {error}");
            assert!(!explain(&error, text).is_empty());
            return false;
        }
    };
    let finite = |x: &penlik::linalg::Panels| (0..x.cols()).all(|j| x.column(j).all(f64::is_finite));
    assert!(finite(&built.design.dense()) && built.rest.as_ref().is_none_or(finite), "{text:?}");
    assert!(built.offset.iter().flatten().all(|x| x.is_finite()), "{text:?}");
    if let Response::Numeric { values, .. } = &built.response {
        assert!(values.iter().all(|x| x.is_finite()), "{text:?}");
    }
    let mut names = built.blueprint.columns().to_vec();
    assert_eq!(names.len(), built.design.cols());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), built.design.cols(), "names are distinct in {text:?}");
    let stored = serde_json::to_string(&built.blueprint).unwrap();
    let back: Blueprint = serde_json::from_str(&stored).unwrap_or_else(|e| panic!("{text:?}: {e} in {stored}"));
    assert_eq!(serde_json::to_string(&back).unwrap(), stored, "{text:?}");
    let again = back.encode(table, Missing::Fail).unwrap_or_else(|e| panic!("{text:?}: {e}")).0;
    assert_eq!(again, *built.design.dense(), "{text:?}");
    // A label is a formula of its own term.
    if let Some(term) = built.blueprint.terms().iter().find(|term| !term.is_intercept && !term.is_smooth) {
        let own = format!("~ {}", term.label);
        assert!(parse(&own).is_ok(), "{own:?} of {text:?}");
    }
    true
}

#[test]
fn any_text_is_refused_with_a_message_or_gives_a_finite_design() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (seconds, seed) = (number("PENLIK_FUZZ_SECONDS"), number("PENLIK_FUZZ_SEED").unwrap_or(1));
    let columns = columns();
    let table = table(&columns);
    for text in CORPUS {
        assert!(try_out(text, &table, Contrast::Treatment), "{text}");
    }
    let mut random = Random(seed);
    let (start, mut tried, mut built) = (Instant::now(), 0_u64, 0_u64);
    let more = |tried| seconds.map_or(tried < COUNT, |seconds| start.elapsed() < Duration::from_secs(seconds));
    while more(tried) {
        let text = match random.below(4) {
            0 => random.tokens(),
            1 => random.mutated(),
            _ => random.varied(),
        };
        let contrast = [Contrast::Treatment, Contrast::Sum, Contrast::Helmert, Contrast::Poly][random.below(4)];
        let before = Instant::now();
        built += u64::from(try_out(&text, &table, contrast));
        assert!(before.elapsed() < HANGING, "{text:?} took {:?}", before.elapsed());
        tried += 1;
    }
    println!("{tried} formulas, {built} of them built");
    assert!(built * 12 > tried, "mutations leave enough formulas whole: {built} of {tried}");
}
