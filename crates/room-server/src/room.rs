//! The room: leads each input to its machine and says what follows for everybody in it.

mod messages;

use crate::chat::Chat;
use crate::limiter::Limiter;
use crate::roster::{Roster, Seated};
use crate::{ConnectionId, Effect, Hello, HowDisconnected, Input, LimiterConfig};
use parley_domain::{Meeting, ResumeHash, Seat, SeatCounters};
use parley_protocol::{
    ChatMessageView, CloseCode, CloseReason, ErrorCode, IceServer, LeaveReason, MeetingView,
    Milliseconds, ParticipantId, ParticipantView, RequestId, ServerMessage, Timestamp, limits,
};
use std::collections::{BTreeMap, VecDeque};

/// How long somebody who said too much stays away.
const RETRY_AFTER_FLOOD: Milliseconds = Milliseconds::from_seconds(5);

/// What a room is and allows.
#[derive(Clone, Debug)]
pub struct RoomConfig {
    /// The meeting that is held in it.
    pub meeting: Meeting,
    /// Seats that can be held at once, also by those who are away for a moment.
    pub capacity: usize,
    /// Where ICE may go.
    pub ice_servers: Vec<IceServer>,
    /// How much a connection may say.
    pub limiter: LimiterConfig,
}

impl RoomConfig {
    /// A room for a mesh, without ICE servers.
    pub fn new(meeting: Meeting) -> Self {
        Self {
            meeting,
            capacity: limits::MESH_PARTICIPANTS,
            ice_servers: Vec::new(),
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
}

/// A room. Feed it with [`RoomServer::handle`], then take effects until there is none.
#[derive(Debug)]
pub struct RoomServer {
    config: RoomConfig,
    roster: Roster,
    chat: Chat,
    limiters: BTreeMap<ConnectionId, Limiter>,
    effects: VecDeque<Effect>,
}

impl RoomServer {
    /// Opens a room on what is stored.
    pub fn new(config: RoomConfig, history: RoomHistory, now: Timestamp) -> Self {
        let meeting = config.meeting.id;
        Self {
            roster: Roster::new(
                meeting,
                config.capacity,
                history.counters,
                (history.seats, history.noted_at),
                now,
            ),
            chat: Chat::new(history.chat, history.chat_has_more),
            config,
            limiters: BTreeMap::new(),
            effects: VecDeque::new(),
        }
    }

    /// Takes what happened. `now` never runs backwards.
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        match input {
            Input::Hello { connection, hello } => self.handle_hello(connection, &hello, now),
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
            Input::Tick => self.handle_tick(now),
        }
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
        self.roster.next_expiry()
    }

    /// The held seat with this secret, so that most who come back need no database.
    pub fn find_seat_by_resume(&self, resume: ResumeHash) -> Option<&Seat> {
        self.roster.find_by_resume(resume)
    }

    /// Everybody who holds a seat, by id.
    pub fn list_participants(&self) -> Vec<ParticipantView> {
        self.roster.list_views()
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

    /// Whether nobody holds a seat and nothing is being stored.
    pub fn is_empty(&self) -> bool {
        self.roster.len() == 0 && self.chat.is_idle()
    }

    fn handle_hello(&mut self, connection: ConnectionId, hello: &Hello, now: Timestamp) {
        if self.roster.find_by_connection(connection).is_some() {
            return self.refuse(connection, None, ErrorCode::OutOfOrder);
        }
        match self.roster.seat(connection, hello, now) {
            Seated::Full => {
                self.refuse(connection, None, ErrorCode::MeetingFull);
                self.close(connection, CloseCode::MEETING_FULL);
            }
            Seated::Joined { participant, new } => {
                self.welcome(connection, participant, new.then_some(hello), now);
                if let Some(participant) = self.roster.view(participant) {
                    let id = participant.id;
                    self.tell_others(id, ServerMessage::ParticipantJoined { participant });
                }
            }
            Seated::Returned {
                participant,
                replaced,
                changed,
            } => {
                if let Some(replaced) = replaced {
                    self.tell_closing(replaced, CloseReason::Replaced, Milliseconds(0));
                    self.close(replaced, CloseCode::REPLACED);
                }
                self.welcome(connection, participant, None, now);
                if changed {
                    self.tell_changed(participant);
                }
            }
        }
    }

    fn welcome(
        &mut self,
        connection: ConnectionId,
        you: ParticipantId,
        new: Option<&Hello>,
        now: Timestamp,
    ) {
        let limiter = Limiter::new(self.config.limiter, now);
        self.limiters.insert(connection, limiter);
        self.save(you);
        let meeting = &self.config.meeting;
        let snapshot = ServerMessage::Snapshot {
            you,
            resume: new.map(|hello| hello.token.clone()),
            meeting: MeetingView {
                code: meeting.code.clone(),
                title: meeting.title.clone(),
                started_at: self.roster.started_at(),
            },
            participants: self.roster.list_views(),
            chat: self.chat.list_newest(),
            chat_has_more: self.chat.has_more(),
            ice_servers: self.config.ice_servers.clone(),
            now,
        };
        self.tell(connection, snapshot);
    }

    fn handle_tick(&mut self, now: Timestamp) {
        for participant in self.roster.list_expired(now) {
            self.give_up(participant, LeaveReason::Lost, now);
        }
    }

    fn give_up(&mut self, participant: ParticipantId, reason: LeaveReason, now: Timestamp) {
        if let Some(seat) = self.roster.give_up(participant, now) {
            self.effects.push_back(Effect::SaveSeat(seat));
            let left = ServerMessage::ParticipantLeft {
                participant,
                reason,
            };
            self.tell_others(participant, left);
        }
    }

    fn disconnect(&mut self, connection: ConnectionId, how: HowDisconnected, now: Timestamp) {
        self.limiters.remove(&connection);
        if let Some(participant) = self.roster.disconnect(connection, how, now) {
            self.tell_changed(participant);
        }
    }

    fn close_flooding(&mut self, connection: ConnectionId, now: Timestamp) {
        self.tell_closing(connection, CloseReason::Overloaded, RETRY_AFTER_FLOOD);
        self.close(connection, CloseCode::POLICY);
        self.disconnect(connection, HowDisconnected::Broken, now);
    }

    fn save(&mut self, participant: ParticipantId) {
        if let Some(seat) = self.roster.lookup(participant).cloned() {
            self.effects.push_back(Effect::SaveSeat(seat));
        }
    }

    fn close(&mut self, connection: ConnectionId, code: CloseCode) {
        self.limiters.remove(&connection);
        self.effects.push_back(Effect::Close { connection, code });
    }

    fn refuse(&mut self, connection: ConnectionId, request: Option<RequestId>, code: ErrorCode) {
        self.tell(connection, ServerMessage::Refused { request, code });
    }

    fn tell_closing(&mut self, to: ConnectionId, reason: CloseReason, retry_after: Milliseconds) {
        self.tell(
            to,
            ServerMessage::Closing {
                reason,
                retry_after,
            },
        );
    }

    fn tell_changed(&mut self, participant: ParticipantId) {
        if let Some(view) = self.roster.view(participant) {
            self.tell_others(
                participant,
                ServerMessage::ParticipantChanged { participant: view },
            );
        }
    }

    fn tell_others(&mut self, participant: ParticipantId, message: ServerMessage) {
        let to = self.roster.list_others(participant);
        if !to.is_empty() {
            self.effects.push_back(Effect::Send { to, message });
        }
    }

    fn tell(&mut self, connection: ConnectionId, message: ServerMessage) {
        let to = vec![connection];
        self.effects.push_back(Effect::Send { to, message });
    }
}
