//! Annotated copies (加注件): a copy of a licence that is good for one recipient, purpose and period.
//!
//! A copy is a file of its own: the licence's pages with the mark 仅供…使用 across each, and what the
//! copy says of itself as the associated file `copy.json`, certified by its maker so that nothing may
//! change. The signature of the original is not touched and not carried over; the copy is bound to the
//! original by identifier and digest, and to the authorisation under which it was made.
//!
//! A copy that passes proves that its maker made it for this recipient and purpose, and that its
//! original was verified here and is in force. That its pages look like the original's is the maker's
//! word.

mod draft;
mod quota;
mod statement;
mod verify;

pub use draft::{CopyDraft, CopyError};
pub use quota::{CopyLedger, CopyQuota};
pub use statement::{COPY_FILE, CopyStatement};
pub(crate) use verify::judge;
pub use verify::{CopyRequest, VerifiedCopy};
