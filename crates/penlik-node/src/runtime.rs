//! Background jobs on threads of the library's own.
//!
//! Every environment (the main thread, each worker) has one [`Jobs`]: a queue and a few threads, started when first needed.
//! A job computes on one of them and settles its promise through a thread-safe function. When the environment is torn down, its
//! clean-up hook raises the closing flag, which every running job polls, and joins the threads, so that nothing of the library
//! runs after the environment is gone.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use napi::bindgen_prelude::{Object, ToNapiValue};
use napi::{Env, JsDeferred};
use penlik::check::Code;

use crate::errors::{Failure, contain};

/// Jobs of one environment that run at the same time; more wait in the queue.
const MOST_THREADS: usize = 4;

/// Whether a job should stop: its own flag, and the one of the environment.
#[derive(Clone)]
pub struct Cancellation {
    job: Arc<AtomicBool>,
    closing: Arc<AtomicBool>,
}

impl Cancellation {
    /// Polled by the work.
    pub fn requested(&self) -> bool {
        self.job.load(Ordering::Relaxed) || self.closing.load(Ordering::Relaxed)
    }
}

struct Job {
    cancellation: Cancellation,
    run: Box<dyn FnOnce() + Send>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    idle: usize,
    threads: Vec<JoinHandle<()>>,
}

/// The queue and the threads of one environment.
#[derive(Default)]
pub struct Jobs {
    queue: Mutex<Queue>,
    changed: Condvar,
    closing: Arc<AtomicBool>,
}

impl Jobs {
    /// The jobs of an environment, made when first asked for.
    pub fn of(env: &Env) -> Result<Arc<Self>, Failure> {
        if let Some(jobs) = env.get_instance_data::<Arc<Self>>().map_err(unusable)? {
            return Ok(Arc::clone(jobs));
        }
        let jobs = Arc::new(Self::default());
        env.set_instance_data(Arc::clone(&jobs), (), |_| ()).map_err(unusable)?;
        env.add_env_cleanup_hook(Arc::clone(&jobs), |jobs| jobs.close()).map_err(unusable)?;
        Ok(jobs)
    }

    /// Computes on a background thread and gives the promise of `finish(compute(…))`; `finish` runs on JavaScript's thread.
    pub fn promise<'env, Work, Output, Value>(
        self: &Arc<Self>,
        env: &'env Env,
        flag: Arc<AtomicBool>,
        compute: Work,
        finish: impl FnOnce(Env, Output) -> napi::Result<Value> + Send + 'static,
    ) -> Result<Object<'env>, Failure>
    where
        Work: FnOnce(&Cancellation) -> Result<Output, Failure> + Send + 'static,
        Output: Send + 'static,
        Value: ToNapiValue + 'static,
    {
        let (deferred, promise) = env.create_deferred().map_err(unusable)?;
        let cancellation = Cancellation { job: flag, closing: Arc::clone(&self.closing) };
        let polled = cancellation.clone();
        let run = move || settle(deferred, contain(|| unless_cancelled(&polled, compute)), finish);
        self.submit(Job { cancellation, run: Box::new(run) });
        Ok(promise)
    }

    /// Settles the waiting jobs that were cancelled, at once; running ones see their flag.
    pub fn sweep(&self) {
        let mut queue = self.lock();
        let (cancelled, waiting) = queue.waiting.drain(..).partition(|job| job.cancellation.requested());
        queue.waiting = waiting;
        drop(queue);
        let cancelled: VecDeque<Job> = cancelled;
        cancelled.into_iter().for_each(|job| (job.run)());
    }

    /// Cancels everything and waits for the threads.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        self.sweep();
        let threads = std::mem::take(&mut self.lock().threads);
        self.changed.notify_all();
        // A job's panic is contained, so that a thread ends in no other way than by returning.
        threads.into_iter().for_each(|thread| drop(thread.join()));
    }

    fn submit(self: &Arc<Self>, job: Job) {
        let mut queue = self.lock();
        queue.waiting.push_back(job);
        if queue.idle < queue.waiting.len() && queue.threads.len() < most_threads() {
            self.start_thread(&mut queue);
        }
        let stranded = queue.threads.is_empty();
        drop(queue);
        self.changed.notify_one();
        if stranded {
            self.work_off();
        }
    }

    fn start_thread(self: &Arc<Self>, queue: &mut Queue) {
        let jobs = Arc::clone(self);
        let name = format!("penlik-job-{}", queue.threads.len());
        // Where no thread can be had, those that run take the job, or the calling thread does.
        queue.threads.extend(std::thread::Builder::new().name(name).spawn(move || jobs.work()).ok());
    }

    /// What a thread does: one job after the other until the environment closes.
    fn work(&self) {
        while let Some(job) = self.next() {
            (job.run)();
        }
    }

    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.waiting.pop_front() {
                return Some(job);
            }
            if self.closing.load(Ordering::Relaxed) {
                return None;
            }
            queue.idle += 1;
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }

    fn work_off(&self) {
        while let Some(job) = { self.lock().waiting.pop_front() } {
            (job.run)();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn most_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, MOST_THREADS)
}

fn unless_cancelled<T>(
    cancellation: &Cancellation,
    compute: impl FnOnce(&Cancellation) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if cancellation.requested() { Err(Failure::aborted()) } else { compute(cancellation) }
}

type Resolver<Value> = Box<dyn FnOnce(Env) -> napi::Result<Value>>;

/// Queues the settlement; in an environment that is being torn down it is dropped, for there is no promise left.
fn settle<Output: 'static, Value: ToNapiValue + 'static>(
    deferred: JsDeferred<Value, Resolver<Value>>,
    outcome: Result<Output, Failure>,
    finish: impl FnOnce(Env, Output) -> napi::Result<Value> + 'static,
) {
    match outcome {
        Ok(output) => deferred.resolve(Box::new(move |env| finish(env, output))),
        Err(failure) => deferred.reject(failure.into()),
    }
}

fn unusable(error: napi::Error) -> Failure {
    Failure::new(Code::Internal, format!("the JavaScript environment refuses: {}", error.reason))
}
