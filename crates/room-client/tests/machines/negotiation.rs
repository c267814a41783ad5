//! Pairs: who offers, what is late, candidates, restarts, and what happens around lost sockets.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

const FIRST: NegotiationId = NegotiationId(1);
const SECOND: NegotiationId = NegotiationId(2);

/// In the meeting with arrival 2, having offered to seat 2 with arrival 1.
fn offering() -> (Client, PeerId) {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    let (peer, operation, restart) = client.offers()[0];
    assert!(!restart);
    client.input(Input::OfferCreated {
        peer,
        operation,
        sdp: sdp(1),
    });
    (client, peer)
}
/// The same, answered and connected.
pub(crate) fn connected_offerer() -> (Client, PeerId) {
    let (mut client, peer) = offering();
    client.take();
    answer(&mut client, FIRST);
    client.state(peer, PeerState::Connected);
    client.take();
    (client, peer)
}
pub(crate) fn answer(client: &mut Client, negotiation: NegotiationId) {
    client.signal(
        (2, 1),
        Signal::Answer {
            negotiation,
            sdp: sdp(9),
        },
    );
    let accepted = client.take().into_iter().find_map(|e| match e {
        Effect::AcceptAnswer {
            peer, operation, ..
        } => Some((peer, operation)),
        _ => None,
    });
    let (peer, operation) = accepted.expect("the answer is taken");
    client.input(Input::AnswerAccepted { peer, operation });
}
/// In the meeting with arrival 1, offered to by seat 2 with arrival 2.
pub(crate) fn offered() -> (Client, PeerId, OperationId) {
    let mut client = Client::joined(1, vec![person(2, 2)]);
    client.take();
    let (peer, operation) = offer(&mut client, FIRST, 5);
    (client, peer, operation)
}
fn offer(client: &mut Client, negotiation: NegotiationId, session: u32) -> (PeerId, OperationId) {
    client.signal(
        (2, 2),
        Signal::Offer {
            negotiation,
            sdp: sdp(session),
        },
    );
    let effect = client.effects.iter().rev().find_map(|e| match e {
        Effect::AcceptOffer {
            peer, operation, ..
        } => Some((*peer, *operation)),
        _ => None,
    });
    effect.expect("the offer is taken")
}
fn added(client: &mut Client) -> Vec<String> {
    let effects = client.take().into_iter().filter_map(|e| match e {
        Effect::AddCandidate { candidate, .. } => Some(candidate.candidate),
        _ => None,
    });
    effects.collect()
}

#[test]
fn two_who_arrive_at_once_never_both_offer() {
    let mut low = Client::joined(1, vec![]);
    low.take();
    low.message(ServerMessage::ParticipantJoined {
        participant: person(2, 2),
    });
    let effects = low.take();
    assert!(
        matches!(
            effects[..],
            [Effect::CreatePeer { options, .. }, Effect::SetPlayback { .. }] if !options.offerer
        ),
        "{effects:?}"
    );
    let (mut high, _) = offering();
    high.take();
    high.signal(
        (2, 1),
        Signal::Offer {
            negotiation: FIRST,
            sdp: sdp(9),
        },
    );
    assert_eq!(
        high.take(),
        [],
        "an offer from the one who may not offer is dropped"
    );
}

#[test]
fn candidates_wait_for_the_descriptions_on_both_ways() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    let (peer, operation, _) = client.offers()[0];
    client.input(Input::CandidateGathered {
        peer,
        candidate: candidate("mine"),
    });
    assert_eq!(client.signals(), []);
    client.input(Input::OfferCreated {
        peer,
        operation,
        sdp: sdp(1),
    });
    assert!(matches!(
        &client.signals()[..],
        [
            Signal::Offer { .. },
            Signal::Candidate {
                negotiation: FIRST,
                ..
            }
        ]
    ));
    client.signal(
        (2, 1),
        Signal::Answer {
            negotiation: FIRST,
            sdp: sdp(9),
        },
    );
    client.signal(
        (2, 1),
        Signal::Candidate {
            negotiation: FIRST,
            candidate: candidate("theirs"),
        },
    );
    let effects = client.take();
    assert!(
        !effects
            .iter()
            .any(|e| matches!(e, Effect::AddCandidate { .. }))
    );
    let operation = effects
        .iter()
        .find_map(|e| match e {
            Effect::AcceptAnswer { operation, .. } => Some(*operation),
            _ => None,
        })
        .unwrap();
    client.input(Input::AnswerAccepted { peer, operation });
    assert_eq!(added(&mut client), ["theirs"]);
}

#[test]
fn the_answerer_keeps_candidates_until_the_offer_is_set() {
    let (mut client, peer, operation) = offered();
    client.signal(
        (2, 2),
        Signal::Candidate {
            negotiation: FIRST,
            candidate: candidate("theirs"),
        },
    );
    client.input(Input::CandidateGathered {
        peer,
        candidate: candidate("mine"),
    });
    assert_eq!(added(&mut client), Vec::<String>::new());
    client.input(Input::AnswerCreated {
        peer,
        operation,
        sdp: sdp(9),
    });
    let effects = client.effects.clone();
    assert!(matches!(
        &client.signals()[..],
        [
            Signal::Answer {
                negotiation: FIRST,
                ..
            },
            Signal::Candidate { .. }
        ]
    ));
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::AddCandidate { .. }))
    );
    client.signal(
        (2, 2),
        Signal::Candidate {
            negotiation: NegotiationId(0),
            candidate: candidate("old"),
        },
    );
    assert_eq!(added(&mut client), Vec::<String>::new());
}

#[test]
fn late_answers_offers_and_steps_change_nothing() {
    let (mut client, peer) = connected_offerer();
    client.signal(
        (2, 1),
        Signal::Answer {
            negotiation: FIRST,
            sdp: sdp(9),
        },
    );
    client.signal((2, 7), Signal::RestartRequest {});
    client.input(Input::OfferCreated {
        peer,
        operation: OperationId(1),
        sdp: sdp(1),
    });
    client.input(Input::PeerFailed {
        peer,
        operation: OperationId(1),
    });
    client.state(PeerId(99), PeerState::Failed);
    assert_eq!(client.take(), []);
    let (mut client, ..) = offered();
    client.take();
    client.signal(
        (2, 2),
        Signal::Offer {
            negotiation: FIRST,
            sdp: sdp(5),
        },
    );
    assert_eq!(client.take(), []);
}

#[test]
fn a_failed_path_is_restarted_at_once_by_the_offerer() {
    let (mut client, peer) = connected_offerer();
    client.run(5_000);
    client.state(peer, PeerState::Failed);
    let (again, operation, restart) = client.offers()[0];
    assert_eq!((again, restart), (peer, true));
    client.input(Input::OfferCreated {
        peer,
        operation,
        sdp: sdp(1),
    });
    assert!(matches!(
        &client.signals()[..],
        [Signal::Offer {
            negotiation: SECOND,
            ..
        }]
    ));
    answer(&mut client, SECOND);
}

#[test]
fn a_lost_path_has_four_seconds_to_come_back() {
    let (mut client, peer) = connected_offerer();
    client.run(5_000);
    client.state(peer, PeerState::Disconnected);
    client.run(3_000);
    client.state(peer, PeerState::Connected);
    client.run(1_500);
    assert_eq!(client.offers(), []);
    client.state(peer, PeerState::Disconnected);
    client.run(4_000);
    assert_eq!(client.offers().len(), 1);
}

#[test]
fn the_answerer_asks_for_a_restart() {
    let (mut client, peer, operation) = offered();
    client.input(Input::AnswerCreated {
        peer,
        operation,
        sdp: sdp(9),
    });
    client.state(peer, PeerState::Connected);
    client.take();
    client.state(peer, PeerState::Failed);
    assert_eq!(client.signals(), [Signal::RestartRequest {}]);
    client.run(5_000);
    assert_eq!(client.signals(), [Signal::RestartRequest {}]);
    let (mut offerer, peer) = connected_offerer();
    offerer.run(2_000);
    offerer.signal((2, 1), Signal::RestartRequest {});
    assert_eq!(offerer.offers()[0].0, peer);
}

#[test]
fn an_offer_that_leads_nowhere_is_made_again_and_then_with_a_new_peer_connection() {
    let (mut client, first) = offering();
    let mut peers = vec![first];
    for _ in 0..3 {
        client.message(ServerMessage::Unknown);
        client.run(10_000);
        let pings: Vec<_> = client
            .effects
            .iter()
            .filter_map(|e| match e {
                Effect::Send {
                    message: ClientMessage::Ping { request },
                    ..
                } => Some(*request),
                _ => None,
            })
            .collect();
        let offers = client.offers();
        for request in pings {
            client.message(ServerMessage::Pong { request });
        }
        let (peer, operation, _) = offers[0];
        peers.push(peer);
        client.input(Input::OfferCreated {
            peer,
            operation,
            sdp: sdp(1),
        });
    }
    assert_eq!(peers[..3], [first; 3]);
    assert_ne!(peers[3], first);
}

#[test]
fn an_offer_of_a_new_session_gets_a_new_peer_connection() {
    let (mut client, old, operation) = offered();
    client.input(Input::AnswerCreated {
        peer: old,
        operation,
        sdp: sdp(9),
    });
    let (same, operation) = offer(&mut client, SECOND, 5);
    assert_eq!(same, old);
    client.input(Input::AnswerCreated {
        peer: old,
        operation,
        sdp: sdp(9),
    });
    client.take();
    let (new, _) = offer(&mut client, NegotiationId(3), 6);
    assert_ne!(new, old);
    assert!(client.take().contains(&Effect::ClosePeer { peer: old }));
}

#[test]
fn of_two_offers_while_answering_the_newest_is_answered_next() {
    let (mut client, peer, operation) = offered();
    client.take();
    for negotiation in [SECOND, NegotiationId(3)] {
        client.signal(
            (2, 2),
            Signal::Offer {
                negotiation,
                sdp: sdp(5),
            },
        );
    }
    assert_eq!(client.take(), []);
    client.input(Input::AnswerCreated {
        peer,
        operation,
        sdp: sdp(9),
    });
    let accepts = client
        .take()
        .iter()
        .filter(|e| matches!(e, Effect::AcceptOffer { .. }))
        .count();
    assert_eq!(accepts, 1);
}

#[test]
fn an_unfinished_negotiation_is_begun_anew_after_a_reconnect() {
    let (mut client, peer) = offering();
    client.run(6_000);
    client.take();
    client.lose();
    client.greet(1, 2, vec![person(2, 1)]);
    assert_eq!(
        client.offers()[0].0,
        peer,
        "the same peer connection, a fresh offer"
    );
    let (mut client, _, _) = offered();
    client.run(6_000);
    client.lose();
    client.greet(1, 1, vec![person(2, 2)]);
    client.take();
}

#[test]
fn after_a_reconnect_unchanged_pairs_live_on_and_others_are_made_anew() {
    let (mut client, peer) = connected_offerer();
    client.run(6_000);
    client.take();
    client.lose();
    client.greet(1, 2, vec![person(2, 1), person(3, 3)]);
    let effects = client.take();
    assert!(!effects.contains(&Effect::ClosePeer { peer }));
    assert_eq!(
        effects
            .iter()
            .filter(|e| matches!(e, Effect::CreatePeer { .. }))
            .count(),
        1
    );
    assert!(client.room.view().tiles[1].media_connected);
    client.run(6_000);
    client.lose();
    client.greet(1, 5, vec![person(2, 1), person(3, 3)]);
    let effects = client.take();
    assert_eq!(
        effects
            .iter()
            .filter(|e| matches!(e, Effect::ClosePeer { .. }))
            .count(),
        2,
        "an arrival of one's own that changed"
    );
    assert_eq!(
        effects
            .iter()
            .filter(|e| matches!(e, Effect::CreatePeer { options, .. } if options.offerer))
            .count(),
        2
    );
}

#[test]
fn somebody_who_reloaded_gets_a_new_peer_connection() {
    let (mut client, peer) = connected_offerer();
    client.message(ServerMessage::ParticipantChanged {
        participant: person(2, 3),
    });
    let effects = client.take();
    assert!(effects.contains(&Effect::ClosePeer { peer }));
    let is_answerer =
        |e: &Effect| matches!(e, Effect::CreatePeer { options, .. } if !options.offerer);
    assert!(effects.iter().any(is_answerer));
    client.message(ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Lost,
    });
    assert!(matches!(client.take()[..], [Effect::ClosePeer { .. }]));
    assert_eq!(client.room.view().tiles.len(), 1);
}

#[test]
fn nobody_is_offered_to_while_they_are_away() {
    let away = ParticipantView {
        connected: false,
        ..person(2, 1)
    };
    let mut client = Client::joined(2, vec![away]);
    assert_eq!(client.offers(), []);
    assert!(client.room.view().tiles[1].lost);
    client.message(ServerMessage::ParticipantChanged {
        participant: person(2, 1),
    });
    assert_eq!(client.offers().len(), 1);
}

#[test]
fn a_candidate_for_an_offer_that_could_not_be_set_goes_nowhere() {
    let (mut client, peer, operation) = offered();
    client.input(Input::PeerFailed { peer, operation });
    client.signal(
        (2, 2),
        Signal::Candidate {
            negotiation: FIRST,
            candidate: candidate("theirs"),
        },
    );
    assert_eq!(added(&mut client), Vec::<String>::new());
    client.run(1_000);
    assert!(client.signals().contains(&Signal::RestartRequest {}));
}
