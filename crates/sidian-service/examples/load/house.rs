//! A service of one's own, founded for the occasion, and what is asked of it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};

use axum_server::Handle;
use serde_json::{Value, json};
use sidian::asn1::{oid, writer};
use sidian::crypto::Suite;
use sidian_service::Service;
use sidian_service::config::Config;
use sidian_service::serve;
use sidian_testkit::pki::{TestPki, pem};
use tempfile::TempDir;

use crate::Failure;

/// The department of the test authority, whose licences are issued.
const DEPARTMENT: &str = "11410800MB00000009";

/// Idempotency keys: each request is one of its own.
static KEYS: AtomicU64 = AtomicU64::new(0);

/// A running service.
pub(crate) struct House {
    pub(crate) service: Service,
    pub(crate) url: String,
    pub(crate) clerk: String,
    administrator: String,
    handle: Handle<SocketAddr>,
    thread: Option<std::thread::JoinHandle<()>>,
    _dir: TempDir,
}

impl House {
    /// Founds one below a directory of its own (`TMPDIR` says where: durability is that of its
    /// disk) and serves it. What the service says of every request goes where it goes in earnest,
    /// to a file.
    pub(crate) fn open(change: impl FnOnce(&mut Config)) -> Result<Self, Failure> {
        let dir = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut config = Config {
            data: dir.path().join("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            ..Config::default()
        };
        // One client asks for all: what one may ask is not what is measured.
        config.limits.anonymous_per_minute = u32::MAX;
        config.limits.account_per_minute = u32::MAX;
        change(&mut config);
        let log = std::fs::File::create(dir.path().join("log"))?;
        // A second scene of one process keeps the first one's file.
        let _ = tracing_subscriber::fmt().json().with_writer(log).try_init();
        let (service, first) = Service::open(config)?;
        let first = first.ok_or("the store was there already")?;
        let handle = Handle::new();
        let (own, stop) = (service.clone(), handle.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(serve::serve(&own, stop)).expect("it serves");
        });
        let house = Self {
            service,
            url: format!("http://127.0.0.1:{port}"),
            clerk: first.clerk.reveal().to_owned(),
            administrator: first.administrator.reveal().to_owned(),
            handle,
            thread: Some(thread),
            _dir: dir,
        };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        Ok(house)
    }

    /// Has the department's licences signed with a key of this suite from now on.
    pub(crate) fn key(&self, suite: Suite) -> Result<(), Failure> {
        let pki = TestPki::new(suite);
        let code = writer::tlv(sidian::asn1::tag::PRINTABLE_STRING, DEPARTMENT.as_bytes());
        let subject = "示例市市场监督管理局";
        let who = pki
            .issue("load", subject, |draft| draft.with_extension(oid::GM_ORGANISATION_CODE, code));
        let chain: String = pki.chain(&who).iter().map(|c| pem("CERTIFICATE", c.der())).collect();
        let key = who.key.to_pkcs8_pem(None)?;
        let body = json!({ "label": suite.name(), "key": *key, "chain": chain });
        self.post(&self.administrator, "/api/v1/keys", &body).map(drop)
    }

    /// Issues licence `n` and gives its file.
    pub(crate) fn licence(&self, n: u64) -> Result<Vec<u8>, Failure> {
        Ok(self.identified(n)?.1)
    }

    /// Issues licence `n` and gives its identifier and its file.
    pub(crate) fn identified(&self, n: u64) -> Result<(String, Vec<u8>), Failure> {
        let order: Value = serde_json::from_str(&order(&format!("{n:010}")))?;
        let made = self.post(&self.clerk, "/api/v1/licences", &order)?;
        let made: Value = serde_json::from_slice(&made)?;
        let id = made["licence"]["id"].as_str().ok_or("not issued")?.to_owned();
        let path = format!("/api/v1/licences/{id}/file?purpose=x&basis=x");
        let file = self.ask("GET", &self.clerk, &path, b"")?;
        Ok((id, file))
    }

    fn post(&self, token: &str, path: &str, body: &Value) -> Result<Vec<u8>, Failure> {
        self.ask("POST", token, path, body.to_string().as_bytes())
    }

    /// One request on a connection of its own.
    fn ask(&self, method: &str, token: &str, path: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        let key = KEYS.fetch_add(1, Ordering::Relaxed);
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer \
             {token}\r\nIdempotency-Key: house-{key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or("no answer")?;
        let body = answer.split_off(end + 4);
        match answer.get(9..10) {
            Some(b"2") => Ok(body),
            _ => Err(format!("{path}: {}", String::from_utf8_lossy(&body)).into()),
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.handle.graceful_shutdown(None);
        drop(self.thread.take().map(std::thread::JoinHandle::join));
    }
}

/// The order for a licence with this number of ten digits.
pub(crate) fn order(number: &str) -> String {
    json!({ "type": "食品经营许可证", "purpose": "新办", "data": {
        "number": format!("JY1410{number}"), "serial": format!("2026{number}"),
        "issuer": { "name": "示例市市场监督管理局", "code": DEPARTMENT },
        "issue_date": "2026-05-01",
        "holders": [{ "name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001" }],
        "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
        "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售",
        "签发人": "示例"
    }})
    .to_string()
}
