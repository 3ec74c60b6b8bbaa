//! Evidence together with what was worked out from it.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Bytes that a caller brought, and one thing that follows from them and from nothing else. It is
/// worked out when it is first asked for and is the same for every question and every thread. Lives
/// as long as the evidence; cheap to clone.
#[derive(Clone)]
pub(crate) struct Memo {
    bytes: Arc<[u8]>,
    made: Arc<OnceLock<Box<dyn Any + Send + Sync>>>,
}

impl Memo {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { bytes: Arc::from(bytes), made: Arc::default() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What `make` makes of the bytes; `None` where something of another type was asked for before.
    pub(crate) fn get<T: Any + Send + Sync>(&self, make: fn(&[u8]) -> T) -> Option<&T> {
        self.made.get_or_init(|| Box::new(make(&self.bytes))).downcast_ref()
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memo({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_worked_out_once_for_all_clones() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let make = |bytes: &[u8]| {
            ASKED.fetch_add(1, Ordering::Relaxed);
            bytes.len()
        };
        let memo = Memo::new(b"list");
        let clone = memo.clone();
        assert_eq!((memo.get(make), clone.get(make)), (Some(&4), Some(&4)));
        assert_eq!(ASKED.load(Ordering::Relaxed), 1);
        assert_eq!(memo.get(|_| "another type"), None);
    }
}
