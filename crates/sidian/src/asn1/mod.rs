//! ASN.1: a strict DER reader that keeps raw bytes, a writer, and the field's object identifiers.
//!
//! Reading follows X.690 (DER): definite and minimal lengths, low tag numbers, nothing left over.
//! Nothing here recurses: how deep a structure goes is decided by the code that reads it. What
//! others wrote as BER is first rewritten by [`ber::to_definite`], which is bounded in depth and
//! size.

pub mod ber;
mod error;
pub mod oid;
mod reader;
pub mod tag;
pub mod time;
mod value;
pub mod writer;

pub use const_oid::ObjectIdentifier;

pub use self::error::Asn1Error;
pub use self::reader::{Reader, Tlv, read_single};
