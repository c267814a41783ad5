//! What attackers try: garbage, floods, forged offers.

use std::net::SocketAddr;

use parley_protocol::{NegotiationId, limits};
use parley_sfu_core::{Command, Event, OfferError, RouterConfig, Transport};

use crate::client::{Client, Kind};
use crate::random::Random;
use crate::world::{World, server};

fn refusal(world: &World, participant: u32) -> Option<OfferError> {
    world
        .client(participant)
        .events
        .iter()
        .rev()
        .find_map(|event| match event {
            Event::Refused { error, .. } => Some(*error),
            Event::Answer { .. }
            | Event::Slots { .. }
            | Event::Wanted { .. }
            | Event::Speaking { .. }
            | Event::Connected { .. }
            | Event::Disconnected { .. } => None,
        })
}

#[test]
fn t118_t119_garbage_from_unknown_sources_changes_nothing() {
    let mut world = World::three();
    let mut random = Random::new(7);
    let before = world.router.stats();
    let since = world.now;
    for round in 0..20_000u64 {
        let source = SocketAddr::from((
            [203, 0, 113, (round % 250) as u8],
            1024 + (round % 5000) as u16,
        ));
        let length = random.below(200) as usize;
        let mut garbage: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        // STUN, DTLS, RTP and RTCP by their first byte, and anything.
        if let Some(first) = garbage.first_mut() {
            *first = [0, 1, 22, 0x80, 0x81, *first][round as usize % 6];
        }
        world.inject(source, &garbage);
    }
    let stats = world.router.stats();
    assert_eq!(stats.dropped_unknown - before.dropped_unknown, 20_000);
    assert_eq!(
        stats.packets_out, before.packets_out,
        "nobody gets an answer"
    );
    world.run(1000);
    for to in 1..=3 {
        for from in (1..=3).filter(|from| *from != to) {
            assert!(world.client(to).got(from, true, since).0 > 20);
        }
    }
    world.check();
}

#[test]
fn t119_garbage_from_a_members_address_is_no_media_and_no_panic() {
    let mut world = World::three();
    let mut random = Random::new(11);
    let address = world.client(1).address;
    let before = world.router.stats();
    for round in 0..5000u64 {
        let length = 1 + random.below(1200) as usize;
        let mut garbage: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        garbage[0] = [22, 0x80, 0x81, 0x90, 200][round as usize % 5];
        world.inject(address, &garbage);
    }
    assert!(
        world.router.stats().dropped_over_limit > before.dropped_over_limit,
        "a flood is cut"
    );
    world.run(3000);
    let since = world.now;
    world.run(1000);
    assert!(
        world.client(2).got(3, true, since).0 > 20,
        "the others go on"
    );
    assert_eq!(world.router.stats().rooms_failed, 0);
    world.check();
}

#[test]
fn t127_nothing_is_sent_to_a_candidate_of_the_client() {
    let mut world = World::new();
    let mut client = Client::new(1, 1, Kind::default(), world.now);
    let peer = client.key;
    let (negotiation, sdp) = client.offer(world.now);
    let victim = "a=candidate:1 1 udp 2130706431 10.0.0.1 22 typ host";
    let sdp = sdp.replacen("a=mid:", &format!("{victim}\r\na=mid:"), 1);
    assert!(sdp.contains(victim));
    world.clients.insert(1, client);
    world.up.insert(1, crate::wire::Line::new(1));
    world.down.insert(1, crate::wire::Line::new(2));
    world.command(Command::Offer {
        peer,
        negotiation,
        sdp,
    });
    world.run(3000);
    assert!(world.client(1).connected);
    assert_eq!(world.destinations, [world.client(1).address]);
}

#[test]
fn t117_a_certificate_that_is_not_the_one_in_the_offer_is_not_taken() {
    let mut world = World::new();
    let mut client = Client::new(1, 1, Kind::default(), world.now);
    let peer = client.key;
    let (negotiation, sdp) = client.offer(world.now);
    let at = sdp.find("a=fingerprint:sha-256 ").unwrap() + "a=fingerprint:sha-256 ".len();
    let swapped: String = sdp[at..at + 2]
        .chars()
        .map(|digit| if digit == '0' { '1' } else { '0' })
        .collect();
    let sdp = format!("{}{swapped}{}", &sdp[..at], &sdp[at + 2..]);
    world.clients.insert(1, client);
    world.up.insert(1, crate::wire::Line::new(1));
    world.down.insert(1, crate::wire::Line::new(2));
    world.command(Command::Offer {
        peer,
        negotiation,
        sdp,
    });
    world.run(5000);
    assert!(!world.client(1).events.contains(&Event::Connected { peer }));
    world.wait(35_000);
    assert_eq!(world.router.stats().participants, 0);
}

#[test]
fn t068_an_offer_that_is_refused_leaves_the_connection_as_it_is() {
    let mut world = World::three();
    let peer = world.client(1).key;
    let offers = [
        ("v=0".to_owned(), OfferError::Malformed),
        ("x".repeat(limits::SDP_BYTES + 1), OfferError::TooLarge),
    ];
    for (sdp, error) in offers {
        let negotiation = NegotiationId(99);
        world.command(Command::Offer {
            peer,
            negotiation,
            sdp,
        });
        assert_eq!(refusal(&world, 1), Some(error));
    }
    let since = world.now;
    world.run(1000);
    assert!(world.client(1).got(2, true, since).0 > 20);
    assert!(world.client(2).got(1, true, since).0 > 20);
}

#[test]
fn t069_a_room_and_the_handshakes_are_full_some_time() {
    let mut config = RouterConfig::new(vec![(Transport::Udp, server())]);
    config.participants = 2;
    config.handshakes = 3;
    let mut world = World::with_config(config);
    let small = Kind {
        video_slots: 1,
        audio_slots: 1,
        ..Kind::default()
    };
    for participant in 1..=3 {
        world.join(participant, small);
    }
    assert_eq!(refusal(&world, 2), None);
    assert_eq!(refusal(&world, 3), Some(OfferError::Full));
    world.join_room(2, 4, small);
    assert_eq!(refusal(&world, 4), None);
    world.join_room(3, 5, small);
    assert_eq!(
        refusal(&world, 5),
        Some(OfferError::Full),
        "three are in the making"
    );
    world.run(2000);
    world.join_room(3, 6, small);
    assert_eq!(refusal(&world, 6), None, "they are through");
}

#[test]
fn t120_who_sends_too_much_is_cut_and_the_others_are_not() {
    let mut config = RouterConfig::new(vec![(Transport::Udp, server())]);
    config.participant_allowance.bits = 300_000;
    let mut world = World::with_config(config);
    for participant in 1..=3 {
        world.join(participant, Kind::default());
    }
    for participant in 1..=3 {
        world.wishes(participant, true, &[(2, 150), (3, 150)]);
    }
    world.clients.get_mut(&1).unwrap().ignores_wanted = true;
    world.run(4000);
    assert!(world.router.stats().dropped_over_limit > 100);
    let since = world.ago(1_000);
    assert!(world.client(3).got(2, true, since).0 > 20);
}
