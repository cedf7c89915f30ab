//! The search for a direction inside the cone of recession.

use super::Kind;
use super::cone::{Cone, Normal};
use super::constraints::{Constraints, Direction, Place, State, Value};
use super::frame::{Frame, add_multiple, size};
use super::space::{Coordinates, NullSpace};
use crate::inner::newton::Control;
use crate::inner::part::scatter;
use crate::inner::problem::Problem;
use crate::linalg::Twofold;

/// Active-set steps for each coordinate, with which every search is expected to end many times over.
const STEPS: usize = 200;
/// Violated constraints that a leaf of rows reports at most.
const LEAF_KEPT: usize = 16;
/// A normal this close to the span of others, in units of the rounding of products, lies in it.
const SPANNED: f64 = 16.0;

/// The search over one problem.
pub(super) struct Search<'a> {
    constraints: Constraints<'a>,
    coordinates: Coordinates,
    stacked: usize,
    kind: Kind,
    /// Constraints that were violated once.
    pool: Vec<(usize, usize, Normal)>,
    steps: usize,
    control: &'a Control<'a>,
}

/// A violated constraint, and how deeply.
#[derive(Clone, Copy)]
struct Violated {
    depth: f64,
    place: Place,
}

impl<'a> Search<'a> {
    pub fn new(problem: &'a Problem<'a>, kind: Kind, space: &NullSpace, control: &'a Control<'a>) -> Self {
        let sample = problem.sample();
        let coordinates = Coordinates::new(sample.design, sample.family.predictors(), space);
        Self {
            constraints: Constraints::new(sample, kind),
            steps: STEPS * (coordinates.order() + 1),
            coordinates,
            stacked: sample.coefficients(),
            kind,
            pool: Vec::new(),
            control,
        }
    }

    pub fn order(&self) -> usize {
        self.coordinates.order()
    }

    pub fn stacked(&self) -> usize {
        self.stacked
    }

    pub fn counts(&self) -> bool {
        self.kind == Kind::Counts
    }

    pub fn constraints(&self) -> &Constraints<'a> {
        &self.constraints
    }

    pub fn coordinates(&self) -> &Coordinates {
        &self.coordinates
    }

    /// Coordinates of a direction with as many strict constraints as there can be: `Some(None)` when none can be strict, `None` when the
    /// search did not end.
    pub fn relative_interior(&mut self) -> Option<Option<Vec<Twofold>>> {
        let mut interior: Option<Vec<Twofold>> = None;
        loop {
            let (normals, count) = self.constraints.sum_of_normals(&self.coordinates.scales);
            let sum = self.coordinates.pulled(&normals);
            let found = self.project((&sum, count), &Frame::default(), &open)?;
            let strict = self.strict_along(&found);
            if strict.is_empty() {
                return Some(interior);
            }
            interior = Some(match interior {
                None => found,
                Some(first) => self.combined(first, &found),
            });
            self.constraints.make_strict(&strict);
        }
    }

    /// The projection of g, summed from vectors of so much size in all, onto the cone of the constraints in some states, brought to a size near 1; zero when it is the tip.
    pub fn project(
        &mut self,
        g: (&[Twofold], f64),
        fixed: &Frame,
        wanted: &(impl Fn(State) -> bool + Sync),
    ) -> Option<Vec<Twofold>> {
        let mut cone = Cone::new(g, fixed);
        let mut steps = self.steps;
        let (mut normals, mut known) = (Vec::new(), std::collections::HashSet::new());
        for (row, slot, normal) in &self.pool {
            if self.constraints.of_row(*row).any(|place| place.slot == *slot && wanted(place.state)) {
                normals.push(normal.clone());
                known.insert((*row, *slot));
            }
        }
        loop {
            if !cone.settle(&normals, self.coordinates.rounding, &mut steps) || (self.control.cancelled)() {
                return None;
            }
            if cone.point().iter().all(|u| u.hi == 0.0) {
                return Some(cone.point().to_vec());
            }
            let point = near_one(cone.point());
            let violated = self.violated(&point, wanted, 1.0);
            if violated.is_empty() {
                return Some(point);
            }
            let before = normals.len();
            for found in violated.iter().filter(|found| known.insert((found.place.row, found.place.slot))) {
                let normal = self.normal(&found.place);
                self.pool.push((found.place.row, found.place.slot, normal.clone()));
                normals.push(normal);
            }
            if normals.len() == before {
                return None;
            }
        }
    }

    fn normal(&self, place: &Place) -> Normal {
        let vector = self.coordinates.pulled(&self.constraints.normal(place));
        Normal { norm: size(&vector).hi, vector, equality: place.state == State::Equal }
    }

    /// The constraints in some states that a direction violates most.
    fn violated(&self, d: &[Twofold], wanted: &(impl Fn(State) -> bool + Sync), units: f64) -> Vec<Violated> {
        let direction = Direction::new(&self.coordinates, d, self.stacked);
        let kept = (4 * self.order()).clamp(32, 256);
        let visit = |found: &mut Vec<Violated>, place: &Place, values: &[Value]| {
            if !wanted(place.state) {
                return;
            }
            let Value { value, rounding } = values[0];
            let violation = if place.state == State::Equal { value.abs() } else { -value };
            if violation > units * rounding {
                // Rows enter by how far they are from being met, in units of themselves.
                let depth = violation / rounding;
                let leaf_is_full = found.len() >= LEAF_KEPT;
                if !leaf_is_full || found.last().is_some_and(|last| last.depth < depth) {
                    let at = found.partition_point(|other| other.depth >= depth);
                    found.insert(at, Violated { depth, place: *place });
                    found.truncate(LEAF_KEPT);
                }
            }
        };
        let merge = |a: Vec<Violated>, b: Vec<Violated>| {
            let mut all = [a, b].concat();
            all.sort_by(|a, b| b.depth.total_cmp(&a.depth));
            all.truncate(kept);
            all
        };
        self.constraints.fold(&[&direction], &Vec::new, &visit, &merge)
    }

    /// The tied inequalities that are strict along a direction.
    fn strict_along(&self, d: &[Twofold]) -> Vec<(usize, usize)> {
        let direction = Direction::new(&self.coordinates, d, self.stacked);
        let visit = |found: &mut Vec<(usize, usize)>, place: &Place, values: &[Value]| {
            if place.state == State::Tied && values[0].value > values[0].rounding {
                found.push((place.row, place.slot));
            }
        };
        let merge = |mut a: Vec<_>, mut b: Vec<_>| {
            a.append(&mut b);
            a
        };
        self.constraints.fold(&[&direction], &Vec::new, &visit, &merge)
    }

    /// first + s·second with s so small that what is strict along the first stays strict.
    fn combined(&self, first: Vec<Twofold>, second: &[Twofold]) -> Vec<Twofold> {
        let directions = [&first[..], second].map(|d| Direction::new(&self.coordinates, d, self.stacked));
        let visit = |least: &mut f64, place: &Place, values: &[Value]| {
            if place.state == State::Strict && values[1].value < 0.0 {
                *least = least.min(-values[0].value / values[1].value);
            }
        };
        let least = self.constraints.fold(&[&directions[0], &directions[1]], &|| 2.0, &visit, &f64::min);
        let mut out = first;
        add_multiple(&mut out, Twofold::from((0.5 * least).log2().floor().exp2()), second);
        out
    }

    /// δ in floats, checked against every constraint: what is strict is positive, what is tied is zero to rounding.
    pub fn verified(&self, d: &[Twofold]) -> Option<Vec<f64>> {
        let rounded = Direction::new(&self.coordinates, d, self.stacked).without_rest();
        let visit = |holds: &mut bool, place: &Place, values: &[Value]| {
            let Value { value, rounding } = values[0];
            *holds &= if place.state == State::Strict { value > 0.0 } else { value.abs() <= rounding };
        };
        let holds = self.constraints.fold(&[&rounded], &|| true, &visit, &|a, b| a && b);
        // Adding 0 turns −0 into 0.
        holds.then(|| rounded.rounded().iter().map(|x| x + 0.0).collect())
    }

    /// An orthonormal basis of the span of all normals that are still tied.
    pub fn span_of_ties(&self) -> Frame {
        let (order, mut frame) = (self.order(), Frame::default());
        for seed in 0.. {
            let noise = |k: usize| (scatter(seed * order + k) % 2048) as f64 / 1024.0 - 1.0;
            let probe: Vec<Twofold> = (0..order).map(|k| Twofold::from(noise(k))).collect();
            let probe = frame.split(&probe).rest;
            let before = frame.columns.len();
            let wanted = |state: State| matches!(state, State::Equal | State::Tied);
            let flipped: Vec<Twofold> = probe.iter().map(|x| -*x).collect();
            for found in [probe, flipped].iter().flat_map(|probe| self.violated(probe, &wanted, SPANNED)) {
                let normal = self.normal(&found.place);
                let rest = frame.split(&normal.vector).rest;
                let norm = size(&rest);
                if frame.columns.len() < order && norm.hi > SPANNED * self.coordinates.rounding * normal.norm {
                    frame.push(&rest, norm);
                }
            }
            if frame.columns.len() == before || frame.columns.len() == order {
                break;
            }
        }
        frame
    }
}

/// Not yet strict.
fn open(state: State) -> bool {
    matches!(state, State::Tied | State::Equal)
}

/// A multiple by a power of two with a largest entry near 1.
fn near_one(u: &[Twofold]) -> Vec<Twofold> {
    let largest = u.iter().fold(0.0, |largest: f64, u| largest.max(u.hi.abs()));
    let scale = (-largest.log2().floor()).clamp(-1000.0, 1000.0).exp2();
    u.iter().map(|u| Twofold { hi: u.hi * scale, lo: u.lo * scale }).collect()
}
