//! Whatever happens in the meeting, who waits hears of nothing but their own waiting.

use crate::people::{OWNER, REQUEST, WAITING_ROOM, forbidden, guest, lobby, owned_meeting};
use crate::support::{Bench, START, chat_id, name, refused, stored};
use parley_domain::{Meeting, NewChatMessage, accounts::SecretHash};
use parley_protocol::{
    Arrival, ChatText, ClientMessage, CloseCode, DisplayName, ErrorCode, IceCandidate, IceServer,
    LobbyState, MediaState, MeetingRules, Milliseconds, NegotiationId, ParticipantId, PictureId,
    RequestId, ServerMessage, Signal, Wait, limits,
};
use parley_room_server::{
    ConnectionId, HowDisconnected, RoomConfig, RoomHistory, RoomServer, TopologySetting, TurnSecret,
};

/// Words of which none may reach who waits. The last is how many there are, in words that nothing else says.
const CANARIES: [&str; 8] = [
    "canary-host",
    "canary-guest",
    "canary-other",
    "canary-chat",
    "canary-sdp",
    "canary-turn",
    "cacacacacacacacacacacacacacacaca",
    "participant",
];

/// A meeting full of canaries with one who waits: its host, two guests, and chat that was written before.
fn planted(rules: MeetingRules) -> (Bench, Vec<ConnectionId>, ConnectionId) {
    let line = NewChatMessage {
        meeting: owned_meeting(rules).id,
        id: chat_id(900),
        from: ParticipantId(1),
        display_name: name("canary-host"),
        text: ChatText::new("canary-chat of before").expect("a text"),
        sent_at: START,
    };
    let meeting = Meeting {
        password: Some(SecretHash([7; 32])),
        ..owned_meeting(rules)
    };
    let history = RoomHistory {
        chat: vec![stored(&line, 1)],
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(meeting.clone(), history.clone());
    let config = RoomConfig {
        ice_servers: vec![IceServer {
            urls: vec!["turn:canary-turn.example.org".to_owned()],
            username: None,
            credential: None,
        }],
        turn_secret: Some(TurnSecret::new("canary-secret".to_owned())),
        ..RoomConfig::with_topology(meeting, TopologySetting::Auto)
    };
    bench.room = RoomServer::new(config, history, bench.now);
    bench.picture = Some(PictureId::from_random([0xca; 16]));
    let host = bench.come(OWNER, "canary-host");
    bench.picture = None;
    let mut people = vec![host];
    for (claim, name) in [(2, "canary-guest"), (3, "canary-other")] {
        people.push(bench.come(guest(claim, claim), name));
        bench.admit(host, None);
    }
    let waiting = bench.come(guest(9, 9), "Wanda");
    (bench, people, waiting)
}

/// Everything that was sent to somebody, as it goes over the wire.
fn bytes(bench: &Bench, connection: ConnectionId) -> String {
    let heard = bench.sent.get(&connection).into_iter().flatten();
    let written = heard.map(|message| serde_json::to_string(message).expect("JSON"));
    written.collect::<Vec<_>>().join("\n").to_lowercase()
}

fn assert_clean(bench: &Bench, waiting: ConnectionId) {
    let bytes = bytes(bench, waiting);
    for canary in CANARIES {
        assert!(!bytes.contains(canary), "{canary}: {bytes}");
    }
}

/// Everything that can happen in a meeting while somebody waits.
fn live(bench: &mut Bench, people: &[ConnectionId]) {
    let (host, ann, ben) = (people[0], people[1], people[2]);
    let request = REQUEST;
    let participant = ParticipantId(2);
    let text = ChatText::new("canary-chat").expect("a text");
    let id = chat_id(1);
    bench.say(ann, ClientMessage::SendChat { request, id, text });
    bench.store(Some(2));
    let negotiation = NegotiationId(1);
    let candidate = IceCandidate {
        candidate: "canary-sdp".to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
    };
    let sdp = "canary-sdp".to_owned();
    for signal in [
        Signal::Offer { negotiation, sdp },
        Signal::Candidate {
            negotiation,
            candidate,
        },
        Signal::RestartRequest {},
    ] {
        let to_arrival = bench.view(2).arrival;
        bench.say(
            host,
            ClientMessage::Signal {
                request,
                to: participant,
                to_arrival,
                signal,
            },
        );
    }
    #[rustfmt::skip]
    let orders = [
        ClientMessage::SetMedia { request, media: MediaState::default() },
        ClientMessage::SetHand { request, raised: true },
        ClientMessage::Mute { request, participant },
        ClientMessage::MuteAll { request, may_unmute: false },
        ClientMessage::AskToUnmute { request, participant },
        ClientMessage::StopVideo { request, participant },
        ClientMessage::StopSharing { request, participant },
        ClientMessage::AskToStartVideo { request, participant },
        ClientMessage::LowerHand { request, participant: None },
        ClientMessage::Spotlight { request, participant: Some(participant) },
        ClientMessage::SetCoHost { request, participant, co_host: true },
        ClientMessage::HandOver { request, participant },
    ];
    for order in orders {
        bench.say(host, order);
    }
    bench.disconnect(host, HowDisconnected::Broken);
    bench.come_back(OWNER, bench.seat(1));
    bench.remove(ann, 3, true);
    let late = bench.come(guest(4, 4), "canary-other");
    bench.deny(ann, 4, true);
    assert_eq!(bench.closed[&late], CloseCode::BLOCKED);
    bench.disconnect(ben, HowDisconnected::Broken);
    bench.wait(limits::SEAT_KEPT);
    bench.leave(ann);
}

#[test]
fn t114_each_seat_gets_credentials_of_its_own_and_who_waits_none() {
    let (mut bench, people, waiting) = planted(WAITING_ROOM);
    let names: Vec<_> = people
        .iter()
        .map(|who| turn_name(&bench.heard(*who)))
        .collect();
    let expected = ["1-1", "1-2", "1-3"].map(|who| Some(format!("1790003600:{who}")));
    assert_eq!(names, expected);
    assert_eq!(turn_name(&bench.heard(waiting)), None);
    bench.wait(limits::PING_INTERVAL);
    bench.admit(people[0], None);
    let late = Some("1790003610:1-4".to_owned());
    assert_eq!(turn_name(&bench.heard(waiting)), late, "from then on");
}

#[test]
fn t114_credentials_are_renewed_before_they_end_and_never_for_who_waits() {
    let (mut bench, people, waiting) = planted(WAITING_ROOM);
    bench.forget();
    bench.disconnect(people[2], HowDisconnected::PageClosed);
    bench.forget();
    for renewals in 1..=3 {
        bench.wait(Milliseconds::from_seconds(1800));
        let until = 1_790_003_600 + 1800 * renewals;
        for (place, person) in (1..).zip(&people[..2]) {
            let heard = bench.heard(*person);
            let renewed = heard.iter().find_map(|message| match message {
                ServerMessage::IceServers { ice_servers } => ice_servers[0].username.clone(),
                _ => None,
            });
            assert_eq!(renewed, Some(format!("{until}:1-{place}")));
        }
        let heard = bench.heard(waiting);
        let is_ice = |message: &ServerMessage| matches!(message, ServerMessage::IceServers { .. });
        assert!(!heard.iter().any(is_ice));
    }
    for person in &people[..2] {
        bench.disconnect(*person, HowDisconnected::PageClosed);
    }
    bench.wait(limits::SEAT_KEPT);
    assert_eq!(bench.room.poll_timeout(), None, "nobody is there");
}

#[test]
fn t116_the_secret_of_the_turn_server_is_told_to_nobody() {
    let (mut bench, people, waiting) = planted(WAITING_ROOM);
    bench.admit(people[0], None);
    for connection in people.into_iter().chain([waiting]) {
        let bytes = bytes(&bench, connection);
        assert!(bytes.contains("credential") && !bytes.contains("canary-secret"));
    }
}

/// The user name for the TURN server in the last snapshot.
fn turn_name(heard: &[ServerMessage]) -> Option<String> {
    let name = |message: &ServerMessage| match message {
        ServerMessage::Snapshot { ice_servers, .. } => ice_servers[0].username.clone(),
        _ => None,
    };
    heard.iter().rev().find_map(name)
}

#[test]
fn t059_who_waits_hears_of_nothing_that_happens_in_the_meeting() {
    for rules in [
        WAITING_ROOM,
        MeetingRules {
            host_first: true,
            ..WAITING_ROOM
        },
    ] {
        let (mut bench, people, waiting) = planted(rules);
        assert!(!bytes(&bench, people[1]).is_empty());
        for canary in CANARIES {
            let all = people.iter().map(|who| bytes(&bench, *who));
            let early = ["canary-sdp"].contains(&canary);
            assert!(
                early || all.collect::<String>().contains(canary),
                "{canary} was planted"
            );
        }
        live(&mut bench, &people);
        assert!(bytes(&bench, people[1]).contains("canary-sdp"));
        assert_clean(&bench, waiting);
        let heard = bench.heard(waiting);
        assert_eq!(heard, [lobby(Some("Plans"), LobbyState::WaitingForHost)]);
    }
}

#[test]
fn t059_who_is_turned_away_hears_why_and_no_more() {
    let (mut bench, people, waiting) = planted(WAITING_ROOM);
    bench.door = Some(ErrorCode::PasswordNeeded);
    let without = bench.come(guest(8, 8), "Nina");
    bench.assert_shut(without, ErrorCode::PasswordNeeded);
    bench.door = None;
    bench.deny(people[0], 3, true);
    assert_clean(&bench, waiting);
    assert_eq!(bench.closed[&waiting], CloseCode::BLOCKED);
    let again = bench.come(guest(9, 1), "Wanda");
    assert_clean(&bench, again);
    let last = bench.come(guest(10, 10), "Last");
    bench.say(people[0], ClientMessage::End { request: REQUEST });
    assert_clean(&bench, last);
    assert_eq!(bench.closed[&last], CloseCode::ENDED);
}

#[test]
fn t059_what_who_waits_says_is_refused_and_changes_nothing() {
    let (mut bench, people, waiting) = planted(WAITING_ROOM);
    bench.forget();
    let before = (bench.room.list_participants(), bench.seats.clone());
    let request = REQUEST;
    let signal = Signal::RestartRequest {};
    let to = ParticipantId(2);
    let to_arrival = Arrival(2);
    let text = ChatText::new("let me in").expect("a text");
    let id = chat_id(5);
    let media = MediaState::default();
    for message in [
        ClientMessage::SendChat { request, id, text },
        ClientMessage::Signal {
            request,
            to,
            to_arrival,
            signal,
        },
        ClientMessage::SetMedia { request, media },
        ClientMessage::MediaOffer {
            request,
            negotiation: NegotiationId(1),
            sdp: String::new(),
        },
        ClientMessage::SetWishes {
            request,
            audio: true,
            video: Vec::new(),
        },
        ClientMessage::DirectFailed { request },
        ClientMessage::Waited {
            request,
            what: Wait::Join,
            length: Milliseconds(1),
        },
        ClientMessage::Admit {
            request,
            knock: None,
        },
    ] {
        bench.say(waiting, message);
        assert_eq!(bench.heard(waiting), [forbidden()]);
    }
    bench.visitor = OWNER;
    let hello = ClientMessage::Hello {
        protocol: 1,
        display_name: DisplayName::new("canary-host").expect("a name"),
        media,
        resume: None,
        arrival: None,
        password: None,
    };
    bench.say(waiting, hello);
    assert_eq!(bench.heard(waiting), [refused(None, ErrorCode::OutOfOrder)]);
    assert!(bench.sent.is_empty() && bench.stores.is_empty() && bench.media.is_empty());
    assert_eq!(bench.waits, []);
    let after = (bench.room.list_participants(), bench.seats.clone());
    assert_eq!(before, after);
    bench.admit(people[0], None);
    bench.assert_in(waiting);
}

#[test]
fn t067_a_flood_from_who_waits_closes_them_and_nobody_else() {
    let (mut bench, people, waiting) = planted(WAITING_ROOM);
    bench.forget();
    for number in 0..2_000 {
        let request = RequestId(number);
        bench.say(waiting, ClientMessage::Ping { request });
    }
    assert_eq!(bench.closed[&waiting], CloseCode::POLICY);
    assert_eq!(bench.heard(waiting).len(), 501);
    let heard = bench.heard(people[0]);
    assert!(matches!(&heard[..], [ServerMessage::Waiting { waiting }] if waiting.is_empty()));
    assert!(bench.heard(people[1]).is_empty());
}
