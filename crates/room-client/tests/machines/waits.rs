//! What the server's figures hear of how long a person had to wait.

use crate::sfu::routed;
use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

impl Client {
    /// The waits that were told since the last time.
    fn waits(&mut self) -> Vec<(Wait, u64)> {
        let sent = self.sent();
        self.take();
        let waits = sent.into_iter().filter_map(|message| match message {
            ClientMessage::Waited { what, length, .. } => Some((what, length.0)),
            _ => None,
        });
        waits.collect()
    }
}

fn with_camera(id: u32) -> ParticipantView {
    let mut person = person(id, 1);
    person.media.camera = true;
    person
}

/// In the meeting 300 ms after "Join meeting", beside these.
fn arrived(others: Vec<ParticipantView>) -> Client {
    let mut client = Client::quiet();
    client.join();
    client.run(300);
    client.greet(1, 2, others);
    client
}

/// What the browser measures: media sections, and for how long their pictures have stood still so far.
fn measured(peer: PeerId, frozen: &[(&str, u64)]) -> Input {
    let streams = frozen.iter().map(|(mid, frozen)| ReceivedStream {
        peer,
        mid: (*mid).to_owned(),
        participant: ParticipantId(2),
        from_router: true,
        received: 100,
        lost: 0,
        jitter: Milliseconds(5),
        frozen: Milliseconds(*frozen),
    });
    Input::Measured(Measurement {
        streams: streams.collect(),
        ..Measurement::default()
    })
}

fn seen(client: &mut Client) {
    client.input(Input::PeerDelivers { peer: PeerId(1) });
}

#[test]
fn joining_and_the_first_picture_count_from_the_click() {
    let mut client = arrived(vec![with_camera(2)]);
    assert_eq!(client.waits(), [(Wait::Join, 300)]);
    client.run(700);
    seen(&mut client);
    assert_eq!(client.waits(), [(Wait::FirstFrame, 1_000)]);
    seen(&mut client);
    assert_eq!(client.waits(), []);
}

#[test]
fn no_picture_is_missed_of_who_sends_none_or_stops_to() {
    let mut client = arrived(vec![person(2, 1)]);
    let participant = with_camera(2);
    client.message(ServerMessage::ParticipantChanged { participant });
    seen(&mut client);
    assert_eq!(client.waits(), [(Wait::Join, 300)]);

    let mut client = arrived(vec![with_camera(2)]);
    let participant = person(2, 1);
    client.message(ServerMessage::ParticipantChanged { participant });
    let participant = with_camera(2);
    client.message(ServerMessage::ParticipantChanged { participant });
    seen(&mut client);
    assert_eq!(client.waits(), [(Wait::Join, 300)]);
}

#[test]
fn who_waits_for_a_host_is_no_slow_join() {
    let mut client = Client::quiet();
    client.join();
    client.open();
    client.message(ServerMessage::Lobby {
        title: None,
        state: LobbyState::WaitingForHost,
    });
    client.run(60_000);
    client.let_in(person(1, 2), vec![with_camera(2)], Vec::new());
    seen(&mut client);
    assert_eq!(client.waits(), []);
}

#[test]
fn coming_back_counts_from_the_loss_however_often_it_is_tried() {
    let mut client = arrived(Vec::new());
    client.waits();
    client.run(20_000);
    client.lose();
    client.run(1_000);
    client.lose();
    client.run(1_000);
    client.greet(1, 2, Vec::new());
    assert_eq!(client.waits(), [(Wait::Rejoin, 2_000)]);
}

#[test]
fn the_longest_of_the_freezes_that_have_ended_is_told_once() {
    let (mut client, peer) = routed();
    let mut measure = |frozen: [u64; 2]| {
        let streams = [("10", frozen[0]), ("11", frozen[1])];
        client.input(measured(peer, &streams));
        client.waits()
    };
    measure([5_000, 0]);
    assert_eq!(measure([5_000, 0]), []);
    assert_eq!(measure([5_200, 400]), [(Wait::Freeze, 400)]);
    assert_eq!(measure([5_200, 400]), []);
}

#[test]
fn a_page_that_was_hidden_says_nothing_of_what_it_did_not_show() {
    let (mut client, peer) = routed();
    let measured = |frozen| measured(peer, &[("10", frozen)]);
    client.input(measured(0));
    client.input(Input::PageShown { shown: false });
    client.input(measured(0));
    client.input(Input::PageShown { shown: true });
    client.waits();
    client.input(measured(9_000));
    assert_eq!(client.waits(), []);
    client.input(measured(9_300));
    assert_eq!(client.waits(), [(Wait::Freeze, 300)]);

    let mut client = Client::quiet();
    client.join();
    client.greet(1, 2, vec![with_camera(2)]);
    client.input(Input::PageShown { shown: false });
    client.run(60_000);
    client.input(Input::PageShown { shown: true });
    seen(&mut client);
    assert_eq!(client.waits(), [(Wait::Join, 0)]);
}
