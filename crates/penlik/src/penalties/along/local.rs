//! A penalty along a map, at one point.

use std::sync::{Arc, OnceLock};

use super::{Along, Layout, congruence};
use crate::curvature::{Congruence, Curvature, LinearMap};
use crate::kernels::ScalarKernel;
use crate::penalties::{Local, PenaltyError};

/// What is known at θ: D, u = Dθ, and what was asked of every penalty.
pub(super) struct AlongLocal<K, L: Layout> {
    lift: Along<K, L>,
    map: Arc<L::Map>,
    u: Vec<f64>,
    columns: usize,
    value: f64,
    gradient: Vec<f64>,
    hessian: Curvature,
    bound: OnceLock<Curvature>,
}

impl<K: ScalarKernel, L: Layout> AlongLocal<K, L> {
    pub(super) fn new(
        lift: Along<K, L>,
        map: Arc<L::Map>,
        u: Vec<f64>,
        columns: usize,
        value: f64,
        gradient: Vec<f64>,
        hessian: Vec<f64>,
    ) -> Result<Self, PenaltyError> {
        let hessian = congruence(map.clone(), 1, hessian)?;
        Ok(Self { lift, map, u, columns, value, gradient, hessian, bound: OnceLock::new() })
    }

    /// Dᵀ diag(inner) D
    fn lifted(&self, inner: Vec<f64>) -> Curvature {
        Curvature::Congruence(Congruence::made(self.map.clone(), 1, inner))
    }
}

impl<K: ScalarKernel, L: Layout> Local for AlongLocal<K, L> {
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
        self.bound.get_or_init(|| self.lifted(self.lift.each(&self.u, self.columns, |k, u| k.bound(0, u))))
    }

    fn hessian_along(&self, v: &[f64]) -> Curvature {
        let mut moved = vec![0.0; self.map.outputs()];
        self.map.apply(0, v, &mut moved);
        let mut along = self.lift.each(&self.u, self.columns, |k, u| k.jet(0, u).d3);
        along.iter_mut().zip(&moved).for_each(|(d3, v)| *d3 *= v);
        self.lifted(along)
    }
}
