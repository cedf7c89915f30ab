//! Logistic loss.
//!
//! f(x) = Σ_i ln(1 + e^{−y_i x_i}), labels y_i = ±1. With u = yz and v = yx the map is the root of u − v = t·σ(−u),
//! σ(u) = 1/(1 + e^{−u}), which lies between v and v + t: Newton's steps, halving the bracket where they leave it
//! (N. Parikh and S. Boyd, "Proximal algorithms", section 6.1.2, 2014).

use super::map::{Convex, Proximal};
use crate::check::{CheckError, Code, length};

/// Halvings and Newton steps together; about ten are needed.
const MOST: usize = 200;

/// Σ_i ln(1 + e^{−label_i x_i}).
///
/// ```
/// use penlik::prox::{LogisticLoss, Proximal};
/// let mut out = [0.0];
/// LogisticLoss::new(&[1.0])?.prox(&[-0.5], 1.0, &mut out)?;
/// // The stationary point: z − x = 1/(1 + eᶻ).
/// assert!((out[0] + 0.5 - 1.0 / (1.0 + out[0].exp())).abs() < 1e-15);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct LogisticLoss {
    labels: Vec<f64>,
}

impl LogisticLoss {
    /// A label, −1 or 1, for every entry.
    pub fn new(labels: &[f64]) -> Result<Self, CheckError> {
        if let Some(i) = labels.iter().position(|y| y.abs() != 1.0) {
            let (argument, value) = (format!("labels[{i}]"), crate::check::shown(labels[i]));
            return Err(CheckError::new(Code::Domain, argument, value, "-1 or 1"));
        }
        Ok(Self { labels: labels.to_vec() })
    }
}

impl Convex for LogisticLoss {}

impl Proximal for LogisticLoss {
    fn value(&self, x: &[f64]) -> f64 {
        x.iter().zip(&self.labels).map(|(x, y)| softplus(-x * y)).sum()
    }

    fn fits(&self, n: usize) -> Result<(), CheckError> {
        length("x", n, self.labels.len())
    }

    fn shrink(&self, x: &mut [f64], t: f64) -> Result<f64, CheckError> {
        x.iter_mut().zip(&self.labels).for_each(|(x, y)| *x = y * moved(y * *x, t));
        Ok(self.value(x))
    }
}

/// ln(1 + eᵘ)
fn softplus(u: f64) -> f64 {
    u.max(0.0) + (-u.abs()).exp().ln_1p()
}

/// 1/(1 + eᵘ)
fn falling(u: f64) -> f64 {
    if u > 0.0 {
        let e = (-u).exp();
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + u.exp())
    }
}

/// The root of u − v − t·σ(−u).
fn moved(v: f64, t: f64) -> f64 {
    let (mut low, mut high) = (v, v + t);
    // For a long step the root is where e^{−u} meets u/t, near ln t.
    let mut u = t.ln_1p().max(v).min(high);
    for _ in 0..MOST {
        let share = t * falling(u);
        let excess = (u - v) - share;
        if excess > 0.0 {
            high = u;
        } else {
            low = u;
        }
        let newton = u - excess / (1.0 + share * falling(-u));
        let next = if newton >= low && newton <= high { newton } else { low + 0.5 * (high - low) };
        if (next - u).abs() <= f64::EPSILON * next.abs().max(u.abs()) {
            return next;
        }
        u = next;
    }
    u
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_stationary_from_the_shortest_steps_to_the_longest() {
        for power in -8..=8 {
            let t = 10_f64.powi(power);
            for k in -400..=400 {
                let v = f64::from(k).powi(3) / 1e4;
                let u = moved(v, t);
                let share = t * falling(u);
                let rounding = 8.0 * f64::EPSILON * ((u.abs() + v.abs()) * (1.0 + share * falling(-u)) + share);
                assert!(((u - v) - share).abs() <= rounding, "v {v}, t {t}: {u}");
            }
        }
    }

    #[test]
    fn labels_are_one_or_minus_one() {
        use crate::check::Explain;
        assert_eq!(LogisticLoss::new(&[1.0, 0.0]).unwrap_err().argument(), "labels[1]");
        assert!(LogisticLoss::new(&[f64::NAN]).is_err());
    }
}
