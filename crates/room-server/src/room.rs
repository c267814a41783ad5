//! The room: leads each input to its machine and says what follows for everybody in it.

mod credentials;
mod doors;
mod hosting;
mod media;
mod messages;
mod removing;
mod succession;
mod switching;
mod telling;

use crate::admission::Admission;
use crate::bans::Bans;
use crate::chat::Chat;
use crate::legs::Legs;
use crate::limiter::Limiter;
use crate::roster::Roster;
use crate::topology::TopologyMachine;
use crate::{
    ConnectionId, Effect, HowDisconnected, Input, LimiterConfig, TopologySetting, TurnSecret,
};
use parley_domain::{Meeting, ResumeHash, Seat, SeatCounters, Visitor, doors::Ban};
use parley_protocol::{
    ChatMessageView, IceServer, LeaveReason, MeetingRules, ParticipantId, ParticipantView,
    PictureId, Role, ServerMessage, Timestamp,
};
use std::collections::{BTreeMap, VecDeque};

/// What a room is and allows.
#[derive(Clone, Debug)]
pub struct RoomConfig {
    /// The meeting that is held in it.
    pub meeting: Meeting,
    /// Seats that can be held at once, also by those who are away for a moment; the owner of the meeting gets one more.
    pub capacity: usize,
    /// Where ICE may go.
    pub ice_servers: Vec<IceServer>,
    /// Makes credentials for those of them that are TURN servers without any.
    pub turn_secret: Option<TurnSecret>,
    /// Between whom media may flow.
    pub topology: TopologySetting,
    /// How much a connection may say.
    pub limiter: LimiterConfig,
}

impl RoomConfig {
    /// A room for a mesh, without ICE servers.
    pub fn new(meeting: Meeting) -> Self {
        Self::with_topology(meeting, TopologySetting::Mesh)
    }

    /// A room with as many seats as its topology carries, without ICE servers.
    pub fn with_topology(meeting: Meeting, topology: TopologySetting) -> Self {
        Self {
            meeting,
            capacity: topology.capacity(),
            ice_servers: Vec::new(),
            turn_secret: None,
            topology,
            limiter: LimiterConfig::default(),
        }
    }
}

/// What is stored of a meeting when its room opens.
#[derive(Clone, Debug, Default)]
pub struct RoomHistory {
    /// The seats that are held; they wait for their participants from now on.
    pub seats: Vec<Seat>,
    /// When it was last noted that they are: whoever does not come back was there until then.
    pub noted_at: Option<Timestamp>,
    /// How far the meeting has counted.
    pub counters: SeatCounters,
    /// The newest chat messages, oldest first.
    pub chat: Vec<ChatMessageView>,
    /// Whether there are older ones.
    pub chat_has_more: bool,
    /// Who may not come back.
    pub bans: Vec<Ban>,
}

/// A room. Feed it with [`RoomServer::handle`], then take effects until there is none.
#[derive(Debug)]
pub struct RoomServer {
    config: RoomConfig,
    roster: Roster,
    admission: Admission,
    bans: Bans,
    spotlight: Option<ParticipantId>,
    /// The owner made somebody else the host.
    given_away: bool,
    chat: Chat,
    topology: TopologyMachine,
    legs: Legs,
    /// When everybody gets new credentials.
    renewal: Option<Timestamp>,
    /// Who speaks, as everybody was told.
    speaking: Vec<ParticipantId>,
    limiters: BTreeMap<ConnectionId, Limiter>,
    effects: VecDeque<Effect>,
}

impl RoomServer {
    /// Opens a room on what is stored.
    pub fn new(config: RoomConfig, history: RoomHistory, now: Timestamp) -> Self {
        let meeting = (config.meeting.id, config.meeting.owner);
        let given_away = is_given_away(&config.meeting, &history.seats);
        let roster = Roster::new(
            meeting,
            config.capacity,
            history.counters,
            (history.seats, history.noted_at),
            now,
        );
        let mut room = Self {
            topology: TopologyMachine::new(config.topology, &roster.list_pages()),
            legs: Legs::default(),
            renewal: None,
            speaking: Vec::new(),
            roster,
            admission: Admission::new(now),
            bans: Bans::new(history.bans),
            spotlight: None,
            given_away,
            chat: Chat::new(history.chat, history.chat_has_more),
            config,
            limiters: BTreeMap::new(),
            effects: VecDeque::new(),
        };
        // The server may have stopped before it could.
        room.close_run();
        room
    }

    /// Takes what happened. `now` never runs backwards.
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        match input {
            Input::Hello { connection, hello } => self.handle_hello(connection, hello, now),
            Input::Message {
                connection,
                message,
            } => self.handle_message(connection, message, now),
            Input::Disconnected { connection, how } => self.disconnect(connection, how, now),
            Input::ChatStored { store, outcome } => {
                for outcome in self.chat.stored(store, outcome) {
                    self.handle_chat_outcome(outcome);
                }
            }
            Input::Media(event) => self.handle_media_event(event),
            Input::RulesChanged { rules } => self.change_rules(MeetingRules {
                locked: self.config.meeting.rules.locked,
                ..rules
            }),
            Input::TitleChanged { title } => self.change_title(title),
            Input::PictureChanged { user, picture } => self.change_picture(user, picture),
            Input::Cancelled => self.send_away_who_waits(),
            Input::End => self.end(now),
            Input::Tick => self.handle_tick(now),
        }
        self.settle(now);
        if self.is_empty() {
            self.effects.push_back(Effect::Empty);
        }
    }

    /// The next thing to do.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Input::Tick`] is due, when at all.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let host = self.roster.next_host().and_then(|(_, due)| due);
        let expiries = [
            self.roster.next_expiry(),
            self.admission.next_expiry(),
            self.renewal,
            host,
        ];
        expiries.into_iter().flatten().min()
    }

    /// The held seat with this secret, so that most who come back need no database.
    pub fn find_seat_by_resume(&self, resume: ResumeHash) -> Option<&Seat> {
        self.roster.find_by_resume(resume)
    }

    /// Everybody who holds a seat, by id.
    pub fn list_participants(&self) -> Vec<ParticipantView> {
        self.roster.list_views()
    }

    /// By whom each seat is held, and with which picture: whoever waits has no part in it.
    pub fn faces(&self) -> impl Iterator<Item = (Visitor, Option<&PictureId>)> {
        self.roster.faces()
    }

    /// How many hold a seat.
    pub fn participants(&self) -> usize {
        self.roster.len()
    }

    /// When the run that goes on began; `None` while nobody holds a seat.
    pub fn run(&self) -> Option<Timestamp> {
        (self.roster.len() > 0).then(|| self.roster.started_at())
    }

    /// How many connections have a seat.
    pub fn connections(&self) -> usize {
        self.roster.connected()
    }

    /// Whether nobody holds a seat or waits for one, and nothing is being stored.
    pub fn is_empty(&self) -> bool {
        self.roster.len() == 0 && self.admission.is_empty() && self.chat.is_idle()
    }

    fn handle_tick(&mut self, now: Timestamp) {
        for participant in self.roster.list_expired(now) {
            self.give_up(participant, LeaveReason::Lost, now);
        }
        self.send_away_who_waited_too_long(now);
        self.renew(now);
    }

    fn give_up(&mut self, participant: ParticipantId, reason: LeaveReason, now: Timestamp) {
        let seat = match reason {
            LeaveReason::Removed => self.roster.remove(participant, now),
            LeaveReason::Left | LeaveReason::Lost => self.roster.give_up(participant, now),
        };
        if let Some(seat) = seat {
            self.effects.push_back(Effect::SaveSeat(seat));
            if self.spotlight == Some(participant) {
                self.spotlight = None;
                self.tell_meeting();
            }
            let left = ServerMessage::ParticipantLeft {
                participant,
                reason,
            };
            self.tell_others(participant, left);
        }
    }

    fn disconnect(&mut self, connection: ConnectionId, how: HowDisconnected, now: Timestamp) {
        self.limiters.remove(&connection);
        let seated = self.roster.find_by_connection(connection);
        if let (Some(participant), HowDisconnected::SessionEnded) = (seated, how) {
            self.sign_out(participant, now);
        } else if let Some(participant) = self.roster.disconnect(connection, how, now) {
            self.tell_changed(participant);
        } else if let Some(knock) = self.admission.find(connection) {
            self.admission.take(knock);
            self.tell_waiting();
        }
    }
}

/// Whether the owner had made somebody else the host when these seats were stored.
fn is_given_away(meeting: &Meeting, seats: &[Seat]) -> bool {
    let held = || seats.iter().filter(|seat| seat.left_at.is_none());
    let is_owners = |seat: &&Seat| meeting.is_owned_by(seat.visitor.user);
    let host = held().find(|seat| seat.role == Role::Host);
    let owner_hosts = held().any(|seat| seat.role == Role::Host && is_owners(&seat));
    host.is_some() && !owner_hosts && held().any(|seat| is_owners(&seat))
}
