//! Fetching over loopback: a server of a few lines, and everything it may do wrong.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sidian::crypto::{Signer, Suite};
use sidian::report::BaselineLevel;
use sidian::signature::{Extender, SignatureDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::TimestampSource;
use sidian::x509::issue::{CertificateDraft, NameDraft};
use sidian::x509::{Certificate, ocsp_request};
use sidian_net::{AllowList, Fetcher, HostError, HttpAuthority, Limits, NetError};
use sidian_testkit::pki::{self, TestPki, Tsa, ocsp};
use sidian_testkit::{clock, pdf};

/// Answers by path: status line and headers, and the body.
type Answers = HashMap<&'static str, (String, Vec<u8>)>;

/// Answers to what is posted, by path: media type and body.
type Posted = fn(&str, &[u8]) -> Option<(&'static str, Vec<u8>)>;

struct Server {
    at: SocketAddr,
    asked: Arc<AtomicUsize>,
}

fn server(answers: Answers) -> Server {
    server_with(answers, |_, _| None)
}

fn server_with(answers: Answers, posted: Posted) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = listener.local_addr().expect("an address");
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, answers) = (asked.clone(), Arc::new(answers));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let answers = answers.clone();
            std::thread::spawn(move || answer(stream, &answers, posted));
        }
    });
    Server { at, asked }
}

fn answer(mut stream: TcpStream, answers: &Answers, posted: Posted) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let length = head.lines().find_map(|l| {
        l.to_lowercase()
            .strip_prefix("content-length:")
            .map(|n| n.trim().parse::<usize>().unwrap_or(0))
    });
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = stream.read_exact(&mut body);
    if path == "/silent" {
        std::thread::sleep(Duration::from_secs(3));
        return;
    }
    let made = posted(&path, &body).filter(|_| head.starts_with("POST "));
    let made = made.map(|(kind, content)| (format!("200 OK\r\nContent-Type: {kind}"), content));
    let missing = ("404 Not Found".to_owned(), Vec::new());
    let (status, content) = made.as_ref().or(answers.get(path.as_str())).unwrap_or(&missing);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        content.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(content);
}

fn fetcher(server: &Server) -> Fetcher {
    waiting(server, Duration::from_secs(30))
}

fn waiting(server: &Server, time: Duration) -> Fetcher {
    Fetcher::new(inside(server), Limits { bytes: 1000, time, ..Limits::default() })
}

fn inside(server: &Server) -> AllowList {
    AllowList::new().with_host(&server.at.to_string()).with_inside()
}

#[test]
fn what_lies_there_is_brought_once_and_kept() {
    let server = server(HashMap::from([("/a.crl", ("200 OK".into(), b"list".to_vec()))]));
    let fetcher = fetcher(&server);
    let url = format!("http://{}/a.crl", server.at);
    for _ in 0..3 {
        assert_eq!(fetcher.get(&url).as_deref(), Ok(b"list".as_slice()));
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

#[test]
fn too_much_too_slow_elsewhere_or_of_another_kind_is_refused() {
    let moved = "302 Found\r\nLocation: http://127.0.0.1:1/evil".to_owned();
    let server = server(HashMap::from([
        ("/large", ("200 OK".into(), vec![0; 1001])),
        ("/moved", (moved, Vec::new())),
        ("/html", ("200 OK\r\nContent-Type: text/html".into(), b"<p>".to_vec())),
    ]));
    let fetcher = fetcher(&server);
    let at = |path: &str| format!("http://{}{path}", server.at);
    assert!(matches!(fetcher.get(&at("/large")), Err(NetError::TooLarge { .. })));
    assert!(matches!(fetcher.get(&at("/moved")), Err(NetError::Status { status: 302, .. })));
    assert!(matches!(fetcher.get(&at("/nothing")), Err(NetError::Status { status: 404, .. })));
    let hurried = waiting(&server, Duration::from_millis(800));
    assert!(matches!(hurried.get(&at("/silent")), Err(NetError::Unreachable { .. })));
    let reply = "application/timestamp-reply";
    let posted = fetcher.post(&at("/html"), "application/timestamp-query", b"?", reply);
    assert!(matches!(posted, Err(NetError::Type { .. })), "{posted:?}");
}

#[test]
fn nobody_is_asked_who_is_not_listed_or_is_inside() {
    let server = server(HashMap::new());
    let url = format!("http://{}/x", server.at);
    let nobody = Fetcher::new(AllowList::new(), Limits::default());
    assert!(matches!(nobody.get(&url), Err(NetError::Host(HostError::NotAllowed { .. }))));
    let listed = AllowList::new().with_host(&server.at.to_string());
    let outside = Fetcher::new(listed, Limits::default());
    assert!(matches!(outside.get(&url), Err(NetError::Host(HostError::Inside { .. }))));
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}

#[test]
fn what_a_signature_lacks_is_gathered_over_the_network() {
    let world = TestPki::new(Suite::P256);
    let ok = || "200 OK".to_owned();
    let server = server(HashMap::from([
        ("/root.crl", (ok(), world.root_crl().der().to_vec())),
        ("/issuing.crl", (ok(), world.issuing_crl().der().to_vec())),
        ("/issuing.cer", (ok(), world.issuing.certificate.der().to_vec())),
    ]));
    // A signer whose certificate says where everything is, on a port that only this test knows.
    let key = pki::key(Suite::P256, "net signer");
    let subject = NameDraft::new("网上签名人").with_country("CN");
    let draft = CertificateDraft::end_entity(subject, key.public_key(), pki::years(2025, 2045))
        .with_crl_url(format!("http://{}/issuing.crl", server.at));
    let certificate = draft.issue(&world.issuing.issuer()).expect("issued");
    let chain = [certificate, world.issuing.certificate.clone()];
    let file = pdf::with_table("1.7", 1);
    let signed = SignatureDraft::new(&file).sign(&key, &chain, clock::now()).expect("signed");
    let signed = signed.onto(&file).expect("whole");

    let store = TrustStore::new().with_certificate("test", world.root.certificate.clone());
    let crl = world.root_crl();
    // The issuing authority's own list has an address that nobody can ask here: it is brought.
    let own = Evidence::new().with_crl(crl.der()).expect("a list");
    let extender = Extender::new(store).with_evidence(own);
    let before = extender.missing(&signed, clock::now()).expect("judged");
    assert_eq!(before.len(), 1, "{before:?}");
    let gathered =
        sidian_net::gather(&fetcher(&server), extender, &signed, clock::now()).expect("judged");
    assert!(gathered.missing.is_empty(), "{:?} {:?}", gathered.missing, gathered.problems);
    let whole = gathered.extender.embed(&signed, clock::now()).expect("embedded");
    let level = gathered.extender.level(&whole, clock::now()).expect("judged");
    assert!(level <= Some(BaselineLevel::Lt));
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

/// The certificate that the responder of the next test knows; its address is known before it is.
static KNOWN: OnceLock<Certificate> = OnceLock::new();

/// A timestamp authority and an OCSP responder.
fn authorities(path: &str, body: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let world = TestPki::new(Suite::P256);
    let now = clock::now();
    match path {
        "/tsa" => {
            let chain = world.chain(&world.time_stamper);
            let answer = Tsa::new(&world.time_stamper, chain, now).answer(body).ok()?;
            Some(("application/timestamp-reply", answer))
        }
        "/ocsp" => {
            let (issuer, known) = (&world.issuing.certificate, KNOWN.get()?);
            assert_eq!(body, ocsp_request(known, issuer), "what is asked about");
            let period = (now, now.plus(86_400));
            let answer =
                ocsp::response(&world.ocsp_responder, issuer, known, ocsp::Answer::Good, period);
            Some(("application/ocsp-response", answer))
        }
        _ => None,
    }
}

#[test]
fn a_signature_climbs_to_b_lta_with_an_authority_and_a_responder_on_the_network() {
    let world = TestPki::new(Suite::P256);
    let server = server_with(HashMap::new(), authorities);
    let key = pki::key(Suite::P256, "net signer with a responder");
    let subject = NameDraft::new("网上签名人").with_country("CN");
    let draft = CertificateDraft::end_entity(subject, key.public_key(), pki::years(2025, 2045))
        .with_ocsp_url(format!("http://{}/ocsp", server.at));
    let certificate = draft.issue(&world.issuing.issuer()).expect("issued");
    KNOWN.set(certificate.clone()).expect("once");
    let chain = [certificate, world.issuing.certificate.clone()];
    let file = pdf::with_table("1.7", 1);
    let signed = SignatureDraft::new(&file).sign_document(&key, &chain, clock::now());
    let signed = signed.expect("signed");

    let store = TrustStore::new().with_certificate("test", world.root.certificate.clone());
    // The signer's own status is on no list that was brought: it has to be asked for.
    let own = Evidence::new().with_crl(world.root_crl().der()).expect("a list");
    let fetcher = Fetcher::new(inside(&server), Limits::default());
    let extender = Extender::new(store).with_evidence(own);
    let gathered = sidian_net::gather(&fetcher, extender, &signed, clock::now()).expect("judged");
    assert!(gathered.missing.is_empty(), "{:?} {:?}", gathered.missing, gathered.problems);
    let authority = HttpAuthority::new(&fetcher, format!("http://{}/tsa", server.at));
    let whole = gathered
        .extender
        .extend(&signed, BaselineLevel::Lta, &authority, clock::now())
        .expect("extended");
    let level = gathered.extender.level(&whole, clock::now()).expect("judged");
    assert_eq!(level, Some(BaselineLevel::Lta));
    let elsewhere = HttpAuthority::new(&fetcher, "http://tsa.example/");
    let refused = gathered.extender.extend(&signed, BaselineLevel::T, &elsewhere, clock::now());
    assert!(refused.is_err(), "a host that is not allowed");
}
