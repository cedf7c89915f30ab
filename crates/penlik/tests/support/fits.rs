//! Fits at default settings, from a formula or from arrays, and the models of `glm_exact.json`.

use ndarray::{Array2, ArrayView2};
use penlik::design::Missing;
use penlik::model::{
    Control, FamilySpec, FitOptions, Fitted, FormulaInput, MatrixInput, MatrixResponse, PenaltyInput, fit_formula,
    fit_matrix,
};
use serde_json::Value;

use super::{Frame, numbers};

/// A family from its JSON form, which is how users of other languages write it.
pub fn spec(text: &str) -> FamilySpec {
    serde_json::from_str(text).unwrap()
}

/// Declared levels.
pub fn levels(declared: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let own = |xs: &[&str]| xs.iter().map(|&x| x.to_owned()).collect();
    declared.iter().map(|(name, xs)| ((*name).to_owned(), own(xs))).collect()
}

/// A fit by formula.
pub fn formula_fit(
    formula: &str,
    frame: &Frame,
    family: &FamilySpec,
    weights: Option<&[f64]>,
    levels: &[(String, Vec<String>)],
    options: &FitOptions,
) -> Fitted {
    let table = frame.table();
    let input = FormulaInput { weights, levels, ..FormulaInput::new(formula, &table) };
    converged(fit_formula(&input, family, options, &Control::none()).unwrap())
}

/// A fit from arrays.
pub fn matrix_fit(input: &MatrixInput<'_>, family: &FamilySpec, options: &FitOptions) -> Fitted {
    converged(fit_matrix(input, family, options, &Control::none()).unwrap())
}

fn converged(fitted: Fitted) -> Fitted {
    assert!(fitted.converged(), "{}", fitted.message());
    fitted
}

/// A model of `glm_exact.json`: data that doubles hold exactly, and its solution to 30 digits.
pub struct Exact {
    family: String,
    design: Array2<f64>,
    response: Vec<f64>,
    weights: Vec<f64>,
    offset: Option<Vec<f64>>,
    classes: usize,
    metric: String,
    ridge: f64,
    solution: Value,
}

impl Exact {
    pub fn read(name: &str) -> Self {
        let all = super::json("glm_exact.json");
        let model = all.get(name).unwrap_or_else(|| panic!("no model {name}")).clone();
        let response = numbers(&model["y"]);
        let columns = model["x"][0].as_array().unwrap().len();
        let text = |key: &str| model[key].as_str().unwrap_or_default().to_owned();
        Self {
            family: text("family"),
            design: Array2::from_shape_vec((response.len(), columns), numbers(&model["x"])).unwrap(),
            weights: numbers(&model["weights"]),
            offset: model.get("offset").map(numbers),
            classes: model["classes"].as_u64().map_or(0, |k| usize::try_from(k).unwrap()),
            metric: text("penaltyMetric"),
            ridge: model["ridge"].as_f64().unwrap_or_default(),
            response,
            solution: model,
        }
    }

    /// The solution's numbers under a key.
    pub fn truth(&self, key: &str) -> Vec<f64> {
        numbers(&self.solution[key])
    }

    /// penlik's fit of it at default settings.
    pub fn fit(&self) -> Fitted {
        let codes: Vec<i32> = self.response.iter().map(|&y| y as i32).collect();
        let penalty = self.ridge_matrix();
        let response = match self.classes {
            0 => MatrixResponse::Numeric(&self.response),
            k => MatrixResponse::Classes { codes: &codes, labels: (0..k).map(|c| format!("{c}")).collect() },
        };
        let penalties = if self.ridge > 0.0 { vec![self.penalty(penalty.view())] } else { Vec::new() };
        let input = MatrixInput {
            design: self.design.view(),
            names: None,
            response,
            weights: Some(&self.weights),
            offset: self.offset.as_deref(),
            penalties,
            terms: Vec::new(),
        };
        matrix_fit(&input, &self.spec(), &FitOptions::default())
    }

    fn spec(&self) -> FamilySpec {
        match self.family.as_str() {
            "multinomial" => spec(&format!(r#"{{"kind":"multinomial","penaltyMetric":"{}"}}"#, self.metric)),
            kind => spec(&format!(r#"{{"kind":"{kind}"}}"#)),
        }
    }

    /// diag(0, 1, …, 1).
    fn ridge_matrix(&self) -> Array2<f64> {
        let mut matrix = Array2::eye(self.design.ncols());
        matrix[[0, 0]] = 0.0;
        matrix
    }

    fn penalty<'a>(&self, matrix: ArrayView2<'a, f64>) -> PenaltyInput<'a> {
        PenaltyInput { matrix, columns: None, label: None, strength: Some(self.ridge) }
    }
}
