//! Coordinates without an optimum at finite values: the tails that lead to their boundaries, and the way back.

use super::{Criterion, NOISE, Place, RADII, Search};
use crate::outer::laplace::Curvature;

/// The share of the slope by which a tail may fail the slope test, and V at its end what the tail promises.
const TAIL: f64 = 0.1;
/// The slope from which a tail is followed to its end, and that which is left there. Slopes are shares of the rank of a penalty: they have no unit.
const TAIL_SLOPES: (f64, f64) = (0.1, 1e-14);
/// A slope and a curvature below this belong to a coordinate that has no effect any more; a trace this near to its limits has reached it.
const FLAT: (f64, f64) = (1e-10, 1e-6);
/// How far back from a boundary its tail is looked at once more, and the slope there that says that it is none.
const RETREAT: f64 = 18.0;
const UPWARDS: f64 = 1e-9;

/// A coordinate, the boundary that it runs to, and how far it is to where its slope is gone.
type Tail = (usize, Place, f64);

impl<C: Criterion + ?Sized> Search<'_, C> {
    /// Moves every coordinate that lies on a tail to its end, all of them at once where V allows it.
    pub(super) fn follow_tails(&mut self) {
        let tails: Vec<Tail> =
            (0..self.places.len()).filter_map(|k| self.tail(k).map(|(place, jump)| (k, place, jump))).collect();
        if let Err(flat) = self.follow(&tails)
            && flat.len() > 1
            && (flat.len() == tails.len() || self.follow(&flat).is_err())
        {
            for tail in flat {
                let _ = self.follow(&[tail]);
            }
        }
    }

    /// Moves some coordinates to the ends of their tails, where V falls by what the tails promise; else tells for which of them V is flat there: a
    /// coordinate that was as far from its optimum as its curvature made it look like one on a tail is not among them.
    fn follow(&mut self, tails: &[Tail]) -> Result<(), Vec<Tail>> {
        if tails.is_empty() {
            return Ok(());
        }
        let mut z = self.z.clone();
        tails.iter().for_each(|&(k, _, jump)| z[k] += jump);
        let Ok(evaluation) = self.evaluate(&z) else { return Err(tails.to_vec()) };
        let slope: f64 = tails.iter().map(|&(k, ..)| self.evaluation.gradient[k].abs()).sum();
        let apart = evaluation.value - (self.evaluation.value - slope);
        if apart.abs() > TAIL * slope + NOISE * self.size() {
            let flat = |tail: &&Tail| evaluation.gradient[tail.0].abs() <= FLAT.1;
            return Err(tails.iter().filter(flat).copied().collect());
        }
        (self.z, self.evaluation) = (z, evaluation);
        tails.iter().for_each(|&(k, place, _)| self.places[k] = place);
        Ok(())
    }

    /// Whether V_kk = ∓V_k says that coordinate k runs to infinity, and how far it is until its slope is gone.
    fn tail(&self, k: usize) -> Option<(Place, f64)> {
        let (slope, curvature) = (self.evaluation.gradient[k], self.evaluation.hessian.get(k, k));
        let exponential = (curvature - slope.abs()).abs() <= TAIL * slope.abs();
        if self.places[k] != Place::Interior || !exponential || slope.abs() > TAIL_SLOPES.0 {
            return None;
        }
        let jump = (slope.abs() / TAIL_SLOPES.1).ln().max(0.0);
        Some(if slope < 0.0 { (Place::NullSpace, jump) } else { (Place::Unpenalised, -jump) })
    }

    /// Frees coordinates whose way to their boundary has turned upwards since, as other coordinates moved; each of them once.
    pub(super) fn released(&mut self) -> bool {
        let held: Vec<(usize, f64)> = (0..self.places.len()).filter_map(|k| Some((k, self.direction(k)?))).collect();
        if held.is_empty() {
            return false;
        }
        let mut back = vec![0.0; self.places.len()];
        held.iter().for_each(|&(k, sign)| back[k] = -sign * RETREAT);
        let Ok(seen) = self.evaluate_with(&self.moved(&back), Curvature::Rough) else { return false };
        let turned: Vec<(usize, f64)> =
            held.into_iter().filter(|&(k, sign)| sign * seen.gradient[k] > UPWARDS).collect();
        if turned.is_empty() {
            return false;
        }
        let mut step = vec![0.0; self.places.len()];
        turned.iter().for_each(|&(k, sign)| step[k] = -sign * RETREAT);
        let z = self.moved(&step);
        let Ok(evaluation) = self.evaluate(&z) else { return false };
        (self.z, self.evaluation, self.radius) = (z, evaluation, RADII.0);
        turned.iter().for_each(|&(k, _)| (self.places[k], self.freed[k]) = (Place::Interior, true));
        true
    }

    /// The sign of the way on which coordinate k went to its boundary; `None` inside, and where it was freed before.
    fn direction(&self, k: usize) -> Option<f64> {
        match self.places[k] {
            _ if self.freed[k] => None,
            Place::Interior => None,
            Place::NullSpace => Some(1.0),
            Place::Unpenalised => Some(-1.0),
        }
    }

    /// A log-strength that the criterion does not feel is at a boundary: at its null space where tr(GS_k) is all of the rank, else without effect,
    /// as a weak penalty beside strong ones on the same coefficients.
    pub(super) fn place_flat_ones(&mut self) {
        for k in 0..self.places.len() {
            let v = &self.evaluation;
            let flat = v.gradient[k].abs() <= FLAT.0 && v.hessian.get(k, k).abs() <= FLAT.0;
            if self.places[k] != Place::Interior || !flat {
                continue;
            }
            if v.traces[k] <= FLAT.1 {
                self.places[k] = Place::Unpenalised;
            } else if v.ranks[k] - v.traces[k] <= FLAT.1 {
                self.places[k] = Place::NullSpace;
            }
        }
    }
}
