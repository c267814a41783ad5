//! One time of a series, moved or cancelled while the others stay.

use crate::changing::{daily, key, longer, series};
use crate::support::{House, draft, local, plan};
use parley_domain::{
    accounts::MeetingNews,
    schedule::{Exception, OccurrenceChange, PlanError, RepeatEnd, ScheduleError},
};
use parley_protocol::MeetingTitle;

#[tokio::test]
async fn one_time_is_moved_and_another_cancelled() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    let schedules = &house.schedules;
    let change = longer("2026-01-20 10:00");
    let moved = schedules
        .edit_occurrence(&ines, made.id, key(6), change.clone())
        .await;
    assert_eq!(
        moved.unwrap().series.exceptions[&key(6)],
        Exception::Changed(change)
    );
    let mails = house.mails();
    assert_eq!(mails.len(), 2);
    let mail = &mails[0].1;
    assert_eq!(
        (mail.news, mail.title.as_str()),
        (MeetingNews::Changed, "Longer")
    );
    assert_eq!(
        mail.when,
        "Tuesday, 20 January 2026, 10:00 to 11:30 (Europe/Berlin)"
    );
    assert!(
        mail.calendar
            .contains("RECURRENCE-ID;TZID=Europe/Berlin:20260106T090000\r\n")
    );
    let left = schedules
        .cancel_occurrence(&ines, made.id, key(7))
        .await
        .unwrap();
    assert_eq!((left.series.sequence, left.series.exceptions.len()), (2, 2));
    let mail = house.mails().remove(0).1;
    assert_eq!(mail.news, MeetingNews::Cancelled);
    assert_eq!(
        mail.when,
        "Wednesday, 7 January 2026, 09:00 to 09:45 (Europe/Berlin)"
    );
    assert!(mail.calendar.contains("METHOD:CANCEL\r\n"));
    for (wrong, why) in [
        (key(7), "cancelled"),
        (key(15), "after the last"),
        (local("2026-01-08 09:01"), "none"),
    ] {
        let again = schedules.cancel_occurrence(&ines, made.id, wrong).await;
        assert!(matches!(again, Err(ScheduleError::NotFound)), "{why}");
    }
    let past = schedules
        .edit_occurrence(&ines, made.id, key(8), longer("2025-12-01 09:00"))
        .await;
    assert!(matches!(past, Err(ScheduleError::Plan(PlanError::Past))));
    // The same times keep what is otherwise; other times have nothing of it.
    let mut wanted = draft(daily(), &[]);
    let kept = schedules
        .edit(&ines, made.id, wanted.clone())
        .await
        .unwrap();
    assert_eq!(kept.series.exceptions.len(), 2);
    wanted.plan.start = local("2026-01-05 10:00");
    let fresh = schedules.edit(&ines, made.id, wanted).await.unwrap();
    assert!(fresh.series.exceptions.is_empty());
}

#[tokio::test]
async fn what_changes_for_all_times_changes_for_those_that_were_changed_singly_but_not_their_time()
{
    let house = House::new();
    let (ines, made) = series(&house).await;
    let schedules = &house.schedules;
    let moved = |start: &str, minutes| OccurrenceChange {
        title: daily().title,
        start: local(start),
        minutes,
    };
    for (day, change) in [
        (5, longer("2026-01-05 11:00")),
        (6, longer("2026-01-20 10:00")),
        (7, moved("2026-01-07 15:00", 45)),
        (8, moved("2026-01-08 15:00", 30)),
    ] {
        let edited = schedules.edit_occurrence(&ines, made.id, key(day), change);
        edited.await.unwrap();
    }
    let cancelled = schedules.cancel_occurrence(&ines, made.id, key(9));
    let before = cancelled.await.unwrap().series;
    house.mails();
    // The first time is over: it stays as it was.
    house.pass(5 * crate::support::DAY);
    let mut wanted = draft(daily(), &["ana@example.org", "bo@example.org"]);
    wanted.plan.title = MeetingTitle::new("Renamed").unwrap();
    wanted.plan.minutes = 60;
    let series = schedules.edit(&ines, made.id, wanted).await.unwrap().series;
    let of = |day| match &series.exceptions[&key(day)] {
        Exception::Changed(change) => (
            change.title.as_str().to_owned(),
            change.start,
            change.minutes,
        ),
        Exception::Cancelled => panic!("it happens"),
    };
    let renamed = |start, minutes| ("Renamed".to_owned(), local(start), minutes);
    assert_eq!(of(5), ("Longer".to_owned(), local("2026-01-05 11:00"), 90));
    assert_eq!(of(6), renamed("2026-01-20 10:00", 90));
    assert_eq!(of(7), renamed("2026-01-07 15:00", 60));
    assert_eq!(of(8), renamed("2026-01-08 15:00", 30));
    assert_eq!(series.exceptions[&key(9)], Exception::Cancelled);
    let calendar = house.mails().remove(0).1.calendar;
    let sequence = format!("SEQUENCE:{}\r\n", before.sequence + 1);
    assert_eq!(calendar.matches(&sequence).count(), 5, "{calendar}");
    assert_eq!(calendar.matches("SUMMARY:Renamed\r\n").count(), 4);
    // A change of something else leaves a title of its own alone.
    let change = longer("2026-01-07 15:00");
    let edited = schedules.edit_occurrence(&ines, made.id, key(7), change);
    let mut wanted = draft(edited.await.unwrap().series.plan, &[]);
    wanted.rules.may_chat = false;
    let series = schedules.edit(&ines, made.id, wanted).await.unwrap().series;
    let Exception::Changed(kept) = &series.exceptions[&key(7)] else {
        panic!("it happens");
    };
    assert_eq!(kept.title.as_str(), "Longer");
}

#[tokio::test]
async fn t084_a_time_that_is_over_is_neither_moved_nor_cancelled_and_nobody_hears_of_it() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    let schedules = &house.schedules;
    let moved = longer("2026-01-09 10:00");
    let moved = schedules.edit_occurrence(&ines, made.id, key(6), moved);
    moved.await.unwrap();
    house.mails();
    // It is the eighth of January, 08:30 in Berlin: of the fourth time, which begins at nine, and of the one that was
    // moved to the ninth there is still something to change.
    house.pass(7 * crate::support::DAY + 450 * 60_000);
    for over in [5, 7] {
        let later = longer("2026-01-20 10:00");
        let edited = schedules
            .edit_occurrence(&ines, made.id, key(over), later)
            .await;
        assert!(matches!(edited, Err(ScheduleError::NotFound)), "{over}");
        let cancelled = schedules.cancel_occurrence(&ines, made.id, key(over)).await;
        assert!(matches!(cancelled, Err(ScheduleError::NotFound)), "{over}");
    }
    assert_eq!(house.mails().len(), 0);
    for still in [6, 8] {
        let cancelled = schedules.cancel_occurrence(&ines, made.id, key(still));
        cancelled.await.unwrap();
    }
    assert_eq!(house.mails().len(), 4);
}

#[tokio::test]
async fn a_meeting_that_does_not_repeat_has_no_single_times() {
    let house = House::new();
    let ines = house.member("ines").await;
    let once = draft(plan("UTC", "2026-01-05 09:00"), &[]);
    let made = house.schedules.schedule(&ines, once).await.unwrap();
    let schedules = &house.schedules;
    let (id, key) = (made.id, local("2026-01-05 09:00"));
    let change = longer("2026-01-06 09:00");
    let changed = schedules.edit_occurrence(&ines, id, key, change).await;
    assert!(matches!(changed, Err(ScheduleError::NotFound)));
    let cancelled = schedules.cancel_occurrence(&ines, id, key).await;
    assert!(matches!(cancelled, Err(ScheduleError::NotFound)));
}

#[tokio::test]
async fn a_time_that_is_many_years_ahead_is_not_changed_yet() {
    let house = House::new();
    let ines = house.member("ines").await;
    let mut endless = daily();
    endless.repeat.as_mut().unwrap().end = RepeatEnd::Never;
    let made = house.schedules.schedule(&ines, draft(endless, &[])).await;
    let id = made.unwrap().id;
    for (year, fits) in [("2045", true), ("2047", false), ("9999", false)] {
        let key = local(&format!("{year}-06-05 09:00"));
        let cancelled = house.schedules.cancel_occurrence(&ines, id, key).await;
        let refused = matches!(cancelled, Err(ScheduleError::NotFound));
        assert_eq!((cancelled.is_ok(), refused), (fits, !fits), "{year}");
    }
}
