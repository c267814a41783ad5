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
        picture: None,
        role: Role::Participant,
        owner: false,
        hand_raised_at: None,
        media: MediaState::default(),
        connected: true,
    }
}
pub(crate) fn meeting(rules: MeetingRules, spotlight: Option<u32>) -> MeetingView {
    MeetingView {
        code: MeetingCode::from_typed("mkd-vqtr-hba").unwrap(),
        title: None,
        started_at: Timestamp(0),
        rules,
        spotlight: spotlight.map(ParticipantId),
        topology: Topology::Mesh,
    }
}
pub(crate) fn knock(id: u32) -> KnockView {
    KnockView {
        id: KnockId(id),
        display_name: name(&format!("Knock {id}")),
        guest: true,
        since: Timestamp(u64::from(id)),
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

/// An offer to the media router that went out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MediaOffer {
    pub(crate) peer: PeerId,
    pub(crate) ice_restart: bool,
    pub(crate) request: RequestId,
    pub(crate) negotiation: NegotiationId,
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
        let own = ParticipantView {
            media: self.said,
            ..person(me, arrival)
        };
        self.let_in(own, others, chat);
    }
    /// The server's snapshot, whether to `hello` or to somebody who waits.
    pub(crate) fn let_in(
        &mut self,
        own: ParticipantView,
        others: Vec<ParticipantView>,
        chat: Vec<ChatMessageView>,
    ) {
        self.snapshot(Topology::Mesh, own, others, chat);
    }
    /// The server's snapshot of a meeting with this topology.
    pub(crate) fn let_in_to(
        &mut self,
        topology: Topology,
        own: ParticipantView,
        others: Vec<ParticipantView>,
    ) {
        self.snapshot(topology, own, others, Vec::new());
    }
    fn snapshot(
        &mut self,
        topology: Topology,
        own: ParticipantView,
        others: Vec<ParticipantView>,
        chat: Vec<ChatMessageView>,
    ) {
        let you = own.id;
        let mut participants = others;
        participants.push(own);
        participants.sort_by_key(|p| p.id);
        self.message(ServerMessage::Snapshot {
            you,
            resume: Some(token("seat")),
            meeting: MeetingView {
                topology,
                ..meeting(MeetingRules::default(), None)
            },
            participants,
            chat,
            chat_has_more: false,
            waiting: Vec::new(),
            kept_out: Vec::new(),
            ice_servers: Vec::new(),
            now: self.now + Milliseconds(5),
        });
    }
    /// In the meeting as seat 1 in this role, beside seat 2.
    pub(crate) fn joined_as(role: Role) -> Self {
        let mut client = Self::quiet();
        client.join();
        client.open();
        let own = ParticipantView {
            role,
            ..person(1, 2)
        };
        client.let_in(own, vec![person(2, 1)], Vec::new());
        client.take();
        client
    }
    pub(crate) fn switch(&mut self, on: bool) {
        self.command(Command::SetMicrophone { on });
        self.command(Command::SetCamera { on });
    }
    /// Switches on microphone and camera; the browser gives them.
    pub(crate) fn switch_on(&mut self) {
        let before = self.effects.len();
        self.switch(true);
        let acquires = self.effects[before..].iter().filter_map(|e| match e {
            Effect::AcquireMicrophone { acquire, .. } | Effect::AcquireCamera { acquire, .. } => {
                Some(*acquire)
            }
            _ => None,
        });
        for acquire in acquires.collect::<Vec<_>>() {
            self.input(Input::DeviceAcquired {
                acquire,
                device: None,
            });
        }
    }
    /// Whether microphone and camera are wanted.
    pub(crate) fn wanted(&self) -> (bool, bool) {
        let local = self.room.view().local;
        (local.microphone.wanted, local.camera.wanted)
    }
    pub(crate) fn refuse(&mut self, request: Option<RequestId>, code: ErrorCode) {
        self.message(ServerMessage::Refused { request, code });
    }
    pub(crate) fn change_rules(&mut self, rules: MeetingRules) {
        let meeting = meeting(rules, None);
        self.message(ServerMessage::MeetingChanged { meeting });
    }
    /// In a meeting with a media router, as seat 1 beside `others`.
    pub(crate) fn routed(topology: Topology, others: Vec<ParticipantView>) -> Self {
        let mut client = Self::joined(9, others);
        client.turn(topology);
        client
    }
    /// The server changes between whom media flow.
    pub(crate) fn turn(&mut self, topology: Topology) {
        let meeting = MeetingView {
            topology,
            ..meeting(MeetingRules::default(), None)
        };
        self.message(ServerMessage::MeetingChanged { meeting });
    }
    /// What the client wants of the connection with the router: its offer is made and goes out.
    pub(crate) fn media_offer(&mut self) -> Option<MediaOffer> {
        let created = self.take().into_iter().rev().find_map(|e| match e {
            Effect::CreateOffer {
                peer,
                operation,
                ice_restart,
            } => Some((peer, operation, ice_restart)),
            _ => None,
        });
        let (peer, operation, ice_restart) = created?;
        let sdp = "offer".to_owned();
        self.input(Input::OfferCreated {
            peer,
            operation,
            sdp,
        });
        self.sent().into_iter().find_map(|message| match message {
            ClientMessage::MediaOffer {
                request,
                negotiation,
                ..
            } => Some(MediaOffer {
                peer,
                ice_restart,
                request,
                negotiation,
            }),
            _ => None,
        })
    }
    /// The router answers, in this session; returns whether the answer was taken.
    pub(crate) fn media_answer(&mut self, negotiation: NegotiationId, session: u32) -> bool {
        self.message(ServerMessage::MediaAnswer {
            negotiation,
            sdp: sdp(session),
        });
        let accepted = self.effects.iter().rev().find_map(|e| match e {
            Effect::AcceptAnswer {
                peer, operation, ..
            } => Some((*peer, *operation)),
            _ => None,
        });
        if let Some((peer, operation)) = accepted {
            self.take();
            self.input(Input::AnswerAccepted { peer, operation });
        }
        accepted.is_some()
    }
    /// The connection with the router is made.
    pub(crate) fn route(&mut self) -> PeerId {
        let offer = self.media_offer().expect("the page offers");
        assert!(self.media_answer(offer.negotiation, 1));
        self.state(offer.peer, PeerState::Connected);
        offer.peer
    }
    pub(crate) fn end_socket(&mut self, end: SocketEnd) {
        let socket = self.socket;
        self.input(Input::SocketClosed { socket, end });
    }
    pub(crate) fn open(&mut self) {
        let socket = self.socket;
        self.input(Input::SocketOpened { socket });
    }
    pub(crate) fn lose(&mut self) {
        self.end_socket(SocketEnd::Lost);
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
    /// Lets time run with a server that answers pings.
    pub(crate) fn stay(&mut self, length: u64) {
        let end = self.now + Milliseconds(length);
        while self.now < end {
            self.run(end.since(self.now).0.min(1_000));
            let pings = self.effects.iter().filter_map(|effect| match effect {
                Effect::Send {
                    message: ClientMessage::Ping { request },
                    ..
                } => Some(*request),
                _ => None,
            });
            for request in pings.collect::<Vec<_>>() {
                self.message(ServerMessage::Pong { request });
            }
        }
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

pub(crate) fn password(text: &str) -> MeetingPassword {
    MeetingPassword::new(text).unwrap()
}
pub(crate) fn join_with(client: &mut Client, typed: Option<&str>) {
    client.command(Command::Join {
        display_name: name("Me"),
        password: typed.map(password),
    });
    client.open();
}
/// The password and the seat's secret that the last `hello` said.
pub(crate) fn said(client: &mut Client) -> (Option<MeetingPassword>, Option<ResumeToken>) {
    let hello = client.sent().into_iter().rev().find_map(|m| match m {
        ClientMessage::Hello {
            password, resume, ..
        } => Some((password, resume)),
        _ => None,
    });
    hello.expect("hello was said")
}
pub(crate) fn closing(client: &mut Client, reason: CloseReason) {
    client.message(ServerMessage::Closing {
        reason,
        retry_after: Milliseconds(0),
    });
}
pub(crate) fn lobby(client: &mut Client, state: LobbyState) {
    client.message(ServerMessage::Lobby {
        title: Some("Planning".to_owned()),
        state,
    });
}
/// Nothing open, nothing tried again.
pub(crate) fn assert_over(client: &mut Client, reason: LeftReason) {
    let view = client.room.view();
    assert_eq!(view.phase, Phase::Left(reason));
    assert_eq!(view.connection, ConnectionView::Idle);
    assert_eq!((view.tiles, view.waiting), (vec![], vec![]));
    assert_eq!(client.room.poll_timeout(), None);
    client.take();
    client.lose();
    client.input(Input::NetworkChanged { online: true });
    client.run(60_000);
    assert_eq!(client.take(), []);
}
/// Whether a peer connection was closed, and whether the seat was forgotten.
pub(crate) fn closed_and_forgot(effects: &[Effect]) -> (bool, bool) {
    let closed = |e: &Effect| matches!(e, Effect::ClosePeer { .. });
    let forgot = |e: &Effect| matches!(e, Effect::ForgetSeat);
    (effects.iter().any(closed), effects.iter().any(forgot))
}
