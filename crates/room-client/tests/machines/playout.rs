//! How long what comes is kept before it is played.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

const NEAR: PeerId = PeerId(1);
const FAR: PeerId = PeerId(2);

/// Two direct connections, measured every two seconds.
struct Lines {
    client: Client,
    measurement: Measurement,
}

fn stream(peer: PeerId, of: u32) -> ReceivedStream {
    ReceivedStream {
        peer,
        mid: "0audio".to_owned(),
        participant: ParticipantId(of),
        from_router: false,
        received: 0,
        lost: 0,
        jitter: Milliseconds(5),
        frozen: Milliseconds(0),
    }
}

impl Lines {
    fn new() -> Self {
        let measurement = Measurement {
            streams: vec![stream(NEAR, 2), stream(FAR, 3)],
            round_trips: [
                (NEAR, Some(Milliseconds(20))),
                (FAR, Some(Milliseconds(60))),
            ]
            .into(),
            ..Measurement::default()
        };
        let mut lines = Self {
            client: Client::joined(9, vec![person(2, 1), person(3, 2)]),
            measurement,
        };
        lines.measure();
        lines
    }
    fn measure(&mut self) {
        self.client.run(2_000);
        let measured = Input::Measured(self.measurement.clone());
        self.client.input(measured);
    }
    /// A moment in which so many of a thousand packets of each are lost.
    fn lose(&mut self, near: u64, far: u64) -> &mut Self {
        for (stream, lost) in self.measurement.streams.iter_mut().zip([near, far]) {
            stream.received += 1_000 - lost;
            stream.lost += lost;
        }
        self.measure();
        self
    }
    /// What was set since the last time, in milliseconds.
    fn targets(&mut self) -> Vec<(PeerId, Option<u64>)> {
        let effects = self.client.take();
        let targets = effects.into_iter().filter_map(|effect| match effect {
            Effect::SetJitterBufferTarget { peer, target } => Some((peer, target.map(|t| t.0))),
            _ => None,
        });
        targets.collect()
    }
    fn set_round_trip(&mut self, peer: PeerId, round_trip: Option<u64>) {
        let round_trip = round_trip.map(Milliseconds);
        self.measurement.round_trips.insert(peer, round_trip);
    }
}

#[test]
fn what_comes_over_a_lossy_line_waits_until_a_repair_has_had_two_tries_and_nothing_else_does() {
    let mut lines = Lines::new();
    lines.lose(0, 0);
    assert_eq!(lines.targets(), []);
    lines.lose(0, 50);
    assert_eq!(lines.targets(), [(FAR, Some(150 + 2 * 60))]);
    lines.lose(9, 50).lose(9, 70).lose(9, 30);
    assert_eq!(lines.targets(), [], "it is set already");
    lines.lose(60, 50);
    assert_eq!(lines.targets(), [(NEAR, Some(150 + 2 * 20))]);
}

#[test]
fn one_bad_moment_however_bad_it_is_makes_what_comes_wait_for_a_quarter_of_a_minute() {
    let mut lines = Lines::new();
    lines.lose(1_000, 39);
    assert_eq!(lines.targets(), [(NEAR, Some(190))], "and 39 are too few");
    for _ in 0..6 {
        lines.lose(0, 0);
    }
    assert_eq!(lines.targets(), []);
    lines.lose(0, 0);
    assert_eq!(lines.targets(), [(NEAR, None)]);
}

#[test]
fn the_target_goes_with_the_round_trip() {
    let mut lines = Lines::new();
    lines.lose(100, 0).lose(100, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(190))]);
    lines.set_round_trip(NEAR, Some(100));
    lines.lose(100, 0);
    assert_eq!(lines.targets(), [], "one late check");
    lines.lose(100, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(260))]);
}

#[test]
fn a_target_is_never_longer_than_300_milliseconds() {
    let mut lines = Lines::new();
    lines.set_round_trip(NEAR, Some(5_000));
    lines.lose(100, 0).lose(100, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(300))]);
}

#[test]
fn where_nobody_knows_how_long_a_repair_takes_nothing_waits() {
    let mut lines = Lines::new();
    lines.client = Client::joined(9, vec![person(2, 1), person(3, 2)]);
    lines.set_round_trip(NEAR, None);
    lines.measure();
    lines.lose(100, 0).lose(100, 0).lose(100, 0);
    assert_eq!(lines.targets(), []);
    lines.set_round_trip(NEAR, Some(20));
    lines.lose(100, 0);
    lines.set_round_trip(NEAR, None);
    lines.lose(100, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(190))], "it was known once");
}

#[test]
fn once_a_line_has_been_good_for_a_while_nothing_waits_any_more() {
    let mut lines = Lines::new();
    lines.lose(50, 0).lose(50, 0).lose(50, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(190))]);
    lines.lose(0, 0).lose(0, 0).lose(0, 0);
    assert_eq!(lines.targets(), [], "it may be lossy again");
    for _ in 0..20 {
        lines.lose(6, 0);
    }
    assert_eq!(lines.targets(), [(NEAR, None)], "six in a thousand are few");
}

#[test]
fn one_packet_lost_of_the_few_of_a_silence_says_nothing() {
    let mut lines = Lines::new();
    for moment in 0..20 {
        let lost = u64::from(moment % 10 == 0);
        lines.measurement.streams[0].received += 5 - lost;
        lines.measurement.streams[0].lost += lost;
        lines.measure();
    }
    assert_eq!(
        lines.targets(),
        [],
        "two of a hundred, a fifth of two moments"
    );
    for _ in 0..40 {
        lines.measurement.streams[0].received += 4;
        lines.measurement.streams[0].lost += 1;
        lines.measure();
    }
    assert_eq!(lines.targets(), [(NEAR, Some(190))], "a fifth of all");
}

#[test]
fn while_a_connection_finds_another_path_the_target_stays_and_is_taken_back_after() {
    let mut lines = Lines::new();
    lines.lose(50, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(190))]);
    lines.set_round_trip(NEAR, None);
    lines.lose(0, 0);
    lines.set_round_trip(NEAR, Some(20));
    for _ in 0..20 {
        lines.lose(0, 0);
    }
    assert_eq!(lines.targets(), [(NEAR, None)]);
}

#[test]
fn a_moment_in_which_nothing_was_to_come_says_nothing() {
    let mut lines = Lines::new();
    lines.lose(50, 0).lose(50, 0);
    assert_eq!(lines.targets(), [(NEAR, Some(190))]);
    for _ in 0..30 {
        lines.measure();
    }
    let streams = std::mem::take(&mut lines.measurement.streams);
    lines.measure();
    assert_eq!(lines.targets(), [], "a silence, and all are away");
    lines.measurement.streams = streams;
    lines.measure();
    for _ in 0..20 {
        lines.lose(0, 0);
    }
    assert_eq!(
        lines.targets(),
        [(NEAR, None)],
        "the connection was the same"
    );
}
