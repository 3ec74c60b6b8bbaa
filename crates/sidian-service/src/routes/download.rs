//! Files of the store on their way out, whole or in part (RFC 9110 §13 and §14), in pieces as they are
//! read, and none that was changed on the disk.
//!
//! A download is one use, however many requests it takes: parts, `HEAD` and `304` are entered in the
//! audit log only where the same account did not begin to fetch the same file for the same purpose
//! within the hour; a whole file is entered every time.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding as _};
use http_range_header::{SyntacticallyCorrectRange as Range, parse_range_header};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::IntoParams;

use super::reply::attachment;
use crate::downloads::State;
use crate::problem::Problem;
use crate::state::App;
use crate::store::{Digest, StoreError, Use};

/// A file up to this length is read to its end before anything of it is given.
const SMALL: u64 = 16 << 20;
/// How much is read at once.
const PIECE: u64 = 128 << 10;

/// How a file is asked for.
#[derive(Default, IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct Wanted {
    /// One part of the file: `bytes=0-99`, `bytes=100-`, `bytes=-100`. Several at once are answered
    /// with the whole.
    #[param(rename = "Range", max_length = 200)]
    range: Option<String>,
    /// The ETag of what one has a part of: another file comes whole.
    #[param(rename = "If-Range", max_length = 200)]
    if_range: Option<String>,
    /// ETags of what one has: then the answer is 304.
    #[param(rename = "If-None-Match", max_length = 2000)]
    if_none_match: Option<String>,
    /// ETags one of which it must have, or the answer is 412.
    #[param(rename = "If-Match", max_length = 2000)]
    if_match: Option<String>,
    #[param(ignore)]
    head: bool,
}

impl FromRequestParts<App> for Wanted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let read = |name| joined(&parts.headers, &name);
        Ok(Self {
            range: read(header::RANGE),
            if_range: read(header::IF_RANGE),
            if_none_match: read(header::IF_NONE_MATCH),
            if_match: read(header::IF_MATCH),
            head: parts.method == Method::HEAD,
        })
    }
}

/// A header that may stand several times, as one list (RFC 9110 §5.3).
fn joined(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let all: Vec<&str> = headers.get_all(name).iter().map(|v| v.to_str().unwrap_or("?")).collect();
    (!all.is_empty()).then(|| all.join(","))
}

/// What is given of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Given {
    /// All of it.
    Whole,
    /// So many bytes from there.
    Part { from: u64, length: u64 },
    /// Nothing: the caller has it.
    Known,
    /// Nothing: it is not the one that was named.
    Other,
    /// Nothing: there is no such part.
    Beyond,
}

impl Wanted {
    /// What of a file with this ETag and length is given (RFC 9110 §13.2.2).
    fn of(&self, etag: &str, length: u64) -> Given {
        // The entity tags of this service hold no comma, so what is cut at one is none of them.
        let named = |list: &str, weak: bool| {
            let strong = |tag: &str| tag == etag || tag == "*";
            let tag =
                |tag: &str| if weak { strong(tag.trim_start_matches("W/")) } else { strong(tag) };
            list.split(',').map(str::trim).any(tag)
        };
        if self.if_match.as_ref().is_some_and(|list| !named(list, false)) {
            return Given::Other;
        }
        if self.if_none_match.as_ref().is_some_and(|list| named(list, true)) {
            return Given::Known;
        }
        let same = self.if_range.as_ref().is_none_or(|tag| tag.trim() == etag);
        match &self.range {
            Some(range) if same && !self.head => part(range, length),
            _ => Given::Whole,
        }
    }
}

/// One part; what is no range, or more than one, is answered with the whole (RFC 9110 §14.2).
fn part(range: &str, length: u64) -> Given {
    let parsed = parse_range_header(range).map(|ranges| ranges.into_ranges());
    let Ok([range]) = parsed.as_deref() else { return Given::Whole };
    let (from, to) = match *range {
        Range::FromStart(from) => (from, u64::MAX),
        Range::Indexed(from, to) => (from, to),
        Range::FromLast(0) => return Given::Beyond,
        Range::FromLast(count) => (length.saturating_sub(count), u64::MAX),
    };
    if from >= length {
        return Given::Beyond;
    }
    Given::Part { from, length: to.min(length - 1) - from + 1 }
}

/// A file of the store, as it is shown.
pub(super) struct Kept<'n> {
    pub(super) digest: Digest,
    pub(super) kind: &'static str,
    pub(super) name: &'n str,
}

/// Answers with a file as it was asked for, after `entry` is in the audit log.
pub(super) async fn send(
    app: &App,
    wanted: &Wanted,
    kept: Kept<'_>,
    entry: Use,
) -> Result<Response, Problem> {
    let (opener, digest) = (app.clone(), kept.digest);
    let open = move || {
        let file = opener.store().files().reader(digest)?;
        let about = file.metadata().map_err(|e| unreadable(&opener, digest, e))?;
        Ok::<_, StoreError>((file, State::of(&about), about.len()))
    };
    let opened = tokio::task::spawn_blocking(open).await.map_err(|_| Problem::internal())?;
    let (file, state, size) = opened?;
    let etag = format!("\"{}\"", digest.to_hex());
    let given = wanted.of(&etag, size);
    match given {
        Given::Other => return Ok(Problem::changed().into_response()),
        Given::Beyond => return Ok(beyond(size)),
        _ => {}
    }
    let all = given == Given::Whole && !wanted.head;
    let file = match given {
        Given::Part { .. } => sound(app, file, digest, state).await?,
        _ if all && size <= SMALL => sound(app, file, digest, state).await?,
        _ => file,
    };
    enter(app, entry, all).await?;
    let mut response = match given {
        Given::Known => StatusCode::NOT_MODIFIED.into_response(),
        Given::Part { from, length } => {
            let source =
                Source::part(file, from, length).map_err(|e| unreadable(app, digest, e))?;
            partial(source, (from, size))
        }
        _ if wanted.head => Body::empty().into_response(),
        _ => Source::whole(file, size, digest).into_body().into_response(),
    };
    let headers = response.headers_mut();
    match given {
        Given::Known => {}
        Given::Part { length, .. } => _ = headers.insert(header::CONTENT_LENGTH, length.into()),
        _ => _ = headers.insert(header::CONTENT_LENGTH, size.into()),
    }
    describe(headers, &kept, &etag, given);
    Ok(response)
}

/// A part of a file of this size.
fn partial(source: Source, (from, size): (u64, u64)) -> Response {
    let range = format!("bytes {from}-{}/{size}", from + source.left - 1);
    let mut response = (StatusCode::PARTIAL_CONTENT, source.into_body()).into_response();
    if let Ok(range) = HeaderValue::from_str(&range) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

/// What every answer says of the file.
fn describe(headers: &mut HeaderMap, kept: &Kept<'_>, etag: &str, given: Given) {
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if given == Given::Known {
        return;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kept.kind));
    headers.insert(header::CONTENT_DISPOSITION, attachment(kept.name));
    // RFC 9530 §3: of the whole, also where a part is given.
    let digest = format!("sha-256=:{}:", Base64::encode_string(kept.digest.as_bytes()));
    if let Ok(digest) = HeaderValue::from_str(&digest) {
        headers.insert("repr-digest", digest);
    }
}

/// There is no such part (RFC 9110 §15.5.17).
fn beyond(size: u64) -> Response {
    let mut response = Problem::range().into_response();
    if let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

/// Enters a use, unless it belongs to one that was entered.
async fn enter(app: &App, entry: Use, all: bool) -> Result<(), Problem> {
    if !app.downloads().begins(&entry) && !all {
        return Ok(());
    }
    let kept = entry.clone();
    let entered = app.store().change(move |act| act.record(&kept).map(drop)).await;
    if entered.is_err() {
        app.downloads().forget(&entry);
    }
    Ok(entered?)
}

/// The file, after it was found to be what its name says.
async fn sound(app: &App, file: File, digest: Digest, state: State) -> Result<File, Problem> {
    if app.downloads().is_sound(digest, state) {
        return Ok(file);
    }
    let worker = app.clone();
    let read = app.pool().run(move || {
        let found = Digest::of_reader(&file);
        let (found, _) = found.map_err(|e| unreadable(&worker, digest, e))?;
        if found != digest {
            return Err(StoreError::Damaged { what: "a file" });
        }
        let mut file = file;
        file.seek(SeekFrom::Start(0)).map_err(|e| unreadable(&worker, digest, e))?;
        worker.downloads().found_sound(digest, state, SystemTime::now());
        Ok(file)
    });
    Ok(read.await??)
}

fn unreadable(app: &App, digest: Digest, error: io::Error) -> StoreError {
    StoreError::File { path: app.store().files().path(digest), error }
}

/// What of a file is still to be read.
struct Source {
    file: File,
    left: u64,
    /// Of a whole file: what has been read of it, and what it must be.
    check: Option<(ring::digest::Context, Digest)>,
}

type Piece = io::Result<Vec<u8>>;

impl Source {
    fn whole(file: File, size: u64, digest: Digest) -> Self {
        let context = ring::digest::Context::new(&ring::digest::SHA256);
        Self { file, left: size, check: Some((context, digest)) }
    }

    fn part(mut file: File, from: u64, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(from))?;
        Ok(Self { file, left: length, check: None })
    }

    /// The next piece. The last one of a whole file comes only if all of them together are what the
    /// file's name says: what was changed on the disk ends too early.
    fn next(&mut self) -> Piece {
        let length = usize::try_from(self.left.min(PIECE)).unwrap_or_default();
        let mut piece = vec![0; length];
        self.file.read_exact(&mut piece)?;
        self.left -= length as u64;
        if let Some((context, digest)) = &mut self.check {
            context.update(&piece);
            if self.left == 0 && context.clone().finish().as_ref() != digest.as_bytes() {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(piece)
    }

    fn into_body(self) -> Body {
        let (send, receive) = channel(2);
        tokio::spawn(pump(self, send));
        Body::from_stream(Pieces(receive))
    }
}

/// Reads on as the caller takes. No thread waits for a slow one.
async fn pump(mut source: Source, send: Sender<Piece>) {
    while source.left > 0 {
        let read = tokio::task::spawn_blocking(move || {
            let piece = source.next();
            (source, piece)
        });
        let Ok((rest, piece)) = read.await else { return };
        source = rest;
        let ended = piece.is_err();
        // Whoever asked may have gone.
        if send.send(piece).await.is_err() || ended {
            return;
        }
    }
}

struct Pieces(Receiver<Piece>);

impl futures_core::Stream for Pieces {
    type Item = Piece;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Piece>> {
        self.0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (range, given) in [
            ("bytes=0-0", Given::Part { from: 0, length: 1 }),
            ("bytes=0-99", Given::Part { from: 0, length: 100 }),
            ("bytes=10-1000", Given::Part { from: 10, length: 90 }),
            ("bytes=99-", Given::Part { from: 99, length: 1 }),
            ("bytes=-1", Given::Part { from: 99, length: 1 }),
            ("bytes=-500", Given::Part { from: 0, length: 100 }),
            ("BYTES=5-6", Given::Part { from: 5, length: 2 }),
            ("bytes=0-18446744073709551615", Given::Part { from: 0, length: 100 }),
            ("bytes=0-99999999999999999999999", Given::Part { from: 0, length: 100 }),
            ("bytes=100-", Given::Beyond),
            ("bytes=100-200", Given::Beyond),
            ("bytes=-0", Given::Beyond),
            ("bytes=0-1,5-6", Given::Whole),
            ("bytes=6-5", Given::Whole),
            ("bytes=", Given::Whole),
            ("bytes=-", Given::Whole),
            ("bytes=a-b", Given::Whole),
            ("lines=0-1", Given::Whole),
            ("bytes 0-1", Given::Whole),
            ("字节=0-1", Given::Whole),
            ("", Given::Whole),
        ] {
            let wanted = Wanted { range: Some(range.to_owned()), ..Wanted::default() };
            assert_eq!(wanted.of("\"e\"", 100), given, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Given::Beyond, "of nothing");
        assert_eq!(part("bytes=-1", 0), Given::Beyond, "of nothing");
    }

    #[test]
    fn conditions_go_before_ranges_in_the_order_of_rfc_9110() {
        let some = |text: &str| Some(text.to_owned());
        let ranged = || Wanted { range: Some("bytes=0-1".to_owned()), ..Wanted::default() };
        let first = Given::Part { from: 0, length: 2 };
        for (wanted, given) in [
            (Wanted { if_range: some("\"e\""), ..ranged() }, first),
            (Wanted { if_range: some("W/\"e\""), ..ranged() }, Given::Whole),
            (Wanted { if_range: some("\"f\""), ..ranged() }, Given::Whole),
            (Wanted { if_range: some("Sat, 28 Nov 2026 00:00:00 GMT"), ..ranged() }, Given::Whole),
            (Wanted { if_none_match: some("\"f\", W/\"e\""), ..ranged() }, Given::Known),
            (Wanted { if_none_match: some("*"), ..ranged() }, Given::Known),
            (Wanted { if_none_match: some("\"f\",\"e,\",e"), ..ranged() }, first),
            (Wanted { if_match: some("\"f\", \"e\""), ..ranged() }, first),
            (Wanted { if_match: some("*"), ..ranged() }, first),
            (Wanted { if_match: some("W/\"e\""), ..ranged() }, Given::Other),
            (
                Wanted { if_match: some("\"f\""), if_none_match: some("\"e\""), ..ranged() },
                Given::Other,
            ),
            (Wanted { head: true, ..ranged() }, Given::Whole),
        ] {
            assert_eq!(wanted.of("\"e\"", 100), given);
        }
    }
}
