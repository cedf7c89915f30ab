//! How each categorical variable of each term is coded, so that the columns of all terms together span every term.
//!
//! A variable v of a term T is coded by contrasts (all levels but the first) where the term T∖v is already spanned, and by
//! indicators (all levels) where it is not. T∖v is spanned by an earlier term that has the same numeric variables and at
//! least the same categorical ones; the intercept counts as the earlier term of no variables.
//!
//! This is the rule of Statistical Models in S, page 38, and gives R's columns, but for two oversights of R: R counts an
//! earlier term as spanning T∖v although that term multiplies it by a numeric variable (`a:x + a:b` then lacks a
//! column), and without an intercept it codes the first categorical variable by indicators even where nothing is missing
//! (`0 + x + x:a` then has a redundant column).

use std::collections::{HashMap, HashSet};

use super::blueprint::Factor;
use super::stored::Coding;
use super::terms::Term;

/// The factors of every term; `categorical` tells which variables are.
pub(super) fn code(terms: &[Term], categorical: &[bool], intercept: bool) -> Vec<Vec<Factor>> {
    let mut spanned = Spanned::default();
    if intercept {
        spanned.insert(Vec::new(), Vec::new());
    }
    let mut out = Vec::with_capacity(terms.len());
    for term in terms {
        let (classes, numbers): (Term, Term) = term.iter().partition(|&&v| categorical[v as usize]);
        let coding = |v: u32| match categorical[v as usize] {
            false => Coding::Value,
            true if spanned.holds(&numbers, &without(&classes, v)) => Coding::Contrast,
            true => Coding::Indicator,
        };
        out.push(term.iter().map(|&v| Factor { variable: v as usize, coding: coding(v) }).collect());
        spanned.insert(numbers, classes);
    }
    out
}

/// The categorical parts of the terms so far, by numeric part.
#[derive(Default)]
struct Spanned {
    exact: HashSet<(Term, Term)>,
    by_numbers: HashMap<Term, Vec<Term>>,
}

impl Spanned {
    fn insert(&mut self, numbers: Term, classes: Term) {
        self.exact.insert((numbers.clone(), classes.clone()));
        self.by_numbers.entry(numbers).or_default().push(classes);
    }

    fn holds(&self, numbers: &Term, classes: &Term) -> bool {
        let larger = |known: &Term| classes.iter().all(|v| known.binary_search(v).is_ok());
        self.exact.contains(&(numbers.clone(), classes.clone()))
            || self.by_numbers.get(numbers).is_some_and(|all| all.iter().any(larger))
    }
}

fn without(term: &[u32], v: u32) -> Term {
    term.iter().copied().filter(|&other| other != v).collect()
}
