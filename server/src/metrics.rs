//! Figures for Prometheus, on a port of their own.
//!
//! *Invariants*: numbers only, nothing of a meeting or a person; nothing is served without `metrics.listen`.

use crate::{
    http::listener::{self, Stop},
    server::ServerError,
};
use axum::{Router, response::IntoResponse, routing::get};
use http::header::CONTENT_TYPE;
use std::{fmt::Write as _, net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

/// The text form of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4";

/// How a figure behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// It goes up and down.
    Gauge,
    /// It goes up only, and begins anew when the server does.
    Counter,
}

/// One figure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) help: &'static str,
    pub(crate) value: u64,
}

/// The port of the figures.
pub(crate) struct Metrics {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

impl Metrics {
    /// Takes the port.
    pub(crate) async fn bind<F>(address: SocketAddr, measure: F) -> Result<Self, ServerError>
    where
        F: Fn() -> Vec<Figure> + Send + Sync + 'static,
    {
        let bound = TcpListener::bind(address).await.and_then(|listener| {
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        let failed = |source| ServerError::Metrics { address, source };
        let (listener, address) = bound.map_err(failed)?;
        Ok(Self {
            listener,
            address,
            router: router(Arc::new(measure)),
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the server stops.
    pub(crate) async fn run(self, tasks: TaskTracker, stop: Stop) {
        listener::accept(&self.listener, &self.router, &tasks, &stop).await;
    }
}

fn router<F>(measure: Arc<F>) -> Router
where
    F: Fn() -> Vec<Figure> + Send + Sync + 'static,
{
    let show = move || {
        let text = write(&measure());
        async move { ([(CONTENT_TYPE, TEXT)], text).into_response() }
    };
    Router::new().route("/metrics", get(show))
}

fn write(figures: &[Figure]) -> String {
    let mut text = String::new();
    for figure in figures {
        let Figure {
            name,
            kind,
            help,
            value,
        } = figure;
        let kind = match kind {
            Kind::Gauge => "gauge",
            Kind::Counter => "counter",
        };
        let lines = writeln!(
            text,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}"
        );
        lines.expect("a String takes every write");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_written_as_prometheus_reads_it() {
        let figures = [
            Figure {
                name: "parley_rooms",
                kind: Kind::Gauge,
                help: "Open rooms.",
                value: 2,
            },
            Figure {
                name: "parley_packets_total",
                kind: Kind::Counter,
                help: "Packets.",
                value: 7,
            },
        ];
        assert_eq!(
            write(&figures),
            "# HELP parley_rooms Open rooms.\n# TYPE parley_rooms gauge\nparley_rooms 2\n\
             # HELP parley_packets_total Packets.\n# TYPE parley_packets_total counter\n\
             parley_packets_total 7\n"
        );
    }
}
