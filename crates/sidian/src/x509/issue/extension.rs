//! The extensions of certificates, as DER (RFC 5280 §4.2).

use const_oid::ObjectIdentifier;
use x509_cert::der::asn1::OctetString;
use x509_cert::ext::Extension;

use super::{IssueError, NameDraft};
use crate::asn1::{oid, tag, writer};
use crate::crypto::{Hash, PublicKey};

/// One bit of the key usage extension (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Usage {
    /// Signatures other than those on certificates and lists.
    DigitalSignature,
    /// Signatures that bind their signer (contentCommitment).
    NonRepudiation,
    /// Encryption of keys.
    KeyEncipherment,
    /// Encryption of data.
    DataEncipherment,
    /// Key agreement.
    KeyAgreement,
    /// Signatures on certificates.
    KeyCertSign,
    /// Signatures on revocation lists.
    CrlSign,
}

impl Usage {
    const fn bit(self) -> u8 {
        match self {
            Self::DigitalSignature => 0x80,
            Self::NonRepudiation => 0x40,
            Self::KeyEncipherment => 0x20,
            Self::DataEncipherment => 0x10,
            Self::KeyAgreement => 0x08,
            Self::KeyCertSign => 0x04,
            Self::CrlSign => 0x02,
        }
    }
}

/// A name in one of the forms of GeneralName (RFC 5280 §4.2.1.6): another name of a subject, or a
/// tree of names that a constraint speaks of.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NameForm {
    /// directoryName.
    Directory(NameDraft),
    /// dNSName.
    Dns(String),
    /// rfc822Name.
    Email(String),
    /// uniformResourceIdentifier.
    Uri(String),
}

impl NameForm {
    fn to_der(&self) -> Result<Vec<u8>, IssueError> {
        let (number, text) = match self {
            Self::Directory(name) => return Ok(writer::context(4, &name.to_der()?)),
            Self::Email(text) => (1, text),
            Self::Dns(text) => (2, text),
            Self::Uri(text) => (6, text),
        };
        if !text.is_ascii() {
            return Err(IssueError::Encoding { what: "name or address that must be ASCII" });
        }
        Ok(writer::context_primitive(number, text.as_bytes()))
    }
}

/// A key identifier: the first 160 bits of the SHA-256 of the key (RFC 7093 §2, method 1).
pub(super) fn key_identifier(key: &PublicKey) -> Vec<u8> {
    let digest = Hash::Sha256.digest(key.key_bytes());
    digest.as_ref().get(..20).unwrap_or_default().to_vec()
}

pub(super) fn extension(
    oid: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
) -> Result<Extension, IssueError> {
    let extn_value =
        OctetString::new(value).map_err(|_| IssueError::Encoding { what: "extension" })?;
    Ok(Extension { extn_id: oid, critical, extn_value })
}

pub(super) fn basic_constraints(path_len: Option<u8>) -> Vec<u8> {
    let path_len = path_len.map(|len| writer::integer(len.into())).unwrap_or_default();
    writer::sequence(&[&writer::boolean(true), &path_len])
}

pub(super) fn key_usage(usages: &[Usage]) -> Vec<u8> {
    let bits = usages.iter().fold(0, |bits, usage| bits | usage.bit());
    writer::named_bits(&[bits])
}

pub(super) fn extended_key_usage(purposes: &[ObjectIdentifier]) -> Vec<u8> {
    let purposes: Vec<u8> = purposes.iter().flat_map(|oid| writer::oid(*oid)).collect();
    writer::tlv(tag::SEQUENCE, &purposes)
}

pub(super) fn authority_key_identifier(identifier: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::context_primitive(0, identifier)])
}

pub(super) fn general_names(names: &[NameForm]) -> Result<Vec<u8>, IssueError> {
    let mut out = Vec::new();
    for name in names {
        out.extend(name.to_der()?);
    }
    Ok(writer::tlv(tag::SEQUENCE, &out))
}

pub(super) fn distribution_points(urls: &[String]) -> Result<Vec<u8>, IssueError> {
    let mut out = Vec::new();
    for url in urls {
        let full_name = writer::context(0, &NameForm::Uri(url.clone()).to_der()?);
        out.extend(writer::sequence(&[&writer::context(0, &full_name)]));
    }
    Ok(writer::tlv(tag::SEQUENCE, &out))
}

pub(super) fn information_access(ocsp_urls: &[String]) -> Result<Vec<u8>, IssueError> {
    let mut out = Vec::new();
    for url in ocsp_urls {
        let location = NameForm::Uri(url.clone()).to_der()?;
        out.extend(writer::sequence(&[&writer::oid(oid::AD_OCSP), &location]));
    }
    Ok(writer::tlv(tag::SEQUENCE, &out))
}

pub(super) fn policies(policies: &[ObjectIdentifier]) -> Vec<u8> {
    let policies: Vec<u8> =
        policies.iter().flat_map(|oid| writer::sequence(&[&writer::oid(*oid)])).collect();
    writer::tlv(tag::SEQUENCE, &policies)
}

pub(super) fn name_constraints(
    permitted: &[NameForm],
    excluded: &[NameForm],
) -> Result<Vec<u8>, IssueError> {
    let mut out = Vec::new();
    for (number, trees) in [(0, permitted), (1, excluded)] {
        let mut subtrees = Vec::new();
        for tree in trees {
            subtrees.extend(writer::sequence(&[&tree.to_der()?]));
        }
        if !subtrees.is_empty() {
            out.extend(writer::context(number, &subtrees));
        }
    }
    Ok(writer::tlv(tag::SEQUENCE, &out))
}
