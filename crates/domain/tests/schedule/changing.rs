//! Changing and cancelling, all of a series or one time of it, and who hears of it.

use crate::support::{House, draft, local, plan};
use parley_domain::{
    accounts::{MeetingNews, User},
    schedule::{
        Every, NaiveDateTime, OccurrenceChange, PasswordChange, Plan, PlanError, Repeat, RepeatEnd,
        Schedule, ScheduleError,
    },
};
use parley_protocol::{MeetingPassword, MeetingRules, MeetingTitle};

/// Every day from the fifth of January on, ten times.
pub(crate) fn daily() -> Plan {
    Plan {
        repeat: Some(Repeat {
            every: Every::Day,
            end: RepeatEnd::After(10),
        }),
        ..plan("Europe/Berlin", "2026-01-05 09:00")
    }
}

pub(crate) async fn series(house: &House) -> (User, Schedule) {
    let ines = house.member("ines").await;
    let wanted = draft(daily(), &["ana@example.org", "bo@example.org"]);
    let made = house.schedules.schedule(&ines, wanted).await.unwrap();
    house.mails();
    (ines, made)
}

pub(crate) fn longer(start: &str) -> OccurrenceChange {
    OccurrenceChange {
        title: MeetingTitle::new("Longer").unwrap(),
        start: local(start),
        minutes: 90,
    }
}

pub(crate) fn key(day: u32) -> NaiveDateTime {
    local(&format!("2026-01-{day:02} 09:00"))
}

#[tokio::test]
async fn all_of_a_series_is_changed_and_everybody_is_told_what_concerns_them() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    let mut other = draft(daily(), &["bo@example.org", "cleo@example.org"]);
    other.plan.minutes = 30;
    let changed = house
        .schedules
        .edit(&ines, made.id, other.clone())
        .await
        .unwrap();
    assert_eq!(changed.series.sequence, 1);
    let news: Vec<_> = house
        .mails()
        .into_iter()
        .map(|(to, mail)| {
            assert!(mail.calendar.contains("SEQUENCE:1\r\n"));
            (to, mail.news)
        })
        .collect();
    assert_eq!(
        news,
        [
            ("ana@example.org".to_owned(), MeetingNews::Cancelled),
            ("cleo@example.org".to_owned(), MeetingNews::Invited),
            ("bo@example.org".to_owned(), MeetingNews::Changed),
        ]
    );
    // What no calendar shows is no news.
    other.rules.waiting_room = true;
    let same = house.schedules.edit(&ines, made.id, other).await.unwrap();
    assert_eq!(same.series.sequence, 2);
    assert!(same.series.rules.waiting_room);
    assert_eq!(house.mails(), []);
}

#[tokio::test]
async fn a_password_stays_until_another_is_set_or_it_is_removed() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    let mut wanted = draft(daily(), &[]);
    let secret = |text: &str| PasswordChange::Set(MeetingPassword::new(text).unwrap());
    let mut hashes = Vec::new();
    for change in [
        secret("open sesame"),
        PasswordChange::Keep,
        secret("other words"),
        PasswordChange::Remove,
    ] {
        wanted.password = change;
        let now = house
            .schedules
            .edit(&ines, made.id, wanted.clone())
            .await
            .unwrap();
        let hash = house.plans.stored.lock().unwrap()[0].password;
        assert_eq!(now.series.has_password, hash.is_some());
        hashes.push(hash);
    }
    assert_eq!(hashes[0], hashes[1]);
    assert_ne!(hashes[1], hashes[2]);
    assert_eq!(hashes[3], None);
}

#[tokio::test]
async fn a_series_that_goes_on_can_be_changed_and_one_that_would_be_over_cannot() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    house.pass(10 * crate::support::DAY);
    let mut wanted = draft(daily(), &[]);
    wanted.plan.start = local("2026-01-05 10:00");
    assert!(
        house
            .schedules
            .edit(&ines, made.id, wanted.clone())
            .await
            .is_ok()
    );
    wanted.plan.repeat.as_mut().unwrap().end = RepeatEnd::After(2);
    let over = house.schedules.edit(&ines, made.id, wanted).await;
    assert!(matches!(over, Err(ScheduleError::Plan(PlanError::Past))));
}

#[tokio::test]
async fn what_was_cancelled_is_gone_and_everybody_is_told() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    house.schedules.cancel(&ines, made.id).await.unwrap();
    let mails = house.mails();
    assert_eq!(mails.len(), 2);
    assert!(
        mails
            .iter()
            .all(|(_, mail)| mail.news == MeetingNews::Cancelled)
    );
    assert!(mails[0].1.calendar.contains("STATUS:CANCELLED\r\n"));
    assert_eq!(
        mails[0].1.when,
        "Monday, 5 January 2026, 09:00 to 09:45 (Europe/Berlin), every day, 10 times"
    );
    assert_eq!(house.schedules.upcoming(&ines, 5).await.unwrap(), []);
    let again = house.schedules.cancel(&ines, made.id).await;
    assert!(matches!(again, Err(ScheduleError::NotFound)));
}

#[tokio::test]
async fn t081_nobody_but_the_owner_changes_anything() {
    let house = House::new();
    let (ines, made) = series(&house).await;
    let wei = house.member("wei").await;
    let wanted = draft(daily(), &["wei"]);
    house
        .schedules
        .edit(&ines, made.id, wanted.clone())
        .await
        .unwrap();
    house.mails();
    let schedules = &house.schedules;
    let outcomes = [
        schedules.edit(&wei, made.id, wanted).await.map(drop),
        schedules
            .edit_occurrence(&wei, made.id, key(6), longer("2026-01-06 09:00"))
            .await
            .map(drop),
        schedules
            .cancel_occurrence(&wei, made.id, key(6))
            .await
            .map(drop),
        schedules.cancel(&wei, made.id).await.map(drop),
        schedules.details(&wei, made.id).await.map(drop),
    ];
    for outcome in outcomes {
        assert!(
            matches!(outcome, Err(ScheduleError::NotFound)),
            "{outcome:?}"
        );
    }
    assert_eq!(house.mails(), []);
    let details = schedules.details(&ines, made.id).await.unwrap();
    assert_eq!(details.schedule.series.sequence, 1);
}

#[tokio::test]
async fn a_series_is_not_moved_to_long_ago_and_an_old_one_is_changed() {
    let house = House::new();
    let ines = house.member("ines").await;
    let mut endless = daily();
    endless.repeat.as_mut().unwrap().end = RepeatEnd::Never;
    let made = house.schedules.schedule(&ines, draft(endless.clone(), &[]));
    let id = made.await.unwrap().id;
    let move_to = async |start: &str| {
        let moved = Plan {
            start: local(start),
            ..endless.clone()
        };
        house.schedules.edit(&ines, id, draft(moved, &[])).await
    };
    for start in ["1971-01-05 09:00", "2024-12-20 09:00"] {
        let refused = move_to(start).await;
        assert!(matches!(refused, Err(ScheduleError::Plan(PlanError::Past))));
    }
    house.pass(3 * 366 * crate::support::DAY);
    move_to("2026-01-05 10:00").await.unwrap();
    let refused = move_to("2026-01-04 10:00").await;
    assert!(matches!(refused, Err(ScheduleError::Plan(PlanError::Past))));
}

#[tokio::test]
async fn a_lock_is_never_written_from_outside_and_single_times_write_no_rules() {
    let house = House::new();
    let ines = house.member("ines").await;
    let mut wanted = draft(daily(), &[]);
    wanted.rules.locked = true;
    let made = house
        .schedules
        .schedule(&ines, wanted.clone())
        .await
        .unwrap();
    assert!(!made.series.rules.locked, "nobody is in it");
    let rules = async || {
        let schedules = &house.schedules;
        let details = schedules.details(&ines, made.id).await.unwrap();
        details.schedule.series.rules
    };
    wanted.rules.may_chat = false;
    house
        .schedules
        .edit(&ines, made.id, wanted.clone())
        .await
        .unwrap();
    assert!(!rules().await.locked && !rules().await.may_chat);
    // Those who are in it lock it and let people chat.
    house.plans.stored.lock().unwrap()[0].schedule.series.rules = MeetingRules {
        locked: true,
        ..MeetingRules::default()
    };
    wanted.rules.locked = false;
    house.schedules.edit(&ines, made.id, wanted).await.unwrap();
    assert!(rules().await.locked && !rules().await.may_chat);
    let written = house.plans.written.lock().unwrap().clone();
    assert!(written.iter().flatten().all(|rules| !rules.locked));
    let schedules = &house.schedules;
    let change = longer("2026-01-20 10:00");
    schedules
        .edit_occurrence(&ines, made.id, key(6), change)
        .await
        .unwrap();
    schedules
        .cancel_occurrence(&ines, made.id, key(7))
        .await
        .unwrap();
    schedules.cancel(&ines, made.id).await.unwrap();
    let written = house.plans.written.lock().unwrap();
    assert_eq!(written[2..], [None, None, None]);
}
