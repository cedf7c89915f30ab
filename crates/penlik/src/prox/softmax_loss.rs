//! Multinomial (softmax) loss of one row of scores.
//!
//! f(x) = ln Σ_j e^{x_j} − x_c for the label c. With p = softmax(z) the map is z = x − t(p − e_c). Given L = ln Σ e^{z_j}, the
//! entries are w_j = t·p_j = W(t·e^{x_j − L}) for j ≠ c, with Lambert's W, and z_c = x_c + S, S = Σ_{j≠c} w_j, so that K numbers
//! come from one: the root of x_c + S(L) − L − ln(1 − S(L)/t), which falls in L. Newton's steps, halving the bracket where they
//! leave it. Nothing of the size of t cancels, so that long steps keep their digits
//! (N. Parikh and S. Boyd, "Proximal algorithms", section 6.1.2, 2014; F. N. Fritsch, R. E. Shafer and W. P. Crowley, "Solution
//! of the transcendental equation w·eʷ = x", Communications of the ACM 16, 1973).

/// Halvings and Newton steps together; about ten are needed.
const MOST: usize = 300;

/// ln Σ_j e^{x_j} − x_label for rows of scores.
///
/// ```
/// use penlik::prox::SoftmaxLoss;
/// let mut x = [0.5, -0.5];
/// let value = SoftmaxLoss::shrink(&mut x, 0, 1.0);
/// assert!((value - (x[1] - x[0]).exp().ln_1p()).abs() < 1e-15);
/// // With two scores each moves by t/(1 + e^{z₀ − z₁}).
/// assert!((x[0] - 0.5 - 1.0 / (1.0 + (x[0] - x[1]).exp())).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SoftmaxLoss;

impl SoftmaxLoss {
    /// f(x), for a label below the length of x.
    #[must_use]
    pub fn value(x: &[f64], label: usize) -> f64 {
        let Some(&own) = x.get(label) else { return 0.0 };
        let top = x.iter().copied().fold(own, f64::max);
        let others = x.iter().enumerate().filter(|(j, _)| *j != label).map(|(_, x)| (x - top).exp()).sum::<f64>();
        if top == own { others.ln_1p() } else { (top - own) + (others + (own - top).exp()).ln() }
    }

    /// x ← prox_{tf}(x) and f at the result, for finite x, t > 0 and a label below the length of x.
    pub fn shrink(x: &mut [f64], label: usize, t: f64) -> f64 {
        if x.len() > 1 && label < x.len() {
            // A common shift moves the result alone.
            let top = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            x.iter_mut().for_each(|x| *x -= top);
            let (total, sum) = solve(x, label, t);
            for (j, x) in x.iter_mut().enumerate() {
                *x = if j == label { *x + sum } else { *x - lambert(t.ln() + (*x - total)) };
                *x += top;
            }
        }
        Self::value(x, label)
    }
}

/// The root L, and S there; the largest x is 0.
fn solve(x: &[f64], label: usize, t: f64) -> (f64, f64) {
    let own = x[label];
    let log_t = t.ln();
    let sums = |total: f64| {
        x.iter().enumerate().filter(|(j, _)| *j != label).fold((0.0, 0.0), |(sum, slope), (_, x)| {
            let w = lambert(log_t + (x - total));
            (sum + w, slope - w / (1.0 + w))
        })
    };
    let span = (x.len() as f64).ln();
    let (mut low, mut high) = (own.max(-t), span.max(own + t + span));
    let mut total = (0.5 * span).max(low).min(high);
    for _ in 0..MOST {
        let (sum, slope) = sums(total);
        let left = 1.0 - sum / t;
        let excess = if left > 0.0 { ((own - total) + sum) - (-sum / t).ln_1p() } else { f64::INFINITY };
        if excess > 0.0 {
            low = total;
        } else {
            high = total;
        }
        let newton = total - excess / (slope + slope / (t - sum) - 1.0);
        let next = if newton >= low && newton <= high { newton } else { low + 0.5 * (high - low) };
        let rounding = f64::EPSILON * next.abs().max(total.abs()).max(f64::MIN_POSITIVE);
        if (next - total).abs() <= rounding || high <= low {
            return (next, sums(next).0);
        }
        total = next;
    }
    (total, sums(total).0)
}

/// w > 0 with w + ln w = y, which is W(eʸ).
fn lambert(y: f64) -> f64 {
    if y < 0.0 { near(y.exp()) } else { far(y) }
}

/// W(a) for 0 ≤ a ≤ 1, by Halley's steps on w·eʷ = a.
fn near(a: f64) -> f64 {
    let mut w = a / (1.0 + a);
    for _ in 0..4 {
        let e = w.exp();
        let off = w * e - a;
        w -= off / (e * (w + 1.0) - (w + 2.0) * off / (2.0 * w + 2.0));
    }
    w
}

/// W(eʸ) for y ≥ 0, by Fritsch's steps of fourth order on w + ln w = y.
fn far(y: f64) -> f64 {
    let mut w = if y > 2.0 { y - y.ln() } else { (0.567_143 + 0.4 * y).max(0.5) };
    for _ in 0..3 {
        let z = (y - w) - w.ln();
        let q = 2.0 * (1.0 + w) * (1.0 + w + 2.0 / 3.0 * z);
        w *= 1.0 + z / (1.0 + w) * ((q - z) / (q - 2.0 * z));
    }
    w
}

#[cfg(test)]
mod tests {
    use super::super::map::largest;
    use super::*;

    #[test]
    fn lamberts_function_fulfils_its_equation_at_every_size() {
        for k in -7000..7000 {
            let y = f64::from(k) / 10.0;
            let w = lambert(y);
            let off = if y < 0.0 { w * w.exp() / y.exp() - 1.0 } else { ((w - y) + w.ln()) / (1.0 + w) };
            assert!(off.abs() < 1e-15 * (1.0 + if y > 0.0 { 2.0 } else { 1.0 }), "{y}: {w}, {off}");
        }
        assert!((lambert(1.0) - 1.0).abs() < 1e-15);
    }

    /// z − x + t(p − e_c) = 0 up to what rounding of z itself moves it by.
    #[test]
    fn the_result_is_stationary_from_the_shortest_steps_to_the_longest() {
        for power in -8..=8 {
            let t = 10_f64.powi(power);
            for k in 2_usize..7 {
                for seed in 0..40_usize {
                    let spread = [0.1, 3.0, 50.0, 1e4][seed % 4];
                    let x: Vec<f64> = (0..k).map(|j| spread * ((seed * 7 + j * 13) as f64).sin()).collect();
                    let label = seed % k;
                    let mut z = x.clone();
                    SoftmaxLoss::shrink(&mut z, label, t);
                    let top = z.iter().copied().fold(f64::MIN, f64::max);
                    let total: f64 = z.iter().map(|z| (z - top).exp()).sum();
                    let size = largest(&x).max(largest(&z));
                    for j in 0..k {
                        let p = (z[j] - top).exp() / total;
                        let others: f64 = (0..k).filter(|i| *i != j).map(|i| (z[i] - top).exp() / total).sum();
                        let off = if j == label { (z[j] - x[j]) - t * others } else { (z[j] - x[j]) + t * p };
                        let rounding = 16.0 * f64::EPSILON * (size * (1.0 + t * p * others) + t * p.min(others) * 4.0);
                        assert!(off.abs() <= rounding, "t {t}, x {x:?}, label {label}: {z:?}, off {off}, {rounding}");
                    }
                }
            }
        }
    }
}
