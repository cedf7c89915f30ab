//! Penalties that are asked one block of entries at a time: a group, or an entry alone.
//!
//! On a group P(x) = l·Σ|x_i| + k(‖x‖₂), so that the map is soft thresholding at t·l and then a change of the length
//! (N. Simon, J. Friedman, T. Hastie and R. Tibshirani, "A sparse-group lasso", J. Comput. Graph. Stat. 22, 2013).

use super::entries::Entries;
use crate::penalties::GroupProx;

/// Distance at which a map of lengths is looked at beside a length, relative to it.
const ASIDE: f64 = 1.0 / 65536.0;

/// All blocks; together they hold every entry once.
pub struct Blocks<'a> {
    /// What lies on entries alone, and ridges.
    pub entries: Entries<'a>,
    /// One after the other.
    pub units: Vec<Unit<'a>>,
}

/// A block.
pub struct Unit<'a> {
    /// Its entries.
    pub entries: Vec<usize>,
    /// The penalty of a group and the weight there; None for an entry alone.
    pub group: Option<(&'a dyn GroupProx, f64)>,
}

/// The derivative of the map at a point u, of which the entries that stay zero take no part: s′·eeᵀ + (s/r)(I − eeᵀ).
pub struct Slope {
    /// e = u/‖u‖ after soft thresholding.
    pub direction: Vec<f64>,
    /// s′
    pub along: f64,
    /// s/r
    pub across: f64,
}

impl Blocks<'_> {
    /// The step for a curvature: below the limit of the penalty.
    pub fn step(&self, unit: &Unit<'_>, curvature: f64) -> f64 {
        let limit = unit.group.map_or(self.entries.limit, |(penalty, weight)| penalty.norm_step_limit(weight));
        super::working_set::step(curvature, limit)
    }

    /// u ← prox_{tP}(u)
    pub fn prox(&self, unit: &Unit<'_>, u: &mut [f64], t: f64) {
        let Some((penalty, weight)) = unit.group else {
            unit.entries.iter().zip(u).for_each(|(&i, u)| *u = self.entries.prox(i, *u, t));
            return;
        };
        soften(u, t * penalty.entry_weight());
        let r = norm(u);
        let s = penalty.prox_norm(weight, r, t);
        if s == 0.0 {
            u.fill(0.0);
        } else if s != r {
            u.iter_mut().for_each(|u| *u = *u * (s / r) + 0.0);
        }
    }

    /// P(x)
    pub fn value(&self, unit: &Unit<'_>, x: &[f64]) -> f64 {
        let Some((penalty, weight)) = unit.group else {
            return unit.entries.iter().zip(x).map(|(&i, x)| self.entries.value(i, *x)).sum();
        };
        let (l, norm) = (penalty.entry_weight(), norm(x));
        let entries = if l > 0.0 { l * x.iter().map(|x| x.abs()).sum::<f64>() } else { 0.0 };
        entries + penalty.value_norm(weight, norm)
    }

    /// The derivative of the map at u; None where it maps to zero or too few digits are left.
    pub fn slope(&self, unit: &Unit<'_>, u: &[f64], t: f64) -> Option<Slope> {
        let mut direction = u.to_vec();
        let map = |r: f64| match unit.group {
            Some((penalty, weight)) => penalty.prox_norm(weight, r, t),
            None => self.entries.prox(unit.entries[0], r, t),
        };
        let r = match unit.group {
            Some((penalty, _)) => {
                soften(&mut direction, t * penalty.entry_weight());
                norm(&direction)
            }
            None => *u.first()?,
        };
        let aside = ASIDE * r.abs();
        let (s, along) = (map(r), (map(r + aside) - map(r - aside)) / (2.0 * aside));
        direction.iter_mut().for_each(|e| *e /= r);
        let usable = s != 0.0 && along > 1e-8 && along.is_finite();
        usable.then_some(Slope { direction, along, across: s / r })
    }
}

fn soften(u: &mut [f64], t: f64) {
    if t > 0.0 {
        u.iter_mut().for_each(|u| *u = if u.abs() > t { (u.abs() - t).copysign(*u) } else { 0.0 });
    }
}

/// ‖x‖₂, whatever the scale.
pub fn norm(x: &[f64]) -> f64 {
    let largest = x.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    largest * x.iter().map(|x| (x / largest) * (x / largest)).sum::<f64>().sqrt()
}
