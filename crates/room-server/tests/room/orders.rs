//! What hosts do to others, and what it does to them.

use crate::people::{OPEN, OWNER, REQUEST, account, forbidden, guest, meeting_heard};
use crate::support::{Bench, ON, refused, snapshot};
use parley_protocol::{
    ClientMessage, CloseCode, ErrorCode, MediaState, MeetingRules, Milliseconds, ParticipantId,
    Role, ServerMessage,
};
use parley_room_server::{ConnectionId, HowDisconnected};

const SILENT: MediaState = MediaState {
    microphone: false,
    camera: true,
    screen: false,
};
const OFF: MediaState = MediaState {
    microphone: false,
    camera: false,
    screen: false,
};
const GUEST: ParticipantId = ParticipantId(3);

/// Host 1, account 2, guest 3; everybody sends everything.
fn three() -> (Bench, [ConnectionId; 3]) {
    let mut bench = Bench::owned(OPEN);
    let come = [OWNER, account(7), guest(3, 3)].map(|visitor| bench.come(visitor, "Ann"));
    bench.forget();
    (bench, come)
}

fn mute() -> ClientMessage {
    ClientMessage::Mute {
        request: REQUEST,
        participant: GUEST,
    }
}

fn set_media(media: MediaState) -> ClientMessage {
    ClientMessage::SetMedia {
        request: REQUEST,
        media,
    }
}

fn media(bench: &Bench) -> Vec<MediaState> {
    let views = bench.room.list_participants().into_iter();
    views.map(|view| view.media).collect()
}

#[test]
fn who_is_muted_is_told_and_everybody_sees_it() {
    let (mut bench, [host, ben, ann]) = three();
    bench.say(host, mute());
    let heard = bench.heard(ann);
    assert!(
        matches!(&heard[..], [ServerMessage::ParticipantChanged { participant }, ServerMessage::Muted { all: false }] if participant.media == SILENT),
        "{heard:?}"
    );
    assert_eq!((bench.heard(host).len(), bench.heard(ben).len()), (1, 1));
    assert_eq!(bench.seat(3).media, SILENT, "it is stored");
    bench.say(host, mute());
    assert_eq!(bench.heard(ann), [ServerMessage::Muted { all: false }]);
    assert!(bench.heard(ben).is_empty());
}

#[test]
fn all_are_muted_but_who_runs_the_meeting() {
    let (mut bench, [host, ben, ann]) = three();
    bench.set_co_host(host, 2, true);
    bench.forget();
    let request = REQUEST;
    let may_unmute = false;
    let mute_all = ClientMessage::MuteAll {
        request,
        may_unmute,
    };
    bench.say(ben, mute_all);
    assert_eq!(media(&bench), [ON, ON, SILENT]);
    let heard = bench.heard(ann);
    assert!(!meeting_heard(&heard).rules.may_unmute);
    assert_eq!(heard.last(), Some(&ServerMessage::Muted { all: true }));
    bench.say(ann, set_media(ON));
    assert_eq!(bench.heard(ann), [forbidden()]);
    bench.say(ann, set_media(OFF));
    assert!(bench.heard(ann).is_empty(), "off may be said always");
    bench.say(host, set_media(OFF));
    bench.say(host, set_media(ON));
    assert_eq!(media(&bench), [ON, ON, OFF]);
}

#[test]
fn what_the_rules_forbid_goes_off_and_nothing_else() {
    let (mut bench, [host, _, ann]) = three();
    let rules = MeetingRules {
        may_start_video: false,
        ..OPEN
    };
    bench.set_rules(host, rules);
    let heard_only = MediaState {
        microphone: true,
        camera: false,
        screen: false,
    };
    assert_eq!(media(&bench), [ON, heard_only, heard_only]);
    bench.forget();
    bench.say(ann, set_media(ON));
    assert_eq!(
        (bench.heard(ann), media(&bench)[2]),
        (vec![forbidden()], heard_only)
    );
    bench.say(ann, set_media(OFF));
    assert_eq!((bench.heard(ann), media(&bench)[2]), (vec![], OFF));
}

#[test]
fn t062_who_is_a_co_host_no_more_is_refused_from_that_moment() {
    let (mut bench, [host, ben, ann]) = three();
    bench.set_co_host(host, 2, true);
    bench.say(ben, mute());
    bench.set_co_host(host, 2, false);
    bench.forget();
    for message in [mute(), mute()] {
        bench.say(ben, message);
    }
    bench.remove(ben, 3, true);
    bench.set_rules(ben, OPEN);
    bench.admit(ben, None);
    assert_eq!(bench.heard(ben), vec![forbidden(); 5]);
    assert!(bench.heard(ann).is_empty() && bench.bans.is_empty());
    assert_eq!(bench.view(2).role, Role::Participant);
}

#[test]
fn t062_who_handed_over_ends_nothing_any_more() {
    let (mut bench, [host, ben, _]) = three();
    bench.hand_over(host, 2);
    bench.forget();
    let request = REQUEST;
    bench.say(host, ClientMessage::End { request });
    bench.hand_over(host, 1);
    assert_eq!(bench.heard(host), vec![forbidden(); 2]);
    bench.say(ben, ClientMessage::End { request });
    assert_eq!((bench.room.participants(), bench.empty), (0, true));
    assert!(bench.closed.values().all(|code| *code == CloseCode::ENDED));
    assert_eq!(bench.closed.len(), 3);
}

#[test]
fn t063_asking_switches_nothing_on() {
    let (mut bench, [host, ben, ann]) = three();
    bench.say(ann, set_media(OFF));
    bench.forget();
    let (request, participant) = (REQUEST, GUEST);
    bench.say(
        host,
        ClientMessage::AskToUnmute {
            request,
            participant,
        },
    );
    bench.say(
        host,
        ClientMessage::AskToStartVideo {
            request,
            participant,
        },
    );
    let asked = [
        ServerMessage::AskedToUnmute {},
        ServerMessage::AskedToStartVideo {},
    ];
    assert_eq!(bench.heard(ann), asked);
    assert!(bench.heard(ben).is_empty() && bench.heard(host).is_empty());
    assert_eq!((media(&bench)[2], bench.seat(3).media), (OFF, OFF));
}

#[test]
fn t063_who_was_muted_and_may_not_have_heard_of_it_comes_back_muted() {
    for is_noticed in [false, true] {
        let (mut bench, [host, ben, ann]) = three();
        if is_noticed {
            bench.disconnect(ann, HowDisconnected::Broken);
        }
        bench.say(host, mute());
        // Their page sends still, and says so: twice, for the first answer may be lost as well.
        for _ in 0..2 {
            let back = bench.come_back(guest(3, 3), bench.seat(3));
            let (_, _, people, _) = snapshot(&bench.heard(back));
            assert_eq!(people[2].media, SILENT);
        }
        let back = bench.come_back(guest(3, 3), bench.seat(3));
        bench.forget();
        bench.say(back, set_media(ON));
        assert_eq!(media(&bench)[2], ON, "they switch it on themselves");
        bench.come_back(guest(3, 3), bench.seat(3));
        assert_eq!(media(&bench)[2], ON);
        assert_eq!(bench.heard(ben).len(), 1);
    }
}

#[test]
fn t063_nobody_brings_along_what_the_rules_keep_off_whatever_they_were_before() {
    let mut bench = Bench::owned(OPEN);
    let ben = bench.come(account(7), "Ben");
    assert_eq!(bench.view(1).role, Role::Host);
    bench.leave(ben);
    bench.wait(Milliseconds(1));
    let host = bench.come(OWNER, "Ines");
    let rules = MeetingRules {
        may_unmute: false,
        may_start_video: false,
        ..OPEN
    };
    bench.set_rules(host, rules);
    let back = bench.come_back(account(7), bench.seat(1));
    let (_, _, people, _) = snapshot(&bench.heard(back));
    assert_eq!(people[0].media, OFF, "a host of an earlier run");
    bench.come(guest(3, 3), "Ann");
    assert_eq!(media(&bench), [OFF, ON, OFF]);
    bench.disconnect(host, HowDisconnected::Broken);
    bench.come_back(OWNER, bench.seat(2));
    assert_eq!(media(&bench), [OFF, ON, OFF]);
}

#[test]
fn hands_are_queued_by_when_they_were_raised_and_lowered_one_by_one_or_all() {
    let (mut bench, [host, ben, ann]) = three();
    let hand = |raised| ClientMessage::SetHand {
        request: REQUEST,
        raised,
    };
    bench.say(ann, hand(true));
    let first = bench.now;
    assert_eq!(bench.heard(ann).len(), 1, "the last word is the server's");
    assert_eq!(bench.heard(ben).len(), 1);
    bench.wait(Milliseconds(5));
    bench.say(ben, hand(true));
    bench.say(ann, hand(true));
    assert_eq!(
        bench.view(3).hand_raised_at,
        Some(first),
        "the place is kept"
    );
    assert_eq!(bench.view(2).hand_raised_at, Some(first + Milliseconds(5)));
    bench.disconnect(ann, HowDisconnected::Broken);
    let ann = bench.come_back(guest(3, 3), bench.seat(3));
    assert_eq!(bench.view(3).hand_raised_at, Some(first));
    bench.forget();
    let lower = |participant| ClientMessage::LowerHand {
        request: REQUEST,
        participant,
    };
    bench.say(host, lower(Some(GUEST)));
    assert_eq!(bench.view(3).hand_raised_at, None);
    assert_eq!(bench.heard(ann).len(), 1, "who is lowered is told");
    bench.say(host, lower(None));
    assert_eq!(bench.view(2).hand_raised_at, None);
    bench.forget();
    bench.say(host, lower(None));
    bench.say(ben, hand(false));
    assert!(bench.sent.is_empty(), "nothing to lower");
}

#[test]
fn the_spotlight_is_for_all_and_ends_with_who_leaves() {
    let (mut bench, [host, ben, ann]) = three();
    bench.spotlight(host, Some(3));
    for connection in [host, ben, ann] {
        assert_eq!(
            meeting_heard(&bench.heard(connection)).spotlight,
            Some(GUEST)
        );
    }
    bench.spotlight(host, Some(3));
    assert!(bench.sent.is_empty(), "nothing new");
    let late = bench.come(guest(4, 4), "Late");
    assert_eq!(meeting_heard(&bench.heard(late)).spotlight, Some(GUEST));
    bench.forget();
    bench.leave(ann);
    assert_eq!(meeting_heard(&bench.heard(ben)).spotlight, None);
    bench.spotlight(host, Some(3));
    let gone = refused(Some(77), ErrorCode::ParticipantNotFound);
    assert_eq!(bench.heard(host).last(), Some(&gone));
}

#[test]
fn who_is_not_there_is_found_missing_by_hosts_only() {
    let (mut bench, [host, ben, _]) = three();
    bench.remove(host, 99, true);
    bench.remove(ben, 99, true);
    let missing = refused(Some(77), ErrorCode::ParticipantNotFound);
    assert_eq!(bench.heard(host), [missing]);
    assert_eq!(bench.heard(ben), [forbidden()]);
}
