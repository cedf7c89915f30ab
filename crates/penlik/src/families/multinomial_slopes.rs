//! How the information W = diag p − p pᵀ of the multinomial logit changes with its predictors.
//!
//! With s_d = Σ p_a d_a along a direction d: dp_a = p_a(d_a − s_d), dW_ab = δ_ab dp_a − dp_a p_b − p_a dp_b; along u and v
//! ddp_a = dp^v_a(u_a − s_u) − p_a Σ_c dp^v_c u_c, D²W_ab = δ_ab ddp_a − ddp_a p_b − dp^u_a dp^v_b − dp^v_a dp^u_b − p_a ddp_b.
//! Contracted with one symmetric G a row, r_c = G_cc − 2(Gp)_c and s = Σ p_c r_c: ∂tr(GW)/∂η_c = p_c(r_c − s) and
//! ∂²tr(GW)/∂η_c∂η_d = δ_cd p_c(r_c − s) − p_c p_d[(r_c − s) + (r_d − s) + 2(G_cd − (Gp)_c − (Gp)_d + pᵀGp)].

use super::Contraction;
use crate::linalg::PANEL_ROWS;
use crate::linalg::simd::dispatch;
use crate::linalg::weighted_gram::packed;

/// Probabilities of the active classes, M columns of a height.
#[derive(Clone, Copy)]
pub(super) struct Active<'a> {
    pub p: &'a [f64],
    pub height: usize,
}

impl Active<'_> {
    fn predictors(&self) -> usize {
        self.p.len() / self.height.max(1)
    }

    fn column(&self, a: usize) -> &[f64] {
        &self.p[a * self.height..][..self.height]
    }

    /// DW\[d\], packed.
    pub(super) fn along(&self, d: &[f64], out: &mut [f64]) {
        let mut dp = vec![0.0; d.len()];
        dispatch(
            #[inline(always)]
            || {
                self.change(d, &mut dp);
                self.products(&[(&dp, self.p)], out);
                self.add_diagonal(&dp, out);
            },
        );
    }

    /// D²W\[u, v\], packed.
    pub(super) fn along_both(&self, u: &[f64], v: &[f64], out: &mut [f64]) {
        let (mut du, mut dv, mut both) = (vec![0.0; u.len()], vec![0.0; u.len()], vec![0.0; u.len()]);
        dispatch(
            #[inline(always)]
            || {
                self.change(u, &mut du);
                self.change(v, &mut dv);
                self.second_change(u, &dv, &mut both);
                self.products(&[(&both, self.p), (&du, &dv)], out);
                self.add_diagonal(&both, out);
            },
        );
    }

    /// dp_a = p_a(d_a − Σ p_c d_c).
    #[inline(always)]
    fn change(&self, d: &[f64], dp: &mut [f64]) {
        let mut mean = [0.0; PANEL_ROWS];
        self.average(self.p, d, &mut mean);
        for ((dp, d), p) in self.columns_mut(dp).zip(self.columns(d)).zip(self.columns(self.p)) {
            for (((dp, d), p), mean) in dp.iter_mut().zip(d).zip(p).zip(&mean) {
                *dp = p * (d - mean);
            }
        }
    }

    /// ddp_a = dp^v_a(u_a − s_u) − p_a Σ_c dp^v_c u_c.
    #[inline(always)]
    fn second_change(&self, u: &[f64], dv: &[f64], both: &mut [f64]) {
        let (mut mean, mut cross) = ([0.0; PANEL_ROWS], [0.0; PANEL_ROWS]);
        self.average(self.p, u, &mut mean);
        self.average(dv, u, &mut cross);
        for a in 0..self.predictors() {
            let (u, dv, p) = (&u[a * self.height..], &dv[a * self.height..], self.column(a));
            let out = &mut both[a * self.height..][..self.height];
            for (k, out) in out.iter_mut().enumerate() {
                *out = dv[k] * (u[k] - mean[k]) - p[k] * cross[k];
            }
        }
    }

    /// Σ_a x_a y_a of each row.
    #[inline(always)]
    fn average(&self, x: &[f64], y: &[f64], out: &mut [f64; PANEL_ROWS]) {
        for (x, y) in self.columns(x).zip(self.columns(y)) {
            for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
                *out = x.mul_add(*y, *out);
            }
        }
    }

    /// −Σ over pairs (x, y) of x_a y_b + y_a x_b, packed.
    #[inline(always)]
    fn products(&self, pairs: &[(&[f64], &[f64])], out: &mut [f64]) {
        let h = self.height;
        for a in 0..self.predictors() {
            for b in 0..=a {
                let out = &mut out[packed(a, b) * h..][..h];
                out.fill(0.0);
                for (x, y) in pairs {
                    let (xa, ya, xb, yb) = (&x[a * h..][..h], &y[a * h..][..h], &x[b * h..][..h], &y[b * h..][..h]);
                    for (k, out) in out.iter_mut().enumerate() {
                        *out -= xa[k].mul_add(yb[k], ya[k] * xb[k]);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn add_diagonal(&self, x: &[f64], out: &mut [f64]) {
        let h = self.height;
        for a in 0..self.predictors() {
            let out = &mut out[packed(a, a) * h..][..h];
            out.iter_mut().zip(&x[a * h..][..h]).for_each(|(out, x)| *out += x);
        }
    }

    /// First and second derivatives of tr(G·W).
    pub(super) fn contracted(&self, g: &[f64], out: &mut Contraction<'_>) {
        let mut gp = vec![0.0; self.p.len()];
        dispatch(
            #[inline(always)]
            || {
                self.row_products(g, &mut gp);
                let mut quadratic = [0.0; PANEL_ROWS];
                self.average(self.p, &gp, &mut quadratic);
                self.centred_slopes(g, &gp, out.first);
                self.second_slopes(g, &gp, &quadratic, out);
                let firsts = self.columns_mut(out.first).zip(self.columns(self.p));
                firsts.for_each(|(r, p)| r.iter_mut().zip(p).for_each(|(r, p)| *r *= p));
            },
        );
    }

    /// (Gp)_c.
    #[inline(always)]
    fn row_products(&self, g: &[f64], gp: &mut [f64]) {
        let (h, m) = (self.height, self.predictors());
        for c in 0..m {
            for d in 0..m {
                let (g, p) = (&g[packed(c.max(d), c.min(d)) * h..][..h], self.column(d));
                let out = &mut gp[c * h..][..h];
                out.iter_mut().zip(g.iter().zip(p)).for_each(|(out, (g, p))| *out = g.mul_add(*p, *out));
            }
        }
    }

    /// r_c − s, written to `out`.
    #[inline(always)]
    fn centred_slopes(&self, g: &[f64], gp: &[f64], out: &mut [f64]) {
        let h = self.height;
        for c in 0..self.predictors() {
            let (g, gp) = (&g[packed(c, c) * h..][..h], &gp[c * h..][..h]);
            let out = &mut out[c * h..][..h];
            out.iter_mut().zip(g.iter().zip(gp)).for_each(|(out, (g, gp))| *out = (-2.0f64).mul_add(*gp, *g));
        }
        let mut mean = [0.0; PANEL_ROWS];
        self.average(self.p, out, &mut mean);
        self.columns_mut(out).for_each(|r| r.iter_mut().zip(&mean).for_each(|(r, s)| *r -= s));
    }

    /// The second derivatives from r − s, which `out.first` still holds.
    #[inline(always)]
    fn second_slopes(&self, g: &[f64], gp: &[f64], quadratic: &[f64; PANEL_ROWS], out: &mut Contraction<'_>) {
        let h = self.height;
        for c in 0..self.predictors() {
            for d in 0..=c {
                let (pc, pd) = (self.column(c), self.column(d));
                let (rc, rd) = (&out.first[c * h..][..h], &out.first[d * h..][..h]);
                let (gc, gd, g) = (&gp[c * h..][..h], &gp[d * h..][..h], &g[packed(c, d) * h..][..h]);
                for (k, out) in out.second[packed(c, d) * h..][..h].iter_mut().enumerate() {
                    let inner = rc[k] + rd[k] + 2.0 * (g[k] - gc[k] - gd[k] + quadratic[k]);
                    *out = -pc[k] * pd[k] * inner + if c == d { pc[k] * rc[k] } else { 0.0 };
                }
            }
        }
    }

    #[inline(always)]
    fn columns<'b>(&self, x: &'b [f64]) -> std::slice::ChunksExact<'b, f64> {
        x.chunks_exact(self.height.max(1))
    }

    #[inline(always)]
    fn columns_mut<'b>(&self, x: &'b mut [f64]) -> std::slice::ChunksExactMut<'b, f64> {
        x.chunks_exact_mut(self.height.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Family, Multinomial, Rows};
    use super::*;

    const ETA: [f64; 2] = [1.0, -2.0];

    fn rows() -> Rows<'static> {
        Rows { eta: &ETA, response: &[0.0, 0.0], height: 1 }
    }

    fn close(found: &[f64], wanted: &[f64]) {
        let far = found.iter().zip(wanted).any(|(a, b)| (a - b).abs() > 1e-15);
        assert!(!far && found.len() == wanted.len(), "{found:?} for {wanted:?}");
    }

    #[test]
    fn the_change_of_the_information_has_the_published_values() {
        let mut out = [0.0; 3];
        Multinomial::new(3).information_along(&rows(), &[0.5, 1.0], &mut out);
        close(&out, &[-0.0325066928687209, -0.0179445803653672, 0.0199893909689252]);
    }

    #[test]
    fn contractions_are_traces_with_the_changes_along_unit_directions() {
        let (family, g) = (Multinomial::new(3), [0.7, -0.4, 1.9]);
        let trace = |w: &[f64]| g[0] * w[0] + 2.0 * g[1] * w[1] + g[2] * w[2];
        let (mut first, mut second) = ([0.0; 2], [0.0; 3]);
        family.information_contracted(&rows(), &g, &mut Contraction { first: &mut first, second: &mut second });
        let (units, mut out) = ([[1.0, 0.0], [0.0, 1.0]], [0.0; 3]);
        for (c, unit) in units.iter().enumerate() {
            family.information_along(&rows(), unit, &mut out);
            close(&[first[c]], &[trace(&out)]);
            for (d, other) in units[..=c].iter().enumerate() {
                family.information_along_both(&rows(), unit, other, &mut out);
                close(&[second[packed(c, d)]], &[trace(&out)]);
            }
        }
    }
}
