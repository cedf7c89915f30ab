//! The smooth pieces of a sum of penalties on which a point lies, and Newton's equation on them.
//!
//! x is stationary where R(x) = x − prox_{tP}(u) = 0, u = x − t∇f(x). On a piece the map has an invertible derivative D, so that P has the
//! Hessian C = (D⁻¹ − I)/t along it and Newton's equation of R is (H + C)d = −D⁻¹R/t; entries on a kink go where the map says
//! (X. Li, D. Sun and K.-C. Toh, SIAM J. Optim. 28, 2018).

use super::super::blocks::{Blocks, Unit};
use crate::linalg::Symmetric;

/// A derivative of a map this near to 1, which differences find with their rounding, is 1.
const UNIT: f64 = 1e-9;

/// A part of the entries on which P is smooth.
pub struct Piece {
    pub entries: Vec<usize>,
    /// C, row-major.
    pub curvature: Vec<f64>,
    /// −D⁻¹R/t
    pub force: Vec<f64>,
}

/// What a look at all entries found.
pub struct Look {
    pub pieces: Vec<Piece>,
    /// Entries on a kink, with where they go.
    pub jumps: Vec<(usize, f64)>,
    /// max |R_i|/√t_i, which is in the units of a decrement.
    pub residual: f64,
    /// max of |x_i|/√t_i and |g_i|√t_i, against which it is held.
    pub size: f64,
    /// max |R_i|/t_i
    pub gradient_norm: f64,
}

impl Look {
    fn new() -> Self {
        Self { pieces: Vec::new(), jumps: Vec::new(), residual: 0.0, size: 0.0, gradient_norm: 0.0 }
    }

    fn measure(&mut self, x: f64, g: f64, r: f64, t: f64) {
        let root = t.sqrt();
        let raise = |most: &mut f64, value: f64| *most = if value > *most || value.is_nan() { value } else { *most };
        raise(&mut self.residual, r.abs() / root);
        raise(&mut self.gradient_norm, r.abs() / t);
        raise(&mut self.size, (x.abs() / root).max(g.abs() * root));
    }

    /// At a point whose penalties come in blocks, for the gradient and the Hessian of the smooth part.
    pub fn by_blocks(blocks: &Blocks<'_>, x: &[f64], gradient: &[f64], hessian: &Symmetric) -> Self {
        let mut look = Self::new();
        for unit in &blocks.units {
            let curvature = unit.entries.iter().map(|&i| hessian.get(i, i)).sum();
            let t = blocks.step(unit, curvature);
            let u: Vec<f64> = unit.entries.iter().map(|&i| (-t).mul_add(gradient[i], x[i])).collect();
            let mut z = u.clone();
            blocks.prox(unit, &mut z, t);
            for (&i, z) in unit.entries.iter().zip(&z) {
                look.measure(x[i], gradient[i], x[i] - z, t);
            }
            look.add(blocks, unit, x, gradient, (&u, &z, t));
        }
        look
    }

    /// At a point of any penalties, from the map at one step for all.
    pub fn at_once(x: &[f64], gradient: &[f64], mapped: &[f64], t: f64) -> Self {
        let mut look = Self::new();
        for ((x, g), z) in x.iter().zip(gradient).zip(mapped) {
            look.measure(*x, *g, x - z, t);
        }
        look
    }

    fn add(&mut self, blocks: &Blocks<'_>, unit: &Unit<'_>, x: &[f64], g: &[f64], (u, z, t): (&[f64], &[f64], f64)) {
        let free = unit.group.is_none() && unit.entries.iter().all(|&i| blocks.entries.owners[i].is_none());
        if free {
            let entries =
                unit.entries.iter().map(|&i| Piece { entries: vec![i], curvature: vec![0.0], force: vec![-g[i]] });
            self.pieces.extend(entries);
            return;
        }
        let slope = blocks.slope(unit, u, t);
        let smooth = |k: usize| slope.is_some() && (unit.group.is_none() || z[k] != 0.0);
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..u.len()).partition(|&k| smooth(k));
        self.jumps.extend(outside.into_iter().map(|k| (unit.entries[k], z[k])));
        let Some(slope) = slope.filter(|_| !inside.is_empty()) else { return };
        let direction: Vec<f64> = inside.iter().map(|&k| slope.direction[k]).collect();
        let inverse = |slope: f64| if (slope - 1.0).abs() < UNIT { 1.0 } else { 1.0 / slope };
        let (along, across) = (inverse(slope.along), if inside.len() > 1 { inverse(slope.across) } else { 1.0 });
        // D⁻¹ = across·I + (along − across)·eeᵀ.
        let entry = |k: usize, l: usize| {
            let e = direction[k] * direction[l];
            if inside.len() == 1 { along } else { (along - across) * e + if k == l { across } else { 0.0 } }
        };
        let n = inside.len();
        let identity = |k: usize, l: usize| if k == l { 1.0 } else { 0.0 };
        let curvature = (0..n * n).map(|at| (entry(at / n, at % n) - identity(at / n, at % n)) / t).collect();
        let residual: Vec<f64> = inside.iter().map(|&k| x[unit.entries[k]] - z[k]).collect();
        let force = (0..n).map(|k| -(0..n).map(|l| entry(k, l) * residual[l]).sum::<f64>() / t).collect();
        self.pieces.push(Piece { entries: inside.iter().map(|&k| unit.entries[k]).collect(), curvature, force });
    }

    /// The entries that move on pieces, H + C on them, and the right-hand side of Newton's equation.
    pub fn equation(&self, x: &[f64], hessian: &Symmetric) -> (Vec<usize>, Symmetric, Vec<f64>) {
        let moving: Vec<usize> = self.pieces.iter().flat_map(|piece| piece.entries.iter().copied()).collect();
        let mut matrix = Symmetric::zeros(moving.len());
        for (k, &i) in moving.iter().enumerate() {
            (0..=k).for_each(|l| matrix.add(k, l, hessian.get(i, moving[l])));
        }
        let (mut start, mut right) = (0, Vec::with_capacity(moving.len()));
        for piece in &self.pieces {
            let n = piece.entries.len();
            for k in 0..n {
                (0..=k).for_each(|l| matrix.add(start + k, start + l, piece.curvature[k * n + l]));
            }
            right.extend_from_slice(&piece.force);
            start += n;
        }
        for &(j, z) in &self.jumps {
            let d = z - x[j];
            if d != 0.0 {
                right.iter_mut().zip(&moving).for_each(|(right, &i)| *right -= hessian.get(i, j) * d);
            }
        }
        (moving, matrix, right)
    }
}
