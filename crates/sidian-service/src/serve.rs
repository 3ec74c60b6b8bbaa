//! Serving: HTTP on loopback, HTTPS with or without client certificates, graceful stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::accept::{Accept, DefaultAcceptor};
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
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
    let room = Arc::new(Semaphore::new(config.limits.connections));
    let server = axum_server::from_tcp(listener).map_err(ServiceError::Listen)?.handle(handle);
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = match &config.tls {
        None => {
            let door = Door { within: DefaultAcceptor::new(), room, full: FULL };
            patient(server.acceptor(door), seconds).serve(router).await
        }
        Some(tls) => {
            let config = RustlsConfig::from_config(Arc::new(tls_config(tls)?));
            let within = ClientAcceptor(RustlsAcceptor::new(config).handshake_timeout(seconds));
            // Before the handshake there is nobody to tell.
            let door = Door { within, room, full: b"" };
            patient(server.acceptor(door), seconds).serve(router).await
        }
    };
    service.close();
    served.map_err(ServiceError::Listen)
}

/// Has `handle` stop when the process is told to (SIGTERM, ctrl-c): from when this returns, and not
/// only from when somebody first waits.
///
/// # Errors
///
/// If signals cannot be heard.
pub fn stop_on_signal(handle: Handle<SocketAddr>) -> io::Result<()> {
    #[cfg(unix)]
    let told = {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut ended, mut broken) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        async move {
            tokio::select! { _ = ended.recv() => {}, _ = broken.recv() => {} }
        }
    };
    #[cfg(not(unix))]
    let told = async { drop(tokio::signal::ctrl_c().await) };
    tokio::spawn(async move {
        told.await;
        tracing::info!("stopping");
        handle.graceful_shutdown(Some(GRACE));
    });
    Ok(())
}

/// A client that sends its request a byte at a time, or nothing at all, is not waited for. HTTP/1.1
/// and nothing else: telling versions apart would wait for the first bytes without an end.
fn patient<A>(server: Server<SocketAddr, A>, wait: Duration) -> Server<SocketAddr, A> {
    let mut server = server.http1_only();
    server
        .http_builder()
        .http1()
        .timer(hyper_util::rt::TokioTimer::new())
        .header_read_timeout(wait)
        .max_buf_size(64 << 10);
    server
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
    type Future = BoxFuture<io::Result<(Self::Stream, Self::Service)>>;

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

/// Lets in as many connections as there is room for, and tells the others to come again.
#[derive(Clone)]
struct Door<A> {
    within: A,
    room: Arc<Semaphore>,
    full: &'static [u8],
}

/// What one is told for whom there is no room.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\
    Connection: close\r\nContent-Length: 0\r\n\r\n";

impl<I, S, A> Accept<I, S> for Door<A>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Send + 'static,
    A: Accept<I, S> + Clone + Send + Sync + 'static,
    A::Future: Send,
    A::Service: Send,
    A::Stream: Send,
{
    type Stream = A::Stream;
    /// Holds the place as long as the connection lives.
    type Service = AddExtension<A::Service, Arc<OwnedSemaphorePermit>>;
    type Future = BoxFuture<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, mut stream: I, service: S) -> Self::Future {
        let (within, full) = (self.within.clone(), self.full);
        let place = Arc::clone(&self.room).try_acquire_owned();
        Box::pin(async move {
            let Ok(place) = place else {
                let _ = stream.write_all(full).await;
                return Err(io::ErrorKind::ConnectionRefused.into());
            };
            let (stream, service) = within.accept(stream, service).await?;
            Ok((stream, Extension(Arc::new(place)).layer(service)))
        })
    }
}

type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
