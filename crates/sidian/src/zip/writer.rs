use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom, Write};

use super::error::ZipError;
use super::name::{folded, is_safe};
use super::reader::{Archive, Entry, Method};
use super::record::{CENTRAL, END, LOCAL, LOCAL_LEN, UTF8};

/// Writes an archive, one entry after the other, each stored as it is. The same entries give the same
/// bytes: the time of change is left out.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    at: u64,
    entries: Vec<Entry>,
    names: HashSet<String>,
}

/// How much is copied at once.
const CHUNK: usize = 64 << 10;
/// The version of the format that is needed to unpack: 2.0.
const VERSION: u16 = 20;
/// 1 January 1980, the first day that the format knows.
const DAY: u16 = 0x21;

impl<W: Write + Seek> Writer<W> {
    /// An empty archive at the beginning of `out`.
    pub fn new(out: W) -> Self {
        Self { out, at: 0, entries: Vec::new(), names: HashSet::new() }
    }

    /// A copy of `archive` in `out`, to which entries can be added. What it holds is copied byte for
    /// byte.
    ///
    /// # Errors
    ///
    /// [`ZipError::Io`].
    pub fn append<R: Read + Seek>(mut out: W, archive: Archive<R>) -> Result<Self, ZipError> {
        let at = archive.directory();
        let entries = archive.entries().to_vec();
        let names = entries.iter().map(|entry| folded(&entry.name)).collect();
        let mut source = archive.into_source();
        source.seek(SeekFrom::Start(0))?;
        std::io::copy(&mut source.take(at), &mut out)?;
        Ok(Self { out, at, entries, names })
    }

    /// Adds a file with the content of `content`, of which every piece is shown to `see` first.
    ///
    /// # Errors
    ///
    /// [`ZipError::Name`], [`ZipError::Duplicate`]; [`ZipError::Limit`] at 4 GiB.
    pub fn add(
        &mut self,
        name: &str,
        content: &mut dyn Read,
        see: &mut dyn FnMut(&[u8]),
    ) -> Result<u64, ZipError> {
        if !is_safe(name) {
            return Err(ZipError::Name { name: name.to_owned() });
        }
        if !self.names.insert(folded(name)) {
            return Err(ZipError::Duplicate { name: name.to_owned() });
        }
        let mut entry = Entry {
            name: name.to_owned(),
            method: Method::Stored,
            size: 0,
            packed: 0,
            crc: 0,
            flags: if name.is_ascii() { 0 } else { UTF8 },
            header: self.at,
            data: self.at + LOCAL_LEN + name.len() as u64,
        };
        self.out.write_all(&local(&entry))?;
        let mut hash = crc32fast::Hasher::new();
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = content.read(&mut buffer)?;
            let piece = buffer.get(..read).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            see(piece);
            hash.update(piece);
            self.out.write_all(piece)?;
            entry.size += read as u64;
            if entry.data + entry.size >= u64::from(u32::MAX) {
                return Err(ZipError::Limit { what: "bytes", limit: u64::from(u32::MAX) });
            }
        }
        (entry.packed, entry.crc) = (entry.size, hash.finalize());
        let end = entry.data + entry.size;
        self.out.seek(SeekFrom::Start(entry.header))?;
        self.out.write_all(&local(&entry))?;
        self.out.seek(SeekFrom::Start(end))?;
        self.at = end;
        let size = entry.size;
        self.entries.push(entry);
        Ok(size)
    }

    /// Writes the directory and gives the destination back.
    ///
    /// # Errors
    ///
    /// [`ZipError::Limit`] for more entries than the format can count.
    pub fn finish(mut self) -> Result<W, ZipError> {
        let many = |_| ZipError::Limit { what: "entries", limit: u64::from(u16::MAX) };
        let count = u16::try_from(self.entries.len()).map_err(many)?;
        let directory: Vec<u8> = self.entries.iter().flat_map(central).collect();
        self.out.write_all(&directory)?;
        let mut end = END.to_le_bytes().to_vec();
        for number in [0, 0, count, count] {
            end.extend(number.to_le_bytes());
        }
        end.extend(short(directory.len() as u64).to_le_bytes());
        end.extend(short(self.at).to_le_bytes());
        end.extend(0_u16.to_le_bytes());
        self.out.write_all(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// What was checked to fit beforehand.
fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What both headers say, from the flags to the length of the name.
fn common(entry: &Entry) -> Vec<u8> {
    let method: u16 = match entry.method {
        Method::Stored => 0,
        Method::Deflated => 8,
    };
    let mut out = Vec::new();
    for number in [entry.flags, method, 0, DAY] {
        out.extend(number.to_le_bytes());
    }
    for number in [entry.crc, short(entry.packed), short(entry.size)] {
        out.extend(number.to_le_bytes());
    }
    let name = u16::try_from(entry.name.len()).unwrap_or(u16::MAX);
    out.extend(name.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

fn local(entry: &Entry) -> Vec<u8> {
    let mut out = LOCAL.to_le_bytes().to_vec();
    out.extend(VERSION.to_le_bytes());
    out.extend(common(entry));
    out.extend_from_slice(entry.name.as_bytes());
    out
}

fn central(entry: &Entry) -> Vec<u8> {
    let mut out = CENTRAL.to_le_bytes().to_vec();
    for number in [VERSION, VERSION] {
        out.extend(number.to_le_bytes());
    }
    out.extend(common(entry));
    // length of the comment, number of the volume, kind of file inside and outside
    out.extend([0; 2 + 2 + 2 + 4]);
    out.extend(short(entry.header).to_le_bytes());
    out.extend_from_slice(entry.name.as_bytes());
    out
}
