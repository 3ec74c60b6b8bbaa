//! One thread writes. It takes what waits as one group, commits once, and answers then.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::StoreError;
use super::act::Act;
use crate::audit::Sealer;
use crate::problem::Problem;

/// The most jobs of one group: bounds how long the first of them waits.
const GROUP: usize = 256;
/// The most jobs that wait for the writer.
const WAITING: usize = 4096;

/// A job with its answer.
trait Job: Send {
    /// Does the work inside the transaction; says whether to keep what it wrote.
    fn run(&mut self, act: &Act<'_>) -> bool;
    /// Answers, once it is known whether the group is on the disk.
    fn answer(self: Box<Self>, group: &Result<(), StoreError>);
}

struct Work<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: Reply<T>,
}

/// How an answer is given: to a task or to a thread that waits.
type Reply<T> = Box<dyn FnOnce(Result<T, StoreError>) + Send>;

impl<T, F> Job for Work<T, F>
where
    T: Send,
    F: FnOnce(&Act<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, act: &Act<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let result = catch_unwind(AssertUnwindSafe(|| work(act)));
        let result = result.unwrap_or_else(|_| Err(Problem::internal().into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, group: &Result<(), StoreError>) {
        let answer = match (self.result, group) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(why)) => Err(why.alike()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(StoreError::Stopped),
        };
        (self.reply)(answer);
    }
}

pub(super) struct Writer {
    send: Mutex<Option<SyncSender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, mut sealer: Sealer) -> Result<Self, StoreError> {
        sealer.begin(&connection)?;
        let (send, receive) = sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || write(&connection, &sealer, &receive))
            .map_err(|error| StoreError::File { path: "thread".into(), error })?;
        Ok(Self { send: Mutex::new(Some(send)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Act<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        // Whoever asked may have gone; the work is done all the same.
        self.send(work, Box::new(|result| drop(reply.send(result))))?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }

    pub(super) fn run_now<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Act<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        self.send(work, Box::new(move |result| drop(reply.send(result))))?;
        answer.recv().map_err(|_| StoreError::Stopped)?
    }

    fn send<T, F>(&self, work: F, reply: Reply<T>) -> Result<(), StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Act<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let job = Box::new(Work { work: Some(work), result: None, reply });
        let send = self.send.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        match send.ok_or(StoreError::Stopped)?.try_send(job) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => Err(Problem::overloaded().into()),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::Stopped),
        }
    }

    /// Does what waits, then stops.
    pub(super) fn stop(&self) {
        drop(self.send.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn write(connection: &Connection, sealer: &Sealer, receive: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = receive.recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = receive.try_recv()
        {
            group.push(next);
        }
        let done = commit(connection, sealer, &mut group);
        if let Err(error) = &done {
            tracing::error!(%error, jobs = group.len(), "nothing of the group was kept");
            let _ = connection.execute_batch("ROLLBACK");
        }
        for job in group {
            job.answer(&done);
        }
    }
    // A clean end leaves no log beside the tables.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
}

fn commit(
    connection: &Connection,
    sealer: &Sealer,
    group: &mut [Box<dyn Job>],
) -> Result<(), StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let act = Act::new(connection, sealer)?;
    for job in group.iter_mut() {
        connection.execute_batch("SAVEPOINT job")?;
        act.mark();
        if job.run(&act) {
            connection.execute_batch("RELEASE job")?;
        } else {
            act.forget();
            connection.execute_batch("ROLLBACK TO job; RELEASE job")?;
        }
    }
    act.seal()?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}
