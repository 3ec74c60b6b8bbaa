//! The register as it is published.

use super::book::check_all;
use super::entry::{SealEntry, key_of};
use super::error::SealRegisterError;
use crate::crypto::PublicKey;
use crate::jose::{JoseError, Jws, Rules};
use crate::ses::SesSeal;
use crate::time::UnixTime;

/// `typ` of the token.
pub(super) const TYPE: &str = "seal-register+jwt";

/// A register as it came: read, and not believed before its signature and its signer's path have
/// been verified, and the signer is the maker of the seal that is asked about.
#[derive(Clone, Debug)]
pub struct SignedSealRegister {
    token: Jws,
    issued: UnixTime,
    expires: UnixTime,
    seals: Vec<SealEntry>,
}

impl SignedSealRegister {
    /// The most bytes of a token.
    pub const MOST_BYTES: usize = 24 << 20;

    /// Reads a token. Nothing is verified.
    ///
    /// # Errors
    ///
    /// [`SealRegisterError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SealRegisterError> {
        let rules = Rules { typ: TYPE, most_bytes: Self::MOST_BYTES };
        let token = Jws::parse(bytes, &rules)?;
        let mut claims = token.claims()?;
        let time = |claim| {
            let seconds = claims.get(claim).and_then(serde_json::Value::as_i64);
            let at = seconds.and_then(|s| UnixTime::from_seconds(s).ok());
            at.ok_or(SealRegisterError::Jose(JoseError::Claim { claim }))
        };
        let (issued, expires) = (time("iat")?, time("exp")?);
        let seals = claims.remove("seals").unwrap_or_default();
        let seals: Vec<SealEntry> = serde_json::from_value(seals)
            .map_err(|_| SealRegisterError::Jose(JoseError::Claim { claim: "seals" }))?;
        check_all(&seals)?;
        Ok(Self { token, issued, expires, seals })
    }

    /// When it was issued.
    pub fn issued(&self) -> UnixTime {
        self.issued
    }

    /// Until when it may be used.
    pub fn expires(&self) -> UnixTime {
        self.expires
    }

    /// The certificates that it carries, the signer's own first, as DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.token.header().certificates
    }

    /// Every seal.
    pub fn entries(&self) -> &[SealEntry] {
        &self.seals
    }

    /// The entry of a seal: of these very bytes.
    pub fn entry(&self, seal: &SesSeal<'_>) -> Option<&SealEntry> {
        let key = key_of(seal);
        self.seals.iter().find(|entry| entry.seal == key)
    }

    /// Verifies the signature with a key; whose key it is is another question.
    ///
    /// # Errors
    ///
    /// [`SealRegisterError::Jose`].
    pub fn verify_signature(&self, key: &PublicKey) -> Result<(), SealRegisterError> {
        Ok(self.token.verify(key)?)
    }
}
