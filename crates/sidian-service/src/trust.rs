//! What files are judged with: anchors, revocation lists, the service's own status lists and the
//! catalogue. Built anew when one of them changes; requests share what is current.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use sidian::licence::status::{Bits, Claims};
use sidian::licence::{LicenceType, State, StatusList};
use sidian::time::UnixTime;
use sidian::trust::{Evidence, Policy, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::Crl;
use sidian::x509::issue::Revocation;
use sidian_render::{PageReader, SealReader};

use crate::config;
use crate::keyring::{Held, Keyring};
use crate::pki;
use crate::store::counters::Counters;
use crate::store::{Store, StoreError, seals, withdrawals};

/// How many licences one status list is for: 128 KiB unfolded.
pub(crate) const PLACES: u64 = 1 << 18;
/// How long a list may be used, in seconds.
const LIST_HOLDS: i64 = 7 * 86_400;
/// After what time lists are made anew, in seconds.
const RENEWED: i64 = 86_400;

/// Why the bench cannot be set up.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file of the settings cannot be read or is not what it should be.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: String,
        /// Why.
        error: String,
    },
    /// A list of the service’s own could not be signed.
    #[error("the service’s own list could not be signed: {0}")]
    List(String),
}

/// The state that changes.
struct Current {
    lists: BTreeMap<(i64, u64), Shard>,
    crls: Vec<(String, Crl)>,
    crl_number: u64,
    register: Option<(Arc<str>, UnixTime)>,
    types: Vec<LicenceType>,
    withdrawals: Vec<String>,
}

struct Shard {
    list: StatusList,
    token: Arc<str>,
    issued: UnixTime,
}

/// The bench.
pub struct Bench {
    url: String,
    store: TrustStore,
    brought: Evidence,
    current: Mutex<Current>,
    verifier: RwLock<Arc<Verifier>>,
    kept: Arc<Store>,
}

impl Bench {
    /// From the settings and the service's own authority.
    ///
    /// # Errors
    ///
    /// [`TrustError`].
    pub fn new(
        url: String,
        trust: &config::Trust,
        keys: &Keyring,
        kept: Arc<Store>,
    ) -> Result<Self, TrustError> {
        let mut store = TrustStore::new();
        for held in keys.for_purpose("root") {
            for certificate in &held.identity.chain {
                store = store.with_certificate(&held.label, certificate.clone());
            }
        }
        let mut makers = TrustStore::new();
        for held in keys.for_purpose("seal").filter(|held| held.ended.is_none()) {
            if let Some(own) = held.identity.chain.first() {
                makers = makers.with_certificate(&held.label, own.clone());
            }
        }
        for path in &trust.seal_makers {
            makers = makers.with_file(&named(path), &read(path)?).map_err(|e| wrong(path, &e))?;
        }
        for path in &trust.roots {
            store = store.with_file(&named(path), &read(path)?).map_err(|e| wrong(path, &e))?;
        }
        let mut brought = Evidence::new();
        for path in &trust.crls {
            brought = brought.with_crl(&read(path)?).map_err(|e| wrong(path, &e))?;
        }
        for path in &trust.certificates {
            brought = brought.with_certificates(&read(path)?).map_err(|e| wrong(path, &e))?;
        }
        for path in &trust.status_lists {
            brought = brought.with_status_list(&read(path)?);
        }
        for path in &trust.seal_registers {
            brought = brought.with_seal_register(&read(path)?);
        }
        for path in &trust.statements {
            brought = brought.with_statement(&read(path)?);
        }
        let store = store.with_seal_makers(makers);
        let current = Current {
            lists: BTreeMap::new(),
            crls: Vec::new(),
            crl_number: 0,
            register: None,
            types: Vec::new(),
            withdrawals: Vec::new(),
        };
        let verifier = RwLock::new(Arc::new(Verifier::new(store.clone())));
        Ok(Self { url, store, brought, current: Mutex::new(current), verifier, kept })
    }

    /// What files are judged with now.
    pub fn verifier(&self) -> Arc<Verifier> {
        Arc::clone(&self.verifier.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What files are judged with when the question is about an earlier moment.
    pub fn verifier_asked_at(&self, now: UnixTime) -> Verifier {
        self.build(&self.current(), Policy::new().with_now(now))
    }

    /// Sets the catalogue.
    pub fn set_types(&self, types: Vec<LicenceType>) {
        let mut current = self.current();
        current.types = types;
        self.publish(&current);
    }

    /// Judges by the lists of withdrawn authorisations that are in the store from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn read_withdrawals(&self) -> Result<(), StoreError> {
        // Read while nobody else can publish: what was read first must not be published last.
        let mut current = self.current();
        let lists = self.kept.read(withdrawals::all)?;
        current.withdrawals = lists.into_iter().map(|list| list.token).collect();
        self.publish(&current);
        Ok(())
    }

    /// Enters states that came from the store at the start, and signs every list.
    ///
    /// # Errors
    ///
    /// [`TrustError::List`].
    pub fn load(
        &self,
        held: &Held,
        places: u64,
        ended: &[(u64, State)],
        now: UnixTime,
    ) -> Result<(), TrustError> {
        let mut current = self.current();
        let shards = places.div_ceil(PLACES).max(1);
        let mut lists = BTreeMap::new();
        for shard in 0..shards {
            lists.insert(shard, StatusList::new(Bits::Four, PLACES).map_err(list)?);
        }
        for (place, state) in ended {
            if let Some(to) = lists.get_mut(&(place / PLACES)) {
                to.set(place % PLACES, *state).map_err(list)?;
            }
        }
        for (shard, list) in lists {
            let shard_signed = self.signed(held, shard, list, now)?;
            current.lists.insert((held.id, shard), shard_signed);
        }
        self.publish(&current);
        Ok(())
    }

    /// Sees that there is a list for a place that is about to be given out.
    ///
    /// # Errors
    ///
    /// [`TrustError::List`].
    pub fn make_room(&self, held: &Held, place: u64, now: UnixTime) -> Result<(), TrustError> {
        let key = (held.id, place / PLACES);
        let mut current = self.current();
        if current.lists.contains_key(&key) {
            return Ok(());
        }
        let new = StatusList::new(Bits::Four, PLACES).map_err(list)?;
        let new = self.signed(held, key.1, new, now)?;
        current.lists.insert(key, new);
        self.publish(&current);
        Ok(())
    }

    /// Enters a new state, signs the list anew and judges by it from now on.
    ///
    /// # Errors
    ///
    /// [`TrustError::List`].
    pub fn set(
        &self,
        held: &Held,
        place: u64,
        state: State,
        now: UnixTime,
    ) -> Result<(), TrustError> {
        let key = (held.id, place / PLACES);
        let mut current = self.current();
        let known = current.lists.get(&key).map(|shard| shard.list.clone());
        let mut changed = match known {
            Some(list) => list,
            None => StatusList::new(Bits::Four, PLACES).map_err(list)?,
        };
        changed.set(place % PLACES, state).map_err(list)?;
        let changed = self.signed(held, key.1, changed, now)?;
        current.lists.insert(key, changed);
        self.publish(&current);
        Ok(())
    }

    /// Makes revocation lists and status lists anew where they are a day old.
    ///
    /// # Errors
    ///
    /// [`TrustError::List`].
    pub fn renew(&self, keys: &Keyring, now: UnixTime) -> Result<(), TrustError> {
        let mut current = self.current();
        let old = |at: UnixTime| at.plus(RENEWED) <= now;
        if current.crls.first().is_none_or(|(_, crl)| old(crl.this_update())) {
            renew_crls(&mut current, keys, now)?;
        }
        if current.register.as_ref().is_none_or(|(_, issued)| old(*issued)) {
            current.register = self.signed_register(keys, now)?;
        }
        let stale: Vec<(i64, u64)> =
            current.lists.iter().filter(|(_, s)| old(s.issued)).map(|(key, _)| *key).collect();
        for key in stale {
            let held = keys.for_purpose("licence").find(|held| held.id == key.0);
            let known = current.lists.get(&key).map(|shard| shard.list.clone());
            if let (Some(held), Some(list)) = (held, known) {
                let signed = self.signed(held, key.1, list, now)?;
                current.lists.insert(key, signed);
            }
        }
        self.publish(&current);
        Ok(())
    }

    /// Signs the register of seals anew, after it was changed in the store.
    ///
    /// # Errors
    ///
    /// [`TrustError::List`].
    pub fn renew_register(&self, keys: &Keyring, now: UnixTime) -> Result<(), TrustError> {
        let mut current = self.current();
        current.register = self.signed_register(keys, now)?;
        self.publish(&current);
        Ok(())
    }

    /// Signs the revocation lists anew, after a key ended.
    ///
    /// # Errors
    ///
    /// [`TrustError::List`].
    pub fn renew_crls(&self, keys: &Keyring, now: UnixTime) -> Result<(), TrustError> {
        let mut current = self.current();
        renew_crls(&mut current, keys, now)?;
        self.publish(&current);
        Ok(())
    }

    /// The signed register of seals.
    pub fn register(&self) -> Option<Arc<str>> {
        self.current().register.as_ref().map(|(token, _)| Arc::clone(token))
    }

    fn signed_register(
        &self,
        keys: &Keyring,
        now: UnixTime,
    ) -> Result<Option<(Arc<str>, UnixTime)>, TrustError> {
        let Some(maker) = keys.current("seal") else { return Ok(None) };
        let failed = |e: &dyn std::fmt::Display| TrustError::List(e.to_string());
        let book = self.kept.read(seals::book).map_err(|e| failed(&e))?;
        let (key, chain) = (&maker.identity.key, &maker.identity.chain);
        let token = book.sign(key, chain, now.plus(LIST_HOLDS), now).map_err(|e| failed(&e))?;
        Ok(Some((token.into(), now)))
    }

    /// The signed status list of a key.
    pub fn status_list(&self, identity: i64, shard: u64) -> Option<Arc<str>> {
        self.current().lists.get(&(identity, shard)).map(|shard| Arc::clone(&shard.token))
    }

    /// The revocation list of the service's own authority: `root` or `ca`.
    pub fn crl(&self, name: &str) -> Option<Crl> {
        self.current().crls.iter().find(|(n, _)| n == name).map(|(_, crl)| crl.clone())
    }

    /// The address of a status list.
    pub fn list_url(&self, identity: i64, place: u64) -> String {
        format!("{}/status/{identity}/{}", self.url, place / PLACES)
    }

    fn signed(
        &self,
        held: &Held,
        shard: u64,
        list_of: StatusList,
        now: UnixTime,
    ) -> Result<Shard, TrustError> {
        let claims = Claims {
            uri: self.list_url(held.id, shard * PLACES),
            issued: now,
            expires: Some(now.plus(LIST_HOLDS)),
            ttl: Some(3600),
            has_profile: true,
        };
        let chain: Vec<Vec<u8>> = held.identity.chain.iter().map(|c| c.der().to_vec()).collect();
        let token = list_of.sign(&claims, &held.identity.key, &chain).map_err(list)?;
        Ok(Shard { list: list_of, token: token.into(), issued: now })
    }

    fn publish(&self, current: &Current) {
        let new = Arc::new(self.build(current, Policy::new()));
        *self.verifier.write().unwrap_or_else(PoisonError::into_inner) = new;
    }

    fn build(&self, current: &Current, policy: Policy) -> Verifier {
        let mut evidence = self.brought.clone();
        for (_, crl) in &current.crls {
            // It was made here a moment ago; one that cannot be read is one that is missing.
            if let Ok(with) = evidence.clone().with_crl(crl.der()) {
                evidence = with;
            }
        }
        for shard in current.lists.values() {
            evidence = evidence.with_status_list(shard.token.as_bytes());
        }
        if let Some((token, _)) = &current.register {
            evidence = evidence.with_seal_register(token.as_bytes());
        }
        for list in &current.withdrawals {
            evidence = evidence.with_statement(list.as_bytes());
        }
        let mut verifier = Verifier::new(self.store.clone())
            .with_policy(policy)
            .with_face_reader(Box::new(PageReader))
            .with_picture_reader(Box::new(SealReader))
            .with_evidence(evidence)
            .with_use_counter(Box::new(Counters(Arc::clone(&self.kept))))
            .with_nonce_store(Box::new(Counters(Arc::clone(&self.kept))));
        for kind in &current.types {
            verifier = verifier.with_licence_type(kind.clone());
        }
        verifier
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The revocation lists of the service's own authorities, with every key that ended.
fn renew_crls(current: &mut Current, keys: &Keyring, now: UnixTime) -> Result<(), TrustError> {
    // Numbers must grow, over restarts too (RFC 5280 §5.2.3).
    let next = current.crl_number.saturating_add(1);
    let number = u64::try_from(now.seconds()).unwrap_or(0).max(next);
    let mut crls = Vec::new();
    for purpose in ["root", "ca"] {
        for held in keys.for_purpose(purpose).filter(|held| held.test) {
            let crl = pki::crl(&held.identity, &revoked(keys, held), number, now)
                .map_err(|e| TrustError::List(e.to_string()))?;
            crls.push((purpose.to_owned(), crl));
        }
    }
    (current.crls, current.crl_number) = (crls, number);
    Ok(())
}

fn revoked(keys: &Keyring, authority: &Held) -> Vec<Revocation> {
    let Some(above) = authority.identity.chain.first() else { return Vec::new() };
    let one = |held: &Arc<Held>| {
        let (at, reason) = held.ended.as_ref()?;
        let own = held.identity.chain.first()?;
        let at = UnixTime::from_seconds(*at).ok()?;
        let below = held.id != authority.id && own.issuer().matches(above.subject());
        below.then(|| Revocation::of(own, at).with_reason(crate::words::reason(reason)))
    };
    keys.all().filter_map(one).collect()
}

fn list(error: sidian::licence::StatusListError) -> TrustError {
    TrustError::List(error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, TrustError> {
    std::fs::read(path)
        .map_err(|e| TrustError::File { path: path.display().to_string(), error: e.to_string() })
}

fn wrong(path: &Path, error: &sidian::x509::X509Error) -> TrustError {
    TrustError::File { path: path.display().to_string(), error: error.to_string() }
}

fn named(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
