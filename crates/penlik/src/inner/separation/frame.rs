//! Orthonormal vectors in twice the precision, kept by Gram–Schmidt done twice.

use crate::linalg::Twofold;

/// Orthonormal columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub columns: Vec<Vec<Twofold>>,
}

/// What a vector is against a frame: z = Q·shares + rest.
pub(super) struct Split {
    pub shares: Vec<Twofold>,
    pub rest: Vec<Twofold>,
}

impl Frame {
    /// The part of a vector inside the span, as coordinates, and the part outside.
    pub fn split(&self, z: &[Twofold]) -> Split {
        let mut rest = z.to_vec();
        let mut shares = vec![Twofold::default(); self.columns.len()];
        // The second turn takes away what rounding left of the first.
        for _ in 0..2 {
            for (share, q) in shares.iter_mut().zip(&self.columns) {
                let part = dot(q, &rest);
                *share = *share + part;
                add_multiple(&mut rest, -part, q);
            }
        }
        Split { shares, rest }
    }

    /// Appends the direction of a vector that has been split off.
    pub fn push(&mut self, rest: &[Twofold], norm: Twofold) {
        self.columns.push(rest.iter().map(|x| *x / norm).collect());
    }

    /// An orthonormal basis of what the frame leaves of ℝ^order.
    pub fn complement(&self, order: usize) -> Self {
        let (mut all, mut out) = (self.clone(), Self::default());
        let mut left: Vec<usize> = (0..order).collect();
        while all.columns.len() < order {
            // The unit vector that sticks out most is the safest to go on with.
            let sized = left.iter().enumerate().map(|(at, &k)| (at, size(&all.split(&unit(order, k)).rest).hi));
            let Some((at, _)) = sized.fold(None, |best: Option<(usize, f64)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            }) else {
                break;
            };
            let rest = all.split(&unit(order, left.swap_remove(at))).rest;
            let norm = size(&rest);
            all.push(&rest, norm);
            out.push(&rest, norm);
        }
        out
    }
}

/// e_k.
pub(super) fn unit(order: usize, k: usize) -> Vec<Twofold> {
    (0..order).map(|j| Twofold::from(f64::from(u8::from(j == k)))).collect()
}

/// xᵀy.
pub(super) fn dot(x: &[Twofold], y: &[Twofold]) -> Twofold {
    x.iter().zip(y).fold(Twofold::default(), |sum, (x, y)| sum + *x * *y)
}

/// ‖x‖.
pub(super) fn size(x: &[Twofold]) -> Twofold {
    let square = dot(x, x);
    if square.hi > 0.0 { square.sqrt() } else { Twofold::default() }
}

/// y + a·x in place of y.
pub(super) fn add_multiple(y: &mut [Twofold], a: Twofold, x: &[Twofold]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y = *y + a * *x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_and_its_complement_are_one_orthonormal_basis() {
        let mut frame = Frame::default();
        for z in [[1.0, 1.0, 1.0, 1.0], [1.0, 1.0 + 1e-12, 1.0, 1.0]] {
            let rest = frame.split(&z.map(Twofold::from)).rest;
            frame.push(&rest, size(&rest));
        }
        let mut all = frame.columns.clone();
        all.extend(frame.complement(4).columns);
        assert_eq!(all.len(), 4);
        for (i, x) in all.iter().enumerate() {
            for (j, y) in all.iter().enumerate() {
                let wanted = Twofold::from(f64::from(u8::from(i == j)));
                assert!((dot(x, y) - wanted).hi.abs() < 1e-19, "{i} {j}");
            }
        }
    }
}
