//! Temporary download addresses (下载地址).

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// Leave to download one file for a while.
#[derive(Clone, Debug)]
pub struct Link {
    /// Which licence.
    pub licence: String,
    /// Who gave it.
    pub account: i64,
    /// For which purpose.
    pub purpose: String,
    /// On which legal basis.
    pub basis: String,
    /// Until when.
    pub ends: i64,
}

/// Keeps one under the hash of its token, and forgets those that ended before `now`.
///
/// # Errors
///
/// [`StoreError`].
pub fn add(connection: &Connection, hash: &[u8], link: &Link, now: i64) -> Result<(), StoreError> {
    connection.execute("DELETE FROM links WHERE ends < ?1", [now])?;
    let sql = "INSERT INTO links (token, licence, account, purpose, basis, ends)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Link { licence, account, purpose, basis, ends } = link;
    connection.prepare_cached(sql)?.execute((hash, licence, account, purpose, basis, ends))?;
    Ok(())
}

/// The one with this hash, if it has not ended at `now`.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn get(connection: &Connection, hash: &[u8], now: i64) -> Result<Link, StoreError> {
    let sql = "SELECT licence, account, purpose, basis, ends FROM links
               WHERE token = ?1 AND ends >= ?2";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Link {
            licence: row.get(0)?,
            account: row.get(1)?,
            purpose: row.get(2)?,
            basis: row.get(3)?,
            ends: row.get(4)?,
        })
    };
    let found = connection.prepare_cached(sql)?.query_row((hash, now), read).optional()?;
    found.ok_or(StoreError::Missing)
}
