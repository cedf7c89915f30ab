//! What a minimisation gives back: the point, its value in parts, and how far it may be from a stationary point.

use serde::{Deserialize, Serialize};

use crate::check::{CheckError, positive};

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The residual at which the certificate holds, relative to the scale of the gradient.
    pub tolerance: f64,
    /// The most iterations.
    pub iterations: usize,
    /// How to go about it.
    pub method: Method,
}

impl Default for Settings {
    fn default() -> Self {
        Self { tolerance: 1e-10, iterations: 10_000, method: Method::Automatic }
    }
}

impl Settings {
    /// Refuses a tolerance that is not positive.
    pub fn checked(self) -> Result<Self, CheckError> {
        positive("tolerance", self.tolerance)?;
        Ok(self)
    }
}

/// How a quadratic f is minimised. Any other f takes proximal gradient steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// Proximal Newton where every penalty that is not smooth acts entry by entry, proximal gradient elsewhere.
    #[default]
    Automatic,
    /// Accelerated proximal gradient.
    ProximalGradient,
    /// Coordinates and Newton steps on working sets.
    ProximalNewton,
}

/// How a minimisation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// The certificate holds.
    Converged,
    /// The iterations ran out.
    IterationLimit,
    /// F cannot be decreased further in floating point, yet the certificate does not hold.
    Stalled,
    /// However small the step, the objective is not finite.
    NotFinite,
    /// Stopped from outside.
    Stopped,
}

impl Status {
    /// What it means, in a sentence; a problem that is not convex has stationary points that are no minimum.
    #[must_use]
    pub fn message(self, convex: bool) -> &'static str {
        match self {
            Self::Converged if convex => "converged: the proximal gradient residual is within the tolerance",
            Self::Converged => {
                "converged to a stationary point: a penalty is not convex, so that there may be lower points"
            }
            Self::IterationLimit => "stopped at the iteration limit; the residual is above the tolerance",
            Self::Stalled => "stopped: rounding hides any further decrease; the residual is above the tolerance",
            Self::NotFinite => "stopped: the objective is not finite however small the step",
            Self::Stopped => "stopped from outside; the residual is above the tolerance",
        }
    }
}

/// The end of a minimisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The point.
    pub x: Vec<f64>,
    /// f(x)
    pub fit: f64,
    /// P_j(x_j) of every term.
    pub penalties: Vec<f64>,
    /// max_i |x_i − prox(x − t∇f(x))_i|/t, relative to the scale of the gradient: 0 exactly at stationary points.
    pub residual: f64,
    /// F(x) − min F is at most this: where f is a sum of squares and every entry lies under a convex penalty that has a dual.
    pub gap: Option<f64>,
    /// Steps, or rounds of working sets.
    pub iterations: usize,
    /// How it ended.
    pub status: Status,
    /// What was done.
    pub method: Method,
}

impl Solution {
    /// F(x)
    #[must_use]
    pub fn value(&self) -> f64 {
        self.fit + self.penalties.iter().sum::<f64>()
    }
}
