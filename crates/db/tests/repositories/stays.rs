//! Each stay in a meeting: who, from when until when, and for how long it is kept.

use crate::history::{INES, WEI, guest, list, owned, place, save, user};
use crate::{accounts::after, databases::Fixture, meetings::meeting};
use parley_domain::{
    Meeting, Seat, SeatRepository,
    history::{Attendee, HistoryRepository},
};
use parley_protocol::{DisplayName, MeetingAddress, Milliseconds, ParticipantId, Timestamp};
use sea_orm::ConnectionTrait as _;

on_every_database!(
    every_stay_is_kept_and_told_to_the_owner_only,
    a_guest_who_comes_back_is_one_person_and_stays_one,
    a_stay_that_was_left_open_is_closed,
    what_is_old_is_forgotten_sooner_where_the_meeting_says_so,
    with_a_run_go_its_seats_and_the_meeting_counts_on,
);

/// The stays of a meeting of Ines: who, from and until when, in seconds.
async fn stays(fixture: &Fixture, of: &Meeting) -> Vec<(String, u64, Option<u64>)> {
    let address = MeetingAddress::Code(of.code.clone());
    let history = fixture.database.history();
    let stays = history.stays(INES, &address, None, 100).await.unwrap();
    let seconds = |at: Timestamp| (at.0 - after(0).0) / 1000;
    let told = stays.unwrap().into_iter().map(|stay| {
        let left = stay.left_at.map(seconds);
        (stay.name.to_string(), seconds(stay.came_at), left)
    });
    told.collect()
}

fn stay(number: u32, came: u64, left: Option<u64>) -> (String, u64, Option<u64>) {
    (format!("Person {number}"), came, left)
}

async fn every_stay_is_kept_and_told_to_the_owner_only(fixture: &Fixture) {
    let owned = owned(fixture).await;
    let mut one = place(&owned, 1, after(0), user(WEI));
    let two = place(&owned, 2, after(0), guest(1));
    one.left_at = None;
    save(fixture, &[one.clone(), two, one.clone()]).await;
    assert_eq!(
        stays(fixture, &owned).await,
        [stay(1, 0, None), stay(2, 0, Some(60))]
    );
    one.left_at = Some(after(20));
    save(fixture, &[one.clone()]).await;
    (one.came_at, one.left_at) = (after(50), None);
    save(fixture, &[one.clone()]).await;
    one.left_at = Some(after(70));
    save(fixture, &[one.clone(), one]).await;
    save(fixture, &[place(&owned, 1, after(1000), user(WEI))]).await;
    let all = [
        stay(1, 0, Some(20)),
        stay(2, 0, Some(60)),
        stay(1, 50, Some(70)),
        stay(1, 1000, Some(1060)),
    ];
    assert_eq!(stays(fixture, &owned).await, all);
    let history = fixture.database.history();
    let address = MeetingAddress::Code(owned.code.clone());
    let first = history.stays(INES, &address, Some(after(0)), 2).await;
    let first = first.unwrap().unwrap();
    let came: Vec<_> = first.iter().map(|stay| stay.came_at).collect();
    assert_eq!(came, [after(0), after(50)], "the newest of that run");
    let who: Vec<_> = first.iter().map(|stay| stay.of).collect();
    assert_eq!(who, [of_guest(2), Attendee::Account(WEI)]);
    assert_eq!(history.stays(WEI, &address, None, 9).await.unwrap(), None);
    let link = MeetingAddress::from_typed("nobodys-link").unwrap();
    assert_eq!(history.stays(INES, &link, None, 9).await.unwrap(), None);
}

fn of_guest(number: u32) -> Attendee {
    Attendee::Guest(ParticipantId(number))
}

async fn a_guest_who_comes_back_is_one_person_and_stays_one(fixture: &Fixture) {
    let owned = owned(fixture).await;
    let came = |number: u32, name: &str, visitor| Seat {
        display_name: DisplayName::new(name).unwrap(),
        came_at: after(u64::from(number)),
        left_at: Some(after(u64::from(number) + 60)),
        ..place(&owned, number, after(0), visitor)
    };
    let seats = [
        came(1, "Sam", guest(1)),
        // In another tab, before the first was given up.
        came(2, "Sam (2)", guest(1)),
        // Somebody else at the same browser, and at another.
        came(3, "Tom", guest(1)),
        came(4, "Sam", guest(2)),
        came(5, "Sam", user(WEI)),
        came(6, "Sam", guest(1)),
    ];
    save(fixture, &seats).await;
    let history = fixture.database.history();
    let address = MeetingAddress::Code(owned.code.clone());
    for (before, forgotten) in [(0, 0), (7, 5)] {
        let claims = history.forget_claims(after(before)).await;
        assert_eq!(claims.unwrap(), forgotten);
        let run = list(fixture, INES).await.remove(0);
        let names: Vec<_> = run.names.iter().map(DisplayName::as_str).collect();
        assert_eq!(
            (run.people, &*names),
            (4, &["Sam", "Tom", "Sam", "Sam"][..])
        );
        let stays = history.stays(INES, &address, None, 100).await.unwrap();
        let who: Vec<_> = stays.unwrap().iter().map(|stay| stay.of).collect();
        let [sam, tom, other] = [1, 3, 4].map(of_guest);
        assert_eq!(who, [sam, sam, tom, other, Attendee::Account(WEI), sam]);
    }
}

async fn a_stay_that_was_left_open_is_closed(fixture: &Fixture) {
    let owned = owned(fixture).await;
    let mut one = place(&owned, 1, after(0), user(WEI));
    one.left_at = None;
    save(fixture, &[one.clone()]).await;
    // That it was left was never stored, because the next state was faster.
    one.came_at = after(30);
    save(fixture, &[one.clone()]).await;
    assert_eq!(
        stays(fixture, &owned).await,
        [stay(1, 0, Some(30)), stay(1, 30, None)]
    );
    let seats = fixture.database.seats();
    seats.note_run(owned.id, after(0), after(40)).await.unwrap();
    save(fixture, &[place(&owned, 1, after(1000), user(WEI))]).await;
    assert_eq!(stays(fixture, &owned).await[1], stay(1, 30, Some(40)));
    // The state that was late says it better.
    one.left_at = Some(after(80));
    save(fixture, &[one]).await;
    assert_eq!(stays(fixture, &owned).await[1], stay(1, 30, Some(80)));
}

async fn what_is_old_is_forgotten_sooner_where_the_meeting_says_so(fixture: &Fixture) {
    const DAY: u64 = 24 * 3600;
    let owned = owned(fixture).await;
    let other = meeting(fixture, "mkd-vqtr-hba").await;
    for day in [0, 5, 9] {
        let run = after(day * DAY);
        let seats = [
            place(&owned, 1, run, user(WEI)),
            place(&other, 1, run, user(WEI)),
        ];
        save(fixture, &seats).await;
    }
    let history = fixture.database.history();
    let forget = async |days, kept: u64, most| {
        let kept = Milliseconds::from_seconds(kept * DAY);
        let forgotten = history.forget_old_runs(after(days * DAY + 1), kept, most);
        forgotten.await.unwrap()
    };
    assert_eq!(forget(10, 365, 500).await, 0);
    fixture
        .raw()
        .await
        .execute_unprepared("UPDATE meeting SET history_days = 5 WHERE owner_id IS NOT NULL")
        .await
        .unwrap();
    assert_eq!(forget(10, 365, 1).await, 1);
    assert_eq!(forget(10, 365, 500).await, 1);
    assert_eq!(forget(10, 365, 500).await, 0);
    assert_eq!(stays(fixture, &owned).await.len(), 1);
    assert_eq!(list(fixture, WEI).await.len(), 4);
    assert_eq!(forget(10, 3, 500).await, 2);
    assert_eq!(list(fixture, WEI).await.len(), 2);
}

async fn with_a_run_go_its_seats_and_the_meeting_counts_on(fixture: &Fixture) {
    const DAY: u64 = 24 * 3600;
    let owned = owned(fixture).await;
    let other = meeting(fixture, "mkd-vqtr-hba").await;
    let late = after(9 * DAY);
    let mut held = place(&owned, 3, after(0), user(WEI));
    held.left_at = None;
    let gone = place(&owned, 7, after(0), user(WEI));
    let seats = [
        place(&owned, 1, after(0), guest(1)),
        // They came back in a later run.
        place(&owned, 2, after(0), user(INES)),
        place(&owned, 2, late, user(INES)),
        held,
        gone.clone(),
        place(&other, 5, late, guest(1)),
    ];
    save(fixture, &seats).await;
    let history = fixture.database.history();
    let kept = Milliseconds::from_seconds(3 * DAY);
    let forgotten = history.forget_old_runs(after(10 * DAY), kept, 500).await;
    assert_eq!(forgotten.unwrap(), 1);
    let stored = fixture.database.seats();
    let mut left = Vec::new();
    for seat in &seats {
        let found = stored.find_by_resume(seat.meeting, seat.resume).await;
        left.extend(
            found
                .unwrap()
                .map(|seat| (seat.meeting, seat.participant.0)),
        );
    }
    left.dedup();
    assert_eq!(left, [(owned.id, 2), (owned.id, 3), (other.id, 5)]);
    let counters = stored.counters(owned.id).await.unwrap();
    assert_eq!((counters.participant, counters.arrival), (7, 7));
    // Whoever held it may be stored once more.
    save(fixture, &[gone]).await;
}
