//! Batches of licences: what was asked is kept first, so that a restart goes on with it.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// A batch.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// Who asked.
    pub account: i64,
    /// Of which type.
    pub kind: String,
    /// How many licences.
    pub total: i64,
    /// How many were issued.
    pub issued: i64,
    /// How many were refused.
    pub refused: i64,
    /// For which purpose.
    pub purpose: String,
}

/// One licence of a batch that was not done yet.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its place in the batch.
    pub n: i64,
    /// What was given for it, JSON.
    pub input: String,
}

/// Takes a batch in.
///
/// # Errors
///
/// [`StoreError`].
pub fn add(
    connection: &Connection,
    (account, kind, purpose): (i64, &str, &str),
    inputs: &[String],
    at: i64,
) -> Result<i64, StoreError> {
    let total = i64::try_from(inputs.len()).map_err(|_| StoreError::Full)?;
    let sql = "INSERT INTO batches (account, type, total, purpose, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute((account, kind, total, purpose, at))?;
    let id = connection.last_insert_rowid();
    let sql = "INSERT INTO batch_items (batch, n, input) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    for (n, input) in (1_i64..).zip(inputs) {
        insert.execute((id, n, input))?;
    }
    Ok(id)
}

/// A batch.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn get(connection: &Connection, id: i64) -> Result<Batch, StoreError> {
    let sql = "SELECT id, account, type, total, purpose,
        (SELECT count(*) FROM batch_items WHERE batch = id AND licence IS NOT NULL),
        (SELECT count(*) FROM batch_items WHERE batch = id AND error IS NOT NULL)
        FROM batches WHERE id = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Batch {
            id: row.get(0)?,
            account: row.get(1)?,
            kind: row.get(2)?,
            total: row.get(3)?,
            purpose: row.get(4)?,
            issued: row.get(5)?,
            refused: row.get(6)?,
        })
    };
    let found = connection.prepare_cached(sql)?.query_row([id], read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// What came of one licence: place, identifier, problem (JSON).
pub type Outcome = (i64, Option<String>, Option<String>);

/// What came of each licence so far.
///
/// # Errors
///
/// [`StoreError`].
pub fn results(connection: &Connection, id: i64, after: i64) -> Result<Vec<Outcome>, StoreError> {
    let sql = "SELECT n, licence, error FROM batch_items
               WHERE batch = ?1 AND n > ?2 AND input IS NULL ORDER BY n LIMIT 1000";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map((id, after), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The batches that are not done.
///
/// # Errors
///
/// [`StoreError`].
pub fn open(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT DISTINCT batch FROM batch_items WHERE input IS NOT NULL ORDER BY batch";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The next licences of a batch that are not done.
///
/// # Errors
///
/// [`StoreError`].
pub fn next(connection: &Connection, id: i64, most: usize) -> Result<Vec<Item>, StoreError> {
    let sql = format!(
        "SELECT n, input FROM batch_items WHERE batch = ?1 AND input IS NOT NULL
         ORDER BY n LIMIT {most}"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([id], |row| Ok(Item { n: row.get(0)?, input: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One is done: what came of it takes the place of what was given for it, which is a holder's data
/// and is not needed any more.
///
/// # Errors
///
/// [`StoreError::Conflict`] if it was done before.
pub fn done(
    connection: &Connection,
    id: i64,
    n: i64,
    result: Result<&str, &str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE batch_items SET input = NULL, licence = ?3, error = ?4
               WHERE batch = ?1 AND n = ?2 AND input IS NOT NULL";
    let changed = connection.prepare_cached(sql)?.execute((id, n, result.ok(), result.err()))?;
    if changed == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}
