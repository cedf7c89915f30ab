//! Tree → terms: which products of which variables a formula means.
//!
//! A term is a set of variables, told by their numbers; variables are numbered as they appear. Terms are ordered by degree,
//! those of equal degree as they appear: the canonical order of Statistical Models in S, chapter 2, and of R.

use std::collections::{HashMap, HashSet};

use super::algebra::{Item, Terms};
use super::arithmetic::Expression;
use super::error::DesignError;
use super::smooths::SmoothCall;
use super::table::Table;
use super::variable::{self, Kind, Variable};
use crate::formula::{Argument, Formula, FormulaError, Function, MAX_TERMS, Node, NodeId, Operator, Sign};

/// A set of variables, ascending.
pub(super) type Term = Vec<u32>;

/// What stands under `offset()`.
#[derive(Debug)]
pub(super) struct Offset {
    pub of: Expression,
    /// Where its columns stand.
    pub positions: Vec<usize>,
    /// Where the call stands.
    pub position: usize,
}

/// What the right side of a formula means for the columns of a table.
#[derive(Debug)]
pub(super) struct Expansion {
    /// The variables with the place where each first appears.
    pub variables: Vec<(Variable, usize)>,
    pub intercept: bool,
    pub terms: Vec<Term>,
    pub offsets: Vec<Offset>,
    pub smooths: Vec<SmoothCall>,
}

impl Expansion {
    /// An error about the values of a term with the place of the term.
    pub fn locate(&self, error: DesignError) -> DesignError {
        let DesignError::Arithmetic { term, .. } = &error else { return error };
        let variable = self.variables.iter().find(|(variable, _)| variable.label == *term);
        let place = variable.map(|(_, position)| *position);
        let offset = || self.offsets.iter().find(|offset| offset.label() == *term).map(|offset| offset.position);
        let smoothed = || {
            let mut parts = self.smooths.iter().flat_map(SmoothCall::parts);
            parts.find(|part| part.of.is_some() && part.column == *term).map(|part| part.position)
        };
        match place.or_else(offset).or_else(smoothed) {
            Some(place) => error.at(place),
            None => error,
        }
    }
}

impl Offset {
    /// The call in canonical form.
    pub fn label(&self) -> String {
        format!("offset({})", self.of.text())
    }
}

/// Expands the right side; `.` stands for the columns that are neither in the response nor [`elsewhere`].
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
    /// By label.
    numbers: HashMap<String, u32>,
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
            Node::Name(name) => self.variable(Variable::column(name), &[position], position),
            Node::Dot => self.dot(position),
            Node::Number(x) if *x == 0.0 || *x == 1.0 => Ok(Terms { intercept: Some(*x == 1.0), ..Terms::default() }),
            Node::Number(_) => Err(bad("the only numbers among the terms are 1 (intercept) and 0 (none)").into()),
            Node::Text(_) => Err(bad("a column is named without quotes, or in back-ticks").into()),
            Node::Call { function: call @ (Function::S | Function::Te | Function::Ti | Function::T2), arguments } => {
                self.smooth(SmoothCall::read(self.formula, id, *call, arguments)?)
            }
            Node::Call { function: Function::Cbind, .. } => Err(bad("cbind() belongs before '~'").into()),
            Node::Call { function, arguments } => self.call(id, *function, arguments),
            Node::Binary { .. } | Node::Signed { .. } => Ok(Terms::default()),
        }
    }

    fn smooth(&self, call: SmoothCall) -> Result<Terms, DesignError> {
        for part in call.parts() {
            if let Some(of) = &part.of {
                let positions: Vec<usize> = part.columns.iter().map(|(_, position)| *position).collect();
                variable::check_numbers(of, self.table, &positions)?;
            }
            for (column, position) in &part.columns {
                self.table.require(column, Some(*position))?;
                if self.response.contains(column.as_str()) {
                    let (position, name) = (*position, column.clone());
                    return Err(FormulaError::ResponseAmongTerms { position, name }.into());
                }
            }
        }
        Ok(Terms { smooths: vec![call], ..Terms::default() })
    }

    fn call(&mut self, id: NodeId, function: Function, arguments: &[Argument]) -> Result<Terms, DesignError> {
        let position = self.formula.span(id).start;
        if function == Function::Offset {
            let (of, positions) = variable::offset(self.formula, position, arguments)?;
            variable::check_numbers(&of, self.table, &positions)?;
            return Ok(Terms { offsets: vec![Offset { of, positions, position }], ..Terms::default() });
        }
        match Variable::read(self.formula, id, function, arguments)? {
            Some((variable, positions)) => self.variable(variable, &positions, position),
            None => Err(DesignError::Unsupported {
                construct: format!("{}()", function.name()),
                position,
                expected: "the functions among the terms are s, te, ti, t2, C, factor, ordered, offset, I, log and its kin, scale, poly, bs and ns",
            }),
        }
    }

    fn variable(&mut self, variable: Variable, positions: &[usize], position: usize) -> Result<Terms, DesignError> {
        variable.check(self.table, positions)?;
        // A column under C() is told by its own place.
        let position = if let Kind::Levels { .. } = variable.kind { positions[0] } else { position };
        let number = self.number(variable, position);
        Ok(Terms::one(vec![number], position))
    }

    fn number(&mut self, variable: Variable, position: usize) -> u32 {
        let next = self.variables.len() as u32;
        let number = *self.numbers.entry(variable.label.clone()).or_insert(next);
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
            let number = self.number(Variable::column(name), position);
            terms.insert(Item { term: vec![number], position, written: false });
        }
        match terms.items.len() {
            0 => Err(FormulaError::EmptyDot { position }.into()),
            count if count > MAX_TERMS => Err(FormulaError::TooManyTerms { position }.into()),
            _ => Ok(terms),
        }
    }

    pub fn names_response(&self, term: &[u32]) -> bool {
        let mut columns = term.iter().flat_map(|&v| self.variables[v as usize].0.columns());
        columns.any(|column| self.response.contains(column.as_str()))
    }

    pub fn label(&self, term: &[u32]) -> String {
        term.iter().map(|&v| self.variables[v as usize].0.label.as_str()).collect::<Vec<_>>().join(":")
    }

    fn finish(self, terms: Terms) -> Result<Expansion, DesignError> {
        let root = self.formula.span(self.formula.terms()).start;
        if let Some(item) = terms.live().find(|item| self.names_response(&item.term)) {
            let name = self.label(&item.term);
            return Err(FormulaError::ResponseAmongTerms { position: item.position, name }.into());
        }
        let columns = terms.offsets.iter().flat_map(|offset| offset.of.columns().iter().zip(&offset.positions));
        if let Some((name, position)) = columns.into_iter().find(|(name, _)| self.response.contains(name.as_str())) {
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
    offsets: Vec<Offset>,
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

/// Columns that `.` leaves to a function: those under `offset()` and in smooths, and those that `C()`, `factor()`, `ordered()`, `scale()`, `poly()`, `bs()` or
/// `ns()` are made of alone, since the columns of these hold the plain one.
fn elsewhere(formula: &Formula) -> HashSet<&str> {
    let mut taken = HashSet::new();
    for node in formula.nodes() {
        let Node::Call { function, arguments } = node else { continue };
        let plain = |argument: &Argument| match formula.node(argument.value) {
            Node::Name(name) if argument.name.as_deref().is_none_or(|name| name == "x") => Some(name.as_str()),
            _ => None,
        };
        match function {
            Function::Offset | Function::S | Function::Te | Function::Ti | Function::T2 => {
                arguments.iter().for_each(|argument| taken.extend(names_below(formula, argument.value)))
            }
            Function::C
            | Function::Factor
            | Function::Ordered
            | Function::Scale
            | Function::Poly
            | Function::Bs
            | Function::Ns => {
                taken.extend(arguments.iter().take(1).filter_map(plain));
            }
            _ => {}
        }
    }
    taken
}

/// The names under a node.
fn names_below(formula: &Formula, root: NodeId) -> Vec<&str> {
    let (mut names, mut todo) = (Vec::new(), vec![root]);
    while let Some(id) = todo.pop() {
        match formula.node(id) {
            Node::Name(name) => names.push(name.as_str()),
            Node::Binary { left, right, .. } => todo.extend([*left, *right]),
            Node::Signed { operand, .. } => todo.push(*operand),
            Node::Call { arguments, .. } => todo.extend(arguments.iter().map(|argument| argument.value)),
            Node::Number(_) | Node::Text(_) | Node::Dot => {}
        }
    }
    names
}
