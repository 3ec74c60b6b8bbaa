use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};

use super::entry::EntryReader;
use super::error::ZipError;
use super::name::{folded, is_safe};
use super::record::{
    CENTRAL, CENTRAL_LEN, DEFERRED, DESCRIPTOR, ENCRYPTED, END, END_LEN, Fields, LOCAL, LOCAL_LEN,
    UTF8,
};

/// How much an archive may hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Entries.
    pub entries: u16,
    /// Bytes of one entry, unfolded.
    pub entry: u64,
    /// Bytes of all entries together, unfolded.
    pub total: u64,
}

impl Default for Limits {
    /// 4,096 entries, 1 GiB each and 4 GiB together.
    fn default() -> Self {
        Self { entries: 4096, entry: 1 << 30, total: 4 << 30 }
    }
}

/// How an entry is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// As it is.
    Stored,
    /// Deflated (RFC 1951).
    Deflated,
}

/// One file of an archive. Holding it means that both of its headers agree; its content was not
/// looked at yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its name, which is unique and [safe](is_safe).
    pub name: String,
    /// How it is kept.
    pub method: Method,
    /// How many bytes it unfolds to.
    pub size: u64,
    pub(super) packed: u64,
    pub(super) crc: u32,
    pub(super) flags: u16,
    pub(super) header: u64,
    pub(super) data: u64,
}

/// An archive that was read strictly.
#[derive(Debug)]
pub struct Archive<R> {
    source: R,
    entries: Vec<Entry>,
    directory: u64,
}

/// What an archive may unfold to, however short it is, and how many times its length beyond that.
const FREE: u64 = 256 << 20;
const FOLDS: u64 = 100;

/// The end record looks at most so far back: it may carry a comment.
const MOST_COMMENT: u64 = 65_535;

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory of an archive and holds every header against it. No content is read.
    ///
    /// # Errors
    ///
    /// [`ZipError`]; see its variants.
    pub fn open(mut source: R, limits: Limits) -> Result<Self, ZipError> {
        let len = source.seek(SeekFrom::End(0))?;
        let (end, count, size, directory) = end(&mut source, len)?;
        if count > limits.entries {
            let limit = u64::from(limits.entries);
            return Err(ZipError::Limit { what: "entries", limit });
        }
        if directory.checked_add(size) != Some(end) {
            return Err(ZipError::Ambiguous { what: "the directory does not end where it should" });
        }
        let most = u64::from(limits.entries) * 1024;
        if size > most {
            return Err(ZipError::Limit { what: "bytes of directory", limit: most });
        }
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
        source.seek(SeekFrom::Start(directory))?;
        source.read_exact(&mut bytes)?;
        // What unfolds to far more than anybody packs was made to keep its readers busy.
        let total = limits.total.min(FREE.max(len.saturating_mul(FOLDS)));
        let mut entries = listed(&bytes, count, Limits { total, ..limits })?;
        unique(&entries)?;
        located(&mut source, &mut entries, directory)?;
        entries.retain(|entry| !entry.name.ends_with('/'));
        Ok(Self { source, entries, directory })
    }

    /// Its files, in the order in which they lie in it.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file of that name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The content of a file of this archive, unfolded as it is read. Reading to its end fails unless
    /// length and checksum are as stated.
    ///
    /// # Errors
    ///
    /// [`ZipError::Io`].
    pub fn read(&mut self, entry: &Entry) -> Result<EntryReader<'_, R>, ZipError> {
        self.source.seek(SeekFrom::Start(entry.data))?;
        Ok(EntryReader::new(&mut self.source, entry))
    }

    /// The whole content of a file of this archive that has at most `most` bytes.
    ///
    /// # Errors
    ///
    /// [`ZipError::Limit`] where it is larger, [`ZipError::Damaged`].
    pub fn read_all(&mut self, entry: &Entry, most: u64) -> Result<Vec<u8>, ZipError> {
        if entry.size > most {
            return Err(ZipError::Limit { what: "bytes of one entry", limit: most });
        }
        let mut content = Vec::with_capacity(usize::try_from(entry.size).unwrap_or(0));
        self.read(entry)?.read_to_end(&mut content).map_err(|e| damaged(e, entry))?;
        Ok(content)
    }

    /// Where its directory begins: the end of its last entry, and so how long it is but for that.
    pub(crate) fn directory(&self) -> u64 {
        self.directory
    }

    /// What it was read from.
    pub fn into_source(self) -> R {
        self.source
    }
}

/// What went wrong while an entry was read: the source, or the entry.
pub(crate) fn damaged(error: std::io::Error, entry: &Entry) -> ZipError {
    match error.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
            ZipError::Damaged { name: entry.name.clone() }
        }
        _ => ZipError::Io(error),
    }
}

/// Finds the end record: where it lies, how many entries there are, size and place of the directory.
fn end<R: Read + Seek>(source: &mut R, len: u64) -> Result<(u64, u16, u64, u64), ZipError> {
    let back = len.min(MOST_COMMENT + END_LEN as u64);
    let start = len - back;
    source.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    source.take(back).read_to_end(&mut tail)?;
    let fits = |at: &usize| {
        let fields = Fields(tail.get(*at..).unwrap_or_default());
        fields.u32(0) == END && fields.0.len() == END_LEN + usize::from(fields.u16(20))
    };
    let places: Vec<usize> = (0..tail.len().saturating_sub(END_LEN - 1)).filter(fits).collect();
    let [at] = *places.as_slice() else {
        return Err(match places.is_empty() {
            true => ZipError::NotZip,
            false => ZipError::Ambiguous { what: "it ends twice" },
        });
    };
    let fields = Fields(tail.get(at..).unwrap_or_default());
    let [disk, first, here, count] = [4, 6, 8, 10].map(|at| fields.u16(at));
    if disk != 0 || first != 0 || here != count {
        return Err(ZipError::Unsupported { what: "an archive of several volumes" });
    }
    let (size, directory) = (fields.u32(12), fields.u32(16));
    if count == u16::MAX || size == u32::MAX || directory == u32::MAX {
        return Err(ZipError::Unsupported { what: "ZIP64" });
    }
    Ok((start + at as u64, count, u64::from(size), u64::from(directory)))
}

/// The entries of the directory.
fn listed(bytes: &[u8], count: u16, limits: Limits) -> Result<Vec<Entry>, ZipError> {
    let short = || ZipError::Ambiguous { what: "the directory is cut off" };
    let (mut entries, mut rest, mut total) = (Vec::new(), bytes, 0_u64);
    for _ in 0..count {
        let fields = Fields(rest);
        if rest.len() < CENTRAL_LEN || fields.u32(0) != CENTRAL {
            return Err(short());
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(fields.u16(at)));
        let entry = one(fields, fields.bytes(CENTRAL_LEN, name).ok_or_else(short)?)?;
        renamed(fields.bytes(CENTRAL_LEN + name, extra).ok_or_else(short)?)?;
        if entry.size > limits.entry {
            return Err(ZipError::Limit { what: "bytes of one entry", limit: limits.entry });
        }
        total = total.saturating_add(entry.size);
        if total > limits.total {
            return Err(ZipError::Limit { what: "bytes of all entries", limit: limits.total });
        }
        entries.push(entry);
        rest = rest.get(CENTRAL_LEN + name + extra + comment..).ok_or_else(short)?;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(ZipError::Ambiguous { what: "the directory has more than it states" })
    }
}

/// Refuses the extra fields by which some readers take another name or size than the header's.
fn renamed(extra: &[u8]) -> Result<(), ZipError> {
    const ZIP64: u16 = 0x0001;
    const UNICODE_PATH: u16 = 0x7075;
    let mut rest = extra;
    while !rest.is_empty() {
        let fields = Fields(rest);
        match fields.u16(0) {
            ZIP64 => return Err(ZipError::Unsupported { what: "ZIP64" }),
            UNICODE_PATH => return Err(ZipError::Ambiguous { what: "an entry has two names" }),
            _ => {}
        }
        rest = rest.get(4 + usize::from(fields.u16(2))..).unwrap_or_default();
    }
    Ok(())
}

fn one(fields: Fields<'_>, name: &[u8]) -> Result<Entry, ZipError> {
    let flags = fields.u16(8);
    if flags & ENCRYPTED != 0 {
        return Err(ZipError::Unsupported { what: "encryption" });
    }
    if fields.u16(34) != 0 {
        return Err(ZipError::Unsupported { what: "an archive of several volumes" });
    }
    let shown = || String::from_utf8_lossy(name).into_owned();
    let text = std::str::from_utf8(name).map_err(|_| ZipError::Name { name: shown() })?;
    if !text.is_ascii() && flags & UTF8 == 0 {
        return Err(ZipError::Ambiguous { what: "a name in an encoding that nothing states" });
    }
    let [packed, size, header] = [20, 24, 42].map(|at| fields.u32(at));
    if [packed, size, header].contains(&u32::MAX) {
        return Err(ZipError::Unsupported { what: "ZIP64" });
    }
    let method = match fields.u16(10) {
        0 if packed == size => Method::Stored,
        0 => return Err(ZipError::Ambiguous { what: "a stored entry has two sizes" }),
        8 => Method::Deflated,
        _ => return Err(ZipError::Unsupported { what: "this way of packing" }),
    };
    // A folder is an entry of nothing whose name ends in a slash.
    let folder = text.strip_suffix('/').filter(|_| size == 0);
    if !is_safe(folder.unwrap_or(text)) {
        return Err(ZipError::Name { name: shown() });
    }
    Ok(Entry {
        name: text.to_owned(),
        method,
        size: u64::from(size),
        packed: u64::from(packed),
        crc: fields.u32(16),
        flags,
        header: u64::from(header),
        data: 0,
    })
}

/// Names are unique, and none is a folder of another.
fn unique(entries: &[Entry]) -> Result<(), ZipError> {
    let mut files = HashSet::new();
    for entry in entries {
        if !files.insert(folded(entry.name.trim_end_matches('/'))) {
            return Err(ZipError::Duplicate { name: entry.name.clone() });
        }
    }
    let plain: HashSet<String> =
        entries.iter().filter(|e| !e.name.ends_with('/')).map(|e| folded(&e.name)).collect();
    for entry in entries {
        let name = folded(&entry.name);
        let mut slashes = name.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at);
        if slashes.any(|at| name.get(..at).is_some_and(|above| plain.contains(above))) {
            return Err(ZipError::Duplicate { name: entry.name.clone() });
        }
    }
    Ok(())
}

/// Holds each local header against the directory, and every byte before it against the entries.
fn located<R: Read + Seek>(
    source: &mut R,
    entries: &mut [Entry],
    directory: u64,
) -> Result<(), ZipError> {
    entries.sort_by_key(|entry| entry.header);
    let mut at = 0;
    for entry in entries.iter_mut() {
        hidden(at, entry.header)?;
        entry.data = local(source, entry)?;
        let end = entry.data + entry.packed;
        at = if entry.flags & DEFERRED == 0 { end } else { described(source, entry, end)? };
    }
    hidden(at, directory)
}

fn hidden(at: u64, next: u64) -> Result<(), ZipError> {
    match next.checked_sub(at) {
        Some(0) => Ok(()),
        Some(count) => Err(ZipError::Hidden { at, count }),
        None => Err(ZipError::Ambiguous { what: "two entries share bytes" }),
    }
}

/// Where the data of an entry begins, after its local header was found to agree.
fn local<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<u64, ZipError> {
    let differs = || ZipError::Ambiguous { what: "an entry has two different headers" };
    let mut head = [0; LOCAL_LEN as usize];
    source.seek(SeekFrom::Start(entry.header))?;
    source.read_exact(&mut head).map_err(|_| ZipError::NotZip)?;
    let fields = Fields(&head);
    let [name, extra] = [26, 28].map(|at| usize::from(fields.u16(at)));
    let mut name = vec![0; name];
    source.read_exact(&mut name).map_err(|_| ZipError::NotZip)?;
    let mut extra = vec![0; extra];
    source.read_exact(&mut extra).map_err(|_| ZipError::NotZip)?;
    renamed(&extra)?;
    let method = match entry.method {
        Method::Stored => 0,
        Method::Deflated => 8,
    };
    let same = fields.u32(0) == LOCAL
        && fields.u16(6) == entry.flags
        && fields.u16(8) == method
        && name == entry.name.as_bytes();
    let stated = [14, 18, 22].map(|at| fields.u32(at)).map(u64::from);
    let real = [u64::from(entry.crc), entry.packed, entry.size];
    let deferred = entry.flags & DEFERRED != 0 && stated == [0; 3];
    if !same || !(deferred || stated == real) {
        return Err(differs());
    }
    Ok(entry.header + LOCAL_LEN + (name.len() + extra.len()) as u64)
}

/// The end of the data descriptor behind an entry.
fn described<R: Read + Seek>(source: &mut R, entry: &Entry, end: u64) -> Result<u64, ZipError> {
    let mut bytes = Vec::new();
    source.seek(SeekFrom::Start(end))?;
    source.take(16).read_to_end(&mut bytes)?;
    let numbers = |at: usize| [at, at + 4, at + 8].map(|at| u64::from(Fields(&bytes).u32(at)));
    let real = [u64::from(entry.crc), entry.packed, entry.size];
    if bytes.len() == 16 && Fields(&bytes).u32(0) == DESCRIPTOR && numbers(4) == real {
        Ok(end + 16)
    } else if bytes.len() >= 12 && numbers(0) == real {
        Ok(end + 12)
    } else {
        Err(ZipError::Ambiguous { what: "what follows an entry does not describe it" })
    }
}
