//! Authorisations that were accepted, those that were withdrawn, and what holders are asked for.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// An authorisation that was accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its place here.
    pub id: i64,
    /// Tag of who granted it.
    pub grantor: Vec<u8>,
    /// Its number (`jti`).
    pub number: String,
    /// 统一社会信用代码 of the department that it is for.
    pub recipient: String,
    /// The service item.
    pub item: String,
    /// What for.
    pub purpose: String,
    /// For which case only.
    pub matter: Option<String>,
    /// 证照标识, with spaces between.
    pub licences: String,
    /// When it ends.
    pub until: i64,
    /// How often it may be used, where that is limited.
    pub uses: Option<u32>,
    /// How often it was.
    pub used: u32,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// Keeps one that was accepted; the same one again is the same one.
///
/// # Errors
///
/// [`StoreError`].
pub fn accept(
    connection: &Connection,
    new: &Accepted,
    (token, counted): (&str, &str),
    account: i64,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO grants (grantor, number, recipient, item, purpose, matter, licences,
               until, uses, token, counted, account, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
               ON CONFLICT (grantor, number) DO UPDATE SET token = excluded.token";
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        new.grantor,
        new.number,
        new.recipient,
        new.item,
        new.purpose,
        new.matter,
        new.licences,
        new.until,
        new.uses,
        token,
        counted,
        account,
        at
    ])?;
    let sql = "SELECT id FROM grants WHERE grantor = ?1 AND number = ?2";
    let found = (&new.grantor, &new.number);
    Ok(connection.prepare_cached(sql)?.query_row(found, |row| row.get(0))?)
}

/// Those for a department, newest first.
///
/// # Errors
///
/// [`StoreError`].
pub fn of(connection: &Connection, recipient: &str) -> Result<Vec<Accepted>, StoreError> {
    let sql =
        "SELECT id, grants.grantor, grants.number, recipient, item, purpose, matter, licences,
               until, uses, coalesce(used, 0), withdrawn.at IS NOT NULL FROM grants
               LEFT JOIN grant_uses ON grant_id = counted
               LEFT JOIN withdrawn ON withdrawn.grantor = grants.grantor
                    AND withdrawn.number = grants.number
               WHERE recipient = ?1 ORDER BY id DESC LIMIT 500";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([recipient], |row| {
        Ok(Accepted {
            id: row.get(0)?,
            grantor: row.get(1)?,
            number: row.get(2)?,
            recipient: row.get(3)?,
            item: row.get(4)?,
            purpose: row.get(5)?,
            matter: row.get(6)?,
            licences: row.get(7)?,
            until: row.get(8)?,
            uses: row.get(9)?,
            used: row.get(10)?,
            withdrawn: row.get(11)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Withdraws an authorisation, whether it was accepted here or not: `tag` is that of whoever
/// withdraws it.
///
/// # Errors
///
/// [`StoreError::Conflict`] where it was withdrawn before.
pub fn withdraw(
    connection: &Connection,
    tag: &[u8],
    number: &str,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO withdrawn (grantor, number, at) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute((tag, number, at))?;
    Ok(())
}

/// Whether one of these withdrew it.
///
/// # Errors
///
/// [`StoreError`].
pub fn is_withdrawn(
    connection: &Connection,
    tags: [&[u8]; 2],
    number: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM withdrawn WHERE number = ?3 AND grantor IN (?1, ?2)";
    Ok(connection.prepare_cached(sql)?.exists((tags[0], tags[1], number))?)
}

/// What a holder is asked for (selective sharing).
#[derive(Clone, Debug)]
pub struct Question {
    /// Made for this question alone.
    pub nonce: String,
    /// Who asks.
    pub account: i64,
    /// What for.
    pub purpose: String,
    /// On which legal basis.
    pub basis: String,
    /// Short names of the fields, with spaces between.
    pub fields: String,
    /// Until when.
    pub ends: i64,
}

/// Keeps a question, and forgets those that ended before `now`.
///
/// # Errors
///
/// [`StoreError`].
pub fn ask(connection: &Connection, new: &Question, now: i64) -> Result<(), StoreError> {
    connection.execute("DELETE FROM questions WHERE ends < ?1", [now])?;
    let sql = "INSERT INTO questions (nonce, account, purpose, basis, fields, ends)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Question { nonce, account, purpose, basis, fields, ends } = new;
    connection.prepare_cached(sql)?.execute((nonce, account, purpose, basis, fields, ends))?;
    Ok(())
}

/// Takes a question away: it is answered once.
///
/// # Errors
///
/// [`StoreError::Missing`], also for somebody else's and one that ended.
pub fn answered(
    connection: &Connection,
    (nonce, account): (&str, i64),
    now: i64,
) -> Result<Question, StoreError> {
    let sql = "DELETE FROM questions WHERE nonce = ?1 AND account = ?2 AND ends >= ?3
               RETURNING nonce, account, purpose, basis, fields, ends";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Question {
            nonce: row.get(0)?,
            account: row.get(1)?,
            purpose: row.get(2)?,
            basis: row.get(3)?,
            fields: row.get(4)?,
            ends: row.get(5)?,
        })
    };
    let mut delete = connection.prepare_cached(sql)?;
    delete.query_row((nonce, account, now), read).optional()?.ok_or(StoreError::Missing)
}

/// Publishes the list of a service item, or a later one.
///
/// # Errors
///
/// [`StoreError`].
pub fn publish_item(
    connection: &Connection,
    (code, name): (&str, &str),
    rules: &str,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO items (code, name, at, rules) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (code) DO UPDATE SET name = excluded.name, at = excluded.at,
               rules = excluded.rules";
    connection.prepare_cached(sql)?.execute((code, name, at, rules))?;
    Ok(())
}

/// Every list that was published, JSON.
///
/// # Errors
///
/// [`StoreError`].
pub fn items(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut select = connection.prepare_cached("SELECT rules FROM items ORDER BY code")?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
