//! What somebody sends by the role that they have at that moment, where the rules forbid it to plain participants.

use crate::people::{OPEN, OWNER, account, guest};
use crate::support::{Bench, ON};
use parley_protocol::Role::Participant;
use parley_protocol::{
    LeaveReason, MediaState, MeetingRules, ParticipantId, ServerMessage, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, Input};

use HowDisconnected::{Broken, SessionEnded};

const OFF: MediaState = MediaState {
    microphone: false,
    camera: false,
    screen: false,
};
const QUIET: MeetingRules = MeetingRules {
    may_unmute: false,
    may_start_video: false,
    ..OPEN
};

#[test]
fn whoever_is_the_host_on_coming_brings_what_only_hosts_may() {
    let mut bench = Bench::owned(QUIET);
    bench.come(guest(1, 1), "Ann");
    let host = bench.come(account(7), "Ben");
    bench.come(account(8), "Cem");
    let media = |bench: &Bench, who| bench.view(who).media;
    let of_each = [1, 2, 3].map(|who| media(&bench, who));
    assert_eq!(of_each, [OFF, ON, OFF]);
    bench.leave(host);
    bench.disconnect(ConnectionId(3), Broken);
    bench.wait(limits::HOST_GRACE);
    bench.come(account(9), "Dora");
    assert_eq!((bench.host(), media(&bench, 4)), (Some(4), ON));
}

#[test]
fn whoever_is_let_in_and_is_the_host_brings_what_only_hosts_may() {
    let mut bench = Bench::owned(MeetingRules {
        host_first: true,
        ..QUIET
    });
    for user in [7, 8] {
        bench.come(account(user), "Ben");
    }
    bench.feed(Input::RulesChanged { rules: QUIET });
    let media = [1, 2].map(|who| bench.view(who).media);
    assert_eq!((bench.host(), media), (Some(1), [ON, OFF]));
}

#[test]
fn an_owner_who_gave_the_meeting_away_brings_nothing_that_the_rules_forbid() {
    let mut bench = Bench::owned(QUIET);
    let owner = bench.come(OWNER, "Ines");
    let host = bench.come(account(7), "Ben");
    bench.hand_over(owner, 2);
    bench.set_co_host(host, 1, false);
    bench.disconnect(owner, Broken);
    bench.come_back(OWNER, bench.seat(1));
    let view = bench.view(1);
    assert_eq!((view.role, view.media), (Participant, OFF));
}

/// Host 1, account 2, guest 3; everybody sends everything.
fn three() -> (Bench, [ConnectionId; 3]) {
    let mut bench = Bench::owned(OPEN);
    let come = [OWNER, account(7), guest(3, 3)].map(|visitor| bench.come(visitor, "Ann"));
    (bench, come)
}

fn media(bench: &Bench) -> [MediaState; 3] {
    [1, 2, 3].map(|who| bench.view(who).media)
}

#[test]
fn who_is_a_co_host_no_more_sends_nothing_that_the_rules_forbid() {
    let (mut bench, [host, ben, ann]) = three();
    bench.set_co_host(host, 3, true);
    bench.set_rules(host, QUIET);
    assert_eq!(media(&bench), [ON, OFF, ON]);
    bench.forget();
    bench.set_co_host(host, 3, false);
    assert_eq!(media(&bench), [ON, OFF, OFF]);
    assert_eq!(bench.seat(3).media, OFF, "it is stored");
    for connection in [host, ben, ann] {
        let heard = bench.heard(connection);
        let last = heard.last();
        assert!(
            matches!(last, Some(ServerMessage::ParticipantChanged { participant }) if participant.media == OFF),
            "{heard:?}"
        );
    }
}

#[test]
fn who_is_signed_out_is_gone_for_the_others_at_once() {
    let (mut bench, [host, ben, ann]) = three();
    bench.set_co_host(host, 2, true);
    bench.set_rules(host, QUIET);
    bench.forget();
    bench.disconnect(ben, SessionEnded);
    let left = ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Left,
    };
    for connection in [host, ann] {
        assert_eq!(bench.heard(connection), std::slice::from_ref(&left));
    }
    assert!(!bench.has_seat(ParticipantId(2)));
}
