//! Who is the host.

use crate::people::{
    OPEN, OWNER, REQUEST, WAITING_ROOM, account, guest, owned_meeting, waiting_lists,
};
use crate::support::{Bench, START, meeting, name};
use parley_domain::{ResumeHash, Seat, Visitor};
use parley_protocol::{
    Arrival, ClientMessage, MediaState, Milliseconds, ParticipantId, Role, ServerMessage, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, RoomHistory};

use HowDisconnected::{Broken, PageClosed};
use Role::{CoHost, Guest, Host, Participant};

const SECOND: Milliseconds = Milliseconds::from_seconds(1);

/// Host 1 (an account), guest 2, account 3, account 4, who came one second after the other; nobody's meeting.
fn four() -> (Bench, [ConnectionId; 4]) {
    let mut bench = Bench::new();
    let come = [account(7), guest(2, 2), account(8), account(9)].map(|visitor| {
        bench.wait(SECOND);
        bench.come(visitor, "Ann")
    });
    bench.forget();
    (bench, come)
}

/// What was heard of roles, in order.
fn roles_heard(heard: &[ServerMessage]) -> Vec<(u32, Role)> {
    let role = |message: &ServerMessage| match message {
        ServerMessage::ParticipantChanged { participant }
        | ServerMessage::ParticipantJoined { participant } => {
            Some((participant.id.0, participant.role))
        }
        _ => None,
    };
    heard.iter().filter_map(role).collect()
}

#[test]
fn the_first_account_is_the_host_and_a_guest_never_by_itself() {
    let mut bench = Bench::new();
    bench.come(guest(1, 1), "Ann");
    assert_eq!(bench.roles(), [(1, Guest)]);
    bench.come(account(7), "Ben");
    assert_eq!(bench.roles(), [(1, Guest), (2, Host)]);
    bench.come(account(8), "Cem");
    assert_eq!(bench.roles(), [(1, Guest), (2, Host), (3, Participant)]);
    assert_eq!(bench.seat(2).role, Host, "it is stored");
}

#[test]
fn when_the_host_leaves_the_account_that_is_there_longest_follows_at_once() {
    let (mut bench, [host, ann, ben, _]) = four();
    bench.leave(host);
    assert_eq!(bench.roles(), [(2, Guest), (3, Host), (4, Participant)]);
    assert_eq!(roles_heard(&bench.heard(ann)), [(3, Host)]);
    assert_eq!(roles_heard(&bench.heard(ben)), [(3, Host)]);
}

#[test]
fn a_co_host_comes_before_who_is_there_longer_also_as_a_guest() {
    for helper in [4, 2] {
        let (mut bench, [host, ..]) = four();
        bench.set_co_host(host, helper, true);
        bench.leave(host);
        assert_eq!(bench.host(), Some(helper));
    }
}

#[test]
fn who_came_again_is_not_there_longest() {
    let (mut bench, [host, _, ben, _]) = four();
    bench.leave(ben);
    bench.wait(SECOND);
    bench.come_back(account(8), bench.seat(3));
    bench.leave(host);
    assert_eq!(bench.host(), Some(4));
}

#[test]
fn a_host_who_drops_is_waited_for_and_then_helps() {
    let (mut bench, [host, ..]) = four();
    bench.disconnect(host, Broken);
    bench.wait(Milliseconds(limits::HOST_GRACE.0 - 1));
    assert_eq!(bench.host(), Some(1));
    bench.wait(Milliseconds(1));
    assert_eq!(bench.host(), Some(3));
    assert_eq!(bench.view(1).role, CoHost);
    bench.come_back(account(7), bench.seat(1));
    assert_eq!((bench.host(), bench.view(1).role), (Some(3), CoHost));
}

#[test]
fn a_host_who_is_back_in_time_is_the_host() {
    let (mut bench, [host, ..]) = four();
    for _ in 0..3 {
        bench.disconnect(host, Broken);
        bench.wait(Milliseconds(limits::HOST_GRACE.0 - 1));
        let back = bench.come_back(account(7), bench.seat(1));
        bench.disconnect(back, Broken);
        bench.come_back(account(7), bench.seat(1));
    }
    bench.wait(limits::HOST_GRACE);
    assert_eq!(bench.host(), Some(1));
}

#[test]
fn a_host_who_closes_the_page_is_followed_when_the_seat_is_given_up() {
    let (mut bench, [host, ..]) = four();
    bench.disconnect(host, PageClosed);
    bench.wait(Milliseconds(limits::SEAT_KEPT_AFTER_PAGE_CLOSED.0 - 1));
    assert_eq!(bench.host(), Some(1));
    bench.wait(Milliseconds(1));
    assert_eq!(bench.roles()[..2], [(2, Guest), (3, Host)]);
}

#[test]
fn with_guests_alone_there_is_no_host_until_an_account_comes() {
    let mut bench = Bench::new();
    let host = bench.come(account(7), "Ben");
    bench.come(guest(1, 1), "Ann");
    bench.disconnect(host, Broken);
    bench.wait(limits::HOST_GRACE);
    assert_eq!(bench.host(), Some(1), "nobody can follow");
    assert_ne!(bench.room.poll_timeout(), Some(bench.now));
    bench.come(account(8), "Cem");
    assert_eq!(bench.roles(), [(1, CoHost), (2, Guest), (3, Host)]);
    bench.wait(limits::SEAT_KEPT);
    let seat = bench.seat(1);
    assert!(seat.left_at.is_some());
    bench.come_back(account(7), seat);
    assert_eq!(bench.view(1).role, CoHost);
}

#[test]
fn a_host_hands_over_and_helps_from_then_on_and_nobody_hears_of_two() {
    let (mut bench, [host, ann, ben, _]) = four();
    bench.hand_over(host, 3);
    let roles = [(1, CoHost), (2, Guest), (3, Host), (4, Participant)];
    assert_eq!(bench.roles(), roles);
    for connection in [host, ann, ben] {
        assert_eq!(
            roles_heard(&bench.heard(connection)),
            [(1, CoHost), (3, Host)]
        );
    }
    bench.hand_over(ben, 2);
    assert_eq!(bench.host(), Some(2), "to a guest as well");
}

#[test]
fn the_owner_is_the_host_on_coming_and_whoever_was_it_helps() {
    let mut bench = Bench::owned(OPEN);
    let ben = bench.come(account(7), "Ben");
    assert_eq!(bench.host(), Some(1));
    bench.forget();
    let owner = bench.come(OWNER, "Ines");
    assert_eq!(bench.roles(), [(1, CoHost), (2, Host)]);
    assert_eq!(roles_heard(&bench.heard(ben)), [(1, CoHost), (2, Host)]);
    let heard = bench.heard(owner);
    assert!(
        matches!(heard[..], [ServerMessage::Snapshot { .. }]),
        "a snapshot comes first and says it all: {heard:?}"
    );
    bench.disconnect(owner, Broken);
    bench.wait(limits::HOST_GRACE);
    assert_eq!(bench.roles(), [(1, Host), (2, CoHost)]);
    bench.come_back(OWNER, bench.seat(2));
    assert_eq!(bench.roles(), [(1, CoHost), (2, Host)]);
    assert_eq!((bench.seat(1).role, bench.seat(2).role), (CoHost, Host));
}

#[test]
fn an_owner_who_hands_over_has_it_back_when_they_come_anew_and_not_when_a_socket_breaks() {
    let mut bench = Bench::owned(OPEN);
    let owner = bench.come(OWNER, "Ines");
    bench.come(account(7), "Ben");
    bench.hand_over(owner, 2);
    bench.disconnect(owner, Broken);
    let back = bench.come_back(OWNER, bench.seat(1));
    assert_eq!(bench.roles(), [(1, CoHost), (2, Host)]);
    bench.leave(back);
    bench.come_back(OWNER, bench.seat(1));
    assert_eq!(bench.roles(), [(1, Host), (2, CoHost)]);
}

#[test]
fn a_restart_leaves_the_meeting_with_whom_the_owner_gave_it_to() {
    for (owner_role, host) in [(CoHost, 2), (Participant, 2), (Host, 1)] {
        let seats = vec![stored(1, OWNER, owner_role), stored(2, account(7), Host)];
        let history = RoomHistory {
            seats: seats.clone(),
            ..RoomHistory::default()
        };
        let mut bench = Bench::open_for(owned_meeting(OPEN), history);
        bench.come_back(account(7), seats[1].clone());
        bench.come_back(OWNER, seats[0].clone());
        assert_eq!(bench.host(), Some(host), "{owner_role:?}");
    }
}

#[test]
fn an_owner_in_two_tabs_hosts_in_one() {
    let mut bench = Bench::owned(OPEN);
    let first = bench.come(OWNER, "Ines");
    let second = bench.come(OWNER, "Ines");
    assert_eq!(bench.roles(), [(1, Host), (2, CoHost)]);
    bench.disconnect(second, Broken);
    let second = bench.come_back(OWNER, bench.seat(2));
    assert_eq!(bench.roles(), [(1, Host), (2, CoHost)]);
    bench.disconnect(first, Broken);
    bench.disconnect(second, Broken);
    bench.come_back(OWNER, bench.seat(2));
    assert_eq!(bench.roles(), [(1, CoHost), (2, Host)]);
    bench.come_back(OWNER, bench.seat(1));
    assert_eq!(bench.roles(), [(1, CoHost), (2, Host)]);
}

#[test]
fn an_account_in_two_tabs_has_two_seats_and_one_of_them_follows() {
    let (mut bench, [host, ..]) = four();
    bench.come(account(8), "Ann");
    bench.leave(host);
    let roles = [(2, Guest), (3, Host), (4, Participant), (5, Participant)];
    assert_eq!(bench.roles(), roles);
}

#[test]
fn who_was_the_host_of_another_run_is_nobody_special() {
    let mut bench = Bench::owned(OPEN);
    let ben = bench.come(account(7), "Ben");
    assert_eq!(bench.host(), Some(1));
    bench.leave(ben);
    bench.wait(SECOND);
    bench.come(OWNER, "Ines");
    bench.come_back(account(7), bench.seat(1));
    assert_eq!(bench.roles(), [(1, Participant), (2, Host)]);
}

#[test]
fn whoever_becomes_a_host_hears_who_waits_after_hearing_that_they_are() {
    let mut bench = Bench::owned(WAITING_ROOM);
    let owner = bench.come(OWNER, "Ines");
    let ben = bench.come(account(7), "Ben");
    bench.admit(owner, None);
    let ann = bench.come(guest(1, 1), "Ann");
    bench.forget();
    let role_then_list = |heard: &[ServerMessage], role| {
        let [
            ..,
            ServerMessage::ParticipantChanged { participant },
            ServerMessage::Waiting { .. },
        ] = heard
        else {
            panic!("{heard:?}");
        };
        assert_eq!((participant.id.0, participant.role), (2, role));
        waiting_lists(heard)
    };
    bench.set_co_host(owner, 2, true);
    assert_eq!(role_then_list(&bench.heard(ben), CoHost), [[2]]);
    bench.set_co_host(owner, 2, false);
    let heard = bench.heard(ben);
    assert_eq!(role_then_list(&heard, Participant), [[0_u32; 0]]);
    bench.leave(owner);
    assert_eq!(role_then_list(&bench.heard(ben), Host), [[2]]);
    assert!(bench.heard(ann).is_empty());
}

fn stored(participant: u32, visitor: Visitor, role: Role) -> Seat {
    Seat {
        meeting: meeting().id,
        participant: ParticipantId(participant),
        arrival: Arrival(participant),
        display_name: name(&format!("Person {participant}")),
        media: MediaState::default(),
        role,
        resume: ResumeHash([u8::try_from(participant).expect("small"); 32]),
        joined_at: START,
        left_at: None,
        run: START,
        came_at: START,
        visitor,
    }
}

#[test]
fn a_restart_keeps_roles_and_waits_for_the_host_as_long_as_for_one_who_drops() {
    let seats = vec![
        stored(1, account(7), Host),
        stored(2, guest(2, 2), CoHost),
        stored(3, account(8), Participant),
        stored(4, OWNER, Host),
    ];
    let history = RoomHistory {
        seats: seats.clone(),
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(owned_meeting(OPEN), history);
    let roles = [(1, Host), (2, CoHost), (3, Participant), (4, CoHost)];
    assert_eq!(bench.roles(), roles, "never two");
    bench.come_back(account(8), seats[2].clone());
    bench.come_back(guest(2, 2), seats[1].clone());
    bench.wait(limits::HOST_GRACE);
    assert_eq!(bench.host(), Some(2));
    bench.come_back(OWNER, seats[3].clone());
    assert_eq!(bench.host(), Some(4));
    let back = bench.come_back(account(7), seats[0].clone());
    assert_eq!(bench.view(1).role, CoHost);
    bench.say(back, ClientMessage::End { request: REQUEST });
    assert_eq!(bench.room.participants(), 4);
}
