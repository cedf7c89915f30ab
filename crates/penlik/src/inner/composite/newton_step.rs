//! A semismooth Newton step on the entries of a working set that lie on smooth pieces.
//!
//! x is a minimum where R_k(x) = x_k − prox_k(u_k) = 0, u = x − q/L. With D_k = prox_k′(u_k), found from two values of the map
//! and exact where the map is linear nearby, Newton's equation of R on the entries with D > 0 is
//! (G + diag(L(1/D − 1)))·d = −L·R/D; entries with D = 0 sit on a kink and stay (X. Li, D. Sun and K.-C. Toh, "A highly
//! efficient semismooth Newton augmented Lagrangian method for solving Lasso problems", SIAM J. Optim. 28, 2018). The step is
//! kept only if it does not raise the objective.

use super::entries::Entries;
use super::working_set::WorkingSet;
use crate::linalg::{Cholesky, Symmetric};

/// Relative distance at which the map is looked at beside u: small against a piece, large against rounding.
const ASIDE: f64 = 1.0 / 65536.0;

/// Tries a step; says whether one was taken.
pub fn take(set: &mut WorkingSet<'_>, entries: &Entries<'_>, largest: usize) -> bool {
    let moving = pieces(set, entries);
    if moving.is_empty() || moving.len() > largest {
        return false;
    }
    let mut matrix = Symmetric::zeros(moving.len());
    for (i, piece) in moving.iter().enumerate() {
        let row = &set.gram[piece.k * set.stride..];
        for (j, other) in moving.iter().enumerate().take(i + 1) {
            matrix.data[i * moving.len() + j] = row[other.k];
        }
        matrix.data[i * moving.len() + i] += piece.curvature;
    }
    let right: Vec<f64> = moving.iter().map(|piece| piece.force).collect();
    let Some(factor) = Cholesky::new(&matrix) else { return false };
    let d = factor.solve(&right);
    if !d.iter().all(|d| d.is_finite()) {
        return false;
    }
    let full = |piece: &Piece, d: f64| {
        let x = set.x[piece.k];
        // A step across zero would leave the piece, and one across a bound the domain: it ends there.
        let end = if x != 0.0 && (x + d) * x <= 0.0 { 0.0 } else { x + d };
        let inside = entries.inside(set.members[piece.k], end);
        if inside == x + d { d } else { inside - x }
    };
    let clipped: Vec<f64> = moving.iter().zip(&d).map(|(piece, &d)| full(piece, d)).collect();
    if accept(set, entries, &moving, &clipped) {
        return true;
    }
    let shares = moving.iter().zip(d.iter().zip(&clipped)).map(|(_, (d, c))| if d == c { 1.0 } else { c / d });
    let share = shares.fold(1.0, f64::min);
    let shorter: Vec<f64> = d.iter().zip(&clipped).map(|(d, c)| if c / d == share { *c } else { share * d }).collect();
    share < 1.0 && accept(set, entries, &moving, &shorter)
}

/// An entry that moves, the curvature that its penalty adds and the right-hand side of its equation.
struct Piece {
    k: usize,
    curvature: f64,
    force: f64,
}

fn pieces(set: &WorkingSet<'_>, entries: &Entries<'_>) -> Vec<Piece> {
    let one = |k: usize| {
        let (step, x) = (set.steps[k], set.x[k]);
        let u = x - step * set.q[k];
        let z = entries.prox(set.members[k], u, step);
        if x == 0.0 || z == 0.0 {
            return None;
        }
        let aside = ASIDE * u.abs();
        let [left, right] = [u - aside, u + aside].map(|u| entries.prox(set.members[k], u, step));
        let slope = (right - left) / (2.0 * aside);
        let usable = slope > 1e-8 && slope.is_finite();
        usable.then(|| Piece {
            k,
            curvature: if slope == 1.0 { 0.0 } else { (1.0 / slope - 1.0) / step },
            force: (z - x) / (step * slope),
        })
    };
    (0..set.members.len()).filter_map(one).collect()
}

/// Moves by d if the objective does not grow, beyond rounding.
fn accept(set: &mut WorkingSet<'_>, entries: &Entries<'_>, moving: &[Piece], d: &[f64]) -> bool {
    let count = set.members.len();
    let landed = |x: f64, d: f64, i: usize| entries.inside(i, if d == -x { 0.0 } else { x + d });
    let mut change = vec![0.0; count];
    for (piece, &d) in moving.iter().zip(d) {
        let row = &set.gram[piece.k * set.stride..][..count];
        change.iter_mut().zip(row).for_each(|(sum, g)| *sum = d.mul_add(*g, *sum));
    }
    let (mut total, mut size) = (0.0, 0.0_f64);
    for (piece, &d) in moving.iter().zip(d) {
        let (x, i) = (set.x[piece.k], set.members[piece.k]);
        let (fit, before, after) =
            (d * (set.q[piece.k] + 0.5 * change[piece.k]), entries.value(i, x), entries.value(i, landed(x, d, i)));
        total += fit + (after - before);
        size += fit.abs() + before.abs();
    }
    if !(total <= 1e-15 * size) {
        return false;
    }
    for (piece, &d) in moving.iter().zip(d) {
        set.x[piece.k] = landed(set.x[piece.k], d, set.members[piece.k]);
    }
    set.q.iter_mut().zip(&change).for_each(|(q, change)| *q += change);
    true
}
