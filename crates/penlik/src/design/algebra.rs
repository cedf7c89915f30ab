//! What the operators of a formula do to terms.
//!
//! With terms as sets: `a + b` joins, `a - b` takes away, `a:b` forms the union of every pair, `a*b` = a + b + a:b,
//! `a/b` = a + (all of a):b, `a %in% b` = a:(all of b), `a^n` = the unions of up to n.

use std::collections::HashMap;

use super::error::DesignError;
use super::smooths::SmoothCall;
use super::terms::{Expander, Offset, Term};
use crate::formula::{FormulaError, MAX_TERMS, Node, NodeId, Operator};

/// The most variables in one term.
const MAX_DEGREE: usize = 64;
/// The most products formed while a formula is expanded, duplicates counted.
const MAX_PRODUCTS: usize = 1_000_000;

#[derive(Debug)]
pub(super) struct Item {
    pub term: Term,
    pub position: usize,
    /// Written out in the formula, rather than made by `.` or an operator that makes several terms.
    pub written: bool,
}

/// The meaning of a part of the formula.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// Terms in order of appearance, removed ones blanked.
    pub items: Vec<Option<Item>>,
    pub places: HashMap<Term, usize>,
    /// What the part says about the intercept, if anything.
    pub intercept: Option<bool>,
    pub offsets: Vec<Offset>,
    pub smooths: Vec<SmoothCall>,
}

impl Terms {
    pub fn live(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().flatten()
    }

    pub fn one(term: Term, position: usize) -> Self {
        let mut terms = Self::default();
        terms.insert(Item { term, position, written: true });
        terms
    }

    pub fn insert(&mut self, item: Item) {
        if !self.places.contains_key(&item.term) {
            self.places.insert(item.term.clone(), self.items.len());
            self.items.push(Some(item));
        }
    }

    /// The same terms as made by an operator, so that meeting one of them again is no mistake.
    fn unwritten(mut self) -> Self {
        self.items.iter_mut().flatten().for_each(|item| item.written = false);
        self
    }

    /// Whether it is one term that was written out.
    fn single(&self) -> bool {
        self.places.len() == 1 && self.live().all(|item| item.written)
    }
}

impl Expander<'_> {
    pub fn combine(
        &mut self,
        operator: Operator,
        left: Terms,
        right: Terms,
        position: usize,
    ) -> Result<Terms, DesignError> {
        match operator {
            Operator::Add => self.add(left, right, position),
            Operator::Remove => self.remove(left, right),
            Operator::Interact => self.interact(&left, &right, position),
            Operator::Cross => {
                let products = self.interact(&left, &right, position)?;
                let sum = self.merge(left, right, position)?;
                Ok(self.merge(sum, products, position)?.unwritten())
            }
            Operator::Nest => {
                let products = self.interact(&self.whole(&left, position)?, &right, position)?;
                Ok(self.merge(left, products, position)?.unwritten())
            }
            // Powers are taken before; the arm keeps the match exhaustive.
            Operator::In | Operator::Power => {
                let whole = self.whole(&right, position)?;
                self.interact(&left, &whole, position)
            }
        }
    }

    /// Both; a term that is written out twice is refused.
    fn add(&self, left: Terms, right: Terms, position: usize) -> Result<Terms, DesignError> {
        for item in right.live().filter(|item| item.written) {
            let other = left.places.get(&item.term).and_then(|&i| left.items[i].as_ref());
            if other.is_some_and(|other| other.written) {
                let (position, term) = (item.position, self.label(&item.term));
                return Err(FormulaError::DuplicateTerm { position, term }.into());
            }
        }
        self.merge(left, right, position)
    }

    fn merge(&self, mut left: Terms, right: Terms, position: usize) -> Result<Terms, DesignError> {
        right.items.into_iter().flatten().for_each(|item| left.insert(item));
        left.intercept = right.intercept.or(left.intercept);
        left.offsets.extend(right.offsets);
        for call in right.smooths {
            if left.smooths.iter().any(|other| other.is_same_term(&call)) {
                return Err(FormulaError::DuplicateTerm { position: call.position, term: call.label }.into());
            }
            left.smooths.push(call);
        }
        if left.places.len() > MAX_TERMS {
            return Err(FormulaError::TooManyTerms { position }.into());
        }
        Ok(left)
    }

    pub fn remove(&self, mut left: Terms, right: Terms) -> Result<Terms, DesignError> {
        if let Some(offset) = right.offsets.first() {
            let (term, position) = ("offset()".to_owned(), offset.position);
            return Err(FormulaError::NothingToRemove { position, term }.into());
        }
        for call in &right.smooths {
            match left.smooths.iter().position(|other| other.label == call.label) {
                Some(place) => drop(left.smooths.remove(place)),
                None => {
                    let (position, term) = (call.position, call.label.clone());
                    return Err(FormulaError::NothingToRemove { position, term }.into());
                }
            }
        }
        for item in right.live() {
            match left.places.remove(&item.term) {
                Some(place) => left.items[place] = None,
                // `. - y` is harmless: the dot never held the response.
                None if self.names_response(&item.term) => {}
                None => {
                    let (position, term) = (item.position, self.label(&item.term));
                    return Err(FormulaError::NothingToRemove { position, term }.into());
                }
            }
        }
        left.intercept = right.intercept.map(|stated| !stated).or(left.intercept);
        Ok(left)
    }

    fn interact(&mut self, left: &Terms, right: &Terms, position: usize) -> Result<Terms, DesignError> {
        for side in [left, right] {
            self.only_columns(side, position)?;
        }
        let written = left.single() && right.single();
        let mut out = Terms::default();
        for a in left.live() {
            for b in right.live() {
                self.products += 1;
                out.insert(Item { term: joined(&a.term, &b.term, position)?, position, written });
                if out.places.len() > MAX_TERMS || self.products > MAX_PRODUCTS {
                    return Err(FormulaError::TooManyTerms { position }.into());
                }
            }
        }
        Ok(out)
    }

    pub fn power(&mut self, base: Terms, exponent: NodeId) -> Result<Terms, DesignError> {
        let position = self.formula.span(exponent).start;
        let order = match self.formula.node(exponent) {
            Node::Number(x) if x.fract() == 0.0 && *x >= 1.0 => *x,
            _ => {
                let (found, expected) = (self.formula.quote(exponent), "after '^' stands a whole number from 1 on");
                return Err(FormulaError::BadTerm { position, found, expected }.into());
            }
        };
        self.only_columns(&base, position)?;
        if order == 1.0 {
            return Ok(base);
        }
        let mut out = self.interact(&base, &base, position)?;
        let mut reached = 2.0;
        while reached < order {
            let before = out.places.len();
            out = self.interact(&base, &out, position)?;
            reached += 1.0;
            // Once a factor adds no term, no further one does.
            if out.places.len() == before {
                break;
            }
        }
        Ok(out)
    }

    /// One term of all variables of the part.
    fn whole(&self, part: &Terms, position: usize) -> Result<Terms, DesignError> {
        self.only_columns(part, position)?;
        let mut all = Term::new();
        for item in part.live() {
            all = joined(&all, &item.term, position)?;
        }
        let mut out = Terms::default();
        out.insert(Item { term: all, position, written: part.single() });
        Ok(out)
    }

    fn only_columns(&self, part: &Terms, position: usize) -> Result<(), DesignError> {
        if let Some(smooth) = part.smooths.first() {
            let (position, found) = (smooth.position, smooth.label.clone());
            let expected = "a smooth is only added; for one smooth for each level write by = inside it";
            return Err(FormulaError::BadTerm { position, found, expected }.into());
        }
        if part.intercept.is_none() && part.offsets.is_empty() && !part.places.is_empty() {
            return Ok(());
        }
        let found = match (part.intercept, part.offsets.is_empty()) {
            (_, false) => "offset()",
            (Some(_), _) => "a number",
            (None, _) => "nothing",
        };
        let found = found.to_owned();
        let expected = "an interaction is made of columns; numbers and offset() are only added";
        Err(FormulaError::BadTerm { position, found, expected }.into())
    }
}

/// The union of two ascending sets, refused beyond the limit.
fn joined(a: &[u32], b: &[u32], position: usize) -> Result<Term, FormulaError> {
    let mut out: Term = a.iter().chain(b).copied().collect();
    out.sort_unstable();
    out.dedup();
    match out.len() > MAX_DEGREE {
        true => Err(FormulaError::TooManyVariables { position, limit: MAX_DEGREE }),
        false => Ok(out),
    }
}
