//! How a fit may be watched and stopped from outside.

/// How a fit may be watched and stopped from outside.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// Asked once an iteration; `true` ends the fit.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// Told after every iteration.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}

impl Control<'_> {
    /// Nobody watches and nobody stops.
    #[must_use]
    pub fn none() -> Self {
        Self { cancelled: &|| false, progress: &|_| () }
    }
}

/// What is being looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Coefficients: the objective is F(β).
    Coefficients,
    /// Strengths: the objective is the criterion V(ρ).
    Strengths,
}

/// Where a fit stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What is being looked for.
    pub phase: Phase,
    /// Iterations so far.
    pub iteration: usize,
    /// F at the current β, or V at the current ρ.
    pub objective: f64,
    /// ‖∇F‖∞, or ‖∇V‖∞ over the strengths that are not at a boundary.
    pub gradient_norm: f64,
    /// The Newton decrement δ; for strengths √(2·promised decrease of V).
    pub decrement: f64,
    /// The length of the last step, as a share of the Newton step; for strengths the radius of the trust region.
    pub step: f64,
}
