//! What can be done to a server below the level of requests: silent and crowding connections,
//! requests that two servers would cut differently, floods of headers, other protocols.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::client::ask;
use crate::run::Running;

/// What the server says to these bytes until it closes, or says nothing more for a second after it
/// has begun: a busy machine may take its time to begin.
fn say(port: u16, parts: &[&[u8]]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    for part in parts {
        // It may have closed already: what it said is read all the same.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let (mut said, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        said.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

fn statuses(said: &str) -> Vec<&str> {
    said.split("HTTP/1.1 ").skip(1).filter_map(|rest| rest.get(..3)).collect()
}

fn running(dir: &tempfile::TempDir, more: &[(&str, &str)]) -> Running {
    Running::start(&dir.path().join("data"), more)
}

#[test]
fn requests_that_two_servers_would_cut_differently_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = running(&dir, &[]);
    let head = "POST /api/v1/verify HTTP/1.1\r\nHost: x\r\n";
    let get = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    let malformed = [
        ("two lengths", format!("{head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde")),
        ("a signed length", format!("{head}Content-Length: +4\r\n\r\nabcd")),
        ("a negative length", format!("{head}Content-Length: -4\r\n\r\nabcd")),
        ("an endless length", format!("{head}Content-Length: 99999999999999999999\r\n\r\n")),
        ("not chunked in the end", format!("{head}Transfer-Encoding: chunked, identity\r\n\r\n")),
        ("some other coding", format!("{head}Transfer-Encoding: xchunked\r\n\r\n")),
        (
            "chunks in HTTP/1.0",
            format!("{}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", head.replace("1.1", "1.0")),
        ),
        ("room before the colon", format!("{head}Content-Length : 4\r\n\r\nabcd")),
        ("a folded header", format!("{get}X-A: b\r\n c\r\n\r\n")),
        ("a NUL in a header", format!("{get}X-A: b\0c\r\n\r\n")),
        ("room in the target", "GET /health z HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("no version", "GET /healthz\r\n\r\n".to_owned()),
        ("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\u{fc}\x03\x03".to_owned()),
    ];
    for (what, request) in malformed {
        let said = say(server.port, &[request.as_bytes()]);
        let good = said.is_empty() || ["400", "505"].contains(&statuses(&said)[0]);
        assert!(good && statuses(&said).len() <= 1, "{what}: {said}");
    }
    // Both lengths: whatever came before, nothing is read behind the answer.
    let smuggled = format!("{get}\r\n");
    let both = [
        format!("{head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"),
        format!("{head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{smuggled}"),
    ];
    for request in both {
        let said = say(server.port, &[request.as_bytes()]);
        assert_eq!(statuses(&said).len(), 1, "the second request was answered: {said}");
        assert!(said.to_ascii_lowercase().contains("connection: close"), "{said}");
    }
    let wrong_chunks =
        ["g\r\nx\r\n", "ffffffffffffffffff\r\n", "-1\r\nx\r\n", "1\r\nxx\r\n0\r\n\r\n"];
    for chunks in wrong_chunks {
        let request = format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}");
        let said = say(server.port, &[request.as_bytes()]);
        assert_eq!(statuses(&said), ["400"], "{chunks}: {said}");
    }
    assert!(server.stop());
}

#[test]
fn requests_in_one_piece_are_answered_in_order_and_other_protocols_are_not_spoken() {
    let dir = tempfile::tempdir().unwrap();
    let server = running(&dir, &[]);
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    let many = [get("/healthz"), get("/nowhere"), get("/healthz")].concat();
    let said = say(server.port, &[many.as_bytes()]);
    assert_eq!(statuses(&said), ["200", "404", "200"], "{said}");
    let upgrade = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    assert_eq!(statuses(&say(server.port, &[upgrade.as_bytes()])), ["200"]);
    let upgrade = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n\
        Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n";
    assert_eq!(statuses(&say(server.port, &[upgrade.as_bytes()])), ["200"]);
    for request in [
        "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://127.0.0.1:22/healthz HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
    ] {
        let said = say(server.port, &[request.as_bytes()]);
        let got = statuses(&said);
        assert!(matches!(got[..], ["404" | "405" | "400"] | ["200"]), "{request}: {said}");
        assert!(!said.contains("SSH"), "it went elsewhere: {said}");
    }
    assert!(server.stop());
}

#[test]
fn floods_of_headers_and_queries_end_in_an_answer() {
    let dir = tempfile::tempdir().unwrap();
    let server = running(&dir, &[]);
    let begin = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    let headers: String = (0..5000).map(|n| format!("X-{n}: 1\r\n")).collect();
    let said = say(server.port, &[begin.as_bytes(), headers.as_bytes(), b"\r\n"]);
    assert!(said.is_empty() || statuses(&said) == ["431"], "{said}");
    let query = "a".repeat(1 << 20);
    let said =
        say(server.port, &[b"GET /healthz?", query.as_bytes(), b" HTTP/1.1\r\nHost: x\r\n\r\n"]);
    assert!(said.is_empty() || ["414", "431"].contains(&statuses(&said)[0]), "{said}");
    // As long as is let through: refused by the address, at once.
    let begun = Instant::now();
    for query in
        ["name=".to_owned() + &"%E8%AF%81".repeat(5000), "a=1&".repeat(10_000), "&".repeat(50_000)]
    {
        let path = format!("/api/v1/verify?{query}");
        let answer = ask(server.port, "POST", &path, &[], b"%PDF-1.7\n");
        let status = answer.map(|(status, _)| status);
        assert!(matches!(status, Ok(400 | 414 | 431)), "{status:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    // A body that says it is compressed is not unfolded: as a PDF it is none, as JSON it is none.
    let bomb = gzip_bomb();
    let coded = [("Content-Encoding", "gzip")];
    let refused = ask(server.port, "POST", "/api/v1/verify", &coded, &bomb).unwrap();
    assert_eq!(refused.0, 415, "{}", String::from_utf8_lossy(&refused.1));
    assert!(server.stop());
}

/// A gzip stream of one stored block: what it would unfold to does not matter, it is never tried.
fn gzip_bomb() -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend_from_slice(&[1, 4, 0, 251, 255, b'%', b'P', b'D', b'F']);
    bytes
}

#[test]
fn silent_connections_are_closed() {
    let dir = tempfile::tempdir().unwrap();
    let server = running(&dir, &[("SIDIAN_LIMITS__REQUEST_SECONDS", "1")]);
    let connect = || TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let (silent, mut idle) = (connect(), connect());
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    for (mut stream, what) in
        [(silent, "one that never said anything"), (idle, "one that asked once and no more")]
    {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut rest = Vec::new();
        assert!(stream.read_to_end(&mut rest).is_ok(), "{what}");
    }
    assert!(server.stop());
}

#[test]
fn a_crowd_of_connections_is_turned_away_and_leaves_room() {
    let dir = tempfile::tempdir().unwrap();
    let server = running(&dir, &[("SIDIAN_LIMITS__CONNECTIONS", "40")]);
    let crowd: Vec<TcpStream> =
        (0..200).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    let answer = say(server.port, &[b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"]);
    assert!(answer.is_empty() || answer.contains("Retry-After: "), "{answer}");
    drop(crowd);
    let healthy = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        ask(server.port, "GET", "/healthz", &[], b"").is_ok_and(|answer| answer.0 == 200)
    });
    assert!(healthy, "the places were not given back");
    assert!(server.stop());
}
