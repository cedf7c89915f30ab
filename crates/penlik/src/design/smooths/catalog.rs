//! The bases by name: a line for each.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::cubic_regression::{CubicRegression, ShrunkenCubic};
use super::cyclic_cubic::CyclicCubic;
use super::random_effect::RandomEffect;
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
    RandomEffect(RandomEffect) = "re" by RandomEffect::new;
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
