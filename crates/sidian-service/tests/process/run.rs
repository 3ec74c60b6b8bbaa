//! Starts the binary and stops it, gently or not.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running service. Dropping it kills it.
pub(crate) struct Running {
    child: Child,
    pub(crate) port: u16,
    pub(crate) clerk: Option<String>,
    pub(crate) administrator: Option<String>,
}

impl Running {
    /// Starts it over `data` and waits until it serves. What it logs goes to a file beside.
    pub(crate) fn start(data: &Path, more: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = data.with_extension("log");
        let log = File::options().create(true).append(true).open(log).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_sidian-service"))
            .args(["--data", data.to_str().unwrap()])
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .envs(more.iter().copied())
            .env("RUST_LOG", "info")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the service starts");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut clerk, mut administrator) = (None, None);
        for line in lines {
            let line = line.unwrap();
            let last = line.rsplit(' ').next().unwrap_or_default().to_owned();
            if line.contains("clerk token") {
                clerk = Some(last);
            } else if line.contains("administrator token") {
                administrator = Some(last);
            } else if line.contains("/api/v1/docs") {
                break;
            }
        }
        let running = Self { child, port, clerk, administrator };
        for _ in 0..2000 {
            if std::net::TcpStream::connect(("127.0.0.1", running.port)).is_ok() {
                return running;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("the service does not listen");
    }

    /// `kill -9`: no destructor, no flush.
    pub(crate) fn crash(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
