//! Passing on offers, answers and candidates.

use crate::support::{Bench, refused};
use parley_protocol::{
    Arrival, ClientMessage, ErrorCode, IceCandidate, NegotiationId, ParticipantId, RequestId,
    ServerMessage, Signal, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected};

const NEGOTIATION: NegotiationId = NegotiationId(1);

fn offer(length: usize) -> Signal {
    Signal::Offer {
        negotiation: NEGOTIATION,
        sdp: "v".repeat(length),
    }
}

fn candidate(length: usize, mid: usize) -> Signal {
    Signal::Candidate {
        negotiation: NEGOTIATION,
        candidate: IceCandidate {
            candidate: "c".repeat(length),
            sdp_mid: Some("0".repeat(mid)),
            sdp_m_line_index: None,
        },
    }
}

fn signal(to: u32, to_arrival: u32, signal: Signal) -> ClientMessage {
    ClientMessage::Signal {
        request: RequestId(5),
        to: ParticipantId(to),
        to_arrival: Arrival(to_arrival),
        signal,
    }
}

fn three() -> (Bench, [ConnectionId; 3]) {
    let mut bench = Bench::new();
    let people = ["Ann", "Ben", "Cem"].map(|text| bench.join(text));
    bench.sent.clear();
    (bench, people)
}

#[test]
fn t056_a_signal_reaches_one_and_says_who_really_sent_it() {
    let (mut bench, [ann, ben, cem]) = three();
    bench.say(cem, signal(1, 1, offer(100)));
    let passed = ServerMessage::Signal {
        from: ParticipantId(3),
        from_arrival: Arrival(3),
        signal: offer(100),
    };
    assert_eq!(bench.heard(ann), [passed]);
    assert!(bench.heard(ben).is_empty() && bench.heard(cem).is_empty());
}

#[test]
fn t057_a_signal_to_somebody_who_is_not_here_is_refused_and_heard_by_nobody() {
    let (mut bench, [ann, ben, cem]) = three();
    bench.say(ben, ClientMessage::Leave {});
    bench.sent.clear();
    for stranger in [0, 2, 4, u32::MAX] {
        bench.say(cem, signal(stranger, 1, offer(100)));
        assert_eq!(
            bench.heard(cem),
            [refused(Some(5), ErrorCode::ParticipantNotFound)]
        );
    }
    assert!(bench.heard(ann).is_empty() && bench.heard(ben).is_empty());
}

#[test]
fn a_signal_for_an_older_page_load_is_dropped_in_silence() {
    let (mut bench, [ann, ..]) = three();
    let seat = bench.seats[&ParticipantId(2)].clone();
    let reloaded = bench.hello("Ben", Some(seat), None);
    bench.sent.clear();
    bench.say(ann, signal(2, 2, offer(100)));
    assert!(bench.sent.is_empty());
    bench.say(ann, signal(2, 4, offer(100)));
    assert_eq!(bench.heard(reloaded).len(), 1);
}

#[test]
fn a_signal_for_somebody_who_is_away_is_dropped_in_silence() {
    let (mut bench, [ann, ben, _]) = three();
    bench.disconnect(ben, HowDisconnected::Broken);
    bench.sent.clear();
    bench.say(ann, signal(2, 2, Signal::RestartRequest {}));
    assert!(bench.sent.is_empty());
}

#[test]
fn a_signal_to_oneself_is_refused() {
    let (mut bench, [ann, ..]) = three();
    bench.say(ann, signal(1, 1, offer(100)));
    assert_eq!(bench.heard(ann), [refused(Some(5), ErrorCode::BadMessage)]);
}

#[test]
fn t068_what_is_too_long_is_refused() {
    let answer = Signal::Answer {
        negotiation: NEGOTIATION,
        sdp: "v".repeat(limits::SDP_BYTES + 1),
    };
    for (fits, sent) in [
        (true, offer(limits::SDP_BYTES)),
        (false, offer(limits::SDP_BYTES + 1)),
        (false, answer),
        (true, candidate(limits::ICE_CANDIDATE_BYTES, 64)),
        (false, candidate(limits::ICE_CANDIDATE_BYTES + 1, 1)),
        (false, candidate(100, 65)),
    ] {
        let (mut bench, [ann, ben, _]) = three();
        bench.say(ann, signal(2, 2, sent));
        assert_eq!(bench.heard(ben).len(), usize::from(fits));
        let refusal = refused(Some(5), ErrorCode::BadMessage);
        assert_eq!(bench.heard(ann), if fits { vec![] } else { vec![refusal] });
    }
}
