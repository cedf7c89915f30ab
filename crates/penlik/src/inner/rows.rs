//! One pass over the rows of a problem: per leaf of a fixed number of panels, linear predictors, the family's jet, and the sums.

use crate::families::{Family, Jet, Rows};
use crate::linalg::weighted_gram::{self, triangle};
use crate::linalg::{Columns, DesignRows, PANEL_ROWS, Panels, Symmetric, Twofold, Workers, refine, simd};
use std::ops::Add;

/// Panels in a leaf of the reduction tree.
const LEAF_PANELS: usize = 4;
/// Panels up to which each is a leaf of its own, so that few rows are work for several threads.
const FEW_PANELS: usize = 16;

/// The rows of a problem.
#[derive(Clone, Copy)]
pub struct Sample<'a> {
    /// X, shared by all predictors.
    pub design: DesignRows<'a>,
    /// The response columns of the family.
    pub response: &'a Panels,
    /// One column ≥ 0.
    pub weights: &'a Panels,
    /// Added to the predictors: one column for all of them, or one for each.
    pub offset: Option<&'a Panels>,
    /// ℓ of a row.
    pub family: &'a dyn Family,
    /// Who works on the rows.
    pub workers: &'a Workers,
}

/// Buffers of one panel.
pub(super) struct Buffers {
    pub(super) eta: Vec<f64>,
    rest: Vec<f64>,
    value: Vec<f64>,
    score: Vec<f64>,
    pub(super) information: Vec<f64>,
}

impl Buffers {
    pub(super) fn new(predictors: usize) -> Self {
        let columns = |count: usize| vec![0.0; count * PANEL_ROWS];
        Self {
            eta: columns(predictors),
            rest: columns(predictors),
            value: columns(1),
            score: columns(predictors),
            information: columns(triangle(predictors)),
        }
    }
}

/// Sums over rows: Σ w ℓ, Xᵀ(w·score) and, when asked for, the blocks of Xᵀ(w·information)X as packed triangles.
pub struct Sums<T> {
    pub value: f64,
    pub score: Vec<T>,
    pub information: Vec<T>,
}

impl<T: Copy + Add<Output = T>> Sums<T> {
    fn merge(mut self, other: Self) -> Self {
        self.value += other.value;
        self.score.iter_mut().zip(other.score).for_each(|(x, y)| *x = *x + y);
        self.information.iter_mut().zip(other.information).for_each(|(x, y)| *x = *x + y);
        self
    }
}

impl Sample<'_> {
    /// Panels in a leaf, by the number of rows alone.
    pub(super) fn leaf_panels(&self) -> usize {
        self.design.leaf_panels(if self.design.count() <= FEW_PANELS { 1 } else { LEAF_PANELS })
    }

    /// Leaves of a sum over rows.
    #[must_use]
    pub fn leaves(&self) -> usize {
        self.design.count().div_ceil(self.leaf_panels())
    }

    /// The panels of a leaf.
    #[must_use]
    pub fn panels(&self, leaf: usize) -> std::ops::Range<usize> {
        let start = leaf * self.leaf_panels();
        start..(start + self.leaf_panels()).min(self.design.count())
    }

    /// The columns of a panel; `buffer` holds them where the design does not.
    pub(super) fn columns<'b>(&'b self, panel: usize, buffer: &'b mut Vec<f64>) -> Columns<'b> {
        self.design.panel(panel, buffer)
    }

    /// The rows of a panel at predictors η, as a family takes them.
    pub(super) fn rows<'b>(&'b self, panel: usize, eta: &'b [f64]) -> Rows<'b> {
        Rows { eta, response: self.response.panel(panel), height: self.design.height(panel) }
    }

    /// The coefficients in all, P·M.
    pub fn coefficients(&self) -> usize {
        self.design.cols() * self.family.predictors()
    }

    /// Σ w ℓ, the score and, with `curvature`, the information at β.
    pub fn evaluate(&self, beta: &[f64], curvature: bool) -> Sums<f64> {
        let (m, design) = (self.family.predictors(), self.design);
        let blocks = if curvature { triangle(m) } else { 0 };
        let empty = || Sums {
            value: 0.0,
            score: vec![0.0; design.adjoint_length(m)],
            information: vec![0.0; design.gram_length(blocks)],
        };
        let values = design.values(beta);
        let leaf = |leaf: usize| {
            let mut sums = empty();
            let mut buffers = Buffers::new(m);
            for panel in self.panels(leaf) {
                let h = design.height(panel);
                self.predictors(panel, &values, &mut buffers.eta);
                sums.value += self.weighted_jet(panel, &mut buffers);
                design.add_adjoint(panel, Columns::new(&buffers.score[..h * m], h), &mut sums.score);
                if curvature {
                    let weights = &buffers.information[..h * triangle(m)];
                    design.add_gram(panel, Columns::new(weights, h), &mut sums.information);
                }
            }
            sums
        };
        self.finished(self.workers.tree(self.leaves(), &leaf, &Sums::merge).unwrap_or_else(empty))
    }

    /// Xᵀr and XᵀWX from their sums in the form of the design.
    fn finished(&self, sums: Sums<f64>) -> Sums<f64> {
        Sums {
            value: sums.value,
            score: self.design.adjoint(sums.score),
            information: self.design.gram(sums.information),
        }
    }

    /// The same in twice the precision: predictors with their rounding kept, scores corrected by it, sums in twice the precision.
    pub fn evaluate_refined(&self, beta: &[f64], curvature: bool) -> Sums<Twofold> {
        let m = self.family.predictors();
        let blocks = if curvature { triangle(m) * triangle(self.design.cols()) } else { 0 };
        let zero = Twofold::default();
        let (design, values) = (self.design, self.design.values_refined(beta));
        let empty =
            || Sums { value: 0.0, score: vec![zero; design.adjoint_length(m)], information: vec![zero; blocks] };
        let leaf = |leaf: usize| {
            let mut sums = empty();
            let (mut buffers, mut entries) = (Buffers::new(m), Vec::new());
            for panel in self.panels(leaf) {
                let h = design.height(panel);
                self.start_predictors(panel, &mut buffers.eta);
                design.apply_refined(panel, &values, &mut buffers.eta[..m * h], &mut buffers.rest[..m * h]);
                sums.value += self.weighted_jet(panel, &mut buffers);
                // The first-order change that the rounding of η makes.
                let score_rest = buffers.score[..m * h].chunks_exact(h).zip(buffers.rest.chunks_exact(h));
                sums.value += score_rest.map(|(score, rest)| simd::weighted_sum(score, rest)).sum::<f64>();
                self.keep_rounding(panel, &mut buffers);
                let score = Columns::new(&buffers.score[..m * h], h);
                let rest = Columns::new(&buffers.rest[..m * h], h);
                design.add_adjoint_refined(panel, score, rest, &mut sums.score);
                if curvature {
                    refine::add_gram(
                        self.columns(panel, &mut entries),
                        Columns::new(&buffers.information[..triangle(m) * h], h),
                        &mut sums.information,
                    );
                }
            }
            sums
        };
        let sums = self.workers.tree(self.leaves(), &leaf, &Sums::merge).unwrap_or_else(empty);
        Sums { score: design.adjoint_refined(sums.score), ..sums }
    }

    /// Xᵀdiag(w·v)X and Xᵀ(w·v·z_a) for row weights v and working responses z made by `fill(panel, z, v)`.
    pub fn working_least_squares(&self, fill: &(impl Fn(usize, &mut [f64], &mut [f64]) + Sync)) -> Sums<f64> {
        let (m, design) = (self.family.predictors(), self.design);
        let empty = || Sums {
            value: 0.0,
            score: vec![0.0; design.adjoint_length(m)],
            information: vec![0.0; design.gram_length(1)],
        };
        let leaf = |leaf: usize| {
            let mut sums = empty();
            let mut buffers = Buffers::new(m);
            for panel in self.panels(leaf) {
                let h = self.design.height(panel);
                let (z, v) = (&mut buffers.score[..m * h], &mut buffers.value[..h]);
                fill(panel, z, v);
                scale(v, &self.weights.panel(panel)[..h]);
                z.chunks_exact_mut(h).for_each(|z| scale(z, v));
                design.add_adjoint(panel, Columns::new(z, h), &mut sums.score);
                design.add_gram(panel, Columns::new(v, h), &mut sums.information);
            }
            sums
        };
        self.finished(self.workers.tree(self.leaves(), &leaf, &Sums::merge).unwrap_or_else(empty))
    }

    /// max_i max_a |x_iᵀ d_a|, over rows that count, or a bound of it where that is small and takes no pass.
    pub fn largest_change(&self, direction: &[f64]) -> f64 {
        /// Changes below it are all alike.
        const SMALL: f64 = 1e-3;
        let m = self.family.predictors();
        let values = self.design.values(direction);
        if let Some(bound) = self.design.largest(&values).filter(|bound| *bound <= SMALL) {
            return bound;
        }
        let leaf = |leaf: usize| {
            let mut eta = vec![0.0; m * PANEL_ROWS];
            self.panels(leaf).fold(0.0, |largest: f64, panel| {
                let h = self.design.height(panel);
                self.design.apply(panel, &values, &mut eta[..m * h]);
                largest.max(simd::largest_magnitude(&eta[..m * h]))
            })
        };
        self.workers.tree(self.leaves(), &leaf, &f64::max).unwrap_or(0.0)
    }

    /// An upper bound of max_i max_a √(x_iᵀ A_a x_i) for the diagonal blocks A_a of a positive semidefinite matrix of order PM:
    /// √(xᵀAx) ≤ Σ_j |x_j| √A_jj takes P products a row instead of P².
    pub fn form_bound(&self, matrix: &Symmetric) -> f64 {
        let (m, p) = (self.family.predictors(), self.design.cols());
        self.spread_bound(&(0..m * p).map(|k| matrix.get(k, k).max(0.0).sqrt()).collect::<Vec<_>>())
    }

    /// max_i max_a Σ_j |x_ij| s_a[j] for spreads s ≥ 0, class-major, or a bound of it that takes no pass.
    pub fn spread_bound(&self, spreads: &[f64]) -> f64 {
        if let Some(bound) = self.design.largest_spread(spreads) {
            return bound;
        }
        let (m, p) = (self.family.predictors(), self.design.cols());
        let leaf = |leaf: usize| {
            let (mut sizes, mut bound) = (vec![0.0; p * PANEL_ROWS], vec![0.0; m * PANEL_ROWS]);
            let mut entries = Vec::new();
            self.panels(leaf).fold(0.0, |largest: f64, panel| {
                let h = self.design.height(panel);
                let x = self.columns(panel, &mut entries);
                sizes.iter_mut().zip(x.entries()).for_each(|(size, x)| *size = x.abs());
                weighted_gram::apply(Columns::new(&sizes[..p * h], h), spreads, &mut bound[..m * h]);
                bound[..m * h].iter().copied().fold(largest, f64::max)
            })
        };
        self.workers.tree(self.leaves(), &leaf, &f64::max).unwrap_or(0.0)
    }

    /// max_i max_a x_iᵀ A_a x_i for the diagonal blocks A_a of a matrix of order PM.
    pub fn largest_form(&self, matrix: &Symmetric) -> f64 {
        let (m, p) = (self.family.predictors(), self.design.cols());
        let rows: Vec<f64> = (0..m * p).flat_map(|k| matrix.data[k * m * p + k / p * p..][..p].to_vec()).collect();
        let blocks: Vec<_> = rows.chunks_exact(p * p).map(|block| self.design.form_values(block)).collect();
        let leaf = |leaf: usize| {
            let mut forms = [0.0; PANEL_ROWS];
            self.panels(leaf).fold(0.0, |largest: f64, panel| {
                let forms = &mut forms[..self.design.height(panel)];
                blocks.iter().fold(largest, |largest, block| {
                    self.design.forms(panel, block, forms);
                    forms.iter().copied().fold(largest, f64::max)
                })
            })
        };
        self.workers.tree(self.leaves(), &leaf, &f64::max).unwrap_or(0.0)
    }

    /// 2Σ w (ℓ of the saturated model − ℓ) at β, taken row by row, each at its predictors in twice the precision.
    pub fn deviance(&self, beta: &[f64]) -> f64 {
        let m = self.family.predictors();
        let values = self.design.values_refined(beta);
        let leaf = |leaf: usize| {
            let mut buffers = Buffers::new(m);
            self.panels(leaf).map(|panel| self.panel_deviance(panel, &values, &mut buffers)).sum::<f64>()
        };
        let deviance = self.workers.tree(self.leaves(), &leaf, &|a, b| a + b).unwrap_or(0.0);
        if self.family.has_saturated_model() { deviance.max(0.0) } else { deviance }
    }

    /// The deviance at the rounded predictors, and the first-order change −2w·score·(rounding of η).
    fn panel_deviance(&self, panel: usize, values: &[Twofold], buffers: &mut Buffers) -> f64 {
        let (m, h) = (self.family.predictors(), self.design.height(panel));
        self.start_predictors(panel, &mut buffers.eta);
        self.design.apply_refined(panel, values, &mut buffers.eta[..m * h], &mut buffers.rest[..m * h]);
        self.weighted_jet(panel, buffers);
        let rows = Rows { eta: &buffers.eta[..m * h], response: self.response.panel(panel), height: h };
        self.family.deviance(&rows, &mut buffers.value[..h]);
        let w = self.weights.panel(panel);
        let rows = h.min(self.design.rows() - panel * PANEL_ROWS);
        (0..rows).fold(0.0, |sum, k| {
            let change = (0..m).fold(0.0, |change, a| change + buffers.score[a * h + k] * buffers.rest[a * h + k]);
            sum + (w[k] * buffers.value[k] - 2.0 * change)
        })
    }

    /// Σ w, and Σ w y for each column of the response.
    pub fn weighted_totals(&self) -> (f64, Vec<f64>) {
        let m = self.family.predictors();
        let leaf = |leaf: usize| {
            let mut sums = vec![0.0; m + 1];
            for panel in self.panels(leaf) {
                let h = self.design.height(panel);
                let w = &self.weights.panel(panel)[..h];
                sums[m] += simd::column_sum(w);
                for (sum, y) in sums[..m].iter_mut().zip(self.response.panel(panel).chunks_exact(h)) {
                    *sum += simd::weighted_sum(w, y);
                }
            }
            sums
        };
        let merge = |mut a: Vec<f64>, b: Vec<f64>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        let mut sums = self.workers.tree(self.leaves(), &leaf, &merge).unwrap_or_else(|| vec![0.0; m + 1]);
        (sums.pop().unwrap_or(0.0), sums)
    }

    fn start_predictors(&self, panel: usize, eta: &mut [f64]) {
        let m = self.family.predictors();
        match self.offset {
            Some(offset) => {
                let (o, h) = (offset.panel(panel), offset.height(panel));
                let columns = eta[..m * h].chunks_exact_mut(h).zip(o.chunks_exact(h).cycle());
                columns.for_each(|(eta, o)| eta.copy_from_slice(o));
            }
            None => eta.fill(0.0),
        }
    }

    /// η of a panel, with the offset; `values` are those of the design at β.
    pub(super) fn predictors(&self, panel: usize, values: &[f64], eta: &mut [f64]) {
        let (m, h) = (self.family.predictors(), self.design.height(panel));
        self.design.apply(panel, values, &mut eta[..m * h]);
        if let Some(offset) = self.offset {
            for (eta, o) in eta[..m * h].chunks_exact_mut(h).zip(offset.panel(panel).chunks_exact(h).cycle()) {
                eta.iter_mut().zip(o).for_each(|(eta, o)| *eta += o);
            }
        }
    }

    /// The family's jet at `buffers.eta`, multiplied by the weights; the weighted values are summed.
    pub(super) fn weighted_jet(&self, panel: usize, buffers: &mut Buffers) -> f64 {
        let (m, h) = (self.family.predictors(), self.design.height(panel));
        let rows = Rows { eta: &buffers.eta[..m * h], response: self.response.panel(panel), height: h };
        let (value, score) = (&mut buffers.value[..h], &mut buffers.score[..m * h]);
        let information = &mut buffers.information[..triangle(m) * h];
        self.family.jet(&rows, &mut Jet { value, score, information });
        self.clear_padding(panel, buffers);
        let w = &self.weights.panel(panel)[..h];
        for column in buffers.score[..m * h].chunks_exact_mut(h) {
            scale(column, w);
        }
        for column in buffers.information[..triangle(m) * h].chunks_exact_mut(h) {
            scale(column, w);
        }
        // Rows that pad may lie outside a family's domain.
        buffers.value[h.min(self.design.rows() - panel * PANEL_ROWS)..h].fill(0.0);
        simd::weighted_sum(w, &buffers.value[..h])
    }

    /// What a family says of the rows that pad the last panel may not even be finite.
    fn clear_padding(&self, panel: usize, buffers: &mut Buffers) {
        let (h, rows) = (self.design.height(panel), self.design.rows() - panel * PANEL_ROWS);
        if rows < h {
            for columns in [&mut buffers.value, &mut buffers.score, &mut buffers.information] {
                columns.chunks_exact_mut(h).for_each(|column| column[rows..].fill(0.0));
            }
        }
    }

    /// Replaces `rest`, the rounding of η, by the rounding of the weighted scores that `weighted_jet` left: what the family itself rounds away,
    /// what the weight does, and the first-order change −W·(rounding of η).
    fn keep_rounding(&self, panel: usize, buffers: &mut Buffers) {
        let (m, h) = (self.family.predictors(), self.design.height(panel));
        let rows = Rows { eta: &buffers.eta[..m * h], response: self.response.panel(panel), height: h };
        let mut kept = vec![0.0; m * h];
        self.family.score_rounding(&rows, &mut kept);
        let w = &self.weights.panel(panel)[..h];
        for (a, kept) in kept.chunks_exact_mut(h).enumerate() {
            scale(kept, w);
            for b in 0..m {
                let information = &buffers.information[weighted_gram::packed(a.max(b), a.min(b)) * h..][..h];
                for ((kept, information), rest) in kept.iter_mut().zip(information).zip(&buffers.rest[b * h..][..h]) {
                    *kept = (-information).mul_add(*rest, *kept);
                }
            }
        }
        buffers.rest[..m * h].copy_from_slice(&kept);
    }
}

fn scale(column: &mut [f64], w: &[f64]) {
    simd::dispatch(
        #[inline(always)]
        || column.iter_mut().zip(w).for_each(|(x, w)| *x *= w),
    );
}
