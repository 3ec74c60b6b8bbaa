//! Serving: HTTP on loopback, HTTPS with or without client certificates, graceful stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::Router;
use axum::middleware::AddExtension;
use axum_server::Handle;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::server::TlsStream;
use tower::Layer;

use crate::auth::ClientCertificate;
use crate::config::Tls;
use crate::service::{Service, ServiceError};
use crate::store::Digest;

/// How long requests may take to end when the service stops.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until `handle` says stop, then lets requests end and closes the store.
///
/// # Errors
///
/// [`ServiceError::Listen`], [`ServiceError::Tls`].
pub async fn serve(service: &Service, handle: Handle<SocketAddr>) -> Result<(), ServiceError> {
    let config = service.app().config().clone();
    let listener = std::net::TcpListener::bind(config.listen).map_err(ServiceError::Listen)?;
    service.start_chores();
    let router = service.router();
    let seconds = Duration::from_secs(config.limits.request_seconds);
    let served = match &config.tls {
        None => plain(listener, router, handle, seconds).await,
        Some(tls) => {
            let config = RustlsConfig::from_config(Arc::new(tls_config(tls)?));
            secure(listener, router, handle, (config, seconds)).await
        }
    };
    service.close();
    served.map_err(ServiceError::Listen)
}

/// Has `handle` stop when the process is told to (SIGTERM, ctrl-c).
pub fn stop_on_signal(handle: Handle<SocketAddr>) {
    tokio::spawn(async move {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut told) => {
                    tokio::select! { _ = told.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
                }
                Err(_) => drop(tokio::signal::ctrl_c().await),
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        tracing::info!("stopping");
        handle.graceful_shutdown(Some(GRACE));
    });
}

async fn plain(
    listener: std::net::TcpListener,
    router: Router,
    handle: Handle<SocketAddr>,
    wait: Duration,
) -> io::Result<()> {
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    patience(server.http_builder(), wait);
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await
}

async fn secure(
    listener: std::net::TcpListener,
    router: Router,
    handle: Handle<SocketAddr>,
    (config, wait): (RustlsConfig, Duration),
) -> io::Result<()> {
    let acceptor = ClientAcceptor(RustlsAcceptor::new(config).handshake_timeout(wait));
    let mut server = axum_server::from_tcp(listener)?.handle(handle).acceptor(acceptor);
    patience(server.http_builder(), wait);
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await
}

/// A client that sends its request a byte at a time is not waited for.
fn patience(
    builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>,
    wait: Duration,
) {
    builder
        .http1()
        .timer(hyper_util::rt::TokioTimer::new())
        .header_read_timeout(wait)
        .max_buf_size(64 << 10);
}

fn tls_config(tls: &Tls) -> Result<ServerConfig, ServiceError> {
    let bad = |what: &str, e: &dyn std::fmt::Display| ServiceError::Tls(format!("{what}: {e}"));
    let certificates = |path: &std::path::Path| -> Result<Vec<CertificateDer<'static>>, _> {
        let name = path.display().to_string();
        CertificateDer::pem_file_iter(path)
            .map_err(|e| bad(&name, &e))?
            .collect::<Result<_, _>>()
            .map_err(|e| bad(&name, &e))
    };
    let chain = certificates(&tls.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&tls.key)
        .map_err(|e| bad(&tls.key.display().to_string(), &e))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| bad("versions", &e))?;
    let builder = match &tls.client_authorities {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(path)? {
                roots.add(certificate).map_err(|e| bad(&path.display().to_string(), &e))?;
            }
            // Without a certificate one can still show a token, and anybody can verify.
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .allow_unauthenticated()
                .build()
                .map_err(|e| bad("client authorities", &e))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_single_cert(chain, key).map_err(|e| bad("certificate", &e))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Tells handlers which client certificate TLS verified.
#[derive(Clone)]
struct ClientAcceptor(RustlsAcceptor);

impl<I, S> Accept<I, S> for ClientAcceptor
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Send + 'static,
{
    type Stream = TlsStream<I>;
    type Service =
        AddExtension<<RustlsAcceptor as Accept<I, S>>::Service, Option<ClientCertificate>>;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let acceptor = self.0.clone();
        Box::pin(async move {
            let (stream, service) = acceptor.accept(stream, service).await?;
            let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
            let shown = shown.map(|der| ClientCertificate(Digest::of(der).as_bytes().to_vec()));
            Ok((stream, Extension(shown).layer(service)))
        })
    }
}
