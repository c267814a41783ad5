//! One participant's connection: a str0m `Rtc` in RTP mode.
//!
//! *Invariants*: it is drained after every change; sequence numbers and payload types are the subscriber's own; nothing
//! is sent to where the client asked for it, only to where authenticated ICE checks came from.

mod bandwidth;
mod config;
mod drain;
mod negotiate;
mod path;
mod repeats;
mod send_stream;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::bwe::Bitrate;
use str0m::format::Codec;
use str0m::media::{KeyframeRequestKind, Mid, Pt};
use str0m::net::Receive;
use str0m::rtp::Ssrc;
use str0m::{Input, Rtc};

pub(crate) use config::PeerConfig;
pub use config::RouterConfig;

use crate::allocator::Probing;
use crate::outbox::Outbox;
use crate::packet::{Packet, Source};
use crate::rewriter::StreamId;
use bandwidth::Bandwidth;
use path::Path;
use repeats::Repeats;
use send_stream::SendStream;

/// A connection that is not through by then, or that was lost so long ago, is gone.
const GIVEN_UP: Duration = Duration::from_secs(30);

/// What is due so soon is done at once, and the connection's time is then so much ahead: the pacer lets one packet go in a
/// microsecond, and packets that leave together cost less than those that each wait for a timer.
const AT_ONCE: Duration = Duration::from_micros(100);

/// What was due so lately is done as if it had been done in time: a probe sends every two milliseconds and does not catch
/// up on what a timer is late, so that it would try the line with half of what it is to be tried with. Not so media: what
/// they waited in this machine would count as delay of the line.
const LATE: Duration = Duration::from_millis(2);

/// What a connection tells its room.
#[derive(Debug)]
pub(crate) enum PeerEvent {
    /// ICE and DTLS are done.
    Connected,
    /// Media came.
    Media(Arc<Packet>),
    /// The subscriber needs a key frame on a video slot.
    KeyframeWanted(usize),
    /// Media take another path from now on. What was sent on the one before may never have come, in both directions.
    Moved,
}

#[derive(Clone, Copy, Debug)]
struct PayloadTypes {
    opus: Option<Pt>,
    red: Option<Pt>,
    vp8: Option<Pt>,
    /// Of repairs of VP8.
    rtx: Option<Pt>,
}

/// One participant's connection.
#[derive(Debug)]
pub(crate) struct Peer {
    rtc: Rtc,
    /// The path that the client chose last; before, it is the agent that knows one.
    path: Option<Path>,
    /// The path that a check asks for, until the agent has answered it.
    asked: Option<Path>,
    /// Tells this connection's streams from those of any other of the room.
    number: u32,
    fingerprint: String,
    microphone: Option<Mid>,
    camera: Option<Mid>,
    screen: Option<Mid>,
    /// The media sections on which the subscriber receives.
    audio: Vec<Mid>,
    video: Vec<Mid>,
    streams: BTreeMap<Mid, SendStream>,
    types: PayloadTypes,
    sources: BTreeMap<Ssrc, Source>,
    /// Counts of each media section when they were last reported: asked for again by and of the other end, and lost.
    reported: BTreeMap<Mid, [u64; 3]>,
    timeout: Instant,
    /// The latest time that the connection was told, which may be a little ahead: it does nothing at an earlier one.
    told: Instant,
    /// Media were written since the last tick.
    has_written: bool,
    /// Since when there is no connection.
    lost_since: Option<Instant>,
    connected: bool,
    dead: bool,
    bandwidth: Bandwidth,
    repeats: Repeats,
    /// What the bandwidth estimator was told to try.
    probing: Probing,
    events: Vec<PeerEvent>,
}

impl Peer {
    /// Takes what came from the network. `chooses`: the client asks to be sent to on this path, with this priority.
    pub(crate) fn receive(
        &mut self,
        receive: Receive<'_>,
        chooses: Option<u32>,
        now: Instant,
        out: &mut Outbox,
    ) {
        let now = self.tell(now);
        self.asked = chooses.map(|priority| Path::of(&receive, priority, now));
        if self.rtc.handle_input(Input::Receive(now, receive)).is_err() {
            self.dead = true;
        }
        self.drain(now, out);
        self.asked = None;
    }

    /// Whether the connection says that a datagram is its own: of STUN, whether the check is authentic.
    pub(crate) fn accepts(&self, input: &Input<'_>) -> bool {
        self.rtc.accepts(input)
    }

    /// Lets time pass.
    pub(crate) fn tick(&mut self, now: Instant, out: &mut Outbox) {
        let now = self.tell(now);
        self.has_written = false;
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            self.dead = true;
        }
        self.drain(now, out);
    }

    fn tell(&mut self, now: Instant) -> Instant {
        self.told = self.told.max(now);
        self.told
    }

    /// Asks the publisher for a key frame of a stream (RFC 4585 PLI).
    pub(crate) fn request_keyframe(&mut self, stream: StreamId, now: Instant, out: &mut Outbox) {
        let ssrc = Ssrc::from(stream.ssrc());
        if let Some(rx) = self.rtc.direct_api().stream_rx(&ssrc) {
            rx.request_keyframe(KeyframeRequestKind::Pli);
            out.stats.keyframe_requests_out += 1;
        }
        self.drain(now, out);
    }

    /// Tells the bandwidth estimator what to try. Each higher wish makes it probe, so that small changes are kept from it.
    pub(crate) fn set_probing(&mut self, probing: Probing, now: Instant, out: &mut Outbox) {
        let before = self.probing;
        if !is_other(before.minimum, probing.minimum) && !is_other(before.desired, probing.desired)
        {
            return;
        }
        self.probing = probing;
        self.rtc.bwe().set_bitrate(
            Bitrate::from(probing.minimum),
            Bitrate::from(probing.desired),
        );
        self.drain(now, out);
    }

    /// Says goodbye (RTCP BYE, DTLS `close_notify`).
    pub(crate) fn close(&mut self, now: Instant, out: &mut Outbox) {
        if self.rtc.close().is_ok() {
            self.drain(now, out);
        }
        self.rtc.disconnect();
    }

    /// Whether something happened since the last call of [`Peer::take_events`].
    pub(crate) fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// What happened since the last call.
    pub(crate) fn take_events(&mut self) -> Vec<PeerEvent> {
        std::mem::take(&mut self.events)
    }

    /// The name by which ICE checks call this connection.
    pub(crate) fn ufrag(&mut self, now: Instant, out: &mut Outbox) -> String {
        let ufrag = self.rtc.direct_api().local_ice_credentials().ufrag;
        self.drain(now, out);
        ufrag
    }

    /// When it wants to be ticked.
    pub(crate) fn timeout(&self) -> Instant {
        self.timeout
    }

    /// With which time it is to be ticked, if it is to be ticked now.
    pub(crate) fn due(&self, now: Instant) -> Option<Instant> {
        let late = now.checked_sub(LATE).filter(|_| !self.has_written);
        let at = self.timeout.max(late.unwrap_or(now));
        (self.timeout <= now + AT_ONCE).then_some(at)
    }

    /// Media can flow.
    pub(crate) fn is_connected(&self) -> bool {
        self.connected
    }

    /// It is of no use any more.
    pub(crate) fn is_gone(&self, now: Instant) -> bool {
        let given_up = |since: Instant| now.saturating_duration_since(since) >= GIVEN_UP;
        self.dead || !self.rtc.is_alive() || self.lost_since.is_some_and(given_up)
    }

    /// What the line to the subscriber carries, in bits per second.
    pub(crate) fn estimate(&self) -> u64 {
        self.bandwidth.estimate()
    }

    /// The hash of the client's certificate.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn stream_id(&self, ssrc: Ssrc) -> StreamId {
        StreamId::of(self.number, *ssrc)
    }

    fn read_payload_types(&mut self) {
        let mut types = PayloadTypes {
            opus: None,
            red: None,
            vp8: None,
            rtx: None,
        };
        for params in self.rtc.codec_config().params() {
            let codec = params.spec().codec;
            if codec == Codec::Opus {
                types.opus = types.opus.or(Some(params.pt()));
                types.red = types.red.or(params.red());
            } else if codec == Codec::Vp8 && types.vp8.is_none() {
                types.vp8 = Some(params.pt());
                types.rtx = params.resend();
            }
        }
        self.types = types;
    }
}

/// Whether a bitrate is more than a tenth away from another, or one of them is none.
fn is_other(before: u64, bitrate: u64) -> bool {
    before.abs_diff(bitrate) * 10 > before || (before == 0) != (bitrate == 0)
}
