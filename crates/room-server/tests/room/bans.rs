//! What bans know of people, and whom they leave alone.

use crate::people::{OPEN, OWNER, WAITING_ROOM, account, guest, owned_meeting};
use crate::removing::with_mallory;
use crate::support::Bench;
use parley_domain::Visitor;
use parley_protocol::{CloseCode, ErrorCode};
use parley_room_server::{ConnectionId, HowDisconnected, RoomHistory};

#[test]
fn a_co_host_keeps_no_host_out_who_asked_to_come_in_a_second_time() {
    let both = Visitor {
        user: account(9).user,
        ..guest(9, 9)
    };
    let mut bench = Bench::owned(WAITING_ROOM);
    let owner = bench.come(OWNER, "Ines");
    let [host, second, helper] =
        [both, both, guest(3, 3)].map(|visitor| bench.come(visitor, "Hana"));
    bench.admit(owner, Some(1));
    bench.admit(owner, Some(3));
    bench.set_co_host(owner, 3, true);
    bench.hand_over(owner, 2);
    bench.deny(helper, 2, true);
    assert_eq!(bench.closed[&second], CloseCode::BLOCKED);
    let third = bench.come(guest(9, 8), "Third tab");
    bench.deny(helper, 4, true);
    assert_eq!(bench.closed[&third], CloseCode::BLOCKED);
    bench.disconnect(host, HowDisconnected::Broken);
    bench.forget();
    let back = bench.come_back(both, bench.seat(2));
    bench.assert_in(back);
    assert_eq!(bench.host(), Some(2));
}

/// The owner is back after a restart and removes an account that is not, for good.
fn banned_after_restart() -> (Bench, ConnectionId) {
    let (mut bench, host, mallory) = with_mallory();
    bench.disconnect(mallory, HowDisconnected::Broken);
    let mut away = bench.seat(2);
    away.visitor = account(66);
    bench.disconnect(host, HowDisconnected::Broken);
    let owner = bench.seat(1);
    let history = RoomHistory {
        seats: vec![owner.clone(), away],
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(owned_meeting(OPEN), history);
    let host = bench.come_back(OWNER, owner);
    bench.remove(host, 2, true);
    bench.forget();
    (bench, host)
}

#[test]
fn t060_a_ban_of_after_a_restart_learns_browser_and_network_when_they_come_again() {
    let (mut bench, _) = banned_after_restart();
    let signed_in = |claim| Visitor {
        user: account(66).user,
        ..guest(claim, 6)
    };
    for claim in [6, 7] {
        let again = bench.come(signed_in(claim), "Innocent");
        bench.assert_shut(again, ErrorCode::Removed);
        assert_eq!(bench.bans.len(), 2, "it is completed once");
    }
    let signed_out = bench.come(guest(6, 1), "Innocent");
    bench.assert_shut(signed_out, ErrorCode::Removed);
    bench.assert_shut_for("Mallory");
    let bans = std::mem::take(&mut bench.bans);
    let mut bench = Bench::open(RoomHistory {
        bans,
        ..RoomHistory::default()
    });
    let again = bench.come(signed_in(8), "Innocent");
    bench.assert_shut(again, ErrorCode::Removed);
    assert!(bench.bans.is_empty(), "nor once for each start");
}

#[test]
fn a_ban_learns_nothing_that_somebody_in_the_meeting_shares() {
    let (mut bench, _) = banned_after_restart();
    // The secrets of this bench begin again, and the second is the one of the seat that was removed.
    bench.come(guest(40, 40), "Ben");
    let ann = bench.come(guest(6, 1), "Ann");
    let mallory = Visitor {
        user: account(66).user,
        ..guest(6, 6)
    };
    let again = bench.come(mallory, "Mallory");
    bench.assert_shut(again, ErrorCode::Removed);
    bench.disconnect(ann, HowDisconnected::Broken);
    bench.forget();
    let back = bench.come_back(guest(6, 1), bench.seat(4));
    bench.assert_in(back);
}
