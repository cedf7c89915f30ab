//! `scale(x, center = TRUE, scale = TRUE)`: (x − m)/s with the mean m of the fitted rows and s² = Σ(x − m)²/(n − 1).
//!
//! Without centring m = 0, so that s² = Σx²/(n − 1), as in R. Weights of rows have no say.

use serde::{Deserialize, Serialize};

use super::Refused;
use crate::design::arguments::Call;
use crate::design::error::DesignError;
use crate::linalg::{Twofold, power_of_two_near};

pub(super) const PARAMETERS: &[&str] = &["x", "center", "scale"];
pub(super) const EXPECTED: &str = "an expression and, where wanted, center and scale, TRUE or FALSE";

/// The call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::design) struct Scale {
    center: bool,
    scale: bool,
}

/// m and s.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::design) struct ScaleState {
    center: f64,
    scale: f64,
}

impl Scale {
    pub fn read(call: &Call<'_>) -> Result<Self, DesignError> {
        Ok(Self { center: call.truth("center", true)?, scale: call.truth("scale", true)? })
    }

    pub fn label(self, of: &str) -> String {
        let center = if self.center { "" } else { ", center = FALSE" };
        let scale = if self.scale { "" } else { ", scale = FALSE" };
        format!("scale({of}{center}{scale})")
    }

    pub fn learn(self, x: &[f64]) -> Result<ScaleState, Refused> {
        let center = if self.center { mean(x) } else { 0.0 };
        let scale = if self.scale { deviation(x, center) } else { 1.0 };
        let state = ScaleState { center, scale };
        if self.fits(&state) {
            return Ok(state);
        }
        let found = if x.len() < 2 { "of one row" } else { "the same in all rows, or beyond the range of floats" };
        Err(Refused::new("x", found, "numbers that vary, or scale = FALSE"))
    }

    pub fn fits(self, state: &ScaleState) -> bool {
        state.center.is_finite() && state.scale.is_finite() && state.scale > 0.0
    }
}

impl ScaleState {
    pub fn values(&self, x: &[f64]) -> Vec<f64> {
        x.iter().map(|x| (x - self.center) / self.scale).collect()
    }
}

/// The mean, rounded once.
pub(super) fn mean(x: &[f64]) -> f64 {
    let unit = power_of_two_near(x);
    let sum = x.iter().fold(Twofold::default(), |sum, x| sum + Twofold::from(x / unit));
    (sum / Twofold::from(x.len() as f64)).hi * unit
}

/// √(Σ(x − m)²/(n − 1)); NaN for one number.
fn deviation(x: &[f64], center: f64) -> f64 {
    let from_center: Vec<f64> = x.iter().map(|x| x - center).collect();
    let unit = power_of_two_near(&from_center);
    let squares = from_center.iter().fold(Twofold::default(), |sum, d| {
        let d = Twofold::from(d / unit);
        sum + d * d
    });
    (squares.hi / (x.len() as f64 - 1.0)).sqrt() * unit
}
