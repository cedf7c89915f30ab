//! A fit from a design matrix: what JavaScript sends, and the job that owns or holds it.

use napi::bindgen_prelude::{Float64Array, Int32Array};
use napi_derive::napi;
use penlik::check::{self, Code};
use penlik::design::MAX_BYTES;
use penlik::families::Family;
use penlik::linalg::Panels;
use penlik::model::{
    Control, CustomFamily, FamilySpec, FitOptions, Fitted, Influence, MatrixInput, MatrixResponse, PenaltyInput,
    TermInput, fit_custom, fit_custom_panels, fit_matrix, fit_panels,
};
use penlik::penalties::{Term, TermSpec};
use serde::Deserialize;

use crate::arrays::{Codes, Numbers, view};
use crate::errors::Failure;
use crate::formula_job::settings;
use crate::tables::count;

/// ½·strength·βᵀ·matrix·β over columns start … start + size − 1.
#[napi(object, object_to_js = false)]
pub struct PenaltyRequest {
    /// Row-major, size × size.
    pub matrix: Float64Array,
    /// The number of columns it covers.
    pub size: i64,
    /// The first of them.
    pub start: i64,
    /// Its name in reports.
    pub label: Option<String>,
    /// λ; estimated when absent.
    pub strength: Option<f64>,
}

/// A penalty of the catalog on the coefficients of some columns.
#[napi(object, object_to_js = false)]
pub struct TermRequest {
    /// JSON of its specification: the penalty with its weight.
    pub term: String,
    /// The columns; all of them when absent.
    pub columns: Option<Int32Array>,
    /// Its name in reports.
    pub label: Option<String>,
}

/// Numbers, codes of classes with labels, or row-major counts with a label for each column.
#[napi(object, object_to_js = false)]
pub struct ResponseRequest {
    /// A numeric response.
    pub values: Option<Float64Array>,
    /// Codes of classes.
    pub codes: Option<Int32Array>,
    /// Counts by class.
    pub counts: Option<Float64Array>,
    /// The names of the classes.
    pub labels: Option<Vec<String>>,
}

/// A fit from a design matrix.
#[napi(object, object_to_js = false)]
pub struct MatrixRequest {
    /// Row-major, rows × cols.
    pub design: Float64Array,
    /// n.
    pub rows: i64,
    /// p.
    pub cols: i64,
    /// The names of the columns.
    pub names: Option<Vec<String>>,
    /// The response.
    pub response: ResponseRequest,
    /// Prior weights, one for each row.
    pub weights: Option<Float64Array>,
    /// Offsets, one for each row.
    pub offset: Option<Float64Array>,
    /// Quadratic penalties.
    pub penalties: Vec<PenaltyRequest>,
    /// Penalties of the catalog.
    pub terms: Vec<TermRequest>,
    /// JSON of `{ family, options }`.
    pub settings: String,
    /// The arrays belong to the library alone.
    pub owned: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatrixSettings {
    family: FamilySpec,
    options: FitOptions,
}

struct HeldPenalty {
    matrix: Numbers,
    size: usize,
    start: usize,
    label: Option<String>,
    strength: Option<f64>,
}

enum HeldResponse {
    Numeric(Numbers),
    Classes { codes: Codes, labels: Vec<String> },
    Counts { counts: Numbers, labels: Vec<String> },
}

/// X: JavaScript's own memory where that belongs to the library alone, else panels, which a fit takes over, so that there is one copy.
enum HeldDesign {
    Held(Float64Array),
    Panels(Panels),
}

impl HeldDesign {
    fn keep(array: Float64Array, (rows, cols): (usize, usize), owned: bool) -> Result<Self, Failure> {
        if owned {
            return Ok(Self::Held(array));
        }
        check::allocation("X", rows, cols, MAX_BYTES)?;
        Ok(Self::Panels(Panels::from_view(view("X", &array, rows, cols)?)))
    }
}

/// A fit from a design matrix with everything that it reads.
pub struct MatrixJob {
    design: HeldDesign,
    rows: usize,
    cols: usize,
    names: Option<Vec<String>>,
    response: HeldResponse,
    weights: Option<Numbers>,
    offset: Option<Numbers>,
    penalties: Vec<HeldPenalty>,
    terms: Vec<TermInput>,
    settings: MatrixSettings,
}

impl MatrixJob {
    /// Reads in place what belongs to the library alone, copies the rest.
    pub fn keep(request: MatrixRequest, owned: bool) -> Result<Self, Failure> {
        let keep = |penalty| HeldPenalty::keep(penalty, owned);
        let (rows, cols) = (count("X.rows", request.rows)?, count("X.cols", request.cols)?);
        Ok(Self {
            settings: settings(&request.settings)?,
            rows,
            cols,
            design: HeldDesign::keep(request.design, (rows, cols), owned)?,
            names: request.names,
            response: HeldResponse::keep(request.response, owned)?,
            weights: request.weights.map(|array| Numbers::keep(array, owned)),
            offset: request.offset.map(|array| Numbers::keep(array, owned)),
            penalties: request.penalties.into_iter().map(keep).collect::<Result<_, _>>()?,
            terms: request.terms.into_iter().enumerate().map(term).collect::<Result<_, _>>()?,
        })
    }

    /// Fits, polling and telling through `control`.
    pub fn fit(mut self, control: &Control<'_>) -> Result<Fitted, Failure> {
        let (family, options) = (&self.settings.family, &self.settings.options);
        let design = std::mem::replace(&mut self.design, HeldDesign::Panels(Panels::zeros(0, 0)));
        Ok(match design {
            HeldDesign::Panels(panels) => fit_panels(self.input(panels)?, family, options, control)?,
            HeldDesign::Held(array) => {
                fit_matrix(&self.input(view("X", &array, self.rows, self.cols)?)?, family, options, control)?
            }
        })
    }

    /// Fits a family of the caller's on the calling thread alone; it gets y, what `saturated` holds, and 1 + the position of each row.
    pub fn fit_custom(
        mut self,
        family: Box<dyn Family + Send>,
        (name, predictors): (String, Vec<String>),
        saturated: Option<&[f64]>,
        control: &Control<'_>,
    ) -> Result<Fitted, Failure> {
        let positions: Vec<f64> = (1..=self.rows).map(|i| i as f64).collect();
        let columns = saturated.into_iter().chain([positions.as_slice()]).collect();
        let custom = CustomFamily { family, name, predictors, columns };
        let options = FitOptions { threads: 1, ..self.settings.options.clone() };
        let design = std::mem::replace(&mut self.design, HeldDesign::Panels(Panels::zeros(0, 0)));
        Ok(match design {
            HeldDesign::Panels(panels) => fit_custom_panels(self.input(panels)?, custom, &options, control)?,
            HeldDesign::Held(array) => {
                fit_custom(&self.input(view("X", &array, self.rows, self.cols)?)?, custom, &options, control)?
            }
        })
    }

    /// The influence of its rows on a fit.
    pub fn influence(&self, fitted: &Fitted) -> Result<Influence, Failure> {
        match &self.design {
            HeldDesign::Held(array) => {
                Ok(fitted.influence_matrix(&self.input(view("X", array, self.rows, self.cols)?)?)?)
            }
            HeldDesign::Panels(_) => Err(Failure::new(Code::Internal, "influence reads its design in place")),
        }
    }

    /// Everything beside a design.
    fn input<Design>(&self, design: Design) -> Result<MatrixInput<'_, Design>, Failure> {
        Ok(MatrixInput {
            design,
            names: self.names.clone(),
            response: self.response.view(self.rows)?,
            weights: self.weights.as_ref().map(Numbers::as_slice),
            offset: self.offset.as_ref().map(Numbers::as_slice),
            penalties: self.penalties.iter().map(HeldPenalty::view).collect::<Result<_, _>>()?,
            terms: self.terms.clone(),
        })
    }
}

fn term((j, request): (usize, TermRequest)) -> Result<TermInput, Failure> {
    let spec: TermSpec = serde_json::from_str(&request.term).map_err(|error| Failure::unreadable("terms", &error))?;
    let name = format!("terms[{j}].columns");
    let column = |&column: &i32| count(&name, i64::from(column));
    let columns = request.columns.map(|columns| columns.iter().map(column).collect::<Result<_, _>>()).transpose()?;
    Ok(TermInput { term: Term::new(spec)?, columns, label: request.label })
}

impl HeldPenalty {
    fn keep(request: PenaltyRequest, owned: bool) -> Result<Self, Failure> {
        Ok(Self {
            matrix: Numbers::keep(request.matrix, owned),
            size: count("penalties.matrix.rows", request.size)?,
            start: count("penalties.columns", request.start)?,
            label: request.label,
            strength: request.strength,
        })
    }

    fn view(&self) -> Result<PenaltyInput<'_>, Failure> {
        Ok(PenaltyInput {
            matrix: view("penalties.matrix", self.matrix.as_slice(), self.size, self.size)?,
            columns: Some(self.start..self.start.saturating_add(self.size)),
            label: self.label.clone(),
            strength: self.strength,
        })
    }
}

impl HeldResponse {
    fn keep(request: ResponseRequest, owned: bool) -> Result<Self, Failure> {
        let labels = request.labels.unwrap_or_default();
        match (request.values, request.codes, request.counts) {
            (Some(values), None, None) => Ok(Self::Numeric(Numbers::keep(values, owned))),
            (None, Some(codes), None) => Ok(Self::Classes { codes: Codes::keep(codes, owned), labels }),
            (None, None, Some(counts)) => Ok(Self::Counts { counts: Numbers::keep(counts, owned), labels }),
            _ => Err(Failure::new(Code::Internal, "a response is one of values, codes and counts")),
        }
    }

    fn view(&self, rows: usize) -> Result<MatrixResponse<'_>, Failure> {
        Ok(match self {
            Self::Numeric(values) => MatrixResponse::Numeric(values.as_slice()),
            Self::Classes { codes, labels } => {
                MatrixResponse::Classes { codes: codes.as_slice(), labels: labels.clone() }
            }
            Self::Counts { counts, labels } => MatrixResponse::Counts {
                values: view("y", counts.as_slice(), rows, labels.len())?,
                labels: labels.clone(),
            },
        })
    }
}
