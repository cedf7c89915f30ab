//! Schedules: the weight of a term over outer iterations i = 0, 1, 2, …
//!
//! Each goes from w_start at i = 0 to w_end by a share f(i) that falls from 1 to 0: w(i) = w_end + (w_start − w_end)·f(i), kept
//! between the two ends. Geometric: f = rateⁱ. Linear: f = 1 − i/steps, and 0 from then on. Reciprocal: f = 1/(1 + i).
//! They are meant for annealing in gradient or proximal loops, not for a strength that is learned.

use serde::{Deserialize, Serialize};

use crate::check::{CheckError, Code, non_negative, unit_interval};

/// How the weight of a term changes from one outer iteration to the next.
///
/// ```
/// use penlik::penalties::Schedule;
/// let schedule = Schedule::Linear { start: 1.0, end: 0.0, steps: 4 };
/// assert_eq!((schedule.weight(0), schedule.weight(3), schedule.weight(9)), (1.0, 0.25, 0.0));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Schedule {
    /// w_end + (w_start − w_end)·rateⁱ
    Geometric {
        /// w_start ≥ 0
        start: f64,
        /// w_end ≥ 0
        end: f64,
        /// 0 ≤ rate ≤ 1
        rate: f64,
    },
    /// w_start + (w_end − w_start)·i/steps, and w_end from i = steps on.
    Linear {
        /// w_start ≥ 0
        start: f64,
        /// w_end ≥ 0
        end: f64,
        /// The iteration ≥ 1 at which the end is reached.
        steps: u64,
    },
    /// w_end + (w_start − w_end)/(1 + i)
    Reciprocal {
        /// w_start ≥ 0
        start: f64,
        /// w_end ≥ 0
        end: f64,
    },
}

impl Schedule {
    /// Whether its numbers are in their domains; the error names the one that is not.
    pub fn check(&self) -> Result<(), CheckError> {
        let (start, end) = self.ends();
        non_negative("start", start)?;
        non_negative("end", end)?;
        match *self {
            Self::Geometric { rate, .. } => unit_interval("rate", rate).map(drop),
            Self::Linear { steps: 0, .. } => Err(CheckError::new(Code::Domain, "steps", "0", "a whole number >= 1")),
            Self::Linear { .. } | Self::Reciprocal { .. } => Ok(()),
        }
    }

    fn ends(&self) -> (f64, f64) {
        match *self {
            Self::Geometric { start, end, .. } | Self::Linear { start, end, .. } | Self::Reciprocal { start, end } => {
                (start, end)
            }
        }
    }

    /// w(i)
    #[must_use]
    pub fn weight(&self, iteration: u64) -> f64 {
        let i = iteration as f64;
        let share = match *self {
            Self::Geometric { rate, .. } => rate.powf(i),
            Self::Linear { steps, .. } => 1.0 - (i / steps as f64).min(1.0),
            Self::Reciprocal { .. } => 1.0 / (1.0 + i),
        };
        let (start, end) = self.ends();
        // The start exactly, where the sum might be off by rounding.
        let weight = if share == 1.0 { start } else { (start - end).mul_add(share, end) };
        weight.max(start.min(end)).min(start.max(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_goes_from_its_start_to_its_end_and_never_beyond() {
        let (start, end) = (0.3, 0.1);
        for (start, end) in [(start, end), (end, start), (1e300, 1e-300), (0.0, 2.0), (1.0, 1.0)] {
            for schedule in [
                Schedule::Geometric { start, end, rate: 0.7 },
                Schedule::Linear { start, end, steps: 7 },
                Schedule::Reciprocal { start, end },
            ] {
                schedule.check().unwrap();
                assert_eq!(schedule.weight(0), start);
                let weights: Vec<f64> = (0..100).map(|i| schedule.weight(i)).collect();
                let towards = |pair: &[f64]| (pair[1] - end).abs() <= (pair[0] - end).abs();
                assert!(weights.windows(2).all(towards), "{schedule:?}: {weights:?}");
                assert!((schedule.weight(1 << 53) - end).abs() <= 1e-15 * start.max(end), "{schedule:?}");
            }
        }
    }

    #[test]
    fn weights_are_those_of_the_formulas() {
        let geometric = Schedule::Geometric { start: 10.0, end: 2.0, rate: 0.5 };
        assert_eq!([0, 1, 2, 3].map(|i| geometric.weight(i)), [10.0, 6.0, 4.0, 3.0]);
        let linear = Schedule::Linear { start: 0.0, end: 8.0, steps: 4 };
        assert_eq!([0, 1, 4, 5].map(|i| linear.weight(i)), [0.0, 2.0, 8.0, 8.0]);
        let reciprocal = Schedule::Reciprocal { start: 7.0, end: 1.0 };
        assert_eq!([0, 1, 2, 5].map(|i| reciprocal.weight(i)), [7.0, 4.0, 3.0, 2.0]);
        assert_eq!(Schedule::Geometric { start: 3.0, end: 1.0, rate: 0.0 }.weight(1), 1.0);
        assert_eq!(Schedule::Geometric { start: 3.0, end: 1.0, rate: 1.0 }.weight(9), 3.0);
    }

    #[test]
    fn numbers_outside_their_domains_are_refused_by_name() {
        use crate::check::Explain;
        let refused = |schedule: Schedule| schedule.check().unwrap_err().argument();
        assert_eq!(refused(Schedule::Geometric { start: -1.0, end: 0.0, rate: 0.5 }), "start");
        assert_eq!(refused(Schedule::Reciprocal { start: 1.0, end: f64::NAN }), "end");
        assert_eq!(refused(Schedule::Geometric { start: 1.0, end: 0.0, rate: 1.5 }), "rate");
        assert_eq!(refused(Schedule::Linear { start: 1.0, end: 0.0, steps: 0 }), "steps");
    }
}
