//! The bases by name: a line for each.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::cubic_regression::{CubicRegression, ShrunkenCubic};
use super::cyclic_cubic::CyclicCubic;
use super::cyclic_p_spline::CyclicPSpline;
use super::derivative_spline::DerivativeSpline;
use super::duchon;
use super::factor_smooth::FactorSmooth;
use super::gaussian_process;
use super::markov_field::MarkovField;
use super::p_spline::PSpline;
use super::radial::RadialBasis;
use super::random_effect::RandomEffect;
use super::sum_to_zero::SumToZero;
use super::tensor::Tensor;
use super::tensor_margin::TensorRequest;
use super::tensor_split::SplitTensor;
use super::thin_plate;
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// From lines `Variant(Type) = "name" by constructor` the enum that a model keeps, its names and its constructors.
macro_rules! bases {
    ($($variant:ident($type:ty) = $name:literal by $new:path;)*) => {
        /// A basis of the catalog.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum AnyBasis {
            $(#[doc = $name] #[serde(rename = $name)] $variant($type),)*
        }

        impl AnyBasis {
            /// The names that `bs` may have.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The basis of a name; `None` where there is none of that name.
            pub fn new(name: &str, request: &Request<'_>) -> Option<Result<Self, Refusal>> {
                match name {
                    $($name => Some($new(request).map(Self::$variant)),)*
                    _ => None,
                }
            }

            /// Its name.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }

            fn basis(&self) -> &dyn Basis {
                match self { $(Self::$variant(basis) => basis,)* }
            }
        }
    };
}

bases! {
    CubicRegression(CubicRegression) = "cr" by CubicRegression::new;
    ShrunkenCubic(ShrunkenCubic) = "cs" by ShrunkenCubic::new;
    CyclicCubic(CyclicCubic) = "cc" by CyclicCubic::new;
    PSpline(PSpline) = "ps" by PSpline::new;
    CyclicPSpline(CyclicPSpline) = "cp" by CyclicPSpline::new;
    DerivativeSpline(DerivativeSpline) = "bs" by DerivativeSpline::new;
    Tensor(Tensor) = "te" by Tensor::te;
    Interaction(Tensor) = "ti" by Tensor::ti;
    SplitTensor(SplitTensor) = "t2" by SplitTensor::t2;
    RandomEffect(RandomEffect) = "re" by RandomEffect::new;
    ThinPlate(RadialBasis) = "tp" by thin_plate::new;
    ShrunkThinPlate(RadialBasis) = "ts" by thin_plate::shrunk;
    Duchon(RadialBasis) = "ds" by duchon::new;
    GaussianProcess(RadialBasis) = "gp" by gaussian_process::new;
    MarkovField(MarkovField) = "mrf" by MarkovField::new;
    FactorSmooth(FactorSmooth) = "fs" by FactorSmooth::new;
    SumToZero(SumToZero) = "sz" by SumToZero::new;
}

impl AnyBasis {
    /// The tensor product `te`, `ti` or `t2` with margins as asked for; `None` for another name.
    pub fn tensor(name: &str, request: &TensorRequest<'_>) -> Option<Result<Self, Refusal>> {
        match name {
            "te" => Some(Tensor::full(request).map(Self::Tensor)),
            "ti" => Some(Tensor::interaction(request).map(Self::Interaction)),
            "t2" => Some(SplitTensor::new(request).map(Self::SplitTensor)),
            _ => None,
        }
    }
}

impl Basis for AnyBasis {
    fn size(&self) -> usize {
        self.basis().size()
    }

    fn penalties(&self) -> Vec<Symmetric> {
        self.basis().penalties()
    }

    fn fill(&self, at: &[Covariate<'_>], out: &mut [f64], stride: usize) {
        self.basis().fill(at, out, stride);
    }

    fn fill_derivative(&self, at: &[Covariate<'_>], variable: usize, out: &mut [f64], stride: usize) -> bool {
        self.basis().fill_derivative(at, variable, out, stride)
    }

    fn takes(&self, levels: &[usize]) -> bool {
        self.basis().takes(levels)
    }

    fn spans_constant(&self) -> bool {
        self.basis().spans_constant()
    }
}
