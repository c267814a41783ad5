//! Reads `getStats` of all peer connections: every second whether anything comes, every second time how good it is.

use crate::{
    peer::{Measured, Peers},
    rtc_ext::{self, Entry},
    timers::Interval,
};
use parley_protocol::Milliseconds;
use parley_room_client::{Input, Limitation, Measurement, Path, ReceivedStream, SentVideo};
use std::{cell::Cell, collections::BTreeMap, rc::Rc};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

const EVERY_MILLISECONDS: i32 = 1_000;
/// So many readings of what comes make one of how good it is.
const WHOLE_EVERY: u32 = 2;

/// Measures until it is dropped.
pub(crate) fn start(peers: &Rc<Peers>) -> Interval {
    let peers = Rc::downgrade(peers);
    let readings = Cell::new(0_u32);
    Interval::new(EVERY_MILLISECONDS, move || {
        readings.set(readings.get().wrapping_add(1));
        if let Some(peers) = peers.upgrade() {
            spawn_local(read(peers, readings.get().is_multiple_of(WHOLE_EVERY)));
        }
    })
}

async fn read(peers: Rc<Peers>, whole: bool) {
    let measured = peers.measured();
    if measured.is_empty() {
        return;
    }
    let mut sum = Sum::default();
    for one in &measured {
        sum.measurement.round_trips.insert(one.id, None);
        if let Ok(report) = JsFuture::from(one.connection.get_stats()).await {
            let entries = entries(&report);
            if let Some(pair) = selected_pair(&entries) {
                let (peer, bytes) = (one.id, pair.count("bytesReceived"));
                peers.inputs.send(Input::Heard { peer, bytes });
            }
            if whole {
                sum.add(one, &entries);
            }
        }
    }
    if whole {
        peers.inputs.send(Input::Measured(sum.measurement));
    }
}

fn entries(report: &JsValue) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    rtc_ext::for_each_entry(report, |entry| {
        entries.insert(entry.text("id").unwrap_or_default(), entry);
    });
    entries
}

#[derive(Default)]
struct Sum {
    measurement: Measurement,
    /// Bytes on the busiest connection.
    most: u64,
}

impl Sum {
    fn add(&mut self, one: &Measured, entries: &BTreeMap<String, Entry>) {
        for entry in entries.values() {
            match entry.text("type").as_deref() {
                Some("inbound-rtp") => self.add_received(one, entry),
                Some("outbound-rtp") => self.add_sent(one, entries, entry),
                Some("remote-inbound-rtp") => self.add_loss(entry),
                _ => {}
            }
        }
        if let Some(pair) = selected_pair(entries) {
            self.add_pair(one, entries, pair);
        }
    }

    fn add_received(&mut self, one: &Measured, entry: &Entry) {
        let mid = entry.text("mid").unwrap_or_default();
        let Some(participant) = one.participant(&mid) else {
            return;
        };
        self.measurement.streams.push(ReceivedStream {
            peer: one.id,
            mid: format!("{mid}{}", entry.text("kind").unwrap_or_default()),
            participant,
            from_router: one.router.is_some(),
            received: entry.count("packetsReceived"),
            lost: entry.count("packetsLost"),
            jitter: seconds(entry, "jitter").unwrap_or_default(),
            frozen: seconds(entry, "totalFreezesDuration")
                .filter(|_| !one.is_screen(&mid))
                .unwrap_or_default(),
        });
    }

    fn add_sent(&mut self, one: &Measured, entries: &BTreeMap<String, Entry>, entry: &Entry) {
        let codec = entry.text("codecId").and_then(|id| entries.get(&id));
        let codec = codec.and_then(|codec| codec.text("mimeType"));
        let codec = codec.and_then(|codec| codec.split_once('/').map(|(_, name)| name.to_owned()));
        if entry.text("kind").as_deref() == Some("audio") {
            let sends = entry.count("packetsSent") > 0;
            self.measurement.audio_codec = codec
                .filter(|_| sends)
                .or(self.measurement.audio_codec.take());
            return;
        }
        if one.is_screen(&entry.text("mid").unwrap_or_default()) {
            return;
        }
        let video = SentVideo {
            width: size(entry, "frameWidth"),
            height: size(entry, "frameHeight"),
            frames_per_second: size(entry, "framesPerSecond"),
            codec,
            limitation: match entry.text("qualityLimitationReason").as_deref() {
                Some("cpu") => Limitation::Computer,
                Some("bandwidth") => Limitation::Line,
                _ => Limitation::None,
            },
        };
        let before = self.measurement.video.as_ref().map_or(0, |v| v.height);
        if video.frames_per_second > 0 && video.height > before {
            self.measurement.video = Some(video);
        }
    }

    fn add_loss(&mut self, entry: &Entry) {
        if let Some(lost) = entry.number("fractionLost") {
            let lost = whole(lost.clamp(0.0, 1.0) * 1000.0);
            let lost = u16::try_from(lost).unwrap_or(1000);
            self.measurement.sent_loss = self.measurement.sent_loss.max(Some(lost));
        }
    }

    fn add_pair(&mut self, one: &Measured, entries: &BTreeMap<String, Entry>, pair: &Entry) {
        let (sent, received) = (pair.count("bytesSent"), pair.count("bytesReceived"));
        let round_trip =
            seconds(pair, "currentRoundTripTime").or_else(|| reported_round_trip(entries));
        self.measurement.round_trips.insert(one.id, round_trip);
        self.measurement.bytes_sent += sent;
        self.measurement.bytes_received += received;
        let busy = sent + received;
        if busy < self.most {
            return;
        }
        self.most = busy;
        let local = pair.text("localCandidateId");
        let local = local.and_then(|id| entries.get(&id));
        let is = |name, value: &str| {
            let text = local.and_then(|local| local.text(name));
            text.as_deref() == Some(value)
        };
        self.measurement.path = Some(Path {
            round_trip,
            to_router: one.router.is_some(),
            relayed: is("candidateType", "relay"),
            tcp: is("protocol", "tcp") || is("relayProtocol", "tcp") || is("relayProtocol", "tls"),
        });
    }
}

/// What the newest report of the other end's receivers says (RFC 3550, section 6.4.1).
fn reported_round_trip(entries: &BTreeMap<String, Entry>) -> Option<Milliseconds> {
    let reports = entries.values().filter(|entry| {
        let is_report = entry.text("type").as_deref() == Some("remote-inbound-rtp");
        is_report && entry.number("roundTripTime").is_some()
    });
    let time = |entry: &Entry| entry.number("timestamp").unwrap_or_default();
    let newest = reports.max_by(|a, b| time(a).total_cmp(&time(b)));
    newest.and_then(|entry| seconds(entry, "roundTripTime"))
}

fn selected_pair(entries: &BTreeMap<String, Entry>) -> Option<&Entry> {
    let is = |entry: &Entry, kind: &str| entry.text("type").as_deref() == Some(kind);
    let transport = entries.values().find(|entry| is(entry, "transport"));
    let named = transport.and_then(|entry| entry.text("selectedCandidatePairId"));
    let named = named.and_then(|id| entries.get(&id));
    // Firefox has no transport here and marks the pair instead.
    named.or_else(|| {
        let mut pairs = entries.values();
        pairs.find(|entry| is(entry, "candidate-pair") && entry.flag("selected"))
    })
}

fn seconds(entry: &Entry, name: &str) -> Option<Milliseconds> {
    let seconds = entry.number(name)?;
    Some(Milliseconds(whole(seconds * 1000.0)))
}

fn size(entry: &Entry, name: &str) -> u32 {
    u32::try_from(entry.count(name)).unwrap_or(u32::MAX)
}

/// The nearest whole number; none is negative here.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest number there is"
)]
pub(crate) fn whole(number: f64) -> u64 {
    number.round().max(0.0) as u64
}
