//! Slow and broken clients on a real socket, TLS with client certificates, settings.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use sidian::asn1::oid;
use sidian::crypto::Suite;
use sidian::x509::issue::NameForm;
use sidian_testkit::pki::{Identity, TestPki, pem};

use crate::client::{ask, post};
use crate::run::Running;

#[test]
fn a_client_that_sends_a_byte_at_a_time_is_not_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let running =
        Running::start(&dir.path().join("data"), &[("SIDIAN_LIMITS__REQUEST_SECONDS", "1")]);
    let begun = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").unwrap();
    let mut ended = false;
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(100));
        if stream.write_all(b"a").is_err() {
            ended = true;
            break;
        }
    }
    let mut rest = Vec::new();
    ended |= stream.read_to_end(&mut rest).is_ok();
    assert!(ended && begun.elapsed() < Duration::from_secs(20), "waited {:?}", begun.elapsed());
    // A body that stops in the middle.
    let mut stream = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = "POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n%PDF";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 64];
    let read = stream.read(&mut answer).unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 408"));
    // Others are answered all the while, and no header may be endless.
    assert_eq!(ask(running.port, "GET", "/healthz", &[], b"").unwrap().0, 200);
    let endless = "x".repeat(200_000);
    let refused = ask(running.port, "GET", "/healthz", &[("X-Long", &endless)], b"");
    assert!(refused.is_err() || refused.unwrap().0 == 431);
    let nonsense = ask(running.port, "G\0T", "/", &[], b"");
    assert!(nonsense.is_err() || nonsense.unwrap().0 == 400);
    assert!(running.stop());
}

#[test]
fn a_client_certificate_opens_the_account_it_is_bound_to() {
    let pki = TestPki::new(Suite::P256);
    let server = pki.issue("tls server", "localhost", |draft| {
        draft
            .with_extended_key_usage(&[oid::EKU_SERVER_AUTH])
            .with_alternative_name(NameForm::Dns("localhost".to_owned()))
    });
    let client = pki.issue("tls client", "窗口终端", |draft| {
        draft.with_extended_key_usage(&[oid::EKU_CLIENT_AUTH])
    });
    let stranger = TestPki::new(Suite::P384);
    let foreign = stranger.issue("tls client", "窗口终端", |draft| {
        draft.with_extended_key_usage(&[oid::EKU_CLIENT_AUTH])
    });
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    // The account is bound over plain HTTP first.
    let running = Running::start(&data, &[]);
    let digest = sidian::crypto::Hash::Sha256.digest(client.certificate.der());
    let digest: String = digest.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    let body = json!({ "department": "示例局", "name": "terminal", "roles": ["auditor"],
        "certificate_sha256": digest });
    let token = running.administrator.clone().unwrap();
    let (status, made) = post(running.port, &token, "/api/v1/accounts", "-", &body).unwrap();
    assert_eq!((status, made.get("token")), (201, None));
    assert!(running.stop());

    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let certificate = write("server.pem", &chain(pki, &server));
    let key = write("server.key", &server.key.to_pkcs8_pem(None).unwrap());
    let authorities = write("clients.pem", &pem("CERTIFICATE", pki.root.certificate.der()));
    let running = Running::start(
        &data,
        &[
            ("SIDIAN_TLS__CERTIFICATE", &certificate),
            ("SIDIAN_TLS__KEY", &key),
            ("SIDIAN_TLS__CLIENT_AUTHORITIES", &authorities),
        ],
    );
    let session = |who: Option<(&TestPki, &Identity)>| secure(running.port, pki, who);
    assert!(session(None).unwrap().starts_with("HTTP/1.1 401"));
    let own = session(Some((pki, &client))).unwrap();
    assert!(own.starts_with("HTTP/1.1 200") && own.contains("terminal"), "{own}");
    assert!(own.to_ascii_lowercase().contains("strict-transport-security"));
    let refused = session(Some((stranger, &foreign)));
    assert!(!refused.is_ok_and(|text| text.starts_with("HTTP/1.1 200")), "a stranger was let in");
    let plain = ask(running.port, "GET", "/healthz", &[], b"");
    assert!(plain.is_err(), "plain HTTP was answered");
    assert!(running.stop());
}

fn chain(pki: &TestPki, who: &Identity) -> String {
    pem("CERTIFICATE", who.certificate.der()) + &pem("CERTIFICATE", pki.issuing.certificate.der())
}

/// `GET /api/v1/session` over TLS.
fn secure(
    port: u16,
    pki: &TestPki,
    who: Option<(&TestPki, &Identity)>,
) -> Result<String, Box<dyn std::error::Error>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(pki.root.certificate.der().to_vec()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    let config = match who {
        None => builder.with_no_client_auth(),
        Some((pki, who)) => {
            let text = chain(pki, who);
            let certificates =
                CertificateDer::pem_slice_iter(text.as_bytes()).collect::<Result<_, _>>()?;
            let key = PrivateKeyDer::from_pem_slice(who.key.to_pkcs8_pem(None)?.as_bytes())?;
            builder.with_client_auth_cert(certificates, key)?
        }
    };
    let name = ServerName::try_from("localhost")?;
    let connection = ClientConnection::new(Arc::new(config), name)?;
    let socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut stream = StreamOwned::new(connection, socket);
    stream.write_all(
        b"GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )?;
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof && !answer.is_empty() => {}
        Err(e) => return Err(e.into()),
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn settings_are_checked_without_starting() {
    let check = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sidian-service"))
            .arg("--check-config")
            .args(arguments)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert!(check(&[]).0);
    let (good, said) = check(&["--listen", "0.0.0.0:8620"]);
    assert!(!good && said.contains("allow_plain_http"), "{said}");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sidian.toml");
    std::fs::write(&path, "listne = \"127.0.0.1:1\"\n").unwrap();
    let (good, said) = check(&["--config", path.to_str().unwrap()]);
    assert!(!good && said.contains("listne"), "{said}");
}

#[test]
fn no_log_line_holds_what_was_sent() {
    let dir = tempfile::tempdir().unwrap();
    let running = Running::start(&dir.path().join("data"), &[]);
    let clerk = running.clerk.clone().unwrap();
    let (status, made) =
        post(running.port, &clerk, "/api/v1/licences", "k1", &crate::client::licence(1)).unwrap();
    assert_eq!(status, 201, "{made}");
    let id = made["licence"]["id"].as_str().unwrap();
    let path = format!("/api/v1/licences/{id}/file?purpose=%E5%8A%9E%E7%90%86&basis=x");
    let bearer = format!("Bearer {clerk}");
    let headers = [("Authorization", bearer.as_str())];
    assert_eq!(ask(running.port, "GET", &path, &headers, b"").unwrap().0, 200);
    let mut wrong = crate::client::licence(2);
    wrong["data"]["holders"][0]["code"] = "41080119900101001X".into();
    let (status, _) = post(running.port, &clerk, "/api/v1/licences", "k2", &wrong).unwrap();
    assert_eq!(status, 422);
    assert!(running.stop());
    let log = std::fs::read_to_string(dir.path().join("data.log")).unwrap();
    assert!(log.contains("/api/v1/licences/{id}/file"), "{log}");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("structured");
        assert!(line["timestamp"].is_string());
    }
    for hidden in [id, "示例餐馆", "41080119900101001X", "JY0000", "办理", clerk.as_str()] {
        assert!(!log.contains(hidden), "{hidden} stands in the log");
    }
}
