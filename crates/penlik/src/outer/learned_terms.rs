//! Strengths and shapes of penalties that are priors: the Laplace approximation of the marginal likelihood of exp(−P(β; ρ))/Z(ρ).
//!
//! V(ρ) = ½D(β̂) − Σ ln f_sat + ½β̂ᵀSβ̂ + P(β̂; ρ) + ½ ln det H + ln Z(ρ) − ½ ln det₊ S − ((p − rank S)/2) ln 2π at φ = 1, with S the quadratic
//! penalties of given strength, Z = ∫ exp(−P) over the coefficients of the terms, and H = I + S + ∇²P of order p. For P = ½λ‖β‖² this is REML.
//! With g_k = ∂∇P/∂ρ_k, A_k = ∂∇²P/∂ρ_k, G = H⁻¹ and β_k = −Gg_k:
//! V_k = ∂P/∂ρ_k + ½tr(G(A_k + D_βI[β_k] + D_β∇²P[β_k])) + ∂ ln Z/∂ρ_k.
//! The Hessian is central differences of this gradient, with an error of the order of 10⁻⁸ of the slopes' own curvature.
//!
//! Source: L. Tierney, J. B. Kadane, Journal of the American Statistical Association 81 (1986), 82–86.

use super::dispersion::saturated;
use super::laplace::{Evaluation, Laplace};
use super::search::{Approach, Criterion, Found, search};
use crate::check::{CheckError, Code};
use crate::inner::composite::{FamilyTerm, FamilyTerms, TermFit, solve_with_terms};
use crate::inner::{Control, Problem, Settings, Status};
use crate::linalg::{Cholesky, Symmetric, dot, inner_product};
use crate::penalties::{Block, LocalTerm, PenaltyError, PlacedTerm, Term};

/// A term on some coefficients, in rows of `width` of them.
#[derive(Debug, Clone)]
pub struct LearnedTerm<'a> {
    /// What errors call it.
    pub name: String,
    /// The term.
    pub term: &'a Term,
    /// Its coefficients, row after row.
    pub places: Vec<usize>,
    /// Coefficients in a row.
    pub width: usize,
}

/// The criterion of the rows of a problem with terms that learn.
pub struct TermLaplace<'a> {
    problem: Problem<'a>,
    terms: Vec<LearnedTerm<'a>>,
    /// Term and place among its own ρ of each coordinate: the strengths, then the shapes.
    coordinates: Vec<(usize, usize)>,
    strengths: usize,
    /// What does not depend on ρ.
    constant: f64,
}

/// The step of the differences that give the Hessian.
const STEP: f64 = 1e-4;

impl<'a> TermLaplace<'a> {
    /// Terms beside the quadratic penalties of a problem, of which ln det₊ S and the rank are given.
    ///
    /// # Errors
    /// By name: a family whose scale or parameters are to be estimated, a term without derivatives, a term that learns but has no finite
    /// normaliser, and one that lies on coefficients of another term or of a quadratic penalty, where Z is not known.
    pub fn new(
        problem: Problem<'a>,
        terms: Vec<LearnedTerm<'a>>,
        (log_determinant, rank): (f64, usize),
    ) -> Result<Self, PenaltyError> {
        let family = problem.family();
        if family.has_scale() || !family.parameters().is_empty() {
            let expected = "a family without a scale or parameters of its own to be estimated";
            return Err(CheckError::new(Code::Unsupported, "family", "one with an unknown scale", expected).into());
        }
        check_places(&problem, &terms)?;
        terms.iter().try_for_each(check_term)?;
        let all = terms.iter().enumerate().flat_map(|(t, one)| (0..one.term.rho_names().len()).map(move |j| (t, j)));
        let is_strength = |&(t, j): &(usize, usize)| terms[t].term.rho_names()[j] == "strength";
        let (mut coordinates, shapes): (Vec<_>, Vec<_>) = all.partition(is_strength);
        let strengths = coordinates.len();
        coordinates.extend(shapes);
        let free = (problem.coefficients() - rank) as f64;
        let constant =
            -saturated(&problem, 1.0).value - 0.5 * log_determinant - 0.5 * free * std::f64::consts::TAU.ln();
        Ok(Self { problem, terms, coordinates, strengths, constant })
    }

    /// The number of coordinates z.
    #[must_use]
    pub fn coordinates(&self) -> usize {
        self.coordinates.len()
    }

    /// What each coordinate is called: the term and its parameter.
    #[must_use]
    pub fn names(&self) -> Vec<(usize, &str)> {
        self.coordinates.iter().map(|&(t, j)| (t, self.terms[t].term.rho_names()[j].as_str())).collect()
    }

    /// ρ of each term.
    #[must_use]
    pub fn rho(&self, z: &[f64]) -> Vec<Vec<f64>> {
        let mut out: Vec<Vec<f64>> = self.terms.iter().map(|one| vec![0.0; one.term.rho_names().len()]).collect();
        self.coordinates.iter().zip(z).for_each(|(&(t, j), z)| out[t][j] = *z);
        out
    }

    /// V and its gradient at z, with a Hessian of zeros, from coefficients to begin with.
    ///
    /// # Errors
    /// The status of the fit where it did not succeed; `Singular` too where H is, or ρ is outside its domain.
    pub fn at(&self, z: &[f64], beta: Option<&[f64]>, control: &Control<'_>) -> Result<Evaluation, Status> {
        self.try_at(z, beta, control).unwrap_or(Err(Status::Singular))
    }

    /// The minimum over z from ρ = 0, the strengths and shapes as they were given.
    ///
    /// # Errors
    /// The status of the first fit where it failed.
    pub fn minimum(&self, control: &Control<'_>) -> Result<Found, Status> {
        search(self, vec![0.0; self.coordinates()], control)
    }

    fn try_at(
        &self,
        z: &[f64],
        beta: Option<&[f64]>,
        control: &Control<'_>,
    ) -> Result<Result<Evaluation, Status>, PenaltyError> {
        let rho = self.rho(z);
        let place = |(one, rho): (&LearnedTerm<'a>, &Vec<f64>)| {
            let placed = one.term.at(rho)?;
            Ok(FamilyTerm::new(one.name.clone(), placed, one.places.clone(), one.width))
        };
        let placed = self.terms.iter().zip(&rho).map(place).collect::<Result<Vec<_>, CheckError>>()?;
        let workers = self.problem.sample().workers;
        let terms = FamilyTerms::new(self.problem.coefficients(), placed, workers)?;
        let settings = Settings { max_iterations: 100, tolerance: None };
        let quiet = Control { progress: &|_| (), ..*control };
        let fit = solve_with_terms(&self.problem, &terms, beta, settings, &quiet)?;
        match fit.optimum.status {
            Status::Converged => Ok(self.evaluation(&terms, fit)?.ok_or(Status::Singular)),
            other => Ok(Err(other)),
        }
    }

    fn evaluation(&self, terms: &FamilyTerms<'_>, fit: TermFit) -> Result<Option<Evaluation>, PenaltyError> {
        let (problem, workers) = (&self.problem, self.problem.sample().workers);
        let TermFit { optimum, penalties, .. } = fit;
        let (beta, information) = (optimum.beta, optimum.information);
        let mut hessian = problem.hessian(&information);
        terms.add_hessian(&beta, false, &mut hessian, workers)?;
        let Some(factor) = Cholesky::new(&hessian) else { return Ok(None) };
        let g = factor.inverse();
        let mut unused = vec![0.0; beta.len()];
        let energy = 0.5 * problem.deviance(&beta)
            + problem.penalty().value_gradient(&beta, &mut unused)
            + penalties.iter().sum::<f64>();
        let slope = problem.contracted(&beta, &g, false).first;
        let pieces: Vec<Piece<'_>> = terms.terms().iter().map(|t| Piece::new(t, &beta)).collect::<Result<_, _>>()?;
        let mut value = energy + 0.5 * factor.log_determinant() + self.constant;
        let (mut normalizers, mut slopes) = (Vec::new(), Vec::new());
        for (piece, one) in pieces.iter().zip(&self.terms) {
            if one.term.rho_names().is_empty() {
                normalizers.push(Vec::new());
                slopes.push(Vec::new());
                continue;
            }
            let (ln, gradient) = piece.placed.log_normalizer(Some((one.places.len() / one.width, one.width)))?;
            value += ln;
            normalizers.push(gradient);
            slopes.push(piece.placed.gradient_rho(Block::new(&piece.theta, one.width)?, workers)?);
        }
        let (mut gradient, mut sensitivities) = (Vec::new(), Vec::new());
        for &(t, j) in &self.coordinates {
            let (along, own) = pieces[t].along(j, &g, beta.len())?;
            let direction: Vec<f64> = factor.solve(&along).iter().map(|x| -x).collect();
            let turned = pieces.iter().map(|piece| piece.turned(&direction, &g)).sum::<Result<f64, _>>()?;
            let trace = own + dot(&slope, &direction) + turned;
            gradient.push(slopes[t][j] + 0.5 * trace + normalizers[t][j]);
            sensitivities.push(direction);
        }
        let k = gradient.len();
        let edf = inner_product(&g.data, &information.data);
        let evaluation = Evaluation {
            value,
            gradient,
            hessian: Symmetric::zeros(k),
            phi: 1.0,
            beta,
            sensitivities,
            edf,
            penalties: Vec::new(),
            traces: Vec::new(),
            ranks: Vec::new(),
            iterations: optimum.iterations,
        };
        Ok(evaluation.value.is_finite().then_some(evaluation))
    }
}

/// A term at β̂.
struct Piece<'t> {
    placed: &'t PlacedTerm<'t>,
    local: LocalTerm,
    places: &'t [usize],
    theta: Vec<f64>,
    width: usize,
}

impl<'t> Piece<'t> {
    fn new(term: &'t FamilyTerm<'_>, beta: &[f64]) -> Result<Self, PenaltyError> {
        let theta: Vec<f64> = term.places().iter().map(|&i| beta[i]).collect();
        let workers = crate::linalg::Workers::sequential();
        let local = term.placed().at(Block::new(&theta, term.width())?, &workers)?;
        Ok(Self { placed: term.placed(), local, places: term.places(), theta, width: term.width() })
    }

    /// g_k among all coefficients, and tr(GA_k).
    fn along(&self, j: usize, g: &Symmetric, order: usize) -> Result<(Vec<f64>, f64), PenaltyError> {
        let workers = crate::linalg::Workers::sequential();
        let (block, mut own) = (Block::new(&self.theta, self.width)?, vec![0.0; self.theta.len()]);
        self.placed.gradient_along_rho(j, block, &mut own, &workers)?;
        let mut out = vec![0.0; order];
        self.places.iter().zip(own).for_each(|(&i, x)| out[i] = x);
        let curvature = self.placed.hessian_along_rho(j, block, &workers)?;
        Ok((out, self.trace(curvature.to_dense()?.matrix(), g)))
    }

    /// tr(G·D_β∇²P[v]).
    fn turned(&self, direction: &[f64], g: &Symmetric) -> Result<f64, PenaltyError> {
        let v: Vec<f64> = self.places.iter().map(|&i| direction[i]).collect();
        Ok(self.trace(self.local.hessian_along(&v).to_dense()?.matrix(), g))
    }

    fn trace(&self, a: &Symmetric, g: &Symmetric) -> f64 {
        let row = |(k, &i): (usize, &usize)| {
            let entries = self.places.iter().enumerate().map(|(l, &j)| a.get(k, l) * g.get(i, j));
            entries.sum::<f64>()
        };
        self.places.iter().enumerate().map(row).sum()
    }
}

fn check_term(one: &LearnedTerm<'_>) -> Result<(), PenaltyError> {
    let placed = one.term.at(&vec![0.0; one.term.rho_names().len()])?;
    let kind = placed.penalty().entry().kind;
    if placed.penalty().smooth().is_err() {
        let expected = "penalties with derivatives beside terms that learn";
        return Err(CheckError::new(Code::Unsupported, &one.name, kind, expected).into());
    }
    if one.term.rho_names().is_empty() {
        return Ok(());
    }
    placed.log_normalizer(Some((one.places.len() / one.width.max(1), one.width))).map(drop).map_err(|error| {
        let expected = format!("a penalty whose exp(-P) has a finite integral, as what it learns asks for: {error}");
        CheckError::new(Code::Unsupported, &one.name, kind, expected).into()
    })
}

/// Refuses terms that learn on coefficients of other penalties.
fn check_places(problem: &Problem<'_>, terms: &[LearnedTerm<'_>]) -> Result<(), CheckError> {
    let mut touched = vec![0_usize; problem.coefficients()];
    let blocks = problem.penalty().blocks().iter().filter(|block| block.strength > 0.0);
    blocks.flat_map(|block| block.copies.iter().flatten()).for_each(|&i| touched[i] = 2);
    terms.iter().flat_map(|one| &one.places).for_each(|&i| touched[i] += 1);
    let learns = |one: &&LearnedTerm<'_>| !one.term.rho_names().is_empty();
    match terms.iter().filter(learns).find(|one| one.places.iter().any(|&i| touched[i] > 1)) {
        Some(one) => {
            let expected = "coefficients of its own: the integral of two penalties together is not known";
            Err(CheckError::new(Code::Unsupported, &one.name, "on coefficients of another penalty", expected))
        }
        None => Ok(()),
    }
}

impl Criterion for TermLaplace<'_> {
    fn strengths(&self) -> usize {
        self.strengths
    }

    fn evaluate(&self, z: &[f64], approach: &Approach<'_>, control: &Control<'_>) -> Result<Evaluation, Status> {
        let mut here = self.at(z, Laplace::predicted(z, approach.near).as_deref(), control)?;
        let moved = |k: usize, h: f64| {
            let mut z = z.to_vec();
            z[k] += h;
            self.at(&z, Some(&here.beta), control).map(|evaluation| evaluation.gradient)
        };
        let mut hessian = Symmetric::zeros(z.len());
        for k in 0..z.len() {
            let (above, below) = (moved(k, STEP)?, moved(k, -STEP)?);
            for (l, (a, b)) in above.iter().zip(&below).enumerate() {
                let half = 0.25 * (a - b) / STEP;
                hessian.data[k * z.len() + l] += half;
                hessian.data[l * z.len() + k] += half;
            }
        }
        here.hessian = hessian;
        Ok(here)
    }
}
