//! Figures of a large register: fills a new store with made-up licences and measures.
//!
//! The licences share one file and their metadata say nothing: what is measured is the register, its
//! indexes and the status lists, not drawing and signing.

use std::time::{Duration, Instant};

use sidian::licence::kind::builtin_named;
use sidian::licence::{LicenceId, State, UnifiedSocialCreditCode};

use crate::config::Config;
use crate::pki::DEPARTMENT_CODE;
use crate::service::{Service, ServiceError};
use crate::store::licences::{self, Entered, Licence};
use crate::store::{StoreError, Use};
use crate::trust::PLACES;

/// What was measured.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many licences are in the register.
    pub licences: u64,
    /// How long it took to fill.
    pub filled: Duration,
    /// Looking one up by its identifier: median and 99th percentile.
    pub by_id: (Duration, Duration),
    /// Finding a holder's licences: median and 99th percentile.
    pub by_holder: (Duration, Duration),
    /// How long it took to make and sign all status lists from the register.
    pub lists_made: Duration,
    /// How many lists.
    pub lists: u64,
    /// Bytes of all lists.
    pub list_bytes: u64,
}

/// One licence in fifty is no longer in force, here and there as chance has it: a regular pattern
/// would make lists smaller than they are.
const ENDED: u64 = 50;

/// A number that looks random (the finalizer of SplitMix64).
fn scattered(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Fills a new store with `count` licences and measures. A store that was filled so before is
/// measured again.
///
/// # Errors
///
/// [`StoreError::Conflict`] where there is another store already; [`ServiceError`].
pub fn measure(config: Config, count: u64) -> Result<Figures, ServiceError> {
    let (service, first) = Service::open(config)?;
    let app = service.app();
    let last = identifier(count.saturating_sub(1))?;
    let is_filled = app.store().read(|c| licences::get(c, &last)).is_ok();
    if first.is_none() && !is_filled {
        return Err(StoreError::Conflict.into());
    }
    let keys = app.keyring();
    let held = keys.issuer(DEPARTMENT_CODE).ok_or(StoreError::Missing)?.clone();
    let begun = Instant::now();
    let mut at = if is_filled { count } else { 0 };
    while at < count {
        let end = (at + 20_000).min(count);
        let rows: Vec<Entered> =
            (at..end).map(|n| row(&service, held.id, n)).collect::<Result<_, _>>()?;
        app.store().change_now(move |act| {
            rows.iter().try_for_each(|row| licences::enter(act.connection(), row))?;
            act.record(&Use { action: "figures.fill", outcome: "done", ..Use::default() }).map(drop)
        })?;
        at = end;
    }
    let filled = begun.elapsed();
    let mut ids = Vec::new();
    // Spread over the whole register, in no order of places.
    for k in 0..10_000_u64.min(count) {
        let n = k.wrapping_mul(7_919_000_003) % count;
        ids.push((identifier(n)?, tag(&service, n)));
    }
    let by_id = timed(&ids, |(id, _)| app.store().read(|c| licences::get(c, id)).map(drop))?;
    let by_holder = timed(&ids, |(_, tag)| {
        let asked = licences::Asked {
            holder: Some(tag.clone()),
            after: -1,
            limit: 100,
            ..Default::default()
        };
        app.store().read(|c| licences::find(c, &asked)).map(drop)
    })?;
    let begun = Instant::now();
    let ended = app.store().read(|c| licences::ended(c, held.id))?;
    app.bench().load(&held, count, &ended, crate::clock::now())?;
    let lists_made = begun.elapsed();
    let lists = count.div_ceil(PLACES).max(1);
    let lengths = (0..lists).filter_map(|shard| app.bench().status_list(held.id, shard));
    let list_bytes = lengths.map(|token| token.len() as u64).sum();
    service.close();
    Ok(Figures { licences: count, filled, by_id, by_holder, lists_made, lists, list_bytes })
}

fn identifier(n: u64) -> Result<String, ServiceError> {
    let missing = || ServiceError::Store(StoreError::Missing);
    let kind = builtin_named("食品经营许可证").ok_or_else(missing)?;
    let issuer: UnifiedSocialCreditCode = DEPARTMENT_CODE.parse().map_err(|_| missing())?;
    let serial = format!("{n:014}");
    let id = LicenceId::new(kind.code().clone(), issuer, &serial, 1).map_err(|_| missing())?;
    Ok(id.to_string())
}

/// Three licences a holder.
fn tag(service: &Service, n: u64) -> Vec<u8> {
    service.app().commitments().holder("001", &format!("{:018}", n / 3))
}

fn row(service: &Service, identity: i64, n: u64) -> Result<Entered, ServiceError> {
    let file = crate::store::Digest::of(b"figures");
    let state = if scattered(n).is_multiple_of(ENDED) { State::Revoked } else { State::Valid };
    Ok(Entered {
        licence: Licence {
            place: (identity << 32) | i64::try_from(n).unwrap_or(i64::MAX),
            id: identifier(n)?,
            kind: "11410800MB00000009004".to_owned(),
            number: format!("JY{n:014}"),
            state,
            issued: 20_260_501,
            valid_until: Some(20_310_430),
            file,
            supersedes: None,
            superseded_by: None,
            created: 1_790_000_000,
        },
        metadata: b"{}".to_vec(),
        holders: vec![tag(service, n)],
        account: 1,
    })
}

fn timed<T>(
    all: &[T],
    mut work: impl FnMut(&T) -> Result<(), StoreError>,
) -> Result<(Duration, Duration), StoreError> {
    let mut times = Vec::with_capacity(all.len());
    for one in all {
        let begun = Instant::now();
        work(one)?;
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    Ok((at(50), at(99)))
}
