//! The accept loop.
//!
//! *Invariants*: a connection that does not finish its headers in time is closed (T-071); there are never more
//! connections than [`MAX_CONNECTIONS`], sockets among them; on a stop no new one is taken, and those there are finish their request.

use crate::http::address::Peer;
use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

const MAX_CONNECTIONS: usize = 20_000;
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
const HEADER_BYTES: usize = 32 * 1024;
/// After a failed accept, for example for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// One of the places for connections. An upgraded socket outlives its HTTP connection and keeps its place.
#[derive(Clone, Debug)]
pub(crate) struct Place(
    #[expect(dead_code, reason = "it is held, not used")] Arc<OwnedSemaphorePermit>,
);

/// When to take no new connection, and when to end those that are there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    pub(crate) accepting: CancellationToken,
    pub(crate) serving: CancellationToken,
}

/// Serves until `stop.accepting`; the connections go on in `tasks` until `stop.serving`.
pub(crate) async fn accept(
    listener: &TcpListener,
    router: &Router,
    tasks: &TaskTracker,
    stop: &Stop,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = tokio::select! {
            () = stop.accepting.cancelled() => return,
            accepted = async { (place.await, listener.accept().await) } => accepted,
        };
        match accepted {
            (Ok(place), Ok((stream, peer))) => {
                let place = Place(Arc::new(place));
                let stop = stop.serving.clone();
                tasks.spawn(serve(stream, peer, place, router.clone(), stop));
            }
            (_, Err(error)) => {
                tracing::warn!(%error, "no connection could be taken");
                tokio::time::sleep(PAUSE).await;
            }
            (Err(_), _) => return,
        }
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    router: Router,
    stop: CancellationToken,
) {
    // Messages are small and must not wait for each other.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no-delay could not be set");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(place.clone());
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
