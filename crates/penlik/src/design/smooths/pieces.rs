//! Smooths of one number as what many of them are, cubics between a few points: for every row its piece p and t = (x − m_p)/h_p, m_p the middle of the
//! piece and h_p half its length, and of every column the four coefficients within each piece.
//!
//! The coefficients are those of the cubic through the column's values at four Chebyshev points of the piece.
//! Source: L. N. Trefethen, Approximation Theory and Approximation Practice, 2013, chapters 2 and 5.

use super::basis::Basis;
use super::smooth::Bound;
use super::variable::Values;
use crate::linalg::Panels;

/// Points that determine a cubic.
const NODES: usize = 4;
/// Pieces beyond which sums over pairs of them no longer are few.
const MOST_PIECES: usize = 100;

/// The columns of a smooth in pieces.
#[derive(Debug)]
pub(in crate::design) struct Pieces {
    /// Of every row.
    pub places: Vec<u16>,
    /// t of every row.
    pub numbers: Vec<f64>,
    /// Four rows for each piece: coefficients of 1, t, t², t³.
    pub coefficients: Panels,
}

impl Pieces {
    /// How many.
    pub fn count(&self) -> usize {
        self.coefficients.rows() / NODES
    }
}

/// The pieces of an interval.
struct Cut {
    /// Where they meet.
    inner: Vec<f64>,
    /// Middles and half lengths.
    spans: Vec<(f64, f64)>,
}

impl Cut {
    fn new(breaks: &[f64], (low, high): (f64, f64)) -> Option<Self> {
        let inner: Vec<f64> = breaks.iter().copied().filter(|b| low < *b && *b < high).collect();
        let ends: Vec<f64> = std::iter::once(low).chain(inner.iter().copied()).chain(std::iter::once(high)).collect();
        let span = |pair: &[f64]| (0.5 * pair[0] + 0.5 * pair[1], 0.5 * pair[1] - 0.5 * pair[0]);
        let spans: Vec<(f64, f64)> = ends.windows(2).map(span).collect();
        let fits = spans.len() <= MOST_PIECES && spans.iter().all(|(_, half)| *half > 0.0 && half.is_finite());
        fits.then_some(Self { inner, spans })
    }

    /// The piece of x, the right one where two meet, and t.
    fn place(&self, x: f64) -> (usize, f64) {
        let place = self.inner.iter().map(|b| usize::from(*b <= x)).sum();
        let (middle, half) = self.spans[place];
        (place, ((x - middle) / half).clamp(-1.0, 1.0))
    }

    /// Four points of every piece.
    fn nodes(&self) -> Vec<f64> {
        let node = |k: usize| ((2 * k + 1) as f64 * std::f64::consts::PI / (2 * NODES) as f64).cos();
        self.spans.iter().flat_map(|&(middle, half)| (0..NODES).map(move |k| node(k).mul_add(half, middle))).collect()
    }
}

impl Bound<'_> {
    /// The columns in pieces, for a smooth of one number that is not multiplied by numbers; `None` for others and where there are too many.
    pub fn pieces(&self, rows: &[usize]) -> Option<Pieces> {
        let ([values], None | Some(Values::Codes { .. })) = (self.values(), self.by()) else { return None };
        let breaks = self.basis().breaks()?;
        let x: Vec<f64> = rows.iter().enumerate().map(|(kept, &row)| values.at(row, kept)).collect();
        let bounds = (f64::INFINITY, f64::NEG_INFINITY);
        let cut = Cut::new(&breaks, x.iter().fold(bounds, |(low, high), x| (low.min(*x), high.max(*x))))?;
        let absent = self.by().map(|_| cut.spans.len());
        let coefficients = self.coefficients(&cut, absent.is_some())?;
        let place = |(kept, x): (usize, &f64)| match absent {
            Some(absent) if !self.is_in_level(kept) => (absent, 0.0),
            _ => cut.place(*x),
        };
        let placed = x.iter().enumerate().map(place);
        let (places, numbers) = placed.map(|(place, t)| (place as u16, t)).unzip();
        Some(Pieces { places, numbers, coefficients })
    }

    /// The cubics of every column; with `absent` a last piece of zeros.
    fn coefficients(&self, cut: &Cut, absent: bool) -> Option<Panels> {
        let (nodes, columns) = (cut.nodes(), self.columns());
        let values = self.columns_at(&nodes);
        let mut out = Panels::zeros(NODES * (cut.spans.len() + usize::from(absent)), columns);
        for (piece, (x, (middle, half))) in nodes.chunks_exact(NODES).zip(&cut.spans).enumerate() {
            let t: [f64; NODES] = std::array::from_fn(|k| (x[k] - middle) / half);
            for j in 0..columns {
                let own = std::array::from_fn(|k| values[j * nodes.len() + piece * NODES + k]);
                let cubic = through(&t, own);
                cubic.iter().all(|c| c.is_finite()).then_some(())?;
                cubic.iter().enumerate().for_each(|(k, c)| out.set(NODES * piece + k, j, *c));
            }
        }
        Some(out)
    }
}

/// The coefficients of the cubic through four points, by divided differences.
fn through(t: &[f64; NODES], mut f: [f64; NODES]) -> [f64; NODES] {
    for order in 1..NODES {
        for k in (order..NODES).rev() {
            f[k] = (f[k] - f[k - 1]) / (t[k] - t[k - order]);
        }
    }
    let mut out = [0.0; NODES];
    for k in (0..NODES).rev() {
        // out ← out·(t − t_k) + f_k.
        for j in (1..NODES).rev() {
            out[j] = out[j - 1] - t[k] * out[j];
        }
        out[0] = f[k] - t[k] * out[0];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cubic_is_found_from_four_values() {
        let t = [0.92, 0.38, -0.38, -0.92];
        let f = t.map(|t: f64| 2.0 - 3.0 * t + 0.5 * t * t - t * t * t);
        for (found, expected) in through(&t, f).iter().zip([2.0, -3.0, 0.5, -1.0]) {
            assert!((found - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn numbers_on_a_break_are_of_the_piece_on_its_right() {
        let cut = Cut::new(&[-1.0, 0.0, 1.0, 3.0], (0.0, 2.0)).unwrap();
        assert_eq!(cut.inner, [1.0]);
        assert_eq!([0.0, 0.75, 1.0, 2.0].map(|x| cut.place(x)), [(0, -1.0), (0, 0.5), (1, -1.0), (1, 1.0)]);
        assert!(Cut::new(&[0.0], (2.0, 2.0)).is_none());
    }
}
