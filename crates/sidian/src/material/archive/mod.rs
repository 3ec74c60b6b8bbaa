//! A case for the archive (归档): its materials, licences and receipts with the evidence for all of
//! them, in one package that can be read without this library.
//!
//! It is a [package](super::package) of the same kind (ASiC-E, a ZIP archive), with
//!
//! - `index.html` and `index.xml`: what is in it, for people and for archive systems (归档目录);
//! - `README.txt`: how to check it by hand, with unzip and openssl alone;
//! - `evidence/`: certificates, revocation lists, OCSP responses, status lists and statements, and the
//!   trust anchors as they were (for comparison: a verifier trusts its own);
//! - the department's signature over all of it, and then, made with
//!   [`PendingStamp`](super::package::PendingStamp), a time-stamp over everything, renewed before it
//!   ends.
//!
//! [`Verifier::archived`](crate::verifier::Verifier::archived) judges it as of the time of its first
//! time-stamp. The texts of DA/T 85-2019 and GB/T 42727-2023 were not at hand: the index names what
//! articles about them name (办件, 事项, 部门, 材料, 格式, 大小, 摘要), and archives map it to their own
//! forms.

mod draft;
mod index;

pub use draft::{ArchiveDraft, CaseFile};
