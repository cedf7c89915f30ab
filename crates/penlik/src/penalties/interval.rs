//! The log-strengths that a term allows.

use crate::check::{CheckError, Code, shown};

/// The numbers ρ with lower ≤ ρ ≤ upper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The smallest.
    pub lower: f64,
    /// The largest.
    pub upper: f64,
}

impl Interval {
    /// The widest interval around 0 in which e^ρ and e^−ρ are normal numbers and `holds` of e^ρ is true; it must be true of 1.
    pub(super) fn of(holds: impl Fn(f64) -> bool) -> Self {
        /// Beyond, e^ρ or e^−ρ is no normal number.
        const REACH: f64 = 720.0;
        let inside = |rho: f64| rho.exp().is_normal() && (-rho).exp().is_normal() && holds(rho.exp());
        Self { lower: last(-REACH, inside), upper: last(REACH, inside) }
    }

    /// ρ as it is if it is inside; the error names the argument.
    pub(super) fn check(self, argument: &str, rho: f64) -> Result<f64, CheckError> {
        if self.lower <= rho && rho <= self.upper {
            return Ok(rho);
        }
        let code = if rho.is_finite() { Code::Domain } else { Code::NonFinite };
        let expected = format!("a number from {} to {}, where exp(rho) stays in range", self.lower, self.upper);
        Err(CheckError::new(code, argument, shown(rho), expected))
    }
}

/// The number farthest from 0 towards `far` up to which a condition holds that holds at 0, by bisection to the last bit.
fn last(far: f64, inside: impl Fn(f64) -> bool) -> f64 {
    let (mut good, mut bad) = (0.0, far);
    // Near 0 floats lie close: this many halvings tell any two apart that matter.
    for _ in 0..1100 {
        let middle = 0.5 * (good + bad);
        if middle == good || middle == bad {
            break;
        }
        if inside(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_interval_ends_where_the_exponential_stops_being_normal() {
        let Interval { lower, upper } = Interval::of(|_| true);
        assert!(lower.exp().is_normal() && (-lower).exp().is_normal() && upper.exp().is_normal());
        assert!((upper - 708.396).abs() < 1e-3 && (lower + 708.396).abs() < 1e-3);
        assert!(!(-upper.next_up()).exp().is_normal());
    }

    #[test]
    fn a_condition_cuts_it_to_the_last_bit() {
        let gamma = 1.0_f64.next_up();
        let Interval { lower, .. } = Interval::of(|factor| gamma * factor > 1.0);
        assert!(gamma * lower.exp() > 1.0 && lower > -3e-16);
        let Interval { upper, .. } = Interval::of(|factor| (1e300 * factor).is_normal());
        assert!((1e300 * upper.exp()).is_finite() && !(1e300 * (upper + 1e-12).exp()).is_finite());
    }
}
