//! Signatures that wait for their value while somebody signs elsewhere.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sidian::signature::PreparedSignature;
use sidian::time::UnixTime;

use crate::auth::Token;
use crate::problem::Problem;

/// How many may wait at once, and for how many seconds.
const MOST: usize = 1000;
const SECONDS: i64 = 600;

/// One that waits.
pub(crate) struct Waiting {
    pub(crate) account: i64,
    pub(crate) document: Vec<u8>,
    pub(crate) signature: PreparedSignature,
    until: UnixTime,
}

/// Those that wait. They are kept in memory only: after a restart a signature is prepared again.
#[derive(Default)]
pub(crate) struct Prepared(Mutex<HashMap<String, Waiting>>);

impl Prepared {
    /// Keeps one; gives its name and until when it waits.
    pub(crate) fn put(
        &self,
        account: i64,
        document: Vec<u8>,
        signature: PreparedSignature,
        now: UnixTime,
    ) -> Result<(String, UnixTime), Problem> {
        let name = Token::generate().ok_or_else(Problem::internal)?.reveal().to_owned();
        let until = now.plus(SECONDS);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, one| one.until >= now);
        if waiting.len() >= MOST {
            return Err(Problem::overloaded());
        }
        waiting.insert(name.clone(), Waiting { account, document, signature, until });
        Ok((name, until))
    }

    /// Takes one away, for the account that prepared it.
    pub(crate) fn take(&self, name: &str, account: i64, now: UnixTime) -> Result<Waiting, Problem> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get(name) {
            Some(one) if one.account == account && one.until >= now => {
                waiting.remove(name).ok_or_else(Problem::not_found)
            }
            _ => Err(Problem::not_found()),
        }
    }
}
