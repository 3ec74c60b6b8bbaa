//! Answers kept by idempotency key, so that a request sent twice is done once.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// An answer that was given.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The digest of the request.
    pub request: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// The answer under a key.
///
/// # Errors
///
/// [`StoreError`].
pub fn find(
    connection: &Connection,
    account: i64,
    key: &str,
) -> Result<Option<Answer>, StoreError> {
    let sql = "SELECT request, status, body FROM answers WHERE account = ?1 AND key = ?2";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Answer { request: row.get(0)?, status: row.get(1)?, body: row.get(2)? })
    };
    Ok(connection.prepare_cached(sql)?.query_row((account, key), read).optional()?)
}

/// Keeps an answer.
///
/// # Errors
///
/// [`StoreError::Conflict`] if there is one under the key.
pub fn keep(
    connection: &Connection,
    (account, key): (i64, &str),
    answer: &Answer,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO answers (account, key, request, status, body, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Answer { request, status, body } = answer;
    connection.prepare_cached(sql)?.execute((account, key, request, status, body, at))?;
    Ok(())
}

/// Forgets answers older than `before`.
///
/// # Errors
///
/// [`StoreError`].
pub fn forget(connection: &Connection, before: i64) -> Result<usize, StoreError> {
    Ok(connection.execute("DELETE FROM answers WHERE at < ?1", [before])?)
}
