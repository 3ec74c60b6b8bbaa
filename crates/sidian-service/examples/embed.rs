//! A department's own program with the service inside: one process, one listener, its own routes
//! beside those of the service.
//!
//! ```console
//! cargo run -p sidian-service --example embed -- ./embedded
//! curl http://127.0.0.1:8621/hall            # ours
//! curl http://127.0.0.1:8621/readyz          # the service's
//! ```

use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::routing::get;
use sidian_service::config::Config;
use sidian_service::{FirstStart, Service};
use tokio::net::TcpListener;

/// The service with its store below `data`, and all routes of this program. Licences name
/// `address` for their state, so it must be the one under which others reach us.
///
/// # Errors
///
/// As [`Service::open`].
pub(crate) fn hall(
    data: &Path,
    address: SocketAddr,
) -> Result<(Service, Router, Option<FirstStart>), Box<dyn Error>> {
    let config = Config {
        data: data.to_owned(),
        public_url: Some(format!("http://{address}")),
        ..Config::default()
    };
    let (service, first) = Service::open(config)?;
    let ours = Router::new().route("/hall", get(|| async { "政务大厅 the hall\n" }));
    let router = ours.merge(service.router());
    Ok((service, router, first))
}

/// Serves until `until` is done, then closes the store.
///
/// # Errors
///
/// What the listener says.
pub(crate) async fn serve(
    listener: TcpListener,
    (service, router): (Service, Router),
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    service.start_chores();
    // The service limits requests by address, so it has to be told whose they are.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, router).with_graceful_shutdown(until).await;
    service.close();
    served
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let data = std::env::args().nth(1).unwrap_or("embedded".to_owned());
    let listener = TcpListener::bind("127.0.0.1:8621").await?;
    let (service, router, first) = hall(Path::new(&data), listener.local_addr()?)?;
    if let Some(first) = first {
        println!("administrator: {}", first.administrator.reveal());
        println!("clerk: {}", first.clerk.reveal());
    }
    println!("http://{}/", listener.local_addr()?);
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    Ok(serve(listener, (service, router), stop).await?)
}
