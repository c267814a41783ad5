//! The waiting room: who waits, who comes in, and who does not.

use crate::people::{
    HOST_FIRST, LOCKED, OPEN, OWNER, WAITING_ROOM, account, guest, lobby, owned_meeting,
    waiting_lists,
};
use crate::support::{Bench, refused, snapshot};
use parley_protocol::{
    ClientMessage, CloseCode, CloseReason, ErrorCode, LobbyState, MeetingRules, Milliseconds,
    RequestId, Role, ServerMessage, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, Input, RoomHistory};

const SECOND: Milliseconds = Milliseconds::from_seconds(1);
const WAITS: LobbyState = LobbyState::WaitingForHost;

/// The owner is in, and so many wait.
fn with_waiting(count: u8) -> (Bench, ConnectionId, Vec<ConnectionId>) {
    let mut bench = Bench::owned(WAITING_ROOM);
    let host = bench.come(OWNER, "Ines");
    let wait = |number| {
        bench.wait(Milliseconds::from_seconds(1));
        bench.come(guest(number, number), &format!("Guest {number}"))
    };
    let waiting = (1..=count).map(wait).collect();
    bench.forget();
    (bench, host, waiting)
}

#[test]
fn who_waits_is_told_so_and_the_hosts_are_told_who_waits() {
    let (mut bench, host, _) = with_waiting(0);
    let ann = bench.come(guest(1, 1), "Ann");
    assert_eq!(bench.heard(ann), [lobby(Some("Plans"), WAITS)]);
    let heard = bench.heard(host);
    let [ServerMessage::Waiting { waiting }] = &heard[..] else {
        panic!("{heard:?}");
    };
    assert_eq!(waiting[0].display_name.as_str(), "Ann");
    assert_eq!((waiting[0].guest, waiting[0].since), (true, bench.now));
    bench.come(account(7), "Ben");
    let heard = bench.heard(host);
    let [ServerMessage::Waiting { waiting }] = &heard[..] else {
        panic!("{heard:?}");
    };
    assert!(!waiting[1].guest);
    assert_eq!(bench.room.participants(), 1, "who waits has no seat");
}

#[test]
fn one_is_let_in_and_gets_a_seat_and_a_secret() {
    let (mut bench, host, waiting) = with_waiting(2);
    bench.admit(host, Some(2));
    let heard = bench.heard(waiting[1]);
    let (you, secret, people, _) = snapshot(&heard);
    assert_eq!((you.0, secret, people.len()), (2, true, 2));
    assert!(bench.heard(waiting[0]).is_empty());
    assert_eq!(waiting_lists(&bench.heard(host)), [[1]]);
    bench.admit(host, Some(2));
    let gone = refused(Some(77), ErrorCode::ParticipantNotFound);
    assert_eq!(bench.heard(host), [gone], "nobody is let in twice");
}

#[test]
fn all_are_let_in_at_once() {
    let (mut bench, host, waiting) = with_waiting(3);
    bench.admit(host, None);
    for connection in waiting {
        bench.assert_in(connection);
    }
    assert_eq!(waiting_lists(&bench.heard(host)), [[0_u32; 0]]);
    assert_eq!(bench.room.participants(), 4);
    bench.admit(host, None);
    assert!(bench.closed.is_empty());
}

#[test]
fn those_for_whom_there_is_no_seat_wait_on() {
    let (mut bench, host, waiting) = with_waiting(9);
    bench.admit(host, None);
    assert_eq!(bench.room.participants(), limits::MESH_PARTICIPANTS);
    assert!(bench.closed.is_empty());
    let heard = bench.heard(host);
    assert_eq!(waiting_lists(&heard), [[8, 9]]);
    bench.admit(host, Some(8));
    let full = refused(Some(77), ErrorCode::MeetingFull);
    assert_eq!(bench.heard(host), std::slice::from_ref(&full));
    bench.admit(host, None);
    assert_eq!(bench.heard(host), [full]);
    bench.leave(waiting[0]);
    bench.forget();
    bench.admit(host, None);
    bench.assert_in(waiting[7]);
    assert_eq!(waiting_lists(&bench.heard(host)), [[9]]);
}

#[test]
fn who_is_denied_is_sent_away_and_may_ask_again() {
    let (mut bench, host, waiting) = with_waiting(1);
    bench.deny(host, 1, false);
    bench.assert_sent_away(waiting[0], CloseReason::Denied, CloseCode::DENIED);
    assert_eq!(waiting_lists(&bench.heard(host)), [[0_u32; 0]]);
    assert!(bench.bans.is_empty());
    let again = bench.come(guest(1, 1), "Guest 1");
    assert_eq!(bench.heard(again), [lobby(Some("Plans"), WAITS)]);
}

#[test]
fn t060_who_is_denied_for_good_waits_in_no_tab_and_may_not_ask_again() {
    let (mut bench, host, waiting) = with_waiting(2);
    let other_tab = bench.come(guest(1, 9), "Another name");
    bench.forget();
    bench.deny(host, 1, true);
    for tab in [waiting[0], other_tab] {
        bench.assert_shut(tab, ErrorCode::Blocked);
    }
    assert_eq!(waiting_lists(&bench.heard(host)).last(), Some(&vec![2]));
    assert_eq!(bench.bans.len(), 1);
    let again = bench.come(guest(1, 3), "Guest 1");
    bench.assert_shut(again, ErrorCode::Blocked);
    assert!(bench.heard(host).is_empty());
}

#[test]
fn who_gives_up_or_is_lost_waits_no_longer() {
    let (mut bench, host, waiting) = with_waiting(3);
    bench.leave(waiting[0]);
    assert_eq!(bench.closed[&waiting[0]], CloseCode::LEFT);
    bench.disconnect(waiting[1], HowDisconnected::Broken);
    bench.disconnect(waiting[2], HowDisconnected::PageClosed);
    let lists = waiting_lists(&bench.heard(host));
    assert_eq!(lists, [vec![2, 3], vec![3], vec![]]);
    bench.disconnect(waiting[2], HowDisconnected::PageClosed);
    assert!(bench.heard(host).is_empty());
}

#[test]
fn who_waits_too_long_is_sent_away() {
    let (mut bench, host, waiting) = with_waiting(1);
    bench.wait(SECOND);
    let later = bench.come(guest(2, 2), "Ben");
    bench.forget();
    bench.wait(Milliseconds(limits::WAITING_KEPT.0 - 1001));
    assert!(bench.heard(waiting[0]).is_empty());
    bench.wait(Milliseconds(1));
    bench.assert_sent_away(waiting[0], CloseReason::WaitedTooLong, CloseCode::WAITED);
    assert_eq!(waiting_lists(&bench.heard(host)), [[2]]);
    bench.wait(SECOND);
    bench.assert_sent_away(later, CloseReason::WaitedTooLong, CloseCode::WAITED);
    assert_eq!(bench.room.poll_timeout(), None);
}

#[test]
fn no_more_than_a_hundred_wait() {
    let (mut bench, host, waiting) = with_waiting(100);
    assert_eq!(waiting.len(), limits::WAITING);
    let one_more = bench.come(account(9), "Late");
    bench.assert_shut(one_more, ErrorCode::MeetingFull);
    assert!(bench.heard(host).is_empty());
    bench.leave(waiting[50]);
    let next = bench.come(account(9), "Late");
    assert_eq!(bench.heard(next), [lobby(Some("Plans"), WAITS)]);
}

#[test]
fn t067_who_rings_too_often_at_once_is_sent_back_and_the_host_hears_no_more() {
    let (mut bench, host, _) = with_waiting(0);
    let mut rung = 0;
    let refused_one = loop {
        let connection = bench.come(guest(1, 1), "Ann");
        if bench.closed.contains_key(&connection) {
            break connection;
        }
        rung += 1;
        bench.leave(connection);
    };
    assert_eq!(rung, 30);
    assert_eq!(
        bench.closed.get(&refused_one),
        Some(&CloseCode::TRY_AGAIN_LATER)
    );
    assert_eq!(bench.heard(host).len(), 60, "each who came and went");
    bench.wait(Milliseconds::from_seconds(1));
    let later = bench.come(guest(1, 1), "Ann");
    assert_eq!(bench.heard(later), [lobby(Some("Plans"), WAITS)]);
}

#[test]
fn nobody_comes_before_the_host_who_lets_everybody_in_by_coming() {
    let mut bench = Bench::owned(HOST_FIRST);
    let [ann, ben] = [guest(1, 1), account(7)].map(|who| bench.come(who, "Ann"));
    assert_eq!(bench.heard(ann), [not_started()]);
    assert_eq!(bench.heard(ben), [not_started()]);
    assert!(!bench.empty, "the room stays for those who wait");
    let host = bench.come(OWNER, "Ines");
    for connection in [host, ann, ben] {
        bench.assert_in(connection);
    }
    assert_eq!(
        bench.roles(),
        [(1, Role::Host), (2, Role::Guest), (3, Role::Participant)]
    );
}

#[test]
fn with_a_waiting_room_who_came_before_the_host_waits_on_for_being_let_in() {
    let mut bench = Bench::owned(MeetingRules {
        host_first: true,
        ..WAITING_ROOM
    });
    let ann = bench.come(guest(1, 1), "Ann");
    bench.forget();
    let host = bench.come(OWNER, "Ines");
    assert_eq!(bench.heard(ann), [lobby(Some("Plans"), WAITS)]);
    assert_eq!(waiting_lists(&bench.heard(host)), [[1]]);
    bench.leave(host);
    assert_eq!(bench.heard(ann), [not_started()]);
}

fn not_started() -> ServerMessage {
    lobby(Some("Plans"), LobbyState::NotStarted)
}

fn host_away() -> ServerMessage {
    lobby(Some("Plans"), LobbyState::HostAway)
}

#[test]
fn who_waits_is_told_whether_a_host_was_told_and_hears_nothing_else_of_it() {
    let mut bench = Bench::owned(WAITING_ROOM);
    let ann = bench.come(guest(1, 1), "Ann");
    assert_eq!(bench.heard(ann), [not_started()], "nobody is there");
    let host = bench.come(OWNER, "Ines");
    let told = lobby(Some("Plans"), WAITS);
    assert_eq!(bench.heard(ann), std::slice::from_ref(&told));
    let ben = bench.come(account(7), "Ben");
    bench.admit(host, Some(2));
    bench.disconnect(host, HowDisconnected::Broken);
    assert_eq!(bench.heard(ann), [host_away()], "Ben is no host");
    bench.wait(limits::HOST_GRACE);
    assert_eq!(bench.host(), Some(2));
    assert_eq!(bench.heard(ann), std::slice::from_ref(&told));
    bench.leave(ben);
    assert_eq!(bench.heard(ann), [host_away()], "the owner may come back");
    bench.wait(limits::SEAT_KEPT);
    assert_eq!(bench.heard(ann), [not_started()]);
}

#[test]
fn an_account_that_is_in_the_meeting_waits_in_no_other_tab() {
    let (mut bench, host, waiting) = with_waiting(1);
    let ben = bench.come(account(7), "Ben");
    bench.admit(host, Some(2));
    bench.hand_over(host, 2);
    bench.forget();
    let other_tab = bench.come(account(7), "Ben");
    bench.assert_in(other_tab);
    assert_eq!(bench.host(), Some(2), "they host where they did");
    assert!(bench.heard(waiting[0]).is_empty());
    bench.leave(other_tab);
    bench.leave(ben);
    let later = bench.come(account(7), "Ben");
    assert_eq!(bench.heard(later), [lobby(Some("Plans"), WAITS)]);
}

#[test]
fn a_host_who_is_away_is_not_there_and_lets_in_by_coming_back() {
    let mut bench = Bench::owned(HOST_FIRST);
    let host = bench.come(OWNER, "Ines");
    let ann = bench.come(guest(1, 1), "Ann");
    let ben = bench.come(guest(2, 2), "Ben");
    bench.disconnect(host, HowDisconnected::Broken);
    bench.forget();
    let cem = bench.come(guest(3, 3), "Cem");
    assert_eq!(bench.heard(cem), [host_away()]);
    assert_eq!(bench.room.participants(), 3, "who was in is still in");
    bench.disconnect(ann, HowDisconnected::Broken);
    bench.leave(ben);
    let seats = [(guest(1, 1), bench.seat(2)), (guest(2, 2), bench.seat(3))];
    for (visitor, seat) in seats {
        let back = bench.come_back(visitor, seat);
        bench.assert_in(back);
    }
    bench.wait(limits::HOST_GRACE);
    assert_eq!(bench.heard(cem), [], "guests are nobody's host");
    let host = bench.come_back(OWNER, bench.seat(1));
    bench.assert_in(host);
    bench.assert_in(cem);
    assert_eq!(bench.room.connections(), 4);
}

#[test]
fn whoever_follows_a_host_who_is_away_lets_in_by_following() {
    let mut bench = Bench::owned(HOST_FIRST);
    let host = bench.come(OWNER, "Ines");
    bench.come(account(7), "Ben");
    bench.disconnect(host, HowDisconnected::Broken);
    let ann = bench.come(guest(1, 1), "Ann");
    bench.wait(Milliseconds(limits::HOST_GRACE.0 - 1));
    assert_eq!(bench.heard(ann), [host_away()]);
    bench.wait(Milliseconds(1));
    bench.assert_in(ann);
    assert_eq!(bench.host(), Some(2));
}

#[test]
fn a_host_who_drops_from_a_waiting_room_is_waited_for_and_nobody_comes_in_by_that() {
    let mut bench = Bench::owned(MeetingRules {
        host_first: true,
        ..WAITING_ROOM
    });
    let host = bench.come(OWNER, "Ines");
    let ann = bench.come(guest(1, 1), "Ann");
    bench.disconnect(host, HowDisconnected::Broken);
    let host = bench.come_back(OWNER, bench.seat(1));
    let waits = lobby(Some("Plans"), WAITS);
    assert_eq!(bench.heard(ann), [waits.clone(), host_away(), waits]);
    assert_eq!(waiting_lists(&bench.heard(host)).last(), Some(&vec![1]));
}

#[test]
fn after_a_restart_the_host_is_there_again_only_when_they_are_back() {
    let mut before = Bench::owned(HOST_FIRST);
    before.come(OWNER, "Ines");
    before.come(guest(1, 1), "Ann");
    let history = RoomHistory {
        seats: before.seats.values().cloned().collect(),
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(owned_meeting(HOST_FIRST), history);
    let ben = bench.come(guest(2, 2), "Ben");
    assert_eq!(bench.heard(ben), [host_away()]);
    let ann = bench.come_back(guest(1, 1), before.seat(2));
    bench.assert_in(ann);
    assert_eq!(bench.heard(ben), []);
    let host = bench.come_back(OWNER, before.seat(1));
    bench.assert_in(host);
    bench.assert_in(ben);
}

#[test]
fn what_it_takes_to_come_in_changes_for_those_who_wait() {
    let (mut bench, host, waiting) = with_waiting(1);
    bench.set_rules(host, LOCKED);
    assert!(bench.heard(waiting[0]).is_empty(), "the lock is for all");
    bench.forget();
    bench.set_rules(host, OPEN);
    bench.assert_in(waiting[0]);
    assert_eq!(waiting_lists(&bench.heard(host)), [[0_u32; 0]]);
    assert_eq!(bench.rules, [LOCKED, OPEN]);
}

#[test]
fn rules_that_change_outside_of_the_meeting_are_those_of_the_meeting() {
    let (mut bench, host, waiting) = with_waiting(1);
    bench.feed(Input::RulesChanged {
        rules: WAITING_ROOM,
    });
    assert!(
        bench.heard(host).is_empty() && bench.rules.is_empty(),
        "they were so before"
    );
    bench.feed(Input::RulesChanged { rules: OPEN });
    bench.assert_in(waiting[0]);
    assert!(matches!(
        &bench.heard(host)[0],
        ServerMessage::MeetingChanged { meeting } if meeting.rules == OPEN
    ));
}

#[test]
fn t059_who_waits_may_leave_and_be_asked_whether_they_wait_and_nothing_else() {
    let (mut bench, host, waiting) = with_waiting(1);
    let request = RequestId(5);
    bench.say(waiting[0], ClientMessage::Ping { request });
    assert_eq!(bench.heard(waiting[0]), [ServerMessage::Pong { request }]);
    bench.admit(waiting[0], None);
    assert_eq!(
        bench.heard(waiting[0]),
        [refused(Some(77), ErrorCode::Forbidden)]
    );
    bench.visitor = OWNER;
    assert!(bench.heard(host).is_empty());
    assert_eq!(bench.room.participants(), 1);
}

#[test]
fn a_meeting_of_nobody_is_open_again_after_everybody_left() {
    let mut bench = Bench::new();
    let host = bench.come(account(7), "Ines");
    let closed = MeetingRules {
        locked: true,
        may_chat: false,
        ..WAITING_ROOM
    };
    bench.set_rules(host, WAITING_ROOM);
    let waiting = bench.come(account(8), "Ben");
    bench.set_rules(host, closed);
    bench.forget();
    bench.leave(host);
    bench.assert_in(waiting);
    assert_eq!(bench.rules.last(), Some(&OPEN));
    assert_eq!(bench.roles(), [(2, Role::Host)], "who came in is the host");
}

#[test]
fn a_lock_ends_with_the_run_and_the_rest_of_the_rules_stays() {
    let mut bench = Bench::owned(WAITING_ROOM);
    let host = bench.come(OWNER, "Ines");
    bench.set_rules(
        host,
        MeetingRules {
            locked: true,
            ..WAITING_ROOM
        },
    );
    bench.leave(host);
    assert_eq!(bench.rules.last(), Some(&WAITING_ROOM));
    let mut bench = Bench::open_for(owned_meeting(LOCKED), RoomHistory::default());
    let first = bench.come(account(7), "Ann");
    bench.assert_in(first);
    assert_eq!(bench.rules, [OPEN], "a crash kept no lock");
}

#[test]
fn a_lock_is_kept_whatever_changes_outside_of_the_meeting() {
    let (mut bench, host, _) = with_waiting(0);
    for locked in [true, false] {
        let own = MeetingRules {
            locked,
            ..WAITING_ROOM
        };
        bench.set_rules(host, own);
        bench.forget();
        bench.rules.clear();
        bench.feed(Input::RulesChanged {
            rules: MeetingRules {
                locked: !locked,
                may_chat: false,
                ..WAITING_ROOM
            },
        });
        let expected = MeetingRules {
            may_chat: false,
            ..own
        };
        assert_eq!(bench.rules, [expected]);
        bench.set_rules(host, WAITING_ROOM);
    }
}

#[test]
fn another_title_is_told_to_those_who_are_there_and_to_those_who_wait() {
    let (mut bench, host, waiting) = with_waiting(1);
    let title = Some("Quarterly plans".to_owned());
    for told in [true, false] {
        bench.feed(Input::TitleChanged {
            title: title.clone(),
        });
        let heard = bench.heard(host);
        let of_meeting = heard.iter().any(|message| {
            matches!(message, ServerMessage::MeetingChanged { meeting } if meeting.title == title)
        });
        assert_eq!(of_meeting, told, "{heard:?}");
        let expected = told.then(|| lobby(title.as_deref(), WAITS));
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(bench.heard(waiting[0]), expected);
    }
    assert!(bench.rules.is_empty(), "what it allows is as before");
}
