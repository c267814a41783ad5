//! Empties an `Rtc` of what it wants to send and to say.

use std::sync::Arc;
use std::time::Instant;

use str0m::bwe::{Bitrate, BweKind};
use str0m::media::Mid;
use str0m::net::{Protocol, Transmit};
use str0m::rtp::RtpPacket;
use str0m::stats::PeerStats;
use str0m::{Event, IceConnectionState, Output};

use super::bandwidth::Second;
use super::{Peer, PeerEvent};
use crate::api::{self, Transport};
use crate::offer;
use crate::outbox::Outbox;
use crate::packet::{Packet, Source};
use parley_protocol::{VideoLayer, VideoSource};

/// Streams that are remembered; a client that changes them without end is looked up again each time.
const SOURCES: usize = 64;
/// More than this at once is not an `Rtc` that works.
const ROUNDS: usize = 100_000;

impl Peer {
    /// Polls until there is only a timeout left.
    pub(super) fn drain(&mut self, now: Instant, out: &mut Outbox) {
        for _ in 0..ROUNDS {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(timeout)) => {
                    self.timeout = timeout;
                    return;
                }
                Ok(Output::Transmit(mut transmit)) => {
                    self.follow(&transmit);
                    if let Some(path) = self.path {
                        path.redirect(&mut transmit);
                    }
                    self.transmit(transmit, out);
                }
                Ok(Output::Event(event)) => self.handle_event(event, now, out),
                Err(_) => break,
            }
        }
        self.dead = true;
    }

    /// Takes the path that a check asked for once its answer goes out.
    fn follow(&mut self, transmit: &Transmit) {
        let asked = self.asked.filter(|asked| asked.is_answered_by(transmit));
        let taken = asked.filter(|asked| self.path.is_none_or(|path| asked.replaces(&path)));
        let Some(taken) = taken else {
            return;
        };
        if self.path.is_some_and(|path| taken.rescues_from(&path)) {
            self.bandwidth.move_on(taken.chosen());
            self.events.push(PeerEvent::Moved);
        }
        self.path = Some(taken);
    }

    fn transmit(&mut self, transmit: Transmit, out: &mut Outbox) {
        let proto = match transmit.proto {
            Protocol::Udp => Transport::Udp,
            Protocol::Tcp | Protocol::SslTcp | Protocol::Tls => Transport::Tcp,
        };
        let contents = Vec::from(transmit.contents);
        let is_again = proto == Transport::Udp && self.repeats.wants_again(&contents, self.types);
        let output = api::Output::Transmit {
            proto,
            source: transmit.source,
            destination: transmit.destination,
            contents,
        };
        if is_again {
            out.transmit(output.clone());
        }
        out.transmit(output);
    }

    fn handle_event(&mut self, event: Event, now: Instant, out: &mut Outbox) {
        // Only what a router needs; there will be more kinds of events.
        if let Event::RtpPacket(packet) = event {
            self.handle_rtp(packet, out);
        } else if let Event::Connected = event {
            self.connected = true;
            self.lost_since = None;
            self.events.push(PeerEvent::Connected);
        } else if let Event::IceConnectionStateChange(state) = event {
            self.handle_ice(state, now);
        } else if let Event::KeyframeRequest(request) = event {
            out.stats.keyframe_requests_in += 1;
            let slot = self.video.iter().position(|mid| *mid == request.mid);
            self.events.extend(slot.map(PeerEvent::KeyframeWanted));
        } else if let Event::EgressBitrateEstimate(estimate) = event {
            self.handle_estimate(&estimate, now);
        } else if let Event::PeerStats(stats) = event {
            self.pass_second(&stats, now);
        } else if let Event::MediaEgressStats(stats) = event {
            let lost = stats.remote.map_or(0, |remote| remote.packets_lost);
            let [nacks, _, lost] = self.since_reported(stats.mid, [stats.nacks, 0, lost]);
            out.stats.nacks_in += nacks;
            out.stats.lost += lost;
        } else if let Event::MediaIngressStats(stats) = event {
            // Each layer tells its own count: only the first is counted, or they would undo each other.
            if stats
                .rid
                .is_none_or(|rid| offer::layer(&rid) == Some(VideoLayer::Q))
            {
                let [_, nacks, _] = self.since_reported(stats.mid, [0, stats.nacks, 0]);
                out.stats.nacks_out += nacks;
            }
        } else if let Event::Closed = event {
            self.dead = true;
        }
    }

    fn pass_second(&mut self, stats: &PeerStats, now: Instant) {
        let estimate = stats.bwe_tx.map(|estimate| estimate.as_u64());
        let lost = stats.egress_loss_fraction;
        self.repeats.pass_second(lost, estimate.unwrap_or(0));
        let Some(estimate) = estimate else {
            return;
        };
        let second = Second {
            lost,
            round_trip: stats.rtt,
            estimate,
        };
        let anew = self.bandwidth.pass(second, now);
        self.estimate_anew(anew);
    }

    fn handle_ice(&mut self, state: IceConnectionState, now: Instant) {
        match state {
            IceConnectionState::Connected | IceConnectionState::Completed => {
                if self.connected {
                    self.lost_since = None;
                }
            }
            // After a restart it is checked for ever if the client never comes back.
            IceConnectionState::Disconnected
            | IceConnectionState::New
            | IceConnectionState::Checking => {
                self.lost_since.get_or_insert(now);
            }
        }
    }

    pub(super) fn handle_estimate(&mut self, estimate: &BweKind, now: Instant) {
        let anew = self.bandwidth.take(estimate, now);
        self.estimate_anew(anew);
    }

    fn estimate_anew(&mut self, anew: Option<u64>) {
        if let Some(bitrate) = anew {
            self.rtc.bwe().reset(Bitrate::from(bitrate));
        }
    }

    fn handle_rtp(&mut self, packet: RtpPacket, out: &mut Outbox) {
        let ssrc = packet.header.ssrc;
        let pt = packet.header.payload_type;
        let is_red = self.types.red == Some(pt);
        let media = self.source_of(&packet).filter(|source| match source {
            Source::Microphone => is_red || self.types.opus == Some(pt),
            Source::Picture(..) => self.types.vp8 == Some(pt),
        });
        let stream = self.stream_id(ssrc);
        match media.and_then(|source| Packet::read(packet, source, stream, is_red)) {
            Some(packet) => self.events.push(PeerEvent::Media(Arc::new(packet))),
            None => out.stats.dropped_not_allowed += 1,
        }
    }

    /// By SSRC: the header names section and layer only until the first receiver report.
    fn source_of(&mut self, packet: &RtpPacket) -> Option<Source> {
        let ssrc = packet.header.ssrc;
        if let Some(source) = self.sources.get(&ssrc) {
            return Some(*source);
        }
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_rx(&ssrc)?;
        let (mid, rid) = (Some(stream.mid()), stream.rid());
        let layer = match rid {
            Some(rid) => offer::layer(&rid),
            None => Some(VideoLayer::F),
        };
        let source = if mid == self.microphone {
            Source::Microphone
        } else if mid == self.camera {
            Source::Picture(VideoSource::Camera, layer?)
        } else if mid == self.screen {
            Source::Picture(VideoSource::Screen, layer?)
        } else {
            return None;
        };
        if self.sources.len() == SOURCES {
            self.sources.clear();
        }
        self.sources.insert(ssrc, source);
        Some(source)
    }

    /// How much was added to counts since the last report.
    fn since_reported(&mut self, mid: Mid, counts: [u64; 3]) -> [u64; 3] {
        let before = self.reported.entry(mid).or_default();
        let mut since = [0; 3];
        for at in 0..counts.len() {
            since[at] = counts[at].saturating_sub(before[at]);
            before[at] = before[at].max(counts[at]);
        }
        since
    }
}
