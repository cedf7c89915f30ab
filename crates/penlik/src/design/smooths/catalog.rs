//! The bases by name: a line for each, with the options that it has besides `k`, `m` and `knots`.

use super::adaptive_spline::AdaptiveSpline;
use super::arguments::only;
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
use crate::formula::{nearest, snippet};
use crate::linalg::Symmetric;
use serde::{Deserialize, Serialize};

/// From lines `Variant(Type) = "name" by constructor, options [names]` the enum that a model keeps, its names and its constructors. After `and inner` other
/// options are those of the bases within.
macro_rules! bases {
    ($($variant:ident($type:ty) = $name:literal by $new:path, options [$($option:literal),*] $(and $inner:ident)?;)*) => {
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
                    $($name => {
                        let options = only(request.options, Self::options_of(name), false $(|| stringify!($inner) == "inner")?);
                        Some(options.and_then(|()| $new(request)).map(Self::$variant))
                    })*
                    _ => None,
                }
            }

            /// The options of a name.
            pub fn options_of(name: &str) -> &'static [&'static str] {
                match name {
                    $($name => &[$($option),*],)*
                    _ => &[],
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
    CubicRegression(CubicRegression) = "cr" by CubicRegression::new, options [];
    ShrunkenCubic(ShrunkenCubic) = "cs" by ShrunkenCubic::new, options [];
    CyclicCubic(CyclicCubic) = "cc" by CyclicCubic::new, options [];
    PSpline(PSpline) = "ps" by PSpline::new, options ["spacing"];
    AdaptiveSpline(AdaptiveSpline) = "ad" by AdaptiveSpline::new, options ["spacing"];
    CyclicPSpline(CyclicPSpline) = "cp" by CyclicPSpline::new, options [];
    DerivativeSpline(DerivativeSpline) = "bs" by DerivativeSpline::new, options ["spacing"];
    Tensor(Tensor) = "te" by Tensor::te, options ["np"] and inner;
    Interaction(Tensor) = "ti" by Tensor::ti, options ["np", "mc"] and inner;
    SplitTensor(SplitTensor) = "t2" by SplitTensor::t2, options ["full"] and inner;
    RandomEffect(RandomEffect) = "re" by RandomEffect::new, options [];
    ThinPlate(RadialBasis) = "tp" by thin_plate::new, options ["maxKnots", "seed"];
    ShrunkThinPlate(RadialBasis) = "ts" by thin_plate::shrunk, options ["maxKnots", "seed"];
    Duchon(RadialBasis) = "ds" by duchon::new, options ["maxKnots", "seed"];
    GaussianProcess(RadialBasis) = "gp" by gaussian_process::new, options ["kernel", "range", "power", "trend", "maxKnots", "seed"];
    MarkovField(MarkovField) = "mrf" by MarkovField::new, options ["neighbours", "penalty"];
    FactorSmooth(FactorSmooth) = "fs" by FactorSmooth::new, options ["xt", "base"] and inner;
    SumToZero(SumToZero) = "sz" by SumToZero::new, options ["xt", "base", "shared"] and inner;
}

impl AnyBasis {
    /// The tensor product `te`, `ti` or `t2` with margins as asked for; `None` for another name.
    pub fn tensor(name: &str, request: &TensorRequest<'_>) -> Option<Result<Self, Refusal>> {
        let others: Vec<_> = request.options.iter().filter(|(name, _)| Self::is_of_products(name)).cloned().collect();
        if let Err(refusal) = only(&others, Self::options_of(name), false) {
            return Some(Err(refusal));
        }
        match name {
            "te" => Some(Tensor::full(request).map(Self::Tensor)),
            "ti" => Some(Tensor::interaction(request).map(Self::Interaction)),
            "t2" => Some(SplitTensor::new(request).map(Self::SplitTensor)),
            _ => None,
        }
    }
}

impl AnyBasis {
    /// The refusal of a name that none has.
    pub fn unknown(name: &str) -> Refusal {
        let all = Self::NAMES.join(", ");
        let expected = match nearest(name, Self::NAMES.iter().copied()) {
            Some(near) => format!("\"{near}\" perhaps, or another of {all}"),
            None => format!("one of {all}"),
        };
        Refusal::new("bs", format!("\"{}\"", snippet(name)), expected)
    }

    /// The options of all bases, each once.
    pub fn settings() -> Vec<&'static str> {
        let mut seen = std::collections::HashSet::new();
        Self::NAMES
            .iter()
            .flat_map(|name| Self::options_of(name))
            .copied()
            .filter(|option| seen.insert(*option))
            .collect()
    }

    /// Whether an option is of a tensor product itself, not of its margins.
    pub fn is_of_products(option: &str) -> bool {
        ["te", "ti", "t2"].iter().any(|name| Self::options_of(name).contains(&option))
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

    fn breaks(&self) -> Option<Vec<f64>> {
        self.basis().breaks()
    }

    fn spans_constant(&self) -> bool {
        self.basis().spans_constant()
    }
}
