//! The rows of a design, as a dense matrix in panels or by tables of distinct rows.

use super::tabulated::Tabulated;
use super::weighted_gram::{self, Columns, triangle};
use super::{PANEL_ROWS, Panels, Twofold, refine};
use std::borrow::Cow;

/// A design that somebody owns.
#[derive(Debug, Clone, PartialEq)]
pub enum DesignMatrix {
    /// Every entry.
    Dense(Panels),
    /// Tables of distinct rows.
    Tabulated(Tabulated),
}

/// A design that somebody else owns.
#[derive(Debug, Clone, Copy)]
pub enum DesignRows<'a> {
    /// Every entry.
    Dense(&'a Panels),
    /// Tables of distinct rows.
    Tabulated(&'a Tabulated),
}

impl From<Panels> for DesignMatrix {
    fn from(panels: Panels) -> Self {
        Self::Dense(panels)
    }
}

impl<'a> From<&'a Panels> for DesignRows<'a> {
    fn from(panels: &'a Panels) -> Self {
        Self::Dense(panels)
    }
}

impl<'a> From<&'a DesignMatrix> for DesignRows<'a> {
    fn from(design: &'a DesignMatrix) -> Self {
        design.rows_of()
    }
}

impl DesignMatrix {
    /// Its rows.
    #[must_use]
    pub fn rows_of(&self) -> DesignRows<'_> {
        match self {
            Self::Dense(panels) => DesignRows::Dense(panels),
            Self::Tabulated(tables) => DesignRows::Tabulated(tables),
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows_of().rows()
    }

    /// The number of columns.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.rows_of().cols()
    }

    /// Entry (i, j).
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.rows_of().get(i, j)
    }

    /// The design with every entry.
    #[must_use]
    pub fn dense(&self) -> Cow<'_, Panels> {
        self.rows_of().dense()
    }

    /// A copy without some columns.
    #[must_use]
    pub fn without(&self, columns: &[usize]) -> Self {
        match self {
            Self::Dense(panels) => Self::Dense(panels.without(columns)),
            Self::Tabulated(tables) => Self::Tabulated(tables.without(columns)),
        }
    }

    /// A dense copy of the given rows, in the given order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Panels {
        self.rows_of().select(rows)
    }
}

impl<'a> DesignRows<'a> {
    /// The number of rows.
    #[must_use]
    pub fn rows(self) -> usize {
        match self {
            Self::Dense(panels) => panels.rows(),
            Self::Tabulated(tables) => tables.rows(),
        }
    }

    /// The number of columns.
    #[must_use]
    pub fn cols(self) -> usize {
        match self {
            Self::Dense(panels) => panels.cols(),
            Self::Tabulated(tables) => tables.cols(),
        }
    }

    /// The number of panels.
    #[must_use]
    pub fn count(self) -> usize {
        self.rows().div_ceil(PANEL_ROWS)
    }

    /// The height of a panel with its padding.
    #[must_use]
    pub fn height(self, panel: usize) -> usize {
        (super::panels::padded(self.rows()) - panel * PANEL_ROWS).min(PANEL_ROWS)
    }

    /// Entry (i, j).
    #[must_use]
    pub fn get(self, i: usize, j: usize) -> f64 {
        match self {
            Self::Dense(panels) => panels.get(i, j),
            Self::Tabulated(tables) => tables.get(i, j),
        }
    }

    /// Column j.
    #[must_use]
    pub fn column(self, j: usize) -> Vec<f64> {
        match self {
            Self::Dense(panels) => panels.column(j).collect(),
            Self::Tabulated(tables) => tables.column(j),
        }
    }

    /// A dense copy of the given rows, in the given order.
    #[must_use]
    pub fn select(self, rows: &[usize]) -> Panels {
        match self {
            Self::Dense(panels) => panels.select(rows),
            Self::Tabulated(tables) => tables.select(rows),
        }
    }

    /// The design with every entry.
    #[must_use]
    pub fn dense(self) -> Cow<'a, Panels> {
        match self {
            Self::Dense(panels) => Cow::Borrowed(panels),
            Self::Tabulated(tables) => {
                let mut out = Panels::zeros(tables.rows(), tables.cols());
                (0..out.count()).for_each(|panel| tables.fill(panel, out.panel_mut(panel)));
                Cow::Owned(out)
            }
        }
    }

    /// The columns of a panel; `buffer` holds them where the design does not.
    pub fn panel<'b>(self, panel: usize, buffer: &'b mut Vec<f64>) -> Columns<'b>
    where
        'a: 'b,
    {
        let height = self.height(panel);
        match self {
            Self::Dense(panels) => Columns::new(panels.panel(panel), height),
            Self::Tabulated(tables) => {
                buffer.resize(height * tables.cols(), 0.0);
                tables.fill(panel, buffer);
                Columns::new(buffer, height)
            }
        }
    }

    /// Panels in a leaf of a sum over rows that keeps `usual` panels a leaf for dense designs: sums by place are longer than those of few rows.
    #[must_use]
    pub fn leaf_panels(self, usual: usize) -> usize {
        /// Leaves of many rows.
        const LEAVES: usize = 16;
        match self {
            Self::Dense(_) => usual,
            Self::Tabulated(_) => usual.max(self.count().div_ceil(LEAVES)),
        }
    }

    /// What [`DesignRows::apply`] takes of coefficients, class-major.
    #[must_use]
    pub fn values(self, coefficients: &[f64]) -> Cow<'_, [f64]> {
        match self {
            Self::Dense(_) => Cow::Borrowed(coefficients),
            Self::Tabulated(tables) => Cow::Owned(tables.values(coefficients)),
        }
    }

    /// A number that no |x_iᵀβ| exceeds, from the values of β, where it takes no pass over the rows.
    #[must_use]
    pub fn largest(self, values: &[f64]) -> Option<f64> {
        match self {
            Self::Dense(_) => None,
            Self::Tabulated(tables) => Some(tables.largest(values)),
        }
    }

    /// A number that no Σ_j |x_ij| s_j exceeds, for s ≥ 0, where it takes no pass over the rows.
    #[must_use]
    pub fn largest_spread(self, spreads: &[f64]) -> Option<f64> {
        match self {
            Self::Dense(_) => None,
            Self::Tabulated(tables) => Some(tables.largest_spread(spreads)),
        }
    }

    /// Xβ for the rows of a panel, class after class.
    pub fn apply(self, panel: usize, values: &[f64], out: &mut [f64]) {
        match self {
            Self::Dense(panels) => {
                weighted_gram::apply(Columns::new(panels.panel(panel), panels.height(panel)), values, out)
            }
            Self::Tabulated(tables) => tables.apply(panel, values, out),
        }
    }

    /// The same in twice the precision: `eta` holds what is added to on entry and the sum on return, what rounding takes goes to `rest`.
    pub fn apply_refined(self, panel: usize, values: &[Twofold], eta: &mut [f64], rest: &mut [f64]) {
        match self {
            Self::Dense(panels) => {
                let beta: Vec<f64> = values.iter().map(|value| value.hi).collect();
                refine::apply(Columns::new(panels.panel(panel), panels.height(panel)), &beta, eta, rest);
            }
            Self::Tabulated(tables) => tables.apply_refined(panel, values, eta, rest),
        }
    }

    /// What [`DesignRows::apply_refined`] takes of coefficients, class-major.
    #[must_use]
    pub fn values_refined(self, coefficients: &[f64]) -> Vec<Twofold> {
        match self {
            Self::Dense(_) => coefficients.iter().map(|b| Twofold::from(*b)).collect(),
            Self::Tabulated(tables) => tables.values_refined(coefficients),
        }
    }

    /// Adds the rows of a panel to the sums of Xᵀ(r + rest) in twice the precision.
    pub fn add_adjoint_refined(self, panel: usize, residuals: Columns<'_>, rest: Columns<'_>, sums: &mut [Twofold]) {
        match self {
            Self::Dense(panels) => {
                let x = Columns::new(panels.panel(panel), panels.height(panel));
                refine::add_adjoint(x, residuals, rest, sums);
            }
            Self::Tabulated(tables) => tables.add_adjoint_refined(panel, residuals, rest, sums),
        }
    }

    /// Xᵀr from its sums in twice the precision.
    #[must_use]
    pub fn adjoint_refined(self, sums: Vec<Twofold>) -> Vec<Twofold> {
        match self {
            Self::Dense(_) => sums,
            Self::Tabulated(tables) => tables.adjoint_refined(&sums),
        }
    }

    /// The length of the sums of Xᵀr for some classes.
    #[must_use]
    pub fn adjoint_length(self, classes: usize) -> usize {
        match self {
            Self::Dense(panels) => classes * panels.cols(),
            Self::Tabulated(tables) => tables.adjoint_length(classes),
        }
    }

    /// Adds the rows of a panel to the sums of Xᵀr.
    pub fn add_adjoint(self, panel: usize, residuals: Columns<'_>, sums: &mut [f64]) {
        match self {
            Self::Dense(panels) => {
                weighted_gram::add_adjoint(Columns::new(panels.panel(panel), panels.height(panel)), residuals, sums);
            }
            Self::Tabulated(tables) => tables.add_adjoint(panel, residuals, sums),
        }
    }

    /// Xᵀr from its sums.
    #[must_use]
    pub fn adjoint(self, sums: Vec<f64>) -> Vec<f64> {
        match self {
            Self::Dense(_) => sums,
            Self::Tabulated(tables) => tables.adjoint(&sums),
        }
    }

    /// The length of the sums of Xᵀdiag(w)X for some columns of weights.
    #[must_use]
    pub fn gram_length(self, weights: usize) -> usize {
        match self {
            Self::Dense(panels) => weights * triangle(panels.cols()),
            Self::Tabulated(tables) => tables.gram_length(weights),
        }
    }

    /// Adds the rows of a panel to the sums of Xᵀdiag(w)X.
    pub fn add_gram(self, panel: usize, weights: Columns<'_>, sums: &mut [f64]) {
        match self {
            Self::Dense(panels) => {
                weighted_gram::add_gram(Columns::new(panels.panel(panel), panels.height(panel)), weights, sums);
            }
            Self::Tabulated(tables) => tables.add_gram(panel, weights, sums),
        }
    }

    /// The packed lower triangles of Xᵀdiag(w)X from their sums.
    #[must_use]
    pub fn gram(self, sums: Vec<f64>) -> Vec<f64> {
        match self {
            Self::Dense(_) => sums,
            Self::Tabulated(tables) => tables.gram(&sums),
        }
    }

    /// What [`DesignRows::forms`] takes of a square matrix G, row-major.
    #[must_use]
    pub fn form_values(self, g: &[f64]) -> Vec<f64> {
        match self {
            Self::Dense(panels) => symmetrised(g, panels.cols()),
            Self::Tabulated(tables) => tables.form_values(g),
        }
    }

    /// x_iᵀGx_i for the rows of a panel.
    pub fn forms(self, panel: usize, values: &[f64], out: &mut [f64]) {
        match self {
            Self::Dense(panels) => {
                let x = Columns::new(panels.panel(panel), panels.height(panel));
                let mut sums = [0.0; PANEL_ROWS];
                weighted_gram::quadratic_forms(x, values, &mut sums[..x.height()], out);
            }
            Self::Tabulated(tables) => {
                out.fill(0.0);
                tables.add_forms(panel, values, out);
            }
        }
    }
}

/// ½(G + Gᵀ), whose forms are those of G.
fn symmetrised(g: &[f64], order: usize) -> Vec<f64> {
    let entry = |k: usize| 0.5 * (g[k] + g[k % order * order + k / order]);
    (0..order * order).map(entry).collect()
}
