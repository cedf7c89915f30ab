//! Splines without a penalty, as columns of a formula: `bs(x, …)` polynomial pieces, `ns(x, …)` natural cubic splines.
//!
//! - `bs`: B-splines of degree p over inner knots and p + 1 knots at either end; without `intercept` all but the first.
//! - `ns`: the cubic ones among them whose second derivative is zero at both ends: the B-splines, without `intercept` all but the first, times Z, where Z takes
//!   away the two conditions one after the other ([`Constraint`]).
//!
//! Inner knots: those given, else the quantiles of x at equal shares, as many as `df` leaves; none where that is left open too. Ends: those given, else those of x.
//! Outside the ends both are continued by lines. Values between the ends are those of R's package splines.
//! Source: C. de Boor, A Practical Guide to Splines, revised edition, 2001, chapter IX; T. J. Hastie in J. M. Chambers and T. J. Hastie, Statistical Models
//! in S, 1992, §7.

use super::basis::Refusal;
use super::bspline_basis::{BSplines, MAX_DEGREE};
use super::constraint::Constraint;
use super::univariate::{increasing, quantile};
use serde::{Deserialize, Serialize};

/// The most inner knots.
const MAX_KNOTS: usize = 1_000;

/// What a formula asks of the columns of a spline.
#[derive(Debug, Clone, Copy)]
pub struct SplineColumns<'a> {
    /// The values in the rows that enter, finite, at least one.
    pub x: &'a [f64],
    /// The number of columns.
    pub df: Option<usize>,
    /// Inner knots.
    pub knots: Option<&'a [f64]>,
    /// The ends; those of x where left open.
    pub ends: Option<(f64, f64)>,
    /// Whether the constant is among the columns.
    pub intercept: bool,
}

/// Columns of a spline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct RegressionSpline {
    splines: BSplines,
    intercept: bool,
    /// The conditions of natural splines.
    ends: Option<[Constraint; 2]>,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    splines: BSplines,
    intercept: bool,
    natural: bool,
}

impl RegressionSpline {
    /// `bs(x, df, knots, degree, intercept)`.
    ///
    /// # Errors
    /// `df` below the degree, a degree not from 1 to 20, knots that are not increasing or outside the ends, x without two values.
    pub fn polynomial(columns: &SplineColumns<'_>, degree: usize) -> Result<Self, Refusal> {
        if !(1..=MAX_DEGREE).contains(&degree) {
            return Err(Refusal::new("degree", degree.to_string(), format!("a whole number from 1 to {MAX_DEGREE}")));
        }
        Self::over(columns, degree, degree + usize::from(columns.intercept), false)
    }

    /// `ns(x, df, knots, intercept)`.
    ///
    /// # Errors
    /// As [`RegressionSpline::polynomial`].
    pub fn natural(columns: &SplineColumns<'_>) -> Result<Self, Refusal> {
        Self::over(columns, 3, 1 + usize::from(columns.intercept), true)
    }

    /// With as many inner knots as `df` is above `least`.
    fn over(columns: &SplineColumns<'_>, degree: usize, least: usize, natural: bool) -> Result<Self, Refusal> {
        let mut sorted = columns.x.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (Some(lowest), Some(highest)) = (sorted.first(), sorted.last()) else {
            return Err(Refusal::new("x", "no values", "values to place knots by"));
        };
        let (first, last) = columns.ends.unwrap_or((*lowest, *highest));
        if !(first < last) {
            return Err(Refusal::new("x", format!("{first} to {last}"), "at least two different values"));
        }
        let inner = match (columns.knots, columns.df) {
            (Some(knots), None) => knots.to_vec(),
            (Some(knots), Some(df)) if df == least + knots.len() => knots.to_vec(),
            (Some(knots), Some(df)) => {
                let expected = format!("{} beside {} knots, or none", least + knots.len(), knots.len());
                return Err(Refusal::new("df", df.to_string(), expected));
            }
            (None, None) => Vec::new(),
            (None, Some(df)) if (least..=least + MAX_KNOTS).contains(&df) => {
                let inside: Vec<f64> = sorted.into_iter().filter(|x| (first..=last).contains(x)).collect();
                let pieces = df - least + 1;
                if inside.is_empty() {
                    return Err(Refusal::new("x", "no value between the ends", "values to place knots by"));
                }
                (1..pieces).map(|j| quantile(&inside, j as f64 / pieces as f64)).collect()
            }
            (None, Some(df)) => {
                return Err(Refusal::new(
                    "df",
                    df.to_string(),
                    format!("a number of columns from {least} to {}", least + MAX_KNOTS),
                ));
            }
        };
        increasing(&inner, false)?;
        if let Some(knot) = inner.iter().find(|knot| !(**knot > first && **knot < last)) {
            return Err(Refusal::new(
                "knots",
                knot.to_string(),
                format!("numbers between the ends {first} and {last}"),
            ));
        }
        let end = |end| std::iter::repeat_n(end, degree + 1);
        let splines = BSplines::new(degree, end(first).chain(inner).chain(end(last)).collect())?;
        Parts { splines, intercept: columns.intercept, natural }.try_into()
    }

    /// The number of columns.
    pub fn size(&self) -> usize {
        self.splines.size() - usize::from(!self.intercept) - if self.ends.is_some() { 2 } else { 0 }
    }

    /// Writes the columns at some points: column j at point i to `out[j·stride + i]`.
    pub fn fill(&self, x: &[f64], out: &mut [f64], stride: usize) {
        self.write(x, 0, out, stride);
    }

    /// The same for their derivatives.
    pub fn fill_derivative(&self, x: &[f64], out: &mut [f64], stride: usize) {
        self.write(x, 1, out, stride);
    }

    fn write(&self, x: &[f64], order: usize, out: &mut [f64], stride: usize) {
        let rows = x.len();
        if rows == 0 {
            return;
        }
        let mut all = vec![0.0; self.splines.size() * rows];
        self.splines.fill(x, order, self.splines.size(), &mut all, rows);
        let columns = if self.intercept { &mut all[..] } else { &mut all[rows..] };
        for constraint in self.ends.iter().flatten() {
            constraint.absorb_columns(columns, rows, rows);
        }
        for (out, column) in out.chunks_mut(stride).zip(columns.chunks_exact(rows)).take(self.size()) {
            out[..rows].copy_from_slice(column);
        }
    }
}

impl TryFrom<Parts> for RegressionSpline {
    type Error = Refusal;

    fn try_from(Parts { splines, intercept, natural }: Parts) -> Result<Self, Refusal> {
        let ends = if natural { Some(natural_conditions(&splines, intercept)?) } else { None };
        Ok(Self { splines, intercept, ends })
    }
}

impl From<RegressionSpline> for Parts {
    fn from(spline: RegressionSpline) -> Self {
        Self { natural: spline.ends.is_some(), splines: spline.splines, intercept: spline.intercept }
    }
}

/// The second derivatives of the columns at the ends, the second condition in what the first leaves.
fn natural_conditions(splines: &BSplines, intercept: bool) -> Result<[Constraint; 2], Refusal> {
    let bends = |x: f64| -> Vec<f64> {
        let span = splines.span(x);
        let mut row = vec![0.0; splines.size()];
        let here = splines.local(span, x, 2);
        let degree = splines.degree();
        row[span - degree..=span].copy_from_slice(&here[..=degree]);
        row.split_off(usize::from(!intercept))
    };
    let (first, last) = splines.ends();
    let refusal = || Refusal::new("knots", format!("{first} to {last}"), "cubic splines that can bend at both ends");
    let left = Constraint::new(&bends(first)).ok_or_else(refusal)?;
    let mut rest = bends(last);
    left.absorb_columns(&mut rest, 1, 1);
    rest.truncate(left.size() - 1);
    let right = Constraint::new(&rest).filter(|right| right.size() > 1).ok_or_else(refusal)?;
    Ok([left, right])
}
