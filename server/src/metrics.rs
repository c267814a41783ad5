//! Figures for Prometheus, on a port of their own.
//!
//! *Invariants*: numbers only, nothing of a meeting or a person; nothing is served without `metrics.listen`.

use crate::{
    http::listener::{self, Stop},
    server::ServerError,
};
use axum::{Router, response::IntoResponse, routing::get};
use http::header::CONTENT_TYPE;
use parley_signaling::{WAIT_STEPS, WaitStats};
use std::{
    fmt::{self, Write as _},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

/// The text form of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4";

/// What a figure says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    /// It goes up and down.
    Gauge(u64),
    /// It goes up only, and begins anew when the server does.
    Counter(u64),
    /// How long something took how often; it goes up only.
    Histogram(WaitStats),
}

/// One figure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) value: Value,
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
    for Figure { name, help, value } in figures {
        let kind = match value {
            Value::Gauge(_) => "gauge",
            Value::Counter(_) => "counter",
            Value::Histogram(_) => "histogram",
        };
        let lines =
            writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}").and_then(
                |()| match value {
                    Value::Gauge(value) | Value::Counter(value) => writeln!(text, "{name} {value}"),
                    Value::Histogram(waits) => write_histogram(&mut text, name, waits),
                },
            );
        lines.expect("a String takes every write");
    }
    text
}

fn write_histogram(text: &mut String, name: &str, waits: &WaitStats) -> fmt::Result {
    let seconds = |milliseconds| Duration::from_millis(milliseconds).as_secs_f64();
    let [steps @ .., all] = waits.up_to;
    for (end, count) in WAIT_STEPS.into_iter().zip(steps) {
        writeln!(text, "{name}_bucket{{le=\"{}\"}} {count}", seconds(end))?;
    }
    writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {all}")?;
    let sum = seconds(waits.sum);
    writeln!(text, "{name}_sum {sum}\n{name}_count {all}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_written_as_prometheus_reads_it() {
        let figures = [
            Figure {
                name: "parley_rooms",
                help: "Open rooms.",
                value: Value::Gauge(2),
            },
            Figure {
                name: "parley_packets_total",
                help: "Packets.",
                value: Value::Counter(7),
            },
        ];
        assert_eq!(
            write(&figures),
            "# HELP parley_rooms Open rooms.\n# TYPE parley_rooms gauge\nparley_rooms 2\n\
             # HELP parley_packets_total Packets.\n# TYPE parley_packets_total counter\n\
             parley_packets_total 7\n"
        );
    }

    #[test]
    fn a_histogram_is_written_in_seconds_with_each_step_above_the_last() {
        let waits = WaitStats {
            up_to: [1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4],
            sum: 71_350,
        };
        let figure = Figure {
            name: "parley_client_join_seconds",
            help: "Waits.",
            value: Value::Histogram(waits),
        };
        let bucket = |end: &str, count: u64| {
            format!("parley_client_join_seconds_bucket{{le=\"{end}\"}} {count}\n")
        };
        let expected = [
            "# HELP parley_client_join_seconds Waits.\n".to_owned(),
            "# TYPE parley_client_join_seconds histogram\n".to_owned(),
            bucket("0.1", 1),
            bucket("0.25", 1),
            bucket("0.5", 2),
            bucket("0.75", 2),
            bucket("1", 2),
            bucket("1.5", 3),
            bucket("2", 3),
            bucket("3", 3),
            bucket("5", 3),
            bucket("10", 3),
            bucket("30", 3),
            bucket("60", 3),
            bucket("+Inf", 4),
            "parley_client_join_seconds_sum 71.35\n".to_owned(),
            "parley_client_join_seconds_count 4\n".to_owned(),
        ];
        assert_eq!(write(&[figure]), expected.concat());
    }
}
