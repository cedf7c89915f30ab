//! What one entry of the catalog expands to.
//!
//! ```text
//! /// One sentence.
//! Kind = "formula" {
//!     /// One sentence.
//!     parameter: type as Domain,              // or `… as Domain = default`, or `… as Domain like "JSON of an example"`
//! } as Lift(parts built from the parameters?), can [capabilities], shapes [names], convex: bool, normalizer: bool;
//! ```
//!
//! `Lift::new(parts, strength)` is the penalty. The structure is the lift's name, or follows it: `as Lift(…) in Structure`. Then
//! may come a point to try it at, `at "[[1, 2], [3, 4]]"`; without one a row of three numbers is taken.
//!
//! `normalizer: true` goes with the capability `Normalized`; `normalizer: false because "reason"` says why there is none.
//!
//! A capability that the type of the penalty does not have is a compile error here.

macro_rules! catalog {
    ($(
        #[doc = $summary:literal]
        $kind:ident = $formula:literal {$(
            #[doc = $about:literal]
            $name:ident : $sort:ty as $domain:ident $(= $default:literal)? $(like $example:literal)?
        ),* $(,)?}
        as $lift:ident ( $($part:expr),* ) $(in $structure:ident)? $(at $point:literal)?,
        can [$($can:ident),*], shapes [$($shape:literal),*], convex: $convex:literal, normalizer: $normalizer:literal $(because $reason:literal)?;
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
                    default: catalog!(@text $($default)?),
                    optional: catalog!(@given $($default)?) || <$sort as ParameterType>::OPTIONAL,
                    example: catalog!(@json $($example)?),
                    summary: $about.trim_ascii(),
                },)*
                STRENGTH,
            ],
            shapes: &[$($shape),*],
            capabilities: &[$(Capability::$can),*],
            properties: Properties::of(
                catalog!(@structure $lift $($structure)?), &[$(Capability::$can),*], $convex, $normalizer,
            ),
            no_normalizer: catalog!(@reason $($reason)?),
            point: catalog!(@point $($point)?),
        }),*];

        /// The kind of a penalty and its parameters: what is stored and sent.
        ///
        /// In JSON an object tagged by `kind`; a parameter that the kind does not have is refused, and the strength is 1
        /// where it is not given. Numbers come back exactly.
        #[derive(Debug, Clone, PartialEq, Deserialize)]
        #[serde(try_from = "Map<String, Value>")]
        #[allow(clippy::upper_case_acronyms, reason = "kinds bear the names of the field in every language")]
        #[allow(non_snake_case, reason = "parameters bear one name in every language")]
        #[non_exhaustive]
        pub enum PenaltySpec {$(
            #[doc = $summary]
            $kind {
                $(#[doc = $about] $name: $sort,)*
                /// λ ≥ 0, by which the penalty is multiplied.
                strength: f64,
            },
        )*
            /// A penalty made from others.
            Combined(Box<Combination>),
        }

        impl PenaltySpec {
            /// The place of the kind in the catalog; combinations come after it.
            #[must_use]
            pub fn index(&self) -> usize {
                #[allow(clippy::upper_case_acronyms)]
                enum Place { $($kind),* }
                match self {
                    $(Self::$kind { .. } => Place::$kind as usize,)*
                    Self::Combined(combination) => CATALOG.len() + combination.place(),
                }
            }

            #[allow(non_snake_case)]
            pub(super) fn build(self) -> Result<AnyPenalty, CheckError> {
                match self.clone() {$(
                    Self::$kind { $($name,)* strength } => {
                        let penalty = Arc::new($lift::new($($part,)* strength)?);
                        let mut any = AnyPenalty::with(self, penalty.clone());
                        $(catalog!(@can $can any penalty);)*
                        Ok(any)
                    }
                )*
                    Self::Combined(combination) => combination.build(),
                }
            }
        }

        impl Serialize for PenaltySpec {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if let Self::Combined(combination) = self {
                    return combination.serialize(serializer);
                }
                let mut map = serializer.serialize_map(None)?;
                match self {$(
                    Self::$kind { $($name,)* strength } => {
                        map.serialize_entry("kind", stringify!($kind))?;
                        $(if $name.is_given() {
                            map.serialize_entry(stringify!($name), $name)?;
                        })*
                        map.serialize_entry("strength", strength)?;
                    }
                )*
                    Self::Combined(_) => {}
                }
                map.end()
            }
        }

        impl TryFrom<Map<String, Value>> for PenaltySpec {
            type Error = CheckError;

            #[allow(non_snake_case)]
            fn try_from(mut map: Map<String, Value>) -> Result<Self, CheckError> {
                let kind = map.remove("kind").unwrap_or(Value::Null);
                match kind.as_str() {
                    $(Some(stringify!($kind)) => {
                        let mut reader = Reader::new(stringify!($kind), map);
                        $(let $name = reader.take(stringify!($name), catalog!(@default $($default)?))?;)*
                        let strength = reader.take("strength", Some(1.0))?;
                        reader.finish()?;
                        Ok(Self::$kind { $($name,)* strength })
                    })*
                    Some(name) => match Combination::read(name, map) {
                        Some(read) => read.map(|combination| Self::Combined(Box::new(combination))),
                        None => Err(unknown(&kind)),
                    },
                    _ => Err(unknown(&kind)),
                }
            }
        }
    };
    (@default $default:literal) => { Some($default) };
    (@default) => { None };
    (@text $default:literal) => { Some(Json(stringify!($default))) };
    (@text) => { None };
    (@given $default:literal) => { true };
    (@given) => { false };
    (@json $example:literal) => { Some(Json($example)) };
    (@json) => { None };
    (@structure $lift:ident $structure:ident) => { Structure::$structure };
    (@structure $lift:ident) => { Structure::$lift };
    (@point $point:literal) => { Json($point) };
    (@point) => { Json("[1, -2, 0]") };
    (@reason $reason:literal) => { $reason };
    (@reason) => { "" };
    (@can Smooth $any:ident $penalty:ident) => { $any.smooth = Some($penalty.clone()) };
    (@can Majorized $any:ident $penalty:ident) => { $any.majorized = Some($penalty.clone()) };
    (@can Shaped $any:ident $penalty:ident) => { $any.shaped = Some($penalty.clone()) };
    (@can DiagonalProx $any:ident $penalty:ident) => { $any.diagonal_prox = Some($penalty.clone()) };
    (@can Prox $any:ident $penalty:ident) => { $any.prox = Some($penalty.clone()) };
    (@can Normalized $any:ident $penalty:ident) => { $any.normalized = Some($penalty.clone()) };
}

pub(super) use catalog;
