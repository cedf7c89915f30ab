//! Contrasts: the K − 1 columns that stand for a categorical variable of K levels beside the constant.
//!
//! Row k of the matrix is what the rows of level k hold (levels counted from 1):
//! treatment: δ_{kj} over the levels j but the base; sum: δ_{kj} over j < K, and −1 in all columns for the last level;
//! Helmert: in column j −1 for k ≤ j, j for k = j + 1, else 0; polynomial: orthonormal polynomials of degree 1 … K − 1 at 1, 2, …, K.
//! Source: J. M. Chambers and T. J. Hastie (eds.), Statistical Models in S, section 2.3.2; the same as R's `contr.*`.

use serde::{Deserialize, Serialize};

use super::transform::orthonormal_polynomials;

/// How a categorical variable is coded beside a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Contrast {
    /// Each level against the base level, the first unless another is named.
    #[default]
    Treatment,
    /// Each level but the last against the mean of all.
    Sum,
    /// Each level but the first against the mean of those before it.
    Helmert,
    /// Linear, quadratic, cubic … trend over equally spaced levels.
    Poly,
}

const NAMES: [(&str, Contrast); 4] = [
    ("treatment", Contrast::Treatment),
    ("sum", Contrast::Sum),
    ("helmert", Contrast::Helmert),
    ("poly", Contrast::Poly),
];

impl Contrast {
    /// The contrast of a name, which may begin with `contr.` as in R.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.strip_prefix("contr.").unwrap_or(name);
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, contrast)| *contrast)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, contrast)| *contrast == self).map_or("?", |(name, _)| name)
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// What the columns are called after the variable and `=`.
    pub(super) fn columns(self, levels: &[String], base: usize) -> Vec<String> {
        match self {
            Self::Treatment => {
                levels.iter().enumerate().filter(|(k, _)| *k != base).map(|(_, level)| level.clone()).collect()
            }
            Self::Sum => levels.iter().take(levels.len() - 1).map(|level| format!("sum.{level}")).collect(),
            Self::Helmert => levels.iter().skip(1).map(|level| format!("helmert.{level}")).collect(),
            Self::Poly => (1..levels.len()).map(trend).collect(),
        }
    }

    /// The matrix, row by row, a row for each level. `None` for treatment contrasts, which have at most one entry in a row, and where so
    /// many levels have no polynomials that floats can tell apart.
    pub(super) fn matrix(self, count: usize) -> Option<Vec<f64>> {
        let entry: fn(usize, usize, usize) -> f64 = match self {
            Self::Treatment => return None,
            Self::Poly => return by_rows(count),
            Self::Sum => |k, j, count| if k + 1 == count { -1.0 } else { f64::from(u8::from(k == j)) },
            Self::Helmert => |k, j, _| match k.cmp(&(j + 1)) {
                std::cmp::Ordering::Less => -1.0,
                std::cmp::Ordering::Equal => k as f64,
                std::cmp::Ordering::Greater => 0.0,
            },
        };
        Some((0..count).flat_map(|k| (0..count - 1).map(move |j| entry(k, j, count))).collect())
    }
}

fn by_rows(count: usize) -> Option<Vec<f64>> {
    let scores: Vec<f64> = (1..=count).map(|k| k as f64).collect();
    let columns = orthonormal_polynomials(&scores, count - 1)?;
    Some((0..count).flat_map(|k| columns.iter().skip(k).step_by(count).copied().collect::<Vec<_>>()).collect())
}

fn trend(degree: usize) -> String {
    match degree {
        1 => "linear".to_owned(),
        2 => "quadratic".to_owned(),
        3 => "cubic".to_owned(),
        _ => format!("^{degree}"),
    }
}

/// The contrasts of categorical columns: those named, and one for all others.
#[derive(Debug, Clone, Copy, Default)]
pub struct Contrasts<'a> {
    /// For every column that is not named.
    pub default: Contrast,
    /// By column.
    pub columns: &'a [(String, Contrast)],
}

impl Contrasts<'_> {
    /// The contrast that is named for a column.
    pub(super) fn named(&self, column: &str) -> Option<Contrast> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, contrast)| *contrast)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_are_those_of_the_definition() {
        assert_eq!(Contrast::Sum.matrix(3).unwrap(), [1.0, 0.0, 0.0, 1.0, -1.0, -1.0]);
        let helmert = [[-1.0, -1.0, -1.0], [1.0, -1.0, -1.0], [0.0, 2.0, -1.0], [0.0, 0.0, 3.0]];
        assert_eq!(Contrast::Helmert.matrix(4).unwrap(), helmert.concat());
        let (h, s) = (0.5_f64.sqrt(), 6.0_f64.sqrt().recip());
        let poly = Contrast::Poly.matrix(3).unwrap();
        for (found, wanted) in poly.iter().zip([-h, s, 0.0, -2.0 * s, h, s]) {
            assert!((found - wanted).abs() < 2e-16, "{poly:?}");
        }
        assert!(Contrast::Poly.matrix(500).is_none());
        for contrast in Contrast::names() {
            assert_eq!(Contrast::from_name(&format!("contr.{contrast}")), Contrast::from_name(contrast));
        }
    }
}
