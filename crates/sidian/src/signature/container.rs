//! What the signature value travels in.

use super::carried::{self, Carried};
use crate::asn1::{ber, oid};
use crate::cms::{Dialect, SignedAttributes, SignedDataDraft, with_unsigned_attribute};
use crate::crypto::{KeyKind, SignatureAlgorithm};
use crate::ses;
use crate::time::UnixTime;
use crate::tsp::TspError;
use crate::x509::Certificate;

/// The container of a prepared signature, which lacks only the value.
#[derive(Clone, Debug)]
pub(super) enum Container {
    /// CMS SignedData (RFC 5652), by its signed attributes.
    Cms(SignedAttributes),
    /// `SES_Signature` (GB/T 38540), by its `TBS_Sign`.
    Ses(Vec<u8>),
}

impl Container {
    /// What the key signs.
    pub(super) fn to_be_signed(&self) -> &[u8] {
        match self {
            Self::Cms(attributes) => attributes.to_be_signed(),
            Self::Ses(to_sign) => to_sign,
        }
    }

    /// The digest of the document that those bytes state.
    pub(super) fn content_digest(&self) -> Option<&[u8]> {
        match self {
            Self::Cms(attributes) => attributes.message_digest(),
            Self::Ses(to_sign) => carried::stated_hash(to_sign),
        }
    }

    /// The whole container.
    pub(super) fn encode(
        &self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        value: &[u8],
    ) -> Vec<u8> {
        match self {
            Self::Cms(attributes) => {
                let draft = SignedDataDraft::new(Dialect::Rfc5652, certificates, algorithm);
                draft.encode(attributes, value)
            }
            Self::Ses(to_sign) => {
                let signer = certificates.first().map(Certificate::der).unwrap_or_default();
                ses::encode_signature(to_sign, signer, algorithm.oid(), value, None)
            }
        }
    }

    /// `whole`, this container with its value, with a timestamp token over that value: CMS keeps it
    /// among the unsigned attributes (RFC 3161 appendix A), an `SES_Signature` in its own field.
    pub(super) fn stamped(&self, whole: &[u8], token: &[u8]) -> Result<Vec<u8>, TspError> {
        match self {
            Self::Cms(_) => Ok(with_unsigned_attribute(whole, oid::SIGNATURE_TIMESTAMP, token)?),
            Self::Ses(_) => {
                const UNFIT: TspError = TspError::Token { why: "its encoding cannot be read" };
                let token = ber::to_definite(token).map_err(|_| UNFIT)?;
                ses::with_timestamp(whole, &token).map_err(|_| UNFIT)
            }
        }
    }
}

/// How many bytes a CMS container of these certificates takes at most, to the byte: it is put
/// together with the longest value that the key can make. `certificates` begins with the signer's.
///
/// What is added later, such as a timestamp, comes on top:
/// [`SignatureDraft::with_extra_room`](super::SignatureDraft::with_extra_room).
pub fn container_room(certificates: &[Certificate], algorithm: &SignatureAlgorithm) -> usize {
    let Some(signer) = certificates.first() else { return 0 };
    let hash = algorithm.hash();
    let any = hash.digest(&[]);
    let time = UnixTime::from_seconds(YEAR_2050).ok();
    let attributes = SignedAttributes::new(Dialect::Rfc5652, &any, signer, hash, time);
    let value = vec![0; longest_value(signer, algorithm)];
    Container::Cms(attributes).encode(certificates, algorithm, &value).len()
}

/// As [`container_room`] where the container carries a seal.
pub(super) fn sealed_room(
    certificates: &[Certificate],
    algorithm: &SignatureAlgorithm,
    carried: &Carried,
) -> usize {
    let Some(signer) = certificates.first() else { return 0 };
    let any = algorithm.hash().digest(&[]);
    // generalised time always takes the same room; the shorter form of CMS gives way to the longer
    let Ok(time) = UnixTime::from_seconds(YEAR_2050) else { return 0 };
    let container = carried.container(&any, signer, algorithm.hash(), (time, Some(time)));
    let value = vec![0; longest_value(signer, algorithm)];
    container.encode(certificates, algorithm, &value).len()
}

/// The longest signature value of the certificate's key: DER of two full integers for ECDSA and SM2.
fn longest_value(signer: &Certificate, algorithm: &SignatureAlgorithm) -> usize {
    let key = signer.public_key();
    let bytes = key.map_or(UNKNOWN_KEY, |key| key.bits().div_ceil(8));
    match algorithm.key_kind() {
        KeyKind::Ec | KeyKind::Sm2 => 2 * (bytes + 3) + 3,
        KeyKind::Ed25519 => 64,
        KeyKind::Rsa => bytes,
    }
}

/// Room for a value of a key that cannot be read: the largest RSA key.
const UNKNOWN_KEY: usize = 2048;
/// The first moment that takes the longer form of time (RFC 5652 11.3).
const YEAR_2050: i64 = 2_524_608_000;
