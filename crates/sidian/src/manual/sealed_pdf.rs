//! How an electronic seal travels in a PDF.
//!
//! No standard says it. GB/T 38540 defines the seal (`SES_Seal`) and its use (`SES_Signature`), and PDF
//! defines signatures; what joins them is left open. There are two forms, and both are verified.
//!
//! # A CMS signature that carries the seal (the default)
//!
//! An ordinary signature, `ETSI.CAdES.detached` or `adbe.pkcs7.detached`, whose signed attributes hold
//! one more:
//!
//! ```text
//! SesSealAttribute ::= SEQUENCE {
//!     attrType   OBJECT IDENTIFIER,              -- 2.25.1131175652.3.1
//!     attrValues SET OF OCTET STRING }           -- exactly one: the SES_Seal, byte for byte
//! ```
//!
//! - Every reader of PDF that knows the algorithm verifies the signature: to it the attribute is one
//!   that it does not know, and it is covered by the signature value.
//! - The seal is bound by being signed: swapping it breaks the signature. It is an OCTET STRING and not
//!   the structure itself, because seals met in the wild are not strict DER and must stay as they are.
//! - The signer's certificate is that of the CMS signature. It must be on the seal's list.
//! - The time is that of any signature: claimed, or proven by a timestamp.
//!
//! # `GM.sm2seal`
//!
//! `/Filter /Gomain.GMPkiLite`, `/SubFilter /GM.sm2seal`, and `/Contents` an `SES_Signature` whose
//! `dataHash` is the SM3 digest of the byte range, padded with zeros. One vendor's form, known from one
//! author's code and from no file; it is written on request, with `/ByteRange` as `propertyInfo`. A
//! timestamp over the signature value goes into the field that GB/T 38540 has for it.
//!
//! # What is checked
//!
//! 1. The signature as any other: bytes covered, changes since, value, signer's path.
//! 2. The seal: structure, maker's signature over the received bytes, creation date, maker's path,
//!    validity at the time of sealing and now, timestamp, state in a register.
//! 3. The signer's certificate is on the seal's list, by value or by digest.
//! 4. What the page shows is the seal's picture: with a [`PictureReader`](crate::seal::PictureReader),
//!    each widget is drawn and compared. Without one the report says that nobody looked. Either way a
//!    picture that depends on layers, on resources it does not bring along or on blending with the page
//!    (6059), and a seal more than half of which lies below later annotations or signatures (6060), are
//!    left to a person: readers may show something else there. A widget that no page lists, that lies
//!    beside its page or is too small to see does not show (6056).
