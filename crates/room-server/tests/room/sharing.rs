//! Screens: who may share one, who ends that, and what becomes of it when the rules, a role or a socket change.

use crate::people::{OPEN, OWNER, REQUEST, account, forbidden, guest, owned_meeting};
use crate::support::{Bench, ON, refused, snapshot};
use parley_protocol::{
    ClientMessage, ErrorCode, MediaState, MeetingRules, NegotiationId, ParticipantId, Role,
    ServerMessage, VideoSource, VideoWish,
};
use parley_room_server::{
    ConnectionId, HowDisconnected, Input, MediaCommand, MediaEvent, TopologySetting,
};

const SHARING: MediaState = MediaState { screen: true, ..ON };
const UNSHARED: MeetingRules = MeetingRules {
    may_share: false,
    ..OPEN
};

/// Host 1, co-host 2, account 3, guest 4.
fn four() -> (Bench, [ConnectionId; 4]) {
    four_in(Bench::owned(OPEN))
}

fn four_in(mut bench: Bench) -> (Bench, [ConnectionId; 4]) {
    let come = [OWNER, account(7), account(8), guest(4, 4)];
    let people = come.map(|visitor| bench.come(visitor, "Ann"));
    bench.set_co_host(people[0], 2, true);
    bench.forget();
    (bench, people)
}

/// They all share.
fn four_who_share() -> (Bench, [ConnectionId; 4]) {
    let (mut bench, people) = four();
    for connection in people {
        bench.send(connection, SHARING);
    }
    bench.forget();
    (bench, people)
}

impl Bench {
    fn send(&mut self, from: ConnectionId, media: MediaState) {
        let request = REQUEST;
        self.say(from, ClientMessage::SetMedia { request, media });
    }

    fn stop_sharing(&mut self, from: ConnectionId, participant: u32) {
        let (request, participant) = (REQUEST, ParticipantId(participant));
        let message = ClientMessage::StopSharing {
            request,
            participant,
        };
        self.say(from, message);
    }

    /// Who shares, by id.
    fn sharing(&self) -> Vec<u32> {
        let views = self.room.list_participants().into_iter();
        let sharing = views.filter(|view| view.media.screen);
        sharing.map(|view| view.id.0).collect()
    }
}

#[test]
fn several_share_at_once_and_everybody_sees_it() {
    let (mut bench, people) = four();
    bench.send(people[3], SHARING);
    for other in &people[..3] {
        let heard = bench.heard(*other);
        assert!(
            matches!(&heard[..], [ServerMessage::ParticipantChanged { participant }] if participant.media == SHARING),
            "{heard:?}"
        );
    }
    bench.send(people[2], SHARING);
    assert_eq!(bench.sharing(), [3, 4]);
    let late = bench.come(guest(5, 5), "Late");
    let (_, _, participants, _) = snapshot(&bench.heard(late));
    assert_eq!(participants[3].media, SHARING);
    bench.send(people[3], ON);
    assert_eq!(bench.sharing(), [3]);
}

#[test]
fn t061_whom_the_rules_forbid_it_shares_nothing_and_hosts_may_always() {
    let (mut bench, people) = four_in(Bench::owned(UNSHARED));
    for connection in people {
        bench.send(connection, SHARING);
    }
    assert_eq!(bench.sharing(), [1, 2]);
    for refused in &people[2..] {
        assert_eq!(bench.heard(*refused).last(), Some(&forbidden()));
    }
    assert_eq!([3, 4].map(|id| bench.seat(id).media), [ON, ON]);
    bench.sends = SHARING;
    bench.come(guest(5, 5), "Eve");
    assert_eq!(bench.sharing(), [1, 2], "nor does anybody bring it along");
}

#[test]
fn hosts_end_a_share_and_everybody_sees_it() {
    for by in [0, 1] {
        let (mut bench, people) = four_who_share();
        bench.stop_sharing(people[by], 4);
        let heard = bench.heard(people[3]);
        assert!(
            matches!(&heard[..], [ServerMessage::ParticipantChanged { participant }, ServerMessage::SharingStopped {}] if participant.media == ON),
            "{heard:?}"
        );
        let told = people[..3].iter().map(|other| bench.heard(*other).len());
        assert_eq!(told.collect::<Vec<_>>(), [1, 1, 1]);
        assert_eq!((bench.sharing(), bench.seat(4).media), (vec![1, 2, 3], ON));
        bench.send(people[3], SHARING);
        assert_eq!(bench.sharing(), [1, 2, 3, 4], "they may begin again");
    }
}

#[test]
fn t061_who_runs_nothing_ends_no_share_and_nobody_ends_that_of_the_host() {
    let (mut bench, people) = four_who_share();
    for (by, of) in [(2, 4), (3, 3), (2, 1), (1, 1), (0, 1)] {
        bench.stop_sharing(people[by], of);
        assert_eq!(bench.heard(people[by]), [forbidden()], "{by} of {of}");
    }
    let missing = refused(Some(REQUEST.0), ErrorCode::ParticipantNotFound);
    bench.stop_sharing(people[0], 9);
    assert_eq!(bench.heard(people[0]), [missing]);
    assert!(bench.sent.is_empty(), "nobody else heard of it");
    assert_eq!(bench.sharing(), [1, 2, 3, 4]);
}

#[test]
fn a_rule_ends_the_shares_of_those_who_may_not_share_any_more_and_nothing_else() {
    let (mut bench, people) = four_who_share();
    bench.set_rules(people[1], UNSHARED);
    assert_eq!(bench.sharing(), [1, 2]);
    assert_eq!([3, 4].map(|id| bench.seat(id).media), [ON, ON]);
    bench.set_co_host(people[0], 2, false);
    assert_eq!(bench.sharing(), [1], "a co-host no more");
    bench.disconnect(people[0], HowDisconnected::SessionEnded);
    assert_eq!(bench.sharing(), [0; 0], "signed out");
    let (mut bench, people) = four_who_share();
    let others = MeetingRules {
        may_unmute: false,
        may_start_video: false,
        ..OPEN
    };
    bench.set_rules(people[0], others);
    assert_eq!(bench.sharing(), [1, 2, 3, 4]);
}

#[test]
fn who_lost_only_the_socket_shares_on() {
    let (mut bench, people) = four_who_share();
    bench.disconnect(people[3], HowDisconnected::Broken);
    assert_eq!(bench.sharing(), [1, 2, 3, 4]);
    bench.sends = SHARING;
    let back = bench.come_back(guest(4, 4), bench.seat(4));
    let (_, _, participants, _) = snapshot(&bench.heard(back));
    assert_eq!(participants[3].media, SHARING);
    // Whoever loads the page again has let go of it, and says so.
    bench.sends = ON;
    bench.come_back(guest(4, 4), bench.seat(4));
    assert_eq!(bench.sharing(), [1, 2, 3]);
}

#[test]
fn who_may_not_share_any_more_does_not_bring_it_back() {
    let (mut bench, people) = four_who_share();
    bench.disconnect(people[3], HowDisconnected::Broken);
    bench.set_rules(people[0], UNSHARED);
    bench.sends = SHARING;
    let back = bench.come_back(guest(4, 4), bench.seat(4));
    assert_eq!(bench.sharing(), [1, 2]);
    bench.forget();
    bench.set_rules(people[0], OPEN);
    bench.send(back, SHARING);
    assert_eq!(bench.sharing(), [1, 2, 4]);
}

#[test]
fn t063_whose_share_was_ended_and_may_not_have_heard_of_it_comes_back_without() {
    let (mut bench, people) = four_who_share();
    bench.disconnect(people[3], HowDisconnected::Broken);
    bench.stop_sharing(people[0], 4);
    bench.sends = SHARING;
    for _ in 0..2 {
        bench.come_back(guest(4, 4), bench.seat(4));
        assert_eq!(bench.sharing(), [1, 2, 3]);
    }
}

#[test]
fn t063_no_question_lets_anybody_share() {
    let (mut bench, people) = four_in(Bench::owned(UNSHARED));
    let (request, participant) = (REQUEST, ParticipantId(4));
    let questions = [
        ClientMessage::AskToUnmute {
            request,
            participant,
        },
        ClientMessage::AskToStartVideo {
            request,
            participant,
        },
    ];
    for question in questions {
        bench.say(people[0], question);
        bench.send(people[3], SHARING);
        assert_eq!(bench.sharing(), [0; 0]);
    }
    bench.set_co_host(people[0], 4, true);
    assert_eq!(bench.view(4).role, Role::CoHost);
    bench.send(people[3], SHARING);
    assert_eq!(bench.sharing(), [4]);
}

/// The guest shares, and the router knows them.
fn routed() -> (Bench, [ConnectionId; 4]) {
    let meeting = owned_meeting(OPEN);
    let (mut bench, people) = four_in(Bench::open_with(meeting, TopologySetting::Sfu));
    for (participant, connection) in (1..).map(ParticipantId).zip(people) {
        let offer = ClientMessage::MediaOffer {
            request: REQUEST,
            negotiation: NegotiationId(1),
            sdp: "offer".to_owned(),
        };
        bench.say(connection, offer);
        let answer = MediaEvent::Answer {
            participant,
            negotiation: NegotiationId(participant.0),
            sdp: "answer".to_owned(),
        };
        bench.feed(Input::Media(answer));
    }
    bench.send(people[3], SHARING);
    bench.media.clear();
    bench.forget();
    (bench, people)
}

fn sends(participant: u32, media: MediaState) -> MediaCommand {
    let participant = ParticipantId(participant);
    MediaCommand::Sends { participant, media }
}

#[test]
fn t063_the_router_hears_at_once_that_a_share_is_over() {
    let (mut bench, people) = routed();
    bench.stop_sharing(people[0], 4);
    assert_eq!(bench.media, [sends(4, ON)]);
    let (mut bench, people) = routed();
    bench.set_rules(people[0], UNSHARED);
    assert_eq!(bench.media, [sends(4, ON)]);
    bench.send(people[3], SHARING);
    bench.send(people[0], SHARING);
    let told = [sends(4, ON), sends(1, SHARING)];
    assert_eq!(bench.media, told, "and of none that is refused");
}

#[test]
fn a_camera_and_a_screen_of_the_same_person_are_two_wishes() {
    let (mut bench, people) = routed();
    let wish = |participant, source| VideoWish {
        participant: ParticipantId(participant),
        source,
        max_height: 720,
    };
    let camera = wish(4, VideoSource::Camera);
    let screen = wish(4, VideoSource::Screen);
    for (video, is_fine) in [
        (vec![screen, camera], true),
        (vec![screen, camera, screen], false),
        (vec![wish(1, VideoSource::Screen)], false),
        (vec![screen, wish(1, VideoSource::Camera)], false),
    ] {
        let wishes = ClientMessage::SetWishes {
            request: REQUEST,
            audio: true,
            video: video.clone(),
        };
        bench.say(people[0], wishes);
        let told = MediaCommand::Wishes {
            participant: ParticipantId(1),
            audio: true,
            video,
        };
        assert_eq!(bench.media.pop(), is_fine.then_some(told));
        let bad = refused(Some(REQUEST.0), ErrorCode::BadMessage);
        assert_eq!(bench.heard(people[0]).contains(&bad), !is_fine);
    }
}
