//! What handlers share.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

use sidian::licence::LicenceType;
use sidian::time::UnixTime;
use sidian_render::Typeface;
use tokio::sync::Semaphore;

use crate::audit::{Commitments, LogKey};
use crate::auth::{Account, MasterKey};
use crate::clock;
use crate::config::Config;
use crate::downloads::Downloads;
use crate::keyring::{Held, Keyring};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::prepared::Prepared;
use crate::problem::Problem;
use crate::store::counters::Counters;
use crate::store::types::Listed;
use crate::store::{Store, StoreError, accounts, licences, types};
use crate::trust::Bench;

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] is made of.
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) store: Arc<Store>,
    pub(crate) pool: Pool,
    pub(crate) pictures: Arc<Semaphore>,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) bench: Bench,
    pub(crate) master: MasterKey,
    pub(crate) keyring: RwLock<Keyring>,
    pub(crate) places: Mutex<BTreeMap<i64, Arc<AtomicU64>>>,
    pub(crate) types: RwLock<Arc<Vec<Listed>>>,
    pub(crate) commitments: Arc<Commitments>,
    pub(crate) log_key: LogKey,
    pub(crate) in_flight: Mutex<HashSet<(i64, String)>>,
    pub(crate) prepared: Prepared,
    pub(crate) downloads: Downloads,
    pub(crate) last_seen: AtomicI64,
}

/// How far the clock may lie behind what was recorded before issuing stops, in seconds.
const BEHIND: i64 = 2;

impl App {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What has to be counted once for all.
    pub(crate) fn counters(&self) -> Counters {
        Counters(Arc::clone(&self.0.store))
    }

    /// The pool for work that keeps a core busy.
    pub fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// Leave to draw a picture.
    pub(crate) fn pictures(&self) -> &Arc<Semaphore> {
        &self.0.pictures
    }

    /// What is taken on.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// What files are judged with.
    pub fn bench(&self) -> &Bench {
        &self.0.bench
    }

    /// The keys of the audit log's commitments.
    pub(crate) fn commitments(&self) -> &Commitments {
        &self.0.commitments
    }

    /// The public key of the audit log.
    pub fn log_key(&self) -> &LogKey {
        &self.0.log_key
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.0.master
    }

    /// The letters that everything is drawn with: found at the first drawing, for all that follow.
    pub(crate) fn typeface(&self) -> &'static Typeface {
        static LETTERS: LazyLock<Typeface> = LazyLock::new(|| Typeface::find().for_many());
        &LETTERS
    }

    pub(crate) fn downloads(&self) -> &Downloads {
        &self.0.downloads
    }

    pub(crate) fn prepared(&self) -> &Prepared {
        &self.0.prepared
    }

    /// Now, if the clock is not behind what was recorded.
    ///
    /// # Errors
    ///
    /// 9213 where it is.
    pub fn now(&self) -> Result<UnixTime, Problem> {
        let now = clock::now();
        let last = self.0.last_seen.fetch_max(now.seconds(), Ordering::Relaxed);
        if now.seconds() + BEHIND < last { Err(Problem::clock()) } else { Ok(now) }
    }

    /// The keys.
    pub fn keyring(&self) -> Keyring {
        self.0.keyring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_keyring(&self, keys: Keyring) {
        *self.0.keyring.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The key for licences of the organisation with this code.
    pub(crate) fn issuer(&self, code: &str) -> Option<Arc<Held>> {
        self.keyring().issuer(code).cloned()
    }

    /// The next place under a key.
    pub(crate) fn next_place(&self, held: &Held) -> Result<u64, Problem> {
        let counter = {
            let mut places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
            match places.get(&held.id) {
                Some(counter) => Arc::clone(counter),
                None => {
                    let next = self.store().read(|c| licences::next_place(c, held.id))?;
                    let counter = Arc::new(AtomicU64::new(next));
                    places.insert(held.id, Arc::clone(&counter));
                    counter
                }
            }
        };
        let place = counter.fetch_add(1, Ordering::Relaxed);
        if place >> 32 == 0 { Ok(place) } else { Err(Problem::store()) }
    }

    /// The catalogue.
    pub fn types(&self) -> Arc<Vec<Listed>> {
        Arc::clone(&self.0.types.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A type of which licences may be issued, by code or name.
    ///
    /// # Errors
    ///
    /// 7601 for one that is not in the catalogue, 7602 for one that was withdrawn.
    pub fn published(&self, asked: &str) -> Result<LicenceType, Problem> {
        let types = self.types();
        let own = |l: &&Listed| l.kind.code().as_str() == asked || l.kind.name() == asked;
        match types.iter().find(own) {
            Some(listed) if listed.published => Ok(listed.kind.clone()),
            Some(_) => Err(Problem::refused(
                7602,
                format!("证照类型“{asked}”已撤下"),
                format!("the licence type “{asked}” was withdrawn"),
            )),
            None => Err(Problem::refused(
                7601,
                format!("目录中没有证照类型“{asked}”"),
                format!("the licence type “{asked}” is not in the catalogue"),
            )),
        }
    }

    /// Reads the catalogue again, after it was changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn reload_types(&self) -> Result<(), StoreError> {
        // Held while it is read: what was read first must not be set last.
        let mut known = self.0.types.write().unwrap_or_else(PoisonError::into_inner);
        let all = self.store().read(types::all)?;
        self.bench().set_types(all.iter().map(|listed| listed.kind.clone()).collect());
        *known = Arc::new(all);
        Ok(())
    }

    /// Reads on a thread that may wait.
    ///
    /// # Errors
    ///
    /// As the store.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let read = tokio::task::spawn_blocking(move || app.store().read(work)).await;
        read.map_err(|_| Problem::internal())?.map_err(Problem::from)
    }

    /// The account whose token has this hash.
    ///
    /// # Errors
    ///
    /// 9212 where the store cannot be read.
    pub async fn account_by_token(&self, hash: Vec<u8>) -> Result<Option<Account>, Problem> {
        self.read(move |c| accounts::by_token(c, &hash)).await
    }

    /// The account whose client certificate has this digest.
    ///
    /// # Errors
    ///
    /// 9212 where the store cannot be read.
    pub async fn account_by_certificate(
        &self,
        digest: Vec<u8>,
    ) -> Result<Option<Account>, Problem> {
        self.read(move |c| accounts::by_certificate(c, &digest)).await
    }

    /// Takes an idempotency key while its request is being done.
    ///
    /// # Errors
    ///
    /// 9215 while another request with it is being done.
    pub(crate) fn take_key(&self, account: i64, key: &str) -> Result<TakenKey, Problem> {
        let entry = (account, key.to_owned());
        let mut keys = self.0.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        match keys.insert(entry.clone()) {
            true => Ok(TakenKey { app: self.clone(), entry }),
            false => Err(Problem::in_progress()),
        }
    }
}

/// An idempotency key in use; given back when dropped.
pub(crate) struct TakenKey {
    app: App,
    entry: (i64, String),
}

impl Drop for TakenKey {
    fn drop(&mut self) {
        let keys = &self.app.0.in_flight;
        keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.entry);
    }
}
