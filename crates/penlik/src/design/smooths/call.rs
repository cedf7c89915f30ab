//! What a formula says about a smooth: `s(x, k = 20, bs = "cr", by = g)`, `te(u, v, k = c(5, 8))`, `s(log(x), pc = 0)`.

use super::basis::{Refusal, Setting};
use super::catalog::AnyBasis;
use super::value::Value;
use crate::design::arithmetic::Expression;
use crate::design::error::DesignError;
use crate::formula::{Argument, Formula, FormulaError, Function, Node, NodeId, nearest, snippet, written_name};

/// What a smooth is of: a column, or arithmetic of columns.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::design) struct Covariate {
    /// The column; the text of what is computed.
    pub column: String,
    /// What is computed.
    pub of: Option<Expression>,
    /// The columns of the table with their places in the formula.
    pub columns: Vec<(String, usize)>,
    /// Whether numbers are to be levels: `C(x)`, `factor(x)`, `ordered(x)`.
    pub as_levels: bool,
    /// Whether its levels have an order.
    pub ordered: bool,
    pub position: usize,
}

impl Covariate {
    /// The columns of a table that it is made of.
    pub fn columns(&self) -> &[String] {
        self.of.as_ref().map_or(std::slice::from_ref(&self.column), Expression::columns)
    }
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
    /// `pc`: the point at which the smooth is zero; it sums to zero over the data where there is none.
    pub point: Vec<f64>,
    /// Whatever else the basis knows.
    pub settings: Vec<(String, Setting)>,
    /// Where the values of the arguments stand.
    places: Vec<(String, usize)>,
}

impl SmoothCall {
    /// The same without its places in the formula, so that calls that are written alike are equal.
    pub fn without_places(&self) -> Self {
        let bare = |covariate: &Covariate| Covariate {
            position: 0,
            columns: covariate.columns.iter().map(|(name, _)| (name.clone(), 0)).collect(),
            ..covariate.clone()
        };
        let covariates = self.covariates.iter().map(bare).collect();
        Self { position: 0, covariates, by: self.by.as_ref().map(bare), places: Vec::new(), ..self.clone() }
    }
}

/// The arguments, each with the name that R knows and the one that tells more.
const ARGUMENTS: [(&str, &str); 10] = [
    ("k", "size"),
    ("bs", "basis"),
    ("m", "order"),
    ("by", "by"),
    ("knots", "knots"),
    ("sp", "strength"),
    ("fx", "fixed"),
    ("id", "id"),
    ("d", "dimensions"),
    ("pc", "point"),
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
            point: Vec::new(),
            settings: Vec::new(),
            places: Vec::new(),
        };
        for argument in arguments.iter().filter(|argument| argument.name.is_none()) {
            call.covariates.push(covariate(formula, argument)?);
        }
        call.label = call.written();
        if call.covariates.is_empty() {
            let refusal = Refusal::new("covariates", "none", "a column to smooth over, such as s(x)");
            return Err(call.refuse(call.position, refusal));
        }
        call.refuse_repeated()?;
        for argument in arguments {
            if let Some(name) = &argument.name {
                call.take(formula, name, argument)?;
            }
        }
        Ok(call)
    }

    /// The call with its covariates alone; `by` follows where the smooth is multiplied.
    fn written(&self) -> String {
        let names: Vec<String> = self.covariates.iter().map(Covariate::written).collect();
        format!("{}({})", self.function.name(), names.join(","))
    }

    fn refuse_repeated(&self) -> Result<(), DesignError> {
        let columns: Vec<&str> = self.covariates.iter().map(|covariate| covariate.column.as_str()).collect();
        match (1..columns.len()).find(|&k| columns[..k].contains(&columns[k])) {
            None => Ok(()),
            Some(k) => {
                let refusal =
                    Refusal::new("covariates", format!("{} twice", self.covariates[k].written()), "each once");
                Err(self.refuse(self.covariates[k].position, refusal))
            }
        }
    }

    fn take(&mut self, formula: &Formula, name: &str, argument: &Argument) -> Result<(), DesignError> {
        let known = ARGUMENTS.iter().find(|(short, long)| name == *short || name == *long).map(|(short, _)| *short);
        let place = formula.span(argument.value).start;
        let settings = AnyBasis::settings();
        if known.is_none() && !settings.contains(&name) {
            return Err(self.unknown(name, argument.span.start, &settings));
        }
        if self.places.iter().any(|(taken, _)| known == Some(taken.as_str())) {
            return Err(FormulaError::DuplicateArgument { position: argument.span.start, name: name.to_owned() }.into());
        }
        self.places.push((known.unwrap_or(name).to_owned(), place));
        if known == Some("by") {
            let plain = Argument { name: None, ..argument.clone() };
            self.by = Some(covariate(formula, &plain)?);
            return Ok(());
        }
        if known == Some("pc") {
            return self.take_point(formula, argument.value);
        }
        let found = Value::read(formula, argument.value);
        let told = found.as_ref().map_or_else(|_| formula.quote(argument.value), Value::shown);
        let wrong = |expected: &str| self.refuse(place, Refusal::new(name, told.clone(), expected));
        // What is no value at all is nothing that any argument takes.
        let value = found.unwrap_or(Value::List(vec![Value::Truth(false)]));
        match known {
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
            _ => {
                let setting = setting(&value).ok_or_else(|| wrong("a number, a word, or numbers"))?;
                self.settings.push((name.to_owned(), setting));
            }
        }
        Ok(())
    }

    fn unknown(&self, name: &str, position: usize, settings: &[&'static str]) -> DesignError {
        let names = ARGUMENTS.iter().flat_map(|(short, long)| [*short, *long]).chain(settings.iter().copied());
        let expected = match nearest(name, names) {
            Some(near) => format!("'{near}' perhaps, or another argument of {}()", self.function.name()),
            None => "k, bs, m, by, knots, sp, fx, id, pc or d".to_owned(),
        };
        self.refuse(position, Refusal::new(snippet(name), "an unknown argument", expected))
    }

    /// `pc = 0.5`, `pc = c(0.5, 1)` in the order of the covariates, `pc = list(u = 0.5, v = 1)` by their names.
    fn take_point(&mut self, formula: &Formula, id: NodeId) -> Result<(), DesignError> {
        let position = formula.span(id).start;
        let names: Vec<String> = self.covariates.iter().map(|covariate| covariate.column.clone()).collect();
        let refuse = |value: String| {
            let expected = format!("a number for each of {}, the point at which the smooth is zero", names.join(", "));
            self.refuse(position, Refusal::new("pc", value, expected))
        };
        let values = match formula.node(id) {
            Node::Call { function: Function::List | Function::Combine, arguments }
                if arguments.iter().any(|argument| argument.name.is_some()) =>
            {
                let of = |name: &String| arguments.iter().find(|argument| argument.name.as_ref() == Some(name));
                let found: Option<Vec<&Argument>> = names.iter().map(of).collect();
                let found = found.filter(|found| found.len() == arguments.len());
                let found = found.ok_or_else(|| refuse(formula.quote(id)))?;
                let read = |argument: &&Argument| Value::read(formula, argument.value).ok();
                found.iter().map(read).collect::<Option<Vec<_>>>()
            }
            _ => Value::read(formula, id).ok().map(|value| match value {
                Value::List(values) => values,
                one => vec![one],
            }),
        };
        let values = values.ok_or_else(|| refuse(formula.quote(id)))?;
        let numbers: Option<Vec<f64>> = values.iter().map(Value::number).collect();
        let numbers = numbers.filter(|numbers| numbers.len() == names.len());
        self.point = numbers.ok_or_else(|| refuse(formula.quote(id)))?;
        Ok(())
    }

    /// Whether another smooth is of the same columns, times the same.
    pub fn is_same_term(&self, other: &Self) -> bool {
        let times = |call: &Self| call.by.as_ref().map(|by| by.column.clone());
        self.label == other.label && times(self) == times(other)
    }

    /// The refusal of a part of this smooth.
    pub fn refuse(&self, position: usize, refusal: Refusal) -> DesignError {
        DesignError::Smooth { smooth: self.written(), position, refusal: Box::new(refusal) }
    }

    /// A refusal of the basis, at the argument or the covariate that it is about.
    pub fn refuse_part(&self, refusal: Refusal) -> DesignError {
        let argument = self.places.iter().find(|(name, _)| *name == refusal.argument).map(|(_, place)| *place);
        let columns: Vec<&str> = self.covariates.iter().map(|own| own.column.as_str()).collect();
        let all = (columns.join(", ") == refusal.argument).then_some(0);
        let covariate = columns.iter().position(|own| *own == refusal.argument).or(all);
        let covariate = covariate.map(|place| self.covariates[place].position);
        self.refuse(argument.or(covariate).unwrap_or(self.position), refusal)
    }

    /// Everything that is taken from a table.
    pub fn parts(&self) -> impl Iterator<Item = &Covariate> {
        self.covariates.iter().chain(&self.by)
    }
}

impl Covariate {
    /// How a formula writes it.
    pub fn written(&self) -> String {
        if self.of.is_some() { self.column.clone() } else { written_name(&self.column) }
    }
}

fn covariate(formula: &Formula, argument: &Argument) -> Result<Covariate, DesignError> {
    let position = formula.span(argument.value).start;
    let bad = |expected| FormulaError::BadTerm { position, found: formula.quote(argument.value), expected };
    let plain = |column: &String, place, levels: Option<Function>| Covariate {
        column: column.clone(),
        of: None,
        columns: vec![(column.clone(), place)],
        as_levels: levels.is_some(),
        ordered: levels == Some(Function::Ordered),
        position,
    };
    match formula.node(argument.value) {
        Node::Name(column) => Ok(plain(column, position, None)),
        Node::Call { function: function @ (Function::C | Function::Factor | Function::Ordered), arguments } => {
            match arguments.as_slice() {
                [Argument { name: None, value, .. }] => match formula.node(*value) {
                    Node::Name(column) => Ok(plain(column, formula.span(*value).start, Some(*function))),
                    _ => Err(bad("levels are those of one column, such as C(x)").into()),
                },
                _ => Err(bad("levels are those of one column, such as C(x), without contrasts in a smooth").into()),
            }
        }
        _ => {
            let (expression, places) = Expression::read(formula, argument.value)?;
            if expression.columns().is_empty() {
                return Err(
                    bad("a smooth is of columns, or of arithmetic of columns, such as s(x) or s(log(x))").into()
                );
            }
            let columns = expression.columns().iter().cloned().zip(places).collect();
            let column = expression.text().to_owned();
            Ok(Covariate { column, of: Some(expression), columns, as_levels: false, ordered: false, position })
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
