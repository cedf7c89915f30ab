//! The inequalities and equalities that a direction of recession has to meet, and passes over them.
//!
//! With η = Xδ and the reference's η = 0, a row whose response has a share in the class b asks for η_b − η_c ≥ 0 for every other class c, with
//! equality where it has a share in c too. Two classes: success against the reference. Counts with a logarithmic link: −η ≥ 0 for y = 0, and
//! η = 0 for y > 0. Rows of weight 0 ask for nothing.

use super::Kind;
use super::frame::add_multiple;
use super::space::Coordinates;
use crate::inner::rows::Sample;
use crate::linalg::{Columns, PANEL_ROWS, Twofold, refine, two_sum, weighted_gram};

/// Panels in a leaf of the reduction tree.
const LEAF_PANELS: usize = 4;
/// The share of the reference that the rounding of the other shares may leave, a share.
const ROUNDED_SHARE: f64 = 4.0 * f64::EPSILON;

/// What a constraint asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing: the row has no weight.
    Absent,
    /// ≥ 0, and 0 along every direction found so far.
    Tied,
    /// = 0.
    Equal,
    /// ≥ 0, and positive along a direction found.
    Strict,
}

/// One constraint: a row, a slot among its M, and the two classes it compares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub row: usize,
    pub slot: usize,
    pub base: usize,
    pub other: usize,
    pub state: State,
}

/// The value of a constraint along a direction, and what rounding of the data alone may make of a zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub value: f64,
    pub rounding: f64,
}

/// A direction over stacked coefficients.
pub(super) struct Direction {
    hi: Vec<f64>,
    lo: Vec<f64>,
    sizes: Vec<f64>,
    rounding: f64,
}

impl Direction {
    pub fn new(coordinates: &Coordinates, d: &[Twofold], order: usize) -> Self {
        let (delta, sizes) = coordinates.stacked(d, order);
        let (hi, lo) = delta.iter().map(|x| (x.hi, x.lo)).unzip();
        Self { hi, lo, sizes, rounding: coordinates.rounding }
    }

    /// The same, rounded to floats.
    pub fn without_rest(mut self) -> Self {
        self.lo.fill(0.0);
        self
    }

    /// The nearest floats.
    pub fn rounded(&self) -> &[f64] {
        &self.hi
    }
}

/// All constraints of a sample.
pub(super) struct Constraints<'a> {
    sample: &'a Sample<'a>,
    /// M + 1, the reference's number being M.
    bases: Vec<u32>,
    states: Vec<State>,
}

impl<'a> Constraints<'a> {
    pub fn new(sample: &'a Sample<'a>, kind: Kind) -> Self {
        let m = sample.family.predictors();
        let rows = sample.design.rows();
        let (mut bases, mut states) = (vec![0; rows], vec![State::Absent; rows * m]);
        let mut shares = vec![0.0; m + 1];
        for i in 0..rows {
            (0..m).for_each(|a| shares[a] = sample.response.get(i, a));
            shares[m] = match kind {
                Kind::Shares => reference_share(&shares[..m]),
                Kind::Counts => 1.0,
            };
            let base = shares.iter().position(|y| *y > 0.0).unwrap_or(m);
            bases[i] = u32::try_from(base).unwrap_or(u32::MAX);
            if sample.weights.get(i, 0) > 0.0 {
                let state = |c: usize| if shares[c] > 0.0 { State::Equal } else { State::Tied };
                (0..m).for_each(|slot| states[i * m + slot] = state(other(base, slot)));
            }
        }
        Self { sample, bases, states }
    }

    pub fn predictors(&self) -> usize {
        self.sample.family.predictors()
    }

    /// The constraints of a row, in order.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = Place> + '_ {
        let (m, base) = (self.predictors(), self.bases[row] as usize);
        let place = move |slot: usize| {
            let state = self.states[row * m + slot];
            Place { row, slot, base, other: other(base, slot), state }
        };
        (0..m).map(place)
    }

    /// Marks constraints as strict.
    pub fn make_strict(&mut self, found: &[(usize, usize)]) {
        let m = self.predictors();
        found.iter().for_each(|(row, slot)| self.states[row * m + slot] = State::Strict);
    }

    /// The normal of a constraint over stacked coefficients.
    pub fn normal(&self, place: &Place) -> Vec<Twofold> {
        let (m, p) = (self.predictors(), self.sample.design.cols());
        let mut z = vec![Twofold::default(); m * p];
        for (class, sign) in [(place.base, 1.0), (place.other, -1.0)] {
            if class < m {
                (0..p).for_each(|j| z[class * p + j] = Twofold::from(sign * self.sample.design.get(place.row, j)));
            }
        }
        z
    }

    /// Σ over tied inequalities of their normals, each over the size of its row in scaled columns, and how many they are.
    pub fn sum_of_normals(&self, scales: &[f64]) -> (Vec<Twofold>, f64) {
        let (m, p, design) = (self.predictors(), self.sample.design.cols(), self.sample.design);
        let zero = vec![0.0; m * PANEL_ROWS];
        let leaf = |leaf: usize| {
            let (mut out, mut count) = (vec![Twofold::default(); m * p], 0.0);
            let (mut signs, mut entries) = (vec![0.0; m * PANEL_ROWS], Vec::new());
            for panel in self.panels(leaf) {
                let h = design.height(panel);
                signs.fill(0.0);
                let sizes = self.row_sizes(panel, scales);
                self.for_each(panel, |k, place| {
                    if place.state == State::Tied && sizes[k] > 0.0 {
                        count += 1.0;
                        for (class, sign) in [(place.base, 1.0), (place.other, -1.0)] {
                            if class < m {
                                signs[class * h + k] += sign / sizes[k];
                            }
                        }
                    }
                });
                let x = design.panel(panel, &mut entries);
                let (signs, zero) = (Columns::new(&signs[..m * h], h), Columns::new(&zero[..m * h], h));
                refine::add_adjoint(x, signs, zero, &mut out);
            }
            (out, count)
        };
        let merge = |(mut a, k): (Vec<Twofold>, f64), (b, l): (Vec<Twofold>, f64)| {
            add_multiple(&mut a, Twofold::from(1.0), &b);
            (a, k + l)
        };
        self.sample.workers.tree(self.leaves(), &leaf, &merge).unwrap_or_else(|| (vec![Twofold::default(); m * p], 0.0))
    }

    /// Visits every constraint with its values along some directions, leaf by leaf, and merges the leaves in a fixed tree.
    pub fn fold<T: Send>(
        &self,
        directions: &[&Direction],
        empty: &(impl Fn() -> T + Sync),
        visit: &(impl Fn(&mut T, &Place, &[Value]) + Sync),
        merge: &(impl Fn(T, T) -> T + Sync),
    ) -> T {
        let m = self.predictors();
        let leaf = |leaf: usize| {
            let mut out = empty();
            let mut products: Vec<Products> = directions.iter().map(|_| Products::new(m)).collect();
            let mut values = vec![Value { value: 0.0, rounding: 0.0 }; directions.len()];
            let mut entries = Vec::new();
            for panel in self.panels(leaf) {
                let (x, h) = (self.sample.columns(panel, &mut entries).entries(), self.sample.design.height(panel));
                products.iter_mut().zip(directions).for_each(|(products, d)| products.fill(x, h, d));
                let pairs = products.iter().zip(directions);
                self.for_each(panel, |k, place| {
                    for (value, (products, direction)) in values.iter_mut().zip(pairs.clone()) {
                        *value = products.value(k, h, place, direction.rounding);
                    }
                    visit(&mut out, place, &values);
                });
            }
            out
        };
        self.sample.workers.tree(self.leaves(), &leaf, merge).unwrap_or_else(empty)
    }

    /// Visits the constraints of a panel that ask for something, with the row's place in it.
    fn for_each(&self, panel: usize, mut visit: impl FnMut(usize, &Place)) {
        let start = panel * PANEL_ROWS;
        for row in start..(start + PANEL_ROWS).min(self.sample.design.rows()) {
            for place in self.of_row(row).filter(|place| place.state != State::Absent) {
                visit(row - start, &place);
            }
        }
    }

    /// √Σ_j (x_ij s_j)² for the rows of a panel.
    fn row_sizes(&self, panel: usize, scales: &[f64]) -> Vec<f64> {
        let mut entries = Vec::new();
        let (x, h) = (self.sample.columns(panel, &mut entries).entries(), self.sample.design.height(panel));
        let mut sizes = vec![0.0; h];
        for (column, scale) in x.chunks_exact(h).zip(scales) {
            for (size, x) in sizes.iter_mut().zip(column) {
                let x: f64 = x * scale;
                *size = x.mul_add(x, *size);
            }
        }
        sizes.iter_mut().for_each(|size| *size = size.sqrt());
        sizes
    }

    fn leaves(&self) -> usize {
        self.sample.design.count().div_ceil(LEAF_PANELS)
    }

    fn panels(&self, leaf: usize) -> std::ops::Range<usize> {
        let start = leaf * LEAF_PANELS;
        start..(start + LEAF_PANELS).min(self.sample.design.count())
    }
}

/// The class in a slot: all but the base, in order.
fn other(base: usize, slot: usize) -> usize {
    if slot < base { slot } else { slot + 1 }
}

fn reference_share(shares: &[f64]) -> f64 {
    let rest = 1.0 - shares.iter().sum::<f64>();
    if rest > ROUNDED_SHARE * shares.len() as f64 { rest } else { 0.0 }
}

/// Xδ of a panel in twice the precision, and |X|·sizes.
struct Products {
    eta: Vec<f64>,
    rest: Vec<f64>,
    sizes: Vec<f64>,
    buffer: Vec<f64>,
}

impl Products {
    fn new(m: usize) -> Self {
        let column = || vec![0.0; m * PANEL_ROWS];
        Self { eta: column(), rest: column(), sizes: column(), buffer: Vec::new() }
    }

    fn fill(&mut self, x: &[f64], h: usize, direction: &Direction) {
        let m = self.eta.len() / PANEL_ROWS;
        let columns = Columns::new(x, h);
        self.eta.fill(0.0);
        refine::apply(columns, &direction.hi, &mut self.eta[..m * h], &mut self.rest[..m * h]);
        self.buffer.resize(x.len().max(m * h), 0.0);
        weighted_gram::apply(columns, &direction.lo, &mut self.sizes[..m * h]);
        self.rest[..m * h].iter_mut().zip(&self.sizes).for_each(|(rest, low)| *rest += low);
        self.buffer.iter_mut().zip(x).for_each(|(size, x)| *size = x.abs());
        let columns = Columns::new(&self.buffer[..x.len()], h);
        weighted_gram::apply(columns, &direction.sizes, &mut self.sizes[..m * h]);
    }

    fn value(&self, k: usize, h: usize, place: &Place, rounding: f64) -> Value {
        let m = self.eta.len() / PANEL_ROWS;
        let of = |column: &[f64], class: usize| if class < m { column[class * h + k] } else { 0.0 };
        let (s, e) = two_sum(of(&self.eta, place.base), -of(&self.eta, place.other));
        let rest = of(&self.rest, place.base) - of(&self.rest, place.other);
        let sizes = of(&self.sizes, place.base) + of(&self.sizes, place.other);
        Value { value: s + (e + rest), rounding: rounding * sizes }
    }
}
