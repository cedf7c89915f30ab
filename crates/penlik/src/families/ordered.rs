//! Ordered categories by the cumulative logit: a latent η + ε, ε standard logistic, falls between two cut points.
//!
//! P(y = c) = F(α_{c+1} − η) − F(α_c − η), F the logistic function, α_0 = −∞, α_1 = −1, α_{j+1} = α_j + e^{τ_j}, α_K = ∞. With a, b the two
//! arguments and δ = b − a, ln P = ln F(b) + ln F(−a) + ln(1 − e^{−δ}), so that with w = F(1 − F) the score is F(a) − F(−b), the
//! information w(a) + w(b), and ℓ is concave. A cut point at or below both moves as η does; the own gap δ = e^τ adds δF(−b) and
//! ∂ ln(1 − e^{−δ})/∂τ, which is the complementary log-log of τ. The response is one column with the position of the class.
//! Source: P. McCullagh, Journal of the Royal Statistical Society B 42 (1980), 109–142.

use super::links::{Cloglog, Link, Taylor, logistic};
use super::{Family, Jet, ParameterJet, ParameterPair, Rows, SaturatedDensity, Slopes, Surroundings};
use crate::linalg::weighted_gram::triangle;

/// The first cut point.
const FIRST: f64 = -1.0;

/// y in one of K ordered classes.
#[derive(Debug, Clone)]
pub struct OrderedCategories {
    /// α_1 … α_{K−1}, increasing.
    cuts: Vec<f64>,
    /// α_{j+1} − α_j.
    gaps: Vec<f64>,
}

/// F, 1 − F and the derivatives w, w′, w″ of F at a cut point less η; the ends are at ±∞.
#[derive(Clone, Copy)]
struct Side {
    p: f64,
    q: f64,
    w: [f64; 3],
}

/// What a row is beside its cut points.
struct Row {
    class: usize,
    above: Side,
    /// ℓ with four derivatives along η.
    jet: Taylor,
}

/// How a parameter takes part in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Both cut points move with it.
    Shift,
    /// It is the gap between them.
    Own,
    /// It is of cut points above.
    None,
}

impl OrderedCategories {
    /// K ≥ 2 classes, their cut points 1 apart for the time being.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self::of_gaps(vec![1.0; classes.saturating_sub(2)])
    }

    /// With given cut points, of which the first is −1 whatever is said.
    #[must_use]
    pub fn of_cuts(cuts: &[f64]) -> Self {
        Self::of_gaps(cuts.windows(2).map(|pair| pair[1] - pair[0]).collect())
    }

    fn of_gaps(gaps: Vec<f64>) -> Self {
        let mut cuts = vec![FIRST];
        for gap in &gaps {
            cuts.push(cuts[cuts.len() - 1] + gap);
        }
        Self { cuts, gaps }
    }

    fn classes(&self) -> usize {
        self.cuts.len() + 1
    }

    /// The class of a response.
    fn class(&self, y: f64) -> usize {
        (y as usize).min(self.cuts.len())
    }

    /// ln P without the share that the gap has, which for the outer classes is 0.
    fn ln_gap(&self, class: usize) -> Taylor {
        let own = class.checked_sub(1).and_then(|k| self.gaps.get(k));
        own.map_or([0.0; 5], |gap| Cloglog.shares(gap.ln())[0])
    }

    fn sides(&self, class: usize, eta: f64) -> [Side; 2] {
        let at = |cut: Option<f64>, end: Side| cut.map_or(end, |cut| Side::at(cut - eta));
        [
            at(class.checked_sub(1).map(|k| self.cuts[k]), Side { p: 0.0, q: 1.0, w: [0.0; 3] }),
            at(self.cuts.get(class).copied(), Side { p: 1.0, q: 0.0, w: [0.0; 3] }),
        ]
    }

    fn row(&self, eta: f64, y: f64) -> Row {
        let class = self.class(y);
        let [below, above] = self.sides(class, eta);
        let ln = |cut: Option<&f64>, sign: f64| {
            cut.map_or(0.0, |cut| {
                let x = sign * (cut - eta);
                x.min(0.0) - (-x.abs()).exp().ln_1p()
            })
        };
        let lower = class.checked_sub(1).and_then(|k| self.cuts.get(k));
        let value = ln(self.cuts.get(class), 1.0) + ln(lower, -1.0) + self.ln_gap(class)[0];
        let sum = |k: usize| below.w[k] + above.w[k];
        Row { class, above, jet: [value, below.p - above.q, -sum(0), sum(1), -sum(2)] }
    }

    fn part(&self, row: &Row, t: usize) -> Part {
        if t + 1 == row.class && row.class < self.cuts.len() {
            Part::Own
        } else if t + 1 < row.class {
            Part::Shift
        } else {
            Part::None
        }
    }

    /// P(y = c) and its slope along η.
    fn probability(&self, class: usize, eta: f64) -> [f64; 2] {
        let [below, above] = self.sides(class, eta);
        let between = class.checked_sub(1).and_then(|k| self.gaps.get(k)).map_or(1.0, |gap| -(-gap).exp_m1());
        let p = above.p * below.q * between;
        [p, p * (below.p - above.q)]
    }

    /// ∂/∂τ_t of ℓ with three derivatives along η.
    fn first(&self, row: &Row, t: usize) -> [f64; 4] {
        let (gap, [w, slope, bend]) = (self.gaps[t], row.above.w);
        match self.part(row, t) {
            Part::Shift => std::array::from_fn(|k| -gap * row.jet[k + 1]),
            Part::Own => [gap * row.above.q + self.ln_gap(row.class)[1], gap * w, -gap * slope, gap * bend],
            Part::None => [0.0; 4],
        }
    }

    /// ∂²/∂τ_t∂τ_u of ℓ with two derivatives along η.
    fn second(&self, row: &Row, t: usize, u: usize) -> [f64; 3] {
        let (g, h, [w, slope, bend]) = (self.gaps[t], self.gaps[u], row.above.w);
        match (self.part(row, t), self.part(row, u)) {
            (Part::None, _) | (_, Part::None) => [0.0; 3],
            (Part::Own, Part::Own) => [
                g * (row.above.q - g * w) + self.ln_gap(row.class)[2],
                g * g.mul_add(slope, w),
                -g * g.mul_add(bend, slope),
            ],
            (Part::Shift, Part::Shift) => {
                let own = if t == u { -g } else { 0.0 };
                std::array::from_fn(|k| own * row.jet[k + 1] + g * h * row.jet[k + 2])
            }
            _ => [-g * h * w, g * h * slope, -g * h * bend],
        }
    }
}

impl Side {
    fn at(x: f64) -> Self {
        let (p, q, w) = logistic(x);
        Self { p, q, w }
    }
}

impl Family for OrderedCategories {
    fn predictors(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        self.classes()
    }

    fn self_concordance(&self) -> Option<f64> {
        Some(1.0)
    }

    fn has_null_mean(&self) -> bool {
        false
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        for (i, (&eta, &y)) in rows.eta.iter().zip(rows.response).enumerate() {
            let [value, score, second, ..] = self.row(eta, y).jet;
            (jet.value[i], jet.score[i], jet.information[i]) = (value, score, -second);
        }
    }

    fn slopes(&self, rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        for (i, (&eta, &y)) in rows.eta.iter().zip(rows.response).enumerate() {
            let [.., third, fourth] = self.row(eta, y).jet;
            (slopes.first[i], slopes.second[i]) = (-third, -fourth);
        }
    }

    fn expected_information(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for (out, &eta) in out.iter_mut().zip(rows.eta) {
            let part = |class: usize| {
                let [below, above] = self.sides(class, eta);
                self.probability(class, eta)[0] * (below.w[0] + above.w[0])
            };
            *out = (0..self.classes()).map(part).sum();
        }
    }

    fn parameters(&self) -> Vec<f64> {
        self.gaps.iter().map(|gap| gap.ln()).collect()
    }

    /// All cut points, the first one too.
    fn named_parameters(&self) -> Vec<(String, f64)> {
        self.cuts.iter().enumerate().map(|(k, cut)| (format!("cut{}", k + 1), *cut)).collect()
    }

    fn with_parameters(&self, tau: &[f64]) -> Option<Box<dyn Family + Send>> {
        (!tau.is_empty() && tau.len() == self.gaps.len())
            .then(|| Box::new(Self::of_gaps(tau.iter().map(|tau| tau.exp()).collect())) as Box<dyn Family + Send>)
    }

    /// The cut points between the shares of the classes, half a row added to each.
    fn begun(&self, response: &[f64], weights: &[f64]) -> Option<Box<dyn Family + Send>> {
        let mut counts = vec![0.5; self.classes()];
        response.iter().zip(weights).for_each(|(y, w)| counts[self.class(*y)] += w);
        let total: f64 = counts.iter().sum();
        let mut sum = 0.0;
        let mut levels = Vec::with_capacity(self.cuts.len());
        for count in &counts[..self.cuts.len()] {
            sum += count;
            levels.push((sum / (total - sum)).ln());
        }
        (!self.gaps.is_empty()).then(|| Box::new(Self::of_cuts(&levels)) as Box<dyn Family + Send>)
    }

    fn parameter_jet(&self, rows: &Rows<'_>, t: usize, out: &mut ParameterJet<'_>) {
        for (i, (&eta, &y)) in rows.eta.iter().zip(rows.response).enumerate() {
            let [value, score, second, third] = self.first(&self.row(eta, y), t);
            (out.value[i], out.score[i], out.information[i], out.slope[i]) = (value, score, -second, -third);
        }
    }

    fn parameter_pair(&self, rows: &Rows<'_>, t: usize, u: usize, out: &mut ParameterPair<'_>) {
        for (i, (&eta, &y)) in rows.eta.iter().zip(rows.response).enumerate() {
            let [value, score, second] = self.second(&self.row(eta, y), t, u);
            (out.value[i], out.score[i], out.information[i]) = (value, score, -second);
        }
    }

    fn saturated_density(&self, _response: &[f64], _weight: f64, _phi: f64) -> SaturatedDensity {
        let count = self.gaps.len();
        SaturatedDensity {
            parameter: vec![0.0; count],
            scale_parameter: vec![0.0; count],
            parameter_parameter: vec![0.0; triangle(count)],
            ..SaturatedDensity::default()
        }
    }

    fn mean(&self, eta: &[f64], height: usize, out: &mut [f64]) {
        for (class, column) in out.chunks_exact_mut(height).enumerate() {
            column.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.probability(class, *eta)[0]);
        }
    }

    fn mean_slope(&self, eta: &[f64], out: &mut [f64]) {
        for (class, column) in out.chunks_exact_mut(eta.len()).enumerate() {
            column.iter_mut().zip(eta).for_each(|(out, eta)| *out = self.probability(class, *eta)[1]);
        }
    }

    /// Σ_c (1{y = c} − p_c)²/p_c, which is (1 − p)/p of the class of the row.
    fn pearson(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = (-self.row(eta, y).jet[0]).exp_m1();
        }
    }

    fn surroundings(&self, eta: f64, response: f64, _weight: f64, _phi: f64) -> Option<Surroundings> {
        let class = self.class(response);
        let [below, above] = self.sides(class, eta);
        Some(Surroundings { below: below.p, at: self.probability(class, eta)[0], above: above.q })
    }

    fn saturated(&self, _response: &[f64]) -> f64 {
        0.0
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        for ((out, &eta), &y) in out.iter_mut().zip(rows.eta).zip(rows.response) {
            *out = -2.0 * self.row(eta, y).jet[0];
        }
    }

    /// A step of Newton's method from the middle of the cut points.
    fn start(&self, average: &[f64], response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        let middle = self.null_predictors(average)[0];
        for ((z, weight), &y) in z.iter_mut().zip(weight).zip(response) {
            let [_, score, second, ..] = self.row(middle, y).jet;
            (*z, *weight) = (middle - score / second, -second);
        }
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        vec![1.0]
    }

    /// The middle of the cut points, to begin with.
    fn null_predictors(&self, _average: &[f64]) -> Vec<f64> {
        vec![0.5 * (FIRST + self.cuts[self.cuts.len() - 1])]
    }
}
