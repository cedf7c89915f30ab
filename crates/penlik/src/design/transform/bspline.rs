//! B-splines over a knot sequence, and their derivatives.
//!
//! With knots t_0 ≤ t_1 ≤ …, B_{i,0} = 1 on [t_i, t_{i+1}) and
//! B_{i,p} = (x − t_i)/(t_{i+p} − t_i)·B_{i,p−1} + (t_{i+p+1} − x)/(t_{i+p+1} − t_{i+1})·B_{i+1,p−1};
//! B′_{i,p} = p·(B_{i,p−1}/(t_{i+p} − t_i) − B_{i+1,p−1}/(t_{i+p+1} − t_{i+1})).
//! Beyond the boundary the polynomials of the outermost spans go on.
//! Source: C. de Boor, A Practical Guide to Splines (1978), chapters IX and X.

/// Interior knots between boundary knots of full multiplicity.
pub(super) struct KnotSequence {
    knots: Vec<f64>,
    degree: usize,
}

impl KnotSequence {
    /// The sequence of ascending interior knots between two boundary knots.
    pub fn new(interior: &[f64], [lower, upper]: [f64; 2], degree: usize) -> Self {
        let mut knots = vec![lower; degree + 1];
        knots.extend(interior);
        knots.extend(vec![upper; degree + 1]);
        Self { knots, degree }
    }

    /// How many B-splines there are.
    pub fn size(&self) -> usize {
        self.knots.len() - self.degree - 1
    }

    /// The boundary knots.
    pub fn ends(&self) -> [f64; 2] {
        [self.knots[0], self.knots[self.knots.len() - 1]]
    }

    /// Writes a derivative of every B-spline at x, 0 for the values.
    pub fn fill(&self, x: f64, derivative: usize, out: &mut [f64]) {
        out.fill(0.0);
        let span = self.span(x);
        let low = self.degree - derivative.min(self.degree);
        let mut values = self.values(span, low, x);
        (low + 1..=self.degree).for_each(|degree| values = self.differentiated(span, degree, &values));
        out[span - self.degree..=span].copy_from_slice(&values);
    }

    /// The values, with the tangents at the boundary beyond it.
    pub fn fill_with_lines(&self, x: f64, out: &mut [f64]) {
        let [lower, upper] = self.ends();
        let end = x.clamp(lower, upper);
        self.fill(end, 0, out);
        if x != end {
            let mut slopes = vec![0.0; out.len()];
            self.fill(end, 1, &mut slopes);
            out.iter_mut().zip(&slopes).for_each(|(value, slope)| *value += (x - end) * slope);
        }
    }

    /// i with t_i ≤ x < t_{i+1}, the outermost span beyond the boundary and at its upper end.
    fn span(&self, x: f64) -> usize {
        let inner = &self.knots[self.degree + 1..self.size()];
        self.degree + inner.partition_point(|knot| *knot <= x)
    }

    /// The p + 1 functions of degree p that live in a span.
    fn values(&self, span: usize, degree: usize, x: f64) -> Vec<f64> {
        let mut values = vec![1.0];
        for p in 1..=degree {
            let mut saved = 0.0;
            for (r, value) in values.iter_mut().enumerate() {
                let (left, right) = (self.knots[span + 1 + r - p], self.knots[span + 1 + r]);
                let share = *value / (right - left);
                *value = saved + (right - x) * share;
                saved = (x - left) * share;
            }
            values.push(saved);
        }
        values
    }

    /// From the functions of degree p − 1 in a span, or derivatives of theirs, the derivatives of those of degree p.
    fn differentiated(&self, span: usize, p: usize, lower: &[f64]) -> Vec<f64> {
        let share = |r: usize| lower[r] * p as f64 / (self.knots[span + 1 + r] - self.knots[span + 1 + r - p]);
        let before = |j: usize| if j > 0 { share(j - 1) } else { 0.0 };
        let after = |j: usize| if j < p { share(j) } else { 0.0 };
        (0..=p).map(|j| before(j) - after(j)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(sequence: &KnotSequence, x: f64, derivative: usize) -> Vec<f64> {
        let mut out = vec![f64::NAN; sequence.size()];
        sequence.fill(x, derivative, &mut out);
        out
    }

    #[test]
    fn splines_sum_to_one_and_reproduce_the_line() {
        let (interior, degree) = ([0.5, 1.0, 2.5], 3);
        let sequence = KnotSequence::new(&interior, [-1.0, 4.0], degree);
        // Σ ξ_i B_i(x) = x for the averages ξ_i of p knots.
        let averages: Vec<f64> = sequence.knots.windows(degree).skip(1).map(|t| t.iter().sum::<f64>() / 3.0).collect();
        for x in [-3.0, -1.0, 0.0, 0.5, 1.7, 2.5, 4.0, 6.0] {
            let values = at(&sequence, x, 0);
            assert!((values.iter().sum::<f64>() - 1.0).abs() < 1e-13, "{x}");
            let line: f64 = values.iter().zip(&averages).map(|(b, t)| b * t).sum();
            assert!((line - x).abs() < 1e-12, "{x}: {line}");
            let slope: f64 = at(&sequence, x, 1).iter().zip(&averages).map(|(b, t)| b * t).sum();
            assert!((slope - 1.0).abs() < 1e-12, "{x}: {slope}");
        }
    }

    #[test]
    fn derivatives_are_those_of_differences() {
        let sequence = KnotSequence::new(&[0.3, 0.6], [0.0, 1.0], 3);
        for (x, h) in [(0.1, 1e-5), (0.45, 1e-5), (0.9, 1e-5)] {
            for derivative in 1..=2 {
                let (up, down) = (at(&sequence, x + h, derivative - 1), at(&sequence, x - h, derivative - 1));
                for (d, (up, down)) in at(&sequence, x, derivative).iter().zip(up.iter().zip(&down)) {
                    assert!((d - (up - down) / (2.0 * h)).abs() < 1e-6 * (1.0 + d.abs()));
                }
            }
        }
    }
}
