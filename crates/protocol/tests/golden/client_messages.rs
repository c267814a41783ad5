//! Every message of a browser, with and without what is optional.

use crate::kinds;
use parley_protocol::{
    Arrival, BanId, ChatMessageId, ChatText, ClientMessage, DisplayName, IceCandidate, KnockId,
    MediaState, MeetingPassword, MeetingRules, MeetingRulesChange, Milliseconds, NegotiationId,
    PROTOCOL_VERSION, ParticipantId, RequestId, ResumeToken, Signal, VideoSource, VideoWish, Wait,
};

kinds!(CLIENT_KINDS, client_kind, ClientMessage:
    Hello => "hello", SetMedia => "set_media", Signal => "signal", SendChat => "send_chat",
    SetHand => "set_hand", Mute => "mute", MuteAll => "mute_all", AskToUnmute => "ask_to_unmute",
    StopVideo => "stop_video", StopSharing => "stop_sharing", AskToStartVideo => "ask_to_start_video", LowerHand => "lower_hand",
    Spotlight => "spotlight", Admit => "admit", Deny => "deny", Readmit => "readmit", SetRules => "set_rules",
    Remove => "remove", SetCoHost => "set_co_host", HandOver => "hand_over", End => "end",
    MediaOffer => "media_offer", SetWishes => "set_wishes", DirectFailed => "direct_failed",
    Waited => "waited",
    Leave => "leave", Ping => "ping");
kinds!(SIGNAL_KINDS, signal_kind, Signal:
    Offer => "offer", Answer => "answer", Candidate => "candidate",
    RestartRequest => "restart_request", RenewRequest => "renew_request");

/// Each kind of signal, with and without what is optional.
pub(crate) fn signals() -> Vec<(&'static str, Signal)> {
    let negotiation = NegotiationId(3);
    let sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n".to_owned();
    let candidate = IceCandidate {
        candidate: "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host".to_owned(),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
    };
    let end_of_candidates = IceCandidate {
        candidate: String::new(),
        sdp_mid: None,
        sdp_m_line_index: None,
    };
    vec![
        (
            "signal_offer",
            Signal::Offer {
                negotiation,
                sdp: sdp.clone(),
            },
        ),
        ("signal_answer", Signal::Answer { negotiation, sdp }),
        (
            "signal_candidate",
            Signal::Candidate {
                negotiation,
                candidate,
            },
        ),
        (
            "signal_candidate_end",
            Signal::Candidate {
                negotiation,
                candidate: end_of_candidates,
            },
        ),
        ("signal_restart_request", Signal::RestartRequest {}),
        ("signal_renew_request", Signal::RenewRequest {}),
    ]
}

pub(crate) fn hello(resume: Option<&str>, arrival: Option<u32>) -> ClientMessage {
    ClientMessage::Hello {
        protocol: PROTOCOL_VERSION,
        display_name: DisplayName::new("Wei Chen").expect("a golden case is right"),
        media: MediaState {
            microphone: true,
            camera: false,
            screen: false,
        },
        resume: resume
            .map(|token| ResumeToken::try_from(token.to_owned()).expect("a golden case is right")),
        arrival: arrival.map(Arrival),
        password: None,
    }
}

fn hello_with_password() -> ClientMessage {
    let mut hello = hello(None, None);
    if let ClientMessage::Hello { password, .. } = &mut hello {
        *password = MeetingPassword::new("blue-door").ok();
    }
    hello
}

/// What hosts say, and what is said with a raised hand.
#[expect(clippy::too_many_lines, reason = "a table")]
fn hosting() -> Vec<(&'static str, ClientMessage)> {
    use ClientMessage as M;
    let request = RequestId(7);
    let participant = ParticipantId(2);
    let locked = MeetingRulesChange {
        locked: Some(true),
        ..MeetingRulesChange::default()
    };
    let all = MeetingRules {
        waiting_room: true,
        may_share: false,
        may_chat: false,
        ..MeetingRules::default()
    };
    let (someone, nobody) = (Some(participant), None);
    let (knock, block) = (KnockId(3), true);
    vec![
        (
            "set_hand",
            M::SetHand {
                request,
                raised: true,
            },
        ),
        (
            "mute",
            M::Mute {
                request,
                participant,
            },
        ),
        (
            "mute_all",
            M::MuteAll {
                request,
                may_unmute: false,
            },
        ),
        (
            "ask_to_unmute",
            M::AskToUnmute {
                request,
                participant,
            },
        ),
        (
            "stop_video",
            M::StopVideo {
                request,
                participant,
            },
        ),
        (
            "stop_sharing",
            M::StopSharing {
                request,
                participant,
            },
        ),
        (
            "ask_to_start_video",
            M::AskToStartVideo {
                request,
                participant,
            },
        ),
        (
            "lower_hand",
            M::LowerHand {
                request,
                participant: someone,
            },
        ),
        (
            "lower_every_hand",
            M::LowerHand {
                request,
                participant: nobody,
            },
        ),
        (
            "spotlight",
            M::Spotlight {
                request,
                participant: someone,
            },
        ),
        (
            "spotlight_off",
            M::Spotlight {
                request,
                participant: nobody,
            },
        ),
        (
            "admit",
            M::Admit {
                request,
                knock: Some(knock),
            },
        ),
        (
            "admit_all",
            M::Admit {
                request,
                knock: None,
            },
        ),
        (
            "deny",
            M::Deny {
                request,
                knock,
                block,
            },
        ),
        (
            "readmit",
            M::Readmit {
                request,
                ban: BanId(3),
            },
        ),
        (
            "set_rules",
            M::SetRules {
                request,
                change: locked,
            },
        ),
        (
            "set_every_rule",
            M::SetRules {
                request,
                change: all.into(),
            },
        ),
        (
            "remove",
            M::Remove {
                request,
                participant,
                block,
            },
        ),
        (
            "set_co_host",
            M::SetCoHost {
                request,
                participant,
                co_host: true,
            },
        ),
        (
            "hand_over",
            M::HandOver {
                request,
                participant,
            },
        ),
        ("end", M::End { request }),
    ]
}

/// What is said to the media router.
fn routed() -> Vec<(&'static str, ClientMessage)> {
    let request = RequestId(7);
    let wish = |participant, source, max_height| VideoWish {
        participant: ParticipantId(participant),
        source,
        max_height,
    };
    let [large, small, other] = [
        wish(2, VideoSource::Screen, 720),
        wish(2, VideoSource::Camera, 180),
        wish(5, VideoSource::Camera, 180),
    ];
    let wishes = |audio, video| ClientMessage::SetWishes {
        request,
        audio,
        video,
    };
    vec![
        (
            "media_offer",
            ClientMessage::MediaOffer {
                request,
                negotiation: NegotiationId(3),
                sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n".to_owned(),
            },
        ),
        ("set_wishes", wishes(true, vec![large, small, other])),
        ("set_wishes_none", wishes(false, Vec::new())),
        ("direct_failed", ClientMessage::DirectFailed { request }),
        (
            "waited",
            ClientMessage::Waited {
                request,
                what: Wait::FirstFrame,
                length: Milliseconds(1_234),
            },
        ),
    ]
}

pub(crate) fn cases() -> Vec<(&'static str, ClientMessage)> {
    let request = RequestId(7);
    let mut cases = vec![
        ("hello", hello(None, None)),
        (
            "hello_after_reload",
            hello(Some("0123456789abcdef0123456789abcdef"), None),
        ),
        (
            "hello_after_lost_socket",
            hello(Some("0123456789abcdef0123456789abcdef"), Some(4)),
        ),
        (
            "set_media",
            ClientMessage::SetMedia {
                request,
                media: MediaState {
                    microphone: false,
                    camera: true,
                    screen: true,
                },
            },
        ),
        (
            "send_chat",
            ClientMessage::SendChat {
                request,
                id: ChatMessageId::try_from("wTz4oX2bQmK8sL1n".to_owned())
                    .expect("a golden case is right"),
                text: ChatText::new("Hello\nall").expect("a golden case is right"),
            },
        ),
        ("hello_with_password", hello_with_password()),
        ("leave", ClientMessage::Leave {}),
        ("ping", ClientMessage::Ping { request }),
    ];
    cases.extend(hosting());
    cases.extend(routed());
    for (name, signal) in signals() {
        let (to, to_arrival) = (ParticipantId(2), Arrival(5));
        cases.push((
            name,
            ClientMessage::Signal {
                request,
                to,
                to_arrival,
                signal,
            },
        ));
    }
    cases
}
