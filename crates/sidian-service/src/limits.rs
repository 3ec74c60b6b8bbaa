//! How often one may ask, and how many bytes are held at once.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config;
use crate::problem::Problem;

/// The unit in which memory is lent.
const UNIT: usize = 4096;

/// What one process takes on.
pub struct Limits {
    anonymous: DefaultKeyedRateLimiter<IpAddr>,
    accounts: DefaultKeyedRateLimiter<i64>,
    memory: Arc<Semaphore>,
}

impl Limits {
    /// From the settings.
    pub fn new(limits: &config::Limits) -> Self {
        let quota = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        let units = (limits.max_memory / UNIT).min(Semaphore::MAX_PERMITS);
        Self {
            anonymous: RateLimiter::keyed(quota(limits.anonymous_per_minute)),
            accounts: RateLimiter::keyed(quota(limits.account_per_minute)),
            memory: Arc::new(Semaphore::new(units)),
        }
    }

    /// Counts one request from an address without an account.
    ///
    /// # Errors
    ///
    /// 9211 if there were too many.
    pub fn anonymous(&self, peer: Option<IpAddr>) -> Result<(), Problem> {
        // An embedding program that names no peers has them all share one allowance.
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        self.anonymous.check_key(&peer).map_err(|_| Problem::too_often())
    }

    /// Counts one request of an account.
    ///
    /// # Errors
    ///
    /// 9211 if there were too many.
    pub fn account(&self, id: i64) -> Result<(), Problem> {
        self.accounts.check_key(&id).map_err(|_| Problem::too_often())
    }

    /// Room for a body of this many bytes, as long as the answer is held.
    ///
    /// # Errors
    ///
    /// 9210 if there is none.
    pub fn memory(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let units = u32::try_from(bytes.div_ceil(UNIT).max(1)).unwrap_or(u32::MAX);
        Arc::clone(&self.memory).try_acquire_many_owned(units).map_err(|_| Problem::overloaded())
    }

    /// Forgets who has not asked for a while.
    pub fn sweep(&self) {
        self.anonymous.retain_recent();
        self.accounts.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_use_up_the_allowance_of_another() {
        let few = config::Limits { anonymous_per_minute: 3, ..config::Limits::default() };
        let limits = Limits::new(&few);
        let [one, two] = [1, 2].map(|n| Some(IpAddr::from([192, 0, 2, n])));
        for _ in 0..3 {
            limits.anonymous(one).unwrap();
        }
        assert_eq!(limits.anonymous(one).unwrap_err().code(), 9211);
        limits.anonymous(two).unwrap();
    }

    #[test]
    fn memory_is_lent_and_given_back() {
        let small = config::Limits { max_memory: 8192, ..config::Limits::default() };
        let limits = Limits::new(&small);
        let first = limits.memory(8000).unwrap();
        assert_eq!(limits.memory(1).unwrap_err().code(), 9210);
        drop(first);
        drop(limits.memory(1).unwrap());
    }
}
