//! Seats.

use crate::{databases::Fixture, meetings::meeting};
use parley_domain::{
    Meeting, RepositoryError, ResumeHash, Seat, SeatCounters, SeatRepository, Visitor,
};
use parley_protocol::{Arrival, DisplayName, MediaState, ParticipantId, Role, Timestamp};

on_every_database!(
    a_seat_comes_back_as_it_was_saved_and_changes_in_place,
    t074_the_secret_of_one_meeting_opens_no_seat_in_another,
    two_seats_of_a_meeting_never_have_the_same_secret,
    counters_tell_the_highest_ever_given,
);

pub(crate) fn seat(meeting: &Meeting, participant: u32, arrival: u32) -> Seat {
    Seat {
        meeting: meeting.id,
        participant: ParticipantId(participant),
        arrival: Arrival(arrival),
        display_name: DisplayName::new("Wei Chen").unwrap(),
        media: MediaState {
            microphone: true,
            camera: false,
        },
        role: Role::Guest,
        resume: ResumeHash([u8::try_from(participant).unwrap(); 32]),
        joined_at: Timestamp(2_000),
        left_at: None,
        run: Timestamp(2_000),
        came_at: Timestamp(2_000),
        visitor: Visitor::default(),
    }
}

async fn a_seat_comes_back_as_it_was_saved_and_changes_in_place(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let mut mine = seat(&meeting, 1, 1);
    let other = seat(&meeting, 2, 2);
    seats.save(&mine).await.unwrap();
    seats.save(&other).await.unwrap();
    mine.arrival = Arrival(3);
    mine.media.camera = true;
    seats.save(&mine).await.unwrap();
    let open = seats.list_open(meeting.id).await.unwrap();
    assert_eq!(open, vec![mine.clone(), other.clone()]);

    mine.left_at = Some(Timestamp(9_000));
    seats.save(&mine).await.unwrap();
    assert_eq!(seats.list_open(meeting.id).await.unwrap(), vec![other]);
    let found = seats.find_by_resume(meeting.id, mine.resume).await.unwrap();
    assert_eq!(found, Some(mine), "a given up seat is still found");
}

async fn t074_the_secret_of_one_meeting_opens_no_seat_in_another(fixture: &Fixture) {
    let one = meeting(fixture, "mkd-vqtr-hba").await;
    let two = meeting(fixture, "abc-defg-hjk").await;
    let seats = fixture.database.seats();
    let mine = seat(&one, 1, 1);
    seats.save(&mine).await.unwrap();
    let found = seats.find_by_resume(two.id, mine.resume).await.unwrap();
    assert_eq!(found, None);
}

async fn two_seats_of_a_meeting_never_have_the_same_secret(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let mine = seat(&meeting, 1, 1);
    seats.save(&mine).await.unwrap();
    let mut other = seat(&meeting, 2, 2);
    other.resume = mine.resume;
    let outcome = seats.save(&other).await;
    assert!(matches!(outcome, Err(RepositoryError::Conflict)));
}

async fn counters_tell_the_highest_ever_given(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let none = seats.counters(meeting.id).await.unwrap();
    assert_eq!(none, SeatCounters::default());
    let mut gone = seat(&meeting, 2, 7);
    gone.left_at = Some(Timestamp(9_000));
    seats.save(&gone).await.unwrap();
    seats.save(&seat(&meeting, 1, 3)).await.unwrap();
    let counters = seats.counters(meeting.id).await.unwrap();
    assert_eq!((counters.participant, counters.arrival), (2, 7));
}
