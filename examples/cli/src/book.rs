//! The register file. Two commands that write it at once would give one place of the status list to
//! two licences, and revoking one would revoke the other; so it is locked, and never written over
//! with what was read before another command wrote.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use sidian::licence::StatusRegister;
use sidian::licence::lifecycle::RegisterError;

use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::locale::text;

/// A register and the file it is kept in.
pub(crate) struct Book {
    pub(crate) register: StatusRegister,
    path: PathBuf,
    /// The file as it was read, locked; nothing for a new one.
    before: Option<(File, Vec<u8>)>,
}

impl Book {
    /// Opens a register for writing.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read_some(path, files::SMALL)?;
        let register = read(path, &bytes)?;
        let lock = File::open(path).map_err(|e| files::cannot_read(path, &e))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Err(busy(path)),
            // Not every file system can lock; the comparison in `save` still holds.
            Ok(()) | Err(TryLockError::Error(_)) => {
                Ok(Self { register, path: path.to_owned(), before: Some((lock, bytes)) })
            }
        }
    }

    /// Begins a register whose list will be published at `url`.
    pub(crate) fn begin(path: &Path, url: &str) -> Result<Self, Failure> {
        Destination::new(path, false)?;
        let register = StatusRegister::new(url).map_err(|e| refused(&e))?;
        Ok(Self { register, path: path.to_owned(), before: None })
    }

    /// Writes it, if nobody else has written since it was read.
    pub(crate) fn save(&self) -> Result<(), Failure> {
        if let Some((_, before)) = &self.before
            && files::read(&self.path, files::SMALL)? != *before
        {
            return Err(busy(&self.path));
        }
        let to = Destination::new(&self.path, self.before.is_some())?;
        to.write(&[&self.register.to_json()], Secrecy::Public)
    }
}

/// Reads a register without writing it.
pub(crate) fn look(path: &Path) -> Result<StatusRegister, Failure> {
    read(path, &files::read_some(path, files::SMALL)?)
}

fn read(path: &Path, bytes: &[u8]) -> Result<StatusRegister, Failure> {
    StatusRegister::from_json(bytes).map_err(|e| {
        let (name, zh) = (path.display(), e.to_chinese());
        Failure::new(
            text!("{name}：{zh}", "{name}: {e}"),
            text!("请选择由本程序生成的证照登记簿", "choose a register that this command wrote"),
        )
    })
}

/// The register refused something.
pub(crate) fn refused(error: &RegisterError) -> Failure {
    let zh = error.to_chinese();
    Failure::new(
        text!("{zh}", "{error}"),
        text!(
            "请用 sidian licence status --show 查看登记簿",
            "look at the register: sidian licence status --show"
        ),
    )
}

fn busy(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        text!(
            "{name}：登记簿正由另一个命令使用",
            "{name}: another command is writing this register"
        ),
        text!("请稍后重新运行", "run it again in a moment"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_never_written_over_what_another_wrote()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("register.json");
        let new = Book::begin(&path, "https://status.example/1").map_err(|f| f.what.en)?;
        new.save().map_err(|f| f.what.en)?;
        assert!(new.save().is_err(), "a second beginning was written over the first");
        let first = Book::open(&path).map_err(|f| f.what.en)?;
        assert!(Book::open(&path).is_err(), "opened twice at once");
        std::fs::write(&path, StatusRegister::new("https://status.example/2")?.to_json())?;
        assert!(first.save().is_err(), "written over another’s register");
        drop(first);
        let again = Book::open(&path).map_err(|f| f.what.en)?;
        again.save().map_err(|f| f.what.en)?;
        Ok(())
    }
}
