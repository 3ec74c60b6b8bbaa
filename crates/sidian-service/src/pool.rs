//! A bounded pool for work that keeps a core busy. What does not fit is turned away, at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use sidian_render::room;
use tokio::sync::oneshot;

use crate::problem::Problem;

type Job = Box<dyn FnOnce() + Send>;

/// The pool. Its threads have room for the interpreter of pages, and end with it.
pub struct Pool {
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    queue: usize,
}

struct Waiting(Arc<AtomicUsize>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pool {
    /// A pool of this many threads (0: as many as there are cores) and places to wait.
    ///
    /// # Errors
    ///
    /// If a thread cannot be started.
    pub fn new(workers: usize, queue: usize) -> std::io::Result<Self> {
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (jobs, todo) = channel();
        let todo = Arc::new(Mutex::new(todo));
        for _ in 0..if workers == 0 { all } else { workers } {
            let todo = Arc::clone(&todo);
            room::spawn("worker", move || work_off(&todo))?;
        }
        Ok(Self { jobs, waiting: Arc::default(), queue })
    }

    /// Does `work` on a thread of the pool, when one is free.
    ///
    /// # Errors
    ///
    /// 9210 if too many wait already; 9900 if the work panicked.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.queue {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Problem::overloaded());
        }
        let waiting = Waiting(Arc::clone(&self.waiting));
        let (done, answer) = oneshot::channel();
        let job = move || {
            // Nobody waits any more for what was asked by somebody who has gone.
            let result = (!done.is_closed()).then(|| catch_unwind(AssertUnwindSafe(work)));
            drop(waiting);
            if let Some(result) = result {
                // Whoever asked may have gone meanwhile: then the answer is nobody's.
                drop(done.send(result));
            }
        };
        self.jobs.send(Box::new(job)).map_err(|_| Problem::overloaded())?;
        match answer.await {
            Ok(Ok(result)) => Ok(result),
            _ => {
                tracing::error!("work did not end");
                Err(Problem::internal())
            }
        }
    }

    /// How many are waiting or being done.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

fn work_off(todo: &Mutex<Receiver<Job>>) {
    loop {
        // One thread waits for work, the others for their turn to.
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_does_not_fit_is_turned_away_and_the_rest_is_done() {
        let pool = Arc::new(Pool::new(1, 2).unwrap());
        let (begin, wait) = std::sync::mpsc::channel::<()>();
        let slow = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(move || wait.recv().is_ok()).await }
        });
        let queued = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(|| 7).await }
        });
        while pool.waiting() < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.run(|| ()).await.unwrap_err().code(), 9210);
        begin.send(()).unwrap();
        assert!(slow.await.unwrap().unwrap());
        assert_eq!(queued.await.unwrap().unwrap(), 7);
        assert_eq!(pool.waiting(), 0);
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_and_frees_its_core() {
        let pool = Pool::new(1, 4).unwrap();
        let panicked = pool.run(|| -> u8 { panic!("on purpose") }).await;
        assert_eq!(panicked.unwrap_err().code(), 9900);
        assert_eq!(pool.run(|| 1).await.unwrap(), 1);
    }
}
