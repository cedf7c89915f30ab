//! The left side of a formula.

use std::collections::HashSet;

use super::arithmetic::Expression;
use super::error::DesignError;
use super::levels;
use super::table::{Column, Table};
use super::variable::{Kind, Variable, check_numbers};
use crate::formula::{Argument, Formula, FormulaError, Function, Node, NodeId};
use crate::linalg::Panels;

/// The response of the kept rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// `y ~ …` with a numeric column, or `log(y) ~ …`.
    Numeric {
        /// The column, or the expression as a formula writes it.
        name: String,
        /// Its values.
        values: Vec<f64>,
    },
    /// `y ~ …` with a categorical column, or `C(y) ~ …`.
    Classes {
        /// The column.
        name: String,
        /// For each row the index of its level.
        codes: Vec<u32>,
        /// The declared levels, even those that no row has; undeclared, the levels that occur.
        levels: Vec<String>,
    },
    /// `cbind(a, b, …) ~ …`: one column of counts for each class.
    Counts {
        /// The columns.
        names: Vec<String>,
        /// Their values, a column for each.
        values: Panels,
    },
}

/// The columns that a left side names, each with its position.
pub(super) struct ResponseSpec {
    pub columns: Vec<(String, usize)>,
    form: Form,
}

#[derive(PartialEq)]
enum Form {
    Plain,
    Categorical,
    Counts,
    /// An expression, and where it stands.
    Arithmetic(Expression, usize),
}

impl ResponseSpec {
    pub fn read(formula: &Formula) -> Result<Self, DesignError> {
        let id = formula.response().ok_or(FormulaError::MissingResponse { position: 0 })?;
        let position = formula.span(id).start;
        match formula.node(id) {
            Node::Name(name) => Ok(Self { columns: vec![(name.clone(), position)], form: Form::Plain }),
            Node::Call { function: Function::Cbind, arguments } => {
                Ok(Self { columns: count_columns(formula, position, arguments)?, form: Form::Counts })
            }
            Node::Call { function, arguments } => Self::call(formula, id, *function, arguments),
            _ => Err(FormulaError::BadResponse { position, found: formula.quote(id) }.into()),
        }
    }

    /// Whether another left side means the same response, wherever it stands.
    pub fn is_same(&self, other: &Self) -> bool {
        let names = |spec: &Self| spec.columns.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let form = match (&self.form, &other.form) {
            (Form::Arithmetic(own, _), Form::Arithmetic(others, _)) => own == others,
            (own, others) => own == others,
        };
        form && names(self) == names(other)
    }

    fn call(formula: &Formula, id: NodeId, function: Function, arguments: &[Argument]) -> Result<Self, DesignError> {
        let position = formula.span(id).start;
        let read = Variable::read(formula, id, function, arguments)?;
        match read.map(|(variable, positions)| (variable.kind, positions)) {
            Some((Kind::Levels { column, written: None, .. }, positions)) => {
                Ok(Self { columns: [column].into_iter().zip(positions).collect(), form: Form::Categorical })
            }
            Some((Kind::Computed { of, transform: None }, positions)) => {
                let columns = of.columns().iter().cloned().zip(positions).collect();
                Ok(Self { columns, form: Form::Arithmetic(of, position) })
            }
            _ => {
                let expected =
                    "a response is one column, arithmetic such as log(column), C(column) or cbind(column, column, …)";
                Err(DesignError::Unsupported { construct: formula.quote(id), position, expected })
            }
        }
    }

    /// Whether the columns of an expression exist and are numeric.
    pub fn check(&self, table: &Table<'_>) -> Result<(), DesignError> {
        let Form::Arithmetic(of, position) = &self.form else { return Ok(()) };
        let positions: Vec<usize> = self.columns.iter().map(|(_, position)| *position).collect();
        check_numbers(of, table, &positions)?;
        if of.columns().is_empty() {
            let (position, found) = (*position, of.text().to_owned());
            return Err(FormulaError::BadResponse { position, found }.into());
        }
        Ok(())
    }

    /// The response of the rows; the columns have been looked up before.
    pub fn decode(
        &self,
        table: &Table<'_>,
        rows: &[usize],
        declared: &[(String, Vec<String>)],
    ) -> Result<Response, DesignError> {
        if let Form::Arithmetic(of, position) = &self.form {
            of.columns().iter().try_for_each(|name| levels::refuse_declared(name, declared))?;
            let values = of.evaluate(of.text(), table, rows).map_err(|error| error.at(*position))?;
            return Ok(Response::Numeric { name: of.text().to_owned(), values });
        }
        let (name, position) = &self.columns[0];
        let column = table.require(name, Some(*position))?;
        match (&self.form, column) {
            (Form::Counts, _) => self.counts(table, rows, declared),
            (Form::Plain, Column::Numeric(values)) => {
                levels::refuse_declared(name, declared)?;
                Ok(Response::Numeric { name: name.clone(), values: rows.iter().map(|&i| values[i]).collect() })
            }
            _ => {
                let levels = levels::decide(name, &column, rows, declared)?;
                let codes = levels::codes(name, &column, rows, &levels)?;
                Ok(Response::Classes { name: name.clone(), codes, levels })
            }
        }
    }

    fn counts(
        &self,
        table: &Table<'_>,
        rows: &[usize],
        declared: &[(String, Vec<String>)],
    ) -> Result<Response, DesignError> {
        let mut values = Panels::zeros(rows.len(), self.columns.len());
        for (j, (name, position)) in self.columns.iter().enumerate() {
            levels::refuse_declared(name, declared)?;
            let column = table.require(name, Some(*position))?;
            let Column::Numeric(numbers) = column else {
                let (column, found) = (name.clone(), column.type_name());
                return Err(DesignError::WrongType { column, found, expected: "numeric", position: Some(*position) });
            };
            values.set_column(j, rows.iter().map(|&i| numbers[i]));
        }
        Ok(Response::Counts { names: self.columns.iter().map(|(name, _)| name.clone()).collect(), values })
    }
}

/// An argument that has to be the name of a column.
fn plain_column(formula: &Formula, argument: &Argument) -> Result<(String, usize), DesignError> {
    let position = argument.span.start;
    match formula.node(argument.value) {
        Node::Name(name) if argument.name.is_none() => Ok((name.clone(), formula.span(argument.value).start)),
        _ => {
            let span = argument.span;
            let construct = format!("'{}'", crate::formula::snippet(&formula.text()[span.start..span.end]));
            Err(DesignError::Unsupported { construct, position, expected: "write the name of a column here" })
        }
    }
}

fn count_columns(
    formula: &Formula,
    position: usize,
    arguments: &[Argument],
) -> Result<Vec<(String, usize)>, DesignError> {
    if arguments.len() < 2 {
        let expected = "two columns of counts or more";
        return Err(FormulaError::Arguments { position, function: "cbind", expected }.into());
    }
    let mut seen = HashSet::new();
    let mut columns = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let (name, position) = plain_column(formula, argument)?;
        if !seen.insert(name.clone()) {
            return Err(FormulaError::DuplicateArgument { position, name }.into());
        }
        columns.push((name, position));
    }
    Ok(columns)
}
