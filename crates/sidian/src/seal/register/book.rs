//! The maker's own book.

use serde::{Deserialize, Serialize};

use super::entry::{SealEntry, SealEvent, SealRecord, Since, key_of};
use super::error::SealRegisterError;
use crate::jose::{self, Header, Jws};
use crate::seal::Seal;
use crate::time::UnixTime;
use crate::x509::Certificate;

/// The maker's own book of seals. Events are only added; every state follows from them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealRegister {
    format: u32,
    seals: Vec<SealEntry>,
}

/// The number of the format that is written.
const FORMAT: u32 = 1;

impl SealRegister {
    /// An empty book.
    pub fn new() -> Self {
        Self { format: FORMAT, seals: Vec::new() }
    }

    /// Reads a book from its JSON and plays every event again.
    ///
    /// # Errors
    ///
    /// [`SealRegisterError::Form`], also for an impossible history, and [`SealRegisterError::Jose`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, SealRegisterError> {
        let value = jose::json::read(bytes)?;
        let book: Self = serde_json::from_value(value)
            .map_err(|_| SealRegisterError::Form { part: "members" })?;
        if book.format != FORMAT {
            return Err(SealRegisterError::Form { part: "format" });
        }
        check_all(&book.seals)?;
        Ok(book)
    }

    /// The JSON to keep.
    pub fn to_json(&self) -> Vec<u8> {
        // Texts and numbers only: it cannot fail.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Every seal, in the order in which they were entered.
    pub fn entries(&self) -> &[SealEntry] {
        &self.seals
    }

    /// Enters a seal that was made and handed over to `owner`.
    ///
    /// # Errors
    ///
    /// [`SealRegisterError::Known`], [`SealRegisterError::Text`].
    pub fn register(
        &mut self,
        seal: &Seal,
        owner: &str,
        at: UnixTime,
    ) -> Result<(), SealRegisterError> {
        let read = seal.structure()?;
        if self.seals.iter().any(|entry| entry.seal == key_of(&read)) {
            return Err(SealRegisterError::Known);
        }
        self.seals.push(SealEntry::new(&read, owner, at)?);
        Ok(())
    }

    /// Records an event of a seal, named by its identifier (the one entered last, where it was made
    /// again) or by the digest of its `SES_SealInfo`. `since` counts for a compromise: from when on
    /// the key may have been in wrong hands.
    ///
    /// # Errors
    ///
    /// [`SealRegisterError::Unknown`], [`SealRegisterError::Event`], [`SealRegisterError::Order`],
    /// [`SealRegisterError::Text`].
    pub fn record(
        &mut self,
        seal: &str,
        event: SealEvent,
        at: UnixTime,
        since: Option<UnixTime>,
        reason: &str,
    ) -> Result<(), SealRegisterError> {
        let named = |entry: &&mut SealEntry| entry.id == seal || entry.seal == seal;
        let entry = self.seals.iter_mut().rev().find(named).ok_or(SealRegisterError::Unknown)?;
        let since = since.filter(|_| event == SealEvent::Compromise).map(Since);
        entry.push(SealRecord { event, at, since, reason: reason.to_owned() })
    }

    /// The register to publish: signed by the maker of the seals, good until `expires`.
    /// `certificates` begins with the maker's own.
    ///
    /// # Errors
    ///
    /// [`SealRegisterError::Jose`] if JOSE has no name for what the key signs with, or it fails.
    pub fn sign(
        &self,
        key: &dyn crate::crypto::Signer,
        certificates: &[Certificate],
        expires: UnixTime,
        now: UnixTime,
    ) -> Result<String, SealRegisterError> {
        let payload = serde_json::json!({
            "iat": now.seconds(),
            "exp": expires.seconds(),
            "seals": self.seals,
        });
        let chain: Vec<Vec<u8>> = certificates.iter().map(|c| c.der().to_vec()).collect();
        let header = Header::new(super::signed::TYPE).with_certificates(&chain);
        Ok(Jws::sign(&header, &jose::json::canonical(&payload)?, key)?)
    }
}

/// Checks every entry, and that none is there twice.
pub(super) fn check_all(entries: &[SealEntry]) -> Result<(), SealRegisterError> {
    let mut keys: Vec<&str> = entries.iter().map(|e| e.seal.as_str()).collect();
    keys.sort_unstable();
    if keys.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(SealRegisterError::Known);
    }
    entries.iter().try_for_each(SealEntry::check)
}
