//! The coboundary of a cellular sheaf on a graph.
//!
//! Node i carries row i of θ, a vector s_i of k numbers; edge e = (i, j) carries d_e numbers, and two restriction maps, d_e × k
//! matrices F and G, take the vectors of its ends there. (δs)_e = F s_i − G s_j: 0 where the ends agree on the edge. With F and
//! G the identity, ½‖δs‖² is the energy of the graph Laplacian
//! (J. Hansen and R. Ghrist, "Toward a spectral theory of cellular sheaves", Journal of Applied and Computational Topology 3, 2019).

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::ordering::places;
use super::sparse::Sparse;
use super::{Edges, Layout};
use crate::check::{CheckError, Code, allocation, finite};
use crate::curvature::LinearMap;
use crate::linalg::singular_values;
use crate::penalties::parameter::ParameterType;
use crate::penalties::{Block, Table};

/// For every edge the restriction maps of its two ends. In JSON `[[F, G], …]`, each matrix an array of rows,
/// or as [`Table`] is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Restrictions {
    maps: Vec<[Table; 2]>,
}

impl Restrictions {
    /// Pairs of matrices; each pair of one shape, all of the same number of columns.
    pub fn new(maps: Vec<[Table; 2]>) -> Result<Self, CheckError> {
        let columns = maps.first().map_or(0, |pair| pair[0].cols);
        for (e, pair) in maps.iter().enumerate() {
            let name = format!("maps[{e}]");
            let shape = |m: &Table| format!("{} x {}", m.rows, m.cols);
            let whole = |m: &Table| m.rows.checked_mul(m.cols) == Some(m.data.len());
            if pair[0].rows != pair[1].rows || !pair.iter().all(|m| m.cols == columns && whole(m)) {
                let value = format!("{} and {}", shape(&pair[0]), shape(&pair[1]));
                let expected = format!("two matrices of one shape with {columns} columns");
                return Err(CheckError::new(Code::Shape, name, value, expected));
            }
            pair.iter().try_for_each(|m| finite(&name, &m.data))?;
        }
        Ok(Self { maps })
    }
}

impl Serialize for Restrictions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = |m: &Table| (0..m.rows).map(|i| m.data[i * m.cols..(i + 1) * m.cols].to_vec()).collect::<Vec<_>>();
        serializer.collect_seq(self.maps.iter().map(|pair| [rows(&pair[0]), rows(&pair[1])]))
    }
}

impl ParameterType for Restrictions {
    const NAME: &'static str = "readonly (readonly [readonly (readonly number[])[], readonly (readonly number[])[]])[]";
    const WORDS: &'static str = "for every edge a pair of matrices, each an array of rows of one length";

    fn read(value: &Value) -> Option<Self> {
        Self::named("maps", value).ok()
    }

    fn named(name: &str, value: &Value) -> Result<Self, CheckError> {
        let Some(list) = value.as_array() else { return Err(Self::unread(name, value)) };
        let pair = |value: &Value| match value.as_array()?.as_slice() {
            [f, g] => Some([Table::read(f)?, Table::read(g)?]),
            _ => None,
        };
        let one = |(e, value)| pair(value).ok_or_else(|| Self::unread(&format!("{name}[{e}]"), value));
        Self::new(list.iter().enumerate().map(one).collect::<Result<_, _>>()?)
    }
}

/// A sheaf: edges, and their restriction maps.
///
/// ```
/// use penlik::kernels::Ridge;
/// use penlik::linalg::Workers;
/// use penlik::penalties::along::{Along, Edges, Restrictions, Sheaf};
/// use penlik::penalties::{Block, Penalty, Table};
/// let row = |a, b| Table { rows: 1, cols: 2, data: vec![a, b] };
/// let maps = Restrictions::new(vec![[row(1.0, 2.0), row(0.0, 3.0)]])?;
/// let sheaf = Along::new(Ridge, Sheaf::new(Edges::new(vec![[0, 1]])?, maps)?, 1.0)?;
/// let two_nodes = [1.0, 1.0, 7.0, 2.0];
/// let value = sheaf.value(Block::new(&two_nodes, 2)?, &Workers::sequential())?;
/// assert_eq!(value, 0.5 * (3.0_f64 - 6.0).powi(2));
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Sheaf {
    edges: Edges,
    matrix: Arc<Sparse>,
    places: Arc<[usize]>,
    columns: usize,
}

impl Sheaf {
    /// A pair of maps for every edge.
    pub fn new(edges: Edges, restrictions: Restrictions) -> Result<Self, CheckError> {
        let maps = &restrictions.maps;
        if maps.len() != edges.pairs().len() {
            let (value, expected) =
                (format!("of length {}", maps.len()), format!("a pair for each of {} edges", edges.pairs().len()));
            return Err(CheckError::new(Code::Shape, "maps", value, expected));
        }
        let columns = maps.first().map_or(0, |pair| pair[0].cols);
        let nodes = edges.pairs().iter().flatten().max().map_or(0, |node| node.saturating_add(1));
        let width = allocation("edges", nodes, columns, 1 << 33)?;
        let height = maps.iter().map(|pair| pair[0].rows).sum();
        let matrix = Arc::new(Sparse::new(height, width, &coboundary(&edges, maps, columns)));
        let places = places(edges.pairs(), nodes).into();
        Ok(Self { edges, matrix, places, columns })
    }
}

/// The entries of δ that are not 0, edge by edge.
fn coboundary(edges: &Edges, maps: &[[Table; 2]], columns: usize) -> Vec<(usize, usize, f64)> {
    let (mut entries, mut first) = (Vec::new(), 0);
    for (nodes, pair) in edges.pairs().iter().zip(maps) {
        for (place, x) in (0..pair[0].data.len()).flat_map(|place| [(place, 0), (place, 1)]) {
            let entry = if x == 0 { pair[0].data[place] } else { -pair[1].data[place] };
            if entry != 0.0 {
                entries.push((first + place / columns, nodes[x] * columns + place % columns, entry));
            }
        }
        first += pair[0].rows;
    }
    entries
}

impl Layout for Sheaf {
    type Map = Coboundary;

    fn map(&self, theta: Block<'_>) -> Result<Coboundary, CheckError> {
        let (n, columns) = (theta.values().len(), theta.columns());
        self.edges.fit(n.checked_div(columns).unwrap_or(0))?;
        if !self.edges.pairs().is_empty() && columns != self.columns {
            let expected = format!("{} columns, as the restriction maps have", self.columns);
            return Err(CheckError::new(Code::Shape, "theta", format!("of {columns} columns"), expected));
        }
        Ok(Coboundary { matrix: self.matrix.clone(), places: self.places.clone(), inputs: n, columns })
    }

    fn rank(&self, map: &Coboundary, _columns: usize) -> Result<usize, CheckError> {
        spectrum(map).map(|values| values.len())
    }

    fn log_product(&self, map: &Coboundary, _columns: usize) -> Result<f64, CheckError> {
        Ok(spectrum(map)?.iter().map(|sigma| 2.0 * sigma.ln()).sum())
    }

    fn smallest_block(&self) -> (usize, usize) {
        (self.places.len(), self.columns.max(1))
    }
}

/// The singular values of δ that are not 0 to rounding.
fn spectrum(map: &Coboundary) -> Result<Vec<f64>, CheckError> {
    let (m, n) = (map.outputs(), map.inputs());
    allocation("maps", m, n, 1 << 27)?;
    let mut dense = vec![0.0; m * n];
    (0..m).for_each(|e| map.row(e, &mut |i, d| dense[e * n + i] += d));
    let mut values = singular_values(&dense, n).unwrap_or_default();
    let least = values.first().map_or(0.0, |largest| largest * m.max(n) as f64 * f64::EPSILON);
    values.retain(|sigma| *sigma > least);
    Ok(values)
}

/// δ for θ of one shape.
#[derive(Debug, Clone)]
pub struct Coboundary {
    matrix: Arc<Sparse>,
    places: Arc<[usize]>,
    inputs: usize,
    columns: usize,
}

impl LinearMap for Coboundary {
    fn inputs(&self) -> usize {
        self.inputs
    }

    fn outputs(&self) -> usize {
        self.matrix.height()
    }

    fn row(&self, e: usize, tell: &mut dyn FnMut(usize, f64)) {
        self.matrix.row(e).iter().for_each(|&(i, d)| tell(i, d));
    }

    fn column(&self, i: usize, tell: &mut dyn FnMut(usize, f64)) {
        self.matrix.column(i).iter().for_each(|&(e, d)| tell(e, d));
    }

    fn position(&self, i: usize) -> usize {
        let node = i / self.columns;
        self.places.get(node).copied().unwrap_or(node) * self.columns + i % self.columns
    }
}
