//! A set W of entries with their Gram matrix, on which coordinates descend.
//!
//! On W the quadratic is exact: with G = ∇²f restricted to W, a change of one entry by δ changes the gradient q by δ times a
//! row of G. An entry moves to prox_{p_k/G_kk}(x_k − q_k/G_kk), the minimum along it (J. Friedman, T. Hastie and R. Tibshirani,
//! "Regularization paths for generalized linear models via coordinate descent", J. Stat. Softw. 33, 2010). G grows with W and
//! is computed once for every pair of entries.

use std::borrow::Cow;

use super::entries::Entries;
use super::newton_step;
use super::quadratic_fit::Form;
use crate::linalg::simd::{self, Simd, WithSimd};
use crate::linalg::{LANES, Workers};

/// Rows of columns that are multiplied at a time: some of them fit into the first cache.
const PANEL: usize = 512;
/// Products in a leaf of the Gram matrix at least.
const LEAF: usize = 1 << 20;
/// Epochs after which a Newton step is tried although entries still come and go.
const PATIENCE: usize = 12;
/// Newton steps factorise a matrix; beyond this many entries coordinates go on alone.
const LARGEST_FACTOR: usize = 1500;
/// Epochs between two looks at the stop flag, and at most in one descent.
const MOST_EPOCHS: usize = 20_000;

/// W with G, the values and the gradient there.
pub struct WorkingSet<'g> {
    /// The entries, in the order in which they joined.
    pub members: Vec<usize>,
    /// x on W.
    pub x: Vec<f64>,
    /// ∇f on W.
    pub q: Vec<f64>,
    /// The step along every entry.
    pub steps: Vec<f64>,
    /// G in rows of `stride`.
    pub gram: Cow<'g, [f64]>,
    /// Room for so many entries.
    pub stride: usize,
    /// √w·A of the members, column after column, padded with zeros to whole vectors.
    columns: Vec<f64>,
    height: usize,
}

impl<'g> WorkingSet<'g> {
    /// No entries yet.
    pub fn new(form: &Form<'_>) -> Self {
        let height = match form {
            Form::Rows { b, .. } => b.len().div_ceil(LANES) * LANES,
            Form::Normal { .. } => 0,
        };
        let (members, x, q, steps, columns) = Default::default();
        Self { members, x, q, steps, gram: Cow::Owned(Vec::new()), stride: 0, columns, height }
    }

    /// Takes entries in, whose values and gradients are set later.
    pub fn extend(&mut self, new: &[usize], form: &Form<'_>, entries: &Entries<'_>, workers: &Workers) {
        let old = self.members.len();
        self.members.extend_from_slice(new);
        self.reserve(self.members.len());
        match form {
            Form::Rows { a, weights, .. } => {
                self.columns.resize(self.members.len() * self.height, 0.0);
                let columns = &mut self.columns[old * self.height..];
                for i in 0..a.count() {
                    let (row, scale) = (a.row(i), weights.map_or(1.0, |w| w[i].sqrt()));
                    for (k, &j) in new.iter().enumerate() {
                        columns[k * self.height + i] = scale * row[j];
                    }
                }
                self.multiply(old, workers);
            }
            Form::Normal { q, .. } => {
                for k in old..self.members.len() {
                    let row = q.row(self.members[k]);
                    for l in 0..=k {
                        self.set(k, l, row[self.members[l]]);
                    }
                }
            }
        }
        for k in old..self.members.len() {
            self.set(k, k, self.gram[k * self.stride + k] + entries.ridge[self.members[k]]);
            self.steps.push(step(self.gram[k * self.stride + k], entries.limit));
        }
        self.x.resize(self.members.len(), 0.0);
        self.q.resize(self.members.len(), 0.0);
    }

    /// The same entries, at other values and gradients; G is shared.
    pub fn at<'s>(&'s self, x: Vec<f64>, q: Vec<f64>) -> WorkingSet<'s> {
        let (members, steps, gram) = (self.members.clone(), self.steps.clone(), Cow::Borrowed(&self.gram[..]));
        WorkingSet { members, x, q, steps, gram, stride: self.stride, columns: Vec::new(), height: 0 }
    }

    /// Row k of G.
    pub fn row(&self, k: usize) -> &[f64] {
        &self.gram[k * self.stride..][..self.members.len()]
    }

    fn set(&mut self, k: usize, l: usize, value: f64) {
        let gram = self.gram.to_mut();
        gram[k * self.stride + l] = value;
        gram[l * self.stride + k] = value;
    }

    fn reserve(&mut self, size: usize) {
        if size <= self.stride {
            return;
        }
        let stride = size.max(2 * self.stride).max(64).div_ceil(LANES) * LANES;
        let mut gram = vec![0.0; stride * stride];
        for k in 0..self.stride {
            gram[k * stride..k * stride + self.stride].copy_from_slice(&self.gram[k * self.stride..][..self.stride]);
        }
        (self.gram, self.stride) = (Cow::Owned(gram), stride);
    }

    /// Rows of G from `old` on, two at a time, and by symmetry their columns.
    fn multiply(&mut self, old: usize, workers: &Workers) {
        let count = self.members.len();
        let mut rows = vec![0.0; (count - old) * count];
        let columns = Stored { data: &self.columns, height: self.height };
        // So many pairs of rows in a leaf that it is worth a thread.
        let pairs = (LEAF / (count * self.height).max(1)).max(1);
        let leaf = |at: usize, out: &mut [f64]| {
            for (k, out) in out.chunks_mut(2 * count).enumerate() {
                let (first, two) = (old + 2 * (at * pairs + k), out.len() > count);
                let (upper, lower) = out.split_at_mut(count);
                simd::run(Pair { columns, first, upper, lower: if two { Some(lower) } else { None } });
            }
        };
        workers.tree_mut(&mut rows, 2 * pairs * count.max(1), &leaf, &|(), ()| ());
        for (k, row) in (old..count).zip(rows.chunks_exact(count.max(1))) {
            for l in 0..=k {
                self.set(k, l, row[l]);
            }
        }
    }

    /// Descends until no entry moves by more than `tolerance` in units of the gradient, or until asked to stop.
    pub fn descend(&mut self, entries: &Entries<'_>, tolerance: f64, stopped: &dyn Fn() -> bool) {
        let (mut since, mut wait) = (0, 1);
        for epoch in 0..MOST_EPOCHS {
            let Epoch { change, turned } = simd::dispatch(
                #[inline(always)]
                || self.epoch(entries),
            );
            if !(change > tolerance) || epoch % 64 == 63 && stopped() {
                return;
            }
            since += 1;
            if since > if turned { PATIENCE.max(wait) } else { wait } {
                // A step that cannot be taken is tried ever more rarely.
                wait = if newton_step::take(self, entries, LARGEST_FACTOR) { 1 } else { 2 * wait };
                since = 0;
            }
        }
    }

    /// Every entry once.
    #[inline(always)]
    fn epoch(&mut self, entries: &Entries<'_>) -> Epoch {
        let count = self.members.len();
        let mut told = Epoch { change: 0.0, turned: false };
        for k in 0..count {
            let (old, step) = (self.x[k], self.steps[k]);
            let new = entries.prox(self.members[k], old - step * self.q[k], step);
            let delta = new - old;
            if delta == 0.0 {
                continue;
            }
            self.x[k] = new;
            told.change = told.change.max(delta.abs() / step);
            told.turned |= (old == 0.0) != (new == 0.0);
            let row = &self.gram[k * self.stride..][..count];
            self.q[..count].iter_mut().zip(row).for_each(|(q, g)| *q = delta.mul_add(*g, *q));
        }
        told
    }
}

/// What an epoch did: the largest move in units of the gradient, and whether an entry left zero or came to it.
struct Epoch {
    change: f64,
    turned: bool,
}

/// The step 1/L along an entry, kept below a limit; an entry without curvature takes steps of 1.
pub fn step(curvature: f64, limit: f64) -> f64 {
    let step = if curvature > 0.0 { 1.0 / curvature } else { 1.0 };
    step.min(0.95 * limit).min(f64::MAX)
}

#[derive(Clone, Copy)]
struct Stored<'a> {
    data: &'a [f64],
    height: usize,
}

impl<'a> Stored<'a> {
    #[inline(always)]
    fn part(&self, k: usize, from: usize, to: usize) -> &'a [f64] {
        &self.data[k * self.height + from..k * self.height + to]
    }
}

/// Products of one or two columns with those before them.
struct Pair<'a> {
    columns: Stored<'a>,
    first: usize,
    upper: &'a mut [f64],
    lower: Option<&'a mut [f64]>,
}

impl WithSimd for Pair<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { columns, first, upper, lower } = self;
        let second = first + usize::from(lower.is_some());
        let mut unused = Vec::new();
        let lower = lower.unwrap_or(&mut unused);
        for from in (0..columns.height).step_by(PANEL) {
            let to = (from + PANEL).min(columns.height);
            let pair = [columns.part(first, from, to), columns.part(second, from, to)];
            for j in (0..=second).step_by(4) {
                let four = [j, j + 1, j + 2, j + 3].map(
                    #[inline(always)]
                    |c| columns.part(c.min(second), from, to),
                );
                let sums = simd::products(simd, pair, four);
                upper.iter_mut().skip(j).zip(sums[0]).for_each(|(out, sum)| *out += sum);
                lower.iter_mut().skip(j).zip(sums[1]).for_each(|(out, sum)| *out += sum);
            }
        }
    }
}
