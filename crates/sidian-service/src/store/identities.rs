//! Keys with their certificates. Private keys are sealed under the master key.

use rusqlite::Connection;

use super::StoreError;

/// A key as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub label: String,
    /// What it is for: `root`, `ca`, `licence`, `seal` (makes seals), `ocsp` or `tsa`.
    pub purpose: String,
    /// Whether it was made by the service for trying things out.
    pub test: bool,
    /// Its certificates, its own first, PEM.
    pub chain: String,
    /// The sealed PKCS#8.
    pub sealed: Vec<u8>,
    /// When its certificate was revoked and why, if it was.
    pub ended: Option<(i64, String)>,
}

/// Keeps one and gives its number.
///
/// # Errors
///
/// [`StoreError::Conflict`] where the name is taken.
pub fn add(connection: &Connection, new: &Kept, at: i64) -> Result<i64, StoreError> {
    let sql = "INSERT INTO identities (label, purpose, test, chain, sealed, created)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Kept { label, purpose, test, chain, sealed, .. } = new;
    connection.prepare_cached(sql)?.execute((label, purpose, test, chain, sealed, at))?;
    Ok(connection.last_insert_rowid())
}

/// Ends one: nothing is signed with it any more.
///
/// # Errors
///
/// [`StoreError::Conflict`] where it ended before.
pub fn end(connection: &Connection, id: i64, at: i64, reason: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO ended_keys (identity, at, reason) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute((id, at, reason))?;
    Ok(())
}

/// Every one.
///
/// # Errors
///
/// [`StoreError`].
pub fn all(connection: &Connection) -> Result<Vec<Kept>, StoreError> {
    let sql = "SELECT id, label, purpose, test, chain, sealed, at, reason FROM identities
               LEFT JOIN ended_keys ON identity = id ORDER BY id";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| {
        Ok(Kept {
            id: row.get(0)?,
            label: row.get(1)?,
            purpose: row.get(2)?,
            test: row.get(3)?,
            chain: row.get(4)?,
            sealed: row.get(5)?,
            ended: match row.get(6)? {
                Some(at) => Some((at, row.get(7)?)),
                None => None,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
