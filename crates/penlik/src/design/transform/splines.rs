//! `bs(x, df, knots, degree = 3, intercept = FALSE, Boundary.knots)`: B-splines; `ns(x, df, knots, intercept = FALSE, Boundary.knots)`: natural
//! cubic splines, whose second derivative is 0 at the boundary knots and which go on as lines beyond.
//!
//! Interior knots are given or lie at quantiles of the fitted values, as many as `df` asks for. Without an intercept the first B-spline is
//! left out. The natural splines are what two constraints leave of the cubic ones, that their second derivatives at the two boundary knots are 0.
//! B-splines go on beyond the boundary as polynomials.
//! Source: C. de Boor, A Practical Guide to Splines (1978), chapters IX and X; T. J. Hastie, in Statistical Models in S, section 7.2.

use serde::{Deserialize, Serialize};

use super::Refused;
use crate::design::arguments::{Call, written_numbers};
use crate::design::error::DesignError;
use crate::design::smooths::{BSplines, Constraint, MAX_DEGREE, Refusal};
use crate::formula::Function;

pub(super) const EXPECTED: &str = "an expression and df or knots";
const MAX_SIZE: usize = 10_000;
const CUBIC: usize = 3;

pub(super) fn parameters(natural: bool) -> &'static [&'static str] {
    match natural {
        true => &["x", "df", "knots", "intercept", "Boundary.knots"],
        false => &["x", "df", "knots", "degree", "intercept", "Boundary.knots"],
    }
}

/// The call.
#[derive(Debug, Clone)]
pub(in crate::design) struct Splines {
    natural: bool,
    df: Option<usize>,
    knots: Option<Vec<f64>>,
    degree: usize,
    intercept: bool,
    boundary: Option<[f64; 2]>,
    /// Where df or the knots stand.
    pub place: usize,
}

impl PartialEq for Splines {
    fn eq(&self, other: &Self) -> bool {
        self.label("") == other.label("")
    }
}

/// The knots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::design) struct SplineState {
    knots: Vec<f64>,
    boundary: [f64; 2],
}

impl Splines {
    pub fn read(call: &Call<'_>, natural: bool) -> Result<Self, DesignError> {
        let degree = if natural { CUBIC } else { call.whole("degree", 1, MAX_DEGREE)?.unwrap_or(CUBIC) };
        let intercept = call.truth("intercept", false)?;
        let least = usize::from(intercept) + if natural { 1 } else { degree };
        let df = call.whole("df", least, MAX_SIZE)?;
        let knots = call.ascending("knots")?;
        if df.is_some() && knots.is_some() {
            return Err(call.refuse("knots", "df or knots, not both"));
        }
        let boundary = match call.ascending("Boundary.knots")?.as_deref() {
            None => None,
            Some([a, b]) => Some([*a, *b]),
            Some(_) => return Err(call.refuse("Boundary.knots", "c(lower, upper)")),
        };
        let place = call.place(if knots.is_some() { "knots" } else { "df" });
        Ok(Self { natural, df, knots, degree, intercept, boundary, place })
    }

    pub fn function(&self) -> Function {
        if self.natural { Function::Ns } else { Function::Bs }
    }

    pub fn label(&self, of: &str) -> String {
        let df = self.df.map_or_else(String::new, |df| format!(", df = {df}"));
        let numbers = |name: &str, numbers: &[f64]| format!(", {name} = {}", written_numbers(numbers));
        let knots = self.knots.as_ref().map_or_else(String::new, |knots| numbers("knots", knots));
        let degree = if self.degree == CUBIC { String::new() } else { format!(", degree = {}", self.degree) };
        let intercept = if self.intercept { ", intercept = TRUE" } else { "" };
        let boundary = self.boundary.as_ref().map_or_else(String::new, |pair| numbers("Boundary.knots", pair));
        format!("{}({of}{df}{knots}{degree}{intercept}{boundary})", self.function().name())
    }

    pub fn learn(&self, x: &[f64]) -> Result<SplineState, Refused> {
        let mut sorted = x.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let range = [sorted[0], sorted[sorted.len() - 1]];
        let boundary = self.boundary.unwrap_or(range);
        if boundary[0] >= boundary[1] {
            return Err(Refused::new("x", "the same in all rows", "numbers that vary, or Boundary.knots"));
        }
        sorted.retain(|x| (boundary[0]..=boundary[1]).contains(x));
        let knots = match &self.knots {
            Some(knots) => knots.clone(),
            None if sorted.is_empty() => {
                return Err(Refused::new("Boundary.knots", written_numbers(&boundary), "boundaries around the values"));
            }
            None => quantiles(&sorted, self.interior()),
        };
        let state = SplineState { knots, boundary };
        if state.is_sound() {
            return Ok(state);
        }
        let within = format!("distinct knots between {}", written_numbers(&boundary));
        match self.df {
            Some(df) => {
                Err(Refused::new("df", df.to_string(), format!("fewer: quantiles of the values make no {within}")))
            }
            None => Err(Refused::new("knots", written_numbers(&state.knots), within)),
        }
    }

    /// The interior knots that `df` asks for.
    fn interior(&self) -> usize {
        let fixed = usize::from(self.intercept) + if self.natural { 1 } else { self.degree };
        self.df.map_or(0, |df| df.saturating_sub(fixed))
    }

    /// The number of functions; `None` for a state that is none of this call.
    pub fn width(&self, state: &SplineState) -> Option<usize> {
        let is_ours = match (&self.knots, self.boundary) {
            (Some(knots), _) if *knots != state.knots => false,
            (None, _) if state.knots.len() != self.interior() => false,
            (_, Some(boundary)) if boundary != state.boundary => false,
            _ => state.is_sound(),
        };
        let ends = if self.natural { 2 } else { 0 };
        is_ours.then(|| state.knots.len() + self.degree + usize::from(self.intercept) - ends)
    }

    /// The functions, a column after the other.
    pub fn values(&self, state: &SplineState, x: &[f64]) -> Vec<f64> {
        let n = x.len();
        // A state is checked before it is used: its knots make splines.
        let Ok(splines) = self.splines(state) else { return Vec::new() };
        let mut all = vec![0.0; splines.size() * n];
        for (i, at) in x.iter().enumerate() {
            let (span, row) = if self.natural { splines.at(*at, 0) } else { beyond(&splines, *at) };
            let first = span - self.degree;
            row[..=self.degree].iter().enumerate().for_each(|(a, value)| all[(first + a) * n + i] = *value);
        }
        let mut columns = all.split_off(if self.intercept { 0 } else { n });
        for condition in self.conditions(&splines) {
            condition.absorb_columns(&mut columns, n, n.max(1));
            columns.truncate((condition.size() - 1) * n);
        }
        columns
    }

    fn splines(&self, state: &SplineState) -> Result<BSplines, Refusal> {
        let [lower, upper] = state.boundary.map(|end| std::iter::repeat_n(end, self.degree + 1));
        BSplines::new(self.degree, lower.chain(state.knots.iter().copied()).chain(upper).collect())
    }

    /// For natural splines the conditions of no second derivative at the ends, the second one in what the first leaves.
    fn conditions(&self, splines: &BSplines) -> Vec<Constraint> {
        if !self.natural {
            return Vec::new();
        }
        let (lower, upper) = splines.ends();
        let [left, mut right] = [lower, upper].map(|end| {
            let span = splines.span(end);
            let mut row = vec![0.0; splines.size()];
            row[span - CUBIC..=span].copy_from_slice(&splines.local(span, end, 2)[..=CUBIC]);
            row.split_off(usize::from(!self.intercept))
        });
        let Some(first) = Constraint::new(&left) else { return Vec::new() };
        first.absorb_columns(&mut right, 1, 1);
        right.truncate(first.size() - 1);
        std::iter::once(first).chain(Constraint::new(&right)).collect()
    }
}

/// The splines of the nearest span, whose polynomials go on beyond the ends.
fn beyond(splines: &BSplines, x: f64) -> (usize, [f64; MAX_DEGREE + 1]) {
    let span = splines.span(x);
    (span, splines.local(span, x, 0))
}

impl SplineState {
    fn is_sound(&self) -> bool {
        let [lower, upper] = self.boundary;
        let ascending = self.knots.windows(2).all(|pair| pair[0] < pair[1]);
        let within = self.knots.iter().all(|knot| lower < *knot && *knot < upper);
        lower.is_finite() && upper.is_finite() && (upper - lower).is_finite() && lower < upper && ascending && within
    }
}

/// Quantiles at k/(count + 1), interpolated between order statistics at (n − 1)p, as R's default.
fn quantiles(sorted: &[f64], count: usize) -> Vec<f64> {
    let at = |k: usize| {
        let place = (sorted.len() - 1) as f64 * (k as f64 / (count + 1) as f64);
        let (below, share) = (place.floor() as usize, place.fract());
        if share > 0.0 { (1.0 - share) * sorted[below] + share * sorted[below + 1] } else { sorted[below] }
    };
    (1..=count).map(at).collect()
}
