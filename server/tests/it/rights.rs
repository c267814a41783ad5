//! Who may do what in a meeting, over real sockets.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod everywhere;
mod upon;

use everywhere::{Everything, Seat};
use parley_protocol::{
    BanId, ChatMessageId, ChatText, ClientMessage, ErrorCode, KnockId, MediaState, MeetingRules,
    Milliseconds, ParticipantId, RequestId, Role, ServerMessage,
    permissions::{Action, Grant, grant, is_allowed},
};
use parley_test_support::{Member, TestApp, TestSocket};
use std::fmt;

const REQUEST: RequestId = RequestId(7);
/// Who is acted upon, the last who came in: a guest.
const TARGET: ParticipantId = ParticipantId(5);
const OPEN: MeetingRules = MeetingRules {
    waiting_room: true,
    host_first: false,
    locked: false,
    may_unmute: true,
    may_start_video: true,
    may_share: true,
    may_chat: true,
};
const CLOSED: MeetingRules = MeetingRules {
    locked: true,
    may_unmute: false,
    may_start_video: false,
    may_share: false,
    may_chat: false,
    ..OPEN
};

/// Everything that a client can say for an action, upon somebody where it is done to somebody.
#[expect(clippy::too_many_lines, reason = "a table")]
fn messages(action: Action, participant: ParticipantId) -> Vec<ClientMessage> {
    use ClientMessage as M;
    let request = REQUEST;
    match action {
        Action::Unmute => vec![media(true, false, false)],
        Action::StartVideo => vec![media(false, true, false)],
        Action::ShareScreen => vec![media(false, false, true)],
        Action::Chat => vec![M::SendChat {
            request,
            id: ChatMessageId::try_from("wTz4oX2bQmK8sL1n".to_owned()).unwrap(),
            text: ChatText::new("Hello").unwrap(),
        }],
        Action::RaiseHand => vec![hand(false)],
        Action::Mute => vec![M::Mute {
            request,
            participant,
        }],
        Action::MuteAll => vec![M::MuteAll {
            request,
            may_unmute: false,
        }],
        Action::Ask => vec![
            M::AskToUnmute {
                request,
                participant,
            },
            M::AskToStartVideo {
                request,
                participant,
            },
        ],
        Action::StopVideo => vec![M::StopVideo {
            request,
            participant,
        }],
        Action::StopSharing => vec![M::StopSharing {
            request,
            participant,
        }],
        Action::LowerHand => [Some(participant), None]
            .map(|participant| M::LowerHand {
                request,
                participant,
            })
            .into(),
        Action::Spotlight => [Some(participant), None]
            .map(|participant| M::Spotlight {
                request,
                participant,
            })
            .into(),
        Action::Admit => admissions(),
        Action::Readmit => vec![M::Readmit {
            request,
            ban: BanId(1),
        }],
        Action::SetRules => vec![M::SetRules {
            request,
            change: MeetingRules::default().into(),
        }],
        Action::Remove => vec![M::Remove {
            request,
            participant,
            block: true,
        }],
        Action::SetCoHost => vec![M::SetCoHost {
            request,
            participant,
            co_host: true,
        }],
        Action::HandOver => vec![M::HandOver {
            request,
            participant,
        }],
        Action::End => vec![M::End { request }],
    }
}

fn media(microphone: bool, camera: bool, screen: bool) -> ClientMessage {
    ClientMessage::SetMedia {
        request: REQUEST,
        media: MediaState {
            microphone,
            camera,
            screen,
        },
    }
}

fn hand(raised: bool) -> ClientMessage {
    ClientMessage::SetHand {
        request: REQUEST,
        raised,
    }
}

/// The first who waits is denied, then all are let in.
fn admissions() -> Vec<ClientMessage> {
    let request = REQUEST;
    let (knock, block) = (KnockId(1), false);
    vec![
        ClientMessage::Deny {
            request,
            knock,
            block,
        },
        ClientMessage::Admit {
            request,
            knock: None,
        },
    ]
}

/// A meeting with one of each role and a guest who is acted upon, and one who is kept out. Everybody's hand is up, and the
/// guest sends everything that they may.
struct Meeting {
    seat: Seat,
    people: Vec<(Role, TestSocket)>,
    target: TestSocket,
    waiting: TestSocket,
}

struct Accounts {
    owner: Member,
    helper: Member,
    member: Member,
}

async fn meeting(app: &TestApp, accounts: &Accounts, rules: MeetingRules) -> Meeting {
    // Sockets are counted by the minute.
    app.clock().advance(Milliseconds::from_seconds(60));
    let code = app.start_meeting(&accounts.owner.cookie).await;
    let join = async |cookie: &str, name: &str| {
        let mut socket = app.socket_with(&code, cookie).await;
        socket.hello(name).await;
        socket.send(&hand(true)).await;
        socket
    };
    let mut host = app.socket_with(&code, &accounts.owner.cookie).await;
    let seat = Seat::new(&code, &host.hello("Olga").await);
    host.send(&hand(true)).await;
    let helper = join(&accounts.helper.cookie, "Hana").await;
    let member = join(&accounts.member.cookie, "Mia").await;
    let guest = join("", "Gus").await;
    let mut target = join("", "Tess").await;
    target.send(&media(true, true, true)).await;
    heard(&mut target).await;
    let mut removed = join("", "Rhea").await;
    let request = REQUEST;
    let (participant, block) = (ParticipantId(6), true);
    host.send(&ClientMessage::Remove {
        request,
        participant,
        block,
    })
    .await;
    removed.rest().await;
    let (participant, co_host) = (ParticipantId(2), true);
    host.send(&ClientMessage::SetCoHost {
        request,
        participant,
        co_host,
    })
    .await;
    let with_door = MeetingRules {
        locked: false,
        ..rules
    };
    set_rules(&mut host, with_door).await;
    let mut waiting = app.socket_with(&code, "").await;
    waiting.send(&TestSocket::hello_message("Wanda")).await;
    let is_lobby = |message: &ServerMessage| matches!(message, ServerMessage::Lobby { .. });
    waiting.expect("the lobby", is_lobby).await;
    set_rules(&mut host, rules).await;
    let mut meeting = Meeting {
        seat,
        people: vec![
            (Role::Host, host),
            (Role::CoHost, helper),
            (Role::Participant, member),
            (Role::Guest, guest),
        ],
        target,
        waiting,
    };
    meeting.heard_by_all().await;
    meeting
}

async fn set_rules(host: &mut TestSocket, rules: MeetingRules) {
    let request = REQUEST;
    let change = rules.into();
    host.send(&ClientMessage::SetRules { request, change })
        .await;
    heard(host).await;
}

/// What somebody heard until now.
async fn heard(socket: &mut TestSocket) -> Vec<ServerMessage> {
    let request = RequestId(4_000_000_000);
    socket.send(&ClientMessage::Ping { request }).await;
    let mut messages = Vec::new();
    while let Some(message) = socket.next().await {
        if message == (ServerMessage::Pong { request }) {
            break;
        }
        messages.push(message);
    }
    messages
}

impl Meeting {
    async fn heard_by_all(&mut self) -> Vec<ServerMessage> {
        let mut all = heard(&mut self.target).await;
        all.extend(heard(&mut self.waiting).await);
        for (_, socket) in &mut self.people {
            all.extend(heard(socket).await);
        }
        all
    }
}

async fn accounts(app: &TestApp) -> Accounts {
    Accounts {
        owner: app.member("olga").await,
        helper: app.member("hana").await,
        member: app.member("mia").await,
    }
}

/// What somebody says for an action.
struct Cell {
    /// Where they are among the people of a meeting.
    place: usize,
    role: Role,
    action: Action,
    said: Vec<ClientMessage>,
}

#[tokio::test]
async fn t061_every_cell_of_the_matrix_holds_over_a_real_socket() {
    let mut cells = 0;
    for rules in [OPEN, CLOSED] {
        // What is refused is said where nothing else happens, so that whatever changes has changed by it.
        let app = TestApp::start().await;
        let accounts = accounts(&app).await;
        let (allowed, refused) = every_cell(rules);
        cells += refused.len() + allowed.len();
        let apart = meeting(&app, &accounts, rules).await;
        Box::pin(all_refused(&app, &accounts, apart, rules, &refused)).await;
        for cell in allowed {
            let mut allowing = meeting(&app, &accounts, rules).await;
            self::allowed(&mut allowing, &cell).await;
        }
    }
    assert_eq!(cells, 2 * 4 * 19);
}

#[tokio::test]
async fn t061_every_switch_is_for_its_own_action_alone_over_a_real_socket() {
    for switch in [
        Action::Unmute,
        Action::StartVideo,
        Action::ShareScreen,
        Action::Chat,
    ] {
        let rules = without(switch);
        let app = TestApp::start().await;
        let accounts = accounts(&app).await;
        let (mut allowed, refused) = every_cell(rules);
        let apart = meeting(&app, &accounts, rules).await;
        Box::pin(all_refused(&app, &accounts, apart, rules, &refused)).await;
        // What each does by themselves: none of it is in the way of another.
        allowed.retain(|cell| grant(cell.action, Role::Guest) != Grant::Never);
        allowed.retain(|cell| cell.action != Action::RaiseHand);
        assert_eq!(allowed.len(), 4 * 4 - 2, "{switch:?}");
        let mut meeting = meeting(&app, &accounts, rules).await;
        for cell in allowed {
            self::allowed(&mut meeting, &cell).await;
        }
    }
}

/// Only this is switched off for those who do not run the meeting.
fn without(switch: Action) -> MeetingRules {
    MeetingRules {
        may_unmute: switch != Action::Unmute,
        may_start_video: switch != Action::StartVideo,
        may_share: switch != Action::ShareScreen,
        may_chat: switch != Action::Chat,
        ..OPEN
    }
}

/// Each role with each action: what is allowed, and what is refused.
fn every_cell(rules: MeetingRules) -> (Vec<Cell>, Vec<Cell>) {
    let places = Role::ALL.into_iter().enumerate();
    let cells = places.flat_map(|(place, role)| {
        Action::ALL.map(|action| Cell {
            place,
            role,
            action,
            said: messages(action, TARGET),
        })
    });
    cells.partition(|cell| is_allowed(cell.action, cell.role, &rules))
}

/// Nothing of it changes anything: not what anybody hears, sees or finds stored, at once or later.
async fn all_refused(
    app: &TestApp,
    accounts: &Accounts,
    mut meeting: Meeting,
    rules: MeetingRules,
    cells: &[Cell],
) {
    meeting.all_is_stored(app, rules).await;
    let before = Everything::of(&mut meeting, app, accounts).await;
    for cell in cells {
        refused(&mut meeting, cell).await;
        let after = Everything::of(&mut meeting, app, accounts).await;
        assert_eq!(after, before, "{cell} changed something");
        assert_eq!(meeting.heard_by_all().await, []);
    }
    meeting.all_is_stored(app, rules).await;
    let after = Everything::of(&mut meeting, app, accounts).await;
    assert_eq!(after, before, "something was stored later");
}

/// A refused action is answered to who asked, and nobody else notices anything.
async fn refused(meeting: &mut Meeting, cell: &Cell) {
    for message in &cell.said {
        let (_, socket) = &mut meeting.people[cell.place];
        socket.send(message).await;
        let (request, code) = (Some(REQUEST), ErrorCode::Forbidden);
        let refusal = ServerMessage::Refused { request, code };
        assert_eq!(heard(socket).await, [refusal], "{cell}");
        let all = meeting.heard_by_all().await;
        assert_eq!(all, [], "{cell} changed something");
    }
}

/// An allowed action is not refused, and somebody notices.
async fn allowed(meeting: &mut Meeting, cell: &Cell) {
    for message in &cell.said {
        let (_, socket) = &mut meeting.people[cell.place];
        socket.send(message).await;
        // A message is answered when it is stored.
        let own = if cell.action == Action::Chat {
            vec![socket.next().await.unwrap()]
        } else {
            heard(socket).await
        };
        let refusals = own
            .iter()
            .any(|message| matches!(message, ServerMessage::Refused { .. }));
        assert!(!refusals, "{cell}: {own:?}");
        let others = if cell.action == Action::End {
            own
        } else {
            [own, meeting.heard_by_all().await].concat()
        };
        assert!(!others.is_empty(), "{cell}");
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} by {:?}", self.action, self.role)
    }
}

#[tokio::test]
async fn t062_who_is_demoted_is_refused_from_the_next_message_on() {
    let app = TestApp::start().await;
    let accounts = accounts(&app).await;
    let mut meeting = meeting(&app, &accounts, OPEN).await;
    let (request, participant) = (REQUEST, ParticipantId(2));
    let demote = ClientMessage::SetCoHost {
        request,
        participant,
        co_host: false,
    };
    let mute_all = ClientMessage::MuteAll {
        request,
        may_unmute: false,
    };
    meeting.people[0].1.send(&demote).await;
    heard(&mut meeting.people[0].1).await;
    meeting.people[1].1.send(&mute_all).await;
    let (request, code) = (Some(REQUEST), ErrorCode::Forbidden);
    let refusal = ServerMessage::Refused { request, code };
    assert!(heard(&mut meeting.people[1].1).await.contains(&refusal));
}
