//! What is sent by somebody who means harm.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::desk::{Desk, WHY, request};

#[tokio::test]
async fn what_is_no_pdf_is_refused_with_the_librarys_number() {
    let desk = Desk::new();
    for file in [&b""[..], b"hello", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", &[0; 4096]] {
        let answer = desk.verify("", "", file).await;
        let code = answer.code(422);
        // What begins as an archive is judged as a package.
        let package = file.starts_with(b"PK") && (8200..8300).contains(&code);
        assert!((2000..3000).contains(&code) || package, "{code}");
    }
    assert_ne!(desk.verify("", "", b"%PDF-1.7\n").await.status, 500);
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let desk = Desk::with(|config| config.limits.max_file = 4096);
    let path = "/api/v1/verify";
    let large = Body::from(vec![b'x'; 4097]);
    let headers = [("content-length", "4097")];
    let answer = desk.ask(request(Method::POST, "", path, large, &headers)).await;
    assert_eq!(answer.code(413), 9208);
    // Without saying how long it is.
    let parts = (0..100).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1000]));
    let stream = Body::from_stream(tokio_stream_of(parts));
    assert_eq!(desk.ask(request(Method::POST, "", path, stream, &[])).await.code(413), 9208);
}

fn tokio_stream_of<T: Send + 'static>(
    parts: impl Iterator<Item = T> + Send + 'static,
) -> impl futures_core::Stream<Item = T> + Send + 'static {
    struct Parts<I>(I);
    impl<I: Iterator + Unpin> futures_core::Stream for Parts<I> {
        type Item = I::Item;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<I::Item>> {
            std::task::Poll::Ready(self.0.next())
        }
    }
    Parts(Box::new(parts) as Box<dyn Iterator<Item = T> + Send>)
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    struct Never;
    impl futures_core::Stream for Never {
        type Item = Result<Vec<u8>, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Pending
        }
    }
    let desk = Desk::with(|config| config.limits.request_seconds = 1);
    let body = Body::from_stream(Never);
    let answer = desk.ask(request(Method::POST, "", "/api/v1/verify", body, &[])).await;
    assert_eq!(answer.code(408), 9217);
}

#[tokio::test]
async fn paths_lead_nowhere_else() {
    let desk = Desk::new();
    for path in [
        "/../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/api/v1/../../master.key",
        "/log/tile/../../master.key",
        "/log/tile/entries/..%2f..%2fmaster.key",
        "/pki/..%2fmaster.key",
        "/status/3/../../x",
        "/store.sqlite",
        "/files/",
        "/api/v1/links/..%2f",
        "/api/v1/nothing",
    ] {
        assert_eq!(desk.get(&desk.clerk(), path).await.code(404), 9205, "{path}");
    }
    let id = "..%2f..%2fstore.sqlite";
    let path = format!("/api/v1/licences/{id}/file?{WHY}");
    assert_eq!(desk.get(&desk.clerk(), &path).await.code(404), 9205);
}

#[tokio::test]
async fn other_methods_types_and_shapes_are_told_apart() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    assert_eq!(desk.delete(&clerk, "/api/v1/verify").await.code(405), 9206);
    assert_eq!(desk.delete(&clerk, "/healthz").await.code(405), 9206);
    let path = "/api/v1/licences";
    for (kind, body, status, code) in [
        ("text/plain", "{}", 415, 9209),
        ("application/json", "{", 400, 9207),
        ("application/json", "[]", 400, 9207),
        ("application/json", "{\"type\":\"x\",\"data\":{},\"more\":1}", 400, 9207),
        ("application/json", "\u{feff}{}", 400, 9207),
    ] {
        let headers = [("content-type", kind), ("idempotency-key", "k")];
        let asked = request(Method::POST, &clerk, path, Body::from(body), &headers);
        assert_eq!(desk.ask(asked).await.code(status), code, "{kind} {body}");
    }
    for query in ["limit=0", "limit=501", "limit=x", "state=nonsense", "after=-1", "what=1"] {
        let answer = desk.get(&clerk, &format!("{path}?{query}&{WHY}")).await;
        assert_eq!(answer.code(400), 9207, "{query}");
    }
    for query in ["at=yesterday", "lang=fr", "format=doc", "picture=1&picture=2", "more=1"] {
        let answer = desk.verify("", &format!("?{query}"), b"%PDF-1.7").await;
        assert_eq!(answer.code(400), 9207, "{query}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    let asked = request(Method::POST, &clerk, path, Body::from(deep), &headers);
    assert_eq!(desk.ask(asked).await.code(400), 9207, "nested without end");
}

#[tokio::test]
async fn more_than_the_memory_for_bodies_is_turned_away() {
    let desk = Desk::with(|config| {
        config.limits.max_file = 1 << 20;
        config.limits.max_memory = 1 << 20;
    });
    let held = desk.service.app().limits().memory(1 << 20).unwrap();
    let refused = desk.verify("", "", b"%PDF-1.7").await;
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.code(503), 9210);
    drop(held);
    assert_ne!(desk.verify("", "", b"%PDF-1.7").await.status, 503);
}

#[tokio::test]
async fn more_work_than_the_queue_holds_is_turned_away() {
    let desk = Desk::with(|config| {
        config.limits.queue = 1;
        config.limits.workers = 1;
    });
    let (begin, wait) = std::sync::mpsc::channel::<()>();
    let service = desk.service.clone();
    let slow = tokio::spawn(async move { service.app().pool().run(move || wait.recv()).await });
    while desk.service.app().pool().waiting() == 0 {
        tokio::task::yield_now().await;
    }
    let refused = desk.verify("", "", b"%PDF-1.7").await;
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.code(503), 9210);
    begin.send(()).unwrap();
    slow.await.unwrap().unwrap().unwrap();
    assert_ne!(desk.verify("", "", b"%PDF-1.7").await.status, 503);
}

#[tokio::test]
async fn addresses_inside_a_file_are_never_asked() {
    // The service has no HTTP client at all: nothing in its tree of dependencies is one.
    let lock = include_str!("../../../../Cargo.lock");
    let name = "\nname = \"sidian-service\"\n";
    let own = lock.split("[[package]]").find(|part| part.contains(name)).unwrap();
    for client in
        ["\"reqwest\"", "\"ureq\"", "\"hyper\"", "\"isahc\"", "\"curl\"", "\"sidian-net\""]
    {
        assert!(!own.contains(client), "{client} is a dependency");
    }
    let desk = Desk::new();
    let body = json!({ "document": "x", "chain": "http://127.0.0.1:1/", "reason": null });
    assert_eq!(desk.post(&desk.clerk(), "/api/v1/signatures", &body).await.code(422), 9226);
}
