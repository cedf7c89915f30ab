//! Stored models: versioned JSON with a checksum, read with hard limits and full checks.
//!
//! Numbers are printed so that reading gives the same bits; the checksum is taken over the model as this library prints it, so that white space
//! does not matter.

use super::ModelError;
use super::family::scalar;
use super::fitted::Fitted;
use super::spec::FamilySpec;
use crate::check::{Code, all_finite};
use crate::design::Blueprint;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

const FORMAT: &str = "penlik-model";
const VERSION: u32 = 1;
/// The longest text that is read.
const MAX_LENGTH: usize = 1 << 28;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<M> {
    format: String,
    version: u32,
    checksum: String,
    model: M,
}

/// Read first, so that a newer version says so instead of failing over its contents.
#[derive(Deserialize)]
struct Header {
    format: String,
    version: u32,
}

impl Fitted {
    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let stored = Stored { format: FORMAT.into(), version: VERSION, checksum: checksum(self), model: self };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// The inverse of [`Fitted::to_json`].
    ///
    /// # Errors
    /// ERR_MODEL_FILE for anything that this version did not write, or that was changed since.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        if text.len() > MAX_LENGTH {
            return Err(unreadable(format!("of {} bytes", text.len()), format!("at most {MAX_LENGTH} bytes")));
        }
        let header: Header = serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => unreadable("JSON of something else", "a stored penlik model"),
            _ => not_a_model(text, &error),
        })?;
        if header.format != FORMAT {
            return Err(unreadable(format!("of format {:?}", header.format), format!("format {FORMAT:?}")));
        }
        if header.version != VERSION {
            let expected = format!("version {VERSION}; a newer file needs a newer penlik");
            return Err(unreadable(format!("of version {}", header.version), expected));
        }
        let stored: Stored<Self> = serde_json::from_str(text).map_err(|error| not_a_model(text, &error))?;
        if stored.checksum != checksum(&stored.model) {
            return Err(unreadable("changed since it was written", "a file as it was written"));
        }
        stored.model.check_consistency()?;
        Ok(stored.model)
    }

    /// Whether ordered classes have increasing cut points between them.
    fn has_cut_points(&self) -> bool {
        let cuts: Vec<f64> = self.family_parameters.iter().map(|(_, cut)| *cut).collect();
        let labels = self.classes.labels.len();
        let known = if labels == 2 { cuts.len() <= 1 } else { cuts.len() + 1 == labels };
        known && labels > 1 && all_finite(&cuts) && cuts.windows(2).all(|pair| pair[0] < pair[1])
    }

    /// Whether predictors with columns of their own have those of the formulas, and no other coefficient but 0.
    fn has_own_columns(&self, predictors: usize) -> bool {
        let p = self.column_names.len();
        let of_formulas = self.scope.blueprint.as_ref().map(Blueprint::predictor_columns);
        let named = self.scope.formulas.iter().map(|(name, _)| name);
        let single = self.active_classes.is_empty() && self.scope.formulas.len() == 1;
        let formulas = self.scope.formulas.is_empty() || single || named.eq(self.active_classes.iter());
        if self.own.is_empty() {
            return of_formulas.is_none_or(|own| own.is_empty()) && self.left_out.is_empty() && formulas;
        }
        let ascending = |own: &Vec<usize>| own.windows(2).all(|pair| pair[0] < pair[1]);
        let sound = self.own.len() == predictors
            && self.own.iter().all(|own| ascending(own) && own.last().is_none_or(|j| *j < p))
            && of_formulas.is_none_or(|own| own == self.own)
            && formulas;
        let mut has = vec![false; self.coefficients.len()];
        if sound {
            self.own_places().into_iter().for_each(|k| has[k] = true);
        }
        sound
            && self.left_out.iter().all(|k| has.get(*k).copied().unwrap_or(false))
            && has.iter().zip(&self.coefficients).all(|(has, x)| *has || *x == 0.0)
    }

    fn check_consistency(&self) -> Result<(), ModelError> {
        let order = self.coefficients.len();
        let predictors = self.active_classes.len().max(1);
        let tests = [&self.tests.standard_errors, &self.tests.statistics, &self.tests.p_values];
        let named = match &self.family {
            FamilySpec::Custom { predictors: names, .. } => names.len() == predictors,
            FamilySpec::OrderedCategories {} => self.has_cut_points(),
            _ => true,
        };
        let sizes = scalar(&self.family).is_ok()
            && named
            && order == self.column_names.len() * predictors
            && self.covariance.len() == order * order
            && tests.iter().all(|values| values.len() == order)
            && self.scope.blueprint.as_ref().is_none_or(|b| b.columns() == self.column_names)
            && self.aliased.iter().all(|j| *j < self.column_names.len())
            && (self.frequentist.is_empty() || self.frequentist.len() == order * (order + 1) / 2)
            && self.selection.as_ref().is_none_or(|selection| selection.is_consistent(order, self.strengths.len()))
            && self.strengths.len() == self.strength_labels.len()
            && self.has_own_columns(predictors)
            && self.classes.reference.is_none_or(|c| c < self.classes.labels.len());
        let finite = all_finite(&self.coefficients)
            && all_finite(&self.covariance)
            && all_finite(&self.frequentist)
            && tests.iter().all(|v| all_finite(v));
        if sizes && finite {
            return Ok(());
        }
        Err(unreadable("inconsistent in its sizes or numbers", "a file as it was written"))
    }
}

fn unreadable(value: impl Into<String>, expected: impl Into<String>) -> ModelError {
    ModelError::refuse(Code::ModelFile, "model", value, expected)
}

/// Where reading failed and why. The reader's own words name types of this library, so they are not passed on.
fn not_a_model(text: &str, error: &serde_json::Error) -> ModelError {
    let unfinished = text.starts_with('{') && !text.trim_end().ends_with('}');
    let reason = match error.classify() {
        Category::Eof => "cut off",
        Category::Syntax if unfinished => "cut off",
        Category::Data => "no model of this version",
        Category::Syntax | Category::Io => "no JSON",
    };
    let value = format!("{reason} at line {}, column {}", error.line(), error.column());
    unreadable(value, "a stored penlik model, as it was written")
}

/// FNV-1a over the model as printed; it guards against accidents, not against intent.
fn checksum(model: &Fitted) -> String {
    let text = serde_json::to_string(model).unwrap_or_default();
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
