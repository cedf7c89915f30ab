//! Which rows hold the same values: a number for each distinct row, in the order in which they first appear.

use super::table::{Column, Table};
use crate::linalg::tabulated::MAX_PLACES;

/// The distinct rows of some columns.
#[derive(Debug, Clone)]
pub(super) struct Distinct {
    /// For every kept row the number of its distinct row.
    pub places: Vec<u16>,
    /// For every distinct row the kept row in which it first appears, counted among those kept.
    pub first: Vec<usize>,
}

impl Distinct {
    /// How often each of them appears.
    pub fn counts(&self) -> Vec<f64> {
        let mut counts = vec![0.0; self.first.len()];
        self.places.iter().for_each(|&place| counts[usize::from(place)] += 1.0);
        counts
    }

    /// The distinct rows of columns of a table, where there are at most `most` of them.
    pub fn of_columns<'n>(
        table: &Table<'_>,
        names: impl Iterator<Item = &'n str>,
        rows: &[usize],
        most: usize,
    ) -> Option<Self> {
        let mut out: Option<Self> = None;
        for name in names {
            let own = match table.column(name)? {
                Column::Numeric(values) => Self::of_keys(rows.iter().map(|&row| number_key(values[row])), most)?,
                Column::Categorical { codes, .. } => {
                    Self::of_keys(rows.iter().map(|&row| u64::from(codes[row].cast_unsigned())), most)?
                }
            };
            out = Some(match out {
                None => own,
                Some(before) => before.beside(&own, most)?,
            });
        }
        Some(out.unwrap_or_else(|| Self { places: vec![0; rows.len()], first: (0..rows.len().min(1)).collect() }))
    }

    /// Whether some rows hold more than `most` distinct numbers.
    pub fn more_than(numbers: &[f64], rows: &[usize], most: usize) -> bool {
        Self::of_keys(rows.iter().map(|&row| number_key(numbers[row])), most).is_none()
    }

    /// The distinct pairs.
    fn beside(&self, other: &Self, most: usize) -> Option<Self> {
        let pair = |(a, b): (&u16, &u16)| (u64::from(*a) << 16) | u64::from(*b);
        Self::of_keys(self.places.iter().zip(&other.places).map(pair), most)
    }

    fn of_keys(keys: impl Iterator<Item = u64>, most: usize) -> Option<Self> {
        let most = most.min(MAX_PLACES);
        let mut seen = Seen::new(most);
        let (mut places, mut first) = (Vec::with_capacity(keys.size_hint().0), Vec::new());
        for (row, key) in keys.enumerate() {
            let place = seen.place(key, first.len());
            if place == first.len() {
                if first.len() == most {
                    return None;
                }
                first.push(row);
            }
            places.push(place as u16);
        }
        Some(Self { places, first })
    }
}

/// Equal numbers have equal keys: −0 is 0.
fn number_key(x: f64) -> u64 {
    (x + 0.0).to_bits()
}

/// An open table of keys and their numbers, at most half full.
struct Seen {
    slots: Vec<(u64, u32)>,
    shift: u32,
}

const EMPTY: u32 = u32::MAX;

impl Seen {
    fn new(most: usize) -> Self {
        let size = (2 * most + 2).next_power_of_two();
        Self { slots: vec![(0, EMPTY); size], shift: u64::BITS - size.trailing_zeros() }
    }

    /// The number of a key; `next` where it is new.
    fn place(&mut self, key: u64, next: usize) -> usize {
        // Multiplicative hashing by 2⁶⁴ over the golden ratio (Knuth, The Art of Computer Programming 3, §6.4).
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize;
        loop {
            let (held, number) = self.slots[at];
            if number == EMPTY {
                self.slots[at] = (key, next as u32);
                return next;
            }
            if held == key {
                return number as usize;
            }
            at = (at + 1) % self.slots.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_as_they_first_appear() {
        let (x, codes) = ([2.0, 0.5, 2.0, -0.0, 0.0, 0.5], [0, 1, 1, 0, 0, 1]);
        let levels = ["a".to_owned(), "b".to_owned()];
        let columns = vec![
            ("x".to_owned(), Column::Numeric(&x)),
            ("g".to_owned(), Column::Categorical { codes: &codes, levels: &levels }),
        ];
        let table = Table::new(6, columns).unwrap();
        let rows = [5, 4, 3, 2, 1, 0];
        let of = |names: &[&str], most: usize| Distinct::of_columns(&table, names.iter().copied(), &rows, most);
        let found = of(&["x"], 3).unwrap();
        assert_eq!((found.places.as_slice(), found.first.as_slice()), (&[0, 1, 1, 2, 0, 2][..], &[0, 1, 3][..]));
        assert_eq!(found.counts(), [2.0, 2.0, 2.0]);
        assert!(of(&["x"], 2).is_none());
        let both = of(&["x", "g"], 10).unwrap();
        assert_eq!(both.places, [0, 1, 1, 2, 0, 3]);
        let none = of(&[], 1).unwrap();
        assert_eq!((none.places.as_slice(), none.first.as_slice()), (&[0; 6][..], &[0][..]));
    }

    #[test]
    fn as_many_as_are_allowed_are_told_apart() {
        let x: Vec<f64> = (0..200_000).map(|i| f64::from(i % 65_536) * 1e-3).collect();
        let table = Table::new(x.len(), vec![("x".to_owned(), Column::Numeric(&x))]).unwrap();
        let rows: Vec<usize> = (0..x.len()).collect();
        let found = Distinct::of_columns(&table, ["x"].into_iter(), &rows, usize::MAX).unwrap();
        assert_eq!(found.first.len(), 65_536);
        assert!(found.places.iter().enumerate().all(|(i, &place)| usize::from(place) == i % 65_536));
        assert!(Distinct::of_columns(&table, ["x"].into_iter(), &rows, 65_535).is_none());
    }
}
