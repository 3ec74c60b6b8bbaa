//! Materials (材料) that were taken in, each a file of the store.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{Digest, StoreError};

/// A material.
#[derive(Clone, Debug)]
pub struct Material {
    /// Its place, for paging.
    pub place: i64,
    /// Its name here.
    pub id: String,
    /// Who took it in.
    pub account: i64,
    /// The department that has it.
    pub department: String,
    /// The name of its file.
    pub name: String,
    /// What it is, such as 申请书.
    pub kind: String,
    /// Its media type.
    pub media_type: String,
    /// Who vouches for it: a word of [`Source`](sidian::material::package::Source).
    pub source: String,
    /// By name.
    pub vouched_by: Option<String>,
    /// The case.
    pub matter: Option<String>,
    /// Its length.
    pub size: u64,
    /// Its file.
    pub file: Digest,
    /// When it was taken in.
    pub at: i64,
}

const COLUMNS: &str = "place, id, account, department, name, kind, media_type, source, vouched_by,
    matter, size, file, at FROM materials";

/// Takes one in.
///
/// # Errors
///
/// [`StoreError`].
pub fn add(connection: &Connection, new: &Material) -> Result<i64, StoreError> {
    let sql = "INSERT INTO materials (id, account, department, name, kind, media_type, source,
               vouched_by, matter, size, file, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        new.id,
        new.account,
        new.department,
        new.name,
        new.kind,
        new.media_type,
        new.source,
        new.vouched_by,
        new.matter,
        new.size,
        new.file.as_bytes(),
        new.at
    ])?;
    Ok(connection.last_insert_rowid())
}

/// One of a department.
///
/// # Errors
///
/// [`StoreError::Missing`], also for another department's.
pub fn get(connection: &Connection, id: &str, department: &str) -> Result<Material, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE id = ?1 AND department = ?2");
    let found = connection.prepare_cached(&sql)?.query_row((id, department), read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// Those of a department, newest first: of a case, where one is named, and before a place.
///
/// # Errors
///
/// [`StoreError`].
pub fn find(
    connection: &Connection,
    department: &str,
    matter: Option<&str>,
    (before, limit): (Option<i64>, u16),
) -> Result<Vec<Material>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE department = ?1 AND (?2 IS NULL OR matter = ?2)
         AND (?3 IS NULL OR place < ?3) ORDER BY place DESC LIMIT ?4"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map((department, matter, before, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Material> {
    let file: [u8; 32] = row.get(11)?;
    Ok(Material {
        place: row.get(0)?,
        id: row.get(1)?,
        account: row.get(2)?,
        department: row.get(3)?,
        name: row.get(4)?,
        kind: row.get(5)?,
        media_type: row.get(6)?,
        source: row.get(7)?,
        vouched_by: row.get(8)?,
        matter: row.get(9)?,
        size: row.get(10)?,
        file: Digest::from_bytes(file),
        at: row.get(12)?,
    })
}
