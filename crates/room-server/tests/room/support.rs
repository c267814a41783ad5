//! A room with people whose messages are kept.

use parley_domain::{Meeting, MeetingId, NewChatMessage, ResumeHash, Seat, Visitor, doors::Ban};
use parley_protocol::{
    Arrival, ChatMessageId, ChatMessageView, ChatText, ClientMessage, CloseCode, DisplayName,
    ErrorCode, MediaState, MeetingRules, Milliseconds, ParticipantId, ParticipantView, PictureId,
    RequestId, ResumeToken, ServerMessage, Timestamp, Wait,
};
use parley_room_server::{
    ConnectionId, Effect, Hello, HowDisconnected, Input, MediaCommand, RoomConfig, RoomHistory,
    RoomServer, StoreFailed, StoreId, TopologySetting,
};
use std::collections::BTreeMap;

/// When every test begins.
pub(crate) const START: Timestamp = Timestamp(1_790_000_000_000);

/// A room, its time, what it said and what it stored.
pub(crate) struct Bench {
    pub(crate) room: RoomServer,
    pub(crate) now: Timestamp,
    pub(crate) sent: BTreeMap<ConnectionId, Vec<ServerMessage>>,
    pub(crate) closed: BTreeMap<ConnectionId, CloseCode>,
    pub(crate) seats: BTreeMap<ParticipantId, Seat>,
    pub(crate) stores: Vec<(StoreId, NewChatMessage)>,
    /// What the media router was told.
    pub(crate) media: Vec<MediaCommand>,
    pub(crate) empty: bool,
    /// What the next hello says is sent.
    pub(crate) sends: MediaState,
    /// Who says hello next.
    pub(crate) visitor: Visitor,
    pub(crate) picture: Option<PictureId>,
    /// What the password of the next hello is worth.
    pub(crate) door: Option<ErrorCode>,
    /// What was stored of the rules, the newest last.
    pub(crate) rules: Vec<MeetingRules>,
    /// Who may not come back, as stored.
    pub(crate) bans: Vec<Ban>,
    /// What people had to wait for.
    pub(crate) waits: Vec<(Wait, Milliseconds)>,
    connections: u64,
    tokens: u8,
}

pub(crate) fn meeting() -> Meeting {
    Meeting {
        id: MeetingId(1),
        code: "mkd-vqtr-hba".parse().expect("a code"),
        title: None,
        created_at: START,
        owner: None,
        link: None,
        rules: MeetingRules::default(),
        password: None,
        cancelled: false,
    }
}

pub(crate) fn name(text: &str) -> DisplayName {
    DisplayName::new(text).expect("a name")
}

pub(crate) fn chat_id(number: u32) -> ChatMessageId {
    ChatMessageId::try_from(format!("message-{number:010}")).expect("an id")
}

/// What everybody sends who comes.
pub(crate) const ON: MediaState = MediaState {
    microphone: true,
    camera: true,
    screen: false,
};

impl Bench {
    pub(crate) fn new() -> Self {
        Self::open(RoomHistory::default())
    }

    pub(crate) fn open(history: RoomHistory) -> Self {
        Self::open_for(meeting(), history)
    }

    pub(crate) fn open_for(meeting: Meeting, history: RoomHistory) -> Self {
        Self::open_as(RoomConfig::new(meeting), history)
    }

    pub(crate) fn open_with(meeting: Meeting, topology: TopologySetting) -> Self {
        let config = RoomConfig::with_topology(meeting, topology);
        Self::open_as(config, RoomHistory::default())
    }

    fn open_as(config: RoomConfig, history: RoomHistory) -> Self {
        Self {
            room: RoomServer::new(config, history, START),
            now: START,
            sent: BTreeMap::new(),
            closed: BTreeMap::new(),
            seats: BTreeMap::new(),
            stores: Vec::new(),
            media: Vec::new(),
            empty: false,
            sends: ON,
            visitor: Visitor::default(),
            picture: None,
            door: None,
            rules: Vec::new(),
            bans: Vec::new(),
            waits: Vec::new(),
            connections: 0,
            tokens: 0,
        }
    }

    pub(crate) fn feed(&mut self, input: Input) {
        self.room.handle(input, self.now);
        self.empty = false;
        while let Some(effect) = self.room.poll_effect() {
            match effect {
                Effect::Send { to, message } => {
                    assert!(!to.is_empty(), "nothing is sent to nobody");
                    for connection in to {
                        assert!(
                            !self.closed.contains_key(&connection),
                            "{message:?} after the close"
                        );
                        self.sent
                            .entry(connection)
                            .or_default()
                            .push(message.clone());
                    }
                }
                Effect::Close { connection, code } => {
                    assert_eq!(self.closed.insert(connection, code), None, "closed once");
                }
                Effect::SaveSeat(seat) => {
                    self.seats.insert(seat.participant, seat);
                }
                Effect::SaveRules(rules) => self.rules.push(rules),
                Effect::SaveBan(ban) => self.bans.push(*ban),
                Effect::RemoveBan(ban) => self.bans.retain(|stored| !stored.is_same(&ban)),
                Effect::StoreChat { store, message } => self.stores.push((store, message)),
                Effect::Media(command) => self.media.push(command),
                Effect::Waited { what, length } => self.waits.push((what, length)),
                Effect::Empty => self.empty = true,
            }
        }
    }

    /// Lets time go on, with a tick whenever the room wants one.
    pub(crate) fn wait(&mut self, length: Milliseconds) {
        let end = self.now + length;
        while let Some(due) = self.room.poll_timeout().filter(|due| *due <= end) {
            self.now = due;
            self.feed(Input::Tick);
            assert!(
                self.room.poll_timeout().is_none_or(|next| next > due),
                "a tick clears its deadline"
            );
        }
        self.now = end;
    }

    pub(crate) fn hello(
        &mut self,
        text: &str,
        returning: Option<Seat>,
        arrival: Option<Arrival>,
    ) -> ConnectionId {
        self.connections += 1;
        self.tokens += 1;
        let connection = ConnectionId(self.connections);
        let hello = Box::new(Hello {
            display_name: name(text),
            media: self.sends,
            arrival,
            returning,
            door: self.door,
            visitor: self.visitor,
            picture: self.picture.clone(),
            token: ResumeToken::try_from(format!("token-of-{:010}", self.tokens)).expect("a token"),
            hash: ResumeHash([self.tokens; 32]),
        });
        self.feed(Input::Hello { connection, hello });
        connection
    }

    pub(crate) fn join(&mut self, text: &str) -> ConnectionId {
        self.hello(text, None, None)
    }

    /// Joins and forgets what everybody heard so far.
    pub(crate) fn join_quietly(&mut self, text: &str) -> ConnectionId {
        let connection = self.join(text);
        self.sent.clear();
        connection
    }

    pub(crate) fn say(&mut self, connection: ConnectionId, message: ClientMessage) {
        self.feed(Input::Message {
            connection,
            message,
        });
    }

    pub(crate) fn write(&mut self, connection: ConnectionId, number: u32) {
        let message = ClientMessage::SendChat {
            request: RequestId(number),
            id: chat_id(number),
            text: ChatText::new(&format!("line {number}")).expect("a text"),
        };
        self.say(connection, message);
    }

    pub(crate) fn disconnect(&mut self, connection: ConnectionId, how: HowDisconnected) {
        self.feed(Input::Disconnected { connection, how });
    }

    /// Answers the store that was asked for last.
    pub(crate) fn store(&mut self, sequence: Option<u64>) {
        let (store, message) = self.stores.last().expect("a store was asked for").clone();
        let outcome = sequence
            .map(|sequence| stored(&message, sequence))
            .ok_or(StoreFailed);
        self.feed(Input::ChatStored { store, outcome });
    }

    /// What a connection heard since the last time it was asked.
    pub(crate) fn heard(&mut self, connection: ConnectionId) -> Vec<ServerMessage> {
        self.sent.remove(&connection).unwrap_or_default()
    }

    pub(crate) fn roster(&self) -> Vec<(u32, u32, String, bool)> {
        let short = |view: ParticipantView| {
            let name = view.display_name.as_str().to_owned();
            (view.id.0, view.arrival.0, name, view.connected)
        };
        self.room
            .list_participants()
            .into_iter()
            .map(short)
            .collect()
    }
}

pub(crate) fn stored(message: &NewChatMessage, sequence: u64) -> ChatMessageView {
    ChatMessageView {
        sequence,
        id: message.id.clone(),
        from: message.from,
        display_name: message.display_name.clone(),
        text: message.text.clone(),
        sent_at: message.sent_at,
    }
}

pub(crate) fn refused(request: Option<u32>, code: ErrorCode) -> ServerMessage {
    ServerMessage::Refused {
        request: request.map(RequestId),
        code,
    }
}

/// The one snapshot among messages.
pub(crate) fn snapshot(
    heard: &[ServerMessage],
) -> (ParticipantId, bool, Vec<ParticipantView>, Vec<u64>) {
    let snapshots: Vec<_> = heard
        .iter()
        .filter_map(|message| {
            let ServerMessage::Snapshot {
                you,
                resume,
                participants,
                chat,
                ..
            } = message
            else {
                return None;
            };
            let sequences = chat.iter().map(|line| line.sequence).collect();
            Some((*you, resume.is_some(), participants.clone(), sequences))
        })
        .collect();
    let [snapshot] = &snapshots[..] else {
        panic!("one snapshot expected: {heard:?}");
    };
    snapshot.clone()
}
