//! Each time that people meet, and who they are, as it is stored for the history.

use crate::support::{Bench, START, meeting, name};
use parley_domain::{
    ResumeHash, Seat, Visitor,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{
    Arrival, ClientMessage, MediaState, Milliseconds, ParticipantId, Role, limits,
};
use parley_room_server::{HowDisconnected, RoomHistory};

const SECOND: Milliseconds = Milliseconds::from_seconds(1);
const INES: Visitor = Visitor {
    user: Some(UserId(7)),
    claim: None,
    network: None,
};
const GUEST: Visitor = Visitor {
    user: None,
    claim: Some(SecretHash([9; 32])),
    network: None,
};

fn seat(bench: &Bench, participant: u32) -> Seat {
    bench.seats[&ParticipantId(participant)].clone()
}

#[test]
fn a_run_lasts_from_the_first_who_comes_to_the_last_who_leaves() {
    let mut bench = Bench::new();
    assert_eq!(bench.room.run(), None);
    let ann = bench.join("Ann");
    bench.wait(SECOND);
    let ben = bench.join("Ben");
    bench.say(ann, ClientMessage::Leave {});
    bench.wait(SECOND);
    bench.say(ben, ClientMessage::Leave {});
    let (ann, ben) = (seat(&bench, 1), seat(&bench, 2));
    assert_eq!((ann.run, ann.came_at), (START, START));
    assert_eq!((ben.run, ben.came_at), (START, START + SECOND));
    assert_eq!(ben.left_at, Some(START + Milliseconds(2000)));
    assert_eq!(bench.room.run(), None);
}

#[test]
fn who_takes_the_seat_again_after_everybody_left_is_in_another_run() {
    let mut bench = Bench::new();
    bench.visitor = INES;
    let ann = bench.join("Ann");
    bench.wait(SECOND);
    bench.say(ann, ClientMessage::Leave {});
    bench.wait(SECOND);
    bench.visitor = Visitor {
        claim: GUEST.claim,
        ..INES
    };
    let returning = Some(seat(&bench, 1));
    bench.hello("Ann", returning, None);
    let again = seat(&bench, 1);
    assert_eq!(again.joined_at, START);
    let then = START + Milliseconds(2000);
    assert_eq!((again.run, again.came_at), (then, then));
    assert_eq!(again.visitor, bench.visitor, "where they are now");
    assert_eq!(bench.room.run(), Some(then));
}

#[test]
fn who_leaves_and_comes_back_while_others_are_there_is_in_the_same_run() {
    let mut bench = Bench::new();
    bench.join("Ann");
    let ben = bench.join("Ben");
    bench.say(ben, ClientMessage::Leave {});
    bench.wait(SECOND);
    let returning = Some(seat(&bench, 2));
    bench.hello("Ben", returning, None);
    let back = seat(&bench, 2);
    assert_eq!((back.run, back.left_at), (START, None));
}

#[test]
fn a_guest_who_signs_in_meanwhile_has_the_account_and_nobody_takes_it_from_them() {
    let mut bench = Bench::new();
    bench.visitor = GUEST;
    bench.join("Ann");
    assert_eq!(seat(&bench, 1).visitor, GUEST);
    for (user, expected) in [(7, 7), (8, 7)] {
        bench.visitor = Visitor {
            user: Some(UserId(user)),
            ..GUEST
        };
        let returning = Some(seat(&bench, 1));
        bench.hello("Ann", returning, Some(Arrival(1)));
        assert_eq!(seat(&bench, 1).visitor.user, Some(UserId(expected)));
    }
    assert_eq!(seat(&bench, 1).visitor.claim, GUEST.claim);
}

#[test]
fn who_is_lost_was_there_until_the_connection_broke() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    bench.wait(SECOND);
    bench.disconnect(ann, HowDisconnected::Broken);
    bench.wait(limits::SEAT_KEPT);
    assert_eq!(seat(&bench, 1).left_at, Some(START + SECOND));
}

#[test]
fn after_a_crash_who_stays_away_was_there_until_it_was_last_noted() {
    let stored = |participant: u32, came_at| Seat {
        meeting: meeting().id,
        participant: ParticipantId(participant),
        arrival: Arrival(participant),
        display_name: name("Ann"),
        media: MediaState::default(),
        role: Role::Guest,
        resume: ResumeHash([u8::try_from(participant).expect("small"); 32]),
        joined_at: came_at,
        left_at: None,
        run: START - Milliseconds(90_000),
        came_at,
        visitor: Visitor::default(),
    };
    let noted = START - Milliseconds(60_000);
    let later = noted + SECOND;
    let mut bench = Bench::open(RoomHistory {
        seats: vec![
            stored(1, START - Milliseconds(90_000)),
            stored(2, later),
            stored(3, noted),
        ],
        noted_at: Some(noted),
        ..RoomHistory::default()
    });
    assert_eq!(bench.room.run(), Some(START - Milliseconds(90_000)));
    let returning = bench.room.find_seat_by_resume(ResumeHash([3; 32])).cloned();
    let back = bench.hello("Ann", returning, Some(Arrival(3)));
    bench.wait(limits::SEAT_KEPT);
    assert_eq!(seat(&bench, 1).left_at, Some(noted));
    assert_eq!(seat(&bench, 2).left_at, Some(later), "never before it came");
    assert_eq!(seat(&bench, 3).left_at, None);
    bench.say(back, ClientMessage::Leave {});
    assert_eq!(seat(&bench, 3).left_at, Some(START + limits::SEAT_KEPT));
}
