//! The keys that the service holds, opened at the start.

use std::sync::Arc;

use sidian::crypto::SigningKey;
use sidian::licence::organisation_codes;
use sidian::x509::Certificate;

use crate::auth::{MasterKey, MasterKeyError};
use crate::pki::Identity;
use crate::store::StoreError;
use crate::store::identities::Kept;

/// A key in use.
pub struct Held {
    /// Its number in the store.
    pub id: i64,
    /// Its name.
    pub label: String,
    /// What it is for.
    pub purpose: String,
    /// Whether the service made it for trying things out.
    pub test: bool,
    /// Key and certificates.
    pub identity: Identity,
    /// When its certificate was revoked and why, if it was.
    pub ended: Option<(i64, String)>,
}

/// All of them.
#[derive(Clone, Default)]
pub struct Keyring(Vec<Arc<Held>>);

/// Why a key cannot be used.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// It cannot be opened.
    #[error(transparent)]
    Master(#[from] MasterKeyError),
    /// What was kept is no key.
    #[error("the key “{label}” cannot be read")]
    Unreadable {
        /// Which.
        label: String,
    },
    /// From the store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Keyring {
    /// Opens what the store keeps.
    ///
    /// # Errors
    ///
    /// [`KeyringError`] for the first that cannot be used.
    pub fn open(master: &MasterKey, kept: &[Kept]) -> Result<Self, KeyringError> {
        let mut held = Vec::with_capacity(kept.len());
        for one in kept {
            let bad = || KeyringError::Unreadable { label: one.label.clone() };
            let secret = master.open(&one.label, &one.sealed)?;
            let key = SigningKey::from_pkcs8_der(&secret, None).map_err(|_| bad())?;
            let chain = Certificate::from_pem_many(one.chain.as_bytes()).map_err(|_| bad())?;
            held.push(Arc::new(Held {
                id: one.id,
                label: one.label.clone(),
                purpose: one.purpose.clone(),
                test: one.test,
                identity: Identity { key, chain },
                ended: one.ended.clone(),
            }));
        }
        Ok(Self(held))
    }

    /// Every one.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Held>> {
        self.0.iter()
    }

    /// The one with this number, ended or not.
    pub fn get(&self, id: i64) -> Option<&Arc<Held>> {
        self.0.iter().find(|held| held.id == id)
    }

    /// The newest for a purpose that still may sign, one that was brought before one that was made
    /// for trying things out.
    pub fn current(&self, purpose: &str) -> Option<&Arc<Held>> {
        let live = self.for_purpose(purpose).filter(|held| held.ended.is_none());
        live.max_by_key(|held| (!held.test, held.id))
    }

    /// Those for a purpose.
    pub fn for_purpose(&self, purpose: &str) -> impl Iterator<Item = &Arc<Held>> {
        self.0.iter().filter(move |held| held.purpose == purpose)
    }

    /// The key for licences whose certificate bears this organisation code; the newest, and one that
    /// was brought before one that was made for trying things out.
    pub fn issuer(&self, code: &str) -> Option<&Arc<Held>> {
        let own = |held: &&Arc<Held>| {
            let first = held.identity.chain.first();
            first.is_some_and(|c| organisation_codes(c).iter().any(|own| own == code))
        };
        let live = self.for_purpose("licence").filter(|held| held.ended.is_none());
        live.filter(own).max_by_key(|held| (!held.test, held.id))
    }
}
