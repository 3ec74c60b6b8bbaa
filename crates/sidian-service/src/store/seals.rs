//! Seals, who may use each, what waits for a second person, and the sealing journal (用印记录).

use rusqlite::{Connection, OptionalExtension, Row};
use sidian::report::SealState;
use sidian::seal::journal::{SealingJournal, SealingRecord};
use sidian::seal::register::SealRegister;
use sidian::time::UnixTime;

use super::{StoreError, meta, set_meta};
use crate::keyring::Held;

/// A seal as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number here.
    pub id: i64,
    /// 印章编码.
    pub code: String,
    /// 印章名称.
    pub name: String,
    /// 统一社会信用代码 of the department whose seal it is.
    pub department: String,
    /// The key that it is used with.
    pub identity: i64,
    /// Its state: `in-use`, `stopped`, `cancelled` or `key-compromised`.
    pub state: String,
    /// From when on it may be used, in seconds.
    pub valid_from: i64,
    /// Until when, in seconds.
    pub valid_until: i64,
    /// The seal itself.
    pub der: Vec<u8>,
}

/// One use of a seal.
#[derive(Clone, Debug)]
pub struct Sealing {
    /// Its number in the journal.
    pub number: i64,
    /// Who.
    pub account: i64,
    /// Their name.
    pub by: String,
    /// When.
    pub at: i64,
    /// For which matter.
    pub purpose: String,
    /// SHA-256 of the sealed document.
    pub digest: Vec<u8>,
    /// The place of the entry in the audit log.
    pub receipt: i64,
}

/// What waits for a second person.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its number.
    pub id: i64,
    /// Whose seal.
    pub department: String,
    /// What was asked for, JSON.
    pub request: String,
    /// Who asked.
    pub account: i64,
    /// When.
    pub at: i64,
}

const COLUMNS: &str =
    "id, code, name, department, identity, state, valid_from, valid_until, der FROM seals";

/// The register as it is kept.
///
/// # Errors
///
/// [`StoreError::Damaged`] for what is none.
pub fn book(connection: &Connection) -> Result<SealRegister, StoreError> {
    match meta(connection, "seal-register")? {
        None => Ok(SealRegister::new()),
        Some(bytes) => SealRegister::from_json(&bytes)
            .map_err(|_| StoreError::Damaged { what: "the register of seals" }),
    }
}

/// Enters a seal that was made, with those who may use it.
///
/// # Errors
///
/// [`StoreError::Conflict`] where its code is taken.
pub fn enter(
    connection: &Connection,
    new: &Kept,
    (book, users): (&SealRegister, &[i64]),
    account: i64,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO seals (code, name, department, identity, state, valid_from, valid_until,
               der, account, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        new.code,
        new.name,
        new.department,
        new.identity,
        new.state,
        new.valid_from,
        new.valid_until,
        new.der,
        account,
        at
    ])?;
    let id = connection.last_insert_rowid();
    set_users(connection, id, users)?;
    set_meta(connection, "seal-register", &book.to_json())?;
    Ok(id)
}

/// Keeps a new state, and the register after it.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn change(
    connection: &Connection,
    id: i64,
    state: SealState,
    book: &SealRegister,
) -> Result<(), StoreError> {
    let sql = "UPDATE seals SET state = ?2 WHERE id = ?1";
    if connection.prepare_cached(sql)?.execute((id, state.as_str()))? == 0 {
        return Err(StoreError::Missing);
    }
    set_meta(connection, "seal-register", &book.to_json())
}

/// Sets who may use a seal.
///
/// # Errors
///
/// [`StoreError::Conflict`] for an account that is not there.
pub fn set_users(connection: &Connection, id: i64, users: &[i64]) -> Result<(), StoreError> {
    connection.execute("DELETE FROM seal_users WHERE seal = ?1", [id])?;
    let sql = "INSERT INTO seal_users (seal, account) VALUES (?1, ?2)";
    let mut insert = connection.prepare_cached(sql)?;
    users.iter().try_for_each(|account| insert.execute((id, account)).map(drop))?;
    Ok(())
}

/// Who may use a seal.
///
/// # Errors
///
/// [`StoreError`].
pub fn users(connection: &Connection, id: i64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT account FROM seal_users WHERE seal = ?1 ORDER BY account";
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// One seal.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn get(connection: &Connection, id: i64) -> Result<Kept, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE id = ?1");
    let found = connection.prepare_cached(&sql)?.query_row([id], read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// Every seal, or those of one department.
///
/// # Errors
///
/// [`StoreError`].
pub fn all(connection: &Connection, department: Option<&str>) -> Result<Vec<Kept>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} WHERE ?1 IS NULL OR department = ?1 ORDER BY id LIMIT 1000");
    let mut select = connection.prepare_cached(&sql)?;
    Ok(select.query_map([department], read)?.collect::<Result<_, _>>()?)
}

/// How many seals a division has: the next serial number of a code.
///
/// # Errors
///
/// [`StoreError`].
pub fn count(connection: &Connection, division: &str) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce(max(CAST(substr(code, 7) AS INTEGER)), 0) FROM seals
               WHERE length(code) = 14 AND substr(code, 1, 6) = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([division], |row| row.get(0))?)
}

/// Enters a use of a seal in the journal: the line is signed by `keeper` and bound to the one
/// before. Gives its number.
///
/// # Errors
///
/// [`StoreError::Damaged`] where the journal cannot be gone on with.
pub fn record(
    connection: &Connection,
    (record, keeper): (SealingRecord, &Held),
    (seal, used): (i64, &Sealing),
) -> Result<i64, StoreError> {
    let damaged = |_| StoreError::Damaged { what: "the sealing journal" };
    let sql = "SELECT line FROM sealings ORDER BY number DESC LIMIT 1";
    let last: Option<String> =
        connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    let mut journal = match last {
        None => SealingJournal::new(),
        Some(line) => SealingJournal::behind(line.as_bytes()).map_err(damaged)?,
    };
    let (key, chain) = (&keeper.identity.key, &keeper.identity.chain);
    let line = journal.append(record, key, chain).map_err(damaged)?;
    let sql = "INSERT INTO sealings (number, seal, account, at, purpose, digest, receipt, line)
               VALUES ((SELECT coalesce(max(number), 0) + 1 FROM sealings), ?1, ?2, ?3, ?4, ?5,
               ?6, ?7)";
    let Sealing { account, at, purpose, digest, receipt, .. } = used;
    connection
        .prepare_cached(sql)?
        .execute(rusqlite::params![seal, account, at, purpose, digest, receipt, line])?;
    Ok(connection.last_insert_rowid())
}

/// The uses of a seal, newest first, before a number.
///
/// # Errors
///
/// [`StoreError`].
pub fn uses(
    connection: &Connection,
    seal: i64,
    before: Option<i64>,
) -> Result<Vec<Sealing>, StoreError> {
    let sql = "SELECT number, account, at, purpose, digest, receipt, accounts.name FROM sealings
               JOIN accounts ON accounts.id = account
               WHERE seal = ?1 AND (?2 IS NULL OR number < ?2) ORDER BY number DESC LIMIT 500";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map((seal, before), |row| {
        Ok(Sealing {
            number: row.get(0)?,
            account: row.get(1)?,
            at: row.get(2)?,
            purpose: row.get(3)?,
            digest: row.get(4)?,
            receipt: row.get(5)?,
            by: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lines of the journal behind a number, at most `most`.
///
/// # Errors
///
/// [`StoreError`].
pub fn lines(connection: &Connection, after: i64, most: u32) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT line FROM sealings WHERE number > ?1 ORDER BY number LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_map((after, most), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Asks for something that a second person decides. `seal` is the seal it is about, none for a new
/// one.
///
/// # Errors
///
/// [`StoreError`].
pub fn ask(
    connection: &Connection,
    (seal, department, request): (Option<i64>, &str, &str),
    account: i64,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO seal_requests (seal, department, request, account, at)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute((seal, department, request, account, at))?;
    Ok(connection.last_insert_rowid())
}

/// Everything that waits, oldest first; of one department where one is named.
///
/// # Errors
///
/// [`StoreError`].
pub fn waiting(
    connection: &Connection,
    department: Option<&str>,
) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT id, department, request, account, at FROM seal_requests
               WHERE decided IS NULL AND (?1 IS NULL OR department = ?1) ORDER BY id LIMIT 1000";
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_map([department], waits)?.collect::<Result<_, _>>()?)
}

/// One that waits.
///
/// # Errors
///
/// [`StoreError::Missing`], also where it was decided.
pub fn asked(connection: &Connection, id: i64) -> Result<Waiting, StoreError> {
    let sql = "SELECT id, department, request, account, at FROM seal_requests
               WHERE id = ?1 AND decided IS NULL";
    let found = connection.prepare_cached(sql)?.query_row([id], waits).optional()?;
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
    at: UnixTime,
) -> Result<(), StoreError> {
    let sql = "UPDATE seal_requests SET decided = ?4, decided_by = ?3, outcome = ?2
               WHERE id = ?1 AND decided IS NULL";
    match connection.prepare_cached(sql)?.execute((id, outcome, account, at.seconds()))? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

fn waits(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        id: row.get(0)?,
        department: row.get(1)?,
        request: row.get(2)?,
        account: row.get(3)?,
        at: row.get(4)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        department: row.get(3)?,
        identity: row.get(4)?,
        state: row.get(5)?,
        valid_from: row.get(6)?,
        valid_until: row.get(7)?,
        der: row.get(8)?,
    })
}
