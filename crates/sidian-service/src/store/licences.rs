//! Licences and what happened to them.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use sidian::licence::{Event, State};

use super::{Digest, StoreError};
use crate::words;

/// A licence as it is kept.
#[derive(Clone, Debug)]
pub struct Licence {
    /// Its place: the issuing key in the upper 32 bits, the place under that key in the lower.
    pub place: i64,
    /// 证照标识.
    pub id: String,
    /// 证照类型代码.
    pub kind: String,
    /// 证照编号.
    pub number: String,
    /// Its state.
    pub state: State,
    /// 颁发日期, such as 20261122.
    pub issued: i64,
    /// 有效期截止, such as 20311121; `None` for 长期.
    pub valid_until: Option<i64>,
    /// Its file.
    pub file: Digest,
    /// The version it took the place of.
    pub supersedes: Option<String>,
    /// The version that took its place.
    pub superseded_by: Option<String>,
    /// When it was entered.
    pub created: i64,
}

/// What is entered with a licence beside what is read with it.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The licence.
    pub licence: Licence,
    /// Its metadata as JSON.
    pub metadata: Vec<u8>,
    /// The tags of its holders.
    pub holders: Vec<Vec<u8>>,
    /// Who issued it.
    pub account: i64,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// What.
    pub event: String,
    /// When.
    pub at: i64,
    /// Why.
    pub reason: String,
    /// The other version concerned.
    pub link: Option<String>,
}

/// What licences are asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Of this type.
    pub kind: Option<String>,
    /// With this number.
    pub number: Option<String>,
    /// Of this holder (tag).
    pub holder: Option<Vec<u8>>,
    /// In this state.
    pub state: Option<State>,
    /// Ending on this day or earlier, and not before `ends_from`.
    pub ends_by: Option<i64>,
    /// See `ends_by`.
    pub ends_from: Option<i64>,
    /// Behind this place.
    pub after: i64,
    /// Of these types only.
    pub scope: Option<Vec<String>>,
    /// At most so many.
    pub limit: usize,
}

const COLUMNS: &str = "place, id, type, number, state, issued, valid_until, file, supersedes,
    superseded_by, created";

/// Enters a licence that was issued.
///
/// # Errors
///
/// [`StoreError::Conflict`] if there is one with its identifier.
pub fn enter(connection: &Connection, new: &Entered) -> Result<(), StoreError> {
    let l = &new.licence;
    let sql = "INSERT INTO licences (place, id, type, number, state, issued, valid_until, file,
        metadata, supersedes, account, created)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        l.place,
        l.id,
        l.kind,
        l.number,
        words::state(l.state),
        l.issued,
        l.valid_until,
        l.file.as_bytes(),
        new.metadata,
        l.supersedes,
        new.account,
        l.created
    ])?;
    let sql = "INSERT INTO holders (tag, place) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let mut insert = connection.prepare_cached(sql)?;
    for tag in &new.holders {
        insert.execute((tag, l.place))?;
    }
    let event = if l.supersedes.is_some() { "issue_version" } else { Event::Issue.name_en() };
    happen(connection, &l.id, event, ("", l.supersedes.as_deref()), new.account, l.created)
}

/// Records what happened to a licence and its new state. `from` is the state it was seen in.
///
/// # Errors
///
/// [`StoreError::Conflict`] if it is in another state by now.
pub fn change(
    connection: &Connection,
    id: &str,
    (from, event, to): (State, Event, State),
    (reason, link): (&str, Option<&str>),
    account: i64,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE licences SET state = ?3, superseded_by = coalesce(?4, superseded_by)
               WHERE id = ?1 AND state = ?2";
    let states = (words::state(from), words::state(to));
    let done = connection.prepare_cached(sql)?.execute((id, states.0, states.1, link))?;
    if done == 0 {
        return Err(StoreError::Conflict);
    }
    happen(connection, id, event.name_en(), (reason, link), account, at)
}

fn happen(
    connection: &Connection,
    id: &str,
    event: &str,
    (reason, link): (&str, Option<&str>),
    account: i64,
    at: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO events (licence, event, at, reason, account, link)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(sql)?.execute((id, event, at, reason, account, link))?;
    Ok(())
}

/// The licence with this identifier.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn get(connection: &Connection, id: &str) -> Result<Licence, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM licences WHERE id = ?1");
    let found = connection.prepare_cached(&sql)?.query_row([id], read).optional()?;
    found.ok_or(StoreError::Missing)
}

/// Its metadata as JSON.
///
/// # Errors
///
/// [`StoreError::Missing`].
pub fn metadata(connection: &Connection, id: &str) -> Result<Vec<u8>, StoreError> {
    let sql = "SELECT metadata FROM licences WHERE id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    found.ok_or(StoreError::Missing)
}

/// What happened to it, oldest first.
///
/// # Errors
///
/// [`StoreError`].
pub fn history(connection: &Connection, id: &str) -> Result<Vec<Happened>, StoreError> {
    let sql = "SELECT event, at, reason, link FROM events WHERE licence = ?1 ORDER BY seq";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([id], |row| {
        Ok(Happened { event: row.get(0)?, at: row.get(1)?, reason: row.get(2)?, link: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the licence belongs to the holder with this tag.
///
/// # Errors
///
/// [`StoreError`].
pub fn is_held_by(connection: &Connection, place: i64, tag: &[u8]) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM holders WHERE tag = ?1 AND place = ?2";
    Ok(connection.prepare_cached(sql)?.exists((tag, place))?)
}

/// The licences asked for, in the order of their places.
///
/// # Errors
///
/// [`StoreError`].
pub fn find(connection: &Connection, asked: &Asked) -> Result<Vec<Licence>, StoreError> {
    let mut wanted = vec!["licences.place > ?".to_owned()];
    let mut values = vec![Value::from(asked.after)];
    let mut with = |text: &str, value: Value| {
        wanted.push(text.to_owned());
        values.push(value);
    };
    if let Some(kind) = &asked.kind {
        with("type = ?", kind.clone().into());
    }
    if let Some(number) = &asked.number {
        with("number = ?", number.clone().into());
    }
    if let Some(tag) = &asked.holder {
        with("place IN (SELECT place FROM holders WHERE tag = ?)", tag.clone().into());
    }
    if let Some(state) = asked.state {
        with("state = ?", words::state(state).to_owned().into());
    }
    if let Some(day) = asked.ends_by {
        with("state = 'valid' AND valid_until <= ?", day.into());
    }
    if let Some(day) = asked.ends_from {
        with("valid_until >= ?", day.into());
    }
    if let Some(codes) = &asked.scope {
        let marks = vec!["?"; codes.len()].join(", ");
        wanted.push(format!("type IN ({marks})"));
        values.extend(codes.iter().map(|code| Value::from(code.clone())));
    }
    let order = if asked.ends_by.is_some() { "valid_until, place" } else { "place" };
    let sql = format!(
        "SELECT {COLUMNS} FROM licences WHERE {} ORDER BY {order} LIMIT {}",
        wanted.join(" AND "),
        asked.limit
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(values), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many licences there are of each type and state.
///
/// # Errors
///
/// [`StoreError`].
pub fn counts(connection: &Connection) -> Result<Vec<(String, String, i64)>, StoreError> {
    let sql =
        "SELECT type, state, count(*) FROM licences GROUP BY type, state ORDER BY type, state";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first place under a key that was not given out.
///
/// # Errors
///
/// [`StoreError`].
pub fn next_place(connection: &Connection, identity: i64) -> Result<u64, StoreError> {
    let first = identity << 32;
    let sql = "SELECT max(place) FROM licences WHERE place >= ?1 AND place < ?2";
    let last: Option<i64> =
        connection.prepare_cached(sql)?.query_row((first, first + (1 << 32)), |row| row.get(0))?;
    let next = last.map_or(0, |place| place - first + 1);
    Ok(u64::try_from(next).unwrap_or(0))
}

/// Every place under a key that is not in force, with its state.
///
/// # Errors
///
/// [`StoreError::Damaged`] for a state that nobody knows.
pub fn ended(connection: &Connection, identity: i64) -> Result<Vec<(u64, State)>, StoreError> {
    let first = identity << 32;
    let sql = "SELECT place, state FROM licences
               WHERE state <> 'valid' AND place >= ?1 AND place < ?2";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((first, first + (1 << 32)))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let (place, word): (i64, String) = (row.get(0)?, row.get(1)?);
        let state =
            words::state_from(&word).ok_or(StoreError::Damaged { what: "a licence’s state" })?;
        out.push((u64::try_from(place - first).unwrap_or(0), state));
    }
    Ok(out)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Licence> {
    let bad = |index, name: &str| {
        rusqlite::Error::InvalidColumnType(index, name.to_owned(), rusqlite::types::Type::Blob)
    };
    let state: String = row.get(4)?;
    let file: Vec<u8> = row.get(7)?;
    Ok(Licence {
        place: row.get(0)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        number: row.get(3)?,
        state: words::state_from(&state).ok_or_else(|| bad(4, "state"))?,
        issued: row.get(5)?,
        valid_until: row.get(6)?,
        file: Digest::from_slice(&file).ok_or_else(|| bad(7, "file"))?,
        supersedes: row.get(8)?,
        superseded_by: row.get(9)?,
        created: row.get(10)?,
    })
}
