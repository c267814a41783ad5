//! The recipe for coturn, run by the real one: who gets an allocation, how many of them, where it leads, and what a flood
//! of requests is answered.
#![expect(clippy::print_stdout, reason = "says that it was skipped")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod firewall;
mod peers;
mod turnserver;

use client::{
    ALLOCATE, Answer, Client, NONCE, SOFTWARE, UNAUTHORIZED, allocate_request, answer, attribute,
    bare,
};
use parley_protocol::Milliseconds;
use std::{
    net::{Ipv6Addr, SocketAddr},
    time::Duration,
};
use turnserver::{Credentials, SECRET, minted, turnserver};

const HOUR: Milliseconds = Milliseconds::from_seconds(3600);

const STALE_NONCE: Answer = Answer::Refused(438);
const QUOTA_REACHED: Answer = Answer::Refused(486);

const BINDING: u16 = 0x0001;
const SEND_INDICATION: u16 = 0x0016;

/// What may be asked for over UDP: an address, an allocation, its refreshing, a permission, a channel.
const REQUESTS: [u16; 5] = [BINDING, ALLOCATE, 0x0004, 0x0008, 0x0009];

/// In bytes: with the headers of IP and UDP not three times what the shortest request has.
const LONGEST_ANSWER: usize = 96;

#[tokio::test]
async fn t114_coturn_takes_what_parley_hands_out_for_an_hour_and_nothing_else() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&ann), Answer::Allocated);
    let almost = Milliseconds(HOUR.0 - 60_000);
    let [old, _] = minted(SECRET, almost).await;
    assert_eq!(Client::new(&server).allocate(&old), Answer::Allocated);

    let [expired, _] = minted(SECRET, Milliseconds(HOUR.0 + 2_000)).await;
    assert_eq!(Client::new(&server).allocate(&expired), UNAUTHORIZED);
    let [strange, _] = minted("another secret", Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&strange), UNAUTHORIZED);
    let prolonged = Credentials {
        username: ann.username.clone(),
        ..expired
    };
    assert_eq!(Client::new(&server).allocate(&prolonged), UNAUTHORIZED);
}

#[tokio::test]
async fn t114_one_person_gets_twelve_allocations_and_no_more_with_a_new_password() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, ben] = minted(SECRET, Milliseconds(0)).await;
    let clients: Vec<Client> = (0..12).map(|_| Client::new(&server)).collect();
    for client in &clients {
        assert_eq!(client.allocate(&ann), Answer::Allocated);
    }
    assert_eq!(Client::new(&server).allocate(&ann), QUOTA_REACHED);
    let [other, _] = minted(SECRET, Milliseconds(60_000)).await;
    assert_ne!(other.username, ann.username);
    assert_eq!(Client::new(&server).allocate(&other), QUOTA_REACHED);
    assert_eq!(Client::new(&server).allocate(&ben), Answer::Allocated);
}

#[tokio::test]
async fn t115_all_people_together_have_a_quota() {
    let Some(server) = turnserver(&[("total-quota=1200", "total-quota=4")]).await else {
        return;
    };
    let [ann, ben] = minted(SECRET, Milliseconds(0)).await;
    let clients: Vec<Client> = (0..4).map(|_| Client::new(&server)).collect();
    for client in &clients {
        assert_eq!(client.allocate(&ann), Answer::Allocated);
    }
    assert_eq!(Client::new(&server).allocate(&ben), QUOTA_REACHED);
}

#[tokio::test]
async fn t115_a_nonce_is_good_for_nobody_but_whom_it_was_sent_to() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    let (one, other) = (Client::new(&server), Client::new(&server));
    let first = one.ask(&allocate_request());
    let nonce = attribute(&first, NONCE).unwrap();
    // Whoever writes a stranger's address as the sender never sees the nonce that belongs to it.
    assert_eq!(answer(&other.ask(&allocate_request())), UNAUTHORIZED);
    assert_eq!(other.allocate_with(&ann, nonce), STALE_NONCE);
    assert_eq!(other.allocate_with(&ann, b"0123456789abcdef"), STALE_NONCE);
    assert_eq!(one.allocate_with(&ann, nonce), Answer::Allocated);
}

/// What reaches a stranger whose address somebody writes as the sender.
#[tokio::test]
async fn t115_a_flood_brings_a_stranger_one_short_answer_for_each_request_and_ties_up_nothing() {
    let Some(server) = turnserver(&[("total-quota=1200", "total-quota=1")]).await else {
        return;
    };
    let stranger = Client::new(&server);
    for _ in 0..200 {
        for method in REQUESTS {
            let answered = stranger.ask(&bare(method));
            assert!(
                answered.len() <= LONGEST_ANSWER,
                "{method:#06x}: {answered:?}"
            );
            assert_eq!(attribute(&answered, SOFTWARE), None, "no version");
        }
        assert_eq!(answer(&stranger.ask(&allocate_request())), UNAUTHORIZED);
    }
    // Nothing is said to what is no request, nor to the STUN of 2003: what comes next answers the request after it.
    let mut old_binding = bare(BINDING);
    old_binding[4..8].fill(0);
    for nothing in [bare(SEND_INDICATION), old_binding, b"no STUN".to_vec()] {
        stranger.socket.send(&nothing).unwrap();
    }
    assert_eq!(answer(&stranger.ask(&allocate_request())), UNAUTHORIZED);
    while stranger.receive().is_ok() {}
    assert!(stranger.received <= stranger.sent, "one for each request");

    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&ann), Answer::Allocated);
}

/// coturn 4.6 has no limit on the number of its answers; the firewall has.
#[tokio::test]
async fn t115_the_firewall_bounds_the_answers_to_one_address_and_leaves_others_alone() {
    let name = "turn::t115_the_firewall_bounds_the_answers_to_one_address_and_leaves_others_alone";
    if !firewall::inside_a_network_of_its_own(name) {
        return;
    }
    let both = ("no-dtls", "no-dtls\nlistening-ip=::1");
    let Some(server) = turnserver(&[both]).await else {
        return;
    };
    let port = server.address.port();
    let flooded = Client::between("127.0.0.2", server.address);
    for _ in 0..300 {
        // coturn answers each.
        assert_eq!(answer(&flooded.ask(&allocate_request())), UNAUTHORIZED);
    }
    firewall::raise(port, &[]);
    // Whatever the method is, also one that coturn does not know.
    let (first, kinds) = ([true, false, false], [ALLOCATE, 0x0200, BINDING]);
    for (is_first, kind) in first.into_iter().zip(kinds) {
        let (answers, time) = flooded.flood(kind, 3_000);
        expect_bounded(answers, time);
        assert!(answers >= 100 || !is_first, "too few: {answers}");
    }
    let there = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    let (answers, time) = Client::between("::1", there).flood(ALLOCATE, 3_000);
    expect_bounded(answers, time);
    assert!(answers >= 100, "over IPv6: {answers}");
    // Other addresses have a count of their own.
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&ann), Answer::Allocated);

    // Where more addresses ask than are counted, the others share a limit.
    let small = [
        ("size 65536", "size 2"),
        ("2000/second burst 2000", "20/second burst 200"),
    ];
    firewall::raise(port, &small);
    let asking = |number: u8| Client::between(&format!("127.0.1.{number}"), server.address);
    for number in [1, 2] {
        assert_eq!(
            answer(&asking(number).ask(&allocate_request())),
            UNAUTHORIZED
        );
    }
    let (third, time) = asking(3).flood(ALLOCATE, 1_500);
    let (fourth, later) = asking(4).flood(ALLOCATE, 1_500);
    expect_bounded(third + fourth, time + later);
}

/// Two hundred at once and twenty in a second.
fn expect_bounded(answers: u32, time: Duration) {
    let least = Duration::from_millis(50) * answers.saturating_sub(201);
    assert!(least <= time, "{answers} in {time:?}");
}
