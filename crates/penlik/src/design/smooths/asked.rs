//! From a call and the values of its covariates to what a basis is asked for.

use super::basis::{Covariate, Refusal, Request, Setting};
use super::call::SmoothCall;
use super::catalog::AnyBasis;
use super::tensor_margin::TensorRequest;
use super::variable::{SmoothVariable, exponent_of, times_power};
use crate::formula::Function;

/// The basis of `s()` without `bs`.
const DEFAULT: &str = "tp";

/// The values of a covariate in the rows that enter.
pub(super) enum Gathered {
    Numbers(Vec<f64>),
    Levels { codes: Vec<u32>, count: usize },
}

impl Gathered {
    pub fn covariate(&self) -> Covariate<'_> {
        match self {
            Self::Numbers(values) => Covariate::Numbers(values),
            Self::Levels { codes, count } => Covariate::Levels { codes, count: *count },
        }
    }
}

/// What a basis is asked for, but for `k`.
pub(super) struct Asked<'a> {
    pub call: &'a SmoothCall,
    pub at: Vec<Covariate<'a>>,
    pub names: Vec<String>,
    pub knots: Vec<Vec<f64>>,
    pub settings: Vec<(String, Setting)>,
    pub exponents: Vec<i32>,
}

impl Asked<'_> {
    /// The basis with `k`.
    pub fn make(&self, sizes: &[usize]) -> Result<AnyBasis, Refusal> {
        if self.call.function != Function::S {
            return self.product(sizes);
        }
        for (name, count) in [("bs", self.call.bases.len()), ("k", sizes.len()), ("m", self.call.orders.len())] {
            if count > 1 {
                return Err(Refusal::new(name, format!("{count} values"), "one, as s() has no margins"));
            }
        }
        if let Some(d) = self.call.dimensions.first() {
            return Err(Refusal::new("d", d.to_string(), "none: s() has no margins; te() has"));
        }
        let name = self.call.bases.first().map_or(DEFAULT, String::as_str);
        let request = Request {
            k: sizes.first().copied(),
            m: self.call.orders.first().map_or(&[][..], Vec::as_slice),
            knots: &self.knots,
            options: &self.settings,
            exponent: self.exponents.iter().copied().find(|e| *e != 0).unwrap_or(0),
            identified: self.call.id.is_some(),
            ..Request::of(&self.at, &self.names)
        };
        AnyBasis::new(name, &request).unwrap_or_else(|| Err(AnyBasis::unknown(name)))
    }

    fn product(&self, sizes: &[usize]) -> Result<AnyBasis, Refusal> {
        let name = self.call.function.name();
        let unknown = || Err(Refusal::new("function", name, "s, te, ti or t2"));
        AnyBasis::tensor(name, &self.product_request(sizes)).unwrap_or_else(unknown)
    }

    fn product_request<'r>(&'r self, sizes: &'r [usize]) -> TensorRequest<'r> {
        TensorRequest {
            covariates: &self.at,
            names: &self.names,
            bases: &self.call.bases,
            sizes,
            orders: &self.call.orders,
            knots: &self.knots,
            dimensions: &self.call.dimensions,
            options: &self.settings,
            exponents: &self.exponents,
        }
    }

    /// `k` where the call gives none: one for `s()`, one for each margin of a product.
    pub fn usual_sizes(&self) -> Vec<usize> {
        match self.call.function {
            Function::S => vec![0],
            _ => self.product_request(&[]).usual_sizes(),
        }
    }
}

/// Takes numbers far from 1 in other units: all of `s()` in the same, since its distances are of all of them, and those of each margin of a product.
pub(super) fn scale(call: &SmoothCall, variables: &mut [SmoothVariable], values: &mut [Gathered]) {
    let count = values.len();
    let margins = match (call.function, call.dimensions.as_slice()) {
        (Function::S, _) => vec![count],
        (_, []) => vec![1; count],
        (_, dimensions) => dimensions.to_vec(),
    };
    let mut first = 0;
    for margin in margins {
        let here = first.min(count)..(first + margin).min(count);
        first = here.end;
        let numbers = values[here.clone()].iter().filter_map(|values| match values {
            Gathered::Numbers(values) => Some(exponent_of(values)),
            Gathered::Levels { .. } => None,
        });
        let exponent = numbers.max().unwrap_or(0);
        for (variable, values) in variables[here.clone()].iter_mut().zip(&mut values[here]) {
            if let (Gathered::Numbers(values), true) = (values, exponent != 0) {
                variable.exponent = exponent;
                values.iter_mut().for_each(|x| *x = times_power(*x, -exponent));
            }
        }
    }
}
