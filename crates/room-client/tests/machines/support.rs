//! A room client in virtual time, with the server and the browser played by the test.

use parley_protocol::*;
use parley_room_client::*;

pub(crate) fn name(text: &str) -> DisplayName {
    DisplayName::new(text).unwrap()
}
pub(crate) fn token(text: &str) -> ResumeToken {
    ResumeToken::try_from(format!("{text}-0123456789abcdef")).unwrap()
}
pub(crate) fn chat_id(number: u32) -> ChatMessageId {
    ChatMessageId::try_from(format!("message-{number:010}")).unwrap()
}
pub(crate) fn text(words: &str) -> ChatText {
    ChatText::new(words).unwrap()
}
pub(crate) fn candidate(line: &str) -> IceCandidate {
    IceCandidate {
        candidate: line.to_owned(),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
    }
}
/// A session description of the peer connection `session`.
pub(crate) fn sdp(session: u32) -> String {
    format!("v=0\r\no=- {session} 2 IN IP4 127.0.0.1\r\ns=-\r\n")
}
pub(crate) fn person(id: u32, arrival: u32) -> ParticipantView {
    ParticipantView {
        id: ParticipantId(id),
        arrival: Arrival(arrival),
        display_name: name(&format!("Person {id}")),
        role: Role::Participant,
        hand_raised_at: None,
        media: MediaState::default(),
        connected: true,
    }
}
pub(crate) fn line(sequence: u64, id: u32, from: u32) -> ChatMessageView {
    ChatMessageView {
        sequence,
        id: chat_id(id),
        from: ParticipantId(from),
        display_name: name(&format!("Person {from}")),
        text: text(&format!("text {id}")),
        sent_at: Timestamp(1_000 + sequence),
    }
}

pub(crate) struct Client {
    pub(crate) room: RoomClient,
    pub(crate) now: Timestamp,
    pub(crate) effects: Vec<Effect>,
    pub(crate) socket: SocketId,
    /// What the last `hello` said: the server takes it over.
    pub(crate) said: MediaState,
}

impl Client {
    pub(crate) fn new(config: RoomClientConfig) -> Self {
        let now = Timestamp(50_000);
        let mut client = Self {
            room: RoomClient::new(config, now),
            now,
            effects: Vec::new(),
            socket: SocketId(0),
            said: MediaState::default(),
        };
        client.collect();
        client
    }
    /// In the lobby without devices.
    pub(crate) fn quiet() -> Self {
        Self::new(RoomClientConfig::default())
    }
    /// In the meeting as seat 1 with `arrival`, beside `others`.
    pub(crate) fn joined(arrival: u32, others: Vec<ParticipantView>) -> Self {
        let mut client = Self::quiet();
        client.join();
        client.greet(1, arrival, others);
        client
    }
    pub(crate) fn join(&mut self) {
        self.command(Command::Join {
            display_name: name("Me"),
            password: None,
        });
    }
    /// Opens the socket that was asked for and answers `hello`.
    pub(crate) fn greet(&mut self, me: u32, arrival: u32, others: Vec<ParticipantView>) {
        self.greet_with(me, arrival, others, Vec::new());
    }
    pub(crate) fn greet_with(
        &mut self,
        me: u32,
        arrival: u32,
        others: Vec<ParticipantView>,
        chat: Vec<ChatMessageView>,
    ) {
        self.open();
        let mut participants = others;
        participants.push(ParticipantView {
            media: self.said,
            ..person(me, arrival)
        });
        participants.sort_by_key(|p| p.id);
        self.message(ServerMessage::Snapshot {
            you: ParticipantId(me),
            resume: Some(token("seat")),
            meeting: MeetingView {
                code: MeetingCode::from_typed("mkd-vqtr-hba").unwrap(),
                title: None,
                started_at: Timestamp(0),
                rules: MeetingRules::default(),
                spotlight: None,
            },
            participants,
            chat,
            chat_has_more: false,
            waiting: Vec::new(),
            ice_servers: Vec::new(),
            now: self.now + Milliseconds(5),
        });
    }
    pub(crate) fn open(&mut self) {
        let socket = self.socket;
        self.input(Input::SocketOpened { socket });
    }
    pub(crate) fn lose(&mut self) {
        let socket = self.socket;
        self.input(Input::SocketClosed {
            socket,
            end: SocketEnd::Lost,
        });
    }
    pub(crate) fn command(&mut self, command: Command) {
        self.input(Input::Command(command));
    }
    pub(crate) fn message(&mut self, message: ServerMessage) {
        let socket = self.socket;
        self.input(Input::SocketMessage { socket, message });
    }
    pub(crate) fn signal(&mut self, from: (u32, u32), signal: Signal) {
        self.message(ServerMessage::Signal {
            from: ParticipantId(from.0),
            from_arrival: Arrival(from.1),
            signal,
        });
    }
    pub(crate) fn state(&mut self, peer: PeerId, state: PeerState) {
        self.input(Input::PeerStateChanged { peer, state });
    }
    pub(crate) fn input(&mut self, input: Input) {
        self.room.handle(input, self.now);
        self.collect();
    }
    /// Lets time run, with a tick at every deadline.
    pub(crate) fn run(&mut self, length: u64) {
        let end = self.now + Milliseconds(length);
        while let Some(at) = self.room.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.room.handle(Input::Tick, self.now);
            self.collect();
        }
        self.now = end;
    }
    /// What was asked for since the last call.
    pub(crate) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
    /// The messages among it.
    pub(crate) fn sent(&mut self) -> Vec<ClientMessage> {
        let sent = self.take().into_iter().filter_map(|effect| match effect {
            Effect::Send { message, .. } => Some(message),
            _ => None,
        });
        sent.collect()
    }
    pub(crate) fn signals(&mut self) -> Vec<Signal> {
        let signals = self.sent().into_iter().filter_map(|message| match message {
            ClientMessage::Signal { signal, .. } => Some(signal),
            _ => None,
        });
        signals.collect()
    }
    pub(crate) fn offers(&mut self) -> Vec<(PeerId, OperationId, bool)> {
        let offers = self.take().into_iter().filter_map(|effect| match effect {
            Effect::CreateOffer {
                peer,
                operation,
                ice_restart,
            } => Some((peer, operation, ice_restart)),
            _ => None,
        });
        offers.collect()
    }
    fn collect(&mut self) {
        while let Some(effect) = self.room.poll_effect() {
            if let Effect::OpenSocket { socket } = effect {
                self.socket = socket;
            } else if let Effect::Send {
                message: ClientMessage::Hello { media, .. },
                ..
            } = effect
            {
                self.said = media;
            }
            self.effects.push(effect);
        }
    }
}
