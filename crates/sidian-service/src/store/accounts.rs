//! Departments and accounts.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use crate::auth::{Account, Role, Scope};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The department's name; it is made where it is not known.
    pub department: String,
    /// The department's 统一社会信用代码, if it is told.
    pub department_code: Option<String>,
    /// The name, given once.
    pub name: String,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// On which types.
    pub scope: Scope,
    /// The hash of its token.
    pub token: Option<Vec<u8>>,
    /// The SHA-256 of its client certificate.
    pub certificate: Option<Vec<u8>>,
    /// For a holder: the holder's tag.
    pub holder: Option<Vec<u8>>,
}

const COLUMNS: &str =
    "accounts.id, accounts.name, departments.name, roles, types, holder, departments.code
    FROM accounts JOIN departments ON departments.id = department";

/// Makes an account and gives its number.
///
/// # Errors
///
/// [`StoreError::Conflict`] where the name is taken.
pub fn add(connection: &Connection, new: &NewAccount, at: i64) -> Result<i64, StoreError> {
    connection
        .prepare_cached("INSERT INTO departments (name) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([&new.department])?;
    if let Some(code) = &new.department_code {
        // Told once: a department's grants must not become another's.
        let sql = "UPDATE departments SET code = ?2 WHERE name = ?1 AND code IN ('', ?2)";
        if connection.prepare_cached(sql)?.execute((&new.department, code))? == 0 {
            return Err(StoreError::Conflict);
        }
    }
    let roles: Vec<&str> = new.roles.iter().map(|role| role.as_str()).collect();
    let types = match &new.scope {
        Scope::All => None,
        Scope::Types(codes) => Some(codes.iter().map(String::as_str).collect::<Vec<_>>().join(" ")),
    };
    let sql = "INSERT INTO accounts
        (department, name, roles, types, token, certificate, holder, created)
        VALUES ((SELECT id FROM departments WHERE name = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        new.department,
        new.name,
        roles.join(" "),
        types,
        new.token,
        new.certificate,
        new.holder,
        at
    ])?;
    Ok(connection.last_insert_rowid())
}

/// The account whose token has this hash.
///
/// # Errors
///
/// [`StoreError`].
pub fn by_token(connection: &Connection, hash: &[u8]) -> Result<Option<Account>, StoreError> {
    one(connection, "token", hash)
}

/// The account whose client certificate has this digest.
///
/// # Errors
///
/// [`StoreError`].
pub fn by_certificate(
    connection: &Connection,
    digest: &[u8],
) -> Result<Option<Account>, StoreError> {
    one(connection, "certificate", digest)
}

fn one(connection: &Connection, column: &str, value: &[u8]) -> Result<Option<Account>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE accounts.{column} = ?1 AND active = 1");
    Ok(connection.prepare_cached(&sql)?.query_row([value], read).optional()?)
}

/// Every account, with whether it is active.
///
/// # Errors
///
/// [`StoreError`].
pub fn all(connection: &Connection) -> Result<Vec<(Account, bool)>, StoreError> {
    let sql = format!("SELECT active, {COLUMNS} ORDER BY accounts.id");
    let mut select = connection.prepare_cached(&sql)?;
    let sql = format!("SELECT {COLUMNS} WHERE accounts.id = ?1");
    let mut by_id = connection.prepare_cached(&sql)?;
    let ids: Vec<(bool, i64)> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    ids.into_iter().map(|(active, id)| Ok((by_id.query_row([id], read)?, active))).collect()
}

/// Ends an account: its token and certificate no longer open anything.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn end(connection: &Connection, id: i64) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET active = 0, token = NULL, certificate = NULL WHERE id = ?1";
    match connection.prepare_cached(sql)?.execute([id])? {
        0 => Err(StoreError::Missing),
        _ => Ok(()),
    }
}

/// Gives an account another token.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn set_token(connection: &Connection, id: i64, hash: &[u8]) -> Result<(), StoreError> {
    let sql = "UPDATE accounts SET token = ?2 WHERE id = ?1 AND active = 1";
    match connection.prepare_cached(sql)?.execute((id, hash))? {
        0 => Err(StoreError::Missing),
        _ => Ok(()),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    let roles: String = row.get(3)?;
    let types: Option<String> = row.get(4)?;
    Ok(Account {
        id: row.get(0)?,
        name: row.get(1)?,
        department: row.get(2)?,
        department_code: Some(row.get(6)?).filter(|code: &String| !code.is_empty()),
        // A word that is not known gives nothing.
        roles: roles.split(' ').filter_map(Role::from_word).collect(),
        scope: match types {
            None => Scope::All,
            Some(codes) => Scope::Types(
                codes.split(' ').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            ),
        },
        holder: row.get(5)?,
    })
}
