//! Connections on which nothing comes any more, seconds before the browser says so.

use crate::negotiation::{connected_offerer, offered};
use crate::sfu::routed;
use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

/// The other one's microphone goes on or off.
fn other_sends(client: &mut Client, microphone: bool) {
    let mut participant = person(2, 1);
    participant.media.microphone = microphone;
    client.message(ServerMessage::ParticipantChanged { participant });
    client.take();
}

/// Reads once a second how many bytes have come.
fn hear(client: &mut Client, peer: PeerId, readings: &[u64]) {
    for bytes in readings {
        client.run(1_000);
        client.input(Input::Heard {
            peer,
            bytes: *bytes,
        });
    }
}

#[test]
fn of_a_silent_router_another_path_is_asked_for() {
    let (mut client, peer) = routed();
    other_sends(&mut client, true);
    hear(&mut client, peer, &[1, 2, 3, 4, 4]);
    assert_eq!(client.offers(), []);
    hear(&mut client, peer, &[4]);
    let offer = client.media_offer().unwrap();
    assert_eq!((offer.peer, offer.ice_restart), (peer, true));
    assert!(client.media_answer(offer.negotiation, 1));
    hear(&mut client, peer, &[4, 4, 4]);
    assert_eq!(client.offers(), [], "once");
}

#[test]
fn nobody_is_missed_whose_microphone_is_off() {
    let (mut client, peer) = routed();
    other_sends(&mut client, true);
    hear(&mut client, peer, &[1, 2, 3, 4]);
    other_sends(&mut client, false);
    hear(&mut client, peer, &[4, 4, 4, 4]);
    assert_eq!(client.offers(), []);
}

#[test]
fn of_two_who_hear_nothing_of_each_other_the_offerer_looks_for_another_path() {
    let (mut client, peer) = connected_offerer();
    other_sends(&mut client, true);
    hear(&mut client, peer, &[1, 2, 3, 4, 4, 4]);
    let [(offered_by, _, ice_restart)] = client.offers()[..] else {
        panic!("one offer");
    };
    assert_eq!((offered_by, ice_restart), (peer, true));
}

#[test]
fn of_two_who_hear_nothing_of_each_other_the_answerer_waits_for_the_offer() {
    let (mut client, peer, operation) = offered();
    client.input(Input::AnswerCreated {
        peer,
        operation,
        sdp: sdp(9),
    });
    client.state(peer, PeerState::Connected);
    other_sends(&mut client, true);
    hear(&mut client, peer, &[1, 2, 3, 4, 4, 4, 4]);
    assert_eq!(client.signals(), []);
}

/// What others send comes through, as far as the person is told.
fn shows_others(client: &Client) -> bool {
    let tiles = client.room.view().tiles;
    assert!(tiles.len() > 1);
    tiles.iter().skip(1).all(|tile| tile.media_connected)
}

/// Another path is looked for.
fn restarts(client: &mut Client) -> bool {
    client.media_offer().is_some_and(|offer| offer.ice_restart)
}

/// With a browser that may be Firefox, beside somebody on the router who has been heard for three seconds.
fn heard_router(hasty_disconnected: bool) -> (Client, PeerId) {
    let mut client = Client::new(RoomClientConfig {
        hasty_disconnected,
        ..RoomClientConfig::default()
    });
    client.join();
    client.greet(1, 9, vec![person(2, 1)]);
    client.turn(Topology::Sfu);
    let peer = client.route();
    other_sends(&mut client, true);
    hear(&mut client, peer, &[1, 2, 3, 4]);
    client.take();
    (client, peer)
}

#[test]
fn firefox_is_not_believed_that_a_router_that_is_heard_is_disconnected() {
    let (mut client, peer) = heard_router(true);
    client.state(peer, PeerState::Disconnected);
    assert!(shows_others(&client), "nobody is said to be away");
    hear(&mut client, peer, &[5, 6, 7]);
    client.state(peer, PeerState::Connected);
    hear(&mut client, peer, &[8, 9, 10, 11, 12, 13, 14, 15, 16]);
    assert!(shows_others(&client));
    assert!(!restarts(&mut client));
}

#[test]
fn every_other_browser_is_believed() {
    let (mut client, peer) = heard_router(false);
    client.state(peer, PeerState::Disconnected);
    assert!(!shows_others(&client));
    hear(&mut client, peer, &[5]);
    assert!(restarts(&mut client));
}

#[test]
fn firefox_is_believed_once_nothing_comes() {
    let (mut client, peer) = heard_router(true);
    client.state(peer, PeerState::Disconnected);
    hear(&mut client, peer, &[4]);
    assert!(shows_others(&client));
    hear(&mut client, peer, &[4]);
    assert!(!shows_others(&client));
    assert!(restarts(&mut client));
}

#[test]
fn firefox_is_believed_after_seven_seconds_though_something_comes() {
    let (mut client, peer) = heard_router(true);
    client.state(peer, PeerState::Disconnected);
    hear(&mut client, peer, &[5, 6, 7, 8, 9, 10]);
    assert!(shows_others(&client) && !restarts(&mut client));
    hear(&mut client, peer, &[11, 12]);
    assert!(!shows_others(&client));
    assert!(restarts(&mut client), "what is sent may arrive nowhere");
}

#[test]
fn firefox_is_believed_after_seven_seconds_in_which_nobody_looked() {
    let (mut client, peer) = heard_router(true);
    client.state(peer, PeerState::Disconnected);
    client.run(6_900);
    assert!(shows_others(&client) && !restarts(&mut client));
    client.run(200);
    assert!(!shows_others(&client));
    client.run(500);
    assert!(restarts(&mut client));
}

#[test]
fn firefox_is_believed_that_a_connection_has_failed() {
    let (mut client, peer) = heard_router(true);
    client.state(peer, PeerState::Disconnected);
    hear(&mut client, peer, &[5]);
    client.state(peer, PeerState::Failed);
    assert!(!shows_others(&client));
    assert!(restarts(&mut client));
}

#[test]
fn firefox_is_believed_at_once_of_a_router_of_which_nothing_was_heard() {
    let (mut client, peer) = heard_router(true);
    other_sends(&mut client, false);
    hear(&mut client, peer, &[4, 4]);
    client.state(peer, PeerState::Disconnected);
    assert!(!shows_others(&client));
    client.run(600);
    assert!(restarts(&mut client));
}
