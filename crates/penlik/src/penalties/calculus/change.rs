//! Changes of variable φ = A(θ), affine with a linear part L for which L·Lᵀ = κI.
//!
//! Then ∇(p∘A) = Lᵀ∇p, ∇²(p∘A) = Lᵀ∇²p·L, and the proximal map needs p's alone: prox_{tp∘A}(θ) is the point nearest to θ among
//! those that A sends to prox_{tκp}(A(θ)) (P. L. Combettes and J.-C. Pesquet, "Proximal splitting methods in signal processing",
//! in Fixed-Point Algorithms for Inverse Problems, 2011, table 1).

use crate::check::{CheckError, Code, finite, length};
use crate::penalties::Block;

/// A change of variable.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// θ − c, with c for all of θ or for each row.
    Translation(Vec<f64>),
    /// aθ, a ≠ 0.
    Scaling(f64),
    /// Some columns of θ, in the order given.
    Selection(Vec<usize>),
    /// Every row x becomes Qx, Q orthogonal and row-major.
    Rotation(Vec<f64>),
}

/// How far QQᵀ may be from the identity.
const ORTHOGONAL: f64 = 1e-12;

impl Change {
    pub(super) fn translation(center: Vec<f64>) -> Result<Self, CheckError> {
        finite("center", &center).map(|()| Self::Translation(center))
    }

    pub(super) fn scaling(argument: f64) -> Result<Self, CheckError> {
        if argument.is_finite() && argument != 0.0 && (argument * argument).is_normal() {
            return Ok(Self::Scaling(argument));
        }
        let code = if argument.is_finite() { Code::Domain } else { Code::NonFinite };
        let expected = "a finite number other than 0, with a square";
        Err(CheckError::new(code, "argument", crate::check::shown(argument), expected))
    }

    pub(super) fn selection(columns: Vec<usize>) -> Result<Self, CheckError> {
        let mut seen = columns.clone();
        seen.sort_unstable();
        match seen.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(Self::Selection(columns)),
            Some(pair) => {
                let value = format!("a list with {} twice", pair[0]);
                Err(CheckError::new(Code::Domain, "columns", value, "columns that differ"))
            }
        }
    }

    pub(super) fn rotation(matrix: Vec<f64>, order: usize) -> Result<Self, CheckError> {
        length("matrix", matrix.len(), order * order)?;
        finite("matrix", &matrix)?;
        let row = |i: usize| &matrix[i * order..(i + 1) * order];
        let product = |i, j| row(i).iter().zip(row(j)).map(|(a, b)| a * b).sum::<f64>();
        let off = |i: usize, j: usize| (product(i, j) - f64::from(u8::from(i == j))).abs();
        if (0..order).all(|i| (0..=i).all(|j| off(i, j) <= ORTHOGONAL)) {
            return Ok(Self::Rotation(matrix));
        }
        Err(CheckError::new(
            Code::Domain,
            "matrix",
            "not orthogonal",
            "rows of length 1, each perpendicular to the others",
        ))
    }

    /// κ
    pub(super) fn square(&self) -> f64 {
        if let Self::Scaling(a) = self { a * a } else { 1.0 }
    }

    /// Whether it acts on each entry by itself.
    pub(super) fn is_entrywise(&self) -> bool {
        !matches!(self, Self::Rotation(_))
    }

    /// The columns of φ.
    pub(super) fn columns(&self, columns: usize) -> usize {
        if let Self::Selection(chosen) = self { chosen.len() } else { columns }
    }

    /// Refuses a θ whose shape does not fit.
    pub(super) fn fits(&self, n: usize, columns: usize) -> Result<(), CheckError> {
        if n == 0 {
            return Ok(());
        }
        match self {
            Self::Translation(c) if c.len() == n => Ok(()),
            Self::Translation(c) => length("center", c.len(), columns),
            Self::Scaling(_) => Ok(()),
            Self::Rotation(q) => length("matrix", q.len(), columns * columns),
            Self::Selection(chosen) => match chosen.iter().find(|j| **j >= columns) {
                None => Ok(()),
                Some(j) => {
                    let expected = format!("columns below the {columns} of theta");
                    Err(CheckError::new(Code::Shape, "columns", j.to_string(), expected))
                }
            },
        }
    }

    /// φ = A(θ).
    pub(super) fn forward(&self, theta: Block<'_>) -> Result<Vec<f64>, CheckError> {
        self.fits(theta.values().len(), theta.columns())?;
        finite("theta", theta.values())?;
        let mut phi = self.linear(theta.values(), theta.columns());
        if let Self::Translation(c) = self {
            phi.iter_mut().zip(c.iter().cycle()).for_each(|(x, c)| *x -= c);
        }
        Ok(phi)
    }

    /// Entry i of φ where that of θ is x, for a translation or a scaling.
    pub(super) fn entry(&self, i: usize, x: f64) -> f64 {
        match self {
            Self::Translation(c) => x - c.get(i % c.len().max(1)).unwrap_or(&0.0),
            Self::Scaling(a) => a * x,
            _ => x,
        }
    }

    /// Entry i of θ where that of φ is x.
    pub(super) fn entry_back(&self, i: usize, x: f64) -> f64 {
        match self {
            Self::Translation(c) => x + c.get(i % c.len().max(1)).unwrap_or(&0.0) + 0.0,
            Self::Scaling(a) => x / a + 0.0,
            _ => x,
        }
    }

    /// L·v for a v of the shape of θ.
    pub(super) fn linear(&self, v: &[f64], columns: usize) -> Vec<f64> {
        match self {
            Self::Translation(_) => v.to_vec(),
            Self::Scaling(a) => v.iter().map(|x| a * x).collect(),
            Self::Selection(chosen) => {
                v.chunks(columns.max(1)).flat_map(|row| chosen.iter().map(|&j| row[j])).collect()
            }
            Self::Rotation(q) => {
                let apply = |row: &[f64]| {
                    let dot = |q: &[f64]| q.iter().zip(row).map(|(q, x)| q * x).sum::<f64>();
                    q.chunks(columns.max(1)).map(dot).collect::<Vec<_>>()
                };
                v.chunks(columns.max(1)).flat_map(apply).collect()
            }
        }
    }

    /// out = Lᵀu for a u of the shape of φ, with `rest` in the columns that φ leaves out.
    pub(super) fn adjoint(&self, u: &[f64], columns: usize, rest: impl Fn(usize) -> f64, out: &mut [f64]) {
        match self {
            Self::Translation(_) => out.copy_from_slice(u),
            Self::Scaling(a) => out.iter_mut().zip(u).for_each(|(out, u)| *out = a * u),
            Self::Selection(chosen) => {
                out.iter_mut().enumerate().for_each(|(i, out)| *out = rest(i));
                let rows = out.chunks_mut(columns.max(1)).zip(u.chunks(chosen.len().max(1)));
                rows.for_each(|(out, u)| chosen.iter().zip(u).for_each(|(&j, u)| out[j] = *u));
            }
            Self::Rotation(q) => {
                out.fill(0.0);
                for (out, u) in out.chunks_mut(columns.max(1)).zip(u.chunks(columns.max(1))) {
                    for (q, u) in q.chunks(columns.max(1)).zip(u) {
                        out.iter_mut().zip(q).for_each(|(out, q)| *out = q.mul_add(*u, *out));
                    }
                }
            }
        }
    }

    /// out = the point nearest to θ that A sends to φ.
    pub(super) fn back(&self, phi: &[f64], theta: Block<'_>, out: &mut [f64]) {
        match self {
            Self::Translation(c) => {
                let centers = c.iter().cycle();
                out.iter_mut().zip(phi).zip(centers).for_each(|((out, x), c)| *out = x + c + 0.0);
            }
            Self::Scaling(a) => out.iter_mut().zip(phi).for_each(|(out, x)| *out = x / a + 0.0),
            _ => {
                let values = theta.values();
                self.adjoint(phi, theta.columns(), |i| values[i] + 0.0, out);
            }
        }
    }
}
