use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as P12Error;

use super::{CryptoError, Signer, SigningKey};
use crate::asn1::{Reader, ber, tag};

/// Reads a PKCS#12 file (RFC 7292): its one private key, and its certificates as DER with the one
/// that belongs to the key first.
///
/// Both today's protection (PBES2 with AES, HMAC-SHA-256) and yesterday's (Triple-DES, RC2-40,
/// HMAC-SHA-1) are read. The reader underneath does not wipe its copy of the key.
///
/// # Errors
///
/// [`CryptoError::Password`]; [`CryptoError::SecretKeyCount`] unless it holds exactly one key;
/// [`CryptoError::SecretKey`] if it is malformed or protected in another way; and as
/// [`SigningKey::from_pkcs8_der`].
pub fn read_pkcs12(
    bytes: &[u8],
    password: &str,
) -> Result<(SigningKey, Vec<Vec<u8>>), CryptoError> {
    let definite = ber::to_definite(bytes).map_err(|_| CryptoError::SecretKey)?;
    let archive = Pkcs12Archive::from_pkcs12(&definite, password).map_err(|error| match error {
        P12Error::MacError(_) | P12Error::UnpadError | P12Error::Pkcs5Error(_) => {
            CryptoError::Password
        }
        _ => CryptoError::SecretKey,
    })?;
    let [bag] = archive.keys.as_slice() else {
        return Err(CryptoError::SecretKeyCount { found: archive.keys.len() });
    };
    let key = SigningKey::from_pkcs8_der(bag.key.as_der(), None)?;
    let mut certificates: Vec<Vec<u8>> =
        archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
    // A stable sort keeps the file's order behind the key's own certificate.
    certificates.sort_by_key(|der| !belongs(&key, der));
    Ok((key, certificates))
}

/// Whether the certificate's public key is the other half of `key`.
fn belongs(key: &SigningKey, certificate: &[u8]) -> bool {
    subject_public_key_info(certificate).is_some_and(|spki| key.public_key().matches_spki(spki))
}

/// The raw SubjectPublicKeyInfo of a certificate (RFC 5280 §4.1): the field after the subject.
fn subject_public_key_info(certificate: &[u8]) -> Option<&[u8]> {
    let mut tbs = Reader::new(certificate).sequence().ok()?.sequence().ok()?;
    tbs.optional(tag::context_constructed(0)).ok()?;
    // serialNumber, signature, issuer, validity, subject
    for _ in 0..5 {
        tbs.read().ok()?;
    }
    Some(tbs.expect(tag::SEQUENCE).ok()?.raw)
}
