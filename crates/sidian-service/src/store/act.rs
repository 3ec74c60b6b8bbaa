//! What work inside a transaction may do.

use std::cell::Cell;

use rusqlite::Connection;

use super::StoreError;
use crate::audit::{Entry, Sealer, Tree};

/// One transaction, shared by the jobs of a group.
pub struct Act<'a> {
    connection: &'a Connection,
    sealer: &'a Sealer,
    begun: u64,
    size: Cell<u64>,
    marked: Cell<u64>,
}

/// A use of the service, for the audit log.
#[derive(Clone, Debug, Default)]
pub struct Use {
    /// When, in seconds.
    pub at: i64,
    /// Whose account.
    pub account: Option<i64>,
    /// Its name and department.
    pub actor: String,
    /// What was done, such as `licence.issue`.
    pub action: &'static str,
    /// To which licence.
    pub licence: Option<String>,
    /// For which purpose.
    pub purpose: String,
    /// On which legal basis.
    pub basis: String,
    /// `done`, `refused`, or the verdict.
    pub outcome: &'static str,
    /// SHA-256 of the file.
    pub digest: Option<Vec<u8>>,
}

impl<'a> Act<'a> {
    pub(super) fn new(connection: &'a Connection, sealer: &'a Sealer) -> Result<Self, StoreError> {
        let size = Tree::size(connection)?;
        Ok(Self { connection, sealer, begun: size, size: Cell::new(size), marked: Cell::new(size) })
    }

    /// The connection inside the transaction.
    pub fn connection(&self) -> &Connection {
        self.connection
    }

    /// Enters a use in the audit log and gives its place there.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn record(&self, used: &Use) -> Result<u64, StoreError> {
        let seq = self.size.get();
        let leaf = Entry::of(used, seq, self.sealer.commitments()).to_leaf();
        let place = i64::try_from(seq).map_err(|_| StoreError::Full)?;
        let sql = "INSERT INTO audit (seq, at, account, actor, action, licence, purpose,
                   basis, outcome, digest, leaf)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.connection.prepare_cached(sql)?.execute(rusqlite::params![
            place,
            used.at,
            used.account,
            used.actor,
            used.action,
            used.licence,
            used.purpose,
            used.basis,
            used.outcome,
            used.digest,
            leaf
        ])?;
        Tree::append(self.connection, seq, &leaf)?;
        self.size.set(seq.saturating_add(1));
        Ok(seq)
    }

    /// Where a job begins.
    pub(super) fn mark(&self) {
        self.marked.set(self.size.get());
    }

    /// The job wrote nothing after all.
    pub(super) fn forget(&self) {
        self.size.set(self.marked.get());
    }

    /// Signs the state of the log, if it grew.
    pub(super) fn seal(&self) -> Result<(), StoreError> {
        let size = self.size.get();
        if size == self.begun { Ok(()) } else { self.sealer.seal(self.connection, size) }
    }
}
