//! Certificates, names, extensions, revocation lists and OCSP responses (RFC 5280, RFC 6960; in
//! China GB/T 20518), read from received bytes without judgement.
//!
//! Every type keeps the bytes it was read from and gives out slices of them: a signature is never
//! checked over a re-encoding.

mod certificate;
mod crl;
mod error;
mod event;
mod extension;
mod general_name;
pub mod issue;
mod moment;
mod name;
mod ocsp;
mod ocsp_request;
mod pem;
mod reason;
mod request;
mod text;
mod tlv;

pub use certificate::{Certificate, Deviation};
pub use crl::{Crl, CrlEntry};
pub use error::X509Error;
pub use event::EventBinding;
pub use extension::{
    AccessDescription, AuthorityKeyId, BasicConstraints, DistributionPoint, DistributionPointName,
    Extension, IssuingDistributionPoint, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyInformation, ReasonFlags,
};
pub use general_name::GeneralName;
pub use name::{Name, NameAttribute};
pub use ocsp::{CertStatus, OcspResponse, ResponderId, SingleResponse};
pub use ocsp_request::{OcspCertId, OcspRequest, ocsp_request};
pub use reason::RevocationReason;
pub use request::CertificateRequest;
pub use tlv::Raw;
