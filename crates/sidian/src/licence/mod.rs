//! Electronic licences (电子证照, GB/T 36901 to 36906).
//!
//! - [`LicenceId`]: the identifier 证照标识 of GB/T 36904.
//! - [`codes`]: codes of people and organisations, checked by arithmetic alone.
//! - [`LicenceType`]: a licence type 证照类型 as data. A new type is a file, never code.
//! - [`LicenceDraft`]: what an issuer gives; built, it is [`Metadata`].
//! - [`Metadata`]: the elements of GB/T 36903, as canonical JSON and as XMP.
//! - [`StatusRegister`]: what happened to an issuer's licences, and [`SignedStatusList`]: what may be
//!   known of it offline.
//!
//! The texts of the six standards were not at hand: what is said of them here was drawn from
//! deployed systems, so read it as "compatible with practice".

mod authority;
pub mod codes;
mod date;
mod draft;
pub mod element;
mod embedded;
mod face_reader;
mod face_text;
mod id;
mod issue;
pub mod kind;
pub mod lifecycle;
pub mod metadata;
mod personal;
pub mod status;
pub(crate) mod verify;

pub(crate) use authority::Authority;
pub use authority::{names_issuer, organisation_codes};
pub use codes::{CitizenNumber, CodeError, HolderCodeType, UnifiedSocialCreditCode};
pub use date::{Date, DateError};
pub use draft::{DraftError, LicenceDraft};
pub use element::{ElementError, Fault};
pub(crate) use embedded::associated_files;
pub use embedded::{METADATA_FILE, metadata_files};
pub use face_reader::FaceReader;
pub use id::{IdWarning, IssuerCode, LicenceId, LicenceIdError, LicenceIdParts, LicenceTypeCode};
pub use issue::{IssueError, LicenceIssuer};
pub use kind::{FaceLayout, LicenceType, LicenceTypeError};
pub use lifecycle::{Event, State, StatusRegister};
pub use metadata::{
    FaceValue, Holder, Metadata, MetadataError, StatusReference, Term, XmpAgreement,
};
pub use personal::Personal;
pub use status::{ListedState, SignedStatusList, StatusList, StatusListError};
pub use verify::VerifiedLicence;
