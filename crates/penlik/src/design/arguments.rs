//! The arguments of a call by parameter, as in R: those with a name first, the others in order.

use super::error::DesignError;
use super::smooths::value::Value;
use crate::formula::{Argument, Formula, FormulaError, Function, NodeId, nearest, snippet};

/// A call with its arguments sorted to the parameters of its function.
pub(super) struct Call<'a> {
    formula: &'a Formula,
    function: &'static str,
    /// Where the call begins.
    pub position: usize,
    parameters: &'static [&'static str],
    given: Vec<Option<&'a Argument>>,
}

impl<'a> Call<'a> {
    /// Sorts the arguments; `expected` says what the function takes.
    ///
    /// # Errors
    /// ERR_FORMULA for an unknown name, one argument twice, too many arguments, and none for the first parameter.
    pub fn sort(
        (formula, id): (&'a Formula, NodeId),
        function: Function,
        arguments: &'a [Argument],
        parameters: &'static [&'static str],
        expected: &'static str,
    ) -> Result<Self, FormulaError> {
        let (position, function) = (formula.span(id).start, function.name());
        let mut given: Vec<Option<&Argument>> = vec![None; parameters.len()];
        for argument in arguments {
            let Some(name) = &argument.name else { continue };
            let Some(place) = parameters.iter().position(|parameter| parameter == name) else {
                let nearest = nearest(name, parameters.iter().copied()).map(str::to_owned);
                let (position, name) = (argument.span.start, snippet(name));
                return Err(FormulaError::UnknownArgument { position, function, name, nearest });
            };
            given[place] = Some(argument);
        }
        for argument in arguments.iter().filter(|argument| argument.name.is_none()) {
            let free = given.iter_mut().find(|place| place.is_none());
            let position = argument.span.start;
            *free.ok_or(FormulaError::Arguments { position, function, expected })? = Some(argument);
        }
        match given.first() {
            Some(None) => Err(FormulaError::Arguments { position, function, expected }),
            _ => Ok(Self { formula, function, position, parameters, given }),
        }
    }

    fn at(&self, parameter: &str) -> Option<&'a Argument> {
        let place = self.parameters.iter().position(|known| *known == parameter)?;
        self.given[place]
    }

    /// The node of an argument.
    pub fn node(&self, parameter: &str) -> Option<NodeId> {
        self.at(parameter).map(|argument| argument.value)
    }

    /// Where an argument begins; the call itself where it is not given.
    pub fn place(&self, parameter: &str) -> usize {
        self.node(parameter).map_or(self.position, |id| self.formula.span(id).start)
    }

    /// A refusal of an argument's value.
    pub fn refuse(&self, parameter: &'static str, expected: impl Into<String>) -> DesignError {
        let found =
            self.node(parameter).map_or_else(|| "absent".to_owned(), |id| format!("'{}'", self.formula.quote(id)));
        let (position, function) = (self.place(parameter), self.function);
        FormulaError::BadArgument { position, function, argument: parameter, found, expected: expected.into() }.into()
    }

    fn value(&self, parameter: &'static str, expected: &str) -> Result<Option<Value>, DesignError> {
        let Some(id) = self.node(parameter) else { return Ok(None) };
        Value::read(self.formula, id).map(Some).map_err(|_| self.refuse(parameter, expected))
    }

    /// A whole number from `least` to `most`; `None` where it is not given.
    pub fn whole(&self, parameter: &'static str, least: usize, most: usize) -> Result<Option<usize>, DesignError> {
        let expected = format!("a whole number from {least} to {most}");
        match self.value(parameter, &expected)? {
            None => Ok(None),
            Some(Value::Number(x)) if x.fract() == 0.0 && x >= least as f64 && x <= most as f64 => Ok(Some(x as usize)),
            Some(_) => Err(self.refuse(parameter, expected)),
        }
    }

    /// TRUE or FALSE.
    pub fn truth(&self, parameter: &'static str, default: bool) -> Result<bool, DesignError> {
        let expected = "TRUE or FALSE";
        match self.value(parameter, expected)? {
            None => Ok(default),
            Some(Value::Truth(truth)) => Ok(truth),
            Some(_) => Err(self.refuse(parameter, expected)),
        }
    }

    /// A number, or `c(…)` of numbers, strictly ascending.
    pub fn ascending(&self, parameter: &'static str) -> Result<Option<Vec<f64>>, DesignError> {
        let expected = "a number, or c(…) of numbers in ascending order";
        let Some(value) = self.value(parameter, expected)? else { return Ok(None) };
        match value.numbers() {
            Some(numbers) if numbers.windows(2).all(|pair| pair[0] < pair[1]) => Ok(Some(numbers)),
            _ => Err(self.refuse(parameter, expected)),
        }
    }
}

/// Numbers as the value of an argument: `2`, `c(1, 2)`.
pub(super) fn written_numbers(numbers: &[f64]) -> String {
    let text = |x: &f64| super::arithmetic::exact_number(*x);
    match numbers {
        [only] => text(only),
        _ => format!("c({})", numbers.iter().map(text).collect::<Vec<_>>().join(", ")),
    }
}
