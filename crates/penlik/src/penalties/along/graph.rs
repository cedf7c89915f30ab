//! Differences over the edges of a graph whose nodes are the rows of θ and whose features are its columns.
//!
//! (Dθ)_{e,f} = θ_{i,f} − θ_{j,f} for edge e = (i, j) and feature f, with the weight w_e. The constant functions on each
//! connected component are what D takes to 0; the direction of an edge matters for kernels that are not even.

use std::sync::Arc;

use super::elimination::log_product;
use super::ordering::places;
use super::{Edges, Layout};
use crate::check::{CheckError, Code, allocation, each, non_negative};
use crate::curvature::LinearMap;
use crate::penalties::Block;

/// A graph with weights w_e ≥ 0.
///
/// ```
/// use penlik::kernels::Ridge;
/// use penlik::linalg::Workers;
/// use penlik::penalties::along::{Along, Edges, Graph};
/// use penlik::penalties::{Block, Penalty};
/// let graph = Graph::new(Edges::new(vec![[0, 1], [1, 2]])?, Some(vec![1.0, 4.0]))?;
/// let laplacian = Along::new(Ridge, graph, 1.0)?;
/// let three_nodes = [1.0, 3.0, 2.0];
/// let value = laplacian.value(Block::new(&three_nodes, 1)?, &Workers::sequential())?;
/// assert_eq!(value, 2.0 + 4.0 * 0.5);
/// # Ok::<(), penlik::penalties::PenaltyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Graph {
    ends: Arc<Ends>,
    weights: Option<Arc<[f64]>>,
}

/// The edges, and those of each node in their order.
#[derive(Debug)]
struct Ends {
    edges: Edges,
    /// Where the edges of a node begin in `incident`.
    starts: Vec<usize>,
    /// An edge, and the sign that the node has in it.
    incident: Vec<(usize, f64)>,
    /// The place of every node in an order of narrow band.
    places: Vec<usize>,
}

impl Graph {
    /// Edges and their weights, all 1 where none are given.
    pub fn new(edges: Edges, weights: Option<Vec<f64>>) -> Result<Self, CheckError> {
        if let Some(weights) = &weights {
            each("weights", weights, non_negative)?;
            let (found, expected) = (weights.len(), edges.pairs().len());
            if found != expected {
                let (value, expected) =
                    (format!("of length {found}"), format!("a weight for each of {expected} edges"));
                return Err(CheckError::new(Code::Shape, "weights", value, expected));
            }
        }
        Ok(Self { ends: Arc::new(Ends::new(edges)?), weights: weights.map(Into::into) })
    }
}

impl Ends {
    fn new(edges: Edges) -> Result<Self, CheckError> {
        let nodes = edges.pairs().iter().flatten().max().map_or(0, |node| node.saturating_add(1));
        // The nodes are rows of a θ that fits into memory; numbers beyond are refused before anything is allocated.
        allocation("edges", nodes, 1, 1 << 33)?;
        let mut starts = vec![0; nodes + 1];
        edges.pairs().iter().flatten().for_each(|node| starts[node + 1] += 1);
        (0..nodes).for_each(|node| starts[node + 1] += starts[node]);
        let (mut next, mut incident) = (starts.clone(), vec![(0, 0.0); 2 * edges.pairs().len()]);
        for (e, pair) in edges.pairs().iter().enumerate() {
            for (node, sign) in pair.iter().zip([1.0, -1.0]) {
                incident[next[*node]] = (e, sign);
                next[*node] += 1;
            }
        }
        let places = places(edges.pairs(), nodes);
        Ok(Self { edges, starts, incident, places })
    }

    fn of(&self, node: usize) -> &[(usize, f64)] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(&from), Some(&to)) => &self.incident[from..to],
            _ => &[],
        }
    }
}

impl Layout for Graph {
    type Map = Incidence;

    fn map(&self, theta: Block<'_>) -> Result<Incidence, CheckError> {
        let columns = theta.columns();
        let nodes = theta.values().len().checked_div(columns).unwrap_or(0);
        self.ends.edges.fit(nodes)?;
        let edges = self.ends.edges.pairs().len();
        if edges.checked_mul(columns).is_none() {
            let (value, expected) = (format!("{edges} pairs"), format!("pairs whose number times {columns} is a size"));
            return Err(CheckError::new(Code::TooLarge, "edges", value, expected));
        }
        Ok(Incidence { ends: self.ends.clone(), nodes, columns })
    }

    #[inline(always)]
    fn weight(&self, e: usize, columns: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[e / columns])
    }

    fn rank(&self, map: &Incidence, columns: usize) -> Result<usize, CheckError> {
        let mut root: Vec<usize> = (0..map.nodes).collect();
        let mut joined = 0;
        for (e, pair) in self.ends.edges.pairs().iter().enumerate() {
            let [i, j] = pair.map(|node| find(&mut root, node));
            if i != j && self.weights.as_ref().is_none_or(|weights| weights[e] > 0.0) {
                root[i.max(j)] = i.min(j);
                joined += 1;
            }
        }
        Ok(joined * columns)
    }

    fn log_product(&self, map: &Incidence, columns: usize) -> Result<f64, CheckError> {
        let place = |node: usize| self.ends.places.get(node).copied().unwrap_or(node);
        let weight = |e: usize| self.weights.as_ref().map_or(1.0, |weights| weights[e]);
        let pairs = self.ends.edges.pairs().iter().enumerate();
        Ok(columns as f64 * log_product(map.nodes, pairs.map(|(e, pair)| (pair.map(place), weight(e)))))
    }

    fn smallest_block(&self) -> (usize, usize) {
        (self.ends.starts.len() - 1, 1)
    }
}

/// The representative of a node's component; the path to it is halved on the way.
fn find(root: &mut [usize], mut node: usize) -> usize {
    while root[node] != node {
        root[node] = root[root[node]];
        node = root[node];
    }
    node
}

/// D for θ of one shape.
#[derive(Debug, Clone)]
pub struct Incidence {
    ends: Arc<Ends>,
    nodes: usize,
    columns: usize,
}

impl LinearMap for Incidence {
    fn inputs(&self) -> usize {
        self.nodes * self.columns
    }

    fn outputs(&self) -> usize {
        self.ends.edges.pairs().len() * self.columns
    }

    fn row(&self, e: usize, tell: &mut dyn FnMut(usize, f64)) {
        let ([i, j], f) = (self.ends.edges.pairs()[e / self.columns], e % self.columns);
        tell(i * self.columns + f, 1.0);
        tell(j * self.columns + f, -1.0);
    }

    fn column(&self, i: usize, tell: &mut dyn FnMut(usize, f64)) {
        let f = i % self.columns;
        for (e, sign) in self.ends.of(i / self.columns) {
            tell(e * self.columns + f, *sign);
        }
    }

    fn position(&self, i: usize) -> usize {
        let node = i / self.columns;
        i % self.columns * self.nodes + self.ends.places.get(node).copied().unwrap_or(node)
    }
}
