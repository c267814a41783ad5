//! Connections that change: ICE restarts, pages loaded again, lines that are lost.

use std::net::SocketAddr;
use std::time::Duration;

use parley_sfu_core::{Command, Event};

use crate::client::{Client, Kind};
use crate::world::World;

#[test]
fn a_network_that_changes_is_followed_by_an_ice_restart() {
    let mut world = World::three();
    let elsewhere = SocketAddr::from(([203, 0, 113, 9], 6000));
    let now = world.now;
    let (negotiation, sdp) = world
        .clients
        .get_mut(&1)
        .unwrap()
        .restart_ice(elsewhere, now);
    let peer = world.client(1).key;
    world.command(Command::Offer {
        peer,
        negotiation,
        sdp,
    });
    world.run(1000);
    let since = world.now;
    world.run(1000);
    for other in [2, 3] {
        assert!(
            world.client(1).got(other, true, since).0 > 20,
            "from {other}"
        );
        assert!(world.client(other).got(1, true, since).0 > 20, "to {other}");
        assert!(world.client(1).got(other, false, since).0 > 40);
    }
    assert_eq!(world.router.stats().participants, 3);
    world.check();
}

#[test]
fn every_picture_begins_anew_when_a_dead_line_is_replaced() {
    let mut world = World::three();
    dies(&mut world, 1000);
    world.run(8000);
    dies(&mut world, 0);
    let asked = |world: &World| [1, 2, 3].map(|whose| world.client(whose).keyframe_requests);
    let before = asked(&world);
    let elsewhere = SocketAddr::from(([203, 0, 113, 9], 6000));
    let now = world.now;
    let client = world.clients.get_mut(&1).unwrap();
    let peer = client.key;
    let (negotiation, sdp) = client.restart_ice(elsewhere, now);
    world.command(Command::Offer {
        peer,
        negotiation,
        sdp,
    });
    world.run_until("all are asked for key frames", 300, |world| {
        let now = asked(world);
        (0..3).all(|at| now[at] > before[at])
    });
    let since = world.now;
    world.run_until("pictures in both directions", 300, |world| {
        [2, 3].iter().all(|other| {
            world.client(1).got(*other, true, since).0 > 5
                && world.client(*other).got(1, true, since).0 > 5
        })
    });
    world.check();
}

/// The line of the first client loses so many of a thousand.
fn dies(world: &mut World, loss: u64) {
    world.up.get_mut(&1).unwrap().loss = loss;
    world.down.get_mut(&1).unwrap().loss = loss;
}

#[test]
fn another_port_of_a_nat_is_followed_within_seconds() {
    let mut world = World::three();
    let elsewhere = SocketAddr::from(([203, 0, 113, 9], 6000));
    world.clients.get_mut(&1).unwrap().seen_at = elsewhere;
    let since = world.now;
    world.run_until("pictures come again", 5000, |world| {
        [2, 3]
            .iter()
            .all(|other| world.client(1).got(*other, true, since).0 > 5)
    });
    let since = world.now;
    world.run(1000);
    for other in [2, 3] {
        assert!(world.client(1).got(other, false, since).0 > 40);
        assert!(world.client(other).got(1, true, since).0 > 20);
    }
    world.check();
}

#[test]
fn a_page_that_was_loaded_again_gets_a_new_connection_in_the_same_seat() {
    let mut world = World::three();
    let now = world.now;
    let elsewhere = SocketAddr::from(([192, 0, 2, 1], 5999));
    let mut client = Client::at(1, 1, Kind::default(), elsewhere, now);
    let peer = client.key;
    let (negotiation, sdp) = client.offer(now);
    world.clients.insert(1, client);
    world.command(Command::Offer {
        peer,
        negotiation,
        sdp,
    });
    world.run_until("seen and heard by the others", 2000, |world| {
        let since = now + Duration::from_millis(200);
        [2, 3].iter().all(|to| {
            [false, true]
                .iter()
                .all(|is_video| world.client(*to).got(1, *is_video, since).0 > 5)
        })
    });
    let since = world.now;
    world.run(1000);
    assert!(world.client(1).got(2, true, since).0 > 20);
    assert_eq!(world.router.stats().participants, 3);
    world.check();
}

#[test]
fn a_line_that_stays_dead_is_given_up_and_its_seat_is_told() {
    let mut world = World::three();
    world.up.get_mut(&1).unwrap().loss = 1000;
    world.down.get_mut(&1).unwrap().loss = 1000;
    let is_told = |world: &World| {
        let peer = world.client(1).key;
        world
            .client(1)
            .events
            .contains(&Event::Disconnected { peer })
    };
    world.wait(20_000);
    assert!(!is_told(&world), "an ICE restart may still mend it");
    world.wait(40_000);
    assert!(is_told(&world), "it is given up");
    assert_eq!(world.router.stats().participants, 2);
    let since = world.now;
    world.run(1000);
    assert!(world.client(2).got(3, true, since).0 > 0);
    world.check();
}

#[test]
fn a_connection_that_never_comes_is_given_up() {
    let mut world = World::new();
    world.join(1, Kind::default());
    world.up.get_mut(&1).unwrap().loss = 1000;
    world.wait(29_000);
    assert_eq!(world.router.stats().handshakes, 1);
    world.run(2000);
    assert_eq!(world.router.stats().handshakes, 0);
    let peer = world.client(1).key;
    assert!(
        world
            .client(1)
            .events
            .contains(&Event::Disconnected { peer })
    );
}
