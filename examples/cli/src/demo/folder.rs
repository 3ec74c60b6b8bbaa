//! The directory of a demonstration: known by its marker, so that only its own files are replaced.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::{Destination, Secrecy};
use crate::locale::text;

const MARKER: &str = ".sidian-demo";

/// A directory that belongs to the demonstration.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the directory, or takes the one of an earlier demonstration. `force` takes any.
    pub(super) fn open(path: &Path, force: bool) -> Result<Self, Failure> {
        let name = path.display();
        if path.exists() && !path.is_dir() {
            return Err(Failure::new(
                text!("{name}：不是目录", "{name}: is not a directory"),
                text!("请用 --out 指定另一个目录", "name another directory with --out"),
            ));
        }
        fs::create_dir_all(path).map_err(|e| failed(path, &e))?;
        let ours = path.join(MARKER).is_file();
        let empty = fs::read_dir(path).map_err(|e| failed(path, &e))?.next().is_none();
        if !ours && !empty && !force {
            return Err(Failure::new(
                text!(
                    "{name}：目录中已有其他内容，未作改动",
                    "{name}: there are other files in it; nothing was changed"
                ),
                text!(
                    "请用 --out 指定空目录；确认要使用该目录时加 --force",
                    "name an empty directory with --out, or add --force to use this one"
                ),
            ));
        }
        let folder = Self(path.to_owned());
        folder.write(MARKER, b"sidian demo\n", Secrecy::Public)?;
        Ok(folder)
    }

    /// A directory inside it.
    pub(super) fn below(&self, name: &str) -> Result<Self, Failure> {
        let path = self.0.join(name);
        fs::create_dir_all(&path).map_err(|e| failed(&path, &e))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes one of its files.
    pub(super) fn write(&self, name: &str, bytes: &[u8], secrecy: Secrecy) -> Result<(), Failure> {
        Destination::new(&self.0.join(name), true)?.write(&[bytes], secrecy)
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    Failure::new(
        text!(
            "{name}：无法使用该目录（{error}）",
            "{name}: the directory cannot be used ({error})"
        ),
        text!("请用 --out 指定可写的目录", "name a directory you may write to with --out"),
    )
}
