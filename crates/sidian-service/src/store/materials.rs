//! Materials (材料) that were taken in, each a file of the store.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{Digest, StoreError};
use crate::problem::Problem;

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
    /// Its withdrawal, where it was asked for and waits for a second person.
    pub asked: Option<Asked>,
}

/// A withdrawal that was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// In whose right: `holder` or `department`.
    pub ground: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub account: i64,
    /// When.
    pub at: i64,
}

const COLUMNS: &str = "m.place, m.id, m.account, m.department, m.name, m.kind, m.media_type,
    m.source, m.vouched_by, m.matter, m.size, m.file, m.at, r.ground, r.reason, r.account, r.at
    FROM materials AS m LEFT JOIN material_requests AS r ON r.place = m.place";

/// Takes one in.
///
/// # Errors
///
/// [`StoreError`].
pub fn add(connection: &Connection, new: &Material) -> Result<i64, StoreError> {
    // The place of one that was withdrawn is not given out again.
    let sql =
        "INSERT INTO materials (place, id, account, department, name, kind, media_type, source,
               vouched_by, matter, size, file, at)
               VALUES (1 + max(coalesce((SELECT max(place) FROM materials), 0),
                               coalesce((SELECT max(place) FROM ended_materials), 0)),
               ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
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
    let sql = format!("SELECT {COLUMNS} WHERE m.id = ?1 AND m.department = ?2");
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
        "SELECT {COLUMNS} WHERE m.department = ?1 AND (?2 IS NULL OR m.matter = ?2)
         AND (?3 IS NULL OR m.place < ?3) ORDER BY m.place DESC LIMIT ?4"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map((department, matter, before, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A package holds these materials.
///
/// # Errors
///
/// 9229 where one of them was withdrawn meanwhile.
pub fn hold(connection: &Connection, package: i64, materials: &[i64]) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO package_parts (material, package)
               SELECT place, ?2 FROM materials WHERE place = ?1";
    let mut insert = connection.prepare_cached(sql)?;
    let mut known = connection.prepare_cached("SELECT 1 FROM materials WHERE place = ?1")?;
    for material in materials {
        if !known.exists([material])? {
            return Err(Problem::gone().into());
        }
        insert.execute((material, package))?;
    }
    Ok(())
}

/// Asks for a withdrawal.
///
/// # Errors
///
/// [`StoreError::Conflict`] where it was asked for already.
pub fn ask(connection: &Connection, place: i64, asked: &Asked) -> Result<(), StoreError> {
    let sql = "INSERT INTO material_requests (place, ground, reason, account, at)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let Asked { ground, reason, account, at } = asked;
    connection.prepare_cached(sql)?.execute((place, ground, reason, account, at))?;
    Ok(())
}

/// Takes back what was asked for.
///
/// # Errors
///
/// [`StoreError::Missing`] where nothing was.
pub fn take_back(connection: &Connection, place: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM material_requests WHERE place = ?1";
    match connection.prepare_cached(sql)?.execute([place])? {
        0 => Err(StoreError::Missing),
        _ => Ok(()),
    }
}

/// Those that were taken in at `until` or before: of a kind, or of none of `others`. Oldest first.
///
/// # Errors
///
/// [`StoreError`].
pub fn due(
    connection: &Connection,
    kind: Option<&str>,
    others: &[&str],
    until: i64,
) -> Result<Vec<Material>, StoreError> {
    // What a package holds goes with the package, or after it.
    let sql = format!(
        "SELECT {COLUMNS} WHERE m.at <= ?1 AND (?2 IS NULL OR m.kind = ?2)
         AND m.kind NOT IN (SELECT value FROM json_each(?3))
         AND NOT EXISTS (SELECT 1 FROM package_parts AS p WHERE p.material = m.place)
         ORDER BY m.at LIMIT 500"
    );
    let others = serde_json::to_string(others).unwrap_or_default();
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map((until, kind, others), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Material> {
    let file: [u8; 32] = row.get(11)?;
    let asked = match row.get(13)? {
        Some(ground) => {
            Some(Asked { ground, reason: row.get(14)?, account: row.get(15)?, at: row.get(16)? })
        }
        None => None,
    };
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
        asked,
    })
}
