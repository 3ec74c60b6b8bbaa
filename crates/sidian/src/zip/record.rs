//! The three records of an archive, as bytes.

/// Signature of a local file header.
pub(super) const LOCAL: u32 = 0x0403_4b50;
/// Signature of a central directory header.
pub(super) const CENTRAL: u32 = 0x0201_4b50;
/// Signature of the end of the central directory.
pub(super) const END: u32 = 0x0605_4b50;
/// Signature that may stand before a data descriptor.
pub(super) const DESCRIPTOR: u32 = 0x0807_4b50;

/// Length of a local file header without name and extra field.
pub(super) const LOCAL_LEN: u64 = 30;
/// Length of a central directory header without name, extra field and comment.
pub(super) const CENTRAL_LEN: usize = 46;
/// Length of the end record without comment.
pub(super) const END_LEN: usize = 22;

/// The name is UTF-8.
pub(super) const UTF8: u16 = 1 << 11;
/// Sizes and checksum follow the data.
pub(super) const DEFERRED: u16 = 1 << 3;
/// Encrypted in one of the ways there are.
pub(super) const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

/// A reader of little-endian numbers that gives 0 past the end: lengths are checked beforehand.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn u16(self, at: usize) -> u16 {
        let bytes = self.0.get(at..at.saturating_add(2)).unwrap_or(&[0; 2]);
        bytes.try_into().map_or(0, u16::from_le_bytes)
    }

    pub(super) fn u32(self, at: usize) -> u32 {
        let bytes = self.0.get(at..at.saturating_add(4)).unwrap_or(&[0; 4]);
        bytes.try_into().map_or(0, u32::from_le_bytes)
    }

    pub(super) fn bytes(self, at: usize, len: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(len)?)
    }
}
