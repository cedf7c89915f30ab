//! What smooths of numbers within levels share: the basis of the numbers, and which covariates are the factors.

use super::arguments;
use super::basis::{Basis, Covariate, Refusal, Request, Setting};
use super::catalog::AnyBasis;
use crate::linalg::PANEL_ROWS;
use serde::{Deserialize, Serialize};

/// The base unless the options `xt` or `base` name another.
const DEFAULT: &str = "tp";
/// The most functions.
const MAX_SIZE: usize = 100_000;

/// A basis of the covariates that are numbers, beside one or more factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelledBase {
    pub base: Box<AnyBasis>,
    /// For each covariate the number of its levels; 0 for numbers.
    pub levels: Vec<usize>,
}

impl LevelledBase {
    /// The base of a request, `own` being the options that are not the base's.
    ///
    /// # Errors
    /// No factor or no numbers, the base's name, what the base refuses.
    pub fn new(request: &Request<'_>, own: &[&str]) -> Result<Self, Refusal> {
        let levels: Vec<usize> = request.covariates.iter().map(levels_of).collect();
        let names = request.names.join(", ");
        if !levels.contains(&0) || levels.iter().all(|m| *m == 0) {
            let value = if levels.contains(&0) { "numbers alone" } else { "levels alone" };
            return Err(Refusal::new(names, value, "numbers and a categorical column"));
        }
        if let Some(at) = levels.iter().position(|m| *m == 1) {
            return Err(Refusal::new(&request.names[at], "1 level", "at least 2 levels"));
        }
        let base = base_of(request, &levels, own)?;
        let combinations = levels.iter().filter(|m| **m > 0).try_fold(base.size(), |size, m| size.checked_mul(*m));
        match combinations {
            Some(size) if size <= MAX_SIZE => Ok(Self { base: Box::new(base), levels }),
            _ => Err(Refusal::new(names, "too many levels", format!("at most {MAX_SIZE} functions over all levels"))),
        }
    }

    /// The numbers among some covariates.
    pub fn numbers<'a>(&self, at: &[Covariate<'a>]) -> Vec<Covariate<'a>> {
        at.iter().filter(|covariate| covariate.numbers().is_some()).copied().collect()
    }

    /// For each factor its codes and its number of levels.
    pub fn factors<'a>(&self, at: &[Covariate<'a>]) -> Vec<(&'a [u32], usize)> {
        let codes = |covariate: &Covariate<'a>| match covariate {
            Covariate::Numbers(_) => None,
            Covariate::Levels { codes, count } => Some((*codes, *count)),
        };
        at.iter().filter_map(codes).collect()
    }

    /// The place among the numbers of a covariate; `None` for a factor.
    pub fn variable(&self, variable: usize) -> Option<usize> {
        let number = self.levels.get(variable) == Some(&0);
        number.then(|| self.levels[..variable].iter().filter(|m| **m == 0).count())
    }

    /// Whether the covariates are those that it was made for.
    pub fn takes(&self, levels: &[usize]) -> bool {
        let numbers = vec![0; levels.iter().filter(|m| **m == 0).count()];
        levels == self.levels && numbers.len() < levels.len() && self.base.takes(&numbers)
    }

    /// The functions of the base, or their derivatives in a variable, panel by panel: `each` is given the first row, the number of rows and
    /// function j of row i at j·[`PANEL_ROWS`] + i. False where the base has no derivatives.
    pub fn panels(
        &self,
        at: &[Covariate<'_>],
        variable: Option<usize>,
        mut each: impl FnMut(usize, usize, &[f64]),
    ) -> bool {
        let numbers = self.numbers(at);
        let rows = numbers.first().map_or(0, Covariate::rows);
        let mut values = vec![0.0; self.base.size() * PANEL_ROWS];
        for first in (0..rows).step_by(PANEL_ROWS) {
            let last = rows.min(first + PANEL_ROWS);
            let part: Vec<Covariate<'_>> = numbers
                .iter()
                .filter_map(|covariate| covariate.numbers().map(|x| Covariate::Numbers(&x[first..last])))
                .collect();
            match variable {
                None => self.base.fill(&part, &mut values, PANEL_ROWS),
                Some(v) if self.base.fill_derivative(&part, v, &mut values, PANEL_ROWS) => {}
                Some(_) => return false,
            }
            each(first, last - first, &values);
        }
        true
    }
}

fn levels_of(covariate: &Covariate<'_>) -> usize {
    match covariate {
        Covariate::Numbers(_) => 0,
        Covariate::Levels { count, .. } => *count,
    }
}

fn base_of(request: &Request<'_>, levels: &[usize], own: &[&str]) -> Result<AnyBasis, Refusal> {
    let is_number = |at: &usize| levels[*at] == 0;
    let places: Vec<usize> = (0..levels.len()).filter(is_number).collect();
    let covariates: Vec<Covariate<'_>> = places.iter().map(|&at| request.covariates[at]).collect();
    let names: Vec<String> = places.iter().map(|&at| request.names[at].clone()).collect();
    let knots: Vec<Vec<f64>> = match request.knots.len() == levels.len() {
        true => places.iter().map(|&at| request.knots[at].clone()).collect(),
        false => request.knots.to_vec(),
    };
    let kept = |name: &str| !["xt", "base"].contains(&name) && !own.contains(&name);
    let options: Vec<(String, Setting)> = request.options.iter().filter(|(name, _)| kept(name)).cloned().collect();
    let words: Vec<&str> =
        AnyBasis::NAMES.iter().copied().filter(|name| !["fs", "sz", "re", "mrf"].contains(name)).collect();
    let named = match arguments::word(request, "xt", &words)? {
        Some(word) => Some(word),
        None => arguments::word(request, "base", &words)?,
    };
    let name = named.unwrap_or(DEFAULT);
    let inner = Request { covariates: &covariates, names: &names, knots: &knots, options: &options, ..*request };
    AnyBasis::new(name, &inner).unwrap_or_else(|| Err(Refusal::new("xt", name, format!("one of {}", words.join(", ")))))
}
