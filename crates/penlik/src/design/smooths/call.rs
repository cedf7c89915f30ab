//! What a formula says about a smooth: `s(x, k = 20, bs = "cr", by = g)`, `te(u, v, k = c(5, 8))`.

use super::basis::{Refusal, Setting};
use super::value::Value;
use crate::design::error::DesignError;
use crate::formula::{Argument, Formula, Function, Node, NodeId, nearest, snippet, written_name};

/// A column that a smooth is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::design) struct Covariate {
    pub column: String,
    /// Whether numbers are to be levels: `C(x)`, `factor(x)`, `ordered(x)`.
    pub as_levels: bool,
    /// Whether its levels have an order.
    pub ordered: bool,
    pub position: usize,
}

/// A smooth as written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::design) struct SmoothCall {
    pub function: Function,
    pub position: usize,
    /// `s(x)`, `te(u,v)`: the call with its covariates alone.
    pub label: String,
    pub covariates: Vec<Covariate>,
    pub by: Option<Covariate>,
    /// `bs`, one for each margin; the default where empty.
    pub bases: Vec<String>,
    /// `k`, one for each margin or one for all; the basis's own where empty.
    pub sizes: Vec<usize>,
    /// `m`, a list for each margin or one for all.
    pub orders: Vec<Vec<f64>>,
    /// `knots`, a list for each covariate.
    pub knots: Vec<Vec<f64>>,
    /// `d`: covariates in each margin.
    pub dimensions: Vec<usize>,
    /// `sp`: λ for each penalty, negative ones to be estimated.
    pub strengths: Vec<f64>,
    /// `fx`: not penalised.
    pub fixed: bool,
    /// `id`: smooths of one id share strengths and size.
    pub id: Option<String>,
    /// Whatever else the basis knows.
    pub settings: Vec<(String, Setting)>,
}

impl SmoothCall {
    /// The same without its places in the formula, so that calls that are written alike are equal.
    pub fn without_places(&self) -> Self {
        let bare = |covariate: &Covariate| Covariate { position: 0, ..covariate.clone() };
        let covariates = self.covariates.iter().map(bare).collect();
        Self { position: 0, covariates, by: self.by.as_ref().map(bare), ..self.clone() }
    }
}

/// The arguments, each with the name that R knows and the one that tells more.
const ARGUMENTS: [(&str, &str); 9] = [
    ("k", "size"),
    ("bs", "basis"),
    ("m", "order"),
    ("by", "by"),
    ("knots", "knots"),
    ("sp", "strength"),
    ("fx", "fixed"),
    ("id", "id"),
    ("d", "dimensions"),
];

/// Names that a basis may read as it likes.
const SETTINGS: [&str; 15] = [
    "xt",
    "base",
    "range",
    "power",
    "full",
    "np",
    "mc",
    "spacing",
    "seed",
    "maxKnots",
    "kernel",
    "trend",
    "neighbours",
    "penalty",
    "shared",
];

/// The most functions that may be asked for.
const MAX_SIZE: f64 = 1e5;

impl SmoothCall {
    /// Reads a call.
    ///
    /// # Errors
    /// ERR_FORMULA at the argument that is not understood.
    pub fn read(
        formula: &Formula,
        id: NodeId,
        function: Function,
        arguments: &[Argument],
    ) -> Result<Self, DesignError> {
        let mut call = Self {
            function,
            position: formula.span(id).start,
            label: String::new(),
            covariates: Vec::new(),
            by: None,
            bases: Vec::new(),
            sizes: Vec::new(),
            orders: Vec::new(),
            knots: Vec::new(),
            dimensions: Vec::new(),
            strengths: Vec::new(),
            fixed: false,
            id: None,
            settings: Vec::new(),
        };
        for argument in arguments {
            match &argument.name {
                None => call.covariates.push(covariate(formula, argument)?),
                Some(name) => call.take(formula, name, argument)?,
            }
        }
        call.label = call.written();
        if call.covariates.is_empty() {
            return Err(
                call.refuse(call.position, Refusal::new("covariates", "none", "a column to smooth over, such as s(x)"))
            );
        }
        Ok(call)
    }

    /// The call with its covariates alone; `by` follows where the smooth is multiplied.
    fn written(&self) -> String {
        let names: Vec<String> = self.covariates.iter().map(|covariate| written_name(&covariate.column)).collect();
        format!("{}({})", self.function.name(), names.join(","))
    }

    fn take(&mut self, formula: &Formula, name: &str, argument: &Argument) -> Result<(), DesignError> {
        let known = ARGUMENTS.iter().find(|(short, long)| name == *short || name == *long);
        let position = argument.span.start;
        if let Some(("by", _)) = known {
            let plain = Argument { name: None, ..argument.clone() };
            self.by = Some(covariate(formula, &plain)?);
            return Ok(());
        }
        let value = Value::read(formula, argument.value)?;
        let wrong = |expected: &str| self.refuse(position, Refusal::new(name, value.shown(), expected));
        match known.map(|(short, _)| *short) {
            Some("k") => {
                self.sizes =
                    whole(&value, 1.0).ok_or_else(|| wrong("a whole number from 1 to 100000, or c(…) of them"))?
            }
            Some("d") => self.dimensions = whole(&value, 1.0).ok_or_else(|| wrong("whole numbers >= 1"))?,
            Some("bs") => {
                self.bases = value.words().ok_or_else(|| wrong("the name of a basis in quotes, or c(…) of names"))?
            }
            Some("m") => self.orders = value.number_lists().ok_or_else(|| wrong("a number, or c(…) of numbers"))?,
            Some("knots") => self.knots = value.number_lists().ok_or_else(|| wrong("numbers, or list(c(…), c(…))"))?,
            Some("sp") => {
                self.strengths =
                    value.numbers().ok_or_else(|| wrong("a number, or c(…) of numbers; -1 for one to be estimated"))?
            }
            Some("fx") => {
                self.fixed = if let Value::Truth(truth) = value { truth } else { return Err(wrong("TRUE or FALSE")) }
            }
            Some("id") => self.id = Some(identity(&value).ok_or_else(|| wrong("a word or a number"))?),
            _ if name == "neighbours" => {
                let expected = "list(c(…), c(…)): for each level its neighbours, counted from 1";
                let neighbours = neighbours(&value).ok_or_else(|| wrong(expected))?;
                self.settings.push((name.to_owned(), neighbours));
            }
            _ if SETTINGS.contains(&name) => {
                let setting = setting(&value).ok_or_else(|| wrong("a number, a word, or numbers"))?;
                self.settings.push((name.to_owned(), setting));
            }
            _ => {
                let names = ARGUMENTS.iter().flat_map(|(short, long)| [*short, *long]).chain(SETTINGS);
                let expected = match nearest(name, names) {
                    Some(near) => format!("'{near}' perhaps, or another argument of {}()", self.function.name()),
                    None => "k, bs, m, by, knots, sp, fx, id or d".to_owned(),
                };
                return Err(self.refuse(position, Refusal::new(snippet(name), "an unknown argument", expected)));
            }
        }
        Ok(())
    }

    /// Whether another smooth is of the same columns, times the same.
    pub fn is_same_term(&self, other: &Self) -> bool {
        let times = |call: &Self| call.by.as_ref().map(|by| by.column.clone());
        self.label == other.label && times(self) == times(other)
    }

    /// The refusal of a part of this smooth.
    pub fn refuse(&self, position: usize, refusal: Refusal) -> DesignError {
        DesignError::Smooth { smooth: self.written(), position, refusal }
    }
}

fn covariate(formula: &Formula, argument: &Argument) -> Result<Covariate, DesignError> {
    let position = formula.span(argument.value).start;
    let (inner, as_levels, ordered) = match formula.node(argument.value) {
        Node::Call { function: Function::C | Function::Factor, arguments } => (arguments.first(), true, false),
        Node::Call { function: Function::Ordered, arguments } => (arguments.first(), true, true),
        _ => (Some(argument), false, false),
    };
    match inner.map(|inner| formula.node(inner.value)) {
        Some(Node::Name(column)) => Ok(Covariate { column: column.clone(), as_levels, ordered, position }),
        _ => {
            let expected = "a smooth is of columns: write names, or C(name) for numbers that are levels";
            Err(crate::formula::FormulaError::BadTerm { position, found: formula.quote(argument.value), expected }
                .into())
        }
    }
}

fn whole(value: &Value, least: f64) -> Option<Vec<usize>> {
    let numbers = value.numbers()?;
    let right = |x: &f64| x.fract() == 0.0 && *x >= least && *x <= MAX_SIZE;
    numbers.iter().all(right).then(|| numbers.iter().map(|x| *x as usize).collect())
}

fn identity(value: &Value) -> Option<String> {
    match value {
        Value::Word(word) => Some(word.clone()),
        Value::Number(x) => Some(x.to_string()),
        _ => None,
    }
}

/// The places of neighbours, counted from 0.
fn neighbours(value: &Value) -> Option<Setting> {
    let place = |x: &f64| (x.fract() == 0.0 && *x >= 1.0 && *x <= MAX_SIZE).then(|| *x as usize - 1);
    let lists = value.number_lists()?;
    let lists: Option<Vec<Vec<usize>>> = lists.iter().map(|list| list.iter().map(place).collect()).collect();
    lists.map(Setting::Neighbours)
}

fn setting(value: &Value) -> Option<Setting> {
    match value {
        Value::Number(x) => Some(Setting::Number(*x)),
        Value::Truth(truth) => Some(Setting::Number(f64::from(u8::from(*truth)))),
        Value::Word(word) => Some(Setting::Word(word.clone())),
        Value::List(_) => value.numbers().map(Setting::Numbers),
    }
}
