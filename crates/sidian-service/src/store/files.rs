//! Files named by the SHA-256 of what is in them: written once, never changed.
//!
//! `object_store`'s local backend was tried in thought and left: its `put` does not promise that the
//! file and its directory entry are on the disk when it returns, which is what a licence that was
//! answered for needs. What is needed of it is little: write beside, `fsync`, rename, `fsync` the
//! directory.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{StoreError, make_dir};

/// The SHA-256 of a file, which is its name.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Digest([u8; 32]);

impl Digest {
    /// That of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut out = [0; 32];
        out.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref());
        Self(out)
    }

    /// From its 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// From its 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// That of what `source` gives, and how many bytes that is.
    ///
    /// # Errors
    ///
    /// What reading says.
    pub fn of_reader(mut source: impl io::Read) -> io::Result<(Self, u64)> {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        let mut piece = vec![0; 256 << 10];
        let mut size = 0_u64;
        loop {
            let read = source.read(&mut piece)?;
            if read == 0 {
                break;
            }
            size = size.saturating_add(read as u64);
            context.update(piece.get(..read).unwrap_or_default());
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.finish().as_ref());
        Ok((Self(out), size))
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In hexadecimal.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The files of a store.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    pub(super) fn open(root: &Path) -> Result<Self, StoreError> {
        make_dir(root)?;
        let temporary = root.join("new");
        make_dir(&temporary)?;
        // What a crash left half written was never named and is nobody's.
        for entry in fs::read_dir(&temporary).map_err(|e| named(&temporary, e))?.flatten() {
            let _ = fs::remove_file(entry.path());
        }
        for first in 0..=u8::MAX {
            make_dir(&root.join(format!("{first:02x}")))?;
        }
        sync_dir(root)?;
        Ok(Self { root: root.to_owned() })
    }

    /// For reading only: beside a service that runs, nothing is swept away.
    pub(super) fn look(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Keeps a file. When this returns it is on the disk.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`], [`StoreError::Full`].
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        self.put_as(digest, bytes)?;
        Ok(digest)
    }

    /// As [`put`](Self::put), for a file whose digest was taken already.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub fn put_as(&self, digest: Digest, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(digest);
        if path.exists() {
            return Ok(());
        }
        let temporary = self.root.join("new");
        let mut file =
            tempfile::NamedTempFile::new_in(&temporary).map_err(|e| named(&temporary, e))?;
        file.write_all(bytes).map_err(|e| named(&path, e))?;
        file.as_file().sync_all().map_err(|e| named(&path, e))?;
        file.persist(&path).map_err(|e| named(&path, e.error))?;
        path.parent().map_or(Ok(()), sync_dir)
    }

    /// Reads a file, and sees that it still is what its name says.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], [`StoreError::Damaged`], [`StoreError::File`].
    pub fn get(&self, digest: Digest) -> Result<Vec<u8>, StoreError> {
        let path = self.path(digest);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(StoreError::Missing),
            Err(e) => return Err(named(&path, e)),
        };
        if Digest::of(&bytes) == digest {
            Ok(bytes)
        } else {
            Err(StoreError::Damaged { what: "a file" })
        }
    }

    /// Opens a file for reading. What is read from it is to be held against its digest.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], [`StoreError::File`].
    pub fn reader(&self, digest: Digest) -> Result<File, StoreError> {
        let path = self.path(digest);
        File::open(&path).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => StoreError::Missing,
            _ => named(&path, e),
        })
    }

    /// Sees that a file still is what its name says, without holding it in memory.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub fn check(&self, digest: Digest) -> Result<(), StoreError> {
        let read = Digest::of_reader(self.reader(digest)?);
        let (found, _) = read.map_err(|e| named(&self.path(digest), e))?;
        if found == digest { Ok(()) } else { Err(StoreError::Damaged { what: "a file" }) }
    }

    /// Copies a file from another store, without holding it in memory. When this returns it is on the
    /// disk.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get) and [`put`](Self::put).
    pub fn take(&self, from: &Self, digest: Digest) -> Result<(), StoreError> {
        let temporary = self.root.join("new");
        let failed = |e| named(&temporary, e);
        let mut file = tempfile::NamedTempFile::new_in(&temporary).map_err(failed)?;
        io::copy(&mut from.reader(digest)?, &mut file).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        let (found, _) = file.reopen().and_then(Digest::of_reader).map_err(failed)?;
        if found != digest {
            return Err(StoreError::Damaged { what: "a file" });
        }
        let path = self.path(digest);
        file.persist(&path).map_err(|e| named(&path, e.error))?;
        path.parent().map_or(Ok(()), sync_dir)
    }

    /// Takes in a file that lies elsewhere in the store, whose content has this digest and is on the
    /// disk. It stays where it was, too.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`], [`StoreError::Full`].
    pub fn adopt(&self, from: &Path, digest: Digest) -> Result<(), StoreError> {
        let path = self.path(digest);
        if path.exists() {
            return Ok(());
        }
        match fs::hard_link(from, &path) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(named(&path, e)),
        }
        path.parent().map_or(Ok(()), sync_dir)
    }

    /// Puts a file aside that nobody needs any more: it cannot be found when this returns, and is
    /// gone at the next start if the caller does not see to it before. `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`].
    pub(crate) fn put_aside(&self, digest: Digest) -> Result<Option<PathBuf>, StoreError> {
        let (path, aside) = (self.path(digest), self.root.join("new").join(digest.to_hex()));
        match fs::rename(&path, &aside) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(named(&path, e)),
        }
        path.parent().map_or(Ok(()), sync_dir)?;
        Ok(Some(aside))
    }

    /// Where a file lies.
    pub fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_hex();
        let (first, rest) = name.split_at(2);
        self.root.join(first).join(rest)
    }
}

pub(super) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(|e| named(path, e))
}

pub(super) fn named(path: &Path, error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        _ => StoreError::File { path: path.to_owned(), error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_changed_on_the_disk_is_not_given_out()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let digest = files.put(b"licence")?;
        assert_eq!(files.put(b"licence")?, digest, "kept once");
        assert_eq!(files.get(digest)?, b"licence");
        fs::write(files.path(digest), b"Licence")?;
        assert!(matches!(files.get(digest), Err(StoreError::Damaged { .. })));
        fs::remove_file(files.path(digest))?;
        assert!(matches!(files.get(digest), Err(StoreError::Missing)));
        Ok(())
    }

    #[test]
    fn what_a_crash_left_half_written_is_swept_away() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        Files::open(dir.path())?;
        fs::write(dir.path().join("new/half"), b"half")?;
        Files::open(dir.path())?;
        assert!(!dir.path().join("new/half").exists());
        Ok(())
    }
}
