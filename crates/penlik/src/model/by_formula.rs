//! From a formula over a table to a fitted model.

use super::ModelError;
use super::dependence::{Identified, identify};
use super::fit::Setup;
use super::fitted::{Fitted, Scope};
use super::prepare::{Origin, prepare};
use super::rows::Rows;
use super::spec::{FamilySpec, FitOptions, FormulaInput, PenaltyInput};
use crate::check::Code;
use crate::design::{Beside, Contrasts, DesignOptions, Missing, SmoothPenalty, Table, build};
use crate::formula::{Formula, parse};
use crate::inner::Control;
use crate::linalg::Workers;
use ndarray::ArrayView2;

impl<'a, Formula> FormulaInput<'a, Formula> {
    /// A formula over a table and nothing else: every row of weight 1, none with missing values.
    #[must_use]
    pub fn new(formula: Formula, table: &'a Table<'a>) -> Self {
        let (weights, offset, missing, levels) = (None, None, Missing::default(), &[][..]);
        let (contrasts, select, beside) = (Contrasts::default(), false, Beside::default());
        Self { formula, table, weights, offset, missing, levels, contrasts, select, beside }
    }
}

/// Fits a model given by a formula over a table.
///
/// # Errors
/// Everything that is wrong with formula, table, weights or options, by name; ERR_ABORTED when cancelled; with `strict`
/// ERR_NOT_CONVERGED and ERR_RANK.
///
/// ```
/// use penlik::design::{Column, Table};
/// use penlik::model::{Control, FamilySpec, FitOptions, FormulaInput, fit_formula};
/// let (x, y) = ([1.0, 2.0, 3.0, 4.0], [3.1, 4.9, 7.2, 8.8]);
/// let table = Table::new(4, vec![("x".into(), Column::Numeric(&x)), ("y".into(), Column::Numeric(&y))])?;
/// let model = fit_formula(&FormulaInput::new("y ~ x", &table), &FamilySpec::gaussian(), &FitOptions::default(), &Control::none())?;
/// assert!((model.coefficients()[1] - 1.94).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit_formula(
    input: &FormulaInput<'_>,
    family: &FamilySpec,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    options.check()?;
    let formula = parse(input.formula)?;
    fit_parsed(&formula, input, (family, options), control).map_err(|error| error.placed_in(&formula))
}

fn fit_parsed(
    formula: &Formula,
    input: &FormulaInput<'_>,
    (family, options): (&FamilySpec, &FitOptions),
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    let FormulaInput { missing, levels, contrasts, weights, offset, select, beside, .. } = *input;
    let design_options = DesignOptions {
        missing,
        levels,
        contrasts,
        weights,
        offset,
        select,
        threads: options.threads,
        round_to: options.round_to,
        beside,
    };
    let built = build(formula, input.table, &design_options)?;
    let intercepts: Vec<usize> =
        built.blueprint.terms().iter().filter(|term| term.is_intercept).flat_map(|term| term.columns.clone()).collect();
    let dropped = built.kept.missing + built.kept.zero_weight;
    let origin = Origin { argument: "response", rows: &built.kept.rows };
    let mut prepared = prepare(built.response, built.weights, family, &origin)?;
    prepared.warnings.extend(built.warnings);
    if input.offset.is_some() {
        prepared.warnings.push(OFFSET_OPTION.into());
    }
    let mut rows = Rows::new(prepared, built.design, built.offset, (built.kept.rows, dropped))?;
    rows.round_to = options.round_to;
    rows.rest = built.rest.filter(|rest| rest.rows() == rows.design.rows());
    let names = built.blueprint.columns().to_vec();
    let smooths = built.blueprint.terms().iter().filter(|term| term.is_smooth);
    let smooths = smooths.map(|term| (term.label.clone(), term.columns.clone())).collect();
    let workers = Workers::new(options.threads);
    let Identified { aliased, mut penalties, smooths } =
        identify(&mut rows, &names, built.penalties, smooths, &workers)?;
    if let Some(log_strengths) = &options.log_strengths {
        fix(&mut penalties, log_strengths)?;
    }
    let penalties: Vec<PenaltyInput<'_>> = penalties.iter().filter_map(given).collect();
    let setup = Setup { rows, intercepts, names, penalties: &penalties, terms: &[], smooths, aliased, own: None };
    let scope = Scope { formula: Some(input.formula.to_owned()), blueprint: Some(built.blueprint), ..Scope::default() };
    setup.fit(scope, family, options, control)
}

/// Gives penalties their strengths.
fn fix(penalties: &mut [SmoothPenalty], log_strengths: &[Option<f64>]) -> Result<(), ModelError> {
    if log_strengths.len() != penalties.len() {
        let labels: Vec<&str> = penalties.iter().map(|penalty| penalty.label.as_str()).collect();
        let expected = format!("one number for each penalty of the smooths: {} ({})", labels.len(), labels.join(", "));
        let value = format!("of length {}", log_strengths.len());
        return Err(ModelError::refuse(Code::Shape, "logStrength", value, expected));
    }
    for (penalty, log_strength) in penalties.iter_mut().zip(log_strengths) {
        penalty.strength = log_strength.map(f64::exp).or(penalty.strength);
    }
    Ok(())
}

/// The penalty of a smooth as one that is given.
fn given(penalty: &SmoothPenalty) -> Option<PenaltyInput<'_>> {
    let order = penalty.matrix.order;
    Some(PenaltyInput {
        matrix: ArrayView2::from_shape((order, order), &penalty.matrix.data).ok()?,
        columns: Some(penalty.columns.clone()),
        label: Some(penalty.label.clone()),
        strength: penalty.strength,
    })
}

/// What a user of the offset beside the formula has to know: no new data can bring it along.
pub(super) const OFFSET_OPTION: &str =
    "predictions leave out the option offset; write offset(column) in the formula to have it in them";
