//! Who used what, when and for which purpose: the private side of the audit log.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::StoreError;

/// One use.
#[derive(Clone, Debug)]
pub struct Used {
    /// Its place in the log.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To which licence.
    pub licence: Option<String>,
    /// For which purpose.
    pub purpose: String,
    /// On which legal basis.
    pub basis: String,
    /// How it came out.
    pub outcome: String,
}

/// Which uses are asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Of this licence.
    pub licence: Option<String>,
    /// Of this holder's licences (tag).
    pub holder: Option<Vec<u8>>,
    /// By an actor whose name holds this.
    pub actor: Option<String>,
    /// Of this kind, such as `licence.read`.
    pub action: Option<String>,
    /// Whose purpose holds this.
    pub purpose: Option<String>,
    /// From this second on.
    pub from: Option<i64>,
    /// Before this second.
    pub until: Option<i64>,
    /// Before this place.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: usize,
}

/// The uses asked for, the newest first.
///
/// # Errors
///
/// [`StoreError`].
pub fn find(connection: &Connection, asked: &Asked) -> Result<Vec<Used>, StoreError> {
    let (wanted, values) = conditions(asked);
    let sql = format!(
        "SELECT seq, at, actor, action, licence, purpose, basis, outcome FROM audit
         WHERE {wanted} ORDER BY seq DESC LIMIT {}",
        asked.limit
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(values), |row| {
        Ok(Used {
            seq: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            action: row.get(3)?,
            licence: row.get(4)?,
            purpose: row.get(5)?,
            basis: row.get(6)?,
            outcome: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many uses of each kind there were on each day (Beijing): day number, kind, count.
///
/// # Errors
///
/// [`StoreError`].
pub fn by_day(
    connection: &Connection,
    asked: &Asked,
) -> Result<Vec<(i64, String, i64)>, StoreError> {
    let (wanted, values) = conditions(asked);
    let sql = format!(
        "SELECT (at + 28800) / 86400, action, count(*) FROM audit WHERE {wanted}
         GROUP BY 1, 2 ORDER BY 1, 2"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select
        .query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The second of the newest entry.
///
/// # Errors
///
/// [`StoreError`].
pub fn last_at(connection: &Connection) -> Result<Option<i64>, StoreError> {
    Ok(connection.query_row("SELECT max(at) FROM audit", [], |row| row.get(0))?)
}

fn conditions(asked: &Asked) -> (String, Vec<Value>) {
    let mut wanted = vec!["1 = 1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    let mut with = |text: &str, value: Option<Value>| {
        if let Some(value) = value {
            wanted.push(text.to_owned());
            values.push(value);
        }
    };
    with("licence = ?", asked.licence.clone().map(Value::from));
    with(
        "licence IN (SELECT id FROM licences JOIN holders USING (place) WHERE tag = ?)",
        asked.holder.clone().map(Value::from),
    );
    with("instr(actor, ?) > 0", asked.actor.clone().map(Value::from));
    with("action = ?", asked.action.clone().map(Value::from));
    with("instr(purpose, ?) > 0", asked.purpose.clone().map(Value::from));
    with("at >= ?", asked.from.map(Value::from));
    with("at < ?", asked.until.map(Value::from));
    with("seq < ?", asked.before.map(Value::from));
    (wanted.join(" AND "), values)
}
