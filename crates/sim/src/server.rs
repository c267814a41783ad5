//! The server's side: the room, what is stored, and the connections.
//!
//! *Invariant*: a restart keeps exactly what is stored.

use crate::{random::Random, router::Router, watch::turn};
use parley_domain::{
    Meeting, MeetingId, NewChatMessage, ResumeHash, Seat, SeatCounters, Visitor, accounts::UserId,
    doors::Ban,
};
use parley_protocol::{
    ChatMessageId, ChatMessageView, ClientMessage, MeetingCode, MeetingRules, Milliseconds,
    ParticipantId, ResumeToken, Timestamp,
};
use parley_room_server::{
    ConnectionId, Hello, Input, MediaCommand, MediaEvent, RoomConfig, RoomHistory, RoomServer,
    StoreFailed, TopologySetting,
};
use std::collections::{BTreeMap, BTreeSet};

/// The server and its store.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) room: Option<RoomServer>,
    pub(crate) down: bool,
    pub(crate) epoch: u32,
    pub(crate) chat: Vec<ChatMessageView>,
    /// Messages that the room refused after two failures in a row, and was not given since.
    pub(crate) refused: BTreeSet<ChatMessageId>,
    /// Whose meeting it is.
    pub(crate) owner: Option<UserId>,
    pub(crate) rules: MeetingRules,
    pub(crate) bans: Vec<Ban>,
    /// Between whom media may flow.
    pub(crate) topology: TopologySetting,
    router: Router,
    /// When the router said something last: what it says stays in order.
    router_spoke: Timestamp,
    failed: Option<ChatMessageId>,
    seats: BTreeMap<ParticipantId, Seat>,
    last_token: u32,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            room: None,
            down: false,
            epoch: 0,
            chat: Vec::new(),
            refused: BTreeSet::new(),
            owner: None,
            rules: MeetingRules::default(),
            bans: Vec::new(),
            topology: TopologySetting::Mesh,
            router: Router::default(),
            router_spoke: Timestamp(0),
            failed: None,
            seats: BTreeMap::new(),
            last_token: 0,
        }
    }

    /// Ends the process: what is not stored is gone.
    pub(crate) fn stop(&mut self) {
        self.room = None;
        self.down = true;
        self.failed = None;
        self.router = Router::after(&self.router);
        self.epoch += 1;
    }

    /// The room, opened on what is stored if it is not there.
    pub(crate) fn open(&mut self, now: Timestamp) -> &mut RoomServer {
        let history = RoomHistory {
            seats: self.held().cloned().collect(),
            counters: SeatCounters {
                participant: self.seats.keys().map(|id| id.0).max().unwrap_or(0),
                arrival: self.seats.values().map(|s| s.arrival.0).max().unwrap_or(0),
            },
            noted_at: None,
            chat: self.chat.clone(),
            chat_has_more: false,
            bans: self.bans.clone(),
        };
        let meeting = Meeting {
            id: MeetingId(1),
            code: MeetingCode::from_typed("mkd-vqtr-hba").expect("it is a code"),
            title: None,
            created_at: Timestamp(0),
            owner: self.owner,
            link: None,
            rules: self.rules,
            password: None,
            cancelled: false,
        };
        let (turn, secret) = turn();
        let config = RoomConfig {
            ice_servers: vec![turn],
            turn_secret: Some(secret),
            ..RoomConfig::with_topology(meeting, self.topology)
        };
        self.room
            .get_or_insert_with(|| RoomServer::new(config, history, now))
    }

    /// Tells the router something; what it says, and when.
    pub(crate) fn route(
        &mut self,
        command: MediaCommand,
        now: Timestamp,
        random: &mut Random,
    ) -> Vec<(Timestamp, MediaEvent)> {
        let soon = now + Milliseconds(random.range(1, 20));
        self.router_spoke = self.router_spoke.max(soon);
        let events = self.router.handle(command).into_iter();
        events.map(|event| (self.router_spoke, event)).collect()
    }

    pub(crate) fn held(&self) -> impl Iterator<Item = &Seat> {
        self.seats.values().filter(|seat| seat.left_at.is_none())
    }

    pub(crate) fn save(&mut self, seat: Seat) {
        self.seats.insert(seat.participant, seat);
    }

    /// Makes the input for a first message.
    pub(crate) fn greet(
        &mut self,
        connection: ConnectionId,
        visitor: Visitor,
        message: ClientMessage,
    ) -> Input {
        let ClientMessage::Hello {
            display_name,
            media,
            resume,
            arrival,
            ..
        } = message
        else {
            return Input::Message {
                connection,
                message,
            };
        };
        self.last_token += 1;
        let token = ResumeToken::try_from(format!("token-{:026}", self.last_token));
        let token = token.expect("it is 32 plain characters");
        let returning = resume.map(|resume| hash(&resume)).and_then(|resume| {
            let seat = self.seats.values().find(|seat| seat.resume == resume);
            seat.cloned()
        });
        let hello = Box::new(Hello {
            display_name,
            media,
            arrival,
            returning,
            door: None,
            visitor,
            picture: None,
            hash: hash(&token),
            token,
        });
        Input::Hello { connection, hello }
    }

    /// Stores a message or not, and says so or not.
    pub(crate) fn store(
        &mut self,
        message: NewChatMessage,
        faults: bool,
        random: &mut Random,
    ) -> Result<ChatMessageView, StoreFailed> {
        let id = message.id.clone();
        let outcome = self.try_to_store(message, faults, random);
        let failed_before = self.failed.take().as_ref() == Some(&id);
        if outcome.is_ok() {
            self.refused.remove(&id);
        } else if failed_before {
            self.refused.insert(id);
        } else {
            self.failed = Some(id);
        }
        outcome
    }

    fn try_to_store(
        &mut self,
        message: NewChatMessage,
        faults: bool,
        random: &mut Random,
    ) -> Result<ChatMessageView, StoreFailed> {
        if faults && random.percent(15) {
            return Err(StoreFailed);
        }
        let mut stored = self.chat.iter();
        let stored = stored.find(|old| old.id == message.id && old.from == message.from);
        let view = stored.cloned().unwrap_or_else(|| ChatMessageView {
            sequence: self.chat.last().map_or(1, |last| last.sequence + 1),
            id: message.id,
            from: message.from,
            display_name: message.display_name,
            text: message.text,
            sent_at: message.sent_at,
        });
        if self.chat.iter().all(|old| old.sequence != view.sequence) {
            self.chat.push(view.clone());
        }
        if faults && random.percent(5) {
            return Err(StoreFailed);
        }
        Ok(view)
    }
}

fn hash(token: &ResumeToken) -> ResumeHash {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(token.expose().bytes()) {
        *to = from;
    }
    ResumeHash(hash)
}
