//! Meetings through the router, with str0m clients.

use parley_protocol::VideoSource::{Camera, Screen};
use parley_protocol::{ParticipantId, VideoLayer};
use parley_sfu_core::{Event, Transport};

use crate::client::Kind;
use crate::world::World;

#[test]
fn three_people_hear_and_see_each_other_on_the_slots_they_were_told() {
    let mut world = World::three();
    let since = world.now;
    world.run(2000);
    for to in 1..=3 {
        for from in (1..=3).filter(|from| *from != to) {
            let client = world.client(to);
            let (sound, _) = client.got(from, false, since);
            assert!(
                (90..=110).contains(&sound),
                "{from} to {to}: {sound} packets of sound in 2 s"
            );
            let (video, layer) = client.got(from, true, since);
            assert!(video > 40, "{from} to {to}: {video} packets of video");
            assert!(layer.is_some());
            for is_video in [false, true] {
                let mid = client.mid_of(from, is_video).unwrap();
                let log = &client.received[&mid].log;
                assert!(
                    log.iter().all(|(_, whose, _)| *whose == from),
                    "{mid} of {to}"
                );
            }
        }
    }
    world.check();
    let stats = world.router.stats();
    assert_eq!(
        (stats.participants, stats.handshakes, stats.rooms),
        (3, 0, 1)
    );
    assert!(stats.forwarded > 1000 && stats.estimate > 0, "{stats:?}");
}

#[test]
fn a_large_tile_becomes_sharp_and_a_small_one_stays_small() {
    let mut world = World::three();
    world.wishes(1, true, &[(2, 720), (3, 150)]);
    world.run_until("the large tile is sharp", 8000, |world| {
        world.client(1).got(2, true, world.ago(100)).1 == Some(VideoLayer::F)
    });
    let since = world.now;
    world.run(1000);
    assert_eq!(world.client(1).got(3, true, since).1, Some(VideoLayer::Q));
    world.check();
}

#[test]
fn a_publisher_is_told_to_send_what_is_used_and_nothing_else() {
    let mut world = World::three();
    assert!(world.client(1).wanted.0);
    for participant in 1..=3 {
        world.wishes(participant, participant != 2, &[(1, 150)]);
    }
    world.run(2500);
    assert_eq!(world.client(1).wanted, (true, vec![VideoLayer::Q]));
    assert_eq!(world.client(2).wanted, (true, vec![]));
    world.wishes(2, false, &[]);
    world.wishes(3, false, &[]);
    world.run(2500);
    assert_eq!(world.client(1).wanted, (false, vec![]));
    world.wishes(3, true, &[(1, 150)]);
    assert_eq!(world.client(1).wanted, (true, vec![VideoLayer::Q]));
}

#[test]
fn a_muted_source_forwards_nothing_from_the_same_moment() {
    let mut world = World::three();
    world.clients.get_mut(&1).unwrap().ignores_wanted = true;
    world.run(500);
    world.sends(1, false, false);
    // What was on the wire when it was said, and what the pacer held, may still come.
    world.run(100);
    let since = world.now;
    world.run(1000);
    for to in [2, 3] {
        assert_eq!(world.client(to).got(1, false, since).0, 0, "sound to {to}");
        assert_eq!(world.client(to).got(1, true, since).0, 0, "video to {to}");
    }
    assert_eq!(world.client(1).wanted, (false, vec![]));
    assert!(world.router.stats().dropped_not_allowed > 50);

    world.sends(1, true, true);
    world.run_until("seen and heard again", 2000, |world| {
        [false, true]
            .iter()
            .all(|is_video| world.client(2).got(1, *is_video, since).0 > 0)
    });
    world.check();
}

#[test]
fn t122_who_leaves_is_heard_no_more_hears_no_more_and_frees_the_slots() {
    let mut world = World::three();
    world.leave(1);
    assert_eq!(world.client(2).mid_of(1, false), None);
    assert_eq!(world.client(2).mid_of(1, true), None);
    world.run(100);
    let since = world.now;
    world.run(1000);
    for to in [2, 3] {
        assert_eq!(world.client(to).got(1, true, since).0, 0);
        assert!(
            world.client(to).got(5 - to, true, since).0 > 0,
            "the others go on"
        );
    }
    for from in [2, 3] {
        assert_eq!(world.client(1).got(from, true, since).0, 0);
        assert_eq!(world.client(1).got(from, false, since).0, 0);
    }
    assert_eq!(world.router.stats().participants, 2);
    world.check();
}

#[test]
fn key_frames_that_are_needed_are_asked_of_the_publisher() {
    let mut world = World::three();
    let mid = world.client(1).mid_of(2, true).unwrap();
    // Another is not asked for so soon after those that began the meeting.
    world.run(1000);
    let before = world.client(2).keyframe_requests;
    let now = world.now;
    world
        .clients
        .get_mut(&1)
        .unwrap()
        .ask_for_keyframe(&mid, now);
    world.run(300);
    assert_eq!(world.client(2).keyframe_requests, before + 1);
    assert_eq!(world.router.stats().keyframe_requests_in, 1);
    world.check();
}

#[test]
fn who_comes_later_sees_the_others_at_once() {
    let mut world = World::three();
    world.join(4, Kind::default());
    world.wishes(4, true, &[(1, 360), (2, 360), (3, 360)]);
    world.run_until("all pictures", 1000, |world| {
        (1..=3).all(|from| world.client(4).got(from, true, world.ago(1_000)).0 > 0)
    });
    world.check();
}

#[test]
fn a_camera_without_simulcast_is_seen_as_well() {
    let mut world = World::new();
    let plain = Kind {
        simulcast: false,
        ..Kind::default()
    };
    world.join(1, plain);
    world.join(2, Kind::default());
    world.wishes(2, true, &[(1, 150)]);
    let is_seen = |world: &World| world.client(2).got(1, true, world.ago(2_000)).0 > 250;
    world.run_until("seen without a pause", 12_000, is_seen);
    assert_eq!(world.client(1).wanted, (true, vec![VideoLayer::F]));
    world.check();
}

#[test]
fn red_goes_through_to_who_takes_it_and_is_unwrapped_for_who_does_not() {
    let mut world = World::new();
    let with_red = Kind {
        red: true,
        ..Kind::default()
    };
    world.join(1, with_red);
    world.join(2, with_red);
    world.join(3, Kind::default());
    world.clients.get_mut(&1).unwrap().wraps_red = true;
    world.run(2000);
    for (to, expected) in [(2, 63), (3, 111)] {
        let client = world.client(to);
        let mid = client.mid_of(1, false).unwrap();
        let types = &client.received[&mid].payload_types;
        assert!(
            types.len() > 50 && types.iter().all(|pt| *pt == expected),
            "{to}: {types:?}"
        );
        assert!(client.got(1, false, world.ago(1_000)).0 > 40);
    }
    world.check();
}

#[test]
fn whoever_has_no_udp_meets_over_tcp() {
    let mut world = World::new();
    let tcp = Kind {
        proto: Transport::Tcp,
        ..Kind::default()
    };
    world.join(1, tcp);
    world.join(2, Kind::default());
    world.all_see_all(360);
    world.run(3000);
    for (to, from) in [(1, 2), (2, 1)] {
        assert!(world.client(to).got(from, true, world.ago(1_000)).0 > 20);
    }
    world.check();
}

#[test]
fn who_speaks_is_said_after_a_second() {
    let mut world = World::new();
    for participant in 1..=3 {
        world.join(participant, Kind::default());
        world.clients.get_mut(&participant).unwrap().loud = participant == 2;
    }
    world.run(500);
    assert_eq!(world.speaking, []);
    world.run(1500);
    assert_eq!(world.speaking, [ParticipantId(2)]);
    world.clients.get_mut(&2).unwrap().loud = false;
    world.run(4000);
    assert_eq!(world.speaking, []);
}

#[test]
fn of_more_than_eight_others_the_loudest_are_heard() {
    let mut world = World::new();
    let small = Kind {
        video_slots: 1,
        ..Kind::default()
    };
    for participant in 1..=11 {
        world.join(participant, small);
        world.clients.get_mut(&participant).unwrap().loud = false;
    }
    world.run(1500);
    world.clients.get_mut(&11).unwrap().loud = true;
    let since = world.now;
    world.run_until("the one who speaks has a slot", 500, |world| {
        (1..=10).all(|to| world.client(to).mid_of(11, false).is_some())
    });
    world.run(300);
    assert!((1..=10).all(|to| world.client(to).got(11, false, since).0 > 5));
    world.check();
}

#[test]
fn t121_nobody_receives_from_another_room() {
    let mut world = World::new();
    world.join_room(1, 1, Kind::default());
    world.join_room(1, 2, Kind::default());
    world.join_room(2, 3, Kind::default());
    world.wishes(3, true, &[(1, 720), (2, 720)]);
    world.wishes(1, true, &[(2, 360), (3, 360)]);
    world.run(2000);
    assert!(world.client(1).got(2, true, world.ago(1_000)).0 > 0);
    assert!(world.client(3).received.is_empty());
    assert_eq!(world.client(1).got(3, true, world.ago(2_000)).0, 0);
}

#[test]
fn t090_who_went_to_another_room_receives_nothing_of_the_first() {
    let mut world = World::three();
    world.wishes_pictures(1, true, &[(2, Screen, 1080), (2, Camera, 720)]);
    world.shares(2);
    world.run(1000);
    world.leave(1);
    // The page of before goes on, and another one of the same person asks in the other room for those of the first.
    let moved = world.clients.remove(&1).unwrap();
    let before = moved.address;
    let old_lines = (world.up.remove(&1).unwrap(), world.down.remove(&1).unwrap());
    world.clients.insert(11, moved);
    world.up.insert(11, old_lines.0);
    world.down.insert(11, old_lines.1);
    world.clients.get_mut(&11).unwrap().ignores_wanted = true;
    world.join_room(2, 4, Kind::default());
    world.join_elsewhere(2, 1);
    let stale = [(2, Screen, 1080), (3, Camera, 720), (4, Camera, 360)];
    world.wishes_pictures(1, true, &stale);
    world.run(100);

    let since = world.now;
    world.destinations.clear();
    world.run(3000);
    for whose in [2, 3] {
        for source in [None, Some(Camera), Some(Screen)] {
            let of_the_new_room = world.client(1).got_source(whose, source, since).0;
            let on_the_old_page = world.client(11).got_source(whose, source, since).0;
            assert_eq!(
                (of_the_new_room, on_the_old_page),
                (0, 0),
                "{whose} {source:?}"
            );
            let back = world.client(whose).got_source(1, source, since).0;
            assert_eq!(back, 0, "to {whose}: {source:?}");
        }
    }
    assert!(!world.destinations.contains(&before), "not even a datagram");
    assert!(world.client(1).got(4, true, since).0 > 20);
    assert!(world.client(1).got(4, false, since).0 > 40);
    assert!(world.client(2).got(3, false, since).0 > 40);
    world.check();
}

#[test]
fn a_line_that_narrows_gets_less_at_once_and_keeps_its_sound() {
    let mut world = World::new();
    for participant in 1..=2 {
        world.join(participant, Kind::default());
    }
    world.wishes(1, true, &[(2, 720)]);
    world.down.get_mut(&1).unwrap().width = Some(4_000_000);
    world.run_until("sharp on a wide line", 15_000, |world| {
        world.client(1).got(2, true, world.ago(100)).1 == Some(VideoLayer::F)
    });
    world.down.get_mut(&1).unwrap().width = Some(350_000);
    world.run_until("small on a narrow line", 6000, |world| {
        world.client(1).got(2, true, world.ago(100)).1 == Some(VideoLayer::Q)
    });
    world.run(2000);
    let since = world.now;
    world.run(5000);
    let (sound, _) = world.client(1).got(2, false, since);
    assert!(sound > 225, "{sound} of 250 packets of sound");
    world.down.get_mut(&1).unwrap().width = Some(4_000_000);
    world.run_until("sharp again", 30_000, |world| {
        world.client(1).got(2, true, world.ago(100)).1 == Some(VideoLayer::F)
    });
    world.check();
}

#[test]
fn what_a_lossy_line_loses_is_repaired() {
    let mut world = World::new();
    for participant in 1..=2 {
        world.join(participant, Kind::default());
    }
    world.run(1000);
    world.up.get_mut(&2).unwrap().loss = 50;
    world.down.get_mut(&1).unwrap().loss = 50;
    world.wishes(1, true, &[(2, 360)]);
    world.run(10_000);
    world.up.get_mut(&2).unwrap().loss = 0;
    world.down.get_mut(&1).unwrap().loss = 0;
    world.run(1500);
    let client = world.client(1);
    let received = &client.received[&client.mid_of(2, true).unwrap()];
    let (holes, packets) = (received.continuity.holes().len(), received.continuity.len());
    assert!(
        packets > 250 && holes * 100 <= packets,
        "{holes} holes in {packets} packets"
    );
    world.check();
}

#[test]
fn events_of_a_join_come_in_order() {
    let mut world = World::new();
    world.join(1, Kind::default());
    world.run(1000);
    let kinds: Vec<_> = world
        .client(1)
        .events
        .iter()
        .map(|event| match event {
            Event::Answer { .. } => "answer",
            Event::Wanted { .. } => "wanted",
            Event::Slots { .. } => "slots",
            Event::Connected { .. } => "connected",
            Event::Refused { .. } => "refused",
            Event::Disconnected { .. } => "disconnected",
            Event::Speaking { .. } => "speaking",
        })
        .collect();
    assert_eq!(kinds, ["answer", "wanted", "slots", "connected"]);
}

/// The kernel takes what goes to one place at one moment in one call.
#[test]
fn the_packets_of_a_picture_leave_together() {
    let mut world = World::three();
    world.together = 0;
    world.run(1000);
    assert!(world.together >= 5, "{} together", world.together);
    world.check();
}
