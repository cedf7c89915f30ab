//! A cubic spline from its values β and its second derivatives δ at the knots.
//!
//! Between knots t_j and t_{j+1}, with h their distance, u = t_{j+1} − x and v = x − t_j,
//!
//! f(x) = (u·β_j + v·β_{j+1})/h − uv(h + u)/(6h)·δ_j − uv(h + v)/(6h)·δ_{j+1}.
//!
//! f″ is piecewise linear with the values δ, so that ∫ f″² is δᵀBδ with the tridiagonal B of [`Segments`], and f′ is continuous where
//! Bδ = Dβ at the inner knots.
//! Source: S. N. Wood, Generalized Additive Models, 2nd edition, 2017, §5.3.1.

/// f at a point: weights of β_j, β_{j+1}, δ_j, δ_{j+1}.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    /// j.
    pub segment: usize,
    /// Of β_j and β_{j+1}.
    pub values: [f64; 2],
    /// Of δ_j and δ_{j+1}.
    pub bends: [f64; 2],
}

impl Weights {
    /// f(x); outside the knots the line with value and slope of the nearest one.
    pub fn value(knots: &[f64], x: f64) -> Self {
        let (first, last) = (knots[0], knots[knots.len() - 1]);
        if x < first {
            return Self::line(knots, first, x - first);
        }
        if x > last {
            return Self::line(knots, last, x - last);
        }
        let segment = segment(knots, x);
        let (low, high) = (knots[segment], knots[segment + 1]);
        let (h, u, v) = (high - low, high - x, x - low);
        let bend = -u * (v / h) / 6.0;
        Self { segment, values: [u / h, v / h], bends: [bend * (h + u), bend * (h + v)] }
    }

    /// f′(x); outside the knots that of the nearest one.
    pub fn slope(knots: &[f64], x: f64) -> Self {
        let segment = segment(knots, x);
        let (low, high) = (knots[segment], knots[segment + 1]);
        let x = x.clamp(low, high);
        let (h, u, v) = (high - low, high - x, x - low);
        let bends = [h / 6.0 - u * (u / h) / 2.0, v * (v / h) / 2.0 - h / 6.0];
        Self { segment, values: [-1.0 / h, 1.0 / h], bends }
    }

    fn line(knots: &[f64], end: f64, step: f64) -> Self {
        let (mut at, slope) = (Self::value(knots, end), Self::slope(knots, end));
        (0..2).for_each(|i| {
            at.values[i] = step.mul_add(slope.values[i], at.values[i]);
            at.bends[i] = step.mul_add(slope.bends[i], at.bends[i]);
        });
        at
    }
}

/// j with t_j ≤ x < t_{j+1}, the first or last one outside the knots.
pub(super) fn segment(knots: &[f64], x: f64) -> usize {
    knots.partition_point(|t| *t <= x).clamp(1, knots.len() - 1) - 1
}

/// Writes each point's row, Σ over its two values of `values`·e_j + `bends`·F_j, where the rows of F (one for each knot, `size` entries) give
/// δ = Fβ and knot j belongs to function j mod `size`.
pub(super) fn fill(
    weights: impl Fn(f64) -> Weights,
    x: &[f64],
    bends: &[f64],
    size: usize,
    out: &mut [f64],
    stride: usize,
) {
    for (i, x) in x.iter().enumerate() {
        let at = weights(*x);
        let (low, high) = (at.segment, (at.segment + 1) % (bends.len() / size));
        let rows = bends[low * size..].iter().zip(&bends[high * size..]);
        for (j, (low, high)) in rows.take(size).enumerate() {
            out[j * stride + i] = at.bends[0] * low + at.bends[1] * high;
        }
        out[(low % size) * stride + i] += at.values[0];
        out[((at.segment + 1) % size) * stride + i] += at.values[1];
    }
}
