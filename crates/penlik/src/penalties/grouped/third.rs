//! The derivative of a grouped Hessian along a direction v.
//!
//! For H = a·uuᵀ + b·(I − uuᵀ), a = k″(r), b = k′(r)/r on a group, with d = uᵀv and w = v − d·u: dr = d and du = w/r, so that
//! dH = k‴·d·uuᵀ + b′·[d·(I − uuᵀ) + w uᵀ + u wᵀ], b′ = (a − b)/r, which kernels know without the difference.

use ndarray::ArrayViewMut2;

use crate::curvature::{Grouped, Operator};

/// Slopes (k‴, b′) times the weights of the groups, as eigenvalues, and the direction.
#[derive(Debug)]
pub(super) struct ThirdAlong {
    slopes: Grouped,
    /// uᵀv for each group
    d: Vec<f64>,
    /// The part of v across u.
    w: Vec<f64>,
}

impl ThirdAlong {
    pub(super) fn new(slopes: Grouped, v: &[f64]) -> Self {
        let (mut d, mut w, u) =
            (Vec::with_capacity(slopes.groups().len()), vec![0.0; slopes.dimension()], slopes.direction());
        for set in slopes.groups().iter() {
            let along: f64 = set.iter().map(|&i| u[i] * v[i]).sum();
            if set.len() > 1 {
                set.iter().for_each(|&i| w[i] = v[i] - along * u[i]);
            }
            d.push(along);
        }
        Self { slopes, d, w }
    }

    /// Group, d·k‴, d·b′, b′.
    fn parts(&self) -> impl Iterator<Item = (&[usize], f64, f64, f64)> {
        let numbers = self.slopes.along().iter().zip(self.slopes.across()).zip(&self.d);
        self.slopes.groups().iter().zip(numbers).map(|(set, ((k3, slope), d))| (set, d * k3, d * slope, *slope))
    }
}

impl Operator for ThirdAlong {
    fn dimension(&self) -> usize {
        self.slopes.dimension()
    }

    fn apply(&self, v: &[f64], out: &mut [f64]) {
        out[..self.dimension()].fill(0.0);
        let (u, w) = (self.slopes.direction(), &self.w);
        for (set, along, across, slope) in self.parts() {
            if let [i] = *set {
                out[i] = along * v[i];
                continue;
            }
            let dot = |a: &[f64]| set.iter().map(|&i| a[i] * v[i]).sum::<f64>();
            let (c, e) = (dot(u), dot(w));
            for &i in set {
                out[i] = along * (c * u[i]) + across * (v[i] - c * u[i]) + slope * (c * w[i] + e * u[i]);
            }
        }
    }

    fn diagonal(&self, out: &mut [f64]) {
        out[..self.dimension()].fill(0.0);
        let (u, w) = (self.slopes.direction(), &self.w);
        for (set, along, across, slope) in self.parts() {
            for &i in set {
                let rest = if set.len() == 1 { 0.0 } else { across * ((1.0 - u[i]) * (1.0 + u[i])) };
                out[i] = along * u[i] * u[i] + rest + 2.0 * slope * w[i] * u[i];
            }
        }
    }

    fn add_to(&self, mut h: ArrayViewMut2<'_, f64>) {
        let (u, w) = (self.slopes.direction(), &self.w);
        let mut diagonal = vec![0.0; self.dimension()];
        self.diagonal(&mut diagonal);
        for (set, along, across, slope) in self.parts() {
            for &i in set {
                h[(i, i)] += diagonal[i];
                for &j in set.iter().filter(|&&j| j != i) {
                    h[(i, j)] += (along - across) * (u[i] * u[j]) + slope * (w[i] * u[j] + u[i] * w[j]);
                }
            }
        }
    }
}
