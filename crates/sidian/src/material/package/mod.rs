//! Packages of materials (材料包): one application's materials and licences, as ASiC-E with CAdES
//! (ETSI EN 319 162-1): a ZIP archive that any tool opens.
//!
//! Each act of submission writes a description (`package.json`, then `package-2.json`, …), a manifest
//! (`META-INF/ASiCManifest1.xml`, …) with the digest of the description, of every file added, and of
//! every earlier manifest and signature, and a signature over that manifest. So adding is possible for
//! everybody who signs for it; removing or replacing something is found out. What cannot be found out
//! from the package alone is that the last act as a whole was taken away again.
//!
//! A time-stamp over the package as a whole ([`PendingStamp`]) is a manifest of everything in it with a
//! token (RFC 3161) in place of a signature: also in the standard, and also by adding alone. What the
//! paths of signatures and tokens rest on is kept in `evidence/`, where later time-stamps prove it.

mod description;
mod draft;
mod error;
mod kept;
mod manifest;
mod names;
mod stamp;
mod verify;

pub use description::{Description, Material, Source};
pub use draft::{PackageDraft, PreparedPackage};
pub use error::PackageError;
pub use stamp::PendingStamp;
pub use verify::{EntryReport, PackageReport, StampReport, VerifiedPackage};
pub(crate) use verify::{Inspected, Question, Scene, judge};
