//! Electronic seals (电子印章) by GB/T 38540-2020 and GM/T 0031-2025: make, apply to data, verify.
//!
//! A seal is not a picture. It is data that a maker (制章人) signs: name, picture, dates, and the
//! certificates that may use it. Using it (签章) is a second signature, by one of those (签章人),
//! over the seal, a time and the digest of what is sealed.
//!
//! [`SealDraft`] becomes a [`SealInfo`], and that with the maker's key a [`Seal`].
//! [`SealingDraft`] uses a seal on data. Both can wait for a key that is elsewhere.
//!
//! # Suites
//!
//! SM2 with SM3 is the standard's. Seals with Ed25519 or ECDSA on P-256 are a profile of sidian's
//! own for those outside of that world: the same structures, `signAlgID` and `signatureAlgID` the
//! algorithm's own identifier, `dataHash` the hash that the algorithm names (SHA-512 with Ed25519,
//! SHA-256 with P-256). Verifying one says so (6004).
//!
//! # Time
//!
//! The time in a sealing is the signer's word. While a seal is valid that is enough; of a seal that
//! has expired, or was stopped or cancelled since, only a timestamp proves that it was used before.
//! Without one the answer stays open, as it does for certificates.

mod apply;
mod code;
mod draft;
mod error;
pub mod journal;
mod make;
mod picture;
pub mod register;
mod sealing;
mod shown;
pub(crate) mod verify;

pub use crate::report::{Fact, SealPicture, SealReport, SealState};
pub use crate::ses::{SesExtension, SesVersion};
pub use apply::{ApplyError, SealApplication, SealContainer};
pub use code::{SealCode, SealCodeError};
pub use draft::{SealDraft, SealInfo};
pub use error::SealError;
pub use make::{PreparedSeal, Seal};
pub use picture::{Picture, PictureError, PictureFormat};
pub use sealing::{PreparedSealing, SealingDraft};
pub use shown::{PictureMatch, PictureReader};
pub use verify::VerifiedSeal;
