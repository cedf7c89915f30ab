//! The terms of a matrix fit: where each lies among the coefficients, and what they cannot be combined with.

use super::ModelError;
use super::spec::{Bias, FitOptions, TermInput};
use crate::check::{CheckError, Code};
use crate::families::Family;
use crate::inner::composite::{FamilyTerm, FamilyTerms};
use crate::linalg::Workers;

/// Refuses columns that are not there and options that terms exclude.
pub(super) fn check_terms(terms: &[TermInput], cols: usize, options: &FitOptions) -> Result<(), ModelError> {
    for (j, input) in terms.iter().enumerate() {
        check_columns(&format!("terms[{j}].columns"), input.columns.as_deref(), cols)?;
    }
    if !terms.is_empty() && options.bias == Bias::Jeffreys {
        let expected = "\"none\" beside terms: the prior is for what penalties leave free, which terms do not say";
        return Err(ModelError::refuse(Code::Unsupported, "bias", "\"jeffreys\"", expected));
    }
    Ok(())
}

fn check_columns(name: &str, columns: Option<&[usize]>, cols: usize) -> Result<(), CheckError> {
    let mut seen = vec![false; cols];
    for (k, &column) in columns.unwrap_or_default().iter().enumerate() {
        if column >= cols || std::mem::replace(&mut seen[column], true) {
            let expected = format!("distinct columns of X, from 0 to {}", cols.saturating_sub(1));
            return Err(CheckError::new(Code::Domain, format!("{name}[{k}]"), column.to_string(), expected));
        }
    }
    match columns {
        Some([]) => Err(CheckError::new(Code::Shape, name, "empty", "at least one column")),
        _ => Ok(()),
    }
}

/// The terms on the stacked coefficients β[a·P + j], at given ρ or as they were given.
pub(super) fn place_terms<'a>(
    inputs: &'a [TermInput],
    family: &dyn Family,
    cols: usize,
    workers: &Workers,
    rho: Option<&[Vec<f64>]>,
) -> Result<FamilyTerms<'a>, ModelError> {
    let one = |(j, input): (usize, &'a TermInput)| {
        let (places, width) = places(input, family, cols);
        let given = vec![0.0; input.term.rho_names().len()];
        let placed = input.term.at(rho.map_or(&given, |rho| &rho[j]))?;
        Ok(FamilyTerm::new(format!("terms[{j}]"), placed, places, width))
    };
    let terms = inputs.iter().enumerate().map(one).collect::<Result<Vec<_>, CheckError>>()?;
    Ok(FamilyTerms::new(family.predictors() * cols, terms, workers)?)
}

/// The coefficients that a term lies on, row after row, and how many are in a row.
pub(super) fn places(input: &TermInput, family: &dyn Family, cols: usize) -> (Vec<usize>, usize) {
    let m = family.predictors();
    let columns: Vec<usize> = input.columns.clone().unwrap_or_else(|| (0..cols).collect());
    let places: Vec<usize> = columns.iter().flat_map(|&i| (0..m).map(move |a| a * cols + i)).collect();
    let width = if m == 1 || family.outputs() == 1 { places.len() } else { m };
    (places, width)
}

/// What a term is called.
pub(super) fn label(input: &TermInput) -> String {
    input.label.clone().unwrap_or_else(|| input.term.penalty().entry().kind.to_owned())
}

/// The name and λ of a term.
pub(super) fn strength(input: &TermInput) -> (String, f64) {
    let penalty = input.term.penalty();
    let own = penalty.spec().parameters().get("strength").and_then(serde_json::Value::as_f64).unwrap_or(1.0);
    (label(input), input.term.weight() * own)
}
