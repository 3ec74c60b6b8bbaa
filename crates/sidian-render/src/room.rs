//! Room for the interpreter of pages, which goes down once for each form within a form.
//!
//! A page is interpreted on a thread of its own, with a stack of its own. Whoever reads very many of
//! them starts its threads with [`spawn_scoped`]: they have that room, so that no further thread is
//! made for each page and no answer waits for two threads to change places.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, Builder, JoinHandle, Scope, ScopedJoinHandle};

/// Bytes of stack.
const STACK: usize = 32 << 20;

thread_local! {
    /// Whether this thread was started here, and has the room.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Starts a thread that has room to read pages.
///
/// # Errors
///
/// As for [`Builder::spawn_scoped`].
pub fn spawn_scoped<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().name(name.to_owned()).stack_size(STACK).spawn_scoped(scope, move || {
        ROOMY.set(true);
        work()
    })
}

/// Starts a thread that has room to read pages, and goes its own way.
///
/// # Errors
///
/// As for [`Builder::spawn`].
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    Builder::new().name(name.to_owned()).stack_size(STACK).spawn(move || {
        ROOMY.set(true);
        work()
    })
}

/// Does `work` where there is room for it: here, or on a thread of its own. A panic in it, or no
/// thread to be had, costs no more than the answer.
pub(crate) fn with<T: Send>(name: &str, work: impl FnOnce() -> T + Send) -> thread::Result<T> {
    if ROOMY.get() {
        return catch_unwind(AssertUnwindSafe(work));
    }
    thread::scope(|scope| spawn_scoped(scope, name, work).map_err(|e| Box::new(e) as _)?.join())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_with_room_needs_no_other() {
        let asked = || thread::current().id();
        let here = thread::current().id();
        assert_ne!(with("test", asked).expect("an answer"), here);
        let (inside, outside) = thread::scope(|scope| {
            let work = || (with("test", asked).expect("an answer"), thread::current().id());
            spawn_scoped(scope, "test", work).expect("a thread").join().expect("an answer")
        });
        assert_eq!(inside, outside);
    }

    #[test]
    fn what_goes_wrong_costs_no_more_than_the_answer() {
        let wrong = || -> u8 { std::panic::resume_unwind(Box::new("wrong")) };
        assert!(with("test", wrong).is_err());
        let work = || (with("test", wrong).is_err(), with("test", || 1).ok());
        let after = thread::scope(|scope| {
            spawn_scoped(scope, "test", work).expect("a thread").join().expect("an answer")
        });
        assert_eq!(after, (true, Some(1)));
    }

    #[test]
    fn there_is_room_to_go_down_far() {
        fn down(levels: u32) -> u32 {
            let page = std::hint::black_box([levels; 1024]);
            if levels == 0 { 0 } else { 1 + down(levels - 1) + page[7] - page[9] }
        }
        // 2,000 levels of 4 kB are more than an ordinary thread has.
        assert_eq!(with("test", || down(2_000)).expect("an answer"), 2_000);
    }
}
