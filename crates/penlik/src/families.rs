//! Stand-in.
#![allow(missing_docs, dead_code, clippy::all)]
use crate::check::CheckError;
use ndarray::ArrayView2;
pub struct MultinomialLogit {
    classes: usize,
}
pub enum Labels<'a> {
    Classes(&'a [i32]),
    Rows(ArrayView2<'a, f64>),
}
impl MultinomialLogit {
    pub fn new(classes: usize) -> Result<Self, CheckError> {
        Ok(Self { classes })
    }
    pub fn log_likelihood(&self, eta: ArrayView2<f64>, _y: Labels, _w: Option<&[f64]>) -> Result<f64, CheckError> {
        Ok(eta.sum())
    }
    pub fn score_into(
        &self,
        _eta: ArrayView2<f64>,
        _y: Labels,
        _w: Option<&[f64]>,
        _out: &mut [f64],
    ) -> Result<(), CheckError> {
        Ok(())
    }
    pub fn information_into(
        &self,
        _eta: ArrayView2<f64>,
        _y: Option<Labels>,
        _w: Option<&[f64]>,
        _out: &mut [f64],
    ) -> Result<(), CheckError> {
        Ok(())
    }
    pub fn probabilities_into(&self, _eta: ArrayView2<f64>, _out: &mut [f64]) -> Result<(), CheckError> {
        Ok(())
    }
}
