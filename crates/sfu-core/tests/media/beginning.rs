//! How soon pictures begin, and how soon they are sharp.

use parley_protocol::VideoLayer;

use crate::client::Kind;
use crate::world::World;

const PEOPLE: u32 = 8;

/// Eight people who come at the same moment and see each other in tiles of this height, in pixels.
fn eight(simulcast: bool, height: u16) -> World {
    let kind = Kind {
        simulcast,
        video_slots: 8,
        ..Kind::default()
    };
    let mut world = World::new();
    for participant in 1..=PEOPLE {
        world.join(participant, kind);
    }
    world.all_see_all(height);
    world
}

/// Whether everybody got somebody's camera in the last 100 ms, in a layer of use.
fn all_see_all(world: &World, is_of_use: impl Fn(VideoLayer) -> bool) -> bool {
    let since = world.ago(100);
    (1..=PEOPLE).all(|to| {
        let mut others = (1..=PEOPLE).filter(|from| *from != to);
        others.all(|from| {
            let (_, layer) = world.client(to).got(from, true, since);
            layer.is_some_and(&is_of_use)
        })
    })
}

#[test]
fn everybody_who_comes_at_once_is_seen_at_once() {
    for (simulcast, height) in [(true, 180), (true, 360), (true, 720), (false, 360)] {
        let mut world = eight(simulcast, height);
        let what = format!("seen; layers: {simulcast}, {height}");
        world.run_until(&what, 800, |world| all_see_all(world, |_| true));
        world.run(500);
        world.check();
    }
}

#[test]
fn tiles_are_sharp_within_seconds_on_a_wide_line() {
    for (height, layer) in [(360, VideoLayer::H), (720, VideoLayer::F)] {
        let mut world = eight(true, height);
        let what = format!("{layer:?} in tiles of {height}");
        world.run_until(&what, 8000, |world| all_see_all(world, |got| got >= layer));
        world.check();
    }
}

/// Seven people talk all the time, which takes half of the line. What it is tried with beyond that must not cost them a
/// word: of the fifths of a second in which one of them is heard, one in fifty may miss half.
#[test]
fn a_narrow_line_has_sound_from_the_start() {
    let mut missed = 0;
    for after in [7, 14, 21] {
        let mut world = eight(true, 360);
        world.run(after);
        world.down.get_mut(&1).unwrap().width = Some(600_000);
        world.run(400);
        for _ in 0..75 {
            let since = world.now;
            world.run(200);
            let heard = |from: &u32| world.client(1).got(*from, false, since).0;
            missed += (2..=PEOPLE).filter(|from| heard(from) < 5).count();
        }
        world.check();
    }
    let all = 3 * 75 * (PEOPLE as usize - 1);
    assert!(missed * 50 < all, "{missed} of {all}");
}
