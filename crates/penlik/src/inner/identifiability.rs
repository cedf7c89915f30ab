//! Directions of the coefficients that several blocks share, and which block gives them up.
//!
//! Columns of different predictors never depend on each other: the joint design is block-diagonal over predictors, [I_M ⊗ X] for blocks that
//! share X. Within a predictor the columns of unit length are factorised by Householder QR, blocks of larger gauge priority first, so that
//! a column that depends on those before it belongs to the block of lowest priority that takes part. Left-out coefficients are 0:
//! β = Tθ with T of zeros and ones, and the covariance of β is T Σ Tᵀ. A precision does not map that way.

use super::Coordinates;
use crate::linalg::{Panels, dependent_columns, least_squares};
use std::ops::Range;

/// Coefficients of one predictor on some columns of a design.
#[derive(Debug, Clone)]
pub struct GaugeBlock<'a> {
    /// What it is called in results.
    pub name: &'a str,
    /// The predictor that it belongs to.
    pub predictor: usize,
    /// Its columns.
    pub columns: Range<usize>,
    /// Larger keeps a shared direction; of equal ones the block that is listed first.
    pub priority: usize,
}

/// A coefficient that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aliased {
    /// The block that gives the direction up.
    pub block: String,
    /// The column of the design.
    pub column: usize,
    /// Its place among all coefficients, block after block as listed.
    pub place: usize,
    /// The blocks whose columns it is a combination of; none for a column of zeros.
    pub shared_with: Vec<String>,
}

/// Which coefficients are left out, and the way back.
#[derive(Debug, Clone)]
pub struct Identified {
    /// In the order of their places.
    pub aliased: Vec<Aliased>,
    /// T.
    pub coordinates: Coordinates,
}

/// A coefficient on its way through the factorisation.
#[derive(Clone, Copy)]
struct Entry {
    block: usize,
    column: usize,
    place: usize,
}

/// A share of a column's length below which another column does not take part in it.
const NO_PART: f64 = 1e-9;

/// Finds the coefficients that others make superfluous.
#[must_use]
pub fn identify(design: &Panels, blocks: &[GaugeBlock<'_>]) -> Identified {
    let sizes = blocks.iter().scan(0, |place, block| {
        let start = *place;
        *place += block.columns.len();
        Some(start)
    });
    let starts: Vec<usize> = sizes.collect();
    let full = blocks.iter().map(|block| block.columns.len()).sum();
    let mut predictors: Vec<usize> = blocks.iter().map(|block| block.predictor).collect();
    predictors.sort_unstable();
    predictors.dedup();
    let mut aliased: Vec<Aliased> =
        predictors.iter().flat_map(|&predictor| aliased_of(design, blocks, &starts, predictor)).collect();
    aliased.sort_unstable_by_key(|aliased| aliased.place);
    let left_out = |place: &usize| aliased.iter().any(|aliased| aliased.place == *place);
    let kept = (!aliased.is_empty()).then(|| (0..full).filter(|place| !left_out(place)).collect());
    Identified { coordinates: Coordinates::new(full, kept, Vec::new()), aliased }
}

fn aliased_of(design: &Panels, blocks: &[GaugeBlock<'_>], starts: &[usize], predictor: usize) -> Vec<Aliased> {
    let mut order: Vec<usize> = (0..blocks.len()).filter(|b| blocks[*b].predictor == predictor).collect();
    order.sort_by_key(|b| std::cmp::Reverse(blocks[*b].priority));
    let entry = |block: usize| {
        let columns = blocks[block].columns.clone().enumerate();
        columns.map(move |(k, column)| Entry { block, column, place: starts[block] + k })
    };
    let entries: Vec<Entry> = order.into_iter().flat_map(entry).collect();
    let dependent = dependent_columns(&gathered(design, &entries));
    let kept: Vec<Entry> =
        entries.iter().enumerate().filter(|(k, _)| !dependent.contains(k)).map(|(_, entry)| *entry).collect();
    let told = |k: usize| Aliased {
        block: blocks[entries[k].block].name.to_owned(),
        column: entries[k].column,
        place: entries[k].place,
        shared_with: partners(design, &kept, entries[k], blocks),
    };
    dependent.into_iter().map(told).collect()
}

fn gathered(design: &Panels, entries: &[Entry]) -> Panels {
    let mut out = Panels::zeros(design.rows(), entries.len());
    entries.iter().enumerate().for_each(|(k, entry)| out.set_column(k, design.column(entry.column)));
    out
}

/// The blocks among `kept` that a column is made of.
fn partners(design: &Panels, kept: &[Entry], entry: Entry, blocks: &[GaugeBlock<'_>]) -> Vec<String> {
    let length = |column: usize| design.column(column).fold(0.0, |length: f64, x| length.hypot(x));
    let target: Vec<f64> = design.column(entry.column).collect();
    let Some(fit) = least_squares(&gathered(design, kept), &target) else { return Vec::new() };
    let limit = NO_PART * length(entry.column);
    let takes_part = |k: &usize| (fit.solution[*k] * length(kept[*k].column)).abs() > limit;
    let mut found: Vec<usize> = (0..kept.len()).filter(takes_part).map(|k| kept[k].block).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|block| blocks[block].name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Symmetric;

    /// Intercept, three dummies, x, and x in each of the three groups.
    fn design() -> Panels {
        let mut out = Panels::zeros(12, 8);
        for i in 0..12 {
            let x = ((i * 7 + 3) % 11) as f64 * 1e6;
            out.set(i, 0, 1.0);
            out.set(i, 1 + i % 3, 1.0);
            out.set(i, 4, x);
            out.set(i, 5 + i % 3, 1e-9 * x);
        }
        out
    }

    fn block(name: &str, columns: Range<usize>, priority: usize) -> GaugeBlock<'_> {
        GaugeBlock { name, predictor: 0, columns, priority }
    }

    #[test]
    fn the_dummy_trap_is_charged_to_the_block_of_lower_priority() {
        let found = identify(&design(), &[block("intercept", 0..1, 2), block("group", 1..4, 1)]);
        let wanted = Aliased {
            block: "group".into(),
            column: 3,
            place: 3,
            shared_with: vec!["intercept".into(), "group".into()],
        };
        assert_eq!(found.aliased, [wanted]);
        let found = identify(&design(), &[block("intercept", 0..1, 1), block("group", 1..4, 2)]);
        let wanted = Aliased { block: "intercept".into(), column: 0, place: 0, shared_with: vec!["group".into()] };
        assert_eq!(found.aliased, [wanted]);
    }

    #[test]
    fn a_main_effect_beside_one_for_each_group_is_found_whatever_the_units() {
        let blocks = [block("intercept", 0..1, 9), block("s(x)", 4..5, 5), block("s(x):group", 5..8, 3)];
        let found = identify(&design(), &blocks);
        assert_eq!((found.aliased[0].block.as_str(), found.aliased[0].column), ("s(x):group", 7));
        assert_eq!(found.aliased[0].shared_with, ["s(x)", "s(x):group"]);
        assert_eq!(found.aliased.len(), 1);
    }

    #[test]
    fn blocks_of_several_predictors_on_one_design_of_full_rank_drop_nothing() {
        let blocks =
            [("a", 0), ("b", 1), ("c", 2)].map(|(name, predictor)| GaugeBlock { predictor, ..block(name, 1..5, 1) });
        let found = identify(&design(), &blocks);
        assert!(found.aliased.is_empty() && found.coordinates.is_identity());
        assert_eq!(found.coordinates.len(), 12);
    }

    #[test]
    fn estimates_and_covariances_come_back_with_zeros_where_columns_were_left_out() {
        let found = identify(&design(), &[block("intercept", 0..1, 2), block("group", 1..4, 1)]);
        let t = &found.coordinates;
        assert_eq!(t.to_coefficients(&[1.0, 2.0, 3.0]), [1.0, 2.0, 3.0, 0.0]);
        let mut covariance = Symmetric::zeros(3);
        (0..3).for_each(|i| (0..=i).for_each(|j| covariance.add(i, j, (1 + i + 2 * j) as f64)));
        let back = t.spread_square(&covariance);
        assert_eq!((back.order, back.get(3, 3), back.get(2, 1)), (4, 0.0, covariance.get(2, 1)));
    }

    #[test]
    fn a_column_of_zeros_depends_on_nothing() {
        let mut x = design();
        x.set_column(4, [0.0; 12]);
        let found = identify(&x, &[block("intercept", 0..1, 2), block("x", 4..5, 1)]);
        assert_eq!((found.aliased[0].block.as_str(), found.aliased[0].shared_with.len()), ("x", 0));
    }
}
