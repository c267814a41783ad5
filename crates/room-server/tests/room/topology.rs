//! Between whom media flow, and who hears of it.

use crate::people::{REQUEST, meeting_heard};
use crate::support::{Bench, meeting};
use parley_protocol::{
    Arrival, ClientMessage, CloseCode, Milliseconds, ParticipantId, ServerMessage, Topology, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, TopologySetting};

fn auto() -> Bench {
    Bench::open_with(meeting(), TopologySetting::Auto)
}

fn failed() -> ClientMessage {
    ClientMessage::DirectFailed { request: REQUEST }
}

/// What each of these heard of the topology last, when anything.
fn heard(bench: &mut Bench, people: &[ConnectionId]) -> Vec<Option<Topology>> {
    let mut last = |connection: &ConnectionId| {
        let heard = bench.heard(*connection);
        let is_told = heard.iter().any(|message| {
            matches!(
                message,
                ServerMessage::MeetingChanged { .. } | ServerMessage::Snapshot { .. }
            )
        });
        is_told.then(|| meeting_heard(&heard).topology)
    };
    people.iter().map(&mut last).collect()
}

#[test]
fn two_are_direct_and_the_third_brings_them_to_the_router() {
    let mut bench = auto();
    let ann = bench.join("Ann");
    assert_eq!(heard(&mut bench, &[ann]), [Some(Topology::Direct)]);
    let ben = bench.join("Ben");
    let direct = Some(Topology::Direct);
    assert_eq!(heard(&mut bench, &[ann, ben]), [None, direct]);
    let cem = bench.join("Cem");
    let sfu = Some(Topology::Sfu);
    assert_eq!(heard(&mut bench, &[ann, ben, cem]), [sfu, sfu, sfu]);
    let dora = bench.join("Dora");
    let people = [ann, ben, cem, dora];
    assert_eq!(heard(&mut bench, &people), [None, None, None, sfu]);
    bench.leave(dora);
    assert_eq!(heard(&mut bench, &people[..3]), [None, None, None]);
    bench.leave(cem);
    assert_eq!(heard(&mut bench, &people[..2]), [direct, direct]);
}

#[test]
fn the_newcomer_hears_it_once_and_the_others_after_they_met_them() {
    let mut bench = auto();
    let ann = bench.join("Ann");
    bench.join("Ben");
    bench.forget();
    let cem = bench.join("Cem");
    let told = bench.heard(ann);
    assert!(
        matches!(
            &told[..],
            [
                ServerMessage::ParticipantJoined { .. },
                ServerMessage::MeetingChanged { .. }
            ]
        ),
        "{told:?}"
    );
    let told = bench.heard(cem);
    let changes = told
        .iter()
        .filter(|heard| matches!(heard, ServerMessage::MeetingChanged { .. }));
    assert_eq!(changes.count(), 0);
}

#[test]
fn who_is_away_for_a_moment_still_counts() {
    let mut bench = auto();
    let people = ["Ann", "Ben", "Cem"].map(|name| bench.join(name));
    bench.forget();
    bench.disconnect(people[2], HowDisconnected::Broken);
    bench.wait(Milliseconds(limits::SEAT_KEPT.0 - 1));
    assert_eq!(heard(&mut bench, &people[..2]), [None, None]);
    bench.wait(Milliseconds(1));
    let direct = Some(Topology::Direct);
    assert_eq!(heard(&mut bench, &people[..2]), [direct, direct]);
}

#[test]
fn a_pair_that_cannot_connect_goes_to_the_router_until_it_is_another_pair() {
    let mut bench = auto();
    let ann = bench.join("Ann");
    let ben = bench.join("Ben");
    bench.forget();
    bench.say(ben, failed());
    let sfu = Some(Topology::Sfu);
    assert_eq!(heard(&mut bench, &[ann, ben]), [sfu, sfu]);
    bench.say(ann, failed());
    assert_eq!(heard(&mut bench, &[ann, ben]), [None, None], "said by both");
    bench.disconnect(ben, HowDisconnected::Broken);
    let seat = bench.seats[&ParticipantId(2)].clone();
    let ben = bench.hello("Ben", Some(seat.clone()), Some(Arrival(2)));
    assert_eq!(heard(&mut bench, &[ann, ben]), [None, sfu], "the same page");
    let ben = bench.hello("Ben", Some(seat), None);
    let direct = Some(Topology::Direct);
    assert_eq!(heard(&mut bench, &[ann, ben]), [direct, direct]);
}

#[test]
fn a_late_word_of_failure_says_nothing() {
    let mut bench = auto();
    let ann = bench.join("Ann");
    bench.say(ann, failed());
    let ben = bench.join("Ben");
    assert_eq!(meeting_heard(&bench.heard(ben)).topology, Topology::Direct);
    let cem = bench.join("Cem");
    bench.say(ann, failed());
    bench.forget();
    bench.leave(cem);
    let direct = Some(Topology::Direct);
    assert_eq!(heard(&mut bench, &[ann, ben]), [direct, direct]);
}

#[test]
fn a_room_that_is_set_to_one_topology_stays_there() {
    for (setting, topology) in [
        (TopologySetting::Mesh, Topology::Mesh),
        (TopologySetting::Sfu, Topology::Sfu),
    ] {
        let mut bench = Bench::open_with(meeting(), setting);
        for _ in 0..3 {
            let newcomer = bench.join("Ann");
            let heard = bench.heard(newcomer);
            assert_eq!(meeting_heard(&heard).topology, topology);
            bench.say(newcomer, failed());
            let all = bench.sent.values().flatten();
            assert!(
                !all.into_iter()
                    .any(|heard| matches!(heard, ServerMessage::MeetingChanged { .. }))
            );
        }
    }
}

#[test]
fn with_a_router_a_meeting_holds_fifty_and_a_mesh_eight() {
    for (setting, capacity) in [
        (TopologySetting::Mesh, 8),
        (TopologySetting::Auto, 50),
        (TopologySetting::Sfu, 50),
    ] {
        let mut bench = Bench::open_with(meeting(), setting);
        for _ in 0..capacity {
            bench.join("Ann");
        }
        assert!(bench.closed.is_empty());
        let late = bench.join("Late");
        assert_eq!(bench.closed[&late], CloseCode::MEETING_FULL);
    }
}
