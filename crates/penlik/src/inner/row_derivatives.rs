//! Passes over rows for the derivatives of ln det H: how the information changes along the estimate, and with parameters of the family.
//!
//! With G symmetric of order MP and G_i = (x_iᵀG_ab x_i) its M × M block at row i, tr(G·D_βH[v]) = qᵀv and
//! tr(G·D²_βH[u, v]) = uᵀQv, where q = Σ w_i ∂tr(G_iW_i)/∂η ⊗ x_i and Q = Σ w_i ∂²tr(G_iW_i)/∂η² ⊗ x_ix_iᵀ.

use super::problem::Problem;
use super::rows::Sample;
use crate::families::{Contraction, ParameterJet, ParameterPair, Rows};
use crate::linalg::weighted_gram::triangle;
use crate::linalg::{Columns, PANEL_ROWS, Symmetric};

/// q and Q.
pub struct Contracted {
    /// q, of length MP.
    pub first: Vec<f64>,
    /// Q, of order MP; empty when it was not asked for.
    pub second: Symmetric,
}

/// D_βH[v] for several directions v, each of order MP.
pub type AlongBlocks = Vec<Symmetric>;

/// First derivatives in a parameter τ, summed over rows.
pub struct ParameterSums {
    /// −Σ w ∂(ℓ − saturated)/∂τ.
    pub value: f64,
    /// −Xᵀ(w ∂²ℓ/∂η∂τ).
    pub gradient: Vec<f64>,
    /// Xᵀ(w ∂W/∂τ)X.
    pub hessian: Symmetric,
    /// Xᵀ(w g ∂²W/∂η∂τ) for the row values g of a matrix G.
    pub slope: Vec<f64>,
}

/// Second derivatives in a pair of parameters, summed over rows.
pub struct ParameterPairSums {
    /// −Σ w ∂²(ℓ − saturated)/∂τ∂τ′.
    pub value: f64,
    /// −Xᵀ(w ∂³ℓ/∂η∂τ∂τ′).
    pub gradient: Vec<f64>,
    /// Σ w g ∂²W/∂τ∂τ′.
    pub trace: f64,
}

/// Sums of one pass: several vectors that are added entry by entry.
type Parts = Vec<Vec<f64>>;

fn merge(mut a: Parts, b: Parts) -> Parts {
    for (a, b) in a.iter_mut().zip(b) {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    }
    a
}

/// What a pass over a panel has at hand.
struct Panel<'a> {
    index: usize,
    rows: Rows<'a>,
    weights: &'a [f64],
}

impl Sample<'_> {
    /// Adds up `panel(…, sums)` over all panels, starting from zeros of the given lengths.
    fn add_panels(&self, beta: &[f64], lengths: &[usize], panel: &(impl Fn(&Panel<'_>, &mut Parts) + Sync)) -> Parts {
        let zeros = || lengths.iter().map(|&length| vec![0.0; length]).collect::<Parts>();
        let values = self.design.values(beta);
        let leaf = |leaf: usize| {
            let (mut sums, mut eta) = (zeros(), vec![0.0; self.family.predictors() * PANEL_ROWS]);
            for index in self.panels(leaf) {
                self.predictors(index, &values, &mut eta);
                let h = self.design.height(index);
                let rows =
                    Rows { eta: &eta[..self.family.predictors() * h], response: self.response.panel(index), height: h };
                let weights = &self.weights.panel(index)[..h];
                panel(&Panel { index, rows, weights }, &mut sums);
            }
            sums
        };
        self.workers.tree(self.leaves(), &leaf, &merge).unwrap_or_else(zeros)
    }

    /// G_i for the rows of a panel: M(M+1)/2 columns.
    fn row_blocks(&self, panel: usize, blocks: &[Vec<f64>], out: &mut [f64]) {
        for (block, out) in blocks.iter().zip(out.chunks_exact_mut(self.design.height(panel))) {
            self.design.forms(panel, block, out);
        }
    }

    /// The P × P blocks (a, b ≤ a) of a matrix of order MP, in packed order, as the design takes them.
    pub(super) fn blocks(&self, matrix: &Symmetric) -> Vec<Vec<f64>> {
        let (m, p) = (self.family.predictors(), self.design.cols());
        let block = |a: usize, b: usize| {
            let rows = (0..p).flat_map(|i| matrix.data[(a * p + i) * m * p + b * p..][..p].iter().copied());
            self.design.form_values(&rows.collect::<Vec<_>>())
        };
        (0..m).flat_map(|a| (0..=a).map(move |b| (a, b))).map(|(a, b)| block(a, b)).collect()
    }

    /// x_iᵀG x_i of every row for a family of one predictor, panel after panel with padding.
    fn row_values(&self, matrix: &Symmetric) -> Vec<Vec<f64>> {
        let blocks = self.blocks(matrix);
        let value = |index: usize| {
            let mut out = vec![0.0; self.design.height(index)];
            self.row_blocks(index, &blocks, &mut out);
            out
        };
        let join = |mut a: Vec<Vec<f64>>, b: Vec<Vec<f64>>| {
            a.extend(b);
            a
        };
        self.workers.tree(self.design.count(), &|index| vec![value(index)], &join).unwrap_or_default()
    }
}

/// Multiplies by weights; rows that pad have weight 0, and what a family says of them, be it NaN, counts as 0.
fn weigh(columns: &mut [f64], weights: &[f64]) {
    for column in columns.chunks_exact_mut(weights.len().max(1)) {
        column.iter_mut().zip(weights).for_each(|(x, w)| *x = if *w == 0.0 { 0.0 } else { *x * w });
    }
}

impl Problem<'_> {
    /// q and, when asked for, Q of a matrix G of order MP at β.
    #[must_use]
    pub fn contracted(&self, beta: &[f64], g: &Symmetric, with_second: bool) -> Contracted {
        let sample = self.sample();
        let blocks = sample.blocks(g);
        let (m, pairs) = (sample.family.predictors(), triangle(sample.family.predictors()));
        let lengths = [sample.design.adjoint_length(m), sample.design.gram_length(if with_second { pairs } else { 0 })];
        let sums = sample.add_panels(beta, &lengths, &|panel, sums| {
            let h = panel.rows.height;
            let (mut g, mut first, mut second) = (vec![0.0; pairs * h], vec![0.0; m * h], vec![0.0; pairs * h]);
            sample.row_blocks(panel.index, &blocks, &mut g);
            let mut out = Contraction { first: &mut first, second: &mut second };
            sample.family.information_contracted(&panel.rows, &g, &mut out);
            weigh(&mut first, panel.weights);
            sample.design.add_adjoint(panel.index, Columns::new(&first, h), &mut sums[0]);
            if with_second {
                weigh(&mut second, panel.weights);
                sample.design.add_gram(panel.index, Columns::new(&second, h), &mut sums[1]);
            }
        });
        let mut sums = sums.into_iter();
        let first = sample.design.adjoint(sums.next().unwrap_or_default());
        let second = if with_second { self.gram(sums.next().unwrap_or_default()) } else { Symmetric::zeros(0) };
        Contracted { first, second }
    }

    /// The joint matrix of sums of XᵀWX.
    fn gram(&self, sums: Vec<f64>) -> Symmetric {
        self.unpack(&self.sample().design.gram(sums), |x| *x)
    }

    /// D_βH[v] at β for each direction v of length MP.
    #[must_use]
    pub fn hessian_along(&self, beta: &[f64], directions: &[Vec<f64>]) -> AlongBlocks {
        // Few rows are one task; then the directions are the tasks.
        if self.sample().leaves() < directions.len() {
            let one = |k: usize| self.sums_along(beta, &directions[k..=k]);
            let join = |mut a: AlongBlocks, b: AlongBlocks| {
                a.extend(b);
                a
            };
            return self.sample().workers.tree(directions.len(), &one, &join).unwrap_or_default();
        }
        self.sums_along(beta, directions)
    }

    fn sums_along(&self, beta: &[f64], directions: &[Vec<f64>]) -> AlongBlocks {
        let sample = self.sample();
        let (m, pairs) = (sample.family.predictors(), triangle(sample.family.predictors()));
        let lengths = vec![sample.design.gram_length(pairs); directions.len()];
        let values: Vec<_> = directions.iter().map(|direction| sample.design.values(direction)).collect();
        let sums = sample.add_panels(beta, &lengths, &|panel, sums| {
            let h = panel.rows.height;
            let (mut eta, mut change) = (vec![0.0; m * h], vec![0.0; pairs * h]);
            for (direction, sum) in values.iter().zip(sums) {
                sample.design.apply(panel.index, direction, &mut eta);
                sample.family.information_along(&panel.rows, &eta, &mut change);
                weigh(&mut change, panel.weights);
                sample.design.add_gram(panel.index, Columns::new(&change, h), sum);
            }
        });
        sums.into_iter().map(|sum| self.gram(sum)).collect()
    }

    /// D²_βH[u, v] at β for directions of length MP.
    #[must_use]
    pub fn hessian_along_both(&self, beta: &[f64], u: &[f64], v: &[f64]) -> Symmetric {
        let sample = self.sample();
        let (m, pairs) = (sample.family.predictors(), triangle(sample.family.predictors()));
        let (u, v) = (sample.design.values(u), sample.design.values(v));
        let sums = sample.add_panels(beta, &[sample.design.gram_length(pairs)], &|panel, sums| {
            let h = panel.rows.height;
            let (mut du, mut dv, mut change) = (vec![0.0; m * h], vec![0.0; m * h], vec![0.0; pairs * h]);
            sample.design.apply(panel.index, &u, &mut du);
            sample.design.apply(panel.index, &v, &mut dv);
            sample.family.information_along_both(&panel.rows, &du, &dv, &mut change);
            weigh(&mut change, panel.weights);
            sample.design.add_gram(panel.index, Columns::new(&change, h), &mut sums[0]);
        });
        self.gram(sums.into_iter().next().unwrap_or_default())
    }

    /// First derivatives in every parameter of the family, with the traces against G where it is given.
    #[must_use]
    pub fn parameter_sums(&self, beta: &[f64], g: &Symmetric) -> Vec<ParameterSums> {
        let sample = self.sample();
        let (p, square) = (sample.design.adjoint_length(1), sample.design.gram_length(1));
        let values = sample.row_values(g);
        let one = |t: usize| {
            let sums = sample.add_panels(beta, &[1, p, square, p], &|panel, sums| {
                let mut columns = vec![vec![0.0; panel.rows.height]; 4];
                if let [value, score, information, slope] = columns.as_mut_slice() {
                    sample.family.parameter_jet(&panel.rows, t, &mut ParameterJet { value, score, information, slope });
                }
                columns.iter_mut().for_each(|column| weigh(column, panel.weights));
                weigh(&mut columns[3], &values[panel.index]);
                sums[0][0] -= columns[0].iter().sum::<f64>();
                columns[1].iter_mut().for_each(|x| *x = -*x);
                let column = |k: usize| Columns::new(&columns[k], panel.rows.height);
                sample.design.add_adjoint(panel.index, column(1), &mut sums[1]);
                sample.design.add_gram(panel.index, column(2), &mut sums[2]);
                sample.design.add_adjoint(panel.index, column(3), &mut sums[3]);
            });
            ParameterSums {
                value: sums[0][0],
                gradient: sample.design.adjoint(sums[1].clone()),
                hessian: self.gram(sums[2].clone()),
                slope: sample.design.adjoint(sums[3].clone()),
            }
        };
        (0..sample.family.parameters().len()).map(one).collect()
    }

    /// Second derivatives in every pair of parameters, the lower triangle row by row.
    #[must_use]
    pub fn parameter_pair_sums(&self, beta: &[f64], g: &Symmetric) -> Vec<ParameterPairSums> {
        let sample = self.sample();
        let p = sample.design.adjoint_length(1);
        let values = sample.row_values(g);
        let one = |t: usize, u: usize| {
            let sums = sample.add_panels(beta, &[2, p], &|panel, sums| {
                let mut columns = vec![vec![0.0; panel.rows.height]; 3];
                if let [value, score, information] = columns.as_mut_slice() {
                    sample.family.parameter_pair(&panel.rows, t, u, &mut ParameterPair { value, score, information });
                }
                columns.iter_mut().for_each(|column| weigh(column, panel.weights));
                sums[0][0] -= columns[0].iter().sum::<f64>();
                sums[0][1] += columns[2].iter().zip(&values[panel.index]).map(|(w, g)| w * g).sum::<f64>();
                columns[1].iter_mut().for_each(|x| *x = -*x);
                sample.design.add_adjoint(panel.index, Columns::new(&columns[1], panel.rows.height), &mut sums[1]);
            });
            ParameterPairSums { value: sums[0][0], gradient: sample.design.adjoint(sums[1].clone()), trace: sums[0][1] }
        };
        let count = sample.family.parameters().len();
        (0..count).flat_map(|t| (0..=t).map(move |u| (t, u))).map(|(t, u)| one(t, u)).collect()
    }
}
