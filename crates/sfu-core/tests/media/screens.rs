//! Screens that are shared, through the router, with str0m clients.

use parley_protocol::VideoLayer::{F, Q};
use parley_protocol::VideoSource::{Camera, Screen};
use parley_protocol::{ParticipantId, VideoLayer};

use crate::client::Kind;
use crate::world::World;

/// Packets of somebody's screen that somebody got in the last milliseconds, and the layer of the last one.
fn seen(world: &World, to: u32, from: u32, milliseconds: u64) -> (usize, Option<VideoLayer>) {
    let since = world.ago(milliseconds);
    world.client(to).got_source(from, Some(Screen), since)
}

/// Three people, of whom the second shares a screen that the first sees large, beside both cameras.
fn shared() -> World {
    let mut world = World::three();
    world.shares(2);
    let wishes = [(2, Screen, 1080), (2, Camera, 150), (3, Camera, 150)];
    world.wishes_pictures(1, true, &wishes);
    world.run_until("the screen is sharp", 5000, |world| {
        seen(world, 1, 2, 100).1 == Some(F)
    });
    world
}

#[test]
fn a_screen_is_seen_beside_the_camera_of_the_same_person() {
    let mut world = shared();
    world.run(3000);
    let since = world.now;
    world.run(1000);
    let client = world.client(1);
    for source in [Camera, Screen] {
        let (packets, _) = client.got_source(2, Some(source), since);
        assert!(packets > 20, "{packets} of the {source:?}");
        let mid = client.mid_of_source(2, Some(source)).unwrap();
        let of_it = |(_, whose, picture): &(_, u32, Option<(_, _)>)| {
            *whose == 2 && picture.is_some_and(|(shown, _)| shown == source)
        };
        // What came before the screen was shared may have come elsewhere.
        let log = &client.received[&mid].log;
        let later: Vec<_> = log.iter().filter(|(at, _, _)| *at > since).collect();
        assert!(later.into_iter().all(of_it), "{mid}");
    }
    assert_eq!(world.client(2).wanted_screen, [F]);
    assert_eq!(world.client(1).wanted_screen, []);
    assert_eq!(
        world.client(3).got_source(2, Some(Screen), since).0,
        0,
        "who does not wish for it"
    );
    world.check();
}

#[test]
fn a_small_tile_gets_the_small_screen() {
    let mut world = shared();
    world.wishes_pictures(1, true, &[(2, Screen, 200)]);
    world.run(3000);
    assert_eq!(seen(&world, 1, 2, 500).1, Some(Q));
    assert_eq!(world.client(2).wanted_screen, [Q]);
    world.check();
}

#[test]
fn t120_a_screen_that_is_off_is_forwarded_to_nobody() {
    let mut world = shared();
    world.clients.get_mut(&2).unwrap().ignores_wanted = true;
    world.run(500);
    let before = world.router.stats().dropped_not_allowed;
    world.sends(2, true, true);
    assert_eq!(world.client(2).wanted_screen, []);
    // What was on the wire when it was said, and what the pacer held, may still come.
    world.run(100);
    let since = world.now;
    world.run(1000);
    let client = world.client(1);
    assert_eq!(client.got_source(2, Some(Screen), since).0, 0);
    assert!(client.got(2, true, since).0 > 20, "the camera goes on");
    assert!(client.got(2, false, since).0 > 40, "so does the sound");
    assert!(world.router.stats().dropped_not_allowed > before + 50);

    world.wishes_pictures(1, true, &[(2, Camera, 150), (3, Camera, 150)]);
    assert_eq!(world.client(1).mid_of_source(2, Some(Screen)), None);
    assert!(world.client(1).mid_of(2, true).is_some());
    world.check();
}

#[test]
fn a_screen_that_is_shared_again_is_seen_again() {
    let mut world = shared();
    for _ in 0..2 {
        world.sends(2, true, true);
        world.run(1000);
        world.shares(2);
        world.run_until("the screen again", 2000, |world| {
            seen(world, 1, 2, 100).1 == Some(F)
        });
    }
    world.check();
}

#[test]
fn a_slot_that_changes_from_the_camera_to_the_screen_begins_with_a_key_frame() {
    let mut world = World::new();
    world.join(1, Kind::default());
    let one_slot = Kind {
        video_slots: 1,
        ..Kind::default()
    };
    world.join(2, one_slot);
    world.shares(1);
    for source in [Camera, Screen, Camera] {
        world.wishes_pictures(2, true, &[(1, source, 1080)]);
        let slot = world.client(2).slots.last().unwrap().clone();
        assert_eq!(slot.participant, Some(ParticipantId(1)));
        assert_eq!(slot.source, Some(source));
        let since = world.now;
        world.run_until("the other picture", 2000, |world| {
            world.client(2).got_source(1, Some(source), since).0 > 30
        });
    }
    assert!(
        world
            .client(2)
            .slots
            .iter()
            .take(8)
            .all(|slot| slot.source.is_none())
    );
    // It holds every change of the stream against a key frame.
    world.check();
}

#[test]
fn a_screen_at_rest_stays_and_who_comes_later_sees_it_at_once() {
    let mut world = World::three();
    world.shares(2);
    world.wishes_pictures(1, true, &[(2, Screen, 1080)]);
    world.wishes(2, true, &[]);
    world.wishes(3, true, &[]);
    world.run_until("the screen", 5000, |world| {
        seen(world, 1, 2, 100).1 == Some(F)
    });
    world.clients.get_mut(&2).unwrap().screen_rests = true;
    world.run(500);
    let before = (
        world.router.stats().layer_switches,
        world.client(2).keyframe_requests,
    );
    world.wait(60_000);
    let after = (
        world.router.stats().layer_switches,
        world.client(2).keyframe_requests,
    );
    assert_eq!(before, after, "nothing happens to it");
    assert_eq!(world.client(2).wanted_screen, [F]);
    assert!(world.client(1).mid_of_source(2, Some(Screen)).is_some());

    world.join(4, Kind::default());
    world.wishes_pictures(4, true, &[(2, Screen, 1080)]);
    world.run_until("the newcomer is connected", 1000, |world| {
        world.client(4).connected
    });
    world.run_until("the newcomer sees it", 400, |world| {
        world
            .client(4)
            .got_source(2, Some(Screen), world.ago(1_000))
            .0
            >= 18
    });
    world.check();
}

#[test]
fn on_a_narrow_line_the_screen_stays_and_the_camera_is_paused() {
    let mut world = World::new();
    let in_one_layer = Kind {
        simulcast: false,
        ..Kind::default()
    };
    world.join(1, Kind::default());
    world.join(2, in_one_layer);
    world.join(3, Kind::default());
    world.shares(2);
    world.wishes_pictures(1, true, &[(2, Screen, 1080), (3, Camera, 150)]);
    let camera = |world: &World| world.client(1).got(3, true, world.ago(1000)).0;
    world.run_until("both", 10_000, |world| {
        seen(world, 1, 2, 1000).0 > 140 && camera(world) > 20
    });
    world.down.get_mut(&1).unwrap().width = Some(1_400_000);
    world.run_until("no camera", 20_000, |world| camera(world) == 0);
    let since = world.now;
    for _ in 0..5 {
        world.run(1000);
        let (packets, _) = seen(&world, 1, 2, 1000);
        assert!(packets > 100, "{packets} of 150");
    }
    assert_eq!(world.client(1).got(3, true, since).0, 0);

    world.down.get_mut(&1).unwrap().width = None;
    world.run_until("the camera again", 40_000, |world| camera(world) > 20);
    world.check();
}

#[test]
fn on_a_line_that_becomes_narrow_the_small_screen_is_seen_without_a_pause() {
    let mut world = shared();
    world.down.get_mut(&1).unwrap().width = Some(500_000);
    // The estimate falls too low at first.
    world.run(15_000);
    for _ in 0..10 {
        world.run(1000);
        let (packets, layer) = seen(&world, 1, 2, 1000);
        assert!(packets >= 15 && layer == Some(Q), "{packets} of {layer:?}");
    }
    world.down.get_mut(&1).unwrap().width = None;
    world.run_until("sharp again", 40_000, |world| {
        seen(world, 1, 2, 100).1 == Some(F)
    });
    world.check();
}

#[test]
fn a_screen_without_simulcast_is_seen_as_well() {
    let mut world = World::new();
    let plain = Kind {
        simulcast: false,
        ..Kind::default()
    };
    world.join(1, plain);
    world.join(2, Kind::default());
    world.shares(1);
    world.wishes_pictures(2, true, &[(1, Screen, 150)]);
    world.run_until("seen", 3000, |world| seen(world, 2, 1, 1000).0 > 100);
    assert_eq!(world.client(1).wanted_screen, [F]);
    world.check();
}

#[test]
fn who_has_no_section_for_a_screen_is_seen_by_their_camera() {
    let mut world = World::new();
    let without = Kind {
        screen: false,
        ..Kind::default()
    };
    world.join(1, without);
    world.join(2, Kind::default());
    world.shares(1);
    world.wishes_pictures(2, true, &[(1, Screen, 1080), (1, Camera, 360)]);
    world.run(3000);
    assert_eq!(world.client(1).wanted_screen, []);
    assert_eq!(seen(&world, 2, 1, 3000).0, 0);
    assert!(world.client(2).got(1, true, world.ago(1_000)).0 > 20);
    world.check();
}
