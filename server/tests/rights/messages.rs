//! Everything that a client can say for an action, and how one hears that it was done.

use crate::meeting::{REQUEST, target};
use parley_protocol::{
    ChatMessageId, ChatText, ClientMessage, CloseReason, KnockId, LeaveReason, MediaState,
    MeetingRules, MeetingRulesChange, ParticipantId, ParticipantView, Role, ServerMessage,
    permissions::Action,
};

/// What is said, and the role of who it is done to.
pub(crate) type Cell = (ClientMessage, Option<Role>);

/// Every message for an action.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn cells(action: Action, rules: MeetingRules) -> Vec<Cell> {
    use ClientMessage as M;
    let request = REQUEST;
    let media = |microphone, camera| {
        let media = MediaState { microphone, camera };
        to_all(M::SetMedia { request, media })
    };
    match action {
        Action::Unmute => media(true, false),
        Action::StartVideo => media(false, true),
        Action::Chat => to_all(M::SendChat {
            request,
            id: ChatMessageId::try_from("wTz4oX2bQmK8sL1n".to_owned()).unwrap(),
            text: ChatText::new("Hello").unwrap(),
        }),
        Action::RaiseHand => to_all(M::SetHand {
            request,
            raised: true,
        }),
        Action::Mute => to_each(|participant, _| M::Mute {
            request,
            participant,
        }),
        Action::MuteAll => to_all(M::MuteAll {
            request,
            may_unmute: false,
        }),
        Action::Ask => [
            to_each(|participant, _| M::AskToUnmute {
                request,
                participant,
            }),
            to_each(|participant, _| M::AskToStartVideo {
                request,
                participant,
            }),
        ]
        .concat(),
        Action::StopVideo => to_each(|participant, _| M::StopVideo {
            request,
            participant,
        }),
        Action::LowerHand => {
            let one = |participant, _| M::LowerHand {
                request,
                participant: Some(participant),
            };
            [
                to_each(one),
                to_all(M::LowerHand {
                    request,
                    participant: None,
                }),
            ]
            .concat()
        }
        Action::Spotlight => {
            // Whoever runs the meeting shows anybody large, the host too.
            let one = |participant| {
                (
                    M::Spotlight {
                        request,
                        participant,
                    },
                    None,
                )
            };
            let mut cells: Vec<Cell> = Role::ALL.map(|role| one(Some(target(role)))).into();
            cells.push(one(None));
            cells
        }
        Action::Admit => [
            M::Deny {
                request,
                knock: KnockId(1),
                block: true,
            },
            M::Admit {
                request,
                knock: Some(KnockId(2)),
            },
            M::Admit {
                request,
                knock: None,
            },
        ]
        .map(|message| (message, None))
        .into(),
        Action::SetRules => flips(rules)
            .map(|change| (M::SetRules { request, change }, None))
            .into(),
        Action::Remove => to_each(|participant, _| M::Remove {
            request,
            participant,
            block: true,
        }),
        Action::SetCoHost => to_each(|participant, role| {
            let co_host = role != Role::CoHost;
            M::SetCoHost {
                request,
                participant,
                co_host,
            }
        }),
        Action::HandOver => to_each(|participant, _| M::HandOver {
            request,
            participant,
        }),
        Action::End => to_all(M::End { request }),
    }
}

fn to_all(message: ClientMessage) -> Vec<Cell> {
    vec![(message, None)]
}

fn to_each(message: impl Fn(ParticipantId, Role) -> ClientMessage) -> Vec<Cell> {
    let cells = Role::ALL.map(|role| (message(target(role), role), Some(role)));
    cells.into()
}

/// Each rule turned to its other side.
fn flips(rules: MeetingRules) -> [MeetingRulesChange; 6] {
    let none = MeetingRulesChange::default();
    [
        MeetingRulesChange {
            waiting_room: Some(!rules.waiting_room),
            ..none
        },
        MeetingRulesChange {
            host_first: Some(!rules.host_first),
            ..none
        },
        MeetingRulesChange {
            locked: Some(!rules.locked),
            ..none
        },
        MeetingRulesChange {
            may_unmute: Some(!rules.may_unmute),
            ..none
        },
        MeetingRulesChange {
            may_start_video: Some(!rules.may_start_video),
            ..none
        },
        MeetingRulesChange {
            may_chat: Some(!rules.may_chat),
            ..none
        },
    ]
}

/// Whether `heard` shows that `said` was done.
pub(crate) fn shows(said: &ClientMessage, rules: MeetingRules, heard: &[ServerMessage]) -> bool {
    use ClientMessage as M;
    use ServerMessage as S;
    let any = |fits: &dyn Fn(&S) -> bool| heard.iter().any(fits);
    let changed = |fits: &dyn Fn(&ParticipantView) -> bool| {
        any(
            &|message| matches!(message, S::ParticipantChanged { participant } if fits(participant)),
        )
    };
    match said {
        M::SetMedia { media, .. } => changed(&|view| view.media == *media),
        M::SendChat { .. } => any(&|message| matches!(message, S::ChatPosted { .. })),
        M::SetHand { .. } => changed(&|view| view.hand_raised_at.is_some()),
        M::Mute { participant, .. } => {
            changed(&|view| view.id == *participant && !view.media.microphone)
                && any(&|message| *message == S::Muted { all: false })
        }
        M::MuteAll { .. } => {
            let muted = heard
                .iter()
                .filter(|message| **message == S::Muted { all: true });
            changed(&|view| !view.role.is_hosting() && !view.media.microphone) && muted.count() == 4
        }
        M::AskToUnmute { .. } => any(&|message| *message == S::AskedToUnmute {}),
        M::AskToStartVideo { .. } => any(&|message| *message == S::AskedToStartVideo {}),
        M::StopVideo { participant, .. } => {
            changed(&|view| view.id == *participant && !view.media.camera)
                && any(&|message| *message == S::VideoStopped {})
        }
        M::LowerHand { participant, .. } => changed(&|view| {
            participant.is_none_or(|wanted| wanted == view.id) && view.hand_raised_at.is_none()
        }),
        M::Spotlight { participant, .. } => any(
            &|message| matches!(message, S::MeetingChanged { meeting } if meeting.spotlight == *participant),
        ),
        M::Admit { .. } => any(&|message| matches!(message, S::ParticipantJoined { .. })),
        M::Deny { .. } => is_sent_away(heard, CloseReason::Denied),
        M::SetRules { change, .. } => any(
            &|message| matches!(message, S::MeetingChanged { meeting } if meeting.rules == rules.with(*change)),
        ),
        M::Remove { participant, .. } => {
            let (participant, reason) = (*participant, LeaveReason::Removed);
            any(&|message| {
                *message
                    == S::ParticipantLeft {
                        participant,
                        reason,
                    }
            }) && is_sent_away(heard, CloseReason::Removed)
        }
        M::SetCoHost {
            participant,
            co_host,
            ..
        } => changed(&|view| view.id == *participant && (view.role == Role::CoHost) == *co_host),
        M::HandOver { participant, .. } => {
            changed(&|view| view.id == *participant && view.role == Role::Host)
        }
        M::End { .. } => is_sent_away(heard, CloseReason::Ended),
        M::Hello { .. }
        | M::Signal { .. }
        | M::MediaOffer { .. }
        | M::SetWishes { .. }
        | M::DirectFailed { .. }
        | M::Leave {}
        | M::Ping { .. } => false,
    }
}

fn is_sent_away(heard: &[ServerMessage], wanted: CloseReason) -> bool {
    let is_said = |message: &ServerMessage| matches!(message, ServerMessage::Closing { reason, .. } if *reason == wanted);
    heard.iter().any(is_said)
}
