//! The derivatives of the Laplace criterion at a point; the formulas are those of [`super::laplace`].

use super::coordinate::{Coordinate, Entries};
use super::dispersion::Dispersion;
use super::laplace::{Curvature, Evaluation, Point};
use crate::inner::Contracted;
use crate::linalg::{Symmetric, inner_product, square_product};

/// A direction that moves no predictor by more than this moves no information: that of a strength at the end of its tail.
const STILL: f64 = 1e-12;

/// The derivatives at a point.
pub(super) struct Derivatives<'p> {
    point: &'p Point<'p>,
    g: Symmetric,
    dispersion: Dispersion,
    coordinates: Vec<Coordinate>,
    /// β_k in θ.
    directions: Vec<Vec<f64>>,
    curvature: Curvature,
    /// Whether G is the whole of H⁻¹.
    restricted: bool,
    /// q in θ, and Q over pairs of directions.
    slope: Vec<f64>,
    second: Vec<Vec<f64>>,
}

impl<'p> Derivatives<'p> {
    pub fn new(
        point: &'p Point<'p>,
        g: Symmetric,
        dispersion: Dispersion,
        (curvature, restricted): (Curvature, bool),
    ) -> Self {
        let coordinates = Coordinate::all(point, &g);
        let directions = directions(point, &coordinates.iter().collect::<Vec<_>>());
        let (slope, second) = (Vec::new(), Vec::new());
        let mut out = Self { point, g, dispersion, coordinates, directions, curvature, restricted, slope, second };
        out.contract();
        out
    }

    fn contract(&mut self) {
        let k = self.directions.len();
        if self.point.problem.family().is_quadratic() || k == 0 {
            self.slope = vec![0.0; self.point.settled.theta.len()];
            self.second = vec![vec![0.0; k]; k];
            return;
        }
        let problem = self.point.problem;
        let exact = self.curvature == Curvature::Exact;
        let Contracted { first, second } = problem.contracted(&self.point.beta, &problem.spread_square(&self.g), exact);
        self.slope = problem.inside(first);
        if !exact {
            self.second = vec![vec![0.0; k]; k];
            return;
        }
        let stacked = self.stacked();
        let products: Vec<Vec<f64>> = stacked.iter().map(|v| second.product(v)).collect();
        self.second = stacked.iter().map(|u| products.iter().map(|v| inner_product(u, v)).collect()).collect();
    }

    fn stacked(&self) -> Vec<Vec<f64>> {
        self.directions.iter().map(|v| self.point.problem.stacked(v).into_owned()).collect()
    }

    /// Ḣ_k, of which A_k alone stands for a rough Hessian.
    fn hessians(&self) -> Vec<Symmetric> {
        hessians(self.point, &self.coordinates.iter().collect::<Vec<_>>(), &self.directions, self.curvature)
    }

    fn gradient(&self, k: usize) -> f64 {
        let c = &self.coordinates[k];
        let half_trace = 0.5 * (c.trace + inner_product(&self.slope, &self.directions[k]));
        c.value / self.dispersion.phi + half_trace - c.saturated(&self.dispersion.density) - 0.5 * c.rank
    }

    /// ∂²V/∂z_k∂ ln φ.
    fn scale_slope(&self, k: usize) -> f64 {
        let c = &self.coordinates[k];
        -c.value / self.dispersion.phi - c.saturated_scale(&self.dispersion.density)
    }

    fn hessian(&self) -> Symmetric {
        let k = self.coordinates.len();
        let u = self.point.settled.factor.solve(&self.slope);
        let own: Vec<Vec<f64>> = self.coordinates.iter().map(|c| c.product(self.point, &u)).collect();
        let (turned, crosses) = self.crosses(&u, &own);
        let mut out = Symmetric::zeros(k);
        for i in 0..k {
            let turned = &turned[i];
            for j in 0..=i {
                let crossed = crosses.get(i, j);
                // uᵀ(Ḣ_iβ_j + A_jβ_i)
                let moved = inner_product(turned, &self.directions[j]) + inner_product(&own[j], &self.directions[i]);
                out.add(i, j, self.entry(i, j, moved, crossed, &u));
            }
        }
        out
    }

    /// Ḣ_ku, and tr(GḢ_kGḢ_l).
    fn crosses(&self, u: &[f64], own: &[Vec<f64>]) -> (Vec<Vec<f64>>, Symmetric) {
        let plain = self.point.problem.family().is_quadratic() || self.curvature == Curvature::Rough;
        let entries: Vec<Option<Entries>> = self.coordinates.iter().map(|c| c.entries(self.point)).collect();
        let few = 4 * self.g.order;
        if let (true, Some(entries)) = (plain, entries.into_iter().collect::<Option<Vec<_>>>())
            && entries.iter().all(|entries| entries.len() <= few)
        {
            return (own.to_vec(), sparse_crosses(&self.g, &entries));
        }
        let hessians = self.hessians();
        let products = self.products(&hessians);
        let mut out = Symmetric::zeros(products.len());
        for i in 0..products.len() {
            (0..=i).for_each(|j| out.add(i, j, inner_product(&products[i].0, &products[j].1)));
        }
        (hessians.iter().map(|h| h.product(u)).collect(), out)
    }

    /// GḢ_k, and its transpose.
    fn products(&self, hessians: &[Symmetric]) -> Vec<(Vec<f64>, Vec<f64>)> {
        let (g, n) = (&self.g.data, self.g.order);
        let one = |k: usize| {
            let product = square_product(g, &hessians[k].data, n);
            let mut adjoint = vec![0.0; n * n];
            for (i, row) in product.chunks_exact(n.max(1)).enumerate() {
                row.iter().enumerate().for_each(|(j, x)| adjoint[j * n + i] = *x);
            }
            vec![(product, adjoint)]
        };
        let join = |mut a: Vec<(Vec<f64>, Vec<f64>)>, b: Vec<(Vec<f64>, Vec<f64>)>| {
            a.extend(b);
            a
        };
        self.point.problem.sample().workers.tree(hessians.len(), &one, &join).unwrap_or_default()
    }

    fn entry(&self, i: usize, j: usize, moved: f64, crossed: f64, u: &[f64]) -> f64 {
        let (a, b) = (&self.coordinates[i], &self.coordinates[j]);
        let pair = a.pair(b, i == j);
        let energy = pair.value + inner_product(&a.gradient, &self.directions[j]);
        let slopes = inner_product(&a.slope, &self.directions[j]) + inner_product(&b.slope, &self.directions[i]);
        let trace = pair.trace - inner_product(u, &pair.gradient) - moved + slopes + self.second[i][j] - crossed;
        let scale = match self.dispersion.curvature {
            c if c > 0.0 => self.scale_slope(i) * self.scale_slope(j) / c,
            _ => 0.0,
        };
        energy / self.dispersion.phi - scale + 0.5 * trace
            - a.saturated_pair(b, &self.dispersion.density)
            - 0.5 * a.log_determinant(b, self.point)
    }

    /// V and all its derivatives.
    pub fn into_evaluation(self, value: f64) -> Evaluation {
        let point = self.point;
        let strengths: Vec<&Coordinate> = self.coordinates.iter().filter(|c| c.is_strength()).collect();
        let mut penalty = Symmetric::zeros(self.g.order);
        point.at.penalty.add_to(&mut penalty);
        let whole = |g: &Symmetric| inner_product(&g.data, &penalty.data);
        let penalised = if self.restricted { whole(&self.g) } else { whole(&point.settled.factor.inverse()) };
        Evaluation {
            value,
            gradient: (0..self.coordinates.len()).map(|k| self.gradient(k)).collect(),
            hessian: self.hessian(),
            phi: self.dispersion.phi,
            beta: point.beta.clone(),
            sensitivities: self.stacked(),
            edf: self.g.order as f64 - penalised,
            penalties: strengths.iter().map(|c| c.value).collect(),
            traces: strengths.iter().map(|c| c.trace).collect(),
            ranks: strengths.iter().map(|c| c.rank).collect(),
            iterations: point.settled.iterations,
        }
    }
}

/// β_k = −H⁻¹g_k in θ.
pub(super) fn directions(point: &Point<'_>, coordinates: &[&Coordinate]) -> Vec<Vec<f64>> {
    let solve = |c: &&Coordinate| point.settled.factor.solve(&c.gradient).iter().map(|x| -x).collect();
    coordinates.iter().map(solve).collect()
}

/// Ḣ_k in θ, of which A_k alone stands for a rough Hessian.
pub(super) fn hessians(
    point: &Point<'_>,
    coordinates: &[&Coordinate],
    directions: &[Vec<f64>],
    curvature: Curvature,
) -> Vec<Symmetric> {
    let (problem, n) = (point.problem, point.settled.theta.len());
    let mut out: Vec<Symmetric> = if problem.family().is_quadratic() || curvature == Curvature::Rough {
        vec![Symmetric::zeros(n); directions.len()]
    } else {
        let stacked: Vec<Vec<f64>> = directions.iter().map(|v| problem.stacked(v).into_owned()).collect();
        let moves = |k: &usize| !(problem.sample().largest_change(&stacked[*k]) <= STILL);
        let moving: Vec<usize> = (0..stacked.len()).filter(moves).collect();
        let along = problem.hessian_along(&point.beta, &moving.iter().map(|&k| stacked[k].clone()).collect::<Vec<_>>());
        let mut out = vec![Symmetric::zeros(n); directions.len()];
        moving.into_iter().zip(along).for_each(|(k, a)| out[k] = problem.congruence(a));
        out
    };
    out.iter_mut().zip(coordinates).for_each(|(h, c)| c.add_to(point, h));
    out
}

/// tr(GA_kGA_l) = Σ x y G_jr G_ci over the entries (i, j, x) of A_k and (r, c, y) of A_l.
fn sparse_crosses(g: &Symmetric, entries: &[Entries]) -> Symmetric {
    let mut out = Symmetric::zeros(entries.len());
    for (k, a) in entries.iter().enumerate() {
        for (l, b) in entries[..=k].iter().enumerate() {
            let one = |&(i, j, x): &(usize, usize, f64)| {
                x * b.iter().map(|&(r, c, y)| y * g.get(j, r) * g.get(c, i)).sum::<f64>()
            };
            out.add(k, l, a.iter().map(one).sum());
        }
    }
    out
}
