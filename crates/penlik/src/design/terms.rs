//! Tree → terms: which products of which variables a formula means.
//!
//! A term is a set of variables, told by their numbers; variables are numbered as they appear. Terms are ordered by degree,
//! those of equal degree as they appear: the canonical order of Statistical Models in S, chapter 2, and of R.

use std::collections::{HashMap, HashSet};

use super::algebra::{Item, Terms};
use super::error::DesignError;
use super::response::{categorical_argument, plain_column};
use super::smooths::SmoothCall;
use super::table::Table;
use crate::formula::{Formula, FormulaError, Function, MAX_TERMS, Node, NodeId, Operator, Sign, written_name};

/// A column, or a column as a categorical one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Variable {
    pub column: String,
    /// `C` or `factor`.
    pub call: Option<Function>,
}

impl Variable {
    pub fn label(&self) -> String {
        let column = written_name(&self.column);
        self.call.map_or_else(|| column.clone(), |call| format!("{}({column})", call.name()))
    }
}

/// A set of variables, ascending.
pub(super) type Term = Vec<u32>;

/// What the right side of a formula means for the columns of a table.
#[derive(Debug)]
pub(super) struct Expansion {
    /// The variables with the place where each first appears.
    pub variables: Vec<(Variable, usize)>,
    pub intercept: bool,
    pub terms: Vec<Term>,
    /// The columns under `offset()`.
    pub offsets: Vec<(String, usize)>,
    pub smooths: Vec<SmoothCall>,
}

/// Expands the right side; `.` stands for the columns that are neither in the response, nor under `offset()`, `C()` or `factor()`.
pub(super) fn expand(
    formula: &Formula,
    table: &Table<'_>,
    response: &[(String, usize)],
) -> Result<Expansion, DesignError> {
    let response = response.iter().map(|(name, _)| name.as_str()).collect();
    let mut expander =
        Expander { formula, table, response, variables: Vec::new(), numbers: HashMap::new(), products: 0 };
    let terms = expander.walk()?;
    expander.finish(terms)
}

pub(super) struct Expander<'a> {
    pub formula: &'a Formula,
    table: &'a Table<'a>,
    response: HashSet<&'a str>,
    variables: Vec<(Variable, usize)>,
    numbers: HashMap<Variable, u32>,
    /// Products formed so far.
    pub products: usize,
}

impl Expander<'_> {
    /// Children stand before parents, so one pass over the nodes meets every operand before its operator.
    fn walk(&mut self) -> Result<Terms, DesignError> {
        let root = self.formula.terms();
        let wanted = wanted(self.formula);
        let mut done: Vec<Terms> = Vec::new();
        done.resize_with(root.index() + 1, Terms::default);
        for (index, node) in self.formula.nodes().iter().enumerate().take(root.index() + 1) {
            let Some(id) = wanted[index] else { continue };
            let position = self.formula.span(id).start;
            done[index] = match node {
                Node::Binary { operator: Operator::Power, left, right } => {
                    let base = std::mem::take(&mut done[left.index()]);
                    self.power(base, *right)?
                }
                Node::Binary { operator, left, right } => {
                    let left = std::mem::take(&mut done[left.index()]);
                    let right = std::mem::take(&mut done[right.index()]);
                    self.combine(*operator, left, right, position)?
                }
                Node::Signed { sign: Sign::Plus, operand } => std::mem::take(&mut done[operand.index()]),
                Node::Signed { sign: Sign::Minus, operand } => {
                    let operand = std::mem::take(&mut done[operand.index()]);
                    self.remove(Terms::default(), operand)?
                }
                leaf => self.leaf(id, leaf, position)?,
            };
        }
        Ok(done.pop().unwrap_or_default())
    }

    fn leaf(&mut self, id: NodeId, node: &Node, position: usize) -> Result<Terms, DesignError> {
        let bad = |expected| FormulaError::BadTerm { position, found: self.formula.quote(id), expected };
        match node {
            Node::Name(name) => self.variable(name, None, position),
            Node::Dot => self.dot(position),
            Node::Number(x) if *x == 0.0 || *x == 1.0 => Ok(Terms { intercept: Some(*x == 1.0), ..Terms::default() }),
            Node::Number(_) => Err(bad("the only numbers among the terms are 1 (intercept) and 0 (none)").into()),
            Node::Text(_) => Err(bad("a column is named without quotes, or in back-ticks").into()),
            Node::Call { function: call @ (Function::C | Function::Factor), arguments } => {
                let (column, position) = categorical_argument(self.formula, id, arguments)?;
                self.variable(&column, Some(*call), position)
            }
            Node::Call { function: Function::Offset, arguments } => match arguments.as_slice() {
                [only] => {
                    let (column, position) = plain_column(self.formula, only)?;
                    self.table.require(&column, Some(position))?;
                    Ok(Terms { offsets: vec![(column, position)], ..Terms::default() })
                }
                _ => {
                    let expected = "one column";
                    Err(FormulaError::Arguments { position, function: "offset", expected }.into())
                }
            },
            Node::Call { function: call @ (Function::S | Function::Te | Function::Ti | Function::T2), arguments } => {
                self.smooth(SmoothCall::read(self.formula, id, *call, arguments)?)
            }
            Node::Call { function: Function::Cbind, .. } => Err(bad("cbind() belongs before '~'").into()),
            Node::Call { function, .. } => Err(DesignError::Unsupported {
                construct: format!("{}()", function.name()),
                position,
                expected: "the functions among the terms are s(), te(), ti(), t2(), C(), factor() and offset()",
            }),
            Node::Binary { .. } | Node::Signed { .. } => Ok(Terms::default()),
        }
    }

    fn smooth(&self, call: SmoothCall) -> Result<Terms, DesignError> {
        for covariate in call.covariates.iter().chain(&call.by) {
            self.table.require(&covariate.column, Some(covariate.position))?;
            if self.response.contains(covariate.column.as_str()) {
                let (position, name) = (covariate.position, covariate.column.clone());
                return Err(FormulaError::ResponseAmongTerms { position, name }.into());
            }
        }
        Ok(Terms { smooths: vec![call], ..Terms::default() })
    }

    fn variable(&mut self, column: &str, call: Option<Function>, position: usize) -> Result<Terms, DesignError> {
        self.table.require(column, Some(position))?;
        let number = self.number(Variable { column: column.to_owned(), call }, position);
        Ok(Terms::one(vec![number], position))
    }

    fn number(&mut self, variable: Variable, position: usize) -> u32 {
        let next = self.variables.len() as u32;
        let number = *self.numbers.entry(variable.clone()).or_insert(next);
        if number == next {
            self.variables.push((variable, position));
        }
        number
    }

    fn dot(&mut self, position: usize) -> Result<Terms, DesignError> {
        let taken = elsewhere(self.formula);
        let mut terms = Terms::default();
        let table = self.table;
        let free = |name: &&str| !taken.contains(name) && !self.response.contains(name);
        for name in table.names().filter(free).collect::<Vec<_>>() {
            let number = self.number(Variable { column: name.to_owned(), call: None }, position);
            terms.insert(Item { term: vec![number], position, written: false });
        }
        match terms.items.len() {
            0 => Err(FormulaError::EmptyDot { position }.into()),
            count if count > MAX_TERMS => Err(FormulaError::TooManyTerms { position }.into()),
            _ => Ok(terms),
        }
    }

    pub fn names_response(&self, term: &[u32]) -> bool {
        term.iter().any(|&v| self.response.contains(self.variables[v as usize].0.column.as_str()))
    }

    pub fn label(&self, term: &[u32]) -> String {
        term.iter().map(|&v| self.variables[v as usize].0.label()).collect::<Vec<_>>().join(":")
    }

    fn finish(self, terms: Terms) -> Result<Expansion, DesignError> {
        let root = self.formula.span(self.formula.terms()).start;
        if let Some(item) = terms.live().find(|item| self.names_response(&item.term)) {
            let name = self.label(&item.term);
            return Err(FormulaError::ResponseAmongTerms { position: item.position, name }.into());
        }
        if let Some((name, position)) = terms.offsets.iter().find(|(name, _)| self.response.contains(name.as_str())) {
            let (position, name) = (*position, name.clone());
            return Err(FormulaError::ResponseAmongTerms { position, name }.into());
        }
        let intercept = terms.intercept.unwrap_or(true);
        if terms.places.is_empty() && terms.smooths.is_empty() && !intercept {
            return Err(FormulaError::NoTerms { position: root }.into());
        }
        let mut kept: Vec<Term> = terms.items.into_iter().flatten().map(|item| item.term).collect();
        kept.sort_by_key(Vec::len);
        Ok(Expansion { smooths: terms.smooths, ..used_only(self.variables, intercept, kept, terms.offsets) })
    }
}

/// Leaves out the variables of removed terms; the others keep their order.
fn used_only(
    variables: Vec<(Variable, usize)>,
    intercept: bool,
    mut terms: Vec<Term>,
    offsets: Vec<(String, usize)>,
) -> Expansion {
    let mut number: Vec<Option<u32>> = vec![None; variables.len()];
    terms.iter().flatten().for_each(|&v| number[v as usize] = Some(0));
    number.iter_mut().flatten().zip(0..).for_each(|(slot, next)| *slot = next);
    for v in terms.iter_mut().flatten() {
        *v = number[*v as usize].unwrap_or(0);
    }
    let variables = variables.into_iter().zip(&number).filter(|(_, n)| n.is_some()).map(|(v, _)| v).collect();
    Expansion { variables, intercept, terms, offsets, smooths: Vec::new() }
}

/// The nodes of the right side that stand for terms: not exponents, not what is inside calls.
fn wanted(formula: &Formula) -> Vec<Option<NodeId>> {
    let mut wanted = vec![None; formula.terms().index() + 1];
    let mut todo = vec![formula.terms()];
    while let Some(id) = todo.pop() {
        wanted[id.index()] = Some(id);
        match formula.node(id) {
            Node::Binary { operator: Operator::Power, left, .. } => todo.push(*left),
            Node::Binary { left, right, .. } => todo.extend([*left, *right]),
            Node::Signed { operand, .. } => todo.push(*operand),
            _ => {}
        }
    }
    wanted
}

/// Columns that stand somewhere under `offset()`, `C()`, `factor()` or in a smooth, which `.` leaves to them.
fn elsewhere(formula: &Formula) -> HashSet<&str> {
    let mut taken = HashSet::new();
    for node in formula.nodes() {
        let Node::Call { arguments, .. } = node else {
            continue;
        };
        taken.extend(arguments.iter().filter_map(|argument| match formula.node(argument.value) {
            Node::Name(name) => Some(name.as_str()),
            _ => None,
        }));
    }
    taken
}
