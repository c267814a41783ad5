//! The room client: hands inputs to the machines and lets them act in one order.

mod commands;
mod doorway;
mod farewell;
mod media;
mod messages;
mod picture;

use crate::{
    Effect, Input, LeftReason, Phase, Reception, StoredSeat, chat::Chat, door::Door,
    hosting::Hosting, link::Link, local_media::LocalMedia, negotiation::Negotiation,
    outbox::Outbox, paths::Paths, quality::Quality, roster::Roster, seat::Seat, sfu::Sfu,
    silence::Silence, waits::Waits, wishes::Wishes,
};
use farewell::Farewell;
use parley_protocol::{MediaState, Timestamp, VideoSource};

/// What a room client starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting")]
pub struct RoomClientConfig {
    /// The seat that this tab held before it was loaded again: it is taken again at once, without a click.
    pub stored_seat: Option<StoredSeat>,
    /// Random: spreads the tries of many clients to come back.
    pub jitter_seed: u64,
    /// Whether the microphone is wanted at first; a stored seat knows better.
    pub microphone_wanted: bool,
    /// Whether the camera is wanted at first; a stored seat knows better.
    pub camera_wanted: bool,
    /// `deviceId` of the microphone that was chosen last.
    pub preferred_microphone: Option<String>,
    /// `deviceId` of the camera that was chosen last.
    pub preferred_camera: Option<String>,
    /// How much the person wants to receive.
    pub reception: Reception,
    /// Whether the person hides their address from others.
    pub hides_address: bool,
    /// Whether the browser calls a connection disconnected as soon as it misses one answer, as Firefox does; others wait for
    /// several.
    pub hasty_disconnected: bool,
}

/// The browser's side of one meeting.
#[derive(Debug)]
pub struct RoomClient {
    phase: Phase,
    out: Outbox,
    link: Link,
    door: Door,
    seat: Seat,
    roster: Roster,
    hosting: Hosting,
    media: LocalMedia,
    negotiation: Negotiation,
    sfu: Sfu,
    paths: Paths,
    silence: Silence,
    wishes: Wishes,
    quality: Quality,
    waits: Waits,
    chat: Option<Chat>,
    farewell: Option<Farewell>,
}

impl RoomClient {
    /// A client in the lobby, or one that comes back at once when there is a stored seat.
    pub fn new(config: RoomClientConfig, now: Timestamp) -> Self {
        let stored = config.stored_seat;
        let wanted = stored.as_ref().map_or(
            MediaState {
                microphone: config.microphone_wanted,
                camera: config.camera_wanted,
                screen: false,
            },
            |seat| MediaState {
                microphone: seat.microphone,
                camera: seat.camera,
                screen: false,
            },
        );
        let mut client = Self {
            phase: Phase::Lobby,
            out: Outbox::default(),
            link: Link::new(config.jitter_seed),
            door: Door::default(),
            seat: Seat::default(),
            roster: Roster::default(),
            hosting: Hosting::default(),
            media: LocalMedia::new(wanted, config.preferred_microphone, config.preferred_camera),
            negotiation: Negotiation::new(config.reception.saves_data, config.hides_address),
            sfu: Sfu::default(),
            paths: Paths::default(),
            silence: Silence::new(config.hasty_disconnected),
            wishes: Wishes::new(config.reception),
            quality: Quality::default(),
            waits: Waits::default(),
            chat: None,
            farewell: None,
        };
        if let Some(stored) = stored {
            let display_name = stored.display_name.clone();
            client.seat = Seat::restored(stored);
            client.join(display_name, None, now);
        }
        client
    }

    /// Takes in what happened.
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        match input {
            Input::Command(command) => self.handle_command(command, now),
            Input::SocketOpened { socket } => self.handle_opened(socket, now),
            Input::SocketMessage { socket, message } => {
                if self.link.is_current(socket) {
                    self.handle_message(message, now);
                }
            }
            Input::SocketClosed { socket, end } => self.handle_closed(socket, end, now),
            Input::NetworkChanged { online: true } => {
                self.link.handle_online(now, &mut self.out);
                self.sfu.handle_path_changed();
            }
            Input::Heard { peer, bytes } => self.handle_heard(peer, bytes, now),
            Input::PathChanged => self.sfu.handle_path_changed(),
            Input::NetworkChanged { online: false } => {}
            Input::Resumed => self.link.handle_resumed(now, &mut self.out),
            Input::DevicesListed { .. }
            | Input::DeviceAcquired { .. }
            | Input::DeviceFailed { .. }
            | Input::DeviceEnded { .. }
            | Input::DeviceInterrupted { .. } => self.media.handle(&input, now, &mut self.out),
            Input::OfferCreated { .. }
            | Input::AnswerCreated { .. }
            | Input::AnswerAccepted { .. }
            | Input::PeerFailed { .. }
            | Input::CandidateGathered { .. }
            | Input::PeerStateChanged { .. } => self.handle_peer(input, now),
            Input::PageShown { shown } => {
                self.waits.handle_shown(shown);
                self.wishes.handle(input);
            }
            Input::TilesShown { .. } => self.wishes.handle(input),
            Input::SlotDelivers { peer, mid, source } => {
                if let Some(of) = self.sfu.occupant(peer, &mid) {
                    self.paths.handle_slot_delivers(of, source);
                    if source == Some(VideoSource::Camera) {
                        self.waits.handle_seen(now, &mut self.out);
                    }
                }
            }
            Input::PeerDelivers { peer } => {
                self.paths.handle_peer_delivers(peer);
                self.waits.handle_seen(now, &mut self.out);
            }
            Input::Measured(measurement) => {
                self.waits.handle_measured(&measurement, &mut self.out);
                self.quality.handle(measurement, now, &mut self.out);
            }
            Input::Tick => self.tick(now),
        }
        self.pump(now);
    }

    /// The next thing for the shell to do.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.out.pop()
    }

    /// When to call with [`Input::Tick`], if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let chat = self.chat.as_ref().and_then(Chat::timeout);
        let farewell = self.farewell.as_ref().map(|farewell| farewell.until);
        [
            farewell,
            self.link.timeout(),
            self.negotiation.timeout(),
            self.sfu.timeout(),
            self.paths.timeout(),
            self.wishes.timeout(),
            self.media.timeout(),
            self.silence.timeout(),
            chat,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Out of the meeting: nothing stays open and nothing is tried again.
    pub(super) fn end(&mut self, reason: LeftReason, now: Timestamp) {
        self.link.stop(&mut self.out);
        self.let_go(reason, now);
    }

    /// Ends everything but the link.
    fn let_go(&mut self, reason: LeftReason, now: Timestamp) {
        self.phase = Phase::Left(reason);
        if !reason.leads_back() {
            self.door.forget();
        }
        self.close_peers(now);
        self.media.release(&mut self.out);
        if let Some(chat) = &mut self.chat {
            chat.lose_link();
        }
        self.roster.clear_people();
        self.hosting.reset();
        self.waits.forget();
    }

    fn tick(&mut self, now: Timestamp) {
        let could_send = self.out.can_send();
        if self.farewell.as_ref().is_some_and(|f| now >= f.until) {
            self.end_farewell();
        }
        self.link.tick(now, &mut self.out);
        self.believe(now);
        self.negotiation.tick(now);
        self.sfu.tick(now);
        self.paths.tick(now);
        self.wishes.tick(now);
        self.media.tick(now);
        if let Some(chat) = &mut self.chat {
            chat.tick(now);
        }
        if could_send && !self.out.can_send() {
            self.forget_what_was_sent(now);
        }
    }

    fn pump(&mut self, now: Timestamp) {
        if self.phase != Phase::InMeeting {
            return;
        }
        self.hosting
            .settle(&self.roster, &mut self.media, &mut self.out);
        self.seat.store(self.media.wanted(), &mut self.out);
        self.media.pump(&mut self.out);
        self.waits.sync(&self.roster);
        self.pump_media(now);
        if let Some(chat) = &mut self.chat {
            chat.pump(&mut self.out);
        }
    }
}
