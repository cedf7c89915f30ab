//! Tensor products (`te`, `ti`): f(x, z, …) = Σ β_jl… a_j(x)·b_l(z)·…, with a penalty for each penalty S of a margin, I ⊗ S ⊗ I.
//!
//! The first margin's function changes slowest. Each S is that of its margin divided by its largest eigenvalue, in the margin's
//! coordinates: values of the function, at the knots (`cr`, `cs`, `cc`) or, unless `np` is FALSE, at equally spaced points of the data in one covariate. Then the
//! penalty is about the same sum, over slices, of the margin's penalty of f along the slice, whatever the margin's basis.
//! `ti` leaves out main effects: margins that hold the constant sum to zero over the data (all of them, or those that `mc` names).
//! Source: S. N. Wood, "Low-rank scale-invariant tensor product smooths for generalized additive mixed models", Biometrics 62, 2006,
//! 1025–1036; S. N. Wood, Generalized Additive Models, 2nd edition, 2017, §5.6.

use super::arguments::shown;
use super::basis::{Basis, Covariate, Refusal, Request, Setting};
use super::tensor_margin::{MAX_SIZE, Margin, TensorRequest, row_products};
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// Products of functions of margins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Tensor {
    margins: Vec<Margin>,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    margins: Vec<Margin>,
}

impl Tensor {
    /// The full product (`te`).
    ///
    /// # Errors
    /// What a margin refuses, lists of the wrong length, products that are too large.
    pub fn full(request: &TensorRequest<'_>) -> Result<Self, Refusal> {
        let values = request.flag("np", true)?;
        let made = request.margins()?.into_iter().map(|(mut margin, data)| {
            if values {
                margin.take_values(&data);
            }
            margin
        });
        Parts { margins: made.collect() }.try_into()
    }

    /// The product without main effects (`ti`).
    ///
    /// # Errors
    /// As [`Tensor::full`], and `mc` that is not 0 or 1 for each margin.
    pub fn interaction(request: &TensorRequest<'_>) -> Result<Self, Refusal> {
        let values = request.flag("np", true)?;
        let mut made = request.margins()?;
        let centred = centred(request, made.len())?;
        for ((margin, data), centred) in made.iter_mut().zip(centred) {
            if centred {
                margin.centre(data)?;
            }
            if values {
                margin.take_values(data);
            }
        }
        Parts { margins: made.into_iter().map(|(margin, _)| margin).collect() }.try_into()
    }

    /// `te` with default margins.
    pub fn te(request: &Request<'_>) -> Result<Self, Refusal> {
        let (sizes, orders) = plain(request);
        Self::full(&TensorRequest::plain(request, &sizes, &orders))
    }

    /// `ti` with default margins.
    pub fn ti(request: &Request<'_>) -> Result<Self, Refusal> {
        let (sizes, orders) = plain(request);
        Self::interaction(&TensorRequest::plain(request, &sizes, &orders))
    }

    fn write(&self, at: &[Covariate<'_>], derivative: Option<usize>, out: &mut [f64], stride: usize) -> bool {
        let Some(columns) = margin_columns(&self.margins, at, derivative) else { return false };
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        row_products(&columns, at.first().map_or(0, Covariate::rows), out, stride);
        true
    }
}

/// `k` and `m` of a request as those of all margins.
pub(super) fn plain(request: &Request<'_>) -> (Vec<usize>, Vec<Vec<f64>>) {
    let orders = if request.m.is_empty() { vec![] } else { vec![request.m.to_vec()] };
    (request.k.into_iter().collect(), orders)
}

/// `mc`: which margins sum to zero.
fn centred(request: &TensorRequest<'_>, count: usize) -> Result<Vec<bool>, Refusal> {
    match request.options.iter().find(|(name, _)| name == "mc") {
        None => Ok(vec![true; count]),
        Some((_, Setting::Numbers(mc))) if mc.len() == count && mc.iter().all(|c| *c == 0.0 || *c == 1.0) => {
            Ok(mc.iter().map(|c| *c == 1.0).collect())
        }
        Some((_, other)) => Err(Refusal::new("mc", shown(other), format!("0 or 1 for each of {count} margins"))),
    }
}

/// The columns of each margin, with the derivative in a covariate where it belongs.
pub(super) fn margin_columns(
    margins: &[Margin],
    at: &[Covariate<'_>],
    derivative: Option<usize>,
) -> Option<Vec<Vec<f64>>> {
    let mut first = 0;
    let columns = margins.iter().map(|margin| {
        let here = first..first + margin.covariates;
        first = here.end;
        let variable = derivative.filter(|variable| here.contains(variable)).map(|variable| variable - here.start);
        margin.columns(&at[here], variable)
    });
    columns.collect()
}

/// Whether margins are of such covariates.
pub(super) fn margins_take(margins: &[Margin], levels: &[usize]) -> bool {
    let mut rest = levels;
    for margin in margins {
        match rest.split_at_checked(margin.covariates) {
            Some((own, others)) if margin.basis.takes(own) => rest = others,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Refuses margins that make no product.
pub(super) fn check_margins(margins: &[Margin]) -> Result<(), Refusal> {
    let size = margins.iter().try_fold(
        1_usize,
        |size, margin| {
            if margin.is_sound() { size.checked_mul(margin.size()) } else { None }
        },
    );
    match size {
        Some(1..=MAX_SIZE) if !margins.is_empty() => Ok(()),
        _ => Err(Refusal::new("margins", format!("{} of them", margins.len()), "margins that make a product")),
    }
}

/// I ⊗ S ⊗ I for the margin at a place.
fn along(penalty: &Symmetric, before: usize, after: usize) -> Symmetric {
    let k = penalty.order;
    let mut out = Symmetric::zeros(before * k * after);
    for slice in (0..before * after).map(|slice| (slice / after, slice % after)) {
        let place = |i: usize| (slice.0 * k + i) * after + slice.1;
        (0..k).for_each(|i| (0..=i).for_each(|j| out.add(place(i), place(j), penalty.get(i, j))));
    }
    out
}

impl TryFrom<Parts> for Tensor {
    type Error = Refusal;

    fn try_from(parts: Parts) -> Result<Self, Refusal> {
        check_margins(&parts.margins)?;
        Ok(Self { margins: parts.margins })
    }
}

impl From<Tensor> for Parts {
    fn from(tensor: Tensor) -> Self {
        Self { margins: tensor.margins }
    }
}

impl Basis for Tensor {
    fn size(&self) -> usize {
        self.margins.iter().map(Margin::size).product()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let sizes: Vec<usize> = self.margins.iter().map(Margin::size).collect();
        let of_margin = |(m, margin): (usize, &Margin)| {
            let (before, after): (usize, usize) = (sizes[..m].iter().product(), sizes[m + 1..].iter().product());
            margin.unit_penalties().into_iter().map(move |penalty| along(&penalty, before, after))
        };
        self.margins.iter().enumerate().flat_map(of_margin).collect()
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.write(at, None, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        self.write(at, Some(variable), out, stride)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        margins_take(&self.margins, levels)
    }

    fn spans_constant(&self) -> bool {
        self.margins.iter().all(Margin::spans_constant)
    }
}
