//! What one entry of the catalog expands to.
//!
//! ```text
//! /// One sentence.
//! Kind = "formula" {
//!     /// One sentence.
//!     parameter: type as Domain,              // or `… as Domain = default`
//! } as Lift(kernel built from the parameters?), can [capabilities], shapes [names], convex: bool, normalizer: bool;
//! ```
//!
//! A capability that the type of the penalty does not have is a compile error here.

macro_rules! catalog {
    ($(
        #[doc = $summary:literal]
        $kind:ident = $formula:literal {$(
            #[doc = $about:literal]
            $name:ident : $sort:ty as $domain:ident $(= $default:literal)?
        ),* $(,)?}
        as $lift:ident ( $($part:expr),* ),
        can [$($can:ident),*], shapes [$($shape:literal),*], convex: $convex:literal, normalizer: $normalizer:literal;
    )*) => {
        /// Every kind of penalty.
        pub static CATALOG: &[Entry] = &[$(Entry {
            kind: stringify!($kind),
            summary: $summary.trim_ascii(),
            formula: $formula,
            parameters: &[
                $(Parameter {
                    name: stringify!($name),
                    sort: <$sort as ParameterType>::NAME,
                    domain: Domain::$domain,
                    default: catalog!(@default $($default)?),
                    summary: $about.trim_ascii(),
                },)*
                STRENGTH,
            ],
            shapes: &[$($shape),*],
            capabilities: &[$(Capability::$can),*],
            properties: Properties::of(
                Structure::$lift, &[$(Capability::$can),*], $convex, $normalizer,
            ),
        }),*];

        /// The kind of a penalty and its parameters: what is stored and sent.
        ///
        /// In JSON an object tagged by `kind`; a parameter that the kind does not have is refused, and the strength is 1
        /// where it is not given. Numbers come back exactly.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", try_from = "Map<String, Value>")]
        #[allow(clippy::upper_case_acronyms, reason = "kinds bear the names of the field in every language")]
        #[non_exhaustive]
        pub enum PenaltySpec {$(
            #[doc = $summary]
            $kind {
                $(#[doc = $about] $name: $sort,)*
                /// λ ≥ 0, by which the penalty is multiplied.
                strength: f64,
            },
        )*}

        impl PenaltySpec {
            /// The place of the kind in the catalog.
            #[must_use]
            pub fn index(&self) -> usize {
                #[allow(clippy::upper_case_acronyms)]
                enum Place { $($kind),* }
                match self {
                    $(Self::$kind { .. } => Place::$kind as usize,)*
                }
            }

            pub(super) fn build(self) -> Result<AnyPenalty, CheckError> {
                match self.clone() {$(
                    Self::$kind { $($name,)* strength } => {
                        let penalty = Arc::new($lift::new($($part,)* strength)?);
                        let mut any = AnyPenalty::with(self, penalty.clone());
                        $(catalog!(@can $can any penalty);)*
                        Ok(any)
                    }
                )*}
            }
        }

        impl TryFrom<Map<String, Value>> for PenaltySpec {
            type Error = CheckError;

            fn try_from(mut map: Map<String, Value>) -> Result<Self, CheckError> {
                let kind = map.remove("kind").unwrap_or(Value::Null);
                match kind.as_str() {
                    $(Some(stringify!($kind)) => {
                        let mut reader = Reader::new(stringify!($kind), map);
                        $(let $name = reader.take(stringify!($name), catalog!(@default $($default)?))?;)*
                        let strength = reader.take("strength", STRENGTH.default)?;
                        reader.finish()?;
                        Ok(Self::$kind { $($name,)* strength })
                    })*
                    _ => Err(unknown(&kind)),
                }
            }
        }
    };
    (@default $default:literal) => { Some($default) };
    (@default) => { None };
    (@can Smooth $any:ident $penalty:ident) => { $any.smooth = Some($penalty.clone()) };
    (@can Majorized $any:ident $penalty:ident) => { $any.majorized = Some($penalty.clone()) };
    (@can Shaped $any:ident $penalty:ident) => { $any.shaped = Some($penalty.clone()) };
    (@can DiagonalProx $any:ident $penalty:ident) => { $any.diagonal_prox = Some($penalty.clone()) };
    (@can Prox $any:ident $penalty:ident) => { $any.prox = Some($penalty.clone()) };
}

pub(super) use catalog;
