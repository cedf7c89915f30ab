//! The terms of a matrix fit: where each lies among the coefficients, and what they cannot be combined with.

use super::ModelError;
use super::spec::{Bias, FamilySpec, FitOptions, TermInput};
use crate::check::{CheckError, Code};
use crate::families::Family;
use crate::inner::composite::{FamilyTerm, FamilyTerms};
use crate::linalg::Workers;

/// Refuses columns that are not there and options that terms exclude.
pub(super) fn check_terms(terms: &[TermInput], cols: usize, options: &FitOptions) -> Result<(), ModelError> {
    for (j, input) in terms.iter().enumerate() {
        check_columns(&format!("terms[{j}].columns"), input.columns.as_deref(), cols)?;
        if let Some(name) = input.term.rho_names().first() {
            let value = format!("a term that learns {name}");
            let expected = "a term that learns nothing: a fit takes its terms at their weights";
            return Err(ModelError::refuse(Code::Unsupported, format!("terms[{j}].term"), value, expected));
        }
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

/// The terms on the stacked coefficients β[a·P + j].
pub(super) fn place_terms<'a>(
    inputs: &'a [TermInput],
    (family, spec): (&dyn Family, &FamilySpec),
    cols: usize,
    workers: &Workers,
) -> Result<FamilyTerms<'a>, ModelError> {
    let m = family.predictors();
    let one = |(j, input): (usize, &'a TermInput)| {
        let columns: Vec<usize> = input.columns.clone().unwrap_or_else(|| (0..cols).collect());
        let places: Vec<usize> = columns.iter().flat_map(|&i| (0..m).map(move |a| a * cols + i)).collect();
        let width = if matches!(spec, FamilySpec::Multinomial { .. }) { m } else { places.len() };
        Ok(FamilyTerm::new(format!("terms[{j}]"), input.term.at(&[])?, places, width))
    };
    let terms = inputs.iter().enumerate().map(one).collect::<Result<Vec<_>, CheckError>>()?;
    Ok(FamilyTerms::new(m * cols, terms, workers)?)
}

/// The name and λ of a term.
pub(super) fn strength(input: &TermInput) -> (String, f64) {
    let penalty = input.term.penalty();
    let own = penalty.spec().parameters().get("strength").and_then(serde_json::Value::as_f64).unwrap_or(1.0);
    let label = input.label.clone().unwrap_or_else(|| penalty.entry().kind.to_owned());
    (label, input.term.weight() * own)
}
