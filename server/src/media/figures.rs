//! The figures that Prometheus reads, by name. A name that was once there stays what it is.

use crate::metrics::{Figure, Value};
use parley_protocol::Wait;
use parley_sfu_net::SfuStats;
use parley_signaling::{RoomsStats, WaitStats};

fn gauge(name: &'static str, help: &'static str, value: u64) -> Figure {
    Figure {
        name,
        help,
        value: Value::Gauge(value),
    }
}

fn counter(name: &'static str, help: &'static str, value: u64) -> Figure {
    Figure {
        name,
        help,
        value: Value::Counter(value),
    }
}

pub(super) fn of_rooms(stats: RoomsStats) -> [Figure; 3] {
    let gauge = |name, help, value: usize| {
        let value = u64::try_from(value).unwrap_or(u64::MAX);
        gauge(name, help, value)
    };
    [
        gauge("parley_rooms", "Open rooms.", stats.rooms),
        gauge("parley_sockets", "Open sockets.", stats.sockets),
        gauge("parley_participants", "Held seats.", stats.participants),
    ]
}

/// What browsers say of how long they had to wait.
pub(super) fn of_waits(waits: &[(Wait, WaitStats)]) -> impl Iterator<Item = Figure> {
    waits.iter().map(|(what, stats)| {
        let (name, help) = match what {
            Wait::Join => (
                "parley_client_join_seconds",
                "From \"Join meeting\" to the seat, where no host had to open.",
            ),
            Wait::FirstFrame => (
                "parley_client_first_frame_seconds",
                "From \"Join meeting\" to the first picture of somebody else.",
            ),
            Wait::Rejoin => (
                "parley_client_rejoin_seconds",
                "From the loss of the connection to the same seat again.",
            ),
            Wait::Freeze => (
                "parley_client_freeze_seconds",
                "Pictures that stood still, until they went on.",
            ),
        };
        let value = Value::Histogram(*stats);
        Figure { name, help, value }
    })
}

#[rustfmt::skip]
pub(super) fn of_media(stats: &SfuStats) -> Vec<Figure> {
    let router = &stats.router;
    vec![
        gauge("parley_media_rooms", "Rooms with media.", router.rooms),
        gauge("parley_media_connections", "Media connections.", router.participants),
        gauge("parley_media_handshakes", "Media connections that are not through yet.", router.handshakes),
        gauge("parley_media_estimate_bits", "Estimated bandwidth to all subscribers, in bits a second.", router.estimate),
        gauge("parley_media_tcp_connections", "TCP connections for media.", stats.tcp_connections),
        counter("parley_media_packets_in_total", "Datagrams that came.", router.packets_in),
        counter("parley_media_bytes_in_total", "Bytes that came.", router.bytes_in),
        counter("parley_media_packets_out_total", "Datagrams that went out.", router.packets_out),
        counter("parley_media_bytes_out_total", "Bytes that went out.", router.bytes_out),
        counter("parley_media_forwarded_total", "Media packets sent to subscribers.", router.forwarded),
        counter("parley_media_lost_total", "Packets that subscribers reported as lost.", router.lost),
        counter("parley_media_nacks_in_total", "Packets that subscribers asked for again.", router.nacks_in),
        counter("parley_media_nacks_out_total", "Packets asked for again of publishers.", router.nacks_out),
        counter("parley_media_keyframe_requests_in_total", "Key frames that subscribers asked for.", router.keyframe_requests_in),
        counter("parley_media_keyframe_requests_out_total", "Key frames asked for of publishers.", router.keyframe_requests_out),
        counter("parley_media_layer_switches_total", "Times a slot began to send something else.", router.layer_switches),
        counter("parley_media_dropped_unknown_total", "Datagrams from nobody that is known.", router.dropped_unknown),
        counter("parley_media_dropped_over_limit_total", "Datagrams above what a participant may send.", router.dropped_over_limit),
        counter("parley_media_dropped_not_allowed_total", "Media packets of sources that are off.", router.dropped_not_allowed),
        counter("parley_media_rooms_failed_total", "Rooms whose media broke.", router.rooms_failed),
        counter("parley_media_failed_sends_total", "Sends that the kernel did not take.", stats.failed_sends),
        counter("parley_media_tcp_refused_total", "TCP connections that were one too many.", stats.tcp_refused),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_figure_has_a_name_of_its_own_by_the_rules() {
        let mut figures = of_media(&SfuStats::default());
        figures.extend(of_rooms(RoomsStats::default()));
        let waits = Wait::ALL.map(|what| (what, WaitStats::default()));
        figures.extend(of_waits(&waits));
        let names: BTreeSet<_> = figures.iter().map(|figure| figure.name).collect();
        assert_eq!(names.len(), figures.len());
        for figure in figures {
            let is_total = figure.name.ends_with("_total");
            assert_eq!(
                is_total,
                matches!(figure.value, Value::Counter(_)),
                "{figure:?}"
            );
            assert!(figure.name.starts_with("parley_") && figure.help.ends_with('.'));
        }
    }
}
