//! Coming and leaving.

use crate::people::{OPEN, OWNER, account};
use crate::support::{Bench, ON, START, refused, snapshot};
use parley_domain::SeatCounters;
use parley_protocol::{
    ClientMessage, CloseCode, ErrorCode, LeaveReason, MediaState, Milliseconds, ParticipantId,
    RequestId, ServerMessage, limits,
};
use parley_room_server::{HowDisconnected, Input, RoomHistory};

#[test]
fn the_first_gets_a_seat_a_secret_and_a_snapshot() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let (you, secret, participants, chat) = snapshot(&bench.heard(ann));
    assert_eq!(you, ParticipantId(1));
    assert!(secret);
    assert_eq!(participants.len(), 1);
    assert!(participants[0].connected);
    assert!(chat.is_empty());
    let seat = &bench.seats[&ParticipantId(1)];
    assert_eq!((seat.joined_at, seat.left_at), (START, None));
}

#[test]
fn those_who_are_there_hear_of_the_newcomer_who_does_not() {
    let mut bench = Bench::new();
    let ann = bench.join_quietly("Ann");
    let ben = bench.join("Ben");
    let [ServerMessage::ParticipantJoined { participant }] = &bench.heard(ann)[..] else {
        panic!("one message expected");
    };
    assert_eq!(
        (participant.id, participant.arrival.0),
        (ParticipantId(2), 2)
    );
    assert_eq!(participant.media, ON);
    let heard = bench.heard(ben);
    assert_eq!(heard.len(), 1);
    assert_eq!(snapshot(&heard).2.len(), 2);
}

#[test]
fn two_who_arrive_at_once_have_an_order() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join("Ben");
    assert_eq!(snapshot(&bench.heard(ben)).2.len(), 2);
    let heard = bench.heard(ann);
    assert!(matches!(heard[1], ServerMessage::ParticipantJoined { .. }));
    assert_eq!(
        bench.roster(),
        [
            (1, 1, "Ann".to_owned(), true),
            (2, 2, "Ben".to_owned(), true)
        ]
    );
}

#[test]
fn nobody_is_told_a_secret_of_somebody_else() {
    let mut bench = Bench::new();
    for text in ["Ann", "Ben", "Cem"] {
        bench.join(text);
    }
    for (index, heard) in bench.sent.values().enumerate() {
        let own = format!("token-of-{:010}", index + 1);
        let said = serde_json::to_string(heard).unwrap();
        assert_eq!(said.matches("token-of-").count(), 1);
        assert!(said.contains(&own));
    }
}

#[test]
fn the_second_of_a_name_gets_a_number() {
    let mut bench = Bench::new();
    for text in ["Wei Chen", "wei chen", "Wei Chen"] {
        bench.join(text);
    }
    let names: Vec<_> = bench
        .roster()
        .into_iter()
        .map(|(_, _, name, _)| name)
        .collect();
    assert_eq!(names, ["Wei Chen", "wei chen (2)", "Wei Chen (3)"]);
}

#[test]
fn the_owner_comes_into_the_full_meeting_and_nobody_else_does() {
    let mut bench = Bench::owned(OPEN);
    let people: Vec<_> = (1..=limits::MESH_PARTICIPANTS)
        .map(|_| bench.come(account(7), "P"))
        .collect();
    let late = bench.come(account(7), "Late");
    bench.assert_shut(late, ErrorCode::MeetingFull);
    let owner = bench.come(OWNER, "Ines");
    bench.assert_in(owner);
    assert_eq!(bench.host(), Some(9));
    // There is one seat more, not one for each of their tabs, and it is nobody else's.
    let tab = bench.come(OWNER, "Ines");
    bench.assert_shut(tab, ErrorCode::MeetingFull);
    bench.leave(people[0]);
    let late = bench.come(account(7), "Late");
    bench.assert_shut(late, ErrorCode::MeetingFull);
    bench.leave(people[1]);
    let next = bench.come(account(7), "Next");
    bench.assert_in(next);
}

#[test]
fn t085_a_full_room_takes_nobody_more_also_while_one_is_away() {
    let mut bench = Bench::new();
    let first = bench.join("P");
    for _ in 1..limits::MESH_PARTICIPANTS {
        bench.join("P");
    }
    bench.disconnect(first, HowDisconnected::Broken);
    bench.sent.clear();
    let late = bench.join("Late");
    assert_eq!(bench.heard(late), [refused(None, ErrorCode::MeetingFull)]);
    assert_eq!(bench.closed[&late], CloseCode::MEETING_FULL);
    assert!(bench.sent.is_empty(), "the others hear nothing");
    let seat = bench.seats[&ParticipantId(1)].clone();
    let back = bench.hello("P", Some(seat), None);
    assert_eq!(
        snapshot(&bench.heard(back)).0,
        ParticipantId(1),
        "a held seat is never full"
    );
    bench.say(back, ClientMessage::Leave {});
    let next = bench.join("Next");
    assert_eq!(snapshot(&bench.heard(next)).0, ParticipantId(9));
}

#[test]
fn who_leaves_is_gone_at_once_and_the_last_one_empties_the_room() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join_quietly("Ben");
    bench.say(ben, ClientMessage::Leave {});
    let left = ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Left,
    };
    assert_eq!(bench.heard(ann), [left]);
    assert_eq!(bench.closed[&ben], CloseCode::LEFT);
    assert_eq!(bench.seats[&ParticipantId(2)].left_at, Some(START));
    assert!(!bench.empty);
    bench.say(ann, ClientMessage::Leave {});
    assert!(bench.empty && bench.room.is_empty());
    assert_eq!(
        (bench.room.participants(), bench.room.connections()),
        (0, 0)
    );
    assert_eq!(bench.room.poll_timeout(), None);
}

#[test]
fn what_comes_after_leaving_is_nothing() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join("Ben");
    bench.say(ben, ClientMessage::Leave {});
    bench.sent.clear();
    bench.say(
        ben,
        ClientMessage::Ping {
            request: RequestId(1),
        },
    );
    bench.write(ben, 1);
    bench.disconnect(ben, HowDisconnected::Broken);
    assert!(bench.sent.is_empty() && bench.stores.is_empty());
    bench.disconnect(ann, HowDisconnected::Broken);
    assert_eq!(bench.room.participants(), 1);
}

#[test]
fn a_second_hello_is_out_of_order() {
    let mut bench = Bench::new();
    let ann = bench.join_quietly("Ann");
    let json = r#"{"type":"hello","protocol":1,"display_name":"Eve","media":{"microphone":true,"camera":true,"screen":false}}"#;
    bench.say(ann, serde_json::from_str(json).unwrap());
    assert_eq!(bench.heard(ann), [refused(None, ErrorCode::OutOfOrder)]);
    assert_eq!(bench.roster().len(), 1);
}

#[test]
fn media_is_shown_to_the_others_and_stored_when_it_changed() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join_quietly("Ben");
    let media = MediaState {
        microphone: false,
        camera: true,
        screen: false,
    };
    let request = RequestId(4);
    bench.say(ben, ClientMessage::SetMedia { request, media });
    bench.say(ben, ClientMessage::SetMedia { request, media });
    let heard = bench.heard(ann);
    let [ServerMessage::ParticipantChanged { participant }] = &heard[..] else {
        panic!("one message expected: {heard:?}");
    };
    assert_eq!(
        (participant.id, participant.media),
        (ParticipantId(2), media)
    );
    assert!(bench.heard(ben).is_empty());
    assert_eq!(bench.seats[&ParticipantId(2)].media, media);
}

#[test]
fn a_ping_is_answered_to_the_one_who_asked() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join_quietly("Ben");
    bench.say(
        ben,
        ClientMessage::Ping {
            request: RequestId(9),
        },
    );
    assert_eq!(
        bench.heard(ben),
        [ServerMessage::Pong {
            request: RequestId(9)
        }]
    );
    assert!(bench.heard(ann).is_empty());
}

#[test]
fn ids_go_on_from_where_the_meeting_stopped() {
    let counters = SeatCounters {
        participant: 40,
        arrival: 70,
    };
    let mut bench = Bench::open(RoomHistory {
        counters,
        ..RoomHistory::default()
    });
    bench.join("Ann");
    assert_eq!(bench.roster(), [(41, 71, "Ann".to_owned(), true)]);
}

#[test]
fn the_meeting_starts_with_the_first_of_those_present() {
    let started_at = |bench: &mut Bench, connection| match &bench.heard(connection)[..] {
        [ServerMessage::Snapshot { meeting, .. }, ..] => meeting.started_at,
        other => panic!("a snapshot expected: {other:?}"),
    };
    let mut bench = Bench::new();
    bench.wait(Milliseconds(5000));
    let ann = bench.join("Ann");
    assert_eq!(started_at(&mut bench, ann), START + Milliseconds(5000));
    bench.wait(Milliseconds(1000));
    let ben = bench.join("Ben");
    bench.say(ann, ClientMessage::Leave {});
    assert_eq!(started_at(&mut bench, ben), START + Milliseconds(5000));
    bench.say(ben, ClientMessage::Leave {});
    let cem = bench.join("Cem");
    assert_eq!(started_at(&mut bench, cem), START + Milliseconds(6000));
}

#[test]
fn a_tick_without_a_reason_changes_nothing() {
    let mut bench = Bench::new();
    bench.join_quietly("Ann");
    bench.feed(Input::Tick);
    assert!(bench.sent.is_empty());
    assert_eq!(bench.roster().len(), 1);
}
