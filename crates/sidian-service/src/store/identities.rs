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
    /// What it is for: `root`, `ca` or `licence`.
    pub purpose: String,
    /// Whether it was made by the service for trying things out.
    pub test: bool,
    /// Its certificates, its own first, PEM.
    pub chain: String,
    /// The sealed PKCS#8.
    pub sealed: Vec<u8>,
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

/// Every one.
///
/// # Errors
///
/// [`StoreError`].
pub fn all(connection: &Connection) -> Result<Vec<Kept>, StoreError> {
    let sql = "SELECT id, label, purpose, test, chain, sealed FROM identities ORDER BY id";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| {
        Ok(Kept {
            id: row.get(0)?,
            label: row.get(1)?,
            purpose: row.get(2)?,
            test: row.get(3)?,
            chain: row.get(4)?,
            sealed: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
