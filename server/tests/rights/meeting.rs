//! A meeting with two of each role but the host, and three who wait.

use parley_domain::{
    BanRepository as _, ChatRepository as _, MeetingId, MeetingRepository as _, doors::Ban,
};
use parley_protocol::{
    ChatMessageId, ChatMessageView, ChatText, ClientMessage, MeetingCode, MeetingRules,
    Milliseconds, ParticipantId, RequestId, Role, ServerMessage,
};
use parley_test_support::{Member, TestApp, TestSocket};

pub(crate) const REQUEST: RequestId = RequestId(7);
const PING: RequestId = RequestId(4_000_000_000);
const HOST: ParticipantId = ParticipantId(1);

/// Who acts: the first of this role.
pub(crate) const fn actor(role: Role) -> ParticipantId {
    ParticipantId(match role {
        Role::Host => 1,
        Role::CoHost => 2,
        Role::Participant => 3,
        Role::Guest => 4,
    })
}

/// Who is acted upon: the second of this role, or the only host.
pub(crate) const fn target(role: Role) -> ParticipantId {
    ParticipantId(match role {
        Role::Host => 1,
        Role::CoHost => 5,
        Role::Participant => 6,
        Role::Guest => 7,
    })
}

const ROLES: [Role; 7] = [
    Role::Host,
    Role::CoHost,
    Role::Participant,
    Role::Guest,
    Role::CoHost,
    Role::Participant,
    Role::Guest,
];

pub(crate) struct Accounts {
    owner: Member,
    helper: Member,
    members: [Member; 2],
}

impl Accounts {
    pub(crate) async fn new(app: &TestApp) -> Self {
        Self {
            owner: app.member("olga").await,
            helper: app.member("hana").await,
            members: [app.member("mia").await, app.member("max").await],
        }
    }
}

pub(crate) struct Meeting<'a> {
    app: &'a TestApp,
    id: MeetingId,
    code: MeetingCode,
    pub(crate) rules: MeetingRules,
    /// By id.
    people: Vec<TestSocket>,
    waiting: Vec<TestSocket>,
    /// How many messages the host wrote to see that all before is stored.
    settled: u32,
}

/// What is stored of a meeting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) rules: MeetingRules,
    pub(crate) bans: Vec<Ban>,
    /// What others than the host wrote.
    chat: Vec<ChatMessageView>,
}

impl<'a> Meeting<'a> {
    pub(crate) async fn open(app: &'a TestApp, accounts: &Accounts, rules: MeetingRules) -> Self {
        // Sockets are counted by the minute.
        app.clock().advance(Milliseconds::from_seconds(60));
        let code = app.start_meeting(&accounts.owner.cookie).await;
        let mut people = Vec::new();
        for (cookie, name) in [
            (&*accounts.owner.cookie, "Olga"),
            (&accounts.helper.cookie, "Hana"),
            (&accounts.members[0].cookie, "Mia"),
            ("", "Gus"),
            ("", "Carl"),
            (&accounts.members[1].cookie, "Max"),
            ("", "Tess"),
        ] {
            let mut socket = app.socket_with(&code, cookie).await;
            socket.hello(name).await;
            people.push(socket);
        }
        let code = MeetingCode::from_typed(&code).unwrap();
        let found = app.database().meetings().find_by_code(&code).await;
        let mut meeting = Self {
            app,
            id: found.unwrap().unwrap().id,
            code,
            rules,
            people,
            waiting: Vec::new(),
            settled: 0,
        };
        for (request, participant) in [
            (REQUEST, actor(Role::CoHost)),
            (REQUEST, target(Role::CoHost)),
        ] {
            let co_host = true;
            let message = ClientMessage::SetCoHost {
                request,
                participant,
                co_host,
            };
            meeting.say(HOST, &message).await;
        }
        meeting.fill_waiting_room().await;
        meeting.set_rules(rules).await;
        meeting.heard_by_all().await;
        meeting
    }

    async fn fill_waiting_room(&mut self) {
        let waiting_room = true;
        let rules = MeetingRules {
            waiting_room,
            ..MeetingRules::default()
        };
        self.set_rules(rules).await;
        for name in ["Wanda", "Willa", "Wren"] {
            let mut socket = self.app.socket_with(self.code.as_str(), "").await;
            socket.send(&TestSocket::hello_message(name)).await;
            let is_lobby = |message: &ServerMessage| matches!(message, ServerMessage::Lobby { .. });
            socket.expect("the lobby", is_lobby).await;
            self.waiting.push(socket);
        }
    }

    async fn set_rules(&mut self, rules: MeetingRules) {
        let (request, change) = (REQUEST, rules.into());
        self.say(HOST, &ClientMessage::SetRules { request, change })
            .await;
    }

    fn socket(&mut self, who: ParticipantId) -> &mut TestSocket {
        &mut self.people[who.0 as usize - 1]
    }

    /// Says something and hears all until it is done.
    pub(crate) async fn say(
        &mut self,
        who: ParticipantId,
        message: &ClientMessage,
    ) -> Vec<ServerMessage> {
        let socket = self.socket(who);
        socket.send(message).await;
        socket.send(&ClientMessage::Ping { request: PING }).await;
        heard(socket).await
    }

    /// Writes, and hears all until that is stored.
    pub(crate) async fn write(
        &mut self,
        who: ParticipantId,
        message: &ClientMessage,
    ) -> Vec<ServerMessage> {
        let socket = self.socket(who);
        socket.send(message).await;
        let is_answer = |message: &ServerMessage| {
            matches!(
                message,
                ServerMessage::ChatAccepted { .. } | ServerMessage::Refused { .. }
            )
        };
        vec![socket.expect("an answer", is_answer).await]
    }

    /// What all others and those who wait heard until now.
    pub(crate) async fn heard_by_all(&mut self) -> Vec<ServerMessage> {
        let mut all = Vec::new();
        for socket in self.people.iter_mut().chain(&mut self.waiting) {
            socket.send(&ClientMessage::Ping { request: PING }).await;
        }
        for socket in self.people.iter_mut().chain(&mut self.waiting) {
            all.extend(heard(socket).await);
        }
        all
    }

    /// Everything that can be taken away is there: hands are up, microphones and cameras on, by leave where the rules
    /// forbid it, and somebody is in the spotlight. Only `idle` has everything off, and leave for nothing.
    pub(crate) async fn ready(&mut self, idle: ParticipantId) {
        // What is said is counted by the second.
        self.app.clock().advance(Milliseconds::from_seconds(2));
        self.set_rules(self.rules).await;
        let request = REQUEST;
        let participant = Some(actor(Role::Participant));
        self.say(
            HOST,
            &ClientMessage::Spotlight {
                request,
                participant,
            },
        )
        .await;
        for (place, role) in ROLES.iter().enumerate() {
            let participant = ParticipantId(u32::try_from(place).unwrap() + 1);
            if participant != idle && !role.is_hosting() {
                if !self.rules.may_unmute {
                    self.say(
                        HOST,
                        &ClientMessage::AskToUnmute {
                            request,
                            participant,
                        },
                    )
                    .await;
                }
                if !self.rules.may_start_video {
                    self.say(
                        HOST,
                        &ClientMessage::AskToStartVideo {
                            request,
                            participant,
                        },
                    )
                    .await;
                }
            }
            let on = participant != idle;
            let media = parley_protocol::MediaState {
                microphone: on,
                camera: on,
            };
            let socket = self.socket(participant);
            socket
                .send(&ClientMessage::SetMedia { request, media })
                .await;
            let raised = on;
            socket
                .send(&ClientMessage::SetHand { request, raised })
                .await;
        }
        self.heard_by_all().await;
    }

    /// What is stored once everything is that was said until now: one thing after the other is.
    pub(crate) async fn stored(&mut self) -> Stored {
        self.app.clock().advance(Milliseconds::from_seconds(2));
        self.settled += 1;
        let id = ChatMessageId::try_from(format!("settled-{:010}", self.settled)).unwrap();
        let (request, text) = (REQUEST, ChatText::new("Settled").unwrap());
        self.write(HOST, &ClientMessage::SendChat { request, id, text })
            .await;
        self.heard_by_all().await;
        let database = self.app.database();
        let found = database.meetings().find_by_code(&self.code).await;
        let (mut chat, _) = database.chat().list_newest(self.id, 1000).await.unwrap();
        chat.retain(|line| line.from != HOST);
        Stored {
            rules: found.unwrap().unwrap().rules,
            bans: database.bans().list(self.id).await.unwrap(),
            chat,
        }
    }
}

/// What somebody heard until the answer to their ping, or the end of the socket.
async fn heard(socket: &mut TestSocket) -> Vec<ServerMessage> {
    let mut messages = Vec::new();
    while let Some(message) = socket.next().await {
        if message == (ServerMessage::Pong { request: PING }) {
            break;
        }
        messages.push(message);
    }
    messages
}
