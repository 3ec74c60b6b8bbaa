//! Packages of materials (材料包): one application's materials and licences, as ASiC-E with CAdES
//! (ETSI EN 319 162-1): a ZIP archive that any tool opens.
//!
//! Each act of submission writes a description (`package.json`, then `package-2.json`, …), a manifest
//! (`META-INF/ASiCManifest1.xml`, …) with the digest of the description, of every file added, and of
//! every earlier manifest and signature, and a signature over that manifest. So adding is possible for
//! everybody who signs for it; removing or replacing something is found out. What cannot be found out
//! from the package alone is that the last act as a whole was taken away again.

mod description;
mod draft;
mod error;
mod manifest;
mod names;
mod verify;

pub use description::{Description, Material, Source};
pub use draft::{PackageDraft, PreparedPackage};
pub use error::PackageError;
pub use verify::{EntryReport, PackageReport, VerifiedPackage};
pub(crate) use verify::{Inspected, judge};
