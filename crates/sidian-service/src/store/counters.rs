//! What has to be counted once for all: uses of authorisations, show codes that were seen, and the
//! serial numbers of timestamps.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use sidian::material::copy::CopyLedger;
use sidian::material::{NonceStore, UseCounter};
use sidian::time::UnixTime;

use super::{Store, StoreError, meta, set_meta};

/// Counts in the store: whatever was counted is on the disk before it is answered.
pub(crate) struct Counters(pub(crate) Arc<Store>);

impl UseCounter for Counters {
    fn used(&self, grant: &str) -> Option<u32> {
        self.0.read(|c| used(c, grant)).ok()
    }

    fn take(&self, grant: &str, most: u32) -> Option<bool> {
        let grant = grant.to_owned();
        self.0.change_now(move |act| take(act.connection(), &grant, most)).ok()
    }
}

impl NonceStore for Counters {
    fn first_use(&self, code: &[u8], until: UnixTime, now: UnixTime) -> Option<bool> {
        let code = code.to_vec();
        let seen = self.0.change_now(move |act| {
            let connection = act.connection();
            connection.execute("DELETE FROM nonces WHERE until < ?1", [now.seconds()])?;
            let sql = "INSERT INTO nonces (code, until) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            Ok(connection.prepare_cached(sql)?.execute((code, until.seconds()))? == 1)
        });
        seen.ok()
    }
}

impl CopyLedger for Counters {
    fn enter(&self, licence: &str, since: UnixTime, now: UnixTime, most: u32) -> Option<bool> {
        let licence = licence.to_owned();
        let entered = self.0.change_now(move |act| {
            let sql = "INSERT INTO copies (licence, at) SELECT ?1, ?3 WHERE
                       (SELECT count(*) FROM copies WHERE licence = ?1 AND at >= ?2) < ?4";
            let (since, now) = (since.seconds(), now.seconds());
            Ok(act.connection().prepare_cached(sql)?.execute((licence, since, now, most))? == 1)
        });
        entered.ok()
    }
}

fn used(connection: &Connection, grant: &str) -> Result<u32, StoreError> {
    let sql = "SELECT used FROM grant_uses WHERE grant_id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([grant], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(0))
}

fn take(connection: &Connection, grant: &str, most: u32) -> Result<bool, StoreError> {
    if most == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO grant_uses (grant_id, used) VALUES (?1, 1)
               ON CONFLICT (grant_id) DO UPDATE SET used = used + 1 WHERE used < ?2";
    Ok(connection.prepare_cached(sql)?.execute((grant, most))? == 1)
}

/// The state of the timestamp authority as JSON, if it ever answered.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) fn timestamps(connection: &Connection) -> Result<Option<String>, StoreError> {
    let bytes = meta(connection, "timestamps")?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Keeps the record of a timestamp and the state after it.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) fn stamped(
    connection: &Connection,
    serial: u64,
    record: &str,
    register: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO timestamps (serial, record) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute((serial, record))?;
    set_meta(connection, "timestamps", register.as_bytes())
}
