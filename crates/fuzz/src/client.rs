//! A browser as far as the media router can tell: a str0m client that offers, answers checks and sends what it is given.

use std::net::SocketAddr;
use std::time::Instant;

use parley_protocol::NegotiationId;
use parley_sfu_core::{Command, PeerKey};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::config::DtlsCert;
use str0m::crypto::from_feature_flags;
use str0m::format::{Codec, PayloadParams};
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{DatagramRecv, Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};

thread_local! {
    /// Both clients have the same one, which takes long to make.
    static CERTIFICATE: Option<DtlsCert> = from_feature_flags().dtls_provider.generate_certificate();
}

/// One client.
#[derive(Debug)]
pub struct Client {
    pub key: PeerKey,
    pub address: SocketAddr,
    pub microphone: Mid,
    pub camera: Mid,
    /// Where the streams of both are.
    pub streams: [Place; 2],
    pub is_connected: bool,
    /// What came, and on which kind of media section.
    pub received: Vec<(MediaKind, RtpPacket)>,
    /// What it sends: to whom, and what.
    pub out: Vec<(SocketAddr, Vec<u8>)>,
    pub timeout: Instant,
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
}

impl Client {
    pub fn new(key: PeerKey, red: bool, now: Instant) -> Self {
        let port = 5000 + u16::try_from(key.participant.0).expect("there are few");
        let address = SocketAddr::from(([192, 0, 2, 1], port));
        let certificate = CERTIFICATE.with(Clone::clone).expect("it can be made");
        let rtc = RtcConfig::new()
            .set_dtls_cert(certificate)
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, red)
            .enable_vp8(true)
            .build(now);
        Self {
            key,
            address,
            microphone: Mid::from("none"),
            camera: Mid::from("none"),
            streams: [Place::default(); 2],
            is_connected: false,
            received: Vec::new(),
            out: Vec::new(),
            timeout: now,
            rtc,
            pending: None,
        }
    }

    /// Offers a microphone, a camera, and a section of each kind to receive on.
    pub fn offer(&mut self, now: Instant) -> Command {
        let mut change = self.rtc.sdp_api();
        let mut add = |kind, direction| change.add_media(kind, direction, None, None, None);
        self.microphone = add(MediaKind::Audio, Direction::SendOnly);
        self.camera = add(MediaKind::Video, Direction::SendOnly);
        add(MediaKind::Audio, Direction::RecvOnly);
        add(MediaKind::Video, Direction::RecvOnly);
        let (offer, pending) = change.apply().expect("it adds something");
        self.pending = Some(pending);
        self.drain(now);
        Command::Offer {
            peer: self.key,
            negotiation: NegotiationId(1),
            sdp: offer.to_sdp_string(),
        }
    }

    pub fn accept(&mut self, answer: &str, now: Instant) {
        let answer = SdpAnswer::from_sdp_string(answer).expect("the router writes descriptions");
        let pending = self.pending.take().expect("every offer has one answer");
        let accepted = self.rtc.sdp_api().accept_answer(pending, answer);
        accepted.expect("the answer fits the offer");
        let candidate = Candidate::builder().udp().host(self.address).build();
        self.rtc
            .add_local_candidate(candidate.expect("it is an address"));
        self.drain(now);
    }

    pub fn receive(&mut self, source: SocketAddr, datagram: &[u8], now: Instant) {
        let contents = DatagramRecv::try_from(datagram).expect("the router sends what can be read");
        let receive = Receive {
            proto: Protocol::Udp,
            source,
            destination: self.address,
            contents,
        };
        let taken = self.rtc.handle_input(Input::Receive(now, receive));
        taken.expect("the router sends nothing that breaks a client");
        self.drain(now);
    }

    pub fn tick(&mut self, now: Instant) {
        let ticked = self.rtc.handle_input(Input::Timeout(now));
        ticked.expect("time passes");
        self.drain(now);
    }

    /// The payload types of Opus, RED and VP8, as the router has agreed to them.
    pub fn payload_types(&self) -> (Option<Pt>, Option<Pt>, Option<Pt>) {
        let params = self.rtc.codec_config().params();
        let of = |codec| params.iter().find(|params| params.spec().codec == codec);
        let opus = of(Codec::Opus);
        let red = opus.and_then(PayloadParams::red);
        (
            opus.map(PayloadParams::pt),
            red,
            of(Codec::Vp8).map(PayloadParams::pt),
        )
    }

    /// Sends one packet. `level` is said of sound.
    pub fn send(&mut self, mid: Mid, packet: Sent, level: Option<i8>, now: Instant) {
        let Sent {
            pt,
            seq,
            timestamp,
            payload,
        } = packet;
        let write =
            RtpWrite::new(pt, seq.into(), timestamp, now, payload).ext_vals(ExtensionValues {
                audio_level: level,
                ..ExtensionValues::default()
            });
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_tx_by_mid(mid, None).expect("it was offered");
        stream.write_rtp(write);
        self.drain(now);
        self.tick(now);
    }

    fn drain(&mut self, now: Instant) {
        loop {
            match self.rtc.poll_output().expect("the client works") {
                Output::Timeout(timeout) => {
                    self.timeout = timeout.max(now);
                    return;
                }
                Output::Transmit(transmit) => {
                    self.out
                        .push((transmit.destination, transmit.contents.into()));
                }
                Output::Event(event) => self.handle(event),
            }
        }
    }

    fn handle(&mut self, event: Event) {
        if let Event::RtpPacket(packet) = event {
            let ssrc = packet.header.ssrc;
            let mid = self
                .rtc
                .direct_api()
                .stream_rx(&ssrc)
                .map(|stream| stream.mid());
            let media = mid.and_then(|mid| self.rtc.media(mid));
            let kind = media.expect("what comes is of a section").kind();
            self.received.push((kind, packet));
        } else if let Event::Connected = event {
            self.is_connected = true;
        }
    }
}

/// The number and the time of the newest packet of a stream.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub seq: u64,
    pub timestamp: u32,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            seq: 1000,
            timestamp: 0,
        }
    }
}

/// A packet to be sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub pt: Pt,
    pub seq: u64,
    pub timestamp: u32,
    pub payload: Vec<u8>,
}
