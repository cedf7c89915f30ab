//! The penalties of F and the entries that each of them lies on.

use std::borrow::Cow;

use super::blocks::{Blocks, Unit};
use super::entries::Entries;
use crate::check::{CheckError, Code};
use crate::linalg::Workers;
use crate::penalties::{AnyPenalty, Block, EntryProx, PenaltyError, PenaltySpec, Prox, Smooth};

/// One penalty on a block of entries.
pub struct Term<'a> {
    source: Source<'a>,
    columns: Option<Vec<usize>>,
    width: Option<usize>,
}

enum Source<'a> {
    Catalog(Box<AnyPenalty>),
    Own { name: &'a str, prox: &'a dyn Prox, convex: bool },
}

impl Term<'static> {
    /// A penalty of the catalog on all entries.
    #[must_use]
    pub fn new(penalty: &AnyPenalty) -> Self {
        Self { source: Source::Catalog(Box::new(penalty.clone())), columns: None, width: None }
    }
}

impl<'a> Term<'a> {
    /// A function of your own that is known by its proximal map.
    #[must_use]
    pub fn with_prox(name: &'a str, prox: &'a dyn Prox, convex: bool) -> Self {
        Self { source: Source::Own { name, prox, convex }, columns: None, width: None }
    }

    /// On these entries only, in this order.
    #[must_use]
    pub fn on(mut self, columns: Vec<usize>) -> Self {
        self.columns = Some(columns);
        self
    }

    /// The block is a matrix with rows of this many entries; without it, one row.
    #[must_use]
    pub fn in_rows_of(mut self, width: usize) -> Self {
        self.width = Some(width);
        self
    }
}

impl Term<'_> {
    fn name(&self) -> &str {
        match &self.source {
            Source::Catalog(penalty) => penalty.entry().kind,
            Source::Own { name, .. } => name,
        }
    }

    fn convex(&self) -> bool {
        match &self.source {
            Source::Catalog(penalty) => penalty.properties().convex,
            Source::Own { convex, .. } => *convex,
        }
    }

    fn catalog(&self) -> Option<&AnyPenalty> {
        match &self.source {
            Source::Catalog(penalty) => Some(penalty),
            Source::Own { .. } => None,
        }
    }

    fn smooth(&self) -> Option<&dyn Smooth> {
        self.catalog()?.smooth().ok()
    }

    fn prox(&self) -> Option<&dyn Prox> {
        match &self.source {
            Source::Catalog(penalty) => penalty.prox().ok(),
            Source::Own { prox, .. } => Some(*prox),
        }
    }

    fn entrywise(&self) -> Option<&dyn EntryProx> {
        self.catalog()?.diagonal_prox().ok()?.entrywise()
    }

    fn elastic(&self) -> Option<[f64; 2]> {
        elastic(self.catalog()?.spec())
    }

    fn entries(&self, dimension: usize) -> impl Iterator<Item = usize> {
        let all = if self.columns.is_none() { dimension } else { 0 };
        self.columns.iter().flatten().copied().chain(0..all)
    }
}

/// l1·|x| + ½·l2·x² on every entry, for the kinds that are of this form.
fn elastic(spec: &PenaltySpec) -> Option<[f64; 2]> {
    match *spec {
        PenaltySpec::L1 { strength } => Some([strength, 0.0]),
        PenaltySpec::Ridge { strength } => Some([0.0, strength]),
        PenaltySpec::ElasticNet { l1, l2, strength } => Some([strength * l1, strength * l2]),
        _ => None,
    }
}

/// All penalties of F, each with its part in it settled.
pub struct Terms<'a> {
    dimension: usize,
    placed: Vec<Placed<'a>>,
    /// For every entry the term whose proximal map moves it, and its place there.
    owners: Vec<Option<(u32, u32)>>,
}

struct Placed<'a> {
    term: Term<'a>,
    by_prox: bool,
    width: usize,
}

impl<'a> Terms<'a> {
    /// Settles which penalties act through derivatives and which through their proximal map. A kind that has both acts through
    /// its map unless another one holds its entries.
    pub fn new(dimension: usize, terms: Vec<Term<'a>>) -> Result<Self, PenaltyError> {
        let mut owners = vec![None; dimension];
        let mut by_prox = vec![false; terms.len()];
        for (j, term) in terms.iter().enumerate() {
            check_columns(&format!("terms[{j}].columns"), term.columns.as_deref(), dimension)?;
        }
        for flexible in [false, true] {
            for (j, term) in terms.iter().enumerate().filter(|(_, term)| term.smooth().is_some() == flexible) {
                let holder = term.entries(dimension).find_map(|i| owners[i]).map(|(holder, _): (u32, u32)| holder);
                by_prox[j] = match (term.prox(), holder) {
                    (Some(_), None) => true,
                    _ if flexible => false,
                    (Some(_), Some(other)) => return Err(contested(j, term, other as usize, &terms).into()),
                    (None, _) => return Err(helpless(j, term).into()),
                };
                if by_prox[j] {
                    let own = |(at, i): (usize, usize)| owners[i] = Some((j as u32, at as u32));
                    term.entries(dimension).enumerate().for_each(own);
                }
            }
        }
        let placed = terms.into_iter().zip(by_prox).enumerate();
        let placed = placed.map(|(j, (term, by_prox))| Placed::new(j, term, by_prox, dimension));
        Ok(Self { dimension, placed: placed.collect::<Result<_, _>>()?, owners })
    }

    /// The number of entries of x.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The number of terms.
    #[must_use]
    pub fn count(&self) -> usize {
        self.placed.len()
    }

    /// Whether every penalty is convex.
    #[must_use]
    pub fn convex(&self) -> bool {
        self.placed.iter().all(|p| p.term.convex())
    }

    /// Whether no term acts through derivatives.
    pub(super) fn all_mapped(&self) -> bool {
        self.placed.iter().all(|placed| placed.by_prox)
    }

    /// Proximal steps stay below it.
    pub(super) fn step_limit(&self) -> f64 {
        self.mapped().map(|(_, _, prox)| prox.step_limit()).fold(f64::INFINITY, f64::min)
    }

    /// Adds the gradients of the smooth terms, writes their values, and gives their sum.
    pub(super) fn add_smooth(
        &self,
        x: &[f64],
        gradient: &mut [f64],
        values: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        let mut sum = 0.0;
        for (j, placed) in self.placed.iter().enumerate().filter(|(_, placed)| !placed.by_prox) {
            let Some(smooth) = placed.term.smooth() else { continue };
            let block = placed.gather(x);
            let mut out = vec![0.0; block.len()];
            values[j] = smooth.value_gradient(Block::new(&block, placed.width)?, &mut out, workers)?;
            sum += values[j];
            placed.term.entries(self.dimension).zip(out).for_each(|(i, g)| gradient[i] += g);
        }
        Ok(sum)
    }

    /// out = the proximal maps of all blocks at x, entries without one as they are; writes the values there and gives their sum.
    pub(super) fn prox(
        &self,
        x: &[f64],
        step: f64,
        out: &mut [f64],
        values: &mut [f64],
        workers: &Workers,
    ) -> Result<f64, PenaltyError> {
        out.copy_from_slice(x);
        let mut sum = 0.0;
        for (j, placed, prox) in self.mapped() {
            let block = placed.gather(x);
            let mut moved = vec![0.0; block.len()];
            values[j] = prox.prox(Block::new(&block, placed.width)?, step, &mut moved, workers)?;
            sum += values[j];
            placed.term.entries(self.dimension).zip(moved).for_each(|(i, z)| out[i] = z);
        }
        Ok(sum)
    }

    /// The values of the terms that act through their maps, and their sum; infinite outside the set of an indicator.
    pub(super) fn mapped_values(&self, x: &[f64], values: &mut [f64], workers: &Workers) -> f64 {
        let mut sum = 0.0;
        for (j, placed, prox) in self.mapped() {
            let block = placed.gather(x);
            let value = Block::new(&block, placed.width).map_err(PenaltyError::from);
            values[j] = value.and_then(|block| prox.value(block, workers)).unwrap_or(f64::INFINITY);
            sum += values[j];
        }
        sum
    }

    /// Refuses blocks whose shape does not fit their penalties.
    pub(super) fn check(&self, workers: &Workers) -> Result<(), PenaltyError> {
        let zeros = vec![0.0; self.dimension];
        for (_, placed, prox) in self.mapped() {
            prox.value(Block::new(&placed.gather(&zeros), placed.width)?, workers)?;
        }
        Ok(())
    }

    fn mapped(&self) -> impl Iterator<Item = (usize, &Placed<'a>, &dyn Prox)> {
        let placed = self.placed.iter().enumerate().filter(|(_, placed)| placed.by_prox);
        placed.filter_map(|(j, placed)| placed.term.prox().map(|prox| (j, placed, prox)))
    }

    /// The values of all terms.
    pub(super) fn values_at(&self, x: &[f64], workers: &Workers) -> Result<Vec<f64>, PenaltyError> {
        let mut values = vec![0.0; self.count()];
        self.mapped_values(x, &mut values, workers);
        self.add_smooth(x, &mut vec![0.0; x.len()], &mut values, workers)?;
        Ok(values)
    }

    /// The same block by block, where every term acts entry by entry or group by group.
    pub(super) fn blocks(&self) -> Result<Option<Blocks<'_>>, PenaltyError> {
        let mut alone = vec![true; self.dimension];
        let (mut units, mut scalars) = (Vec::new(), Vec::new());
        for placed in &self.placed {
            let entrywise = if placed.by_prox { placed.term.entrywise() } else { None };
            scalars.push(entrywise);
            if !placed.by_prox || entrywise.is_some() {
                continue;
            }
            let Some(penalty) = placed.term.prox().and_then(Prox::groupwise) else { return Ok(None) };
            let entries: Vec<usize> = placed.term.entries(self.dimension).collect();
            for (group, weight) in penalty.groups(entries.len(), placed.width)? {
                let group: Vec<usize> = group.into_iter().map(|at| entries[at]).collect();
                group.iter().for_each(|&i| alone[i] = false);
                units.push(Unit { entries: group, group: Some((penalty, weight)) });
            }
        }
        let Some(ridge) = self.ridge() else { return Ok(None) };
        let single = (0..self.dimension).filter(|&i| alone[i]);
        units.extend(single.map(|i| Unit { entries: vec![i], group: None }));
        let own = self.mapped().filter(|(j, _, _)| scalars[*j].is_some());
        let limit = own.map(|(_, _, prox)| prox.step_limit()).fold(f64::INFINITY, f64::min);
        Ok(Some(Blocks { entries: Entries { scalars, owners: &self.owners, ridge, limit }, units }))
    }

    /// l2 of every entry from the smooth terms, if all of them are ridges.
    fn ridge(&self) -> Option<Vec<f64>> {
        let mut ridge = vec![0.0; self.dimension];
        for placed in self.placed.iter().filter(|placed| !placed.by_prox) {
            let l2 = placed.term.elastic()?[1];
            placed.term.entries(self.dimension).for_each(|i| ridge[i] += l2);
        }
        Some(ridge)
    }

    /// The terms entry by entry, if every one that acts through its map can be asked so, and all smooth ones are ridges.
    pub(super) fn entries(&self) -> Option<Entries<'_>> {
        let ridge = self.ridge()?;
        let scalars = self.placed.iter().map(|p| if p.by_prox { p.term.entrywise().map(Some) } else { Some(None) });
        Some(Entries {
            scalars: scalars.collect::<Option<_>>()?,
            owners: &self.owners,
            ridge,
            limit: self.step_limit(),
        })
    }

    /// l1 and l2 of every entry where all terms are of that form, None elsewhere.
    pub(super) fn elastic(&self) -> Option<Vec<[f64; 2]>> {
        let mut sums = vec![[0.0; 2]; self.dimension];
        for placed in &self.placed {
            let [l1, l2] = placed.term.elastic()?;
            placed.term.entries(self.dimension).for_each(|i| sums[i] = [sums[i][0] + l1, sums[i][1] + l2]);
        }
        Some(sums)
    }

    /// The largest dual norm over the blocks, where all terms are norms on blocks that cover every entry.
    pub(super) fn polar(&self, y: &[f64]) -> Option<f64> {
        let covered = self.owners.iter().all(Option::is_some) && self.placed.iter().all(|placed| placed.by_prox);
        let norms = self.mapped().map(|(_, placed, prox)| {
            let block = placed.gather(y);
            Block::new(&block, placed.width).ok().and_then(|block| prox.polar(block))
        });
        let largest = norms.collect::<Option<Vec<f64>>>()?.into_iter().fold(0.0, f64::max);
        covered.then_some(largest)
    }
}

impl<'a> Placed<'a> {
    fn new(j: usize, term: Term<'a>, by_prox: bool, dimension: usize) -> Result<Self, CheckError> {
        let length = term.columns.as_ref().map_or(dimension, Vec::len);
        let width = term.width.unwrap_or(length);
        if width > 0 && length.is_multiple_of(width) || length == 0 {
            return Ok(Self { term, by_prox, width });
        }
        let expected = format!("a divisor of the {length} entries of the block");
        Err(CheckError::new(Code::Shape, format!("terms[{j}].cols"), width.to_string(), expected))
    }

    fn gather<'x>(&self, x: &'x [f64]) -> Cow<'x, [f64]> {
        match &self.term.columns {
            None => Cow::Borrowed(x),
            Some(columns) => columns.iter().map(|&i| x[i]).collect(),
        }
    }
}

fn check_columns(name: &str, columns: Option<&[usize]>, dimension: usize) -> Result<(), CheckError> {
    let Some(columns) = columns else { return Ok(()) };
    let mut seen = vec![false; dimension];
    for (k, &i) in columns.iter().enumerate() {
        if i >= dimension || std::mem::replace(&mut seen[i], true) {
            let expected = format!("distinct entries below {dimension}");
            return Err(CheckError::new(Code::Domain, format!("{name}[{k}]"), i.to_string(), expected));
        }
    }
    Ok(())
}

fn contested(j: usize, term: &Term<'_>, other: usize, terms: &[Term<'_>]) -> CheckError {
    let holder = terms.get(other).map_or("", Term::name);
    let value = format!("{} on entries that {holder} of terms[{other}] lies on", term.name());
    let expected = "at most one penalty without derivatives on an entry";
    CheckError::new(Code::Unsupported, format!("terms[{j}]"), value, expected)
}

fn helpless(j: usize, term: &Term<'_>) -> CheckError {
    let expected = "a penalty with derivatives or a proximal map";
    CheckError::new(Code::Unsupported, format!("terms[{j}]"), term.name(), expected)
}
