//! One browser as far as a media router can tell: a str0m client on a socket of its own.

use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tokio::net::UdpSocket;
use tokio::time::sleep_until;

use crate::camera::{self, Camera, Mark};
use crate::clock::now;
use crate::header::Header;
use crate::tally::{Packet, Tally};
use crate::thin;

/// Datagrams read before timers are looked at again.
const BATCH: usize = 32;
const KERNEL_BUFFER_HINT: usize = 2000;

/// What it sends.
struct Sending {
    microphone: Mid,
    camera: Option<Mid>,
    encoder: Camera,
    next_sound: Instant,
    next_frame: Instant,
    sounds: u32,
    frames: u32,
    pictures: u32,
}

/// A client.
pub(crate) struct Client {
    rtc: Rtc,
    socket: UdpSocket,
    address: SocketAddr,
    pending: Option<SdpPendingOffer>,
    sections: Vec<Mid>,
    sending: Option<Sending>,
    start: Instant,
    tally: Rc<Tally>,
}

impl Client {
    /// A client that decrypts all it gets, or only until it has so many pictures.
    pub(crate) async fn new(ip: IpAddr, start: Instant, thin_after: Option<u32>) -> Result<Self> {
        let socket = UdpSocket::bind((ip, 0)).await?;
        let address = socket.local_addr()?;
        let mut rtc = RtcConfig::new()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .set_crypto_provider(Arc::new(thin::provider()))
            .build(now());
        let candidate = Candidate::builder().udp().host(address).build()?;
        rtc.add_local_candidate(candidate);
        Ok(Self {
            rtc,
            socket,
            address,
            pending: None,
            sections: Vec::new(),
            sending: None,
            start,
            tally: Rc::new(Tally::new(start, now(), thin_after)),
        })
    }

    pub(crate) fn tally(&self) -> Rc<Tally> {
        Rc::clone(&self.tally)
    }

    /// An offer that sends sound and pictures, and receives on so many media sections.
    pub(crate) fn offer(&mut self, voices: u32, pictures: u32) -> Result<String> {
        let mut change = self.rtc.sdp_api();
        let mut add = |kind, direction| change.add_media(kind, direction, None, None, None);
        self.sections = vec![
            add(MediaKind::Audio, Direction::SendOnly),
            add(MediaKind::Video, Direction::SendOnly),
        ];
        for _ in 0..voices {
            add(MediaKind::Audio, Direction::RecvOnly);
        }
        for _ in 0..pictures {
            add(MediaKind::Video, Direction::RecvOnly);
        }
        let (offer, pending) = change.apply().context("an empty offer")?;
        self.pending = Some(pending);
        Ok(offer.to_sdp_string())
    }

    pub(crate) fn accept(&mut self, answer: &str) -> Result<()> {
        let answer = SdpAnswer::from_sdp_string(answer)?;
        let pending = self.pending.take().context("nothing was offered")?;
        self.rtc.sdp_api().accept_answer(pending, answer)?;
        Ok(())
    }

    /// Answers an offer; it only receives.
    pub(crate) fn answer(&mut self, offer: &str) -> Result<String> {
        let offer = SdpOffer::from_sdp_string(offer)?;
        Ok(self.rtc.sdp_api().accept_offer(offer)?.to_sdp_string())
    }

    /// Sends from the moment that it is connected.
    pub(crate) fn sends(&mut self, with_pictures: bool) {
        let [microphone, camera] = self.sections[..] else {
            return;
        };
        self.sending = Some(Sending {
            microphone,
            camera: with_pictures.then_some(camera),
            encoder: Camera::new(),
            next_sound: now(),
            next_frame: now(),
            sounds: 0,
            frames: 0,
            pictures: 0,
        });
    }

    /// Runs until it is dropped.
    pub(crate) async fn run(mut self) -> Result<()> {
        let mut buffer = vec![0; KERNEL_BUFFER_HINT];
        loop {
            let timeout = self.drain()?;
            let due = self.send_due().map_or(timeout, |due| due.min(timeout));
            tokio::select! {
                readable = self.socket.readable() => {
                    readable?;
                    self.receive(&mut buffer)?;
                }
                () = sleep_until(due.into()) => {}
            }
            self.rtc.handle_input(Input::Timeout(now()))?;
            self.send_media()?;
        }
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<()> {
        for _ in 0..BATCH {
            let Ok((length, source)) = self.socket.try_recv_from(buffer) else {
                return Ok(());
            };
            let datagram = &buffer[..length];
            if let Ok(receive) = Receive::new(Protocol::Udp, source, self.address, datagram) {
                let unread = self.arrive(datagram) && self.tally.is_thin();
                let input = Input::Receive(now(), receive);
                thin::unread(unread, || self.rtc.handle_input(input))?;
                self.drain()?;
            }
        }
        Ok(())
    }

    /// Whether it is media.
    fn arrive(&self, datagram: &[u8]) -> bool {
        let kinds = [MediaKind::Audio, MediaKind::Video];
        let media = kinds.iter().filter_map(|kind| self.payload_type(*kind));
        match Header::read(datagram) {
            Some(header) if header.is_media(media.map(|pt| *pt)) => {
                self.tally.arrive(header.ssrc, header.seq);
                true
            }
            _ => false,
        }
    }

    fn drain(&mut self) -> Result<Instant> {
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(timeout) => return Ok(timeout),
                // What the kernel does not take is a packet lost before the router, and shows as such.
                Output::Transmit(transmit) => {
                    let _ = self
                        .socket
                        .try_send_to(&transmit.contents, transmit.destination);
                }
                Output::Event(event) => self.handle(event),
            }
        }
    }

    fn handle(&mut self, event: Event) {
        if let Event::RtpPacket(packet) = event {
            self.count(&packet);
        } else if let Event::Connected = event {
            self.tally.connected.set(true);
            if let Some(sending) = &mut self.sending {
                sending.next_sound = now();
                sending.next_frame = now();
            }
        } else if let (Event::KeyframeRequest(_), Some(sending)) = (event, &mut self.sending) {
            sending.encoder.ask_for_keyframe();
        }
    }

    fn count(&self, packet: &RtpPacket) {
        let pt = packet.header.payload_type;
        let packet = Packet {
            ssrc: *packet.header.ssrc,
            seq: *packet.seq_no,
            is_picture: self.payload_type(MediaKind::Video) == Some(pt),
            time: packet.time.numer(),
            payload: &packet.payload,
        };
        self.tally.take(packet, now());
    }

    fn send_due(&self) -> Option<Instant> {
        let sending = self
            .sending
            .as_ref()
            .filter(|_| self.tally.connected.get())?;
        let frame = sending.camera.map(|_| sending.next_frame);
        Some(frame.map_or(sending.next_sound, |frame| frame.min(sending.next_sound)))
    }

    fn send_media(&mut self) -> Result<()> {
        if !self.tally.connected.get() {
            return Ok(());
        }
        let Some(mut sending) = self.sending.take() else {
            return Ok(());
        };
        while sending.next_sound <= now() {
            sending.next_sound += camera::SOUND;
            self.send_sound(&mut sending)?;
        }
        while let Some(mid) = sending.camera.filter(|_| sending.next_frame <= now()) {
            sending.next_frame += camera::FRAME;
            self.send_frame(&mut sending, mid)?;
        }
        self.sending = Some(sending);
        Ok(())
    }

    fn send_sound(&mut self, sending: &mut Sending) -> Result<()> {
        sending.sounds += 1;
        let mark = Mark::new(self.start, now(), sending.sounds);
        let payload = camera::marked(camera::sound(), mark);
        let pt = self.payload_type(MediaKind::Audio).context("no Opus")?;
        let time = sending.sounds.wrapping_mul(camera::SOUND_TICKS);
        let loud = ExtensionValues {
            audio_level: Some(-20),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let write = RtpWrite::new(pt, u64::from(sending.sounds).into(), time, now(), payload);
        self.write(sending.microphone, write.ext_vals(loud))
    }

    fn send_frame(&mut self, sending: &mut Sending, mid: Mid) -> Result<()> {
        sending.frames += 1;
        let time = sending.frames.wrapping_mul(camera::FRAME_TICKS);
        let pt = self.payload_type(MediaKind::Video).context("no VP8")?;
        let packets = sending.encoder.frame();
        let last = packets.len() - 1;
        for (at, payload) in packets.into_iter().enumerate() {
            sending.pictures += 1;
            let mark = Mark::new(self.start, now(), sending.pictures);
            let payload = camera::marked(payload, mark);
            let write = RtpWrite::new(pt, u64::from(sending.pictures).into(), time, now(), payload);
            self.write(mid, write.marker(at == last).nackable(true))?;
        }
        Ok(())
    }

    fn write(&mut self, mid: Mid, write: RtpWrite) -> Result<()> {
        let mut direct = self.rtc.direct_api();
        let stream = direct
            .stream_tx_by_mid(mid, None)
            .context("not negotiated")?;
        stream.write_rtp(write);
        self.drain()?;
        self.rtc.handle_input(Input::Timeout(now()))?;
        self.drain()?;
        Ok(())
    }

    fn payload_type(&self, kind: MediaKind) -> Option<Pt> {
        let is_sound = kind == MediaKind::Audio;
        let params = self.rtc.codec_config().params().iter();
        let mut of_kind = params.filter(|params| params.spec().codec.is_audio() == is_sound);
        of_kind.next().map(str0m::format::PayloadParams::pt)
    }
}

/// How long a client waits for what it needs before the trial fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(45);
