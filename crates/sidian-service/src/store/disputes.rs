//! Disputes (异议): a holder says that something is wrong, the issuer answers.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// A dispute.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// Its number.
    pub id: i64,
    /// About which licence.
    pub licence: String,
    /// What is said to be wrong.
    pub statement: String,
    /// `open`, `corrected` or `rejected`.
    pub state: String,
    /// The issuer's answer.
    pub answer: Option<String>,
    /// Who raised it.
    pub account: i64,
    /// When.
    pub at: i64,
}

const COLUMNS: &str = "id, licence, statement, state, answer, account, at FROM disputes";

/// Raises one.
///
/// # Errors
///
/// [`StoreError`].
pub fn raise(
    connection: &Connection,
    (licence, statement): (&str, &str),
    account: i64,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO disputes (licence, statement, state, account, at)
               VALUES (?1, ?2, 'open', ?3, ?4)";
    connection.prepare_cached(sql)?.execute((licence, statement, account, at))?;
    Ok(connection.last_insert_rowid())
}

/// One.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn get(connection: &Connection, id: i64) -> Result<Dispute, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE id = ?1");
    let found = connection.prepare_cached(&sql)?.query_row([id], read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// The open ones, or those of one account.
///
/// # Errors
///
/// [`StoreError`].
pub fn list(connection: &Connection, of: Option<i64>) -> Result<Vec<Dispute>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE (?1 IS NULL AND state = 'open') OR account = ?1
         ORDER BY id LIMIT 1000"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([of], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Answers one.
///
/// # Errors
///
/// [`StoreError::Conflict`] if it was answered before.
pub fn decide(
    connection: &Connection,
    id: i64,
    (state, answer): (&str, &str),
    account: i64,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE disputes SET state = ?2, answer = ?3, decided_by = ?4, decided = ?5
               WHERE id = ?1 AND state = 'open'";
    match connection.prepare_cached(sql)?.execute((id, state, answer, account, at))? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Dispute> {
    Ok(Dispute {
        id: row.get(0)?,
        licence: row.get(1)?,
        statement: row.get(2)?,
        state: row.get(3)?,
        answer: row.get(4)?,
        account: row.get(5)?,
        at: row.get(6)?,
    })
}
