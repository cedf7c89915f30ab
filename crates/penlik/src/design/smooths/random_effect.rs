//! Random effects: b_g(x) = 1 in level g times the numbers among the covariates, S = I, so that β_g ~ N(0, φ/λ).
//!
//! Several factors give a function for each combination of their levels, the first changing fastest. Without levels it is one random slope.
//! Source: B. D. Ripley and W. N. Venables, Modern Applied Statistics with S, 2002, chapter 10; S. N. Wood, Generalized Additive Models, 2017, §5.8.

use super::basis::{Basis, Covariate, Refusal, Request};
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// The most combinations of levels.
const MAX_SIZE: usize = 100_000;

/// i.i.d. normal effects of the combinations of levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RandomEffect {
    /// For each covariate the number of its levels; 0 for numbers.
    levels: Vec<usize>,
}

impl RandomEffect {
    /// The effects of the covariates of a request.
    ///
    /// # Errors
    /// `k`, which follows from the levels, and too many combinations.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        if let Some(k) = request.k {
            return Err(Refusal::new("k", k.to_string(), "none: a random effect has one function for each level"));
        }
        let count = |covariate: &Covariate<'_>| match covariate {
            Covariate::Numbers(_) => 0,
            Covariate::Levels { count, .. } => *count,
        };
        let levels: Vec<usize> = request.covariates.iter().map(count).collect();
        let size = levels.iter().filter(|m| **m > 0).try_fold(1_usize, |size, m| size.checked_mul(*m));
        match size {
            Some(size) if size <= MAX_SIZE => Ok(Self { levels }),
            _ => Err(Refusal::new(
                request.names.join(", "),
                "too many levels",
                format!("at most {MAX_SIZE} combinations of levels"),
            )),
        }
    }
}

impl Basis for RandomEffect {
    fn size(&self) -> usize {
        self.levels.iter().filter(|m| **m > 0).product()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let k = self.size();
        let mut identity = Symmetric::zeros(k);
        (0..k).for_each(|j| identity.data[j * k + j] = 1.0);
        vec![identity]
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        let rows = at.first().map_or(0, Covariate::rows);
        (0..self.size()).for_each(|j| out[j * stride..j * stride + rows].fill(0.0));
        for i in 0..rows {
            let (mut column, mut step, mut value) = (0, 1, 1.0);
            for (covariate, levels) in at.iter().zip(&self.levels) {
                match covariate {
                    Covariate::Numbers(x) => value *= x[i],
                    Covariate::Levels { codes, .. } => {
                        column += step * codes[i] as usize;
                        step *= levels;
                    }
                }
            }
            out[column * stride + i] = value;
        }
    }

    fn fill_derivative(&self, _: &[Covariate<'_>], _: usize, _: &mut [f64], _: usize) -> bool {
        false
    }

    fn takes(&self, levels: &[usize]) -> bool {
        levels == self.levels
    }

    fn spans_constant(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_number_in_the_column_of_its_levels() {
        let (g, h) = ([0, 1, 1], [2, 0, 1]);
        let covariates = [
            Covariate::Levels { codes: &g, count: 2 },
            Covariate::Numbers(&[5.0, 6.0, 7.0]),
            Covariate::Levels { codes: &h, count: 3 },
        ];
        let names = ["g", "x", "h"].map(str::to_owned);
        let request = Request::of(&covariates, &names);
        let basis = RandomEffect::new(&request).unwrap();
        let mut out = vec![f64::NAN; 6 * 3];
        basis.fill(&covariates, &mut out, 3);
        let mut wanted = vec![0.0; 18];
        (wanted[4 * 3], wanted[3 + 1], wanted[3 * 3 + 2]) = (5.0, 6.0, 7.0);
        assert_eq!(out, wanted);
        assert!(RandomEffect::new(&Request { k: Some(4), ..request }).is_err());
    }
}
