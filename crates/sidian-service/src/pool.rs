//! A bounded pool for work that keeps a core busy. What does not fit is turned away, at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use crate::problem::Problem;

/// The pool.
pub struct Pool {
    cores: Arc<Semaphore>,
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
    pub fn new(workers: usize, queue: usize) -> Self {
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers = if workers == 0 { all } else { workers };
        Self { cores: Arc::new(Semaphore::new(workers)), waiting: Arc::default(), queue }
    }

    /// Does `work` on a thread of its own, when a core is free.
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
        let cores = Arc::clone(&self.cores);
        let core = cores.acquire_owned().await.map_err(|_| Problem::overloaded())?;
        let work = move || {
            let _held = (core, waiting);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| {
            tracing::error!(%error, "work did not end");
            Problem::internal()
        })
    }

    /// How many are waiting or being done.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_does_not_fit_is_turned_away_and_the_rest_is_done() {
        let pool = Arc::new(Pool::new(1, 2));
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
        let pool = Pool::new(1, 4);
        let panicked = pool.run(|| -> u8 { panic!("on purpose") }).await;
        assert_eq!(panicked.unwrap_err().code(), 9900);
        assert_eq!(pool.run(|| 1).await.unwrap(), 1);
    }
}
