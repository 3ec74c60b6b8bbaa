//! What is sidian's own.
//!
//! Where a standard has a name, that name is used. Where none has, these are ours. None of them is
//! registered anywhere.
//!
//! # Object identifiers
//!
//! Below `2.25.1131175652`, an arc that needs no registration (ITU-T X.667 has UUIDs there; ours is a
//! random number of 31 bits, because much software holds no longer arc).
//!
//! | Identifier | Meaning |
//! |---|---|
//! | `.1.1`, `.1.2`, `.1.3` | a prepared signature, document, batch at rest |
//! | `.2.1` | certificate extension: the one document that an event certificate is for |
//! | `.3.1` | CMS signed attribute: the electronic seal that a signature applies ([`sealed_pdf`](super::sealed_pdf)) |
//! | `.8.1` | policy of timestamps that an embedded authority gives |
//!
//! # Algorithms
//!
//! - JOSE has no name for SM2 with SM3. Ours is **`SM2SM3`**: the value is r and s, 32 bytes each, one
//!   after the other; the user id is `1234567812345678`; the message is the JWS signing input. In COSE
//!   the number is [`algorithm_number`](crate::cose::algorithm_number)'s, from the range for private use.
//! - XML Signature has no identifier for SM3. In manifests of packages ours is the URN of its object
//!   identifier, **`urn:oid:1.2.156.10197.1.401`** (RFC 3061).
//! - Seals with Ed25519 or ECDSA on P-256 have the structures of GB/T 38540 with the algorithm's own
//!   identifier: a profile for those outside the GM world. Verifying one says so (finding 6004).
//!
//! # Types of signed statements
//!
//! | `typ` | What |
//! |---|---|
//! | `statuslist+jwt` | status list (IETF); the values' meanings are in `state_profile` |
//! | `grant+jwt`, `delegation+jwt`, `grant-revocations+jwt` | authorisation, delegation, withdrawal |
//! | `holder-key+jwt` | which key a holder uses |
//! | `fact+jwt` | a fact that one department tells another |
//! | `trust-list+jwt` | trust list |
//! | `receipt+jwt` | verification receipt |
//! | `seal-register+jwt`, `sealing-journal+jwt` | register of seals, record of their use |
//! | `SD1:` before Base45 | show code |
//!
//! # Formats
//!
//! - Licence metadata: `licence.json` as an associated file of the PDF, canonical by RFC 8785, with the
//!   short names of GB/T 36903; the same in XMP under [`Metadata::XMP_NAMESPACE`](crate::licence::Metadata::XMP_NAMESPACE).
//! - Packages: [`Description::PROFILE`](crate::material::package::Description::PROFILE) in `package.json`, beside what ASiC-E demands.
