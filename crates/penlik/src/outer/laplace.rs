//! The Laplace approximation of the marginal likelihood as a function of z = (ρ, τ): REML, ML and LAML, with exact gradient and Hessian.
//!
//! V(z) = min_φ [E/φ − Σ ln f_sat(φ) − (M_p/2) ln 2πφ] + ½ ln det H − ½ ln det₊ S_λ, E = ½·deviance(β̂) + ½β̂ᵀS_λβ̂,
//! H = information + S_λ at φ = 1; for ML the determinant of H is taken over the range of S_λ, and M_p = 0. With F_k, g_k, A_k the derivatives of E,
//! its β-gradient and H in z_k at fixed β, G = H⁻¹ (for ML the inverse over the range), β_k = −H⁻¹g_k and Ḣ_k = A_k + D_βH[β_k]:
//!
//! V_k = F_k/φ + ½tr(GḢ_k) − …, V_kl = (F_kl + g_kᵀβ_l)/φ − V_kφV_lφ/V_φφ + ½[tr(GḦ_kl) − tr(GḢ_kGḢ_l)] − …
//!
//! tr(G·D_βH[v]) = qᵀv and tr(G·D²_βH[u, v]) = uᵀQv take one pass over the rows; the Ḣ_k another.
//! Source: S. N. Wood, Journal of the Royal Statistical Society B 73 (2011), 3–36.

use super::coordinate::Coordinate;
use super::derivatives::{Derivatives, directions, hessians};
use super::dispersion::{Dispersion, saturated};
use super::estimate::{Rated, Rating};
use super::search::{Approach, Criterion};
use super::structure::{Structure, StructureAt};
use crate::families::{Family, SaturatedDensity};
use crate::inner::{Anchor, Control, Problem, Settings, Settled, Status, settle};
use crate::linalg::{Cholesky, Symmetric};
use std::sync::OnceLock;

/// Which coefficients are integrated out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marginal {
    /// All of them: REML, for other families than the normal LAML.
    Restricted,
    /// Those that are penalised: ML.
    Full,
}

/// Newton iterations of an inner fit at most.
const MAX_INNER: usize = 100;

/// Rows of which a pass is dear.
pub(super) const LONG: usize = 1 << 15;
/// What a difference may lose to a pass over so many rows, as a factor.
const CANCELLED: f64 = 64.0;

/// How much of the Hessian of V is formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curvature {
    /// All of it.
    Exact,
    /// Without the change of the information along β̂, which takes a Gram matrix for every coordinate: good enough to come near.
    Rough,
}

/// The criterion of a problem.
pub struct Laplace<'a> {
    problem: Problem<'a>,
    structure: &'a Structure,
    marginal: Marginal,
    /// Saturated densities at φ = 1, where they depend on no parameter.
    unit: SaturatedDensity,
    /// Σ w times the log-likelihood of the saturated model at φ = 1.
    saturated: f64,
    /// The information, where it is the same everywhere.
    information: Option<Symmetric>,
    /// A point at which a quadratic log-likelihood is known: the first estimate.
    anchor: OnceLock<Anchor>,
}

/// V at one z.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// V.
    pub value: f64,
    /// ∂V/∂z.
    pub gradient: Vec<f64>,
    /// ∂²V/∂z².
    pub hessian: Symmetric,
    /// φ̂.
    pub phi: f64,
    /// β̂, stacked.
    pub beta: Vec<f64>,
    /// dβ̂/dz_k, stacked.
    pub sensitivities: Vec<Vec<f64>>,
    /// tr(H⁻¹ I).
    pub edf: f64,
    /// ½β̂ᵀS_kβ̂ for each strength.
    pub penalties: Vec<f64>,
    /// tr(G S_k) for each strength.
    pub traces: Vec<f64>,
    /// ∂ ln det₊ S_λ/∂ρ_k.
    pub ranks: Vec<f64>,
    /// Newton iterations that found β̂.
    pub iterations: usize,
}

/// A point with everything that its derivatives need.
pub(super) struct Point<'p> {
    pub problem: &'p Problem<'p>,
    pub at: &'p StructureAt,
    pub settled: Settled,
    pub beta: Vec<f64>,
}

impl<'a> Laplace<'a> {
    /// The criterion of the rows of a problem under the penalties of a structure; penalties of the problem itself are left out.
    #[must_use]
    pub fn new(problem: Problem<'a>, structure: &'a Structure, marginal: Marginal) -> Self {
        let family = problem.family();
        let constant = || problem.stacked_information(&vec![0.0; problem.sample().coefficients()]);
        Self {
            unit: saturated(&problem, 1.0),
            saturated: problem.sum_rows(&|y, w| w * family.saturated(y)),
            information: family.is_quadratic().then(constant),
            anchor: OnceLock::new(),
            problem,
            structure,
            marginal,
        }
    }

    /// The number of coordinates z.
    #[must_use]
    pub fn coordinates(&self) -> usize {
        self.structure.strengths() + self.problem.family().parameters().len()
    }

    /// The rows.
    #[must_use]
    pub fn problem(&self) -> &Problem<'a> {
        &self.problem
    }

    /// The penalties.
    #[must_use]
    pub fn structure(&self) -> &'a Structure {
        self.structure
    }

    /// V, its derivatives and β̂ at z, from coefficients to begin with.
    ///
    /// # Errors
    /// The status of the fit where it did not succeed; `Singular` too where H or φ̂ is out of range.
    pub fn at(
        &self,
        z: &[f64],
        beta: Option<&[f64]>,
        settings: Settings,
        control: &Control<'_>,
    ) -> Result<Evaluation, Status> {
        self.settled_with(z, beta, settings, control, &|problem, at, settled| {
            self.evaluated(problem, at, settled, Curvature::Exact)
        })
    }

    /// β̂ at z from coefficients to begin with, and a criterion there.
    pub(super) fn settled_with(
        &self,
        z: &[f64],
        beta: Option<&[f64]>,
        settings: Settings,
        control: &Control<'_>,
        criterion: &dyn Fn(&Problem<'_>, &StructureAt, Settled) -> Option<Evaluation>,
    ) -> Result<Evaluation, Status> {
        let (rho, tau) = z.split_at(self.structure.strengths());
        let (at, family) = (self.structure.at(rho), self.family_at(tau));
        let problem = self.problem_at(&at, family.as_deref());
        let theta = beta.map_or_else(|| problem.start_coefficients(control), |beta| problem.inside(beta.to_vec()));
        let settled = settle(&problem, theta, settings, control)?;
        if self.information.is_some() {
            let beta = || problem.stacked(&settled.theta).into_owned();
            self.anchor.get_or_init(|| Anchor::new(problem.sample(), beta()));
        }
        criterion(&problem, &at, settled).ok_or(Status::Singular)
    }

    /// How a search settles its fits.
    pub(super) fn settings(tolerance: f64) -> Settings {
        Settings { max_iterations: MAX_INNER, tolerance: Some(tolerance) }
    }

    /// β̂ to first order at z, from an evaluation near it.
    pub(super) fn predicted(z: &[f64], near: Option<(&[f64], &Evaluation)>) -> Option<Vec<f64>> {
        /// A log-strength that moves further than this is taken to move along a tail, where β̂ approaches its limit as e^(−|d|) does.
        const FAR: f64 = 2.0;
        let (from, evaluation) = near?;
        let mut beta = evaluation.beta.clone();
        for ((z, from), sensitivity) in z.iter().zip(from).zip(&evaluation.sensitivities) {
            let d = z - from;
            let change = if d.abs() <= FAR { d } else { -d.signum() * (-d.abs()).exp_m1() };
            beta.iter_mut().zip(sensitivity).for_each(|(b, s)| *b += change * s);
        }
        Some(beta)
    }

    /// Whether passes over the rows are dear.
    pub(super) fn is_long(&self) -> bool {
        self.problem.sample().design.rows() >= LONG
    }

    pub(super) fn family_at(&self, tau: &[f64]) -> Option<Box<dyn Family + Send>> {
        if tau.is_empty() { None } else { self.problem.family().with_parameters(tau) }
    }

    pub(super) fn problem_at<'b>(
        &'b self,
        at: &'b StructureAt,
        family: Option<&'b (dyn Family + Send)>,
    ) -> Problem<'b> {
        let problem: Problem<'b> = self.problem;
        let problem = match &self.information {
            Some(information) => problem.with_information(information),
            None => problem,
        };
        let problem = match self.anchor.get() {
            Some(anchor) => problem.with_anchor(anchor),
            None => problem,
        };
        let problem = match family {
            Some(family) => problem.with_family(family),
            None => problem,
        };
        problem.within(&at.coordinates, &at.penalty)
    }

    /// V and its derivatives where β̂ is known; `None` where H or φ̂ is out of range.
    pub(super) fn evaluated(
        &self,
        problem: &Problem<'_>,
        at: &StructureAt,
        settled: Settled,
        curvature: Curvature,
    ) -> Option<Evaluation> {
        let beta = problem.stacked(&settled.theta).into_owned();
        let point = Point { problem, at, settled, beta };
        let (g, log_determinant) = self.trace_metric(&point)?;
        let mut unused = vec![0.0; point.settled.theta.len()];
        let energy = self.half_deviance(&point) + at.penalty.value_gradient(&point.settled.theta, &mut unused);
        let null = match self.marginal {
            Marginal::Restricted => self.structure.null_dimension() as f64,
            Marginal::Full => 0.0,
        };
        let unit = if problem.family().parameters().is_empty() { self.unit.clone() } else { saturated(problem, 1.0) };
        let dispersion = Dispersion::new(problem, energy, null, &unit)?;
        let value = dispersion.value + 0.5 * log_determinant - 0.5 * at.log_determinant;
        let evaluation = Derivatives::new(&point, g, dispersion, (curvature, self.marginal == Marginal::Restricted))
            .into_evaluation(value);
        evaluation.value.is_finite().then_some(evaluation)
    }

    /// Ḣ_k for every coordinate that is wanted where β̂ is known, stacked, of order 0 for the others; `None` where H is out of range.
    pub(super) fn hessian_changes(
        &self,
        problem: &Problem<'_>,
        at: &StructureAt,
        settled: Settled,
        wanted: &[bool],
    ) -> Option<Vec<Symmetric>> {
        let beta = problem.stacked(&settled.theta).into_owned();
        let point = Point { problem, at, settled, beta };
        let (g, _) = self.trace_metric(&point)?;
        let coordinates = Coordinate::all(&point, &g);
        let places: Vec<usize> = (0..coordinates.len()).filter(|&k| wanted[k]).collect();
        let coordinates: Vec<&Coordinate> = places.iter().map(|&k| &coordinates[k]).collect();
        let directions = directions(&point, &coordinates);
        let changes = hessians(&point, &coordinates, &directions, Curvature::Exact);
        let mut out = vec![Symmetric::zeros(0); wanted.len()];
        places.iter().zip(&changes).for_each(|(&k, h)| out[k] = problem.spread_square(h).into_owned());
        Some(out)
    }

    /// G and the ln det of H that belongs to it.
    fn trace_metric(&self, point: &Point<'_>) -> Option<(Symmetric, f64)> {
        let penalised = &point.at.penalised;
        if self.marginal == Marginal::Restricted || penalised.iter().all(|p| *p) {
            return Some((point.settled.factor.inverse(), point.settled.factor.log_determinant()));
        }
        let kept: Vec<usize> = (0..penalised.len()).filter(|&i| penalised[i]).collect();
        let hessian = point.problem.hessian(&point.settled.information);
        let mut inner = Symmetric::zeros(kept.len());
        for (i, &row) in kept.iter().enumerate() {
            kept.iter().enumerate().for_each(|(j, &column)| inner.data[i * kept.len() + j] = hessian.get(row, column));
        }
        let factor = Cholesky::new(&inner)?;
        let inverse = factor.inverse();
        let mut g = Symmetric::zeros(penalised.len());
        for (i, &row) in kept.iter().enumerate() {
            for (j, &column) in kept.iter().enumerate() {
                g.data[row * penalised.len() + column] = inverse.get(i, j);
            }
        }
        Some((g, factor.log_determinant()))
    }

    /// ½·deviance; a pass of its own, without cancellation, where that is worth it.
    pub(super) fn half_deviance(&self, point: &Point<'_>) -> f64 {
        let family = point.problem.family();
        if self.saturated == 0.0 && family.parameters().is_empty() {
            return -point.settled.log_likelihood;
        }
        if self.is_long() && family.parameters().is_empty() && family.has_saturated_model() {
            let difference = self.saturated - point.settled.log_likelihood;
            if self.saturated.abs() <= CANCELLED * difference {
                return difference;
            }
        }
        0.5 * point.problem.deviance(&point.settled.theta)
    }
}

impl Criterion for Laplace<'_> {
    fn strengths(&self) -> usize {
        self.structure.strengths()
    }

    fn is_nearly_rough(&self) -> bool {
        self.is_long()
    }

    fn evaluate(&self, z: &[f64], approach: &Approach<'_>, control: &Control<'_>) -> Result<Evaluation, Status> {
        let (beta, settings) = (Self::predicted(z, approach.near), Self::settings(approach.tolerance));
        self.settled_with(z, beta.as_deref(), settings, control, &|problem, at, settled| {
            self.evaluated(problem, at, settled, approach.curvature)
        })
    }
}

impl Rated for Laplace<'_> {
    fn rows(&self) -> &Laplace<'_> {
        self
    }

    fn rated(&self, _: &[f64], problem: &Problem<'_>, at: &StructureAt, settled: Settled) -> Option<Evaluation> {
        self.evaluated(problem, at, settled, Curvature::Rough)
    }

    fn rating(&self, evaluation: &Evaluation) -> Rating {
        let Evaluation { value, gradient, hessian, .. } = evaluation;
        Rating { value: *value, gradient: gradient.clone(), hessian: hessian.clone() }
    }
}
