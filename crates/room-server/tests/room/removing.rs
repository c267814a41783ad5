//! Removing people, and keeping them out.

use crate::people::{
    LOCKED, OPEN, OWNER, WAITING_ROOM, account, closing, forbidden, guest, lobby, meeting_heard,
    owned_meeting,
};
use crate::support::{Bench, START, name, snapshot};
use parley_domain::{Seat, Visitor, doors::Ban};
use parley_protocol::{
    CloseCode, CloseReason, ErrorCode, LeaveReason, LobbyState, ParticipantId, Role, ServerMessage,
};
use parley_room_server::{ConnectionId, HowDisconnected, RoomHistory};

/// The owner, and Mallory, a guest; seats 1 and 2.
pub(crate) fn with_mallory() -> (Bench, ConnectionId, ConnectionId) {
    let mut bench = Bench::owned(OPEN);
    let host = bench.come(OWNER, "Ines");
    let mallory = bench.come(guest(6, 6), "Mallory");
    bench.forget();
    (bench, host, mallory)
}

fn left(participant: u32) -> ServerMessage {
    ServerMessage::ParticipantLeft {
        participant: ParticipantId(participant),
        reason: LeaveReason::Removed,
    }
}

#[test]
fn who_is_removed_is_told_and_closed_at_once_and_the_others_hear_why() {
    let (mut bench, host, mallory) = with_mallory();
    bench.remove(host, 2, false);
    assert_eq!(bench.heard(mallory), [closing(CloseReason::Removed)]);
    assert_eq!(bench.closed[&mallory], CloseCode::REMOVED);
    assert_eq!(bench.heard(host), [left(2)]);
    assert_eq!(bench.seat(2).left_at, Some(bench.now));
    bench.write(mallory, 1);
    assert!(bench.stores.is_empty() && bench.heard(mallory).is_empty());
}

#[test]
fn who_is_removed_without_a_block_may_come_again() {
    let (mut bench, host, _) = with_mallory();
    bench.remove(host, 2, false);
    assert!(bench.bans.is_empty());
    let back = bench.come_back(guest(6, 6), bench.seat(2));
    assert_eq!(snapshot(&bench.heard(back)).0, ParticipantId(2));
}

#[test]
fn who_is_removed_comes_again_as_everybody_does_and_as_nobody_special() {
    let (mut bench, host, mallory) = with_mallory();
    bench.set_co_host(host, 2, true);
    bench.remove(host, 2, false);
    assert_eq!(bench.closed[&mallory], CloseCode::REMOVED);
    assert_eq!(bench.seat(2).role, Role::Guest);
    bench.set_rules(host, LOCKED);
    let back = bench.come_back(guest(6, 6), bench.seat(2));
    bench.assert_shut(back, ErrorCode::MeetingLocked);
    bench.set_rules(host, WAITING_ROOM);
    let back = bench.come_back(guest(6, 6), bench.seat(2));
    let waits = lobby(Some("Plans"), LobbyState::WaitingForHost);
    assert_eq!(bench.heard(back), [waits]);
    bench.admit(host, None);
    assert_eq!(bench.view(2).role, Role::Guest);
    bench.leave(back);
    let again = bench.come_back(guest(6, 6), bench.seat(2));
    bench.assert_in(again);
}

/// Every way in which who was removed for good may come again.
fn ways_back(seat: &Seat) -> [(&'static str, Visitor, &'static str, bool); 8] {
    let user = seat.visitor.user;
    let claim = seat.visitor.claim;
    let as_before = seat.visitor;
    let elsewhere = Visitor {
        network: guest(1, 200).network,
        ..as_before
    };
    let stranger = guest(201, 201);
    let neighbour = Visitor {
        user: None,
        claim: guest(202, 1).claim,
        ..as_before
    };
    assert!(user.is_some() || claim.is_some());
    [
        ("the same tab", as_before, "Mallory", true),
        ("a new tab", as_before, "Mallory", false),
        (
            "a new name in the same browser",
            as_before,
            "Innocent",
            false,
        ),
        ("the same person elsewhere", elsewhere, "Innocent", false),
        ("a stolen secret", stranger, "Innocent", true),
        (
            "the same name from the same network",
            neighbour,
            "mallory",
            false,
        ),
        (
            "signed out in the same browser",
            Visitor {
                user: None,
                ..as_before
            },
            "Innocent",
            false,
        ),
        (
            "signed in to another account in the same browser",
            Visitor {
                user: account(67).user,
                ..as_before
            },
            "Innocent",
            false,
        ),
    ]
}

#[test]
fn t060_who_is_removed_for_good_comes_back_in_no_way() {
    let with_account = Visitor {
        user: account(66).user,
        ..guest(6, 6)
    };
    for visitor in [guest(6, 6), with_account] {
        let mut bench = Bench::owned(OPEN);
        let host = bench.come(OWNER, "Ines");
        bench.come(visitor, "Mallory");
        bench.remove(host, 2, true);
        bench.forget();
        let seat = bench.seat(2);
        for (way, visitor, name, with_secret) in ways_back(&seat) {
            bench.visitor = visitor;
            let back = bench.hello(name, with_secret.then(|| seat.clone()), Some(seat.arrival));
            println!("{way}");
            bench.assert_shut(back, ErrorCode::Removed);
        }
        assert!(bench.heard(host).is_empty());
        assert_eq!(bench.room.participants(), 1);
        let somebody = bench.come(guest(7, 6), "Ann");
        bench.assert_in(somebody);
    }
}

#[test]
fn t060_a_ban_holds_over_a_restart_and_in_the_next_run() {
    let (mut bench, host, _) = with_mallory();
    bench.remove(host, 2, true);
    bench.leave(host);
    let again = bench.come(guest(6, 6), "Mallory");
    bench.assert_shut(again, ErrorCode::Removed);
    let seat = bench.seat(2);
    let mut bench = Bench::open(RoomHistory {
        bans: bench.bans,
        ..RoomHistory::default()
    });
    let again = bench.come(guest(6, 6), "Mallory");
    bench.assert_shut(again, ErrorCode::Removed);
    let with_secret = bench.come_back(guest(1, 1), seat);
    bench.assert_shut(with_secret, ErrorCode::Removed);
}

#[test]
fn t060_the_other_tabs_of_who_is_removed_for_good_go_too() {
    let (mut bench, host, mallory) = with_mallory();
    let tab = bench.come(guest(6, 9), "Innocent");
    bench.set_rules(host, WAITING_ROOM);
    let waits = bench.come(guest(6, 8), "Third");
    bench.forget();
    bench.remove(host, 2, true);
    bench.assert_sent_away(mallory, CloseReason::Removed, CloseCode::REMOVED);
    bench.assert_sent_away(tab, CloseReason::Removed, CloseCode::REMOVED);
    bench.assert_sent_away(waits, CloseReason::Removed, CloseCode::REMOVED);
    assert_eq!(bench.roles(), [(1, Role::Host)]);
}

#[test]
fn a_co_host_reaches_no_other_through_a_shared_browser() {
    let (mut bench, host, _) = with_mallory();
    let helper = bench.come(guest(3, 3), "Helper");
    let other = bench.come(guest(6, 9), "Other helper");
    bench.set_co_host(host, 3, true);
    bench.set_co_host(host, 4, true);
    bench.forget();
    bench.remove(helper, 4, true);
    bench.remove(helper, 1, true);
    assert_eq!(bench.heard(helper), [forbidden(), forbidden()]);
    bench.remove(helper, 2, true);
    let roles = [(1, Role::Host), (3, Role::CoHost), (4, Role::CoHost)];
    assert_eq!(bench.roles(), roles);
    bench.disconnect(other, HowDisconnected::Broken);
    let back = bench.come_back(guest(6, 9), bench.seat(4));
    bench.assert_in(back);
    assert_eq!(bench.roles(), roles);
    let mallory = bench.come_back(guest(6, 6), bench.seat(2));
    bench.assert_shut(mallory, ErrorCode::Removed);
    bench.assert_shut_for("Mallory");
}

#[test]
fn the_ban_of_one_guest_does_not_keep_out_who_typed_the_same_name() {
    let (mut bench, host, _) = with_mallory();
    let namesake = bench.come(guest(7, 6), "Mallory");
    assert_eq!(bench.view(3).display_name.as_str(), "Mallory (2)");
    bench.remove(host, 2, true);
    bench.forget();
    bench.disconnect(namesake, HowDisconnected::Broken);
    bench.visitor = guest(7, 6);
    let seat = bench.seat(3);
    let back = bench.hello("Mallory", Some(seat.clone()), Some(seat.arrival));
    bench.assert_in(back);
}

#[test]
fn t060_the_ban_of_a_name_with_a_number_covers_the_name_as_it_was_typed() {
    let (mut bench, host, first) = with_mallory();
    bench.come(guest(7, 6), "Mallory");
    assert_eq!(bench.view(3).display_name.as_str(), "Mallory (2)");
    bench.remove(host, 3, true);
    assert_eq!(bench.bans[0].display_name.as_str(), "Mallory");
    bench.assert_shut_for("Mallory");
    bench.assert_shut_for("Mallory (2)");
    // The one who has the name by right keeps the seat.
    bench.forget();
    bench.disconnect(first, HowDisconnected::Broken);
    let back = bench.come_back(guest(6, 6), bench.seat(2));
    bench.assert_in(back);
}

impl Bench {
    /// That nobody of that network comes in under this name with another browser.
    pub(crate) fn assert_shut_for(&mut self, name: &str) {
        let again = self.come(guest(8, 6), name);
        self.assert_shut(again, ErrorCode::Removed);
    }
}

#[test]
fn whoever_hosts_does_not_remove_whose_meeting_it_is() {
    let (mut bench, owner, host) = with_mallory();
    bench.hand_over(owner, 2);
    bench.forget();
    for block in [false, true] {
        bench.remove(host, 1, block);
        assert_eq!(bench.heard(host), [forbidden()], "{block}");
        assert!(bench.heard(owner).is_empty() && bench.bans.is_empty());
    }
    assert_eq!(bench.roles(), [(1, Role::CoHost), (2, Role::Host)]);
    let owners = [1, 2].map(|participant| bench.view(participant).owner);
    assert_eq!(owners, [true, false], "which pages go by");
}

#[test]
fn the_owner_passes_a_ban() {
    let ban = Ban {
        user: OWNER.user,
        claim: None,
        resume: None,
        display_name: name("Ines"),
        network: None,
        at: START,
    };
    let history = RoomHistory {
        bans: vec![ban],
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(owned_meeting(OPEN), history);
    let back = bench.come(OWNER, "Ines");
    bench.assert_in(back);
    assert_eq!(bench.roles(), [(1, Role::Host)]);
}

#[test]
fn somebody_who_is_away_can_be_removed() {
    let (mut bench, host, mallory) = with_mallory();
    bench.disconnect(mallory, HowDisconnected::Broken);
    bench.forget();
    bench.remove(host, 2, true);
    assert_eq!(bench.heard(host)[0], left(2));
    assert_eq!(bench.bans[0].at, bench.now);
    let back = bench.come_back(guest(6, 6), bench.seat(2));
    bench.assert_shut(back, ErrorCode::Removed);
}

#[test]
fn who_is_shown_large_and_removed_is_not_shown_any_more() {
    let (mut bench, host, mallory) = with_mallory();
    bench.spotlight(host, Some(2));
    bench.forget();
    bench.remove(host, 2, false);
    assert_eq!(bench.heard(mallory), [closing(CloseReason::Removed)]);
    let heard = bench.heard(host);
    assert_eq!(meeting_heard(&heard).spotlight, None);
    assert_eq!(heard.last(), Some(&left(2)));
}
