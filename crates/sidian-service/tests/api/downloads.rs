//! Files come whole or in part, are entered in the log once, and never come changed.

use axum::body::Body;
use axum::http::{Method, header};
use sidian_service::store::Digest;

use crate::desk::{Answer, Desk, WHY, request};

/// Fetches with these headers.
async fn fetch(desk: &Desk, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    desk.ask(request(method, &desk.clerk(), path, Body::empty(), headers)).await
}

/// How many downloads are in the log.
async fn downloads(desk: &Desk, action: &str) -> usize {
    let path = format!("/api/v1/audit?action={action}");
    desk.get(&desk.clerk(), &path).await.expect(200).as_array().unwrap().len()
}

#[tokio::test]
async fn a_licence_fetched_in_parts_is_the_licence_and_one_use() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let path = format!("/api/v1/licences/{id}/file?{WHY}");
    let head = fetch(&desk, Method::HEAD, &path, &[]).await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
    let size: usize = head.headers[header::CONTENT_LENGTH].to_str().unwrap().parse().unwrap();
    let etag = head.headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(head.headers[header::ACCEPT_RANGES], "bytes");
    let mut whole = Vec::new();
    for from in (0..size).step_by(10_000) {
        let range = format!("bytes={from}-{}", from + 9_999);
        let headers = [("range", range.as_str()), ("if-range", &etag)];
        let part = fetch(&desk, Method::GET, &path, &headers).await;
        assert_eq!(part.status, 206);
        let last = (from + 9_999).min(size - 1);
        assert_eq!(part.headers[header::CONTENT_RANGE], format!("bytes {from}-{last}/{size}"));
        assert_eq!(part.headers[header::CONTENT_LENGTH], (last - from + 1).to_string());
        whole.extend(part.bytes);
    }
    assert_eq!(etag, format!("\"{}\"", Digest::of(&whole).to_hex()));
    assert_eq!(downloads(&desk, "licence.download").await, 1, "one use");
    assert_eq!(desk.verdict(&whole).await, "passed");
    assert!(desk.file(&id).await == whole);
    assert_eq!(downloads(&desk, "licence.download").await, 2, "another fetched whole");
    let other = path.replace("purpose=", "purpose=x");
    assert_eq!(fetch(&desk, Method::GET, &other, &[("range", "bytes=5-9")]).await.status, 206);
    assert_eq!(downloads(&desk, "licence.download").await, 3, "another purpose");
    let reasonless = format!("/api/v1/licences/{id}/file");
    let refused = fetch(&desk, Method::GET, &reasonless, &[("range", "bytes=0-0")]).await;
    assert_eq!(refused.code(403), 9204);
}

#[tokio::test]
async fn conditions_and_impossible_parts_are_answered_as_rfc_9110_says() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let path = format!("/api/v1/licences/{id}/file?{WHY}");
    let file = desk.file(&id).await;
    let (size, etag) = (file.len(), format!("\"{}\"", Digest::of(&file).to_hex()));
    let known = fetch(&desk, Method::GET, &path, &[("if-none-match", &etag)]).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    assert_eq!(known.headers[header::ETAG], etag);
    let beyond = format!("bytes={size}-");
    let none = fetch(&desk, Method::GET, &path, &[("range", &beyond)]).await;
    assert_eq!(none.headers[header::CONTENT_RANGE], format!("bytes */{size}"));
    assert_eq!(none.code(416), 9228);
    let other = fetch(&desk, Method::GET, &path, &[("if-match", "\"other\"")]).await;
    assert_eq!(other.code(412), 9227);
    let stale = [("range", "bytes=0-9"), ("if-range", "\"other\"")];
    for headers in [&stale[..], &[("range", "bytes=0-1,5-6")], &[("range", "pages=1-2")]] {
        let whole = fetch(&desk, Method::GET, &path, headers).await;
        assert!(whole.status == 200 && whole.bytes == file, "{headers:?}");
        assert!(!whole.headers.contains_key(header::CONTENT_RANGE), "{headers:?}");
    }
    let last = fetch(&desk, Method::GET, &path, &[("range", "bytes=-7")]).await;
    assert!(last.status == 206 && last.bytes == file[size - 7..]);
    assert_eq!(downloads(&desk, "licence.download").await, 4, "the four that came whole");
}

#[tokio::test]
async fn a_temporary_address_gives_parts_to_whoever_has_it() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let link = format!("/api/v1/licences/{id}/links?{WHY}");
    let made = desk.ask(request(Method::POST, &desk.clerk(), &link, Body::empty(), &[])).await;
    let url = made.expect(201)["url"].as_str().unwrap().to_owned();
    let path = &url[url.find("/api/").unwrap()..];
    let (mut whole, half) = (Vec::new(), file.len() / 2);
    for range in [format!("bytes=0-{}", half - 1), format!("bytes={half}-")] {
        let headers = [("range", range.as_str())];
        let part = desk.ask(request(Method::GET, "", path, Body::empty(), &headers)).await;
        assert_eq!(part.status, 206);
        whole.extend(part.bytes);
    }
    assert!(whole == file);
    assert_eq!(downloads(&desk, "licence.download").await, 2, "the file, and the address");
}

#[tokio::test]
async fn no_part_of_a_file_that_was_changed_on_the_disk_is_given() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let path = format!("/api/v1/licences/{id}/file?{WHY}");
    let file = desk.file(&id).await;
    let range = [("range", "bytes=0-99")];
    assert_eq!(fetch(&desk, Method::GET, &path, &range).await.status, 206);
    let mut changed = file.clone();
    changed[50] ^= 1;
    let place = desk.service.app().store().files().path(Digest::of(&file));
    std::fs::write(&place, &changed).unwrap();
    let before = downloads(&desk, "licence.download").await;
    for headers in [&range[..], &[("range", "bytes=-1")], &[]] {
        let refused = fetch(&desk, Method::GET, &path, headers).await;
        assert_eq!(refused.code(503), 9212, "{headers:?}");
    }
    assert_eq!(downloads(&desk, "licence.download").await, before, "nothing was given");
    std::fs::write(&place, &file).unwrap();
    assert_eq!(fetch(&desk, Method::GET, &path, &range).await.status, 206, "put right");
}
