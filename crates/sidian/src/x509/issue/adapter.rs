//! A [`Signer`] as the builders of `x509-cert` want to see it.

use signature::Keypair;
use spki::der::{Decode, Document};
use spki::{AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey};
use x509_cert::der::asn1::BitString;
use x509_cert::time::Time;

use super::IssueError;
use crate::asn1;
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::time::UnixTime;

/// The public facts about a key that signs. The signature itself is made outside the builder, so
/// that the key may live anywhere.
pub(super) struct Facts {
    key: Spki,
    algorithm: SignatureAlgorithm,
}

#[derive(Clone)]
pub(super) struct Spki(Vec<u8>);

impl Facts {
    pub(super) fn of(signer: &dyn Signer) -> Self {
        Self { key: Spki(signer.public_key().spki().to_vec()), algorithm: *signer.algorithm() }
    }

    pub(super) fn algorithm(&self) -> Result<AlgorithmIdentifierOwned, IssueError> {
        AlgorithmIdentifierOwned::from_der(&self.algorithm.identifier_der())
            .map_err(|_| IssueError::Encoding { what: "signature algorithm" })
    }
}

impl Keypair for Facts {
    type VerifyingKey = Spki;

    fn verifying_key(&self) -> Spki {
        self.key.clone()
    }
}

impl EncodePublicKey for Spki {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Ok(Document::try_from(self.0.as_slice())?)
    }
}

impl DynSignatureAlgorithmIdentifier for Facts {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(AlgorithmIdentifierOwned::from_der(&self.algorithm.identifier_der())?)
    }
}

/// Signs the bytes of a TBS structure.
pub(super) fn sign(signer: &dyn Signer, tbs: &[u8]) -> Result<BitString, IssueError> {
    BitString::from_bytes(&signer.sign(tbs)?)
        .map_err(|_| IssueError::Encoding { what: "signature" })
}

pub(super) fn time(at: UnixTime) -> Result<Time, IssueError> {
    Time::from_der(&asn1::time::write(at)).map_err(|_| IssueError::Encoding { what: "time" })
}
