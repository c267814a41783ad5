//! T-123: who hides their address tells it to nobody, on new connections and on those there are.

use crate::negotiation::{answer, connected_offerer, offered};
use crate::paths::{direct_pair, sender, told_failed};
use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

/// Whether the direct connections that were made since the last look go through a relay only.
fn relayed(effects: &[Effect]) -> Vec<bool> {
    let made = effects.iter().filter_map(|e| match e {
        Effect::CreatePeer { options, .. } => Some(options.relay_only),
        _ => None,
    });
    made.collect()
}

fn candidates(client: &mut Client) -> usize {
    let signals = client.signals().into_iter();
    let candidates = signals.filter(|signal| matches!(signal, Signal::Candidate { .. }));
    candidates.count()
}

/// Lets the offer that begins here be answered, and connects.
fn connect(client: &mut Client, effects: &[Effect]) -> PeerId {
    let offer = effects.iter().find_map(|e| match e {
        Effect::CreateOffer {
            peer, operation, ..
        } => Some((*peer, *operation)),
        _ => None,
    });
    let (peer, operation) = offer.unwrap();
    client.input(Input::OfferCreated {
        peer,
        operation,
        sdp: sdp(peer.0),
    });
    let negotiation = client
        .signals()
        .into_iter()
        .find_map(|signal| match signal {
            Signal::Offer { negotiation, .. } => Some(negotiation),
            _ => None,
        });
    answer(client, negotiation.unwrap());
    client.state(peer, PeerState::Connected);
    client.take();
    peer
}

/// Somebody else's connection was made anew, and offers.
fn offer(client: &mut Client, negotiation: u32, session: u32) {
    client.signal(
        (2, 2),
        Signal::Offer {
            negotiation: NegotiationId(negotiation),
            sdp: sdp(session),
        },
    );
}

#[test]
fn t123_who_hides_their_address_meets_others_on_the_server() {
    let (mut client, ..) = direct_pair();
    client.command(Command::SetHidesAddress(true));
    let effects = client.effects.clone();
    assert!(effects.contains(&Effect::StoreHidesAddress { hides: true }));
    assert!(client.room.view().hides_address);
    assert!(!client.room.view().hidden_from_all);
    assert_eq!(relayed(&effects), [], "without a gap");
    client.stay(1_000);
    assert_eq!(told_failed(&mut client), 1);

    client.message(ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Left,
    });
    client.take();
    client.message(ServerMessage::ParticipantJoined {
        participant: sender(3),
    });
    let effects = client.effects.clone();
    assert_eq!(relayed(&effects), [true], "the next connection");
    assert_eq!(told_failed(&mut client), 1);
}

#[test]
fn t123_that_they_are_to_meet_on_the_server_is_told_again_when_the_socket_was_lost() {
    let (mut client, ..) = direct_pair();
    client.command(Command::SetHidesAddress(true));
    client.run(200);
    assert_eq!(told_failed(&mut client), 1);
    client.end_socket(SocketEnd::Lost);
    client.run(5_000);
    client.take();
    client.open();
    client.let_in_to(Topology::Direct, person(1, 9), vec![sender(2)]);
    client.run(200);
    assert_eq!(told_failed(&mut client), 1);
}

#[test]
fn t123_until_they_meet_there_no_candidate_is_told_and_another_path_goes_through_a_relay() {
    let (mut client, _, direct) = direct_pair();
    client.command(Command::SetHidesAddress(true));
    client.take();
    client.input(Input::CandidateGathered {
        peer: direct,
        candidate: candidate("candidate:1 1 udp 1 192.0.2.7 9 typ host"),
    });
    assert_eq!(candidates(&mut client), 0);
    client.state(direct, PeerState::Failed);
    client.stay(11_000);
    assert_eq!(relayed(&client.take()), [true]);
}

#[test]
fn t123_in_a_mesh_who_offers_makes_all_connections_anew_and_again_when_they_show_themselves() {
    let (mut client, mut peer) = connected_offerer();
    client.run(2_000);
    for hides in [true, false] {
        client.command(Command::SetHidesAddress(hides));
        client.run(2_000);
        let effects = client.take();
        assert_eq!(relayed(&effects), [hides]);
        let offers = |e: &Effect| {
            matches!(
                e,
                Effect::CreateOffer {
                    ice_restart: false,
                    ..
                }
            )
        };
        assert!(effects.iter().any(offers));
        assert!(effects.contains(&Effect::ClosePeer { peer }));
        peer = connect(&mut client, &effects);
        client.command(Command::SetHidesAddress(hides));
        client.run(2_000);
        assert_eq!(relayed(&client.take()), [], "nothing new");
    }
}

#[test]
fn t123_an_offer_that_is_being_made_is_not_told_once_an_address_is_hidden() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    let (peer, operation, _) = client.offers()[0];
    client.input(Input::CandidateGathered {
        peer,
        candidate: candidate("candidate:1 1 udp 1 192.0.2.7 9 typ host"),
    });
    client.command(Command::SetHidesAddress(true));
    client.input(Input::OfferCreated {
        peer,
        operation,
        sdp: sdp(1),
    });
    assert_eq!(client.signals(), []);
    client.run(2_000);
    assert_eq!(relayed(&client.take()), [true]);
}

#[test]
fn t123_in_a_mesh_who_answers_asks_for_a_new_connection_and_answers_no_offer_of_the_old_one() {
    let (mut client, peer, operation) = offered();
    client.command(Command::SetHidesAddress(true));
    client.take();
    client.input(Input::AnswerCreated {
        peer,
        operation,
        sdp: sdp(9),
    });
    client.input(Input::CandidateGathered {
        peer,
        candidate: candidate("candidate:1 1 udp 1 192.0.2.7 9 typ host"),
    });
    assert_eq!(client.signals(), [Signal::RenewRequest {}]);
    offer(&mut client, 2, 5);
    let answers = |e: &Effect| matches!(e, Effect::AcceptOffer { .. });
    assert!(!client.effects.iter().any(answers), "of the old one");
    assert_eq!(client.signals(), [Signal::RenewRequest {}]);
    client.run(5_000);
    assert_eq!(client.signals(), [Signal::RenewRequest {}], "once more");
    offer(&mut client, 3, 6);
    let effects = client.take();
    assert_eq!(relayed(&effects), [true]);
    assert!(effects.iter().any(answers), "of the new one");
    client.run(10_000);
    assert_eq!(client.signals(), []);
}

#[test]
fn who_is_asked_for_a_new_connection_makes_one() {
    let (mut client, peer) = connected_offerer();
    client.run(2_000);
    client.signal((2, 1), Signal::RenewRequest {});
    let effects = client.take();
    assert!(effects.contains(&Effect::ClosePeer { peer }));
    assert_eq!(relayed(&effects), [false]);
}

#[test]
fn t123_in_a_mesh_an_address_is_hidden_behind_a_relay_or_nobody_is_reached() {
    for (urls, hidden_from_all) in [
        (vec!["stun:stun.example.org"], true),
        (
            vec!["stun:stun.example.org", "turns:turn.example.org"],
            false,
        ),
    ] {
        let mut client = Client::new(RoomClientConfig {
            hides_address: true,
            ..RoomClientConfig::default()
        });
        client.join();
        client.greet(1, 9, vec![sender(2)]);
        client.message(ServerMessage::IceServers {
            ice_servers: vec![IceServer {
                urls: urls.into_iter().map(str::to_owned).collect(),
                username: None,
                credential: None,
            }],
        });
        assert_eq!(relayed(&client.take()), [true]);
        assert_eq!(client.room.view().hidden_from_all, hidden_from_all);
    }
}
