//! A family whose rows are evaluated by JavaScript: the solver works on a thread of its own and asks; JavaScript answers.
//!
//! The two never work at the same time: whoever asks waits for the answer, and whoever answers waits for the next question. Where
//! nobody answers any more, rows are NaN and the solver ends at its next poll.

use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use penlik::families::{Contraction, Family, Jet, Rows, Slopes};
use penlik::model::Progress;

/// What a family of the caller's says of itself.
#[napi(object, object_to_js = false)]
pub struct CustomFamilyRequest {
    /// What it is called.
    pub name: String,
    /// The names of its linear predictors.
    pub predictors: Vec<String>,
    /// Whether its rows have third and fourth derivatives.
    pub slopes: bool,
    /// Whether a dispersion is estimated.
    pub scale: bool,
    /// ℓ of the saturated model, one for each row.
    pub saturated: Option<Float64Array>,
    /// R of generalized self-concordance.
    pub self_concordance: Option<f64>,
    /// The linear predictors that a fit begins with.
    pub start: Vec<f64>,
}

/// Rows to be evaluated, columns of one height.
#[derive(Default)]
pub struct Question {
    /// η, M columns.
    pub eta: Vec<f64>,
    /// y.
    pub response: Vec<f64>,
    /// Positions of the rows in the data.
    pub rows: Vec<f64>,
    /// Whether third and fourth derivatives are wanted.
    pub slopes: bool,
}

/// What the solver's thread says; each waits for an answer.
pub enum Message {
    /// Rows to be evaluated.
    Rows(Question),
    /// An iteration is over.
    Progress(Progress),
}

/// ℓ, score, information, third and fourth derivatives of −ℓ: columns of one height, symmetric ones packed.
#[derive(Default)]
pub struct Answer(pub [Vec<f64>; 5]);

/// The solver's end of the line.
pub struct Line {
    /// To JavaScript.
    pub messages: Sender<Message>,
    /// From JavaScript.
    pub answers: Receiver<Answer>,
}

impl Line {
    /// Says something and waits; `None` where nobody listens any more.
    pub fn say(&self, message: Message) -> Option<Answer> {
        self.messages.send(message).ok()?;
        self.answers.recv().ok()
    }
}

/// The family as the solver sees it. Columns of the response: y, where there is a saturated model its ℓ, and 1 + the position of the row.
pub struct AskedFamily {
    line: Arc<Mutex<Line>>,
    m: usize,
    slopes: bool,
    scale: bool,
    saturated: bool,
    self_concordance: Option<f64>,
    start: Vec<f64>,
}

impl AskedFamily {
    /// A family of `request` at the end of a line.
    pub fn new(line: Arc<Mutex<Line>>, request: &CustomFamilyRequest, saturated: bool) -> Self {
        Self {
            line,
            m: request.predictors.len(),
            slopes: request.slopes,
            scale: request.scale,
            saturated,
            self_concordance: request.self_concordance,
            start: request.start.clone(),
        }
    }

    /// Rows that are no filling, always the first of a panel.
    fn live(&self, rows: &Rows<'_>) -> usize {
        let positions = &rows.response[rows.height * (1 + usize::from(self.saturated))..][..rows.height];
        positions.iter().take_while(|position| **position > 0.0).count()
    }

    fn ask(&self, rows: &Rows<'_>, slopes: bool) -> Answer {
        let (h, live) = (rows.height, self.live(rows));
        let head = |columns: &[f64]| columns.chunks_exact(h).flat_map(|column| column[..live].to_vec()).collect();
        let positions = &rows.response[h * (1 + usize::from(self.saturated))..][..live];
        let question = Question {
            eta: head(rows.eta),
            response: rows.response[..live].to_vec(),
            rows: positions.iter().map(|position| position - 1.0).collect(),
            slopes,
        };
        let line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.say(Message::Rows(question)).unwrap_or_default()
    }

    /// Columns of the answer at the head of the panel's; NaN where there is no answer, 0 for rows that fill.
    fn place(&self, rows: &Rows<'_>, answer: &[f64], out: &mut [f64]) {
        let (h, live) = (rows.height, self.live(rows));
        for (k, column) in out.chunks_exact_mut(h).enumerate() {
            let (head, filling) = column.split_at_mut(live);
            match answer.get(k * live..(k + 1) * live) {
                Some(answered) => head.copy_from_slice(answered),
                None => head.fill(f64::NAN),
            }
            filling.fill(0.0);
        }
    }

    /// Third and fourth derivatives of −ℓ on the panel's columns.
    fn tensors(&self, rows: &Rows<'_>) -> (Vec<f64>, Vec<f64>) {
        let answer = self.ask(rows, true);
        let mut third = vec![0.0; choose(self.m + 2, 3) * rows.height];
        let mut fourth = vec![0.0; choose(self.m + 3, 4) * rows.height];
        self.place(rows, &answer.0[3], &mut third);
        self.place(rows, &answer.0[4], &mut fourth);
        (third, fourth)
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let m = self.m;
        (0..m).flat_map(|a| (0..=a).map(move |b| (a, b)))
    }
}

/// The binomial coefficient n over k.
pub fn choose(n: usize, k: usize) -> usize {
    (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
}

/// The place of an entry of a symmetric tensor among those with a ≥ b ≥ …, counted row by row.
fn place_of<const K: usize>(mut indices: [usize; K]) -> usize {
    indices.sort_unstable_by(|a, b| b.cmp(a));
    indices.iter().enumerate().map(|(k, index)| choose(index + K - 1 - k, K - k)).sum()
}

/// out ← out + factor·x·y, entry by entry.
fn add(out: &mut [f64], factor: f64, x: &[f64], y: &[f64]) {
    out.iter_mut().zip(x.iter().zip(y)).for_each(|(out, (x, y))| *out += factor * (x * y));
}

impl Family for AskedFamily {
    fn predictors(&self) -> usize {
        self.m
    }

    fn self_concordance(&self) -> Option<f64> {
        self.self_concordance
    }

    fn has_scale(&self) -> bool {
        self.scale
    }

    fn has_slopes(&self) -> bool {
        self.slopes
    }

    fn has_saturated_model(&self) -> bool {
        self.saturated
    }

    fn jet(&self, rows: &Rows<'_>, jet: &mut Jet<'_>) {
        let Answer([value, score, information, ..]) = self.ask(rows, false);
        self.place(rows, &value, jet.value);
        self.place(rows, &score, jet.score);
        self.place(rows, &information, jet.information);
    }

    fn slopes(&self, rows: &Rows<'_>, slopes: &mut Slopes<'_>) {
        let (third, fourth) = self.tensors(rows);
        slopes.first.copy_from_slice(&third[..rows.height]);
        slopes.second.copy_from_slice(&fourth[..rows.height]);
    }

    fn information_along(&self, rows: &Rows<'_>, direction: &[f64], out: &mut [f64]) {
        let (h, (third, _)) = (rows.height, self.tensors(rows));
        out.fill(0.0);
        for ((a, b), out) in self.pairs().zip(out.chunks_exact_mut(h)) {
            for c in 0..self.m {
                add(out, 1.0, &third[place_of([a, b, c]) * h..][..h], &direction[c * h..]);
            }
        }
    }

    fn information_along_both(&self, rows: &Rows<'_>, u: &[f64], v: &[f64], out: &mut [f64]) {
        let (h, (_, fourth)) = (rows.height, self.tensors(rows));
        out.fill(0.0);
        let mut along = vec![0.0; h];
        for ((a, b), out) in self.pairs().zip(out.chunks_exact_mut(h)) {
            for c in 0..self.m {
                along.fill(0.0);
                for d in 0..self.m {
                    add(&mut along, 1.0, &fourth[place_of([a, b, c, d]) * h..][..h], &v[d * h..]);
                }
                add(out, 1.0, &along, &u[c * h..]);
            }
        }
    }

    fn information_contracted(&self, rows: &Rows<'_>, g: &[f64], out: &mut Contraction<'_>) {
        let (h, (third, fourth)) = (rows.height, self.tensors(rows));
        out.first.fill(0.0);
        out.second.fill(0.0);
        for ((a, b), g) in self.pairs().zip(g.chunks_exact(h)) {
            let factor = if a == b { 1.0 } else { 2.0 };
            for (c, out) in out.first.chunks_exact_mut(h).enumerate() {
                add(out, factor, &third[place_of([a, b, c]) * h..][..h], g);
            }
            for ((c, d), out) in self.pairs().zip(out.second.chunks_exact_mut(h)) {
                add(out, factor, &fourth[place_of([a, b, c, d]) * h..][..h], g);
            }
        }
    }

    /// Means are JavaScript's own; the solver needs none.
    fn mean(&self, _eta: &[f64], _height: usize, out: &mut [f64]) {
        out.fill(f64::NAN);
    }

    fn saturated(&self, response: &[f64]) -> f64 {
        if self.saturated { response[1] } else { 0.0 }
    }

    fn deviance(&self, rows: &Rows<'_>, out: &mut [f64]) {
        let answer = self.ask(rows, false);
        self.place(rows, &answer.0[0], out);
        for (k, out) in out.iter_mut().enumerate() {
            let saturated = if self.saturated { rows.response[rows.height + k] } else { 0.0 };
            *out = 2.0 * (saturated - *out);
        }
    }

    fn start(&self, _average: &[f64], _response: &[f64], z: &mut [f64], weight: &mut [f64]) {
        let h = weight.len();
        z.chunks_exact_mut(h).zip(&self.start).for_each(|(z, start)| z.fill(*start));
        weight.fill(1.0);
    }

    fn start_metric(&self, _average: &[f64]) -> Vec<f64> {
        (0..self.m * self.m).map(|k| f64::from(u8::from(k % (self.m + 1) == 0))).collect()
    }

    fn null_predictors(&self, _average: &[f64]) -> Vec<f64> {
        self.start.clone()
    }
}
