//! The password, the lock and the end of a meeting.

use crate::people::{HOST_FIRST, OWNER, WAITING_ROOM, account, guest};
use crate::support::Bench;
use parley_protocol::{CloseCode, ErrorCode, MeetingRules, Milliseconds};
use parley_room_server::{ConnectionId, HowDisconnected, Input};

/// Its owner, a guest, and one who waits.
fn meeting() -> (Bench, [ConnectionId; 2], ConnectionId) {
    let mut bench = Bench::owned(WAITING_ROOM);
    let owner = bench.come(OWNER, "Ines");
    let ann = bench.come(guest(2, 2), "Ann");
    bench.admit(owner, None);
    let waiting = bench.come(guest(9, 9), "Wanda");
    (bench, [owner, ann], waiting)
}

#[test]
fn a_password_is_asked_of_everybody_but_the_owner_and_who_was_here() {
    let codes = [
        ErrorCode::PasswordNeeded,
        ErrorCode::WrongPassword,
        ErrorCode::TooManyPasswords,
    ];
    for code in codes {
        let mut bench = Bench::owned(HOST_FIRST);
        bench.door = Some(code);
        let early = bench.come(account(7), "Ben");
        bench.assert_shut(early, code);
        let owner = bench.come(OWNER, "Ines");
        bench.assert_in(owner);
        bench.door = None;
        let ben = bench.come(account(7), "Ben");
        bench.assert_in(ben);
        bench.door = Some(code);
        bench.disconnect(ben, HowDisconnected::Broken);
        let back = bench.come_back(account(7), bench.seat(2));
        bench.assert_in(back);
        bench.leave(back);
        bench.leave(owner);
        bench.wait(Milliseconds(1));
        let next_time = bench.come_back(account(7), bench.seat(2));
        bench.assert_shut(next_time, code);
    }
}

#[test]
fn a_locked_meeting_takes_nobody_new_and_those_who_were_there_back() {
    let (mut bench, people, _) = meeting();
    let rules = MeetingRules {
        locked: true,
        ..WAITING_ROOM
    };
    bench.set_rules(people[0], rules);
    for visitor in [guest(20, 20), account(20)] {
        let new = bench.come(visitor, "New");
        bench.assert_shut(new, ErrorCode::MeetingLocked);
    }
    let owner_again = bench.come(OWNER, "Ines");
    bench.assert_in(owner_again);
    bench.leave(people[1]);
    let back = bench.come_back(guest(2, 2), bench.seat(2));
    bench.assert_in(back);
}

#[test]
fn who_is_in_a_meeting_that_is_cancelled_stays_and_comes_back_and_nobody_else_comes_in() {
    let (mut bench, people, waiting) = meeting();
    bench.heard(waiting);
    bench.feed(Input::Cancelled);
    bench.assert_shut(waiting, ErrorCode::MeetingCancelled);
    assert_eq!(bench.room.participants(), 2);
    bench.door = Some(ErrorCode::MeetingCancelled);
    for visitor in [guest(20, 20), account(20), OWNER] {
        let new = bench.come(visitor, "New");
        bench.assert_shut(new, ErrorCode::MeetingCancelled);
    }
    for (connection, visitor, seat) in [(people[0], OWNER, 1), (people[1], guest(2, 2), 2)] {
        bench.disconnect(connection, HowDisconnected::Broken);
        let back = bench.come_back(visitor, bench.seat(seat));
        bench.assert_in(back);
        bench.leave(back);
    }
    assert_eq!(bench.room.participants(), 0);
    bench.wait(Milliseconds(1));
    for (visitor, seat) in [(OWNER, 1), (guest(2, 2), 2)] {
        let late = bench.come_back(visitor, bench.seat(seat));
        bench.assert_shut(late, ErrorCode::MeetingCancelled);
    }
}

#[test]
fn ending_from_outside_ends_it_for_those_who_wait_too() {
    let (mut bench, people, waiting) = meeting();
    bench.feed(Input::End);
    assert_eq!((bench.room.participants(), bench.empty), (0, true));
    for connection in people.into_iter().chain([waiting]) {
        assert_eq!(bench.closed[&connection], CloseCode::ENDED);
    }
    let left = bench.seats.values().filter(|seat| seat.left_at.is_some());
    assert_eq!(left.count(), 2);
    assert_eq!(bench.room.poll_timeout(), None);
}
