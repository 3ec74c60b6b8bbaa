//! What is kept: tables in SQLite (WAL, full durability, one writer with group commit, many
//! readers), and files named by their digest.

pub mod accounts;
mod act;
pub mod answers;
pub mod approvals;
pub mod backup;
pub mod batches;
pub(crate) mod counters;
pub mod disputes;
pub mod ended;
mod files;
pub mod grants;
pub mod identities;
pub mod licences;
pub mod links;
pub mod materials;
mod readers;
mod schema;
pub mod seals;
pub mod types;
pub mod uploads;
pub mod uses;
pub mod withdrawals;
mod writer;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, ErrorCode, OptionalExtension};

pub use act::{Act, Use};
pub(crate) use files::hex;
pub use files::{Digest, Files};

use self::readers::Readers;
use self::uploads::Parts;
use self::writer::Writer;
use crate::audit::Sealer;
use crate::problem::Problem;

/// Why the store did not do what was asked. Nothing was changed when one of these is returned.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is there already, or no longer as it was.
    #[error("in conflict with what is there")]
    Conflict,
    /// Something kept cannot be read as what it should be.
    #[error("{what} in the store is damaged")]
    Damaged {
        /// What.
        what: &'static str,
    },
    /// A file could not be written or read.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// There is no room left.
    #[error("there is no room left for the store")]
    Full,
    /// Made by a later edition of this program.
    #[error("the store was made by a later edition ({found}) of this program")]
    Later {
        /// Its edition.
        found: i64,
    },
    /// Another process has the store open.
    #[error("another process has the store open")]
    Locked,
    /// There is no such thing.
    #[error("there is no such thing")]
    Missing,
    /// It cannot be written.
    #[error("the store is read-only")]
    ReadOnly,
    /// The work inside the transaction refused.
    #[error("{}", .0.en())]
    Refused(Box<Problem>),
    /// From the database.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// The writer has stopped.
    #[error("the store is closed")]
    Stopped,
}

impl StoreError {
    /// What the others of a group are told when it was not kept.
    fn alike(&self) -> Self {
        match self {
            Self::Conflict => Self::Conflict,
            Self::Damaged { what } => Self::Damaged { what },
            Self::Full => Self::Full,
            Self::Locked => Self::Locked,
            Self::ReadOnly => Self::ReadOnly,
            _ => Self::Stopped,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => Self::Conflict,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<Problem> for StoreError {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

/// The store of one service.
pub struct Store {
    writer: Writer,
    readers: Readers,
    files: Files,
    parts: Parts,
    path: PathBuf,
    lock: Mutex<Option<File>>,
}

impl Store {
    /// Opens the store below `data`, or makes it. `sealer` signs the state of the audit log with
    /// every group of changes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] where another process has it open, and what the disk says.
    pub fn open(data: &Path, sealer: Sealer) -> Result<Self, StoreError> {
        make_dir(data)?;
        let lock = lock(&data.join("lock"))?;
        let files = Files::open(&data.join("files"))?;
        let parts = Parts::open(data)?;
        let path = data.join("store.sqlite");
        let connection = connect(&path)?;
        schema::make(&connection)?;
        private(&path);
        let writer = Writer::start(connection, sealer)?;
        let readers = Readers::open(&path, 4)?;
        Ok(Self { writer, readers, files, parts, path, lock: Mutex::new(Some(lock)) })
    }

    /// Changes something: `work` runs inside a transaction with others', and the answer comes when
    /// all of it is on the disk.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then nothing was changed.
    pub async fn change<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Act<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.writer.run(work).await
    }

    /// As [`change`](Self::change), for a thread that may wait.
    ///
    /// # Errors
    ///
    /// As [`change`](Self::change).
    pub fn change_now<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Act<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.writer.run_now(work)
    }

    /// Reads, on a thread that may wait.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.with(work)
    }

    /// The files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The files of uploads.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Where the tables are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can be written: changes nothing, but waits for the disk.
    ///
    /// # Errors
    ///
    /// [`StoreError`] saying why not.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.change(|act| {
            act.connection().execute(
                "INSERT INTO meta (name, value) VALUES ('probe', x'00')
                 ON CONFLICT (name) DO UPDATE SET value = x'00'",
                [],
            )?;
            Ok(())
        })
        .await
    }

    /// Finishes what was begun and closes: nothing is changed any more, and another process may open
    /// the store.
    pub fn close(&self) {
        self.writer.stop();
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// One value of the table of settings.
pub(crate) fn meta(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?)
}

/// Sets one value of the table of settings.
pub(crate) fn set_meta(
    connection: &Connection,
    name: &str,
    value: &[u8],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute((name, value))?;
    Ok(())
}

/// A connection with the settings of this store, to a store of this edition or a new one.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(schema::SETTINGS)?;
    connection.set_prepared_statement_cache_capacity(128);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > schema::EDITION {
        return Err(StoreError::Later { found });
    }
    Ok(connection)
}

fn make_dir(path: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(path)
        .map_err(|error| StoreError::File { path: path.to_owned(), error })?;
    private(path);
    Ok(())
}

/// Nobody else on the machine may read it.
pub(crate) fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = path;
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let named = |error| StoreError::File { path: path.to_owned(), error };
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(named)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked),
        Err(TryLockError::Error(error)) => Err(named(error)),
    }
}
