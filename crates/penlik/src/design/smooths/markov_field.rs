//! Markov random fields over levels: f(g) = β_g with βᵀSβ = Σ (β_g − β_h)² over pairs of neighbours, or S given.
//!
//! With `k` below the number of levels, f is in the span of the k least penalized functions orthonormal over the rows: with N = diag(n_g/n),
//! SU = NU·diag(e), UᵀNU = I, and S becomes diag(e). Levels without rows take the values that make the penalty least given the others.
//! Sources: H. Rue and L. Held, Gaussian Markov Random Fields, 2005, §3.3; S. N. Wood, Generalized Additive Models, 2017, §5.4.2 and §5.8.1.

use super::arguments;
use super::basis::{Basis, Covariate, Refusal, Request, Setting};
use crate::linalg::{Cholesky, Symmetric, SymmetricEigen};
use serde::{Deserialize, Serialize};

/// The most levels.
const MAX_LEVELS: usize = 10_000;
/// Eigenvalues below this share of the largest are zero.
const ROUNDING: f64 = 1e-11;

/// A value for each level, or a function of few coefficients on the levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarkovField {
    levels: usize,
    /// U, levels × k, row-major; the identity where absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    functions: Option<Vec<f64>>,
    /// S, k × k.
    penalty: Vec<f64>,
    /// Whether the constant is among the functions.
    constant: bool,
}

impl MarkovField {
    /// The field of a request with one categorical covariate.
    ///
    /// # Errors
    /// Other covariates, a neighbourhood that is none, a penalty that is none, `k`, options.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        arguments::no_knots(request)?;
        let (codes, levels) = field_levels(request)?;
        let penalty = penalty_of(request, levels)?;
        match request.k {
            None => Ok(Self { levels, functions: None, penalty: penalty.data, constant: true }),
            Some(k) if k == levels => Ok(Self { levels, functions: None, penalty: penalty.data, constant: true }),
            Some(k) => Self::truncated(codes, &penalty, k),
        }
    }

    fn truncated(codes: &[u32], penalty: &Symmetric, k: usize) -> Result<Self, Refusal> {
        let levels = penalty.order;
        let refuse = |expected: String| Refusal::new("k", k.to_string(), expected);
        let mut shares = vec![0.0; levels];
        codes.iter().for_each(|&code| shares[code as usize] += 1.0 / codes.len() as f64);
        let (seen, unseen): (Vec<usize>, Vec<usize>) = (0..levels).partition(|&g| shares[g] > 0.0);
        if k > seen.len() {
            return Err(refuse(format!("at most {}, the number of levels with rows", seen.len())));
        }
        let apart = || refuse("no k: some levels without rows are joined to none with rows".to_owned());
        let extension = extension(penalty, &seen, &unseen).ok_or_else(apart)?;
        let (values, vectors) = natural(penalty, &seen, &unseen, &extension, &shares).ok_or_else(apart)?;
        let free = values.iter().filter(|e| **e == 0.0).count();
        if k <= free {
            return Err(refuse(format!("more than {free}, the number of parts that have no neighbours in another")));
        }
        let mut functions = vec![0.0; levels * k];
        for j in 0..k {
            let at_seen = |place: usize| vectors[j * seen.len() + place] / shares[seen[place]].sqrt();
            let own: Vec<f64> = (0..seen.len()).map(at_seen).collect();
            seen.iter().zip(&own).for_each(|(&g, value)| functions[g * k + j] = *value);
            for (row, &g) in unseen.iter().enumerate() {
                let from = &extension[row * seen.len()..(row + 1) * seen.len()];
                functions[g * k + j] = crate::linalg::dot(from, &own);
            }
        }
        let mut diagonal = Symmetric::zeros(k);
        (0..k).for_each(|j| diagonal.data[j * k + j] = values[j]);
        let constant = holds_constant(&functions, &shares, k);
        Ok(Self { levels, functions: Some(functions), penalty: diagonal.data, constant })
    }
}

impl Basis for MarkovField {
    fn size(&self) -> usize {
        self.penalty.len().isqrt()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        vec![Symmetric { order: self.size(), data: self.penalty.clone() }]
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        let [Covariate::Levels { codes, .. }] = at else { return };
        for j in 0..self.size() {
            for (i, &code) in codes.iter().enumerate() {
                let level = code as usize;
                out[j * stride + i] = match &self.functions {
                    None => f64::from(u8::from(level == j)),
                    Some(functions) => functions[level * self.size() + j],
                };
            }
        }
    }

    fn fill_derivative(&self, _: &[Covariate<'_>], _: usize, _: &mut [f64], _: usize) -> bool {
        false
    }

    fn takes(&self, levels: &[usize]) -> bool {
        let k = self.size();
        let functions = self.functions.as_ref().map_or(k == self.levels, |u| u.len() == self.levels * k);
        k * k == self.penalty.len() && functions && self.levels > 0 && levels == [self.levels]
    }

    fn spans_constant(&self) -> bool {
        self.constant
    }
}

fn field_levels<'a>(request: &Request<'a>) -> Result<(&'a [u32], usize), Refusal> {
    match request.covariates {
        [Covariate::Levels { codes, count }] if *count <= MAX_LEVELS => Ok((codes, *count)),
        [Covariate::Levels { count, .. }] => Err(Refusal::new(
            request.names.join(", "),
            format!("{count} levels"),
            format!("at most {MAX_LEVELS} levels"),
        )),
        _ => Err(Refusal::new(
            request.names.join(", "),
            format!("{} covariates", request.covariates.len()),
            "one categorical column: a Markov random field is of its levels",
        )),
    }
}

/// S of the options.
fn penalty_of(request: &Request<'_>, levels: usize) -> Result<Symmetric, Refusal> {
    let refuse = |name: &str, value: &Setting, expected: String| Refusal::new(name, arguments::shown(value), expected);
    match (arguments::option(request, "neighbours"), arguments::option(request, "penalty")) {
        (Some(Setting::Neighbours(lists)), None) => laplacian(lists, levels),
        (Some(other), None) => Err(refuse("neighbours", other, format!("for each of the {levels} levels a list"))),
        (None, Some(Setting::Numbers(entries))) => given(entries, levels),
        (None, Some(other)) => Err(refuse("penalty", other, format!("the {levels} × {levels} entries of a matrix"))),
        (Some(_), Some(_)) => Err(Refusal::new("penalty", "given beside neighbours", "one of the two")),
        (None, None) => Err(Refusal::new(
            "neighbours",
            "missing",
            "for each level its neighbours, here or among the options of the fit, or a penalty",
        )),
    }
}

/// The number of neighbours on the diagonal, −1 for each pair of neighbours.
fn laplacian(lists: &[Vec<usize>], levels: usize) -> Result<Symmetric, Refusal> {
    let refuse = |value: String, expected: String| Err(Refusal::new("neighbours", value, expected));
    if lists.len() != levels {
        return refuse(format!("lists of {} levels", lists.len()), format!("{levels} lists, one for each level"));
    }
    let mut s = Symmetric::zeros(levels);
    for (g, list) in lists.iter().enumerate() {
        if list.is_empty() {
            return refuse(format!("none of level {}", g + 1), "at least one neighbour of each level".to_owned());
        }
        for &h in list {
            if h >= levels || h == g {
                return refuse(format!("{} of level {}", h + 1, g + 1), format!("other levels, from 1 to {levels}"));
            }
            if !lists[h].contains(&g) {
                return refuse(
                    format!("{} of level {}", h + 1, g + 1),
                    format!("{} among those of level {} as well", g + 1, h + 1),
                );
            }
            s.data[g * levels + h] = -1.0;
        }
    }
    // Counted afterwards, so that a neighbour named twice is one.
    for g in 0..levels {
        s.data[g * levels + g] = -s.data[g * levels..(g + 1) * levels].iter().sum::<f64>();
    }
    Ok(s)
}

fn given(entries: &[f64], levels: usize) -> Result<Symmetric, Refusal> {
    let refuse = |value: &str, expected: String| Err(Refusal::new("penalty", value, expected));
    if entries.len() != levels * levels {
        let value = format!("{} numbers", entries.len());
        return refuse(&value, format!("{} numbers, a row for each of the {levels} levels", levels * levels));
    }
    let s = Symmetric { order: levels, data: entries.to_vec() };
    if (0..levels).any(|i| (0..i).any(|j| s.get(i, j) != s.get(j, i))) {
        return refuse("not symmetric", "a symmetric matrix".to_owned());
    }
    let least = SymmetricEigen::new(&s).filter(|eigen| {
        let largest = eigen.values().iter().fold(0.0_f64, |m, e| m.max(e.abs()));
        largest > 0.0 && eigen.values().iter().all(|e| *e >= -ROUNDING * largest)
    });
    match least {
        Some(_) => Ok(s),
        None => refuse("not positive semidefinite, or zero", "a positive semidefinite matrix".to_owned()),
    }
}

/// −S_uu⁻¹S_us, unseen × seen: what levels without rows take from the others; `None` where S_uu is singular.
fn extension(s: &Symmetric, seen: &[usize], unseen: &[usize]) -> Option<Vec<f64>> {
    if unseen.is_empty() {
        return Some(Vec::new());
    }
    let m = unseen.len();
    let data = unseen.iter().flat_map(|&g| unseen.iter().map(move |&h| s.get(g, h))).collect();
    let factor = Cholesky::new(&Symmetric { order: m, data })?;
    let mut out = vec![0.0; m * seen.len()];
    for (column, &h) in seen.iter().enumerate() {
        let right: Vec<f64> = unseen.iter().map(|&g| -s.get(g, h)).collect();
        factor.solve(&right).iter().enumerate().for_each(|(row, x)| out[row * seen.len() + column] = *x);
    }
    Some(out)
}

/// Eigenvalues of N^(−½)S̃N^(−½), ascending, and its eigenvectors in rows; S̃ is S with the unseen levels at their best.
fn natural(
    s: &Symmetric,
    seen: &[usize],
    unseen: &[usize],
    extension: &[f64],
    shares: &[f64],
) -> Option<(Vec<f64>, Vec<f64>)> {
    let n = seen.len();
    let mut reduced = Symmetric::zeros(n);
    for (i, &g) in seen.iter().enumerate() {
        for (j, &h) in seen.iter().enumerate().take(i + 1) {
            let through: f64 = unseen.iter().enumerate().map(|(u, &l)| s.get(g, l) * extension[u * n + j]).sum();
            reduced.add(i, j, (s.get(g, h) + through) / (shares[g].sqrt() * shares[h].sqrt()));
        }
    }
    let eigen = SymmetricEigen::new(&reduced)?;
    let largest = eigen.values().last().copied().unwrap_or(0.0);
    let values = eigen.values().iter().map(|e| if *e > ROUNDING * largest { *e } else { 0.0 }).collect();
    Some((values, eigen.rows().to_vec()))
}

/// Whether the constant is in the span of functions that are orthonormal over the rows.
fn holds_constant(functions: &[f64], shares: &[f64], k: usize) -> bool {
    let along = |j: usize| shares.iter().enumerate().map(|(g, share)| share * functions[g * k + j]).sum::<f64>();
    let square: f64 = (0..k).map(|j| along(j).powi(2)).sum();
    square > 1.0 - 1e-10
}
