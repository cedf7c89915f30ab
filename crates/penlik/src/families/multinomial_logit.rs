//! The multinomial logit at the level of rows, for callers who build models of their own.

use super::{Family, Jet, Multinomial, Rows};
use crate::check::{self, CheckError, Code};
use crate::linalg::PANEL_ROWS;
use crate::linalg::weighted_gram::{packed, triangle};
use ndarray::ArrayView2;

/// The response of rows: class numbers, or a share for each class.
#[derive(Debug, Clone, Copy)]
pub enum Labels<'a> {
    /// Class numbers 0 … K − 1; K − 1 is the reference.
    Classes(&'a [i32]),
    /// N × K shares ≥ 0; each row sums to 1.
    Shares(ArrayView2<'a, f64>),
}

/// K-class logit with linear predictors η (N × M, M = K − 1, row-major) against the last class.
///
/// Row log-likelihood w Σ_c y_c ln p_c, score w(y_a − p_a), information w(p_a δ_ab − p_a p_b).
///
/// ```
/// use ndarray::array;
/// use penlik::families::{Labels, MultinomialLogit};
/// let logit = MultinomialLogit::new(3)?;
/// let eta = array![[1.0, -2.0]];
/// let mut p = [0.0; 3];
/// logit.probabilities_into(eta.view(), &mut p)?;
/// assert!((p[0] - 0.705384512698241).abs() < 1e-15);
/// let far = logit.log_likelihood(array![[800.0, -5.0]].view(), Labels::Classes(&[2]), None)?;
/// assert_eq!(far, -800.0);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct MultinomialLogit {
    classes: usize,
}

/// The most memory that the panel at work may take.
const MOST_BYTES: usize = 64 << 30;
/// How far the shares of a row may be from 1 in sum.
const SHARE_ROUNDING: f64 = 1e-12;

impl MultinomialLogit {
    /// A logit of `classes` ≥ 2 classes.
    pub fn new(classes: usize) -> Result<Self, CheckError> {
        if classes < 2 {
            return Err(CheckError::new(Code::Domain, "classes", classes.to_string(), "at least 2 classes"));
        }
        Ok(Self { classes })
    }

    /// Σ_i w_i Σ_c y_ic ln p_ic.
    pub fn log_likelihood(
        &self,
        eta: ArrayView2<'_, f64>,
        y: Labels<'_>,
        weights: Option<&[f64]>,
    ) -> Result<f64, CheckError> {
        self.check(eta, Some(y), weights)?;
        let mut total = 0.0;
        self.walk(eta, Some(y), |i, k, jet, _| total += weight(weights, i) * jet.value[k]);
        if total.is_finite() {
            return Ok(total);
        }
        let value = "one for which the log-likelihood overflows";
        Err(CheckError::new(Code::NonFinite, "eta", value, "entries for which it is finite"))
    }

    /// Writes the N × M scores, row-major.
    pub fn score_into(
        &self,
        eta: ArrayView2<'_, f64>,
        y: Labels<'_>,
        weights: Option<&[f64]>,
        out: &mut [f64],
    ) -> Result<(), CheckError> {
        self.check(eta, Some(y), weights)?;
        let m = self.classes - 1;
        check::length("out", out.len(), eta.nrows() * m)?;
        self.walk(eta, Some(y), |i, k, jet, h| {
            for a in 0..m {
                out[i * m + a] = weight(weights, i) * jet.score[a * h + k];
            }
        });
        Ok(())
    }

    /// Writes the N × M × M information matrices; they do not depend on the response.
    pub fn information_into(
        &self,
        eta: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
        out: &mut [f64],
    ) -> Result<(), CheckError> {
        self.check(eta, None, weights)?;
        let m = self.classes - 1;
        check::length("out", out.len(), eta.nrows() * m * m)?;
        self.walk(eta, None, |i, k, jet, h| {
            for (a, row) in out[i * m * m..(i + 1) * m * m].chunks_exact_mut(m).enumerate() {
                for (b, out) in row.iter_mut().enumerate() {
                    *out = weight(weights, i) * jet.information[packed(a.max(b), a.min(b)) * h + k];
                }
            }
        });
        Ok(())
    }

    /// Writes the N × K probabilities, row-major, the reference last.
    pub fn probabilities_into(&self, eta: ArrayView2<'_, f64>, out: &mut [f64]) -> Result<(), CheckError> {
        self.check(eta, None, None)?;
        let (k, m) = (self.classes, self.classes - 1);
        check::length("out", out.len(), eta.nrows() * k)?;
        let family = Multinomial::new(k);
        let most = PANEL_ROWS.min(eta.nrows());
        let (mut columns, mut mean) = (vec![0.0; m * most], vec![0.0; k * most]);
        for start in (0..eta.nrows()).step_by(PANEL_ROWS) {
            let h = PANEL_ROWS.min(eta.nrows() - start);
            fill(eta, start, h, &mut columns);
            family.mean(&columns[..m * h], h, &mut mean[..k * h]);
            for (i, row) in out[start * k..(start + h) * k].chunks_exact_mut(k).enumerate() {
                row.iter_mut().enumerate().for_each(|(c, out)| *out = mean[c * h + i]);
            }
        }
        Ok(())
    }

    fn check(
        &self,
        eta: ArrayView2<'_, f64>,
        y: Option<Labels<'_>>,
        weights: Option<&[f64]>,
    ) -> Result<(), CheckError> {
        check::length("columns of eta", eta.ncols(), self.classes - 1)?;
        // Rows are worked on in panels with a triangle of M(M + 1)/2 numbers for each row.
        check::allocation("classes", triangle(self.classes - 1), PANEL_ROWS.min(eta.nrows()), MOST_BYTES)?;
        if let Some(((i, a), x)) = eta.indexed_iter().find(|(_, x)| !x.is_finite()) {
            return Err(CheckError::new(
                Code::NonFinite,
                "eta",
                format!("{} in row {i}, column {a}", check::shown(*x)),
                "finite numbers only",
            ));
        }
        if let Some(weights) = weights {
            check::length("weights", weights.len(), eta.nrows())?;
            check::finite("weights", weights)?;
            weights.iter().try_for_each(|w| check::non_negative("weights", *w).map(drop))?;
        }
        match y {
            Some(Labels::Classes(codes)) => self.check_classes(codes, eta.nrows()),
            Some(Labels::Shares(shares)) => self.check_shares(shares, eta.nrows()),
            None => Ok(()),
        }
    }

    fn check_classes(&self, codes: &[i32], rows: usize) -> Result<(), CheckError> {
        check::length("y", codes.len(), rows)?;
        let valid = |c: &i32| usize::try_from(*c).is_ok_and(|c| c < self.classes);
        match codes.iter().position(|c| !valid(c)) {
            Some(i) => {
                let expected = format!("a class number from 0 to {}", self.classes - 1);
                Err(CheckError::new(Code::Domain, "y", format!("{} in row {i}", codes[i]), expected))
            }
            None => Ok(()),
        }
    }

    fn check_shares(&self, shares: ArrayView2<'_, f64>, rows: usize) -> Result<(), CheckError> {
        check::length("y", shares.nrows(), rows)?;
        check::length("columns of y", shares.ncols(), self.classes)?;
        for (i, row) in shares.rows().into_iter().enumerate() {
            let (sum, valid) = (row.sum(), row.iter().all(|y| *y >= 0.0));
            let near = (sum - 1.0).abs() <= SHARE_ROUNDING;
            if !(valid && near) {
                let value = format!("row {i}, which sums to {sum}");
                return Err(CheckError::new(Code::Domain, "y", value, "rows of shares >= 0 that sum to 1"));
            }
        }
        Ok(())
    }

    /// Evaluates panels and hands (row, place in the panel, jet, height) to `take`.
    fn walk(
        &self,
        eta: ArrayView2<'_, f64>,
        y: Option<Labels<'_>>,
        mut take: impl FnMut(usize, usize, &Jet<'_>, usize),
    ) {
        let m = self.classes - 1;
        let family = Multinomial::new(self.classes);
        let most = PANEL_ROWS.min(eta.nrows());
        let (mut columns, mut response) = (vec![0.0; m * most], vec![0.0; m * most]);
        let (mut value, mut score) = (vec![0.0; most], vec![0.0; m * most]);
        let mut information = vec![0.0; triangle(m) * most];
        for start in (0..eta.nrows()).step_by(PANEL_ROWS) {
            let h = PANEL_ROWS.min(eta.nrows() - start);
            fill(eta, start, h, &mut columns);
            fill_response(y, start, h, &mut response[..m * h]);
            let rows = Rows { eta: &columns[..m * h], response: &response[..m * h], height: h };
            let mut jet = Jet {
                value: &mut value[..h],
                score: &mut score[..m * h],
                information: &mut information[..triangle(m) * h],
            };
            family.jet(&rows, &mut jet);
            (0..h).for_each(|k| take(start + k, k, &jet, h));
        }
    }
}

fn weight(weights: Option<&[f64]>, i: usize) -> f64 {
    weights.map_or(1.0, |w| w[i])
}

fn fill(eta: ArrayView2<'_, f64>, start: usize, h: usize, columns: &mut [f64]) {
    for a in 0..eta.ncols() {
        for k in 0..h {
            columns[a * h + k] = eta[[start + k, a]];
        }
    }
}

fn fill_response(y: Option<Labels<'_>>, start: usize, h: usize, columns: &mut [f64]) {
    for (a, column) in columns.chunks_exact_mut(h).enumerate() {
        for (k, out) in column.iter_mut().enumerate() {
            *out = match y {
                Some(Labels::Classes(codes)) => f64::from(u8::from(codes[start + k] as usize == a)),
                Some(Labels::Shares(shares)) => shares[[start + k, a]],
                None => 0.0,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn probabilities_and_information_have_the_known_digits() {
        let logit = MultinomialLogit::new(3).unwrap();
        let eta = array![[1.0, -2.0]];
        let (mut p, mut w) = ([0.0; 3], [0.0; 4]);
        logit.probabilities_into(eta.view(), &mut p).unwrap();
        logit.information_into(eta.view(), None, &mut w).unwrap();
        let wanted =
            [0.207_817_201_943_706, -0.024_772_417_718_150_2, -0.024_772_417_718_150_2, 0.033_885_680_904_768_9];
        assert!((p[1] - 0.035_119_026_959_339_7).abs() < 1e-16);
        assert!(w.iter().zip(wanted).all(|(x, y)| (x - y).abs() < 1e-15));
    }

    #[test]
    fn scores_are_derivatives_and_sum_out_the_reference() {
        let logit = MultinomialLogit::new(4).unwrap();
        let eta = array![[0.3, -1.0, 2.0], [40.0, 1.0, -3.0], [-700.0, 0.0, 1.0]];
        let y = Labels::Classes(&[0, 0, 3]);
        let mut score = [0.0; 9];
        logit.score_into(eta.view(), y, Some(&[2.0, 1.0, 0.5]), &mut score).unwrap();
        for i in 0..3 {
            for a in 0..3 {
                let h = 1e-5;
                let value = |d: f64| {
                    let mut moved = eta.clone();
                    moved[[i, a]] += d;
                    logit.log_likelihood(moved.view(), y, Some(&[2.0, 1.0, 0.5])).unwrap()
                };
                assert!((score[3 * i + a] - (value(h) - value(-h)) / (2.0 * h)).abs() < 1e-8);
            }
        }
        // From η = 37 on, 1 − p by subtraction would be exactly 0.
        assert!(score[3] > 0.0 && score[3] < 1e-15);
    }

    #[test]
    fn rows_that_break_the_rules_are_named() {
        let logit = MultinomialLogit::new(3).unwrap();
        let eta = array![[0.0, 0.0], [0.0, 0.0]];
        let error = |y| logit.log_likelihood(eta.view(), y, None).unwrap_err().to_string();
        assert_eq!(error(Labels::Classes(&[0, 3])), "y is 3 in row 1; expected a class number from 0 to 2");
        let shares = array![[0.5, 0.5, 0.0], [0.5, 0.1, 0.1]];
        assert!(error(Labels::Shares(shares.view())).contains("row 1"));
        assert!(MultinomialLogit::new(1).is_err());
        assert!(logit.log_likelihood(array![[f64::NAN, 0.0]].view(), Labels::Classes(&[0]), None).is_err());
        assert!(logit.log_likelihood(array![[1e308, -1e308]].view(), Labels::Classes(&[1]), None).is_err());
    }
}
