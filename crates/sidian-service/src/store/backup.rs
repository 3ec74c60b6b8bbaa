//! Backup while running, restore, and a check of the whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::{Digest, Files, StoreError, connect};
use crate::audit::{LogKey, Tree, TreeHead};

/// What a check found in order.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sound {
    /// How many licences.
    pub licences: u64,
    /// How many files.
    pub files: u64,
    /// How many entries of the audit log.
    pub entries: u64,
}

/// Reads the tables below `data`, whether the service runs or not.
///
/// # Errors
///
/// [`StoreError`].
pub fn read_only<T>(
    data: &Path,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut connection = existing(data)?;
    let view = connection.transaction()?;
    work(&view)
}

fn existing(data: &Path) -> Result<Connection, StoreError> {
    let path = data.join("store.sqlite");
    if path.exists() { connect(&path) } else { Err(StoreError::Missing) }
}

/// Copies the store below `data` to the directory `to`, also while it is used. The tables are copied first and the
/// files after them: every licence in the tables had its file before it was entered, so nothing is
/// missing from the copy.
///
/// # Errors
///
/// [`StoreError::Conflict`] where there is a store in `to`; what the disk says.
pub fn backup(data: &Path, to: &Path) -> Result<Sound, StoreError> {
    let target = to.join("store.sqlite");
    if target.exists() {
        return Err(StoreError::Conflict);
    }
    make(to)?;
    let source = existing(data)?;
    let mut copy = Connection::open(&target)?;
    let (from, files) = (Files::look(&data.join("files")), Files::open(&to.join("files"))?);
    copied(&source, &mut copy, |digest| files.take(&from, digest))?;
    copy_keys(data, to)?;
    drop(copy);
    check(to, None)
}

/// Copies the tables, then their files. A file that was withdrawn between the two is not there, and
/// then the tables are copied again: the newer ones do not name it.
fn copied(
    source: &Connection,
    copy: &mut Connection,
    mut take: impl FnMut(Digest) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    const TRIES: usize = 4;
    let mut tried = 0;
    loop {
        Backup::new(source, copy)?.run_to_completion(1024, Duration::from_millis(1), None)?;
        tried += 1;
        match each_file(copy, &mut take) {
            Err(StoreError::Missing) if tried < TRIES => {}
            done => return done,
        }
    }
}

/// Restores a backup to the directory `data`, in which there must be no store yet.
///
/// # Errors
///
/// As [`backup`]; nothing is restored from a backup that is not sound.
pub fn restore(from: &Path, data: &Path) -> Result<Sound, StoreError> {
    if data.join("store.sqlite").exists() {
        return Err(StoreError::Conflict);
    }
    check(from, None)?;
    make(data)?;
    let connection = existing(from)?;
    let (old, new) = (Files::look(&from.join("files")), Files::open(&data.join("files"))?);
    each_file(&connection, |digest| new.take(&old, digest))?;
    copy_keys(from, data)?;
    let mut copy = Connection::open(data.join("store.sqlite"))?;
    Backup::new(&connection, &mut copy)?.run_to_completion(1024, Duration::from_millis(1), None)?;
    drop(copy);
    check(data, None)
}

/// Reads everything: the database is whole, every licence has its file as its digest says, every
/// state follows from its events, and the audit log is the tree that its last checkpoint signed.
/// With `key` the checkpoints' signatures are verified too.
///
/// # Errors
///
/// [`StoreError::Damaged`] for the first thing that is not in order.
pub fn check(data: &Path, key: Option<&LogKey>) -> Result<Sound, StoreError> {
    let connection = existing(data)?;
    let whole: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    if whole != "ok" {
        return Err(StoreError::Damaged { what: "the database" });
    }
    let files = Files::look(&data.join("files"));
    let count = each_file(&connection, |digest| files.check(digest))?;
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0));
    let stray = number(
        "SELECT count(*) FROM licences WHERE NOT EXISTS
         (SELECT 1 FROM events WHERE events.licence = licences.id)",
    )?;
    let half = number(
        "SELECT count(*) FROM licences AS new WHERE supersedes IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM licences AS old WHERE old.id = new.supersedes
          AND old.superseded_by = new.id AND old.state = 'superseded')",
    )?;
    if stray + half > 0 {
        return Err(StoreError::Damaged { what: "the register of licences" });
    }
    let entries = check_log(&connection, key)?;
    Ok(Sound { licences: number("SELECT count(*) FROM licences")?, files: count, entries })
}

/// Every leaf has its hash, and every checkpoint is the root over a beginning of the log.
fn check_log(connection: &Connection, key: Option<&LogKey>) -> Result<u64, StoreError> {
    let damaged = || StoreError::Damaged { what: "the audit log" };
    let tree = Tree::new(connection);
    let size = Tree::size(connection)?;
    let mut select = connection.prepare("SELECT seq, leaf FROM audit ORDER BY seq")?;
    let mut rows = select.query([])?;
    let mut next = 0_u64;
    while let Some(row) = rows.next()? {
        let (seq, leaf): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let entry = crate::audit::Entry::from_leaf(&leaf).map_err(|_| damaged())?;
        if seq != next || entry.seq != seq || !tree.has_leaf(seq, &leaf)? {
            return Err(damaged());
        }
        next += 1;
    }
    let mut select = connection.prepare("SELECT size, note FROM checkpoints ORDER BY size")?;
    let mut rows = select.query([])?;
    let mut last = 0;
    while let Some(row) = rows.next()? {
        let (at, note): (u64, String) = (row.get(0)?, row.get(1)?);
        let head: TreeHead = match key {
            Some(key) => key.open(note.as_bytes()).map_err(|_| damaged())?,
            None => LogKey::read_unverified(note.as_bytes()).map_err(|_| damaged())?,
        };
        if head.size != at || tree.head(at)? != head {
            return Err(damaged());
        }
        last = at;
    }
    if last == size { Ok(size) } else { Err(damaged()) }
}

fn each_file(
    connection: &Connection,
    mut work: impl FnMut(Digest) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let mut seen = BTreeSet::new();
    for table in ["licences", "materials"] {
        // A backup of an earlier edition has fewer tables.
        let known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
        if !connection.prepare(known)?.exists([table])? {
            continue;
        }
        let mut select = connection.prepare(&format!("SELECT file FROM {table} ORDER BY place"))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            let damaged = StoreError::Damaged { what: "the name of a file" };
            let digest = Digest::from_slice(&bytes).ok_or(damaged)?;
            if seen.insert(*digest.as_bytes()) {
                work(digest)?;
            }
        }
    }
    Ok(seen.len() as u64)
}

/// The sealed keys; not the master key, which must not lie beside what it opens.
fn copy_keys(from: &Path, to: &Path) -> Result<(), StoreError> {
    let dir = from.join("keys");
    make(&to.join("keys"))?;
    let named = |error| StoreError::File { path: dir.clone(), error };
    for entry in fs::read_dir(&dir).map_err(named)? {
        let entry = entry.map_err(named)?;
        let target = to.join("keys").join(entry.file_name());
        fs::copy(entry.path(), &target).map_err(named)?;
        super::private(&target);
    }
    Ok(())
}

fn make(path: &Path) -> Result<(), StoreError> {
    super::make_dir(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_withdrawn_while_it_is_copied_is_not_missing_from_the_backup()
    -> Result<(), Box<dyn std::error::Error>> {
        let source = Connection::open_in_memory()?;
        super::super::schema::make(&source)?;
        for (id, file) in [("a", b"kept"), ("b", b"gone")] {
            let digest = Digest::of(file);
            let sql = "INSERT INTO materials (id, account, department, name, kind, media_type,
                       source, size, file, at) VALUES (?1, 1, '', '', '', '', '', 4, ?2, 0)";
            source.execute(sql, (id, digest.as_bytes()))?;
        }
        let mut copy = Connection::open_in_memory()?;
        let mut taken = Vec::new();
        let count = copied(&source, &mut copy, |digest| {
            if digest == Digest::of(b"gone") {
                source.execute("DELETE FROM materials WHERE id = 'b'", [])?;
                return Err(StoreError::Missing);
            }
            taken.push(digest);
            Ok(())
        })?;
        assert_eq!((count, taken.len()), (1, 2), "the second time without what was withdrawn");
        let always = copied(&source, &mut copy, |_| Err(StoreError::Missing));
        assert!(matches!(always, Err(StoreError::Missing)), "what is lost is said");
        Ok(())
    }
}
