//! The example that embeds the service, run as it is.

use std::path::Path;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::client::{ask, licence, post};

#[path = "../../examples/embed.rs"]
#[allow(dead_code, reason = "its main is not called")]
mod example;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_of_ones_own_serves_the_service_beside_its_own_routes() {
    let dir = tempfile::tempdir().unwrap();
    let (stop, stopped) = oneshot::channel();
    let (port, token, served) = start(dir.path(), stopped).await;
    let asked = tokio::task::spawn_blocking(move || {
        let get = |path| ask(port, "GET", path, &[], b"").unwrap();
        assert_eq!(get("/hall"), (200, "政务大厅 the hall\n".as_bytes().to_vec()));
        assert_eq!(get("/readyz").0, 200);
        let (status, made) = post(port, &token, "/api/v1/licences", "k", &licence(1)).unwrap();
        assert_eq!(status, 201, "{made}");
        let id = made["licence"]["id"].as_str().unwrap();
        let bearer = format!("Bearer {token}");
        let path = format!("/api/v1/licences/{id}/file?purpose=x&basis=x");
        let file = ask(port, "GET", &path, &[("Authorization", &bearer)], b"").unwrap().1;
        let (status, answer) = ask(port, "POST", "/api/v1/verify", &[], &file).unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!((status, &answer["report"]["verdict"]), (200, &"passed".into()));
    });
    asked.await.unwrap();
    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
    // Closed properly: whoever comes next finds the store free.
    assert!(start(dir.path(), oneshot::channel().1).await.1.is_empty(), "founded twice");
}

type Served = tokio::task::JoinHandle<std::io::Result<()>>;

async fn start(data: &Path, stop: oneshot::Receiver<()>) -> (u16, String, Served) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (service, router, first) = example::hall(&data.join("data"), address).unwrap();
    let token = first.map_or_else(String::new, |first| first.clerk.reveal().to_owned());
    let until = async { drop(stop.await) };
    (address.port(), token, tokio::spawn(example::serve(listener, (service, router), until)))
}
