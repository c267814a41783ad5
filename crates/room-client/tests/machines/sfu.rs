//! The connection with the media router.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

pub(crate) fn routed() -> (Client, PeerId) {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 1), person(3, 2)]);
    let peer = client.route();
    client.take();
    (client, peer)
}

fn sfu_peers(effects: &[Effect]) -> usize {
    let made = |e: &&Effect| matches!(e, Effect::CreateSfuPeer { .. });
    effects.iter().filter(made).count()
}

#[test]
fn a_mesh_has_no_router() {
    let mut client = Client::joined(9, vec![person(2, 1)]);
    client.turn(Topology::Mesh);
    client.stay(30_000);
    assert_eq!(sfu_peers(&client.take()), 0);
}

#[test]
fn the_first_offer_goes_out_once_and_is_answered() {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 1), person(3, 2)]);
    assert_eq!(sfu_peers(&client.effects), 1);
    let offer = client.media_offer().unwrap();
    assert_eq!(
        (offer.negotiation, offer.ice_restart),
        (NegotiationId(1), false)
    );
    client.run(2_000);
    assert_eq!(client.offers(), [], "one offer at a time");
    assert!(client.media_answer(offer.negotiation, 1));
    client.state(offer.peer, PeerState::Connected);
    client.stay(60_000);
    assert_eq!(client.offers(), []);
}

#[test]
fn a_late_answer_does_not_count() {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 1)]);
    let offer = client.media_offer().unwrap();
    client.stay(11_000);
    let again = client.media_offer().unwrap();
    assert!(again.negotiation > offer.negotiation && again.peer != offer.peer);
    assert!(!client.media_answer(offer.negotiation, 1));
    assert!(client.media_answer(again.negotiation, 1));
}

#[test]
fn a_refused_offer_is_made_again_later_and_later() {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 1)]);
    let mut offer = client.media_offer().unwrap();
    for pause in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 16_000] {
        client.refuse(Some(offer.request), ErrorCode::MediaRefused);
        client.stay(pause - 1);
        assert_eq!(client.offers(), [], "before {pause} ms");
        client.run(1);
        offer = client.media_offer().expect("after the pause");
    }
}

#[test]
fn a_lost_path_gets_a_moment_and_then_an_ice_restart() {
    let (mut client, peer) = routed();
    client.state(peer, PeerState::Disconnected);
    client.run(499);
    assert_eq!(client.offers(), []);
    client.run(1);
    let offer = client.media_offer().unwrap();
    assert_eq!((offer.peer, offer.ice_restart), (peer, true));
    assert!(client.media_answer(offer.negotiation, 1));
    client.state(peer, PeerState::Connected);
    client.stay(60_000);
    assert_eq!(client.offers(), []);
}

#[test]
fn a_path_that_comes_back_by_itself_is_left_alone() {
    let (mut client, peer) = routed();
    client.state(peer, PeerState::Disconnected);
    client.run(400);
    client.state(peer, PeerState::Connected);
    client.stay(10_000);
    assert_eq!(client.offers(), []);
}

#[test]
fn when_the_restart_does_not_help_everything_is_made_anew() {
    let (mut client, peer) = routed();
    client.state(peer, PeerState::Failed);
    let offer = client.media_offer().unwrap();
    assert!(offer.ice_restart);
    assert!(client.media_answer(offer.negotiation, 1));
    client.stay(5_000);
    client.run(600);
    let effects = client.effects.clone();
    assert!(effects.contains(&Effect::ClosePeer { peer }));
    let anew = client.media_offer().unwrap();
    assert!(anew.peer != peer && !anew.ice_restart);
}

#[test]
fn another_network_asks_for_another_path() {
    for input in [Input::PathChanged, Input::NetworkChanged { online: true }] {
        let (mut client, peer) = routed();
        client.input(input);
        let offer = client.media_offer().unwrap();
        assert_eq!((offer.peer, offer.ice_restart), (peer, true));
    }
}

#[test]
fn a_network_that_changes_while_an_offer_is_open_waits_for_its_answer() {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 1)]);
    let first = client.media_offer().unwrap();
    client.input(Input::PathChanged);
    assert_eq!(client.offers(), []);
    assert!(client.media_answer(first.negotiation, 1));
    let second = client.media_offer().unwrap();
    assert!(second.ice_restart && second.peer == first.peer);
}

#[test]
fn a_socket_that_comes_back_asks_whether_the_router_still_knows_the_connection() {
    let (mut client, peer) = routed();
    client.lose();
    client.run(100);
    let others = vec![person(2, 1), person(3, 2)];
    client.open();
    let own = person(1, 9);
    client.let_in_to(Topology::Sfu, own, others);
    let offer = client.media_offer().unwrap();
    assert_eq!((offer.peer, offer.ice_restart), (peer, false));
    assert!(client.media_answer(offer.negotiation, 1), "it does");
    client.stay(60_000);
    assert_eq!(sfu_peers(&client.take()), 0);
}

#[test]
fn a_router_that_was_started_anew_gets_a_new_connection_at_once() {
    let (mut client, peer) = routed();
    client.lose();
    client.run(100);
    client.open();
    client.let_in_to(
        Topology::Sfu,
        person(1, 9),
        vec![person(2, 1), person(3, 2)],
    );
    let offer = client.media_offer().unwrap();
    assert!(
        !client.media_answer(offer.negotiation, 2),
        "another session"
    );
    assert!(client.effects.contains(&Effect::ClosePeer { peer }));
    let anew = client.media_offer().unwrap();
    assert!(anew.peer != peer);
    assert!(client.media_answer(anew.negotiation, 2));
}

#[test]
fn a_router_that_forgot_the_connection_gets_a_new_one_at_once() {
    let (mut client, peer) = routed();
    client.message(ServerMessage::MediaSlots { slots: Vec::new() });
    assert!(client.effects.contains(&Effect::ClosePeer { peer }));
    let anew = client.media_offer().unwrap();
    assert!(anew.peer != peer);
    client.message(ServerMessage::MediaSlots { slots: Vec::new() });
    client.run(1_000);
    assert_eq!(client.offers(), [], "the offer that is open is the answer");
    assert!(client.media_answer(anew.negotiation, 2));
}

#[test]
fn an_offer_whose_answer_was_lost_with_the_socket_is_made_again() {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 1)]);
    let offer = client.media_offer().unwrap();
    client.lose();
    client.run(100);
    client.open();
    client.let_in_to(Topology::Sfu, person(1, 9), vec![person(2, 1)]);
    let again = client.media_offer().unwrap();
    assert!(again.negotiation > offer.negotiation);
    assert!(client.media_answer(again.negotiation, 1));
}

#[test]
fn what_is_wanted_is_sent_and_played_on_every_new_connection() {
    let (mut client, peer) = routed();
    client.message(ServerMessage::MediaSlots {
        slots: vec![SlotView {
            mid: "10".to_owned(),
            participant: Some(ParticipantId(2)),
            source: None,
        }],
    });
    client.take();
    let layers = vec![VideoLayer::Q, VideoLayer::H];
    client.message(ServerMessage::MediaWanted {
        audio: true,
        video: layers.clone(),
        screen: vec![],
    });
    let sending = |peer| Effect::SetSending {
        peer,
        sending: Sending {
            audio: true,
            camera: layers.clone(),
            screen: vec![],
        },
    };
    assert_eq!(client.take(), [sending(peer)]);
    client.state(peer, PeerState::Failed);
    let offer = client.media_offer().unwrap();
    client.refuse(Some(offer.request), ErrorCode::MediaRefused);
    client.run(1_000);
    let new = client.effects.iter().find_map(|e| match e {
        Effect::CreateSfuPeer { peer, .. } => Some(*peer),
        _ => None,
    });
    let new = new.unwrap();
    assert!(client.effects.contains(&sending(new)));
    let plays = |e: &Effect| matches!(e, Effect::SetSlots { peer, slots } if *peer == new && slots.len() == 1);
    assert!(
        !client.effects.iter().any(plays),
        "no media section has a name before it is offered"
    );
    let offer = client.media_offer().unwrap();
    client.message(ServerMessage::MediaAnswer {
        negotiation: offer.negotiation,
        sdp: sdp(2),
    });
    assert!(client.effects.iter().any(plays), "and what comes is played");
}

#[test]
fn a_slot_plays_what_the_server_says_is_on() {
    let (mut client, peer) = routed();
    let slot = |participant: Option<u32>| SlotView {
        mid: "10".to_owned(),
        participant: participant.map(ParticipantId),
        source: None,
    };
    client.message(ServerMessage::MediaSlots {
        slots: vec![slot(Some(2))],
    });
    let playing = |media| Effect::SetSlots {
        peer,
        slots: vec![ReceivedSlot {
            mid: "10".to_owned(),
            participant: ParticipantId(2),
            media,
            awaited: false,
            source: None,
        }],
    };
    assert_eq!(client.take(), [playing(MediaState::default())]);
    let media = MediaState {
        microphone: false,
        camera: true,
        screen: false,
    };
    client.message(ServerMessage::ParticipantChanged {
        participant: ParticipantView {
            media,
            ..person(2, 1)
        },
    });
    assert_eq!(client.take(), [playing(media)]);
    client.message(ServerMessage::MediaSlots {
        slots: vec![slot(None)],
    });
    let nothing = Effect::SetSlots {
        peer,
        slots: vec![],
    };
    assert_eq!(client.take(), [nothing]);
}

#[test]
fn who_leaves_closes_the_connection() {
    let (mut client, peer) = routed();
    client.command(Command::Leave);
    assert!(client.take().contains(&Effect::ClosePeer { peer }));
    client.run(60_000);
    assert_eq!(client.take(), []);
}

#[test]
fn a_meeting_that_becomes_a_mesh_needs_no_router() {
    let (mut client, peer) = routed();
    client.turn(Topology::Mesh);
    let effects = client.take();
    assert!(effects.contains(&Effect::ClosePeer { peer }));
    let direct = |e: &&Effect| matches!(e, Effect::CreatePeer { .. });
    assert_eq!(effects.iter().filter(direct).count(), 2);
}

#[test]
fn who_is_away_is_not_shown_as_there_because_the_router_is() {
    let (mut client, _) = routed();
    let tile = |client: &Client| client.room.view().tiles[1].clone();
    assert!(tile(&client).media_connected && !tile(&client).lost);
    let participant = ParticipantView {
        connected: false,
        ..person(2, 1)
    };
    client.message(ServerMessage::ParticipantChanged { participant });
    assert!(!tile(&client).media_connected && tile(&client).lost);
}
