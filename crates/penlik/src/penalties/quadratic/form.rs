//! The forms in which the matrix F of a quadratic penalty may be given.

use super::super::{Block, Table};
use super::semidefinite::semidefinite;
use super::{Matrices, rows_of};
use crate::check::{CheckError, Code, each, finite, length, non_negative, shown};
use crate::curvature::{Curvature, Dense, Diagonal, Factored, Kronecker, Operator, RowBlocks};
use crate::linalg::{Singular, Symmetric, power_of_two_near};

/// A symmetric positive semidefinite matrix F of order N, for the N entries of θ row after row.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// N × N numbers.
    Full(Table),
    /// diag(B_1, …): an m × m block for every m entries of θ, or one that all share.
    Blocks(Matrices),
    /// A ⊗ B for θ of n rows and k columns, A of order n over the rows and B of order k over the columns.
    Kronecker(Table, Table),
    /// diag(d) with d ≥ 0.
    Diagonal(Vec<f64>),
    /// U·Uᵀ + diag(d) for an N × r matrix U and d ≥ 0, zero where it is not given.
    LowRank(Table, Option<Vec<f64>>),
}

/// F as an operator, and how many of its eigenvalues, part by part, are not 0.
pub(super) struct Checked {
    pub(super) curvature: Curvature,
    pub(super) ranks: Vec<usize>,
}

impl Form {
    /// The form that was given out of those that can be; refused where it is none, or more than one.
    pub fn given(
        matrix: Option<Table>,
        blocks: Option<Matrices>,
        kronecker: Option<Vec<Table>>,
        diagonal: Option<Vec<f64>>,
        low_rank: Option<Table>,
    ) -> Result<Self, CheckError> {
        match (matrix, blocks, kronecker, diagonal, low_rank) {
            (Some(matrix), None, None, None, None) => Ok(Self::Full(matrix)),
            (None, Some(blocks), None, None, None) => Ok(Self::Blocks(blocks)),
            (None, None, Some(factors), None, None) => Self::product(factors),
            (None, None, None, Some(diagonal), None) => Ok(Self::Diagonal(diagonal)),
            (None, None, None, diagonal, Some(factor)) => Ok(Self::LowRank(factor, diagonal)),
            (None, None, None, None, None) => Err(one_form("missing")),
            _ => Err(one_form("given more than once")),
        }
    }

    fn product(factors: Vec<Table>) -> Result<Self, CheckError> {
        let count = factors.len();
        let [left, right] = <[Table; 2]>::try_from(factors).map_err(|_| {
            let expected = "two matrices, one over the rows and one over the columns of theta";
            CheckError::new(Code::Shape, "kronecker", format!("{count} matrices"), expected)
        })?;
        Ok(Self::Kronecker(left, right))
    }

    /// λF, checked.
    pub(super) fn times(&self, strength: f64) -> Result<Checked, CheckError> {
        match self {
            Self::Full(table) => full(table, strength),
            Self::Blocks(matrices) => blocks("blocks", matrices, strength),
            Self::Kronecker(left, right) => kronecker(left, right, strength),
            Self::Diagonal(d) => diagonal(d, strength),
            Self::LowRank(factor, d) => low_rank(factor, d.as_deref(), strength),
        }
    }
}

fn one_form(value: &str) -> CheckError {
    let expected = "exactly one of matrix, blocks, kronecker, diagonal and lowRank; diagonal may accompany lowRank";
    CheckError::new(Code::Domain, "matrix", value, expected)
}

fn full(table: &Table, strength: f64) -> Result<Checked, CheckError> {
    let (mut matrix, rank) = semidefinite("matrix", table)?;
    scale(&mut matrix.data, strength)?;
    Ok(Checked { curvature: Curvature::Dense(Dense::new(matrix)), ranks: vec![rank] })
}

pub(super) fn blocks(name: &str, matrices: &Matrices, strength: f64) -> Result<Checked, CheckError> {
    let tables = matrices.tables();
    let size = tables.first().map_or(0, |table| table.rows);
    if size == 0 {
        return Err(CheckError::new(Code::Shape, name, "empty", "at least one matrix, with at least one row"));
    }
    let (mut data, mut ranks) = (Vec::new(), Vec::new());
    for (i, table) in tables.iter().enumerate() {
        let name = if matches!(matrices, Matrices::Shared(_)) { name.to_owned() } else { format!("{name}[{i}]") };
        let (block, rank) = semidefinite(&name, table)?;
        if block.order != size {
            let value = format!("{} x {}", table.rows, table.cols);
            return Err(CheckError::new(Code::Shape, name, value, format!("{size} x {size} as the first one")));
        }
        data.extend(block.data);
        ranks.push(rank);
    }
    scale(&mut data, strength)?;
    let curvature = match matrices {
        Matrices::Shared(_) => RowBlocks::shared(Symmetric { order: size, data }, 1),
        Matrices::Each(_) => RowBlocks::new(size, data)?,
    };
    Ok(Checked { curvature: Curvature::RowBlocks(curvature), ranks })
}

fn kronecker(left: &Table, right: &Table, strength: f64) -> Result<Checked, CheckError> {
    let (left, m) = semidefinite("kronecker[0]", left)?;
    let (mut right, n) = semidefinite("kronecker[1]", right)?;
    scale(&mut right.data, strength)?;
    Ok(Checked { curvature: Curvature::Kronecker(Kronecker::new(left, right)), ranks: vec![m, n] })
}

fn diagonal(d: &[f64], strength: f64) -> Result<Checked, CheckError> {
    each("diagonal", d, non_negative)?;
    let mut scaled = d.to_vec();
    scale(&mut scaled, strength)?;
    let rank = d.iter().filter(|d| **d > 0.0).count();
    Ok(Checked { curvature: Curvature::Diagonal(Diagonal::new(scaled)), ranks: vec![rank] })
}

fn low_rank(factor: &Table, d: Option<&[f64]>, strength: f64) -> Result<Checked, CheckError> {
    finite("lowRank", &factor.data)?;
    let mut entries = d.map_or_else(|| vec![0.0; factor.rows], <[f64]>::to_vec);
    length("diagonal", entries.len(), factor.rows)?;
    each("diagonal", &entries, non_negative)?;
    let rank = rank_beside(factor, &entries)?;
    scale(&mut entries, strength)?;
    let column = |j| factor.data.iter().skip(j).step_by(factor.cols.max(1)).copied().collect();
    let columns: Vec<Vec<f64>> = (0..factor.cols).map(column).collect();
    let curvature = Factored::new(entries, columns, vec![strength; factor.cols])?;
    Ok(Checked { curvature: Curvature::Factored(curvature), ranks: vec![rank] })
}

/// rank(UUᵀ + diag(d)): the entries that d holds, and the rank of U on the others.
pub(super) fn rank_beside(factor: &Table, d: &[f64]) -> Result<usize, CheckError> {
    let held = d.iter().filter(|d| **d > 0.0).count();
    let r = factor.cols;
    let free = |i: &usize| d[*i] == 0.0;
    let mut rest: Vec<f64> =
        (0..factor.rows).filter(free).flat_map(|i| &factor.data[i * r..(i + 1) * r]).copied().collect();
    if rest.is_empty() {
        return Ok(held);
    }
    for j in 0..r {
        let column: Vec<f64> = rest.iter().skip(j).step_by(r).copied().collect();
        let scale = power_of_two_near(&column);
        rest.iter_mut().skip(j).step_by(r).for_each(|x| *x /= scale);
    }
    let slack = 4.0 * f64::EPSILON * (rest.len() / r).max(r) as f64;
    let parts = Singular::new(&rest, r).ok_or_else(|| {
        let expected = "a matrix that decomposes";
        CheckError::new(Code::NotConverged, "lowRank", "one whose singular values were not found", expected)
    })?;
    let largest = parts.values().first().copied().unwrap_or(0.0);
    Ok(held + parts.values().iter().filter(|s| **s > slack * largest).count())
}

/// x ← λx
fn scale(x: &mut [f64], strength: f64) -> Result<(), CheckError> {
    x.iter_mut().for_each(|x| *x *= strength);
    if x.iter().all(|x| x.is_finite()) {
        return Ok(());
    }
    Err(CheckError::new(
        Code::NonFinite,
        "strength",
        shown(strength),
        "a strength whose product with the matrix is finite",
    ))
}

/// The curvature for this θ, which a block that all rows share takes as many rows from as it has.
pub(super) fn fitted(curvature: &Curvature, theta: Block<'_>) -> Result<Option<RowBlocks>, CheckError> {
    let n = theta.values().len();
    match curvature {
        Curvature::RowBlocks(blocks) if blocks.is_shared() => {
            let size = blocks.size();
            if n.is_multiple_of(size) {
                return Ok(Some(blocks.with_rows(n / size)));
            }
            let expected = format!("a multiple of the {size} rows of the block");
            Err(CheckError::new(Code::Shape, "theta", format!("of length {n}"), expected))
        }
        Curvature::Kronecker(product) => {
            length("theta", n, product.dimension())?;
            rows_of(theta, product.right().order).map(|()| None)
        }
        other => length("theta", n, other.dimension()).map(|()| None),
    }
}
