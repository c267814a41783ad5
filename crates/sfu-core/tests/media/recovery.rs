//! Lines that lose much, and are good again.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use crate::client::Kind;
use crate::random::for_seeds;
use crate::wire::Line;
use crate::world::World;

const SEEDS: u64 = 8;

/// The payload types that str0m offers for pictures and their repairs.
const VP8: u8 = 96;
const RTX: u8 = 97;

/// Both lines in both directions lose so many of a thousand packets, and take so many milliseconds.
fn set_lines(world: &mut World, loss: u64, delay: u64) {
    for line in world.up.values_mut().chain(world.down.values_mut()) {
        line.loss = loss;
        line.delay = Duration::from_millis(delay);
    }
}

fn have_pictures(world: &World) -> bool {
    let since = world.ago(500);
    let sees = |who: u32, whom: u32| world.client(who).got(whom, true, since).0 >= 2;
    sees(1, 2) && sees(2, 1)
}

/// How it is where nearly one packet in three is lost for 12 seconds, in both directions of lines of 200 ms.
#[test]
fn after_much_loss_pictures_come_again_within_eight_seconds_and_stay() {
    for_seeds(SEEDS, |seed| {
        let mut world = World::new();
        for participant in [1, 2] {
            world.join(participant, Kind::default());
            let of_seed = seed * 100 + u64::from(participant);
            world.up.insert(participant, Line::new(of_seed));
            world.down.insert(participant, Line::new(of_seed + 50));
        }
        world.all_see_all(270);
        world.run(5000);
        set_lines(&mut world, 300, 200);
        let since = world.now;
        world.run(12_000);
        let (sound, _) = world.client(1).got(2, false, since);
        // Half of 580 get through, with a standard deviation of 12.
        assert!(sound > 236, "{sound} of 600 packets of sound");
        set_lines(&mut world, 0, 1);
        world.run(7500);
        for half in 0..10 {
            world.run(500);
            assert!(have_pictures(&world), "{half} halves of a second later");
        }
        world.check();
    });
}

/// Who asks again for two packets of five gets them: repairs and what is lost of them are two fifths of what is sent.
#[test]
fn of_a_picture_of_which_much_is_lost_for_a_second_everything_comes_again() {
    for_seeds(SEEDS, |seed| {
        let mut world = World::new();
        for participant in [1, 2] {
            world.join(participant, Kind::default());
        }
        let line = Line::new(seed);
        world.down.insert(2, line);
        world.all_see_all(360);
        world.run(3000);
        world.down.get_mut(&2).unwrap().loss = 400;
        world.run(1000);
        world.down.get_mut(&2).unwrap().loss = 0;
        world.run(1000);
        let client = world.client(2);
        let mid = client.mid_of(1, true).unwrap();
        assert_eq!(client.received[&mid].continuity.holes(), []);
    });
}

/// Packets overtake each other all the time, which the estimator takes for a line that becomes narrower and narrower.
#[test]
fn where_packets_come_up_to_200_ms_later_than_others_pictures_go_on() {
    let (seen, seconds) = (Cell::new(0), Cell::new(0));
    for_seeds(SEEDS, |seed| {
        let mut world = World::new();
        for participant in [1, 2] {
            world.join(participant, Kind::default());
        }
        for (at, lines) in [&mut world.up, &mut world.down].into_iter().enumerate() {
            let mut line = Line::new(seed * 100 + at as u64);
            line.delay = Duration::from_millis(50);
            line.jitter = Duration::from_millis(200);
            lines.insert(2, line);
        }
        world.all_see_all(360);
        world.run(8000);
        for second in 0..30 {
            world.run(1000);
            let since = world.ago(1000);
            let (pictures, _) = world.client(2).got(1, true, since);
            seen.set(seen.get() + u32::from(pictures >= 4));
            seconds.set(seconds.get() + 1);
            let (sound, _) = world.client(2).got(1, false, since);
            assert!(sound >= 40, "{sound} packets of sound in second {second}");
        }
    });
    // By the estimator alone it is a quarter.
    let (seen, seconds) = (seen.get(), seconds.get());
    assert!(
        2 * seen > seconds,
        "pictures in {seen} of {seconds} seconds"
    );
}

/// What is lost twice would make a picture wait for another round trip.
#[test]
fn on_a_line_that_loses_one_packet_in_twenty_repairs_and_ends_of_pictures_go_twice() {
    let all = RefCell::new(BTreeMap::new());
    for_seeds(SEEDS, |seed| {
        let mut world = World::new();
        for participant in [1, 2] {
            world.join(participant, Kind::default());
        }
        let mut line = Line::new(seed);
        line.seen = Some(HashSet::new());
        world.down.insert(2, line);
        world.all_see_all(360);
        world.run(5000);
        assert_eq!(world.down[&2].again, BTreeMap::new(), "on a good line");
        world.down.get_mut(&2).unwrap().loss = 50;
        let before = world.down[&2].sent;
        world.run(20_000);
        let line = &world.down[&2];
        let (again, sent): (u64, _) = (line.again.values().sum(), line.sent - before);
        assert!(again * 4 <= sent, "{again} of {sent}");
        for (payload_type, again) in &line.again {
            *all.borrow_mut().entry(*payload_type).or_insert(0) += again;
        }
        world.check();
    });
    // Of 160 seconds with ten pictures each; not every line has room all the time.
    let all = all.into_inner();
    let [ends, repairs] = [VP8, RTX].map(|payload_type| all.get(&payload_type).copied());
    assert!(ends > Some(800), "{all:?}");
    assert!(repairs > Some(100), "{all:?}");
    assert_eq!(all.len(), 2, "nothing else: {all:?}");
}
