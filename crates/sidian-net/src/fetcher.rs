use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;

use crate::allow::{AllowList, HostError};
use crate::error::NetError;
use crate::guard::{Guard, INSIDE};

/// How much an answer may cost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Bytes of one answer.
    pub bytes: u64,
    /// How long one question may take, from the name being looked up to the last byte.
    pub time: Duration,
    /// How long an answer to a GET is kept for the next who asks.
    pub kept: Duration,
    /// How many answers are kept.
    pub answers: usize,
}

impl Default for Limits {
    /// 32 MiB, 20 seconds; 64 answers kept for ten minutes.
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            time: Duration::from_secs(20),
            kept: Duration::from_secs(600),
            answers: 64,
        }
    }
}

/// Asks hosts that may be asked. Shareable by threads.
pub struct Fetcher {
    agent: Agent,
    allowed: AllowList,
    limits: Limits,
    cache: Mutex<HashMap<String, (Instant, Vec<u8>)>>,
}

impl Fetcher {
    /// One that asks these hosts only.
    pub fn new(allowed: AllowList, limits: Limits) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(limits.time))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent("sidian")
            .build();
        let guard = Guard { inside: allowed.inside() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Self { agent, allowed, limits, cache: Mutex::default() }
    }

    /// What lies at an address; from memory, where it was asked for a short while ago.
    ///
    /// # Errors
    ///
    /// [`NetError`].
    pub fn get(&self, url: &str) -> Result<Vec<u8>, NetError> {
        let host = self.allowed.check(url)?;
        if let Some(known) = self.known(url) {
            return Ok(known);
        }
        let answer = self.agent.get(url).call().map_err(|e| unreachable(&host, &e))?;
        let body = self.body(&host, answer, None)?;
        self.keep(url, &body);
        Ok(body)
    }

    /// Sends `body` of the media type `kind` and gives back an answer of the media type `wanted`.
    ///
    /// # Errors
    ///
    /// [`NetError`].
    pub fn post(
        &self,
        url: &str,
        kind: &str,
        body: &[u8],
        wanted: &str,
    ) -> Result<Vec<u8>, NetError> {
        let host = self.allowed.check(url)?;
        let request = self.agent.post(url).header("Content-Type", kind).header("Accept", wanted);
        let answer = request.send(body).map_err(|e| unreachable(&host, &e))?;
        self.body(&host, answer, Some(wanted))
    }

    fn body(
        &self,
        host: &str,
        mut answer: ureq::http::Response<ureq::Body>,
        wanted: Option<&str>,
    ) -> Result<Vec<u8>, NetError> {
        let host = || host.to_owned();
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(NetError::Status { host: host(), status });
        }
        if let Some(wanted) = wanted {
            let kind = answer.body().mime_type().unwrap_or_default().to_ascii_lowercase();
            if kind != wanted {
                return Err(NetError::Type { host: host(), kind: kind.chars().take(80).collect() });
            }
        }
        let limit = self.limits.bytes;
        let read = answer.body_mut().with_config().limit(limit).read_to_vec();
        read.map_err(|e| match e {
            ureq::Error::BodyExceedsLimit(_) => NetError::TooLarge { host: host(), max: limit },
            other => unreachable(&host(), &other),
        })
    }

    fn known(&self, url: &str) -> Option<Vec<u8>> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, body) = cache.get(url)?;
        (at.elapsed() < self.limits.kept).then(|| body.clone())
    }

    fn keep(&self, url: &str, body: &[u8]) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.retain(|_, (at, _)| at.elapsed() < self.limits.kept);
        if cache.len() < self.limits.answers {
            cache.insert(url.to_owned(), (Instant::now(), body.to_vec()));
        }
    }
}

fn unreachable(host: &str, error: &ureq::Error) -> NetError {
    let detail = error.to_string();
    if detail.contains(INSIDE) {
        return HostError::Inside { host: host.to_owned() }.into();
    }
    NetError::Unreachable { host: host.to_owned(), detail }
}
