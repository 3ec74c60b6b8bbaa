use std::io::{self, Read, Seek};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use super::reader::{Entry, Method};

/// The content of one entry, unfolded as it is read.
///
/// Reading to the end fails with [`io::ErrorKind::InvalidData`] unless length and checksum are those
/// that the archive states.
pub struct EntryReader<'a, R> {
    source: io::Take<&'a mut R>,
    state: Option<Box<InflateState>>,
    buffer: Vec<u8>,
    used: usize,
    left: u64,
    hash: crc32fast::Hasher,
    crc: u32,
    finished: bool,
}

/// How much is read from the source at once.
const CHUNK: usize = 64 << 10;

impl<'a, R: Read + Seek> EntryReader<'a, R> {
    pub(super) fn new(source: &'a mut R, entry: &Entry) -> Self {
        let state = match entry.method {
            Method::Stored => None,
            Method::Deflated => Some(InflateState::new_boxed(DataFormat::Raw)),
        };
        Self {
            source: source.take(entry.packed),
            state,
            buffer: Vec::new(),
            used: 0,
            left: entry.size,
            hash: crc32fast::Hasher::new(),
            crc: entry.crc,
            finished: false,
        }
    }

    fn unfold(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(state) = &mut self.state else { return self.source.read(out) };
        loop {
            if self.used == self.buffer.len() {
                self.buffer.resize(CHUNK, 0);
                let read = self.source.read(&mut self.buffer)?;
                self.buffer.truncate(read);
                self.used = 0;
            }
            let input = self.buffer.get(self.used..).unwrap_or_default();
            let ended = input.is_empty();
            let step = inflate(state, input, out, MZFlush::None);
            self.used += step.bytes_consumed;
            match step.status {
                Ok(MZStatus::StreamEnd) => return Ok(step.bytes_written),
                Ok(_) | Err(miniz_oxide::MZError::Buf) if step.bytes_written > 0 => {
                    return Ok(step.bytes_written);
                }
                Ok(_) | Err(miniz_oxide::MZError::Buf) if !ended => {}
                _ => return Err(invalid()),
            }
        }
    }

    /// Everything was read: nothing may be left of it.
    fn finish(&mut self) -> io::Result<()> {
        let mut more = [0; 1];
        let rest = match &mut self.state {
            None => 0,
            Some(state) => {
                let input = self.buffer.get(self.used..).unwrap_or_default();
                let step = inflate(state, input, &mut more, MZFlush::None);
                self.used += step.bytes_consumed;
                step.bytes_written + (self.buffer.len() - self.used)
            }
        };
        let crc = self.hash.clone().finalize();
        if rest != 0 || self.source.read(&mut more)? != 0 || crc != self.crc {
            return Err(invalid());
        }
        self.finished = true;
        Ok(())
    }
}

impl<R: Read + Seek> Read for EntryReader<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.finished || out.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            self.finish()?;
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        let read = self.unfold(out.get_mut(..most).unwrap_or_default())?;
        if read == 0 {
            return Err(invalid());
        }
        self.hash.update(out.get(..read).unwrap_or_default());
        self.left -= read as u64;
        Ok(read)
    }
}

fn invalid() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the entry is damaged")
}
