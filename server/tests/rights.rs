//! Who may do what in a meeting, over real sockets.
#![expect(
    clippy::too_many_lines,
    clippy::wildcard_enum_match_arm,
    reason = "a table of all messages"
)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "rights/meeting.rs"]
mod meeting;
#[path = "rights/messages.rs"]
mod messages;

use meeting::{Accounts, Meeting, REQUEST, actor, target};
use messages::{Cell, cells, shows};
use parley_protocol::{
    ClientMessage, ErrorCode, MeetingRules, ParticipantId, Role, ServerMessage,
    permissions::{Action, is_allowed, is_allowed_on},
};
use parley_test_support::TestApp;

const OPEN: MeetingRules = MeetingRules {
    waiting_room: true,
    host_first: false,
    locked: false,
    may_unmute: true,
    may_start_video: true,
    may_chat: true,
};

/// Each rule on its other side, one at a time, and all that close something.
const RULES: [MeetingRules; 8] = [
    OPEN,
    MeetingRules {
        waiting_room: false,
        ..OPEN
    },
    MeetingRules {
        host_first: true,
        ..OPEN
    },
    MeetingRules {
        locked: true,
        ..OPEN
    },
    MeetingRules {
        may_unmute: false,
        ..OPEN
    },
    MeetingRules {
        may_start_video: false,
        ..OPEN
    },
    MeetingRules {
        may_chat: false,
        ..OPEN
    },
    MeetingRules {
        waiting_room: true,
        host_first: true,
        locked: true,
        may_unmute: false,
        may_start_video: false,
        may_chat: false,
    },
];

/// Every action; those after which somebody is gone come last, and those who are let in need their places.
const ORDER: [Action; 16] = [
    Action::Unmute,
    Action::StartVideo,
    Action::Chat,
    Action::RaiseHand,
    Action::Mute,
    Action::MuteAll,
    Action::Ask,
    Action::StopVideo,
    Action::LowerHand,
    Action::Spotlight,
    Action::SetRules,
    Action::SetCoHost,
    Action::HandOver,
    Action::Remove,
    Action::Admit,
    Action::End,
];

#[tokio::test]
async fn t061_every_cell_of_the_matrix_holds_over_a_real_socket() {
    assert!(Action::ALL.iter().all(|action| ORDER.contains(action)));
    let app = TestApp::start().await;
    let accounts = Accounts::new(&app).await;
    let mut walked = [0, 0];
    for rules in RULES {
        for role in Role::ALL {
            let mut meeting = Meeting::open(&app, &accounts, rules).await;
            let is_cell_allowed =
                |action, (_, target): &Cell| is_cell_allowed(action, role, *target, rules);
            meeting.ready(actor(role)).await;
            for action in ORDER {
                let mut refusing = cells(action, rules);
                refusing.retain(|cell| !is_cell_allowed(action, cell));
                walked[0] += refusing.len();
                refused(&mut meeting, role, action, refusing).await;
            }
            for action in ORDER {
                for cell in cells(action, rules) {
                    if is_cell_allowed(action, &cell) {
                        walked[1] += 1;
                        allowed(&mut meeting, role, cell).await;
                    }
                }
            }
        }
    }
    // 53 messages by 4 roles under 8 rules.
    assert_eq!(walked.iter().sum::<usize>(), 53 * 4 * 8);
    assert!(walked[0] > 800 && walked[1] > 600, "{walked:?}");
}

/// Nobody acts upon themselves, and the only host there is is the one who acts.
fn is_cell_allowed(action: Action, role: Role, on: Option<Role>, rules: MeetingRules) -> bool {
    match on {
        None => is_allowed(action, role, &rules),
        Some(on) => actor(role) != target(on) && is_allowed_on(action, role, on, &rules),
    }
}

/// What is refused is answered to who asked; nobody else notices anything, and nothing is stored.
async fn refused(meeting: &mut Meeting<'_>, role: Role, action: Action, cells: Vec<Cell>) {
    if cells.is_empty() {
        return;
    }
    let before = meeting.stored().await;
    for (message, _) in cells {
        let (request, code) = (Some(REQUEST), ErrorCode::Forbidden);
        let refusal = ServerMessage::Refused { request, code };
        let own = meeting.say(actor(role), &message).await;
        assert_eq!(own, [refusal], "{message:?} by {role:?}");
        let all = meeting.heard_by_all().await;
        assert_eq!(all, [], "{message:?} by {role:?} changed something");
    }
    let after = meeting.stored().await;
    assert_eq!(after, before, "{action:?} by {role:?} stored something");
}

/// What is allowed is not refused, and is heard and stored as what it is.
async fn allowed(meeting: &mut Meeting<'_>, role: Role, (message, _): Cell) {
    let from = actor(role);
    meeting.ready(from).await;
    let mut heard = if matches!(message, ClientMessage::SendChat { .. }) {
        meeting.write(from, &message).await
    } else {
        meeting.say(from, &message).await
    };
    let is_refusal = |message: &ServerMessage| matches!(message, ServerMessage::Refused { .. });
    assert!(
        !heard.iter().any(is_refusal),
        "{message:?} by {role:?}: {heard:?}"
    );
    heard.extend(meeting.heard_by_all().await);
    assert!(
        shows(&message, meeting.rules, &heard),
        "{message:?} by {role:?} under {:?} was not done: {heard:?}",
        meeting.rules
    );
    take_back(meeting, from, message).await;
}

/// Sees to it that everybody has the role again that they had.
async fn take_back(meeting: &mut Meeting<'_>, from: ParticipantId, message: ClientMessage) {
    let request = REQUEST;
    let plain = |participant| ClientMessage::SetCoHost {
        request,
        participant,
        co_host: false,
    };
    match message {
        ClientMessage::SetCoHost {
            participant,
            co_host,
            ..
        } => {
            let co_host = !co_host;
            let host = actor(Role::Host);
            let message = ClientMessage::SetCoHost {
                request,
                participant,
                co_host,
            };
            meeting.say(host, &message).await;
        }
        ClientMessage::HandOver { participant, .. } => {
            let back = ClientMessage::HandOver {
                request,
                participant: from,
            };
            meeting.say(participant, &back).await;
            if participant != target(Role::CoHost) {
                meeting.say(from, &plain(participant)).await;
            }
        }
        ClientMessage::Remove { .. } => {
            let bans = meeting.stored().await.bans;
            assert!(!bans.is_empty(), "who is removed for good is remembered");
        }
        ClientMessage::SetRules { change, .. } => {
            let rules = meeting.stored().await.rules;
            assert_eq!(rules, meeting.rules.with(change), "the rules are stored");
        }
        _ => {}
    }
}

#[tokio::test]
async fn t062_who_is_demoted_is_refused_from_the_next_message_on() {
    let app = TestApp::start().await;
    let accounts = Accounts::new(&app).await;
    let mut meeting = Meeting::open(&app, &accounts, OPEN).await;
    let (request, participant) = (REQUEST, actor(Role::CoHost));
    let demote = ClientMessage::SetCoHost {
        request,
        participant,
        co_host: false,
    };
    let mute_all = ClientMessage::MuteAll {
        request,
        may_unmute: false,
    };
    meeting.say(actor(Role::Host), &demote).await;
    let (request, code) = (Some(REQUEST), ErrorCode::Forbidden);
    let refusal = ServerMessage::Refused { request, code };
    assert!(meeting.say(participant, &mute_all).await.contains(&refusal));
}
