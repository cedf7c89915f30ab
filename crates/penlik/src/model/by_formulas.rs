//! Models with a formula for each class of a multinomial, η_c = X_c β_c + o_c with the class without a formula as reference, or for each predictor of a custom
//! family.
//!
//! Each class has columns, penalties and strengths of its own; the strengths are called `class:term`. The reference-coded form of the penalties is the only one with a
//! meaning where terms differ.

use super::ModelError;
use super::by_formula::OFFSET_OPTION;
use super::custom::{CustomFamily, check_names};
use super::fit::Setup;
use super::fitted::{Fitted, Scope};
use super::own_columns::{OwnSetup, gathered};
use super::prepare::{Classes, Origin, Prepared, prepare};
use super::rows::Rows;
use super::spec::{FamilySpec, FitOptions, FormulaInput, PenaltyMetric};
use crate::check::{self, Code};
use crate::design::{Beside, BuiltSeveral, DesignOptions, OfFormula, Response, SmoothPenalty, build_several};
use crate::formula::{Formula, nearest, parse, snippet};
use crate::inner::Control;
use crate::linalg::Panels;
use crate::outer::MatrixPenalty;

/// The formula of each class with its name.
pub type Formulas<'a> = &'a [(String, String)];

/// Fits a multinomial model with a formula for each class but the reference. One of them at least has to name the response, the others may leave it out.
///
/// # Errors
/// As [`super::fit_formula`], an error in a formula with the class it is of ([`ModelError::InFormula`]); ERR_UNSUPPORTED for other families and for the
/// penalty metric per class; ERR_LEVEL for a class that there is not, one that has no formula and is not the reference, and a reference that has one.
///
/// ```
/// use penlik::design::{Column, Table};
/// use penlik::model::{Control, FamilySpec, FitOptions, FormulaInput, fit_formulas};
/// let levels = ["a", "b", "c"].map(str::to_owned);
/// let codes = [0, 1, 2, 0, 1, 2, 0, 1, 2, 2, 1, 0];
/// let x = [0.1, 0.9, 0.5, 0.4, 0.3, 0.8, 0.2, 0.6, 0.7, 0.1, 0.5, 0.9];
/// let columns = vec![("y".into(), Column::Categorical { codes: &codes, levels: &levels }), ("x".into(), Column::Numeric(&x))];
/// let formulas = [("a".to_owned(), "y ~ x".to_owned()), ("b".to_owned(), "~ 1".to_owned())];
/// let table = Table::new(12, columns)?;
/// let input = FormulaInput::new(&formulas[..], &table);
/// let family: FamilySpec = serde_json::from_str(r#"{ "kind": "multinomial" }"#)?;
/// let model = fit_formulas(&input, &family, &FitOptions::default(), &Control::none())?;
/// assert_eq!((model.reference(), model.own_places()), (Some("c"), vec![0, 1, 2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit_formulas(
    input: &FormulaInput<'_, Formulas<'_>>,
    family: &FamilySpec,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    options.check()?;
    if let FamilySpec::Custom { .. } = family {
        let expected = "a family of this library: a fit takes a family of the caller's own with its functions";
        return Err(ModelError::refuse(Code::Unsupported, "family", "custom", expected));
    }
    let mut read = Read::new(input, family, (options.threads, options.round_to))?;
    let built = &mut read.built.built;
    let origin = Origin { argument: "response", rows: &built.kept.rows };
    let response = std::mem::replace(&mut built.response, NO_RESPONSE);
    let prepared = prepare(response, std::mem::take(&mut built.weights), &read.family, &origin)?;
    read.fit(prepared, input.offset.is_some(), options, control)
}

/// Fits a family of the caller's own with a formula for each of its linear predictors, such as a location and a scale. One of them at least has to name
/// the response, which is numeric.
///
/// # Errors
/// As [`fit_formulas`] and [`super::fit_custom`]; ERR_DOMAIN for a predictor that there is not, and one without a formula.
pub fn fit_custom_formulas(
    input: &FormulaInput<'_, Formulas<'_>>,
    custom: CustomFamily<'_>,
    options: &FitOptions,
    control: &Control<'_>,
) -> Result<Fitted, ModelError> {
    options.check()?;
    check_names(&custom)?;
    let CustomFamily { family, name, predictors, columns } = custom;
    let mut read = Read::new(input, &FamilySpec::Custom { name, predictors }, (options.threads, options.round_to))?;
    let built = &mut read.built.built;
    let Response::Numeric { values, .. } = std::mem::replace(&mut built.response, NO_RESPONSE) else {
        let expected = "numbers; what else a family reads of a row comes as columns beside them";
        return Err(ModelError::refuse(Code::Unsupported, "response", "categorical", expected));
    };
    let mut response = Panels::zeros(values.len(), 1 + columns.len());
    response.set_column(0, values);
    for (k, column) in columns.iter().enumerate() {
        check::length("columns of the family", column.len(), input.table.rows())?;
        response.set_column(k + 1, built.kept.rows.iter().map(|&i| column[i]));
    }
    let weights = Panels::from_column(&built.weights);
    let prepared = Prepared { family, response, weights, classes: Classes::default(), warnings: Vec::new() };
    read.fit(prepared, input.offset.is_some(), options, control)
}

/// What stands where a response was taken.
const NO_RESPONSE: Response = Response::Numeric { name: String::new(), values: Vec::new() };

/// Formulas over a table, in the order of the predictors.
pub(super) struct Read {
    /// The design, its blueprint in that order; the penalties and the offsets as well.
    pub built: BuiltSeveral,
    pub family: FamilySpec,
    /// For each predictor the place of its formula in the input.
    order: Vec<usize>,
    pub formulas: Vec<(String, String)>,
}

impl Read {
    pub fn new(
        input: &FormulaInput<'_, Formulas<'_>>,
        family: &FamilySpec,
        (threads, round_to): (usize, Option<usize>),
    ) -> Result<Self, ModelError> {
        check_family(family)?;
        check_given(input.formula)?;
        // The union of the columns, and with it the rounding of sums, is not to depend on the order of the formulas.
        let mut given = input.formula.to_vec();
        given.sort();
        let given = given.as_slice();
        let located =
            |k: usize, error: ModelError| ModelError::InFormula { of: given[k].0.clone(), error: Box::new(error) };
        let parsed = given.iter().enumerate();
        let parsed = parsed.map(|(k, (_, text))| parse(text).map_err(|error| located(k, error.into())));
        let parsed: Vec<Formula> = parsed.collect::<Result<_, _>>()?;
        let FormulaInput { missing, levels, contrasts, weights, offset, select, beside, .. } = *input;
        let strengths = beside.log_strengths;
        let beside = Beside { log_strengths: &[], ..beside };
        let options = DesignOptions { missing, levels, contrasts, weights, offset, select, threads, round_to, beside };
        let built = build_several(&parsed.iter().collect::<Vec<_>>(), input.table, &options);
        let mut built = built.map_err(|OfFormula { formula, error }| match formula {
            Some(k) => located(k, error.into()),
            None => error.into(),
        })?;
        fix_strengths(strengths, given, &mut built.penalties)?;
        let (family, order) = predictors(given, family, &built.built.response)?;
        built.built.blueprint = built.built.blueprint.reordered(&order);
        built.offsets = built.offsets.map(|offsets| gathered(&offsets, &order));
        let formulas = order.iter().map(|&k| given[k].clone()).collect();
        Ok(Self { built, family, order, formulas })
    }

    fn fit(
        self,
        mut prepared: Prepared,
        has_offset: bool,
        options: &FitOptions,
        control: &Control<'_>,
    ) -> Result<Fitted, ModelError> {
        let Self { built: BuiltSeveral { built, penalties, offsets }, family, order, formulas } = self;
        prepared.warnings.extend(built.warnings);
        if has_offset {
            prepared.warnings.push(OFFSET_OPTION.into());
        }
        let dropped = built.kept.missing + built.kept.zero_weight;
        let rows = Rows::with_offsets(prepared, built.design, offsets, (built.kept.rows, dropped))?;
        let (terms, columns) = (built.blueprint.terms(), built.blueprint.predictor_columns());
        let smooths = |own: &Vec<usize>| {
            let smooths = terms.iter().filter(|term| term.is_smooth && own.binary_search(&term.columns.start).is_ok());
            smooths.map(|term| (term.label.clone(), term.columns.clone())).collect()
        };
        let own = OwnSetup {
            names: formulas.iter().map(|(name, _)| name.clone()).collect(),
            smooths: columns.iter().map(smooths).collect(),
            penalties: order.iter().map(|&k| penalties[k].iter().map(matrix_penalty).collect()).collect(),
            columns,
        };
        let setup = Setup {
            rows,
            intercepts: terms.iter().filter(|term| term.is_intercept).flat_map(|term| term.columns.clone()).collect(),
            names: built.blueprint.columns().to_vec(),
            penalties: &[],
            terms: &[],
            smooths: Vec::new(),
            aliased: Vec::new(),
            own: Some(own),
        };
        let scope = Scope { formula: None, formulas, blueprint: Some(built.blueprint) };
        setup.fit(scope, &family, options, control)
    }
}

fn matrix_penalty(penalty: &SmoothPenalty) -> MatrixPenalty {
    MatrixPenalty {
        label: penalty.label.clone(),
        matrix: penalty.matrix.clone(),
        columns: penalty.columns.clone(),
        fixed: penalty.strength.map(f64::ln),
    }
}

/// Fixes strengths by `class:label`, or by a label in every class that has it.
fn fix_strengths(
    strengths: &[(String, f64)],
    given: Formulas<'_>,
    penalties: &mut [Vec<SmoothPenalty>],
) -> Result<(), ModelError> {
    let called = |name: &str, penalty: &SmoothPenalty| format!("{name}:{}", penalty.label);
    let mut own: Vec<SmoothPenalty> = Vec::new();
    let mut log_strengths = Vec::new();
    for (label, value) in strengths {
        let classes = given.iter().zip(&*penalties);
        let of = classes.filter(|(_, list)| list.iter().any(|penalty| penalty.label == *label));
        let named: Vec<(String, f64)> = of.map(|((name, _), _)| (format!("{name}:{label}"), *value)).collect();
        log_strengths.extend(if named.is_empty() { vec![(label.clone(), *value)] } else { named });
    }
    for ((name, _), list) in given.iter().zip(&*penalties) {
        own.extend(list.iter().map(|penalty| SmoothPenalty { label: called(name, penalty), ..penalty.clone() }));
    }
    Beside { log_strengths: &log_strengths, ..Beside::default() }.fix(&mut own)?;
    penalties.iter_mut().flatten().zip(own).for_each(|(penalty, own)| penalty.strength = own.strength);
    Ok(())
}

fn check_family(family: &FamilySpec) -> Result<(), ModelError> {
    match family {
        FamilySpec::Multinomial { penalty_metric: PenaltyMetric::PerClass, .. } => {
            let expected = "\"reference\" beside formulas per class, whose strengths are of each class anyway";
            Err(ModelError::refuse(Code::Unsupported, "penaltyMetric", "\"perClass\"", expected))
        }
        FamilySpec::Multinomial { .. } | FamilySpec::Custom { .. } => Ok(()),
        other => {
            let value = format!("one for each class with the family {}", other.name());
            let expected = "one formula, or the family multinomial";
            Err(ModelError::refuse(Code::Unsupported, "formula", value, expected))
        }
    }
}

fn check_given(given: Formulas<'_>) -> Result<(), ModelError> {
    if given.is_empty() {
        let expected = "a formula for each class but the reference";
        return Err(ModelError::refuse(Code::Shape, "formula", "empty", expected));
    }
    match given.iter().enumerate().find(|(k, (name, _))| given[..*k].iter().any(|(known, _)| known == name)) {
        Some((_, (name, _))) => {
            let value = format!("two for {:?}", snippet(name));
            Err(ModelError::refuse(Code::Domain, "formula", value, "one formula for each class or predictor"))
        }
        None => Ok(()),
    }
}

/// The family with its reference, and for each predictor the place of its formula.
fn predictors(
    given: Formulas<'_>,
    family: &FamilySpec,
    response: &Response,
) -> Result<(FamilySpec, Vec<usize>), ModelError> {
    if let FamilySpec::Custom { predictors, .. } = family {
        return Ok((family.clone(), of_custom(given, predictors)?));
    }
    let refuse = |code: Code, argument: &str, value: String, expected: String| {
        Err(ModelError::refuse(code, argument, value, expected))
    };
    let (FamilySpec::Multinomial { reference, .. }, Some((labels, present))) = (family, classes(response)) else {
        let expected = "a categorical response; wrap a numeric column in C(...)";
        return refuse(Code::Column, "response", "numeric".into(), expected.into());
    };
    let place = |label: &String| given.iter().position(|(name, _)| name == label);
    for (name, _) in given {
        let known = || listed(&labels.iter().collect::<Vec<_>>());
        let value = format!("given for the class {:?}", snippet(name));
        match labels.iter().position(|label| label == name) {
            None => {
                let near = nearest(name, labels.iter().map(String::as_str));
                let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
                return refuse(Code::Level, "formula", value, format!("one of the classes {}{near}", known()));
            }
            Some(c) if !present[c] => {
                return refuse(
                    Code::Level,
                    "formula",
                    format!("{value}, which has no rows"),
                    "classes with rows".into(),
                );
            }
            Some(_) => {}
        }
    }
    if let Some(name) = reference.as_ref().filter(|name| !labels.contains(name)) {
        let known: Vec<&String> = labels.iter().collect();
        return refuse(Code::Level, "reference", format!("{:?}", snippet(name)), format!("one of {}", listed(&known)));
    }
    let without: Vec<&String> =
        (0..labels.len()).filter(|&c| present[c]).map(|c| &labels[c]).filter(|l| place(l).is_none()).collect();
    if let Some(name) = reference.as_ref().filter(|name| place(name).is_some()) {
        let value = format!("{:?}, which has a formula", snippet(name));
        return refuse(Code::Domain, "reference", value, format!("the class without a formula: {}", listed(&without)));
    }
    let others: Vec<&String> = without.iter().filter(|label| Some(**label) != reference.as_ref()).copied().collect();
    let chosen = match (reference, without.as_slice()) {
        (Some(name), _) if others.is_empty() => name.clone(),
        (None, [only]) => (*only).clone(),
        (None, []) => {
            let expected = "none for the reference, which is the class without a formula";
            return refuse(Code::Level, "formula", "given for every class".into(), expected.into());
        }
        (None, several) => {
            let value = format!("absent for the classes {}", listed(several));
            return refuse(Code::Level, "formula", value, "a formula for every class but one, the reference".into());
        }
        (Some(name), _) => {
            let value = format!("absent for {}", listed(&others));
            let expected = format!("a formula for every class but the reference, {:?}", snippet(name));
            return refuse(Code::Level, "formula", value, expected);
        }
    };
    let order = labels.iter().zip(&present).filter(|(label, present)| **present && **label != chosen);
    let order = order.filter_map(|(label, _)| place(label)).collect();
    Ok((FamilySpec::Multinomial { reference: Some(chosen), penalty_metric: PenaltyMetric::Reference }, order))
}

/// For each predictor of a custom family the place of its formula.
fn of_custom(given: Formulas<'_>, predictors: &[String]) -> Result<Vec<usize>, ModelError> {
    let known = || listed(&predictors.iter().collect::<Vec<_>>());
    if let Some((name, _)) = given.iter().find(|(name, _)| !predictors.contains(name)) {
        let near = nearest(name, predictors.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
        let value = format!("given for {:?}", snippet(name));
        return Err(ModelError::refuse(Code::Domain, "formula", value, format!("the predictors {}{near}", known())));
    }
    let place = |predictor: &String| {
        given.iter().position(|(name, _)| name == predictor).ok_or_else(|| {
            let value = format!("absent for {:?}", snippet(predictor));
            let expected = format!("a formula for each of {}; \"~ 1\" for a constant", known());
            ModelError::refuse(Code::Domain, "formula", value, expected)
        })
    };
    predictors.iter().map(place).collect()
}

fn listed(labels: &[&String]) -> String {
    labels.iter().map(|label| format!("{:?}", snippet(label))).collect::<Vec<_>>().join(", ")
}

/// The classes of a response, and whether each has rows.
fn classes(response: &Response) -> Option<(&[String], Vec<bool>)> {
    match response {
        Response::Numeric { .. } => None,
        Response::Classes { codes, levels, .. } => {
            let mut present = vec![false; levels.len()];
            codes.iter().for_each(|c| present[*c as usize] = true);
            Some((levels, present))
        }
        Response::Counts { names, values } => {
            Some((names, (0..names.len()).map(|c| values.column(c).any(|count| count > 0.0)).collect()))
        }
    }
}
