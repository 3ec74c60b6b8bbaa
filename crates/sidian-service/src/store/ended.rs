//! Materials that were withdrawn: what is left of each is an entry with its digest, dates and reason, by
//! which receipts over it can still be understood. Its name and who vouched for it are forgotten, for
//! they can tell whose it was.
//!
//! The entry comes first and the file goes after it. Where the process dies in between, the file is
//! found by its entry and goes at the next start.

use rusqlite::{Connection, OptionalExtension, Row};

use super::materials::Material;
use super::{Digest, StoreError};
use crate::problem::Problem;

/// A material that was withdrawn.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Its place, for paging.
    pub place: i64,
    /// Its name here.
    pub id: String,
    /// What it was, such as 申请书.
    pub kind: String,
    /// The case.
    pub matter: Option<String>,
    /// Its length.
    pub size: u64,
    /// The digest of its file.
    pub file: Digest,
    /// When it was taken in.
    pub at: i64,
    /// When it was withdrawn.
    pub ended: i64,
    /// In whose right: `holder`, `department`, or `retention` where its time was over.
    pub ground: String,
    /// Why.
    pub reason: String,
}

const COLUMNS: &str =
    "place, id, kind, matter, size, file, at, ended, ground, reason FROM ended_materials";

/// Withdraws one: from now on there is its entry alone.
///
/// # Errors
///
/// 9230 while a package holds it; [`StoreError::Missing`] where it was withdrawn meanwhile.
pub fn end(
    connection: &Connection,
    material: &Material,
    (ground, reason): (&str, &str),
    (at, account): (i64, Option<i64>),
) -> Result<(), StoreError> {
    let sql = "SELECT m.id FROM package_parts AS p JOIN materials AS m ON m.place = p.package
               WHERE p.material = ?1 ORDER BY p.package LIMIT 1";
    let package: Option<String> =
        connection.prepare_cached(sql)?.query_row([material.place], |row| row.get(0)).optional()?;
    if let Some(id) = package {
        return Err(Problem::needed().about(&id, &id).into());
    }
    let sql = "INSERT INTO ended_materials (place, id, department, kind, matter, size, file, at,
               ended, ended_by, ground, reason)
               SELECT place, id, department, kind, matter, size, file, at, ?2, ?3, ?4, ?5
               FROM materials WHERE place = ?1";
    let values = (material.place, at, account, ground, reason);
    if connection.prepare_cached(sql)?.execute(values)? == 0 {
        return Err(StoreError::Missing);
    }
    for sql in [
        "DELETE FROM material_requests WHERE place = ?1",
        "DELETE FROM package_parts WHERE package = ?1",
        "DELETE FROM materials WHERE place = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([material.place])?;
    }
    Ok(())
}

/// One of a department.
///
/// # Errors
///
/// [`StoreError::Missing`], also for another department's.
pub fn get(connection: &Connection, id: &str, department: &str) -> Result<Ended, StoreError> {
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
) -> Result<Vec<Ended>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE department = ?1 AND (?2 IS NULL OR matter = ?2)
         AND (?3 IS NULL OR place < ?3) ORDER BY place DESC LIMIT ?4"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map((department, matter, before, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Those whose files may still be there, at most 500.
///
/// # Errors
///
/// [`StoreError`].
pub fn left(connection: &Connection) -> Result<Vec<(i64, Digest)>, StoreError> {
    let sql = "SELECT place, file FROM ended_materials WHERE swept = 0 ORDER BY place LIMIT 500";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, Digest::from_bytes(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The file of this one is not there any more, or somebody else's.
///
/// # Errors
///
/// [`StoreError`].
pub fn swept(connection: &Connection, place: i64) -> Result<(), StoreError> {
    let sql = "UPDATE ended_materials SET swept = 1 WHERE place = ?1";
    connection.prepare_cached(sql)?.execute([place])?;
    Ok(())
}

/// Whether a material that was not withdrawn has this file.
///
/// # Errors
///
/// [`StoreError`].
pub fn is_kept(connection: &Connection, digest: Digest) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM materials WHERE file = ?1";
    Ok(connection.prepare_cached(sql)?.exists([digest.as_bytes()])?)
}

/// Which of these files are licences'. Reads the whole register: there is no index by file, for it
/// would cost every licence something and is asked for here alone.
///
/// # Errors
///
/// [`StoreError`].
pub fn of_licences(connection: &Connection, all: &[Digest]) -> Result<Vec<Digest>, StoreError> {
    let names: Vec<String> = all.iter().map(|digest| digest.to_hex()).collect();
    let names = serde_json::to_string(&names).unwrap_or_default();
    let sql = "SELECT file FROM licences WHERE file IN (SELECT unhex(value) FROM json_each(?1))";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([names], |row| row.get(0).map(Digest::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Ended> {
    Ok(Ended {
        place: row.get(0)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        matter: row.get(3)?,
        size: row.get(4)?,
        file: Digest::from_bytes(row.get(5)?),
        at: row.get(6)?,
        ended: row.get(7)?,
        ground: row.get(8)?,
        reason: row.get(9)?,
    })
}
