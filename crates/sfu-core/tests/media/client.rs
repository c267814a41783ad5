//! A browser as far as the router can tell: a str0m client that offers, sends what is wanted, and notes what comes.

mod sending;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use parley_protocol::{NegotiationId, ParticipantId, SlotView, VideoLayer, VideoSource};
use parley_sfu_core::{Event as RoomEvent, PeerKey, RoomKey, Transport};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid, Simulcast, SimulcastLayer};
use str0m::net::{DatagramRecv, Protocol, Receive, TcpType};
use str0m::rtp::RtpPacket;
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig};

use crate::camera::{self, Encoder, Mark};
use crate::check::{Continuity, Sent};
use crate::wire::Datagram;

/// How a client differs from the usual one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) simulcast: bool,
    /// There is a section for a screen.
    pub(crate) screen: bool,
    pub(crate) red: bool,
    pub(crate) proto: Transport,
    pub(crate) audio_slots: usize,
    pub(crate) video_slots: usize,
}

impl Default for Kind {
    fn default() -> Self {
        Self {
            simulcast: true,
            screen: true,
            red: false,
            proto: Transport::Udp,
            audio_slots: 8,
            video_slots: 4,
        }
    }
}

/// What a packet shows, and in which layer.
type Picture = (VideoSource, VideoLayer);

/// What came on one media section.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) continuity: Continuity,
    /// When each packet came, whose it is, and what it shows in which layer (video).
    pub(crate) log: Vec<(Instant, u32, Option<Picture>)>,
    pub(crate) payload_types: Vec<u8>,
}

#[expect(clippy::struct_excessive_bools, reason = "switches of a test")]
pub(crate) struct Client {
    pub(crate) key: PeerKey,
    pub(crate) address: SocketAddr,
    /// Where it seems to be from outside; a NAT may give it another port at any time.
    pub(crate) seen_at: SocketAddr,
    pub(crate) kind: Kind,
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    negotiation: u32,
    microphone: Mid,
    camera: Mid,
    screen: Mid,
    video_mids: Vec<Mid>,
    pub(crate) received: BTreeMap<String, Received>,
    encoders: BTreeMap<(VideoSource, VideoLayer), Encoder>,
    sound_seq: u64,
    next_sound: Instant,
    next_frame: Instant,
    /// Sends everything it could, whatever is wanted and allowed.
    pub(crate) ignores_wanted: bool,
    /// What the screen shows does not move.
    pub(crate) screen_rests: bool,
    pub(crate) wraps_red: bool,
    pub(crate) loud: bool,
    pub(crate) keyframe_requests: usize,
    pub(crate) connected: bool,
    pub(crate) ice_lost: bool,
    pub(crate) slots: Vec<SlotView>,
    pub(crate) wanted: (bool, Vec<VideoLayer>),
    pub(crate) wanted_screen: Vec<VideoLayer>,
    pub(crate) events: Vec<RoomEvent>,
    timeout: Instant,
    pub(crate) out: Vec<Datagram>,
}

impl Client {
    pub(crate) fn new(room: u64, participant: u32, kind: Kind, now: Instant) -> Self {
        let address = SocketAddr::from(([192, 0, 2, participant as u8], 5000 + participant as u16));
        Self::at(room, participant, kind, address, now)
    }

    pub(crate) fn at(
        room: u64,
        participant: u32,
        kind: Kind,
        address: SocketAddr,
        now: Instant,
    ) -> Self {
        let rtc = RtcConfig::new()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, kind.red)
            .enable_vp8(true)
            .build(now);
        Self {
            key: PeerKey {
                room: RoomKey(room),
                participant: ParticipantId(participant),
            },
            address,
            seen_at: address,
            kind,
            rtc,
            pending: None,
            negotiation: 0,
            microphone: Mid::from("none"),
            camera: Mid::from("none"),
            screen: Mid::from("none"),
            video_mids: Vec::new(),
            received: BTreeMap::new(),
            encoders: BTreeMap::new(),
            sound_seq: 1,
            next_sound: now,
            next_frame: now,
            ignores_wanted: false,
            screen_rests: false,
            wraps_red: false,
            loud: true,
            keyframe_requests: 0,
            connected: false,
            ice_lost: false,
            slots: Vec::new(),
            wanted: (false, Vec::new()),
            wanted_screen: Vec::new(),
            events: Vec::new(),
            timeout: now,
            out: Vec::new(),
        }
    }

    fn add_candidate(&mut self) {
        let candidate = match self.kind.proto {
            Transport::Udp => Candidate::builder().udp().host(self.address).build(),
            Transport::Tcp => Candidate::builder()
                .tcp()
                .host(self.address)
                .tcptype(TcpType::Active)
                .build(),
        };
        self.rtc.add_local_candidate(candidate.unwrap());
    }

    /// Layers in which a picture can be sent.
    fn offered(&self, source: VideoSource) -> &'static [VideoLayer] {
        match (self.kind.simulcast, source) {
            (false, _) => &[VideoLayer::F],
            (true, VideoSource::Camera) => &VideoLayer::ALL,
            (true, VideoSource::Screen) => &[VideoLayer::Q, VideoLayer::F],
        }
    }

    fn simulcast(&self, source: VideoSource) -> Option<Simulcast> {
        let mut simulcast = Simulcast::new();
        for layer in self.offered(source) {
            simulcast.add_send_layer(SimulcastLayer::new(layer.rid()));
        }
        self.kind.simulcast.then_some(simulcast)
    }

    /// The first offer: microphone, camera, screen, then the slots.
    pub(crate) fn offer(&mut self, now: Instant) -> (NegotiationId, String) {
        let [camera, screen] =
            [VideoSource::Camera, VideoSource::Screen].map(|source| self.simulcast(source));
        let mut change = self.rtc.sdp_api();
        self.microphone = change.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
        self.camera = change.add_media(MediaKind::Video, Direction::SendOnly, None, None, camera);
        if self.kind.screen {
            self.screen =
                change.add_media(MediaKind::Video, Direction::SendOnly, None, None, screen);
        }
        for _ in 0..self.kind.audio_slots {
            change.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        for _ in 0..self.kind.video_slots {
            let mid = change.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
            self.video_mids.push(mid);
        }
        let (offer, pending) = change.apply().unwrap();
        self.pending = Some(pending);
        self.drain(now);
        self.negotiation += 1;
        (NegotiationId(self.negotiation), offer.to_sdp_string())
    }

    /// The network changed: another address, and an offer with new ICE credentials.
    pub(crate) fn restart_ice(
        &mut self,
        address: SocketAddr,
        now: Instant,
    ) -> (NegotiationId, String) {
        self.address = address;
        self.seen_at = address;
        let mut change = self.rtc.sdp_api();
        change.ice_restart(false);
        let (offer, pending) = change.apply().unwrap();
        self.pending = Some(pending);
        self.drain(now);
        self.negotiation += 1;
        (NegotiationId(self.negotiation), offer.to_sdp_string())
    }

    pub(crate) fn hear(&mut self, event: RoomEvent, now: Instant) {
        match &event {
            RoomEvent::Answer {
                sdp, negotiation, ..
            } => {
                assert_eq!(*negotiation, NegotiationId(self.negotiation));
                let answer = SdpAnswer::from_sdp_string(sdp).unwrap();
                let pending = self.pending.take().unwrap();
                self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
                self.drain(now);
                self.add_candidate(); // a restart has thrown it away
                self.drain(now);
            }
            RoomEvent::Slots { slots, .. } => self.slots.clone_from(slots),
            RoomEvent::Wanted {
                audio,
                video,
                screen,
                ..
            } => {
                self.wanted = (*audio, video.clone());
                self.wanted_screen.clone_from(screen);
            }
            RoomEvent::Refused { .. }
            | RoomEvent::Speaking { .. }
            | RoomEvent::Connected { .. }
            | RoomEvent::Disconnected { .. } => {}
        }
        self.events.push(event);
    }

    pub(crate) fn receive(&mut self, datagram: &Datagram, now: Instant) {
        if datagram.destination != self.seen_at {
            return; // an address it had before
        }
        let Ok(contents) = DatagramRecv::try_from(&datagram.contents[..]) else {
            return;
        };
        let receive = Receive {
            proto: protocol(datagram.proto),
            source: datagram.source,
            destination: self.address,
            contents,
        };
        let _ = self.rtc.handle_input(Input::Receive(now, receive));
        self.drain(now);
    }

    pub(crate) fn tick(&mut self, now: Instant) {
        if self.timeout <= now {
            let _ = self.rtc.handle_input(Input::Timeout(now));
            self.drain(now);
        }
        if !self.connected {
            return;
        }
        while self.next_sound <= now {
            self.next_sound += Duration::from_millis(20);
            if self.ignores_wanted || self.wanted.0 {
                self.send_sound(now);
            }
        }
        while self.next_frame <= now {
            self.next_frame += Duration::from_millis(40);
            self.send_frames(now);
        }
    }

    /// As a decoder that lost its way.
    pub(crate) fn ask_for_keyframe(&mut self, mid: &str, now: Instant) {
        let mid = Mid::from(mid);
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_rx_by_mid(mid, None).unwrap();
        stream.request_keyframe(str0m::media::KeyframeRequestKind::Pli);
        self.flush(now);
    }

    fn drain(&mut self, now: Instant) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(timeout)) => {
                    self.timeout = timeout;
                    return;
                }
                Ok(Output::Transmit(transmit)) => self.out.push(Datagram {
                    proto: self.kind.proto,
                    source: self.seen_at,
                    destination: transmit.destination,
                    contents: transmit.contents.into(),
                }),
                Ok(Output::Event(event)) => self.handle_event(event, now),
                Err(_) => {
                    self.rtc.disconnect();
                    return;
                }
            }
        }
    }

    fn handle_event(&mut self, event: Event, now: Instant) {
        if let Event::RtpPacket(packet) = event {
            self.note(&packet, now);
        } else if let Event::KeyframeRequest(request) = event {
            self.keyframe_requests += 1;
            let layer = VideoLayer::ALL
                .into_iter()
                .find(|layer| request.rid.is_some_and(|rid| *rid == *layer.rid()));
            let source = if request.mid == self.screen {
                VideoSource::Screen
            } else {
                VideoSource::Camera
            };
            let encoder = (source, layer.unwrap_or(VideoLayer::F));
            if let Some(encoder) = self.encoders.get_mut(&encoder) {
                encoder.ask_for_keyframe();
            }
        } else if let Event::Connected = event {
            self.connected = true;
            self.next_sound = now;
            self.next_frame = now;
        } else if let Event::IceConnectionStateChange(state) = event {
            self.ice_lost = state == IceConnectionState::Disconnected;
        }
    }

    fn note(&mut self, packet: &RtpPacket, now: Instant) {
        let ssrc = packet.header.ssrc;
        let mid = self.rtc.direct_api().stream_rx(&ssrc).unwrap().mid();
        let received = self.received.entry(mid.to_string()).or_default();
        let is_video = self.video_mids.contains(&mid);
        let payload = &packet.payload;
        let mut sent = Sent {
            seq: *packet.seq_no,
            timestamp: packet.header.timestamp,
            picture_id: None,
            tl0_pic_idx: None,
            is_keyframe: false,
            stream: 0,
        };
        if is_video {
            let mark = Mark::of(payload);
            let (picture_id, tl0) = camera::ids(payload);
            sent.picture_id = Some(picture_id);
            sent.tl0_pic_idx = Some(tl0);
            sent.is_keyframe = camera::starts_keyframe(payload);
            sent.stream = mark.number();
            let picture = (mark.source, mark.layer);
            received.log.push((now, mark.participant, Some(picture)));
        } else {
            received.log.push((now, camera::speaker(payload), None));
        }
        received.payload_types.push(*packet.header.payload_type);
        received.continuity.take(sent);
    }

    /// The media section on which somebody comes: their sound, or their camera.
    pub(crate) fn mid_of(&self, participant: u32, is_video: bool) -> Option<String> {
        self.mid_of_source(participant, is_video.then_some(VideoSource::Camera))
    }

    /// The media section on which somebody's sound comes (`None`), or a picture of theirs.
    pub(crate) fn mid_of_source(
        &self,
        participant: u32,
        source: Option<VideoSource>,
    ) -> Option<String> {
        let holds = |slot: &&SlotView| {
            slot.participant == Some(ParticipantId(participant)) && slot.source == source
        };
        self.slots.iter().find(holds).map(|slot| slot.mid.clone())
    }

    /// Packets of somebody's sound or camera since a time, and the layer of the last one.
    pub(crate) fn got(
        &self,
        participant: u32,
        is_video: bool,
        since: Instant,
    ) -> (usize, Option<VideoLayer>) {
        self.got_source(participant, is_video.then_some(VideoSource::Camera), since)
    }

    /// Packets of somebody's sound (`None`) or of a picture of theirs since a time, and the layer of the last one.
    pub(crate) fn got_source(
        &self,
        participant: u32,
        source: Option<VideoSource>,
        since: Instant,
    ) -> (usize, Option<VideoLayer>) {
        let all = self.received.values().flat_map(|received| &received.log);
        let theirs: Vec<_> = all
            .filter(|(at, whose, picture)| {
                *at > since && *whose == participant && picture.map(|(source, _)| source) == source
            })
            .collect();
        let last = theirs.iter().max_by_key(|(at, _, _)| *at);
        let layer = last.and_then(|(_, _, picture)| *picture);
        (theirs.len(), layer.map(|(_, layer)| layer))
    }

    /// Checks everything that came.
    pub(crate) fn check(&self) {
        for (mid, received) in &self.received {
            received
                .continuity
                .check(self.video_mids.contains(&Mid::from(mid.as_str())));
        }
    }
}

pub(crate) fn protocol(proto: Transport) -> Protocol {
    match proto {
        Transport::Udp => Protocol::Udp,
        Transport::Tcp => Protocol::Tcp,
    }
}
