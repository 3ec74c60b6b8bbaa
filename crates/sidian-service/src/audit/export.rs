//! The log as files (C2SP tlog-tiles), and what can be told from them without the service.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tlog_tiles::{EMPTY_HASH, Error, Hash, HashReader, stored_hashes, tree_hash};

use super::{AuditError, Entry, LogKey, Tree};
use crate::store::StoreError;

/// What was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// How many entries.
    pub entries: u64,
    /// The sizes of the checkpoints, each a beginning of the next.
    pub checkpoints: Vec<u64>,
}

/// The path of an entry bundle or tile below its directory: `x001/x234/067`, with `.p/N` for a part.
pub(crate) fn number_path(n: u64, width: u64) -> String {
    let mut rest = n;
    let mut out = format!("{:03}", rest % 1000);
    while rest >= 1000 {
        rest /= 1000;
        out = format!("x{:03}/{out}", rest % 1000);
    }
    if width < 256 { format!("{out}.p/{width}") } else { out }
}

/// An entry bundle (C2SP tlog-tiles): each entry behind its length in two bytes.
pub(crate) fn bundle(connection: &Connection, n: u64, width: u64) -> Result<Vec<u8>, StoreError> {
    let sql = "SELECT leaf FROM audit WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";
    let first =
        n.checked_mul(256).and_then(|n| i64::try_from(n).ok()).ok_or(StoreError::Missing)?;
    let end = first.saturating_add(i64::try_from(width).unwrap_or(256));
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((first, end))?;
    let mut out = Vec::new();
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let leaf: Vec<u8> = row.get(0)?;
        let len =
            u16::try_from(leaf.len()).map_err(|_| StoreError::Damaged { what: "an entry" })?;
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(&leaf);
        count += 1;
    }
    if count == width { Ok(out) } else { Err(StoreError::Missing) }
}

/// Writes the log as files below `to`: `checkpoint`, `checkpoints/<size>`, `tile/entries/…` and
/// `tile/<level>/…`.
///
/// # Errors
///
/// [`StoreError`].
pub fn export(connection: &Connection, to: &Path) -> Result<(), StoreError> {
    let write = |path: PathBuf, bytes: &[u8]| {
        let named = |error| StoreError::File { path: path.clone(), error };
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).map_err(named)?;
        }
        fs::write(&path, bytes).map_err(named)
    };
    let mut select = connection.prepare("SELECT size, note FROM checkpoints ORDER BY size")?;
    let mut rows = select.query([])?;
    let (mut size, mut last) = (0_u64, String::new());
    while let Some(row) = rows.next()? {
        let (at, note): (i64, String) = (row.get(0)?, row.get(1)?);
        write(to.join(format!("checkpoints/{at}")), note.as_bytes())?;
        (size, last) = (u64::try_from(at).unwrap_or(0), note);
    }
    write(to.join("checkpoint"), last.as_bytes())?;
    let tree = Tree::new(connection);
    for level in 0..8_u8 {
        let hashes = size >> (8 * u32::from(level));
        let mut n = 0;
        while n * 256 < hashes {
            let width = (hashes - n * 256).min(256);
            let name = number_path(n, width);
            let tile = tree.tile(size, level, n, u32::try_from(width).unwrap_or(256))?;
            write(to.join(format!("tile/{level}/{name}")), &tile)?;
            if level == 0 {
                write(to.join(format!("tile/entries/{name}")), &bundle(connection, n, width)?)?;
            }
            n += 1;
        }
    }
    Ok(())
}

/// Checks an exported log with nothing but the log's key: every entry is well formed and in its
/// place, and every checkpoint is signed and is the root over a beginning of the entries. So every
/// checkpoint is consistent with every other.
///
/// # Errors
///
/// [`AuditError`] for the first thing that does not hold.
pub fn verify_export(from: &Path, key: &LogKey) -> Result<Checked, AuditError> {
    let read = |path: PathBuf| match fs::read(&path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(AuditError::File { path, error }),
    };
    let latest = key.open(&read(from.join("checkpoint"))?)?;
    let mut heads = vec![latest];
    let dir = from.join("checkpoints");
    let listed = fs::read_dir(&dir).map_err(|error| AuditError::File { path: dir, error })?;
    for entry in listed.flatten() {
        heads.push(key.open(&read(entry.path())?)?);
    }
    heads.sort_by_key(|head| head.size);
    let mut hashes = Hashes(Vec::new());
    let mut n = 0;
    while n * 256 < latest.size {
        let width = (latest.size - n * 256).min(256);
        let bytes = read(from.join(format!("tile/entries/{}", number_path(n, width))))?;
        hashes.add(n * 256, width, &bytes)?;
        n += 1;
    }
    for head in &heads {
        let root = match head.size {
            0 => EMPTY_HASH,
            size if size > latest.size => EMPTY_HASH,
            size => {
                tree_hash(size, &hashes).map_err(|_| AuditError::Malformed { what: "the tree" })?
            }
        };
        if root != head.root {
            return Err(AuditError::Inconsistent { old: head.size, new: latest.size });
        }
    }
    Ok(Checked { entries: latest.size, checkpoints: heads.iter().map(|h| h.size).collect() })
}

struct Hashes(Vec<Hash>);

impl Hashes {
    fn add(&mut self, first: u64, width: u64, bundle: &[u8]) -> Result<(), AuditError> {
        let malformed = || AuditError::Malformed { what: "an entry bundle" };
        let mut rest = bundle;
        for seq in first..first.saturating_add(width) {
            let (len, more) = rest.split_first_chunk::<2>().ok_or_else(malformed)?;
            let len = usize::from(u16::from_be_bytes(*len));
            let leaf = more.get(..len).ok_or_else(malformed)?;
            rest = more.get(len..).unwrap_or_default();
            if Entry::from_leaf(leaf)?.seq != seq {
                return Err(AuditError::NotIncluded { index: seq });
            }
            let new = stored_hashes(seq, leaf, self).map_err(|_| malformed())?;
            self.0.extend(new);
        }
        if rest.is_empty() { Ok(()) } else { Err(malformed()) }
    }
}

impl HashReader for Hashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let one = |index: &u64| self.0.get(usize::try_from(*index).ok()?).copied();
        indexes.iter().map(|index| one(index).ok_or(Error::InvalidTile)).collect()
    }
}
