//! Whose a seat is: its secret alone opens it to nobody.

use crate::people::{LOCKED, OPEN, OWNER, REQUEST, WAITING_ROOM, account, forbidden, guest, lobby};
use crate::support::{Bench, snapshot};
use parley_domain::Visitor;
use parley_protocol::{
    ClientMessage, CloseCode, ErrorCode, LobbyState, Milliseconds, ParticipantId, Role,
};
use parley_room_server::{ConnectionId, HowDisconnected};

use HowDisconnected::{Broken, SessionEnded};

/// An account in the browser of a guest.
fn signed_in(user: i64, claim: u8) -> Visitor {
    Visitor {
        user: account(user).user,
        ..guest(claim, claim)
    }
}

/// The owner 1, an account 2 who helps, and a guest 3 who helps.
fn helped() -> (Bench, [ConnectionId; 3]) {
    let mut bench = Bench::owned(OPEN);
    let come = [OWNER, signed_in(7, 7), guest(3, 3)].map(|visitor| bench.come(visitor, "Ann"));
    bench.set_co_host(come[0], 2, true);
    bench.set_co_host(come[0], 3, true);
    bench.forget();
    (bench, come)
}

/// Who could have got hold of a secret that is not theirs.
fn thieves() -> [Visitor; 4] {
    [
        guest(99, 99),
        account(99),
        signed_in(99, 7),
        Visitor::default(),
    ]
}

#[test]
fn t074_a_secret_that_is_used_a_second_time_by_somebody_else_opens_no_seat() {
    for thief in thieves() {
        for participant in [1, 2, 3] {
            let (mut bench, people) = helped();
            let roles = bench.roles();
            let back = bench.come_back(thief, bench.seat(participant));
            let (you, has_secret, ..) = snapshot(&bench.heard(back));
            assert_eq!((you, has_secret), (ParticipantId(4), true), "{thief:?}");
            assert_eq!(bench.roles()[..3], roles);
            assert!(!bench.view(4).role.is_hosting(), "{thief:?}");
            for connection in people {
                assert_eq!(bench.closed.get(&connection), None, "nobody is replaced");
            }
        }
    }
}

#[test]
fn t074_a_secret_of_who_is_away_or_left_passes_no_door_of_somebody_else() {
    for thief in thieves() {
        for participant in [2, 3] {
            for leaves in [false, true] {
                let (mut bench, people) = helped();
                let seat = usize::try_from(participant - 1).expect("small");
                if leaves {
                    bench.leave(people[seat]);
                } else {
                    bench.disconnect(people[seat], Broken);
                }
                bench.set_rules(people[0], LOCKED);
                let back = bench.come_back(thief, bench.seat(participant));
                bench.assert_shut(back, ErrorCode::MeetingLocked);
                bench.set_rules(people[0], OPEN);
                bench.door = Some(ErrorCode::WrongPassword);
                let back = bench.come_back(thief, bench.seat(participant));
                bench.assert_shut(back, ErrorCode::WrongPassword);
                bench.door = None;
                bench.set_rules(people[0], WAITING_ROOM);
                let back = bench.come_back(thief, bench.seat(participant));
                let waits = lobby(Some("Plans"), LobbyState::WaitingForHost);
                assert_eq!(bench.heard(back), [waits]);
                bench.admit(people[0], None);
                assert!(!bench.view(4).role.is_hosting(), "{thief:?}");
            }
        }
    }
}

#[test]
fn t074_the_secret_of_an_account_opens_nothing_to_its_browser_signed_out() {
    let (mut bench, people) = helped();
    bench.disconnect(people[1], Broken);
    let back = bench.come_back(guest(7, 7), bench.seat(2));
    assert_eq!(snapshot(&bench.heard(back)).0, ParticipantId(4));
    assert_eq!(bench.view(4).role, Role::Guest);
    let elsewhere = bench.come_back(signed_in(7, 50), bench.seat(2));
    assert_eq!(snapshot(&bench.heard(elsewhere)).0, ParticipantId(2));
    assert_eq!(bench.view(2).role, Role::CoHost, "the account itself");
}

#[test]
fn t074_who_is_signed_out_hosts_no_more_in_no_way() {
    for (participant, user) in [(1, 1), (2, 7)] {
        let (mut bench, people) = helped();
        let from = people[participant - 1];
        bench.disconnect(from, SessionEnded);
        let seat = u32::try_from(participant).expect("small");
        assert!(!bench.has_seat(ParticipantId(seat)), "gone at once");
        assert_eq!(bench.seat(seat).role, Role::Participant, "it is stored");
        assert_eq!(bench.seat(seat).left_at, Some(bench.now));
        let host = if participant == 1 { 2 } else { 1 };
        assert_eq!(bench.host(), Some(host), "somebody hosts at once");
        let as_guest = bench.come_back(guest(7, 7), bench.seat(seat));
        assert_eq!(bench.view(4).role, Role::Guest);
        bench.forget();
        bench.say(as_guest, ClientMessage::End { request: REQUEST });
        assert_eq!(bench.heard(as_guest), [forbidden()]);
        let again = bench.come_back(account(user), bench.seat(seat));
        assert_eq!(snapshot(&bench.heard(again)).0, ParticipantId(seat));
        assert_eq!(bench.host(), Some(1), "the owner is the host again");
    }
}

#[test]
fn t074_after_a_removal_the_secret_opens_nothing_to_somebody_else() {
    for block in [false, true] {
        let (mut bench, people) = helped();
        bench.remove(people[0], 3, block);
        bench.forget();
        let seat = bench.seat(3);
        let back = bench.come_back(guest(99, 99), seat);
        if block {
            bench.assert_shut(back, ErrorCode::Removed);
        } else {
            assert_eq!(snapshot(&bench.heard(back)).0, ParticipantId(4));
            assert_eq!(bench.view(4).role, Role::Guest);
        }
        assert_eq!(bench.closed[&people[2]], CloseCode::REMOVED);
    }
}

#[test]
fn t074_a_secret_opens_no_seat_of_somebody_else_in_the_next_run() {
    let (mut bench, people) = helped();
    for connection in people {
        bench.leave(connection);
    }
    bench.wait(Milliseconds(1));
    let back = bench.come_back(guest(99, 99), bench.seat(2));
    assert_eq!(snapshot(&bench.heard(back)).0, ParticipantId(4));
}

#[test]
fn a_guest_who_signs_in_keeps_the_seat_and_what_they_help_with() {
    let (mut bench, people) = helped();
    bench.disconnect(people[2], Broken);
    let back = bench.come_back(signed_in(8, 3), bench.seat(3));
    assert_eq!(snapshot(&bench.heard(back)).0, ParticipantId(3));
    assert_eq!(bench.view(3).role, Role::CoHost);
    bench.disconnect(back, Broken);
    let signed_out = bench.come_back(guest(3, 3), bench.seat(3));
    assert_eq!(snapshot(&bench.heard(signed_out)).0, ParticipantId(4));
}

#[test]
fn who_waits_with_the_secret_of_a_seat_that_has_an_account_meanwhile_gets_another() {
    let (mut bench, people) = helped();
    bench.remove(people[0], 3, false);
    bench.set_rules(people[0], WAITING_ROOM);
    let seat = bench.seat(3);
    let tab = bench.come_back(guest(3, 3), seat.clone());
    bench.come_back(signed_in(8, 3), seat);
    bench.admit(people[0], Some(2));
    bench.admit(people[0], Some(1));
    assert_eq!(snapshot(&bench.heard(tab)).0, ParticipantId(4));
    assert_eq!(bench.closed.get(&tab), None);
}
