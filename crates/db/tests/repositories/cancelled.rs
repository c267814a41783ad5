//! Meetings that were cancelled: what is left of them, and who gets their link.

use crate::{
    accounts::{after, ines, wei},
    databases::Fixture,
    schedules::{add, change_to, link, new, series},
};
use parley_domain::{
    Meeting, MeetingRepository, RepositoryError,
    schedule::{Schedule, ScheduleRepository, Series},
};
use parley_protocol::{MeetingAddress, MeetingLink, Timestamp};
use tokio::task::JoinSet;

on_every_database!(
    a_meeting_that_was_cancelled_says_so_and_is_listed_no_more,
    the_link_of_a_cancelled_meeting_leads_to_whatever_takes_it_and_to_nothing_of_the_old_one,
    a_plan_that_is_changed_takes_the_link_of_a_cancelled_meeting_too,
    of_many_who_want_the_link_of_a_cancelled_meeting_at_once_one_gets_it,
);

fn standup() -> MeetingLink {
    link("weekly-standup")
}

async fn cancel(fixture: &Fixture, made: &Schedule) {
    let series = Series {
        cancelled: true,
        sequence: made.series.sequence + 1,
        ..made.series.clone()
    };
    let mut change = change_to(series, made.id);
    change.over_at = Timestamp(0);
    let schedules = fixture.database.schedules();
    assert!(schedules.change(change).await.unwrap());
}

async fn cancelled(fixture: &Fixture, number: usize) -> Schedule {
    let mut wanted = series(ines(fixture).await.id, number);
    wanted.link = Some(standup());
    let made = add(fixture, wanted, after(9)).await;
    cancel(fixture, &made).await;
    made
}

async fn found(fixture: &Fixture, made: &Schedule) -> Meeting {
    let meetings = fixture.database.meetings();
    let found = meetings.find_by_code(&made.series.code).await.unwrap();
    found.unwrap()
}

async fn a_meeting_that_was_cancelled_says_so_and_is_listed_no_more(fixture: &Fixture) {
    let owner = ines(fixture).await.id;
    let kept = add(fixture, series(owner, 10), after(9)).await;
    let gone = add(fixture, series(owner, 11), after(9)).await;
    let meetings = fixture.database.meetings();
    assert_eq!(meetings.list_by_owner(owner, 0, 9).await.unwrap().1, 2);
    assert!(!found(fixture, &gone).await.cancelled);
    cancel(fixture, &gone).await;
    assert!(found(fixture, &gone).await.cancelled);
    let looked_up = meetings.lookup(gone.meeting).await.unwrap();
    assert!(looked_up.unwrap().cancelled);
    let listed = meetings.list_by_owner(owner, 0, 9).await.unwrap();
    assert_eq!(listed, (vec![found(fixture, &kept).await], 1));
}

async fn the_link_of_a_cancelled_meeting_leads_to_whatever_takes_it_and_to_nothing_of_the_old_one(
    fixture: &Fixture,
) {
    let old = cancelled(fixture, 10).await;
    let (schedules, meetings) = (fixture.database.schedules(), fixture.database.meetings());
    assert!(!schedules.is_taken(&standup()).await.unwrap());
    let by_link = meetings.find_by_link(&standup()).await.unwrap().unwrap();
    assert_eq!((by_link.id, by_link.cancelled), (old.meeting, true));
    let mut wanted = series(wei(fixture).await.id, 11);
    wanted.link = Some(standup());
    let taken = add(fixture, wanted.clone(), after(9)).await;
    assert!(schedules.is_taken(&standup()).await.unwrap());
    let by_link = meetings.find_by_link(&standup()).await.unwrap().unwrap();
    assert_eq!((by_link.id, by_link.cancelled), (taken.meeting, false));
    let address = MeetingAddress::Link(standup());
    let plan = schedules.find(&address).await.unwrap().unwrap();
    assert_eq!(plan.id, taken.id);
    let left = found(fixture, &old).await;
    assert_eq!((left.id, left.link), (old.meeting, None));
    // The one that takes place keeps it.
    wanted.code = series(wanted.owner, 12).code;
    let refused = schedules.add(new(wanted, after(9))).await;
    assert!(matches!(refused, Err(RepositoryError::Conflict)));
    let by_link = meetings.find_by_link(&standup()).await.unwrap().unwrap();
    assert_eq!(by_link.id, taken.meeting);
}

async fn a_plan_that_is_changed_takes_the_link_of_a_cancelled_meeting_too(fixture: &Fixture) {
    let old = cancelled(fixture, 10).await;
    let made = add(fixture, series(old.series.owner, 11), after(9)).await;
    let wanted = Series {
        link: Some(standup()),
        sequence: 1,
        ..made.series
    };
    let schedules = fixture.database.schedules();
    let changed = schedules.change(change_to(wanted, made.id)).await;
    assert!(changed.unwrap());
    assert_eq!(found(fixture, &old).await.link, None);
    let meetings = fixture.database.meetings();
    let by_link = meetings.find_by_link(&standup()).await.unwrap().unwrap();
    assert_eq!(by_link.id, made.meeting);
}

async fn of_many_who_want_the_link_of_a_cancelled_meeting_at_once_one_gets_it(fixture: &Fixture) {
    let old = cancelled(fixture, 10).await;
    let mut asking = JoinSet::new();
    for number in 11..17 {
        let mut wanted = series(old.series.owner, number);
        wanted.link = Some(standup());
        let schedules = fixture.database.schedules();
        asking.spawn(async move { schedules.add(new(wanted, after(9))).await });
    }
    let (mut got, mut refused) = (Vec::new(), 0);
    while let Some(outcome) = asking.join_next().await {
        match outcome.unwrap() {
            Ok(made) => got.push(made.meeting),
            Err(RepositoryError::Conflict) => refused += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!((got.len(), refused), (1, 5));
    let meetings = fixture.database.meetings();
    let by_link = meetings.find_by_link(&standup()).await.unwrap().unwrap();
    assert_eq!(by_link.id, got[0]);
}
