//! The forward differences of a grid, two for each of its points.
//!
//! θ is the grid. Point (r, c) has dx = θ_{r,c+1} − θ_{r,c} and dy = θ_{r+1,c} − θ_{r,c}; what would leave the grid is 0, and
//! the last point, which has neither, has no outputs. Outputs 2p and 2p + 1 are dx and dy of point p.

use crate::curvature::LinearMap;
use crate::penalties::Block;

/// D for a grid of rows × columns.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    rows: usize,
    columns: usize,
}

impl Grid {
    pub(super) fn new(theta: Block<'_>) -> Self {
        let columns = theta.columns();
        Self { rows: theta.values().len().checked_div(columns).unwrap_or(0), columns }
    }

    fn has_right(&self, p: usize) -> bool {
        p % self.columns + 1 < self.columns
    }

    fn has_below(&self, p: usize) -> bool {
        p / self.columns + 1 < self.rows
    }
}

impl LinearMap for Grid {
    fn inputs(&self) -> usize {
        self.rows * self.columns
    }

    fn outputs(&self) -> usize {
        self.inputs().saturating_sub(1).saturating_mul(2)
    }

    fn row(&self, e: usize, tell: &mut dyn FnMut(usize, f64)) {
        let p = e / 2;
        let next = if e.is_multiple_of(2) {
            self.has_right(p).then_some(p + 1)
        } else {
            self.has_below(p).then_some(p + self.columns)
        };
        if let Some(next) = next {
            tell(p, -1.0);
            tell(next, 1.0);
        }
    }

    fn column(&self, i: usize, tell: &mut dyn FnMut(usize, f64)) {
        if i >= self.columns {
            tell(2 * (i - self.columns) + 1, 1.0);
        }
        if !i.is_multiple_of(self.columns) {
            tell(2 * (i - 1), 1.0);
        }
        if self.has_right(i) {
            tell(2 * i, -1.0);
        }
        if self.has_below(i) {
            tell(2 * i + 1, -1.0);
        }
    }

    fn apply(&self, first: usize, v: &[f64], out: &mut [f64]) {
        let (mut p, mut c) = (first / 2, first / 2 % self.columns.max(1));
        for (e, out) in (first..).zip(out) {
            let right = e.is_multiple_of(2);
            let next = if right { p + 1 } else { p + self.columns };
            let leaves = if right { c + 1 == self.columns } else { next >= v.len() };
            *out = if leaves { 0.0 } else { v[next] - v[p] };
            if !right {
                p += 1;
                c = if c + 1 == self.columns { 0 } else { c + 1 };
            }
        }
    }

    fn adjoint(&self, first: usize, u: &[f64], out: &mut [f64]) {
        let (columns, n) = (self.columns, self.inputs());
        let mut c = first % columns.max(1);
        for (i, out) in (first..).zip(out) {
            let above = if i >= columns { u[2 * (i - columns) + 1] } else { 0.0 };
            let left = if c > 0 { u[2 * (i - 1)] } else { 0.0 };
            let right = if c + 1 < columns { u[2 * i] } else { 0.0 };
            let below = if i + columns < n { u[2 * i + 1] } else { 0.0 };
            *out = above + left - right - below;
            c = if c + 1 == columns { 0 } else { c + 1 };
        }
    }

    /// Along the shorter side, so that neighbours are no further apart than that.
    fn position(&self, i: usize) -> usize {
        if self.columns <= self.rows { i } else { i % self.columns * self.rows + i / self.columns }
    }
}
