//! The history: whose runs, in which order, who was there, and what guests claim.

use crate::{
    accounts::{after, secret},
    databases::Fixture,
    meetings::meeting,
    seats::seat,
};
use parley_domain::{
    Meeting, MeetingRepository, NewMeeting, Seat, SeatRepository, Visitor,
    accounts::UserId,
    history::{HistoryPage, HistoryRepository, NAMES, PastRun},
};
use parley_protocol::{DisplayName, MeetingCode, Timestamp};

on_every_database!(
    a_run_is_one_row_for_who_was_in_it_and_for_nobody_else,
    a_meeting_that_is_used_twice_has_two_runs_the_newest_first,
    the_owner_sees_who_met_in_their_meeting,
    a_run_goes_on_until_the_last_has_left,
    an_account_with_two_seats_counts_once_and_names_are_cut,
    t081_a_claim_takes_the_places_of_its_own_browser_only,
    a_claim_is_bounded_in_age_and_count_and_forgotten,
    what_nobody_can_see_is_forgotten_when_it_is_old,
    a_seat_that_is_stored_again_keeps_what_was_claimed,
    what_a_lost_state_left_open_is_closed_by_the_next_run,
    a_run_is_noted_and_the_last_note_is_found,
);

pub(crate) const INES: UserId = UserId(41);
pub(crate) const WEI: UserId = UserId(42);

pub(crate) fn user(id: UserId) -> Visitor {
    Visitor {
        user: Some(id),
        claim: None,
        network: None,
    }
}

pub(crate) fn guest(number: u8) -> Visitor {
    Visitor {
        user: None,
        claim: Some(secret(number)),
        network: None,
    }
}

/// A seat in the run that began at `run`, held from then until 60 seconds later.
pub(crate) fn place(of: &Meeting, participant: u32, run: Timestamp, visitor: Visitor) -> Seat {
    Seat {
        run,
        came_at: run,
        left_at: Some(Timestamp(run.0 + 60_000)),
        display_name: DisplayName::new(&format!("Person {participant}")).unwrap(),
        visitor,
        ..seat(of, participant, participant)
    }
}

pub(crate) async fn save(fixture: &Fixture, seats: &[Seat]) {
    for seat in seats {
        fixture.database.seats().save(seat).await.unwrap();
    }
}

pub(crate) async fn list(fixture: &Fixture, user: UserId) -> Vec<PastRun> {
    let history = fixture.database.history();
    let page = history.list(user, 0, 50).await.unwrap();
    assert!(!page.has_older);
    page.runs
}

async fn claim(fixture: &Fixture, user: UserId, number: u8) -> u64 {
    let history = fixture.database.history();
    let claimed = history.claim(user, secret(number), Timestamp(0), 100).await;
    claimed.unwrap()
}

async fn a_run_is_one_row_for_who_was_in_it_and_for_nobody_else(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let (one, mut two) = (
        place(&meeting, 1, after(0), user(INES)),
        place(&meeting, 2, after(0), guest(1)),
    );
    two.left_at = Some(after(90));
    // The second seat may be stored first.
    save(fixture, &[two, one.clone(), one]).await;
    let expected = PastRun {
        code: meeting.code.clone(),
        title: None,
        started_at: after(0),
        ended_at: Some(after(90)),
        people: 2,
        names: ["Person 1", "Person 2"]
            .map(|name| DisplayName::new(name).unwrap())
            .to_vec(),
    };
    assert_eq!(list(fixture, INES).await, [expected]);
    assert_eq!(list(fixture, WEI).await, []);
}

async fn a_meeting_that_is_used_twice_has_two_runs_the_newest_first(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    for (number, run) in [(1, after(0)), (2, after(1000)), (1, after(2000))] {
        save(fixture, &[place(&meeting, number, run, user(INES))]).await;
    }
    save(fixture, &[place(&meeting, 3, after(3000), user(WEI))]).await;
    let starts = |runs: Vec<PastRun>| runs.iter().map(|run| run.started_at).collect::<Vec<_>>();
    let all = list(fixture, INES).await;
    let names: Vec<_> = all.iter().flat_map(|run| &run.names).collect();
    let names: Vec<_> = names.into_iter().map(DisplayName::as_str).collect();
    assert_eq!(names, ["Person 1", "Person 2", "Person 1"]);
    assert_eq!(starts(all), [after(2000), after(1000), after(0)]);
    let history = fixture.database.history();
    let part = history.list(INES, 1, 1).await.unwrap();
    assert!(part.has_older);
    assert_eq!(starts(part.runs), [after(1000)]);
    let last = history.list(INES, 2, 1).await.unwrap();
    assert_eq!((starts(last.runs), last.has_older), (vec![after(0)], false));
    let beyond = history.list(INES, 3, 1).await.unwrap();
    assert_eq!(beyond, HistoryPage::default());
}

/// A meeting of Ines.
pub(crate) async fn owned(fixture: &Fixture) -> Meeting {
    let new = NewMeeting {
        code: MeetingCode::from_typed("abc-defg-hjk").unwrap(),
        title: Some("Garden committee".to_owned()),
        owner: Some(INES),
        created_at: after(0),
    };
    fixture.database.meetings().add(new).await.unwrap()
}

async fn the_owner_sees_who_met_in_their_meeting(fixture: &Fixture) {
    let owned = owned(fixture).await;
    save(fixture, &[place(&owned, 1, after(5), user(WEI))]).await;
    for who in [INES, WEI] {
        let runs = list(fixture, who).await;
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].title.as_deref(), Some("Garden committee"));
    }
}

async fn a_run_goes_on_until_the_last_has_left(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let one = place(&meeting, 1, after(0), user(INES));
    let mut two = place(&meeting, 2, after(0), guest(1));
    two.left_at = None;
    save(fixture, &[one, two.clone()]).await;
    assert_eq!(list(fixture, INES).await[0].ended_at, None);
    two.left_at = Some(after(70));
    save(fixture, &[two]).await;
    assert_eq!(list(fixture, INES).await[0].ended_at, Some(after(70)));
}

async fn an_account_with_two_seats_counts_once_and_names_are_cut(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let mut seats = vec![
        place(&meeting, 1, after(0), user(INES)),
        place(&meeting, 2, after(0), user(INES)),
    ];
    let guests = u32::try_from(NAMES).unwrap() + 3;
    seats.extend((3..3 + guests).map(|number| place(&meeting, number, after(0), guest(1))));
    save(fixture, &seats).await;
    let run = list(fixture, INES).await.remove(0);
    assert_eq!(run.people, u64::from(guests) + 1);
    assert_eq!(run.names.len(), NAMES);
    assert_eq!(run.names[1].as_str(), "Person 3");
}

async fn t081_a_claim_takes_the_places_of_its_own_browser_only(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let mut of_wei = place(&meeting, 3, after(0), user(WEI));
    of_wei.visitor.claim = Some(secret(1));
    let seats = [
        place(&meeting, 1, after(0), guest(1)),
        place(&meeting, 2, after(0), guest(2)),
        of_wei,
        place(&meeting, 4, after(1000), guest(2)),
    ];
    save(fixture, &seats).await;
    assert_eq!(claim(fixture, INES, 9).await, 0);
    assert_eq!(list(fixture, INES).await, []);
    assert_eq!(claim(fixture, INES, 1).await, 1);
    let runs = list(fixture, INES).await;
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].people, 3);
    assert_eq!(list(fixture, WEI).await.len(), 1, "Wei keeps the place");
    assert_eq!(claim(fixture, WEI, 1).await, 0, "a claim is used up");
    assert_eq!(claim(fixture, WEI, 2).await, 2);
    assert_eq!(list(fixture, INES).await.len(), 1);
}

async fn a_claim_is_bounded_in_age_and_count_and_forgotten(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    for (number, at) in [(1, 0), (2, 1000), (3, 2000), (4, 3000)] {
        save(fixture, &[place(&meeting, number, after(at), guest(1))]).await;
    }
    let history = fixture.database.history();
    let claimed = history.claim(INES, secret(1), after(1000), 2).await;
    assert_eq!(claimed.unwrap(), 2);
    let starts: Vec<_> = list(fixture, INES).await;
    let starts: Vec<_> = starts.iter().map(|run| run.started_at).collect();
    assert_eq!(starts, [after(3000), after(2000)], "the newest");
    assert_eq!(history.forget_claims(after(1)).await.unwrap(), 1);
    assert_eq!(claim(fixture, INES, 1).await, 1, "what is not forgotten");
    assert_eq!(claim(fixture, INES, 1).await, 0);
}

async fn what_nobody_can_see_is_forgotten_when_it_is_old(fixture: &Fixture) {
    let nobodys = meeting(fixture, "mkd-vqtr-hba").await;
    let shared = meeting(fixture, "hyu-wern-xqa").await;
    let long = meeting(fixture, "kvm-rtdq-hsy").await;
    let owned = owned(fixture).await;
    let mut lost = place(&nobodys, 3, after(1000), guest(2));
    lost.left_at = None;
    let mut late = place(&long, 1, after(0), guest(1));
    late.left_at = Some(after(5000));
    let seats = [
        place(&nobodys, 1, after(0), guest(2)),
        place(&nobodys, 2, after(0), guest(2)),
        lost,
        place(&shared, 1, after(0), guest(1)),
        place(&shared, 2, after(0), user(WEI)),
        late,
        place(&long, 2, after(5000), guest(1)),
        place(&owned, 1, after(0), guest(1)),
    ];
    save(fixture, &seats).await;
    let history = fixture.database.history();
    let forget = async |most| history.forget_runs(after(4000), most).await.unwrap();
    assert_eq!(forget(1).await, 1);
    assert_eq!(forget(500).await, 1);
    assert_eq!(forget(500).await, 0);
    assert_eq!(list(fixture, WEI).await[0].people, 2);
    assert_eq!(list(fixture, INES).await.len(), 1);
    assert_eq!(claim(fixture, INES, 2).await, 0, "they went with the runs");
    assert_eq!(claim(fixture, INES, 1).await, 4, "all others stay");
    assert_eq!(list(fixture, INES).await.len(), 4);
}

async fn a_seat_that_is_stored_again_keeps_what_was_claimed(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let mut held = place(&meeting, 1, after(0), guest(1));
    held.left_at = None;
    save(fixture, &[held.clone()]).await;
    assert_eq!(claim(fixture, INES, 1).await, 1);
    held.left_at = Some(after(30));
    save(fixture, &[held.clone()]).await;
    assert_eq!(list(fixture, INES).await[0].ended_at, Some(after(30)));
    held.visitor = user(WEI);
    save(fixture, &[held]).await;
    assert_eq!(list(fixture, INES).await.len(), 1);
    assert_eq!(list(fixture, WEI).await, []);
}

async fn what_a_lost_state_left_open_is_closed_by_the_next_run(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let mut early = place(&meeting, 1, after(0), user(INES));
    let mut late = place(&meeting, 2, after(0), guest(1));
    (early.left_at, late.left_at) = (None, None);
    late.came_at = after(50);
    save(fixture, &[early.clone(), late]).await;
    let seats = fixture.database.seats();
    seats
        .note_run(meeting.id, after(0), after(40))
        .await
        .unwrap();
    save(fixture, &[place(&meeting, 1, after(1000), user(INES))]).await;
    let runs = list(fixture, INES).await;
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[1].ended_at, Some(after(50)));
    // The state that was late says it better.
    early.left_at = Some(after(80));
    save(fixture, &[early]).await;
    assert_eq!(list(fixture, INES).await[1].ended_at, Some(after(80)));
}

async fn a_run_is_noted_and_the_last_note_is_found(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    assert_eq!(seats.last_noted(meeting.id).await.unwrap(), None);
    save(fixture, &[place(&meeting, 1, after(0), user(INES))]).await;
    let noted = seats.last_noted(meeting.id).await.unwrap();
    assert_eq!(noted, Some(after(0)));
    seats
        .note_run(meeting.id, after(0), after(30))
        .await
        .unwrap();
    let noted = seats.last_noted(meeting.id).await.unwrap();
    assert_eq!(noted, Some(after(30)));
}
