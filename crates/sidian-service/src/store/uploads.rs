//! Uploads that are under way: a row says how much is on the disk, a file holds it. The row is the
//! truth: what the file has beyond it is cut off before anything is added.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::files::named;
use super::{Digest, StoreError, make_dir};

/// An upload.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name.
    pub id: String,
    /// Whose it is.
    pub account: i64,
    /// What it is about, JSON.
    pub about: String,
    /// How many bytes it will have.
    pub size: u64,
    /// How many are on the disk.
    pub have: u64,
    /// When it is given up.
    pub ends: i64,
}

/// Begins one.
///
/// # Errors
///
/// [`StoreError::Conflict`] where the account has `most` open already.
pub fn begin(connection: &Connection, new: &Upload, most: u32) -> Result<(), StoreError> {
    let sql = "SELECT count(*) FROM uploads WHERE account = ?1";
    let open: u32 = connection.prepare_cached(sql)?.query_row([new.account], |row| row.get(0))?;
    if open >= most {
        return Err(crate::problem::Problem::uploads().into());
    }
    let sql = "INSERT INTO uploads (id, account, about, size, have, ends)
               VALUES (?1, ?2, ?3, ?4, 0, ?5)";
    let Upload { id, account, about, size, ends, .. } = new;
    connection.prepare_cached(sql)?.execute((id, account, about, size, ends))?;
    Ok(())
}

/// One of an account.
///
/// # Errors
///
/// [`StoreError::Missing`], also for somebody else's and one that was given up.
pub fn get(
    connection: &Connection,
    id: &str,
    account: i64,
    now: i64,
) -> Result<Upload, StoreError> {
    let sql = "SELECT id, account, about, size, have, ends FROM uploads
               WHERE id = ?1 AND account = ?2 AND ends > ?3";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Upload {
            id: row.get(0)?,
            account: row.get(1)?,
            about: row.get(2)?,
            size: row.get(3)?,
            have: row.get(4)?,
            ends: row.get(5)?,
        })
    };
    let found = connection.prepare_cached(sql)?.query_row((id, account, now), read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// So many bytes are on the disk.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn have(connection: &Connection, id: &str, have: u64) -> Result<(), StoreError> {
    let sql = "UPDATE uploads SET have = ?2 WHERE id = ?1";
    match connection.prepare_cached(sql)?.execute((id, have))? {
        0 => Err(StoreError::Missing),
        _ => Ok(()),
    }
}

/// Ends one: it was taken in, or given up.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn end(connection: &Connection, id: &str) -> Result<(), StoreError> {
    match connection.prepare_cached("DELETE FROM uploads WHERE id = ?1")?.execute([id])? {
        0 => Err(StoreError::Missing),
        _ => Ok(()),
    }
}

/// Forgets those that ended before `now`.
///
/// # Errors
///
/// [`StoreError`].
pub fn forget(connection: &Connection, now: i64) -> Result<usize, StoreError> {
    Ok(connection.execute("DELETE FROM uploads WHERE ends <= ?1", [now])?)
}

/// The files of uploads.
#[derive(Debug)]
pub struct Parts {
    root: PathBuf,
    left: Vec<Digest>,
}

impl Parts {
    pub(super) fn open(data: &Path) -> Result<Self, StoreError> {
        let root = data.join("uploads");
        make_dir(&root)?;
        // What a crash left half made is nobody's.
        let mut left = Vec::new();
        for entry in fs::read_dir(&root).map_err(|e| named(&root, e))?.flatten() {
            if entry.file_name().to_string_lossy().starts_with('.') {
                left.extend(given_up(&entry.path()));
            }
        }
        Ok(Self { root, left })
    }

    /// Files that the store took from here before a crash, and which may be nobody's.
    pub fn left(&self) -> &[Digest] {
        &self.left
    }

    /// Where the file of an upload lies. Its name is one that the service made.
    pub fn path(&self, id: &str) -> PathBuf {
        self.root.join(id)
    }

    /// Opens the file of an upload behind the bytes that count.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`]; [`StoreError::Damaged`] where bytes that count are gone.
    pub fn behind(&self, id: &str, have: u64) -> Result<File, StoreError> {
        let path = self.path(id);
        let failed = |e| named(&path, e);
        let options = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
        let mut file = options.map_err(failed)?;
        if file.metadata().map_err(failed)?.len() < have {
            return Err(StoreError::Damaged { what: "an upload" });
        }
        file.set_len(have).map_err(failed)?;
        file.seek(SeekFrom::Start(have)).map_err(failed)?;
        Ok(file)
    }

    /// A file that is being made, on the disk of the store.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`].
    pub fn temporary(&self) -> Result<tempfile::NamedTempFile, StoreError> {
        tempfile::NamedTempFile::new_in(&self.root).map_err(|e| named(&self.root, e))
    }

    /// What went wrong with a file of an upload.
    pub fn failed(&self, id: &str, error: std::io::Error) -> StoreError {
        named(&self.path(id), error)
    }

    /// Takes away files of uploads that are over. Gives those that the store had taken from here
    /// already, and which may be nobody's.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn sweep(&self, connection: &Connection) -> Result<Vec<Digest>, StoreError> {
        let sql = "SELECT 1 FROM uploads WHERE id = ?1";
        let mut known = connection.prepare_cached(sql)?;
        let mut left = Vec::new();
        for entry in fs::read_dir(&self.root).map_err(|e| named(&self.root, e))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // Files that are being made have other names than uploads.
            if !name.starts_with('.') && !known.exists([&name])? {
                left.extend(given_up(&entry.path()));
            }
        }
        Ok(left)
    }
}

/// Removes a file that is over; gives its digest where the store had taken it in (by a second name).
fn given_up(path: &Path) -> Option<Digest> {
    #[cfg(unix)]
    let taken = {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata(path).is_ok_and(|about| about.nlink() > 1)
    };
    #[cfg(not(unix))]
    let taken = false;
    let digest = taken.then(|| File::open(path).and_then(Digest::of_reader).ok()).flatten();
    let _ = fs::remove_file(path);
    digest.map(|(digest, _)| digest)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_was_not_counted_is_cut_off_before_anything_is_added()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let parts = Parts::open(dir.path())?;
        parts.behind("a", 0)?.write_all(b"0123456789")?;
        parts.behind("a", 4)?.write_all(b"xyz")?;
        assert_eq!(fs::read(parts.path("a"))?, b"0123xyz");
        assert!(matches!(parts.behind("a", 8), Err(StoreError::Damaged { .. })));
        Ok(())
    }
}
