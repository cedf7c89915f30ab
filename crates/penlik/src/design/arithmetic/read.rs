//! Nodes of a formula → steps of an expression. `^` is a power here, `*` a product, `-` a difference.

use super::{Elementary, Expression, Operation, Step, text};
use crate::design::error::DesignError;
use crate::formula::{Argument, Formula, FormulaError, Function, Node, NodeId, Operator, Sign};

impl Expression {
    /// Reads a node with all below it. Returns for each column where it first stands.
    ///
    /// # Errors
    /// ERR_FORMULA at a node that is no arithmetic, and where a function has no argument or several.
    pub fn read(formula: &Formula, root: NodeId) -> Result<(Self, Vec<usize>), DesignError> {
        let mut reader = Reader { formula, steps: Vec::new(), columns: Vec::new(), positions: Vec::new() };
        // A node is met twice: before its operands and, marked, after them.
        let mut todo = vec![(root, false)];
        while let Some((id, below_done)) = todo.pop() {
            match below_done {
                true => reader.close(id)?,
                false => reader.open(id, &mut todo)?,
            }
        }
        let Reader { steps, columns, positions, .. } = reader;
        let text = text::written(&steps, &columns);
        Ok((Self { steps, columns, text }, positions))
    }
}

struct Reader<'a> {
    formula: &'a Formula,
    steps: Vec<Step>,
    columns: Vec<String>,
    positions: Vec<usize>,
}

impl Reader<'_> {
    fn open(&mut self, id: NodeId, todo: &mut Vec<(NodeId, bool)>) -> Result<(), DesignError> {
        match self.formula.node(id) {
            Node::Name(name) => self.column(name, self.formula.span(id).start),
            Node::Number(x) => self.steps.push(Step::Number(*x)),
            Node::Signed { sign: Sign::Plus, operand } => todo.push((*operand, false)),
            Node::Signed { sign: Sign::Minus, operand } => todo.extend([(id, true), (*operand, false)]),
            Node::Binary { left, right, .. } => todo.extend([(id, true), (*right, false), (*left, false)]),
            Node::Call { function, arguments } => {
                let inner = self.argument(id, *function, arguments)?;
                todo.extend([(id, true), (inner, false)]);
            }
            Node::Text(_) => {
                return Err(
                    self.bad(id, "text has no place in arithmetic; a column is named without quotes, or in back-ticks")
                );
            }
            Node::Dot => return Err(self.bad(id, "'.' has no place in arithmetic; name the columns")),
        }
        Ok(())
    }

    fn close(&mut self, id: NodeId) -> Result<(), DesignError> {
        let step = match self.formula.node(id) {
            Node::Signed { .. } => Step::Negate,
            Node::Binary { operator, .. } => Step::Combine(self.operation(id, *operator)?),
            Node::Call { function, .. } => match Elementary::of(*function) {
                Some(function) => Step::Apply(function),
                None => return Err(self.bad(id, NOT_ARITHMETIC)),
            },
            _ => return Ok(()),
        };
        self.steps.push(step);
        Ok(())
    }

    fn column(&mut self, name: &str, position: usize) {
        let known = self.columns.iter().position(|column| column == name);
        let number = known.unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.positions.push(position);
            self.columns.len() - 1
        });
        self.steps.push(Step::Column(number));
    }

    fn operation(&self, id: NodeId, operator: Operator) -> Result<Operation, DesignError> {
        match operator {
            Operator::Add => Ok(Operation::Add),
            Operator::Remove => Ok(Operation::Subtract),
            Operator::Cross => Ok(Operation::Multiply),
            Operator::Nest => Ok(Operation::Divide),
            Operator::Power => Ok(Operation::Power),
            Operator::In | Operator::Interact => {
                Err(self.bad(id, "the operators of arithmetic are + - * / ^; ':' and '%in%' stand between terms"))
            }
        }
    }

    /// The one argument of a function of arithmetic.
    fn argument(&self, id: NodeId, function: Function, arguments: &[Argument]) -> Result<NodeId, DesignError> {
        if Elementary::of(function).is_none() {
            return Err(self.bad(id, NOT_ARITHMETIC));
        }
        let expected =
            "one expression of columns and numbers, such as log(x + 1); for other bases there are log2() and log10()";
        let expected = if function == Function::Log { expected } else { "one expression of columns and numbers" };
        match arguments {
            [only] if only.name.as_deref().is_none_or(|name| name == "x") => Ok(only.value),
            [first, rest @ ..] => {
                let extra = rest.first().unwrap_or(first);
                match extra.name.clone() {
                    Some(name) => {
                        let (position, nearest) = (extra.span.start, None);
                        Err(FormulaError::UnknownArgument { position, function: function.name(), name, nearest }.into())
                    }
                    None => {
                        Err(FormulaError::Arguments { position: extra.span.start, function: function.name(), expected }
                            .into())
                    }
                }
            }
            [] => {
                let position = self.formula.span(id).start;
                Err(FormulaError::Arguments { position, function: function.name(), expected }.into())
            }
        }
    }

    fn bad(&self, id: NodeId, expected: &'static str) -> DesignError {
        FormulaError::BadTerm { position: self.formula.span(id).start, found: self.formula.quote(id), expected }.into()
    }
}

const NOT_ARITHMETIC: &str = "the functions of arithmetic are I, log, log2, log10, log1p, exp, sqrt and abs";
