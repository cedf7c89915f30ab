//! B-splines: with knots t_0 ≤ t_1 ≤ … and degree p, B_j,0 = 1 on [t_j, t_{j+1}), 0 elsewhere, and
//!
//! B_j,q(x) = (x − t_j)/(t_{j+q} − t_j)·B_j,q−1(x) + (t_{j+q+1} − x)/(t_{j+q+1} − t_{j+1})·B_j+1,q−1(x),
//! B′_j,q = q·[B_j,q−1/(t_{j+q} − t_j) − B_j+1,q−1/(t_{j+q+1} − t_{j+1})].
//!
//! There are n = (number of knots) − p − 1 of them; on [t_p, t_n] they are not negative, sum to one, and p + 1 are not zero at a point, which alone are
//! computed, from sums of positive terms. Outside that interval a spline is continued by the line with its value and slope at the end.
//! Source: C. de Boor, A Practical Guide to Splines, revised edition, 2001, chapters IX and X.

use super::basis::Refusal;
use super::univariate::increasing;
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// The highest degree.
pub const MAX_DEGREE: usize = 20;

/// B-splines of one degree over knots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct BSplines {
    degree: usize,
    knots: Vec<f64>,
}

/// What a stored model keeps of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    degree: usize,
    knots: Vec<f64>,
}

impl BSplines {
    /// The splines over knots that do not decrease, none more than p + 1 times the same.
    ///
    /// # Errors
    /// A degree above [`MAX_DEGREE`], fewer than 2(p + 1) knots, and knots that are not as above.
    pub fn new(degree: usize, knots: Vec<f64>) -> Result<Self, Refusal> {
        if degree > MAX_DEGREE {
            return Err(Refusal::new("degree", degree.to_string(), format!("at most {MAX_DEGREE}")));
        }
        increasing(&knots, false)?;
        if knots.len() < 2 * (degree + 1) {
            let expected = format!("at least {} for degree {degree}", 2 * (degree + 1));
            return Err(Refusal::new("knots", format!("{} numbers", knots.len()), expected));
        }
        if let Some(same) = knots.windows(degree + 2).find(|same| same[0] == same[degree + 1]) {
            let expected = format!("each number at most {} times for degree {degree}", degree + 1);
            return Err(Refusal::new("knots", format!("{} times {}", degree + 2, same[0]), expected));
        }
        let splines = Self { degree, knots };
        let (first, last) = splines.ends();
        if !(first < last) {
            return Err(Refusal::new("knots", format!("{first} to {last}"), "an interval"));
        }
        Ok(splines)
    }

    /// p.
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// n.
    pub fn size(&self) -> usize {
        self.knots.len() - self.degree - 1
    }

    /// t_p and t_n, between which splines are not continued.
    pub fn ends(&self) -> (f64, f64) {
        (self.knots[self.degree], self.knots[self.size()])
    }

    /// The points t_p < … < t_n at which the pieces meet, each once.
    pub fn breaks(&self) -> Vec<f64> {
        let mut breaks = self.knots[self.degree..=self.size()].to_vec();
        breaks.dedup();
        breaks
    }

    /// i with t_i ≤ x < t_{i+1}, that of the nearest end outside; functions i − p … i are those that are not zero there.
    pub fn span(&self, x: f64) -> usize {
        let (_, last) = self.ends();
        let inside = self.knots.partition_point(|t| *t <= x && *t < last);
        inside.clamp(self.degree + 1, self.size()) - 1
    }

    /// The p + 1 values, or derivatives of some order, of functions i − p … i at x, by their formulas on [t_i, t_{i+1}].
    pub fn local(&self, span: usize, x: f64, order: usize) -> [f64; MAX_DEGREE + 1] {
        let (t, p) = (&self.knots, self.degree);
        let mut b = [0.0; MAX_DEGREE + 1];
        if order > p {
            return b;
        }
        b[0] = 1.0;
        for q in 1..=p - order {
            let mut carried = 0.0;
            for a in 0..q {
                let (low, high) = (t[span + 1 + a - q], t[span + 1 + a]);
                let share = b[a] / (high - low);
                b[a] = (high - x).mul_add(share, carried);
                carried = (x - low) * share;
            }
            b[q] = carried;
        }
        for q in p - order + 1..=p {
            let mut carried = 0.0;
            for a in 0..q {
                let share = q as f64 * b[a] / (t[span + 1 + a] - t[span + 1 + a - q]);
                b[a] = carried - share;
                carried = share;
            }
            b[q] = carried;
        }
        b
    }

    /// The span of x and the values of its p + 1 functions, continued by lines outside; with `order` 1 their slopes.
    pub fn at(&self, x: f64, order: usize) -> (usize, [f64; MAX_DEGREE + 1]) {
        let (first, last) = self.ends();
        let end = x.clamp(first, last);
        let span = self.span(end);
        let mut b = self.local(span, end, order);
        if end != x {
            if order > 1 {
                return (span, [0.0; MAX_DEGREE + 1]);
            }
            let slope = if order == 0 { self.local(span, end, 1) } else { [0.0; MAX_DEGREE + 1] };
            b.iter_mut().zip(slope).for_each(|(b, slope)| *b = (x - end).mul_add(slope, *b));
        }
        (span, b)
    }

    /// Writes the functions, or their slopes, at points; function j goes to column j mod `columns`, where several add up.
    pub fn fill(&self, x: &[f64], order: usize, columns: usize, out: &mut [f64], stride: usize) {
        out.chunks_mut(stride).take(columns).for_each(|column| column[..x.len()].fill(0.0));
        for (i, x) in x.iter().enumerate() {
            let (span, b) = self.at(*x, order);
            for (a, b) in b.iter().take(self.degree + 1).enumerate() {
                out[(span - self.degree + a) % columns * stride + i] += b;
            }
        }
    }

    /// ∫ B^(r)_i B^(r)_j over [t_p, t_n], exact but for rounding: on each piece a polynomial of degree 2(p − r), by Gauss's rule with p − r + 1 points.
    pub fn derivative_gram(&self, order: usize) -> Symmetric {
        let mut gram = Symmetric::zeros(self.size());
        let Some(rest) = self.degree.checked_sub(order) else { return gram };
        let rule = gauss_legendre(rest + 1);
        for pair in self.breaks().windows(2) {
            let (middle, half) = (pair[0] + 0.5 * (pair[1] - pair[0]), 0.5 * (pair[1] - pair[0]));
            let span = self.span(pair[0]);
            for (node, weight) in &rule {
                let b = self.local(span, half.mul_add(*node, middle), order);
                for i in 0..=self.degree {
                    for j in 0..=i {
                        gram.add(span - self.degree + i, span - self.degree + j, half * weight * b[i] * b[j]);
                    }
                }
            }
        }
        gram
    }
}

impl TryFrom<Parts> for BSplines {
    type Error = Refusal;

    fn try_from(parts: Parts) -> Result<Self, Refusal> {
        Self::new(parts.degree, parts.knots)
    }
}

impl From<BSplines> for Parts {
    fn from(splines: BSplines) -> Self {
        Self { degree: splines.degree, knots: splines.knots }
    }
}

/// Nodes and weights of Gauss's rule on [−1, 1], by Newton's steps on the Legendre polynomial P_n:
/// (j + 1)P_{j+1} = (2j + 1)xP_j − jP_{j−1}, weight 2/((1 − x²)P′_n²).
fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    /// Enough for Newton's steps from the asymptotic nodes to end.
    const STEPS: usize = 8;
    let value_slope = |x: f64| {
        let (mut before, mut p) = (0.0, 1.0);
        for j in 0..n {
            let j = j as f64;
            (before, p) = (p, ((2.0 * j + 1.0) * x * p - j * before) / (j + 1.0));
        }
        (p, n as f64 * (before - x * p) / ((1.0 - x) * (1.0 + x)))
    };
    let node = |i: usize| {
        let mut x = -(std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        for _ in 0..STEPS {
            let (p, slope) = value_slope(x);
            x -= p / slope;
        }
        let (_, slope) = value_slope(x);
        (x, 2.0 / ((1.0 - x) * (1.0 + x) * slope * slope))
    };
    (0..n).map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauss_rules_are_exact_for_polynomials() {
        for n in 1..=21 {
            let rule = gauss_legendre(n);
            for power in 0..2 * n {
                let sum: f64 = rule.iter().map(|(x, w)| w * x.powi(i32::try_from(power).unwrap())).sum();
                let wanted = if power % 2 == 0 { 2.0 / (power as f64 + 1.0) } else { 0.0 };
                assert!((sum - wanted).abs() < 1e-14, "{n} {power} {sum} {wanted}");
            }
        }
    }

    #[test]
    fn knots_that_make_no_splines_are_refused() {
        let told = |degree, knots: &[f64]| BSplines::new(degree, knots.to_vec()).unwrap_err().to_string();
        assert_eq!(told(21, &[]), "degree is 21, expected at most 20");
        assert_eq!(told(1, &[0.0, 1.0, 2.0]), "knots is 3 numbers, expected at least 4 for degree 1");
        assert_eq!(told(1, &[0.0, 1.0, 0.5, 2.0]), "knots is 0.5 after 1, expected increasing numbers");
        assert_eq!(
            told(1, &[0.0, 1.0, 1.0, 1.0, 2.0]),
            "knots is 3 times 1, expected each number at most 2 times for degree 1"
        );
        assert_eq!(told(1, &[0.0, 1.0, 1.0, 2.0]), "knots is 1 to 1, expected an interval");
    }
}
