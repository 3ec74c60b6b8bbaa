//! Connections for reading, lent out one at a time.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::{StoreError, connect};

/// Memory of a connection for pages, in KiB. The inner pages of the indexes of ten million licences
/// (40 MB) fit, so that a look-up reads no more from the file than among a hundred thousand.
const CACHE: i64 = 65_536;

pub(super) struct Readers {
    free: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Readers {
    pub(super) fn open(path: &Path, count: usize) -> Result<Self, StoreError> {
        let mut free = Vec::with_capacity(count);
        for _ in 0..count {
            let connection = connect(path)?;
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "cache_size", -CACHE)?;
            free.push(connection);
        }
        Ok(Self { free: Mutex::new(free), returned: Condvar::new() })
    }

    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut lent = Lent { from: self, connection: Some(self.take()) };
        let connection = lent.connection.as_mut().ok_or(StoreError::Stopped)?;
        // One view of the tables for the whole of the work.
        let view = connection.transaction()?;
        work(&view)
    }

    fn take(&self) -> Connection {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = free.pop() {
                return connection;
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

struct Lent<'a> {
    from: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.from.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            self.from.returned.notify_one();
        }
    }
}
