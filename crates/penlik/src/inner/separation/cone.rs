//! The projection of a point g onto the cone {u: z_iᵀu ≥ 0, and = 0 for equalities}, in twice the precision.
//!
//! u = g + Σ w_i z_i with w_i ≥ 0 (any sign for equalities) and w_i z_iᵀu = 0. For g = Σ z_i over all inequalities u decides about
//! the cone: gᵀu = ‖u‖², so u ≠ 0 has some z_iᵀu > 0, and u = 0 is the proof that there is no such direction, Σ (1 + w_i) z_i = 0 with
//! every weight positive. The dual active-set method makes finitely many steps, since ‖u − g‖ grows with each constraint that enters.
//! Source: D. Goldfarb and A. Idnani, Mathematical Programming 27 (1983), 1–33; A. J. Goldman and A. W. Tucker, Annals of
//! Mathematics Studies 38 (1956), 19–40, for the alternative.

use super::frame::{Frame, add_multiple, dot, size};
use crate::linalg::Twofold;

/// ‖u‖ below this share of the sizes that g was summed from is what rounding leaves of 0.
const ROUNDED: f64 = 1e-27;

/// The normal z of a constraint.
#[derive(Debug, Clone)]
pub(super) struct Normal {
    pub vector: Vec<Twofold>,
    pub norm: f64,
    pub equality: bool,
}

/// A constraint that holds with equality at u, and its multiplier.
struct Member {
    free: bool,
    multiplier: Twofold,
}

/// The projection under way.
pub(super) struct Cone {
    frame: Frame,
    /// The triangular factor: column k holds the coordinates of member k.
    upper: Vec<Vec<Twofold>>,
    members: Vec<Member>,
    point: Vec<Twofold>,
    floor: f64,
}

impl Cone {
    /// Begins with the projection of g, summed from vectors of so much size in all, onto the complement of a subspace, which is never left
    /// again.
    pub fn new((g, sizes): (&[Twofold], f64), fixed: &Frame) -> Self {
        let count = fixed.columns.len();
        let column = |k: usize| (0..=k).map(|j| Twofold::from(f64::from(u8::from(j == k)))).collect();
        let free = |_| Member { free: true, multiplier: Twofold::default() };
        let mut cone = Self {
            point: g.to_vec(),
            frame: fixed.clone(),
            upper: (0..count).map(column).collect(),
            members: (0..count).map(free).collect(),
            floor: ROUNDED * sizes,
        };
        cone.clean();
        cone
    }

    /// u; exactly 0 at the tip of the cone.
    pub fn point(&self) -> &[Twofold] {
        &self.point
    }

    /// Lets violated constraints enter until none is left; `false` when so many steps were not enough. A constraint is violated beyond
    /// `rounding`·Σ|z_k u_k|.
    pub fn settle(&mut self, normals: &[Normal], rounding: f64, steps: &mut usize) -> bool {
        while let Some(worst) = self.most_violated(normals, rounding) {
            if *steps == 0 || !self.enter(&normals[worst]) {
                return false;
            }
            *steps -= 1;
        }
        true
    }

    fn most_violated(&self, normals: &[Normal], rounding: f64) -> Option<usize> {
        let mut worst: Option<(usize, f64)> = None;
        for (k, normal) in normals.iter().enumerate() {
            let (mut value, mut sizes) = (Twofold::default(), 0.0);
            for (z, u) in normal.vector.iter().zip(&self.point) {
                value = value + *z * *u;
                sizes += (z.hi * u.hi).abs();
            }
            let violation = if normal.equality { value.hi.abs() } else { -value.hi };
            let depth = violation / normal.norm;
            if violation > rounding * sizes && worst.is_none_or(|(_, deepest)| depth > deepest) {
                worst = Some((k, depth));
            }
        }
        worst.map(|(k, _)| k)
    }

    /// Steps until one violated constraint holds with equality; members whose multiplier would turn negative leave on the way.
    fn enter(&mut self, normal: &Normal) -> bool {
        let flip = normal.equality && dot(&normal.vector, &self.point).hi > 0.0;
        let z: Vec<Twofold> = normal.vector.iter().map(|x| if flip { -*x } else { *x }).collect();
        let mut multiplier = Twofold::default();
        loop {
            let split = self.frame.split(&z);
            let square = dot(&split.rest, &split.rest);
            let full = -dot(&z, &self.point) / square;
            if !(full.hi > 0.0 && full.hi.is_finite()) {
                return false;
            }
            let rates = self.back_solve(&split.shares);
            let leaving = self.first_to_leave(&rates).filter(|(_, step)| step.hi < full.hi);
            let step = leaving.map_or(full, |(_, step)| step);
            add_multiple(&mut self.point, step, &split.rest);
            for (member, rate) in self.members.iter_mut().zip(&rates) {
                member.multiplier = member.multiplier - step * *rate;
            }
            multiplier = multiplier + step;
            if let Some((k, _)) = leaving {
                self.leave(k);
                continue;
            }
            let norm = square.sqrt();
            self.frame.push(&split.rest, norm);
            self.upper.push(split.shares.into_iter().chain([norm]).collect());
            self.members.push(Member { free: normal.equality, multiplier });
            self.clean();
            return true;
        }
    }

    /// Takes what rounding left of u in the span of the members, and of entries that are 0.
    fn clean(&mut self) {
        self.point = self.frame.split(&self.point).rest;
        let floor = self.floor;
        self.point.iter_mut().filter(|u| u.hi.abs() <= floor).for_each(|u| *u = Twofold::default());
        if self.members.len() == self.point.len() || size(&self.point).hi <= self.floor {
            self.point.fill(Twofold::default());
        }
    }

    /// The rates at which the multipliers of the members fall while that of the entering constraint rises.
    fn back_solve(&self, shares: &[Twofold]) -> Vec<Twofold> {
        let mut x = shares.to_vec();
        for k in (0..x.len()).rev() {
            x[k] = x[k] / self.upper[k][k];
            let (value, column) = (x[k], &self.upper[k]);
            x[..k].iter_mut().zip(column).for_each(|(x, u)| *x = *x - value * *u);
        }
        x
    }

    fn first_to_leave(&self, rates: &[Twofold]) -> Option<(usize, Twofold)> {
        let falling = self.members.iter().zip(rates).enumerate().filter(|(_, (m, rate))| !m.free && rate.hi > 0.0);
        falling.map(|(k, (member, rate))| (k, member.multiplier / *rate)).fold(None, |first, next| match first {
            Some((_, step)) if step.hi <= next.1.hi => first,
            _ => Some(next),
        })
    }

    /// Removes a member; rotations make the factor triangular again.
    fn leave(&mut self, k: usize) {
        self.members.remove(k);
        self.upper.remove(k);
        for i in k..self.upper.len() {
            let (a, b) = (self.upper[i][i], self.upper[i][i + 1]);
            let norm = (a * a + b * b).sqrt();
            let (c, s) = (a / norm, b / norm);
            let rotate = |x: Twofold, y: Twofold| (c * x + s * y, c * y - s * x);
            for column in &mut self.upper[i..] {
                (column[i], column[i + 1]) = rotate(column[i], column[i + 1]);
            }
            self.upper[i].truncate(i + 1);
            let (left, right) = self.frame.columns.split_at_mut(i + 1);
            for (x, y) in left[i].iter_mut().zip(&mut right[0]) {
                (*x, *y) = rotate(*x, *y);
            }
        }
        self.frame.columns.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(z: &[f64], equality: bool) -> Normal {
        let norm = z.iter().map(|x| x * x).sum::<f64>().sqrt();
        Normal { vector: z.iter().copied().map(Twofold::from).collect(), norm, equality }
    }

    fn project(g: &[f64], normals: &[Normal]) -> Vec<f64> {
        let g: Vec<Twofold> = g.iter().copied().map(Twofold::from).collect();
        let mut cone = Cone::new((&g, size(&g).hi), &Frame::default());
        assert!(cone.settle(normals, 1e-15, &mut 100));
        cone.point().iter().map(|x| x.hi).collect()
    }

    #[test]
    fn a_point_is_brought_to_the_nearest_of_the_cone() {
        let quadrant = [normal(&[1.0, 0.0], false), normal(&[0.0, 1.0], false)];
        assert_eq!(project(&[3.0, -2.0], &quadrant), [3.0, 0.0]);
        assert_eq!(project(&[-3.0, -2.0], &quadrant), [0.0, 0.0]);
        assert_eq!(project(&[3.0, 2.0], &[normal(&[1.0, 1.0], true)]), [0.5, -0.5]);
    }

    #[test]
    fn a_constraint_that_another_makes_superfluous_leaves_again() {
        // First x ≥ y is the deepest; with y ≥ 4x the cone is {x ≤ 0}, where only the second binds.
        let normals = [normal(&[1.0, -1.0], false), normal(&[-4.0, 1.0], false)];
        assert_eq!(project(&[-1.0, -4.5], &normals).len(), 2);
        for g in [[-1.0, 3.0], [0.5, 3.0], [2.0, 3.0], [-2.0, -9.0], [1.0, -1.0], [-5.0, -5.0]] {
            let u = project(&g, &normals);
            let inside = |z: &[f64; 2]| z[0] * u[0] + z[1] * u[1] >= -1e-14;
            assert!(inside(&[1.0, -1.0]) && inside(&[-4.0, 1.0]));
            // Of all points of the cone none is nearer: (g − u)ᵀ(v − u) ≤ 0 for v on both edges and at the tip.
            for v in [[-1.0, -1.0], [-1.0, -4.0], [0.0, 0.0]] {
                let slope = (g[0] - u[0]) * (v[0] - u[0]) + (g[1] - u[1]) * (v[1] - u[1]);
                assert!(slope <= 1e-14, "{g:?} {u:?} {v:?}");
            }
        }
    }
}
