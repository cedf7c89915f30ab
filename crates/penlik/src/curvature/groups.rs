//! Disjoint sets of entries.

use crate::check::{CheckError, Code};

/// Sets of indices below n that share none; they need not be contiguous, nor cover all n.
///
/// ```
/// use penlik::curvature::Groups;
/// let groups = Groups::new(4, &[vec![0, 3], vec![1]])?;
/// assert_eq!(groups.iter().collect::<Vec<_>>(), [&[0, 3][..], &[1]]);
/// assert_eq!(groups.rest(), [2]);
/// # Ok::<(), penlik::check::CheckError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    dimension: usize,
    ends: Vec<usize>,
    entries: Vec<usize>,
    rest: Vec<usize>,
}

impl Groups {
    /// Sets of indices below n; refused where one is n or more, or stands in two places.
    pub fn new(dimension: usize, sets: &[Vec<usize>]) -> Result<Self, CheckError> {
        let mut owner = vec![None; dimension];
        for (g, set) in sets.iter().enumerate() {
            for &i in set {
                let place = owner
                    .get_mut(i)
                    .ok_or_else(|| refusal(format!("entry {i} in group {g}"), &format!("entries below {dimension}")))?;
                if let Some(other) = place.replace(g) {
                    let both = format!("entry {i} in group {other} and again in group {g}");
                    return Err(refusal(both, "groups without common entries"));
                }
            }
        }
        Ok(Self::trusted(dimension, sets.iter().map(|set| set.iter().copied())))
    }

    /// Sets known to be disjoint and below n.
    pub(crate) fn trusted(dimension: usize, sets: impl Iterator<Item = impl Iterator<Item = usize>>) -> Self {
        let (mut ends, mut entries, mut free) = (Vec::new(), Vec::with_capacity(dimension), vec![true; dimension]);
        for set in sets {
            entries.extend(set);
            ends.push(entries.len());
        }
        entries.iter().for_each(|&i| free[i] = false);
        let rest = (0..dimension).filter(|&i| free[i]).collect();
        Self { dimension, ends, entries, rest }
    }

    /// The number n.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The number of sets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The indices in no set.
    #[must_use]
    pub fn rest(&self) -> &[usize] {
        &self.rest
    }

    /// The sets, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &[usize]> {
        let start = |g: usize| if g == 0 { 0 } else { self.ends[g - 1] };
        (0..self.ends.len()).map(move |g| &self.entries[start(g)..self.ends[g]])
    }
}

fn refusal(value: String, expected: &str) -> CheckError {
    CheckError::new(Code::Domain, "groups", value, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_out_of_range_or_taken_is_refused_by_name() {
        let told = |sets: &[Vec<usize>]| Groups::new(3, sets).unwrap_err().to_string();
        assert_eq!(told(&[vec![0], vec![3]]), "groups is entry 3 in group 1; expected entries below 3");
        assert_eq!(
            told(&[vec![0, 2], vec![2]]),
            "groups is entry 2 in group 0 and again in group 1; expected groups without common entries"
        );
    }
}
