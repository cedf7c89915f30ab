//! prox_{tP}(θ) = θ₀ + (I + tλF)⁻¹(θ − θ₀) of an anchor P(θ) = λ·½(θ − θ₀)ᵀF(θ − θ₀), for every t ≥ 0.
//!
//! One pass over θ where F is diagonal; a [`Resolvent`](super::resolvent::Resolvent) otherwise.

use super::super::{Block, PenaltyError, Prox};
use super::QuadraticAnchor;
use super::anchor::{entry, told};
use crate::check::{finite, length, non_negative};
use crate::curvature::Curvature;
use crate::kernels::stream::map;
use crate::linalg::Workers;

/// θ₀ + (θ − θ₀)/(1 + a), which is θ itself for a = 0 and θ₀ for a = ∞.
#[inline(always)]
fn shrunk(x: f64, center: f64, a: f64) -> f64 {
    let d = x - center;
    let near = x - d * (a / (1.0 + a));
    let far = center + d / (1.0 + a);
    (if a <= 1.0 { near } else { far }) + 0.0
}

impl Prox for QuadraticAnchor {
    fn step_limit(&self) -> f64 {
        f64::INFINITY
    }

    fn prox(&self, theta: Block<'_>, step: f64, out: &mut [f64], workers: &Workers) -> Result<f64, PenaltyError> {
        let own = self.door(theta)?;
        let theta = theta.values();
        length("out", out.len(), theta.len())?;
        let t = non_negative("step", step)?;
        if let Curvature::Diagonal(d) = self.curvature() {
            let (f, center) = (d.entries(), self.center());
            let pass = map(
                theta,
                out,
                workers,
                #[inline(always)]
                move |i, x| {
                    let c = center.map_or(0.0, |center| center[i]);
                    let z = shrunk(x, c, t * f[i]);
                    (entry(f[i], z - c).0, z)
                },
            );
            return told(pass, theta);
        }
        finite("theta", theta)?;
        let curvature = own.as_ref().unwrap_or(self.curvature());
        if t == 0.0 {
            out.iter_mut().zip(theta).for_each(|(out, x)| *out = x + 0.0);
        } else {
            let offset = self.resolvent().solve(curvature, t, &self.offset(theta))?;
            out.copy_from_slice(&offset);
            let center = self.center().unwrap_or_default();
            out.iter_mut().zip(center).for_each(|(out, c)| *out += c);
            out.iter_mut().for_each(|out| *out += 0.0);
        }
        self.product(curvature, out, &mut vec![0.0; theta.len()])
    }
}
