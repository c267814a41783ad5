//! How good the connections are.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

/// What comes of seat 2 over the router, and the own line, in moments of two seconds.
struct Line {
    client: Client,
    measurement: Measurement,
}

impl Line {
    fn new() -> Self {
        let mut client = Client::routed(Topology::Sfu, vec![person(2, 1)]);
        let peer = client.route();
        let stream = ReceivedStream {
            peer,
            mid: "10".to_owned(),
            participant: ParticipantId(2),
            from_router: true,
            received: 0,
            lost: 0,
            jitter: Milliseconds(5),
            frozen: Milliseconds(0),
        };
        let mut line = Self {
            client,
            measurement: Measurement {
                streams: vec![stream],
                ..Measurement::default()
            },
        };
        line.measurement.path = Some(way(40));
        line.measure();
        line
    }
    fn measure(&mut self) {
        self.client.run(2_000);
        let measured = Input::Measured(self.measurement.clone());
        self.client.input(measured);
    }
    /// A moment in which so many of a hundred packets are lost.
    fn lose(&mut self, lost: u64) -> &mut Self {
        self.measurement.streams[0].received += 100 - lost;
        self.measurement.streams[0].lost += lost;
        self.measure();
        self
    }
    fn of(&self, tile: usize) -> (QualityLevel, Option<QualityReason>) {
        let quality = self.client.room.view().tiles[tile].quality;
        (quality.level, quality.reason)
    }
    fn own(&self) -> (QualityLevel, Option<QualityReason>) {
        let line = self.client.room.view().line;
        (line.level, line.reason)
    }
}

const GOOD: (QualityLevel, Option<QualityReason>) = (QualityLevel::Good, None);

fn fair(reason: QualityReason) -> (QualityLevel, Option<QualityReason>) {
    (QualityLevel::Fair, Some(reason))
}

fn poor(reason: QualityReason) -> (QualityLevel, Option<QualityReason>) {
    (QualityLevel::Poor, Some(reason))
}

fn way(round_trip: u64) -> Path {
    Path {
        round_trip: Some(Milliseconds(round_trip)),
        ..Path::default()
    }
}

#[test]
fn a_line_without_loss_is_good() {
    let mut line = Line::new();
    line.lose(0).lose(1).lose(0);
    assert_eq!((line.of(1), line.own()), (GOOD, GOOD));
}

#[test]
fn one_bad_moment_says_nothing() {
    let mut line = Line::new();
    line.lose(0).lose(40).lose(0).lose(40).lose(0);
    assert_eq!((line.of(1), line.own()), (GOOD, GOOD));
}

#[test]
fn two_bad_moments_show_and_three_good_ones_end_it() {
    let mut line = Line::new();
    line.lose(20).lose(20);
    assert_eq!(line.of(1), poor(QualityReason::Loss));
    assert_eq!(line.own(), poor(QualityReason::Loss), "it is the own line");
    line.lose(0).lose(0);
    assert_eq!(line.of(1), poor(QualityReason::Loss));
    line.lose(0);
    assert_eq!((line.of(1), line.own()), (GOOD, GOOD));
}

#[test]
fn a_little_loss_is_fair() {
    let mut line = Line::new();
    line.lose(5).lose(5);
    assert_eq!(line.of(1), fair(QualityReason::Loss));
}

#[test]
fn the_mildest_of_the_bad_moments_counts() {
    let mut line = Line::new();
    line.lose(40).lose(5);
    assert_eq!(line.of(1), fair(QualityReason::Loss));
}

#[test]
fn delay_and_jitter_are_told_apart() {
    let mut line = Line::new();
    line.measurement.path = Some(way(900));
    line.lose(0).lose(0);
    assert_eq!(line.of(1), poor(QualityReason::Delay));
    let mut line = Line::new();
    line.measurement.streams[0].jitter = Milliseconds(110);
    line.lose(0).lose(0);
    assert_eq!(line.of(1), fair(QualityReason::Jitter));
}

#[test]
fn a_picture_that_stands_still_is_not_blamed_on_the_own_line() {
    let mut line = Line::new();
    for _ in 0..3 {
        line.measurement.streams[0].frozen.0 += 600;
        line.lose(0);
    }
    assert_eq!(line.of(1), poor(QualityReason::Freezes));
    assert_eq!(line.own(), GOOD);
}

#[test]
fn loss_between_two_browsers_is_not_blamed_on_the_own_line() {
    let mut line = Line::new();
    line.measurement.streams[0].from_router = false;
    line.lose(20).lose(20).lose(20);
    assert_eq!(line.of(1), poor(QualityReason::Loss));
    assert_eq!(line.own(), GOOD);
}

#[test]
fn what_the_others_miss_is_the_own_line() {
    let mut line = Line::new();
    line.measurement.sent_loss = Some(200);
    line.lose(0).lose(0);
    assert_eq!((line.of(1), line.own()), (GOOD, poor(QualityReason::Loss)));
    assert_eq!(
        line.of(0),
        poor(QualityReason::Loss),
        "shown in the own tile"
    );
}

#[test]
fn a_line_that_carries_less_than_the_camera_gives_is_fair_after_half_a_minute() {
    let mut line = Line::new();
    line.measurement.video = Some(SentVideo {
        limitation: Limitation::Line,
        ..SentVideo::default()
    });
    for _ in 0..15 {
        line.lose(0);
        assert_eq!(line.own(), GOOD, "the browser still finds out");
    }
    line.lose(0);
    assert_eq!(line.own(), fair(QualityReason::Bandwidth));
    line.measurement.video = Some(SentVideo {
        limitation: Limitation::Computer,
        ..SentVideo::default()
    });
    line.lose(0).lose(0).lose(0);
    assert_eq!(line.own(), GOOD);
}

#[test]
fn a_slot_that_somebody_else_takes_begins_anew() {
    let mut line = Line::new();
    line.lose(0);
    line.measurement.streams[0].participant = ParticipantId(3);
    line.lose(50);
    line.measurement.streams[0].participant = ParticipantId(2);
    line.lose(50).lose(0);
    assert_eq!(line.of(1), GOOD);
}

#[test]
fn rates_are_those_of_the_last_moment() {
    let mut line = Line::new();
    line.measurement.bytes_sent = 250_000;
    line.measurement.bytes_received = 500_000;
    line.lose(3);
    let statistics = line.client.room.view().statistics;
    assert_eq!(statistics.sending, 1_000_000);
    assert_eq!(statistics.receiving, 2_000_000);
    assert_eq!(statistics.loss, 30);
    assert_eq!(statistics.path, Some(way(40)));
    line.measurement.path = None;
    line.measure();
    assert_eq!(line.client.room.view().statistics.path, None);
}
