//! What bans know of people, whom they leave alone, and who is let back in.

use crate::people::{
    LOCKED, OPEN, OWNER, REQUEST, WAITING_ROOM, account, forbidden, guest, owned_meeting,
};
use crate::removing::with_mallory;
use crate::support::{Bench, refused};
use parley_domain::Visitor;
use parley_protocol::{
    BanId, ClientMessage, CloseCode, ErrorCode, KeptOutView, Milliseconds, ServerMessage,
};
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

/// Who is kept out, as somebody was told last.
fn told(bench: &mut Bench, connection: ConnectionId) -> Option<Vec<(u32, String)>> {
    let heard = bench.heard(connection).into_iter().rev();
    let mut lists = heard.filter_map(|message| match message {
        ServerMessage::KeptOut { kept_out } | ServerMessage::Snapshot { kept_out, .. } => {
            Some(kept_out)
        }
        _ => None,
    });
    let view = |view: KeptOutView| (view.id.0, view.display_name.to_string());
    let list = lists.next()?;
    Some(list.into_iter().map(view).collect())
}

fn named(list: &[(u32, &str)]) -> Vec<(u32, String)> {
    let own = list.iter().map(|(id, name)| (*id, (*name).to_owned()));
    own.collect()
}

fn readmit(bench: &mut Bench, from: ConnectionId, ban: u32) {
    let (request, ban) = (REQUEST, BanId(ban));
    bench.say(from, ClientMessage::Readmit { request, ban });
}

#[test]
fn who_runs_the_meeting_hears_who_is_kept_out_and_nobody_else_does() {
    let (mut bench, host, _) = with_mallory();
    let helper = bench.come(guest(3, 3), "Hana");
    let plain = bench.come(guest(4, 4), "Mia");
    bench.forget();
    bench.remove(host, 2, true);
    assert_eq!(told(&mut bench, host), Some(named(&[(1, "Mallory")])));
    assert_eq!(told(&mut bench, helper), None);
    bench.set_co_host(host, 3, true);
    assert_eq!(told(&mut bench, helper), Some(named(&[(1, "Mallory")])));
    bench.set_rules(host, WAITING_ROOM);
    bench.come(guest(9, 9), "Mallory");
    bench.deny(helper, 1, true);
    let both = Some(named(&[(2, "Mallory"), (1, "Mallory")]));
    assert_eq!(told(&mut bench, host), both, "the newest first");
    assert_eq!(told(&mut bench, helper), both);
    bench.set_co_host(host, 3, false);
    assert_eq!(told(&mut bench, helper), Some(named(&[])));
    assert_eq!(told(&mut bench, plain), None);
    let bans = std::mem::take(&mut bench.bans);
    let history = RoomHistory {
        bans,
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(owned_meeting(OPEN), history);
    let host = bench.come(OWNER, "Ines");
    assert_eq!(told(&mut bench, host), both, "after a restart, too");
    let plain = bench.come(guest(4, 4), "Mia");
    assert_eq!(told(&mut bench, plain), Some(named(&[])));
}

#[test]
fn who_is_let_back_in_comes_again_as_anybody_and_the_others_stay_out() {
    let (mut bench, host, _) = with_mallory();
    bench.come(guest(7, 7), "Trudy");
    bench.remove(host, 2, true);
    bench.remove(host, 3, true);
    bench.forget();
    readmit(&mut bench, host, 1);
    assert_eq!(told(&mut bench, host), Some(named(&[(2, "Trudy")])));
    let kept: Vec<_> = bench
        .bans
        .iter()
        .map(|ban| ban.display_name.as_str())
        .collect();
    assert_eq!(kept, ["Trudy"], "it is stored");
    let mallory = bench.come_back(guest(6, 6), bench.seat(2));
    bench.assert_in(mallory);
    let trudy = bench.come(guest(7, 7), "Trudy");
    bench.assert_shut(trudy, ErrorCode::Removed);
    // As anybody: by the doors that there are.
    bench.set_rules(host, LOCKED);
    bench.leave(mallory);
    let locked = bench.come(guest(6, 6), "Mallory");
    bench.assert_shut(locked, ErrorCode::MeetingLocked);
    bench.forget();
    readmit(&mut bench, host, 3);
    assert_eq!(bench.heard(host), [unknown()]);
    readmit(&mut bench, host, 2);
    bench.set_rules(host, OPEN);
    let trudy = bench.come(guest(7, 7), "Trudy");
    bench.assert_in(trudy);
}

fn unknown() -> ServerMessage {
    refused(Some(REQUEST.0), ErrorCode::ParticipantNotFound)
}

#[test]
fn who_was_let_back_in_a_moment_ago_is_let_in_by_the_second_host_too() {
    let (mut bench, host, _) = with_mallory();
    let helper = bench.come(guest(3, 3), "Hana");
    bench.set_co_host(host, 3, true);
    bench.remove(host, 2, true);
    readmit(&mut bench, helper, 1);
    bench.forget();
    readmit(&mut bench, host, 1);
    assert!(bench.heard(host).is_empty(), "it is so already");
    assert!(bench.heard(helper).is_empty());
    for never in [0, 2] {
        readmit(&mut bench, host, never);
        assert_eq!(bench.heard(host), [unknown()], "{never}");
    }
}

#[test]
fn who_stands_in_for_the_owner_undoes_nothing_of_other_days() {
    let (mut bench, host, _) = with_mallory();
    bench.remove(host, 2, true);
    let bans = std::mem::take(&mut bench.bans);
    let history = RoomHistory {
        bans: bans.clone(),
        ..RoomHistory::default()
    };
    let mut bench = Bench::open_for(owned_meeting(OPEN), history);
    bench.bans = bans;
    bench.wait(Milliseconds(1));
    let stand_in = bench.come(account(2), "Sam");
    assert_eq!(bench.host(), Some(1));
    assert_eq!(told(&mut bench, stand_in), Some(named(&[])));
    readmit(&mut bench, stand_in, 1);
    assert_eq!(bench.heard(stand_in), [unknown()]);
    assert_eq!(bench.bans.len(), 1);
    bench.come(guest(7, 7), "Trudy");
    bench.remove(stand_in, 2, true);
    assert_eq!(told(&mut bench, stand_in), Some(named(&[(2, "Trudy")])));
    let owner = bench.come(OWNER, "Ines");
    let both = named(&[(2, "Trudy"), (1, "Mallory")]);
    assert_eq!(told(&mut bench, owner), Some(both));
    bench.forget();
    readmit(&mut bench, stand_in, 2);
    assert_eq!(told(&mut bench, stand_in), Some(named(&[])));
    assert_eq!(told(&mut bench, owner), Some(named(&[(1, "Mallory")])));
    readmit(&mut bench, owner, 1);
    assert!(bench.bans.is_empty());
}

#[test]
fn who_does_not_run_the_meeting_lets_nobody_back_in() {
    let (mut bench, host, _) = with_mallory();
    let plain = bench.come(guest(4, 4), "Mia");
    bench.remove(host, 2, true);
    bench.forget();
    readmit(&mut bench, plain, 1);
    assert_eq!(bench.heard(plain), [forbidden()]);
    assert!(bench.heard(host).is_empty());
    bench.assert_shut_for("Mallory");
}

#[test]
fn what_was_learnt_of_somebody_goes_with_them() {
    let (mut bench, host) = banned_after_restart();
    let mallory = Visitor {
        user: account(66).user,
        ..guest(6, 6)
    };
    let again = bench.come(mallory, "Mallory");
    bench.assert_shut(again, ErrorCode::Removed);
    assert_eq!(bench.bans.len(), 2, "stored twice");
    let bans = std::mem::take(&mut bench.bans);
    let stored = bans.clone();
    let history = RoomHistory {
        bans,
        ..RoomHistory::default()
    };
    let mut after = Bench::open_for(owned_meeting(OPEN), history);
    after.bans = stored;
    let owner = after.come(OWNER, "Ines");
    assert_eq!(told(&mut after, owner).unwrap().len(), 1, "one person");
    readmit(&mut after, owner, 1);
    assert!(after.bans.is_empty());
    let back = after.come(mallory, "Mallory");
    after.assert_in(back);
    readmit(&mut bench, host, 1);
    let back = bench.come(mallory, "Mallory");
    bench.assert_in(back);
}
