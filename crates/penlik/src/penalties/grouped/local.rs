//! The grouped lift at one point.

use std::sync::{Arc, OnceLock};

use super::third::ThirdAlong;
use super::{Grouped, pass};
use crate::check::all_finite;
use crate::curvature::{self, Curvature, Groups};
use crate::kernels::EvenKernel;
use crate::linalg::Workers;
use crate::penalties::{Block, Local, PenaltyError, Smooth};

/// Norms, directions and weights of groups at a point: all that curvatures are made of.
pub(super) struct Point {
    pub(super) groups: Arc<Groups>,
    pub(super) direction: Arc<[f64]>,
    pub(super) radii: Vec<f64>,
    /// λc_g
    pub(super) weights: Vec<f64>,
}

impl Point {
    pub(super) fn new<K: EvenKernel>(lift: &Grouped<K>, theta: Block<'_>) -> Result<Self, PenaltyError> {
        let (layout, x) = (lift.door(theta)?, theta.values());
        let (groups, radii) = (layout.groups(x.len()), pass::radii(&layout, x));
        let mut direction = vec![0.0; x.len()];
        for (set, r) in groups.iter().zip(&radii).filter(|(_, r)| **r > 0.0) {
            set.iter().for_each(|&i| direction[i] = x[i] / r);
        }
        let weights = (0..radii.len()).map(|q| lift.strength * layout.weight(q)).collect();
        Ok(Self { groups: groups.into(), direction: direction.into(), radii, weights })
    }

    /// The curvature with eigenvalues λc·(a, b), where (a, b) = f(r) along and across; at r = 0 there is no direction, and what
    /// is the same in all of them is a.
    pub(super) fn curvature(&self, f: impl Fn(f64) -> (f64, f64)) -> curvature::Grouped {
        let pair = |(r, c): (&f64, &f64)| {
            let (along, across) = f(*r);
            (c * along, c * if *r == 0.0 { along } else { across })
        };
        let (along, across) = self.radii.iter().zip(&self.weights).map(pair).unzip();
        curvature::Grouped::trusted(self.groups.clone(), self.direction.clone(), along, across)
    }
}

struct GroupedLocal<K> {
    kernel: K,
    point: Point,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: OnceLock<Curvature>,
}

pub(super) fn prepare<K: EvenKernel>(
    lift: &Grouped<K>,
    theta: Block<'_>,
    workers: &Workers,
) -> Result<Box<dyn Local>, PenaltyError> {
    let mut gradient = vec![0.0; theta.values().len()];
    let value = lift.value_gradient(theta, &mut gradient, workers)?;
    let (kernel, point) = (lift.kernel.clone(), Point::new(lift, theta)?);
    let hessian = point.curvature(|r| (kernel.jet(0, r).d2, kernel.weight(0, r)));
    if !(all_finite(hessian.along()) && all_finite(hessian.across())) {
        return Err(PenaltyError::Overflow { quantity: "the Hessian" });
    }
    let hessian = Curvature::Grouped(hessian);
    Ok(Box::new(GroupedLocal { kernel, point, value, gradient, hessian, bound: OnceLock::new() }))
}

impl<K: EvenKernel> Local for GroupedLocal<K> {
    fn value(&self) -> f64 {
        self.value
    }

    fn gradient(&self) -> &[f64] {
        &self.gradient
    }

    fn hessian(&self) -> &Curvature {
        &self.hessian
    }

    fn bound(&self) -> &Curvature {
        let eigenvalues = |r: f64| (self.kernel.bound(0, r), self.kernel.weight(0, r).max(0.0));
        self.bound.get_or_init(|| Curvature::Grouped(self.point.curvature(eigenvalues)))
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let slopes = |r: f64| (self.kernel.jet(0, r).d3, self.kernel.weight_slope(0, r));
        Curvature::Implicit(Arc::new(ThirdAlong::new(self.point.curvature(slopes), v)))
    }
}
