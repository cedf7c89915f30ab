//! Fits of a family that the caller brings: any [`Family`], with one or several linear predictors on the columns of one design.

use super::ModelError;
use super::fit::{Setup, column_names, is_constant};
use super::fitted::{Fitted, Scope};
use super::given_penalty::check_penalty;
use super::matrix::{Design, matrix_rows};
use super::prepare::{Classes, Prepared};
use super::rows::Rows;
use super::spec::{FamilySpec, FitOptions, MatrixInput};
use super::terms::check_terms;
use crate::check::{self, Code};
use crate::design::{MAX_BYTES, Response};
use crate::families::{Contraction, Family, Jet, Rows as FamilyRows};
use crate::inner::Control;
use crate::linalg::Panels;

/// A family of the caller's own.
pub struct CustomFamily<'a> {
    /// ℓ of a row with its derivatives.
    pub family: Box<dyn Family + Send>,
    /// What it is called in reports and stored models.
    pub name: String,
    /// The names of its linear predictors, distinct.
    pub predictors: Vec<String>,
    /// What it reads of each row beside the response: further columns of [`FamilyRows::response`], n numbers each.
    pub columns: Vec<&'a [f64]>,
}

/// Fits a family of the caller's own to a numeric response. Every predictor has all columns of the design, and a penalty acts on the
/// coefficients of each predictor alike; under REML and ML each of them has a strength of its own.
///
/// Rows that fill the last panel up have zeros in every column of the response. Without a saturated model
/// ([`Family::has_saturated_model`]) deviances are −2ℓ. Without derivatives of the information ([`Family::has_slopes`]) every strength
/// has to be given.
///
/// # Errors
/// As [`super::fit_matrix`]; ERR_UNSUPPORTED for a response that is not numeric, Jeffreys' prior, and estimated strengths without the
/// derivatives they need; ERR_SHAPE for columns of another length and names that are not one for each predictor.
///
/// ```
/// use penlik::families::Poisson;
/// use penlik::model::{Control, CustomFamily, FitOptions, MatrixInput, MatrixResponse, fit_custom};
/// let x = ndarray::arr2(&[[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]]);
/// let (response, names) = (MatrixResponse::Numeric(&[1.0, 3.0, 5.0, 7.0]), None);
/// let input = MatrixInput { design: x.view(), names, response, weights: None, offset: None, penalties: vec![], terms: vec![] };
/// let family = CustomFamily { family: Box::new(Poisson), name: "counts".into(), predictors: vec!["eta".into()], columns: vec![] };
/// let model = fit_custom(&input, family, &FitOptions::default(), &Control::none())?;
/// assert!((model.coefficients()[1] - 3.0_f64.ln()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit_custom(
    input: &MatrixInput<'_>,
    custom: CustomFamily<'_>,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    fit_design(input.design, input, custom, options, control)
}

/// The same for a design in panels, which the fit takes over: it holds no second copy of it.
///
/// # Errors
/// As [`fit_custom`].
pub fn fit_custom_panels(
    input: MatrixInput<'_, Panels>,
    custom: CustomFamily<'_>,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    let (design, input) = input.split();
    fit_design(design, &input, custom, options, control)
}

fn fit_design<D: Design, E>(
    design: D,
    input: &MatrixInput<'_, E>,
    custom: CustomFamily<'_>,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    options.check()?;
    let (n, p) = design.shape();
    let rows = matrix_rows(design, input, MAX_BYTES)?;
    let names = column_names(input.names.clone(), p)?;
    check_names(&custom)?;
    for (k, penalty) in input.penalties.iter().enumerate() {
        check_penalty(k, penalty, p)?;
    }
    check_terms(&input.terms, p, options)?;
    let Response::Numeric { values, .. } = rows.response else {
        let expected = "numbers; what else a family reads of a row comes as columns beside them";
        return Err(ModelError::refuse(Code::Unsupported, "y", "categorical", expected));
    };
    let mut response = Panels::zeros(values.len(), 1 + custom.columns.len());
    response.set_column(0, values);
    for (k, column) in custom.columns.iter().enumerate() {
        check::length("columns of the family", column.len(), n)?;
        response.set_column(k + 1, rows.kept.iter().map(|&i| column[i]));
    }
    let weights = Panels::from_column(&rows.weights);
    let spec = FamilySpec::Custom { name: custom.name, predictors: custom.predictors };
    let prepared =
        Prepared { family: custom.family, response, weights, classes: Classes::default(), warnings: Vec::new() };
    let rows = Rows::new(prepared, rows.design, rows.offset, (rows.kept, rows.dropped))?;
    let intercepts = (0..p).find(|j| is_constant(&rows.design, *j)).into_iter().collect();
    let setup = Setup {
        rows,
        intercepts,
        names,
        penalties: &input.penalties,
        terms: &input.terms,
        smooths: Vec::new(),
        aliased: Vec::new(),
        own: None,
    };
    setup.fit(Scope::default(), &spec, options, control)
}

pub(super) fn check_names(custom: &CustomFamily<'_>) -> Result<(), ModelError> {
    let names = &custom.predictors;
    check::length("predictors", names.len(), custom.family.predictors())?;
    if names.is_empty() {
        return Err(ModelError::refuse(Code::Shape, "predictors", "empty", "at least one linear predictor"));
    }
    match names.iter().enumerate().find(|(k, name)| names[..*k].contains(name)) {
        Some((_, twice)) => {
            Err(ModelError::refuse(Code::Domain, "predictors", format!("{twice:?} twice"), "distinct names"))
        }
        None => Ok(()),
    }
}

/// What a model knows of a family that it does not hold: the number of its predictors.
pub(super) struct LinkOnly(pub usize);

impl Family for LinkOnly {
    fn predictors(&self) -> usize {
        self.0
    }

    fn outputs(&self) -> usize {
        self.0
    }

    fn self_concordance(&self) -> Option<f64> {
        None
    }

    fn has_slopes(&self) -> bool {
        false
    }

    fn jet(&self, _rows: &FamilyRows<'_>, jet: &mut Jet<'_>) {
        [&mut *jet.value, jet.score, jet.information].into_iter().for_each(|out| out.fill(f64::NAN));
    }

    fn information_contracted(&self, _rows: &FamilyRows<'_>, _g: &[f64], out: &mut Contraction<'_>) {
        [&mut *out.first, out.second].into_iter().for_each(|out| out.fill(f64::NAN));
    }

    fn mean(&self, eta: &[f64], _height: usize, out: &mut [f64]) {
        out.copy_from_slice(eta);
    }

    fn saturated(&self, _response: &[f64]) -> f64 {
        f64::NAN
    }

    fn deviance(&self, _rows: &FamilyRows<'_>, out: &mut [f64]) {
        out.fill(f64::NAN);
    }

    fn start(&self, _average: &[f64], _response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        z.fill(0.0);
        weight.fill(1.0);
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        (0..self.0 * self.0).map(|k| f64::from(u8::from(k % (self.0 + 1) == 0))).collect()
    }

    fn null_predictors(&self, _average: &[f64]) -> Vec<f64> {
        Vec::new()
    }
}
