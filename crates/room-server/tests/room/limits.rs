//! Who says too much.

use crate::people::{OPEN, OWNER, guest};
use crate::support::{Bench, refused};
use parley_protocol::{
    ClientMessage, CloseCode, CloseReason, ErrorCode, Milliseconds, RequestId, ServerMessage,
};

#[test]
fn t067_chat_beyond_its_rate_is_refused_and_passes_later() {
    let mut bench = Bench::new();
    let ann = bench.join_quietly("Ann");
    for number in 1..=11 {
        bench.write(ann, number);
    }
    assert_eq!(
        bench.heard(ann),
        [refused(Some(11), ErrorCode::TooManyRequests)]
    );
    bench.wait(Milliseconds::from_seconds(1));
    bench.write(ann, 11);
    assert!(bench.heard(ann).is_empty());
}

#[test]
fn the_candidates_of_a_whole_mesh_pass_at_once() {
    let mut bench = Bench::new();
    let ann = bench.join_quietly("Ann");
    for request in 0..7 * 50 {
        bench.say(
            ann,
            ClientMessage::Ping {
                request: RequestId(request),
            },
        );
    }
    let heard = bench.heard(ann);
    assert!(
        heard
            .iter()
            .all(|message| matches!(message, ServerMessage::Pong { .. }))
    );
}

#[test]
fn t067_a_flood_closes_the_socket_and_the_others_are_unaffected() {
    let mut bench = Bench::new();
    let ann = bench.join_quietly("Ann");
    let ben = bench.join_quietly("Ben");
    for request in 0..10_000 {
        bench.say(
            ann,
            ClientMessage::Ping {
                request: RequestId(request),
            },
        );
    }
    let heard = bench.heard(ann);
    assert_eq!(heard.len(), 501, "a flood is not answered without end");
    assert!(matches!(
        heard[500],
        ServerMessage::Closing {
            reason: CloseReason::Overloaded,
            ..
        }
    ));
    assert_eq!(bench.closed[&ann], CloseCode::POLICY);
    assert_eq!(bench.room.participants(), 2, "the seat waits");
    let heard = bench.heard(ben);
    assert!(
        matches!(&heard[..], [ServerMessage::ParticipantChanged { participant }] if !participant.connected)
    );
    bench.say(
        ben,
        ClientMessage::Ping {
            request: RequestId(1),
        },
    );
    assert_eq!(bench.heard(ben).len(), 1);
}

#[test]
fn t067_orders_beyond_their_rate_are_refused_and_change_nothing() {
    let mut bench = Bench::owned(OPEN);
    let host = bench.come(OWNER, "Ines");
    let ben = bench.come(guest(2, 2), "Ben");
    bench.forget();
    for number in 0..=400 {
        let request = RequestId(number);
        let raised = number % 2 == 0;
        bench.say(host, ClientMessage::SetHand { request, raised });
    }
    let heard = bench.heard(host);
    let refusal = refused(Some(400), ErrorCode::TooManyRequests);
    assert_eq!((heard.len(), heard.last()), (401, Some(&refusal)));
    bench.remove(host, 2, true);
    assert_eq!(
        bench.heard(host),
        [refused(Some(77), ErrorCode::TooManyRequests)]
    );
    assert_eq!((bench.room.participants(), bench.bans.len()), (2, 0));
    assert_eq!(bench.heard(ben).len(), 400);
    bench.wait(Milliseconds::from_seconds(1));
    bench.remove(host, 2, true);
    assert_eq!(bench.room.participants(), 1);
}
