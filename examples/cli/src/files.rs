//! Reading with limits, and writing whole files or nothing.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::locale::text;

/// The longest document that is read into memory.
pub(crate) const DOCUMENT: u64 = 1 << 30;

/// The longest key, certificate, CRL, list, metadata or type file.
pub(crate) const SMALL: u64 = 64 << 20;

/// A file as a whole, if it is a regular file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    let found = fs::metadata(path).map_err(|e| cannot_read(path, &e))?;
    if found.is_dir() {
        return Err(Failure::new(
            text!("{name}：是目录，不是文件", "{name}: is a directory, not a file"),
            text!("请指定目录中的具体文件", "name the files inside it"),
        ));
    }
    // A device or a pipe may never end, and opening one may wait for ever.
    if !found.is_file() {
        return Err(Failure::new(
            text!(
                "{name}：不是普通文件（设备或管道）",
                "{name}: is a device or a pipe, not a file"
            ),
            text!("请先保存为普通文件", "save it as a file first"),
        ));
    }
    if found.len() > limit {
        return Err(too_large(path, found.len(), limit));
    }
    let file = File::open(path).map_err(|e| cannot_read(path, &e))?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| cannot_read(path, &e))?;
    match bytes.len() as u64 {
        length if length > limit => Err(too_large(path, length, limit)),
        _ => Ok(bytes),
    }
}

/// As [`read`], but nothing in the file is a failure too.
pub(crate) fn read_some(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let bytes = read(path, limit)?;
    if bytes.is_empty() {
        return Err(empty(path));
    }
    Ok(bytes)
}

/// The file is empty.
pub(crate) fn empty(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：文件为空（0 字节）", "{name}: the file is empty (0 bytes)"),
        text!("请重新下载或索取原件", "download it again, or ask for the original"),
    )
}

fn too_large(path: &Path, length: u64, limit: u64) -> Failure {
    let (name, length, limit) = (path.display(), length >> 20, limit >> 20);
    Failure::new(
        text!(
            "{name}：文件过大（{length} MB，上限 {limit} MB）",
            "{name}: the file is too large ({length} MB, the limit is {limit} MB)"
        ),
        text!("请核对是否选错了文件", "check that it is the file you mean"),
    )
}

/// The file cannot be read, and why.
pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new(
            text!("{name}：文件不存在", "{name}: there is no such file"),
            text!("请核对文件名和路径", "check the name and the path"),
        ),
        io::ErrorKind::PermissionDenied => Failure::new(
            text!("{name}：没有读取权限", "{name}: you may not read this file"),
            text!("请让管理员授予读取权限", "ask for permission to read it"),
        ),
        _ => Failure::new(
            text!("{name}：无法读取（{error}）", "{name}: cannot be read ({error})"),
            text!("请核对路径和存储设备", "check the path and the disk"),
        ),
    }
}

/// Makes a folder, unless it is there.
pub(crate) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|e| cannot_write(path, &e))
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Secrecy {
    /// As the user's settings say.
    Public,
    /// Only its owner (mode 0600).
    Private,
}

/// A place for a result, looked at before the work begins.
#[derive(Debug)]
pub(crate) struct Destination {
    path: PathBuf,
    overwrite: bool,
}

impl Destination {
    /// Checks that `path` can be written: its directory is there, and it is free or may be replaced.
    pub(crate) fn new(path: &Path, overwrite: bool) -> Result<Self, Failure> {
        let name = path.display();
        if path.is_dir() {
            return Err(Failure::new(
                text!("{name}：是目录，不能写成文件", "{name}: is a directory"),
                text!("请给出完整的输出文件名", "give the name of a file"),
            ));
        }
        let directory = directory(path);
        if !directory.is_dir() {
            let directory = directory.display();
            return Err(Failure::new(
                text!(
                    "{name}：目录 {directory} 不存在",
                    "{name}: the directory {directory} does not exist"
                ),
                text!(
                    "请先建立该目录，或更换输出位置",
                    "make the directory, or choose another place"
                ),
            ));
        }
        if !overwrite && fs::symlink_metadata(path).is_ok() {
            return Err(taken(path));
        }
        Ok(Self { path: path.to_owned(), overwrite })
    }

    /// Where it will be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Lets `make` write the file, which appears when it is done, or not at all. Everybody may read it.
    pub(crate) fn fill(
        &self,
        make: impl FnOnce(&mut fs::File) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let failed = |e: &io::Error| cannot_write(&self.path, e);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sidian-");
        permissions(&mut builder, Secrecy::Public);
        let mut file = builder.tempfile_in(directory(&self.path)).map_err(|e| failed(&e))?;
        make(file.as_file_mut())?;
        file.as_file().sync_all().map_err(|e| failed(&e))?;
        self.keep(file)
    }

    /// Writes `parts` one after the other: the whole file appears at once, or not at all.
    pub(crate) fn write(&self, parts: &[&[u8]], secrecy: Secrecy) -> Result<(), Failure> {
        let failed = |e: &io::Error| cannot_write(&self.path, e);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sidian-");
        permissions(&mut builder, secrecy);
        let mut file = builder.tempfile_in(directory(&self.path)).map_err(|e| failed(&e))?;
        for part in parts {
            file.write_all(part).map_err(|e| failed(&e))?;
        }
        file.as_file().sync_all().map_err(|e| failed(&e))?;
        self.keep(file)
    }

    fn keep(&self, file: tempfile::NamedTempFile) -> Result<(), Failure> {
        let moved = match self.overwrite {
            true => file.persist(&self.path),
            false => file.persist_noclobber(&self.path),
        };
        moved.map(|_| ()).map_err(|e| match e.error.kind() {
            io::ErrorKind::AlreadyExists => taken(&self.path),
            _ => cannot_write(&self.path, &e.error),
        })
    }
}

#[cfg(unix)]
fn permissions(builder: &mut tempfile::Builder<'_, '_>, secrecy: Secrecy) {
    use std::os::unix::fs::PermissionsExt;
    // The umask takes its part of 0666 away, as for any other file.
    let mode = if secrecy == Secrecy::Private { 0o600 } else { 0o666 };
    builder.permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn permissions(_: &mut tempfile::Builder<'_, '_>, _: Secrecy) {}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn taken(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：文件已存在，未覆盖", "{name}: is already there and was left alone"),
        text!(
            "请换一个文件名；确认要覆盖时加 --force",
            "choose another name, or add --force to replace it"
        ),
    )
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    match error.kind() {
        io::ErrorKind::PermissionDenied => Failure::new(
            text!("{name}：没有写入权限", "{name}: you may not write here"),
            text!("请更换输出位置，或让管理员授权", "choose another place, or ask for permission"),
        ),
        _ => Failure::new(
            text!("{name}：写入失败（{error}）", "{name}: cannot be written ({error})"),
            text!(
                "请检查磁盘空间和输出位置；未留下不完整文件",
                "check the disk; nothing half-written was left"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_with_leave_and_leaves_nothing_beside_it()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("a.txt");
        let first = Destination::new(&path, false).map_err(|f| f.what.en)?;
        let second = Destination::new(&path, false).map_err(|f| f.what.en)?;
        first.write(&[b"one", b"two"], Secrecy::Public).map_err(|f| f.what.en)?;
        assert!(second.write(&[b"three"], Secrecy::Public).is_err(), "written over");
        assert!(Destination::new(&path, false).is_err(), "not seen beforehand");
        assert_eq!(fs::read(&path)?, b"onetwo");
        let third = Destination::new(&path, true).map_err(|f| f.what.en)?;
        third.write(&[b"four"], Secrecy::Public).map_err(|f| f.what.en)?;
        assert_eq!(fs::read(&path)?, b"four");
        assert_eq!(fs::read_dir(dir.path())?.count(), 1, "something was left beside it");
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_for_their_owner_only() -> Result<(), Box<dyn std::error::Error>> {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("key.pem");
        let to = Destination::new(&path, false).map_err(|f| f.what.en)?;
        to.write(&[b"secret"], Secrecy::Private).map_err(|f| f.what.en)?;
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        Ok(())
    }
}
