//! Smooths for the levels of factors that sum to zero over the levels of each: `sz`, deviations from a smooth for all.
//!
//! With B the functions of the base, level g of a factor of m levels has the row c_g of the contrast (I; −1ᵀ), and combination (g, h, …) the functions
//! c_g ⊗ c_h ⊗ … ⊗ B. Each combination has the base's penalties on its own smooth, with strengths of its own, or with one for all where the option
//! `shared` is 1 or the smooth has an `id`.
//! Source: S. N. Wood, Generalized Additive Models, 2017, §5.6 and §5.7.

use super::arguments;
use super::basis::{Basis, Covariate, Refusal, Request};
use super::levelled_base::LevelledBase;
use crate::linalg::{PANEL_ROWS, Symmetric};
use serde::{Deserialize, Serialize};

/// Deviations of levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SumToZero {
    within: LevelledBase,
    shared: bool,
}

impl SumToZero {
    /// The deviations of a request with one or more factors.
    ///
    /// # Errors
    /// No factor, no numbers, what the base refuses.
    pub fn new(request: &Request<'_>) -> Result<Self, Refusal> {
        let shared = arguments::number(request, "shared", "0 or 1", |x| x == 0.0 || x == 1.0)?;
        Ok(Self { within: LevelledBase::new(request, &["shared"])?, shared: request.identified || shared == Some(1.0) })
    }

    fn counts(&self) -> Vec<usize> {
        self.within.levels.iter().copied().filter(|m| *m > 0).collect()
    }

    /// c_g ⊗ c_h ⊗ …
    fn contrast(&self, levels: &[usize]) -> Vec<f64> {
        let row = |(level, count): (&usize, usize)| -> Vec<f64> {
            let entry = |j| if level + 1 == count { -1.0 } else { f64::from(u8::from(*level == j)) };
            (0..count - 1).map(entry).collect()
        };
        levels
            .iter()
            .zip(self.counts())
            .map(row)
            .fold(vec![1.0], |product, row| product.iter().flat_map(|a| row.iter().map(move |b| a * b)).collect())
    }

    fn spread(&self, at: &[Covariate<'_>], variable: Option<usize>, out: &mut [f64], stride: usize) -> bool {
        let (k, factors) = (self.within.base.size(), self.within.factors(at));
        self.within.panels(at, variable, |first, height, values| {
            for i in 0..height {
                let levels: Vec<usize> = factors.iter().map(|(codes, _)| codes[first + i] as usize).collect();
                for (block, weight) in self.contrast(&levels).iter().enumerate() {
                    for j in 0..k {
                        out[(block * k + j) * stride + first + i] = weight * values[j * PANEL_ROWS + i];
                    }
                }
            }
        })
    }

    /// ccᵀ ⊗ S for a combination of levels.
    fn add_penalty(&self, levels: &[usize], base: &Symmetric, sum: &mut Symmetric) {
        let (contrast, k, size) = (self.contrast(levels), base.order, sum.order);
        let pairs =
            contrast.iter().enumerate().flat_map(|(a, x)| contrast.iter().enumerate().map(move |(b, y)| (a, b, x * y)));
        for (a, b, weight) in pairs.filter(|(_, _, weight)| *weight != 0.0) {
            for i in 0..k {
                let row = &mut sum.data[(a * k + i) * size + b * k..][..k];
                row.iter_mut().zip(&base.data[i * k..]).for_each(|(s, x)| *s += weight * x);
            }
        }
    }

    /// Every combination of levels, those of the last factor changing fastest.
    fn combinations(&self) -> Vec<Vec<usize>> {
        self.counts().iter().fold(vec![vec![]], |all, count| {
            let longer = |start: &Vec<usize>| {
                (0..*count).map(|level| start.iter().copied().chain([level]).collect()).collect::<Vec<Vec<usize>>>()
            };
            all.iter().flat_map(longer).collect()
        })
    }
}

impl Basis for SumToZero {
    fn size(&self) -> usize {
        self.counts().iter().map(|m| m - 1).product::<usize>() * self.within.base.size()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        let (combinations, bases) = (self.combinations(), self.within.base.penalties());
        let sum = |chosen: &[Vec<usize>], base: &Symmetric| {
            let mut sum = Symmetric::zeros(self.size());
            chosen.iter().for_each(|levels| self.add_penalty(levels, base, &mut sum));
            sum
        };
        match self.shared {
            true => bases.iter().map(|base| sum(&combinations, base)).collect(),
            false => combinations
                .chunks(1)
                .flat_map(|one| bases.iter().map(|base| sum(one, base)).collect::<Vec<_>>())
                .collect(),
        }
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.spread(at, None, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        let inner = self.within.variable(variable);
        inner.is_some() && self.spread(at, inner, out, stride)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        self.within.takes(levels) && levels.iter().all(|m| *m != 1)
    }

    fn spans_constant(&self) -> bool {
        false
    }
}
