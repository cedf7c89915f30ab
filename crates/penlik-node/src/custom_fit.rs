//! A fit of a family of the caller's own: the solver says which rows it wants to know, and is told.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use napi::Env;
use napi_derive::napi;
use penlik::check::{CheckError, Code, shown};
use penlik::model::{Control, Fitted, Progress};

use crate::arrays::Out;
use crate::custom_family::{Answer, AskedFamily, CustomFamilyRequest, Line, Message, Question, choose};
use crate::errors::{Failure, contain, enter};
use crate::formula_job::{FormulaJob, FormulaRequest};
use crate::matrix_job::{MatrixJob, MatrixRequest};
use crate::model::NativeModel;
use crate::progress::ProgressEvent;

/// JavaScript's end of the line, and the solver at the other.
struct Solver {
    messages: Receiver<Message>,
    answers: Sender<Answer>,
    thread: JoinHandle<Result<Fitted, Failure>>,
}

/// What is fitted.
enum Job {
    Matrix(Box<MatrixJob>),
    Formula(Box<FormulaJob>),
}

/// A fit between two questions. While JavaScript has the word the solver waits, and the other way round.
#[napi]
pub struct NativeCustomFit {
    solver: Option<Solver>,
    ended: Option<Result<Fitted, Failure>>,
    cancelled: Arc<AtomicBool>,
    asked: Option<Message>,
    predictors: usize,
}

#[napi]
impl NativeCustomFit {
    /// Copies what it is given and starts the solver, which asks nothing before it is resumed.
    #[napi(constructor, catch_unwind)]
    pub fn new(request: MatrixRequest, family: CustomFamilyRequest) -> napi::Result<Self> {
        enter(|| Self::start(Job::Matrix(Box::new(MatrixJob::keep(request, false)?)), family))
    }

    /// The same for a table with a formula for each linear predictor.
    #[napi(factory, catch_unwind)]
    pub fn by_formulas(request: FormulaRequest, family: CustomFamilyRequest) -> napi::Result<Self> {
        enter(|| Self::start(Job::Formula(Box::new(FormulaJob::keep(request, false)?)), family))
    }

    /// The rows of the question that is to be answered next, 0 where an iteration is over, −1 at the end.
    #[napi(catch_unwind)]
    pub fn next(&mut self) -> napi::Result<i64> {
        enter(|| {
            match self.asked.take() {
                Some(Message::Progress(_)) => self.answer(Answer::default()),
                Some(Message::Rows(_)) => return Err(over()),
                None => {}
            }
            let Some(solver) = &self.solver else { return Ok(-1) };
            let Ok(message) = solver.messages.recv().map_err(|RecvError| ()) else {
                self.end();
                return Ok(-1);
            };
            let rows = match &message {
                Message::Rows(question) => question.response.len(),
                Message::Progress(_) => 0,
            };
            self.asked = Some(message);
            i64::try_from(rows).map_err(|_| over())
        })
    }

    /// Writes η, y and the positions of the rows; says whether third and fourth derivatives are wanted.
    #[napi(catch_unwind)]
    pub fn question(&self, mut eta: Out<'_>, mut response: Out<'_>, mut rows: Out<'_>) -> napi::Result<bool> {
        enter(|| {
            let question = self.asked()?;
            copy("eta", &mut eta, &question.eta)?;
            copy("y", &mut response, &question.response)?;
            copy("rows", &mut rows, &question.rows)?;
            Ok(question.slopes)
        })
    }

    /// Takes the answer to the question; empty derivatives where they were not asked for.
    #[napi(catch_unwind)]
    pub fn tell(
        &mut self,
        value: &[f64],
        score: &[f64],
        information: &[f64],
        third: &[f64],
        fourth: &[f64],
    ) -> napi::Result<()> {
        enter(|| {
            let question = self.asked()?;
            let answer = [value, score, information, third, fourth];
            check(question, &answer, self.predictors)?;
            self.asked = None;
            self.answer(Answer(answer.map(<[f64]>::to_vec)));
            Ok(())
        })
    }

    /// What the last iteration was, after `next` gave 0.
    #[napi(catch_unwind)]
    pub fn progress(&self) -> napi::Result<ProgressEvent> {
        enter(|| match &self.asked {
            Some(Message::Progress(at)) => Ok(ProgressEvent::of_fit(at)),
            _ => Err(over()),
        })
    }

    /// Gives the fit up, and waits for the solver to notice.
    #[napi(catch_unwind)]
    pub fn close(&mut self) -> napi::Result<()> {
        enter(|| {
            self.stop();
            Ok(())
        })
    }

    /// The model, at the end.
    #[napi(catch_unwind)]
    pub fn finish(&mut self, env: Env) -> napi::Result<NativeModel> {
        enter(|| NativeModel::hold(env, self.ended.take().ok_or_else(over)??))
    }
}

impl NativeCustomFit {
    /// Starts the solver.
    fn start(job: Job, family: CustomFamilyRequest) -> Result<Self, Failure> {
        let cancelled = Arc::new(AtomicBool::new(false));
        let predictors = family.predictors.len();
        let saturated = family.saturated.as_ref().map(|values| values.to_vec());
        let ((to_js, messages), (answers, from_js)) = (channel(), channel());
        let line = Line { messages: to_js, answers: from_js };
        let flag = Arc::clone(&cancelled);
        let family = CustomFamilyRequest { saturated: None, ..family };
        let work = move || contain(|| solve(job, family, saturated, line, &flag));
        let thread = std::thread::Builder::new().name("penlik-custom".into()).spawn(work);
        let thread = thread.map_err(|error| Failure::new(Code::Internal, format!("no thread: {error}")))?;
        let solver = Some(Solver { messages, answers, thread });
        Ok(Self { solver, ended: None, cancelled, asked: None, predictors })
    }

    fn asked(&self) -> Result<&Question, Failure> {
        match &self.asked {
            Some(Message::Rows(question)) => Ok(question),
            _ => Err(over()),
        }
    }

    fn answer(&self, answer: Answer) {
        // A solver that has ended listens no more; the next message tells.
        let _ = self.solver.as_ref().map(|solver| solver.answers.send(answer));
    }

    fn end(&mut self) {
        let Some(Solver { messages, answers, thread }) = self.solver.take() else { return };
        drop((messages, answers));
        let lost = |_| Err(Failure::new(Code::Internal, "the solver's thread was lost"));
        self.ended = Some(thread.join().unwrap_or_else(lost));
    }

    fn stop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.end();
    }
}

/// A fit that was never finished ends with the object, so that nothing of the library runs after its environment is gone.
impl Drop for NativeCustomFit {
    fn drop(&mut self) {
        self.stop();
    }
}

fn solve(
    job: Job,
    family: CustomFamilyRequest,
    saturated: Option<Vec<f64>>,
    line: Line,
    cancelled: &AtomicBool,
) -> Result<Fitted, Failure> {
    let line = Arc::new(Mutex::new(line));
    let polled = || cancelled.load(Ordering::Relaxed);
    let told = |at: &Progress| {
        let line = line.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nobody listens the flag is up.
        let _ = line.say(Message::Progress(*at));
    };
    let control = Control { cancelled: &polled, progress: &told };
    let asked = AskedFamily::new(Arc::clone(&line), &family, saturated.is_some());
    let named = (family.name, family.predictors);
    match job {
        Job::Matrix(job) => job.fit_custom(Box::new(asked), named, saturated.as_deref(), &control),
        Job::Formula(job) => job.fit_custom(Box::new(asked), named, &control),
    }
}

/// Lengths, and numbers: where ℓ is −∞ a row lies outside the family's domain and the rest of it does not count.
fn check(question: &Question, answer: &[&[f64]; 5], m: usize) -> Result<(), Failure> {
    const NAMES: [&str; 5] = ["logLikelihood", "score", "information", "third", "fourth"];
    let h = question.response.len();
    for (k, (name, values)) in NAMES.into_iter().zip(answer).enumerate() {
        let columns = if k < 3 || question.slopes { choose(m + k.max(1) - 1, k) } else { 0 };
        penlik::check::length(name, values.len(), columns * h)?;
        let outside = |at: usize| answer[0][at % h] == f64::NEG_INFINITY;
        if let Some(at) = values.iter().enumerate().position(|(at, x)| !x.is_finite() && !outside(at)) {
            let expected = match k {
                0 => "a finite number, or -Infinity outside the family's domain",
                _ => "finite numbers where the log-likelihood is finite",
            };
            let value = format!("{} in row {}", shown(values[at]), question.rows[at % h]);
            return Err(CheckError::new(Code::NonFinite, format!("rows: {name}"), value, expected).into());
        }
    }
    Ok(())
}

fn copy(name: &str, to: &mut [f64], from: &[f64]) -> Result<(), Failure> {
    penlik::check::length(name, to.len(), from.len())?;
    to.copy_from_slice(from);
    Ok(())
}

fn over() -> Failure {
    Failure::new(Code::Internal, "a fit was asked out of turn")
}
