//! A client on real sockets: sends sound and pictures, counts what comes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Interval, interval, sleep_until};

#[expect(
    clippy::disallowed_methods,
    reason = "these clients are on real sockets"
)]
fn now() -> Instant {
    Instant::now()
}

/// How a client is connected.
pub(crate) enum Link {
    Udp(UdpSocket),
    Tcp { stream: TcpStream, unread: Vec<u8> },
}

impl Link {
    pub(crate) async fn udp() -> Self {
        Self::Udp(UdpSocket::bind("127.0.0.1:0").await.unwrap())
    }

    pub(crate) async fn tcp(server: SocketAddr) -> Self {
        Self::Tcp {
            stream: TcpStream::connect(server).await.unwrap(),
            unread: Vec::new(),
        }
    }

    fn protocol(&self) -> Protocol {
        match self {
            Self::Udp(_) => Protocol::Udp,
            Self::Tcp { .. } => Protocol::Tcp,
        }
    }

    fn local(&self) -> SocketAddr {
        match self {
            Self::Udp(socket) => socket.local_addr().unwrap(),
            Self::Tcp { stream, .. } => stream.local_addr().unwrap(),
        }
    }

    /// The next datagram and where it comes from. Nothing is lost when it is not waited for to the end.
    async fn receive(&mut self) -> (SocketAddr, Vec<u8>) {
        match self {
            Self::Udp(socket) => {
                let mut buffer = vec![0; 2000];
                let (length, source) = socket.recv_from(&mut buffer).await.unwrap();
                buffer.truncate(length);
                (source, buffer)
            }
            Self::Tcp { stream, unread } => loop {
                if let Some(header) = unread.get(..2) {
                    let end = 2 + usize::from(u16::from_be_bytes([header[0], header[1]]));
                    if unread.len() >= end {
                        let frame = unread.drain(..end).skip(2).collect();
                        return (stream.peer_addr().unwrap(), frame);
                    }
                }
                assert!(
                    stream.read_buf(unread).await.unwrap() > 0,
                    "the router hung up"
                );
            },
        }
    }

    async fn send(&mut self, destination: SocketAddr, datagram: &[u8]) {
        match self {
            Self::Udp(socket) => {
                socket.send_to(datagram, destination).await.unwrap();
            }
            Self::Tcp { stream, .. } => {
                if destination == stream.peer_addr().unwrap() {
                    let length = u16::try_from(datagram.len()).unwrap().to_be_bytes();
                    stream
                        .write_all(&[&length, datagram].concat())
                        .await
                        .unwrap();
                }
            }
        }
    }
}

/// A client.
pub(crate) struct Client {
    link: Link,
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    microphone: Option<Mid>,
    camera: Option<Mid>,
    video_slot: Option<Mid>,
    connected: bool,
    sent: u32,
    needs_keyframe: bool,
    sound: usize,
    pictures: usize,
}

impl Client {
    pub(crate) fn new(link: Link) -> Self {
        let mut rtc = RtcConfig::new()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, true)
            .enable_vp8(true)
            .build(now());
        let candidate = match &link {
            Link::Udp(_) => Candidate::builder().udp().host(link.local()).build(),
            Link::Tcp { .. } => Candidate::builder()
                .tcp()
                .host(link.local())
                .tcptype(TcpType::Active)
                .build(),
        };
        rtc.add_local_candidate(candidate.unwrap());
        Self {
            link,
            rtc,
            pending: None,
            microphone: None,
            camera: None,
            video_slot: None,
            connected: false,
            sent: 0,
            needs_keyframe: true,
            sound: 0,
            pictures: 0,
        }
    }

    pub(crate) fn offer(&mut self) -> String {
        let mut change = self.rtc.sdp_api();
        self.microphone =
            Some(change.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None));
        self.camera =
            Some(change.add_media(MediaKind::Video, Direction::SendOnly, None, None, None));
        change.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        self.video_slot =
            Some(change.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None));
        let (offer, pending) = change.apply().unwrap();
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    pub(crate) fn accept(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc
            .sdp_api()
            .accept_answer(self.pending.take().unwrap(), answer)
            .unwrap();
    }

    /// Sends, and receives until so many packets of each kind have come.
    pub(crate) async fn run_until_received(&mut self, sound: usize, pictures: usize) {
        let mut pace: Interval = interval(Duration::from_millis(20));
        let mut is_done = false;
        // A little longer than it needs itself: the other one still receives.
        let mut rest = 100;
        while rest > 0 {
            let timeout = self.drain().await;
            tokio::select! {
                (source, datagram) = self.link.receive() => {
                    let (protocol, local) = (self.link.protocol(), self.link.local());
                    if let Ok(receive) = Receive::new(protocol, source, local, &datagram) {
                        self.rtc.handle_input(Input::Receive(now(), receive)).unwrap();
                    }
                }
                () = sleep_until(timeout.into()) => self.rtc.handle_input(Input::Timeout(now())).unwrap(),
                _ = pace.tick() => {
                    if self.connected {
                        self.send_media().await;
                    }
                    rest -= usize::from(is_done);
                }
            }
            is_done |= self.sound >= sound && self.pictures >= pictures;
        }
    }

    async fn send_media(&mut self) {
        self.sent += 1;
        let number = self.sent;
        let opus = self
            .rtc
            .codec_config()
            .params()
            .iter()
            .find(|params| params.spec().codec.is_audio())
            .unwrap()
            .pt();
        let vp8 = self
            .rtc
            .codec_config()
            .params()
            .iter()
            .find(|params| params.spec().codec.is_video())
            .unwrap()
            .pt();
        let sound = RtpWrite::new(
            opus,
            u64::from(number).into(),
            number * 960,
            now(),
            vec![0x78; 60],
        );
        self.write(self.microphone.unwrap(), sound).await;
        let is_delta = !std::mem::take(&mut self.needs_keyframe);
        let [.., high, low] = number.to_be_bytes();
        let mut frame = vec![0x90, 0x80, 0x80 | high & 0x7f, low, u8::from(is_delta)];
        frame.resize(500, 0);
        let picture = RtpWrite::new(vp8, u64::from(number).into(), number * 1800, now(), frame)
            .marker(true)
            .nackable(true);
        self.write(self.camera.unwrap(), picture).await;
    }

    async fn write(&mut self, mid: Mid, write: RtpWrite) {
        self.rtc
            .direct_api()
            .stream_tx_by_mid(mid, None)
            .unwrap()
            .write_rtp(write);
        self.drain().await;
        self.rtc.handle_input(Input::Timeout(now())).unwrap();
        self.drain().await;
    }

    async fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(timeout) => return timeout,
                Output::Transmit(transmit) => {
                    self.link
                        .send(transmit.destination, &transmit.contents)
                        .await;
                }
                Output::Event(Event::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mid = self
                        .rtc
                        .direct_api()
                        .stream_rx(&ssrc)
                        .map(|stream| stream.mid());
                    if mid == self.video_slot {
                        self.pictures += 1;
                    } else {
                        self.sound += 1;
                    }
                }
                Output::Event(Event::KeyframeRequest(_)) => self.needs_keyframe = true,
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(_) => {}
            }
        }
    }
}
