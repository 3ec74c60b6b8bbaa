//! How requests are read. Whatever cannot be read is a problem of its own kind, never a plain text.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use crate::problem::Problem;
use crate::state::App;

/// A file in the body: any content type, held in memory as long as this is.
pub(super) struct Upload {
    pub(super) bytes: Bytes,
    /// Room in memory, given back when the file is dropped.
    pub(super) room: OwnedSemaphorePermit,
}

impl FromRequest<App> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (bytes, room) = collect(request, app, app.config().limits.max_file).await?;
        Ok(Self { bytes, room })
    }
}

/// A JSON body.
pub(super) struct Body<T> {
    pub(super) value: T,
    /// As it came, for telling whether a request is the same.
    pub(super) bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::media_type());
        }
        let (bytes, _room) = collect(request, app, app.config().limits.max_file).await?;
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            // Not the library's own sentence: it can quote what was sent.
            let (line, column) = (error.line(), error.column());
            let what = format!("line {line} column {column}");
            Problem::malformed().about(&format!("第{line}行第{column}列"), &what)
        })?;
        Ok(Self { value, bytes })
    }
}

/// The query.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        query.map(|Query(value)| Self(value)).map_err(|_| Problem::malformed())
    }
}

/// One part of the path. What it cannot be, there is not.
pub(super) struct Named<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, app).await;
        path.map(|Path(value)| Self(value)).map_err(|_| Problem::not_found())
    }
}

/// Why holder data is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Why {
    /// 用途: what it is needed for.
    #[serde(default)]
    #[param(max_length = 400)]
    pub(super) purpose: Option<String>,
    /// 法定依据: the law, or the holder's consent, on which it is asked for.
    #[serde(default)]
    #[param(max_length = 400)]
    pub(super) basis: Option<String>,
}

impl Why {
    /// Purpose and basis, both of which must be there.
    pub(super) fn stated(&self) -> Result<(String, String), Problem> {
        let one = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default().trim();
            let fits = !text.is_empty() && text.chars().count() <= 400;
            let shown = !text.chars().any(char::is_control);
            (fits && shown).then(|| text.to_owned()).ok_or_else(Problem::basis_missing)
        };
        Ok((one(&self.purpose)?, one(&self.basis)?))
    }
}

/// Whether a text says something in at most so many characters, on one line.
pub(super) fn plain(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
}

/// As [`plain`], where it may be left out.
pub(super) fn plain_if_any(text: Option<&str>, most: usize) -> bool {
    text.is_none_or(|text| plain(text, most))
}

/// A whole number, also where it is written as `1.0`: JSON Schema takes both for the same.
pub(super) fn whole<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = serde_json::Number::deserialize(deserializer)?;
    number_of(&number).ok_or_else(|| serde::de::Error::custom("no whole number in range"))
}

/// As [`whole`], for a list.
pub(super) fn wholes<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: TryFrom<i64>,
{
    let numbers = Vec::<serde_json::Number>::deserialize(deserializer)?;
    let all: Option<Vec<T>> = numbers.iter().map(number_of).collect();
    all.ok_or_else(|| serde::de::Error::custom("no whole number in range"))
}

fn number_of<T: TryFrom<i64>>(number: &serde_json::Number) -> Option<T> {
    /// Beyond this not every whole number is one of these.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() <= EXACT)?;
        Some(float as i64)
    });
    T::try_from(whole?).ok()
}

/// The request's address, where the listener tells it.
pub(super) fn peer(parts: &Parts) -> Option<SocketAddr> {
    parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().map(|c| c.0)
}

/// The idempotency key that everything needs that issues.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let good = (1..=200).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    good.then(|| key.to_owned()).ok_or_else(|| {
        Problem::malformed().about("须带 Idempotency-Key", "an Idempotency-Key is needed")
    })
}

async fn collect(
    request: Request,
    app: &App,
    most: usize,
) -> Result<(Bytes, OwnedSemaphorePermit), Problem> {
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    let said = said.and_then(|text| text.parse::<usize>().ok());
    if said.is_some_and(|len| len > most) {
        return Err(Problem::too_large());
    }
    let room = app.limits().memory(said.unwrap_or(most))?;
    let wait = Duration::from_secs(app.config().limits.request_seconds);
    let body = axum::body::to_bytes(request.into_body(), most);
    match tokio::time::timeout(wait, body).await {
        Ok(Ok(bytes)) => Ok((bytes, room)),
        // It stopped in the middle, or went on beyond what is allowed.
        Ok(Err(error)) if is_too_long(&error) => Err(Problem::too_large()),
        Ok(Err(_)) => Err(Problem::malformed()),
        Err(_) => Err(Problem::too_slow()),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        source = error.source();
    }
    false
}
