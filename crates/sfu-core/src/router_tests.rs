//! Tests of what only the router itself can show; `tests/media` has the meetings.

use std::time::Duration;

use parley_protocol::{MediaState, ParticipantId};

use super::*;
use crate::checks;

fn address() -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], 7000))
}

fn peer(room: u64) -> PeerKey {
    PeerKey {
        room: RoomKey(room),
        participant: ParticipantId(1),
    }
}

fn join(router: &mut Router, room: u64, now: Instant) {
    offer(router, room, checks::offer(now), now);
}

fn offer(router: &mut Router, room: u64, sdp: String, now: Instant) {
    let negotiation = NegotiationId(1);
    router.handle_command(
        Command::Offer {
            peer: peer(room),
            negotiation,
            sdp,
        },
        now,
    );
}

fn events(router: &mut Router) -> Vec<Event> {
    std::iter::from_fn(|| router.poll_output())
        .filter_map(|output| match output {
            Output::Event(event) => Some(event),
            Output::Transmit { .. } => None,
        })
        .collect()
}

#[test]
fn a_room_that_panics_is_the_only_one_that_ends() {
    let now = crate::start_of_test();
    let mut router = Router::new(RouterConfig::new(vec![(Transport::Udp, address())]));
    join(&mut router, 1, now);
    join(&mut router, 2, now);
    let audio_of_others = Command::Wishes {
        peer: PeerKey {
            participant: ParticipantId(7),
            ..peer(1)
        },
        audio: true,
        video: Vec::new(),
    };
    router.handle_command(audio_of_others, now);
    let media = MediaState {
        microphone: true,
        camera: true,
        screen: true,
    };
    router.handle_command(
        Command::Sends {
            peer: peer(1),
            media,
        },
        now,
    );
    events(&mut router);

    router.break_room(RoomKey(1));
    let later = now + Duration::from_secs(1);
    router.tick(later);
    assert_eq!(events(&mut router), [Event::Disconnected { peer: peer(1) }]);
    let stats = router.stats();
    assert_eq!((stats.participants, stats.rooms_failed), (1, 1));

    // Both go on: the one with what it had, the other with new connections, and with the rights and wishes it had.
    router.tick(later + Duration::from_secs(1));
    join(&mut router, 1, later);
    let events = events(&mut router);
    assert!(matches!(events[0], Event::Answer { .. }), "{events:?}");
    assert_eq!(router.stats().participants, 2);
    let rights = router.rooms[&RoomKey(1)].heir(&router.config, later);
    assert_eq!(rights.media_of(ParticipantId(1)), Some(media));
}

#[test]
fn a_room_that_is_closed_leaves_nothing_behind() {
    let now = crate::start_of_test();
    let mut router = Router::new(RouterConfig::new(vec![(Transport::Udp, address())]));
    for room in 1..=20 {
        join(&mut router, room, now);
        router.handle_command(
            Command::CloseRoom {
                room: RoomKey(room),
            },
            now,
        );
    }
    assert_eq!(router.poll_timeout(), None);
    let stats = router.stats();
    assert_eq!(
        (stats.rooms, stats.participants, stats.handshakes),
        (0, 0, 0)
    );
    assert_eq!(router.poll_timeout(), None);
    assert!(router.demux.is_empty());
}

#[test]
fn who_is_not_there_can_leave_and_mute_without_harm() {
    let now = crate::start_of_test();
    let mut router = Router::new(RouterConfig::new(Vec::new()));
    router.handle_command(Command::Leave { peer: peer(1) }, now);
    let media = MediaState::default();
    router.handle_command(
        Command::Sends {
            peer: peer(1),
            media,
        },
        now,
    );
    assert_eq!(events(&mut router), []);
}

#[test]
fn the_answer_names_every_candidate_and_asks_for_silence_to_be_left_out() {
    let now = crate::start_of_test();
    let candidates = vec![
        (Transport::Udp, address()),
        (Transport::Tcp, address()),
        (Transport::Udp, SocketAddr::from(([127, 0, 0, 1], 7000))),
    ];
    let mut router = Router::new(RouterConfig::new(candidates));
    join(&mut router, 1, now);
    let events = events(&mut router);
    let Some(Event::Answer { sdp: answer, .. }) = events.first() else {
        panic!("no answer: {events:?}");
    };
    assert_eq!(answer.matches("a=candidate:").count(), 3, "{answer}");
    for part in [
        "192.0.2.1 7000 typ host",
        "tcptype passive",
        "127.0.0.1 7000",
        "usedtx=1",
        "a=ice-lite",
    ] {
        assert!(answer.contains(part), "{part} in {answer}");
    }
}

#[test]
fn t118_a_forged_check_binds_no_address() {
    let now = crate::start_of_test();
    let mut router = Router::new(RouterConfig::new(vec![(Transport::Udp, address())]));
    let sdp = checks::offer(now);
    offer(&mut router, 1, sdp.clone(), now);
    let events = events(&mut router);
    let Some(Event::Answer { sdp: answer, .. }) = events.first() else {
        panic!("no answer: {events:?}");
    };
    let stranger = SocketAddr::from(([203, 0, 113, 1], 5000));
    let client = SocketAddr::from(([203, 0, 113, 2], 5000));
    for (source, password, bound) in [(stranger, Some(checks::FORGED), 0), (client, None, 1)] {
        let check = checks::check(&sdp, answer, 1000, password);
        router.handle_datagram(Transport::Udp, source, address(), &check, now);
        assert_eq!(router.demux.addresses(), bound, "{source}");
        let outputs: Vec<_> = std::iter::from_fn(|| router.poll_output()).collect();
        let is_answered = |output: &Output| matches!(output, Output::Transmit { destination, .. } if *destination == source);
        assert_eq!(outputs.iter().any(is_answered), bound == 1, "{source}");
    }
    assert_eq!(router.stats().dropped_unknown, 1);
}
