//! PEM around DER (RFC 7468).

use der::pem::{LineEnding, decode_vec, encode_string};

use crate::failure::Failure;
use crate::locale::text;

/// The label of a certificate.
pub(crate) const CERTIFICATE: &str = "CERTIFICATE";
/// The label of a request for a certificate.
pub(crate) const REQUEST: &str = "CERTIFICATE REQUEST";
/// The label of a revocation list.
pub(crate) const CRL: &str = "X509 CRL";
/// The label of a public key.
pub(crate) const PUBLIC_KEY: &str = "PUBLIC KEY";

/// `der` as PEM.
pub(crate) fn encode(label: &str, der: &[u8]) -> Result<String, Failure> {
    encode_string(label, LineEnding::LF, der).map_err(|e| {
        Failure::new(
            text!("无法写成 PEM（{e}）", "cannot be written as PEM ({e})"),
            text!("请向开发者报告", "please report this"),
        )
    })
}

/// The one block of `text`, if it has this label.
pub(crate) fn decode(label: &str, text: &[u8]) -> Option<Vec<u8>> {
    let (found, der) = decode_vec(text).ok()?;
    (found == label).then_some(der)
}
