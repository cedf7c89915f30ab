//! Leverages h_i = tr(w_i W_i·(x_iᵀ A_ab x_i)_ab) of all rows in one pass, with the information W_i of the family at β and A = H⁻¹: the share
//! of its own fitted values that a row determines. Their sum is tr(H⁻¹I).

use super::problem::Problem;
use super::rows::{Buffers, Sample};
use crate::linalg::weighted_gram::packed;
use crate::linalg::{PANEL_ROWS, Symmetric};

impl Problem<'_> {
    /// h_i for every row at β, with `inverse` = H⁻¹ of order PM, per unit of scale.
    #[must_use]
    pub fn leverages(&self, beta: &[f64], inverse: &Symmetric) -> Vec<f64> {
        self.sample().leverages(beta, inverse)
    }
}

impl Sample<'_> {
    fn leverages(&self, beta: &[f64], matrix: &Symmetric) -> Vec<f64> {
        let mut out = vec![0.0; self.design.rows()];
        let (values, forms) = (self.design.values(beta), self.blocks(matrix));
        let write = |leaf: usize, part: &mut [f64]| {
            let mut buffers = Buffers::new(self.family.predictors());
            for (panel, out) in self.panels(leaf).zip(part.chunks_mut(PANEL_ROWS)) {
                self.predictors(panel, &values, &mut buffers.eta);
                self.weighted_jet(panel, &mut buffers);
                self.add_leverages(panel, &forms, &buffers.information, out);
            }
        };
        self.workers.tree_mut(&mut out, self.leaf_panels() * PANEL_ROWS, &write, &|(), ()| ());
        out
    }

    /// The form of x with A_ab is that with A_ba.
    fn add_leverages(&self, panel: usize, forms: &[Vec<f64>], information: &[f64], out: &mut [f64]) {
        let h = self.design.height(panel);
        let mut form = vec![0.0; h];
        for a in 0..self.family.predictors() {
            for b in 0..=a {
                let (pair, factor) = (packed(a, b), if a == b { 1.0 } else { 2.0 });
                self.design.forms(panel, &forms[pair], &mut form);
                let weights = &information[pair * h..][..h];
                out.iter_mut().zip(weights).zip(&form).for_each(|((out, w), form)| *out += factor * w * form);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::{Family, Multinomial, Poisson};
    use crate::inner::QuadraticPenalty;
    use crate::linalg::{Panels, Workers};

    /// Σ h_i = tr(A·I), and each row by its definition, for one predictor and for two, in one panel and in several leaves.
    #[test]
    fn leverages_are_those_of_the_definition_and_sum_to_the_trace() {
        let families: [&dyn Family; 2] = [&Poisson, &Multinomial::new(3)];
        for family in families {
            for n in [5, 1500] {
                check(family, n);
            }
        }
    }

    fn check(family: &dyn Family, n: usize) {
        let (m, p) = (family.predictors(), 3);
        let x = filled(n, p, |i, j| ((i * 31 + j * 17) % 23) as f64 / 11.0 - 1.0);
        let y = filled(n, m, |i, a| f64::from(u8::from(i % 3 == a)));
        let w = filled(n, 1, |i, _| (i % 4) as f64 * 0.5);
        let (penalty, workers) = (QuadraticPenalty::default(), Workers::new(2));
        let problem = Problem::new((&x, &y, &w), None, family, &penalty, &workers);
        let beta: Vec<f64> = (0..m * p).map(|k| 0.3 - 0.1 * k as f64).collect();
        let mut a = Symmetric::zeros(m * p);
        for i in 0..m * p {
            (0..=i).for_each(|j| a.add(i, j, if i == j { 1.0 } else { 0.3 / (1 + i + j) as f64 }));
        }
        let found = problem.leverages(&beta, &a);
        assert_eq!(
            found,
            Problem::new((&x, &y, &w), None, family, &penalty, &Workers::sequential()).leverages(&beta, &a)
        );
        let information = problem.at(&beta, true).information.unwrap();
        let trace: f64 = a.data.iter().zip(&information.data).map(|(a, i)| a * i).sum();
        assert!((found.iter().sum::<f64>() / trace - 1.0).abs() < 1e-12);
        // One row alone has the information of itself.
        for row in [1, n - 2] {
            let alone = |source: &Panels| filled(1, source.cols(), |_, j| source.get(row, j));
            let (x, y, w) = (alone(&x), alone(&y), alone(&w));
            let problem = Problem::new((&x, &y, &w), None, family, &penalty, &workers);
            let information = problem.at(&beta, true).information.unwrap();
            let wanted: f64 = a.data.iter().zip(&information.data).map(|(a, i)| a * i).sum();
            assert!((found[row] - wanted).abs() < 1e-13, "{} for {wanted}", found[row]);
        }
    }

    fn filled(rows: usize, cols: usize, entry: impl Fn(usize, usize) -> f64) -> Panels {
        let mut out = Panels::zeros(rows, cols);
        for i in 0..rows {
            (0..cols).for_each(|j| out.set(i, j, entry(i, j)));
        }
        out
    }
}
