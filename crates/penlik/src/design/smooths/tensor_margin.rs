//! A margin of a tensor product: the functions of a basis in some of the covariates, with a constraint absorbed and in coordinates of choice.
//!
//! X_margin = X·Z·M with Z of the constraint and M square, S_margin = MᵀZᵀSZM.

use super::arguments::shown;
use super::basis::{Basis, Covariate, Refusal, Request, Setting};
use super::catalog::AnyBasis;
use super::constraint::Constraint;
use crate::linalg::{PANEL_ROWS, Singular, Symmetric, SymmetricEigen, product, square_product, transposed};
use serde::{Deserialize, Serialize};

/// The basis of a margin without `bs`.
const DEFAULT_BASIS: &str = "cr";
/// `k` of a margin in one covariate; 5^d in d covariates.
const DEFAULT_SIZE: usize = 5;
/// The most functions of a product.
pub(super) const MAX_SIZE: usize = 5_000;

/// What a formula asks of a tensor product.
#[derive(Debug, Clone, Copy)]
pub struct TensorRequest<'a> {
    /// The covariates of the rows that enter, at least one row.
    pub covariates: &'a [Covariate<'a>],
    /// Their names.
    pub names: &'a [String],
    /// `bs`: for each margin, or one for all; `cr` where empty.
    pub bases: &'a [String],
    /// `k`: for each margin, or one for all; 5 for each covariate where empty.
    pub sizes: &'a [usize],
    /// `m`: one list for each margin, or one list with a number for each margin or one for all; the defaults of the bases where empty.
    pub orders: &'a [Vec<f64>],
    /// `knots`: for each covariate; empty where the basis places them.
    pub knots: &'a [Vec<f64>],
    /// `d`: the number of covariates of each margin; 1 where empty.
    pub dimensions: &'a [usize],
    /// Further named options, of the product (`np`, `mc`, `full`) and of its margins.
    pub options: &'a [(String, Setting)],
    /// For each covariate e: it is in units of 2^e; 0 where empty.
    pub exponents: &'a [i32],
}

impl<'a> TensorRequest<'a> {
    /// A product of which a request says no more than `k` and `m` of all margins.
    pub fn plain(request: &Request<'a>, sizes: &'a [usize], orders: &'a [Vec<f64>]) -> Self {
        let Request { covariates, names, knots, options, .. } = *request;
        Self { covariates, names, bases: &[], sizes, orders, knots, dimensions: &[], options, exponents: &[] }
    }

    /// Whether an option that is yes or no is set; `default` where it is not given.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, Refusal> {
        match self.options.iter().find(|(known, _)| known == name) {
            None => Ok(default),
            Some((_, Setting::Number(x))) if *x == 0.0 || *x == 1.0 => Ok(*x == 1.0),
            Some((_, other)) => Err(Refusal::new(name, shown(other), "TRUE or FALSE")),
        }
    }

    /// The covariates of each margin: first and number.
    pub(super) fn parts(&self) -> Result<Vec<(usize, usize)>, Refusal> {
        let covariates = self.covariates.len();
        if self.dimensions.is_empty() {
            return Ok((0..covariates).map(|first| (first, 1)).collect());
        }
        let total = self.dimensions.iter().try_fold(0_usize, |sum, d| if *d > 0 { sum.checked_add(*d) } else { None });
        if total != Some(covariates) {
            let expected = format!("numbers of covariates that sum to {covariates}");
            return Err(Refusal::new("d", format!("{:?}", self.dimensions), expected));
        }
        let mut first = 0;
        let part = |d: &usize| {
            first += d;
            (first - d, *d)
        };
        Ok(self.dimensions.iter().map(part).collect())
    }

    /// `k` of each margin where none is given.
    pub(super) fn usual_sizes(&self) -> Vec<usize> {
        let usual = |d: usize| u32::try_from(d).ok().and_then(|d| DEFAULT_SIZE.checked_pow(d)).unwrap_or(MAX_SIZE);
        self.parts().map_or_else(|_| Vec::new(), |parts| parts.into_iter().map(|(_, d)| usual(d)).collect())
    }

    /// The margins, without constraints and in the coordinates of their bases.
    ///
    /// # Errors
    /// What the bases refuse, lists of the wrong length, and products that are too large.
    pub(super) fn margins(&self) -> Result<Vec<(Margin, Vec<Covariate<'a>>)>, Refusal> {
        let parts = self.parts()?;
        let count = parts.len();
        let orders = match self.orders {
            [numbers] if count > 1 => numbers.len(),
            lists => lists.len(),
        };
        for (name, given) in [("bs", self.bases.len()), ("k", self.sizes.len()), ("m", orders)] {
            if given > 1 && given != count {
                return Err(Refusal::new(
                    name,
                    format!("{given} values"),
                    format!("one for all or one for each of {count} margins"),
                ));
            }
        }
        let margins: Vec<_> =
            parts.iter().enumerate().map(|(i, part)| self.margin(i, *part)).collect::<Result<_, _>>()?;
        let size = margins.iter().try_fold(1_usize, |size, (margin, _)| size.checked_mul(margin.size()));
        match size {
            Some(size) if size <= MAX_SIZE => Ok(margins),
            _ => {
                let sizes: Vec<String> = margins.iter().map(|(margin, _)| margin.size().to_string()).collect();
                Err(Refusal::new("k", sizes.join("·"), format!("a product of at most {MAX_SIZE} functions")))
            }
        }
    }

    /// `m` of a margin.
    fn orders_of(&self, index: usize) -> &'a [f64] {
        match self.orders {
            [numbers] if numbers.len() > 1 && self.count() > 1 => &numbers[index..=index],
            lists => of_margin(lists, index).map_or(&[], Vec::as_slice),
        }
    }

    /// The number of margins.
    fn count(&self) -> usize {
        if self.dimensions.is_empty() { self.covariates.len() } else { self.dimensions.len() }
    }

    fn margin(&self, index: usize, (first, d): (usize, usize)) -> Result<(Margin, Vec<Covariate<'a>>), Refusal> {
        let covariates = &self.covariates[first..first + d];
        let levels = covariates.iter().any(|covariate| covariate.numbers().is_none());
        let name = of_margin(self.bases, index).map_or(if levels { "re" } else { DEFAULT_BASIS }, String::as_str);
        let default = u32::try_from(d).ok().and_then(|d| DEFAULT_SIZE.checked_pow(d));
        let k = of_margin(self.sizes, index).copied().or(default).filter(|_| name != "re" && name != "mrf");
        let own = |(name, _): &&(String, Setting)| !AnyBasis::is_of_products(name);
        let options: Vec<(String, Setting)> = self.options.iter().filter(own).cloned().collect();
        let request = Request {
            covariates,
            names: self.names.get(first..first + d).unwrap_or(self.names),
            k,
            m: self.orders_of(index),
            knots: self.knots.get(first..first + d).unwrap_or(&[]),
            options: &options,
            exponent: self.exponents.get(first).copied().unwrap_or(0),
            identified: false,
        };
        let basis = AnyBasis::new(name, &request).unwrap_or_else(|| Err(AnyBasis::unknown(name)));
        let basis = basis.map_err(|refusal| Refusal { margin: index, ..refusal })?;
        Ok((Margin { basis, covariates: d, constraint: None, map: None }, covariates.to_vec()))
    }
}

/// That of a margin, where one stands for all.
fn of_margin<T>(list: &[T], index: usize) -> Option<&T> {
    if list.len() == 1 { list.first() } else { list.get(index) }
}

/// Functions of some covariates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Margin {
    pub basis: AnyBasis,
    /// How many covariates.
    pub covariates: usize,
    /// Z.
    pub constraint: Option<Constraint>,
    /// M, row-major; the identity where there is none.
    pub map: Option<Vec<f64>>,
}

impl Margin {
    /// The number of functions.
    pub fn size(&self) -> usize {
        self.basis.size() - usize::from(self.constraint.is_some())
    }

    /// Whether its parts belong together, which a file need not say truly.
    pub fn is_sound(&self) -> bool {
        let k = self.basis.size();
        let constraint = self.constraint.as_ref().is_none_or(|constraint| constraint.size() == k);
        k > 0 && constraint && self.map.as_ref().is_none_or(|map| map.len() == self.size() * self.size())
    }

    /// Whether the constant is among the functions.
    pub fn spans_constant(&self) -> bool {
        self.constraint.is_none() && self.basis.spans_constant()
    }

    /// The functions, or their derivatives in a covariate, at points: column after column. `None` where there are no derivatives.
    pub fn columns(&self, at: &[Covariate<'_>], derivative: Option<usize>) -> Option<Vec<f64>> {
        let rows = at.first().map_or(0, Covariate::rows);
        let mut out = vec![0.0; self.basis.size() * rows];
        match derivative {
            None => self.basis.fill(at, &mut out, rows),
            Some(variable) => {
                if !self.basis.fill_derivative(at, variable, &mut out, rows) {
                    return None;
                }
            }
        }
        if rows == 0 {
            return Some(out);
        }
        if let Some(constraint) = &self.constraint {
            constraint.absorb_columns(&mut out, rows, rows);
            out.truncate(self.size() * rows);
        }
        if let Some(map) = &self.map {
            let before = out.clone();
            product(&transposed(map, self.size()), self.size(), &before, &mut out);
        }
        Some(out)
    }

    /// The penalties in the coordinates of the margin, each divided by its largest eigenvalue.
    pub fn unit_penalties(&self) -> Vec<Symmetric> {
        self.penalties().into_iter().map(unit).collect()
    }

    /// The penalties in the coordinates of the margin.
    pub fn penalties(&self) -> Vec<Symmetric> {
        let absorbed = self.basis.penalties().into_iter().map(|penalty| match &self.constraint {
            Some(constraint) => constraint.absorb_penalty(&penalty),
            None => penalty,
        });
        absorbed.map(|penalty| self.mapped(penalty)).collect()
    }

    fn mapped(&self, penalty: Symmetric) -> Symmetric {
        let Some(map) = &self.map else { return penalty };
        let k = penalty.order;
        let half = square_product(&penalty.data, map, k);
        let full = square_product(&transposed(map, k), &half, k);
        let mut out = Symmetric::zeros(k);
        (0..k).for_each(|i| (0..=i).for_each(|j| out.add(i, j, 0.5 * (full[i * k + j] + full[j * k + i]))));
        out
    }

    /// XᵀX and Xᵀ1 over the data, in the coordinates of the margin.
    pub fn moments(&self, data: &[Covariate<'_>]) -> (Symmetric, Vec<f64>) {
        let k = self.size();
        let (mut gram, mut sums) = (Symmetric::zeros(k), vec![0.0; k]);
        let rows = data.first().map_or(0, Covariate::rows);
        for start in (0..rows).step_by(PANEL_ROWS) {
            let here = (rows - start).min(PANEL_ROWS);
            let part: Vec<Covariate<'_>> = data.iter().map(|covariate| slice(covariate, start, here)).collect();
            let x = self.columns(&part, None).unwrap_or_default();
            for (i, a) in x.chunks_exact(here).enumerate() {
                sums[i] += a.iter().sum::<f64>();
                for (j, b) in x.chunks_exact(here).enumerate().take(i + 1) {
                    gram.add(i, j, a.iter().zip(b).map(|(a, b)| a * b).sum());
                }
            }
        }
        (gram, sums)
    }

    /// Absorbs Σ_i f(x_i) = 0 over the data where the constant is among the functions.
    pub fn centre(&mut self, data: &[Covariate<'_>]) -> Result<(), Refusal> {
        if self.spans_constant() {
            let (_, sums) = self.moments(data);
            let one = || Refusal::new("k", "1", "a margin with a function besides the constant");
            self.constraint = Some(Constraint::new(&sums).filter(|constraint| constraint.size() > 1).ok_or_else(one)?);
        }
        Ok(())
    }

    /// Goes over to values at as many equally spaced points of the data as there are functions, where these determine them. What the
    /// penalty of a product says depends on the coordinates of its margins; values mean the same for every basis.
    pub fn take_values(&mut self, data: &[Covariate<'_>]) {
        /// Coordinates by values: as they are.
        const BY_VALUES: [&str; 4] = ["cr", "cs", "cc", "re"];
        /// Points that tell less about some function determine it no more: the power 2/3 of the rounding unit.
        const LEAST: f64 = 3.7e-11;
        let [Covariate::Numbers(x)] = data else { return };
        if BY_VALUES.contains(&self.basis.name()) {
            return;
        }
        let bounds = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = x.iter().fold(bounds, |(low, high), x| (low.min(*x), high.max(*x)));
        let k = self.size();
        let points: Vec<f64> = (0..k).map(|j| low + (high - low) * (j as f64 / (k.max(2) - 1) as f64)).collect();
        let Some(columns) = self.columns(&[Covariate::Numbers(&points)], None) else { return };
        let Some(parts) = Singular::new(&transposed(&columns, k), k) else { return };
        let values = parts.values();
        if values.last().is_some_and(|least| *least > LEAST * values[0]) {
            // R⁻¹ = V·diag(1/σ)·Uᵀ.
            let inverse: Vec<f64> = values.iter().map(|value| 1.0 / value).collect();
            let mut of_transpose = vec![0.0; k * k];
            parts.rebuild(&inverse, &mut of_transpose);
            self.map = Some(transposed(&of_transpose, k));
        }
    }
}

fn slice<'a>(covariate: &Covariate<'a>, start: usize, rows: usize) -> Covariate<'a> {
    match covariate {
        Covariate::Numbers(x) => Covariate::Numbers(&x[start..start + rows]),
        Covariate::Levels { codes, count } => Covariate::Levels { codes: &codes[start..start + rows], count: *count },
    }
}

/// S divided by its largest eigenvalue; S itself where there is none.
fn unit(mut penalty: Symmetric) -> Symmetric {
    let largest = SymmetricEigen::new(&penalty).and_then(|eigen| eigen.values().last().copied()).unwrap_or(0.0);
    if largest > 0.0 && largest.is_finite() {
        penalty.data.iter_mut().for_each(|s| *s /= largest);
    }
    penalty
}

/// Writes the products of the margins' columns at each point, the last margin's column changing fastest.
pub(super) fn row_products(margins: &[&[f64]], rows: usize, out: &mut [f64], stride: usize) {
    let Some((last, others)) = margins.split_last() else { return };
    let mut product = vec![1.0; rows];
    for margin in others {
        let next = |left: &[f64]| -> Vec<f64> {
            margin.chunks_exact(rows).flat_map(|right| left.iter().zip(right).map(|(a, b)| a * b)).collect()
        };
        product = product.chunks_exact(rows).flat_map(next).collect();
    }
    let pairs = product.chunks_exact(rows).flat_map(|left| last.chunks_exact(rows).map(move |right| (left, right)));
    for (column, (left, right)) in out.chunks_mut(stride).zip(pairs) {
        column.iter_mut().zip(left.iter().zip(right)).for_each(|(out, (a, b))| *out = a * b);
    }
}
