//! Whether a certificate speaks for the authority that a licence names.
//!
//! A path to a trust anchor proves who the signer is, not that they may issue this licence: under
//! the same root stand other departments, enterprises and citizens. So the certificate itself has to
//! name the authority: by its unified social credit code (GB 32100) where it carries one, else by
//! its name.

use const_oid::ObjectIdentifier;

use super::metadata::Metadata;
use crate::asn1::{read_single, tag};
use crate::x509::Certificate;

/// An authority as a licence names it.
#[derive(Clone, Copy)]
pub(crate) struct Authority<'a> {
    /// 证照颁发机构代码.
    pub(crate) code: &'a str,
    /// 证照颁发机构.
    pub(crate) name: &'a str,
}

impl<'a> Authority<'a> {
    /// The issuer that metadata names.
    pub(crate) fn of(metadata: &'a Metadata) -> Self {
        Self { code: metadata.id().issuer().as_str(), name: metadata.issuer_name() }
    }

    /// Whether `certificate` names it. A code decides alone: where the certificate carries one, a
    /// matching name does not help.
    pub(crate) fn is_named_by(&self, certificate: &Certificate) -> bool {
        let codes = organisation_codes(certificate);
        if !codes.is_empty() {
            return codes.iter().any(|code| code == self.code);
        }
        certificate.subject().organisation().is_some_and(|name| name == self.name)
    }
}

/// Whether `certificate` names the authority that `metadata` gives as its issuer (证照颁发机构).
///
/// A code decides alone: where the certificate carries one, a matching name does not help.
pub fn names_issuer(certificate: &Certificate, metadata: &Metadata) -> bool {
    Authority::of(metadata).is_named_by(certificate)
}

/// Every unified social credit code in a certificate: organizationIdentifier (2.5.4.97, in the
/// spelling of ETSI EN 319 412-1 5.1.4 `NTRCN-…` or bare), serialNumber (2.5.4.5), and the extension
/// of GB/T 20518 (1.2.156.10260.4.1.4), whose value is a string or, in the wild, bare text.
pub fn organisation_codes(certificate: &Certificate) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in certificate.subject().attributes() {
        if matches!(attribute.kind(), [0x55, 4, 5 | 97]) {
            let text = attribute.text();
            let bare = text.rsplit_once('-').map_or(text.as_str(), |(_, code)| code);
            found.extend(code(bare));
        }
    }
    if let Some(value) = certificate.extension_value(&GM_ORGANISATION_CODE) {
        let inner = match read_single(value) {
            Ok(tlv) if tlv.tag != tag::SEQUENCE => tlv.value,
            _ => value,
        };
        found.extend(std::str::from_utf8(inner).ok().and_then(code));
    }
    found
}

fn code(text: &str) -> Option<String> {
    text.parse::<super::codes::UnifiedSocialCreditCode>().ok().map(|c| c.as_str().to_owned())
}

const GM_ORGANISATION_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10260.4.1.4");
