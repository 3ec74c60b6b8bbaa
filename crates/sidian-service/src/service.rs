//! The service as a whole.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use sidian::crypto::CryptoError;
use sidian::time::UnixTime;
use sidian_pkcs11::{KeyQuery, Module, Pin, Pkcs11Error};
use tokio::sync::Semaphore;

use crate::auth::{MasterKey, MasterKeyError};
use crate::batch;
use crate::clock;
use crate::config::{Config, ConfigError, MasterToken};
use crate::downloads::Downloads;
use crate::found::{self, FirstStart};
use crate::keyring::{Keyring, KeyringError};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::pki::PkiError;
use crate::pool::Pool;
use crate::prepared::Prepared;
use crate::retention;
use crate::routes;
use crate::state::{App, Inner};
use crate::store::{Store, StoreError, answers, identities, licences, uploads, uses};
use crate::trust::{Bench, TrustError};

/// Why the service does not start.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A key could not be made or read.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The keys that are kept.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The listener.
    #[error("{0}")]
    Listen(std::io::Error),
    /// The master key.
    #[error(transparent)]
    Master(#[from] MasterKeyError),
    /// The test authority.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// The threads that work is done on.
    #[error("{0}")]
    Pool(std::io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// HTTPS.
    #[error("tls: {0}")]
    Tls(String),
    /// Whom to trust.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

/// The service: opened once, its routes served by whoever embeds it.
#[derive(Clone)]
pub struct Service {
    app: App,
}

impl Service {
    /// Opens the store below `config.data`, or founds it. The second value is there at the first
    /// start only.
    ///
    /// # Errors
    ///
    /// [`ServiceError`].
    pub fn open(config: Config) -> Result<(Self, Option<FirstStart>), ServiceError> {
        config.check()?;
        let now = clock::now();
        let (master, master_key_made) = master_key(&config)?;
        let log = found::log_keys(&config.data, &master)?;
        let log_key = log.sealer.log_key();
        let store = Arc::new(Store::open(&config.data, log.sealer)?);
        let url = config.public_url();
        let first = found::found(&store, &master, &url, now)?;
        let first = first.map(|(administrator, clerk)| FirstStart {
            administrator,
            clerk,
            master_key_made,
        });
        found::complete(&store, &master, &url, now)?;
        let keyring = Keyring::open(&master, &store.read(identities::all)?)?;
        let bench = Bench::new(url, &config.trust, &keyring, Arc::clone(&store))?;
        for held in keyring.for_purpose("licence") {
            let (places, ended) = store
                .read(|c| Ok((licences::next_place(c, held.id)?, licences::ended(c, held.id)?)))?;
            bench.load(held, places, &ended, now)?;
        }
        bench.read_withdrawals()?;
        bench.renew(&keyring, now)?;
        let last = store.read(uses::last_at)?.unwrap_or(0);
        let app = App::new(Inner {
            pool: Pool::new(config.limits.workers, config.limits.queue)
                .map_err(ServiceError::Pool)?,
            pictures: Arc::new(Semaphore::new(2)),
            limits: Limits::new(&config.limits),
            metrics: Metrics::default(),
            bench,
            store,
            master,
            keyring: RwLock::new(keyring),
            places: Mutex::new(BTreeMap::new()),
            types: RwLock::default(),
            commitments: Arc::new(log.commitments),
            log_key,
            in_flight: Mutex::new(HashSet::new()),
            prepared: Prepared::default(),
            downloads: Downloads::default(),
            last_seen: AtomicI64::new(last),
            config,
        });
        app.reload_types()?;
        // What a crash left between an entry and its file.
        retention::collect(&app)?;
        retention::leftover(&app, app.store().parts().left().to_vec())?;
        Ok((Self { app }, first))
    }

    /// Every route: the API below `/api/v1`, the page at `/`, the lists that licences name, metrics
    /// and health.
    pub fn router(&self) -> axum::Router {
        routes::router(self.app.clone())
    }

    /// What handlers share, for a program that embeds the service.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Goes on with batches that a stop interrupted, renews lists and forgets old answers, until the
    /// runtime ends. Call once, inside a runtime.
    pub fn start_chores(&self) {
        batch::resume(&self.app);
        // Before the first licence asks for them.
        let letters = self.app.clone();
        tokio::task::spawn_blocking(move || letters.typeface().font_use());
        let app = self.app.clone();
        tokio::spawn(async move {
            const WEEK: i64 = 7 * 86_400;
            let mut each = tokio::time::interval(Duration::from_secs(600));
            loop {
                each.tick().await;
                let now = clock::now();
                app.limits().sweep();
                let keys = app.keyring();
                let bench = app.clone();
                let renewed =
                    tokio::task::spawn_blocking(move || bench.bench().renew(&keys, now)).await;
                if let Ok(Err(error)) = renewed {
                    tracing::error!(%error, "lists were not renewed");
                }
                let before = now.seconds() - WEEK;
                let _ = app.store().change(move |a| answers::forget(a.connection(), before)).await;
                let over =
                    app.store().change(move |a| uploads::forget(a.connection(), now.seconds()));
                if over.await.is_ok() {
                    let tidy = app.clone();
                    let tidied = tokio::task::spawn_blocking(move || sweep(&tidy, now)).await;
                    if let Ok(Err(error)) = tidied {
                        tracing::error!(%error, "materials and uploads that are over");
                    }
                }
            }
        });
    }

    /// Finishes what was begun and closes the store.
    pub fn close(&self) {
        self.app.store().close();
    }
}

/// Takes away what is over: files of uploads, materials whose time has come.
fn sweep(app: &App, now: UnixTime) -> Result<(), StoreError> {
    let left = app.store().read(|c| app.store().parts().sweep(c))?;
    retention::leftover(app, left)?;
    if retention::expire(app, now)? > 0 {
        retention::collect(app)?;
    }
    Ok(())
}

/// The master key: from the environment, from the file or the token that the settings name, or from
/// a file that is made below the data.
pub(crate) fn master_key(config: &Config) -> Result<(MasterKey, bool), ServiceError> {
    if let Ok(text) = std::env::var("SIDIAN_MASTER_KEY") {
        return Ok((MasterKey::from_hex(&text)?, false));
    }
    if let Some(path) = &config.master_key_file {
        return Ok(MasterKey::from_file(path, false)?);
    }
    let path = &config.data;
    std::fs::create_dir_all(path)
        .map_err(|error| StoreError::File { path: path.clone(), error })?;
    crate::store::private(path);
    if let Some(token) = &config.master_token {
        return Ok((from_token(token, &found::salt(path)?)?, false));
    }
    Ok(MasterKey::from_file(&path.join("master.key"), true)?)
}

/// The master key from a key on a token.
fn from_token(token: &MasterToken, salt: &[u8]) -> Result<MasterKey, MasterKeyError> {
    let failed = |e: Pkcs11Error| MasterKeyError::Token(e.to_string());
    let pin = match (std::env::var("SIDIAN_MASTER_PIN"), &token.pin_file) {
        (Ok(pin), _) => Some(Pin::new(pin)),
        (Err(_), Some(path)) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| MasterKeyError::File { path: path.clone(), error })?;
            Some(Pin::new(text.trim().to_owned()))
        }
        (Err(_), None) => None,
    };
    let query = KeyQuery::from_uri(&token.key).map_err(failed)?;
    let module = Module::load(&token.module).map_err(failed)?;
    let signer = module.signer(&query, pin.as_ref()).map_err(failed)?;
    MasterKey::from_signer(&signer, salt)
}
