//! What waits for a second person.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// One event that was asked for.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its number.
    pub id: i64,
    /// Which licence.
    pub licence: String,
    /// Which event.
    pub event: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub account: i64,
    /// When.
    pub at: i64,
}

/// Asks for an event.
///
/// # Errors
///
/// [`StoreError`].
pub fn ask(
    connection: &Connection,
    (licence, event, reason): (&str, &str, &str),
    account: i64,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO approvals (licence, event, reason, account, at)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute((licence, event, reason, account, at))?;
    Ok(connection.last_insert_rowid())
}

/// Everything that waits, oldest first.
///
/// # Errors
///
/// [`StoreError`].
pub fn waiting(connection: &Connection) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT id, licence, event, reason, account, at FROM approvals
               WHERE decided IS NULL ORDER BY id LIMIT 1000";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One that waits.
///
/// # Errors
///
/// [`StoreError::Missing`], also where it was decided.
pub fn get(connection: &Connection, id: i64) -> Result<Waiting, StoreError> {
    let sql = "SELECT id, licence, event, reason, account, at FROM approvals
               WHERE id = ?1 AND decided IS NULL";
    let found = connection.prepare_cached(sql)?.query_row([id], read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// Decides it.
///
/// # Errors
///
/// [`StoreError::Conflict`] where it was decided meanwhile.
pub fn decide(
    connection: &Connection,
    id: i64,
    outcome: &str,
    account: i64,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE approvals SET decided = ?4, decided_by = ?3, outcome = ?2
               WHERE id = ?1 AND decided IS NULL";
    match connection.prepare_cached(sql)?.execute((id, outcome, account, at))? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        id: row.get(0)?,
        licence: row.get(1)?,
        event: row.get(2)?,
        reason: row.get(3)?,
        account: row.get(4)?,
        at: row.get(5)?,
    })
}
