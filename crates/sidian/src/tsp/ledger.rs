//! What a timestamp authority keeps: the last serial number, and a record of every token, each tied
//! to the one before.

use serde_json::{Value, json};

use super::error::TspError;
use crate::crypto::Hash;
use crate::time::UnixTime;

/// The small state of an authority between two answers. The caller stores it *before* an answer
/// leaves the house: a serial number that was given out is never given out again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenRegister {
    last_serial: u64,
    last_time: Option<UnixTime>,
    chain: String,
}

/// What is kept about one token (RFC 3161 4, RFC 3628 7.4.11). It holds the digest that was stamped
/// and nothing of what was digested.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenRecord {
    /// Its serial number, one greater than the last.
    pub serial: u64,
    /// The time it states.
    pub time: UnixTime,
    /// The policy it was made under.
    pub policy: String,
    /// The hash function of the imprint.
    pub hash: String,
    /// The imprint in hexadecimal.
    pub imprint: String,
    /// SHA-256 of the token in hexadecimal.
    pub token: String,
    /// The link of the record before.
    pub previous: String,
}

impl Default for TokenRegister {
    fn default() -> Self {
        Self::new()
    }
}

impl TokenRegister {
    /// The state of an authority that has not made any token.
    pub fn new() -> Self {
        Self { last_serial: 0, last_time: None, chain: String::new() }
    }

    /// The serial number given out last; 0 where none was.
    pub fn last_serial(&self) -> u64 {
        self.last_serial
    }

    /// The time stated last. An authority whose clock runs behind it makes no token.
    pub fn last_time(&self) -> Option<UnixTime> {
        self.last_time
    }

    /// As text, to be stored.
    pub fn to_json(&self) -> String {
        let time = self.last_time.map(|at| at.to_string());
        let (serial, chain) = (self.last_serial, &self.chain);
        json!({"version": 1, "last_serial": serial, "last_time": time, "chain": chain}).to_string()
    }

    /// From text that [`to_json`](Self::to_json) gave.
    ///
    /// # Errors
    ///
    /// [`TspError::Register`] where it is not that.
    pub fn from_json(text: &str) -> Result<Self, TspError> {
        let bad = || TspError::Register { why: "its state is not readable" };
        let value: Value = serde_json::from_str(text).map_err(|_| bad())?;
        if value.get("version").and_then(Value::as_u64) != Some(1) {
            return Err(bad());
        }
        let last_serial = value.get("last_serial").and_then(Value::as_u64).ok_or_else(bad)?;
        let last_time = match value.get("last_time") {
            Some(Value::Null) => None,
            Some(Value::String(text)) => Some(UnixTime::from_rfc3339(text).map_err(|_| bad())?),
            _ => return Err(bad()),
        };
        let chain = value.get("chain").and_then(Value::as_str).ok_or_else(bad)?.to_owned();
        Ok(Self { last_serial, last_time, chain })
    }

    /// The state after `record`, which must be the next one.
    ///
    /// # Errors
    ///
    /// [`TspError::Register`] where a record is missing between, or one was changed.
    pub fn after(&self, record: &TokenRecord) -> Result<Self, TspError> {
        if record.serial != self.next_serial()? {
            return Err(TspError::Register { why: "a serial number is missing or given twice" });
        }
        if record.previous != self.chain {
            return Err(TspError::Register { why: "a record was changed or removed" });
        }
        if self.last_time.is_some_and(|last| record.time < last) {
            return Err(TspError::Register { why: "time runs backwards" });
        }
        let (last_serial, last_time) = (record.serial, Some(record.time));
        Ok(Self { last_serial, last_time, chain: record.link() })
    }

    pub(super) fn next_serial(&self) -> Result<u64, TspError> {
        let full = TspError::Register { why: "its serial numbers are used up" };
        self.last_serial.checked_add(1).ok_or(full)
    }

    pub(super) fn chain(&self) -> &str {
        &self.chain
    }
}

impl TokenRecord {
    /// As one line of JSON, to be appended to the journal.
    pub fn to_json(&self) -> String {
        json!({
            "serial": self.serial,
            "time": self.time.to_string(),
            "policy": self.policy,
            "hash": self.hash,
            "imprint": self.imprint,
            "token_sha256": self.token,
            "previous": self.previous,
        })
        .to_string()
    }

    /// From a line that [`to_json`](Self::to_json) gave.
    ///
    /// # Errors
    ///
    /// [`TspError::Register`] where it is not that.
    pub fn from_json(line: &str) -> Result<Self, TspError> {
        let bad = || TspError::Register { why: "a record is not readable" };
        let value: Value = serde_json::from_str(line).map_err(|_| bad())?;
        let text =
            |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(bad);
        Ok(Self {
            serial: value.get("serial").and_then(Value::as_u64).ok_or_else(bad)?,
            time: UnixTime::from_rfc3339(&text("time")?).map_err(|_| bad())?,
            policy: text("policy")?,
            hash: text("hash")?,
            imprint: text("imprint")?,
            token: text("token_sha256")?,
            previous: text("previous")?,
        })
    }

    /// SHA-256 over the whole record, which names the one before: no record can be changed, removed
    /// or put in between without every later one telling.
    fn link(&self) -> String {
        hex(Hash::Sha256.digest(self.to_json().as_bytes()).as_ref())
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
