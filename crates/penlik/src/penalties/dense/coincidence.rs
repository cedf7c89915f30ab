//! Prototypes of one class in the same place.
//!
//! Where prototypes of a class coincide, the diversity is largest and its gradient has no part that moves them apart: a descent
//! stays there for ever. They are found here, and moved apart by a small amount that depends on a seed and the row alone.

use super::super::{Block, PenaltyError};
use super::prototype_diversity::PrototypeDiversity;
use super::whole::MatrixFunction;
use crate::check::{finite, length, positive};

impl PrototypeDiversity {
    /// The pairs of rows i < j of one class that are equal.
    pub fn coincident(&self, theta: Block<'_>) -> Result<Vec<(usize, usize)>, PenaltyError> {
        self.fits(theta)?;
        finite("theta", theta.values())?;
        let row = |i: usize| &theta.values()[i * theta.columns()..(i + 1) * theta.columns()];
        let mut pairs = Vec::new();
        for rows in self.classes.iter() {
            for (place, &j) in rows.iter().enumerate() {
                pairs.extend(rows[..place].iter().filter(|&&i| row(i) == row(j)).map(|&i| (i, j)));
            }
        }
        pairs.sort_unstable();
        Ok(pairs)
    }

    /// out = θ with every row that coincides with an earlier one of its class moved in a random direction, by between half of
    /// `distance` > 0 and all of it, in units of θ, or by a few units in the last place where that is more. The number of rows
    /// moved is returned. The same seed gives the same result on every machine.
    pub fn separate(&self, theta: Block<'_>, distance: f64, seed: u64, out: &mut [f64]) -> Result<usize, PenaltyError> {
        length("out", out.len(), theta.values().len())?;
        positive("distance", distance)?;
        let mut rows: Vec<usize> = self.coincident(theta)?.into_iter().map(|(_, j)| j).collect();
        rows.sort_unstable();
        rows.dedup();
        out.copy_from_slice(theta.values());
        for &row in &rows {
            let place = &mut out[row * theta.columns()..(row + 1) * theta.columns()];
            move_away(place, distance, Random::new(seed, row as u64));
        }
        finite("the prototypes moved apart", out)?;
        Ok(rows.len())
    }
}

fn move_away(row: &mut [f64], distance: f64, mut random: Random) {
    let largest = row.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let direction: Vec<f64> = row.iter().map(|_| 2.0 * random.uniform() - 1.0).collect();
    let size = direction.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    let reach = (0.5 + 0.5 * random.uniform()) * distance.max(16.0 * f64::EPSILON * largest);
    let length = direction.iter().map(|x| x / size * (x / size)).sum::<f64>().sqrt();
    row.iter_mut().zip(&direction).for_each(|(x, d)| *x += d / size / length * reach);
}

/// Numbers of a seed and a row (SplitMix64; G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014).
struct Random(u64);

impl Random {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

    fn new(seed: u64, row: u64) -> Self {
        let mut of_seed = Self(seed);
        Self(of_seed.next() ^ row.wrapping_mul(Self::GOLDEN))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::GOLDEN);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In (0, 1).
    fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) * (-53_f64).exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Label, Labels};
    use super::*;

    fn labels(of: &[f64]) -> Labels {
        Labels::new(of.iter().map(|x| Label::Number(*x)).collect())
    }

    #[test]
    fn coincident_rows_of_one_class_are_found_and_moved_apart_by_the_seed() {
        let theta = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 5.0, 2.0, 1.0, 2.0];
        let block = Block::new(&theta, 2).unwrap();
        let penalty = PrototypeDiversity::new(labels(&[0.0, 0.0, 1.0, 0.0, 0.0]), 1.0, 1e-6, false).unwrap();
        assert_eq!(penalty.coincident(block).unwrap(), [(0, 1), (0, 4), (1, 4)]);
        let moved = |seed| {
            let mut out = [0.0; 10];
            assert_eq!(penalty.separate(block, 1e-3, seed, &mut out).unwrap(), 2);
            out
        };
        let out = moved(7);
        assert_eq!(out, moved(7));
        assert_ne!(out, moved(8));
        assert!(penalty.coincident(Block::new(&out, 2).unwrap()).unwrap().is_empty());
        for (row, changed) in [false, true, false, false, true].into_iter().enumerate() {
            let step = (out[2 * row] - theta[2 * row]).hypot(out[2 * row + 1] - theta[2 * row + 1]);
            assert!(if changed { (0.499e-3..1.001e-3).contains(&step) } else { step == 0.0 }, "{row}: {step}");
        }
    }

    #[test]
    fn rows_far_from_the_origin_are_moved_by_more_than_their_rounding() {
        let theta = [1e200; 3];
        let penalty = PrototypeDiversity::new(labels(&[0.0; 3]), 1.0, 1e-6, false).unwrap();
        let mut out = [0.0; 3];
        penalty.separate(Block::new(&theta, 1).unwrap(), 1e-3, 1, &mut out).unwrap();
        assert!(penalty.coincident(Block::new(&out, 1).unwrap()).unwrap().is_empty());
        assert!(penalty.separate(Block::new(&theta, 1).unwrap(), 0.0, 1, &mut out).is_err());
        assert!(penalty.coincident(Block::row(&theta)).is_err());
    }
}
