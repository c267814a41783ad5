//! Seats.

use crate::{accounts::wei, databases::Fixture, meetings::meeting};
use parley_domain::{
    Meeting, RepositoryError, ResumeHash, Seat, SeatCounters, SeatRepository, Visitor,
    accounts::SecretHash, history::HistoryRepository as _,
};
use parley_protocol::{Arrival, DisplayName, MediaState, ParticipantId, Role, Timestamp};
use sea_orm::{ConnectionTrait as _, Statement};

on_every_database!(
    a_seat_comes_back_as_it_was_saved_and_changes_in_place,
    who_holds_a_seat_is_known_again_by_account_or_browser,
    t074_the_secret_of_one_meeting_opens_no_seat_in_another,
    two_seats_of_a_meeting_never_have_the_same_secret,
    counters_tell_the_highest_ever_given,
    a_share_is_not_remembered,
    a_seat_whose_end_is_stored_in_part_is_still_open,
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
            screen: false,
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

/// It ends with its page, which says so when it comes back and shares still.
async fn a_share_is_not_remembered(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let silent = seat(&meeting, 1, 1);
    let mut sharing = silent.clone();
    sharing.media.screen = true;
    seats.save(&sharing).await.unwrap();
    assert_eq!(seats.list_open(meeting.id).await.unwrap(), vec![silent]);
}

async fn who_holds_a_seat_is_known_again_by_account_or_browser(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let user = wei(fixture).await.id;
    let seats = fixture.database.seats();
    let visitor = |user, claim: u8| Visitor {
        user,
        claim: Some(SecretHash([claim; 32])),
        network: None,
    };
    let guest = Seat {
        visitor: visitor(None, 1),
        ..seat(&meeting, 1, 1)
    };
    let later = Seat {
        visitor: visitor(None, 2),
        run: Timestamp(5_000),
        ..seat(&meeting, 2, 2)
    };
    let account = Seat {
        visitor: visitor(Some(user), 1),
        ..seat(&meeting, 3, 3)
    };
    for seat in [&guest, &later, &account] {
        seats.save(seat).await.unwrap();
    }
    let without_claim = Visitor {
        claim: None,
        ..account.visitor
    };
    let read: Vec<_> = seats.list_open(meeting.id).await.unwrap();
    let read: Vec<_> = read.into_iter().map(|seat| seat.visitor).collect();
    assert_eq!(read, [guest.visitor, later.visitor, without_claim]);
    let found = seats.find_by_resume(meeting.id, guest.resume).await;
    assert_eq!(found.unwrap().unwrap().visitor, guest.visitor);
    // Signing in gives the account what the browser was in.
    let history = fixture.database.history();
    let claim = guest.visitor.claim.unwrap();
    let claimed = history.claim(user, claim, Timestamp(0), 9).await.unwrap();
    assert_eq!(claimed, 1, "an account's own place is not claimed");
    let found = seats.find_by_resume(meeting.id, guest.resume).await;
    assert_eq!(found.unwrap().unwrap().visitor.user, Some(user));
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

/// Whatever of it fails: the next start closes what is still open.
async fn a_seat_whose_end_is_stored_in_part_is_still_open(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let raw = fixture.raw().await;
    let rename = async |from: &str, to: &str| {
        let statement = format!("ALTER TABLE {from} RENAME TO {to}");
        raw.execute_unprepared(&statement).await.unwrap();
    };
    let tables = ["run_stay", "run_participant", "meeting_participant"];
    for (participant, table) in (1..).zip(tables) {
        let held = seat(&meeting, participant, participant);
        seats.save(&held).await.unwrap();
        let left = Seat {
            left_at: Some(Timestamp(9_000)),
            ..held.clone()
        };
        rename(table, "out_of_reach").await;
        assert!(seats.save(&left).await.is_err(), "{table}");
        rename("out_of_reach", table).await;
        let open = seats.list_open(meeting.id).await.unwrap();
        assert_eq!(open, std::slice::from_ref(&held), "{table}");
        assert_eq!(
            open_stays(fixture, participant).await,
            table != "meeting_participant"
        );
        seats.save(&left).await.unwrap();
        assert!(seats.list_open(meeting.id).await.unwrap().is_empty());
        assert!(!open_stays(fixture, participant).await, "{table}");
    }
}

/// Whether a participant still seems to be there, as the history has it.
async fn open_stays(fixture: &Fixture, participant: u32) -> bool {
    let raw = fixture.raw().await;
    let query = format!(
        "SELECT participant FROM run_stay WHERE left_at IS NULL AND participant = {participant}"
    );
    let statement = Statement::from_string(raw.get_database_backend(), query);
    raw.query_one_raw(statement).await.unwrap().is_some()
}
