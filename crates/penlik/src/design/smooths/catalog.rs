//! The bases by name: a line for each.

use super::basis::{Basis, Covariate, Refusal, Request};
use super::duchon;
use super::gaussian_process;
use super::radial::RadialBasis;
use super::random_effect::RandomEffect;
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
    RandomEffect(RandomEffect) = "re" by RandomEffect::new;
    ThinPlate(RadialBasis) = "tp" by thin_plate::new;
    ShrunkThinPlate(RadialBasis) = "ts" by thin_plate::shrunk;
    Duchon(RadialBasis) = "ds" by duchon::new;
    GaussianProcess(RadialBasis) = "gp" by gaussian_process::new;
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

    fn spans_constant(&self) -> bool {
        self.basis().spans_constant()
    }
}
