//! Lists of withdrawn authorisations that others signed.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use crate::problem::Problem;

/// A list, the newest of its address and signer.
#[derive(Clone, Debug)]
pub struct List {
    /// Its address, which is its name.
    pub uri: String,
    /// The commitment to who signs it.
    pub signer: Vec<u8>,
    /// When it was issued.
    pub issued: i64,
    /// When it ends.
    pub expires: i64,
    /// How much it lists.
    pub entries: u64,
    /// As it was signed.
    pub token: String,
    /// When it was taken in.
    pub at: i64,
}

/// Takes one in, in the place of the older one. Whether it is new: the very same list is not.
///
/// # Errors
///
/// 9232 where the one that is there is as new or newer; 9208 where there would be more than `most`
/// bytes of lists.
pub fn put(
    connection: &Connection,
    list: &List,
    account: i64,
    most: u64,
) -> Result<bool, StoreError> {
    let sql = "SELECT issued, token FROM withdrawal_lists WHERE uri = ?1 AND signer = ?2";
    let known = connection
        .prepare_cached(sql)?
        .query_row((&list.uri, &list.signer), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    match known {
        Some((_, token)) if token == list.token => return Ok(false),
        // Of two lists of one second nobody can tell which is the newer.
        Some((issued, _)) if issued >= list.issued => return Err(Problem::rollback().into()),
        _ => {}
    }
    let sql =
        "INSERT INTO withdrawal_lists (uri, signer, issued, expires, entries, token, at, account)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
               ON CONFLICT (uri, signer) DO UPDATE SET issued = excluded.issued,
               expires = excluded.expires, entries = excluded.entries, token = excluded.token,
               at = excluded.at, account = excluded.account";
    let List { uri, signer, issued, expires, entries, token, at } = list;
    connection
        .prepare_cached(sql)?
        .execute(rusqlite::params![uri, signer, issued, expires, entries, token, at, account])?;
    let sql = "SELECT coalesce(sum(length(token)), 0) FROM withdrawal_lists";
    let bytes: u64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    if bytes > most { Err(Problem::too_large().into()) } else { Ok(true) }
}

/// All of them, by address.
///
/// # Errors
///
/// [`StoreError`].
pub fn all(connection: &Connection) -> Result<Vec<List>, StoreError> {
    let sql = "SELECT uri, signer, issued, expires, entries, token, at FROM withdrawal_lists
               ORDER BY uri, signer";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| {
        Ok(List {
            uri: row.get(0)?,
            signer: row.get(1)?,
            issued: row.get(2)?,
            expires: row.get(3)?,
            entries: row.get(4)?,
            token: row.get(5)?,
            at: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
