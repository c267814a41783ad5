//! What goes between a room and its media router.

mod inputs;

use crate::people::{OWNER, REQUEST, WAITING_ROOM, forbidden, guest, owned_meeting};
use crate::support::{Bench, ON, meeting, refused};
use inputs::{
    leave, offer, sends, slots, slots_event, speaking, told_wishes, wanted, wanted_event, who,
    wishes,
};
use parley_protocol::{
    Arrival, ClientMessage, ErrorCode, MediaState, MeetingRules, Milliseconds, NegotiationId,
    ServerMessage, limits,
};
use parley_room_server::{
    ConnectionId, HowDisconnected, Input, MediaCommand, MediaEvent, MediaRefusal, TopologySetting,
};

const OFF: MediaState = MediaState {
    microphone: false,
    camera: false,
    screen: false,
};
impl Bench {
    fn routed(people: usize) -> (Self, Vec<ConnectionId>) {
        let mut bench = Self::open_with(meeting(), TopologySetting::Sfu);
        let people = (0..people).map(|_| bench.join("Ann")).collect();
        bench.forget();
        (bench, people)
    }

    /// What the router was told since it was asked last.
    fn told(&mut self) -> Vec<MediaCommand> {
        std::mem::take(&mut self.media)
    }

    /// Offers; the step under which the router hears of it.
    fn offer(&mut self, connection: ConnectionId, negotiation: u32) -> NegotiationId {
        self.say(connection, offer(negotiation));
        let step = |command: &MediaCommand| match command {
            MediaCommand::Offer { negotiation, .. } => Some(*negotiation),
            _ => None,
        };
        let step = self.media.iter().rev().find_map(step);
        step.expect("the router heard of the offer")
    }

    fn answer(&mut self, participant: u32, negotiation: NegotiationId) {
        self.feed(Input::Media(MediaEvent::Answer {
            participant: who(participant),
            negotiation,
            sdp: format!("answer to step {}", negotiation.0),
        }));
    }

    /// Offers and is answered, and nobody remembers.
    fn connect(&mut self, connection: ConnectionId, participant: u32) {
        let step = self.offer(connection, 1);
        self.answer(participant, step);
        self.forget();
        self.media.clear();
    }
}

#[test]
fn an_offer_is_answered_to_the_one_who_made_it_as_they_count() {
    let (mut bench, people) = Bench::routed(2);
    let first = bench.offer(people[0], 7);
    let second = bench.offer(people[1], 7);
    assert_ne!(first, second, "no two steps of a room are the same");
    bench.answer(2, second);
    let answer = ServerMessage::MediaAnswer {
        negotiation: NegotiationId(7),
        sdp: format!("answer to step {}", second.0),
    };
    assert_eq!(bench.heard(people[1]), [answer]);
    assert!(bench.heard(people[0]).is_empty());
    bench.answer(2, second);
    assert!(bench.sent.is_empty(), "an answer is passed on once");
}

#[test]
fn the_router_knows_what_somebody_may_send_before_it_takes_their_offer() {
    let (mut bench, people) = Bench::routed(2);
    bench.say(people[0], wishes(&[2]));
    assert_eq!(bench.told(), [], "it does not know them yet");
    let step = bench.offer(people[0], 1);
    let taken = MediaCommand::Offer {
        participant: who(1),
        negotiation: step,
        sdp: "offer 1".to_owned(),
    };
    assert_eq!(bench.told(), [sends(1, ON), told_wishes(1, &[2]), taken]);
    bench.answer(1, step);
    bench.offer(people[0], 2);
    assert_eq!(bench.told().len(), 1, "an ICE restart says nothing twice");
}

#[test]
fn t121_a_wish_that_waited_for_an_offer_forgets_who_left_meanwhile() {
    let (mut bench, people) = Bench::routed(3);
    bench.say(people[0], wishes(&[2, 3]));
    bench.leave(people[1]);
    bench.offer(people[0], 1);
    assert_eq!(bench.told()[1], told_wishes(1, &[3]));
}

#[test]
fn a_new_connection_is_told_everything_again() {
    let (mut bench, people) = Bench::routed(2);
    bench.say(people[0], wishes(&[2]));
    bench.connect(people[0], 1);
    let participant = who(1);
    bench.feed(Input::Media(MediaEvent::Disconnected { participant }));
    bench.offer(people[0], 2);
    assert_eq!(bench.told()[..2], [sends(1, ON), told_wishes(1, &[2])]);
}

#[test]
fn t056_an_offer_that_is_refused_is_refused_to_the_one_who_made_it() {
    for (refusal, code) in [
        (MediaRefusal::BadOffer, ErrorCode::MediaRefused),
        (MediaRefusal::Full, ErrorCode::Unavailable),
    ] {
        let (mut bench, people) = Bench::routed(2);
        let negotiation = bench.offer(people[1], 1);
        bench.feed(Input::Media(MediaEvent::Refused {
            participant: who(2),
            negotiation,
            refusal,
        }));
        let refusal = refused(Some(REQUEST.0), code);
        assert_eq!(bench.heard(people[1]), [refusal]);
        assert!(bench.sent.is_empty());
    }
}

#[test]
fn t068_an_offer_that_is_too_long_never_reaches_the_router() {
    let (mut bench, people) = Bench::routed(1);
    for (bytes, fits) in [(limits::SDP_BYTES, true), (limits::SDP_BYTES + 1, false)] {
        bench.media.clear();
        let sdp = "v".repeat(bytes);
        let negotiation = NegotiationId(1);
        let request = REQUEST;
        bench.say(
            people[0],
            ClientMessage::MediaOffer {
                request,
                negotiation,
                sdp,
            },
        );
        assert_eq!(!bench.media.is_empty(), fits);
        let refusal = refused(Some(REQUEST.0), ErrorCode::MediaRefused);
        assert_eq!(bench.heard(people[0]).contains(&refusal), !fits);
    }
}

#[test]
fn t067_offers_beyond_their_rate_are_refused_and_pass_later() {
    let (mut bench, people) = Bench::routed(1);
    for negotiation in 1..=11 {
        bench.say(people[0], offer(negotiation));
    }
    let too_many = refused(Some(REQUEST.0), ErrorCode::TooManyRequests);
    assert_eq!(bench.heard(people[0]), [too_many]);
    bench.wait(Milliseconds::from_seconds(1));
    bench.say(people[0], offer(12));
    assert!(bench.heard(people[0]).is_empty());
}

#[test]
fn t058_who_waits_reaches_no_router_and_hears_nothing_of_it() {
    let mut bench = Bench::open_with(owned_meeting(WAITING_ROOM), TopologySetting::Auto);
    let host = bench.come(OWNER, "Ines");
    let waiting = bench.come(guest(9, 9), "Wanda");
    bench.connect(host, 1);
    for message in [
        offer(1),
        wishes(&[1]),
        ClientMessage::DirectFailed { request: REQUEST },
    ] {
        bench.say(waiting, message);
        assert_eq!(bench.heard(waiting), [forbidden()]);
    }
    for input in [
        slots_event(1, 1),
        slots_event(2, 1),
        wanted_event(2),
        speaking(&[1]),
    ] {
        bench.feed(input);
    }
    bench.answer(2, NegotiationId(2));
    assert!(bench.heard(waiting).is_empty());
    assert_eq!(bench.told(), []);
}

#[test]
fn t121_a_wish_for_somebody_who_is_not_here_never_reaches_the_router() {
    let (mut bench, people) = Bench::routed(3);
    bench.connect(people[0], 1);
    bench.leave(people[2]);
    bench.media.clear();
    bench.say(people[0], wishes(&[3, 2, 4, u32::MAX]));
    assert_eq!(bench.told(), [told_wishes(1, &[2])]);
    assert!(
        bench
            .heard(people[0])
            .iter()
            .all(|heard| matches!(heard, ServerMessage::ParticipantLeft { .. }))
    );
}

#[test]
fn wishes_without_sense_are_refused() {
    let (mut bench, people) = Bench::routed(2);
    bench.connect(people[0], 1);
    let many: Vec<u32> = (2..19).collect();
    assert_eq!(many.len(), limits::VIDEO_SLOTS + 1);
    for of in [&[2, 2][..], &[1], &many] {
        bench.say(people[0], wishes(of));
        let refusal = refused(Some(REQUEST.0), ErrorCode::BadMessage);
        assert_eq!(bench.heard(people[0]), [refusal]);
        assert_eq!(bench.told(), []);
    }
    bench.say(people[0], wishes(&[]));
    assert_eq!(bench.told(), [told_wishes(1, &[])]);
}

#[test]
fn t063_whoever_is_muted_is_muted_in_the_router_at_once() {
    let mut bench = Bench::open_with(owned_meeting(MeetingRules::default()), TopologySetting::Sfu);
    let host = bench.come(OWNER, "Ines");
    let ann = bench.come(guest(2, 2), "Ann");
    bench.connect(ann, 2);
    let (request, participant) = (REQUEST, who(2));
    let quiet = MediaState {
        microphone: false,
        camera: true,
        screen: false,
    };
    bench.say(
        host,
        ClientMessage::Mute {
            request,
            participant,
        },
    );
    assert_eq!(bench.told(), [sends(2, quiet)]);
    let rules = MeetingRules {
        may_start_video: false,
        may_unmute: false,
        ..MeetingRules::default()
    };
    bench.set_rules(host, rules);
    assert_eq!(bench.told(), [sends(2, OFF)]);
    let media = ON;
    bench.say(ann, ClientMessage::SetMedia { request, media });
    assert_eq!(bench.told(), [], "what is refused changes nothing");
}

#[test]
fn what_somebody_switches_on_is_passed_on_from_then_on() {
    let (mut bench, people) = Bench::routed(2);
    bench.connect(people[0], 1);
    let request = REQUEST;
    for media in [OFF, ON] {
        bench.say(people[0], ClientMessage::SetMedia { request, media });
        assert_eq!(bench.told(), [sends(1, media)]);
    }
    bench.say(
        people[1],
        ClientMessage::SetMedia {
            request,
            media: OFF,
        },
    );
    assert_eq!(bench.told(), [], "it does not know them");
}

#[test]
fn t122_whoever_goes_has_left_the_router_in_the_same_step() {
    let open = || {
        let meeting = owned_meeting(MeetingRules::default());
        let mut bench = Bench::open_with(meeting, TopologySetting::Sfu);
        let host = bench.come(OWNER, "Ines");
        let ann = bench.come(guest(2, 2), "Ann");
        bench.connect(ann, 2);
        (bench, host, ann)
    };
    let (mut bench, _, ann) = open();
    bench.leave(ann);
    assert_eq!(bench.told(), [leave(2)]);
    let (mut bench, host, _) = open();
    bench.remove(host, 2, true);
    assert_eq!(bench.told(), [leave(2)]);
    let (mut bench, ..) = open();
    bench.feed(Input::End);
    assert_eq!(bench.told(), [leave(2)]);
    let (mut bench, _, ann) = open();
    bench.disconnect(ann, HowDisconnected::Broken);
    bench.wait(Milliseconds(limits::SEAT_KEPT.0 - 1));
    assert_eq!(bench.told(), [], "media go on while the socket is away");
    bench.wait(Milliseconds(1));
    assert_eq!(bench.told(), [leave(2)]);
}

#[test]
fn an_answer_for_an_older_page_load_is_dropped() {
    let (mut bench, people) = Bench::routed(2);
    let old = bench.offer(people[1], 1);
    bench.media.clear();
    let seat = bench.seats[&who(2)].clone();
    let reloaded = bench.hello("Ann", Some(seat), None);
    assert_eq!(bench.told(), [leave(2)], "its connection is gone");
    let new = bench.offer(reloaded, 1);
    bench.forget();
    bench.answer(2, old);
    bench.feed(slots_event(2, 1));
    assert!(bench.sent.is_empty(), "late");
    bench.answer(2, new);
    bench.feed(slots_event(2, 1));
    assert_eq!(bench.heard(reloaded).len(), 2);
}

#[test]
fn only_the_newest_offer_is_answered() {
    let (mut bench, people) = Bench::routed(1);
    let first = bench.offer(people[0], 1);
    let second = bench.offer(people[0], 2);
    bench.answer(1, first);
    assert!(bench.heard(people[0]).is_empty());
    bench.answer(1, second);
    assert_eq!(bench.heard(people[0]).len(), 1);
}

#[test]
fn whoever_comes_back_hears_what_they_missed_and_keeps_their_connection() {
    let (mut bench, people) = Bench::routed(2);
    bench.connect(people[1], 2);
    bench.disconnect(people[1], HowDisconnected::Broken);
    for input in [slots_event(2, 1), wanted_event(2), speaking(&[1])] {
        bench.feed(input);
    }
    let seat = bench.seats[&who(2)].clone();
    let back = bench.hello("Ann", Some(seat), Some(Arrival(2)));
    let missed = [
        ServerMessage::MediaSlots {
            slots: slots(Some(1)),
        },
        wanted().into(),
        ServerMessage::Speaking {
            participants: vec![who(1)],
        },
    ];
    assert_eq!(bench.heard(back)[1..], missed);
    assert_eq!(bench.told(), []);
}

#[test]
fn an_answer_that_came_while_the_socket_was_away_is_not_waited_for() {
    let (mut bench, people) = Bench::routed(1);
    let step = bench.offer(people[0], 1);
    bench.disconnect(people[0], HowDisconnected::Broken);
    let seat = bench.seats[&who(1)].clone();
    let back = bench.hello("Ann", Some(seat), Some(Arrival(1)));
    bench.forget();
    bench.answer(1, step);
    assert_eq!(bench.heard(back).len(), 1, "on the socket they have now");
}

#[test]
fn a_refusal_for_a_socket_that_is_gone_is_dropped() {
    let (mut bench, people) = Bench::routed(1);
    let negotiation = bench.offer(people[0], 1);
    let seat = bench.seats[&who(1)].clone();
    bench.hello("Ann", Some(seat), Some(Arrival(1)));
    bench.forget();
    bench.feed(Input::Media(MediaEvent::Refused {
        participant: who(1),
        negotiation,
        refusal: MediaRefusal::BadOffer,
    }));
    assert!(bench.sent.is_empty());
}

#[test]
fn a_page_whose_connection_is_gone_hears_that_there_are_no_slots() {
    let (mut bench, people) = Bench::routed(2);
    let none = ServerMessage::MediaSlots { slots: Vec::new() };
    bench.connect(people[0], 1);
    let participant = who(1);
    bench.feed(Input::Media(MediaEvent::Disconnected { participant }));
    assert_eq!(bench.heard(people[0]), std::slice::from_ref(&none));
    bench.feed(Input::Media(MediaEvent::Disconnected { participant }));
    assert!(bench.sent.is_empty(), "said once");
    let step = bench.offer(people[0], 2);
    bench.feed(Input::Media(MediaEvent::Disconnected { participant }));
    assert!(bench.sent.is_empty(), "they are making another one");
    bench.answer(1, step);
    assert_eq!(bench.heard(people[0]).len(), 1);
    // The server that knew the connection is another one.
    let seat = bench.seats[&who(2)].clone();
    let back = bench.hello("Ann", Some(seat), Some(Arrival(2)));
    assert_eq!(bench.heard(back)[1..], [none]);
}

#[test]
fn a_router_that_forgot_somebody_during_an_offer_is_told_of_them_again() {
    let (mut bench, people) = Bench::routed(2);
    bench.connect(people[0], 1);
    bench.offer(people[0], 2);
    bench.media.clear();
    let participant = who(1);
    bench.feed(Input::Media(MediaEvent::Disconnected { participant }));
    assert_eq!(bench.told(), [sends(1, ON)]);
    assert!(bench.sent.is_empty(), "they are making another one");
}

#[test]
fn who_speaks_is_told_to_everybody_once() {
    let (mut bench, people) = Bench::routed(2);
    bench.feed(speaking(&[2, 9]));
    let told = ServerMessage::Speaking {
        participants: vec![who(2)],
    };
    for person in &people {
        assert_eq!(bench.heard(*person), std::slice::from_ref(&told));
    }
    bench.feed(speaking(&[2]));
    assert!(bench.sent.is_empty());
    let late = bench.join("Cem");
    assert_eq!(bench.heard(late).last(), Some(&told));
}

#[test]
fn a_mesh_has_no_router() {
    let mut bench = Bench::new();
    let ann = bench.join_quietly("Ann");
    let refusal = refused(Some(REQUEST.0), ErrorCode::MediaRefused);
    for message in [offer(1), wishes(&[])] {
        bench.say(ann, message);
        assert_eq!(bench.heard(ann), std::slice::from_ref(&refusal));
    }
    bench.say(ann, ClientMessage::DirectFailed { request: REQUEST });
    assert!(bench.sent.is_empty());
    assert_eq!(bench.told(), []);
}
