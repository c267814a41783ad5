//! Lost sockets, reloads, other tabs, restarts.

use crate::support::{Bench, START, meeting, name, snapshot};
use parley_domain::{ResumeHash, Seat, SeatCounters, Visitor};
use parley_protocol::{
    Arrival, ClientMessage, CloseCode, CloseReason, LeaveReason, MediaState, Milliseconds,
    ParticipantId, Role, ServerMessage, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, RoomHistory};

const SECOND: Milliseconds = Milliseconds::from_seconds(1);

/// Ann, who watches, and Ben, who goes and comes back.
fn two() -> (Bench, ConnectionId, ConnectionId) {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join_quietly("Ben");
    (bench, ann, ben)
}

fn seat_of(bench: &Bench, participant: u32) -> Option<Seat> {
    bench.seats.get(&ParticipantId(participant)).cloned()
}

fn changes(heard: &[ServerMessage]) -> Vec<(u32, bool)> {
    let change = |message: &ServerMessage| {
        let ServerMessage::ParticipantChanged { participant } = message else {
            return None;
        };
        Some((participant.arrival.0, participant.connected))
    };
    heard.iter().filter_map(change).collect()
}

#[test]
fn who_lost_only_the_socket_keeps_seat_and_arrival() {
    let (mut bench, ann, ben) = two();
    bench.disconnect(ben, HowDisconnected::Broken);
    let seat = seat_of(&bench, 2);
    let back = bench.hello("Somebody", seat, Some(Arrival(2)));
    let (you, secret, _, _) = snapshot(&bench.heard(back));
    assert_eq!((you, secret), (ParticipantId(2), false));
    assert_eq!(changes(&bench.heard(ann)), [(2, false), (2, true)]);
    assert_eq!(bench.roster()[1], (2, 2, "Ben".to_owned(), true));
}

#[test]
fn who_loaded_the_page_again_keeps_the_seat_and_gets_a_new_arrival() {
    for stale in [None, Some(Arrival(1)), Some(Arrival(77))] {
        let (mut bench, ann, ben) = two();
        bench.disconnect(ben, HowDisconnected::PageClosed);
        let seat = seat_of(&bench, 2);
        bench.hello("Ben", seat, stale);
        assert_eq!(
            changes(&bench.heard(ann)),
            [(2, false), (3, true)],
            "{stale:?}"
        );
        assert_eq!(
            bench.seats[&ParticipantId(2)].arrival,
            Arrival(3),
            "it is stored"
        );
    }
}

#[test]
fn a_second_tab_takes_the_seat_and_the_first_is_told() {
    let (mut bench, ann, ben) = two();
    let seat = seat_of(&bench, 2);
    let tab = bench.hello("Ben", seat, None);
    let closing = ServerMessage::Closing {
        reason: CloseReason::Replaced,
        retry_after: Milliseconds(0),
    };
    assert_eq!(bench.heard(ben), [closing]);
    assert_eq!(bench.closed[&ben], CloseCode::REPLACED);
    assert_eq!(changes(&bench.heard(ann)), [(3, true)]);
    bench.disconnect(ben, HowDisconnected::Broken);
    assert_eq!(
        bench.roster()[1],
        (2, 3, "Ben".to_owned(), true),
        "the late end of the first is nothing"
    );
    bench.heard(tab);
    bench.say(ben, ClientMessage::Leave {});
    assert_eq!(bench.room.participants(), 2, "nor is its late word");
}

#[test]
fn a_socket_that_comes_back_before_the_old_one_is_missed_bothers_nobody() {
    let (mut bench, ann, ben) = two();
    let seat = seat_of(&bench, 2);
    bench.hello("Ben", seat, Some(Arrival(2)));
    assert_eq!(bench.closed[&ben], CloseCode::REPLACED);
    assert!(bench.heard(ann).is_empty());
}

#[test]
fn a_seat_waits_ten_seconds_for_a_page_and_sixty_for_a_socket() {
    for (how, kept) in [
        (
            HowDisconnected::PageClosed,
            limits::SEAT_KEPT_AFTER_PAGE_CLOSED,
        ),
        (HowDisconnected::Broken, limits::SEAT_KEPT),
    ] {
        let (mut bench, ann, ben) = two();
        bench.disconnect(ben, how);
        bench.heard(ann);
        bench.wait(Milliseconds(kept.0 - 1));
        assert!(bench.heard(ann).is_empty());
        bench.wait(Milliseconds(1));
        let left = ServerMessage::ParticipantLeft {
            participant: ParticipantId(2),
            reason: LeaveReason::Lost,
        };
        assert_eq!(bench.heard(ann), [left]);
        assert_eq!(bench.seats[&ParticipantId(2)].left_at, Some(START));
        assert_eq!(bench.room.poll_timeout(), None);
    }
}

#[test]
fn who_is_back_in_time_is_not_lost_later() {
    let (mut bench, ann, ben) = two();
    bench.disconnect(ben, HowDisconnected::Broken);
    bench.wait(Milliseconds(limits::SEAT_KEPT.0 - 1));
    let seat = seat_of(&bench, 2);
    bench.hello("Ben", seat, Some(Arrival(2)));
    bench.heard(ann);
    bench.wait(Milliseconds::from_seconds(3600));
    assert!(bench.heard(ann).is_empty());
}

#[test]
fn a_seat_that_was_given_up_is_taken_again_as_the_same_participant() {
    let (mut bench, ann, ben) = two();
    bench.say(ben, ClientMessage::Leave {});
    bench.heard(ann);
    bench.wait(SECOND);
    let seat = seat_of(&bench, 2);
    let back = bench.hello("Ben", seat, Some(Arrival(2)));
    assert_eq!(snapshot(&bench.heard(back)).0, ParticipantId(2));
    let heard = bench.heard(ann);
    let [ServerMessage::ParticipantJoined { participant }] = &heard[..] else {
        panic!("a newcomer expected: {heard:?}");
    };
    assert_eq!(
        (participant.id.0, participant.arrival.0),
        (2, 3),
        "the others took their connections down"
    );
    let seat = &bench.seats[&ParticipantId(2)];
    assert_eq!((seat.joined_at, seat.left_at), (START, None));
}

#[test]
fn a_name_that_was_given_away_meanwhile_gets_a_number() {
    let (mut bench, _, ben) = two();
    bench.say(ben, ClientMessage::Leave {});
    bench.join("Ben");
    let seat = seat_of(&bench, 2);
    bench.hello("Ben", seat, None);
    let names: Vec<_> = bench
        .roster()
        .into_iter()
        .map(|(id, _, name, _)| (id, name))
        .collect();
    assert_eq!(
        names[1..],
        [(2, "Ben (2)".to_owned()), (3, "Ben".to_owned())]
    );
}

#[test]
fn the_last_one_who_is_away_keeps_the_room_until_the_seat_expires() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    bench.disconnect(ann, HowDisconnected::PageClosed);
    assert!(!bench.empty);
    bench.wait(limits::SEAT_KEPT_AFTER_PAGE_CLOSED);
    assert!(bench.empty && bench.room.is_empty());
}

fn stored_seat(participant: u32, arrival: u32) -> Seat {
    Seat {
        meeting: meeting().id,
        participant: ParticipantId(participant),
        arrival: Arrival(arrival),
        display_name: name(&format!("P{participant}")),
        media: MediaState::default(),
        role: Role::Guest,
        resume: ResumeHash([u8::try_from(participant).expect("a small number"); 32]),
        joined_at: START - SECOND,
        left_at: None,
        run: START - SECOND,
        came_at: START - SECOND,
        visitor: Visitor::default(),
    }
}

fn restarted() -> Bench {
    Bench::open(RoomHistory {
        seats: vec![stored_seat(3, 5), stored_seat(4, 6)],
        counters: SeatCounters {
            participant: 4,
            arrival: 6,
        },
        ..RoomHistory::default()
    })
}

#[test]
fn after_a_restart_seats_wait_and_are_taken_again_with_their_arrivals() {
    let mut bench = restarted();
    assert_eq!(bench.room.poll_timeout(), Some(START + limits::SEAT_KEPT));
    let seat = bench.room.find_seat_by_resume(ResumeHash([3; 32])).cloned();
    let back = bench.hello("P3", seat, Some(Arrival(5)));
    let (you, _, participants, _) = snapshot(&bench.heard(back));
    assert_eq!(you, ParticipantId(3));
    let seen: Vec<_> = participants
        .iter()
        .map(|view| (view.arrival.0, view.connected))
        .collect();
    assert_eq!(seen, [(5, true), (6, false)]);
    bench.join("New");
    assert_eq!(bench.roster()[2], (5, 7, "New".to_owned(), true));
}

#[test]
fn after_a_restart_who_stays_away_is_lost() {
    let mut bench = restarted();
    bench.wait(limits::SEAT_KEPT);
    assert!(bench.empty);
    assert!(bench.seats.values().all(|seat| seat.left_at.is_some()));
    let seat = seat_of(&bench, 4);
    bench.hello("P4", seat, Some(Arrival(6)));
    assert_eq!(bench.roster(), [(4, 7, "P4".to_owned(), true)]);
}

#[test]
fn a_stored_seat_that_is_ahead_of_the_counters_moves_them() {
    let mut bench = Bench::open(RoomHistory {
        seats: vec![stored_seat(9, 12)],
        ..RoomHistory::default()
    });
    bench.join("New");
    assert_eq!(bench.roster()[1], (10, 13, "New".to_owned(), true));
}
