//! Nobody but the person switches on their microphone or camera.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

/// The own row as a server would have it that wants microphone and camera on.
fn own() -> ParticipantView {
    ParticipantView {
        media: MediaState {
            microphone: true,
            camera: true,
            screen: false,
        },
        role: Role::Host,
        ..person(1, 2)
    }
}
fn about_the_meeting() -> Vec<ServerMessage> {
    let meeting = || meeting(MeetingRules::default(), Some(1));
    let snapshot = ServerMessage::Snapshot {
        you: ParticipantId(1),
        resume: None,
        meeting: meeting(),
        participants: vec![own(), person(2, 1)],
        chat: vec![],
        chat_has_more: false,
        waiting: vec![],
        kept_out: vec![],
        ice_servers: vec![],
        now: Timestamp(60_000),
    };
    let mut all = vec![
        snapshot,
        ServerMessage::Lobby {
            title: None,
            state: LobbyState::NotStarted,
        },
        ServerMessage::Waiting { waiting: vec![] },
        ServerMessage::KeptOut { kept_out: vec![] },
        ServerMessage::MeetingChanged { meeting: meeting() },
        ServerMessage::VideoStopped {},
        ServerMessage::SharingStopped {},
        ServerMessage::AskedToUnmute {},
        ServerMessage::AskedToStartVideo {},
        ServerMessage::ParticipantJoined {
            participant: person(3, 3),
        },
        ServerMessage::ParticipantChanged { participant: own() },
        ServerMessage::ParticipantLeft {
            participant: ParticipantId(1),
            reason: LeaveReason::Lost,
        },
    ];
    all.extend([true, false].map(|all| ServerMessage::Muted { all }));
    all
}
fn about_what_is_sent() -> Vec<ServerMessage> {
    let signal = Signal::Offer {
        negotiation: NegotiationId(1),
        sdp: sdp(1),
    };
    let mut all = vec![
        ServerMessage::Signal {
            from: ParticipantId(2),
            from_arrival: Arrival(1),
            signal,
        },
        ServerMessage::ChatPosted {
            message: line(1, 1, 2),
        },
        ServerMessage::ChatAccepted {
            id: chat_id(1),
            sequence: 1,
            sent_at: Timestamp(0),
        },
        ServerMessage::Pong {
            request: RequestId(1),
        },
        ServerMessage::Unknown,
    ];
    for number in 0..20 {
        all.push(ServerMessage::Refused {
            request: Some(RequestId(number)),
            code: ErrorCode::Forbidden,
        });
    }
    all
}
fn about_the_router() -> Vec<ServerMessage> {
    let meeting = MeetingView {
        topology: Topology::Sfu,
        ..meeting(MeetingRules::default(), None)
    };
    vec![
        ServerMessage::MeetingChanged { meeting },
        ServerMessage::MediaAnswer {
            negotiation: NegotiationId(1),
            sdp: sdp(1),
        },
        ServerMessage::MediaSlots {
            slots: vec![SlotView {
                mid: "2".to_owned(),
                participant: Some(ParticipantId(1)),
                source: None,
            }],
        },
        ServerMessage::MediaWanted {
            audio: true,
            video: VideoLayer::ALL.to_vec(),
            screen: vec![],
        },
        ServerMessage::Speaking {
            participants: vec![ParticipantId(1)],
        },
        ServerMessage::IceServers {
            ice_servers: vec![],
        },
    ]
}
fn endings() -> Vec<ServerMessage> {
    let mut all = Vec::new();
    for reason in [
        CloseReason::Restart,
        CloseReason::Replaced,
        CloseReason::Overloaded,
        CloseReason::Removed,
        CloseReason::Denied,
        CloseReason::WaitedTooLong,
        CloseReason::Ended,
    ] {
        all.push(ServerMessage::Closing {
            reason,
            retry_after: Milliseconds(0),
        });
    }
    all
}
/// The kind of a message by its place in the list of all kinds.
fn kind(message: &ServerMessage) -> usize {
    match message {
        ServerMessage::Snapshot { .. } => 0,
        ServerMessage::Lobby { .. } => 1,
        ServerMessage::Waiting { .. } => 2,
        ServerMessage::MeetingChanged { .. } => 3,
        ServerMessage::Muted { .. } => 4,
        ServerMessage::VideoStopped {} => 5,
        ServerMessage::AskedToUnmute {} => 6,
        ServerMessage::AskedToStartVideo {} => 7,
        ServerMessage::ParticipantJoined { .. } => 8,
        ServerMessage::ParticipantChanged { .. } => 9,
        ServerMessage::ParticipantLeft { .. } => 10,
        ServerMessage::Signal { .. } => 11,
        ServerMessage::ChatPosted { .. } => 12,
        ServerMessage::ChatAccepted { .. } => 13,
        ServerMessage::Refused { .. } => 14,
        ServerMessage::Pong { .. } => 15,
        ServerMessage::Closing { .. } => 16,
        ServerMessage::MediaAnswer { .. } => 17,
        ServerMessage::MediaSlots { .. } => 18,
        ServerMessage::MediaWanted { .. } => 19,
        ServerMessage::Speaking { .. } => 20,
        ServerMessage::IceServers { .. } => 21,
        ServerMessage::SharingStopped {} => 22,
        ServerMessage::KeptOut { .. } => 23,
        ServerMessage::Unknown => 24,
    }
}

fn everything() -> Vec<ServerMessage> {
    [
        about_the_meeting(),
        about_what_is_sent(),
        about_the_router(),
        endings(),
    ]
    .concat()
}

fn assert_every_kind_is_there(all: &[ServerMessage]) {
    let mut kinds: Vec<_> = all.iter().map(kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 25, "every kind is there");
}

#[test]
fn t063_nothing_that_the_server_says_switches_on_a_microphone_or_camera() {
    let all = everything();
    assert_every_kind_is_there(&all);
    let in_meeting = || {
        let mut client = Client::joined_as(Role::Guest);
        client.switch_on();
        client.switch(false);
        client
    };
    let returning = || {
        let mut client = in_meeting();
        client.lose();
        client.open();
        client
    };
    let at_the_door = || {
        let mut client = Client::quiet();
        client.join();
        client.open();
        client
    };
    let waits = || {
        let mut client = at_the_door();
        client.message(ServerMessage::Lobby {
            title: None,
            state: LobbyState::WaitingForHost,
        });
        client
    };
    for make in [
        &in_meeting as &dyn Fn() -> Client,
        &returning,
        &at_the_door,
        &waits,
    ] {
        for first in &all {
            for second in &all {
                let mut client = make();
                client.take();
                for message in [first, second] {
                    client.message(message.clone());
                }
                client.run(30_000);
                assert_eq!(client.wanted(), (false, false), "{first:?} {second:?}");
                let turned_on = client.take().into_iter().find(|e| {
                    matches!(
                        e,
                        Effect::AcquireMicrophone { .. }
                            | Effect::AcquireCamera { .. }
                            | Effect::EnableMicrophone { on: true }
                    )
                });
                assert_eq!(turned_on, None, "{first:?} {second:?}");
            }
        }
    }
}
