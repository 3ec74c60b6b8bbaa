//! ZIP archives, read strictly and written plainly (PKWARE APPNOTE.TXT 6.3, ISO/IEC 21320-1).
//!
//! ZIP says everything twice, and readers disagree about which to believe. Here an archive is read
//! only if both say the same, every byte of it belongs to something, names are unique and stay inside
//! the folder they are unpacked to, and nothing unfolds to more than it states. What remains is stored
//! or deflated; encryption, ZIP64 and several volumes are refused.

mod entry;
mod error;
mod name;
mod reader;
mod record;
mod writer;

pub use entry::EntryReader;
pub use error::ZipError;
pub use name::is_safe;
pub(crate) use reader::damaged;
pub use reader::{Archive, Entry, Limits, Method};
pub use writer::Writer;

#[cfg(test)]
mod tests;
