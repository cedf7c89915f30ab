//! Penalties on single entries, as solvers ask that move one coordinate after the other.

use crate::penalties::EntryProx;

/// Penalties that are asked one entry at a time, plus ½·ridge_i·x_i².
pub struct Entries<'a> {
    /// What acts entry by entry, for every term.
    pub scalars: Vec<Option<&'a dyn EntryProx>>,
    /// For every entry the term that lies on it, and its place there.
    pub owners: &'a [Option<(u32, u32)>],
    /// l2 of every entry from ridges beside other penalties.
    pub ridge: Vec<f64>,
    /// Steps stay below it.
    pub limit: f64,
}

impl Entries<'_> {
    /// The map of entry i.
    #[inline]
    pub fn prox(&self, i: usize, x: f64, step: f64) -> f64 {
        self.of(i).map_or(x, |(penalty, at)| penalty.prox_entry(at, x, step))
    }

    /// The value of entry i, without the ridge.
    pub fn value(&self, i: usize, x: f64) -> f64 {
        self.of(i).map_or(0.0, |(penalty, at)| penalty.value_entry(at, x))
    }

    /// The point of the domain of entry i that is nearest to x.
    pub fn inside(&self, i: usize, x: f64) -> f64 {
        let (lower, upper) = self.of(i).map_or((f64::NEG_INFINITY, f64::INFINITY), |(p, at)| p.domain_entry(at));
        x.max(lower).min(upper)
    }

    #[inline]
    fn of(&self, i: usize) -> Option<(&dyn EntryProx, usize)> {
        let (term, at) = self.owners[i]?;
        self.scalars[term as usize].map(|penalty| (penalty, at as usize))
    }
}
