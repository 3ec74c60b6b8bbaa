//! The catalogue of licence types (目录).

use rusqlite::Connection;
use sidian::licence::LicenceType;

use super::StoreError;

/// A type in the catalogue.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The type.
    pub kind: LicenceType,
    /// Whether licences of it may be issued now.
    pub published: bool,
    /// Since when.
    pub at: i64,
}

/// Publishes a type, or a later edition of one.
///
/// # Errors
///
/// [`StoreError::Conflict`] for an edition that is not later.
pub fn publish(connection: &Connection, kind: &LicenceType, at: i64) -> Result<(), StoreError> {
    let text =
        serde_json::to_string(kind).map_err(|_| StoreError::Damaged { what: "a licence type" })?;
    let sql = "INSERT INTO types (code, name, edition, state, at, description)
        VALUES (?1, ?2, ?3, 'published', ?4, ?5)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, edition = excluded.edition,
            state = 'published', at = excluded.at, description = excluded.description
            WHERE excluded.edition > types.edition
               OR (excluded.edition = types.edition AND excluded.description = types.description)";
    let edition = kind.description().edition;
    let done = connection.prepare_cached(sql)?.execute((
        kind.code().as_str(),
        kind.name(),
        edition,
        at,
        text,
    ))?;
    if done == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Withdraws a type: nothing of it is issued from now on.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn withdraw(connection: &Connection, code: &str, at: i64) -> Result<(), StoreError> {
    let sql = "UPDATE types SET state = 'withdrawn', at = ?2 WHERE code = ?1";
    match connection.prepare_cached(sql)?.execute((code, at))? {
        0 => Err(StoreError::Missing),
        _ => Ok(()),
    }
}

/// The whole catalogue.
///
/// # Errors
///
/// [`StoreError::Damaged`] where a type can no longer be read.
pub fn all(connection: &Connection) -> Result<Vec<Listed>, StoreError> {
    let sql = "SELECT description, state, at FROM types ORDER BY code";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let (text, state): (String, String) = (row.get(0)?, row.get(1)?);
        let kind = LicenceType::from_json(text.as_bytes())
            .map_err(|_| StoreError::Damaged { what: "a licence type" })?;
        out.push(Listed { kind, published: state == "published", at: row.get(2)? });
    }
    Ok(out)
}
