//! The types that a parameter of a kind may have, and how they are read from JSON.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::check::{CheckError, Code};

/// A type that a parameter may have.
pub(super) trait ParameterType: Sized + Serialize {
    /// Its name in TypeScript.
    const NAME: &'static str;
    /// Its name in words, for messages.
    const WORDS: &'static str;
    /// Whether being absent means something.
    const OPTIONAL: bool = false;

    /// Reads it from JSON.
    fn read(value: &Value) -> Option<Self>;

    /// What it is when it is not given.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether it is written.
    fn is_given(&self) -> bool {
        true
    }
}

impl ParameterType for f64 {
    const NAME: &'static str = "number";
    const WORDS: &'static str = "a number";
    fn read(value: &Value) -> Option<Self> {
        value.as_f64()
    }
}

impl ParameterType for usize {
    const NAME: &'static str = "number";
    const WORDS: &'static str = "a whole number >= 1";
    fn read(value: &Value) -> Option<Self> {
        let x = value.as_f64()?;
        // Whole numbers up to 2⁵³ are exact; larger ones are no counts.
        (x.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&x)).then_some(x as usize)
    }
}

impl ParameterType for bool {
    const NAME: &'static str = "boolean";
    const WORDS: &'static str = "true or false";
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl<T: Element> ParameterType for Vec<T> {
    const NAME: &'static str = T::ARRAY;
    const WORDS: &'static str = <T as Element>::WORDS;
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

/// What an array may consist of.
pub(super) trait Element: ParameterType {
    /// The array in TypeScript.
    const ARRAY: &'static str;
    /// The array in words.
    const WORDS: &'static str;
}

impl Element for f64 {
    const ARRAY: &'static str = "Float64Array | readonly number[]";
    const WORDS: &'static str = "an array of numbers";
}

impl Element for usize {
    const ARRAY: &'static str = "Int32Array | readonly number[]";
    const WORDS: &'static str = "an array of whole numbers >= 0";
}

impl<T: ParameterType> ParameterType for Option<T> {
    const NAME: &'static str = T::NAME;
    const WORDS: &'static str = T::WORDS;
    const OPTIONAL: bool = true;
    fn read(value: &Value) -> Option<Self> {
        T::read(value).map(Some)
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

/// The parameters of a specification that have not been read yet.
pub(super) struct Reader {
    kind: &'static str,
    left: Map<String, Value>,
}

impl Reader {
    pub(super) fn new(kind: &'static str, left: Map<String, Value>) -> Self {
        Self { kind, left }
    }

    pub(super) fn take<T: ParameterType>(&mut self, name: &str, default: Option<T>) -> Result<T, CheckError> {
        match self.left.remove(name) {
            Some(value) => {
                T::read(&value).ok_or_else(|| CheckError::new(Code::Domain, name, shortened(&value), T::WORDS))
            }
            None => default.or_else(T::absent).ok_or_else(|| CheckError::new(Code::Domain, name, "missing", T::WORDS)),
        }
    }

    /// Nothing may be left over.
    pub(super) fn finish(self) -> Result<(), CheckError> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(CheckError::new(
                Code::Domain,
                name.clone(),
                "given",
                format!("no parameter of this name: {} has none", self.kind),
            )),
        }
    }
}

/// A value as a message shows it.
fn shortened(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}
