//! Every message of the server, with and without what is optional.

use crate::client_messages::signals;
use crate::kinds;
use parley_protocol::{
    Arrival, BanId, ChatMessageId, ChatMessageView, ChatText, CloseReason, DisplayName, ErrorCode,
    IceServer, KeptOutView, KnockId, KnockView, LeaveReason, LobbyState, MediaState, MeetingRules,
    MeetingView, Milliseconds, NegotiationId, ParticipantId, ParticipantView, PictureId, RequestId,
    ResumeToken, Role, ServerMessage, SlotView, Timestamp, Topology, VideoLayer, VideoSource,
};

kinds!(SERVER_KINDS, server_kind, ServerMessage:
    Snapshot => "snapshot", ParticipantJoined => "participant_joined",
    ParticipantChanged => "participant_changed", ParticipantLeft => "participant_left",
    Signal => "signal", ChatPosted => "chat_posted", ChatAccepted => "chat_accepted",
    Lobby => "lobby", Waiting => "waiting", KeptOut => "kept_out", MeetingChanged => "meeting_changed", Muted => "muted",
    VideoStopped => "video_stopped", SharingStopped => "sharing_stopped", AskedToUnmute => "asked_to_unmute",
    AskedToStartVideo => "asked_to_start_video", MediaAnswer => "media_answer",
    MediaSlots => "media_slots", MediaWanted => "media_wanted", Speaking => "speaking", IceServers => "ice_servers",
    Refused => "refused", Pong => "pong", Closing => "closing", Unknown => "unknown");
kinds!(CODES, code_name, ErrorCode:
    ProtocolVersion => "protocol_version", MeetingNotFound => "meeting_not_found",
    MeetingFull => "meeting_full", BadMessage => "bad_message", OutOfOrder => "out_of_order",
    ParticipantNotFound => "participant_not_found", Forbidden => "forbidden",
    PasswordNeeded => "password_needed", WrongPassword => "wrong_password",
    TooManyPasswords => "too_many_passwords", MeetingLocked => "meeting_locked",
    MeetingCancelled => "meeting_cancelled", Removed => "removed", Blocked => "blocked",
    TooManyRequests => "too_many_requests",
    MediaRefused => "media_refused", Unavailable => "unavailable", Unknown => "unknown");
kinds!(TOPOLOGIES, topology_name, Topology: Mesh => "mesh", Direct => "direct", Sfu => "sfu");
kinds!(LEAVE_REASONS, leave_name, LeaveReason: Left => "left", Lost => "lost",
    Removed => "removed");
kinds!(CLOSE_REASONS, close_name, CloseReason:
    Restart => "restart", Replaced => "replaced", Overloaded => "overloaded",
    Removed => "removed", Denied => "denied", WaitedTooLong => "waited_too_long", Ended => "ended");

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn participant(connected: bool) -> ParticipantView {
    ParticipantView {
        id: ParticipantId(2),
        arrival: Arrival(5),
        display_name: DisplayName::new("Wei Chen (2)").expect("a golden case is right"),
        media: MediaState {
            microphone: true,
            camera: false,
            screen: connected,
        },
        connected,
        picture: connected.then(|| PictureId::from_random([0xa7; 16])),
        role: if connected { Role::CoHost } else { Role::Guest },
        owner: connected,
        hand_raised_at: connected.then_some(NOW),
    }
}

fn knock() -> KnockView {
    KnockView {
        id: KnockId(3),
        display_name: DisplayName::new("Ann").expect("a golden case is right"),
        guest: true,
        since: NOW,
    }
}

fn kept_out() -> KeptOutView {
    KeptOutView {
        id: BanId(3),
        display_name: DisplayName::new("Mallory").expect("a golden case is right"),
        since: NOW,
    }
}

fn meeting(whole: bool) -> MeetingView {
    MeetingView {
        code: "mkd-vqtr-hba".parse().expect("a golden case is right"),
        title: whole.then(|| "Stand-up".to_owned()),
        started_at: NOW,
        rules: MeetingRules {
            locked: whole,
            may_share: !whole,
            ..MeetingRules::default()
        },
        spotlight: whole.then_some(ParticipantId(2)),
        topology: if whole { Topology::Sfu } else { Topology::Mesh },
    }
}

fn chat() -> ChatMessageView {
    ChatMessageView {
        sequence: 12,
        id: ChatMessageId::try_from("wTz4oX2bQmK8sL1n".to_owned()).expect("a golden case is right"),
        from: ParticipantId(2),
        display_name: DisplayName::new("Wei Chen").expect("a golden case is right"),
        text: ChatText::new("Hello\nall").expect("a golden case is right"),
        sent_at: NOW,
    }
}

fn ice_servers() -> Vec<IceServer> {
    let turn = IceServer {
        urls: vec!["turn:turn.example.org:3478".to_owned()],
        username: Some("parley".to_owned()),
        credential: Some("secret".to_owned()),
    };
    let stun = IceServer {
        urls: vec!["stun:stun.example.org:3478".to_owned()],
        username: None,
        credential: None,
    };
    vec![stun, turn]
}

fn snapshot(whole: bool) -> ServerMessage {
    let resume = "0123456789abcdef0123456789abcdef".to_owned();
    ServerMessage::Snapshot {
        you: ParticipantId(2),
        resume: whole.then(|| ResumeToken::try_from(resume).expect("a golden case is right")),
        meeting: meeting(whole),
        participants: vec![participant(true)],
        chat: if whole { vec![chat()] } else { Vec::new() },
        chat_has_more: whole,
        waiting: if whole { vec![knock()] } else { Vec::new() },
        kept_out: if whole { vec![kept_out()] } else { Vec::new() },
        ice_servers: if whole { ice_servers() } else { Vec::new() },
        now: NOW,
    }
}

pub(crate) fn cases() -> Vec<(&'static str, ServerMessage)> {
    let mut cases = vec![
        ("snapshot", snapshot(true)),
        ("snapshot_bare", snapshot(false)),
        (
            "participant_joined",
            ServerMessage::ParticipantJoined {
                participant: participant(true),
            },
        ),
        (
            "participant_changed",
            ServerMessage::ParticipantChanged {
                participant: participant(false),
            },
        ),
        (
            "participant_left",
            ServerMessage::ParticipantLeft {
                participant: ParticipantId(2),
                reason: LeaveReason::Left,
            },
        ),
        (
            "participant_lost",
            ServerMessage::ParticipantLeft {
                participant: ParticipantId(2),
                reason: LeaveReason::Lost,
            },
        ),
        (
            "participant_removed",
            ServerMessage::ParticipantLeft {
                participant: ParticipantId(2),
                reason: LeaveReason::Removed,
            },
        ),
    ];
    cases.extend(doors());
    cases.extend(refusals());
    cases.extend(rest());
    cases.extend(routed());
    for (name, signal) in signals() {
        let (from, from_arrival) = (ParticipantId(2), Arrival(5));
        cases.push((
            name,
            ServerMessage::Signal {
                from,
                from_arrival,
                signal,
            },
        ));
    }
    cases
}

fn doors() -> Vec<(&'static str, ServerMessage)> {
    use ServerMessage as M;
    let lobby = |title: Option<&str>, state| M::Lobby {
        title: title.map(str::to_owned),
        state,
    };
    vec![
        (
            "lobby_waiting_for_host",
            lobby(Some("Stand-up"), LobbyState::WaitingForHost),
        ),
        ("lobby_not_started", lobby(None, LobbyState::NotStarted)),
        ("lobby_host_away", lobby(None, LobbyState::HostAway)),
        (
            "waiting",
            M::Waiting {
                waiting: vec![knock()],
            },
        ),
        (
            "kept_out",
            M::KeptOut {
                kept_out: vec![kept_out()],
            },
        ),
        (
            "meeting_changed",
            M::MeetingChanged {
                meeting: meeting(true),
            },
        ),
        (
            "meeting_changed_direct",
            M::MeetingChanged {
                meeting: MeetingView {
                    topology: Topology::Direct,
                    ..meeting(true)
                },
            },
        ),
        ("muted", M::Muted { all: false }),
        ("video_stopped", M::VideoStopped {}),
        ("sharing_stopped", M::SharingStopped {}),
        ("asked_to_unmute", M::AskedToUnmute {}),
        ("asked_to_start_video", M::AskedToStartVideo {}),
    ]
}

/// What comes from the media router.
fn routed() -> Vec<(&'static str, ServerMessage)> {
    use ServerMessage as M;
    let slot = |mid: &str, participant: Option<u32>, source| SlotView {
        mid: mid.to_owned(),
        participant: participant.map(ParticipantId),
        source,
    };
    let (camera, screen) = (Some(VideoSource::Camera), Some(VideoSource::Screen));
    vec![
        (
            "media_answer",
            M::MediaAnswer {
                negotiation: NegotiationId(3),
                sdp: "v=0\r\no=- 3 4 IN IP4 192.0.2.1\r\n".to_owned(),
            },
        ),
        (
            "media_slots",
            M::MediaSlots {
                slots: vec![
                    slot("3", Some(2), None),
                    slot("11", Some(2), camera),
                    slot("12", Some(2), screen),
                    slot("13", None, None),
                ],
            },
        ),
        (
            "media_wanted",
            M::MediaWanted {
                audio: true,
                video: VideoLayer::ALL.to_vec(),
                screen: vec![VideoLayer::F],
            },
        ),
        (
            "media_wanted_none",
            M::MediaWanted {
                audio: false,
                video: Vec::new(),
                screen: Vec::new(),
            },
        ),
        (
            "ice_servers",
            M::IceServers {
                ice_servers: ice_servers(),
            },
        ),
        (
            "speaking",
            M::Speaking {
                participants: vec![ParticipantId(2), ParticipantId(5)],
            },
        ),
    ]
}

fn refusals() -> impl Iterator<Item = (&'static str, ServerMessage)> {
    let codes = [
        ("refused_protocol_version", ErrorCode::ProtocolVersion),
        ("refused_meeting_not_found", ErrorCode::MeetingNotFound),
        ("refused_meeting_full", ErrorCode::MeetingFull),
        ("refused_bad_message", ErrorCode::BadMessage),
        ("refused_out_of_order", ErrorCode::OutOfOrder),
        (
            "refused_participant_not_found",
            ErrorCode::ParticipantNotFound,
        ),
        ("refused_forbidden", ErrorCode::Forbidden),
        ("refused_password_needed", ErrorCode::PasswordNeeded),
        ("refused_wrong_password", ErrorCode::WrongPassword),
        ("refused_too_many_passwords", ErrorCode::TooManyPasswords),
        ("refused_meeting_locked", ErrorCode::MeetingLocked),
        ("refused_meeting_cancelled", ErrorCode::MeetingCancelled),
        ("refused_removed", ErrorCode::Removed),
        ("refused_blocked", ErrorCode::Blocked),
        ("refused_too_many_requests", ErrorCode::TooManyRequests),
        ("refused_media_refused", ErrorCode::MediaRefused),
        ("refused_unavailable", ErrorCode::Unavailable),
    ];
    codes.into_iter().map(|(name, code)| {
        let request = Some(RequestId(7));
        (name, ServerMessage::Refused { request, code })
    })
}

fn rest() -> Vec<(&'static str, ServerMessage)> {
    let retry_after = Milliseconds(2500);
    let gone = |reason| ServerMessage::Closing {
        reason,
        retry_after: Milliseconds(0),
    };
    vec![
        ("closing_removed", gone(CloseReason::Removed)),
        ("closing_denied", gone(CloseReason::Denied)),
        ("closing_waited_too_long", gone(CloseReason::WaitedTooLong)),
        ("closing_ended", gone(CloseReason::Ended)),
        ("chat_posted", ServerMessage::ChatPosted { message: chat() }),
        (
            "chat_accepted",
            ServerMessage::ChatAccepted {
                id: chat().id,
                sequence: 12,
                sent_at: NOW,
            },
        ),
        (
            "refused_without_request",
            ServerMessage::Refused {
                request: None,
                code: ErrorCode::BadMessage,
            },
        ),
        (
            "pong",
            ServerMessage::Pong {
                request: RequestId(7),
            },
        ),
        (
            "closing_restart",
            ServerMessage::Closing {
                reason: CloseReason::Restart,
                retry_after,
            },
        ),
        (
            "closing_replaced",
            ServerMessage::Closing {
                reason: CloseReason::Replaced,
                retry_after: Milliseconds(0),
            },
        ),
        (
            "closing_overloaded",
            ServerMessage::Closing {
                reason: CloseReason::Overloaded,
                retry_after,
            },
        ),
    ]
}
